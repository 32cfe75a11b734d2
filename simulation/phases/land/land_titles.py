"""Who owns and who works a parcel: titles pass through the ledger, fields pass from farm to farm.

The land a farm works is counted on the farm: ``land_held`` against ``land_reference``, the land it is made
for; their ratio is the part of its productivity that is left (``land_factor``).
"""

import math

from simulation.columns import NOBODY, World
from simulation.draws import uniform_integer
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import authority_account, cents, form_capital, pass_claim, pay, revalue_real
from simulation.phases.economy.saving import draw_on_savings, save
from simulation.purposes import DEPOSITS, HOUSING_LAND, ORGANISATIONS, OUTSIDE, POLES, PURPOSE, SAVINGS

LAND_SALE = PURPOSE["land sale"]


@inline_kernel
def is_household(world: World, account: int) -> bool:
    """Whether an account belongs to a household."""
    return 0 <= account < world.books.first[ORGANISATIONS]


@inline_kernel
def is_organisation(world: World, account: int) -> bool:
    """Whether an account belongs to an organisation (not a pole)."""
    return world.books.first[ORGANISATIONS] <= account < world.books.first[POLES]


@inline_kernel
def land_factor(held: float, reference: float, lowest: float) -> float:
    """Productivity left by access to land: share of the reference in use, ``lowest`` to 1; 1 without a reference."""
    if reference <= 0.0:
        return 1.0
    return min(max(held / reference, lowest), 1.0)


@kernel
def give_field(world: World, row: int, farm: int) -> None:
    """Let a farm work this parcel; whoever worked it before has to leave."""
    take_field(world, row)
    parcel, organisation = world.parcels[row], world.organisations[farm]
    parcel.farm = farm
    parcel.farm_uid = organisation.uid
    organisation.land_held += parcel.hectares
    organisation.land_factor = land_factor(
        organisation.land_held, organisation.land_reference, world.parameters[0].land_least_productivity
    )


@kernel
def take_field(world: World, row: int) -> None:
    """End the work of the present farm on this parcel; a farm that has closed meanwhile is only forgotten."""
    parcel = world.parcels[row]
    if parcel.farm == NOBODY:
        return
    organisation = world.organisations[parcel.farm]
    if organisation.alive == 1 and organisation.uid == parcel.farm_uid:
        organisation.land_held = max(organisation.land_held - parcel.hectares, 0.0)
        organisation.land_factor = land_factor(
            organisation.land_held, organisation.land_reference, world.parameters[0].land_least_productivity
        )
    parcel.farm = NOBODY
    parcel.farm_uid = NOBODY


@kernel
def farm_lives(world: World, row: int) -> bool:
    """Whether the farm noted on this parcel still exists (its row may have a new organisation)."""
    parcel = world.parcels[row]
    if parcel.farm == NOBODY:
        return False
    organisation = world.organisations[parcel.farm]
    return organisation.alive == 1 and organisation.uid == parcel.farm_uid


@kernel
def record_owner(world: World, row: int, account: int, value: int) -> None:
    """Book a parcel as land of its first owner at ``value`` cents (set-up only)."""
    parcel = world.parcels[row]
    parcel.owner = account
    parcel.value = value
    form_capital(world.books, HOUSING_LAND, account, value)
    if is_household(world, account):
        world.households[account].land_value += value


@kernel
def revalue_parcel(world: World, row: int, value: int) -> None:
    """Bring the book value of a parcel to ``value`` cents: a revaluation, no payment."""
    parcel = world.parcels[row]
    change = value - parcel.value
    if change == 0:
        return
    revalue_real(world.books, HOUSING_LAND, parcel.owner, change)
    if is_household(world, parcel.owner):
        world.households[parcel.owner].land_value += change
    parcel.value = value


