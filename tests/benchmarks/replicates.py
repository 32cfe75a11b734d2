"""Replicates side by side: two threads and two processes against one after the other.

Each way lives the same two replicates, each as many times as there are runs. Workers of a pool are started, have
their kernels loaded and the burnt-in states at hand before the clock starts: what is timed is months.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

from tests.benchmarks.row import CLASS, HIGHER, Row, Settings, Size
from tests.benchmarks.territories import compile_kernels, seconds_of, settled, settled_territory

SIDE_BY_SIDE = 2
SECONDS_TO_SETTLE = 8.0
"""Longer than it takes to settle the two territories: until then no worker is free to take another one's turn."""

Work = tuple[Size, int, int, int]
"""Size, months, runs, seed."""

NOTE = "two replicates, 240 months, twelve runs each; size class, base, regime market"
THREADS = Row(
    "two_threads",
    {
        "en": "Two threads over replicates, times faster than one after the other",
        "fr": "Deux fils sur les réplicats, fois plus vite que l'un après l'autre",
    },
    "times",
    HIGHER,
    floor=1.85,
    aim=1.95,
    note=NOTE,
)
PROCESSES = Row(
    "two_processes",
    {
        "en": "Two processes, times faster than one after the other (for information)",
        "fr": "Deux processus, fois plus vite que l'un après l'autre (pour information)",
    },
    "times",
    HIGHER,
    floor=None,
    aim=None,
    note=NOTE,
)


def replicate(work: Work) -> None:
    """Live the months of one replicate, run after run."""
    size, months, runs, seed = work
    for _ in range(runs):
        settled_territory(size, seed=seed).run_for(months)


def settle(all_work: list[Work], patience: float) -> None:
    """Load the kernels in this worker and settle every territory; keep the worker busy until the other one is ready."""
    start = time.perf_counter()
    compile_kernels()
    for size, _, _, seed in all_work:
        settled(size, seed)
    time.sleep(max(patience - (time.perf_counter() - start), 0.0))


def seconds_over(run_all: Callable[[Callable, Iterable], Iterable], work: list[Work]) -> float:
    """Seconds that all the work takes, done as ``run_all`` does it."""
    return seconds_of(lambda: list(run_all(replicate, work)))


def measure(settings: Settings) -> list[Row]:
    """Live the same replicates in each way, in turns."""
    size, months, runs = settings.size(CLASS), settings.months(240), settings.calls(12)
    work = [(size, months, runs, seed) for seed in range(1, SIDE_BY_SIDE + 1)]
    settle(work, 0.0)
    spawn = multiprocessing.get_context("spawn")
    by_threads, by_processes = [], []
    with (
        ThreadPoolExecutor(SIDE_BY_SIDE) as threads,
        ProcessPoolExecutor(SIDE_BY_SIDE, mp_context=spawn) as processes,
    ):
        pools: tuple[Executor, ...] = (threads, processes)
        for pool in pools:
            list(pool.map(settle, [work] * SIDE_BY_SIDE, [SECONDS_TO_SETTLE] * SIDE_BY_SIDE))
        for _ in range(settings.repeats):
            alone = seconds_over(map, work)
            by_threads.append(alone / seconds_over(threads.map, work))
            by_processes.append(alone / seconds_over(processes.map, work))
    return [THREADS.measured(by_threads), PROCESSES.measured(by_processes)]


MEASURES = {"two_workers": measure}
