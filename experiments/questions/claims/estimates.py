"""What the parts of a claim estimate: one number a replicate, then its mean with an interval.

All arms of a replicate meet the same random numbers, so each estimate is taken within replicates. Where
something is chosen from the runs first (the best policy, the place of a break), it is chosen on the first half
of the replicates and the effect is estimated on the other half, so that choosing the best does not flatter it.
"""

from dataclasses import dataclass
from itertools import permutations

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.numbers.effects import DETECTABLE
from experiments.questions.claims.declared import Claim, Part

DONE = "done"
FEWEST_PAIRS = 5
"""Replicates below which nothing is told."""
MOST_LOST = 0.10
"""Share of lost replicates above which nothing is told: which runs fail may depend on the arm."""
LEVEL = 0.95


@dataclass(frozen=True)
class Sample:
    """One number a replicate.

    Attributes
    ----------
    values : numpy.ndarray
        Effects of the replicates that have all their runs, unit of the metric.
    lost : int
        Replicates of which a run failed.
    chosen : str
        What was chosen on the other half of the replicates; empty where nothing was.
    """

    values: np.ndarray
    lost: int
    chosen: str = ""

    @property
    def told(self) -> bool:
        """Whether there are enough replicates, and few enough lost."""
        asked = len(self.values) + self.lost
        return len(self.values) >= FEWEST_PAIRS and self.lost <= MOST_LOST * asked

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Interval of the mean; missing where nothing may be told."""
        if not self.told:
            return float("nan"), float("nan")
        mean, error = float(self.values.mean()), self.error
        half = float(stdtrit(len(self.values) - 1, (1 + level) / 2)) * error
        return mean - half, mean + half

    @property
    def mean(self) -> float:
        """Mean over replicates; missing where there is none."""
        return float(self.values.mean()) if len(self.values) else float("nan")

    @property
    def error(self) -> float:
        """Standard error of the mean."""
        if len(self.values) < 2:
            return float("nan")
        # Equal numbers have no spread, whatever the rounding of their mean.
        return 0.0 if np.ptp(self.values) == 0 else float(self.values.std(ddof=1) / np.sqrt(len(self.values)))

    @property
    def minimum_detectable(self) -> float:
        """Effect that these replicates would find four times in five, 2.8 standard errors."""
        return DETECTABLE * self.error


def wide(cells: pd.DataFrame, column: str) -> pd.DataFrame:
    """Values of a column by replicate (rows) and arm (columns); missing where the run failed."""
    done = cells.assign(value=cells[column].where(cells["status"] == DONE).astype(np.float64))
    return done.pivot(index="replicate", columns="arm", values="value").sort_index()


def difference(part: Part, column: str, cells: pd.DataFrame) -> Sample:
    """Signed sum of arms, replicate by replicate.

    Parameters
    ----------
    part : Part
    column : str
        Column of the runs that holds the metric.
    cells : pandas.DataFrame
        Runs of one scenario and place: columns arm, replicate, status and the metric's.
    """
    arms = list(part.contrast)
    values = wide(cells, column).reindex(columns=arms)
    effects = values.to_numpy() @ np.array([part.contrast[arm] for arm in arms])
    return Sample(effects[np.isfinite(effects)], int((~np.isfinite(effects)).sum()))


def transfer(part: Part, column: str, cells: pd.DataFrame, scenarios: list[str]) -> Sample:
    """Loss from running on a scenario the policy that was best on another one, mean over all pairs.

    Parameters
    ----------
    part : Part
        Its direction says whether more of the metric is better.
    column : str
    cells : pandas.DataFrame
        Runs of all policies on all scenarios.
    scenarios : list of str

    Returns
    -------
    Sample
        Per replicate of the second half: the mean over ordered pairs (tuned on i, run on j) of what the best
        policy of j does better on j than the best policy of i; 0 where they are the same policy.
    """
    matrix, tables, chosen = transfer_matrix(part, column, cells, scenarios)
    del matrix
    losses = []
    for one, other in permutations(scenarios, 2):
        best, borrowed = tables[other][chosen[other]], tables[other][chosen[one]]
        losses.append((best - borrowed) * (1 if part.direction == "more" else -1))
    effects = pd.concat(losses, axis=1).mean(axis=1, skipna=False).to_numpy()
    told = ", ".join(f"{name}: {policy}" for name, policy in chosen.items())
    return Sample(effects[np.isfinite(effects)], int((~np.isfinite(effects)).sum()), told)


def transfer_matrix(
    part: Part, column: str, cells: pd.DataFrame, scenarios: list[str]
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], dict[str, str]]:
    """Mean of the metric when the policy tuned on the row's scenario is run on the column's.

    Returns
    -------
    tuple
        The matrix; the second half of the replicates by policy, for each scenario; the policy chosen on each.
    """
    chosen, kept = {}, {}
    for name in scenarios:
        table = wide(cells[cells["scenario"] == name], column).reindex(columns=part.policies)
        half = len(table) // 2
        tried = table.iloc[:half].dropna().mean()
        kept[name] = table.iloc[half:]
        if tried.isna().all():
            chosen[name] = part.policies[0]
        else:
            chosen[name] = str(tried.idxmax() if part.direction == "more" else tried.idxmin())
    matrix = pd.DataFrame({other: {one: kept[other][chosen[one]].mean() for one in scenarios} for other in scenarios})
    return matrix, kept, chosen


def break_of_slope(column: str, cells: pd.DataFrame) -> Sample:
    """Change of slope of the effect along a sweep, at the place where a broken line fits best.

    Parameters
    ----------
    column : str
    cells : pandas.DataFrame
        Columns swept, arm (``plus`` or ``minus``), replicate, status and the metric's, of one scenario.

    Returns
    -------
    Sample
        Per replicate of the second half: slope above the break less slope below it, unit of the metric per
        unit of the swept parameter. The break is the inner value of the sweep at which two lines that meet
        leave least unexplained of the mean effect of the first half.
    """
    done = cells.assign(value=cells[column].where(cells["status"] == DONE).astype(np.float64))
    table = done.pivot(index=["replicate", "swept"], columns="arm", values="value")
    effect = (table["plus"] - table["minus"]).unstack("swept").sort_index()
    places = effect.columns.to_numpy(np.float64)
    half = len(effect) // 2
    curve = effect.iloc[:half].mean().to_numpy()
    knots = places[1:-1]
    left = [unexplained(places, curve, knot) for knot in knots]
    knot = float(knots[int(np.argmin(left))])
    rest = effect.iloc[half:]
    whole = rest.notna().all(axis=1)
    solver = np.linalg.pinv(broken_line(places, knot))
    changes = rest[whole].to_numpy() @ solver[2]
    return Sample(changes, int((~whole).sum()), f"{knot:g}")


def broken_line(places: np.ndarray, knot: float) -> np.ndarray:
    """Columns of a line that breaks at a knot: constant, slope, change of slope; shape (places, 3)."""
    return np.column_stack([np.ones_like(places), places, np.maximum(places - knot, 0.0)])


def unexplained(places: np.ndarray, curve: np.ndarray, knot: float) -> float:
    """Sum of squares that a line broken at a knot leaves."""
    columns = broken_line(places, knot)
    return float(((curve - columns @ (np.linalg.pinv(columns) @ curve)) ** 2).sum())


def column_of(claim: Claim, part: Part) -> str:
    """Column of the runs that holds a part's metric."""
    assert part.metric is not None
    return claim.metrics[part.metric].column
