"""Joint projects: to cooperate is to do with others, with shared effort, output and risk (L247).

An entrepreneur proposes (without one no project starts, L124-126), trusted partners whose stance it is join,
permits take longer the more is untried (L182-184), members give effort and money for some months, and the project
succeeds or fails. What it brings is sold outside and shared; it may leave means to the pole and found a venture.
"""

from typing import Any

import numpy as np

from simulation.columns import COOPERATIVE, MODEL_DECIDES, NOBODY, PROJECT_MEMBERS, PROJECT_UID, TALLY, World
from simulation.draws import PROPOSALS, STREAM, turns, uniform, uniform_integer
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import cents, organisation_account, outside_account, pay, pay_at_most, split_largest_remainder
from simulation.phases.economy.founding import found_organisation
from simulation.phases.poles.pool_terms import HOURS, wage_bill
from simulation.phases.poles.trust import trust_in
from simulation.purposes import DEPOSITS, FRANCE, PURPOSE
from simulation.rows import empty_project_row
from simulation.rules.effort import Past, Seen, belief_after_round
from simulation.rules.public_goods import output_shares, project_output, project_payoff
from simulation.rules.stance_rules import effort
from simulation.rules.trust import chance_of_consent

STREAM_START, STREAM_SUCCESS = STREAM["project_start"], STREAM["project_success"]
STREAM_EFFORT, STREAM_PERMIT = STREAM["effort"], STREAM["permit"]
EFFORT, SHARED = PURPOSE["joint-project effort"], PURPOSE["joint-project output shared"]
SALES, PURCHASES = PURPOSE["project sales"], PURPOSE["project purchases"]
TALLY_STARTED, TALLY_FINISHED = TALLY["projects_started"], TALLY["projects_finished"]
TALLY_FAILED, TALLY_ENTRIES = TALLY["projects_failed"], TALLY["entries"]
TALLY_EFFORT, TALLY_COUNT = TALLY["effort_sum"], TALLY["effort_count"]
TALLY_FREE_RIDERS, TALLY_MEMBERS = TALLY["free_rider_months"], TALLY["member_months"]
FREE_RIDER_EFFORT = 0.1


@inline_kernel
def complementarity(sectors_present: int, members: int, rise: float) -> float:
    """Complementarity A of a group: 1 for members of one sector, 1 + rise when every member is of another one."""
    if members <= 1:
        return 1.0
    return 1.0 + rise * (sectors_present - 1.0) / (members - 1.0)


@inline_kernel
def success_chance(probability: float, circles: float) -> float:
    """Chance that a project succeeds, raised by circles that exchange practice."""
    return min(probability * (1.0 + circles), 1.0)


@kernel
def variety(world: World, row: int) -> int:
    """Number of different sectors among the members of a project."""
    present = 0
    project = world.projects[row]
    for a in range(project.members):
        new = True
        for b in range(a):
            first, second = world.project_member[row, a], world.project_member[row, b]
            if world.organisations[first].sector == world.organisations[second].sector:
                new = False
        if new:
            present += 1
    return present


@kernel
def is_free_to_join(world: World, o: int) -> bool:
    """Whether an organisation joins projects and is in none."""
    organisation = world.organisations[o]
    return (
        organisation.alive == 1
        and organisation.projects == 1
        and organisation.project == NOBODY
        and organisation.suspended == 0
    )


@kernel
def propose(world: World, month: int, leader: int) -> None:
    """Invite partners whom the leader trusts; start the project if enough of them join and a row is free."""
    p = world.parameters[0]
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
        mutual = trust_in(world, leader, other, month) * trust_in(world, other, leader, month)
        draw = uniform(world.key[0], STREAM_START, month, world.organisations[leader].uid, 1 + k)
        if draw < chance_of_consent(mutual, p.trust_caution):
            members[count] = other
            count += 1
    if count < p.project_members_needed:
        return
    for row in range(world.projects.shape[0]):
        if world.projects[row].alive == 0:
            start(world, month, row, members[:count], pole)
            return


