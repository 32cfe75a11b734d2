"""Who bids for a parcel: farms next to it, an investor, and those who would put it to another use.

Everybody bids what the land is worth to them, farms and residents only if their deposits cover it; outside
buyers bid where no resident can.
"""

from typing import Any

from simulation.columns import ABSENT, FARMING_USE, NOBODY, UNUSED, World
from simulation.declared.sectors import BUSINESS, CONSTRUCTION, MANUFACTURING, TRADE
from simulation.draws import STREAM, uniform, uniform_integer
from simulation.kernels import kernel
from simulation.ledger import cents, household_account, organisation_account, outside_account
from simulation.phases.land.land_titles import can_pay, farm_lives, neighbour
from simulation.phases.land.land_values import activity_bid, housing_bid, second_home_bid, stud_bid
from simulation.purposes import ABSENTEES
from simulation.rules.bid_rent import shaken

STREAM_BID = STREAM["land_bid"]

KEEP, FARM, STUD, SECOND_HOME, HOUSING, ACTIVITY = range(6)
"""What a bidder wants the parcel for; `KEEP` is an investor who changes nothing."""

ASKED = 8
"""Residents or enterprises asked whether they could pay, for one sale (assumed)."""

LARGEST_BIDS = 16
"""Room for the bids of one sale: nine farms and five others."""

FARM_OFFSET = 10_000_000
"""Added to the number of a farm, so that no farm shares a draw with a parcel."""


@kernel
def bids_of_farms(world: World, month: int, row: int, present: float, bids: Any, purposes: Any, accounts: Any) -> int:
    """Bids of the farm that works the field and of the farms next to it, with cash only; return how many."""
    parcel = world.parcels[row]
    if parcel.use != FARMING_USE or parcel.stud == 1:
        return 0
    p = world.parameters[0]
    count = 0
    for number in range(-1, 8):
        place = row if number < 0 else neighbour(world, row, number)
        if place == NOBODY or world.parcels[place].farm == NOBODY or not farm_lives(world, place):
            continue
        farm = world.parcels[place].farm
        account = organisation_account(world.books, farm)
        known = account == parcel.owner
        for i in range(count):
            known = known or accounts[i] == account
        if known:
            continue
        number_of_farm = FARM_OFFSET + world.organisations[farm].uid
        draw = uniform(world.key[0], STREAM_BID, month, number_of_farm, row % 4096)
        bid = shaken(present, p.land_bid_spread, draw)
        if not can_pay(world, account, cents(bid * parcel.hectares), p.land_cash_share):
            continue
        bids[count], purposes[count], accounts[count] = bid, FARM, account
        count += 1
    return count


@kernel
def bids_of_others(
    world: World, month: int, row: int, present: float, count: int, bids: Any, purposes: Any, accounts: Any
) -> int:
    """Add the bids of an investor and, where they exceed its worth, of those who would change the use."""
    p, parcel = world.parameters[0], world.parcels[row]
    absentees = outside_account(world.books, ABSENTEES)
    bid = shaken(present, p.land_bid_spread, uniform(world.key[0], STREAM_BID, month, row, 0))
    bids[count], purposes[count], accounts[count] = bid, KEEP, investor(world, month, row, bid)
    count += 1
    is_field = parcel.use == FARMING_USE
    if is_field and parcel.stud == 0:
        bid = stud_bid(world, row)
        if bid > present:
            bids[count], purposes[count], accounts[count] = bid, STUD, absentees
            count += 1
    if parcel.buildable == 0 or not (is_field or parcel.use == UNUSED):
        return count
    bid = second_home_bid(world, row)
    if bid > present:
        bids[count], purposes[count], accounts[count] = bid, SECOND_HOME, absentees
        count += 1
    bid = housing_bid(world, row)
    if bid > present:
        bids[count], purposes[count], accounts[count] = bid, HOUSING, investor(world, month, row, bid)
        count += 1
    bid = activity_bid(world, row)
    if bid > present:
        bids[count], purposes[count], accounts[count] = bid, ACTIVITY, enterprise(world, month, row, bid)
        count += 1
    return count


@kernel
def investor(world: World, month: int, row: int, bid: float) -> int:
    """Account of who bids for this land as an investment: a resident with the cash, otherwise an absentee."""
    p, key, books = world.parameters[0], world.key[0], world.books
    if uniform(key, STREAM_BID, month, row, 1) < p.land_resident_owned_share:
        price = cents(bid * world.parcels[row].hectares)
        for k in range(ASKED):
            h = uniform_integer(key, STREAM_BID, month, row, 2 + k, world.households.shape[0])
            if world.households[h].status == ABSENT:
                continue
            if can_pay(world, household_account(books, h), price, p.land_cash_share):
                return household_account(books, h)
    return outside_account(books, ABSENTEES)


@kernel
def enterprise(world: World, month: int, row: int, bid: float) -> int:
    """Account of who bids for this land to work on it: an enterprise with the cash, otherwise an absentee."""
    p, key, books = world.parameters[0], world.key[0], world.books
    price = cents(bid * world.parcels[row].hectares)
    for k in range(ASKED):
        o = uniform_integer(key, STREAM_BID, month, row, 16 + k, world.organisations.shape[0])
        organisation = world.organisations[o]
        is_candidate = organisation.sector in (MANUFACTURING, CONSTRUCTION, TRADE, BUSINESS)
        if organisation.alive == 0 or not is_candidate:
            continue
        if can_pay(world, organisation_account(books, o), price, p.land_cash_share):
            return organisation_account(books, o)
    return outside_account(books, ABSENTEES)
