"""``ptce study``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.cli.comparison import checked_workers, progress_bar
from experiments.cli.options import Scheduler, StudyStore, Workers

FAILED = 1


def study(
    study_file: Annotated[
        str, typer.Argument(metavar="STUDY", help="A TOML file, or the name of a study that comes with ptce.")
    ],
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Directory to write to; results/<study> if not said.")
    ] = None,
    store: StudyStore = Path("results/store"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Run everything again, whatever is there.")] = False,
    language: Annotated[str, typer.Option("--language", help="Language of the figures: en or fr.")] = "en",
    archive: Annotated[
        Path | None, typer.Option("--archive", metavar="FILE.zip", help="Write the results as an RO-Crate, too.")
    ] = None,
) -> None:
    """Run a study; what an earlier call has finished is not run again."""
    from experiments.extras import refuse_without
    from experiments.refusal import Refusal
    from experiments.words.language import Language
    from simulation.refusals import Phrase

    chosen = checked_workers(workers)
    if archive is not None and archive.suffix != ".zip":
        raise Refusal("--archive names a file that ends in .zip, not {archive}", archive=archive)
    words = Language(language)
    # Said before anything heavy is imported.
    typer.echo(f"reading {study_file}", err=True)
    if scheduler is not None:
        refuse_without(Phrase("a scheduler"), ("distributed",))
    if archive is not None:
        refuse_without(Phrase("an archive"), ("rocrate",))
    with progress_bar(lines=True) as notify:
        from experiments.analyses import refuse_without_libraries
        from experiments.questions.studies.running import StudyRequest, failures, run_study
        from experiments.questions.studies.study_reading import read_study
        from experiments.runs.coordinator import Means, Watcher

        read = read_study(study_file, lambda sentence: typer.echo(sentence, err=True))
        refuse_without_libraries(str(read.told.design["kind"]))
        request = StudyRequest(
            study=read,
            directory=out or Path("results") / read.name,
            means=Means(store, chosen, scheduler),
            fresh=fresh,
            command=("ptce", *sys.argv[1:]),
        )
        told = Watcher(notify, lambda sentence: typer.echo(sentence, err=True))
        with resumable():
            manifest = run_study(request, told)
            analysed = [] if not manifest["runs"]["done"] else analyses_of(request, words, told)
    failed = failures(manifest)
    if failed:
        typer.echo(f"{failed} runs failed; runs.parquet tells why, column 'error'", err=True)
    if archive is not None:
        from experiments.questions.studies.archive import write_archive

        write_archive(request.directory, archive)
        typer.echo(f"{archive}")
    if analysed:
        typer.echo(f"{len(analysed)} tables and figures in {analysed[0].parent}")
    typer.echo(f"{manifest['runs']['done']} runs in {request.directory}")
    if failed and not manifest["runs"]["done"]:
        raise typer.Exit(FAILED)


@contextmanager
def resumable() -> Iterator[None]:
    """Say, where runs are cut short, that the same command goes on from there."""
    from experiments.runs.engines import EngineLost

    try:
        yield
    except KeyboardInterrupt:
        typer.echo("ptce: stopped; what was finished is kept, the same command goes on from there", err=True)
        raise
    except EngineLost as lost:
        typer.echo(f"ptce: {lost}; what was finished is kept, the same command goes on from there", err=True)
        raise typer.Exit(FAILED) from None


def analyses_of(request: Any, language: Any, told: Any) -> list[Path]:
    """Write what follows from the design of a study."""
    from experiments.analyses.writing import analyse

    return analyse(request, language, told)
