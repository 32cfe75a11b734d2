"""What the runs of a view amount to: bands, paired differences, curves of sharing, flows; arrays, no drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.drawing.bands import nan_percentile
from experiments.numbers.assembled import RunRead, mean_flows
from experiments.numbers.effects import summarise, tested
from experiments.numbers.measures import FLOW, OutcomeColumn, declared_outcomes, yearly
from experiments.pages.figures.integration import MODES

PERCENTILES = (5, 25, 50, 75, 95)
"""Ends of the bands of nine tenths and of half of the replicates, and the median."""
SIDES = ("a", "b")
"""Names under which tables hold the two settings."""


@dataclass(frozen=True)
class Bands:
    """Percentiles over replicates, month by month; shape (percentiles, months + 1)."""

    a: np.ndarray
    b: np.ndarray
    difference: np.ndarray


class Picture:
    """Both settings in the same worlds.

    Parameters
    ----------
    a, b : sequence of RunRead
        In the order of the same replicates, at least one.
    """

    def __init__(self, a: Sequence[RunRead], b: Sequence[RunRead]):
        self.runs = (list(a), list(b))
        declared = declared_outcomes()
        self.outcomes: tuple[OutcomeColumn, ...] = tuple(declared[name] for name in a[0].series)
        self.place = {outcome.name: position for position, outcome in enumerate(self.outcomes)}
        self.values = tuple(np.array([outcomes_of(run) for run in side]) for side in self.runs)

    @property
    def replicates(self) -> int:
        """Number of worlds."""
        return len(self.runs[0])

    @property
    def months(self) -> int:
        """Months lived."""
        return int(self.values[0].shape[1] - 1)

    def bands(self, outcome: str) -> Bands:
        """Percentiles of an outcome on both sides, and of the difference b less a within each world."""
        a, b = (values[:, :, self.place[outcome]] for values in self.values)
        return Bands(*(nan_percentile(values, PERCENTILES) for values in (a, b, b - a)))

    def effects(self) -> pd.DataFrame:
        """Paired differences b less a of all outcomes in the last year, judged (`numbers.effects.tested`)."""
        flows = np.array([outcome.level == FLOW for outcome in self.outcomes])
        a, b = (yearly(values, flows, self.months // 12) for values in self.values)
        return tested(b - a, self.outcomes).assign(year=self.months // 12)

    def lorenz(self, quantity: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Mean Lorenz curves at the end on both sides and at the start, share of the total by share of adults."""
        curves = [np.mean([curve(run, quantity, self.months) for run in side], axis=0) for side in self.runs]
        start = np.mean([curve(run, quantity, 0) for run in self.runs[0]], axis=0)
        return curves[0], curves[1], start

    def lorenz_difference(self, quantity: str) -> tuple[np.ndarray, np.ndarray]:
        """Mean difference of the Lorenz curves at the end, b less a, and half its 95 % interval (0 for one world)."""
        a, b = (np.array([curve(run, quantity, self.months) for run in side]) for side in self.runs)
        told = summarise(b - a)
        half = np.nan_to_num((told["high95"] - told["low95"]).to_numpy() / 2)
        return told["mean"].to_numpy(), half

    def integration(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean shares of market, redistribution, reciprocity by year on both sides, shape (years, 3)."""
        a, b = (np.mean([shares(run.tables["integration"]) for run in side], axis=0) for side in self.runs)
        return a, b

    def flows(self, side: int) -> pd.DataFrame:
        """Mean flows of the last year of the report: purpose, mode, sector, amount in EUR a year."""
        runs = self.runs[side]
        table = mean_flows(runs, [runs[0].scenario], [runs[0].regime], self.months)
        return table[table["year"] == table["year"].max()]

    def frames(self) -> tuple[np.ndarray, np.ndarray]:
        """Pictures of the map of the first world on both sides, shape (frames, 3, side, side)."""
        a, b = (side[0].record["frames"] for side in self.runs)
        return a, b


def outcomes_of(run: RunRead) -> np.ndarray:
    """Outcomes of a run, shape (months + 1, outcomes)."""
    return np.column_stack(list(run.series.values()))


def curve(run: RunRead, quantity: str, month: int) -> np.ndarray:
    """One Lorenz curve of a run."""
    table: Any = run.tables["lorenz"]
    return table.loc[(table["of"] == quantity) & (table["month"] == month), "share"].to_numpy()


def shares(table: pd.DataFrame) -> np.ndarray:
    """Shares of the three modes by year."""
    values = table[MODES].to_numpy(np.float64)
    return values / values.sum(axis=1, keepdims=True)
