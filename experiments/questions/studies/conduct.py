"""A study seen through, from its file to the tables of its results."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import batched
from pathlib import Path
from typing import Any

from experiments.files import provenance
from experiments.files import tables as tables_on_disk
from experiments.origin import KEY
from experiments.questions.studies.manifest import (
    metadata_of,
    plan_file,
    read_unfinished,
    refuse_changed,
    stored_study,
    unfinished_manifest,
)
from experiments.questions.studies.results import (
    DESIGN,
    MONTHLY,
    RUNS,
    StudyResults,
    checksum,
    read_frames,
    tables_in_memory,
    write_tables,
)
from experiments.questions.studies.selection import Addresses, Selection
from experiments.questions.studies.study_file import Study
from experiments.questions.studies.study_runs import StudyRuns, what_it_takes
from experiments.refusal import Refusal
from experiments.runs.coordinator import (
    LOOKED_UP,
    SECONDS_A_BATCH,
    Notify,
    Tell,
    mend,
)
from experiments.runs.engines import Engine, engine_for
from experiments.runs.living import Live, live
from experiments.runs.store import FAILED, Damaged, Store

DEFAULT_STORE = Path("results") / "store"
TIMES = "times.json"


def nothing(*_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Request:
    """How a study is to be run.

    Attributes
    ----------
    study : Study
    directory : Path
        Where its tables go.
    store : Path
        Where runs are kept, of this study and of others.
    workers : int
        Processes; results do not depend on their number.
    scheduler : str, optional
        Address of a Dask scheduler to use instead.
    fresh : bool
        Run everything again, whatever is there.
    command : tuple of str
        The command line, kept with the times.
    live : callable
        Lives one world; another one in tests.
    seconds_a_batch : float
    """

    study: Study
    directory: Path
    store: Path = DEFAULT_STORE
    workers: int = 1
    scheduler: str | None = None
    fresh: bool = False
    command: tuple[str, ...] = ()
    live: Live = live
    seconds_a_batch: float = SECONDS_A_BATCH

    def engine(self) -> Engine:
        """Start the engine asked for."""
        return engine_for(self.workers, self.scheduler, self.live)


@dataclass
class Watcher:
    """Who is told of progress and who is told sentences."""

    notify: Notify = field(default=nothing)
    tell: Tell = field(default=nothing)


def conduct(request: Request, watcher: Watcher | None = None) -> dict[str, Any]:
    """Run what is missing of a study and write its tables; return the manifest.

    Raises
    ------
    Refusal
        Before the first run: no room, or results begun with other code.
    EngineLost
        Where the scheduler is gone.
    KeyboardInterrupt
        On Ctrl-C; what was finished is in the store.
    """
    watcher = watcher or Watcher()
    study, directory, start = request.study, request.directory, time.perf_counter()
    began = datetime.now(UTC).isoformat(timespec="seconds")
    sentence, space = what_it_takes(study)
    watcher.tell(sentence)
    tables_on_disk.check_directory(directory, space)
    tables_on_disk.check_directory(request.store, space)
    addresses = Addresses(study)
    manifest = unfinished_manifest(study, addresses)
    with Store(request.store) as store:
        with store.alone_in(directory):
            begin(request, addresses, manifest)
        if request.fresh:
            forget(study, addresses, store)
        engine = run_and_write(request, addresses, store, manifest, watcher)
        write_times(request, directory, engine, began, time.perf_counter() - start)
    return manifest


def finish(
    request: Request, addresses: Addresses, store: Store, manifest: dict[str, Any], selection: Selection
) -> None:
    """Write the tables and the whole manifest.

    Raises
    ------
    Damaged
        Before anything is replaced.
    """
    study, directory = request.study, request.directory
    sweep(directory)
    metadata = metadata_of(study, manifest)
    manifest["runs"] = write_tables(study, addresses, selection, store, directory, metadata)
    manifest["replicates"] = {
        scenario: [selection.counts[(scenario, point)] for point in range(len(study.drawn.points))]
        for scenario in study.told.scenarios
    }
    manifest["files"] = {
        path.relative_to(directory).as_posix(): checksum(path) for path in sorted(written_files(study, directory))
    }
    tables_on_disk.write_manifest(directory, manifest)


def run_and_write(
    request: Request, addresses: Addresses, store: Store, manifest: dict[str, Any], watcher: Watcher
) -> str:
    """Run what is missing, write the tables, and begin again where a part turns out to be damaged.

    Returns
    -------
    str
        Name of the engine.
    """
    engine, ended = request.engine(), False
    try:
        coordinator = StudyRuns(
            request.study, addresses, store, engine, watcher.notify, watcher.tell, request.seconds_a_batch
        )
        while True:
            try:
                selection = coordinator.run_all()
                watcher.notify("writing tables", 0, 1)
                with store.alone_in(request.directory):
                    finish(request, addresses, store, manifest, selection)
                watcher.notify("writing tables", 1, 1)
                ended = True
                return type(engine).__name__
            except Damaged as damaged:
                mend(store, damaged, watcher.tell)
    finally:
        engine.close(at_once=not ended)


def opened(directory: Path, request: Request | None = None, watcher: Watcher | None = None) -> StudyResults:
    """Read the results of a finished study, ready to be asked for more points.

    Parameters
    ----------
    directory : Path
        Where the study wrote its tables.
    request : Request, optional
        How further points are run: store, workers or scheduler; as in `Request` when not given.
    watcher : Watcher, optional
    """
    manifest = read_unfinished(directory)
    if not manifest or "runs" not in manifest:
        raise Refusal(f"{directory} holds no finished study")
    study = stored_study(manifest, directory)
    runs, monthly = read_frames(directory)
    asked = request or Request(study, directory)
    return StudyResults(study, runs, monthly, partial(answer, asked, watcher or Watcher()))


def answer(request: Request, watcher: Watcher, study: Study) -> StudyResults:
    """Run what is missing of a study and return its results without writing tables."""
    addresses = Addresses(study)
    engine, ended = request.engine(), False
    try:
        with Store(request.store) as store:
            coordinator = StudyRuns(
                study, addresses, store, engine, watcher.notify, watcher.tell, request.seconds_a_batch
            )
            while True:
                try:
                    runs, monthly = tables_in_memory(study, addresses, coordinator.run_all(), store)
                    ended = True
                    return StudyResults(study, runs, monthly, partial(answer, request, watcher))
                except Damaged as damaged:
                    mend(store, damaged, watcher.tell)
    finally:
        engine.close(at_once=not ended)


# -- the directory of results ---------------------------------------------------------------------------------------


def begin(request: Request, addresses: Addresses, manifest: dict[str, Any]) -> None:
    """Refuse what was begun with other code or plans; else note what is begun, with plans and study in full."""
    directory = request.directory
    former = read_unfinished(directory)
    if former is not None:
        if former["study"] != request.study.name:
            raise Refusal(f"{directory} holds the study {former['study']!r}; name another directory with --out")
        if not request.fresh:
            refuse_changed(former, manifest, directory, addresses)
        for name in former.get("files", {}):
            if request.fresh and (directory / name).resolve().is_relative_to(directory.resolve()):
                (directory / name).unlink(missing_ok=True)
    elif (directory / tables_on_disk.MANIFEST).exists():
        raise Refusal(f"{directory} holds results of something else; name another directory with --out")
    sweep(directory)
    for (scenario, regime), plan in addresses.plans.items():
        tables_on_disk.write_text(plan_file(directory, scenario, regime), plan.text)
    tables_on_disk.write_text(directory / f"{request.study.name}.toml", request.study.text)
    for name, text in request.study.beside.items():
        tables_on_disk.write_text(directory / name, text)
    same = former is not None and former[KEY] == manifest[KEY] and not request.fresh
    if not same:
        tables_on_disk.write_manifest(directory, manifest)


def sweep(directory: Path) -> None:
    """Remove what a killed process left half written."""
    for folder in (directory, directory / "plans"):
        for path in folder.glob(".*"):
            if path.suffix in (".parquet", ".json", ".toml", ".csv") and path.is_file():
                path.unlink(missing_ok=True)


def written_files(study: Study, directory: Path) -> list[Path]:
    """Files of a finished study, but its manifest and times."""
    names = [RUNS, MONTHLY, DESIGN, f"{study.name}.toml", *study.beside]
    return [*(directory / name for name in names), *(directory / "plans").glob("*.toml")]


def forget(study: Study, addresses: Addresses, store: Store) -> None:
    """Have every run of a study run again."""
    worlds = addresses.worlds(Selection.every(study, study.most_replicates))
    for some in batched(worlds, LOOKED_UP):
        store.forget([address for world in some for address in world.addresses])


def write_times(request: Request, directory: Path, engine: str, began: str, seconds: float) -> None:
    """Write when, where and by what the study was run last: apart, so that all other files stay the same."""
    import json

    told = {
        "command": list(request.command),
        "began": began,
        "seconds": round(seconds, 1),
        "engine": engine,
        "workers": request.workers,
        "scheduler": request.scheduler,
        "commit": provenance.commit(),
        "versions": provenance.versions(),
        "platform": provenance.machine(),
    }
    tables_on_disk.write_text(directory / TIMES, json.dumps(told, indent=1) + "\n")


def failures(manifest: Mapping[str, Any]) -> int:
    """Number of runs that failed."""
    return int(manifest["runs"].get(FAILED, 0))
