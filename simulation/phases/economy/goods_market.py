"""Goods market: households choose sellers by price, appeal, distance and habit; exports are split by price.

Each month a tenth of households compare their seller with a few others, met in proportion to their size; the rest
return to the habitual one. Part of the spending leaks outside, more where the local seller is dear. A weight
factorises into seller, distance and habit: the same distribution as a logit over utilities, without exponentials
in the loop.
"""

import math
from typing import Any

import numpy as np

from simulation.columns import ABSENT, MODEL_DECIDES, NOBODY, World
from simulation.declared.sectors import CONSUMED, MAIN_INDUSTRY, MANUFACTURING, SECTORS
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
from simulation.phases.economy.plans import is_storable
from simulation.phases.economy.supply import deliver, local_part, random_seller, seller_pull
from simulation.purposes import ABROAD, DEPOSITS, FRANCE, HOUSEHOLDS, ORGANISATIONS, PURPOSE, STATE

STREAM_SEARCH = STREAM["habit_search"]
STREAM_CANDIDATE = STREAM["habit_candidate"]
STREAM_CHOICE = STREAM["habit_choice"]
STREAM_ORDER = STREAM["market_order"]
LOCAL = PURPOSE["consumption, local"]
ELSEWHERE = PURPOSE["consumption, outside sellers"]
VAT = PURPOSE["VAT"]
EXPORTS = PURPOSE["exports"]

CANDIDATES = 3
"""Sellers met in one search beside the habitual one (assumed)."""

CONSUMED_SECTORS = np.array(CONSUMED, np.int64)

STALL = np.dtype(
    [(name, np.float64) for name in ("price", "capacity", "demand", "sold", "here", "pull")]
    + [(name, np.int32) for name in ("x", "y")]
)
"""What a sale needs of a seller, in one narrow row: the table of organisations is ten times as wide."""


@kernel
def nearness_by_distance(world: World) -> Any:
    """Fall of attraction with the distance between home and seller, 1 / (1 + cost * km), by squared cells between."""
    parcels = world.parcels
    across, along = 0, 0
    for row in range(parcels.shape[0]):
        across, along = max(across, parcels[row].x), max(along, parcels[row].y)
    side = math.sqrt(parcels[0].hectares / 100.0)
    near = np.empty(across * across + along * along + 1, np.float64)
    for squared in range(near.shape[0]):
        near[squared] = 1.0 / (1.0 + world.parameters[0].demand_distance_cost * side * math.sqrt(float(squared)))
    return near


@inline_kernel
def weight_of(stall: Any, near: Any, x: int, y: int) -> float:
    """Weight of a seller for a household that lives at (x, y); distance counts where both are on the map."""
    if x < 0 or stall["x"] < 0:
        return stall["pull"]
    across, along = x - stall["x"], y - stall["y"]
    return stall["pull"] * near[across * across + along * along]


@kernel
def chosen_seller(world: World, month: int, h: int, position: int, stalls: Any, near: Any) -> int:
    """Seller of one household in one sector after a search: by weight among the habitual one and those met."""
    key, uid, home = world.key[0], world.households[h].uid, world.households[h].parcel
    sector = CONSUMED_SECTORS[position]
    x, y = (world.parcels[home].x, world.parcels[home].y) if home >= 0 else (-1, -1)
    present = world.known_seller[h, position]
    chosen, total = NOBODY, 0.0
    if present != NOBODY:
        total = weight_of(stalls[present], near, x, y) * world.parameters[0].demand_habit
        chosen = present
    for k in range(CANDIDATES):
        number = position * CANDIDATES + k
        candidate = random_seller(world, sector, uniform(key, STREAM_CANDIDATE, month, uid, number))
        if candidate == NOBODY or candidate == present:
            continue
        weight = weight_of(stalls[candidate], near, x, y)
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
def plan_spending(world: World, month: int, net: Any, taxes: Any, searching: Any) -> None:
    """Fill in what every household spends this month net of VAT and its VAT, cents, and whether it looks around.

    An empty row spends less than nothing.
    """
    p, key, households, balance = world.parameters[0], world.key[0], world.households, world.books.balance
    vat, search_rate, adjustment = p.tax_vat, p.demand_search_rate, p.demand_wealth_adjustment
    for h in range(households.shape[0]):
        household = households[h]
        if household.status == ABSENT:
            net[h] = -1
            continue
        budget = budget_of(household.income_last, balance[DEPOSITS, h], household.deposit_target, adjustment)
        taxes[h] = int(vat * budget)
        net[h] = budget - taxes[h]
        searching[h] = uniform(key, STREAM_SEARCH, month, household.uid, 0) < search_rate


@kernel
def open_stalls(world: World) -> tuple[Any, Any]:
    """Lay out what every living organisation sells and on what terms; return the stalls and who is alive."""
    organisations, parcels, elasticity = world.organisations, world.parcels, world.parameters[0].demand_leak_elasticity
    stalls, alive = np.zeros(organisations.shape[0], STALL), np.zeros(organisations.shape[0], np.bool_)
    for o in range(organisations.shape[0]):
        organisation, stall = organisations[o], stalls[o]
        if organisation.alive == 0:
            continue
        alive[o] = True
        sector, site = world.sectors[organisation.sector], organisation.parcel
        stall["price"], stall["capacity"] = organisation.price, organisation.capacity
        stall["demand"], stall["sold"] = organisation.demand, organisation.sold
        stall["pull"] = seller_pull(world, o)
        stall["here"] = local_part(
            1.0 - sector.outside_consumption_share, organisation.price, sector.outside_price, elasticity
        )
        stall["x"] = parcels[site].x if site >= 0 else -1
        stall["y"] = parcels[site].y if site >= 0 else -1
    return stalls, alive


