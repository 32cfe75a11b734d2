"""Sectors of activity and what is declared of each (``sector.<sector>.<name>``).

Magnitudes follow the matrix of ``economics.md`` 1.4: turnover 9,000 EUR per job-month with trade at margin,
value added 4,300, wage share two thirds; social-economy employers have technical coefficients of their own
(`simulation.declared.economy`). The split over sectors is assumed unless marked otherwise.
"""

from simulation.parameters import ASSUMED, SHOCKS, Parameter

SECTORS = ("farming", "main_industry", "manufacturing", "construction", "trade", "services", "business", "culture")
(FARMING, MAIN_INDUSTRY, MANUFACTURING, CONSTRUCTION, TRADE, SERVICES, BUSINESS, CULTURE) = range(len(SECTORS))

CONSUMED = (FARMING, TRADE, SERVICES, CULTURE)
"""Sectors from which households buy, in the order of ``World.known_seller``."""

STORABLE = (FARMING, MAIN_INDUSTRY, MANUFACTURING)
"""Sectors whose unsold output is kept; elsewhere unsold capacity is lost."""

SECTOR_LABELS = {
    "farming": ("farming and local food", "agriculture et alimentation locale"),
    "main_industry": ("main industry", "industrie dominante"),
    "manufacturing": ("other manufacturing", "autres industries"),
    "construction": ("construction", "construction"),
    "trade": ("trade, food and lodging", "commerce, hôtellerie, restauration"),
    "services": ("personal and social services", "services aux personnes et action sociale"),
    "business": ("business services", "services aux entreprises"),
    "culture": ("culture", "culture"),
}

#            farming main  manuf. constr trade  serv.  busin. culture
_TABLE: dict[str, tuple[tuple[float, ...], str, float, float, str, str, bool]] = {
    "jobs_share": (
        (0.04, 0.10, 0.15, 0.11, 0.26, 0.23, 0.09, 0.02),
        "share of private jobs", 0.0, 1.0, "jobs of the sector", "emplois du secteur", True,
    ),
    "mean_size": (
        (2.4, 13.0, 10.0, 8.0, 3.7, 9.5, 5.4, 3.4),
        "heads", 1.0, 200.0, "mean staff of an organisation", "effectif moyen d'une organisation", True,
    ),
    "size_spread": (
        (1.5, 1.6, 1.5, 1.6, 1.5, 1.9, 1.7, 1.6),
        "log standard deviation", 0.0, 2.0, "spread of sizes (lognormal)", "dispersion des tailles", True,
    ),
    "social_economy_share": (
        (0.08, 0.02, 0.03, 0.04, 0.03, 0.42, 0.08, 0.60),
        "share of jobs", 0.0, 1.0, "jobs in the social economy", "emplois de l'économie sociale", True,
    ),
    "turnover_per_job": (
        (9000.0, 12000.0, 13500.0, 10600.0, 7800.0, 5400.0, 10200.0, 6600.0),
        "EUR/month", 1000.0, 40000.0, "turnover per job (trade at margin)", "chiffre d'affaires par emploi", True,
    ),
    "input_share": (
        (0.50, 0.62, 0.64, 0.55, 0.42, 0.26, 0.45, 0.32),
        "share of turnover", 0.0, 0.9, "intermediate inputs", "consommations intermédiaires", True,
    ),
    "local_input_share": (
        (0.30, 0.20, 0.22, 0.35, 0.34, 0.34, 0.40, 0.40),
        "share of inputs", 0.0, 1.0, "inputs bought in the territory", "achats faits sur le territoire", True,
    ),
    "consumption_share": (
        (0.05, 0.0, 0.0, 0.0, 0.65, 0.28, 0.0, 0.02),
        "share of household spending", 0.0, 1.0, "household spending", "dépenses des ménages", True,
    ),
    "outside_consumption_share": (
        (0.55, 1.0, 1.0, 1.0, 0.42, 0.24, 1.0, 0.40),
        "share of spending", 0.0, 1.0, "spending that leaks to outside sellers at equal prices",
        "fuite vers des vendeurs extérieurs à prix égal", False,
    ),
    "authority_share": (
        (0.01, 0.0, 0.02, 0.50, 0.05, 0.20, 0.18, 0.04),
        "share of purchases", 0.0, 1.0, "authority purchases and works", "commande publique", True,
    ),
    "investment_share": (
        (0.0, 0.0, 0.05, 0.80, 0.05, 0.0, 0.10, 0.0),
        "share of local capital goods", 0.0, 1.0, "local capital goods", "biens d'équipement locaux", True,
    ),
    "supply_share": (
        (0.10, 0.0, 0.14, 0.12, 0.25, 0.04, 0.34, 0.01),
        "share of local inputs", 0.0, 1.0, "supplier of local inputs", "fournisseur d'achats locaux", True,
    ),
    "wage_factor": (
        (0.85, 0.98, 1.08, 1.02, 0.95, 0.92, 1.15, 0.95),
        "1", 0.5, 2.0, "pay relative to the mean of the territory", "salaire relatif", True,
    ),
    "export_demand": (
        (1.0,) * 8,
        "1", 0.0, 3.0, "outside demand relative to the base", "demande extérieure relative à la base", False,
    ),
    "outside_price": (
        (1.0,) * 8,
        "1", 0.5, 2.0, "price of outside competitors on their markets and here", "prix des concurrents extérieurs",
        False,
    ),
    "export_market_share": (
        (0.02, 0.05, 0.02, 0.05, 0.05, 0.05, 0.02, 0.05),
        "share", 0.001, 0.9, "share of the outside market held at the base", "part du marché extérieur", True,
    ),
}

_SOURCES = {
    "jobs_share": "assumed; order of a French living area (economics.md 1.4)",
    "turnover_per_job": "economics.md 1.4: 9,000 EUR per job-month on average; split assumed",
    "input_share": "economics.md 1.4: 52 % on average; split assumed",
    "local_input_share": "economics.md 1.4: 30 % on average; split assumed",
    "outside_consumption_share": "facts.md 3: no number found, 60-85 % kept [memory]; economics.md 1.4: 64 % local",
    "social_economy_share": "Panorama ESS 2015: 14 % of private employment (facts.md 4); split assumed",
}

THEMES = {"sector": SHOCKS}

_SHOWN_FIRST = {
    "sector.main_industry.export_demand": 1,
    "sector.main_industry.outside_price": 2,
    "sector.trade.outside_consumption_share": 3,
}

PARAMETERS = tuple(
    Parameter(
        path=f"sector.{sector}.{name}",
        default=values[position],
        unit=unit,
        low=low,
        high=high,
        source=_SOURCES.get(name, ASSUMED),
        label_en=f"{SECTOR_LABELS[sector][0]}: {label_en}",
        label_fr=f"{SECTOR_LABELS[sector][1]} : {label_fr}",
        initial=initial,
        mechanism=1 if not initial else None,
        shown_first=_SHOWN_FIRST.get(f"sector.{sector}.{name}", 0),
    )
    for name, (values, unit, low, high, label_en, label_fr, initial) in _TABLE.items()
    for position, sector in enumerate(SECTORS)
)
