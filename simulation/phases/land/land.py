"""Land: a few parcels are for sale each month and go to the highest bidder whose use is permitted.

Bids follow Alonso's bid-rent (`simulation.rules.bid_rent`, `simulation.phases.land.land_values`), asking prices
shift with excess demand (Filatova, Parker & van der Veen 2009). Farms bid with cash only; investors keep the
present use and the farm that works the field; studs, second homes, builders and enterprises change the use
after a delay. The authority pre-empts rarely, a formal pole may buy the field of one of its members out of
its fund; both take the land out of the market. With ``land.sale_rate`` 0 nothing of this happens.
"""

from typing import Any

import numpy as np

from simulation.columns import (
    ACTIVITY_USE,
    FARMING_USE,
    HOUSING_USE,
    NOBODY,
    SECOND_HOME_USE,
    World,
)
from simulation.declared.sectors import CONSTRUCTION, FARMING
from simulation.draws import STREAM, uniform, uniform_integer
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import (
    authority_account,
    cents,
    organisation_account,
    outside_account,
    pay,
    pole_account,
)
from simulation.phases.economy.supply import deliver, random_seller
from simulation.phases.land.land_bids import (
    FARM,
    HOUSING,
    KEEP,
    LARGEST_BIDS,
    SECOND_HOME,
    STUD,
    bids_of_farms,
    bids_of_others,
)
from simulation.phases.land.land_titles import (
    add_works,
    can_pay,
    farm_lives,
    give_field,
    is_organisation,
    neighbour,
    settle_sale,
    take_field,
)
from simulation.phases.land.land_values import (
    is_let,
    worth,
)
from simulation.phases.public.public_land import offer_public_land, run_leases
from simulation.purposes import DEPOSITS, FRANCE, ORGANISATIONS, OUTSIDE, PURPOSE
from simulation.rules.bid_rent import asking_price, excess_demand, next_housing_index

STREAM_SALE = STREAM["land_sale"]
STREAM_BID = STREAM["land_bid"]
STREAM_PRE_EMPTION = STREAM["pre_emption"]
STREAM_BUILDING = STREAM["building"]
BUILDING = PURPOSE["building"]


@kernel
def exchange_land(world: World, month: int) -> None:
    """Live one month of land: permits, works, sales, vacant fields, leases of public land, housing prices."""
    p = world.parameters[0]
    if p.land_sale_rate <= 0.0:
        return
    authority, key = world.authority[0], world.key[0]
    chance = p.land_sale_rate / 12.0
    buyers, sellers, vacant = 0, 0, 0
    for row in range(world.parcels.shape[0]):
        parcel = world.parcels[row]
        # Rents are reviewed once a year, a twelfth of the parcels a month.
        if (month + row) % 12 == 0 or parcel.rent == 0.0:
            parcel.rent = worth(world, row) * p.land_capitalisation / 12.0
        if parcel.farm != NOBODY and not farm_lives(world, row):
            take_field(world, row)
        if parcel.building_left > 0:
            build(world, month, row)
        if parcel.next_use != NOBODY:
            parcel.permit_months -= 1
            if parcel.permit_months <= 0:
                change_use(world, row)
        elif is_for_sale(parcel) and uniform(key, STREAM_SALE, month, row, 0) < chance:
            sellers += 1
            buyers += sell_parcel(world, month, row)
        if is_vacant(parcel):
            vacant += 1
    if sellers > 0:
        authority.land_excess += p.land_excess_memory * (excess_demand(buyers, sellers) - authority.land_excess)
    if vacant > 0:
        relet_fields(world, month)
    run_leases(world, month)
    if p.land_offer_public_land == 1:
        offer_public_land(world, month)
    authority.housing_index = next_housing_index(
        authority.housing_index, housing_pressure(world), p.land_index_speed, p.land_largest_index_change
    )


@inline_kernel
def is_for_sale(parcel: Any) -> bool:
    """Whether a parcel may come up for sale: privately owned, not housing, no works or lease on it."""
    return (
        parcel.owner != NOBODY
        and parcel.use != HOUSING_USE
        and parcel.community == 0
        and parcel.building_left == 0
        and parcel.leased == 0
    )


