"""Pooling as it happens: terms applied to members, posts shared, partners paid (mechanism 7).

Terms come from `simulation.phases.poles.pool_terms`, the same that the stance weighs. A post is indivisible for one
small organisation, not for a pole: idle work of pooling members fills what others miss, and where enough is
missing together the host opens a post for all (employer group). Partners pay the work they use at cost.
"""

import math
from typing import Any

import numpy as np

from simulation.columns import MEANS_POSTS, NOBODY, TALLY, World
from simulation.kernels import kernel
from simulation.ledger import (
    GIVEN_TIME,
    cents,
    organisation_account,
    pay,
    split_largest_remainder,
)
from simulation.phases.economy.credit import payable
from simulation.phases.economy.plans import LEAST_PER_HEAD, is_storable, posts_wanted
from simulation.phases.poles.joint_work import write_joint_work
from simulation.phases.poles.membership import list_members, living_poles
from simulation.phases.poles.pool_terms import (
    HOURS,
    group_of,
    hour_cost,
    hours_given,
    means_of,
    needed_work,
    pool_terms,
)
from simulation.phases.public.in_kind import founders_part
from simulation.purposes import LOANS, PURPOSE
from simulation.rows import clear_terms
from simulation.rules.stance import POOLED_MEANS

SERVICES = PURPOSE["pole services"]
TALLY_SHARED = TALLY["shared_posts"]

MEMORY = 1.0 / 6.0
"""Weight of the last month in the memory of what pooling saved: reviews come every six months."""


@kernel
def apply_terms(world: World, month: int, pole: int, rows: Any) -> None:
    """Give each member of a pole the rebates of its depth, and take its time for the common work."""
    p, books = world.parameters[0], world.books
    for o in rows:
        member = world.organisations[o]
        if member.pole != pole:
            continue
        if member.suspended > 0:
            clear_terms(member)
            continue
        group = group_of(world, pole, o)
        terms = pool_terms(world, o, group, member.depth_held, member.pool_effort, group.effort)
        hours = hours_given(terms, member.pool_effort)
        world.poles[pole].service = terms.service
        if world.poles[pole].born == month:
            hours += founders_part(world) * p.pole_starting_hours
        elif member.member_since <= 1:
            hours += p.pole_entry_hours
        member.purchase_rebate = terms.purchase_rebate
        member.premises_rebate = terms.premises_rebate
        member.interest_rebate = terms.interest_rebate
        member.adjustment = terms.adjustment
        member.meeting_fte = hours / HOURS
        given = cents(member.pool_effort * terms.own_hours * hour_cost(member, p.labour_contribution_rate))
        books.satellite[GIVEN_TIME] += given


@kernel
def work_per_head(world: World, o: int) -> float:
    """Work of one person of the staff, full-time equivalents weighted by quality."""
    organisation = world.organisations[o]
    if organisation.staff == 0:
        return max(organisation.fte_per_post, LEAST_PER_HEAD)
    return max(organisation.labour / organisation.staff, LEAST_PER_HEAD)


@kernel
def share_posts(world: World, month: int) -> None:
    """Fill missing work of pooling members with idle work of others; let the host open posts for the rest.

    Comes right after the plans: the host's posts are planned again for its own work alone, then the posts
    held for others are added. Work lent is present now; a post opened now lends work once somebody is hired.
    """
    if living_poles(world) == 0:
        return
    start, rows = list_members(world)
    for pole in range(world.poles.shape[0]):
        if world.poles[pole].alive == 1:
            share_work(world, pole, rows[start[pole] : start[pole + 1]])


@kernel
def share_work(world: World, pole: int, rows: Any) -> None:
    """Share posts and idle work among the members of one pole."""
    p, shared = world.parameters[0], world.poles[pole]
    share = p.pooling_post_sharing * shared.service if means_of(world, pole) & MEANS_POSTS else 0.0
    idle, missing, missing_posts = 0.0, 0.0, 0.0
    for o in rows:
        member = world.organisations[o]
        member.shared_fte = 0.0
        per_head = work_per_head(world, o)
        needed = needed_work(world, o) + member.meeting_fte + member.project_fte
        animator = per_head if o == shared.host and shared.direct_posts == 1 else 0.0
        if member.hosted_posts > 0 or o == shared.host:
            replan_host(world, o, needed / per_head)
        if member.depth_held < POOLED_MEANS or member.suspended > 0 or share == 0.0:
            member.shared_fte = -animator
            continue
        gap = member.labour - animator - needed
        # The gap is kept in shared_fte until the totals are known.
        member.shared_fte = gap
        idle += max(gap, 0.0)
        missing += max(-gap, 0.0)
        missing_posts += needed / per_head - member.posts
    exchanged = share * min(idle, missing)
    opened = 0
    if shared.host != NOBODY and world.organisations[shared.host].depth_held >= POOLED_MEANS and share > 0.0:
        opened = max(int(math.floor(share * missing_posts + 1.0 - p.labour_hiring_threshold)), 0)
    for o in rows:
        member = world.organisations[o]
        if member.depth_held < POOLED_MEANS or member.suspended > 0 or share == 0.0:
            continue
        gap = member.shared_fte
        animator = work_per_head(world, o) if o == shared.host and shared.direct_posts == 1 else 0.0
        if gap >= 0.0:
            lent = exchanged * gap / idle if idle > 0.0 else 0.0
            member.shared_fte = -lent - animator
        else:
            member.shared_fte = exchanged * -gap / missing - animator
    if shared.host != NOBODY:
        host = world.organisations[shared.host]
        host.hosted_posts = opened + shared.direct_posts
        host.posts += host.hosted_posts
        world.tally[TALLY_SHARED] += opened
    if share > 0.0:
        fill = exchanged / missing if missing > 0.0 else share
        use = exchanged / idle if idle > 0.0 else share
        shared.post_fill += p.pooling_post_memory * (fill - shared.post_fill)
        shared.post_use += p.pooling_post_memory * (use - shared.post_use)


