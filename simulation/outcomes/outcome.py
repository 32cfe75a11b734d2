"""What an outcome is, and the scene it is measured on."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulation.columns import ABSENT, World
from simulation.kernels import kernel
from simulation.purposes import CITIZENS_EQUITY, DEPOSITS, EQUITY, HOUSING_LAND, OUTSIDE_ASSETS, SAVINGS


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


@kernel
def gather_adults(world: World, rows: Any, money: Any, codes: Any) -> int:
    """Gather what outcomes need of every living adult in one pass over households; return their number.

    Parameters
    ----------
    rows : int64 (adults,)
        Household rows.
    money : float64 (3, adults)
        Income of 12 months, gross wealth, wage per full-time equivalent a month, EUR.
    codes : int64 (3, adults)
        Status, employer row, commune.
    """
    balance, households = world.books.balance, world.households
    count = 0
    for h in range(households.shape[0]):
        household = households[h]
        if household.status == ABSENT:
            continue
        rows[count] = h
        money[0, count] = household.income_year / 100.0
        wealth = balance[DEPOSITS, h] + balance[SAVINGS, h] + balance[OUTSIDE_ASSETS, h]
        wealth += balance[EQUITY, h] + balance[CITIZENS_EQUITY, h] + balance[HOUSING_LAND, h]
        money[1, count] = wealth / 100.0
        money[2, count] = 0.0
        if household.full_time_equivalent > 0.0:
            money[2, count] = household.wage / (100.0 * household.full_time_equivalent)
        codes[0, count] = household.status
        codes[1, count] = household.employer
        codes[2, count] = household.commune
        count += 1
    return count


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

    def _gathered(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        def compute() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
            capacity = len(self.world.households)
            rows = np.empty(capacity, np.int64)
            money, codes = np.empty((3, capacity)), np.empty((3, capacity), np.int64)
            count = gather_adults(self.world, rows, money, codes)
            return rows[:count], money[:, :count], codes[:, :count]

        gathered: tuple[np.ndarray, np.ndarray, np.ndarray] = self.once("gathered", compute)
        return gathered

    @property
    def adults(self) -> np.ndarray:
        """Household rows of living adults; the arrays below are in the same order."""
        return self._gathered()[0]

    @property
    def income(self) -> np.ndarray:
        """Disposable income of the last 12 months, EUR."""
        return self._gathered()[1][0]

    @property
    def wealth(self) -> np.ndarray:
        """Gross wealth, EUR: deposits, savings, outside assets, shares, dwellings and land."""
        return self._gathered()[1][1]

    @property
    def full_time_pay(self) -> np.ndarray:
        """Net pay per full-time equivalent, EUR a month; 0 without a post."""
        return self._gathered()[1][2]

    @property
    def status(self) -> np.ndarray:
        """Status code."""
        return self._gathered()[2][0]

    @property
    def employer(self) -> np.ndarray:
        """Row of the organisation that employs, or none."""
        return self._gathered()[2][1]

    @property
    def commune(self) -> np.ndarray:
        """Commune of the home."""
        return self._gathered()[2][2]

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
    return float(2.0 * np.dot(np.arange(1.0, n + 1.0), ordered) / (n * total) - (n + 1.0) / n)


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