@kernel
def start(world: World, month: int, row: int, members: Any, pole: int) -> None:
    """Set a project up: contributions agreed at what the smallest member can bear, permits by novelty."""
    p, project = world.parameters[0], world.projects[row]
    project.uid = world.next_uid[PROJECT_UID]
    world.next_uid[PROJECT_UID] += 1
    project.alive = 1
    project.pole = pole
    project.leader = members[0]
    project.members = members.shape[0]
    project.novelty = uniform(world.key[0], STREAM_PERMIT, month, project.uid, 0)
    delay = p.project_permit_months * (1.0 - p.policy_strategy)
    project.permit_months = int(delay * project.novelty + 0.5)
    project.work_months = p.project_duration
    project.months_left = p.project_duration
    smallest = 1e300
    for place in range(members.shape[0]):
        o = members[place]
        world.project_member[row, place] = o
        smallest = min(smallest, wage_bill(world.organisations[o], p.stance_least_wage_bill))
        world.organisations[o].project = row
        world.organisations[o].project_put_in = 0.0
        world.organisations[o].effort = world.organisations[o].belief
    project.monthly_contribution = p.project_contribution_share * smallest
    project.put_in = 0.0
    project.effort_sum = 0.0
    project.spent = 0
    project.supported = 0
    world.tally[TALLY_STARTED] += 1


@kernel
def work(world: World, month: int, row: int) -> None:
    """One month of work: each member decides its effort and pays that part of what was agreed."""
    p, project, key, books = world.parameters[0], world.projects[row], world.key[0], world.books
    organisations = world.organisations
    count = project.members
    decided = np.empty(count, np.float64)
    before = 0.0
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
    leader = organisation_account(books, project.leader)
    together = 0.0
    for place in range(count):
        together += decided[place]
    gain = complementarity(variety(world, row), count, p.project_complementarity)
    expected = success_chance(p.project_success_probability, p.policy_circles) * p.project_gross_return * gain
    for place in range(count):
        o = world.project_member[row, place]
        member = organisations[o]
        account = organisation_account(books, o)
        due = cents(decided[place] * project.monthly_contribution)
        # The leader spends its own part itself: nobody pays itself.
        given = min(due, max(books.balance[DEPOSITS, account], 0))
        if account != leader and given > 0:
            pay(books, EFFORT, account, leader, given)
        spent = pay_at_most(books, PURCHASES, leader, outside_account(books, FRANCE), given)
        project.spent += spent
        project.put_in += given / 100.0
        member.project_put_in += given / 100.0
        member.input_cost += given
        member.effort_before = member.effort
        member.effort = decided[place]
        member.project_fte = p.project_coordination_hours / HOURS
        if p.trust_gain == 0.0:
            # With trust on, belief follows trust in the partners met (`simulation.phases.poles.trust`), once a month.
            others = (together - decided[place]) / max(count - 1, 1)
            member.belief = belief_after_round(member.belief, others, p.stance_belief_rate)
        # Pay-off of the month per euro agreed, the output in the making at its expected value.
        member.effort_payoff_before = member.effort_payoff
        member.effort_payoff = expected * together / count - decided[place]
        project.effort_sum += decided[place]
        world.tally[TALLY_EFFORT] += decided[place]
        world.tally[TALLY_COUNT] += 1
        world.tally[TALLY_MEMBERS] += 1
        if decided[place] < FREE_RIDER_EFFORT:
            world.tally[TALLY_FREE_RIDERS] += 1


@kernel
def finish(world: World, month: int, row: int) -> None:
    """End a project: success or failure, proceeds to its members, what it leaves to the pole, perhaps a venture."""
    p, project, books = world.parameters[0], world.projects[row], world.books
    chance = success_chance(p.project_success_probability, p.policy_circles)
    succeeds = uniform(world.key[0], STREAM_SUCCESS, month, project.uid, 0) < chance
    gain = complementarity(variety(world, row), project.members, p.project_complementarity)
    proceeds = cents(project_output(succeeds, p.project_gross_return, gain, project.put_in))
    if not succeeds:
        world.tally[TALLY_FAILED] += 1
    leader = organisation_account(books, project.leader)
    if proceeds > 0:
        pay(books, SALES, outside_account(books, FRANCE), leader, proceeds)
        proceeds -= found_venture(world, month, row, proceeds)
    share_proceeds(world, row, proceeds)
    if project.pole != NOBODY:
        world.poles[project.pole].idle_assets += p.project_leftover * project.spent / 100.0
    empty_project_row(world, row)
    world.tally[TALLY_FINISHED] += 1


