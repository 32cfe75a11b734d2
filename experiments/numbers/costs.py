"""Public cost per additional job-year: a ratio of means, with Fieller's interval (``economics.md`` 5).

Cost and jobs are cumulated from month 1 and paired with another arm of the same replicate: with ``market``, and where
poles may be with ``reciprocity`` too. Against ``market`` the money is credited with the jobs that reciprocity gives
without it; against ``reciprocity`` it is credited with what it adds. The ratio of the means is reported, never the mean
of ratios; it is not defined where the interval of the denominator holds zero.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.numbers.contrasts import MONEY_REGIMES, RECIPROCITY_REGIMES, years_within
from experiments.numbers.measures import cumulated, runs_of

COST_COLUMNS = {"gross": "public_cost", "net": "public_net_cost"}
DEFINED, NOT_DEFINED, JOBS_LOST = "defined", "not defined", "jobs lost"
AGAINST = ("market", "reciprocity")
"""Arms that an arm with money is compared with; the second one only where poles may be in both."""
COLUMNS = (
    "scenario",
    "regime",
    "against",
    "kind",
    "year",
    "cost",
    "job_years",
    "job_years_low95",
    "job_years_high95",
    "cost_per_job_year",
    "low95",
    "high95",
    "n",
    "verdict",
)


def ratio_of_means(cost: np.ndarray, job_years: np.ndarray) -> dict[str, float | str | int]:
    """Fieller's 95 % interval of mean(cost) / mean(job_years), paired by replicate.

    Parameters
    ----------
    cost : numpy.ndarray
        Additional public euros of each replicate.
    job_years : numpy.ndarray
        Additional job-years of the same replicates.

    Notes
    -----
    With v the covariance matrix of the two means, y the mean of job-years, r the ratio of the means and
    g = t^2 v22 / y^2, the ends are
    (r - g v12/v22 -/+ t/y sqrt(v11 - 2 r v12 + r^2 v22 - g (v11 - v12^2/v22))) / (1 - g).
    Where g >= 1 the interval of the denominator holds zero.
    """
    n = len(cost)
    mean_cost, mean_jobs = float(np.mean(cost)), float(np.mean(job_years))
    nothing = {"cost_per_job_year": np.nan, "low95": np.nan, "high95": np.nan}
    row: dict[str, float | str | int] = {"cost": mean_cost, "job_years": mean_jobs, "n": n}
    if n < 2:
        return {
            **row,
            **nothing,
            "job_years_low95": np.nan,
            "job_years_high95": np.nan,
            "verdict": NOT_DEFINED,
        }
    (v11, v12), (_, v22) = np.cov(cost, job_years) / n
    t = float(stdtrit(n - 1, 0.975))
    row |= {
        "job_years_low95": mean_jobs - t * float(np.sqrt(v22)),
        "job_years_high95": mean_jobs + t * float(np.sqrt(v22)),
    }
    if mean_jobs == 0 or t**2 * v22 >= mean_jobs**2:
        return {**row, **nothing, "verdict": NOT_DEFINED}
    if mean_jobs < 0:
        return {**row, **nothing, "verdict": JOBS_LOST}
    g = t**2 * v22 / mean_jobs**2
    ratio = mean_cost / mean_jobs
    slope = v12 / v22 if v22 > 0 else 0.0
    inside = v11 - 2 * ratio * v12 + ratio**2 * v22 - g * (v11 - slope * v12)
    half = t / mean_jobs * float(np.sqrt(max(inside, 0.0)))
    centre = ratio - g * slope
    return {
        **row,
        "cost_per_job_year": ratio,
        "low95": (centre - half) / (1 - g),
        "high95": (centre + half) / (1 - g),
        "verdict": DEFINED,
    }


def cost_per_job_year(
    monthly: pd.DataFrame, scenarios: Sequence[str], regimes: Sequence[str], months: int
) -> pd.DataFrame:
    """Gross and net public cost per additional job-year of each money arm, against the arms of `AGAINST`."""
    rows = []
    kinds = {kind: column for kind, column in COST_COLUMNS.items() if column in monthly.columns}
    if "jobs" not in monthly.columns:
        return pd.DataFrame(columns=list(COLUMNS))
    columns = ["jobs", *kinds.values()]
    for scenario in scenarios:
        lived = {
            name: runs_of(monthly, scenario, name, columns) for name in (*AGAINST, *MONEY_REGIMES) if name in regimes
        }
        for regime, against in pairs_in(regimes):
            difference = lived[regime] - lived[against]
            for year in years_within(months):
                sums = cumulated(difference, year)
                for position, kind in enumerate(kinds, start=1):
                    row = ratio_of_means(sums[:, position], sums[:, 0] / 12)
                    keys = {"scenario": scenario, "regime": regime, "against": against, "kind": kind, "year": year}
                    rows.append({**keys, **row})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def pairs_in(regimes: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of an arm with money and the arm it is compared with, of those that were run."""
    with_poles = [name for name in MONEY_REGIMES if name in RECIPROCITY_REGIMES]
    pairs = [(regime, AGAINST[0]) for regime in MONEY_REGIMES] + [(regime, AGAINST[1]) for regime in with_poles]
    return [pair for pair in pairs if set(pair).issubset(regimes)]
