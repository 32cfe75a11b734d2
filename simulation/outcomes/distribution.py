"""How income and wealth are shared, per adult (an adult is not an INSEE household: levels are compared with care)."""

import math
from typing import Any

import numpy as np

from simulation.columns import FIRM
from simulation.kernels import kernel
from simulation.ledger import ORGANISATIONS
from simulation.outcomes.outcome import (
    Outcome,
    Scene,
    gini,
    share_of_bottom,
    share_of_top,
    sorted_with_changes,
)
from simulation.purposes import EQUITY

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
def theil_between(values: Any, groups: Any) -> float:
    """Between-group part of Theil T: sum over groups (codes from 0) of income share times log of relative mean."""
    count = 0
    for i in range(groups.shape[0]):
        count = max(count, groups[i] + 1)
    totals, members = np.zeros(count), np.zeros(count)
    for i in range(groups.shape[0]):
        totals[groups[i]] += values[i]
        members[groups[i]] += 1.0
    total = totals.sum()
    between = 0.0
    for g in range(count):
        if totals[g] > 0.0:
            relative = totals[g] / members[g] / (total / groups.shape[0])
            between += totals[g] / total * math.log(relative)
    return between


def reserves(scene: Scene) -> np.ndarray:
    """Own funds of living organisations net of shares, EUR: the indivisible reserve of non-investor forms."""

    def compute() -> np.ndarray:
        books = scene.world.books
        first = int(books.first[ORGANISATIONS])
        block = books.balance[:, first : first + len(scene.world.organisations)].sum(axis=0)
        return block[scene.living] / 100.0

    return scene.once("reserves", compute)


def measure(scene: Scene) -> tuple[float, ...]:
    """Values in the order of `OUTCOMES`."""
    income = scene.income
    floored, ordered = scene.floored_income, scene.ordered_income
    relative = ordered[ordered > 0.0] / max(floored.mean(), 1e-9)
    theil = float((relative * np.log(relative)).sum() / max(len(floored), 1))
    between = theil_between(floored, scene.status)
    communes = theil_between(floored, scene.commune)
    ordered_wealth = scene.ordered_wealth
    books, n = scene.world.books, len(scene.world.households)
    loans = scene.housing_loan / 100.0
    collective = np.where(scene.organisation("form") != FIRM, np.maximum(reserves(scene), 0.0), 0.0)
    staff, reserve = imputed_reserves(scene, collective)
    before = scene.wealth[staff]
    imputed = sorted_with_changes(ordered_wealth, np.sort(before), np.sort(before + reserve))
    resident_equity = books.balance[EQUITY, :n].sum() / 100.0
    all_equity = scene.organisation("book_equity").sum() / 100.0
    local = (resident_equity + collective.sum()) / max(all_equity + collective.sum(), 1.0)
    return (
        scene.income_last.sum() / 100.0,
        gini(ordered),
        theil,
        share_of_top(ordered, 0.1),
        share_of_bottom(ordered, 0.4),
        between,
        theil - between,
        communes,
        float(np.count_nonzero(income < 0.0)) / max(len(income), 1),
        gini(ordered_wealth),
        share_of_top(ordered_wealth, 0.1),
        share_of_bottom(ordered_wealth, 0.4),
        gini(imputed),
        float(ordered_wealth.mean()),
        float(np.count_nonzero(loans > scene.wealth)) / max(len(loans), 1),
        float(local),
        share_of_top(imputed, 0.1),
    )


def imputed_reserves(scene: Scene, collective: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Adults whose employer has a reserve, and its reserve per head, EUR."""
    per_head = np.zeros(len(scene.world.organisations) + 1)
    per_head[scene.living] = collective / np.maximum(scene.organisation("staff"), 1)
    return staff_of(scene.employer, per_head)


@kernel
def staff_of(employer: Any, per_head: Any) -> Any:
    """Adults whose employer has something per head (positions), and what it has."""
    positions = np.empty(employer.shape[0], np.int64)
    amounts = np.empty(employer.shape[0], np.float64)
    count = 0
    for i in range(employer.shape[0]):
        if per_head[employer[i]] != 0.0:
            positions[count] = i
            amounts[count] = per_head[employer[i]]
            count += 1
    return positions[:count], amounts[:count]
