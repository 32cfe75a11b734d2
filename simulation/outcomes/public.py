"""Public money, diversity, land."""

from types import SimpleNamespace

import numpy as np

from simulation.outcomes.outcome import Outcome, Scene

OUTCOMES = (
    Outcome(
        "public_cost",
        "EUR a month",
        "public euros of this month spent by policy, gross",
        "territory",
        "flow",
        label_en="public cost, gross",
        label_fr="coût public brut",
        value=lambda found: found.seen.public_cost / 100.0,
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
        value=lambda found: found.seen.public_cost / 100.0 + (found.seen.benefits - found.seen.taxes) / 100.0,
    ),
    Outcome(
        "envelope",
        "EUR a month",
        "envelope of the month",
        "territory",
        "flow",
        label_en="envelope",
        label_fr="enveloppe",
        value=lambda found: found.seen.envelope / 100.0,
    ),
    Outcome(
        "absorbed_share",
        "share",
        "part of the envelope taken by poles",
        "territory",
        "ratio",
        label_en="share of the envelope taken by poles",
        label_fr="part de l'enveloppe prise par les pôles",
        value=lambda found: found.seen.envelope_to_poles / found.seen.envelope if found.seen.envelope else 0.0,
    ),
    Outcome(
        "refused_claims",
        "count a month",
        "claims of poles that could not be funded",
        "territory",
        "flow",
        label_en="claims refused",
        label_fr="demandes refusées",
        value=lambda found: found.seen.claims_refused,
    ),
    Outcome(
        "subsidy_share",
        "share",
        "public money over public money and sales, organisations",
        "workplace",
        "ratio",
        label_en="share of subsidies in resources",
        label_fr="part des subventions dans les ressources",
        value=lambda found: found.seen.subsidy / max(found.seen.subsidy + found.seen.revenue, 1.0),
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
        value=lambda found: found.seen.venues,
    ),
    Outcome(
        "outside_owner_share",
        "share",
        "culture: sales of units controlled from outside",
        "owner",
        "ratio",
        label_en="outside owners' share of sales in culture",
        label_fr="part des propriétaires extérieurs dans les ventes de la culture",
        value=lambda found: found.seen.culture_outside_revenue / max(found.seen.culture_revenue, 1.0),
    ),
    Outcome(
        "outside_owner_share_all",
        "share",
        "all sectors: sales of organisations controlled from outside over sales",
        "owner",
        "ratio",
        label_en="outside owners' share of all sales",
        label_fr="part des ventes sous contrôle extérieur",
        value=lambda found: found.seen.outside_revenue / max(found.seen.revenue, 1.0),
    ),
    Outcome(
        "land_price_ha",
        "EUR/ha",
        "median price of fields sold in the last 12 months; NaN below five",
        "territory",
        label_en="price of land",
        label_fr="prix du foncier",
        value=lambda found: found.seen.field_price if found.seen.fields_sold >= 5 else float("nan"),
    ),
    Outcome(
        "agricultural_area",
        "ha",
        "farmed area",
        "territory",
        label_en="farmed area",
        label_fr="surface agricole",
        value=lambda found: found.seen.farmed,
    ),
    Outcome(
        "public_land_share",
        "share",
        "public or community land over all land",
        "territory",
        "ratio",
        label_en="share of land in public or community ownership",
        label_fr="part du foncier public ou commun",
        value=lambda found: found.seen.common_land / max(found.seen.land, 1e-9),
    ),
    Outcome(
        "housing_price_index",
        "1",
        "price of housing relative to month 0",
        "territory",
        label_en="price index of housing",
        label_fr="indice du prix des logements",
        value=lambda found: found.seen.housing_index,
    ),
)


def hill(owners: float, entropy: float, concentration: float) -> tuple[float, float, float]:
    """Hill numbers of order 0, 1 and 2: effective numbers of owners.

    Parameters
    ----------
    owners : float
        How many there are.
    entropy, concentration : float
        Shannon's index of owners' shares, nat, and the sum of their squares.
    """
    if owners == 0:
        return 0.0, 0.0, 0.0
    return owners, float(np.exp(entropy)), 1.0 / concentration


def gather(scene: Scene) -> SimpleNamespace:
    """Find what the outcomes of this module are read from."""
    seen = scene.seen
    owners, shannon, simpson = hill(seen.culture_owners, seen.culture_entropy, seen.culture_concentration)
    return SimpleNamespace(seen=seen, richness=owners, shannon=shannon, simpson=simpson)
