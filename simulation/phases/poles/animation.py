"""Formal poles: votes, the legal form, dues, the animator's post, advances (mechanism 10, L551-570).

While a pole is informal its animation costs nothing and it has no fund. Once formal it needs an animator,
paid out of its own account: dues, fines, shares of projects, public money. The animator is one of the staff
of the host member, which holds one more post for it and is paid back by the pole. Without one the pole
stagnates: nobody enters, and after some time the members vote on its end.
"""

import math
from typing import Any

import numpy as np

from simulation.columns import NO_VOTE_IMPOSED, NOBODY, TALLY, World
from simulation.draws import STREAM, uniform
from simulation.kernels import kernel
from simulation.ledger import (
    cents,
    give_claim,
    organisation_account,
    outside_account,
    pay,
    pay_at_most,
    pole_account,
    split_largest_remainder,
)
from simulation.phases.poles.membership import ADVANCES, advance_owed, repay_advance
from simulation.phases.poles.pool_terms import dues_weight, group_of, group_with, pool_value
from simulation.purposes import DEPOSITS, FRANCE, PURPOSE, TRADE_CREDIT
from simulation.rules.stance import POOLED_MEANS
from simulation.rules.votes import (
    ABSENT,
    ABSTAINS,
    AGAINST,
    IN_FAVOUR,
    ONE_HEAD,
    ROUNDING,
    passes,
    vote_weights,
)

STREAM_VOTE = STREAM["vote"]
DUES, ANIMATOR = PURPOSE["pole dues"], PURPOSE["pole animator's wage"]
RUNNING_COSTS = PURPOSE["pole running costs"]
TALLY_FORMAL = TALLY["pole_formalisations"]

VOTE_MONTHS = 12
"""Months between votes on keeping, or taking back, the animator (an annual assembly)."""

FORM_MONTHS = 6
"""Months between votes on a legal form, as between reviews of stance."""

FORMALISING, ANIMATING, ENDING = 0, 1, 2
"""Motions; each has its own draw of attendance."""


@kernel
def told_vote(world: World, o: int, motion: int) -> int:
    """Vote imposed on a member for this kind of motion (`simulation.choices`), or NO_VOTE_IMPOSED."""
    told = world.imposed_organisations[o]
    if motion == FORMALISING:
        return told.vote_formalising
    return told.vote_animator if motion == ANIMATING else told.vote_ending


@kernel
def assembly(world: World, month: int, pole: int, rows: Any, gains: Any, motion: int, against: bool = False) -> bool:
    """Whether a motion passes, each present member voting for what it gains (utility, wage bills a month).

    Who is told how to vote is present. ``against`` says that the motion is to give up what the kind of motion
    names, so that a vote imposed counts the other way round.
    """
    p = world.parameters[0]
    count = rows.shape[0]
    votes = np.empty(count, np.int64)
    capital = np.empty(count, np.float64)
    college = np.empty(count, np.int64)
    for place in range(count):
        member = world.organisations[rows[place]]
        capital[place] = member.contributed / 100.0
        college[place] = member.social_economy
        told = told_vote(world, rows[place], motion)
        if told != NO_VOTE_IMPOSED:
            votes[place] = -told if against else told
        elif uniform(world.key[0], STREAM_VOTE, month, member.uid, motion) >= p.vote_attendance:
            votes[place] = ABSENT
        elif gains[place] > ROUNDING:
            votes[place] = IN_FAVOUR
        elif gains[place] < -ROUNDING:
            votes[place] = AGAINST
        else:
            votes[place] = ABSTAINS
    college_weights = np.empty(2, np.float64)
    college_weights[0] = 1.0 - p.vote_college_social
    college_weights[1] = p.vote_college_social
    rule = rule_of(world, pole)
    weights = vote_weights(rule, capital, college, college_weights)
    return passes(votes, weights, p.vote_quorum, p.vote_majority)


@kernel
def rule_of(world: World, pole: int) -> int:
    """How votes weigh in a pole: heads while it is informal, then by its statutes, declared or as everywhere."""
    if world.poles[pole].formal == 0:
        return ONE_HEAD
    declared = world.poles[pole].declared
    if declared > 0 and world.declared_poles[declared - 1].vote_rule != NOBODY:
        return world.declared_poles[declared - 1].vote_rule
    return world.parameters[0].vote_rule


