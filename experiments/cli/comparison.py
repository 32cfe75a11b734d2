"""``ptce compare`` and ``ptce figures``."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.cli.compiling import COMPILING, watched
from experiments.cli.options import QuestionStore, Scheduler, Workers
from experiments.numbers import contrasts


def compare(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENARIO", help="Scenarios; the three of the mission if none is named."),
    ] = None,
    regimes: Annotated[
        list[str] | None,
        typer.Option("--regimes", help="Arms, separated by commas or spaces; the five main ones if none is named."),
    ] = None,
    size: Annotated[str, typer.Option("--size", help="class or full.")] = "class",
    replicates: Annotated[int, typer.Option("--replicates", help="Replicates a scenario.")] = (
        contrasts.DEFAULT_REPLICATES
    ),
    months: Annotated[int, typer.Option("--months", help="Months lived.")] = contrasts.DEFAULT_MONTHS,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Directory to write to; results/, or a folder of it for other settings."
        ),
    ] = None,
    store: QuestionStore = Path("results/store"),
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Replace what a comparison with other settings wrote to the directory.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help="Seed of all replicates.")] = contrasts.DEFAULT_SEED,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="A parameter, the same in all arms."),
    ] = None,
    language: Annotated[str, typer.Option("--language", help="en or fr, of figures and report.")] = "en",
    levy_replicates: Annotated[
        int | None,
        typer.Option(
            "--levy-replicates",
            help="Replicates run again with the money raised by a local levy; a quarter if not said, 0 for none.",
        ),
    ] = None,
    undisturbed_replicates: Annotated[
        int | None,
        typer.Option(
            "--undisturbed-replicates",
            help="Replicates run again without the scenario's dated changes; a twelfth if not said, 0 for none.",
        ),
    ] = None,
) -> None:
    """Run scenarios under all arms on the same random numbers; write tables, figures and a report."""
    from experiments.pages.comparing import Interrupted, directory_of
    from experiments.pages.comparing import compare as run_comparison
    from experiments.pages.terminal import summary
    from experiments.questions.comparison import Comparison
    from experiments.questions.comparison_tables import lost_replicates
    from experiments.runs.coordinator import Means, Watcher
    from experiments.words.language import Language
    from simulation.checks import checked_seed
    from simulation.plan import read_settings

    named, chosen = told_apart(scenarios or [], regimes)
    Language(language)
    asked = Comparison(
        scenarios=tuple(named or contrasts.MISSION),
        regimes=tuple(chosen or contrasts.MAIN_REGIMES),
        size=size,
        replicates=replicates,
        months=months,
        seed=checked_seed(seed),
        overrides=read_settings(settings or []),
        levy_replicates=levy_replicates,
        undisturbed_replicates=undisturbed_replicates,
    )
    means = Means(store, checked_workers(workers), scheduler)
    directory = out or directory_of(asked)
    try:
        with progress_bar(lines=True) as notify:
            watcher = Watcher(notify, lambda sentence: typer.echo(sentence, err=True))
            manifest = run_comparison(
                asked,
                directory,
                means,
                watcher=watcher,
                language=language,
                command=("ptce", *sys.argv[1:]),
                fresh=fresh,
            )
    except Interrupted as stop:
        typer.echo(f"ptce: {stop}", err=True)
        raise
    summary(directory, manifest, language)
    if lost := lost_replicates(manifest):
        typer.echo(f"{lost} replicates did not come to their end; the same command tries them again", err=True)


def figures(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Directory that holds the tables.")],
    workers: Workers = None,
    language: Annotated[str, typer.Option("--language", help="en or fr.")] = "en",
) -> None:
    """Draw every figure again, and write the report again, from the stored tables alone."""
    from experiments.pages.comparing import draw_again
    from experiments.words.language import Language

    with progress_bar() as notify:
        files = draw_again(directory, Language(language).code, checked_workers(workers), notify)
    typer.echo(f"{len(files)} files in {directory}")


def cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def checked_workers(workers: int | None) -> int:
    """Return how many processes are meant: as many as cores if nothing is said."""
    from experiments.refusal import Refusal

    if workers is not None and workers < 1:
        raise Refusal("at least one worker is needed, not {workers}", workers=workers)
    return cores() if workers is None else workers


def told_apart(names: list[str], regimes: list[str] | None) -> tuple[list[str], list[str]]:
    """Tell scenarios from arms, so that ``--regimes market plural`` means two arms.

    Only the first word after an option belongs to it; the words that follow arrive among the scenarios. No
    scenario bears the name of an arm, so that these can be told apart when ``--regimes`` was given.
    """
    chosen = [name for word in regimes or [] for name in word.replace(",", " ").split()]
    if not chosen:
        return list(dict.fromkeys(names)), []
    named = [name for name in names if name not in contrasts.REGIMES]
    chosen += [name for name in names if name in contrasts.REGIMES]
    return list(dict.fromkeys(named)), list(dict.fromkeys(chosen))


class progress_bar:  # noqa: N801 - read as a sentence: with progress_bar() as notify
    """A bar on the terminal for each stage, with the time left; silent where nobody watches.

    Parameters
    ----------
    lines : bool
        Whether progress is written in lines, a tenth at a time, where no bar can be shown: in the log of a job.
    """

    def __init__(self, lines: bool = False) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.progress = Progress(
            TextColumn("{task.description:<16}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("left"),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=Console(stderr=True),
            expand=True,
        )
        self.stages: dict[str, Any] = {}
        self.tenths: dict[str, int] | None = {} if lines and not sys.stderr.isatty() else None
        self.compiling = watched(lambda prepared: self.notify(COMPILING, prepared.done, prepared.phases))

    def __enter__(self) -> Any:
        self.compiling.__enter__()
        return self.notify

    def __exit__(self, *_: object) -> None:
        self.compiling.__exit__(None, None, None)
        if self.stages:
            self.progress.stop()

    def notify(self, what: str, done: int, total: int) -> None:
        """Show that so much of a stage is done."""
        if self.tenths is not None:
            tenth = 10 * done // max(total, 1)
            if tenth > self.tenths.get(what, -1):
                self.tenths[what] = tenth
                typer.echo(f"{what}: {done:,} of {total:,}", err=True)
            return
        if not self.stages:
            self.progress.start()
        if what not in self.stages:
            self.stages[what] = self.progress.add_task(what, total=total)
        self.progress.update(self.stages[what], completed=done, total=total)
