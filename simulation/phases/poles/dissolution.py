"""The end of a pole, always from inside: why, and where its fund goes, by the rule, to the cent.

A pole ends when too few members are left, when nobody leads it any more (neither an animator nor a member able to),
when its fund could not pay the animator that members want for months on end, or by a vote. No rate of ending is drawn.
"""

from typing import Any

import numpy as np

from simulation.columns import (
    GOES_ON,
    INSOLVENT,
    NOBODY,
    TALLY,
    TOO_FEW_MEMBERS,
    VOTED,
    WITHOUT_LEADER,
    World,
)
from simulation.draws import STREAM, uniform_integer
from simulation.kernels import kernel
from simulation.ledger import (
    authority_account,
    organisation_account,
    pass_claim,
    pay,
    pole_account,
    split_largest_remainder,
)
from simulation.phases.land.land_titles import pass_parcels
from simulation.phases.poles.animation import ENDING, assembly, member_values
from simulation.phases.poles.cross_holding import give_back_shares
from simulation.phases.poles.joint_work import end_joint_work
from simulation.phases.poles.membership import quit_pole, settle_advance
from simulation.purposes import DEPOSITS, FINANCIAL_COUNT, PURPOSE
from simulation.rows import empty_pole_row

STREAM_BIRTH = STREAM["pole_birth"]
DISSOLUTION = PURPOSE["pole dissolution"]
TALLY_ENDS = TALLY["pole_ends"]

BY_CONTRIBUTIONS, TO_SOCIAL_ECONOMY, TO_AUTHORITY = range(3)
"""Positions in ``pole.dissolution_rule``."""

VOTE_MONTHS = 6
"""Months between votes on the end of a pole that has been without animator for too long."""


@kernel
def body_of_social_economy(world: World, month: int, pole: int) -> int:
    """Account that takes over the fund: a social-economy body outside the pole, or the authority."""
    organisations = world.organisations
    for k in range(64):
        o = uniform_integer(world.key[0], STREAM_BIRTH, month, world.poles[pole].uid, k, organisations.shape[0])
        candidate = organisations[o]
        if candidate.alive == 1 and candidate.social_economy == 1 and candidate.pole != pole:
            return organisation_account(world.books, o)
    return authority_account(world.books)


@kernel
def end_pole(world: World, month: int, pole: int, rows: Any, cause: int) -> None:
    """End a pole: settle advances and shares, pay out the fund by the rule, to the cent, free members."""
    p, books = world.parameters[0], world.books
    fund = pole_account(books, pole)
    contributed = np.zeros(max(rows.shape[0], 1), np.float64)
    shares = np.zeros(max(rows.shape[0], 1), np.int64)
    total = 0.0
    for place in range(rows.shape[0]):
        member = world.organisations[rows[place]]
        if member.pole == pole:
            settle_advance(world, rows[place])
            give_back_shares(world, rows[place])
            contributed[place] = max(member.contributed, 0)
            total += contributed[place]
    left = books.balance[DEPOSITS, fund]
    if left > 0:
        if p.pole_dissolution_rule == BY_CONTRIBUTIONS and total > 0.0:
            split_largest_remainder(left, contributed, shares)
            for place in range(rows.shape[0]):
                if shares[place] > 0:
                    pay(books, DISSOLUTION, fund, organisation_account(books, rows[place]), shares[place])
        elif p.pole_dissolution_rule == TO_AUTHORITY:
            pay(books, DISSOLUTION, fund, authority_account(books), left)
        else:
            pay(books, DISSOLUTION, fund, body_of_social_economy(world, month, pole), left)
    pass_parcels(world, fund, authority_account(books))
    for instrument in range(FINANCIAL_COUNT, books.balance.shape[0]):
        if books.balance[instrument, fund] != 0:
            pass_claim(books, instrument, fund, authority_account(books), books.balance[instrument, fund])
    for o in rows:
        if world.organisations[o].pole == pole:
            quit_pole(world, o)
    for project in range(world.projects.shape[0]):
        if world.projects[project].alive == 1 and world.projects[project].pole == pole:
            world.projects[project].pole = NOBODY
    end_joint_work(world, month, pole)
    empty_pole_row(world, pole)
    world.poles[pole].cause = cause
    world.tally[TALLY_ENDS] += 1


@kernel
def is_led(world: World, pole: int, rows: Any) -> bool:
    """Whether somebody can lead a pole: its animator, or a member able to lead."""
    if world.poles[pole].animated == 1 or world.parameters[0].pole_needs_leader == 0:
        return True
    able = 0
    for o in rows:
        able += world.organisations[o].entrepreneur
    return able > 0


@kernel
def why_it_ends(world: World, month: int, pole: int, rows: Any) -> int:
    """Cause for which a pole ends this month, position in END_CAUSES, or GOES_ON."""
    p, considered = world.parameters[0], world.poles[pole]
    if considered.members < p.pole_minimum_members:
        return TOO_FEW_MEMBERS
    considered.months_without_leader = 0 if is_led(world, pole, rows) else considered.months_without_leader + 1
    if considered.months_without_leader >= p.animation_patience:
        return WITHOUT_LEADER
    if considered.months_unpaid >= p.animation_unpaid_months:
        return INSOLVENT
    waited = considered.months_without_animator
    if considered.formal == 0 or waited < p.animation_patience or waited % VOTE_MONTHS != 0:
        return GOES_ON
    fund = world.books.balance[DEPOSITS, pole_account(world.books, pole)] / 100.0
    values = member_values(world, pole, rows, 1, 0, considered.dues / 100.0, fund)
    return VOTED if assembly(world, month, pole, rows, -values, ENDING) else GOES_ON
