"""What a worker process of the page does: live one replicate of one setting, and stop when told to."""

import gc
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.numbers.assembled import RunRead
from experiments.runs.living import STATES, kept_of, territory_of
from experiments.runs.processes import begin_worker
from simulation.outcomes import OUTCOMES
from simulation.plan import Plan

STATES_KEPT = 60
"""Burnt-in states a worker keeps, so that a parameter moved does not pay for the past again."""
MONTHS_BETWEEN_LOOKS = 6
"""Months lived between two looks whether the run is still wanted."""
MONTHS_BETWEEN_FRAMES = 3
"""Months between two pictures of the map."""
RUNS_BETWEEN_COLLECTIONS = 8
MONTHS_OF_PREPARATION = 12
KEPT = (*OUTCOMES, "lorenz", "flows", "integration")
"""Outcomes and tables that are kept of a run."""

_last_cancelled: Any = None
_runs_lived = 0


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
    STATES.room = STATES_KEPT


def prepare(plan: Plan, seed: int, replicate: int) -> None:
    """Load or compile the model and make one burnt-in state ahead of need."""
    territory_of(plan, seed, replicate).run_for(MONTHS_OF_PREPARATION)


def burnt_in_ahead(plan: Plan, seed: int, replicate: int) -> None:
    """Make a burnt-in state ahead of need."""
    STATES.of(plan, seed, replicate)


def live(wanted: WantedRun) -> RunRead | None:
    """Live one run; None where it was cancelled meanwhile."""
    global _runs_lived
    run = None if cancelled(wanted.number) else lived(wanted)
    _runs_lived += 1
    # Mesa's models refer to themselves, and few objects hold much memory: the collector would not come for long.
    if _runs_lived % RUNS_BETWEEN_COLLECTIONS == 0:
        gc.collect()
    return run


def lived(wanted: WantedRun) -> RunRead | None:
    """Live a run and keep what the page shows of it; None where it was cancelled on its way."""
    plan = wanted.plan
    territory = territory_of(plan, wanted.seed, wanted.replicate)
    frames = [frame_of(territory)] if wanted.with_frames else []

    def go_on(_month: int) -> bool:
        """Look at the map, and whether the run is still wanted."""
        if wanted.with_frames:
            frames.append(frame_of(territory))
        return not cancelled(wanted.number)

    step = MONTHS_BETWEEN_FRAMES if wanted.with_frames else MONTHS_BETWEEN_LOOKS
    record, series, tables = kept_of(territory, plan.months, KEPT, go_on, step)
    if territory.month < plan.months:
        return None
    if frames:
        record["frames"] = np.array(frames)
    return RunRead(plan.scenario, plan.regime, wanted.replicate, "", series, tables, record)


def cancelled(number: int) -> bool:
    """Say whether the view of a number is no longer wanted."""
    return _last_cancelled is not None and _last_cancelled.value == number


def frame_of(territory: Any) -> np.ndarray:
    """One picture of the map: use code, private jobs and pole members of every parcel, int16 (3, side, side)."""
    from simulation.readings import map_of_activity

    layers = map_of_activity(territory)
    return np.array([layers["use"], layers["jobs"], layers["members"]], np.int16)
