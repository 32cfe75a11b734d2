"""The main job: scenarios under every arm, replicate by replicate; tables, figures and a report.

A comparison is a list of runs like any other question: they are kept in the store, shared with studies and claims, and
what was finished is there however the command ended. The tables follow from the runs alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from experiments.files import provenance
from experiments.files.directory import ResultsDirectory
from experiments.numbers import closing_lines, contrasts, levy, undisturbed
from experiments.numbers.arm_summaries import arm_summaries
from experiments.numbers.assembled import RunRead, assemble
from experiments.numbers.costs import cost_per_job_year
from experiments.numbers.dead_weight import dead_weight
from experiments.numbers.displacement import member_and_all_jobs
from experiments.numbers.effects import paired_effects
from experiments.numbers.exit_hazards import exit_hazards, exit_rates
from experiments.numbers.measures import as_records, declared_outcomes, rows_in
from experiments.numbers.pole_survival import pole_survival
from experiments.origin import KEY, origin_hash
from experiments.refusal import Refusal
from experiments.runs.address import identity
from experiments.runs.arm import Arm, of_regimes
from experiments.runs.coordinator import Coordinator, Means, whole
from experiments.runs.living import Replicate, order_of
from experiments.runs.store import FAILED, LOST
from simulation.parameters import Value
from simulation.plan import Plan

PROGRAM = "ptce compare"
SHORTEST = 12
"""Months below which there is no year to tell."""
FEWEST_AGAIN = 2
"""Replicates that are run again beside the comparison where nothing else is asked for, if there are so many."""
BYTES_A_RUN_MONTH = 1_200
"""Space a month of a run takes on disk at most, in the store and again in the tables."""
BYTES_FOR_FIGURES = 40_000_000
TABLES = ("flows", "lorenz", "integration", "events", "whole_run", "organisation_years")
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
    regimes: tuple[str, ...] = contrasts.REGIMES
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
        from experiments.runs.address import resolved

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
    from simulation.refusals import unknown

    for regime in asked.regimes:
        if regime not in REGIMES:
            raise unknown("regime", regime, REGIMES)
    for name, amount in (("replicate", asked.replicates), ("month", asked.months)):
        if amount < 1:
            raise Refusal(f"a comparison needs at least one {name}, not {amount}")
    if asked.months < SHORTEST:
        raise Refusal(f"a comparison is told by years and needs at least {SHORTEST} months, not {asked.months}")
    for how, again in (
        ("with a levy", asked.levy_replicates),
        ("without dated changes", asked.undisturbed_replicates),
    ):
        if (again or 0) < 0:
            raise Refusal(f"replicates run again {how} cannot be {again}; 0 leaves them out")


# -- from the runs to tables -------------------------------------------------------------------------------------------


def begin(results: ResultsDirectory, runs: ComparisonRuns, fresh: bool) -> None:
    """Refuse a directory that holds another comparison; else say what is begun in it."""
    former = results.former
    if former is not None and not fresh:
        settings = runs.asked.settings
        moved = [
            f"{name} {former.get(name)} and not {value}"
            for name, value in settings.items()
            if former.get(name) != value
        ]
        if moved:
            raise Refusal(
                f"{results.directory} holds a comparison with other settings ({'; '.join(moved)}): name another"
                " directory with --out, or replace it with --fresh"
            )
    results.refuse_in_the_way(["runs.parquet", "monthly.parquet", "effects.parquet", "report.md", "report.html"])
    if former is None or fresh:
        results.begin({"program": PROGRAM, **runs.asked.settings, "finished": {}})


def space_of(runs: ComparisonRuns) -> int:
    """Bytes that runs, tables and figures take at most."""
    return 2 * runs.total * (runs.asked.months + 1) * BYTES_A_RUN_MONTH + BYTES_FOR_FIGURES


def lived_and_read(
    coordinator: Coordinator, runs: ComparisonRuns
) -> tuple[bool, list[list[RunRead]], dict[str, Any] | None]:
    """Run what is missing and read what is there.

    Returns
    -------
    tuple
        Whether it was stopped; the runs of each replicate that has all of them; what the off switch says.
    """
    coordinator.total = runs.total

    def work() -> tuple[list[list[RunRead]], dict[str, Any] | None]:
        coordinator.settled = 0
        coordinator.see_through(lambda: iter(runs))
        return read_complete(coordinator, runs)

    try:
        return (False, *whole(coordinator, work))
    except KeyboardInterrupt:
        coordinator.engine.close(at_once=True)
        # What is damaged is left out here: the next command runs it again.
        return (True, *whole(coordinator, lambda: read_complete(coordinator, runs)))


def read_complete(coordinator: Coordinator, runs: ComparisonRuns) -> tuple[list[list[RunRead]], dict[str, Any] | None]:
    """Read the replicates all of whose runs are there, and what the off switch says if its runs are.

    Raises
    ------
    Damaged
    """
    store, asked = coordinator.store, runs.asked
    arms = {arm.name: arm for arm in runs.arms}
    complete: list[list[RunRead]] = []
    off_switch = None
    for place, replicate in enumerate(runs):
        entries = store.entries(replicate.addresses)
        if not all(one.address in entries and entries[one.address].has(one.keep) for one in replicate.runs):
            continue
        rows = store.rows(entries)
        if place == 0:
            outcomes = {
                one.plan.regime: np.column_stack([rows[one.address].series[name] for name in runs.outcomes])
                for one in replicate.runs
            }
            off_switch = closing_lines.off_switch_difference(outcomes, tuple(declared_outcomes().values()))
            continue
        read = []
        for one in replicate.runs:
            arm, row = arms[one.arm], rows[one.address]
            read.append(
                RunRead(
                    scenario=replicate.scenario,
                    regime=arm.regime,
                    replicate=replicate.number,
                    beside=asked.beside(arm),
                    series={name: row.series[name] for name in runs.outcomes},
                    tables={name: row.table(name) for name in one.keep if name in row.packed},
                    record={
                        "seed": asked.seed,
                        "funding": levy.LEVY if asked.beside(arm) == levy.BY_LEVY else "as planned",
                        "dated_changes": "as planned" if arm.dated_changes else "none",
                        "plan_hash": runs.resolved(replicate.scenario, arm).hash,
                        **row.record,
                    },
                )
            )
        complete.append(read)
    return complete, off_switch


def first_error(means: Means, runs: ComparisonRuns) -> str:
    """Say what the first run that failed failed of."""
    from experiments.runs.store import Store

    with Store(means.store) as store:
        for replicate in runs:
            for entry in store.entries(replicate.addresses).values():
                if entry.state in (FAILED, LOST):
                    return entry.error or entry.state
    return "nothing was run"


def write_tables(
    results: ResultsDirectory,
    runs: ComparisonRuns,
    complete: Sequence[Sequence[RunRead]],
    off_switch: dict[str, Any] | None,
    partial: bool,
) -> dict[str, Any]:
    """Assemble and write all tables; return the manifest."""
    asked, described = runs.asked, tuple(declared_outcomes().values())
    read = [run for replicate in complete for run in replicate]
    present = tuple(name for name in asked.scenarios if any(run.scenario == name for run in read))
    tables = assemble(read, present, asked.regimes, asked.months)
    compared = (tables["monthly"], present, asked.regimes, asked.months)
    tables["effects"] = paired_effects(tables["monthly"], described, *compared[1:])
    tables["cost"] = cost_per_job_year(*compared)
    tables["displacement"] = member_and_all_jobs(*compared)
    tables["levy"] = levy.levy_effects(tables["monthly"], tables["monthly_levied"], described, *compared[1:])
    disturbed = tables["monthly"], tables["monthly_undisturbed"]
    falls = undisturbed.falls_by_shock(*disturbed, tables["summaries"], asked.shocks, asked.regimes)
    tables["arm_summaries"] = arm_summaries(tables["summaries"], falls, present, asked.regimes)
    tables["dead_weight"] = dead_weight(tables["posts_in_both"], *compared[1:])
    tables["pole_survival"] = pole_survival(tables["events"], present, asked.regimes, asked.months)
    tables["exit_hazards"] = exit_hazards(tables["organisation_years"], present, asked.regimes)
    tables["exit_rates"] = exit_rates(tables["organisation_years"], present, asked.regimes)
    plans = {
        scenario: {arm.regime: runs.resolved(scenario, arm) for arm in asked.main_arms} for scenario in asked.scenarios
    }
    metadata = {
        "commit": provenance.commit(),
        "versions": provenance.versions(),
        "made_with": identity(),
        "seed": asked.seed,
        "size": asked.size,
        "months": asked.months,
        "replicates": asked.replicates,
        "partial": partial,
        "plans": {scenario: {regime: plan.hash for regime, plan in arm.items()} for scenario, arm in plans.items()},
        "outcomes": as_records(described),
    }
    metadata[KEY] = origin_hash({**metadata, "settings": asked.settings, "finished": len(complete)})
    for name, table in tables.items():
        if len(table):
            results.write_table(f"{name}.parquet", table, metadata)
    return results.finish(manifest_of(runs, plans, tables["runs"], off_switch, metadata))


def manifest_of(
    runs: ComparisonRuns,
    plans: Mapping[str, Mapping[str, Any]],
    table: Any,
    off_switch: dict[str, Any] | None,
    metadata: Mapping[str, Any],
) -> dict[str, Any]:
    """Everything the report and a reader need beside the tables."""
    told = {
        scenario: {
            "title": dict(next(iter(arm.values())).title),
            "question": dict(next(iter(arm.values())).question),
            "mechanisms": closing_lines.mechanisms(arm.get("plural", next(iter(arm.values())))),
            "observed": next(iter(arm.values())).extras.get("observed"),
            "plans": {regime: {"hash": plan.hash, "text": plan.text} for regime, plan in arm.items()},
        }
        for scenario, arm in plans.items()
    }
    burn_in = table.drop_duplicates(["scenario", "replicate"])
    hashes: dict[str, dict[str, str]] = {scenario: {} for scenario in told}
    for row in rows_in(burn_in):
        hashes[row.scenario][str(row.replicate)] = row.burn_in_hash
    finished = {scenario: len(by_replicate) for scenario, by_replicate in hashes.items()}
    return {
        "program": PROGRAM,
        KEY: metadata[KEY],
        "partial": metadata["partial"],
        **runs.asked.settings,
        "finished": finished,
        "commit": metadata["commit"],
        "versions": metadata["versions"],
        "made_with": metadata["made_with"],
        "platform": provenance.machine(),
        "accounts": closing_lines.accounts_closed(table),
        "envelopes": closing_lines.envelopes_equal(table),
        "off_switch": off_switch,
        "outcomes": metadata["outcomes"],
        "burn_in_hashes": hashes,
        "told": told,
    }


def lost_replicates(manifest: Mapping[str, Any]) -> int:
    """Replicates of a comparison that was not stopped and that did not come to their end."""
    if manifest["partial"]:
        return 0
    return sum(manifest["replicates"] - manifest["finished"][name] for name in manifest["scenarios"])
