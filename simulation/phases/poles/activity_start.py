"""How an activity is set up, starts, is given up, and ends."""

import math
from typing import Any

from simulation.columns import (
    ABSENT,
    ACTIVITY_CLOSED,
    COOPERATIVE,
    GAVE_UP_LAND,
    GAVE_UP_MONEY,
    GAVE_UP_PERMIT,
    MARKET_MEMBERS,
    MARKET_OUTSIDE,
    NOBODY,
    TALLY,
    World,
)
from simulation.draws import STREAM, uniform_integer
from simulation.kernels import kernel
from simulation.ledger import cents, organisation_account, pay, pole_account
from simulation.phases.economy.credit import borrow, credit_room
from simulation.phases.economy.finance import is_saver, subscribe
from simulation.phases.economy.founding import found_organisation, free_row
from simulation.phases.poles.activity_log import log_end, log_size, log_start, log_state
from simulation.phases.poles.activity_plan import Plan, own_funds_needed
from simulation.phases.poles.pool_terms import wage_bill
from simulation.phases.public.public_land import leave_reserved, reserve_land, settle_on
from simulation.purposes import DEPOSITS, PURPOSE, SAVINGS
from simulation.rows import empty_project_row

STREAM_SAVER = STREAM["citizen_saver"]
EQUITY_PAID_IN = PURPOSE["equity paid in"]
TALLY_STARTED, TALLY_FINISHED = TALLY["projects_started"], TALLY["projects_finished"]
TALLY_FAILED, TALLY_ENTRIES = TALLY["projects_failed"], TALLY["entries"]


@kernel
def plan_activity(world: World, month: int, members: Any, pole: int, plan: Plan) -> None:
    """Set an attempt up in a free row, if there is one: contributions agreed at what the smallest partner can bear."""
    p = world.parameters[0]
    row = NOBODY
    for candidate in range(world.projects.shape[0]):
        if world.projects[candidate].alive == 0:
            row = candidate
            break
    if row == NOBODY:
        return
    project = world.projects[row]
    project.alive = 1
    project.pole = pole
    project.leader = members[0]
    project.members = members.shape[0]
    project.declared, project.sector, project.market = plan.declared, plan.sector, plan.market
    project.posts, project.hectares, project.novelty = plan.posts, plan.hectares, plan.novelty
    delay = p.project_permit_months * (1.0 - p.policy_strategy)
    project.permit_months = int(delay * project.novelty + 0.5)
    project.planned = month
    project.months, project.put_in, project.spent, project.supported, project.granted = 0, 0.0, 0, 0, 0
    project.venture, project.venture_uid, project.parcel = NOBODY, NOBODY, NOBODY
    smallest = 1e300
    for place in range(members.shape[0]):
        o = members[place]
        world.project_member[row, place] = o
        world.project_pledge[row, place] = 0.0
        smallest = min(smallest, wage_bill(world.organisations[o], p.stance_least_wage_bill))
        world.organisations[o].project = row
        world.organisations[o].effort = world.organisations[o].belief
    project.monthly_contribution = p.project_contribution_share * smallest
    project.line = log_state(world, month, plan, world.poles[pole].uid if pole != NOBODY else NOBODY)
    reserve_land(world, row)
    world.tally[TALLY_STARTED] += 1


@kernel
def own_funds(world: World, row: int) -> int:
    """Own funds that could be paid in now, cents: what partners pledged as far as they hold it, and grants."""
    project, books, total = world.projects[row], world.books, 0
    for place in range(project.members):
        account = organisation_account(books, world.project_member[row, place])
        total += min(cents(world.project_pledge[row, place]), max(books.balance[DEPOSITS, account], 0))
    return total + grants_held(world, row)


@kernel
def grants_held(world: World, row: int) -> int:
    """Grants for this activity that its pole still holds, cents."""
    project = world.projects[row]
    if project.pole == NOBODY:
        return 0
    return min(project.granted, world.books.balance[DEPOSITS, pole_account(world.books, project.pole)])


