"""How income and wealth are shared, per adult (an adult is not an INSEE household: levels are compared with care)."""

from typing import Any

import numpy as np

from simulation.columns import FIRM, NOBODY, World
from simulation.kernels import kernel
from simulation.ledger import ORGANISATIONS
from simulation.outcomes.outcome import Outcome, Scene, gini, share_of_bottom, share_of_top
from simulation.outcomes.scans import (
    BY_COMMUNE,
    BY_STATUS,
    INCOME_LAST,
    NEGATIVE_INCOMES,
    OVER_INDEBTED,
    SHARES,
    sorted_with_changes,
)

INCOME = "disposable income of the last 12 months per adult"
WEALTH = "gross wealth per adult: deposits, savings, outside assets, shares, dwellings and land"
OUTCOMES = {
    "disposable_income": Outcome("EUR a month", "disposable income of residents", "residence", "flow"),
    "gini_income": Outcome("0-1", f"Gini of {INCOME}", "residence", "ratio"),
    "theil_income": Outcome("nat", f"Theil T of {INCOME}", "residence", "ratio"),
    "top10_income_share": Outcome("share", f"share of the top tenth in {INCOME}", "residence", "ratio"),
    "bottom40_income_share": Outcome("share", f"share of the bottom 40 % in {INCOME}", "residence", "ratio"),
    "theil_between": Outcome("nat", "part of Theil T between employment statuses", "residence", "ratio"),
    "theil_within": Outcome("nat", "part of Theil T within employment statuses", "residence", "ratio"),
    "theil_between_communes": Outcome("nat", "part of Theil T between communes", "residence", "ratio"),
    "floored_income_share": Outcome("share", "adults whose 12-month income was floored at 0", "residence", "ratio"),
    "gini_wealth": Outcome("0-1", f"Gini of {WEALTH}", "residence", "ratio"),
    "top10_wealth_share": Outcome("share", f"share of the top tenth in {WEALTH}", "residence", "ratio"),
    "bottom40_wealth_share": Outcome("share", f"share of the bottom 40 % in {WEALTH}", "residence", "ratio"),
    "gini_wealth_imputed": Outcome(
        "0-1",
        "the same with indivisible reserves of resident cooperatives and associations imputed to their staff",
        "residence",
        "ratio",
    ),
    "mean_wealth": Outcome("EUR", "mean gross wealth per adult", "residence"),
    "negative_net_wealth_share": Outcome("share", "adults whose loans exceed their gross wealth", "residence", "ratio"),
    "local_ownership_share": Outcome(
        "share", "book equity held by residents and local indivisible reserves over all own funds", "owner", "ratio"
    ),
    "top10_wealth_share_imputed": Outcome(
        "share",
        "share of the top tenth, with indivisible reserves imputed as in gini_wealth_imputed",
        "residence",
        "ratio",
    ),
}


@kernel
def sum_own_funds(world: World) -> tuple[int, Any, Any]:
    """Equity of living organisations at book value, cents; their indivisible reserves; the same per head of staff.

    Own funds net of shares are the indivisible reserve of non-investor forms, EUR; the second array has one entry
    a row of the table, 0 where there is nothing to impute.
    """
    organisations, balance = world.organisations, world.books.balance
    first = world.books.first[ORGANISATIONS]
    reserve, per_head = np.zeros(organisations.shape[0]), np.zeros(organisations.shape[0])
    equity, count = 0, 0
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        if organisation.alive == 0:
            continue
        equity += organisation.book_equity
        if organisation.form != FIRM:
            funds = 0
            for instrument in range(balance.shape[0]):
                funds += balance[instrument, first + o]
            reserve[count] = max(funds / 100.0, 0.0)
            per_head[o] = reserve[count] / max(organisation.staff, 1)
        count += 1
    return equity, reserve[:count], per_head


@kernel
def with_reserves(ordered: Any, wealth: Any, employer: Any, per_head: Any) -> Any:
    """Gross wealth sorted upwards, with the reserve per head of its employer added to each adult's, EUR.

    Parameters
    ----------
    ordered, wealth : float64 (adults,)
        Gross wealth sorted upwards, and in the order of adults.
    employer : int64 (adults,)
    per_head : float64 (organisations,)
    """
    before, after, count = np.empty(wealth.shape[0]), np.empty(wealth.shape[0]), 0
    for i in range(wealth.shape[0]):
        if employer[i] != NOBODY and per_head[employer[i]] != 0.0:
            before[count] = wealth[i]
            after[count] = wealth[i] + per_head[employer[i]]
            count += 1
    return sorted_with_changes(ordered, np.sort(before[:count]), np.sort(after[:count]))


def theil(ordered: np.ndarray, mean: float) -> float:
    """Theil T of values sorted upwards and not negative: mean of x log x of relative values, with 0 log 0 = 0."""
    relative = ordered[np.searchsorted(ordered, 0.0, side="right") :] / max(mean, 1e-9)
    return float((relative * np.log(relative)).sum() / max(len(ordered), 1))


def measure(scene: Scene) -> tuple[float, ...]:
    """Values in the order of `OUTCOMES`."""
    floored, ordered, ordered_wealth = scene.floored_income, scene.ordered_income, scene.ordered_wealth
    adults = len(floored)
    totals = scene.adult_totals
    inequality = theil(ordered, floored.mean())
    between = scene.income_between(BY_STATUS)
    equity, reserve, per_head = sum_own_funds(scene.world)
    collective = float(reserve.sum())
    imputed = with_reserves(ordered_wealth, scene.wealth, scene.employer, per_head)
    local = (totals[SHARES] / 100.0 + collective) / max(equity / 100.0 + collective, 1.0)
    return (
        totals[INCOME_LAST] / 100.0,
        gini(ordered),
        inequality,
        share_of_top(ordered, 0.1),
        share_of_bottom(ordered, 0.4),
        between,
        inequality - between,
        scene.income_between(BY_COMMUNE),
        totals[NEGATIVE_INCOMES] / max(adults, 1),
        gini(ordered_wealth),
        share_of_top(ordered_wealth, 0.1),
        share_of_bottom(ordered_wealth, 0.4),
        gini(imputed),
        float(ordered_wealth.mean()),
        totals[OVER_INDEBTED] / max(adults, 1),
        local,
        share_of_top(imputed, 0.1),
    )
