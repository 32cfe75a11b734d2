"""One line of the benchmark: what was measured, repeat by repeat, beside the floor and the aim it is held to."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

HIGHER, LOWER = "higher", "lower"
LEAST_REPEATS = 5


@dataclass(frozen=True)
class Size:
    """Members of the labour force and organisations; the retired and inactive come on top."""

    labour_force: int
    organisations: int


CLASS, FULL, TINY = Size(3_000, 300), Size(25_000, 4_000), Size(300, 30)


@dataclass(frozen=True)
class Settings:
    """How the benchmark is run.

    Attributes
    ----------
    repeats : int
        Repeats of each row.
    quick : bool
        Tiny sizes and few months: shows that everything runs, measures nothing.
    with_compare : bool
        Whether the whole comparison is run, too.
    study_runs : int
        Runs of the study that is timed.
    """

    repeats: int = LEAST_REPEATS
    quick: bool = False
    with_compare: bool = False
    study_runs: int = 200

    def size(self, wanted: Size) -> Size:
        """The size wanted, or a tiny one."""
        return TINY if self.quick else wanted

    def months(self, wanted: int) -> int:
        """The months wanted, or a few."""
        return min(wanted, 3) if self.quick else wanted

    def calls(self, wanted: int) -> int:
        """How often something short is done within one repeat."""
        return 1 if self.quick else wanted


@dataclass(frozen=True)
class Row:
    """What was measured.

    Attributes
    ----------
    name : str
        Name of the row in files and for ``--only``.
    label : dict
        What it says, in English (``en``) and French (``fr``).
    unit : str
        ``times``, ``%``, ``s`` or ``MB``.
    direction : str
        Whether `HIGHER` or `LOWER` is better.
    floor, aim : float or None
        What has to be reached, and what is hoped for; None for a row that only informs.
    values : tuple of float
        One a repeat; none where the row was not measured.
    note : str
        What a reader has to know, or why it was not measured.
    """

    name: str
    label: Mapping[str, str]
    unit: str
    direction: str
    floor: float | None
    aim: float | None
    values: tuple[float, ...] = ()
    note: str = ""

    def measured(self, values: list[float]) -> "Row":
        """The same row with what was measured."""
        return replace(self, values=tuple(values))

    def refused(self, why: str) -> "Row":
        """The same row without a measure, with the reason."""
        return replace(self, values=(), note=why)

    @property
    def median(self) -> float:
        """Middle of the repeats."""
        return statistics.median(self.values)

    def reaches(self, wanted: float | None) -> bool | None:
        """Whether the median is as good as ``wanted``; None where there is nothing to say."""
        if wanted is None or not self.values:
            return None
        return self.median >= wanted if self.direction == HIGHER else self.median <= wanted

    def times_the_floor(self, value: float) -> float:
        """How many times as good as the floor a value is, whichever direction is better."""
        assert self.floor is not None
        return value / self.floor if self.direction == HIGHER else self.floor / value


Measure = Callable[[Settings], list[Row]]
"""What every module of the benchmark offers: the rows it measures, under the names by which they are asked for."""
