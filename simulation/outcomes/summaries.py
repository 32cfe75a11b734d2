"""What one number says of a whole run: how deep jobs fell, whether and when they came back, what was spent.

Declared like the monthly outcomes, but read off the finished table of a run. A shock is dated by the first dated
change of the scenario; J0 is the mean of jobs over the 12 month ends before it, for which the last months of the
burn-in are kept.
"""

import numpy as np
import pandas as pd

from simulation.outcomes.outcome import Outcome

MONTHS_BEFORE = 12
RECOVERED_FROM = 0.95
MEAN_OF = 3
SHOCK = "since the first dated change of the scenario (month 1 if there is none)"
J0 = "J0 is the mean of the 12 month ends before it"

SUMMARIES: dict[str, Outcome] = {
    "jobs_before_shock": Outcome(
        "heads",
        f"J0: mean of jobs at the {MONTHS_BEFORE} month ends before the first dated change",
        "workplace",
        "stock",
        "run",
    ),
    "drawdown": Outcome("%", f"largest (J0 - jobs) / J0 in any month {SHOCK}; {J0}", "workplace", "ratio", "run"),
    "area_lost": Outcome(
        "years",
        f"sum of max(0, J0 - jobs) / J0 over the months {SHOCK}, over 12: years of work per initial job; {J0}",
        "workplace",
        "ratio",
        "run",
    ),
    "fell_below": Outcome(
        "0/1", f"the 3-month mean of jobs fell below 0.95 J0 in a month {SHOCK}; {J0}", "workplace", "ratio", "run"
    ),
    "recovered": Outcome(
        "0/1", "the 3-month mean of jobs never fell below 0.95 J0, or came back to it", "workplace", "ratio", "run"
    ),
    "time_to_recover": Outcome(
        "months",
        "from the first dated change to the first month, after the lowest one, in which the 3-month mean of jobs "
        "is back at 0.95 J0 or more; 0 if it never fell below; censored at the horizon where `recovered` is 0",
        "workplace",
        "ratio",
        "run",
    ),
    "job_years": Outcome("job-years", "sum of jobs over all months lived, over 12", "workplace", "flow", "run"),
    "public_cost": Outcome(
        "EUR", "public euros spent by policy over all months lived, gross", "territory", "flow", "run"
    ),
    "public_net_cost": Outcome(
        "EUR",
        "policy and benefits less taxes and contributions over all months lived; what a regime costs net is the "
        "difference to the paired market run",
        "territory",
        "flow",
        "run",
    ),
}


def drawdown(jobs: np.ndarray, before: float, expected: np.ndarray | None = None) -> float:
    """Largest fall below what was expected, % of the level before the shock; negative where jobs were always higher.

    Parameters
    ----------
    jobs : numpy.ndarray
        Jobs at month ends from the shock on.
    before : float
        J0.
    expected : numpy.ndarray, optional
        Jobs at the same month ends in a run without the shock; J0 at all of them when not given.
    """
    gap = (before if expected is None else expected) - jobs
    return float(100.0 * gap.max() / before)


def area_lost(jobs: np.ndarray, before: float, expected: np.ndarray | None = None) -> float:
    """Years of work lost per initial job: every month below what was expected counts by its gap; as in `drawdown`."""
    gap = (before if expected is None else expected) - jobs
    return float(np.maximum(0.0, gap).sum() / before / 12.0)


def recovery(jobs: np.ndarray, before: float) -> tuple[bool, bool, int]:
    """Whether jobs fell, whether they came back, and after how many months (or how many were watched).

    They are asked to come back after their lowest month: a path that crosses the line on its way down has not
    recovered.

    Parameters
    ----------
    jobs : numpy.ndarray
        Jobs at the two month ends before the shock and at every month end from it on.
    before : float
        J0.
    """
    smooth = np.convolve(jobs, np.full(MEAN_OF, 1.0 / MEAN_OF), mode="valid")
    low = smooth < RECOVERED_FROM * before
    if not low.any():
        return False, True, 0
    lowest = int(smooth.argmin())
    back = np.flatnonzero(~low[lowest:])
    return True, back.size > 0, lowest + int(back[0]) if back.size else len(smooth) - 1


def summarise(outcomes: pd.DataFrame, jobs_before: np.ndarray, shock: int) -> dict[str, float]:
    """Values of `SUMMARIES` for one run.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        ``Territory.outcomes``.
    jobs_before : numpy.ndarray
        Jobs at the last month ends of the burn-in, before month 0.
    shock : int
        Month of the first dated change, 1 being the first month lived.
    """
    lived = outcomes["jobs"].to_numpy(np.float64)
    told = {
        "job_years": float(lived[1:].sum() / 12.0),
        "public_cost": float(outcomes["public_cost"].iloc[1:].sum()),
        "public_net_cost": float(outcomes["public_net_cost"].iloc[1:].sum()),
    }
    if shock >= len(lived):
        return {name: told.get(name, float("nan")) for name in SUMMARIES}
    jobs = np.concatenate([jobs_before, lived])
    start = len(jobs_before) + shock
    before = float(jobs[max(start - MONTHS_BEFORE, 0) : start].mean())
    fell, back, months = recovery(jobs[max(start - MEAN_OF + 1, 0) :], before)
    told |= {
        "jobs_before_shock": before,
        "drawdown": drawdown(jobs[start:], before),
        "area_lost": area_lost(jobs[start:], before),
        "fell_below": float(fell),
        "recovered": float(back),
        "time_to_recover": float(months),
    }
    return {name: told[name] for name in SUMMARIES}
