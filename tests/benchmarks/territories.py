"""Territories of a wanted size, and how their months are timed: the one place that knows how a plan is sized."""

import time
from collections.abc import Callable
from functools import cache

from simulation import Territory, load_plan
from simulation.plan import Plan
from simulation.territory import BurntInState
from tests.benchmarks.row import TINY, Size

SEED = 1


def sized_plan(size: Size, scenario: str = "base", regime: str | None = None) -> Plan:
    """Plan of a scenario with so many people and organisations."""
    wanted = {"population.labour_force": size.labour_force, "population.organisations": size.organisations}
    return load_plan(scenario, regime=regime, overrides=wanted)


@cache
def settled(size: Size, seed: int = SEED) -> BurntInState:
    """State at month 0 of a territory of this size."""
    return Territory.burnt_in(sized_plan(size), seed=seed)


def settled_territory(size: Size, regime: str | None = None, seed: int = SEED) -> Territory:
    """Make a territory at month 0, quickly: its burn-in is lived once."""
    return Territory(sized_plan(size, regime=regime), rng=seed, burnt_in=settled(size, seed))


def count_agents(territory: Territory) -> int:
    """Households (retired and inactive ones too) and organisations at this moment."""
    return territory.household_count + territory.organisation_count


def compile_kernels() -> None:
    """Live a month of each regime on a tiny territory, so that no measure holds the compiling of kernels."""
    for regime in ("market", "plural"):
        settled_territory(TINY, regime).run_for(1)


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds of wall clock that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def seconds_of_months(size: Size, months: int, times: int = 1, regime: str | None = None) -> float:
    """Seconds that so many months from month 0 take, lived so many times."""
    total = 0.0
    for _ in range(times):
        territory = settled_territory(size, regime)
        total += seconds_of(lambda territory=territory: territory.run_for(months))
    return total
