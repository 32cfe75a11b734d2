"""The table of facts: bands of outcomes, for calibration or held out."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

FACTS = Path(__file__).with_name("facts.toml")
CALIBRATION, HELD_OUT = "calibration", "held out"
FAILED_DISTANCE = 1e6


@dataclass(frozen=True)
class Target:
    """A row of the table of facts.

    Attributes
    ----------
    name : str
        As in the table of facts.
    outcome : str
        Outcome of the model that is held against it: its mean over months.
    use : str
        ``calibration`` or ``held out``.
    low, high : float
        Band, in `unit`.
    tolerance : float
        Distance from the band that counts as one.
    unit, confidence, source : str
    label : dict
        English and French.
    """

    name: str
    outcome: str
    use: str
    low: float
    high: float
    tolerance: float
    unit: str
    confidence: str
    source: str
    label: Mapping[str, str]

    def miss(self, value: float) -> float:
        """Distance of a value from the band, in tolerances; 0 within it, large where there is no value."""
        if not np.isfinite(value):
            return FAILED_DISTANCE
        return max(self.low - value, value - self.high, 0.0) / self.tolerance


@cache
def facts(path: Path = FACTS) -> tuple[Target, ...]:
    """Read the table of facts."""
    return tuple(Target(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["targets"])
