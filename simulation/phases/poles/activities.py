"""Activities: to cooperate is to do with others, with shared effort and risk (L247): an attempt that needs customers.

Somebody who can lead (L124-126) plans a new activity with partners whom it trusts: so many posts in a sector, for a
market. While it is prepared, partners pledge money, each as far as it means to, and pay for studies; procedures take
longer the more is untried (L182-184). It starts when leader, money, permit and land are there, and is given up, what
was spent lost, when they are not within its time. Once started it is an organisation of the territory like any
newcomer (`simulation.phases.economy.founding`): it has no bonus, sells, hires, pays and may close. What it can share
out goes in part to the partners.
"""

from typing import Any

import numpy as np

from simulation.columns import (
    GAVE_UP_LEADER,
    GAVE_UP_PARTNERS,
    MODEL_DECIDES,
    NOBODY,
    PROJECT_MEMBERS,
    TALLY,
    World,
)
from simulation.draws import PROPOSALS, STREAM, turns, uniform, uniform_integer
from simulation.kernels import kernel
from simulation.ledger import cents, organisation_account, outside_account, pay, pay_at_most, split_largest_remainder
from simulation.phases.poles.activity_log import log_end, log_state
from simulation.phases.poles.activity_plan import Plan, draw_plan, hoped_return
from simulation.phases.poles.activity_start import give_up, is_over, plan_activity, try_to_start
from simulation.phases.poles.pool_terms import HOURS
from simulation.phases.poles.trust import trust_in
from simulation.purposes import DEPOSITS, FRANCE, PURPOSE
from simulation.rows import empty_project_row
from simulation.rules.effort import Past, Seen, belief_after_round
from simulation.rules.public_goods import output_shares
from simulation.rules.stance_rules import effort
from simulation.rules.trust import chance_of_consent

STREAM_START, STREAM_EFFORT = STREAM["project_start"], STREAM["effort"]
PREPARATION, SHARED = PURPOSE["preparing a joint activity"], PURPOSE["surplus of a joint activity shared"]
TALLY_EFFORT, TALLY_COUNT = TALLY["effort_sum"], TALLY["effort_count"]
TALLY_FREE_RIDERS, TALLY_MEMBERS = TALLY["free_rider_months"], TALLY["member_months"]
FREE_RIDER_EFFORT = 0.1

MEMORY = 1.0 / 24.0
"""Weight of the last month in the memory of what joint activities brought: they take years."""


@kernel
def is_free_to_join(world: World, o: int) -> bool:
    """Whether an organisation joins activities and prepares none."""
    organisation = world.organisations[o]
    return (
        organisation.alive == 1
        and organisation.projects == 1
        and organisation.project == NOBODY
        and organisation.suspended == 0
    )


@kernel
def consents(world: World, month: int, leader: int, other: int, place: int) -> bool:
    """Whether two organisations agree to work together: the likelier the more both trust one another."""
    mutual = trust_in(world, leader, other, month) * trust_in(world, other, leader, month)
    draw = uniform(world.key[0], STREAM_START, month, world.organisations[leader].uid, 1 + place)
    return draw < chance_of_consent(mutual, world.parameters[0].trust_caution)


@kernel
def propose(world: World, month: int, leader: int) -> None:
    """Invite partners whom the leader knows; plan an activity if enough of them join and a row is free."""
    pole = world.organisations[leader].pole
    if pole != NOBODY and world.poles[pole].formal == 1 and world.poles[pole].animated == 0:
        return
    members = np.empty(PROJECT_MEMBERS, np.int64)
    members[0] = leader
    count = 1
    for k in range(world.partner.shape[1]):
        other = world.partner[leader, k]
        if count == PROJECT_MEMBERS or other == NOBODY:
            continue
        if world.organisations[other].uid != world.partner_uid[leader, k] or not is_free_to_join(world, other):
            continue
        if consents(world, month, leader, other, k):
            members[count] = other
            count += 1
    if count >= world.parameters[0].project_members_needed:
        plan_activity(world, month, members[:count], pole, draw_plan(world, month, members[:count]))


