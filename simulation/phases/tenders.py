"""Purchases of the authority: small ones spread over organisations, large contracts awarded by tender.

A contract too large for one bidder's capacity goes to whoever can commit enough: a large organisation, members of
a pole who bid together (capacities added, a cost of coordination), or an outside competitor. Price decides.
"""

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
    pay_at_most,
    split_largest_remainder,
)
from simulation.phases.membership import list_members
from simulation.phases.supply import deliver, random_seller
from simulation.purposes import DEPOSITS, FRANCE, PURPOSE

STREAM_TENDER = STREAM["tender"]
PURCHASES, INPUTS_OUTSIDE = PURPOSE["authority purchases and works"], PURPOSE["inputs, outside"]
TALLY_ALONE, TALLY_JOINT, TALLY_OUTSIDE = TALLY["tenders_alone"], TALLY["tenders_joint"], TALLY["tenders_outside"]
SINGLE_BIDDERS = 6
"""Organisations that look at one tender (assumed)."""


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
def buy_small(world: World, budgets: Any) -> None:
    """Spread small purchases of each sector over its organisations in proportion to expected sales."""
    sizes = np.zeros(world.sectors.shape[0], np.float64)
    for o in range(world.organisations.shape[0]):
        if world.organisations[o].alive == 1:
            sizes[world.organisations[o].sector] += world.organisations[o].expected_sales
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 1 and sizes[organisation.sector] > 0.0:
            part = organisation.expected_sales / sizes[organisation.sector]
            sold_to_authority(world, o, cents(budgets[organisation.sector] * part))


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
def award_contract(world: World, month: int, sector: int, number: int, amount: int, starts: Any, rows: Any) -> None:
    """Award one large contract of ``amount`` cents to the lowest price among single, joint and outside bidders."""
    p, books, key = world.parameters[0], world.books, world.key[0]
    best_price = world.sectors[sector].outside_price * (1.0 + p.tender_outside_margin)
    winner, pole_winner = NOBODY, NOBODY
    for k in range(SINGLE_BIDDERS):
        draw = uniform(key, STREAM_TENDER, month, sector * 1000 + number, k)
        o = random_seller(world, sector, draw)
        if o == NOBODY:
            continue
        bidder = world.organisations[o]
        if not can_commit(bidder.capacity, p.tender_largest_part, amount / (100.0 * bidder.price)):
            continue
        if world.organisations[o].price < best_price:
            best_price, winner = world.organisations[o].price, o
    if p.tender_joint_bids == 1 and p.regime_reciprocity_allowed == 1:
        for pole in range(world.poles.shape[0]):
            if world.poles[pole].alive == 0:
                continue
            price = pool_offer(world, rows[starts[pole] : starts[pole + 1]], sector, amount / 100.0)
            if 0.0 < price < best_price:
                best_price, winner, pole_winner = price, NOBODY, pole
    if pole_winner != NOBODY:
        deliver_together(world, rows[starts[pole_winner] : starts[pole_winner + 1]], sector, amount)
        world.tally[TALLY_JOINT] += 1
    elif winner != NOBODY:
        sold_to_authority(world, winner, amount)
        world.tally[TALLY_ALONE] += 1
    else:
        pay_at_most(books, PURCHASES, authority_account(books), outside_account(books, FRANCE), amount)
        world.tally[TALLY_OUTSIDE] += 1


@kernel
def award_tenders(world: World, month: int) -> None:
    """Spend the month's purchases: whole large contracts first, sector by sector, the rest in small purchases."""
    p = world.parameters[0]
    budgets = np.zeros(world.sectors.shape[0], np.float64)
    contract = p.tender_size / 12.0
    starts, rows = list_members(world)
    for sector in range(world.sectors.shape[0]):
        budget = world.authority[0].purchases * world.sectors[sector].authority_share
        contracts = int(p.tender_large_share * budget / contract)
        for number in range(contracts):
            award_contract(world, month, sector, number, cents(contract), starts, rows)
        budgets[sector] = budget - contracts * contract
    buy_small(world, budgets)