@kernel
def member_values(world: World, pole: int, rows: Any, formal: int, animated: int, dues: float, fund: float) -> Any:
    """Return each member's utility at the depth it holds, were its pole such as said (wage bills a month)."""
    values = np.empty(rows.shape[0], np.float64)
    for place in range(rows.shape[0]):
        o = rows[place]
        member = world.organisations[o]
        seen = group_of(world, pole, o)
        group = group_with(seen, seen.others, 0.0, 0.0, formal, animated, dues, fund)
        values[place] = pool_value(world, o, group, member.depth_held, member.pool_effort, group.effort)
    return values


@kernel
def reserve_target(world: World, rows: Any) -> float:
    """Reserve a formal pole builds for advances, EUR: part of a month's pay of its pooling members."""
    total = 0.0
    for o in rows:
        member = world.organisations[o]
        if member.depth_held >= POOLED_MEANS:
            total += member.wage_memory
    return world.parameters[0].pooling_reserve_share * total


@kernel
def running_budget(world: World) -> float:
    """Monthly budget of an animated pole, EUR: the post and what it needs."""
    p = world.parameters[0]
    return p.animation_cost + p.animation_running_costs


@kernel
def expected_public_part(world: World) -> float:
    """Part of the pole's budget that members expect public money to pay: none where no pole is funded."""
    p = world.parameters[0]
    funded = p.regime_money == 1 and p.policy_pole_share > 0.0 and world.authority[0].envelope > 0
    return p.animation_public_share if funded else 0.0


@kernel
def take_legal_form(world: World, pole: int, wants_animator: int) -> None:
    """Give a pole its legal form, with the wish (0 or 1) to pay an animator."""
    formed = world.poles[pole]
    formed.formal = 1
    formed.formal_since = 0
    formed.wants_animator = wants_animator
    formed.months_without_animator = 0
    world.tally[TALLY_FORMAL] += 1


@kernel
def consider_legal_form(world: World, month: int, pole: int, rows: Any) -> None:
    """Vote on a legal form with an animator, twice a year once the pole is old and large enough."""
    p, considered = world.parameters[0], world.poles[pole]
    age = month - considered.born
    if considered.formal == 1 or age < p.pole_informal_months or age % FORM_MONTHS != 0:
        return
    if considered.members < p.pole_founders_needed:
        return
    reserve = reserve_target(world, rows)
    dues = running_budget(world) * (1.0 - expected_public_part(world)) + reserve / p.pooling_reserve_months
    gains = member_values(world, pole, rows, 1, 1, dues, reserve) - member_values(world, pole, rows, 0, 0, 0.0, 0.0)
    if assembly(world, month, pole, rows, gains, FORMALISING):
        take_legal_form(world, pole, 0 if considered.declared > 0 and p.pole_no_animator == 1 else 1)


@kernel
def reconsider_animator(world: World, month: int, pole: int, rows: Any) -> None:
    """Vote once a year on the animator's post: to give it up, or to take it back; a tie changes nothing."""
    considered = world.poles[pole]
    if considered.declared > 0 and world.parameters[0].pole_no_animator == 1:
        return
    if considered.formal_since == 0 or considered.formal_since % VOTE_MONTHS != 0:
        return
    reserve, months = reserve_target(world, rows), world.parameters[0].pooling_reserve_months
    balance = world.books.balance[DEPOSITS, pole_account(world.books, pole)] / 100.0
    # What the fund holds beyond its reserve pays a part of the year to come: members are not asked for it.
    from_fund = max(balance - reserve, 0.0) / VOTE_MONTHS
    cost = max(running_budget(world) * (1.0 - expected_public_part(world)) - from_fund, 0.0)
    saving = max(reserve - balance, 0.0) / months
    gains = member_values(world, pole, rows, 1, 1, cost + saving, reserve)
    gains -= member_values(world, pole, rows, 1, 0, saving, reserve)
    if considered.wants_animator == 1:
        if assembly(world, month, pole, rows, -gains, ANIMATING, True):
            considered.wants_animator = 0
    elif assembly(world, month, pole, rows, gains, ANIMATING):
        considered.wants_animator = 1


