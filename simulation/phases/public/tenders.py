"""Purchases of the authority: small ones spread over organisations, large contracts awarded by tender.

A contract too large for one bidder's capacity goes to whoever can commit enough: a large organisation, members of
a pole who bid together (capacities added, a cost of coordination), or an outside competitor. Price decides.
"""

import math
from typing import Any

import numpy as np

from simulation.columns import NOBODY, TALLY, World
from simulation.draws import STREAM, uniform
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import (
    authority_account,
    cents,
    organisation_account,
    outside_account,
    part_served,
    pay,
    pay_at_most,
    split_largest_remainder,
)
from simulation.phases.economy.supply import deliver, offer, random_seller, take_down
from simulation.phases.poles.membership import list_members
from simulation.purposes import DEPOSITS, FRANCE, PURPOSE

STREAM_TENDER = STREAM["tender"]
PURCHASES, INPUTS_OUTSIDE = PURPOSE["authority purchases and works"], PURPOSE["inputs, outside"]
TALLY_ALONE, TALLY_JOINT, TALLY_OUTSIDE = TALLY["tenders_alone"], TALLY["tenders_joint"], TALLY["tenders_outside"]

# Keys of draws: bidders met are numbered from 0, bids lie beyond them, by kind of bidder, sector and contract.
FIRST_BID, SECTOR_STEP = 16, 64
CONTRACT_KEYS = 1024
SINGLE_BID, JOINT_BID, OUTSIDE_BID = 0, 1, 2


@inline_kernel
def can_commit(capacity: float, largest_part: float, units: float) -> bool:
    """Whether a bidder may commit ``units``: not more than a given part of its capacity."""
    return capacity * largest_part >= units


@kernel
def sold_to_authority(world: World, o: int, amount: int) -> int:
    """Let an organisation deliver to the authority for up to ``amount`` cents; return what was paid."""
    books, organisation = world.books, world.organisations[o]
    # Nothing is ordered that the budget cannot pay.
    amount = min(amount, max(books.balance[DEPOSITS, authority_account(books)], 0))
    served = deliver(world.organisations, o, amount / (100.0 * organisation.price))
    due = min(int(served * 100.0 * organisation.price + 0.5), amount)
    paid = pay_at_most(books, PURCHASES, authority_account(books), organisation_account(books, o), due)
    organisation.revenue += paid
    return paid


@kernel
def buy_small(world: World, month: int, budgets: Any) -> None:
    """Spread small purchases of each sector over its organisations, as visible as they are to other buyers.

    Where the budget cannot pay for all, each is asked for the same part.
    """
    books, organisations = world.books, world.organisations
    visibility = world.parameters[0].demand_visibility
    sizes, weights = np.zeros(world.sectors.shape[0], np.float64), np.zeros(organisations.shape[0], np.float64)
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 1:
            weights[o] = math.pow(max(organisations[o].expected_sales, 1.0), visibility)
            sizes[organisations[o].sector] += weights[o]
    # What each sector gets for one unit of weight, EUR.
    for sector in range(sizes.shape[0]):
        sizes[sector] = budgets[sector] / sizes[sector] if sizes[sector] > 0.0 else 0.0
    asked, offered = np.zeros(organisations.shape[0], np.int64), np.empty(organisations.shape[0], np.int64)
    total, budget = np.int64(0), max(books.balance[DEPOSITS, authority_account(books)], 0)
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        if organisation.alive == 1:
            asked[o] = cents(sizes[organisation.sector] * weights[o])
            total += asked[o]
    if total > budget:
        for o in range(asked.shape[0]):
            asked[o] = part_served(asked[o], budget, total)
    offer(world, asked, offered)
    for o in range(offered.shape[0]):
        if offered[o] > 0:
            pay(books, PURCHASES, authority_account(books), organisation_account(books, o), offered[o])
    take_down(world, offered)


@kernel
def pool_offer(world: World, pole_rows: Any, sector: int, euros: float) -> float:
    """Price of a joint bid by members of one pole in a sector, EUR a unit; 0 when they cannot commit enough."""
    p = world.parameters[0]
    capacity, value = 0.0, 0.0
    for o in pole_rows:
        member = world.organisations[o]
        if member.sector == sector and member.projects == 1 and member.suspended == 0:
            capacity += member.capacity
            value += member.capacity * member.price
    if capacity <= 0.0 or not can_commit(capacity, p.tender_largest_part, euros * capacity / value):
        return 0.0
    return value / capacity * (1.0 + p.tender_coordination)


