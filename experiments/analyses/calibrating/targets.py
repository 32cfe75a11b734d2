"""Facts as targets of a calibration: those that the model is set by, in the market, from one run each."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from experiments.designs.calibration import REGIME, refuse_cooperation
from experiments.questions.facts.declared import Fact, read_facts
from experiments.questions.facts.one_run import LivedRun, kept_for, looks_at_the_start_alone, of_one_run, values_of
from experiments.refusal import Refusal
from experiments.runs.living import kept_of, territory_of
from simulation.plan import Plan

FAILED_DISTANCE = 1e6
"""Distance, in tolerances, of a run that has no value."""


@dataclass(frozen=True)
class Task:
    """What is calibrated.

    Attributes
    ----------
    ranges : dict
        Path to (low, high): the prior is even between them.
    scenario, regime, size : str
    months : int
    seed : int
        Of the model; the replicate is drawn anew for each run.
    overrides : dict
        Parameters set the same in every run.
    """

    ranges: Mapping[str, tuple[float, float]]
    scenario: str = "base"
    regime: str = REGIME
    size: str = "class"
    months: int = 120
    seed: int = 1
    overrides: Mapping[str, Any] = field(default_factory=dict)

    def plan(self, values: Mapping[str, Any] | None = None) -> Plan:
        """Return the plan with these values set.

        Raises
        ------
        PlanError
        """
        from simulation import load_plan

        overrides = {**self.overrides, **(values or {})}
        return load_plan(self.scenario, regime=self.regime, size=self.size, months=self.months, overrides=overrides)


def facts_for(task: Task, facts: Iterable[Fact] | None = None) -> tuple[Fact, ...]:
    """Choose the facts that runs of a task can be held against: targets, and those that are held out.

    A fact of month 0 alone says something on a parameter only where one is read when the territory is set up.
    """
    from simulation.declared import PARAMETERS

    set_up = any(PARAMETERS[path].initial for path in task.ranges if path in PARAMETERS)
    there = of_one_run(read_facts() if facts is None else facts, task.scenario, REGIME, task.months)
    return tuple(fact for fact in there if set_up or not looks_at_the_start_alone(fact))


def targets_for(task: Task) -> tuple[Fact, ...]:
    """Choose the targets of a task: facts that the model is set by."""
    return tuple(fact for fact in facts_for(task) if fact.used_for_setting)


def miss(fact: Fact, value: float) -> float:
    """Distance of a value from the band, in tolerances; 0 within it, large where there is no value."""
    if not math.isfinite(value):
        return FAILED_DISTANCE
    low, high = fact.band
    return max(low - value, value - high, 0.0) / fact.tolerance


def distance_to(targets: Sequence[Fact]) -> Callable[[Mapping[str, float], Any], float]:
    """Return the distance of values from the bands: root of the sum of squares, in tolerances."""

    def distance(found: Mapping[str, float], _: Any = None) -> float:
        return float(np.sqrt(sum(miss(fact, found[fact.id]) ** 2 for fact in targets)))

    return distance


@dataclass(frozen=True)
class OfOneRun:
    """Runs a territory in the market and gives what it shows for each fact, by id.

    Attributes
    ----------
    task : Task
    facts : tuple of Fact
    """

    task: Task
    facts: tuple[Fact, ...]

    def __call__(self, values: Mapping[str, float], replicate: int) -> dict[str, float]:
        """Run with values set, on the random numbers of a replicate."""
        from simulation.declared import PARAMETERS

        typed = {
            path: int(round(value)) if PARAMETERS[path].kind == "integer" else float(value)
            for path, value in values.items()
        }
        task = self.task
        territory = territory_of(task.plan(typed), task.seed, replicate)
        _, series, tables = kept_of(territory, task.months, kept_for(self.facts))
        return values_of(self.facts, LivedRun(series, tables), replicate, task.months)


def refuse_bad_task(task: Task, targets: Sequence[Fact]) -> None:
    """Refuse a calibration that could learn from poles, or that makes no sense.

    Raises
    ------
    Refusal, PlanError
    """
    from simulation.checks import parameter_named
    from simulation.plan import RECIPROCITY

    plan = task.plan()
    if plan.regime != REGIME or plan.values[RECIPROCITY]:
        raise Refusal(
            "calibration runs in the regime 'market', with poles off, and not in {regime!r}: what "
            "poles bring about is what the model is asked, so it cannot be fitted.",
            regime=plan.regime,
        )
    if not task.ranges:
        raise Refusal("name at least one parameter to calibrate.")
    for path, (low, high) in task.ranges.items():
        parameter = parameter_named(path, "calibration")
        refuse_cooperation(path)
        if parameter.kind not in ("number", "integer") or not parameter.low <= low < high <= parameter.high:
            raise Refusal(
                "{path!r} needs a range within {low:g} and {high:g}.", path=path, low=parameter.low, high=parameter.high
            )
    for fact in targets:
        refuse_bad_target(fact)
    if not targets:
        raise Refusal(
            "no fact that the model is set by can be had from one run of {scenario} in {months} months.",
            scenario=task.scenario,
            months=task.months,
        )


def refuse_bad_target(fact: Fact) -> None:
    """Refuse a fact that is held out, that poles bring about, or whose distance has no measure.

    Raises
    ------
    Refusal
    """
    if not fact.used_for_setting:
        raise Refusal("the fact {fact!r} is held out and is not calibrated on.", fact=fact.id)
    if fact.regime != REGIME:
        raise Refusal(
            "the fact {fact!r} is of the regime {regime!r}, and what poles bring about is not calibrated on.",
            fact=fact.id,
            regime=fact.regime,
        )
    if not math.isfinite(fact.tolerance):
        raise Refusal(
            "the band of the fact {fact!r} is open: with 'tolerance' it says which distance from it counts as one.",
            fact=fact.id,
        )
