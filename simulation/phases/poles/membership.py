"""Members of poles: who they are, entering, leaving, and the counts a pole keeps of them."""

from typing import Any

import numpy as np

from simulation.columns import NOBODY, World
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import give_claim, organisation_account, pay, pole_account, write_off
from simulation.phases.poles.cross_holding import give_back_shares
from simulation.phases.poles.pool_terms import dues_weight, time_scale
from simulation.purposes import DEPOSITS, PURPOSE, TRADE_CREDIT
from simulation.rows import begin_membership, end_membership
from simulation.rules.stance import AFFILIATED, CROSS_HELD, NOT_POOLED, POOLED_MEANS

ADVANCES = PURPOSE["pole advances"]

LARGEST_STAFF = 1_000_000
"""More than any staff: depth comes before size in the choice of a host."""


@kernel
def living_poles(world: World) -> int:
    """Count living poles."""
    count = 0
    for row in range(world.poles.shape[0]):
        count += world.poles[row].alive
    return count


@kernel
def list_members(world: World) -> tuple[Any, Any]:
    """Members of every pole: (start, rows); those of pole ``p`` are ``rows[start[p]:start[p + 1]]``."""
    organisations = world.organisations
    start = np.zeros(world.poles.shape[0] + 1, np.int64)
    for o in range(organisations.shape[0]):
        if organisations[o].pole != NOBODY and organisations[o].alive == 1:
            start[organisations[o].pole + 1] += 1
    for row in range(world.poles.shape[0]):
        start[row + 1] += start[row]
    place = start.copy()
    rows = np.empty(start[start.shape[0] - 1], np.int64)
    for o in range(organisations.shape[0]):
        pole = organisations[o].pole
        if pole != NOBODY and organisations[o].alive == 1:
            rows[place[pole]] = o
            place[pole] += 1
    return start, rows


@kernel
def recount(world: World, pole: int, rows: Any) -> None:
    """Count what a pole knows of its members (``rows``): numbers by depth, weights, efforts, the strongest.

    The host is the largest member at the greatest depth held: it employs the animator and shared posts.
    """
    p, counted = world.parameters[0], world.poles[pole]
    counted.members = rows.shape[0]
    counted.pooling_members = 0
    counted.cross_members = 0
    counted.dues_weight = 0.0
    counted.time_weight = 0.0
    counted.time_squares = 0.0
    counted.effort_sum = 0.0
    counted.overhead = 0.0
    counted.largest_staff = 0
    counted.in_arrears = 0
    counted.host = NOBODY
    best = -1
    for o in rows:
        member = world.organisations[o]
        counted.dues_weight += dues_weight(
            member.staff, member.depth_held, p.pooling_dues_rule, p.pooling_affiliation_share
        )
        add_time(world, counted, member, member.depth_held, 1.0)
        counted.overhead += member.overhead / 100.0
        counted.largest_staff = max(counted.largest_staff, member.staff)
        if member.depth_held >= POOLED_MEANS:
            counted.pooling_members += 1
            if member.months_in_arrears > 0:
                counted.in_arrears = 1
        if member.depth_held == CROSS_HELD:
            counted.cross_members += 1
        rank = min(member.depth_held, POOLED_MEANS) * LARGEST_STAFF + member.staff
        if rank > best:
            best = rank
            counted.host = o


@inline_kernel
def add_time(world: World, counted: Any, member: Any, depth: int, sign: float) -> None:
    """Count a member's weight in the common work and what it gives of it, or take them off (``sign`` -1)."""
    p = world.parameters[0]
    time = time_scale(depth, p.pooling_affiliation_share, p.pooling_deep_factor)
    counted.time_weight = max(counted.time_weight + sign * time, 0.0)
    counted.time_squares = max(counted.time_squares + sign * time * time, 0.0)
    counted.effort_sum = max(counted.effort_sum + sign * time * member.pool_effort, 0.0)


