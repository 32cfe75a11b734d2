"""``ptce claims``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.comparison import checked_workers, progress_bar
from experiments.cli.options import Scheduler, StudyStore, Workers
from experiments.cli.study import resumable


def claims(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="CLAIM", help="Claims to be judged; all of them if none is named.")
    ] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Directory to write to; results/claims if not said.")
    ] = None,
    store: StudyStore = Path("results/store"),
    language: Annotated[str, typer.Option("--language", help="Language of pages and figures: en or fr.")] = "en",
) -> None:
    """Judge the claims of the founding document: yes, no, or cannot tell; what was run before is not run again."""
    from experiments.extras import refuse_without
    from experiments.words.language import Language
    from simulation.refusals import Phrase

    chosen_workers = checked_workers(workers)
    words = Language(language)
    if scheduler is not None:
        refuse_without(Phrase("a scheduler"), ("distributed",))
    typer.echo("reading the register of claims", err=True)
    with progress_bar(lines=True) as notify:
        from experiments.pages.claims.publishing import Asked, publish
        from experiments.questions.claims.register import claim_named
        from experiments.questions.claims.register import claims as register
        from experiments.runs.coordinator import Means, Watcher

        chosen = [claim_named(name) for name in names or register()]
        directory = out or Path("results") / "-".join(["claims", *(names or [])])
        means = Means(store, chosen_workers, scheduler)
        asked = Asked(chosen, directory, means, words, ("ptce", *sys.argv[1:]))
        told = Watcher(notify, lambda sentence: typer.echo(sentence, err=True))
        with resumable():
            verdicts = publish(asked, told)
    for verdict in verdicts:
        told_so = words.text(verdict.answer) + (f" ({words.text('assumed')})" if verdict.assumed else "")
        typer.echo(f"{told_so:<30}{words.typed(verdict.claim.title.in_language(words.code))}")
    if not names:
        from experiments.questions.claims.withdrawn import WITHDRAWN

        for one in WITHDRAWN:
            why = words.text("withdrawn: {reason}", reason=words.of(one.reason))
            typer.echo(f"{words.of(one.title)} ({why})")
    typer.echo(f"{directory / f'claims{words.ending}.html'}")
