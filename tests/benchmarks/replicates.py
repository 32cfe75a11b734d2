"""Replicates side by side: two threads and two processes against one after the other.

    python -m tests.benchmarks.replicates [--labour-force 3000] [--organisations 300] [--months 120]

Each way runs the same two replicates. Workers of a pool are started and have their kernels loaded before the
clock starts.
"""

import argparse
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

from tests.benchmarks.territories import compile_kernels, timed_run

SIDE_BY_SIDE = 2


def replicate(size_and_seed: tuple[int, int, int, int]) -> float:
    labour_force, organisations, months, seed = size_and_seed
    return timed_run(labour_force, organisations, months, seed).running


def wait(seconds: float) -> None:
    """Load the kernels in this worker, and keep it busy until the other one is up."""
    compile_kernels()
    time.sleep(seconds)


def wall(run_all: Callable[[Callable, Iterable], Iterable], work: list[tuple[int, int, int, int]]) -> float:
    start = time.perf_counter()
    list(run_all(replicate, work))
    return time.perf_counter() - start


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--labour-force", type=int, default=3_000)
    options.add_argument("--organisations", type=int, default=300)
    options.add_argument("--months", type=int, default=120)
    options.add_argument("--repeats", type=int, default=3)
    asked = options.parse_args()
    work = [(asked.labour_force, asked.organisations, asked.months, seed) for seed in range(1, SIDE_BY_SIDE + 1)]

    compile_kernels()
    spawn = multiprocessing.get_context("spawn")
    seconds: dict[str, list[float]] = {"one after the other": [], "two threads": [], "two processes": []}
    with (
        ThreadPoolExecutor(SIDE_BY_SIDE) as threads,
        ProcessPoolExecutor(SIDE_BY_SIDE, mp_context=spawn) as processes,
    ):
        pools: tuple[Executor, ...] = (threads, processes)
        for pool in pools:
            list(pool.map(wait, [1.0] * SIDE_BY_SIDE))
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
