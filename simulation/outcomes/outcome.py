"""What an outcome is, and the scene it is measured on."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulation.columns import ABSENT, World
from simulation.kernels import kernel
from simulation.purposes import CITIZENS_EQUITY, DEPOSITS, EQUITY, HOUSING_LAND, HOUSING_LOANS, OUTSIDE_ASSETS, SAVINGS


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
def gather_adults(world: World, rows: Any, money: Any, cents: Any, codes: Any) -> int:
    """Gather what outcomes need of every living adult in one pass over households; return their number.

    Parameters
    ----------
    rows : int64 (adults,)
        Household rows.
    money : float64 (4, adults)
        Income of 12 months, gross wealth and wage per full-time equivalent a month in EUR; contracted fraction.
    cents : int64 (4, adults)
        Income of 12 months or 0 if that is less, gross wealth, income of last month, housing loan.
    codes : int64 (4, adults)
        Status, employer row, commune, months without a post.
    """
    balance, households = world.books.balance, world.households
    count = 0
    for h in range(households.shape[0]):
        household = households[h]
        if household.status == ABSENT:
            continue
        rows[count] = h
        wealth = balance[DEPOSITS, h] + balance[SAVINGS, h] + balance[OUTSIDE_ASSETS, h]
        wealth += balance[EQUITY, h] + balance[CITIZENS_EQUITY, h] + balance[HOUSING_LAND, h]
        money[0, count] = household.income_year / 100.0
        money[1, count] = wealth / 100.0
        money[2, count] = 0.0
        if household.full_time_equivalent > 0.0:
            money[2, count] = household.wage / (100.0 * household.full_time_equivalent)
        money[3, count] = household.full_time_equivalent
        cents[0, count] = max(household.income_year, 0)
        cents[1, count] = wealth
        cents[2, count] = household.income_last
        cents[3, count] = -balance[HOUSING_LOANS, h]
        codes[0, count] = household.status
        codes[1, count] = household.employer
        codes[2, count] = household.commune
        codes[3, count] = household.months_unemployed
        count += 1
    return count


DIGIT = 11
"""Bits of one digit of `sorted_whole_numbers`."""


@kernel
def sorted_whole_numbers(values: Any) -> Any:
    """Sort whole numbers upwards, digit by digit from the last one; for amounts in cents faster than comparing."""
    n = values.shape[0]
    ordered, spare = np.empty(n, np.int64), np.empty(n, np.int64)
    if n == 0:
        return ordered
    low, high = values[0], values[0]
    for i in range(n):
        low, high = min(low, values[i]), max(high, values[i])
    for i in range(n):
        ordered[i] = values[i] - low
    place = np.empty(1 << DIGIT, np.int64)
    shift = 0
    while (high - low) >> shift > 0:
        place[:] = 0
        for i in range(n):
            place[(ordered[i] >> shift) & ((1 << DIGIT) - 1)] += 1
        before = 0
        for digit in range(1 << DIGIT):
            before, place[digit] = before + place[digit], before
        for i in range(n):
            digit = (ordered[i] >> shift) & ((1 << DIGIT) - 1)
            spare[place[digit]] = ordered[i]
            place[digit] += 1
        ordered, spare = spare, ordered
        shift += DIGIT
    for i in range(n):
        ordered[i] += low
    return ordered


@kernel
def sorted_with_changes(ordered: Any, before: Any, after: Any) -> Any:
    """Sort again after a few of the values have changed.

    Parameters
    ----------
    ordered : float64 (n,)
        The old values, sorted upwards.
    before, after : float64 (changed,)
        Old and new values of those that have changed, each sorted upwards.
    """
    result = np.empty(ordered.shape[0], np.float64)
    gone, come, filled = 0, 0, 0
    for i in range(ordered.shape[0]):
        if gone < before.shape[0] and ordered[i] == before[gone]:
            gone += 1
            continue
        while come < after.shape[0] and after[come] < ordered[i]:
            result[filled] = after[come]
            come, filled = come + 1, filled + 1
        result[filled] = ordered[i]
        filled += 1
    result[filled:] = after[come:]
    return result


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

    def _adults(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        def compute() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
            capacity = len(self.world.households)
            rows, money = np.empty(capacity, np.int64), np.empty((4, capacity))
            cents, codes = np.empty((4, capacity), np.int64), np.empty((4, capacity), np.int64)
            count = gather_adults(self.world, rows, money, cents, codes)
            return rows[:count], money[:, :count], cents[:, :count], codes[:, :count]

        gathered: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray] = self.once("adults", compute)
        return gathered

    @property
    def adults(self) -> np.ndarray:
        """Household rows of living adults; the arrays below are in the same order."""
        return self._adults()[0]

    @property
    def income(self) -> np.ndarray:
        """Disposable income of the last 12 months, EUR."""
        return self._adults()[1][0]

    @property
    def floored_income(self) -> np.ndarray:
        """Disposable income of the last 12 months, 0 where it is negative, EUR."""
        return self.once("floored income", lambda: np.maximum(self.income, 0.0))

    @property
    def ordered_income(self) -> np.ndarray:
        """The same, sorted upwards."""
        return self.once("ordered income", lambda: sorted_whole_numbers(self._adults()[2][0]) / 100.0)

    @property
    def wealth(self) -> np.ndarray:
        """Gross wealth, EUR: deposits, savings, outside assets, shares, dwellings and land."""
        return self._adults()[1][1]

    @property
    def ordered_wealth(self) -> np.ndarray:
        """Gross wealth, EUR, sorted upwards."""
        return self.once("ordered wealth", lambda: sorted_whole_numbers(self._adults()[2][1]) / 100.0)

    @property
    def income_last(self) -> np.ndarray:
        """Disposable income of last month, cents."""
        return self._adults()[2][2]

    @property
    def housing_loan(self) -> np.ndarray:
        """Housing loan owed, cents."""
        return self._adults()[2][3]

    @property
    def full_time_pay(self) -> np.ndarray:
        """Net pay per full-time equivalent, EUR a month; 0 without a post."""
        return self._adults()[1][2]

    @property
    def full_time_equivalent(self) -> np.ndarray:
        """Contracted fraction of the present post."""
        return self._adults()[1][3]

    @property
    def status(self) -> np.ndarray:
        """Status code."""
        return self._adults()[3][0]

    @property
    def employer(self) -> np.ndarray:
        """Row of the organisation that employs, or none."""
        return self._adults()[3][1]

    @property
    def commune(self) -> np.ndarray:
        """Commune of the home."""
        return self._adults()[3][2]

    @property
    def months_unemployed(self) -> np.ndarray:
        """Months without a post."""
        return self._adults()[3][3]

    @property
    def living(self) -> np.ndarray:
        """Rows of living organisations."""
        return self.once("living", lambda: np.flatnonzero(np.asarray(self.world.organisations)["alive"] == 1))

    def organisation(self, column: str) -> np.ndarray:
        """Column of the living organisations."""
        return self.once("organisations", lambda: np.asarray(self.world.organisations)[self.living])[column]

    def tally(self, position: int) -> float:
        """Count of the month."""
        return float(self.world.tally[position])


def gini(ordered: np.ndarray) -> float:
    """Gini of non-negative values sorted upwards: sum |x_i - x_j| / (2 n^2 mean), no small-sample correction."""
    n = len(ordered)
    total = ordered.sum()
    # A sum of products, not a dot product: that one may be split over threads, and its last bits with them.
    if n == 0 or total <= 0.0:
        return float("nan")
    return float(2.0 * (np.arange(1.0, n + 1.0) * ordered).sum() / (n * total) - (n + 1.0) / n)


def share_of_top(ordered: np.ndarray, part: float) -> float:
    """Share of the total held by the top ``part`` of values sorted upwards."""
    first = len(ordered) - round(part * len(ordered))
    total = ordered.sum()
    return float(ordered[first:].sum() / total) if total > 0 else float("nan")


def share_of_bottom(ordered: np.ndarray, part: float) -> float:
    """Share of the total held by the bottom ``part`` of values sorted upwards."""
    total = ordered.sum()
    return float(ordered[: round(part * len(ordered))].sum() / total) if total > 0 else float("nan")


def quantiles(values: np.ndarray, parts: tuple[float, ...]) -> list[float]:
    """Quantiles of values in any order (nearest rank); NaN when there are none."""
    n = len(values)
    if n == 0:
        return [float("nan")] * len(parts)
    places = [min(int(part * n), n - 1) for part in parts]
    partitioned = np.partition(values, places)
    return [float(partitioned[place]) for place in places]
