"""A comparison from its question to its report: runs, tables, figures, pages."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from experiments.files.directory import ResultsDirectory
from experiments.files.times import Stopwatch
from experiments.origin import origin_hash
from experiments.pages.figures import draw_all
from experiments.pages.report import write_report
from experiments.questions.comparison import PROGRAM, Comparison, ComparisonRuns
from experiments.questions.comparison_tables import (
    begin,
    first_error,
    lived_and_read,
    space_of,
    write_tables,
)
from experiments.refusal import Refusal
from experiments.runs.coordinator import Means, Notify, Watcher, at_work
from experiments.runs.processes import Pool


class Interrupted(KeyboardInterrupt):
    """The comparison was stopped; what was finished is in the directory, and in the store."""

    def __init__(self, directory: Path, finished: int, asked: int):
        self.directory, self.finished, self.asked = directory, finished, asked
        kept = f"what was finished is in {directory}" if finished else "nothing was finished yet"
        super().__init__(f"stopped after {finished} of {asked} replicates; {kept}; the same command goes on from there")


def compare(
    asked: Comparison,
    directory: Path,
    means: Means,
    *,
    watcher: Watcher | None = None,
    language: str = "en",
    command: Sequence[str] = (),
    fresh: bool = False,
    pages: bool = True,
) -> dict[str, Any]:
    """Run what is missing of a comparison and write everything; return the manifest.

    Parameters
    ----------
    asked : Comparison
    directory : Path
        Where to write.
    means : Means
        On what runs are lived and where they are kept.
    watcher : Watcher, optional
    language : str
        ``en`` or ``fr``, of figures and report.
    command : sequence of str
        The command line, kept with the times.
    fresh : bool
        Replace what a comparison with other settings wrote here before.
    pages : bool
        False for the tables alone.

    Raises
    ------
    PlanError, Refusal
        Before the first run, in one sentence.
    Interrupted
        On Ctrl-C and when asked to end, after the finished replicates were written.
    EngineLost
        Where the scheduler is gone; what was finished is in the store.
    """
    watcher, watch = watcher or Watcher(), Stopwatch(command, means.workers, means.scheduler)
    runs = ComparisonRuns(asked)
    results = ResultsDirectory(directory, PROGRAM, space_of(runs))
    with results.alone():
        begin(results, runs, fresh)
    with at_work(means, watcher) as coordinator:
        stopped, complete, off_switch = lived_and_read(coordinator, runs)
        if not (complete or stopped):
            raise Refusal("no replicate came to its end: {error}", error=first_error(coordinator.store, runs))
    end = Interrupted(directory, len(complete), len(asked.scenarios) * asked.replicates)
    if not complete:
        raise end from stopped
    watcher.notify("writing tables", 0, 1)
    with results.alone():
        begin(results, runs, fresh)
        manifest = write_tables(results, runs, complete, off_switch, partial=stopped is not None)
        watcher.notify("writing tables", 1, 1)
        watch.write(results)
        if stopped:
            raise end from stopped
        if not pages:
            return manifest
        try:
            with Pool(means.workers) as pool:
                manifest = write_pages(results, manifest, language, pool, watcher)
        except KeyboardInterrupt as stop:
            raise end from stop
        watch.write(results)
    return manifest


def write_pages(
    results: ResultsDirectory, manifest: dict[str, Any], language: str, pool: Pool, watcher: Watcher
) -> dict[str, Any]:
    """Draw every figure and write the report, from the stored tables; return the manifest with their names."""
    draw_all(results, language, pool, watcher.notify)
    write_report(results, language)
    return results.finish(manifest)


def directory_of(asked: Comparison) -> Path:
    """Where a comparison is written if nothing is said: ``results``, or a folder of it while that holds another one."""
    plain = Path("results")
    former = ResultsDirectory.looked_at(plain, PROGRAM)
    settings = asked.settings
    if former is None and asked == Comparison():
        return plain
    if former is not None and all(former.get(name) == value for name, value in settings.items()):
        return plain
    return plain / "compare" / f"{'-'.join(asked.scenarios)}-{origin_hash(settings)[:6]}"


def draw_again(directory: Path, language: str, workers: int, notify: Notify) -> list[str]:
    """Draw every figure again, and write the report again, from the stored tables alone; return the files.

    Raises
    ------
    Refusal
        Where the directory holds no tables of a comparison.
    """
    if not (directory / "runs.parquet").exists():
        raise Refusal(
            "{directory} holds no tables of a comparison (there is no runs.parquet in it)", directory=directory
        )
    results = ResultsDirectory(directory, PROGRAM)
    with results.alone(), Pool(workers) as pool:
        files = draw_all(results, language, pool, notify)
        manifest = results.former
        if manifest is not None:
            files += write_report(results, language)
            results.finish(manifest, keep_others=True)
    return files