@kernel
def try_to_start(world: World, month: int, row: int) -> None:
    """Start an activity whose money, permit and land are there; give it up when its time is over."""
    project = world.projects[row]
    needed = cents(own_funds_needed(world, project.sector, project.posts))
    missing = NOBODY
    gap = needed - own_funds(world, row)
    if gap > 0 and ask_citizens(world, row, gap, needed, NOBODY) < gap:
        missing = GAVE_UP_MONEY
    elif project.permit_months > 0:
        missing = GAVE_UP_PERMIT
    elif project.hectares > 0.0 and not has_land(world, row):
        reserve_land(world, row)
        missing = GAVE_UP_LAND
    if missing == NOBODY and free_row(world, month) != NOBODY:
        start(world, month, row, max(gap, 0), needed)
    elif project.months >= world.parameters[0].project_patience_months:
        give_up(world, month, row, GAVE_UP_MONEY if missing == NOBODY else missing)


@kernel
def has_land(world: World, row: int) -> bool:
    """Whether the land that an activity needs is reserved for it, or lies on the site of its declared pole."""
    project = world.projects[row]
    if project.parcel != NOBODY:
        return True
    if project.pole == NOBODY or world.poles[project.pole].declared == 0:
        return False
    return world.declared_poles[world.poles[project.pole].declared - 1].hectares >= project.hectares


@kernel
def ask_citizens(world: World, row: int, gap: int, needed: int, venture: int) -> int:
    """Ask savers for citizens' equity in an activity, cents: what they would give, or give it once there is a venture.

    Partners have asked as many households a month as any cooperative does (``finance.citizens_asked``), since they
    began; savings and ceiling are those of `simulation.phases.economy.finance`. Citizens bring a part of own funds at
    most (``project.citizens_part``), as in colleges in which no group has the majority (L545-547).
    """
    p, authority, project = world.parameters[0], world.authority[0], world.projects[row]
    ceiling = int(p.finance_citizen_saving_ceiling * authority.financial_savings) - authority.citizens_equity
    wanted = min(gap, int(p.project_citizens_part * needed), max(ceiling, 0))
    largest, found = cents(p.finance_citizen_subscription), 0
    if wanted < gap and venture == NOBODY:
        return 0
    leader = world.organisations[project.leader].uid
    for k in range(project.months * p.finance_citizens_asked):
        if found >= wanted:
            break
        h = uniform_integer(world.key[0], STREAM_SAVER, project.planned, leader, 1000 + k, world.households.shape[0])
        if world.households[h].status == ABSENT or not is_saver(world, h):
            continue
        amount = min(largest, world.books.balance[SAVINGS, h], wanted - found)
        if amount > 0:
            found += amount
            if venture != NOBODY:
                subscribe(world, h, venture, amount)
    return found


