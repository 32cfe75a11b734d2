"""What is asked of the model for a table of facts: one row a fact, scenario and number, and the runs that takes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from experiments.numbers.contrasts import DEFAULT_SEED, VALIDATION_REPLICATES
from experiments.questions.facts import measures
from experiments.questions.facts.declared import Fact
from experiments.questions.facts.measures.world import CHANGED, PLAIN, Change, Needs
from experiments.refusal import Refusal
from experiments.runs.arm import Arm
from experiments.runs.living import Order, Replicate, order_of
from simulation.parameters import Value
from simulation.plan import Plan
from simulation.refusals import PlanError, unknown
from simulation.scenario_files import SIZES, DatedChange, checked_months, scenario_file, scenario_names

SHORTEST = 1


@dataclass(frozen=True)
class Row:
    """One number of a fact in a scenario.

    Attributes
    ----------
    fact : Fact
    scenario : str
        Name, or path of a file.
    name : str
        Which of the numbers that the fact comes to; empty where there is one.
    """

    fact: Fact
    scenario: str
    name: str

    @cached_property
    def needs(self) -> Needs:
        """What is needed of the runs of a world."""
        return measures.measure(self.fact.kind).needs(self.fact.settings, self.name)

    @property
    def arms(self) -> tuple["Life", ...]:
        """Lives that are needed of each world."""
        plain = Life(self.scenario, self.fact.regime)
        return (plain,) if self.needs.change is None else (plain, replace(plain, change=self.needs.change))


@dataclass(frozen=True)
class Life:
    """A scenario under a regime, with something changed or nothing."""

    scenario: str
    regime: str
    change: Change | None = None

    @property
    def run(self) -> str:
        """What measures call it."""
        return PLAIN if self.change is None else CHANGED


@dataclass(frozen=True)
class Validation:
    """A table of facts, and how many worlds are asked.

    Attributes
    ----------
    facts : tuple of Fact
    scenarios : tuple of str
        Those that are asked; all that the facts name where there is none.
    size : str
        ``class`` or ``full``.
    replicates : int
        Worlds of each scenario, numbered from 0.
    months : int, optional
        Months lived; as many as the facts need if not said.
    seed : int
    overrides : dict
        Parameters set beside the scenario's, in all runs alike.
    """

    facts: tuple[Fact, ...]
    scenarios: tuple[str, ...] = ()
    size: str = "class"
    replicates: int = VALIDATION_REPLICATES
    months: int | None = None
    seed: int = DEFAULT_SEED
    overrides: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.replicates < 1:
            raise Refusal("a validation needs at least one replicate, not {number}", number=self.replicates)
        if self.months is not None:
            checked_months(self.months, "--months")
        if self.size not in SIZES:
            raise unknown("size", self.size, SIZES)
        for scenario in self.scenarios:
            scenario_file(scenario)
        if not self.rows:
            raise Refusal(
                "no fact is of the scenario {scenario}; facts are of {allowed}",
                scenario=", ".join(self.scenarios),
                allowed=", ".join(sorted({name for fact in self.facts for name in fact.scenarios})),
            )

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All rows, in the order of the facts."""
        return tuple(
            Row(fact, scenario, name)
            for fact in self.facts
            for scenario in self.scenarios_of(fact)
            for name in measures.rows_of(fact.kind, fact.settings)
        )

    def scenarios_of(self, fact: Fact) -> tuple[str, ...]:
        """Scenarios in which a fact is looked for: its own, or any there is, as far as they are asked."""
        own = fact.scenarios or self.scenarios or scenario_names()
        return tuple(name for name in own if not self.scenarios or name in self.scenarios)

    @cached_property
    def lived(self) -> dict[str, int]:
        """Months lived of each scenario: equal for all its facts, so that they share their runs."""
        needed: dict[str, int] = {}
        for row in (row for row in self.rows if not row.fact.absent):
            needed[row.scenario] = max(needed.get(row.scenario, SHORTEST), row.needs.months)
        return {name: months if self.months is None else self.months for name, months in needed.items()}

    def fits(self, row: Row) -> bool:
        """Whether a row is measured: its outcomes are there, and as many months are lived as it needs."""
        return not row.fact.absent and row.needs.months <= self.lived[row.scenario]

    @property
    def settings(self) -> dict[str, Any]:
        """Everything that was asked beside the facts, plainly: what two validations are told apart by."""
        return {
            "scenarios": list(self.scenarios),
            "size": self.size,
            "replicates": self.replicates,
            "months": self.months,
            "seed": self.seed,
            "overrides": dict(sorted(self.overrides.items())),
        }


