"""Production, prices, firms' lives, circulation of money in the territory."""

import numpy as np

from simulation.history import YEAR, Found
from simulation.outcomes.employment import labour_force_of, over_a_year
from simulation.outcomes.outcome import Outcome
from simulation.outcomes.retention import average_retention, marginal_retention

OUTCOMES = (
    Outcome(
        "value_added",
        "EUR a month",
        "sales plus change in stocks at cost less intermediate purchases, organisations here",
        "workplace",
        "flow",
        label_en="value added",
        label_fr="valeur ajoutée",
        value=lambda found: (found.revenue - found.input_cost + change_of(found.stocks)) / 100.0,
    ),
    Outcome(
        "sales",
        "EUR a month",
        "sales of organisations",
        "workplace",
        "flow",
        label_en="sales",
        label_fr="ventes",
        value=lambda found: found.revenue / 100.0,
    ),
    Outcome(
        "exports",
        "EUR a month",
        "sales to buyers outside",
        "workplace",
        "flow",
        label_en="exports",
        label_fr="exportations",
        value=lambda found: found.paid("exports"),
    ),
    Outcome(
        "price_index",
        "1",
        "sales-weighted price of local sellers, outside price of the base is 1",
        "territory",
        label_en="price index",
        label_fr="indice des prix",
        value=lambda found: found.value_sold / np.maximum(found.units_sold, 1e-9),
    ),
    Outcome(
        "organisations",
        "count",
        "living organisations",
        "workplace",
        label_en="organisations",
        label_fr="organisations",
        value=lambda found: found.organisations,
    ),
    Outcome(
        "entries",
        "count a month",
        "organisations founded by newcomers",
        "workplace",
        "flow",
        label_en="organisations founded",
        label_fr="créations d'organisations",
        value=lambda found: found.entries,
    ),
    Outcome(
        "exits",
        "count a month",
        "organisations closed, all reasons",
        "workplace",
        "flow",
        label_en="organisations closed",
        label_fr="fermetures d'organisations",
        value=lambda found: exits_of(found),
    ),
    Outcome(
        "exits_insolvency",
        "count a month",
        "organisations closed by insolvency",
        "workplace",
        "flow",
        label_en="closed by insolvency",
        label_fr="fermetures par insolvabilité",
        value=lambda found: found.exits_insolvency,
    ),
    Outcome(
        "exit_rate_year",
        "% a year",
        "exits of the last 12 months over organisations",
        "workplace",
        "ratio",
        label_en="yearly exit rate",
        label_fr="taux annuel de fermeture",
        value=lambda found: 100.0 * over_a_year(exits_of(found)) / np.maximum(found.organisations, 1.0),
    ),
    Outcome(
        "buy_outs",
        "count a month",
        "firms taken over by their staff",
        "workplace",
        "flow",
        label_en="firms taken over by their staff",
        label_fr="reprises par les salariés",
        value=lambda found: found.buy_outs,
    ),
    Outcome(
        "relocations",
        "count a month",
        "organisations that left the territory",
        "workplace",
        "flow",
        label_en="organisations that left",
        label_fr="délocalisations",
        value=lambda found: found.relocations,
    ),
    Outcome(
        "local_share_inputs",
        "share",
        "intermediate inputs bought here",
        "workplace",
        "ratio",
        label_en="local share of inputs",
        label_fr="part locale des achats intermédiaires",
        value=lambda found: part_here(found, "inputs, local", "inputs, outside"),
    ),
    Outcome(
        "local_share_consumption",
        "share",
        "household spending net of VAT made here",
        "residence",
        "ratio",
        label_en="local share of consumption",
        label_fr="part locale de la consommation",
        value=lambda found: consumed_here(found),
    ),
    Outcome(
        "local_retention",
        "ratio",
        "(R1 + R2 + R3) / R1 of a euro received by organisations (LM3), at average shares",
        "territory",
        "ratio",
        label_en="local retention of a euro",
        label_fr="rétention locale d'un euro",
        value=lambda found: average_retention(found, consumed_here(found)),
    ),
    Outcome(
        "local_retention_marginal",
        "ratio",
        "the same at marginal shares: what the rules spend of one more euro of sales a month, adapted to in full",
        "territory",
        "ratio",
        every=YEAR,
        label_en="local retention of one more euro",
        label_fr="rétention locale d'un euro de plus",
        value=lambda found: marginal_retention(found, consumed_here(found)),
    ),
    Outcome(
        "deposits_households",
        "EUR",
        "deposits of households",
        "residence",
        label_en="deposits of households",
        label_fr="dépôts des ménages",
        value=lambda found: found.deposits_households / 100.0,
    ),
    Outcome(
        "deposits_organisations",
        "EUR",
        "deposits of organisations",
        "workplace",
        label_en="deposits of organisations",
        label_fr="dépôts des organisations",
        value=lambda found: found.deposits_organisations / 100.0,
    ),
    Outcome(
        "deposits_poles",
        "EUR",
        "deposits of poles",
        "workplace",
        label_en="deposits of poles",
        label_fr="dépôts des pôles",
        value=lambda found: found.deposits_poles / 100.0,
    ),
    Outcome(
        "deposits_authority",
        "EUR",
        "deposits of the authority",
        "territory",
        label_en="deposits of the authority",
        label_fr="dépôts de la collectivité",
        value=lambda found: found.deposits_authority / 100.0,
    ),
    Outcome(
        "bills_lost",
        "EUR a month",
        "what suppliers lost in the closing of organisations here that owed it",
        "workplace",
        "flow",
        label_en="bills that suppliers lost",
        label_fr="factures perdues par les fournisseurs",
        value=lambda found: found.bills_lost / 100.0,
    ),
    Outcome(
        "population",
        "people",
        "living adults",
        "residence",
        label_en="population",
        label_fr="population",
        value=lambda found: found.adults,
    ),
    Outcome(
        "labour_force",
        "people",
        "labour force",
        "residence",
        label_en="labour force",
        label_fr="population active",
        value=lambda found: labour_force_of(found),
    ),
    Outcome(
        "loans_written_off",
        "EUR a month",
        "bank loans lost in liquidations",
        "territory",
        "flow",
        label_en="loans written off",
        label_fr="prêts passés en perte",
        value=lambda found: found.loans_written_off / 100.0,
    ),
)


def exits_of(found: Found) -> np.ndarray:
    """Organisations closed, for any reason."""
    return found.exits_insolvency + found.exits_retirement + found.exits_other + found.relocations


def change_of(stock: np.ndarray) -> np.ndarray:
    """Change since the month before; 0 in the first month known."""
    return np.diff(stock, prepend=stock[:1])


def part_here(found: Found, here: str, elsewhere: str) -> np.ndarray:
    """Part that the first of two purposes has in what is paid for both."""
    return found.paid(here) / np.maximum(found.paid(here, elsewhere), 0.01)


def consumed_here(found: Found) -> np.ndarray:
    """Local share of household spending net of VAT."""
    return part_here(found, "consumption, local", "consumption, outside sellers")
