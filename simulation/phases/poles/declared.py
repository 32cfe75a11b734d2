"""Declared poles: who belongs to them, their founding on the date of the document, their legal form, who pays for them.

A scenario may declare poles (`simulation.declared_poles`). Their members are organisations of the territory in every
arm, with the past of joint work that the document tells of; whether the pole is founded is what arms differ in
(``pole.declared``). From then on it lives by the rules of all poles: members come and go, it stagnates, it ends.
"""

import math
from typing import Any

import numpy as np

from simulation.columns import NOBODY, PLACE, World
from simulation.declared.sectors import FARMING
from simulation.draws import STREAM, uniform
from simulation.kernels import kernel
from simulation.ledger import authority_account, outside_account, pay, pay_at_most, pole_account
from simulation.phases.poles.animation import take_legal_form
from simulation.phases.poles.birth import begin_pole, free_pole_row
from simulation.phases.poles.membership import enter_pole, hold_depth
from simulation.phases.poles.trust import share_a_past
from simulation.purposes import PURPOSE, STATE

STREAM_DECLARED = STREAM["declared"]
SUPPORT = PURPOSE["support of a declared pole"]

OTHER_FORM = 4.0
"""What another legal form weighs in the choice of who takes the place of a member that has closed, in log sizes."""


@kernel
def misfit(world: World, slot: int, o: int) -> float:
    """How little an organisation resembles a declared member: by legal form and by log staff; affiliates are drawn."""
    asked, candidate = world.declared_members[slot], world.organisations[o]
    if asked.staff == 0 or world.parameters[0].pole_random_members == 1:
        return uniform(world.key[0], STREAM_DECLARED, 0, candidate.uid, asked.pole)
    apart = abs(math.log(max(candidate.staff, 1) / asked.staff))
    return apart if candidate.form == asked.form else apart + OTHER_FORM


@kernel
def fill_places(world: World, declared: int) -> Any:
    """Say who holds each place of a declared pole now: the declared organisation while it lives, else the most alike.

    Returns
    -------
    int64 (declared members,)
        Row of an organisation for each place of this pole; none for places of others, and where nobody is left.
    """
    organisations, members = world.organisations, world.declared_members
    found = np.full(members.shape[0], NOBODY)
    taken = np.zeros(organisations.shape[0], np.bool_)
    at_random = world.parameters[0].pole_random_members == 1
    for slot in range(members.shape[0]):
        o = members[slot].organisation
        if members[slot].pole == declared and o != NOBODY and not at_random:
            if organisations[o].alive == 1 and organisations[o].uid == members[slot].uid:
                found[slot] = o
                taken[o] = True
    for slot in range(members.shape[0]):
        if members[slot].pole != declared or found[slot] != NOBODY:
            continue
        lowest = 1e300
        for o in range(organisations.shape[0]):
            candidate = organisations[o]
            if candidate.alive == 0 or taken[o] or candidate.pole != NOBODY:
                continue
            if members[slot].sector != NOBODY and candidate.sector != members[slot].sector and not at_random:
                continue
            distance = misfit(world, slot, o)
            if distance < lowest:
                found[slot], lowest = o, distance
        if found[slot] != NOBODY:
            taken[found[slot]] = True
    return found


@kernel
def core_of(world: World, places: Any) -> Any:
    """Rows of those who hold declared places, without the circle around them."""
    rows = np.empty(places.shape[0], np.int64)
    count = 0
    for slot in range(places.shape[0]):
        if places[slot] != NOBODY and world.declared_members[slot].staff > 0:
            rows[count] = places[slot]
            count += 1
    return rows[:count]


@kernel
def found_as_declared(world: World, month: int, declared: int, places: Any) -> None:
    """Found a declared pole with who holds its places, each at the depth that is declared for it."""
    plan, organisations, members = world.declared_poles[declared], world.organisations, world.declared_members
    row, first = free_pole_row(world), NOBODY
    for slot in range(places.shape[0]):
        if places[slot] != NOBODY and first == NOBODY:
            first = places[slot]
    if row == NOBODY or first == NOBODY:
        return
    site = organisations[first].parcel if plan.kind == PLACE else NOBODY
    begin_pole(world, month, row, plan.kind, plan.sector, site)
    world.poles[row].declared = declared + 1
    for slot in range(places.shape[0]):
        o = places[slot]
        if o == NOBODY:
            continue
        member, depth = organisations[o], members[slot].depth
        enter_pole(world, o, row)
        hold_depth(world, o, depth)
        member.depth, member.projects = depth, 1
        # Who shares the site moves there; farms stay where their fields are.
        if plan.kind == PLACE and members[slot].staff > 0 and member.sector != FARMING:
            member.parcel = site


@kernel
def keep_to_declarations(world: World, month: int) -> None:
    """Give the past, found, give the legal form and support each declared pole when its month has come."""
    p = world.parameters[0]
    for declared in range(world.declared_poles.shape[0]):
        plan = world.declared_poles[declared]
        if month == max(plan.month, 1):
            places = fill_places(world, declared)
            share_a_past(world, month, core_of(world, places))
            if p.pole_declared == 1:
                found_as_declared(world, month, declared, places)
    for pole in range(world.poles.shape[0]):
        if world.poles[pole].alive == 1 and world.poles[pole].declared > 0:
            take_declared_form(world, month, pole)
            support_pole(world, month, pole)


@kernel
def take_declared_form(world: World, month: int, pole: int) -> None:
    """Give a declared pole its legal form when the month of it has come, with an animator if one is declared."""
    formed, plan = world.poles[pole], world.declared_poles[world.poles[pole].declared - 1]
    if plan.form_month != NOBODY and month == max(plan.form_month, plan.month, 1) and formed.formal == 0:
        take_legal_form(world, pole, min(plan.animators, 1) if world.parameters[0].pole_no_animator == 0 else 0)


@kernel
def support_pole(world: World, month: int, pole: int) -> None:
    """Pay into the fund of a declared pole what others are declared to pay in this month."""
    books, supported = world.books, world.poles[pole]
    if world.parameters[0].pole_no_animator == 1:
        return
    fund = pole_account(books, pole)
    for row in range(world.declared_payments.shape[0]):
        promised = world.declared_payments[row]
        if promised.pole != supported.declared - 1 or not promised.first <= month < promised.last:
            continue
        if promised.by_authority == 1:
            paid = pay_at_most(books, SUPPORT, authority_account(books), fund, promised.cents)
        else:
            pay(books, SUPPORT, outside_account(books, STATE), fund, promised.cents)
            paid = promised.cents
        supported.public_money += paid
        world.authority[0].public_cost += paid