@kernel
def replan_host(world: World, o: int, needed: float) -> None:
    """Plan the posts of a host for its own work alone, as if those it holds for others were not there."""
    p, host = world.parameters[0], world.organisations[o]
    if host.hosted_posts > 0:
        own_staff = max(host.staff - host.hosted_posts, 0)
        host.posts = posts_wanted(
            needed,
            own_staff,
            p.labour_hiring_threshold,
            p.labour_firing_threshold,
            host.adjustment,
            p.labour_largest_staff_change,
        )
        host.hosted_posts = 0


@kernel
def settle_shared_posts(world: World, month: int) -> None:
    """Let members pay one another for shared work, then count what pooling saved each of them this month.

    Comes before the finance of organisations: dues and fines of the month become costs here.
    """
    if living_poles(world) == 0:
        return
    start, rows = list_members(world)
    for pole in range(world.poles.shape[0]):
        settled = world.poles[pole]
        if settled.alive == 0:
            continue
        members = rows[start[pole] : start[pole + 1]]
        paid = pay_partners(world, pole, members)
        write_joint_work(world, month, pole, members, paid)
        for place in range(members.shape[0]):
            o = members[place]
            member = world.organisations[o]
            member.other_cost += member.pole_cost + paid[place]
            if o == settled.host:
                member.other_cost -= settled.animator_paid
            remember_saving(world, pole, o, paid[place])


@kernel
def work_lent(world: World, pole: int, o: int) -> float:
    """Work a member lends to (+) or uses from (-) partners, FTE; the animator's time left out."""
    member, shared = world.organisations[o], world.poles[pole]
    animator = work_per_head(world, o) if o == shared.host and shared.direct_posts == 1 else 0.0
    lent = -member.shared_fte - animator
    return lent if abs(lent) > 1e-9 else 0.0


@kernel
def pay_partners(world: World, pole: int, rows: Any) -> Any:
    """Pay lenders for work partners used, at the lenders' mean cost; return what each paid (+) or got (-)."""
    p, books = world.parameters[0], world.books
    count = rows.shape[0]
    paid = np.zeros(count, np.int64)
    weights = np.zeros(count, np.float64)
    shares = np.zeros(count, np.int64)
    lent_in_all, worth = 0.0, 0.0
    for place in range(count):
        lent = work_lent(world, pole, rows[place])
        if lent > 0.0:
            weights[place] = lent * world.organisations[rows[place]].wage_offer
            worth += weights[place]
            lent_in_all += lent
    if lent_in_all <= 0.0:
        return paid
    rate = worth / lent_in_all * (1.0 + p.labour_contribution_rate)
    for place in range(count):
        o = rows[place]
        used = -work_lent(world, pole, o)
        if used <= 0.0:
            continue
        due = payable(world, o, cents(used * rate))
        if due <= 0:
            continue
        split_largest_remainder(due, weights, shares)
        for other in range(count):
            if shares[other] > 0:
                lender = rows[other]
                pay(
                    books,
                    SERVICES,
                    organisation_account(books, o),
                    organisation_account(books, lender),
                    shares[other],
                )
                paid[other] -= shares[other]
        paid[place] += due
    return paid


@kernel
def remember_saving(world: World, pole: int, o: int, paid: int) -> None:
    """Count what pooling saved a member this month, net of dues and time, and keep the memory of it.

    Parameters
    ----------
    paid : int
        Paid to (+) or got from (-) partners for shared work, cents.
    """
    p, member = world.parameters[0], world.organisations[o]
    rebate = member.purchase_saved / 100.0
    premises = member.premises_rebate * p.production_rent * member.staff
    loans = max(-world.books.balance[LOANS, organisation_account(world.books, o)], 0) / 100.0
    interest = member.interest_rebate / 12.0 * loans
    work = 0.0
    used = -work_lent(world, pole, o)
    if used > 0.0:
        sold = 1.0
        if not is_storable(member.sector):
            sold = member.sold / max(member.sold + member.capacity, 1e-9)
        margin = member.price - member.input_share
        work = used * member.productivity * member.land_factor * margin * sold
    time = member.meeting_fte * HOURS * hour_cost(member, p.labour_contribution_rate)
    costs = time + (member.pole_cost + paid) / 100.0
    saving = rebate + premises + interest + work - costs
    member.pool_saving_before = member.pool_saving
    member.pool_saving = cents(saving)
    member.pool_memory += MEMORY * (saving - member.pool_memory)
