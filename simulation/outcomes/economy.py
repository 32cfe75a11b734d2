"""Production, prices, firms' lives, circulation of money in the territory."""

from types import SimpleNamespace

from simulation.columns import TALLY
from simulation.outcomes.outcome import Outcome, Scene
from simulation.outcomes.retention import average_retention, marginal_retention

EXITS = tuple(TALLY[name] for name in ("exits_insolvency", "exits_retirement", "exits_other", "relocations"))

OUTCOMES = (
    Outcome(
        "value_added",
        "EUR a month",
        "sales plus change in stocks at cost less intermediate purchases, organisations here",
        "workplace",
        "flow",
        label_en="value added",
        label_fr="valeur ajoutée",
        value=lambda found: found.revenue - found.seen.input_cost / 100.0 + found.change,
    ),
    Outcome(
        "sales",
        "EUR a month",
        "sales of organisations",
        "workplace",
        "flow",
        label_en="sales",
        label_fr="ventes",
        value=lambda found: found.revenue,
    ),
    Outcome(
        "exports",
        "EUR a month",
        "sales to buyers outside",
        "workplace",
        "flow",
        label_en="exports",
        label_fr="exportations",
        value=lambda found: found.seen.exports / 100.0,
    ),
    Outcome(
        "price_index",
        "1",
        "sales-weighted price of local sellers, outside price of the base is 1",
        "territory",
        label_en="price index",
        label_fr="indice des prix",
        value=lambda found: found.seen.value_sold / max(found.seen.units_sold, 1e-9),
    ),
    Outcome(
        "organisations",
        "count",
        "living organisations",
        "workplace",
        label_en="organisations",
        label_fr="organisations",
        value=lambda found: found.seen.organisations,
    ),
    Outcome(
        "entries",
        "count a month",
        "organisations founded by newcomers",
        "workplace",
        "flow",
        label_en="organisations founded",
        label_fr="créations d'organisations",
        value=lambda found: found.tallies[TALLY["entries"]],
    ),
    Outcome(
        "exits",
        "count a month",
        "organisations closed, all reasons",
        "workplace",
        "flow",
        label_en="organisations closed",
        label_fr="fermetures d'organisations",
        value=lambda found: found.exits,
    ),
    Outcome(
        "exits_insolvency",
        "count a month",
        "organisations closed by insolvency",
        "workplace",
        "flow",
        label_en="closed by insolvency",
        label_fr="fermetures par insolvabilité",
        value=lambda found: found.tallies[TALLY["exits_insolvency"]],
    ),
    Outcome(
        "exit_rate_year",
        "% a year",
        "exits of the last 12 months over organisations",
        "workplace",
        "ratio",
        label_en="yearly exit rate",
        label_fr="taux annuel de fermeture",
        value=lambda found: 100.0 * found.exits_a_year / max(found.seen.organisations, 1.0),
    ),
    Outcome(
        "buy_outs",
        "count a month",
        "firms taken over by their staff",
        "workplace",
        "flow",
        label_en="firms taken over by their staff",
        label_fr="reprises par les salariés",
        value=lambda found: found.tallies[TALLY["buy_outs"]],
    ),
    Outcome(
        "relocations",
        "count a month",
        "organisations that left the territory",
        "workplace",
        "flow",
        label_en="organisations that left",
        label_fr="délocalisations",
        value=lambda found: found.tallies[TALLY["relocations"]],
    ),
    Outcome(
        "local_share_inputs",
        "share",
        "intermediate inputs bought here",
        "workplace",
        "ratio",
        label_en="local share of inputs",
        label_fr="part locale des achats intermédiaires",
        value=lambda found: found.seen.inputs_here / max(found.seen.inputs_here + found.seen.inputs_elsewhere, 1.0),
    ),
    Outcome(
        "local_share_consumption",
        "share",
        "household spending net of VAT made here",
        "residence",
        "ratio",
        label_en="local share of consumption",
        label_fr="part locale de la consommation",
        value=lambda found: found.here,
    ),
    Outcome(
        "local_retention",
        "ratio",
        "(R1 + R2 + R3) / R1 of a euro received by organisations (LM3), at average shares",
        "territory",
        "ratio",
        label_en="local retention of a euro",
        label_fr="rétention locale d'un euro",
        value=lambda found: found.retention,
    ),
    Outcome(
        "local_retention_marginal",
        "ratio",
        "the same at marginal shares: what the rules spend of one more euro of sales a month, adapted to in full",
        "territory",
        "ratio",
        label_en="local retention of one more euro",
        label_fr="rétention locale d'un euro de plus",
        value=lambda found: found.retention_marginal,
    ),
    Outcome(
        "deposits_households",
        "EUR",
        "deposits of households",
        "residence",
        label_en="deposits of households",
        label_fr="dépôts des ménages",
        value=lambda found: found.seen.deposits_households / 100.0,
    ),
    Outcome(
        "deposits_organisations",
        "EUR",
        "deposits of organisations",
        "workplace",
        label_en="deposits of organisations",
        label_fr="dépôts des organisations",
        value=lambda found: found.seen.deposits_organisations / 100.0,
    ),
    Outcome(
        "deposits_poles",
        "EUR",
        "deposits of poles",
        "workplace",
        label_en="deposits of poles",
        label_fr="dépôts des pôles",
        value=lambda found: found.seen.deposits_poles / 100.0,
    ),
    Outcome(
        "deposits_authority",
        "EUR",
        "deposits of the authority",
        "territory",
        label_en="deposits of the authority",
        label_fr="dépôts de la collectivité",
        value=lambda found: found.seen.deposits_authority / 100.0,
    ),
    Outcome(
        "population",
        "people",
        "living adults",
        "residence",
        label_en="population",
        label_fr="population",
        value=lambda found: found.seen.adults,
    ),
    Outcome(
        "labour_force",
        "people",
        "labour force",
        "residence",
        label_en="labour force",
        label_fr="population active",
        value=lambda found: found.seen.labour_force,
    ),
    Outcome(
        "loans_written_off",
        "EUR a month",
        "bank loans lost in liquidations",
        "territory",
        "flow",
        label_en="loans written off",
        label_fr="prêts passés en perte",
        value=lambda found: found.tallies[TALLY["loans_written_off"]] / 100.0,
    ),
)


def gather(scene: Scene) -> SimpleNamespace:
    """Find what the outcomes of this module are read from."""
    seen = scene.seen
    revenue, stocks = seen.revenue / 100.0, seen.stocks / 100.0
    change = stocks - scene.memory.get("stocks", stocks)
    scene.memory["stocks"] = stocks
    exits = sum(scene.tallies[position] for position in EXITS)
    history = scene.memory.setdefault("exits", [])
    history.append(exits)
    del history[:-12]
    here = seen.consumed_here / max(seen.consumed_here + seen.consumed_elsewhere, 1.0)
    return SimpleNamespace(
        seen=seen,
        change=change,
        exits=exits,
        here=here,
        exits_a_year=sum(history) * (12.0 / len(history)),
        revenue=revenue,
        retention=average_retention(seen, revenue, here),
        retention_marginal=marginal_retention(seen, revenue, here),
        tallies=scene.tallies,
    )
