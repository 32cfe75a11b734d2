"""Cost of a month as the territory grows from 3,300 to 100,000 agents.

    python -m tests.benchmarks.scaling [--agents 3300 10000 30000 100000] [--months 24] [--repeats 3]

Agents asked for are members of the labour force and organisations; those counted, and by which the cost is
divided, hold the retired and inactive too. A cost that grows in proportion keeps the last column near 1.
"""

import argparse

from tests.benchmarks.territories import ACTIVE_PER_ORGANISATION, compile_kernels, timed_run


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--agents", type=int, nargs="+", default=[3_300, 10_000, 30_000, 100_000])
    options.add_argument("--months", type=int, default=24)
    options.add_argument("--repeats", type=int, default=3, help="the fastest one is shown")
    asked = options.parse_args()

    compile_kernels()
    first = None
    print(
        f"{'agents':>9}{'set-up s':>10}{'ms/month':>10}{'ns/agent-step':>15}{'agent-steps/s':>15}"
        f"{'ratio per agent':>17}"
    )
    for wanted in asked.agents:
        organisations = max(1, wanted // (ACTIVE_PER_ORGANISATION + 1))
        runs = [timed_run(wanted - organisations, organisations, asked.months) for _ in range(asked.repeats)]
        best = min(runs, key=lambda run: run.running)
        each = best.running / (best.agents * best.months)
        first = first or each
        print(
            f"{best.agents:>9,}{best.set_up:>10.2f}{1e3 * best.running / best.months:>10.1f}"
            f"{1e9 * each:>15.0f}{1 / each:>15,.0f}{each / first:>17.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
