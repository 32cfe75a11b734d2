"""Replicates side by side: two threads and two processes against one after the other.

    python -m tests.benchmarks.replicates [--labour-force 3000] [--organisations 300] [--months 240] [--runs 12]

Each way lives the same two replicates, each as many times as there are runs. Workers of a pool are started, have
their kernels loaded and the burnt-in states at hand before the clock starts: what is timed is months, five seconds
and more of them at the default size.
"""

import argparse
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

from simulation import Territory
from simulation.territory import BurntInState
from tests.benchmarks.territories import compile_kernels, sized_plan

SIDE_BY_SIDE = 2
SECONDS_TO_SETTLE = 8.0
"""Longer than it takes to settle the two territories: until then no worker is free to take another one's turn."""

Work = tuple[int, int, int, int, int]
"""Labour force, organisations, months, runs, seed."""

SETTLED: dict[int, BurntInState] = {}
"""Burnt-in states of this process, by seed."""


def replicate(work: Work) -> None:
    """Live the months of one replicate, run after run."""
    labour_force, organisations, months, runs, seed = work
    plan = sized_plan(labour_force, organisations)
    for _ in range(runs):
        Territory(plan, rng=seed, burnt_in=SETTLED[seed]).run_for(months)


def settle(all_work: list[Work]) -> None:
    """Load the kernels in this worker and settle every territory; keep the worker busy until the other one is ready."""
    start = time.perf_counter()
    compile_kernels()
    for labour_force, organisations, _, _, seed in all_work:
        if seed not in SETTLED:
            SETTLED[seed] = Territory.burnt_in(sized_plan(labour_force, organisations), seed=seed)
    time.sleep(max(SECONDS_TO_SETTLE - (time.perf_counter() - start), 0.0))


def wall(run_all: Callable[[Callable, Iterable], Iterable], work: list[Work]) -> float:
    start = time.perf_counter()
    list(run_all(replicate, work))
    return time.perf_counter() - start


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--labour-force", type=int, default=3_000)
    options.add_argument("--organisations", type=int, default=300)
    options.add_argument("--months", type=int, default=240)
    options.add_argument("--runs", type=int, default=12)
    options.add_argument("--repeats", type=int, default=3)
    asked = options.parse_args()
    work = [
        (asked.labour_force, asked.organisations, asked.months, asked.runs, seed) for seed in range(1, SIDE_BY_SIDE + 1)
    ]

    compile_kernels()
    spawn = multiprocessing.get_context("spawn")
    seconds: dict[str, list[float]] = {"one after the other": [], "two threads": [], "two processes": []}
    with (
        ThreadPoolExecutor(SIDE_BY_SIDE) as threads,
        ProcessPoolExecutor(SIDE_BY_SIDE, mp_context=spawn) as processes,
    ):
        pools: tuple[Executor, ...] = (threads, processes)
        for pool in pools:
            list(pool.map(settle, [work] * SIDE_BY_SIDE))
        for _ in range(asked.repeats):
            seconds["one after the other"].append(wall(map, work))
            seconds["two threads"].append(wall(threads.map, work))
            seconds["two processes"].append(wall(processes.map, work))

    alone = statistics.median(seconds["one after the other"])
    print(f"{'way':<22}{'median s':>10}{'min s':>8}{'max s':>8}{'times faster':>14}")
    for way, taken in seconds.items():
        middle = statistics.median(taken)
        print(f"{way:<22}{middle:>10.2f}{min(taken):>8.2f}{max(taken):>8.2f}{alone / middle:>14.2f}")


if __name__ == "__main__":
    main()
