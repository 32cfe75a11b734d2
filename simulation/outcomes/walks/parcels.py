"""The walk over parcels."""

from typing import Any

import numpy as np

from simulation.columns import FARMING_USE, World
from simulation.kernels import kernel
from simulation.outcomes.walks.order import median


@kernel
def walk_parcels(world: World, month: int, seen: Any) -> None:
    """Sum hectares of all parcels, of farmed ones and of those in public or community hands; see prices of fields."""
    parcels = world.parcels
    prices = np.empty(parcels.shape[0])
    land, farmed, common, sales = 0.0, 0.0, 0.0, 0
    for row in range(parcels.shape[0]):
        land += parcels.hectares[row]
        farmed += parcels.hectares[row] if parcels.use[row] == FARMING_USE else 0.0
        common += parcels.hectares[row] if parcels.community[row] == 1 else 0.0
        if parcels.sold_price[row] > 0.0 and month - parcels.sold[row] < 12:
            prices[sales] = parcels.sold_price[row]
            sales += 1
    seen.land, seen.farmed, seen.common_land = land, farmed, common
    seen.fields_sold, seen.field_price = sales, median(prices, sales)
