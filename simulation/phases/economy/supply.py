"""Inputs and production: capacity of the month, purchases from local suppliers, a pool or outside, and output.

Services, trade, construction and culture cannot be stored: what they do not sell is lost. Makers of goods keep
stocks. Inputs follow a small input-output table with a local share that answers to the supplier's price.

Nobody is served before another. What all buyers order of each seller is known before anything is delivered: who has
enough delivers all, who has not gives each the same part of what it ordered, in whole cents (`offer`,
`part_served`). Households, organisations, investors and the authority buy by this one rule.

Output follows work (`set_capacity`) and inputs: an organisation that cannot pay for all the inputs it needs makes and
delivers less in proportion.
"""

import math
from typing import Any

import numpy as np

from simulation.columns import NOBODY, TALLY, World
from simulation.draws import STREAM, uniform
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import cents, organisation_account, outside_account, part_served, pay
from simulation.phases.economy.credit import payable, within_reach
from simulation.phases.economy.plans import is_storable
from simulation.phases.economy.rebates import give_rebates, split_saving
from simulation.phases.economy.supplier_credit import give_credit, on_credit, pay_bills
from simulation.purposes import FRANCE, PURPOSE

STREAM_SEARCH = STREAM["supplier_search"]
STREAM_SUPPLIER = STREAM["supplier_choice"]
INPUTS_LOCAL, INPUTS_OUTSIDE = PURPOSE["inputs, local"], PURPOSE["inputs, outside"]
TALLY_LOCAL, TALLY_ALL = TALLY["local_inputs"], TALLY["all_inputs"]


@inline_kernel
def random_seller(world: World, sector: int, draw: float) -> int:
    """Organisation of a sector met in proportion to its posts, or none."""
    first, last = world.site_start[sector], world.site_start[sector + 1]
    if last == first:
        return NOBODY
    return world.site_sellers[first + min(int(draw * (last - first)), last - first - 1)]


@inline_kernel
def local_part(base_share: float, price: float, outside_price: float, elasticity: float) -> float:
    """Share bought here, given the share at equal prices: the leak answers to the price gap (logit in log price)."""
    return part_here(base_share, (price / outside_price) ** (-elasticity))


@inline_kernel
def part_here(base_share: float, pull: float) -> float:
    """Share bought here, given the share at equal prices and the pull of the local price (1: as outside)."""
    if base_share <= 0.0:
        return 0.0
    return base_share * pull / (base_share * pull + 1.0 - base_share)


@kernel
def set_capacity(world: World) -> None:
    """What each organisation can deliver this month: work of its staff and shared posts, less meetings, plus stock."""
    p = world.parameters[0]
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0:
            continue
        given = organisation.meeting_fte + organisation.project_fte
        work = max(organisation.labour - given + organisation.shared_fte, 0.0)
        potential = organisation.productivity * organisation.land_factor * work
        if is_storable(organisation.sector):
            wanted = p.price_stock_months * organisation.expected_sales
            target = organisation.expected_sales + p.price_stock_speed * (wanted - organisation.stock)
            organisation.output = min(max(target, 0.0), potential)
            organisation.capacity = organisation.stock + organisation.output
        else:
            organisation.output = potential
            organisation.capacity = potential


@kernel
def review_supplier(world: World, month: int, o: int, slot: int) -> None:
    """Replace a closed supplier; sometimes compare the present one with another and keep the better by price."""
    p, organisations = world.parameters[0], world.organisations
    uid, key = organisations[o].uid, world.key[0]
    present = world.supplier[o, slot]
    closed = present == NOBODY or organisations[present].alive == 0
    if not closed and uniform(key, STREAM_SEARCH, month, uid, slot) >= p.production_supplier_search:
        return
    if closed:
        sector = sector_by_supply(world, uniform(key, STREAM_SEARCH, month, uid, 16 + slot))
    else:
        sector = organisations[present].sector
    candidate = random_seller(world, sector, uniform(key, STREAM_SUPPLIER, month, uid, slot))
    if closed or candidate == NOBODY:
        world.supplier[o, slot] = candidate
        return
    first = seller_pull(world, present) * p.demand_habit
    second = seller_pull(world, candidate)
    if uniform(key, STREAM_SUPPLIER, month, uid, 16 + slot) * (first + second) >= first:
        world.supplier[o, slot] = candidate


@kernel
def sector_by_supply(world: World, draw: float) -> int:
    """Sector of a supplier, drawn by the supply shares of the input-output table."""
    total = 0.0
    for s in range(world.sectors.shape[0]):
        total += world.sectors[s].supply_share
    left = draw * total
    for s in range(world.sectors.shape[0]):
        left -= world.sectors[s].supply_share
        if left < 0.0:
            return s
    return world.sectors.shape[0] - 1


@inline_kernel
def seller_pull(world: World, o: int) -> float:
    """Attractiveness of a seller: its appeal and its price."""
    organisation = world.organisations[o]
    return math.exp(organisation.appeal) * organisation.price ** (-world.parameters[0].demand_price_elasticity)


@inline_kernel
def deliver(organisations: Any, o: int, units: float) -> float:
    """Ask ``units`` of an organisation; return what it can deliver, and take it from its capacity."""
    organisation = organisations[o]
    organisation.demand += units
    served = min(units, organisation.capacity)
    organisation.capacity -= served
    organisation.sold += served
    return served


