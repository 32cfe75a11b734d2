"""Rest: whether outcomes drift where nothing happens, by the line through their months, world by world."""

from collections.abc import Sequence

import numpy as np

from experiments.numbers.over_worlds import TENTH, Estimate, mean_over_worlds, spread, verdict_at_rest
from experiments.numbers.series_statistics import change_along_trend, statistic_of
from experiments.questions.facts.measures import world as worlds
from experiments.questions.facts.measures.world import Needs, Where, World
from experiments.refusal import Refusal

OWN_BAND = True
FEWEST_MONTHS = 24


class Settings(worlds.Settings):
    """Outcomes, each a number of its own, and the months over which they are to rest."""

    outcomes: list[str]
    months: list[int] = [0, 240]


def check(settings: Settings, where: Where) -> None:
    """Refuse outcomes that there are not."""
    if not settings.outcomes:
        raise Refusal("{where}: name at least one outcome", where=where("outcomes"))
    for name in settings.outcomes:
        worlds.refuse_unknown_outcome(name, where("outcomes"))
        if settings.outcomes.count(name) > 1:
            raise Refusal("{where}: {name!r} stands there twice", where=where("outcomes"), name=name)
    worlds.refuse_bad_months(settings.months, where("months"), FEWEST_MONTHS)


def rows(settings: Settings) -> tuple[str, ...]:
    """The outcomes."""
    return tuple(settings.outcomes)


def needs(settings: Settings, row: str) -> Needs:
    """The months of the outcome."""
    return Needs((row,), settings.months[1])


def look(settings: Settings, row: str, world: World) -> tuple[float, float]:
    """Change along the line through the months, and mean level."""
    first, last = settings.months
    # A flow of month 0 belongs to the burn-in.
    series = world.series(row, (max(first, 1), last))
    return change_along_trend(series), statistic_of("mean", series)


def estimate(settings: Settings, row: str, looks: Sequence[tuple[float, float]], missing: int) -> Estimate:
    """Mean change over worlds."""
    return mean_over_worlds([change for change, _ in looks] + [float("nan")] * missing)


def band(settings: Settings, row: str, looks: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """A tenth of the standard deviation of the level between worlds, on either side of zero."""
    levels = np.array([level for _, level in looks], dtype=np.float64)
    tenth = TENTH * spread(levels[np.isfinite(levels)])
    return -tenth, tenth


def answer(found: Estimate, ends: tuple[float, float]) -> str:
    """At rest where the mean change may be zero, or is small beside what sets worlds apart."""
    return verdict_at_rest(found.low, found.high, ends[1])


def unit(settings: Settings, row: str) -> str:
    """Unit of the outcome."""
    from simulation.outcomes import OUTCOMES

    return OUTCOMES[row].unit
