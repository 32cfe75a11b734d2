"""What a worker does in a test instead of living at once: it dies first, once or always."""

import os
import signal

from experiments.seminar import worker

DEADLY = 1
"""Replicate that ends its worker."""
live = worker.live


def die() -> None:
    """End this process as the system does where memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(mark, wanted):
    """Live a run; the deadly one only after its first worker has died, which leaves a mark."""
    if wanted.replicate == DEADLY and not mark.exists():
        mark.touch()
        die()
    return live(wanted)


def die_always(wanted):
    """Live a run; the deadly one of the world of seed 1 never."""
    if wanted.replicate == DEADLY and wanted.seed == 1:
        die()
    return live(wanted)
