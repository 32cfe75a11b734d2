"""Public money, diversity, land."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from simulation.columns import FARMING_USE, World
from simulation.declared.sectors import CULTURE
from simulation.kernels import kernel
from simulation.outcomes.outcome import Outcome, Scene
from simulation.purposes import AUTHORITY, OUTSIDE, PURPOSE, STATE

BENEFITS = tuple(PURPOSE[name] for name in ("unemployment benefit", "other benefits", "wage guarantee"))
TAXES = tuple(PURPOSE[name] for name in ("VAT", "social contributions", "income tax", "local taxes", "corporate tax"))

OUTCOMES = (
    Outcome(
        "public_cost",
        "EUR a month",
        "public euros of this month spent by policy, gross",
        "territory",
        "flow",
        label_en="public cost, gross",
        label_fr="coût public brut",
        value=lambda found: found.cost,
    ),
    Outcome(
        "public_net_cost",
        "EUR a month",
        "public spending of policy and benefits less taxes and contributions; the net cost of a regime is the "
        "difference to the paired market run",
        "territory",
        "flow",
        label_en="public cost, net",
        label_fr="coût public net",
        value=lambda found: found.cost + (found.paid - found.received) / 100.0,
    ),
    Outcome(
        "envelope",
        "EUR a month",
        "envelope of the month",
        "territory",
        "flow",
        label_en="envelope",
        label_fr="enveloppe",
        value=lambda found: found.envelope / 100.0,
    ),
    Outcome(
        "absorbed_share",
        "share",
        "part of the envelope taken by poles",
        "territory",
        "ratio",
        label_en="share of the envelope taken by poles",
        label_fr="part de l'enveloppe prise par les pôles",
        value=lambda found: found.authority["envelope_to_poles"] / found.envelope if found.envelope else 0.0,
    ),
    Outcome(
        "refused_claims",
        "count a month",
        "claims of poles that could not be funded",
        "territory",
        "flow",
        label_en="claims refused",
        label_fr="demandes refusées",
        value=lambda found: float(found.authority["claims_refused"]),
    ),
    Outcome(
        "subsidy_share",
        "share",
        "public money over public money and sales, organisations",
        "workplace",
        "ratio",
        label_en="share of subsidies in resources",
        label_fr="part des subventions dans les ressources",
        value=lambda found: found.subsidies / max(found.subsidies + found.sales, 1),
    ),
    Outcome(
        "richness_0D",
        "effective number",
        "culture: owners, groups counted once",
        "owner",
        label_en="owners in culture (Hill\N{NO-BREAK SPACE}0D)",
        label_fr="propriétaires dans la culture (Hill\N{NO-BREAK SPACE}0D)",
        value=lambda found: found.richness,
    ),
    Outcome(
        "diversity_1D",
        "effective number",
        "culture: exponential of Shannon's index of owners' sales",
        "owner",
        label_en="diversity of owners in culture (Hill\N{NO-BREAK SPACE}1D)",
        label_fr="diversité des propriétaires dans la culture (Hill\N{NO-BREAK SPACE}1D)",
        value=lambda found: found.shannon,
    ),
    Outcome(
        "diversity_2D",
        "effective number",
        "culture: inverse HHI of owners' sales",
        "owner",
        label_en="diversity of owners in culture (Hill\N{NO-BREAK SPACE}2D)",
        label_fr="diversité des propriétaires dans la culture (Hill\N{NO-BREAK SPACE}2D)",
        value=lambda found: found.simpson,
    ),
    Outcome(
        "venues",
        "count",
        "culture: living venues and companies",
        "workplace",
        label_en="venues and companies",
        label_fr="lieux et compagnies",
        value=lambda found: float(found.venues),
    ),
    Outcome(
        "outside_owner_share",
        "share",
        "culture: sales of units controlled from outside",
        "owner",
        "ratio",
        label_en="outside owners' share of sales in culture",
        label_fr="part des propriétaires extérieurs dans les ventes de la culture",
        value=lambda found: found.outside_sales / max(found.culture_sales, 1),
    ),
    Outcome(
        "outside_owner_share_all",
        "share",
        "all sectors: sales of organisations controlled from outside over sales",
        "owner",
        "ratio",
        label_en="outside owners' share of all sales",
        label_fr="part des ventes sous contrôle extérieur",
        value=lambda found: found.sold_from_outside / max(found.sales, 1),
    ),
    Outcome(
        "land_price_ha",
        "EUR/ha",
        "median price of fields sold in the last 12 months; NaN below five",
        "territory",
        label_en="price of land",
        label_fr="prix du foncier",
        value=lambda found: float(np.median(found.prices)) if len(found.prices) >= 5 else float("nan"),
    ),
    Outcome(
        "agricultural_area",
        "ha",
        "farmed area",
        "territory",
        label_en="farmed area",
        label_fr="surface agricole",
        value=lambda found: float(found.farmed.sum()),
    ),
    Outcome(
        "public_land_share",
        "share",
        "public or community land over all land",
        "territory",
        "ratio",
        label_en="share of land in public or community ownership",
        label_fr="part du foncier public ou commun",
        value=lambda found: float(found.common.sum() / max(found.land.sum(), 1e-9)),
    ),
    Outcome(
        "housing_price_index",
        "1",
        "price of housing relative to month 0",
        "territory",
        label_en="price index of housing",
        label_fr="indice du prix des logements",
        value=lambda found: float(found.authority["housing_index"]),
    ),
)


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


def gather(scene: Scene) -> SimpleNamespace:
    """Find what the outcomes of this module are read from."""
    world = scene.world
    authority, flows = world.authority[0], world.books.flows
    cost = authority["public_cost"] / 100.0
    received = sum(flows[position, AUTHORITY] + flows[position, OUTSIDE + STATE] for position in TAXES)
    paid = -sum(flows[position, OUTSIDE + STATE] for position in BENEFITS)
    subsidies, sales, sold_from_outside = sum_public_money(world)
    venues, culture_sales, outside_sales, by_owner = sum_culture(world)
    land, farmed, common, prices = gather_land(world, scene.month)
    envelope = authority["envelope"]
    richness, shannon, simpson = hill(by_owner)
    return SimpleNamespace(
        authority=authority,
        common=common,
        cost=cost,
        culture_sales=culture_sales,
        envelope=envelope,
        farmed=farmed,
        land=land,
        outside_sales=outside_sales,
        paid=paid,
        prices=prices,
        received=received,
        richness=richness,
        sales=sales,
        shannon=shannon,
        simpson=simpson,
        sold_from_outside=sold_from_outside,
        subsidies=subsidies,
        venues=venues,
    )
