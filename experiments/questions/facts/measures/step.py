"""A step of a parameter: what it does to an outcome, world by world, on the same random numbers."""

import math
from typing import Literal

from experiments.numbers.series_statistics import statistic_of
from experiments.questions.facts.measures import world as worlds
from experiments.questions.facts.measures.world import CHANGED, Change, Needs, Number, Where, World
from experiments.refusal import Refusal
from simulation.parameters import Value


class Settings(worlds.Settings):
    """What is changed, and where the effect is looked for.

    Attributes
    ----------
    parameter : str
        Path of the parameter.
    from_month : int
        First month with the new value; 1 is the first one lived.
    value : float, int, bool or str, optional
    factor : float, optional
        What the scenario's value is multiplied by: one of the two.
    outcome, statistic, months, against
        What is compared, as in a fact with an outcome.
    effect : str
        ``difference``, ``percent`` (difference in per cent of the unchanged run), ``ratio``, or ``elasticity``
        (logarithm of the ratio over that of the parameter's two values).
    """

    parameter: str
    from_month: int = 1
    value: Number | bool | str | None = None
    factor: Number | None = None
    outcome: str
    statistic: str = "mean"
    months: list[int]
    against: str | None = None
    effect: Literal["difference", "percent", "ratio", "elasticity"] = "difference"


def check(settings: Settings, where: Where) -> None:
    """Refuse outcomes, statistics, parameters and values that there are not."""
    from simulation.checks import checked, parameter_named

    worlds.refuse_unknown_outcome(settings.outcome, where("outcome"))
    if settings.against is not None:
        worlds.refuse_unknown_outcome(settings.against, where("against"))
    worlds.refuse_bad_statistic(settings.statistic, settings.against, settings.months, where)
    parameter = parameter_named(settings.parameter, where("parameter"))
    if (settings.value is None) == (settings.factor is None):
        raise Refusal("{where}: a step needs either 'value' or 'factor'", where=where("parameter"))
    if parameter.initial:
        raise Refusal(
            "{where}: {path!r} is read when the territory is set up and cannot step later",
            where=where("parameter"),
            path=settings.parameter,
        )
    if settings.value is not None:
        checked(parameter, settings.value, where("value"))
    if not 1 <= settings.from_month <= settings.months[1]:
        raise Refusal(
            "{where}: the step is in month {month}, and it is looked at until month {last}, 1 being the first one",
            where=where("from_month"),
            month=settings.from_month,
            last=settings.months[1],
        )
    quantity = parameter.kind in ("number", "integer")
    if not quantity and (settings.factor is not None or settings.effect == "elasticity"):
        raise Refusal(
            "{where}: {path!r} is no quantity: give 'value', and no elasticity",
            where=where("parameter"),
            path=settings.parameter,
        )


def needs(settings: Settings, row: str) -> Needs:
    """The months of the outcome in both runs."""
    both = (settings.outcome,) if settings.against is None else (settings.outcome, settings.against)
    value: Value | None = settings.value
    return Needs(both, settings.months[1], Change(settings.parameter, settings.from_month, value, settings.factor))


def look(settings: Settings, row: str, world: World) -> float:
    """Effect in a world."""
    plain, changed = (value_in(settings, world, run) for run in (worlds.PLAIN, CHANGED))
    return effect(settings.effect, plain, changed, world.before, world.after)


def value_in(settings: Settings, world: World, run: str) -> float:
    """Value of the statistic in one of the two runs."""
    other = None if settings.against is None else world.series(settings.against, settings.months, run)
    return statistic_of(settings.statistic, world.series(settings.outcome, settings.months, run), other)


def effect(kind: str, plain: float, changed: float, before: float, after: float) -> float:
    """Effect of a step, from the outcome and the parameter in both runs; not a number where it is not defined."""
    if kind == "difference":
        return changed - plain
    if plain == 0:
        return math.nan
    if kind == "percent":
        return 100.0 * (changed - plain) / plain
    ratio = changed / plain
    if kind == "ratio":
        return ratio
    if not (ratio > 0 and before > 0 and after > 0) or before == after:
        return math.nan
    return math.log(ratio) / math.log(after / before)
