"""Processor time and peak memory of a life in an interpreter of its own: with a cold cache of kernels, and at size.

The interpreter says itself what it took: what a parent learns of its child's peak holds the parent's own memory.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.row import FULL, LOWER, TINY, Row, Settings, Size

MEGABYTE = 1e6
MONTHS = 24
LIFE = """
import json, resource, sys
from pathlib import Path
from simulation import Territory
from tests.benchmarks.row import Size
from tests.benchmarks.territories import sized_plan

labour_force, organisations, months, scenario, regime = json.loads(sys.argv[1])
Territory(sized_plan(Size(labour_force, organisations), scenario, regime), rng=1).run_for(months)
used = resource.getrusage(resource.RUSAGE_SELF)
peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
status = Path("/proc/self/status")
if status.exists():
    peak = next(1024 * int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps([used.ru_utime + used.ru_stime, peak]))
"""


@dataclass(frozen=True)
class Usage:
    """What a process took: seconds of processor, peak of resident memory in bytes."""

    seconds: float
    peak: int


def usage_of_life(
    size: Size,
    months: int,
    scenario: str = "base",
    regime: str = "market",
    environment: Mapping[str, str] | None = None,
) -> Usage:
    """Set a territory up and live it in a fresh interpreter."""
    asked = json.dumps([size.labour_force, size.organisations, months, scenario, regime])
    answer = subprocess.run(
        [sys.executable, "-c", LIFE, asked],
        env={**os.environ, **(environment or {})},
        cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    return Usage(*json.loads(answer.stdout.splitlines()[-1]))


COMPILATION = Row(
    "compilation_seconds",
    {"en": "First compilation, seconds of processor", "fr": "Première compilation, secondes de processeur"},
    "s",
    LOWER,
    floor=45.0,
    aim=20.0,
    note=f"a fresh process, an empty cache; {MONTHS} months of mono_industry, plural, 300 + 30, included",
)
COMPILATION_MEMORY = Row(
    "compilation_memory",
    {"en": "First compilation, peak memory", "fr": "Première compilation, mémoire au plus haut"},
    "MB",
    LOWER,
    floor=600.0,
    aim=None,
    note="the same processes",
)
MEMORY = Row(
    "memory",
    {"en": "Peak memory at 4,000 + 25,000", "fr": "Mémoire au plus haut à 4 000 + 25 000"},
    "MB",
    LOWER,
    floor=300.0,
    aim=200.0,
    note=f"a fresh process, kernels cached, set-up and {MONTHS} months; base, regime market",
)


def measure_compilation(settings: Settings) -> list[Row]:
    """Compile everything, repeat after repeat; a quick run uses the kernels that are there."""
    usages = []
    for _ in range(settings.repeats):
        with tempfile.TemporaryDirectory() as cold:
            cache = {} if settings.quick else {"NUMBA_CACHE_DIR": cold}
            usages.append(usage_of_life(TINY, settings.months(MONTHS), "mono_industry", "plural", cache))
    return [
        COMPILATION.measured([usage.seconds for usage in usages]),
        COMPILATION_MEMORY.measured([usage.peak / MEGABYTE for usage in usages]),
    ]


def measure_memory(settings: Settings) -> list[Row]:
    """Live the months at size."""
    usage_of_life(TINY, 1)  # leaves compiled kernels in their cache
    size, months = settings.size(FULL), settings.months(MONTHS)
    return [MEMORY.measured([usage_of_life(size, months).peak / MEGABYTE for _ in range(settings.repeats)])]


MEASURES = {"compilation": measure_compilation, MEMORY.name: measure_memory}
