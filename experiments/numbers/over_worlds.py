"""A number measured in many worlds: its mean with an interval, how far worlds differ, and whether it lies in a band.

Two spreads are told and must not be mixed up. The *range over worlds*, from the 5th to the 95th percentile, says where
a single world may lie. The *interval of the mean*, mean +/- t(n - 1) s / sqrt(n) at 90 %, says how well the model's
mean is known from so many worlds; verdicts rest on it, since a fact is held against what the model does on average.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import stdtrit

IN, OUT, CANNOT_TELL = "in", "out", "cannot tell"
LEVEL = 0.90
FEWEST_WORLDS = 2
MOST_MISSING = 0.10
"""Share of worlds without a value above which nothing is told: which worlds lack one may depend on the value."""
TENTH = 0.1
"""Part of the standard deviation between worlds below which a drift is of no interest."""


@dataclass(frozen=True)
class Estimate:
    """What worlds say of one number.

    Attributes
    ----------
    values : numpy.ndarray
        One a world that has a value; empty where worlds were taken together.
    mean, low, high : float
        Mean over worlds and its 90 % interval.
    missing : int
        Worlds without a value: the run failed, or there was nothing to measure.
    worlds : int
        Worlds that count.
    """

    values: np.ndarray = field(repr=False)
    mean: float
    low: float
    high: float
    missing: int
    worlds: int

    @property
    def told(self) -> bool:
        """Whether enough worlds have a value."""
        asked = self.worlds + self.missing
        return self.worlds >= FEWEST_WORLDS and self.missing <= MOST_MISSING * asked

    @property
    def range(self) -> tuple[float, float]:
        """5th and 95th percentile over worlds; missing where worlds were taken together."""
        if not self.values.size:
            return math.nan, math.nan
        low, high = np.percentile(self.values, (5, 95))
        return float(low), float(high)

    @property
    def sd(self) -> float:
        """Standard deviation between worlds."""
        return spread(self.values)


def spread(values: np.ndarray) -> float:
    """Standard deviation; equal numbers have none, whatever the rounding of their mean."""
    if len(values) < FEWEST_WORLDS:
        return math.nan
    return 0.0 if np.ptp(values) == 0 else float(np.std(values, ddof=1))


def mean_over_worlds(values: Sequence[float]) -> Estimate:
    """Mean of one value a world, with its interval; a value that is not a number is a missing one."""
    given = np.asarray(values, dtype=np.float64)
    there = given[np.isfinite(given)]
    mean = float(there.mean()) if there.size else math.nan
    half = math.nan
    if there.size >= FEWEST_WORLDS:
        half = float(stdtrit(there.size - 1, (1 + LEVEL) / 2)) * spread(there) / math.sqrt(there.size)
    return Estimate(there, mean, mean - half, mean + half, int(given.size - there.size), int(there.size))


def pooled(mean: float, low: float, high: float, worlds: int, missing: int) -> Estimate:
    """Return a number estimated from all worlds together."""
    return Estimate(np.empty(0), mean, low, high, missing, worlds)


def verdict(low: float, high: float, band: tuple[float, float]) -> str:
    """Say whether an interval lies within a band, wholly outside, or neither.

    Parameters
    ----------
    low, high : float
        Ends of the interval of the mean; not numbers where there is none.
    band : tuple of float
        Ends of the band, which belong to it; may be infinite.
    """
    if math.isnan(low) or math.isnan(high):
        return CANNOT_TELL
    if band[0] <= low and high <= band[1]:
        return IN
    return OUT if high < band[0] or low > band[1] else CANNOT_TELL


def verdict_at_rest(low: float, high: float, tenth: float) -> str:
    """Say whether a drift is none, or too small to matter.

    It is where the interval of the mean drift holds zero, or lies within a tenth of the standard deviation between
    worlds on either side. It is not where the interval lies beyond that, wholly on one side.

    Parameters
    ----------
    low, high : float
        Interval of the mean change over the months.
    tenth : float
        A tenth of the standard deviation of the level between worlds.
    """
    if math.isnan(low) or math.isnan(high):
        return CANNOT_TELL
    if low <= 0.0 <= high:
        return IN
    return verdict(low, high, (-tenth, tenth))
