"""Goods market: households choose sellers by price, appeal, distance and habit; exports are split by price.

Each month a tenth of households compare their seller with a few others, met in proportion to their size; the rest
return to the habitual one. Part of the spending leaks outside, more where the local seller is dear. A weight
factorises into seller, distance and habit: the same distribution as a logit over utilities, without exponentials
in the loop.
"""

import math
from typing import Any

import numpy as np

from simulation.columns import ABSENT, MODEL_DECIDES, NOBODY, TALLY, World
from simulation.declared.sectors import CONSUMED, SECTORS
from simulation.draws import STREAM, uniform, uniform_integer
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import (
    TRANSACTION,
    cents,
    collect,
    note,
    organisation_account,
    outside_account,
    pay,
    settle_sales,
)
from simulation.phases.supply import deliver, local_part, random_seller, seller_pull
from simulation.purposes import ABROAD, DEPOSITS, FRANCE, HOUSEHOLDS, ORGANISATIONS, PURPOSE, STATE

STREAM_SEARCH = STREAM["habit_search"]
STREAM_CANDIDATE = STREAM["habit_candidate"]
STREAM_CHOICE = STREAM["habit_choice"]
STREAM_ORDER = STREAM["market_order"]
LOCAL = PURPOSE["consumption, local"]
ELSEWHERE = PURPOSE["consumption, outside sellers"]
VAT = PURPOSE["VAT"]
EXPORTS = PURPOSE["exports"]
TALLY_RATIONED = TALLY["rationed_spending"]
TALLY_UNSERVED_EXPORTS = TALLY["unserved_exports"]

CANDIDATES = 3
"""Sellers met in one search beside the habitual one (assumed)."""

CONSUMED_SECTORS = np.array(CONSUMED, np.int64)


@inline_kernel
def nearness(world: World, h: int, o: int) -> float:
    """Fall of attraction with the distance between home and seller: 1 / (1 + cost * km)."""
    home, site = world.households[h].parcel, world.organisations[o].parcel
    if home < 0 or site < 0:
        return 1.0
    across = world.parcels[home].x - world.parcels[site].x
    along = world.parcels[home].y - world.parcels[site].y
    cells = math.sqrt(float(across * across + along * along))
    side = math.sqrt(world.parcels[0].hectares / 100.0)
    return 1.0 / (1.0 + world.parameters[0].demand_distance_cost * side * cells)


@inline_kernel
def chosen_seller(world: World, month: int, h: int, position: int, pull: Any) -> int:
    """Seller of one household in one sector after a search: by weight among the habitual one and those met."""
    key, uid = world.key[0], world.households[h].uid
    sector = CONSUMED_SECTORS[position]
    present = world.known_seller[h, position]
    chosen, total = NOBODY, 0.0
    if present != NOBODY:
        total = pull[present] * nearness(world, h, present) * world.parameters[0].demand_habit
        chosen = present
    for k in range(CANDIDATES):
        number = position * CANDIDATES + k
        candidate = random_seller(world, sector, uniform(key, STREAM_CANDIDATE, month, uid, number))
        if candidate == NOBODY or candidate == present:
            continue
        weight = pull[candidate] * nearness(world, h, candidate)
        total += weight
        if uniform(key, STREAM_CHOICE, month, uid, number) * total < weight:
            chosen = candidate
    return chosen


@inline_kernel
def budget_of(income: int, deposits: int, target: int, adjustment: float) -> int:
    """Spending of the month, cents: last month's income and a part of the deposits above the wanted level."""
    wanted = income + int(adjustment * (deposits - target))
    return max(min(wanted, deposits), 0)


@kernel
def sell_to_households(world: World, month: int) -> None:
    """Let every household spend its budget, in an order that changes every month."""
    p, books = world.parameters[0], world.books
    households, organisations = world.households, world.organisations
    key = world.key[0]
    pull = np.zeros(organisations.shape[0], np.float64)
    here = np.zeros(organisations.shape[0], np.float64)
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        if organisation.alive == 1:
            sector = world.sectors[organisation.sector]
            pull[o] = seller_pull(world, o)
            here[o] = local_part(
                1.0 - sector.outside_consumption_share,
                organisation.price,
                sector.outside_price,
                p.demand_leak_elasticity,
            )
    france, state = outside_account(books, FRANCE), outside_account(books, STATE)
    known_seller, balance = world.known_seller, books.balance
    positions = CONSUMED_SECTORS.shape[0]
    shares = np.empty(positions, np.float64)
    for position in range(positions):
        shares[position] = world.sectors[CONSUMED_SECTORS[position]].consumption_share
    vat, search_rate, adjustment = p.tax_vat, p.demand_search_rate, p.demand_wealth_adjustment
    rationed = np.int64(0)
    n = households.shape[0]
    # Looked through once, in order: a look at every household on its way would cost a tenth of the month.
    told = world.imposed_households.buy_local
    some_are_told = False
    for h in range(n):
        if told[h] != MODEL_DECIDES:
            some_are_told = True
            break
    spent_here, spent_elsewhere, taxes = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    takings = np.zeros(organisations.shape[0], np.int64)
    first, journalled = books.first[ORGANISATIONS], books.journal.shape[0] > 0
    stride = coprime_stride(n, uniform(key, STREAM_ORDER, month, 0, 1))
    h = uniform_integer(key, STREAM_ORDER, month, 0, 0, n)
    for _ in range(n):
        h += stride
        if h >= n:
            h -= n
        household = households[h]
        if household.status == ABSENT:
            continue
        budget = budget_of(household.income_last, balance[DEPOSITS, h], household.deposit_target, adjustment)
        tax = int(vat * budget)
        net = budget - tax
        bought, leaked = np.int64(0), np.int64(0)
        kept = told[h] if some_are_told else MODEL_DECIDES
        searching = uniform(key, STREAM_SEARCH, month, household.uid, 0) < search_rate
        for position in range(positions):
            amount = int(net * shares[position])
            seller = known_seller[h, position]
            if searching or seller == NOBODY or organisations[seller].alive == 0:
                if seller != NOBODY and organisations[seller].alive == 0:
                    known_seller[h, position] = NOBODY
                seller = chosen_seller(world, month, h, position, pull)
                known_seller[h, position] = seller
            if seller == NOBODY:
                leaked += amount
                continue
            wanted = int(amount * (here[seller] if kept == MODEL_DECIDES else kept))
            spent = sell(organisations[seller], wanted)
            takings[seller] += spent
            if journalled:
                note(books, TRANSACTION, LOCAL, DEPOSITS, first + seller, h, spent)
            if spent < wanted:
                draw = uniform(key, STREAM_CANDIDATE, month, household.uid, 64 + position)
                other = random_seller(world, CONSUMED_SECTORS[position], draw)
                if other != NOBODY:
                    more = sell(organisations[other], wanted - spent)
                    takings[other] += more
                    spent += more
                    if journalled:
                        note(books, TRANSACTION, LOCAL, DEPOSITS, first + other, h, more)
                rationed += wanted - spent
            bought += spent
            leaked += amount - spent
        spent_here[h], spent_elsewhere[h], taxes[h] = bought, leaked, tax
    for o in range(organisations.shape[0]):
        organisations[o].revenue += takings[o]
    settle_sales(books, LOCAL, spent_here, takings)
    collect(books, ELSEWHERE, HOUSEHOLDS, spent_elsewhere, france)
    collect(books, VAT, HOUSEHOLDS, taxes, state)
    world.tally[TALLY_RATIONED] += rationed


