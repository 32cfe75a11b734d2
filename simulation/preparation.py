"""How far this machine has come with compiling the model: what a terminal or a page can truly show meanwhile.

The first run of a version translates the phases of the month one after the other, in whichever process gets there
first, and then makes machine code of the month as a whole. Whoever looks at what that process has noted
(`simulation.compiling`) sees how many phases are done.
"""

import time
from dataclasses import dataclass

from simulation.kernels import COMPILED, is_cold

MACHINE_CODE = 15
"""Phases that could be translated in the time that machine code of the month takes (measured: a third of it all)."""


@dataclass(frozen=True)
class Prepared:
    """Phases compiled so far.

    Attributes
    ----------
    done, phases : int
        Phases of the month that are translated, and all of them.
    seconds_left : float or None
        Estimated from what was done since the watch began; None before the first.
    complete : bool
        Whether the machine code is there.
    """

    done: int
    phases: int
    seconds_left: float | None
    complete: bool


class CompilingWatch:
    """Looks at what is noted; the time left is told from what it has seen done."""

    def __init__(self) -> None:
        from simulation.schedule import SCHEDULE

        self.phases = {phase.__name__ for phase in SCHEDULE}
        self.began, self.done_before = time.monotonic(), self.done()

    def done(self) -> int:
        """Phases that are translated."""
        from simulation.compiling import lowered_folder

        return sum((lowered_folder() / name).exists() for name in self.phases) if COMPILED else len(self.phases)

    def look(self) -> Prepared:
        """Count again."""
        done, complete = self.done(), not is_cold()
        since, left = done - self.done_before, None
        if since and not complete:
            pace = (time.monotonic() - self.began) / since
            left = pace * (len(self.phases) + MACHINE_CODE - done) if done < len(self.phases) else None
        return Prepared(done, len(self.phases), left, complete)
