"""What an outcome is, and the scene it is measured on."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from simulation.columns import World
from simulation.ledger import sector_balances
from simulation.outcomes.scans import (
    ADULT_TOTALS,
    BY_STATUS,
    GROUPINGS,
    GROUPS,
    gather_adults,
    sorted_whole_numbers,
    values_at,
    weighted_by_rank,
)
from simulation.purposes import INSTRUMENTS

PLACES = ("territory", "workplace", "residence", "owner")
LEVELS = ("stock", "flow", "ratio")


@dataclass(frozen=True)
class Outcome:
    """Name, unit, meaning and value of one column of ``Territory.outcomes``.

    Attributes
    ----------
    name : str
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
    label_en, label_fr : str
        Short label, as on the axis of a figure.
    value : function
        The value, from what ``gather`` of the module it lies in has found.
    """

    name: str
    unit: str
    definition: str
    at: str = "territory"
    level: str = "stock"
    group: str = ""
    label_en: str = field(kw_only=True)
    label_fr: str = field(kw_only=True)
    value: Callable[[Any], float] = field(kw_only=True)

    def __post_init__(self) -> None:
        """Refuse what no table could show."""
        for named, given, known in (("place", self.at, PLACES), ("level", self.level, LEVELS)):
            if given not in known:
                raise ValueError(f"outcome {self.name!r}: the {named} {given!r} is none of {', '.join(known)}")
        for what in ("name", "unit", "definition", "label_en", "label_fr"):
            if not getattr(self, what).strip():
                raise ValueError(f"outcome {self.name!r}: its {what} is empty")


def by_name(*outcomes: Outcome) -> dict[str, Outcome]:
    """Outcomes by their names, in the order given; a name given twice is refused."""
    named: dict[str, Outcome] = {}
    for outcome in outcomes:
        if outcome.name in named:
            raise ValueError(f"outcome {outcome.name!r} is declared twice")
        named[outcome.name] = outcome
    return named


@dataclass
class Scene:
    """A month end, with what several outcomes share, each computed once."""

    world: World
    month: int
    memory: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def _adults(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        capacity = len(self.world.households)
        money = np.empty((4, capacity))
        cents, codes = np.empty((2, capacity), np.int64), np.empty((2, capacity), np.int64)
        heads, incomes = np.zeros((len(GROUPINGS), GROUPS), np.int64), np.zeros((len(GROUPINGS), GROUPS))
        totals = np.zeros(len(ADULT_TOTALS), np.int64)
        count = gather_adults(self.world, money, cents, codes, heads, incomes, totals)
        return money[:, :count], cents[:, :count], codes[:, :count], heads, incomes, totals

    @property
    def income(self) -> np.ndarray:
        """Disposable income of the last 12 months, EUR."""
        return self._adults[0][0]

    @cached_property
    def floored_income(self) -> np.ndarray:
        """Disposable income of the last 12 months, 0 where it is negative, EUR."""
        return np.maximum(self.income, 0.0)

    @cached_property
    def ordered_income(self) -> np.ndarray:
        """The same, sorted upwards."""
        ordered: np.ndarray = sorted_whole_numbers(self._adults[1][0]) / 100.0
        return ordered

    @property
    def wealth(self) -> np.ndarray:
        """Gross wealth, EUR: deposits, savings, outside assets, shares, dwellings and land."""
        return self._adults[0][1]

    @cached_property
    def ordered_wealth(self) -> np.ndarray:
        """Gross wealth, EUR, sorted upwards."""
        ordered: np.ndarray = sorted_whole_numbers(self._adults[1][1]) / 100.0
        return ordered

    @property
    def full_time_pay(self) -> np.ndarray:
        """Net pay per full-time equivalent, EUR a month; 0 without a post."""
        return self._adults[0][2]

    @property
    def full_time_equivalent(self) -> np.ndarray:
        """Contracted fraction of the present post."""
        return self._adults[0][3]

    @property
    def status(self) -> np.ndarray:
        """Status code."""
        return self._adults[2][0]

    @property
    def employer(self) -> np.ndarray:
        """Row of the organisation that employs, or none."""
        return self._adults[2][1]

    @cached_property
    def by_status(self) -> list[int]:
        """Adults of each status."""
        counts: list[int] = self._adults[3][BY_STATUS].tolist()
        return counts

    def income_between(self, grouping: int) -> float:
        """Part of Theil T of 12-month income between groups of adults (`simulation.outcomes.scans.GROUPINGS`)."""
        return theil_between(self._adults[4][grouping].tolist(), self._adults[3][grouping].tolist())

    @cached_property
    def adult_totals(self) -> list[int]:
        """Sums over adults (`simulation.outcomes.scans.ADULT_TOTALS`)."""
        totals: list[int] = self._adults[5].tolist()
        return totals

    @cached_property
    def balances(self) -> np.ndarray:
        """Claims and real assets by instrument and sector, cents, shape (instruments, 6)."""
        totals = np.zeros((len(INSTRUMENTS), 6), np.int64)
        sector_balances(self.world.books, totals)
        return totals

    @cached_property
    def tallies(self) -> list[float]:
        """Counts of the month, in the order of `simulation.columns.TALLIES`."""
        counts: list[float] = self.world.tally.tolist()
        return counts

    def tally(self, position: int) -> float:
        """Count of the month."""
        return self.tallies[position]


def theil_between(totals: list[float], members: list[int]) -> float:
    """Between-group part of Theil T: sum over groups of their share in the total times log of relative mean."""
    everything, everybody = 0.0, sum(members)
    for total in totals:
        everything += total
    between = 0.0
    for total, heads in zip(totals, members, strict=True):
        if total > 0.0:
            relative = total / heads / (everything / everybody)
            between += total / everything * math.log(relative)
    return between


def gini(ordered: np.ndarray) -> float:
    """Gini of non-negative values sorted upwards: sum |x_i - x_j| / (2 n^2 mean), no small-sample correction."""
    n = len(ordered)
    total = ordered.sum()
    # A sum of products, not a dot product: that one may be split over threads, and its last bits with them.
    if n == 0 or total <= 0.0:
        return float("nan")
    return float(2.0 * weighted_by_rank(ordered).sum() / (n * total) - (n + 1.0) / n)


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
    found: list[float] = values_at(values, np.array([min(int(part * n), n - 1) for part in parts])).tolist()
    return found
