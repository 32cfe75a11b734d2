"""What a design draws: points in order, and where they lie in the unit cube if they came from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.parameters import Value


@dataclass(frozen=True)
class Drawn:
    """Points of a study.

    Attributes
    ----------
    points : sequence of dict
        Path to value, one a point; a path that is missing keeps the value of the scenario.
    cases : sequence of str
        Name of each point, where the design names them.
    shares : numpy.ndarray, optional
        Sample in the unit cube from which the points were mapped, shape (points, factors). Sensitivity
        indices are computed on it, since whole numbers and names have no distance of their own.
    """

    points: Sequence[Mapping[str, Value]]
    cases: Sequence[str] = ()
    shares: np.ndarray | None = None
