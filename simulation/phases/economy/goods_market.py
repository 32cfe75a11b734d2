"""Goods market: households choose sellers by price, appeal, distance and habit; exports are split by price.

Each month a tenth of households compare their seller with a few others, met in proportion to their size; the rest
return to the habitual one. Part of the spending leaks outside, more where the local seller is dear. A weight
factorises into seller, distance and habit: the same distribution as a logit over utilities, without exponentials
in the loop.

Nobody is served before another: sellers that have too little share it out (`simulation.phases.economy.supply`). Who is
short asks a second seller, met at random, for the rest; these share out what they have left by the same rule.
"""

import math
from typing import Any

import numpy as np

from simulation.columns import ABSENT, MODEL_DECIDES, NOBODY, World
from simulation.declared.sectors import CONSUMED, MAIN_INDUSTRY, MANUFACTURING, SECTORS
from simulation.draws import STREAM, shared_word, three_uniforms_from, uniform, uniform_from, word_of
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import (
    TRANSACTION,
    cents,
    collect,
    note,
    organisation_account,
    outside_account,
    part_served,
    pay,
    settle_sales,
)
from simulation.phases.economy.plans import is_storable
from simulation.phases.economy.supply import (
    deliver,
    offer,
    part_here,
    random_seller,
    take_down,
)
from simulation.purposes import ABROAD, DEPOSITS, FRANCE, HOUSEHOLDS, ORGANISATIONS, PURPOSE, STATE

STREAM_SEARCH = STREAM["habit_search"]
STREAM_CANDIDATE = STREAM["habit_candidate"]
STREAM_CHOICE = STREAM["habit_choice"]
LOCAL = PURPOSE["consumption, local"]
ELSEWHERE = PURPOSE["consumption, outside sellers"]
VAT = PURPOSE["VAT"]
EXPORTS = PURPOSE["exports"]

CANDIDATES = 3
"""Sellers met in one search beside the habitual one (assumed)."""

SECOND_CHOICE = 64
"""Number of the draw of a second seller, by position above it; below lie those of searches."""

CONSUMED_SECTORS = np.array(CONSUMED, np.int64)


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


PULL, SITE_X, SITE_Y = range(3)
"""Columns of the stalls (`open_stalls`): what is read of a seller that is met lies side by side."""


@inline_kernel
def weight_of(seller: int, stalls: Any, near: Any, x: float, y: float) -> float:
    """Weight of a seller for a household that lives at (x, y); distance counts where both are on the map."""
    if x < 0.0 or stalls[seller, SITE_X] < 0.0:
        return stalls[seller, PULL]
    across, along = x - stalls[seller, SITE_X], y - stalls[seller, SITE_Y]
    return stalls[seller, PULL] * near[int(across * across + along * along)]


@inline_kernel
def chosen_seller(world: World, h: int, position: int, stalls: Any, near: Any, shared: Any, met: Any) -> int:
    """Seller of one household in one sector after a search: by weight among the habitual one and those met.

    Parameters
    ----------
    stalls, near
        As of `open_stalls` and `nearness_by_distance`.
    shared : uint64 (CONSUMPTION_SECTORS, 2)
        What draws of sellers met and of the choice among them have in common this month.
    met : float64 (1 + CANDIDATES, 2)
        Room for those it chooses among, and their weights.
    """
    uid, home = world.households[h].uid, world.households[h].parcel
    x, y = (float(world.parcels[home].x), float(world.parcels[home].y)) if home >= 0 else (-1.0, -1.0)
    sector, present = CONSUMED_SECTORS[position], world.known_seller[h, position]
    count, total = 0, 0.0
    if present != NOBODY:
        total = weight_of(present, stalls, near, x, y) * world.parameters[0].demand_habit
        met[0, 0], met[0, 1] = present, total
        count = 1
    draws = three_uniforms_from(word_of(shared[position, 0], uid))
    for k in range(CANDIDATES):
        candidate = random_seller(world, sector, draws[k])
        if candidate == NOBODY or candidate == present:
            continue
        weight = weight_of(candidate, stalls, near, x, y)
        met[count, 0], met[count, 1] = candidate, weight
        total += weight
        count += 1
    left = uniform_from(word_of(shared[position, 1], uid)) * total
    for k in range(count):
        left -= met[k, 1]
        if left < 0.0:
            return int(met[k, 0])
    return int(met[count - 1, 0]) if count > 0 else NOBODY


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
def open_stalls(world: World, here: Any) -> Any:
    """Fill in the part of a sector's spending that is asked of each seller here: less than nothing where none lives.

    Returns
    -------
    stalls : float64 (organisations, 3)
        How each living organisation draws buyers, and where it lies on the grid: -1 where it has no site.
    """
    organisations, parcels, n = world.organisations, world.parcels, world.organisations.shape[0]
    p, stalls = world.parameters[0], np.empty((n, 3), np.float64)
    for o in range(n):
        organisation = organisations[o]
        here[o], stalls[o, PULL], stalls[o, SITE_X], stalls[o, SITE_Y] = -1.0, 0.0, -1.0, -1.0
        if organisation.alive == 1:
            sector, site = world.sectors[organisation.sector], organisation.parcel
            if site >= 0:
                stalls[o, SITE_X], stalls[o, SITE_Y] = parcels[site].x, parcels[site].y
            # Powers of the price by one logarithm: of `seller_pull` and of `local_part`.
            price = math.log(organisation.price)
            stalls[o, PULL] = math.exp(organisation.appeal - p.demand_price_elasticity * price)
            dearer = price - math.log(sector.outside_price)
            here[o] = part_here(1.0 - sector.outside_consumption_share, math.exp(-p.demand_leak_elasticity * dearer))
    return stalls


