"""The walk over parcels."""

from typing import Any

from simulation.columns import FARMING_USE, World
from simulation.kernels import kernel
from simulation.outcomes.walks.desk import Desk
from simulation.outcomes.walks.ordering import added, median


@kernel
def walk_parcels(world: World, month: int, desk: Desk, seen: Any) -> None:
    """Sum hectares of all parcels, of farmed ones and of those in public or community hands; see prices of fields."""
    parcels = world.parcels
    land, farmed, common, prices = desk.spare, desk.ordered, desk.raised, desk.before_ordered
    in_use, in_common, sales = 0, 0, 0
    for row in range(parcels.shape[0]):
        parcel = parcels[row]
        hectares = parcel.hectares
        land[row] = hectares
        if parcel.use == FARMING_USE:
            farmed[in_use] = hectares
            in_use += 1
        if parcel.community == 1:
            common[in_common] = hectares
            in_common += 1
        if parcel.sold_price > 0.0 and month - parcel.sold < 12:
            prices[sales] = parcel.sold_price
            sales += 1
    seen.land, seen.farmed = added(land, 0, parcels.shape[0]), added(farmed, 0, in_use)
    seen.common_land, seen.fields_sold = added(common, 0, in_common), sales
    seen.field_price = median(prices[:sales])
