"""Paired differences by years since the founding of the first declared pole, and whether they still grow at the end.

A scenario that founds its pole in year 11 says little at year 10. Every arm is looked at in the same months, those of
arms that found no pole too: the years count from the month in which the first declared pole is founded where it is.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import PRIMARY_OUTCOMES, contrasts_for
from experiments.numbers.effects import difference_of, scenario_effects, summarise, together
from experiments.numbers.measures import FLOW, OutcomeColumn, runs_of, yearly

YEARS_SINCE = (1, 5, 10)
LAST_YEARS = 3
"""Years over which the slope at the end is taken."""
GROWS, SHRINKS, NO_SLOPE, STAYS_ZERO = "still grows", "shrinks", "no slope can be told", "stays exactly zero"
COLUMNS = (
    "scenario",
    "outcome",
    "estimand",
    "from_year",
    "to_year",
    "unit",
    "mean",
    "low95",
    "high95",
    "minimum_detectable",
    "n",
    "verdict",
)


def months_since(founding: int, months: int) -> dict[int, int]:
    """Month at whose end each year since the founding ends: the years told, and the last one reached before them."""
    reached = (months - founding) // 12
    years = {year for year in (*YEARS_SINCE, min(reached, YEARS_SINCE[-1])) if 0 < year <= reached}
    return {year: founding + 12 * year for year in sorted(years)}


def effects_since_founding(
    monthly: pd.DataFrame,
    outcomes: Sequence[OutcomeColumn],
    foundings: Mapping[str, int],
    scenarios: Sequence[str],
    regimes: Sequence[str],
    months: int,
) -> pd.DataFrame:
    """Paired differences in the form of ``effects.parquet``, ``year`` counted from the founding, with the ``month``.

    Parameters
    ----------
    monthly, outcomes, scenarios, regimes, months
        As in `experiments.numbers.effects.paired_effects`.
    foundings : dict of int
        Month of the founding, by scenario; a scenario that founds no pole has no rows.
    """
    founded = [scenario for scenario in scenarios if scenario in foundings]
    table = together(
        [
            table
            for scenario in founded
            for table in scenario_effects(
                monthly, outcomes, scenario, regimes, months_since(foundings[scenario], months)
            )
        ]
    )
    return table.assign(month=table["scenario"].map(dict(foundings)).astype(np.int64) + 12 * table["year"])


def slopes(values: np.ndarray) -> np.ndarray:
    """Slope a year of the least-squares line through yearly values, shape (replicates, years), by replicate."""
    years = np.arange(values.shape[1], dtype=np.float64)
    centred = years - years.mean()
    # Differences from the last value: of a row that does not change the slope is then 0 to the last bit.
    return np.asarray((values - values[:, -1:]) @ centred / (centred**2).sum())


def growth_at_the_end(
    monthly: pd.DataFrame,
    outcomes: Sequence[OutcomeColumn],
    scenarios: Sequence[str],
    regimes: Sequence[str],
    months: int,
) -> pd.DataFrame:
    """Slope of each paired difference in the primary outcomes over the last years, with its 95 % interval.

    Returns
    -------
    pandas.DataFrame
        One row a scenario, outcome and contrast, unit a year; empty where a run is too short. The verdict says whether
        the difference goes on away from zero (``still grows``), back towards it (``shrinks``), or neither can be told.
    """
    last = months // 12
    chosen = [outcome for outcome in outcomes if outcome.name in PRIMARY_OUTCOMES]
    if last <= LAST_YEARS or not chosen:
        return pd.DataFrame(columns=list(COLUMNS))
    flows = np.array([outcome.level == FLOW for outcome in chosen])
    rows = []
    for scenario in scenarios:
        names = [outcome.name for outcome in chosen]
        lived = {regime: runs_of(monthly, scenario, regime, names) for regime in regimes}
        span = range(last - LAST_YEARS, last + 1)
        at_years = {
            regime: np.stack([yearly(arm, flows, year) for year in span], axis=1) for regime, arm in lived.items()
        }
        for one in contrasts_for(regimes):
            differences = difference_of(one, at_years)
            for place, outcome in enumerate(chosen):
                slope = summarise(slopes(differences[:, :, place])[:, None]).iloc[0]
                end = float(np.nanmean(differences[:, -1, place]))
                told = slope[["mean", "low95", "high95", "minimum_detectable"]].to_dict()
                rows.append(
                    {
                        "scenario": scenario,
                        "outcome": outcome.name,
                        "estimand": one.name,
                        "from_year": last - LAST_YEARS,
                        "to_year": last,
                        "unit": outcome.yearly_unit,
                        "n": int(slope["n"]),
                        "verdict": verdict_of(slope, end, bool((differences[:, :, place] == 0).all())),
                        **told,
                    }
                )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def verdict_of(slope: pd.Series, end: float, nothing: bool) -> str:
    """Say where a difference goes whose mean at the end is `end`."""
    if nothing:
        return STAYS_ZERO
    if slope["low95"] > 0 or slope["high95"] < 0:
        return GROWS if np.sign(slope["mean"]) == np.sign(end) else SHRINKS
    return NO_SLOPE
