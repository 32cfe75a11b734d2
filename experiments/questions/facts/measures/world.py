"""A world as a measure sees it, what a measure needs of it, and checks that measures share."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol

import numpy as np
import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict

from experiments.numbers.measures import FLOW
from experiments.numbers.series_statistics import STATISTICS, Series
from experiments.refusal import Refusal
from simulation.parameters import Value
from simulation.refusals import Phrase, unknown

PLAIN, CHANGED = "plain", "changed"
"""The run of a world as its scenario has it, and the one in which something is changed."""
LONGEST = 1200

Where = Callable[[str], Phrase]
"""File and line of a key of the settings."""


def _as_number(value: Any) -> Any:
    return float(value) if type(value) is int else value


Number = Annotated[float, BeforeValidator(_as_number)]
"""A number; 8 is as good as 8.0."""


class Settings(BaseModel):
    """Settings of a measure: no key but those declared, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@dataclass(frozen=True)
class Change:
    """What is changed in the second run of a world.

    Attributes
    ----------
    path : str
    month : int
        First month with the new value.
    value : float, int, bool or str, optional
    factor : float, optional
        What the value of the scenario is multiplied by, where no value is given.
    """

    path: str
    month: int
    value: Value | None = None
    factor: float | None = None


@dataclass(frozen=True)
class Needs:
    """What a measure needs of the runs of a world.

    Attributes
    ----------
    keep : tuple of str
        Outcomes whose months are kept, and tables (`experiments.runs.keeping.KEPT`).
    months : int
        Last month that is looked at.
    change : Change, optional
        Set where every world is lived a second time with something changed.
    """

    keep: tuple[str, ...]
    months: int
    change: Change | None = None


class Run(Protocol):
    """What was kept of a run (`experiments.runs.store.Row`)."""

    @property
    def series(self) -> Mapping[str, np.ndarray]:
        """Months of outcomes."""

    def table(self, name: str) -> pd.DataFrame:
        """Read a table."""


@dataclass(frozen=True)
class World:
    """Runs of one world, by `PLAIN` and `CHANGED`.

    Attributes
    ----------
    number : int
        Replicate.
    runs : dict
    months : int
        Months lived.
    before, after : float
        Value of what is changed, in either run; not a number where nothing is, or it is no number.
    """

    number: int
    runs: Mapping[str, Run]
    months: int
    before: float = field(default=float("nan"))
    after: float = field(default=float("nan"))

    @property
    def plain(self) -> Run:
        """The run as the scenario has it."""
        return self.runs[PLAIN]

    def series(self, outcome: str, months: Iterable[int], run: str = PLAIN) -> Series:
        """Months of an outcome, from the first to the last one named."""
        from simulation.outcomes import OUTCOMES

        first, last = months
        return Series(self.runs[run].series[outcome], OUTCOMES[outcome].level == FLOW).between(first, last)


def refuse_unknown_outcome(name: str, where: Phrase) -> None:
    """Refuse an outcome that the model does not have, with the nearest right name."""
    from simulation.outcomes import OUTCOME_NAMES

    if name not in OUTCOME_NAMES:
        raise unknown("outcome", name, OUTCOME_NAMES, where)


def refuse_bad_statistic(name: str, against: str | None, months: list[int], where: Where) -> None:
    """Refuse a statistic that there is not, or that lacks a second outcome or months."""
    if name not in STATISTICS:
        raise unknown("statistic", name, STATISTICS, where("statistic"))
    statistic = STATISTICS[name]
    if statistic.two and against is None:
        raise Refusal(
            "{where}: the statistic {name!r} needs a second outcome under 'against'",
            where=where("statistic"),
            name=name,
        )
    if against is not None and not statistic.two:
        raise Refusal(
            "{where}: the statistic {name!r} is of one outcome; leave 'against' out", where=where("against"), name=name
        )
    refuse_bad_months(months, where("months"), statistic.months)


def refuse_bad_months(months: list[int], where: Phrase, least: int = 0) -> None:
    """Refuse months that are not a first and a last one, so far apart at least."""
    if len(months) != 2 or not 0 <= months[0] <= months[1] <= LONGEST:
        raise Refusal(
            "{where}: months are a first and a last one, between 0 and {longest}, and not {months}",
            where=where,
            longest=LONGEST,
            months=months,
        )
    if months[1] - months[0] < least:
        raise Refusal(
            "{where}: from month {first} to month {last} is too short; at least {least} months are needed",
            where=where,
            first=months[0],
            last=months[1],
            least=least,
        )


def refuse_other_than(name: str, allowed: Iterable[str], what: str, where: Phrase) -> None:
    """Refuse a name that is not among those allowed."""
    if name not in (names := tuple(allowed)):
        raise unknown(what, name, names, where)


def refuse_both(both: bool, key: str, other: str, where: Phrase) -> None:
    """Refuse two things that exclude each other."""
    if both:
        raise Refusal("{where}: {key!r} and {other!r} exclude each other", where=where, key=key, other=other)
