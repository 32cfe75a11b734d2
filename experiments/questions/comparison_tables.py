"""The tables of a comparison, from the runs that are kept: written whole, the same bytes whoever lived the runs."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments.files import made_with
from experiments.files.directory import ResultsDirectory
from experiments.numbers import closing_lines, levy, undisturbed
from experiments.numbers.arm_summaries import arm_summaries
from experiments.numbers.assembled import RunRead, assemble
from experiments.numbers.costs import cost_per_job_year
from experiments.numbers.dead_weight import dead_weight
from experiments.numbers.displacement import member_and_all_jobs
from experiments.numbers.effects import paired_effects
from experiments.numbers.exit_hazards import exit_hazards, exit_rates
from experiments.numbers.followed import gains_of_adults, gains_of_organisations
from experiments.numbers.given_up import given_up
from experiments.numbers.measures import as_records, declared_outcomes, rows_in
from experiments.numbers.pole_survival import pole_survival
from experiments.numbers.primary_family import primary_family
from experiments.numbers.since_founding import effects_since_founding, growth_at_the_end
from experiments.numbers.unemployment_parts import unemployment_parts
from experiments.origin import KEY, origin_hash
from experiments.questions.comparison import PROGRAM, ComparisonRuns
from experiments.refusal import Refusal
from experiments.runs.address import identity
from experiments.runs.coordinator import Coordinator, whole
from experiments.runs.keeping import told_under
from experiments.runs.store import FAILED, LOST, Store

BYTES_A_RUN_MONTH = 1_200
"""Space a month of a run takes on disk at most, in the store and again in the tables."""
BYTES_FOR_FIGURES = 40_000_000


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
                "{directory} holds a comparison with other settings ({moved}): name another directory with --out, or"
                " replace it with --fresh",
                directory=results.directory,
                moved="; ".join(moved),
            )
    results.refuse_in_the_way(["runs.parquet", "monthly.parquet", "effects.parquet", "report.md", "report.html"])
    if former is None or fresh:
        results.begin({"program": PROGRAM, **runs.asked.settings, "finished": {}})


def space_of(runs: ComparisonRuns) -> int:
    """Bytes that runs, tables and figures take at most."""
    return 2 * runs.total * (runs.asked.months + 1) * BYTES_A_RUN_MONTH + BYTES_FOR_FIGURES


def lived_and_read(
    coordinator: Coordinator, runs: ComparisonRuns
) -> tuple[KeyboardInterrupt | None, list[list[RunRead]], dict[str, Any] | None]:
    """Run what is missing and read what is there.

    Returns
    -------
    tuple
        What stopped it, if anything did; the runs of each replicate that has all of them; what the off switch says.
    """
    coordinator.total = runs.total

    def work() -> tuple[list[list[RunRead]], dict[str, Any] | None]:
        coordinator.settled = 0
        coordinator.see_through(lambda: iter(runs))
        return read_complete(coordinator, runs)

    try:
        return (None, *whole(coordinator, work))
    except KeyboardInterrupt as stop:
        coordinator.engine.close(at_once=True)
        # What is damaged is left out here: the next command runs it again.
        return (stop, *whole(coordinator, lambda: read_complete(coordinator, runs)))


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
                    tables={
                        name: told_under(one.plan, name, row.table(name)) for name in one.keep if name in row.packed
                    },
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


def first_error(store: Store, runs: ComparisonRuns) -> str:
    """Say what the first run that failed failed of."""
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
    tables["founding"] = effects_since_founding(tables["monthly"], described, asked.foundings, *compared[1:])
    tables["growth"] = growth_at_the_end(tables["monthly"], described, *compared[1:])
    tables["primary_family"] = primary_family(tables["monthly"], described, asked.foundings, *compared[1:])
    tables["given_up"] = given_up(tables["savings"], present, asked.regimes, asked.months)
    tables["cost"] = cost_per_job_year(*compared)
    tables["displacement"] = member_and_all_jobs(*compared)
    tables["unemployment_parts"] = unemployment_parts(*compared)
    tables["levy"] = levy.levy_effects(tables["monthly"], tables["monthly_levied"], described, *compared[1:])
    disturbed = tables["monthly"], tables["monthly_undisturbed"]
    falls = undisturbed.falls_by_shock(*disturbed, tables["summaries"], asked.shocks, asked.regimes)
    tables["arm_summaries"] = arm_summaries(tables["summaries"], falls, present, asked.regimes)
    tables["dead_weight"] = dead_weight(tables["posts_in_both"], *compared[1:])
    tables["pole_survival"] = pole_survival(tables["events"], present, asked.regimes, asked.months)
    tables["exit_hazards"] = exit_hazards(tables["organisation_years"], present, asked.regimes)
    tables["exit_rates"] = exit_rates(tables["organisation_years"], present, asked.regimes)
    tables["who_gains"] = gains_of_adults(tables["adults_followed"], present, asked.regimes)
    followed = tables["organisations_followed"]
    tables["members_and_competitors"] = gains_of_organisations(followed, present, asked.regimes)
    plans = {
        scenario: {arm.regime: runs.resolved(scenario, arm) for arm in asked.main_arms} for scenario in asked.scenarios
    }
    metadata = {
        "commit": made_with.commit(),
        "versions": made_with.versions(),
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
        "foundings": runs.asked.foundings,
        "commit": metadata["commit"],
        "versions": metadata["versions"],
        "made_with": metadata["made_with"],
        "platform": made_with.machine(),
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
