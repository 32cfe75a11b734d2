"""Public money, diversity, land."""

import numpy as np

from simulation.columns import FARMING_USE, TALLY
from simulation.declared.sectors import CULTURE
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
    "land_price_ha": Outcome("EUR/ha", "mean price of sales of the last 12 months; NaN below five", "territory"),
    "agricultural_area": Outcome("ha", "farmed area", "territory"),
    "public_land_share": Outcome("share", "public or community land over all land", "territory", "ratio"),
    "housing_price_index": Outcome("1", "price of housing relative to month 0", "territory"),
}

BENEFITS = tuple(PURPOSE[name] for name in ("unemployment benefit", "other benefits", "wage guarantee"))
TAXES = tuple(PURPOSE[name] for name in ("VAT", "social contributions", "income tax", "local taxes", "corporate tax"))


def owners_sales(scene: Scene) -> np.ndarray:
    """Sales of culture by owner, the outside group and the public authority counted once each."""
    mine = scene.organisation("sector") == CULTURE
    revenue = scene.organisation("revenue")[mine].astype(np.float64)
    group = scene.organisation("outside_group")[mine] == 1
    public = scene.organisation("public_control")[mine] == 1
    single = revenue[~group & ~public]
    joined = [revenue[group].sum(), revenue[public & ~group].sum()]
    return np.array([*single[single > 0.0], *(value for value in joined if value > 0.0)])


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
    cost = authority.public_cost / 100.0
    received = sum(flows[position, AUTHORITY] + flows[position, 5 + STATE] for position in TAXES)
    paid = -sum(flows[position, 5 + STATE] for position in BENEFITS)
    subsidies, revenue = scene.organisation("subsidy").sum(), scene.organisation("revenue").sum()
    culture = scene.organisation("sector") == CULTURE
    outside = scene.organisation("outside_controlled") == 1
    sales = scene.organisation("revenue")
    total = sales[culture].sum()
    prices = scene.memory.setdefault("land", [])
    prices.append((world.tally[TALLY["land_sales"]], world.tally[TALLY["land_price_sum"]]))
    del prices[:-12]
    count, value = (sum(pair[i] for pair in prices) for i in range(2))
    parcels = np.asarray(world.parcels)
    hectares = parcels["hectares"]
    envelope = authority.envelope / 100.0
    return (
        cost,
        cost + (paid - received) / 100.0,
        envelope,
        authority.envelope_to_poles / authority.envelope if authority.envelope else 0.0,
        float(authority.claims_refused),
        float(subsidies / max(subsidies + revenue, 1)),
        *hill(owners_sales(scene)),
        float(np.count_nonzero(culture)),
        float(sales[culture & outside].sum() / max(total, 1)),
        float(value / count) if count >= 5 else float("nan"),
        float(hectares[parcels["use"] == FARMING_USE].sum()),
        float(hectares[parcels["community"] == 1].sum() / max(hectares.sum(), 1e-9)),
        float(authority.housing_index),
    )
