"""One world of a study, lived under its arms; and the address of a run, which says all that determines it."""

import gc
import json
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from time import perf_counter
from typing import Any

import numpy as np

from experiments.files.provenance import versions_of
from experiments.runs.replicate import closing_record, plan_for
from simulation.parameters import Value
from simulation.plan import Plan
from simulation.version import SOURCE_HASH

FORM_OF_RUNS = 1
"""Raised when what is kept of a run changes its meaning: runs kept in another form are not used."""

LIBRARIES = ("ptce", "numpy", "numba", "scipy")
"""Those whose version may change a number."""


@dataclass(frozen=True)
class World:
    """Runs that share a burnt-in state: one scenario, point and replicate, under one arm after another.

    Attributes
    ----------
    scenario, size : str
    months, seed, replicate : int
    point : int
        Number of the point in the study; nothing in the run depends on it.
    overrides : tuple of (str, value)
        Parameters set beside the scenario's.
    regimes : tuple of str
        Arms to be lived.
    addresses : tuple of str
        Address of the run under each arm.
    outcomes : tuple of str
        Those whose months are kept.
    """

    scenario: str
    size: str
    months: int
    seed: int
    replicate: int
    point: int
    overrides: tuple[tuple[str, Value], ...]
    regimes: tuple[str, ...]
    addresses: tuple[str, ...]
    outcomes: tuple[str, ...]


@dataclass
class Lived:
    """What is kept of one run; `error` is set, and nothing else, where it failed.

    Attributes
    ----------
    address : str
    seconds : float
        For the estimate of what is left; never stored with results.
    record : dict
        Hashes, largest residuals of the accounts, envelope.
    series : dict of numpy.ndarray
        Months 0 to the last, shape (months + 1,), by outcome.
    """

    address: str
    seconds: float
    error: str | None = None
    record: dict[str, Any] = field(default_factory=dict)
    series: dict[str, np.ndarray] = field(default_factory=dict)


Live = Callable[[World], list[Lived]]


@lru_cache(maxsize=1)
def identity() -> dict[str, str]:
    """Everything beside a plan and a seed that a run may depend on: code, libraries, kind of machine."""
    return {
        "code": SOURCE_HASH,
        "form": str(FORM_OF_RUNS),
        "machine": platform.machine(),
        "python": ".".join(platform.python_version_tuple()[:2]),
        **versions_of(LIBRARIES),
    }


def address_of(plan: Plan, overrides: dict[str, Value], seed: int, replicate: int, known: dict[str, str]) -> str:
    """Address of a run: SHA-256 of all that determines it.

    Parameters
    ----------
    plan : Plan
        The scenario under the regime, without the changes of the study; its hash stands for its full text.
    overrides : dict
        Changes of the study; those that change nothing do not count, so that studies which meet in a point
        share its runs.
    seed, replicate : int
    known : dict
        `identity` of the code.
    """
    changes = {
        path: value
        for path, value in sorted(overrides.items())
        if value != plan.values[path] and not plan.sources[path].startswith("regime ")
    }
    told = {"plan": plan.hash, "changes": changes, "seed": seed, "replicate": replicate, "made with": known}
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Start:
    """Month 0 of a world: plans of one past start from one state.

    Attributes
    ----------
    past : str
        `Plan.past` of `plan`.
    seed, replicate : int
    plan : Plan
        Any plan of that past.
    """

    past: str
    seed: int
    replicate: int
    plan: Plan = field(compare=False, repr=False)


@lru_cache(maxsize=1)
def burnt_in(start: Start) -> Any:
    """State at month 0; the one made last is kept, since neighbours in a batch often share it."""
    from simulation import Territory

    return Territory.burnt_in(start.plan, seed=start.seed, replicate=start.replicate)


def live(world: World) -> list[Lived]:
    """Live one world under its arms; an arm that fails is told with its error and leaves the others alone."""
    runs = [lived(world, regime, address) for regime, address in zip(world.regimes, world.addresses, strict=True)]
    # Mesa's models refer to themselves, and few objects hold much memory: the collector would not come for long.
    gc.collect()
    return runs


def lived(world: World, regime: str, address: str) -> Lived:
    """Live one arm."""
    start = perf_counter()
    try:
        record, series = outcomes_of(world, regime)
    except Exception as error:
        return Lived(address, perf_counter() - start, error=f"{type(error).__name__}: {error}")
    return Lived(address, perf_counter() - start, record=record, series=series)


def outcomes_of(world: World, regime: str) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Run one arm to its end; return what its accounts say and the months of the outcomes asked for."""
    from simulation import Territory

    plan = plan_for(world.scenario, regime, world.size, world.months, world.overrides)
    state = burnt_in(Start(plan.past, world.seed, world.replicate, plan))
    territory = Territory(plan, rng=world.seed, replicate=world.replicate, burnt_in=state)
    territory.run_for(world.months)
    table = territory.outcomes
    record = {
        "plan_hash": plan.hash,
        "burn_in_hash": state.hash,
        **closing_record(territory.closure, territory.envelope),
    }
    return record, {name: table[name].to_numpy(np.float64) for name in world.outcomes}


def live_batch(live_one: Live, batch: Sequence[World]) -> tuple[dict[str, str], list[Lived]]:
    """Live the worlds of a batch in a worker; return also which code the worker has."""
    return identity(), [one for world in batch for one in live_one(world)]
