"""Numbers of a cross-section: how large, how skewed, how unequal, and whether growth is shaped like a tent."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

FEWEST = 10
"""Members of a cross-section below which its shape is not told."""
FEWEST_OF_A_GROUP = 10
"""Members below which a group says nothing on how it spreads."""


def positive(values: np.ndarray) -> np.ndarray:
    """Leave out what is not above 0, or not a number."""
    return values[np.isfinite(values) & (values > 0)]


def enough(of: Callable[[np.ndarray], float], above_zero: bool = False) -> Callable[[np.ndarray], float]:
    """Make a measure that is missing where there are too few members."""

    def measured(values: np.ndarray) -> float:
        there = positive(values) if above_zero else values[np.isfinite(values)]
        return float(of(there)) if there.size >= FEWEST else float("nan")

    return measured


def gini(values: np.ndarray) -> float:
    """Gini index of values that are at least 0."""
    ordered = np.sort(values)
    total = ordered.sum()
    if total <= 0:
        return float("nan")
    rank = np.arange(1, len(ordered) + 1)
    return float(2 * (rank @ ordered) / (len(ordered) * total) - (len(ordered) + 1) / len(ordered))


def skewness(values: np.ndarray) -> float:
    """Third standardised moment; 0 for what is symmetric."""
    spread = values.std()
    return float((((values - values.mean()) / spread) ** 3).mean()) if spread > 0 else float("nan")


def excess_kurtosis(values: np.ndarray) -> float:
    """Fourth standardised moment less that of a normal law, 3; 3 for a tent (Laplace)."""
    spread = values.std()
    return float((((values - values.mean()) / spread) ** 4).mean() - 3.0) if spread > 0 else float("nan")


def tent_over_bell(values: np.ndarray) -> float:
    """Mean log likelihood a member under the best Laplace law less that under the best normal one.

    Above 0 where a tent describes the values better than a bell.
    """
    spread, deviation = values.std(), np.abs(values - np.median(values)).mean()
    if spread == 0 or deviation == 0:
        return float("nan")
    laplace = -np.log(2 * deviation) - 1.0
    normal = -0.5 * np.log(2 * np.pi * spread**2) - 0.5
    return float(laplace - normal)


MEASURES: dict[str, Callable[[np.ndarray], float]] = {
    "mean": enough(np.mean),
    "median": enough(np.median),
    "mean_over_median": enough(lambda values: np.mean(values) / np.median(values), above_zero=True),
    "skewness": enough(skewness),
    "log_sd": enough(lambda values: np.std(np.log(values), ddof=1), above_zero=True),
    "p90_p10": enough(lambda values: np.percentile(values, 90) / np.percentile(values, 10), above_zero=True),
    "gini": enough(gini, above_zero=True),
    "excess_kurtosis": enough(excess_kurtosis),
    "tent_over_bell": enough(tent_over_bell),
}
"""Numbers of the values of one column, by name; those of logarithms and ratios leave out what is not above 0."""

SHARE_HELD, TOP_TENTH = "share_held_from", "top_tenth_share"


def share_held_from(values: np.ndarray, smallest: float) -> float:
    """Part of the total that members of a size and more hold: jobs in organisations of 50 people and more."""
    there = positive(values)
    return float(there[there >= smallest].sum() / there.sum()) if there.size >= FEWEST else float("nan")


def within_groups(values: np.ndarray, groups: np.ndarray, measure: str) -> float:
    """Mean of a measure over groups, each weighted by its members; groups of a few members are left out."""
    told: list[tuple[float, int]] = []
    for group in np.unique(groups):
        of = values[groups == group]
        if of.size >= FEWEST_OF_A_GROUP and np.isfinite(found := MEASURES[measure](of)):
            told.append((found, of.size))
    if not told:
        return float("nan")
    found, weights = np.array(told, dtype=np.float64).T
    return float(np.average(found, weights=weights))


def yearly_growth(sections: pd.DataFrame, column: str, months: Sequence[int]) -> np.ndarray:
    """Logarithmic growth of a column from each year to the next, of those that live at both ends.

    Parameters
    ----------
    sections : pandas.DataFrame
        Cross-sections below each other: month, uid, the column.
    column : str
    months : sequence of int
        Year ends to be looked at, ascending.
    """
    grown = []
    wide = sections[sections["month"].isin(months)].pivot(index="uid", columns="month", values=column)
    for before, after in zip(months, months[1:], strict=False):
        if before in wide and after in wide:
            both = wide[[before, after]].dropna()
            both = both[(both > 0).all(axis=1)]
            grown.append(np.log(both[after].to_numpy(np.float64)) - np.log(both[before].to_numpy(np.float64)))
    return np.concatenate(grown) if grown else np.empty(0)