@kernel
def look_around(world: World, month: int, net: Any, searching: Any, here: Any) -> None:
    """Let households that search, and those whose seller is no more, choose a seller in each sector.

    Parameters
    ----------
    net : int64 (households,)
        What a household spends this month, net of VAT, cents; negative in an empty row.
    searching : bool (households,)
        Whether it looks around this month.
    here : float64 (organisations,)
        Filled in: as of `open_stalls`.
    """
    known_seller = world.known_seller
    stalls, near = open_stalls(world, here), nearness_by_distance(world)
    met, shared = np.empty((1 + CANDIDATES, 2), np.float64), np.empty((CONSUMED_SECTORS.shape[0], 2), np.uint64)
    for position in range(shared.shape[0]):
        shared[position, 0] = shared_word(world.key[0], STREAM_CANDIDATE, month, position)
        shared[position, 1] = shared_word(world.key[0], STREAM_CHOICE, month, position)
    for h in range(net.shape[0]):
        if net[h] < 0:
            continue
        for position in range(known_seller.shape[1]):
            seller = known_seller[h, position]
            if seller != NOBODY and here[seller] < 0.0:
                seller = known_seller[h, position] = NOBODY
            if searching[h] or seller == NOBODY:
                known_seller[h, position] = chosen_seller(world, h, position, stalls, near, shared, met)


@inline_kernel
def amount_wanted(net: int, share: float, part: float, imposed: float) -> int:
    """What a household wants of a seller here, cents: the part that is asked here, or the one it is told."""
    return int(net * share * (part if imposed == MODEL_DECIDES else imposed))


@kernel
def ask_sellers(world: World, net: Any, here: Any, spent: Any, asked: Any) -> None:
    """Add up what all households want of each seller they know, cents.

    Parameters
    ----------
    net, here
        As of `look_around`.
    spent, asked : int64 (households,) and (organisations,)
        Filled in and added to: what each wants of all, and what all want of each, cents.
    """
    known_seller, shares, told = world.known_seller, consumption_shares(world), world.imposed_households
    for h in range(net.shape[0]):
        if net[h] < 0:
            continue
        total = np.int64(0)
        for position in range(shares.shape[0]):
            seller = known_seller[h, position]
            if seller != NOBODY:
                amount = amount_wanted(net[h], shares[position], here[seller], told[h].buy_local)
                asked[seller] += amount
                total += amount
        spent[h] = total


@kernel
def consumption_shares(world: World) -> Any:
    """Part of its spending that a household gives to each sector it buys from."""
    shares = np.empty(CONSUMED_SECTORS.shape[0], np.float64)
    for position in range(shares.shape[0]):
        shares[position] = world.sectors[CONSUMED_SECTORS[position]].consumption_share
    return shares


@kernel
def ration(world: World, net: Any, here: Any, spent: Any, asked: Any, offered: Any, takings: Any) -> tuple[Any, Any]:
    """Sell to all who asked the seller they know; return who is short, and of how much.

    Parameters
    ----------
    net, here, asked
        As of `ask_sellers`.
    spent : int64 (households,)
        Lowered to what the sellers could serve, cents.
    offered, takings : int64 (organisations,)
        Filled in: as of `offer`; what each seller takes, cents.

    Returns
    -------
    short, missing : int64 arrays
        A household's row times CONSUMPTION_SECTORS, plus the position of the sector; what it did not get, cents.
    """
    known_seller, shares, told = world.known_seller, consumption_shares(world), world.imposed_households
    offer(world, asked, offered)
    sold_out = np.zeros(asked.shape[0], np.bool_)
    for o in range(asked.shape[0]):
        sold_out[o] = offered[o] < asked[o]
        takings[o] = 0 if sold_out[o] else asked[o]
    positions = shares.shape[0]
    short, missing = np.empty(net.shape[0] * positions, np.int64), np.empty(net.shape[0] * positions, np.int64)
    count = 0
    for h in range(net.shape[0]):
        if net[h] < 0:
            continue
        for position in range(positions):
            seller = known_seller[h, position]
            if seller != NOBODY and sold_out[seller]:
                wanted = amount_wanted(net[h], shares[position], here[seller], told[h].buy_local)
                got = part_served(wanted, offered[seller], asked[seller])
                short[count], missing[count] = h * positions + position, wanted - got
                spent[h] -= missing[count]
                takings[seller] += got
                count += 1
    take_down(world, takings)
    return short[:count], missing[:count]


