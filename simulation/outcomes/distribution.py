"""How income and wealth are shared, per adult (an adult is not an INSEE household: levels are compared with care)."""

from types import SimpleNamespace
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
OUTCOMES = (
    Outcome(
        "disposable_income",
        "EUR a month",
        "disposable income of residents",
        "residence",
        "flow",
        label_en="disposable income of residents",
        label_fr="revenu disponible des résidents",
        value=lambda found: found.totals[INCOME_LAST] / 100.0,
    ),
    Outcome(
        "gini_income",
        "0-1",
        f"Gini of {INCOME}",
        "residence",
        "ratio",
        label_en="Gini index of income",
        label_fr="indice de Gini des revenus",
        value=lambda found: gini(found.ordered),
    ),
    Outcome(
        "theil_income",
        "nat",
        f"Theil T of {INCOME}",
        "residence",
        "ratio",
        label_en="Theil index of income",
        label_fr="indice de Theil des revenus",
        value=lambda found: found.inequality,
    ),
    Outcome(
        "top10_income_share",
        "share",
        f"share of the top tenth in {INCOME}",
        "residence",
        "ratio",
        label_en="income share of the top tenth",
        label_fr="part de revenu du dixième du haut",
        value=lambda found: share_of_top(found.ordered, 0.1),
    ),
    Outcome(
        "bottom40_income_share",
        "share",
        f"share of the bottom 40 % in {INCOME}",
        "residence",
        "ratio",
        label_en="income share of the bottom 40 %",
        label_fr="part de revenu des 40 % du bas",
        value=lambda found: share_of_bottom(found.ordered, 0.4),
    ),
    Outcome(
        "theil_between",
        "nat",
        "part of Theil T between employment statuses",
        "residence",
        "ratio",
        label_en="Theil index of income between statuses",
        label_fr="Theil des revenus entre statuts",
        value=lambda found: found.between,
    ),
    Outcome(
        "theil_within",
        "nat",
        "part of Theil T within employment statuses",
        "residence",
        "ratio",
        label_en="Theil index of income within statuses",
        label_fr="Theil des revenus au sein des statuts",
        value=lambda found: found.inequality - found.between,
    ),
    Outcome(
        "theil_between_communes",
        "nat",
        "part of Theil T between communes",
        "residence",
        "ratio",
        label_en="Theil index of income between communes",
        label_fr="Theil des revenus entre communes",
        value=lambda found: found.income_between(BY_COMMUNE),
    ),
    Outcome(
        "floored_income_share",
        "share",
        "adults whose 12-month income was floored at 0",
        "residence",
        "ratio",
        label_en="share of incomes floored at zero",
        label_fr="part des revenus ramenés à zéro",
        value=lambda found: found.totals[NEGATIVE_INCOMES] / max(found.adults, 1),
    ),
    Outcome(
        "gini_wealth",
        "0-1",
        f"Gini of {WEALTH}",
        "residence",
        "ratio",
        label_en="Gini index of gross wealth",
        label_fr="indice de Gini du patrimoine brut",
        value=lambda found: gini(found.ordered_wealth),
    ),
    Outcome(
        "top10_wealth_share",
        "share",
        f"share of the top tenth in {WEALTH}",
        "residence",
        "ratio",
        label_en="wealth share of the top tenth",
        label_fr="part de patrimoine du dixième du haut",
        value=lambda found: share_of_top(found.ordered_wealth, 0.1),
    ),
    Outcome(
        "bottom40_wealth_share",
        "share",
        f"share of the bottom 40 % in {WEALTH}",
        "residence",
        "ratio",
        label_en="wealth share of the bottom 40 %",
        label_fr="part de patrimoine des 40 % du bas",
        value=lambda found: share_of_bottom(found.ordered_wealth, 0.4),
    ),
    Outcome(
        "gini_wealth_imputed",
        "0-1",
        "the same with indivisible reserves of resident cooperatives and associations imputed to their staff",
        "residence",
        "ratio",
        label_en="Gini index of wealth, reserves imputed",
        label_fr="Gini du patrimoine, réserves imputées",
        value=lambda found: gini(found.imputed),
    ),
    Outcome(
        "mean_wealth",
        "EUR",
        "mean gross wealth per adult",
        "residence",
        label_en="mean gross wealth",
        label_fr="patrimoine brut moyen",
        value=lambda found: float(found.ordered_wealth.mean()),
    ),
    Outcome(
        "negative_net_wealth_share",
        "share",
        "adults whose loans exceed their gross wealth",
        "residence",
        "ratio",
        label_en="share with negative net wealth",
        label_fr="part des patrimoines nets négatifs",
        value=lambda found: found.totals[OVER_INDEBTED] / max(found.adults, 1),
    ),
    Outcome(
        "local_ownership_share",
        "share",
        "book equity held by residents and local indivisible reserves over all own funds",
        "owner",
        "ratio",
        label_en="share of equity owned locally",
        label_fr="part du capital détenue localement",
        value=lambda found: found.local,
    ),
    Outcome(
        "top10_wealth_share_imputed",
        "share",
        "share of the top tenth, with indivisible reserves imputed as in gini_wealth_imputed",
        "residence",
        "ratio",
        label_en="wealth share of the top tenth, reserves imputed",
        label_fr="part de patrimoine du dixième du haut, réserves imputées",
        value=lambda found: share_of_top(found.imputed, 0.1),
    ),
)


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


def gather(scene: Scene) -> SimpleNamespace:
    """Find what the outcomes of this module are read from."""
    floored, ordered, ordered_wealth = scene.floored_income, scene.ordered_income, scene.ordered_wealth
    adults = len(floored)
    totals = scene.adult_totals
    inequality = theil(ordered, floored.mean())
    between = scene.income_between(BY_STATUS)
    equity, reserve, per_head = sum_own_funds(scene.world)
    collective = float(reserve.sum())
    imputed = with_reserves(ordered_wealth, scene.wealth, scene.employer, per_head)
    local = (totals[SHARES] / 100.0 + collective) / max(equity / 100.0 + collective, 1.0)
    return SimpleNamespace(
        adults=adults,
        between=between,
        imputed=imputed,
        inequality=inequality,
        local=local,
        ordered=ordered,
        ordered_wealth=ordered_wealth,
        totals=totals,
        income_between=scene.income_between,
    )
