"""Paired differences between arms: how large, how certain, and what could not have been seen.

For a difference d taken within each of n replicates: mean, standard deviation s, 95 % interval
mean +/- t(n - 1) s / sqrt(n), and the minimum detectable effect 2.8 s / sqrt(n), which a test at 5 % would
find four times in five. The verdict is ``more`` or ``less`` only where the interval excludes zero *and* the
mean is not below the minimum detectable effect.

The primary tests are a family of their own, at one date (`experiments.numbers.primary_family`). Everything else is
marked: the primary outcomes at other dates are *secondary* and not corrected; an *exploratory* outcome must also pass
Holm's correction over all exploratory outcomes of the same scenario, estimand and date; outcomes that describe the
poles themselves (how many, how large) are *descriptive* and stand outside that family: they differ by definition.
"""

import gc
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from experiments.numbers.contrasts import DESCRIBES_POLES, PRIMARY_OUTCOMES, Contrast, contrasts_for, years_within
from experiments.numbers.measures import FLOW, OutcomeColumn, at_month, runs_of

MORE, LESS, CANNOT_TELL, EXACTLY_ZERO = "more", "less", "cannot tell", "exactly zero"
PRIMARY, SECONDARY, EXPLORATORY, DESCRIPTIVE = "primary", "secondary", "exploratory", "descriptive"
DETECTABLE = 2.8
"""Minimum detectable effect in standard errors: 1.96 for the test at 5 %, 0.84 for a power of 80 %."""
SIGNIFICANCE = 0.05

COLUMNS = (
    "scenario",
    "outcome",
    "estimand",
    "year",
    "unit",
    "role",
    "mean",
    "sd",
    "n",
    "low95",
    "high95",
    "minimum_detectable",
    "verdict",
    "p",
    "p_holm",
)


