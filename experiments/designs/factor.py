"""A factor of a study: one parameter that varies, over an interval or a list of values."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.parameters import Value

DEFAULT_LEVELS = 3


@dataclass(frozen=True)
class Factor:
    """A parameter that varies.

    Attributes
    ----------
    path : str
        Parameter of the model.
    role : str
        ``uncertainty`` (nobody knows it) or ``lever`` (somebody may choose it).
    kind : str
        ``number``, ``integer``, ``switch`` or ``choice``, as the parameter declares.
    low, high : float
        Range of a number or integer; of no use where `values` are listed.
    values : tuple
        Values to choose from; empty where the factor varies over its range.
    levels : int, optional
        Values taken by designs that step through the range.
    """

    path: str
    role: str
    kind: str
    low: float
    high: float
    values: tuple[Value, ...] = ()
    levels: int | None = None

    def at(self, share: float) -> Value:
        """Value at a share of the way through the range, 0 the lowest and 1 the highest.

        Listed values and whole numbers get equal parts of the way each.
        """
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.kind == "integer":
            lowest, highest = math.ceil(self.low), math.floor(self.high)
            return min(lowest + int(share * (highest - lowest + 1)), highest)
        # Rounding must not carry a value out of the range.
        return min(max(float(self.low + share * (self.high - self.low)), self.low), self.high)

    def count(self, levels: int | None = None) -> int:
        """Number of `steps`, none of which is made."""
        if self.values:
            return len(self.values)
        asked = self.levels or levels or DEFAULT_LEVELS
        return min(asked, math.floor(self.high) - math.ceil(self.low) + 1) if self.kind == "integer" else asked

    def steps(self, levels: int | None = None) -> tuple[Value, ...]:
        """Values listed, or as many as asked for at equal distances, ends included."""
        if self.values:
            return self.values
        count = self.levels or levels or DEFAULT_LEVELS
        spread = np.linspace(self.low, self.high, count)
        if self.kind == "integer":
            return tuple(dict.fromkeys(int(np.clip(round(float(x)), self.low, self.high)) for x in spread))
        return tuple(map(float, spread))


def mapped(factors: Sequence[Factor], shares: np.ndarray) -> list[dict[str, Value]]:
    """Turn shares of the way, shape (points, factors), into points: path to value."""
    return [
        {factor.path: factor.at(float(share)) for factor, share in zip(factors, row, strict=True)} for row in shares
    ]