@kernel
def offer(world: World, asked: Any, offered: Any) -> None:
    """Fill in what every seller has for those who ask, cents by row: all they ask, or what its capacity is worth.

    What is asked is demand of the month, delivered or not.
    """
    for o in range(asked.shape[0]):
        offered[o] = asked[o]
        if asked[o] > 0:
            organisation = world.organisations[o]
            organisation.demand += asked[o] / (100.0 * organisation.price)
            offered[o] = min(asked[o], int(organisation.capacity * 100.0 * organisation.price))


@kernel
def take_down(world: World, takings: Any) -> None:
    """Book in the table of organisations what was sold, cents by row."""
    for o in range(takings.shape[0]):
        if takings[o] > 0:
            organisation = world.organisations[o]
            units = takings[o] / (100.0 * organisation.price)
            organisation.revenue += takings[o]
            organisation.sold += units
            organisation.capacity = max(organisation.capacity - units, 0.0)


@inline_kernel
def planned_output(organisation: Any) -> float:
    """Units for which inputs are bought: makers of goods make all they plan, others what they expect to sell."""
    if is_storable(organisation.sector):
        return organisation.output
    return min(organisation.output, organisation.expected_sales)


@inline_kernel
def go_without(organisation: Any, part: float) -> None:
    """Make less by the part of the inputs needed that could not be paid for."""
    lost = part * organisation.output
    organisation.output -= lost
    organisation.capacity = max(organisation.capacity - lost, 0.0)


@kernel
def order_inputs(world: World, month: int, needed: Any, ordered: Any, asked: Any) -> None:
    """Let every organisation order inputs of its suppliers here, as far as cash and credit line reach.

    Parameters
    ----------
    needed : float64 (organisations,)
        Filled in: inputs needed for planned output, units.
    ordered : int64 (organisations, SUPPLIERS)
        Filled in: what is ordered of each supplier, cents.
    asked : int64 (organisations,)
        Added to: what all order of a supplier, cents.
    """
    p, organisations, slots = world.parameters[0], world.organisations, world.supplier.shape[1]
    pull = np.empty(organisations.shape[0], np.float64)
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 1:
            pull[o] = organisations[o].price ** (-p.demand_leak_elasticity)
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        if organisation.alive == 0:
            continue
        needed[o] = organisation.input_share * planned_output(organisation) * organisation.group_cost_factor
        base_share = world.sectors[organisation.sector].local_input_share
        means = within_reach(world, o)
        for slot in range(slots):
            review_supplier(world, month, o, slot)
            supplier = world.supplier[o, slot]
            if supplier == NOBODY or supplier == o:
                continue
            units = part_here(base_share, pull[supplier]) * needed[o] / slots
            amount = min(cents(units * organisations[supplier].price), means)
            ordered[o, slot] = amount
            asked[supplier] += amount
            means -= amount


@kernel
def buy_inputs(world: World, month: int) -> None:
    """Buy the intermediate inputs of planned output, locally first, the rest outside, less the pool's rebate.

    Suppliers share out what they have, and are paid next month; the rest is bought outside. Nothing is ordered that
    cash and credit line cannot pay for; what is missing then is bought nowhere.
    """
    p, books, organisations = world.parameters[0], world.books, world.organisations
    set_capacity(world)
    pay_bills(world)
    n, slots = organisations.shape[0], world.supplier.shape[1]
    needed, ordered, asked = np.zeros(n, np.float64), np.zeros((n, slots), np.int64), np.zeros(n, np.int64)
    order_inputs(world, month, needed, ordered, asked)
    total = needed.copy()
    offered, takings = np.empty(n, np.int64), np.zeros(n, np.int64)
    offer(world, asked, offered)
    # All draw on their lines before anybody is paid: what one sells this month does not pay for what it ordered.
    for o in range(n):
        due = 0
        for slot in range(slots):
            if ordered[o, slot] > 0:
                supplier = world.supplier[o, slot]
                ordered[o, slot] = part_served(ordered[o, slot], offered[supplier], asked[supplier])
                due += ordered[o, slot] - on_credit(world, o, slot, ordered[o, slot])
        payable(world, o, due)
    for o in range(n):
        for slot in range(slots):
            due = ordered[o, slot]
            if due > 0:
                supplier = world.supplier[o, slot]
                later = on_credit(world, o, slot, due)
                account, seller = organisation_account(books, o), organisation_account(books, supplier)
                if due > later:
                    pay(books, INPUTS_LOCAL, account, seller, due - later)
                give_credit(world, o, slot, later)
                organisations[o].input_cost += due
                needed[o] -= due / (100.0 * organisations[supplier].price)
                takings[supplier] += due
                world.tally[TALLY_LOCAL] += due
    take_down(world, takings)
    outside = outside_account(books, FRANCE)
    asked_back = np.zeros(n, np.int64)
    for o in range(n):
        organisation = organisations[o]
        if organisation.alive == 0:
            continue
        # Overheads are among the outside purchases; a pool has a discount on them, and from suppliers here.
        bill = max(needed[o], 0.0)
        overhead = min(p.production_overhead_share * planned_output(organisation), bill)
        organisation.overhead = cents(overhead)
        wanted = cents(bill)
        organisation.purchase_saved = 0
        if organisation.purchase_rebate != 0.0:
            less, asked_back[o] = split_saving(world, o, organisation.input_cost, wanted)
            organisation.purchase_saved = less
            wanted -= less
        due = payable(world, o, wanted)
        if due < wanted:
            go_without(organisation, bill / total[o] * (wanted - due) / wanted)
        if due > 0:
            pay(books, INPUTS_OUTSIDE, organisation_account(books, o), outside, due)
            organisation.input_cost += due
        world.tally[TALLY_ALL] += organisation.input_cost
    give_rebates(world, asked_back, ordered)
