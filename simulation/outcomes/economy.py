"""Production, prices, firms' lives, circulation of money in the territory."""

from typing import Any

import numpy as np

from simulation.columns import EMPLOYED, TALLY, UNEMPLOYED, World
from simulation.kernels import kernel
from simulation.outcomes.outcome import Outcome, Scene
from simulation.outcomes.retention import average_retention, marginal_retention
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
    "local_retention_marginal": Outcome(
        "ratio",
        "the same at marginal shares: what the rules spend of one more euro of sales a month, adapted to in full",
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
EXPORTS = PURPOSE["exports"]


@kernel
def sum_business(world: World) -> tuple[int, int, int, Any, Any]:
    """Living organisations, their sales and inputs in cents, and of each the value at its price and units sold."""
    organisations = world.organisations
    value, sold = np.empty(organisations.shape[0]), np.empty(organisations.shape[0])
    count, sales, inputs = 0, 0, 0
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        if organisation.alive == 1:
            sales += organisation.revenue
            inputs += organisation.input_cost
            value[count] = organisation.price * organisation.sold
            sold[count] = organisation.sold
            count += 1
    return count, sales, inputs, value[:count], sold[:count]


def measure(scene: Scene) -> tuple[float, ...]:
    """Values in the order of `OUTCOMES`."""
    books = scene.world.books
    count, sales, inputs, value, sold = sum_business(scene.world)
    revenue = sales / 100.0
    stocks = int(scene.balances[STOCKS].sum()) / 100.0
    change = stocks - scene.memory.get("stocks", stocks)
    scene.memory["stocks"] = stocks
    exits = sum(scene.tally(position) for position in EXITS)
    history = scene.memory.setdefault("exits", [])
    history.append(exits)
    del history[:-12]
    turnover = books.turnover.tolist()
    consumption = turnover[LOCAL] + turnover[ELSEWHERE]
    all_inputs = turnover[INPUTS_LOCAL] + turnover[INPUTS_OUTSIDE]
    here = turnover[LOCAL] / max(consumption, 1)
    deposits = scene.balances[DEPOSITS].tolist()
    return (
        revenue - inputs / 100.0 + change,
        revenue,
        turnover[EXPORTS] / 100.0,
        float(value.sum() / max(sold.sum(), 1e-9)),
        float(count),
        scene.tally(TALLY["entries"]),
        exits,
        scene.tally(TALLY["exits_insolvency"]),
        100.0 * sum(history) * (12.0 / len(history)) / max(count, 1),
        scene.tally(TALLY["buy_outs"]),
        scene.tally(TALLY["relocations"]),
        turnover[INPUTS_LOCAL] / max(all_inputs, 1),
        here,
        average_retention(scene, revenue, here),
        marginal_retention(scene, revenue, here),
        deposits[HOUSEHOLDS] / 100.0,
        deposits[ORGANISATIONS] / 100.0,
        deposits[POLES] / 100.0,
        books.balance[DEPOSITS, books.first[AUTHORITY]] / 100.0,
        float(sum(scene.by_status)),
        float(sum(scene.by_status[EMPLOYED : UNEMPLOYED + 1])),
        scene.tally(TALLY["loans_written_off"]) / 100.0,
    )