@kernel
def begin_declared(world: World, month: int) -> None:
    """Plan the activities that declared poles are to attempt, once their month has come and somebody can lead."""
    for number in range(world.declared_activities.shape[0]):
        asked = world.declared_activities[number]
        if asked.tried == 1 or month < asked.month:
            continue
        pole = NOBODY
        for row in range(world.poles.shape[0]):
            if world.poles[row].alive == 1 and world.poles[row].declared == asked.pole + 1:
                pole = row
        if pole == NOBODY:
            continue
        members = np.empty(PROJECT_MEMBERS, np.int64)
        count = partners_in_pole(world, month, pole, members)
        plan = Plan(asked.sector, asked.posts, asked.market, asked.novelty, asked.hectares, number + 1)
        if count >= world.parameters[0].project_members_needed:
            asked.tried = 1
            plan_activity(world, month, members[:count], pole, plan)
        elif month >= asked.month + world.parameters[0].project_patience_months:
            asked.tried = 1
            cause = GAVE_UP_LEADER if count == 0 else GAVE_UP_PARTNERS
            log_end(world, month, log_state(world, asked.month, plan, world.poles[pole].uid), cause)


@kernel
def partners_in_pole(world: World, month: int, pole: int, members: Any) -> int:
    """Write a pole's largest member who can lead, and members who consent, into ``members``; return how many."""
    organisations, leader = world.organisations, NOBODY
    for o in range(organisations.shape[0]):
        if organisations[o].pole == pole and organisations[o].entrepreneur == 1 and is_free_to_join(world, o):
            if leader == NOBODY or organisations[o].staff > organisations[leader].staff:
                leader = o
    if leader == NOBODY:
        return 0
    members[0] = leader
    count = 1
    for o in range(organisations.shape[0]):
        if count < members.shape[0] and o != leader and organisations[o].pole == pole and is_free_to_join(world, o):
            if consents(world, month, leader, o, 100 + o):
                members[count] = o
                count += 1
    return count


@kernel
def prepare(world: World, month: int, row: int) -> None:
    """One month of preparation: each partner decides its effort, pays for studies and pledges the rest."""
    p, project, key, books = world.parameters[0], world.projects[row], world.key[0], world.books
    organisations = world.organisations
    count = project.members
    decided = np.empty(count, np.float64)
    before, together = 0.0, 0.0
    for place in range(count):
        before += organisations[world.project_member[row, place]].effort
    for place in range(count):
        o = world.project_member[row, place]
        member = organisations[o]
        partner = organisations[
            world.project_member[row, uniform_integer(key, STREAM_EFFORT, month, member.uid, 0, count)]
        ]
        past = Past(member.effort, member.effort_before, member.effort_payoff, member.effort_payoff_before)
        seen = Seen(member.belief, (before - member.effort) / max(count - 1, 1), partner.effort, partner.effort_payoff)
        draw = uniform(key, STREAM_EFFORT, month, member.uid, 1)
        decided[place] = effort(p.stance_rule, member.player_type, past, seen, p, draw)
        told = world.imposed_organisations[o].project_effort
        if told != MODEL_DECIDES:
            decided[place] = told
        together += decided[place]
    hoped = p.project_hoped_success * hoped_return(world, project.sector)
    for place in range(count):
        o = world.project_member[row, place]
        member = organisations[o]
        given = decided[place] * project.monthly_contribution
        account = organisation_account(books, o)
        spent = pay_at_most(
            books, PREPARATION, account, outside_account(books, FRANCE), cents(p.project_study_share * given)
        )
        member.input_cost += spent
        project.spent += spent
        pledged = (1.0 - p.project_study_share) * given
        world.project_pledge[row, place] += pledged
        project.put_in += pledged
        remember_gain(world, o, -spent)
        member.effort_before = member.effort
        member.effort = decided[place]
        member.project_fte = p.project_coordination_hours / HOURS
        if p.trust_gain == 0.0:
            # With trust on, belief follows trust in the partners met (`simulation.phases.poles.trust`), once a month.
            others = (together - decided[place]) / max(count - 1, 1)
            member.belief = belief_after_round(member.belief, others, p.stance_belief_rate)
        # Pay-off of the month per euro agreed, what is hoped of the activity at its expected value.
        member.effort_payoff_before = member.effort_payoff
        member.effort_payoff = hoped * together / count - decided[place]
        world.tally[TALLY_EFFORT] += decided[place]
        world.tally[TALLY_COUNT] += 1
        world.tally[TALLY_MEMBERS] += 1
        if decided[place] < FREE_RIDER_EFFORT:
            world.tally[TALLY_FREE_RIDERS] += 1


