"""A number of the whole run (`simulation.outcomes.whole_run`)."""

from experiments.questions.facts.measures import world as worlds
from experiments.questions.facts.measures.world import Needs, Where, World

WHOLE_RUN = "whole_run"
MONTHS = 240
"""A summary speaks of a whole run: of twenty years, whatever else is asked."""


class Settings(worlds.Settings):
    """Name of the number."""

    summary: str


def check(settings: Settings, where: Where) -> None:
    """Refuse a summary that there is not."""
    from simulation.outcomes.whole_run import SUMMARIES

    worlds.refuse_other_than(settings.summary, SUMMARIES, "summary", where("summary"))


def needs(settings: Settings, row: str) -> Needs:
    """The table of whole runs."""
    return Needs((WHOLE_RUN,), MONTHS)


def look(settings: Settings, row: str, world: World) -> float:
    """Its value."""
    return float(world.plain.table(WHOLE_RUN)[settings.summary].iloc[0])


def shortened(settings: Settings, months: int) -> Settings | None:
    """The same in a run of twenty years or more; none in a shorter one."""
    return settings if months >= MONTHS else None