@kernel
def ask_second_sellers(world: World, month: int, short: Any, missing: Any, spent: Any, takings: Any) -> None:
    """Let who is short ask a second seller, met at random, for the rest; these share out what they have left.

    Parameters
    ----------
    short, missing : int64 arrays
        As of `ration`.
    spent, takings : int64 (households,) and (organisations,)
        Added to, cents.
    """
    books, households, key = world.books, world.households, world.key[0]
    positions = CONSUMED_SECTORS.shape[0]
    second = np.empty(short.shape[0], np.int64)
    asked, offered = np.zeros(takings.shape[0], np.int64), np.empty(takings.shape[0], np.int64)
    more = np.zeros(takings.shape[0], np.int64)
    for i in range(short.shape[0]):
        h, position = short[i] // positions, short[i] % positions
        draw = uniform(key, STREAM_CANDIDATE, month, households[h].uid, SECOND_CHOICE + position)
        second[i] = random_seller(world, CONSUMED_SECTORS[position], draw)
        if second[i] != NOBODY:
            asked[second[i]] += missing[i]
    offer(world, asked, offered)
    for i in range(short.shape[0]):
        seller = second[i]
        if seller != NOBODY:
            got = part_served(missing[i], offered[seller], asked[seller])
            more[seller] += got
            spent[short[i] // positions] += got
            note(books, TRANSACTION, LOCAL, DEPOSITS, books.first[ORGANISATIONS] + seller, short[i] // positions, got)
    take_down(world, more)
    for o in range(takings.shape[0]):
        takings[o] += more[o]


@kernel
def tell_sales(world: World, net: Any, here: Any, asked: Any, offered: Any) -> None:
    """Note in the journal what each household bought of the sellers it knows."""
    books, shares = world.books, consumption_shares(world)
    for h in range(net.shape[0]):
        for position in range(shares.shape[0]):
            seller = world.known_seller[h, position]
            if net[h] >= 0 and seller != NOBODY:
                told = world.imposed_households[h].buy_local
                wanted = amount_wanted(net[h], shares[position], here[seller], told)
                got = part_served(wanted, offered[seller], asked[seller])
                note(books, TRANSACTION, LOCAL, DEPOSITS, books.first[ORGANISATIONS] + seller, h, got)


@kernel
def sell_to_households(world: World, month: int) -> None:
    """Let every household spend its budget: here, as far as sellers can serve, and the rest outside."""
    books, n, sellers = world.books, world.households.shape[0], world.organisations.shape[0]
    net, taxes, searching = np.empty(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.bool_)
    plan_spending(world, month, net, taxes, searching)
    here, spent = np.empty(sellers, np.float64), np.zeros(n, np.int64)
    asked, offered, takings = np.zeros(sellers, np.int64), np.empty(sellers, np.int64), np.empty(sellers, np.int64)
    look_around(world, month, net, searching, here)
    ask_sellers(world, net, here, spent, asked)
    short, missing = ration(world, net, here, spent, asked, offered, takings)
    if books.journal.shape[0] > 0:
        tell_sales(world, net, here, asked, offered)
    ask_second_sellers(world, month, short, missing, spent, takings)
    settle_sales(books, LOCAL, spent, takings)
    # What was not bought here was bought elsewhere.
    shares = consumption_shares(world)
    for h in range(n):
        bought = spent[h]
        spent[h] = 0
        if net[h] >= 0:
            for position in range(shares.shape[0]):
                spent[h] += int(net[h] * shares[position])
            spent[h] -= bought
    collect(books, ELSEWHERE, HOUSEHOLDS, spent, outside_account(books, FRANCE))
    collect(books, VAT, HOUSEHOLDS, taxes, outside_account(books, STATE))


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
            dearer = math.log(organisation.price / world.sectors[s].outside_price)
            appealing = organisation.export_weight * math.exp(organisation.appeal)
            pull[o] = appealing * math.exp(-p.demand_export_elasticity * dearer)
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