@inline_kernel
def is_vacant(parcel: Any) -> bool:
    """Whether a field waits for a farm."""
    return parcel.use == FARMING_USE and parcel.stud == 0 and parcel.farm == NOBODY and parcel.next_use == NOBODY


@kernel
def housing_pressure(world: World) -> float:
    """Housing index at which prices would rest at the demand of the month; exactly 1 without pressure."""
    p = world.parameters[0]
    for_homes = p.land_housing_response * (p.land_housing_demand - 1.0)
    for_second_homes = p.land_second_home_response * (p.land_second_home_demand - 1.0)
    return max(1.0 + for_homes + for_second_homes, p.land_lowest_pressure)


@kernel
def sell_parcel(world: World, month: int, row: int) -> int:
    """Offer a parcel: sell to the highest bid that meets the asking price, at a price between the two.

    Return the number of bidders who would pay at least what the parcel is worth in its use.
    """
    p = world.parameters[0]
    present = worth(world, row)
    ask = asking_price(present, world.authority[0].land_excess, p.land_excess_response)
    bids = np.empty(LARGEST_BIDS, np.float64)
    purposes = np.empty(LARGEST_BIDS, np.int64)
    accounts = np.empty(LARGEST_BIDS, np.int64)
    count = bids_of_farms(world, month, row, present, bids, purposes, accounts)
    count = bids_of_others(world, month, row, present, count, bids, purposes, accounts)
    buyers, best = 0, NOBODY
    for i in range(count):
        if bids[i] >= present:
            buyers += 1
        if bids[i] >= ask and (best == NOBODY or bids[i] > bids[best]):
            best = i
    if best == NOBODY:
        return buyers
    price = p.land_offer_weight * bids[best] + (1.0 - p.land_offer_weight) * ask
    conclude_sale(world, month, row, accounts[best], purposes[best], price)
    return buyers


@kernel
def conclude_sale(world: World, month: int, row: int, buyer: int, purpose: int, price: float) -> None:
    """Sell to the bidder, unless the authority or the pole of the farm steps in at the same price."""
    p, key, books = world.parameters[0], world.key[0], world.books
    parcel = world.parcels[row]
    amount = cents(price * parcel.hectares)
    pre_empts = uniform(key, STREAM_PRE_EMPTION, month, row, 0) < p.land_pre_emption_share
    if pre_empts and can_pay(world, authority_account(books), amount, 1.0):
        buyer, purpose = authority_account(books), KEEP
        parcel.community = 1
    elif parcel.farm != NOBODY and uniform(key, STREAM_PRE_EMPTION, month, row, 1) < p.land_community_share:
        pole = world.organisations[parcel.farm].pole
        in_formal_pole = pole != NOBODY and world.poles[pole].formal == 1
        if in_formal_pole and can_pay(world, pole_account(books, pole), amount, 1.0):
            buyer, purpose = pole_account(books, pole), KEEP
            parcel.community = 1
    was_let = is_let(world, row)
    settle_sale(world, month, row, buyer, price)
    if parcel.use == FARMING_USE:
        # Prices of land are those of fields, as FNSafer reports them, whatever they are bought for.
        parcel.sold_price = price
    if purpose == FARM:
        # A lease goes on under the new owner; a free field is worked by the farm that bought it.
        if not was_let:
            give_field(world, row, buyer - books.first[ORGANISATIONS])
    elif purpose != KEEP:
        plan_change(world, row, purpose)


@kernel
def plan_change(world: World, row: int, purpose: int) -> None:
    """Note the coming change of use; permits and the end of a lease take their time."""
    parcel = world.parcels[row]
    if purpose == STUD:
        parcel.next_use = FARMING_USE
        parcel.next_stud = 1
    elif purpose == SECOND_HOME:
        parcel.next_use = SECOND_HOME_USE
    elif purpose == HOUSING:
        parcel.next_use = HOUSING_USE
    else:
        parcel.next_use = ACTIVITY_USE
    parcel.permit_months = world.parameters[0].land_permit_months


