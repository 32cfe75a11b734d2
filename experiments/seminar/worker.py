"""What a worker process of the page does: live one replicate of one setting, and stop when told to.

A worker keeps the burnt-in states it has made, so that a parameter moved does not pay for the past again.
"""

import gc
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from experiments.runs.processes import begin_worker
from experiments.runs.replicate import Run, Task, lived
from simulation.plan import Plan

STATES_KEPT = 60
"""Burnt-in states a worker keeps, of some 3 MB each."""
MONTHS_BETWEEN_LOOKS = 6
"""Months lived between two looks whether the run is still wanted."""
MONTHS_BETWEEN_FRAMES = 3
"""Months between two pictures of the map."""
RUNS_BETWEEN_COLLECTIONS = 8

_states: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_last_cancelled: Any = None
_runs_lived = 0


class NoLongerWanted(Exception):
    """The run was cancelled."""


@dataclass(frozen=True)
class WantedRun:
    """One run a worker is asked for.

    Attributes
    ----------
    number : int
        Of the view that is run; the run stops where the shared number says that this view is no longer wanted.
    plan : Plan
    seed, replicate : int
    with_frames : bool
        True where pictures of the map are kept along the way.
    """

    number: int
    plan: Plan
    seed: int
    replicate: int
    with_frames: bool = False


def begin(last_cancelled: Any) -> None:
    """Prepare a worker: `last_cancelled` is shared with the page and holds the number of the view cancelled last."""
    global _last_cancelled
    begin_worker()
    _last_cancelled = last_cancelled


def burnt_in(plan: Plan, seed: int, replicate: int) -> Any:
    """Return the state at month 0, made once and kept while there is room."""
    from simulation import Territory

    key = (plan.past, seed, replicate)
    if key in _states:
        _states.move_to_end(key)
        return _states[key]
    _states[key] = Territory.burnt_in(plan, seed=seed, replicate=replicate)
    while len(_states) > STATES_KEPT:
        _states.popitem(last=False)
    return _states[key]


def prepare(plan: Plan, seed: int, replicate: int) -> None:
    """Load or compile the model and make one burnt-in state ahead of need."""
    from simulation import Territory

    territory = Territory(plan, rng=seed, replicate=replicate, burnt_in=burnt_in(plan, seed, replicate))
    territory.run_for(12)


def burnt_in_ahead(plan: Plan, seed: int, replicate: int) -> None:
    """Make a burnt-in state ahead of need."""
    burnt_in(plan, seed, replicate)


def live(wanted: WantedRun) -> Run | None:
    """Live one run; None where it was cancelled meanwhile."""
    global _runs_lived
    from simulation import Territory

    plan = wanted.plan
    if cancelled(wanted.number):
        return None
    state = burnt_in(plan, wanted.seed, wanted.replicate)
    territory = Territory(plan, rng=wanted.seed, replicate=wanted.replicate, burnt_in=state)
    frames: list[np.ndarray] = []
    task = Task(plan.scenario, wanted.replicate, (plan.regime,), plan.size, plan.months, wanted.seed)
    advance = partial(run_while_wanted, number=wanted.number, frames=frames if wanted.with_frames else None)
    try:
        run = lived(territory, task, plan.regime, plan.hash, territory.burn_in_hash, advance=advance)
    except NoLongerWanted:
        return None
    finally:
        del territory
        _runs_lived += 1
        if _runs_lived % RUNS_BETWEEN_COLLECTIONS == 0:
            gc.collect()
    if frames:
        run.record["frames"] = np.array(frames)
    return run


def cancelled(number: int) -> bool:
    """Say whether the view of a number is no longer wanted."""
    return _last_cancelled is not None and _last_cancelled.value == number


def run_while_wanted(territory: Any, months: int, *, number: int, frames: list[np.ndarray] | None) -> None:
    """Live so many months, looking now and then whether the run is still wanted."""
    if frames is not None:
        frames.append(frame_of(territory))
    step = MONTHS_BETWEEN_FRAMES if frames is not None else MONTHS_BETWEEN_LOOKS
    for month in range(0, months, step):
        if cancelled(number):
            raise NoLongerWanted
        territory.run_for(min(step, months - month))
        if frames is not None:
            frames.append(frame_of(territory))


def frame_of(territory: Any) -> np.ndarray:
    """One picture of the map: use code, private jobs and pole members of every parcel, int16 (3, side, side)."""
    from simulation.readings import map_of_activity

    layers = map_of_activity(territory)
    return np.array([layers["use"], layers["jobs"], layers["members"]], np.int16)
