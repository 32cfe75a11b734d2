"""When, where and by what a command was run last: apart from the results, so that these stay the same bytes."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from experiments.files import made_with, tables

if TYPE_CHECKING:
    from experiments.files.directory import ResultsDirectory

TIMES = "times.json"


@dataclass
class Stopwatch:
    """Measures a command from where it is made.

    Attributes
    ----------
    command : sequence of str
    workers : int
    scheduler : str, optional
    """

    command: Sequence[str] = ()
    workers: int = 1
    scheduler: str | None = None
    began: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    start: float = field(default_factory=time.perf_counter)

    def write(self, results: "ResultsDirectory") -> None:
        """Write the times beside the results."""
        told = {
            "command": list(self.command),
            "began": self.began,
            "seconds": round(time.perf_counter() - self.start, 1),
            "workers": self.workers,
            "scheduler": self.scheduler,
            "commit": made_with.commit(),
            "versions": made_with.versions(),
            "platform": made_with.machine(),
        }
        tables.write_text(results.directory / TIMES, json.dumps(told, indent=1) + "\n")
