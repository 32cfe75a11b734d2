"""What one number says of a whole run: how deep jobs fell, whether and when they came back, what was spent.

Declared like the monthly outcomes, but read off the finished table of a run. A shock is dated by the first dated
change of the scenario; J0 is the mean of jobs over the 12 month ends before it, for which the last months of the
burn-in are kept.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from simulation.outcomes.outcome import Outcome, by_name

MONTHS_BEFORE = 12
RECOVERED_FROM = 0.95
MEAN_OF = 3
SHOCK = "since the first dated change of the scenario (month 1 if there is none)"
J0 = "J0 is the mean of the 12 month ends before it"

SUMMARIES: dict[str, Outcome] = by_name(
    Outcome(
        "jobs_before_shock",
        "heads",
        f"J0: mean of jobs at the {MONTHS_BEFORE} month ends before the first dated change",
        "workplace",
        "stock",
        "run",
        label_en="jobs before the shock",
        label_fr="emplois avant le choc",
        value=lambda found: found.jobs_before_shock,
    ),
    Outcome(
        "drawdown",
        "%",
        f"largest (J0 - jobs) / J0 in any month {SHOCK}; {J0}",
        "workplace",
        "ratio",
        "run",
        label_en="deepest fall of jobs",
        label_fr="plus forte baisse des emplois",
        value=lambda found: found.drawdown,
    ),
    Outcome(
        "area_lost",
        "years",
        f"sum of max(0, J0 - jobs) / J0 over the months {SHOCK}, over 12: years of work per initial job; {J0}",
        "workplace",
        "ratio",
        "run",
        label_en="years of work lost per job",
        label_fr="années de travail perdues par emploi",
        value=lambda found: found.area_lost,
    ),
    Outcome(
        "fell_below",
        "0/1",
        f"the 3-month mean of jobs fell below 0.95 J0 in a month {SHOCK}; {J0}",
        "workplace",
        "ratio",
        "run",
        label_en="jobs fell below 95 %",
        label_fr="emplois passés sous 95 %",
        value=lambda found: found.fell_below,
    ),
    Outcome(
        "recovered",
        "0/1",
        "the 3-month mean of jobs never fell below 0.95 J0, or came back to it",
        "workplace",
        "ratio",
        "run",
        label_en="jobs recovered",
        label_fr="emplois rétablis",
        value=lambda found: found.recovered,
    ),
    Outcome(
        "time_to_recover",
        "months",
        "from the first dated change to the first month, after the lowest one, in which the 3-month mean of jobs "
        "is back at 0.95 J0 or more; 0 if it never fell below; censored at the horizon where `recovered` is 0",
        "workplace",
        "ratio",
        "run",
        label_en="months to recover",
        label_fr="mois avant le rétablissement",
        value=lambda found: found.time_to_recover,
    ),
    Outcome(
        "job_years",
        "job-years",
        "sum of jobs over all months lived, over 12",
        "workplace",
        "flow",
        "run",
        label_en="job-years",
        label_fr="années d'emploi",
        value=lambda found: found.job_years,
    ),
    Outcome(
        "public_cost",
        "EUR",
        "public euros spent by policy over all months lived, gross",
        "territory",
        "flow",
        "run",
        label_en="public cost of the run, gross",
        label_fr="coût public brut de la simulation",
        value=lambda found: found.public_cost,
    ),
    Outcome(
        "public_net_cost",
        "EUR",
        "policy and benefits less taxes and contributions over all months lived; what a regime costs net is the "
        "difference to the paired market run",
        "territory",
        "flow",
        "run",
        label_en="public cost of the run, net",
        label_fr="coût public net de la simulation",
        value=lambda found: found.public_net_cost,
    ),
)


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
    # A column of a frame takes all that is said of the outcomes along, every time: an array does not.
    months_of = dict(zip(outcomes.columns, outcomes.to_numpy(np.float64).T, strict=True))
    lived = months_of["jobs"]
    found = SimpleNamespace(
        job_years=float(lived[1:].sum() / 12.0),
        public_cost=float(months_of["public_cost"][1:].sum()),
        public_net_cost=float(months_of["public_net_cost"][1:].sum()),
        **since_shock(lived, jobs_before, shock),
    )
    return {name: summary.value(found) for name, summary in SUMMARIES.items()}


def since_shock(lived: np.ndarray, jobs_before: np.ndarray, shock: int) -> dict[str, float]:
    """What jobs did from the shock on, by name; not a number where the run ends before it."""
    names = ("jobs_before_shock", "drawdown", "area_lost", "fell_below", "recovered", "time_to_recover")
    if shock >= len(lived):
        return dict.fromkeys(names, float("nan"))
    jobs = np.concatenate([jobs_before, lived])
    start = len(jobs_before) + shock
    before = float(jobs[max(start - MONTHS_BEFORE, 0) : start].mean())
    fell, back, months = recovery(jobs[max(start - MEAN_OF + 1, 0) :], before)
    values = (before, drawdown(jobs[start:], before), area_lost(jobs[start:], before), fell, back, months)
    return dict(zip(names, map(float, values), strict=True))