def summarise(differences: np.ndarray) -> pd.DataFrame:
    """Describe paired differences, one row an outcome.

    Parameters
    ----------
    differences : numpy.ndarray
        Shape (replicates, outcomes); a missing value drops its pair.

    Returns
    -------
    pandas.DataFrame
        mean, sd, n, low95, high95, minimum_detectable, p; intervals are missing below two pairs.
    """
    present = np.isfinite(differences)
    count = present.sum(axis=0)
    filled = np.where(present, differences, 0.0)
    constant = np.where(present, differences == first_present(differences, present), True).all(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        # The mean of equal numbers is that number, to the last bit.
        mean = np.where(constant, first_present(differences, present), filled.sum(axis=0) / count)
        squares = np.where(present, (differences - mean) ** 2, 0.0).sum(axis=0)
        sd = np.where(count > 1, np.sqrt(squares / (count - 1)), np.nan)
        error = sd / np.sqrt(count)
        half = stdtrit(np.maximum(count - 1, 1), 0.975) * error
        p = 2 * stdtr(np.maximum(count - 1, 1), -np.abs(mean) / error)
    p = np.where((sd == 0) & (mean == 0), 1.0, np.where(sd == 0, 0.0, p))
    return pd.DataFrame(
        {
            "mean": np.where(count > 0, mean, np.nan),
            "sd": sd,
            "n": count.astype(np.int64),
            "low95": mean - half,
            "high95": mean + half,
            "minimum_detectable": DETECTABLE * error,
            "p": np.where(count > 1, p, np.nan),
        }
    )


def first_present(differences: np.ndarray, present: np.ndarray) -> np.ndarray:
    """First value that is not missing of each column; missing where there is none."""
    chosen = np.take_along_axis(differences, present.argmax(axis=0)[None, :], axis=0)[0]
    return np.where(present.any(axis=0), chosen, np.nan)


def holm(p: np.ndarray) -> np.ndarray:
    """Holm's step-down adjustment of a family of p values; missing ones stay missing and are not counted."""
    from statsmodels.stats.multitest import multipletests

    adjusted = np.full(p.shape, np.nan)
    known = np.isfinite(p)
    if known.any():
        # The library ends with a collection of garbage, which looks through all there is: a tenth of a second a family.
        gc.freeze()
        adjusted[known] = multipletests(p[known], method="holm")[1]
        gc.unfreeze()
    return adjusted


def verdict(row: pd.Series) -> str:
    """Say in a word what a row of `summarise` with its adjusted p allows to say."""
    if row["n"] > 0 and row["mean"] == 0 and (row["sd"] == 0 or row["n"] == 1):
        return EXACTLY_ZERO
    excludes_zero = row["low95"] > 0 or row["high95"] < 0
    detectable = abs(row["mean"]) >= row["minimum_detectable"]
    if excludes_zero and detectable and row["p_holm"] < SIGNIFICANCE:
        return MORE if row["mean"] > 0 else LESS
    return CANNOT_TELL


def role_of(outcome: OutcomeColumn) -> str:
    """Return how an outcome is tested at any date: named in advance, explored, or only described."""
    if outcome.name in PRIMARY_OUTCOMES:
        return SECONDARY
    return DESCRIPTIVE if outcome.group in DESCRIBES_POLES else EXPLORATORY


def scenario_effects(
    monthly: pd.DataFrame,
    outcomes: Sequence[OutcomeColumn],
    scenario: str,
    regimes: Sequence[str],
    months_of_years: Mapping[int, int],
) -> list[pd.DataFrame]:
    """One table for each estimand and year of a scenario.

    Parameters
    ----------
    monthly, outcomes, scenario, regimes
        As in `paired_effects`.
    months_of_years : dict of int
        Month at whose end each year of the table ends.
    """
    names = [outcome.name for outcome in outcomes]
    flows = np.array([outcome.level == FLOW for outcome in outcomes])
    values = {regime: runs_of(monthly, scenario, regime, names) for regime in regimes}
    tables = []
    for year, month in months_of_years.items():
        at_year = {regime: at_month(arm, flows, month) for regime, arm in values.items()}
        for one in contrasts_for(regimes):
            table = tested(difference_of(one, at_year), outcomes)
            tables.append(table.assign(scenario=scenario, estimand=one.name, year=year))
    return tables


def difference_of(one: Contrast, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """Signed sum of the arms of a contrast, replicate by replicate; `values` has an array an arm."""
    return np.asarray(sum(weight * values[regime] for regime, weight in one.weights.items()))


def tested(differences: np.ndarray, outcomes: Sequence[OutcomeColumn]) -> pd.DataFrame:
    """Describe paired differences at a year and judge them, one row an outcome.

    Parameters
    ----------
    differences : numpy.ndarray
        Shape (replicates, outcomes).
    outcomes : sequence of OutcomeColumn
        What the columns are; the exploratory ones are corrected as one family.

    Returns
    -------
    pandas.DataFrame
        The columns of `summarise`, and p_holm, verdict, role, outcome, unit.
    """
    roles = np.array([role_of(outcome) for outcome in outcomes])
    family = roles == EXPLORATORY
    table = summarise(differences)
    table["p_holm"] = np.where(family, holm(np.where(family, table["p"], np.nan)), table["p"])
    table["verdict"] = table.apply(verdict, axis=1)
    table["role"] = roles
    table["outcome"] = [outcome.name for outcome in outcomes]
    table["unit"] = [outcome.yearly_unit for outcome in outcomes]
    return table


def paired_effects(
    monthly: pd.DataFrame,
    outcomes: Sequence[OutcomeColumn],
    scenarios: Sequence[str],
    regimes: Sequence[str],
    months: int,
) -> pd.DataFrame:
    """All paired differences of a comparison, in the form of ``effects.parquet``.

    Parameters
    ----------
    monthly : pandas.DataFrame
        Keys scenario, regime, replicate, month, then the outcomes; sorted, every replicate with all arms.
    outcomes : sequence of OutcomeColumn
        Those to compare.
    scenarios, regimes : sequence of str
        In the order of the report.
    months : int
        Length of the runs.
    """
    tables = [
        table
        for scenario in scenarios
        for table in scenario_effects(
            monthly, outcomes, scenario, regimes, {year: 12 * year for year in years_within(months)}
        )
    ]
    return together(tables)


def together(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put tables of effects below one another, in the columns of ``effects.parquet``."""
    if not tables:
        return pd.DataFrame(columns=list(COLUMNS))
    stacked = pd.concat(tables, ignore_index=True)[list(COLUMNS)]
    stacked["year"] = stacked["year"].astype(np.int64)
    return stacked