@kernel
def enter_pole(world: World, o: int, pole: int) -> None:
    """Make ``o`` an affiliate of a pole (depth 1)."""
    organisation, entered = world.organisations[o], world.poles[pole]
    organisation.pole = pole
    hold_depth(world, o, AFFILIATED)
    begin_membership(organisation)
    entered.members += 1
    entered.overhead += organisation.overhead / 100.0


@kernel
def hold_depth(world: World, o: int, depth: int) -> None:
    """Set the depth in force of a member, and the counts its pole keeps."""
    p, organisation = world.parameters[0], world.organisations[o]
    counted, before = world.poles[organisation.pole], organisation.depth_held
    rule, affiliation = p.pooling_dues_rule, p.pooling_affiliation_share
    counted.dues_weight += dues_weight(organisation.staff, depth, rule, affiliation)
    counted.dues_weight -= dues_weight(organisation.staff, before, rule, affiliation)
    counted.pooling_members += (1 if depth >= POOLED_MEANS else 0) - (1 if before >= POOLED_MEANS else 0)
    counted.cross_members += (1 if depth == CROSS_HELD else 0) - (1 if before == CROSS_HELD else 0)
    add_time(world, counted, organisation, before, -1.0)
    add_time(world, counted, organisation, depth, 1.0)
    organisation.depth_held = depth


@kernel
def advance_owed(world: World, o: int) -> int:
    """Advance an organisation still owes its pole, cents."""
    return max(-world.books.balance[TRADE_CREDIT, organisation_account(world.books, o)], 0)


@kernel
def repay_advance(world: World, o: int, amount: int) -> int:
    """Pay back at most ``amount`` cents of the advance out of deposits; return what was paid."""
    books = world.books
    account = organisation_account(books, o)
    paid = min(amount, advance_owed(world, o), books.balance[DEPOSITS, account])
    if paid > 0:
        pole = pole_account(books, world.organisations[o].pole)
        pay(books, ADVANCES, account, pole, paid)
        give_claim(books, TRADE_CREDIT, account, pole, -paid)
    return max(paid, 0)


@kernel
def settle_advance(world: World, o: int) -> None:
    """Pay the advance back as far as cash goes and write the rest off."""
    books = world.books
    account = organisation_account(books, o)
    repay_advance(world, o, advance_owed(world, o))
    left = advance_owed(world, o)
    if left > 0:
        write_off(books, TRADE_CREDIT, account, pole_account(books, world.organisations[o].pole), left)


@kernel
def quit_pole(world: World, o: int) -> None:
    """Take ``o`` out of its pole: advances, cross-held shares, counts; contributions stay in the fund.

    Who closes owes nothing and has no shares any more by then.
    """
    organisation = world.organisations[o]
    if organisation.pole == NOBODY:
        return
    left = world.poles[organisation.pole]
    settle_advance(world, o)
    give_back_shares(world, o)
    left.members -= 1
    left.overhead = max(left.overhead - organisation.overhead / 100.0, 0.0)
    hold_depth(world, o, NOT_POOLED)
    if left.host == o:
        left.host = NOBODY
    end_membership(organisation)


@kernel
def leave_project(world: World, o: int) -> None:
    """Take a closing organisation out of the activities it prepares or has a part in; another partner leads if it did.

    Only who can lead takes over (L124-126): an attempt without a leader is given up.
    """
    world.organisations[o].project = NOBODY
    for project in range(world.projects.shape[0]):
        joint = world.projects[project]
        if joint.alive == 0:
            continue
        for place in range(joint.members):
            if world.project_member[project, place] == o:
                last = joint.members - 1
                world.project_member[project, place] = world.project_member[project, last]
                world.project_pledge[project, place] = world.project_pledge[project, last]
                world.project_member[project, last] = NOBODY
                world.project_pledge[project, last] = 0.0
                joint.members = last
                break
        if joint.leader == o:
            joint.leader = NOBODY
            for place in range(joint.members):
                partner = world.project_member[project, place]
                if joint.leader == NOBODY and world.organisations[partner].entrepreneur == 1:
                    joint.leader = partner
