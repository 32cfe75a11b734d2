"""Looking as a part of a month: everything in `Territory.step` but dated changes and the month itself.

The model is as it is: for the time of the measure, the two names that are no looking are watched by a clock.
"""

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any
from unittest.mock import patch

from tests.benchmarks.row import CLASS, FULL, LOWER, Row, Settings, Size
from tests.benchmarks.territories import compile_kernels, seconds_of, settled_territory

LIVED = ("simulation.territory.live_month", "simulation.territory.Territory._apply_changes")


class Clock:
    """Time spent in some functions."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def watched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, its time added up."""

        def timed(*arguments: Any) -> Any:
            start = perf_counter()
            answer = function(*arguments)
            self.seconds += perf_counter() - start
            return answer

        return timed


def part_looked(size: Size, months: int) -> float:
    """Part of the time of so many steps that is spent looking, per cent."""
    from simulation.territory import Territory, live_month

    territory, living = settled_territory(size), Clock()
    with (
        patch(LIVED[0], living.watched(live_month)),
        patch(LIVED[1], living.watched(Territory._apply_changes)),
    ):
        whole = seconds_of(lambda: territory.run_for(months))
    return 100.0 * (1.0 - living.seconds / whole)


def measure(row: Row, wanted: Size, months: int, settings: Settings) -> list[Row]:
    """Time what is lived within each step."""
    compile_kernels()
    size, lived = settings.size(wanted), settings.months(months)
    return [row.measured([part_looked(size, lived) for _ in range(settings.repeats)])]


NOTE = "outcomes, ledger's records, events and what Mesa does around a step; base, regime market"
AT_CLASS = Row(
    "looking_class",
    {"en": "Looking as a part of a month, size class", "fr": "Part de l'observation dans un mois, taille class"},
    "%",
    LOWER,
    floor=15.0,
    aim=8.0,
    note=NOTE,
)
AT_FULL = Row(
    "looking_full",
    {
        "en": "Looking as a part of a month, 4,000 + 25,000",
        "fr": "Part de l'observation dans un mois, 4 000 + 25 000",
    },
    "%",
    LOWER,
    floor=15.0,
    aim=8.0,
    note=NOTE,
)
MEASURES = {
    AT_CLASS.name: partial(measure, AT_CLASS, CLASS, 240),
    AT_FULL.name: partial(measure, AT_FULL, FULL, 60),
}
