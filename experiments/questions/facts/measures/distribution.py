"""A number of a cross-section: how skewed sizes are, how productivity spreads, whether growth looks like a tent."""

from typing import Literal

import numpy as np
import pandas as pd

from experiments.numbers.cross_sections import (
    MEASURES,
    SHARE_HELD,
    share_held_from,
    within_groups,
    yearly_growth,
)
from experiments.questions.facts.measures import world as worlds
from experiments.questions.facts.measures.sections import (
    SECTIONS,
    Members,
    chosen,
    months_within,
    refuse_bad_members,
    refuse_bad_months_of_sections,
    refuse_unknown_column,
    section_of,
)
from experiments.questions.facts.measures.world import Needs, Number, Where, World
from experiments.refusal import Refusal


class Settings(worlds.Settings):
    """Who, what, when, and which number.

    Attributes
    ----------
    of : str
        ``organisations`` or ``households`` (adults).
    column : str
    measure : str
        One of `experiments.numbers.cross_sections.MEASURES`, or ``share_held_from`` (part of the column's sum, per
        cent, held by those with `smallest` of it or more).
    months : list of int
        Month ends that are looked at; the mean over them is told.
    growth : bool
        Look at logarithmic growth from each of the months to the next, all together, in the place of levels.
    within : str, optional
        Column of names within whose groups the measure is taken; the mean over groups is told.
    smallest : float, optional
    where : dict
        As in a subgroup.
    """

    of: Literal["organisations", "households"]
    column: str
    measure: str
    months: list[int]
    growth: bool = False
    within: str | None = None
    smallest: Number | None = None
    where: Members = {}


def check(settings: Settings, where: Where) -> None:
    """Refuse columns, measures and months that there are not."""
    refuse_unknown_column(settings.of, settings.column, where("column"), numbers=True)
    worlds.refuse_other_than(settings.measure, (*MEASURES, SHARE_HELD), "measure", where("measure"))
    refuse_bad_months_of_sections(settings.of, settings.months, where("months"))
    refuse_bad_members(settings.of, settings.where, where("where"))
    if settings.within is not None:
        worlds.refuse_other_than(settings.within, SECTIONS[settings.of].names, "column", where("within"))
    if (settings.measure == SHARE_HELD) != (settings.smallest is not None):
        raise Refusal(
            "{where}: 'smallest' belongs to the measure {name!r}, which needs it",
            where=where("measure"),
            name=SHARE_HELD,
        )
    if settings.growth and len(settings.months) < 2:
        raise Refusal("{where}: growth needs two months", where=where("months"))
    worlds.refuse_both(
        settings.within is not None and (settings.growth or settings.measure == SHARE_HELD),
        "within",
        "growth" if settings.growth else SHARE_HELD,
        where("within"),
    )


def needs(settings: Settings, row: str) -> Needs:
    """The cross-sections."""
    return Needs((SECTIONS[settings.of].table,), max(settings.months))


def look(settings: Settings, row: str, world: World) -> float:
    """Value in a world."""
    sections = world.plain.table(SECTIONS[settings.of].table)
    sections = sections[chosen(sections, settings.where)]
    if settings.growth:
        return number_of(settings, yearly_growth(sections, settings.column, sorted(settings.months)))
    return float(np.mean([of_a_month(settings, section_of(sections, month)) for month in settings.months]))


def of_a_month(settings: Settings, section: pd.DataFrame) -> float:
    """Value in one cross-section."""
    values = section[settings.column].to_numpy(np.float64)
    if settings.within is None:
        return number_of(settings, values)
    return within_groups(values, section[settings.within].to_numpy(), settings.measure)


def number_of(settings: Settings, values: np.ndarray) -> float:
    """Value of the measure."""
    if settings.measure == SHARE_HELD:
        assert settings.smallest is not None
        return 100.0 * share_held_from(values, settings.smallest)
    return MEASURES[settings.measure](values)


def shortened(settings: Settings, months: int) -> Settings | None:
    """The same at the months that there are; growth needs two."""
    there = months_within(settings.months, months)
    return settings.model_copy(update={"months": there}) if len(there) > settings.growth else None
