"""The main job: scenarios under every arm, replicate by replicate; tables, figures and a report."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.files import provenance
from experiments.files import tables as store
from experiments.numbers import closing_lines as closing
from experiments.numbers import contrasts, levy, undisturbed
from experiments.numbers.arm_summaries import arm_summaries
from experiments.numbers.assembled import assemble
from experiments.numbers.costs import cost_per_job_year
from experiments.numbers.dead_weight import dead_weight
from experiments.numbers.displacement import member_and_all_jobs
from experiments.numbers.effects import paired_effects
from experiments.numbers.exit_hazards import exit_hazards, exit_rates
from experiments.numbers.levy import levy_arms, levy_effects
from experiments.numbers.measures import as_records, rows_in
from experiments.numbers.pole_survival import pole_survival
from experiments.numbers.undisturbed import falls_by_shock
from experiments.origin import KEY, origin_hash
from experiments.refusal import Refusal
from experiments.runs.processes import Pool
from experiments.runs.replicate import Run, Task, plan_for, run_task

FEWEST_AGAIN = 2
"""Replicates that are run again beside the comparison where nothing else is asked for, if there are so many."""
BYTES_A_RUN_MONTH = 1_200
"""Space a month of a run takes on disk at most, all tables together."""
BYTES_FOR_FIGURES = 40_000_000
PREPARING = "preparing (compiles the model once)"

Notify = Callable[[str, int, int], None]
"""Told of progress: what is being done, how much of it is done, out of how much."""


class Interrupted(Exception):
    """The comparison was stopped; what was finished is in the directory."""

    def __init__(self, directory: Path, finished: int, asked: int):
        self.directory, self.finished, self.asked = directory, finished, asked
        kept = f"what was finished is in {directory}" if finished else "nothing was finished yet"
        draw = f"; `ptce figures {directory}` draws it and writes the report" if finished else ""
        super().__init__(f"stopped after {finished} of {asked} replicates; {kept}{draw}")


@dataclass(frozen=True)
class Request:
    """What to compare and where to write it.

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
    workers : int
        Processes; results do not depend on their number.
    directory : Path
        Where to write.
    seed : int
        Seed of all replicates.
    language : str
        ``en`` or ``fr``, of figures and report.
    overrides : dict
        Parameters set beside the scenario's, the same in all arms.
    command : tuple of str
        The command line, for the manifest.
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
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    directory: Path = Path("results")
    seed: int = contrasts.DEFAULT_SEED
    language: str = "en"
    overrides: Mapping[str, Any] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    levy_replicates: int | None = None
    undisturbed_replicates: int | None = None

    @property
    def settings(self) -> tuple[tuple[str, Any], ...]:
        """Overrides in a fixed order."""
        return tuple(sorted(self.overrides.items()))

    @property
    def levied(self) -> tuple[str, ...]:
        """Arms run again with a levy."""
        return levy_arms(self.regimes, self.settings)

    @property
    def levied_replicates(self) -> int:
        """Replicates of each scenario in which they are."""
        return self.again(self.levy_replicates, levy.SHARE_OF_REPLICATES) if self.levied else 0

    @property
    def shocks(self) -> dict[str, int]:
        """Month of the first dated change of each scenario that has one within the months lived."""
        regime = self.regimes[0]
        plans = {name: plan_for(name, regime, self.size, self.months, self.settings) for name in self.scenarios}
        first = {name: plan.first_change for name, plan in plans.items()}
        return {name: month for name, month in first.items() if month is not None and month <= self.months}

    @property
    def replicates_undisturbed(self) -> int:
        """Replicates of each of them that are run again without."""
        return self.again(self.undisturbed_replicates, undisturbed.SHARE_OF_REPLICATES) if self.shocks else 0

    def again(self, asked: int | None, one_in: int) -> int:
        """Replicates that are run again beside the comparison: as many as asked for, or one in so many."""
        wanted = max(FEWEST_AGAIN, self.replicates // one_in) if asked is None else asked
        return min(wanted, self.replicates)


def nothing_to_tell(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def compare(request: Request, notify: Notify = nothing_to_tell) -> dict[str, Any]:
    """Run the comparison and write everything; return the manifest.

    Raises
    ------
    PlanError, Refusal
        Before the first run, in one sentence.
    Interrupted
        On Ctrl-C, after the finished replicates were written.
    """
    from experiments.pages.figures import draw_all
    from experiments.pages.report import write_report

    start = time.perf_counter()
    plans = check(request)
    with Pool(request.workers) as pool:
        finished, off_switch, stopped = run_all(request, pool, notify)
        seconds = {"runs": round(time.perf_counter() - start, 3)}
        if not finished:
            raise Interrupted(request.directory, 0, len(request.scenarios) * request.replicates)
        notify("writing tables", 0, 1)
        manifest = write_tables(request, plans, finished, off_switch, stopped)
        # The tables can be read and drawn from now on, whatever happens to figures and report.
        put_away(request.directory, manifest, seconds, start)
        notify("writing tables", 1, 1)
        end = Interrupted(request.directory, len(finished), len(request.scenarios) * request.replicates)
        if stopped:
            raise end
        try:
            manifest["files"] += draw_all(request.directory, request.language, pool, notify)
            manifest["files"] += write_report(request.directory, request.language)
        except KeyboardInterrupt:
            raise end from None
    put_away(request.directory, manifest, seconds, start)
    return manifest


def put_away(directory: Path, manifest: dict[str, Any], seconds: dict[str, float], start: float) -> None:
    """Write the manifest last, with how long everything took."""
    manifest["seconds"] = {**seconds, "all": round(time.perf_counter() - start, 3)}
    store.write_manifest(directory, manifest)


def check(request: Request) -> dict[str, dict[str, Any]]:
    """Refuse what cannot be met; return the plans by scenario and regime."""
    from simulation.plan import PlanError, nearest

    for regime in request.regimes:
        if regime not in contrasts.REGIMES:
            close = nearest(regime, contrasts.REGIMES)
            hint = f"; did you mean {close!r}?" if close else f"; regimes are {', '.join(contrasts.REGIMES)}"
            raise PlanError(f"unknown regime {regime!r}{hint}")
    for name, amount in (
        ("replicate", request.replicates),
        ("month", request.months),
        ("worker", request.workers),
    ):
        if amount < 1:
            raise Refusal(f"a comparison needs at least one {name}, not {amount}")
    for how, asked in (
        ("with a levy", request.levy_replicates),
        ("without dated changes", request.undisturbed_replicates),
    ):
        if (asked or 0) < 0:
            raise Refusal(f"replicates run again {how} cannot be {asked}; 0 leaves them out")
    plans = {
        scenario: {
            regime: plan_for(scenario, regime, request.size, request.months, request.settings)
            for regime in request.regimes
        }
        for scenario in request.scenarios
    }
    runs = len(request.regimes) * request.replicates + len(request.levied) * request.levied_replicates
    runs *= len(request.scenarios)
    runs += len(request.regimes) * request.replicates_undisturbed * len(request.shocks)
    store.check_directory(request.directory, runs * (request.months + 1) * BYTES_A_RUN_MONTH + BYTES_FOR_FIGURES)
    return plans


def tasks_of(request: Request) -> list[Task]:
    """Tasks replicate by replicate over all scenarios, so that an interruption leaves them balanced."""
    shocks, levied, without_changes = request.shocks, request.levied_replicates, request.replicates_undisturbed
    return [
        Task(
            scenario,
            replicate,
            request.regimes,
            request.size,
            request.months,
            request.seed,
            request.settings,
            with_land=replicate == 0,
            levied=request.levied if replicate < levied else (),
            undisturbed=request.regimes if scenario in shocks and replicate < without_changes else (),
        )
        for replicate in range(request.replicates)
        for scenario in request.scenarios
    ]


def off_switch_of(asked: tuple[str, str, int]) -> dict[str, Any]:
    """Check the off switch in a worker: scenario, size, seed."""
    return check_off_switch(*asked)


def check_off_switch(scenario: str, size: str = "class", seed: int = contrasts.DEFAULT_SEED) -> dict[str, Any]:
    """Run one short pair of arms with every mechanism off; see `closing.off_switch_difference`."""
    return closing.off_switch_difference(scenario, size, seed)


def run_all(request: Request, pool: Pool, notify: Notify) -> tuple[list[list[Run]], dict[str, Any] | None, bool]:
    """Run every task; return what was finished, the off-switch check if made, and whether it was stopped.

    The off switch is checked first and alone: where the model is not compiled yet, one worker compiles it and
    the others read what it stored.
    """
    tasks = tasks_of(request)
    finished: list[list[Run]] = []
    off_switch: dict[str, Any] | None = None
    try:
        notify(PREPARING, 0, 1)
        (off_switch,) = pool.results(off_switch_of, [(request.scenarios[0], request.size, request.seed)])
        notify(PREPARING, 1, 1)
        notify("running", 0, len(tasks))
        for result in pool.results(run_task, tasks):
            finished.append(result)
            notify("running", len(finished), len(tasks))
    except KeyboardInterrupt:
        pool.stop()
        return finished, off_switch, True
    return finished, off_switch, False


def write_tables(
    request: Request,
    plans: Mapping[str, Mapping[str, Any]],
    finished: Sequence[Sequence[Run]],
    off_switch: dict[str, Any] | None,
    stopped: bool,
) -> dict[str, Any]:
    """Assemble and write all tables; return the manifest."""
    runs = [run for replicate in finished for run in replicate]
    present = tuple(name for name in request.scenarios if any(run.scenario == name for run in runs))
    tables = assemble(runs, present, request.regimes, request.months)
    described = runs[0].described
    compared = (tables["monthly"], present, request.regimes, request.months)
    tables["effects"] = paired_effects(tables["monthly"], described, *compared[1:])
    tables["cost"] = cost_per_job_year(*compared)
    tables["displacement"] = member_and_all_jobs(*compared)
    tables["levy"] = levy_effects(tables["monthly"], tables["monthly_levied"], described, *compared[1:])
    disturbed = tables["monthly"], tables["monthly_undisturbed"]
    falls = falls_by_shock(*disturbed, tables["summaries"], request.shocks, request.regimes)
    tables["arm_summaries"] = arm_summaries(tables["summaries"], falls, present, request.regimes)
    tables["dead_weight"] = dead_weight(tables["posts_in_both"], *compared[1:])
    tables["pole_survival"] = pole_survival(tables["events"], present, request.regimes, request.months)
    tables["exit_hazards"] = exit_hazards(tables["organisation_years"], present, request.regimes)
    tables["exit_rates"] = exit_rates(tables["organisation_years"], present, request.regimes)
    metadata = {
        "commit": provenance.commit(),
        "versions": provenance.versions(),
        "seed": request.seed,
        "size": request.size,
        "months": request.months,
        "replicates": request.replicates,
        "partial": stopped,
        "plans": {scenario: {regime: plan.hash for regime, plan in arm.items()} for scenario, arm in plans.items()},
        "outcomes": as_records(described),
    }
    metadata[KEY] = origin_hash(metadata)
    remove_former(request.directory)
    files = []
    for name, table in tables.items():
        if len(table):
            store.write_table(request.directory / f"{name}.parquet", table, metadata)
            files.append(f"{name}.parquet")
    return manifest_of(request, plans, tables["runs"], off_switch, metadata, files)


def remove_former(directory: Path) -> None:
    """Remove the files that an earlier comparison says it wrote here, so that two are never mixed."""
    try:
        former = store.read_manifest(directory).get("files", [])
    except (OSError, ValueError):
        return
    for name in former:
        path = (directory / name).resolve()
        if path.is_relative_to(directory.resolve()):
            path.unlink(missing_ok=True)


def manifest_of(
    request: Request,
    plans: Mapping[str, Mapping[str, Any]],
    runs: pd.DataFrame,
    off_switch: dict[str, Any] | None,
    metadata: Mapping[str, Any],
    files: list[str],
) -> dict[str, Any]:
    """Everything the report and a reader need beside the tables."""
    told = {
        scenario: {
            "title": dict(next(iter(arm.values())).title),
            "question": dict(next(iter(arm.values())).question),
            "mechanisms": closing.mechanisms(arm.get("plural", next(iter(arm.values())))),
            "observed": next(iter(arm.values())).extras.get("observed"),
            "plans": {regime: {"hash": plan.hash, "text": plan.text} for regime, plan in arm.items()},
        }
        for scenario, arm in plans.items()
    }
    burn_in = runs.drop_duplicates(["scenario", "replicate"])
    hashes: dict[str, dict[str, str]] = {scenario: {} for scenario in told}
    for row in rows_in(burn_in):
        hashes[row.scenario][str(row.replicate)] = row.burn_in_hash
    return {
        "program": "ptce compare",
        KEY: metadata[KEY],
        "command": list(request.command),
        "partial": metadata["partial"],
        "scenarios": list(request.scenarios),
        "regimes": list(request.regimes),
        "size": request.size,
        "months": request.months,
        "replicates": request.replicates,
        "levied_replicates": request.levied_replicates,
        "undisturbed_replicates": request.replicates_undisturbed,
        "seed": request.seed,
        "overrides": dict(request.settings),
        "workers": request.workers,
        "finished": {scenario: len(by_replicate) for scenario, by_replicate in hashes.items()},
        "commit": metadata["commit"],
        "versions": metadata["versions"],
        "platform": provenance.machine(),
        "accounts": closing.accounts_closed(runs),
        "envelopes": closing.envelopes_equal(runs),
        "off_switch": off_switch,
        "outcomes": metadata["outcomes"],
        "burn_in_hashes": hashes,
        "told": told,
        "files": files,
    }
