"""Peak memory of one territory of 4,000 organisations and a labour force of 25,000.

    python -m tests.benchmarks.memory [--organisations 4000] [--labour-force 25000] [--months 24]

Each figure is the peak resident memory of an interpreter of its own: one that only imports the model, one
that makes the territory, one that also lives the months.
"""

import argparse
import multiprocessing
import resource
import sys

MEBIBYTE = 1024 * 1024


def peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def measure(labour_force: int, organisations: int, months: int | None) -> tuple[int, int]:
    """Agents and peak bytes; without a number of months, of the imports alone."""
    from simulation import Territory
    from tests.benchmarks.territories import count_agents, sized_plan

    if months is None:
        return 0, peak_bytes()
    territory = Territory(sized_plan(labour_force, organisations), rng=1)
    if months:
        territory.run_for(months)
    return count_agents(territory), peak_bytes()


def in_its_own_process(*arguments: int | None) -> tuple[int, int]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, arguments)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--organisations", type=int, default=4_000)
    options.add_argument("--labour-force", type=int, default=25_000)
    options.add_argument("--months", type=int, default=24)
    asked = options.parse_args()

    in_its_own_process(300, 30, 1)  # leaves compiled kernels in their cache
    size = (asked.labour_force, asked.organisations)
    _, imports = in_its_own_process(*size, None)
    print(f"{'stage':<28}{'agents':>9}{'peak MiB':>10}{'KiB/agent above imports':>26}")
    print(f"{'imports':<28}{'':>9}{imports / MEBIBYTE:>10.0f}")
    for stage, months in (("territory made", 0), (f"{asked.months} months lived", asked.months)):
        agents, peak = in_its_own_process(*size, months)
        each = (peak - imports) / 1024 / agents
        print(f"{stage:<28}{agents:>9,}{peak / MEBIBYTE:>10.0f}{each:>26.2f}")


if __name__ == "__main__":
    main()