@kernel
def found_venture(world: World, month: int, row: int, proceeds: int) -> int:
    """Found a cooperative in the leader's sector out of the proceeds, sometimes; return what it cost, cents."""
    p, project = world.parameters[0], world.projects[row]
    equity = cents(p.project_venture_equity)
    draw = uniform(world.key[0], STREAM_SUCCESS, month, project.uid, 1)
    if equity > proceeds or draw >= p.project_venture_probability:
        return 0
    leader = world.organisations[project.leader]
    payer = organisation_account(world.books, project.leader)
    venture = found_organisation(world, month, leader.sector, COOPERATIVE, -1, equity, payer, leader.parcel)
    if venture == NOBODY:
        return 0
    world.tally[TALLY_ENTRIES] += 1
    return equity


@kernel
def share_proceeds(world: World, row: int, proceeds: int) -> None:
    """Share proceeds by the rule agreed; remember what the project brought each member."""
    p, project, books = world.parameters[0], world.projects[row], world.books
    organisations, count = world.organisations, project.members
    contributions = np.empty(count, np.float64)
    capital = np.empty(count, np.float64)
    for place in range(count):
        member = organisations[world.project_member[row, place]]
        # What was agreed, not what was given: effort cannot be written in a contract.
        contributions[place] = project.monthly_contribution
        capital[place] = max(member.book_equity / 100.0, 0.0)
    shares = np.zeros(count, np.int64)
    if proceeds > 0:
        split_largest_remainder(proceeds, output_shares(p.project_share_rule, contributions, capital), shares)
    leader = organisation_account(books, project.leader)
    hours = p.project_coordination_hours * project.work_months
    for place in range(count):
        o = world.project_member[row, place]
        member = organisations[o]
        if shares[place] > 0:
            if o != project.leader:
                pay(books, SHARED, leader, organisation_account(books, o), shares[place])
            member.revenue += shares[place]
        cost = hours * member.base_wage * (1.0 + p.labour_contribution_rate) / HOURS
        gain = project_payoff(shares[place] / 100.0, member.project_put_in, cost)
        member.project_memory = gain / max(project.work_months, 1)


@kernel
def give_up(world: World, row: int) -> None:
    """End a project that lost its members: a failure, what was put in is lost and remembered."""
    project = world.projects[row]
    if project.leader != NOBODY and project.put_in > 0.0:
        project.work_months = max(project.work_months - project.months_left, 1)
        share_proceeds(world, row, 0)
    world.tally[TALLY_FAILED] += 1
    world.tally[TALLY_FINISHED] += 1
    empty_project_row(world, row)


@kernel
def run_joint_projects(world: World, month: int) -> None:
    """Work on running projects, finish those due, let entrepreneurs propose new ones."""
    p = world.parameters[0]
    for o in range(world.organisations.shape[0]):
        if world.organisations[o].project == NOBODY:
            world.organisations[o].project_fte = 0.0
    for row in range(world.projects.shape[0]):
        project = world.projects[row]
        if project.alive == 0:
            continue
        if project.members < 2 or project.leader == NOBODY:
            give_up(world, row)
        elif project.permit_months > 0:
            project.permit_months -= 1
        else:
            work(world, month, row)
            project.months_left -= 1
            if project.months_left <= 0:
                finish(world, month, row)
    if p.regime_reciprocity_allowed == 0 or p.project_gross_return <= 0.0:
        return
    for o in turns(world.organisations, world.key[0], month, PROPOSALS):
        organisation = world.organisations[o]
        if organisation.entrepreneur == 0 or not is_free_to_join(world, o):
            continue
        draw = uniform(world.key[0], STREAM_START, month, organisation.uid, 0)
        if draw < p.project_start_rate / 12.0:
            propose(world, month, o)
