"""Survival of newcomers: the share of organisations founded within some months that live on at an age."""

from experiments.numbers.organisation_lives import lives_of_newcomers, survival
from experiments.numbers.series_statistics import YEAR
from experiments.questions.facts.measures import world as worlds
from experiments.questions.facts.measures.world import Needs, Number, Where, World
from experiments.refusal import Refusal

EVENTS = "events"


class Settings(worlds.Settings):
    """The age, in years, and the months of founding.

    Attributes
    ----------
    years : float
    founded : list of int
        First and last month of founding, both included; 1 is the first month lived.
    """

    years: Number
    founded: list[int]


def check(settings: Settings, where: Where) -> None:
    """Refuse an age that is none, and months that are none."""
    worlds.refuse_bad_months(settings.founded, where("founded"))
    if not 0 < settings.years <= worlds.LONGEST / 12:
        raise Refusal("{where}: 'years' is {years} and must be above 0", where=where("years"), years=settings.years)


def needs(settings: Settings, row: str) -> Needs:
    """The log of events, long enough for the last ones founded to reach the age."""
    return Needs((EVENTS,), settings.founded[1] + round(12 * settings.years))


def look(settings: Settings, row: str, world: World) -> float:
    """Share that lives on, per cent."""
    first, last = settings.founded
    lives = lives_of_newcomers(world.plain.table(EVENTS), (first, last), world.months)
    return 100.0 * survival(lives, settings.years)


def shortened(settings: Settings, months: int) -> Settings | None:
    """Of those founded early enough to reach the age; none where that is less than a year of founding."""
    first, last = settings.founded
    reached = months - round(12 * settings.years)
    if reached < last and reached - first < YEAR - 1:
        return None
    return settings.model_copy(update={"founded": [first, min(last, reached)]})