@kernel
def start(world: World, month: int, row: int, gap: int, needed: int) -> None:
    """Found the activity as a cooperative with the partners' own funds; the bank lends by its rule for anybody.

    Several organisations that own an activity together found a cooperative (Scic, Scop), whose reserves belong to
    nobody; that each does so is assumed.
    """
    p, books, project = world.parameters[0], world.books, world.projects[row]
    leader = world.organisations[project.leader]
    grants = grants_held(world, row)
    site = leader.parcel if project.parcel == NOBODY else project.parcel
    venture = NOBODY
    paid_in = 0
    for place in range(project.members):
        account = organisation_account(books, world.project_member[row, place])
        amount = min(cents(world.project_pledge[row, place]), max(books.balance[DEPOSITS, account], 0))
        world.project_pledge[row, place] = amount / 100.0
        if amount <= 0:
            continue
        if venture == NOBODY:
            venture = found_organisation(world, month, project.sector, COOPERATIVE, NOBODY, amount, account, site)
        else:
            pay(books, EQUITY_PAID_IN, account, organisation_account(books, venture), amount)
        paid_in += amount
        remember_paid_in(world, world.project_member[row, place], amount)
    if venture == NOBODY:
        give_up(world, month, row, GAVE_UP_MONEY)
        return
    if grants > 0:
        pay(books, EQUITY_PAID_IN, pole_account(books, project.pole), organisation_account(books, venture), grants)
        paid_in += grants
    if gap > 0:
        paid_in += ask_citizens(world, row, gap, needed, venture)
    open_venture(world, row, venture)
    loan = min(cents(project.posts * p.project_capital_per_post) - paid_in, credit_room(world, venture))
    if loan > 0:
        borrow(world, venture, loan)
    if project.parcel != NOBODY:
        settle_on(world, project.parcel, venture)
    for place in range(project.members):
        member = world.organisations[world.project_member[row, place]]
        member.project = NOBODY
        member.project_fte = 0.0
    project.venture, project.venture_uid = venture, world.organisations[venture].uid
    log_start(world, month, project.line, paid_in, project.venture_uid)
    world.tally[TALLY_ENTRIES] += 1
    world.tally[TALLY_FINISHED] += 1


@kernel
def remember_paid_in(world: World, o: int, amount: int) -> None:
    """Let what a partner pays in weigh on its memory of joint activities over the horizon of the plan, not at once."""
    world.organisations[o].project_memory -= amount / 100.0 / world.parameters[0].project_horizon


@kernel
def open_venture(world: World, row: int, venture: int) -> None:
    """Give a venture the posts and the first customers of its plan; all else is that of any newcomer."""
    p, project, opened = world.parameters[0], world.projects[row], world.organisations[venture]
    opened.activity = row
    opened.partners_due = 0
    scale = project.posts / max(p.life_newcomer_posts, 1)
    opened.posts = project.posts
    opened.expected_sales *= scale
    opened.demand *= scale
    opened.revenue_year *= scale
    opened.profit_year *= scale
    # Orders from outside come at once where they are its market, and with time, as to any newcomer, where not.
    opened.export_weight = float(project.posts) if project.market == MARKET_OUTSIDE else opened.export_weight
    learnt = math.exp(p.policy_circles * p.productivity_newcomer_gap)
    opened.productivity *= learnt * (1.0 + p.project_complementarity * variety(world, row))
    if project.market == MARKET_MEMBERS:
        for place in range(project.members):
            world.supplier[world.project_member[row, place], 0] = venture


@kernel
def variety(world: World, row: int) -> float:
    """How different the sectors of the partners are: 0 for members of one sector, 1 when each is of another one."""
    project = world.projects[row]
    if project.members <= 1:
        return 0.0
    present = 0
    for a in range(project.members):
        new = True
        for b in range(a):
            first, second = world.project_member[row, a], world.project_member[row, b]
            if world.organisations[first].sector == world.organisations[second].sector:
                new = False
        if new:
            present += 1
    return (present - 1.0) / (project.members - 1.0)


@kernel
def give_up(world: World, month: int, row: int, cause: int) -> None:
    """End an attempt that did not start: what was spent on it is lost, what was only pledged is nobody's debt."""
    project = world.projects[row]
    log_end(world, month, project.line, cause)
    leave_reserved(world, row)
    world.tally[TALLY_FAILED] += 1
    world.tally[TALLY_FINISHED] += 1
    empty_project_row(world, row)


@kernel
def is_over(world: World, month: int, row: int) -> bool:
    """Whether an activity that ran has closed; its staff and sales are written down while it lives."""
    project = world.projects[row]
    venture = world.organisations[project.venture]
    if venture.alive == 1 and venture.uid == project.venture_uid:
        log_size(world, project.line, venture.staff, venture.revenue_year)
        return False
    log_end(world, month, project.line, ACTIVITY_CLOSED)
    return True
