"""Agent-steps a second beside BAM Engine, on the same machine, in turns.

    python -m tests.benchmarks.bam_engine --organisations 300 --households 3000 --months 240 --repeats 3

BAM Engine 0.10.2 runs with logging off and without collecting data; this model runs as it always does, its
outcomes and its ledger included. Start-up is timed apart, and neither side's figure holds the compiling of
kernels.
An agent is a household or an organisation (a firm there); banks are counted on neither side.
"""

import argparse
import logging
import statistics
import time
from importlib.metadata import version

import bamengine

from tests.benchmarks.territories import Timed, compile_kernels, timed_run


def timed_bam_run(organisations: int, households: int, periods: int, seed: int) -> Timed:
    start = time.perf_counter()
    simulation = bamengine.Simulation.init(
        n_firms=organisations, n_households=households, seed=seed, log_level="CRITICAL"
    )
    ready = time.perf_counter()
    simulation.run(n_periods=periods, collect=False)
    return Timed(organisations + households, periods, ready - start, time.perf_counter() - ready)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--organisations", type=int, default=300)
    options.add_argument(
        "--households", type=int, default=3000, help="there: households; here: members of the labour force"
    )
    options.add_argument("--months", type=int, default=240, help="steps on both sides")
    options.add_argument("--repeats", type=int, default=3)
    asked = options.parse_args()

    logging.disable()  # of both: importing bamengine sends every library's log to the terminal, Mesa's too
    compile_kernels()
    timed_bam_run(30, 300, 2, seed=0)

    rows: list[tuple[str, int, Timed]] = []
    for repeat in range(1, asked.repeats + 1):
        here = timed_run(asked.households, asked.organisations, asked.months, seed=repeat)
        there = timed_bam_run(asked.organisations, asked.households, asked.months, seed=repeat)
        rows += [("ptce", repeat, here), (f"BAM Engine {version('bamengine')}", repeat, there)]

    print(f"{'model':<20}{'repeat':>7}{'agents':>9}{'steps':>7}{'set-up s':>10}{'run s':>9}{'agent-steps/s':>15}")
    for model, repeat, run in rows:
        print(
            f"{model:<20}{repeat:>7}{run.agents:>9,}{run.months:>7}{run.set_up:>10.2f}{run.running:>9.2f}"
            f"{run.agent_steps_per_second:>15,.0f}"
        )
    ratios = [
        here.agent_steps_per_second / there.agent_steps_per_second
        for (_, _, here), (_, _, there) in zip(rows[::2], rows[1::2], strict=True)
    ]
    print(
        f"ptce / BAM Engine, agent-steps a second: median {statistics.median(ratios):.2f}, "
        f"min {min(ratios):.2f}, max {max(ratios):.2f}"
    )
    print(
        "A step of ptce does more: space, habit in buying, exact cents booked at both ends, trust per pair, "
        "outcomes observed each month."
    )


if __name__ == "__main__":
    main()
