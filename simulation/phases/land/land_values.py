"""What a parcel is worth in its use, and what it would be worth in another, at the demand of the month."""

from simulation.columns import ACTIVITY_USE, FARMING_USE, NOBODY, SECOND_HOME_USE, UNUSED, World
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import organisation_account
from simulation.rules.bid_rent import farm_price, housing_price, net_bid

SHORTEST_EDGE = 0.1
"""Edge of a built-up area that has no parcel of its own, km."""


@inline_kernel
def free_price(world: World, row: int) -> float:
    """Price of the parcel as free farm land, EUR/ha."""
    p = world.parameters[0]
    return farm_price(world.parcels[row].distance, p.land_farm_price, p.land_farm_gradient, p.land_farm_price_floor)


@kernel
def housing_value(world: World, distance: float) -> float:
    """Price of land with permission to build dwellings at the demand of month 0, EUR/ha, works included."""
    p = world.parameters[0]
    edge = max(world.authority[0].housing_edge, SHORTEST_EDGE)
    at_edge = (
        farm_price(edge, p.land_farm_price, p.land_farm_gradient, p.land_farm_price_floor) + p.land_conversion_cost
    )
    centre = max(p.land_built_ratio * p.land_farm_price, at_edge)
    return housing_price(distance, centre, edge, at_edge)


@kernel
def activity_value(world: World, distance: float) -> float:
    """Price of land for activities, EUR/ha: dearer at the centre, equal to housing at their edge."""
    p = world.parameters[0]
    edge = max(world.authority[0].activity_edge, SHORTEST_EDGE)
    at_edge = housing_value(world, edge)
    centre = (1.0 + p.land_activity_premium) * housing_value(world, 0.0)
    return housing_price(distance, centre, edge, at_edge)


@inline_kernel
def clearing_cost(world: World, row: int) -> float:
    """Cost of clearing unused land, EUR/ha: what it lacks to be worth a field."""
    if world.parcels[row].use != UNUSED:
        return 0.0
    return (1.0 - world.parameters[0].land_unused_ratio) * free_price(world, row)


@kernel
def is_let(world: World, row: int) -> bool:
    """Whether a farm that does not own it works this parcel."""
    parcel = world.parcels[row]
    return parcel.farm != NOBODY and parcel.owner != organisation_account(world.books, parcel.farm)


@kernel
def worth(world: World, row: int) -> float:
    """Price of a parcel in its present use, EUR/ha: let fields sell below free ones (facts.md 6)."""
    p, parcel = world.parameters[0], world.parcels[row]
    free = free_price(world, row)
    if parcel.use == SECOND_HOME_USE:
        return p.land_second_home_demand * (p.land_second_home_base * free + p.land_second_home_cost)
    if parcel.use == ACTIVITY_USE:
        return max(p.land_activity_demand * activity_value(world, parcel.distance), free)
    if parcel.use == UNUSED:
        return p.land_unused_ratio * free
    if parcel.use == FARMING_USE:
        return free * (1.0 - p.land_let_discount) if is_let(world, row) else free
    return max(p.land_housing_demand * housing_value(world, parcel.distance), free)


@kernel
def lease_factor(world: World, row: int) -> float:
    """Share left of a bid when a lease has to run out first."""
    return 1.0 - world.parameters[0].land_let_discount if is_let(world, row) else 1.0


@kernel
def stud_bid(world: World, row: int) -> float:
    """Return what a stud would pay for this field, EUR/ha."""
    p = world.parameters[0]
    gross = p.land_stud_base * free_price(world, row)
    return net_bid(gross, p.land_stud_demand, 0.0) * lease_factor(world, row)


@kernel
def second_home_bid(world: World, row: int) -> float:
    """Bid for this open land as ground for second homes, EUR/ha, with works and clearing still to pay."""
    p = world.parameters[0]
    gross = p.land_second_home_base * free_price(world, row) + p.land_second_home_cost
    conversion = p.land_second_home_cost + clearing_cost(world, row)
    return net_bid(gross, p.land_second_home_demand, conversion) * lease_factor(world, row)


@kernel
def housing_bid(world: World, row: int) -> float:
    """Bid for this open land as ground for dwellings, EUR/ha, with works and clearing still to pay."""
    p = world.parameters[0]
    gross = housing_value(world, world.parcels[row].distance)
    conversion = p.land_conversion_cost + clearing_cost(world, row)
    return net_bid(gross, p.land_housing_demand, conversion) * lease_factor(world, row)


@kernel
def activity_bid(world: World, row: int) -> float:
    """Bid for this open land as ground for activities, EUR/ha, with works and clearing still to pay."""
    p = world.parameters[0]
    gross = activity_value(world, world.parcels[row].distance)
    conversion = p.land_conversion_cost + clearing_cost(world, row)
    return net_bid(gross, p.land_activity_demand, conversion) * lease_factor(world, row)


@kernel
def rent_of(world: World, row: int) -> float:
    """Bid-rent of a parcel in its present use, EUR a month; 0 without a parcel."""
    if row == NOBODY:
        return 0.0
    parcel = world.parcels[row]
    return parcel.rent * parcel.hectares
