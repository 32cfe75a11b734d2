"""A statistic of an outcome over months, or of two outcomes."""

from experiments.numbers.series_statistics import STATISTICS, YEAR, statistic_of
from experiments.questions.facts.measures import world as worlds
from experiments.questions.facts.measures.world import Needs, Where, World


class Settings(worlds.Settings):
    """The outcome, what it comes to as one number (`experiments.numbers.series_statistics`), over which months.

    Attributes
    ----------
    outcome : str
    statistic : str
    months : list of int
        First and last one, both included; 0 is the starting state.
    against : str, optional
        Second outcome, for a ratio, a correlation or a slope.
    """

    outcome: str
    statistic: str
    months: list[int]
    against: str | None = None


def check(settings: Settings, where: Where) -> None:
    """Refuse outcomes and statistics that there are not."""
    worlds.refuse_unknown_outcome(settings.outcome, where("outcome"))
    if settings.against is not None:
        worlds.refuse_unknown_outcome(settings.against, where("against"))
    worlds.refuse_bad_statistic(settings.statistic, settings.against, settings.months, where)


def needs(settings: Settings, row: str) -> Needs:
    """The months of one outcome or two."""
    both = (settings.outcome,) if settings.against is None else (settings.outcome, settings.against)
    return Needs(both, settings.months[1])


def look(settings: Settings, row: str, world: World) -> float:
    """Value of the statistic."""
    other = None if settings.against is None else world.series(settings.against, settings.months)
    return statistic_of(settings.statistic, world.series(settings.outcome, settings.months), other)


def shortened(settings: Settings, months: int) -> Settings | None:
    """The same over the months that there are, a year at least; none where the number hangs on the last month."""
    first, last = settings.months
    if last <= months:
        return settings
    statistic = STATISTICS[settings.statistic]
    if not statistic.any_span or months - first < max(statistic.months, YEAR):
        return None
    return settings.model_copy(update={"months": [first, months]})
