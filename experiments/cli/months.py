"""What the terminal shows while a single run is set up and lived."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 2.0
"""Seconds after which a run shows how much is left."""


@contextmanager
def setting_up() -> Iterator[None]:
    """Show on a terminal that the territory is being set up, and that the first run compiles the model."""
    from rich.console import Console

    from simulation import is_cold

    with Console(stderr=True).status("compiling the model, once (about a minute)" if is_cold() else "setting up"):
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