@kernel
def add_works(world: World, row: int, value: int) -> None:
    """Add works paid by the owner to the book value of a parcel, cents."""
    parcel = world.parcels[row]
    form_capital(world.books, HOUSING_LAND, parcel.owner, value)
    if is_household(world, parcel.owner):
        world.households[parcel.owner].land_value += value
    parcel.value += value


@kernel
def pass_title(world: World, row: int, taker: int) -> None:
    """Pass a parcel to another owner at its book value, without payment."""
    parcel = world.parcels[row]
    giver = parcel.owner
    if giver == taker:
        return
    pass_claim(world.books, HOUSING_LAND, giver, taker, parcel.value)
    if is_household(world, giver):
        world.households[giver].land_value -= parcel.value
    if is_household(world, taker):
        world.households[taker].land_value += parcel.value
    parcel.owner = taker


@kernel
def settle_sale(world: World, month: int, row: int, buyer: int, price: float) -> int:
    """Sell a parcel at ``price`` EUR/ha: book value brought to the price, title and money change hands.

    The caller has made sure that the buyer can pay. A household that buys land draws on its savings first, one that
    sells saves what it gets: the sale itself is no reason to consume. Return what was paid, cents.
    """
    parcel = world.parcels[row]
    seller = parcel.owner
    amount = cents(price * parcel.hectares)
    revalue_parcel(world, row, amount)
    pass_title(world, row, buyer)
    if seller != buyer:
        if is_household(world, buyer):
            draw_on_savings(world, buyer, amount)
        pay(world.books, LAND_SALE, buyer, seller, amount)
        if is_household(world, seller):
            save(world, seller, amount)
    parcel.price = price
    parcel.sold = month
    parcel.sold_price = 0.0
    return amount


@inline_kernel
def can_pay(world: World, account: int, amount: int, share: float) -> bool:
    """Whether ``share`` of deposits (and savings) of an account covers ``amount`` cents; those outside always can."""
    if account >= world.books.first[OUTSIDE]:
        return True
    money = world.books.balance[DEPOSITS, account]
    if is_household(world, account):
        money += world.books.balance[SAVINGS, account]
    return amount <= share * money


@kernel
def pass_parcels(world: World, giver: int, taker: int) -> int:
    """Pass all parcels of an account to another at book value without payment (migration, dissolution).

    Land of a dissolved pole stays out of the market if its taker is the authority or another pole. Return how
    many parcels passed; cheap when the account owns no land.
    """
    passed = 0
    if world.books.balance[HOUSING_LAND, giver] == 0:
        return passed
    common = world.books.first[POLES] <= taker <= authority_account(world.books)
    for row in range(world.parcels.shape[0]):
        parcel = world.parcels[row]
        if parcel.owner == giver:
            pass_title(world, row, taker)
            if not common:
                parcel.community = 0
            passed += 1
    return passed


@kernel
def a_parcel_of_use(world: World, use: int, stream: int, month: int, uid: int, k: int) -> int:
    """Row of a parcel of a use drawn for (stream, month, uid, k), any with equal chance, or none."""
    total = 0
    for row in range(world.parcels.shape[0]):
        total += 1 if world.parcels[row].use == use else 0
    if total == 0:
        return NOBODY
    place = uniform_integer(world.key[0], stream, month, uid, k, total)
    for row in range(world.parcels.shape[0]):
        if world.parcels[row].use == use:
            if place == 0:
                return row
            place -= 1
    return NOBODY


@inline_kernel
def side_of(parcels: int) -> int:
    """Columns of the grid."""
    return int(math.ceil(math.sqrt(parcels)))


@kernel
def neighbour(world: World, row: int, number: int) -> int:
    """Row of neighbour 0 to 7 of a parcel (king's moves), or none at the border."""
    side = side_of(world.parcels.shape[0])
    step = number if number < 4 else number + 1
    x = world.parcels[row].x + step % 3 - 1
    y = world.parcels[row].y + step // 3 - 1
    place = y * side + x
    if x < 0 or y < 0 or x >= side or place >= world.parcels.shape[0]:
        return NOBODY
    return place
