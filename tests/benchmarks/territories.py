"""Territories of a wanted size, for the benchmarks: the one place that knows how a plan is sized."""

import time
from dataclasses import dataclass

from simulation import Territory, load_plan

ACTIVE_PER_ORGANISATION = 10
"""Members of the labour force for each organisation, where a benchmark names agents only."""


@dataclass(frozen=True)
class Timed:
    """One run: who lived in it and how long it took, in seconds of wall clock."""

    agents: int
    months: int
    set_up: float
    running: float

    @property
    def agent_steps_per_second(self) -> float:
        return self.agents * self.months / self.running


def count_agents(territory: Territory) -> int:
    """Households (retired and inactive ones too) and organisations at this moment."""
    return territory.household_count + territory.organisation_count


def sized_plan(labour_force: int, organisations: int):
    return load_plan(
        "base",
        overrides={"population.labour_force": labour_force, "population.organisations": organisations},
    )


def compile_kernels() -> None:
    """Live a month on a small territory, so that no measure holds the compiling of kernels."""
    Territory(sized_plan(300, 30), rng=1).run_for(1)


def timed_run(labour_force: int, organisations: int, months: int, seed: int = 1) -> Timed:
    plan = sized_plan(labour_force, organisations)
    start = time.perf_counter()
    territory = Territory(plan, rng=seed)
    ready = time.perf_counter()
    agents = count_agents(territory)
    territory.run_for(months)
    return Timed(agents, months, ready - start, time.perf_counter() - ready)