@kernel
def change_use(world: World, row: int) -> None:
    """Put a parcel to its new use: the farm leaves, works begin."""
    p, parcel = world.parameters[0], world.parcels[row]
    take_field(world, row)
    cost = 0.0
    if parcel.next_use == SECOND_HOME_USE:
        cost = p.land_second_home_cost
    elif parcel.next_stud == 0:
        cost = p.land_conversion_cost
    parcel.use = parcel.next_use
    parcel.stud = parcel.next_stud
    parcel.next_use = NOBODY
    parcel.next_stud = 0
    parcel.permit_months = 0
    parcel.buildable = 0 if parcel.stud == 0 else parcel.buildable
    parcel.building_left = cents(cost * parcel.hectares)
    parcel.building_month = parcel.building_left // max(p.land_building_months, 1) + 1


@kernel
def build(world: World, month: int, row: int) -> None:
    """Pay a month of works: a local builder with capacity left delivers them, otherwise they wait.

    An owner of the territory pays no more than the allowed share of its deposits. Without any builder in the
    territory one from the rest of France comes.
    """
    p, books, parcel = world.parameters[0], world.books, world.parcels[row]
    due = min(parcel.building_month, parcel.building_left)
    if parcel.owner < books.first[OUTSIDE]:
        due = min(due, int(p.land_cash_share * books.balance[DEPOSITS, parcel.owner]))
    if due <= 0:
        return
    draw = uniform(world.key[0], STREAM_BUILDING, month, row, 0)
    builder = random_seller(world, CONSTRUCTION, draw)
    if builder == NOBODY or world.organisations[builder].alive == 0:
        pay(books, BUILDING, parcel.owner, outside_account(books, FRANCE), due)
    else:
        organisation = world.organisations[builder]
        served = deliver(world.organisations, builder, due / (100.0 * organisation.price))
        due = min(cents(served * organisation.price), due)
        if due <= 0:
            return
        account = organisation_account(books, builder)
        if account != parcel.owner:
            pay(books, BUILDING, parcel.owner, account, due)
            organisation.revenue += due
    add_works(world, row, due)
    parcel.building_left -= due


@kernel
def relet_fields(world: World, month: int) -> None:
    """Let vacant fields: to the youngest farm without recorded land, else to a farm next to them."""
    organisations = world.organisations
    newcomer = NOBODY
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        if organisation.alive == 0 or organisation.sector != FARMING or organisation.land_reference > 0.0:
            continue
        if newcomer == NOBODY or organisation.uid > organisations[newcomer].uid:
            newcomer = o
    for row in range(world.parcels.shape[0]):
        parcel = world.parcels[row]
        if not is_vacant(parcel) or parcel.leased == 1:
            continue
        taker = newcomer
        owner_row = parcel.owner - world.books.first[ORGANISATIONS]
        if is_organisation(world, parcel.owner) and organisations[owner_row].sector == FARMING:
            taker = owner_row
        elif taker == NOBODY:
            taker = farm_beside(world, month, row)
        if taker != NOBODY:
            give_field(world, row, taker)
    if newcomer != NOBODY and organisations[newcomer].land_held > 0.0:
        organisations[newcomer].land_reference = organisations[newcomer].land_held
        organisations[newcomer].land_factor = 1.0


@kernel
def farm_beside(world: World, month: int, row: int) -> int:
    """Return the farm next to a parcel that lacks most of its land, ties by a drawn order; or none."""
    start = uniform_integer(world.key[0], STREAM_BID, month, row, 32, 8)
    best = NOBODY
    for i in range(8):
        place = neighbour(world, row, (start + i) % 8)
        if place == NOBODY or not farm_lives(world, place):
            continue
        farm = world.parcels[place].farm
        if best == NOBODY or world.organisations[farm].land_factor < world.organisations[best].land_factor:
            best = farm
    return best