@kernel
def deliver_together(world: World, pole_rows: Any, sector: int, amount: int) -> None:
    """Share a contract among bidding members by capacity; each pays its part of the cost of coordination."""
    p, books = world.parameters[0], world.books
    capacities = np.zeros(pole_rows.shape[0], np.float64)
    for place in range(pole_rows.shape[0]):
        member = world.organisations[pole_rows[place]]
        if member.sector == sector and member.projects == 1 and member.suspended == 0:
            capacities[place] = member.capacity
    parts = np.zeros(pole_rows.shape[0], np.int64)
    split_largest_remainder(amount, capacities, parts)
    for place in range(pole_rows.shape[0]):
        o = pole_rows[place]
        member = world.organisations[o]
        if parts[place] > 0:
            paid = sold_to_authority(world, o, parts[place])
            account = organisation_account(books, o)
            cost = cents(p.tender_coordination * paid / 100.0)
            member.input_cost += pay_at_most(books, INPUTS_OUTSIDE, account, outside_account(books, FRANCE), cost)


@kernel
def bid_factor(world: World, year: int, bidder: int, contract: int, kind: int) -> float:
    """Factor of a bid for one contract: what the work costs differs from bidder to bidder, the same all year."""
    spread = world.parameters[0].tender_bid_spread
    draw = uniform(world.key[0], STREAM_TENDER, year, bidder, FIRST_BID + CONTRACT_KEYS * kind + contract)
    return 1.0 + spread * (2.0 * draw - 1.0)


@kernel
def award_contract(world: World, year: int, sector: int, number: int, amount: int, starts: Any, rows: Any) -> None:
    """Award one large contract of ``amount`` cents to the lowest bid among single, joint and outside bidders."""
    p, books, key = world.parameters[0], world.books, world.key[0]
    contract = sector * SECTOR_STEP + number
    lowest = 1e300
    for bidder in range(p.tender_outside_bidders):
        price = world.sectors[sector].outside_price * (1.0 + p.tender_outside_margin)
        lowest = min(lowest, price * bid_factor(world, year, bidder, contract, OUTSIDE_BID))
    winner, pole_winner = NOBODY, NOBODY
    for k in range(p.tender_bidders_met):
        o = random_seller(world, sector, uniform(key, STREAM_TENDER, year, contract, k))
        if o == NOBODY:
            continue
        bidder = world.organisations[o]
        if not can_commit(bidder.capacity, p.tender_largest_part, amount / (100.0 * bidder.price)):
            continue
        price = bidder.price * bid_factor(world, year, bidder.uid, contract, SINGLE_BID)
        if price < lowest:
            lowest, winner = price, o
    if p.tender_joint_bids == 1 and p.regime_reciprocity_allowed == 1:
        for pole in range(world.poles.shape[0]):
            if world.poles[pole].alive == 0:
                continue
            price = pool_offer(world, rows[starts[pole] : starts[pole + 1]], sector, amount / 100.0)
            if price <= 0.0:
                continue
            price *= bid_factor(world, year, world.poles[pole].uid, contract, JOINT_BID)
            if price < lowest:
                lowest, winner, pole_winner = price, NOBODY, pole
    if pole_winner != NOBODY:
        deliver_together(world, rows[starts[pole_winner] : starts[pole_winner + 1]], sector, amount)
        world.poles[pole_winner].tenders_won += amount
        world.poles[pole_winner].tender_sector = sector
        world.tally[TALLY_JOINT] += 1
    elif winner != NOBODY:
        sold_to_authority(world, winner, amount)
        world.tally[TALLY_ALONE] += 1
    else:
        pay_at_most(books, PURCHASES, authority_account(books), outside_account(books, FRANCE), amount)
        world.tally[TALLY_OUTSIDE] += 1


@kernel
def award_tenders(world: World, month: int) -> None:
    """Spend the month's purchases: large contracts first, sector by sector, the rest in small purchases.

    The part let in large contracts is cut into equal ones of about ``tender.size``, at least one; a contract runs for
    a calendar year, so the same bidders compete for it each month.
    """
    p = world.parameters[0]
    budgets = np.zeros(world.sectors.shape[0], np.float64)
    starts, rows = list_members(world)
    year = (month - 1) // 12
    for sector in range(world.sectors.shape[0]):
        budget = world.authority[0].purchases * world.sectors[sector].authority_share
        large = p.tender_large_share * budget
        budgets[sector] = budget
        if large <= 0.0:
            continue
        contracts = min(max(int(12.0 * large / p.tender_size + 0.5), 1), SECTOR_STEP - 1)
        amount = cents(large / contracts)
        for number in range(contracts):
            award_contract(world, year, sector, number, amount, starts, rows)
        budgets[sector] = budget - contracts * amount / 100.0
    buy_small(world, month, budgets)
