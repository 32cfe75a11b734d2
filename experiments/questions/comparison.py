"""The main job: scenarios under every arm, replicate by replicate; tables, figures and a report.

A comparison is a list of runs like any other question: they are kept in the store, shared with studies and claims, and
what was finished is there however the command ended. The tables follow from the runs alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from experiments.numbers import closing_lines, contrasts, levy, undisturbed
from experiments.numbers.measures import declared_outcomes
from experiments.refusal import Refusal
from experiments.runs.address import resolved
from experiments.runs.arm import Arm, of_regimes
from experiments.runs.living import Replicate, order_of
from simulation.parameters import Value
from simulation.plan import Plan

PROGRAM = "ptce compare"
SHORTEST = 12
"""Months below which there is no year to tell."""
FEWEST_AGAIN = 2
"""Replicates that are run again beside the comparison where nothing else is asked for, if there are so many."""
RUN_TABLES = ("flows", "lorenz", "integration", "events", "whole_run", "organisation_years", "savings")
POLE_TABLES = ("pole_careers", "activities", "pole_money", "integration_in_poles")
TABLES = (*RUN_TABLES, *POLE_TABLES, "adults_followed", "organisations_followed")
"""Tables kept of every run that is compared; land only of the first replicate, posts where money may pay for some."""


@dataclass(frozen=True)
class Comparison:
    """What is compared.

    Attributes
    ----------
    scenarios, regimes : tuple of str
        In the order of the report.
    size : str
        ``class`` or ``full``.
    replicates : int
        Replicates a scenario, numbered from 0.
    months : int
        Months lived after the burnt-in state.
    seed : int
        Seed of all replicates.
    overrides : dict
        Parameters set beside the scenario's, the same in all arms.
    levy_replicates : int, optional
        Replicates run again with the envelope raised by a local levy; a quarter of all if not said, 0 for none.
    undisturbed_replicates : int, optional
        Replicates run again without the dated changes of a scenario that has some; a twelfth of all if not said, 0
        for none.
    """

    scenarios: tuple[str, ...] = contrasts.MISSION
    regimes: tuple[str, ...] = contrasts.MAIN_REGIMES
    size: str = "class"
    replicates: int = contrasts.DEFAULT_REPLICATES
    months: int = contrasts.DEFAULT_MONTHS
    seed: int = contrasts.DEFAULT_SEED
    overrides: Mapping[str, Any] = field(default_factory=dict)
    levy_replicates: int | None = None
    undisturbed_replicates: int | None = None

    @property
    def main_arms(self) -> tuple[Arm, ...]:
        """Arms that are compared."""
        return of_regimes(self.regimes)

    @property
    def levied_arms(self) -> tuple[Arm, ...]:
        """Arms lived once more with the envelope raised by a local levy."""
        names = levy.levy_arms(self.regimes, tuple(self.overrides.items()))
        return tuple(Arm(f"{name}, {levy.LEVY}", name, ((levy.FUNDING, levy.LEVY),)) for name in names)

    @property
    def undisturbed_arms(self) -> tuple[Arm, ...]:
        """Arms lived once more without the dated changes of the scenario."""
        return tuple(Arm(f"{name}, undisturbed", name, dated_changes=False) for name in self.regimes)

    @property
    def levied_replicates(self) -> int:
        """Replicates of each scenario in which arms are lived with a levy."""
        return self.again(self.levy_replicates, levy.SHARE_OF_REPLICATES) if self.levied_arms else 0

    @cached_property
    def shocks(self) -> dict[str, int]:
        """Month of the first dated change of each scenario that has one within the months lived."""
        arm = self.main_arms[0]
        first = {name: arm.plan(name, self.size, self.months).first_change for name in self.scenarios}
        return {name: month for name, month in first.items() if month is not None and month <= self.months}

    @cached_property
    def foundings(self) -> dict[str, int]:
        """Month in which the first declared pole of a scenario is founded, where that leaves a year to look at."""
        arms = [arm for arm in self.main_arms if arm.regime in contrasts.FOUNDING_REGIMES][:1]
        others = dict(self.overrides)
        plans = {name: (arm, arm.plan(name, self.size, self.months)) for arm in arms for name in self.scenarios}
        first = {name: resolved(plan, arm.changes(others)).first_founding for name, (arm, plan) in plans.items()}
        return {name: month for name, month in first.items() if month is not None and month + 12 <= self.months}

    @property
    def replicates_undisturbed(self) -> int:
        """Replicates of each of them that are lived again without."""
        return self.again(self.undisturbed_replicates, undisturbed.SHARE_OF_REPLICATES) if self.shocks else 0

    def again(self, asked: int | None, one_in: int) -> int:
        """Replicates that are lived again beside the comparison: as many as asked for, or one in so many."""
        wanted = max(FEWEST_AGAIN, self.replicates // one_in) if asked is None else asked
        return min(wanted, self.replicates)

    def beside(self, arm: Arm) -> str:
        """What sets an arm beside those compared; nothing for those."""
        if arm in self.levied_arms:
            return levy.BY_LEVY
        return "" if arm.dated_changes else undisturbed.UNDISTURBED

    @property
    def settings(self) -> dict[str, Any]:
        """Everything that was asked, plainly: what two comparisons are told apart by."""
        return {
            "scenarios": list(self.scenarios),
            "regimes": list(self.regimes),
            "size": self.size,
            "months": self.months,
            "replicates": self.replicates,
            "levied_replicates": self.levied_replicates,
            "undisturbed_replicates": self.replicates_undisturbed,
            "seed": self.seed,
            "overrides": dict(sorted(self.overrides.items())),
        }


def asked_in(manifest: Mapping[str, Any]) -> Comparison:
    """Return the comparison of a manifest, to be made again."""
    told = {name: manifest[name] for name in ("size", "replicates", "months", "seed", "overrides")}
    return Comparison(
        scenarios=tuple(manifest["scenarios"]),
        regimes=tuple(manifest["regimes"]),
        levy_replicates=manifest["levied_replicates"],
        undisturbed_replicates=manifest["undisturbed_replicates"],
        **told,
    )


# -- the runs it consists of ----------------------------------------------------------------------------------------


class ComparisonRuns:
    """The runs of a comparison, replicate by replicate over all scenarios, so that a stop leaves them balanced.

    Parameters
    ----------
    asked : Comparison

    Raises
    ------
    PlanError, Refusal
        In one sentence, where what is asked cannot be met.
    """

    def __init__(self, asked: Comparison):
        refuse_bad_numbers(asked)
        self.asked = asked
        self.others: dict[str, Value] = dict(asked.overrides)
        self.arms = (*asked.main_arms, *asked.levied_arms, *asked.undisturbed_arms)
        self.plans: dict[tuple[str, str], Plan] = {
            (scenario, arm.name): arm.plan(scenario, asked.size, asked.months)
            for scenario in asked.scenarios
            for arm in self.arms
        }
        self.outcomes = tuple(declared_outcomes())
        self.off_arms, self.off_plans = off_switch_arms(), {}
        for arm in self.off_arms:
            plan = arm.plan(asked.scenarios[0], asked.size, closing_lines.OFF_SWITCH_MONTHS)
            self.off_plans[arm.name] = plan
        # Every plan is made once with what is set, so that a setting that cannot be is refused before anything runs.
        for scenario in asked.scenarios:
            self.replicate(scenario, 0)

    def resolved(self, scenario: str, arm: Arm) -> Plan:
        """Return the plan of an arm with everything that is set."""
        return resolved(self.plans[(scenario, arm.name)], arm.changes(self.others))

    def count(self, arm: Arm, scenario: str) -> int:
        """Replicates in which an arm is lived."""
        beside = self.asked.beside(arm)
        if beside == undisturbed.UNDISTURBED:
            return self.asked.replicates_undisturbed if scenario in self.asked.shocks else 0
        return self.asked.levied_replicates if beside == levy.BY_LEVY else self.asked.replicates

    def keep(self, arm: Arm, number: int) -> tuple[str, ...]:
        """What is kept of a run."""
        if self.asked.beside(arm):
            return self.outcomes
        posts = ("posts",) if arm.regime in (*contrasts.MONEY_REGIMES, "market") else ()
        return (*self.outcomes, *TABLES, *posts, *(("land",) if number == 0 else ()))

    def replicate(self, scenario: str, number: int) -> Replicate:
        """One replicate of a scenario, under all arms that are lived in it."""
        seed = self.asked.seed
        orders = [
            order_of(arm, self.plans[(scenario, arm.name)], self.others, seed, number, self.keep(arm, number))
            for arm in self.arms
            if number < self.counts[(scenario, arm.name)]
        ]
        return Replicate(scenario, seed, number, tuple(orders))

    @cached_property
    def counts(self) -> dict[tuple[str, str], int]:
        """Replicates of each scenario and arm."""
        pairs = [(scenario, arm) for scenario in self.asked.scenarios for arm in self.arms]
        return {(scenario, arm.name): self.count(arm, scenario) for scenario, arm in pairs}

    def off_switch(self) -> Replicate:
        """Short runs with every mechanism off, in which reciprocity must make no difference."""
        seed = self.asked.seed
        orders = [order_of(arm, self.off_plans[arm.name], {}, seed, 0, self.outcomes) for arm in self.off_arms]
        return Replicate(self.asked.scenarios[0], seed, 0, tuple(orders))

    def __iter__(self) -> Iterator[Replicate]:
        """Yield the replicates; the off switch comes first, while the model may still have to be compiled."""
        yield self.off_switch()
        for number in range(self.asked.replicates):
            for scenario in self.asked.scenarios:
                yield self.replicate(scenario, number)

    @property
    def total(self) -> int:
        """Number of runs."""
        return sum(self.counts.values()) + len(self.off_arms)


def off_switch_arms() -> tuple[Arm, ...]:
    """Return the arms between which there must be no difference with every mechanism off."""
    from simulation.plan import all_mechanisms_off

    off = tuple(sorted(all_mechanisms_off().items()))
    regimes = dict.fromkeys(regime for pair in closing_lines.OFF_SWITCH_PAIRS for regime in reversed(pair))
    return tuple(Arm(f"{regime}, mechanisms off", regime, off) for regime in regimes)


def refuse_bad_numbers(asked: Comparison) -> None:
    """Refuse regimes that do not exist and numbers that make no comparison."""
    from simulation.plan import REGIMES
    from simulation.refusals import Phrase, unknown

    for regime in asked.regimes:
        if regime not in REGIMES:
            raise unknown("regime", regime, REGIMES)
    for name, amount in (("replicate", asked.replicates), ("month", asked.months)):
        if amount < 1:
            raise Refusal("a comparison needs at least one {name}, not {amount}", name=Phrase(name), amount=amount)
    if asked.months < SHORTEST:
        raise Refusal(
            "a comparison is told by years and needs at least {least} months, not {months}",
            least=SHORTEST,
            months=asked.months,
        )
    for how, again in (
        ("with a levy", asked.levy_replicates),
        ("without dated changes", asked.undisturbed_replicates),
    ):
        if (again or 0) < 0:
            raise Refusal(
                "replicates run again {how} cannot be {again}; 0 leaves them out", how=Phrase(how), again=again
            )
