"""One run of one plan: lived month by month, stored with what it can be traced to."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.files import made_with
from experiments.files.directory import ResultsDirectory
from experiments.files.names import safe_name
from experiments.files.times import Stopwatch
from experiments.numbers.measures import as_records, described_outcomes
from experiments.origin import KEY, csv_with_description, origin_hash
from experiments.refusal import Refusal
from experiments.runs.ending import endings_noted
from experiments.runs.living import live_months, territory_of
from simulation.plan import Plan

PROGRAM = "ptce run"
BYTES_A_MONTH, BYTES_BESIDE = 3_000, 3_000_000
"""Space that the outcomes of a month, and everything else, take on disk at most."""
TABLES_BESIDE = ("pole_careers.parquet", "pole_careers.csv", "activities.parquet", "activities.csv")
FILES = ("outcomes.parquet", "outcomes.csv", "balance_sheet.csv", "flows.csv", "plan.toml", *TABLES_BESIDE)


@dataclass(frozen=True)
class LivedRun:
    """A run, whole or stopped: the territory and the months it finished."""

    territory: Any
    plan: Plan
    seed: int
    months: int
    seconds: float
    interrupted: bool

    @property
    def outcomes(self) -> pd.DataFrame:
        """Outcomes of the months that were finished, with units and definitions in ``attrs``."""
        table = self.territory.outcomes
        kept = table.loc[: self.months]
        kept.attrs = dict(table.attrs)
        return kept

    def closing_line(self) -> str:
        """Say whether the accounts closed."""
        closure = self.territory.closure
        return (
            f"accounts: largest residual of rows {closure['max_row_residual']} cents, of columns"
            f" {closure['max_column_residual']} cents in {self.months} months"
        )


def set_up(plan: Plan, seed: int) -> Any:
    """Return the territory at month 0."""
    return territory_of(plan, seed)


def live(territory: Any, plan: Plan, seed: int, told: Callable[[int], None] = lambda _: None) -> LivedRun:
    """Live the months of the plan; asked to end, it ends after the last month finished.

    Parameters
    ----------
    territory : simulation.Territory
        At month 0.
    plan : Plan
    seed : int
    told : callable
        Told how many months were lived, after each.
    """
    start = time.perf_counter()
    with endings_noted() as asked:

        def between(month: int) -> bool:
            told(month)
            return not asked()

        finished = live_months(territory, plan.months, between=between)
    return LivedRun(territory, plan, seed, finished, time.perf_counter() - start, interrupted=finished < plan.months)


def directory_of(plan: Plan, seed: int) -> Path:
    """Where a run is written if nothing is said: a folder of its own for every plan and seed."""
    named = Path("results") / "run" / f"{safe_name(plan.scenario)}-{plan.regime}-seed{seed}"
    former = ResultsDirectory.looked_at(named, PROGRAM)
    if former is None or (former.get("plan_hash"), former.get("seed")) == (plan.hash, seed):
        return named
    return named.with_name(f"{named.name}-{plan.hash[:8]}")


def refuse_another_run(results: ResultsDirectory, plan: Plan, seed: int) -> None:
    """Refuse a directory that holds the run of another plan or seed.

    Raises
    ------
    Refusal
    """
    former = results.former
    if former is not None and (former.get("plan_hash"), former.get("seed")) != (plan.hash, seed):
        raise Refusal(
            "{directory} holds another run ({scenario} under {regime}, seed {seed}, plan {before} and not {now}); name"
            " another directory with --out, or replace it with --fresh",
            directory=results.directory,
            scenario=former.get("scenario"),
            regime=former.get("regime"),
            seed=former.get("seed"),
            before=str(former.get("plan_hash"))[:8],
            now=plan.hash[:8],
        )
    results.refuse_in_the_way(FILES)


def store_run(lived: LivedRun, results: ResultsDirectory, command: tuple[str, ...]) -> list[str]:
    """Write outcomes, last flows, balance sheet, plan and manifest; return the names of the files.

    Parameters
    ----------
    lived : LivedRun
    results : ResultsDirectory
    command : tuple of str
        Words of the command line, kept with the times.
    """
    watch = Stopwatch(command)
    outcomes, plan = lived.outcomes, lived.plan
    metadata = {
        "commit": made_with.commit(),
        "versions": made_with.versions(),
        "scenario": plan.scenario,
        "regime": plan.regime,
        "size": plan.size,
        "seed": lived.seed,
        "months": lived.months,
        "partial": lived.interrupted,
        "plan_hash": plan.hash,
        "plan": plan.text,
        "burn_in_hash": lived.territory.burn_in_hash,
        "outcomes": as_records(described_outcomes(outcomes)),
    }
    metadata[KEY] = origin_hash(metadata)
    ledger = lived.territory.ledger
    table = outcomes.reset_index()
    table.attrs = {}
    texts = {
        "plan.toml": plan.text,
        **csv_with_description("outcomes.csv", table, metadata[KEY]),
        **csv_with_description("balance_sheet.csv", ledger.balance_sheet(lived.months).reset_index(), metadata[KEY]),
    }
    careers, activities = lived.territory.pole_careers, lived.territory.activities
    if len(careers):
        texts |= csv_with_description("pole_careers.csv", careers, metadata[KEY])
    if len(activities):
        texts |= csv_with_description("activities.csv", activities, metadata[KEY])
    if lived.months:
        flows = ledger.flows(lived.months).rename_axis("purpose").reset_index()
        texts |= csv_with_description("flows.csv", flows, metadata[KEY])
    manifest = {key: value for key, value in metadata.items() if key not in ("plan", "outcomes")}
    closure = {name: int(cents) for name, cents in lived.territory.closure.items()}
    with results.alone():
        results.write_table("outcomes.parquet", table, metadata)
        for name, told in (("pole_careers", careers), ("activities", activities)):
            if len(told):
                results.write_table(f"{name}.parquet", told, metadata)
        for name, text in texts.items():
            results.write_text(name, text)
        whole = results.finish(
            {"program": PROGRAM}
            | manifest
            | {"months_planned": plan.months, "closure_cents": closure, "machine": made_with.machine()}
        )
        watch.write(results)
    return sorted(whole["files"])