class FactRuns:
    """The runs that a validation takes, world by world over all scenarios, so that a stop leaves them balanced.

    Parameters
    ----------
    asked : Validation

    Raises
    ------
    PlanError, Refusal
        In one sentence, where what is asked cannot be met.
    """

    def __init__(self, asked: Validation):
        self.asked = asked
        self.others: dict[str, Value] = dict(asked.overrides)
        self.keep: dict[Life, set[str]] = {}
        self.plans: dict[Life, Plan] = {}
        for row in asked.rows:
            if not asked.fits(row):
                continue
            for life in row.arms:
                self.keep.setdefault(life, set()).update(row.needs.keep)
                if life not in self.plans:
                    self.plans[life] = self.plan_of(life, row.fact)
        # Every run is asked for once, so that a setting that cannot be is refused before anything runs.
        for life in self.keep:
            self.order(life, 0)

    def plan_of(self, life: Life, fact: Fact) -> Plan:
        """Plan of a life, with everything set and changed.

        Raises
        ------
        PlanError
        """
        from simulation import load_plan

        plan = Arm(life.regime, life.regime).plan(life.scenario, self.asked.size, self.asked.lived[life.scenario])
        plan = load_plan(plan, overrides=self.others) if self.others else plan
        if life.change is None:
            return plan
        try:
            return plan.with_changes((*plan.as_read.changes, dated(life.change, fact)))
        except PlanError as error:
            raise Refusal("{where}: {refusal}", where=fact.place, refusal=error) from error

    def values_of(self, life: Life) -> tuple[float, float]:
        """Value of what is changed, before and after; not numbers where it is none."""
        nothing = (float("nan"), float("nan"))
        if life.change is None:
            return nothing
        event = next(
            event
            for event in self.plans[life].events
            if (event.path, event.month) == (life.change.path, life.change.month)
        )
        try:
            return float(event.before), float(event.value)
        except ValueError:
            return nothing

    def order(self, life: Life, number: int) -> Order:
        """Ask for one life of a world."""
        arm = Arm(life.regime if life.change is None else f"{life.regime}, {life.change.path} changed", life.regime)
        return order_of(arm, self.plans[life], {}, self.asked.seed, number, tuple(sorted(self.keep[life])))

    def lives_in(self, scenario: str) -> list[Life]:
        """Lives of a scenario."""
        return [life for life in self.keep if life.scenario == scenario]

    def replicate(self, scenario: str, number: int) -> Replicate:
        """One world of a scenario with all its lives."""
        orders = tuple(self.order(life, number) for life in self.lives_in(scenario))
        return Replicate(scenario, self.asked.seed, number, orders)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Scenarios of which something is lived."""
        return tuple(dict.fromkeys(life.scenario for life in self.keep))

    def __iter__(self) -> Iterator[Replicate]:
        """Yield the worlds."""
        for number in range(self.asked.replicates):
            for scenario in self.scenarios:
                yield self.replicate(scenario, number)

    @property
    def firsts(self) -> tuple[Replicate, ...]:
        """The first world of each scenario: all the plans there are."""
        return tuple(self.replicate(scenario, 0) for scenario in self.scenarios)

    @property
    def total(self) -> int:
        """Number of runs."""
        return self.asked.replicates * len(self.keep)


def dated(change: Change, fact: Fact) -> DatedChange:
    """Write a change as a scenario would date it."""
    return DatedChange(
        month=change.month,
        until=change.month,
        path=change.path,
        value=change.value,
        factor=change.factor,
        source=fact.source,
        label={},
        file=fact.id,
    )


def asked_again(settings: Mapping[str, Any], facts: Sequence[Fact]) -> Validation:
    """Return the validation that was asked with these settings (`Validation.settings`)."""
    told = {**settings, "scenarios": tuple(settings["scenarios"])}
    return Validation(tuple(facts), **told)
