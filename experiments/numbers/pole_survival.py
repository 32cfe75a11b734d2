"""Kaplan-Meier: how long until an event, where some are still waiting when the runs end.

Time to recover of runs, and life of poles after taking a legal form. Poles of one replicate share a world, so the
intervals of their survival, which take them as independent, are somewhat too narrow.
"""

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import RECIPROCITY_REGIMES

POLE_YEARS = (1, 3, 5, 10)
"""Years after taking a legal form at which the survival of poles is told."""
FORMALISED, ENDED = "pole_formalisations", "pole_ends"
POLE_COLUMNS = ("scenario", "regime", "poles", "ended", "quantity", "value", "low95", "high95")
MEDIAN = "median life"


def kaplan_meier(months: np.ndarray, censored: np.ndarray) -> pd.DataFrame:
    """Share still waiting after each month in which something happened, with a 95 % interval (log-log).

    Parameters
    ----------
    months : numpy.ndarray
        Months until the event, or until nobody looked any more.
    censored : numpy.ndarray of bool
        True where the event had not come by then.

    Returns
    -------
    pandas.DataFrame
        ``month``, ``waiting``, ``low95``, ``high95``, months ascending.
    """
    from scipy.stats import CensoredData, ecdf

    waiting = ecdf(CensoredData.right_censored(np.asarray(months, np.float64), np.asarray(censored, bool))).sf
    with warnings.catch_warnings():
        # Undefined before the first event and after the last one: missing in the table.
        warnings.simplefilter("ignore", RuntimeWarning)
        ends = waiting.confidence_interval(confidence_level=0.95, method="log-log")
    return pd.DataFrame(
        {
            "month": waiting.quantiles,
            "waiting": waiting.probabilities,
            "low95": ends.low.probabilities,
            "high95": ends.high.probabilities,
        }
    )


def median_wait(curve: pd.DataFrame) -> tuple[float, float, float]:
    """Month by which half no longer wait, and its 95 % interval; missing where the runs ended before."""

    def first(column: str) -> float:
        reached = curve.loc[curve[column] <= 0.5, "month"]
        return float(reached.iloc[0]) if len(reached) else float("nan")

    return first("waiting"), first("low95"), first("high95")


def waiting_at(curve: pd.DataFrame, month: int) -> tuple[float, float, float]:
    """Share still waiting after a month, and its 95 % interval."""
    passed = curve[curve["month"] <= month]
    if passed.empty:
        return 1.0, float("nan"), float("nan")
    last = passed.iloc[-1]
    return float(last["waiting"]), float(last["low95"]), float(last["high95"])


def lives_of_poles(events: pd.DataFrame, months: int) -> pd.DataFrame:
    """Months lived by each pole from its legal form on.

    Parameters
    ----------
    events : pandas.DataFrame
        Event logs of runs with their keys (scenario, regime, replicate).
    months : int
        Horizon, at which poles that live on are censored.

    Returns
    -------
    pandas.DataFrame
        One row a pole that took a legal form: its keys, ``months``, ``censored``.
    """
    keys = ["scenario", "regime", "replicate", "uid"]
    formal = events[events["kind"] == FORMALISED].set_index(keys)["month"]
    ends = events[events["kind"] == ENDED].set_index(keys)["month"].reindex(formal.index)
    lives = pd.DataFrame({"months": ends.fillna(months) - formal, "censored": ends.isna()})
    return lives.reset_index()


def pole_survival(events: pd.DataFrame, scenarios: Sequence[str], regimes: Sequence[str], months: int) -> pd.DataFrame:
    """Survival of formal poles, all replicates of an arm together: share after some years, median life in months."""
    rows = []
    lives = lives_of_poles(events, months) if len(events) else pd.DataFrame(columns=["scenario", "regime"])
    for scenario in scenarios:
        for regime in (regime for regime in RECIPROCITY_REGIMES if regime in regimes):
            chosen = lives[(lives["scenario"] == scenario) & (lives["regime"] == regime)]
            if chosen.empty:
                continue
            curve = kaplan_meier(chosen["months"].to_numpy(), chosen["censored"].to_numpy())
            told = {f"year {year}": waiting_at(curve, 12 * year) for year in POLE_YEARS if 12 * year <= months}
            told[MEDIAN] = median_wait(curve)
            for quantity, (value, low, high) in told.items():
                ended = int((~chosen["censored"].astype(bool)).sum())
                rows.append((scenario, regime, len(chosen), ended, quantity, value, low, high))
    return pd.DataFrame(rows, columns=list(POLE_COLUMNS))
