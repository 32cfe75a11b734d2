"""Stand-ins for living a world of a study: known numbers, quickly, and some that fail."""

import os
import time
from pathlib import Path

import numpy as np

from experiments.runs.living import Lived, Order, Replicate
from simulation.outcomes import OUTCOMES


def numbers(asked: Replicate, order: Order) -> Lived:
    """Numbers that follow from the address alone, with a paired difference of 5 jobs and little noise."""
    draw = np.random.default_rng([asked.seed, asked.number, *asked.scenario.encode()])
    own = np.random.default_rng(list(bytes.fromhex(order.address[:16])))
    months = order.plan.months + 1
    level = 1000 + draw.normal(0, 50) + np.cumsum(draw.normal(0, 2, months))
    effect = 5.0 if order.plan.regime == "reciprocity" else 0.0
    # Sorted, so that what else is kept of a run changes nothing.
    series = {name: level + effect + own.normal(0, 1.0, months) for name in OUTCOMES}
    record = {
        "burn_in_hash": "0" * 64,
        "max_row_residual": 0,
        "max_column_residual": 0,
        "envelope_total": 0,
        "envelope_hash": "1" * 64,
    }
    return Lived(order.address, 0.001, record=record, series={name: series[name] for name in order.keep})


def quick(asked: Replicate) -> list[Lived]:
    return [numbers(asked, order) for order in asked.runs]


def slow(asked: Replicate) -> list[Lived]:
    time.sleep(0.02)
    return [_timed(one, 0.02 / len(asked.runs)) for one in quick(asked)]


def _timed(one: Lived, seconds: float) -> Lived:
    one.seconds = seconds
    return one


def some_fail(asked: Replicate) -> list[Lived]:
    """Every run of replicate 1 under ``market`` is refused by the model."""
    return [
        Lived(one.address, 0.001, error="PlanError: a price below zero", refused=True)
        if order.plan.regime == "market" and asked.number == 1
        else one
        for order, one in zip(asked.runs, quick(asked), strict=True)
    ]


def some_miss_a_file(asked: Replicate) -> list[Lived]:
    """Every run of replicate 1 fails of what may be mended."""
    if asked.number == 1:
        return [Lived(address, 0.001, error="FileNotFoundError: gone") for address in asked.addresses]
    return quick(asked)


def counted(asked: Replicate) -> list[Lived]:
    """Note in the file named by ``PTCE_TEST_LIVED`` what was lived."""
    with Path(os.environ["PTCE_TEST_LIVED"]).open("a") as file:
        file.writelines(f"{address}\n" for address in asked.addresses)
    return quick(asked)


def kills_its_worker_once(asked: Replicate, mark: Path) -> list[Lived]:
    """End the process at replicate 2 of point 1, the first time, which a file is to remember."""
    if (asked.point, asked.number) == (1, 2) and not mark.exists():
        mark.touch()
        os._exit(9)
    return slow(asked)


def always_kills_its_worker(asked: Replicate) -> list[Lived]:
    """End the process at replicate 2 of point 1, every time."""
    if (asked.point, asked.number) == (1, 2):
        os._exit(9)
    return slow(asked)


def interrupts(asked: Replicate) -> list[Lived]:
    """Stop as Ctrl-C does at replicate 3."""
    if asked.number == 3:
        raise KeyboardInterrupt
    return quick(asked)
