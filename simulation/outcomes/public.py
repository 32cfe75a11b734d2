"""Public money, diversity, land."""

import numpy as np

from simulation.history import QUARTER, Found
from simulation.outcomes.outcome import Outcome
from simulation.purposes import AUTHORITY, OUTSIDE, STATE

TAXES = ("VAT", "social contributions", "income tax", "local taxes", "corporate tax")
BENEFITS = ("unemployment benefit", "other benefits", "wage guarantee")

OUTCOMES = (
    Outcome(
        "public_cost",
        "EUR a month",
        "public euros of this month spent by policy, gross",
        "territory",
        "flow",
        label_en="public cost, gross",
        label_fr="coût public brut",
        value=lambda found: found.public_cost / 100.0,
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
        value=lambda found: found.public_cost / 100.0 + benefits_less_taxes(found),
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
        value=lambda found: found.envelope_to_poles / np.maximum(found.envelope, 1.0),
    ),
    Outcome(
        "refused_claims",
        "count a month",
        "claims of poles that could not be funded",
        "territory",
        "flow",
        label_en="claims refused",
        label_fr="demandes refusées",
        value=lambda found: found.claims_refused,
    ),
    Outcome(
        "subsidy_share",
        "share",
        "public money over public money and sales, organisations",
        "workplace",
        "ratio",
        label_en="share of subsidies in resources",
        label_fr="part des subventions dans les ressources",
        value=lambda found: found.subsidy / np.maximum(found.subsidy + found.revenue, 1.0),
    ),
    Outcome(
        "richness_0D",
        "effective number",
        "culture: owners, groups counted once",
        "owner",
        label_en="owners in culture (Hill\N{NO-BREAK SPACE}0D)",
        label_fr="propriétaires dans la culture (Hill\N{NO-BREAK SPACE}0D)",
        value=lambda found: found.culture_owners,
    ),
    Outcome(
        "diversity_1D",
        "effective number",
        "culture: exponential of Shannon's index of owners' sales",
        "owner",
        label_en="diversity of owners in culture (Hill\N{NO-BREAK SPACE}1D)",
        label_fr="diversité des propriétaires dans la culture (Hill\N{NO-BREAK SPACE}1D)",
        value=lambda found: np.where(found.culture_owners > 0.0, np.exp(found.culture_entropy), 0.0),
    ),
    Outcome(
        "diversity_2D",
        "effective number",
        "culture: inverse HHI of owners' sales",
        "owner",
        label_en="diversity of owners in culture (Hill\N{NO-BREAK SPACE}2D)",
        label_fr="diversité des propriétaires dans la culture (Hill\N{NO-BREAK SPACE}2D)",
        value=lambda found: np.where(found.culture_owners > 0.0, 1.0 / found.culture_concentration, 0.0),
    ),
    Outcome(
        "venues",
        "count",
        "culture: living venues and companies",
        "workplace",
        label_en="venues and companies",
        label_fr="lieux et compagnies",
        value=lambda found: found.venues,
    ),
    Outcome(
        "outside_owner_share",
        "share",
        "culture: sales of units controlled from outside",
        "owner",
        "ratio",
        label_en="outside owners' share of sales in culture",
        label_fr="part des propriétaires extérieurs dans les ventes de la culture",
        value=lambda found: found.culture_outside_revenue / np.maximum(found.culture_revenue, 1.0),
    ),
    Outcome(
        "outside_owner_share_all",
        "share",
        "all sectors: sales of organisations controlled from outside over sales",
        "owner",
        "ratio",
        label_en="outside owners' share of all sales",
        label_fr="part des ventes sous contrôle extérieur",
        value=lambda found: found.outside_revenue / np.maximum(found.revenue, 1.0),
    ),
    Outcome(
        "land_price_ha",
        "EUR/ha",
        "median price of fields sold in the last 12 months; NaN below five",
        "territory",
        every=QUARTER,
        label_en="price of land",
        label_fr="prix du foncier",
        value=lambda found: np.where(found.fields_sold >= 5.0, found.field_price, np.nan),
    ),
    Outcome(
        "agricultural_area",
        "ha",
        "farmed area",
        "territory",
        every=QUARTER,
        label_en="farmed area",
        label_fr="surface agricole",
        value=lambda found: found.farmed,
    ),
    Outcome(
        "public_land_share",
        "share",
        "public or community land over all land",
        "territory",
        "ratio",
        every=QUARTER,
        label_en="share of land in public or community ownership",
        label_fr="part du foncier public ou commun",
        value=lambda found: found.common_land / np.maximum(found.land, 1e-9),
    ),
    Outcome(
        "housing_price_index",
        "1",
        "price of housing relative to month 0",
        "territory",
        label_en="price index of housing",
        label_fr="indice du prix des logements",
        value=lambda found: found.housing_index,
    ),
)


def benefits_less_taxes(found: Found) -> np.ndarray:
    """Benefits paid by the State less taxes and contributions received by it and by the authority, EUR."""
    return -found.received(OUTSIDE + STATE, *BENEFITS) - found.received((AUTHORITY, OUTSIDE + STATE), *TAXES)
