"""The common work of a pole: effort by type, monitoring, sanctions (``economics.md`` 3.3 and 3.5)."""

from typing import Any

import numpy as np

from simulation.columns import MODEL_DECIDES, NOBODY, TALLY, World
from simulation.draws import STREAM, uniform, uniform_integer
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import cents, organisation_account, pay_at_most, pole_account
from simulation.phases.poles.membership import quit_pole
from simulation.phases.poles.pool_terms import group_of, hour_cost, pool_terms, time_scale, wage_bill
from simulation.purposes import PURPOSE
from simulation.rules.effort import Past, Seen
from simulation.rules.sanctions import (
    EXPULSION,
    contributes,
    fine,
    gain_of_shirking,
    is_detected,
    sanction_after_month,
)
from simulation.rules.stance import NOT_POOLED, alternative_of
from simulation.rules.stance_rules import effort

STREAM_EFFORT, STREAM_MONITORING = STREAM["effort"], STREAM["monitoring"]
FINE = PURPOSE["fine"]
TALLY_EXPELLED = TALLY["members_expelled"]

COMMON_WORK_DRAW = 100
"""First draw of the stream "effort" for the common work; joint projects use lower ones."""


@inline_kernel
def effort_seen(organisation: Any) -> float:
    """Effort partners see: in the common work, and in the joint project if there is one."""
    if organisation.project == NOBODY:
        return organisation.pool_effort
    return 0.5 * (organisation.pool_effort + organisation.effort)


@kernel
def contribution_owed(world: World, o: int) -> float:
    """Contribution to the common work agreed by a member, EUR a month: its hours at cost."""
    organisation = world.organisations[o]
    group = group_of(world, organisation.pole, o)
    terms = pool_terms(world, o, group, organisation.depth_held, organisation.pool_effort, group.effort)
    return terms.own_hours * hour_cost(organisation, world.parameters[0].labour_contribution_rate)


@kernel
def deterred(world: World, o: int, wanted: float) -> bool:
    """Whether the fine to expect makes a member give the effort required although it wanted to give less.

    Only a formal pole can fine; a member not yet warned risks a warning, which costs nothing.
    """
    p, organisation = world.parameters[0], world.organisations[o]
    missing = p.monitoring_required_effort - wanted
    if missing <= 0.0 or world.poles[organisation.pole].formal == 0 or p.monitoring_probability == 0.0:
        return False
    next_fine = fine(organisation.sanction_step + 1, 1.0, p.monitoring_first_fine, p.monitoring_second_fine)
    if next_fine == 0.0:
        return False
    contribution = contribution_owed(world, o)
    gain = gain_of_shirking(contribution, 0.0, 0.0, 0.0, 1.0) * missing
    return contributes(p.monitoring_probability, next_fine, contribution, gain)


@kernel
def decide_efforts(world: World, month: int, rows: Any) -> float:
    """Let the members of one pole decide at once how much they really do; return the sum, by weight in that work."""
    p, key = world.parameters[0], world.key[0]
    organisations = world.organisations
    count = rows.shape[0]
    total = 0.0
    for o in rows:
        total += organisations[o].pool_effort
    decided = np.zeros(count)
    for place in range(count):
        o = rows[place]
        member = organisations[o]
        if member.suspended > 0:
            continue
        seen_member = organisations[
            rows[uniform_integer(key, STREAM_EFFORT, month, member.uid, COMMON_WORK_DRAW, count)]
        ]
        bill = 100.0 * wage_bill(member, p.stance_least_wage_bill)
        past = Past(
            member.pool_effort,
            member.pool_effort_before,
            member.pool_saving / bill,
            member.pool_saving_before / bill,
        )
        seen = Seen(
            member.belief,
            (total - member.pool_effort) / max(count - 1, 1),
            seen_member.pool_effort,
            seen_member.pool_saving / (100.0 * wage_bill(seen_member, p.stance_least_wage_bill)),
        )
        draw = uniform(key, STREAM_EFFORT, month, member.uid, COMMON_WORK_DRAW + 1)
        wanted = effort(p.stance_rule, member.player_type, past, seen, p, draw)
        if deterred(world, o, wanted):
            wanted = p.monitoring_required_effort
        told = world.imposed_organisations[o].pool_effort
        if told != MODEL_DECIDES:
            wanted = told
        decided[place] = wanted
    total = 0.0
    for place in range(count):
        member = organisations[rows[place]]
        member.pool_effort_before = member.pool_effort
        member.pool_effort = decided[place]
        total += decided[place] * time_scale(member.depth_held, p.pooling_affiliation_share, p.pooling_deep_factor)
    return total


@kernel
def monitor_members(world: World, month: int, pole: int, rows: Any) -> None:
    """Look at some members, and lift those found shirking one rung: warning, fines, suspension, expulsion."""
    p, books = world.parameters[0], world.books
    for o in rows:
        member = world.organisations[o]
        if member.pole != pole:
            continue
        draw = uniform(world.key[0], STREAM_MONITORING, month, member.uid, 0)
        detected = is_detected(effort_seen(member), p.monitoring_required_effort, p.monitoring_probability, draw)
        before = member.sanction_step
        rung, clean, suspended = sanction_after_month(
            before,
            member.clean_months,
            member.suspended,
            detected,
            p.monitoring_suspension_months,
            p.monitoring_reset_months,
        )
        member.sanction_step = rung
        member.clean_months = clean
        member.suspended = suspended
        if rung <= before:
            continue
        if rung == EXPULSION:
            world.tally[TALLY_EXPELLED] += 1
            member.depth = 0
            member.alternative = alternative_of(member.projects, NOT_POOLED)
            quit_pole(world, o)
        elif world.poles[pole].formal == 1:
            due = fine(rung, contribution_owed(world, o), p.monitoring_first_fine, p.monitoring_second_fine)
            account, fund = organisation_account(books, o), pole_account(books, pole)
            paid = pay_at_most(books, FINE, account, fund, cents(due))
            member.pole_cost += paid
            world.poles[pole].own_income += paid
