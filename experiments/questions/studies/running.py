"""A study seen through, from its file to the tables of its results."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import batched
from pathlib import Path
from typing import Any

from experiments.files.directory import ResultsDirectory
from experiments.files.times import Stopwatch
from experiments.origin import KEY
from experiments.questions.studies.manifest import (
    PROGRAM,
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
    read_frames,
    tables_in_memory,
    write_tables,
)
from experiments.questions.studies.selection import Selection, StudyOrders
from experiments.questions.studies.study_file import Study
from experiments.questions.studies.study_runs import run_all, what_it_takes
from experiments.refusal import Refusal
from experiments.runs.coordinator import LOOKED_UP, Coordinator, Means, Watcher, at_work, whole
from experiments.runs.store import FAILED, Store


@dataclass(frozen=True)
class StudyRequest:
    """How a study is to be run.

    Attributes
    ----------
    study : Study
    directory : Path
        Where its tables go.
    means : Means
        On what its runs are lived and where they are kept.
    fresh : bool
        Run everything again, whatever is there.
    command : tuple of str
        The command line, kept with the times.
    """

    study: Study
    directory: Path
    means: Means = field(default_factory=Means)
    fresh: bool = False
    command: tuple[str, ...] = ()

    @property
    def results(self) -> ResultsDirectory:
        """The directory of results, checked.

        Raises
        ------
        Refusal
        """
        return ResultsDirectory(self.directory, PROGRAM, what_it_takes(self.study)[1])


def run_study(request: StudyRequest, watcher: Watcher | None = None) -> dict[str, Any]:
    """Run what is missing of a study and write its tables; return the manifest.

    Raises
    ------
    Refusal
        Before the first run: no room, or results begun with something else.
    EngineLost
        Where the scheduler is gone.
    KeyboardInterrupt
        On Ctrl-C; what was finished is in the store.
    """
    watcher, study = watcher or Watcher(), request.study
    watch = Stopwatch(request.command, request.means.workers, request.means.scheduler)
    watcher.tell(what_it_takes(study)[0])
    results, orders = request.results, StudyOrders(study)
    manifest = unfinished_manifest(study, orders)
    with results.alone():
        begin(request, results, orders, manifest)

    def work(coordinator: Coordinator) -> dict[str, Any]:
        selection = run_all(study, orders, coordinator)
        watcher.notify("writing tables", 0, 1)
        with results.alone():
            begin(request, results, orders, manifest)
            return finish(results, study, orders, manifest, selection, coordinator.store)

    with at_work(request.means, watcher) as coordinator:
        if request.fresh:
            forget(study, orders, coordinator.store)
        finished = whole(coordinator, partial(work, coordinator))
    watcher.notify("writing tables", 1, 1)
    watch.write(results)
    return finished


def finish(
    results: ResultsDirectory,
    study: Study,
    orders: StudyOrders,
    manifest: dict[str, Any],
    selection: Selection,
    store: Store,
) -> dict[str, Any]:
    """Write the tables and the whole manifest; return it.

    Raises
    ------
    Damaged
        Before anything is replaced.
    """
    told = dict(manifest)
    write_plans(results, study, orders)
    told["runs"] = write_tables(study, orders, selection, store, results, metadata_of(study, manifest))
    told["replicates"] = {
        scenario: [selection.counts[(scenario, point)] for point in range(len(study.drawn.points))]
        for scenario in study.told.scenarios
    }
    return results.finish(told)


def opened(directory: Path, request: StudyRequest | None = None, watcher: Watcher | None = None) -> StudyResults:
    """Read the results of a finished study, ready to be asked for more points.

    Parameters
    ----------
    directory : Path
        Where the study wrote its tables.
    request : StudyRequest, optional
        How further points are run: store, workers or scheduler; as in `StudyRequest` when not given.
    watcher : Watcher, optional
    """
    manifest = read_unfinished(directory)
    if not manifest or "runs" not in manifest:
        raise Refusal("{directory} holds no finished study", directory=directory)
    study = stored_study(manifest, directory)
    runs, monthly = read_frames(directory)
    asked = request or StudyRequest(study, directory)
    return StudyResults(study, runs, monthly, partial(answer, asked, watcher or Watcher()))


def answer(request: StudyRequest, watcher: Watcher, study: Study) -> StudyResults:
    """Run what is missing of a study and return its results without writing tables."""
    orders = StudyOrders(study)

    def work(coordinator: Coordinator) -> StudyResults:
        selection = run_all(study, orders, coordinator)
        runs, monthly = tables_in_memory(study, orders, selection, coordinator.store)
        return StudyResults(study, runs, monthly, partial(answer, request, watcher))

    with at_work(request.means, watcher) as coordinator:
        return whole(coordinator, partial(work, coordinator))


# -- the directory of results ---------------------------------------------------------------------------------------


def begin(request: StudyRequest, results: ResultsDirectory, orders: StudyOrders, manifest: Mapping[str, Any]) -> None:
    """Refuse what was begun with other code, plans or another text; else note what is begun, with plans and study."""
    former = results.former
    if former is not None:
        if former["study"] != request.study.name:
            raise Refusal(
                "{directory} holds the study {study!r}; name another directory with --out",
                directory=results.directory,
                study=former["study"],
            )
        if not request.fresh:
            refuse_changed(former, manifest, results.directory, orders)
    results.refuse_in_the_way([RUNS, MONTHLY, DESIGN, *names_of_plans(request.study, orders)])
    if former is None or former[KEY] != manifest[KEY]:
        results.begin(manifest)
        write_plans(results, request.study, orders)


def write_plans(results: ResultsDirectory, study: Study, orders: StudyOrders) -> None:
    """Write the plans of the arms, the study and what it reads in full."""
    for (_, arm), plan in orders.plans.items():
        results.write_text(plan_file(plan, arm), plan.text)
    for name, text in {f"{study.name}.toml": study.text, **study.beside}.items():
        results.write_text(name, text)


def names_of_plans(study: Study, orders: StudyOrders) -> list[str]:
    """Names of the files of `write_plans`."""
    return [f"{study.name}.toml", *study.beside, *(plan_file(plan, arm) for (_, arm), plan in orders.plans.items())]


def forget(study: Study, orders: StudyOrders, store: Store) -> None:
    """Have every run of a study run again."""
    replicates = orders.replicates(Selection.every(study, study.most_replicates))
    for some in batched(replicates, LOOKED_UP):
        store.forget([address for one in some for address in one.addresses])


def failures(manifest: Mapping[str, Any]) -> int:
    """Number of runs that failed."""
    return int(manifest["runs"].get(FAILED, 0))
