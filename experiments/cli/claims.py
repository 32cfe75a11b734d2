"""``ptce claims``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.comparison import checked_language, checked_workers, progress_bar, with_lines
from experiments.cli.study import resumable


def claims(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="CLAIM", help="Claims to be judged; all of them if none is named.")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", help="Processes; as many as cores if not said.")] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler that runs, such as tcp://host:8786."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Directory to write to; results/claims if not said.")
    ] = None,
    store: Annotated[
        Path, typer.Option("--store", metavar="DIR", help="Where runs are kept, for all studies to share.")
    ] = Path("results/store"),
    language: Annotated[str, typer.Option("--language", help="Language of pages and figures: en or fr.")] = "en",
) -> None:
    """Judge the claims of the founding document: yes, no, or cannot tell; what was run before is not run again."""
    chosen_workers = checked_workers(workers)
    checked_language(language)
    typer.echo("reading the register of claims", err=True)
    with progress_bar() as bar:
        from experiments.pages.claims.publishing import Asked, publish
        from experiments.questions.claims.register import claim_named
        from experiments.questions.claims.register import claims as register
        from experiments.runs.coordinator import Means, Watcher
        from experiments.words.language import Language

        chosen = [claim_named(name) for name in names or register()]
        directory = out or Path("results") / "-".join(["claims", *(names or [])])
        means = Means(store, chosen_workers, scheduler)
        asked = Asked(chosen, directory, means, Language(language), ("ptce", *sys.argv[1:]))
        told = Watcher(with_lines(bar), lambda sentence: typer.echo(sentence, err=True))
        with resumable():
            verdicts = publish(asked, told)
    words = asked.language
    for verdict in verdicts:
        told_so = words.text(verdict.answer) + (f" ({words.text('assumed')})" if verdict.assumed else "")
        typer.echo(f"{told_so:<30}{words.typed(verdict.claim.title.in_language(words.code))}")
    typer.echo(f"{directory / ('claims.html' if words.code == 'en' else f'claims_{words.code}.html')}")
