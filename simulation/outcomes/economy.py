"""Production, prices, firms' lives, circulation of money in the territory."""

import numpy as np

from simulation.columns import EMPLOYED, TALLY, UNEMPLOYED
from simulation.outcomes.outcome import Outcome, Scene
from simulation.purposes import (
    AUTHORITY,
    DEPOSITS,
    HOUSEHOLDS,
    ORGANISATIONS,
    POLES,
    PURPOSE,
    STOCKS,
)

OUTCOMES = {
    "value_added": Outcome(
        "EUR a month",
        "sales plus change in stocks at cost less intermediate purchases, organisations here",
        "workplace",
        "flow",
    ),
    "sales": Outcome("EUR a month", "sales of organisations", "workplace", "flow"),
    "exports": Outcome("EUR a month", "sales to buyers outside", "workplace", "flow"),
    "price_index": Outcome("1", "sales-weighted price of local sellers, outside price of the base is 1", "territory"),
    "organisations": Outcome("count", "living organisations", "workplace"),
    "entries": Outcome("count a month", "organisations founded by newcomers", "workplace", "flow"),
    "exits": Outcome("count a month", "organisations closed, all reasons", "workplace", "flow"),
    "exits_insolvency": Outcome("count a month", "organisations closed by insolvency", "workplace", "flow"),
    "exit_rate_year": Outcome("% a year", "exits of the last 12 months over organisations", "workplace", "ratio"),
    "buy_outs": Outcome("count a month", "firms taken over by their staff", "workplace", "flow"),
    "relocations": Outcome("count a month", "organisations that left the territory", "workplace", "flow"),
    "local_share_inputs": Outcome("share", "intermediate inputs bought here", "workplace", "ratio"),
    "local_share_consumption": Outcome("share", "household spending net of VAT made here", "residence", "ratio"),
    "local_retention": Outcome(
        "ratio",
        "(R1 + R2 + R3) / R1 of a euro received by organisations (LM3), at average shares",
        "territory",
        "ratio",
    ),
    "deposits_households": Outcome("EUR", "deposits of households", "residence"),
    "deposits_organisations": Outcome("EUR", "deposits of organisations", "workplace"),
    "deposits_poles": Outcome("EUR", "deposits of poles", "workplace"),
    "deposits_authority": Outcome("EUR", "deposits of the authority", "territory"),
    "population": Outcome("people", "living adults", "residence"),
    "labour_force": Outcome("people", "labour force", "residence"),
    "loans_written_off": Outcome("EUR a month", "bank loans lost in liquidations", "territory", "flow"),
}

EXITS = tuple(TALLY[name] for name in ("exits_insolvency", "exits_retirement", "exits_other", "relocations"))
LOCAL, ELSEWHERE = PURPOSE["consumption, local"], PURPOSE["consumption, outside sellers"]
INPUTS_LOCAL, INPUTS_OUTSIDE = PURPOSE["inputs, local"], PURPOSE["inputs, outside"]
WAGES, EXPORTS = PURPOSE["net wages, private local"], PURPOSE["exports"]
DIVIDENDS, RENTS = PURPOSE["dividends"], PURPOSE["rents of premises"]


def measure(scene: Scene) -> tuple[float, ...]:
    """Values in the order of `OUTCOMES`."""
    world = scene.world
    books = world.books
    first = books.first
    revenue = scene.organisation("revenue").sum() / 100.0
    inputs = scene.organisation("input_cost").sum() / 100.0
    stocks = books.balance[STOCKS].sum() / 100.0
    change = stocks - scene.memory.get("stocks", stocks)
    scene.memory["stocks"] = stocks
    exits = sum(scene.tally(position) for position in EXITS)
    history = scene.memory.setdefault("exits", [])
    history.append(exits)
    del history[:-12]
    count = len(scene.living)
    sold = scene.organisation("sold")
    turnover = books.turnover
    consumption = turnover[LOCAL] + turnover[ELSEWHERE]
    all_inputs = turnover[INPUTS_LOCAL] + turnover[INPUTS_OUTSIDE]
    here = float(turnover[LOCAL] / max(consumption, 1))
    deposits = books.balance[DEPOSITS]
    return (
        revenue - inputs + change,
        revenue,
        turnover[EXPORTS] / 100.0,
        float((scene.organisation("price") * sold).sum() / max(sold.sum(), 1e-9)),
        float(count),
        scene.tally(TALLY["entries"]),
        exits,
        scene.tally(TALLY["exits_insolvency"]),
        100.0 * sum(history) * (12.0 / len(history)) / max(count, 1),
        scene.tally(TALLY["buy_outs"]),
        scene.tally(TALLY["relocations"]),
        float(turnover[INPUTS_LOCAL] / max(all_inputs, 1)),
        here,
        retention(scene, revenue, here),
        deposits[first[HOUSEHOLDS] : first[ORGANISATIONS]].sum() / 100.0,
        deposits[first[ORGANISATIONS] : first[POLES]].sum() / 100.0,
        deposits[first[POLES] : first[AUTHORITY]].sum() / 100.0,
        deposits[first[AUTHORITY]] / 100.0,
        float(len(scene.adults)),
        float(np.count_nonzero((scene.status >= EMPLOYED) & (scene.status <= UNEMPLOYED))),
        scene.tally(TALLY["loans_written_off"]) / 100.0,
    )


def retention(scene: Scene, revenue: float, consumed_here: float) -> float:
    """LM3 (NEF, The Money Trail): a euro to organisations, its local spending, and that of those who got it."""
    if revenue <= 0.0:
        return float("nan")
    flows = scene.world.books.flows
    turnover = scene.world.books.turnover
    to_suppliers = turnover[INPUTS_LOCAL] / 100.0 / revenue
    to_residents = (
        (flows[WAGES, HOUSEHOLDS] + flows[DIVIDENDS, HOUSEHOLDS] + flows[RENTS, HOUSEHOLDS]) / 100.0 / revenue
    )
    second = to_suppliers + to_residents
    third = to_suppliers * second + to_residents * consumed_here
    return 1.0 + second + third
