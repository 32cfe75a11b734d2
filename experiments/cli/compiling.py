"""What the terminal shows of a first run while the model is compiled."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.preparation import Prepared

LOOKS_A_SECOND = 2.0
COMPILING = "compiling, once"
"""Name of the stage."""


@contextmanager
def watched(told: "Callable[[Prepared], None]") -> Iterator[None]:
    """Tell how many phases of the model are compiled while it is being compiled, and nothing where it is there."""
    from simulation import is_cold

    if not is_cold():
        yield
        return
    from simulation.preparation import CompilingWatch

    watch, ended = CompilingWatch(), threading.Event()

    def look() -> None:
        while not ended.wait(1.0 / LOOKS_A_SECOND):
            prepared = watch.look()
            told(prepared)
            if prepared.complete:
                return

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
