"""A single point: the scenario as it is, with the parameters that the study fixes."""

from collections.abc import Sequence

from experiments.designs import NoSettings
from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor

Settings = NoSettings


def count(factors: Sequence[Factor], settings: NoSettings) -> int:
    """One point."""
    return 1


def draw(factors: Sequence[Factor], settings: NoSettings, seed: int) -> Drawn:
    """Return one point at which nothing varies."""
    return Drawn([{}])
