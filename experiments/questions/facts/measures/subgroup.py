"""A subgroup: the mean, median or share of a column among organisations or adults of a kind."""

from typing import Literal

import numpy as np
import pandas as pd

from experiments.numbers.cross_sections import FEWEST
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
from experiments.questions.facts.measures.world import Needs, Where, World


class Settings(worlds.Settings):
    """Who, what, and when.

    Attributes
    ----------
    of : str
        ``organisations`` or ``households`` (adults).
    column : str, optional
        What is looked at (`simulation.readings`); none for the share of members.
    measure : str
        ``mean``, ``median``, ``sum``, ``share_of_members`` (of all, per cent) or ``share_of_sum`` (of the column's
        sum over all, per cent).
    where : dict
        What members have in common: a column, and a value, a list of values, or ``{ from = , below = }``.
    against : dict, optional
        Others, by whose value that of the members is divided.
    months : list of int
        Month ends that are looked at; the mean over them is told.
    """

    of: Literal["organisations", "households"]
    column: str | None = None
    measure: Literal["mean", "median", "sum", "share_of_members", "share_of_sum"] = "mean"
    where: Members
    against: Members | None = None
    months: list[int]


def check(settings: Settings, where: Where) -> None:
    """Refuse columns and months that there are not."""
    refuse_bad_members(settings.of, settings.where, where("where"))
    if settings.against is not None:
        refuse_bad_members(settings.of, settings.against, where("against"))
    if settings.measure == "share_of_members":
        worlds.refuse_both(settings.column is not None, "column", "share_of_members", where("column"))
    else:
        refuse_unknown_column(settings.of, settings.column or "", where("column"), numbers=True)
    refuse_bad_months_of_sections(settings.of, settings.months, where("months"))


def needs(settings: Settings, row: str) -> Needs:
    """The cross-sections."""
    return Needs((SECTIONS[settings.of].table,), max(settings.months))


def look(settings: Settings, row: str, world: World) -> float:
    """Mean over the months of what the subgroup comes to."""
    sections = world.plain.table(SECTIONS[settings.of].table)
    return float(np.mean([of_a_month(settings, section_of(sections, month)) for month in settings.months]))


def of_a_month(settings: Settings, everybody: pd.DataFrame) -> float:
    """What the subgroup comes to in one cross-section, beside the others where there are any."""
    value = of_members(settings, settings.where, everybody)
    if settings.against is None:
        return value
    others = of_members(settings, settings.against, everybody)
    return value / others if others else float("nan")


def of_members(settings: Settings, who: Members, everybody: pd.DataFrame) -> float:
    """What some of them come to; missing where they are too few."""
    members = everybody[chosen(everybody, who)]
    if settings.measure == "share_of_members":
        return 100.0 * len(members) / len(everybody) if len(everybody) >= FEWEST else float("nan")
    values = members[settings.column].to_numpy(np.float64)
    if settings.measure in ("sum", "share_of_sum"):
        total = float(everybody[settings.column].sum()) if settings.measure == "share_of_sum" else 100.0
        return 100.0 * float(values.sum()) / total if total else float("nan")
    if len(values) < FEWEST:
        return float("nan")
    return float(values.mean() if settings.measure == "mean" else np.median(values))


def shortened(settings: Settings, months: int) -> Settings | None:
    """The same at the months that there are."""
    there = months_within(settings.months, months)
    return settings.model_copy(update={"months": there}) if there else None
