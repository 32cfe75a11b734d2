"""How far this machine has come with compiling the model: what a terminal or a page can truly show meanwhile.

The first run of a version compiles the phases of the month one after the other, in whichever process gets there first,
and leaves the code of each in the cache (`simulation.kernels`). Whoever looks there sees how many are done.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from simulation.kernels import COMPILED


@dataclass(frozen=True)
class Prepared:
    """Phases compiled so far.

    Attributes
    ----------
    done, phases : int
        Kernels of the month whose code is there, and all of them.
    seconds_left : float or None
        As long as the others have taken since the watch began; None before the first.
    """

    done: int
    phases: int
    seconds_left: float | None

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be compiled."""
        return self.done == self.phases


class CompilingWatch:
    """Looks into the cache of kernels; the time left is told from what it has seen done."""

    def __init__(self) -> None:
        from simulation.schedule import SCHEDULE

        self.wanted = {phase.__name__ for phase in SCHEDULE} if COMPILED else set()
        self.began, self.done_before = time.monotonic(), self.done()

    def done(self) -> int:
        """Phases whose code is in the cache."""
        kept = Path(os.environ["NUMBA_CACHE_DIR"]).rglob("*.nbi") if self.wanted else ()
        return len({file.name.split("-")[0].rsplit(".", 1)[-1] for file in kept} & self.wanted)

    def look(self) -> Prepared:
        """Count again."""
        done = self.done()
        since = done - self.done_before
        left = (time.monotonic() - self.began) / since * (len(self.wanted) - done) if since else None
        return Prepared(done, len(self.wanted), left)