@kernel
def dues_needed(balance: float, cost: float, reserve: float, reserve_months: int) -> float:
    """Dues asked of all members, EUR: what the fund lacks for the month's budget, and a part of the reserve."""
    available = max(balance - reserve, 0.0)
    for_budget = max(cost - available, 0.0)
    for_reserve = max(reserve - balance, 0.0) / reserve_months
    return for_budget + for_reserve


@kernel
def collect_dues(world: World, pole: int, rows: Any) -> None:
    """Ask members for what the fund lacks; who is short pays what it has, the suspended pay nothing."""
    p, books, collecting = world.parameters[0], world.books, world.poles[pole]
    fund = pole_account(books, pole)
    cost = running_budget(world) if collecting.wants_animator == 1 else 0.0
    reserve = reserve_target(world, rows)
    asked = cents(dues_needed(books.balance[DEPOSITS, fund] / 100.0, cost, reserve, p.pooling_reserve_months))
    weights = np.empty(rows.shape[0], np.float64)
    shares = np.zeros(rows.shape[0], np.int64)
    total = 0.0
    for place in range(rows.shape[0]):
        member = world.organisations[rows[place]]
        weights[place] = dues_weight(member.staff, member.depth_held, p.pooling_dues_rule, p.pooling_affiliation_share)
        if member.suspended > 0:
            weights[place] = 0.0
        total += weights[place]
    collecting.dues = asked if total > 0.0 else 0
    if asked <= 0 or total <= 0.0:
        return
    split_largest_remainder(asked, weights, shares)
    for place in range(rows.shape[0]):
        o = rows[place]
        member = world.organisations[o]
        paid = pay_at_most(books, DUES, organisation_account(books, o), fund, shares[place])
        member.pole_cost += paid
        member.contributed += paid
        collecting.own_income += paid


@kernel
def pay_animator(world: World, pole: int) -> None:
    """Pay the host for the animator's post, and what animation needs, if the fund can; else there is none now."""
    p, books, animated = world.parameters[0], world.books, world.poles[pole]
    fund, cost, running = pole_account(books, pole), cents(p.animation_cost), cents(p.animation_running_costs)
    if animated.wants_animator == 1 and animated.host != NOBODY and books.balance[DEPOSITS, fund] >= cost + running:
        if cost > 0:
            pay(books, ANIMATOR, fund, organisation_account(books, animated.host), cost)
            animated.direct_posts = 1
            animated.animator_paid = cost
        if running > 0:
            pay(books, RUNNING_COSTS, fund, outside_account(books, FRANCE), running)
        animated.animated = 1
        animated.months_without_animator = 0
        animated.months_unpaid = 0
    else:
        animated.animated = 0
        animated.months_without_animator += 1
        animated.months_unpaid = animated.months_unpaid + 1 if animated.wants_animator == 1 else 0


@kernel
def advance_cash(world: World, pole: int, rows: Any) -> None:
    """Take instalments of advances back, then advance cash to pooling members that are short of it."""
    p, books, lending = world.parameters[0], world.books, world.poles[pole]
    fund = pole_account(books, pole)
    for o in rows:
        member = world.organisations[o]
        account = organisation_account(books, o)
        outlays = member.wage_cost + member.input_cost + member.other_cost
        target = int(math.floor(p.pooling_advance_target * outlays))
        cash = books.balance[DEPOSITS, account]
        owed = advance_owed(world, o)
        if owed > 0:
            if cash > target:
                repay_advance(world, o, owed // p.pooling_advance_months + 1)
            continue
        if member.depth_held < POOLED_MEANS or member.suspended > 0:
            continue
        if cash >= int(math.floor(p.pooling_advance_need * outlays)):
            continue
        largest = cents(p.pooling_advance_share * lending.service * books.balance[DEPOSITS, fund] / 100.0)
        amount = min(largest, target - cash)
        if amount > 0:
            pay(books, ADVANCES, fund, account, amount)
            give_claim(books, TRADE_CREDIT, account, fund, amount)
