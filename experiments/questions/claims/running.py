"""The runs of the register: what claims ask for, lived through the store that all studies share."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.files.tables import write_whole
from experiments.numbers.contrasts import DEFAULT_SEED as SEED
from experiments.questions.claims.declared import HAZARD, Claim
from experiments.questions.claims.panels import Cell, strata_of
from experiments.questions.claims.register import MAIN, claims, study_points
from experiments.questions.studies.conduct import Watcher
from experiments.questions.studies.summaries import summary
from experiments.runs.coordinator import Coordinator, Errand, mend
from experiments.runs.engines import engine_for
from experiments.runs.living import Live, World, address_of, identity, live
from experiments.runs.processes import Pool
from experiments.runs.store import DONE, FAILED, Damaged, Store
from simulation.parameters import Value
from simulation.plan import Plan, load_plan

KEYS = ("scenario", "regime", "point", "replicate", "status")
STRATA = "strata"
"""Folder, beside the store of runs, of what hazards are estimated from."""


def outcomes_of(asked: Sequence[Claim]) -> tuple[str, ...]:
    """Outcomes whose months are kept: those that any claim of the register reads, so that claims share runs."""
    told = {metric.outcome for claim in (*claims().values(), *asked) for metric in claim.metrics.values()}
    return tuple(sorted(told))


@cache
def planned(scenario: str, regime: str, size: str, months: int) -> Plan:
    """Plan of a scenario under a regime, without the changes of a claim."""
    return load_plan(scenario, regime=regime, size=size, months=months)


def address_in(claim: Claim, scenario: str, regime: str, overrides: Mapping[str, Value], replicate: int) -> str:
    """Address of a run of a claim."""
    plan = planned(scenario, regime, claim.size, claim.months)
    return address_of(plan, dict(overrides), SEED, replicate, identity())


def worlds_of(claim: Claim, outcomes: tuple[str, ...]) -> list[World]:
    """Worlds of a claim in a fixed order, each with the arms that are asked for in it.

    Hazards are taken from panels (`panels_of`), not from the runs in the store.
    """
    points = study_points(claim)
    if all(part.estimate == HAZARD for part in claim.parts):
        return []
    overrides: dict[int, dict[str, Value]] = {}
    arms: dict[tuple[str, int], dict[str, int]] = {}
    for row in points.to_dict("records"):
        overrides[row["point"]] = row["overrides"]
        counts = arms.setdefault((row["scenario"], row["point"]), {})
        counts[row["regime"]] = max(counts.get(row["regime"], 0), row["replicates"])
    worlds = []
    for (scenario, point), most in arms.items():
        changes = overrides[point]
        for replicate in range(max(most.values())):
            lived = tuple(regime for regime, count in most.items() if replicate < count)
            addresses = tuple(address_in(claim, scenario, regime, changes, replicate) for regime in lived)
            worlds.append(
                World(
                    scenario=scenario,
                    size=claim.size,
                    months=claim.months,
                    seed=SEED,
                    replicate=replicate,
                    point=point,
                    overrides=tuple(changes.items()),
                    regimes=lived,
                    addresses=addresses,
                    outcomes=outcomes,
                )
            )
    return worlds


def table_of(worlds: Sequence[World], store: Store) -> pd.DataFrame:
    """Runs as `experiments.questions.claims.register.cells_of` reads them; a claim judged from panels alone has none.

    Raises
    ------
    Damaged
    """
    rows = list(rows_of(worlds, store))
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=list(KEYS))


def rows_of(worlds: Sequence[World], store: Store) -> Iterator[dict[str, Any]]:
    """Yield the row of each run."""
    for world in worlds:
        entries = store.entries(world.addresses)
        kept = store.rows(entries)
        for regime, address in zip(world.regimes, world.addresses, strict=True):
            key = {"scenario": world.scenario, "regime": regime, "point": world.point, "replicate": world.replicate}
            row = kept.get(address)
            told: dict[str, Any] = {"status": FAILED if row is None else DONE}
            if row is not None:
                for outcome in world.outcomes:
                    told |= summary(outcome, row.series[outcome])
            yield {**key, **told, "run": address, "error": entries[address].error}


def live_claims(
    asked: Sequence[Claim],
    directory: Path,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    watcher: Watcher | None = None,
    live_one: Live = live,
) -> dict[str, pd.DataFrame]:
    """Run what is missing of some claims; return the table of runs of each, by name.

    Parameters
    ----------
    asked : sequence of Claim
    directory : Path
        Store of runs; what is there is not run again.
    workers : int
        Processes; results do not depend on their number.
    scheduler : str, optional
        Address of a Dask scheduler to use instead.
    watcher : Watcher, optional
    live_one : callable
        Lives one world; another one in tests.

    Raises
    ------
    KeyboardInterrupt, EngineLost
        What was finished is in the store.
    """
    watcher = watcher or Watcher()
    outcomes = outcomes_of(asked)
    worlds = {claim.id: worlds_of(claim, outcomes) for claim in asked}
    every = unique(worlds)
    runs = sum(len(world.regimes) for world in every)
    watcher.tell(f"{len(asked)} claims: {runs:,} runs, those shared by several counted once")
    engine, ended = engine_for(workers, scheduler, live_one), False
    try:
        with Store(directory) as store:
            errand = Errand(outcomes, runs / max(len(every), 1))
            coordinator = Coordinator(errand, store, engine, watcher.notify, watcher.tell)
            coordinator.total = runs
            while True:
                try:
                    coordinator.settled = 0
                    coordinator.see_through(partial(iter, every))
                    found = {name: table_of(some, store) for name, some in worlds.items()}
                    ended = True
                    return found
                except Damaged as damaged:
                    mend(store, damaged, watcher.tell)
    finally:
        engine.close(at_once=not ended)


def unique(worlds: Mapping[str, Sequence[World]]) -> list[World]:
    """Worlds of all claims, each run in one of them only."""
    seen: set[str] = set()
    found = []
    for some in worlds.values():
        for world in some:
            new = [pair for pair in zip(world.regimes, world.addresses, strict=True) if pair[1] not in seen]
            seen.update(address for _, address in new)
            if new:
                kept = {**vars(world), "regimes": tuple(r for r, _ in new), "addresses": tuple(a for _, a in new)}
                found.append(World(**kept))
    return found


def panels_of(
    claim: Claim, directory: Path, workers: int = 1, watcher: Watcher | None = None
) -> dict[tuple[str, str], pd.DataFrame]:
    """Strata that hazards of a claim are estimated from, by arm and ratio.

    Parameters
    ----------
    claim : Claim
    directory : Path
        Store of runs; strata are kept in a folder of it, a file a run, and are not made again.
    workers : int
    watcher : Watcher, optional
    """
    watcher = watcher or Watcher()
    arms = {part.arm for part in claim.parts if part.estimate == HAZARD}
    points = study_points(claim)
    points = points[points["arm"].isin(arms) & (points["place"] == MAIN)]
    cells = {}
    for row in points.to_dict("records"):
        for replicate in range(row["replicates"]):
            address = address_in(claim, row["scenario"], row["regime"], row["overrides"], replicate)
            overrides = tuple(row["overrides"].items())
            cell = Cell(address, row["scenario"], row["regime"], claim.size, claim.months, SEED, replicate, overrides)
            cells[(row["arm"], address)] = cell
    folder = directory / STRATA
    folder.mkdir(parents=True, exist_ok=True)
    missing = [cell for cell in cells.values() if not (folder / f"{cell.address}.parquet").exists()]
    with Pool(min(workers, max(len(missing), 1))) as pool:
        for done, (address, strata) in enumerate(pool.results(strata_of, missing), start=1):
            write_whole(folder / f"{address}.parquet", strata.to_parquet)
            watcher.notify("organisations followed", done, len(missing))
    found: dict[tuple[str, str], list[pd.DataFrame]] = {}
    for (arm, address), _ in cells.items():
        for ratio, strata in pd.read_parquet(folder / f"{address}.parquet").groupby("ratio"):
            found.setdefault((arm, str(ratio)), []).append(strata)
    return {key: pd.concat(parts, ignore_index=True) for key, parts in found.items()}
