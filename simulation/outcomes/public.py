"""Public money, diversity, land."""

from typing import Any

import numpy as np

from simulation.columns import FARMING_USE, World
from simulation.declared.sectors import CULTURE
from simulation.kernels import kernel
from simulation.outcomes.outcome import Outcome, Scene
from simulation.purposes import AUTHORITY, PURPOSE, STATE

OUTCOMES = {
    "public_cost": Outcome("EUR a month", "public euros of this month spent by policy, gross", "territory", "flow"),
    "public_net_cost": Outcome(
        "EUR a month",
        "public spending of policy and benefits less taxes and contributions; the net cost of a regime is the "
        "difference to the paired market run",
        "territory",
        "flow",
    ),
    "envelope": Outcome("EUR a month", "envelope of the month", "territory", "flow"),
    "absorbed_share": Outcome("share", "part of the envelope taken by poles", "territory", "ratio"),
    "refused_claims": Outcome("count a month", "claims of poles that could not be funded", "territory", "flow"),
    "subsidy_share": Outcome("share", "public money over public money and sales, organisations", "workplace", "ratio"),
    "richness_0D": Outcome("effective number", "culture: owners, groups counted once", "owner"),
    "diversity_1D": Outcome("effective number", "culture: exponential of Shannon's index of owners' sales", "owner"),
    "diversity_2D": Outcome("effective number", "culture: inverse HHI of owners' sales", "owner"),
    "venues": Outcome("count", "culture: living venues and companies", "workplace"),
    "outside_owner_share": Outcome("share", "culture: sales of units controlled from outside", "owner", "ratio"),
    "outside_owner_share_all": Outcome(
        "share", "all sectors: sales of organisations controlled from outside over sales", "owner", "ratio"
    ),
    "land_price_ha": Outcome(
        "EUR/ha", "median price of fields sold in the last 12 months; NaN below five", "territory"
    ),
    "agricultural_area": Outcome("ha", "farmed area", "territory"),
    "public_land_share": Outcome("share", "public or community land over all land", "territory", "ratio"),
    "housing_price_index": Outcome("1", "price of housing relative to month 0", "territory"),
}

BENEFITS = tuple(PURPOSE[name] for name in ("unemployment benefit", "other benefits", "wage guarantee"))
TAXES = tuple(PURPOSE[name] for name in ("VAT", "social contributions", "income tax", "local taxes", "corporate tax"))


@kernel
def sum_public_money(world: World) -> tuple[int, int, int]:
    """Public money and sales of living organisations, and sales of those controlled from outside, cents."""
    subsidies, sales, outside = 0, 0, 0
    for o in range(world.organisations.shape[0]):
        if world.organisations[o].alive == 1:
            subsidies += world.organisations[o].subsidy
            sales += world.organisations[o].revenue
            if world.organisations[o].outside_controlled == 1:
                outside += world.organisations[o].revenue
    return subsidies, sales, outside


@kernel
def sum_culture(world: World) -> tuple[int, int, int, Any]:
    """Units of culture, their sales and those of units controlled from outside in cents; sales by owner.

    The outside group and the public authority are one owner each, and come last.
    """
    organisations = world.organisations
    by_owner = np.empty(organisations.shape[0] + 2)
    units, sales, outside, group, public, owners = 0, 0, 0, 0, 0, 0
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        if organisation.alive == 0 or organisation.sector != CULTURE:
            continue
        units += 1
        sales += organisation.revenue
        if organisation.outside_controlled == 1:
            outside += organisation.revenue
        if organisation.outside_group == 1:
            group += organisation.revenue
        elif organisation.public_control == 1:
            public += organisation.revenue
        elif organisation.revenue > 0:
            by_owner[owners] = organisation.revenue
            owners += 1
    for joined in (group, public):
        if joined > 0:
            by_owner[owners] = joined
            owners += 1
    return units, sales, outside, by_owner[:owners]


@kernel
def gather_land(world: World, month: int) -> tuple[Any, Any, Any, Any]:
    """Hectares of each parcel, of each farmed one, of each one in public or community hands; prices of fields sold."""
    parcels = world.parcels
    land, farmed, common, prices = np.empty((4, parcels.shape[0]))
    in_use, in_common, sales = 0, 0, 0
    for row in range(parcels.shape[0]):
        land[row] = parcels[row].hectares
        if parcels[row].use == FARMING_USE:
            farmed[in_use] = parcels[row].hectares
            in_use += 1
        if parcels[row].community == 1:
            common[in_common] = parcels[row].hectares
            in_common += 1
        if parcels[row].sold_price > 0.0 and month - parcels[row].sold < 12:
            prices[sales] = parcels[row].sold_price
            sales += 1
    return land, farmed[:in_use], common[:in_common], prices[:sales]


def hill(sales: np.ndarray) -> tuple[float, float, float]:
    """Hill numbers of order 0, 1 and 2 (effective numbers of owners)."""
    if len(sales) == 0:
        return 0.0, 0.0, 0.0
    shares = sales / sales.sum()
    return float(len(shares)), float(np.exp(-(shares * np.log(shares)).sum())), float(1.0 / (shares**2).sum())


def measure(scene: Scene) -> tuple[float, ...]:
    """Values in the order of `OUTCOMES`."""
    world = scene.world
    authority, flows = world.authority[0], world.books.flows
    cost = authority["public_cost"] / 100.0
    received = sum(flows[position, AUTHORITY] + flows[position, 5 + STATE] for position in TAXES)
    paid = -sum(flows[position, 5 + STATE] for position in BENEFITS)
    subsidies, sales, sold_from_outside = sum_public_money(world)
    venues, culture_sales, outside_sales, by_owner = sum_culture(world)
    land, farmed, common, prices = gather_land(world, scene.month)
    envelope = authority["envelope"]
    return (
        cost,
        cost + (paid - received) / 100.0,
        envelope / 100.0,
        authority["envelope_to_poles"] / envelope if envelope else 0.0,
        float(authority["claims_refused"]),
        subsidies / max(subsidies + sales, 1),
        *hill(by_owner),
        float(venues),
        outside_sales / max(culture_sales, 1),
        sold_from_outside / max(sales, 1),
        float(np.median(prices)) if len(prices) >= 5 else float("nan"),
        float(farmed.sum()),
        float(common.sum() / max(land.sum(), 1e-9)),
        float(authority["housing_index"]),
    )