@kernel
def coprime_stride(n: int, draw: float) -> int:
    """Step that visits all ``n`` rows once before it returns: a number near a drawn place with no common divisor."""
    stride = max(1, int(draw * n))
    while True:
        a, b = n, stride
        while b > 0:
            a, b = b, a % b
        if a == 1:
            return stride
        stride += 1


@inline_kernel
def sell(seller: Any, wanted: int) -> int:
    """Sell up to ``wanted`` cents to a household; return what it has to pay, cents.

    Takes one row, not the world or the books: numba counts references to those at every call, millions of times.
    """
    if wanted <= 0:
        return 0
    units = wanted / (100.0 * seller.price)
    seller.demand += units
    served = min(units, seller.capacity)
    seller.capacity -= served
    seller.sold += served
    return wanted if served >= units else int(served * 100.0 * seller.price)


@kernel
def export(world: World, month: int) -> None:
    """Split each sector's outside demand among its sellers by size and price, against outside competitors.

    A seller's orders are D (k/K) a / (m S + 1 - m), with D the demand, k its export weight, a the price term
    (price over outside price, to the minus elasticity), m the share of the outside market held at the base and S
    the weighted mean of a: cheaper local sellers win orders from outside, not only from each other.
    """
    p, books, state = world.parameters[0], world.books, world.sector_state
    organisations = world.organisations
    sectors = world.sectors.shape[0]
    weight = np.zeros(sectors, np.float64)
    liked = np.zeros(sectors, np.float64)
    pulled = np.zeros(sectors, np.float64)
    pull = np.zeros(organisations.shape[0], np.float64)
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        if organisation.alive == 1:
            s = organisation.sector
            ratio = organisation.price / world.sectors[s].outside_price
            appealing = organisation.export_weight * math.exp(organisation.appeal)
            pull[o] = appealing * ratio ** (-p.demand_export_elasticity)
            weight[s] += organisation.export_weight
            liked[s] += appealing
    # Appeal moves orders between local sellers; only price moves them between here and outside.
    for o in range(organisations.shape[0]):
        if pull[o] > 0.0:
            s = organisations[o].sector
            pull[o] *= weight[s] / liked[s]
            pulled[s] += pull[o]
    orders = np.zeros(sectors, np.float64)
    for s in range(sectors):
        state[s].export_weight = weight[s]
        reference = state[s].reference_weight
        if weight[s] <= 0.0 or reference <= 0.0:
            continue
        base = weight[s] ** p.demand_export_contestability * reference ** (1.0 - p.demand_export_contestability)
        held = world.sectors[s].export_market_share
        demand = state[s].export_base * world.sectors[s].export_demand
        orders[s] = demand / base / (held * pulled[s] / base + 1.0 - held)
    buyer = outside_account(books, ABROAD)
    france = outside_account(books, FRANCE)
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        if organisation.alive == 0 or pull[o] <= 0.0:
            continue
        s = organisation.sector
        units = orders[s] * pull[o]
        served = deliver(organisations, o, units)
        world.tally[TALLY_UNSERVED_EXPORTS] += (units - served) * 100.0
        amount = cents(served * organisation.price)
        if amount > 0:
            pay(books, EXPORTS, buyer if s == 1 or s == 2 else france, organisation_account(books, o), amount)
            organisation.revenue += amount


@kernel
def goods_market(world: World, month: int) -> None:
    """Households first, then exports; what services could not sell is lost, goods go to stock."""
    sell_to_households(world, month)
    export(world, month)
    state = world.sector_state
    for s in range(state.shape[0]):
        state[s].demand = 0.0
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0:
            continue
        state[organisation.sector].demand += organisation.demand
        organisation.stock = organisation.capacity if organisation.sector <= 2 else 0.0
    for s in range(len(SECTORS)):
        state[s].demand_memory += 0.05 * (state[s].demand - state[s].demand_memory)
