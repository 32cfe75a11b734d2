"""Inputs and production: capacity of the month, purchases from local suppliers, a pool or outside, and output.

Services, trade, construction and culture cannot be stored: what they do not sell is lost. Makers of goods keep
stocks. Inputs follow a small input-output table with a local share that answers to the supplier's price.

Output follows work alone (`set_capacity`): inputs are a cost of what is planned, and an organisation that cannot pay
for all of them delivers no less. That is a simplification; who lacks money meets it in wages and taxes.
"""

import math
from typing import Any

from simulation.columns import NOBODY, TALLY, World
from simulation.draws import INPUTS, STREAM, turns, uniform
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import cents, organisation_account, outside_account, pay
from simulation.phases.economy.credit import payable, within_reach
from simulation.phases.economy.plans import is_storable
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
    if base_share <= 0.0:
        return 0.0
    pull = base_share * (price / outside_price) ** (-elasticity)
    return pull / (pull + 1.0 - base_share)


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
def buy_inputs(world: World, month: int) -> None:
    """Buy the intermediate inputs of planned output, locally first, the rest outside, less the pool's rebate.

    Suppliers serve as far as they can: who comes late in the drawn order buys outside. Nothing is ordered that cash
    and credit line cannot pay for; what is missing then is bought nowhere.
    """
    p, books = world.parameters[0], world.books
    set_capacity(world)
    slots = world.supplier.shape[1]
    outside = outside_account(books, FRANCE)
    for o in turns(world.organisations, world.key[0], month, INPUTS):
        organisation = world.organisations[o]
        if is_storable(organisation.sector):
            planned = organisation.output
        else:
            planned = min(organisation.output, organisation.expected_sales)
        needed = organisation.input_share * planned * organisation.group_cost_factor
        account = organisation_account(books, o)
        base_share = world.sectors[organisation.sector].local_input_share
        left = needed
        for slot in range(slots):
            review_supplier(world, month, o, slot)
            supplier = world.supplier[o, slot]
            if supplier == NOBODY or supplier == o:
                continue
            price = world.organisations[supplier].price
            part = local_part(base_share, price, 1.0, p.demand_leak_elasticity)
            units = part * needed / slots
            means = within_reach(world, o)
            if cents(units * price) > means:
                units = means / (100.0 * price)
            served = deliver(world.organisations, supplier, units)
            due = payable(world, o, cents(served * price))
            if due > 0:
                pay(books, INPUTS_LOCAL, account, organisation_account(books, supplier), due)
                world.organisations[supplier].revenue += due
                organisation.input_cost += due
                left -= served
                world.tally[TALLY_LOCAL] += due
        # Overheads are among the outside purchases; a pool buys them with a discount on the bill.
        bill = max(left, 0.0)
        overhead = min(p.production_overhead_share * planned, bill)
        organisation.overhead = cents(overhead)
        due = payable(world, o, cents(bill - overhead * organisation.purchase_rebate))
        if due > 0:
            pay(books, INPUTS_OUTSIDE, account, outside, due)
            organisation.input_cost += due
        world.tally[TALLY_ALL] += organisation.input_cost
