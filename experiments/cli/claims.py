"""``ptce claims``."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.comparison import cores, progress_bar
from experiments.cli.study import resumable, with_lines


def claims(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="CLAIM", help="Claims to be judged; all of them if none is named.")
    ] = None,
    workers: Annotated[int | None, typer.Option("--workers", help="Processes; as many as cores if not said.")] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler that runs, such as tcp://host:8786."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Directory to write to.")] = Path("results/claims"),
    store: Annotated[
        Path, typer.Option("--store", metavar="DIR", help="Where runs are kept, for all studies to share.")
    ] = Path("results/store"),
    language: Annotated[str, typer.Option("--language", help="Language of pages and figures: en or fr.")] = "en",
) -> None:
    """Judge the claims of the founding document: yes, no, or cannot tell; what was run before is not run again."""
    from experiments.extras import refuse_without
    from experiments.refusal import Refusal
    from experiments.words.language import Language
    from simulation.refusals import Phrase

    if workers is not None and workers < 1:
        raise Refusal("claims need at least one worker, not {workers}", workers=workers)
    words = Language(language)
    if scheduler is not None:
        refuse_without(Phrase("a scheduler"), ("distributed",))
    typer.echo("reading the register of claims", err=True)
    with progress_bar() as bar:
        from experiments.pages.claims.publishing import Asked, publish
        from experiments.questions.claims.register import claim_named
        from experiments.questions.claims.register import claims as register
        from experiments.questions.studies.conduct import Watcher

        chosen = [claim_named(name) for name in names or register()]
        asked = Asked(chosen, out, store, cores() if workers is None else workers, scheduler, words)
        told = Watcher(with_lines(bar), lambda sentence: typer.echo(sentence, err=True))
        with resumable():
            verdicts = publish(asked, told)
    for verdict in verdicts:
        told_so = words.text(verdict.answer) + (f" ({words.text('assumed')})" if verdict.assumed else "")
        typer.echo(f"{told_so:<30}{words.typed(verdict.claim.title.in_language(words.code))}")
    typer.echo(f"{out / f'claims{words.ending}.html'}")
