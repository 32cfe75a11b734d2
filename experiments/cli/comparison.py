"""``ptce compare`` and ``ptce figures``."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.numbers import contrasts

INTERRUPTED = 130


def compare(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENARIO", help="Scenarios; the three of the mission if none is named."),
    ] = None,
    regimes: Annotated[
        list[str] | None,
        typer.Option("--regimes", help="Arms, separated by commas or spaces; all five if none is named."),
    ] = None,
    size: Annotated[str, typer.Option("--size", help="class or full.")] = "class",
    replicates: Annotated[int, typer.Option("--replicates", help="Replicates a scenario.")] = (
        contrasts.DEFAULT_REPLICATES
    ),
    months: Annotated[int, typer.Option("--months", help="Months lived.")] = contrasts.DEFAULT_MONTHS,
    workers: Annotated[int | None, typer.Option("--workers", help="Processes; as many as cores if not said.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Directory to write to.")] = Path("results"),
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
    from experiments.pages.terminal import summary
    from experiments.questions.comparison import Interrupted, Request
    from experiments.questions.comparison import compare as run_comparison
    from experiments.words.language import Language
    from simulation.plan import read_settings

    named, chosen = told_apart(scenarios or [], regimes)
    request = Request(
        scenarios=tuple(named or contrasts.MISSION),
        regimes=tuple(chosen or contrasts.REGIMES),
        size=size,
        replicates=replicates,
        months=months,
        workers=cores() if workers is None else workers,
        directory=out,
        seed=seed,
        language=Language(language).code,
        overrides=read_settings(settings or []),
        command=("ptce", *sys.argv[1:]),
        levy_replicates=levy_replicates,
        undisturbed_replicates=undisturbed_replicates,
    )
    try:
        with progress_bar() as notify:
            manifest = run_comparison(request, notify)
    except Interrupted as stop:
        typer.echo(f"ptce: {stop}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    summary(out, manifest, language)


def figures(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Directory that holds the tables.")],
    workers: Annotated[int | None, typer.Option("--workers", help="Processes; as many as cores if not said.")] = None,
    language: Annotated[str, typer.Option("--language", help="en or fr.")] = "en",
) -> None:
    """Draw every figure again, and write the report again, from the stored tables alone."""
    from experiments.files.tables import MANIFEST
    from experiments.pages.figures import draw_all
    from experiments.pages.report import write_report
    from experiments.refusal import Refusal
    from experiments.runs.processes import Pool
    from experiments.words.language import Language

    Language(language)
    if not (directory / "runs.parquet").exists():
        raise Refusal(f"{directory} holds no tables of a comparison (there is no runs.parquet in it)")
    with progress_bar() as notify, Pool(cores() if workers is None else workers) as pool:
        files = draw_all(directory, language, pool, notify)
    if (directory / MANIFEST).exists():
        files += write_report(directory, language)
    typer.echo(f"{len(files)} files in {directory}")


def cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


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
    """A bar on the terminal for each stage, with the time left; silent where nobody watches."""

    def __init__(self) -> None:
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

    def __enter__(self) -> Any:
        return self.notify

    def __exit__(self, *_: object) -> None:
        if self.stages:
            self.progress.stop()

    def notify(self, what: str, done: int, total: int) -> None:
        """Show that so much of a stage is done."""
        if not self.stages:
            self.progress.start()
        if what not in self.stages:
            self.stages[what] = self.progress.add_task(what, total=total)
        self.progress.update(self.stages[what], completed=done, total=total)
