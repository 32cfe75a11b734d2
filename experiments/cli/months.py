"""What the terminal shows while a single run is set up and lived."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.preparation import Prepared

PATIENCE = 2.0
"""Seconds after which a run shows how much is left."""


@contextmanager
def setting_up() -> Iterator[None]:
    """Show on a terminal that the territory is being set up, and how far the first run is with compiling the model."""
    from rich.console import Console

    from experiments.cli.compiling import watched

    with Console(stderr=True).status("setting up") as status:

        def tell(prepared: "Prepared") -> None:
            left = "" if prepared.seconds_left is None else f", about {prepared.seconds_left:.0f} s left"
            status.update(f"compiling the model, once: {prepared.done} of {prepared.phases} phases{left}")

        with watched(tell):
            yield


@contextmanager
def months_left(months: int) -> Iterator[Any]:
    """Show a bar with the time left, once a run has taken two seconds and where somebody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("months"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("months", total=months)
    start, shown = time.perf_counter(), False

    def tell(done: int) -> None:
        nonlocal shown
        bar.update(task, completed=done)
        if not shown and bar.console.is_terminal and time.perf_counter() - start > PATIENCE:
            bar.start()
            shown = True

    try:
        yield tell
    finally:
        if shown:
            bar.stop()