@kernel
def sell_to_households(world: World, month: int) -> None:
    """Let every household spend its budget, in an order that changes every month.

    On the way from one household to the next only narrow arrays are touched: in a large territory a look at wide
    rows in this order would cost more than all the rest.
    """
    books, households, organisations, key = world.books, world.households, world.organisations, world.key[0]
    stalls, alive = open_stalls(world)
    near = nearness_by_distance(world)
    france, state = outside_account(books, FRANCE), outside_account(books, STATE)
    known_seller = world.known_seller
    positions = CONSUMED_SECTORS.shape[0]
    shares = np.empty(positions, np.float64)
    for position in range(positions):
        shares[position] = world.sectors[CONSUMED_SECTORS[position]].consumption_share
    n = households.shape[0]
    # Looked through once, in order: a look at every household on its way would cost a tenth of the month.
    told = world.imposed_households.buy_local
    some_are_told = False
    for h in range(n):
        if told[h] != MODEL_DECIDES:
            some_are_told = True
            break
    net, taxes, searching = np.empty(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.bool_)
    plan_spending(world, month, net, taxes, searching)
    spent_here, spent_elsewhere = np.zeros(n, np.int64), np.zeros(n, np.int64)
    takings = np.zeros(organisations.shape[0], np.int64)
    first, journalled = books.first[ORGANISATIONS], books.journal.shape[0] > 0
    stride = coprime_stride(n, uniform(key, STREAM_ORDER, month, 0, 1))
    h = uniform_integer(key, STREAM_ORDER, month, 0, 0, n)
    for _ in range(n):
        h += stride
        if h >= n:
            h -= n
        if net[h] < 0:
            continue
        kept = told[h] if some_are_told else MODEL_DECIDES
        bought = np.int64(0)
        for position in range(positions):
            seller = known_seller[h, position]
            if searching[h] or seller == NOBODY or not alive[seller]:
                if seller != NOBODY and not alive[seller]:
                    known_seller[h, position] = NOBODY
                seller = chosen_seller(world, month, h, position, stalls, near)
                known_seller[h, position] = seller
            if seller == NOBODY:
                continue
            wanted = int(int(net[h] * shares[position]) * (stalls[seller]["here"] if kept == MODEL_DECIDES else kept))
            spent = sell(stalls[seller], wanted)
            takings[seller] += spent
            if journalled:
                note(books, TRANSACTION, LOCAL, DEPOSITS, first + seller, h, spent)
            if spent < wanted:
                draw = uniform(key, STREAM_CANDIDATE, month, households[h].uid, 64 + position)
                other = random_seller(world, CONSUMED_SECTORS[position], draw)
                if other != NOBODY:
                    more = sell(stalls[other], wanted - spent)
                    takings[other] += more
                    spent += more
                    if journalled:
                        note(books, TRANSACTION, LOCAL, DEPOSITS, first + other, h, more)
            bought += spent
        spent_here[h] = bought
    # What was not bought here was bought elsewhere.
    for h in range(n):
        if net[h] >= 0:
            for position in range(positions):
                spent_elsewhere[h] += int(net[h] * shares[position])
            spent_elsewhere[h] -= spent_here[h]
    for o in range(organisations.shape[0]):
        if alive[o]:
            organisations[o].revenue += takings[o]
            organisations[o].capacity = stalls[o]["capacity"]
            organisations[o].demand, organisations[o].sold = stalls[o]["demand"], stalls[o]["sold"]
    settle_sales(books, LOCAL, spent_here, takings)
    collect(books, ELSEWHERE, HOUSEHOLDS, spent_elsewhere, france)
    collect(books, VAT, HOUSEHOLDS, taxes, state)


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
def sell(stall: Any, wanted: int) -> int:
    """Sell up to ``wanted`` cents to a household; return what it has to pay, cents.

    Takes one row, not the tables: numba counts references to those at every call, millions of times.
    """
    if wanted <= 0:
        return 0
    units = wanted / (100.0 * stall["price"])
    stall["demand"] += units
    served = min(units, stall["capacity"])
    stall["capacity"] -= served
    stall["sold"] += served
    return wanted if served >= units else int(served * 100.0 * stall["price"])


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
        amount = cents(served * organisation.price)
        if amount > 0:
            pay(
                books,
                EXPORTS,
                buyer if s == MAIN_INDUSTRY or s == MANUFACTURING else france,
                organisation_account(books, o),
                amount,
            )
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
        organisation.stock = organisation.capacity if is_storable(organisation.sector) else 0.0
    for s in range(len(SECTORS)):
        state[s].demand_memory += world.parameters[0].demand_sector_memory * (state[s].demand - state[s].demand_memory)
