"""What an outcome is, and the scene it is measured on."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulation.columns import ABSENT, AUTHORITY_POST, EMPLOYED, UNEMPLOYED, World


@dataclass(frozen=True)
class Outcome:
    """Name, unit and meaning of one column of ``Territory.outcomes``.

    Attributes
    ----------
    unit : str
    definition : str
        As in ``economics.md`` 5; changing one is a major version.
    at : str
        Where it is counted: ``workplace``, ``residence``, ``owner`` or ``territory``.
    level : str
        ``stock`` (month end), ``flow`` (of the month) or ``ratio``.
    group : str
        Filled in from the module it lies in; outcomes of the group ``cooperation`` may differ between regimes
        even with all mechanisms off.
    """

    unit: str
    definition: str
    at: str = "territory"
    level: str = "stock"
    group: str = ""


@dataclass
class Scene:
    """A month end, with arrays that several outcomes share, each computed once."""

    world: World
    month: int
    memory: dict[str, Any] = field(default_factory=dict)
    _cache: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, compute: Any) -> Any:
        """Return ``compute()``, computed at the first call of the month."""
        if name not in self._cache:
            self._cache[name] = compute()
        return self._cache[name]

    @property
    def status(self) -> np.ndarray:
        """Status of every household row."""
        return self.once("status", lambda: np.ascontiguousarray(self.world.households["status"]))

    @property
    def adults(self) -> np.ndarray:
        """Rows of living adults."""
        return self.once("adults", lambda: np.flatnonzero(self.status != ABSENT))

    @property
    def in_labour_force(self) -> np.ndarray:
        """Mask of the labour force over household rows."""
        return self.once("force", lambda: (self.status >= EMPLOYED) & (self.status <= UNEMPLOYED))

    @property
    def at_work_here(self) -> np.ndarray:
        """Rows of people whose main post is in the territory."""

        def rows() -> np.ndarray:
            status = self.status
            return np.flatnonzero((status >= EMPLOYED) & (status <= AUTHORITY_POST) & (status != 2))

        return self.once("work", rows)

    @property
    def living(self) -> np.ndarray:
        """Rows of living organisations."""
        return self.once("living", lambda: np.flatnonzero(self.world.organisations["alive"] == 1))

    def organisation(self, column: str) -> np.ndarray:
        """Column of the living organisations."""
        return self.once("o." + column, lambda: self.world.organisations[column][self.living])

    def tally(self, position: int) -> float:
        """Count of the month."""
        return float(self.world.tally[position])


def gini(ordered: np.ndarray) -> float:
    """Gini of non-negative values sorted upwards: sum |x_i - x_j| / (2 n^2 mean), no small-sample correction."""
    n = len(ordered)
    total = ordered.sum()
    if n == 0 or total <= 0.0:
        return float("nan")
    ranks = np.arange(1, n + 1)
    return float((2.0 * (ranks * ordered).sum() / (n * total)) - (n + 1.0) / n)


def share_of_top(ordered: np.ndarray, part: float) -> float:
    """Share of the total held by the top ``part`` of values sorted upwards."""
    first = len(ordered) - round(part * len(ordered))
    total = ordered.sum()
    return float(ordered[first:].sum() / total) if total > 0 else float("nan")


def share_of_bottom(ordered: np.ndarray, part: float) -> float:
    """Share of the total held by the bottom ``part`` of values sorted upwards."""
    total = ordered.sum()
    return float(ordered[: round(part * len(ordered))].sum() / total) if total > 0 else float("nan")


def sorted_quantile(ordered: np.ndarray, part: float) -> float:
    """Quantile of values sorted upwards (nearest rank)."""
    if len(ordered) == 0:
        return float("nan")
    return float(ordered[min(int(part * len(ordered)), len(ordered) - 1)])