@kernel
def remember_gain(world: World, o: int, gained: int) -> None:
    """Let what a joint activity brought (+) or took (-) this month, cents, enter the memory of it."""
    world.organisations[o].project_memory += MEMORY * gained / 100.0


@kernel
def share_surplus(world: World, row: int) -> None:
    """Pay partners their part of what the activity could share out last month, by the rule agreed."""
    p, project, books = world.parameters[0], world.projects[row], world.books
    venture = world.organisations[project.venture]
    count, account = project.members, organisation_account(books, project.venture)
    amount = min(venture.partners_due, books.balance[DEPOSITS, account])
    venture.partners_due = 0
    if amount <= 0 or count == 0:
        return
    agreed, capital = np.empty(count, np.float64), np.empty(count, np.float64)
    for place in range(count):
        # What was agreed, not what was given: effort cannot be written in a contract.
        agreed[place] = project.monthly_contribution
        capital[place] = world.project_pledge[row, place]
    shares = np.zeros(count, np.int64)
    split_largest_remainder(amount, output_shares(p.project_share_rule, agreed, capital), shares)
    for place in range(count):
        if shares[place] > 0:
            o = world.project_member[row, place]
            pay(books, SHARED, account, organisation_account(books, o), shares[place])
            world.organisations[o].other_cost -= shares[place]
            remember_gain(world, o, shares[place])


@kernel
def live_activity(world: World, month: int, row: int) -> None:
    """Live a month of an attempt, or of the partners of an activity that runs."""
    p, project = world.parameters[0], world.projects[row]
    if project.venture != NOBODY:
        if is_over(world, month, row):
            empty_project_row(world, row)
        else:
            share_surplus(world, row)
        return
    project.months += 1
    project.permit_months = max(project.permit_months - 1, 0)
    if project.leader == NOBODY or project.members < 2:
        give_up(world, month, row, GAVE_UP_LEADER if project.leader == NOBODY else GAVE_UP_PARTNERS)
        return
    prepare(world, month, row)
    if project.months >= p.project_preparation_months:
        try_to_start(world, month, row)


@kernel
def run_activities(world: World, month: int) -> None:
    """Prepare, start and give up activities, share what those that run bring, let entrepreneurs propose new ones."""
    p = world.parameters[0]
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        organisation.project_memory *= 1.0 - MEMORY
        if organisation.project == NOBODY:
            organisation.project_fte = 0.0
    for row in range(world.projects.shape[0]):
        if world.projects[row].alive == 1:
            live_activity(world, month, row)
    if p.regime_reciprocity_allowed == 0:
        return
    begin_declared(world, month)
    if p.project_start_rate == 0.0:
        return
    for o in turns(world.organisations, world.key[0], month, PROPOSALS):
        organisation = world.organisations[o]
        if organisation.entrepreneur == 0 or not is_free_to_join(world, o):
            continue
        draw = uniform(world.key[0], STREAM_START, month, organisation.uid, 0)
        if draw < p.project_start_rate / 12.0:
            propose(world, month, o)
