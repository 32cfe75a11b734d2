"""What a difference in unemployed people is made of: jobs, migration and activity, side by side.

Fewer people without work may have found a post, have left, or have stopped looking. Of every person it is known which,
so that the difference splits without a remainder, replicate by replicate:

- unemployed people are the labour force less the residents with a job, here or outside;
- the arms start from one state, so that the labour force differs by the balances of migration (who came less who left)
  and of activity (who began to look for a post less who stopped), summed over the years.

A part dominates where the difference can be told from zero and that part, in the direction of the difference, is larger
than each of the two others and than both together: three paired intervals, all on one side.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import contrast_named, years_within
from experiments.numbers.measures import runs_of
from experiments.numbers.over_worlds import mean_over_worlds

ESTIMAND = "R0"
COUNTED = ("labour_force", "employment_resident", "jobs", "migration_balance", "activity_balance")
"""Outcomes that this takes; the balances are those of the twelve months that end."""
UNEMPLOYED, LABOUR_FORCE, MIGRATION, ACTIVITY, WITH_A_JOB, POSTS_HERE, POSTS_OUTSIDE = (
    "unemployed people",
    "labour force",
    "labour force, by migration",
    "labour force, by activity",
    "residents with a job",
    "residents with a job, here",
    "residents with a job, outside",
)
QUANTITIES = (UNEMPLOYED, WITH_A_JOB, POSTS_HERE, POSTS_OUTSIDE, LABOUR_FORCE, MIGRATION, ACTIVITY)
"""Rows of the table, in order."""
PARTS = {WITH_A_JOB: -1.0, MIGRATION: 1.0, ACTIVITY: 1.0}
"""What adds up to the difference in unemployed people, each with its sign in it."""
NOTHING = "none"
COLUMNS = ("scenario", "estimand", "year", "quantity", "mean", "low90", "high90", "n", "dominates")


def counts_at(months: np.ndarray, year: int) -> np.ndarray:
    """Count people at a year's end, and those who came and went until then.

    Parameters
    ----------
    months : numpy.ndarray
        Months of `COUNTED`, shape (replicates, months + 1, 5); month 0 is the starting state.
    year : int

    Returns
    -------
    numpy.ndarray
        In the order of `QUANTITIES`, shape (replicates, 7).
    """
    labour_force, with_a_job, here, _, _ = months[:, 12 * year].T
    migration, activity = months[:, 12 : 12 * year + 1 : 12, 3:].sum(axis=1).T
    outside = with_a_job - here
    return np.column_stack(
        [labour_force - with_a_job, with_a_job, here, outside, labour_force, migration, activity],
    )


def dominating(differences: np.ndarray) -> str:
    """Name the part that a difference in unemployed people is mostly made of.

    Parameters
    ----------
    differences : numpy.ndarray
        In the order of `QUANTITIES`, shape (replicates, 7).

    Returns
    -------
    str
        One of `PARTS`, or `NOTHING` where none can be told.
    """
    change = mean_over_worlds(list(differences[:, QUANTITIES.index(UNEMPLOYED)]))
    if not (change.low > 0 or change.high < 0):
        return NOTHING
    towards = np.sign(change.mean)
    parts = {name: towards * sign * differences[:, QUANTITIES.index(name)] for name, sign in PARTS.items()}
    for name, part in parts.items():
        others = [other for rival, other in parts.items() if rival != name]
        if all(mean_over_worlds(part - other).low > 0 for other in (*others, np.add(*others))):
            return name
    return NOTHING


def unemployment_parts(
    monthly: pd.DataFrame, scenarios: Sequence[str], regimes: Sequence[str], months: int
) -> pd.DataFrame:
    """Paired differences of reciprocity to market in all `QUANTITIES`, people, with their 90 % intervals.

    Returns
    -------
    pandas.DataFrame
        One row a scenario, year and quantity: columns `COLUMNS`; ``dominates`` is the same in all rows of a year.
    """
    weights = contrast_named(ESTIMAND).weights
    if not set(weights).issubset(regimes) or not set(COUNTED).issubset(monthly.columns):
        return pd.DataFrame(columns=list(COLUMNS))
    rows = []
    for scenario in scenarios:
        lived = {regime: runs_of(monthly, scenario, regime, COUNTED) for regime in weights}
        for year in years_within(months):
            signed = [weight * counts_at(lived[regime], year) for regime, weight in weights.items()]
            differences = np.sum(signed, axis=0)
            dominates = dominating(differences)
            for quantity, values in zip(QUANTITIES, differences.T, strict=True):
                found = mean_over_worlds(values)
                told = (found.mean, found.low, found.high, found.worlds, dominates)
                rows.append((scenario, ESTIMAND, year, quantity, *told))
    return pd.DataFrame(rows, columns=list(COLUMNS))
