"""``ptce reproduce``."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.comparison import checked_workers, progress_bar
from experiments.cli.options import Workers

OTHER_BYTES = 1


def reproduce(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A figure or table that ptce wrote, where it lies.")],
    store: Annotated[Path, typer.Option("--store", metavar="DIR", help="Where the runs of studies are kept.")] = Path(
        "results/store"
    ),
    workers: Workers = None,
) -> None:
    """Make a figure or table again; say that its bytes are the same, or which change explains the difference."""
    with progress_bar() as notify:
        notify("reading manifest", 0, 1)
        from experiments.pages.reproduction import reproduce as make_again

        notify("reading manifest", 1, 1)
        verdict = make_again(file, store, checked_workers(workers), notify)
    typer.echo(verdict.sentence(file))
    if not verdict.same:
        raise typer.Exit(OTHER_BYTES)
