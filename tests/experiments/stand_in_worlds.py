"""Stand-ins for living a world of a study: known numbers, quickly, and some that fail."""

import os
import time
from hashlib import sha256
from pathlib import Path

import numpy as np

from experiments.runs.living import Lived, World


def numbers(world: World, address: str, regime: str) -> Lived:
    """Numbers that follow from the address alone, with a paired difference of 5 jobs and little noise."""
    draw = np.random.default_rng([world.seed, world.replicate, *world.scenario.encode()])
    own = np.random.default_rng(list(bytes.fromhex(address[:16])))
    level = 1000 + draw.normal(0, 50) + np.cumsum(draw.normal(0, 2, world.months + 1))
    series = {
        name: level + (5.0 if regime == "reciprocity" else 0.0) + own.normal(0, 1.0, world.months + 1)
        for name in world.outcomes
    }
    record = {
        "plan_hash": sha256(address.encode()).hexdigest(),
        "burn_in_hash": "0" * 64,
        "max_row_residual": 0,
        "max_column_residual": 0,
        "envelope_total": 0,
        "envelope_hash": "1" * 64,
    }
    return Lived(address, 0.001, record=record, series=series)


def quick(world: World) -> list[Lived]:
    return [numbers(world, address, regime) for regime, address in zip(world.regimes, world.addresses, strict=True)]


def slow(world: World) -> list[Lived]:
    time.sleep(0.02)
    return [_timed(one, 0.02 / len(world.regimes)) for one in quick(world)]


def _timed(one: Lived, seconds: float) -> Lived:
    one.seconds = seconds
    return one


def some_fail(world: World) -> list[Lived]:
    """Every run of replicate 1 under ``market`` fails."""
    return [
        Lived(one.address, 0.001, error="ValueError: a price below zero")
        if regime == "market" and world.replicate == 1
        else one
        for regime, one in zip(world.regimes, quick(world), strict=True)
    ]


def counted(world: World) -> list[Lived]:
    """Note in the file named by ``PTCE_TEST_LIVED`` what was lived."""
    with Path(os.environ["PTCE_TEST_LIVED"]).open("a") as file:
        file.writelines(f"{address}\n" for address in world.addresses)
    return quick(world)


def kills_its_worker_once(world: World, mark: Path) -> list[Lived]:
    """End the process at replicate 2 of point 1, the first time, which a file is to remember."""
    if (world.point, world.replicate) == (1, 2) and not mark.exists():
        mark.touch()
        os._exit(9)
    return slow(world)


def always_kills_its_worker(world: World) -> list[Lived]:
    """End the process at replicate 2 of point 1, every time."""
    if (world.point, world.replicate) == (1, 2):
        os._exit(9)
    return slow(world)


def interrupts(world: World) -> list[Lived]:
    """Stop as Ctrl-C does at replicate 3."""
    if world.replicate == 3:
        raise KeyboardInterrupt
    return quick(world)
