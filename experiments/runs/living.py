"""The one function that lives a run, and what a worker is asked for: replicates, each under several arms.

Comparisons, studies, claims, the single run, the seminar, its replay and the calibration all live their territories by
`live_months`, from a state that `BurntInStates` keeps; they differ in what they keep, in the states they have room
for, and in who is told between months.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from experiments.runs.address import address_of, determinants_of, identity
from experiments.runs.arm import Arm
from experiments.runs.keeping import Keeping, closing_record, kept_beside, looks
from simulation.parameters import Value
from simulation.plan import Plan

STATES_KEPT = 2
"""Burnt-in states that a worker keeps, of some 3 MB each: neighbours in a batch often share one."""


# -- what is asked for ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Order:
    """One run that is asked for.

    Attributes
    ----------
    address : str
        Hash of all that determines it (`experiments.runs.address`).
    arm : str
        Name of its arm; nothing in the run depends on it.
    plan : Plan
        The scenario under the arm, resolved: a worker reads no scenario from a disk of its own.
    changes : tuple of (str, value)
        Parameters set beside the plan's.
    keep : tuple of str
        Outcomes whose months are kept, and tables (`experiments.runs.keeping.KEPT`).
    """

    address: str
    arm: str
    plan: Plan
    changes: tuple[tuple[str, Value], ...]
    keep: tuple[str, ...]


@dataclass(frozen=True)
class Replicate:
    """Runs that meet the same random numbers: one scenario, point and replicate, under one arm after another.

    Attributes
    ----------
    scenario : str
        Name in tables.
    seed, number : int
        Seed, and number of the replicate under it, 0 first.
    runs : tuple of Order
    point : int
        Number of the point in a study; nothing in a run depends on it.
    """

    scenario: str
    seed: int
    number: int
    runs: tuple[Order, ...]
    point: int = 0

    @property
    def addresses(self) -> tuple[str, ...]:
        """Address of each run."""
        return tuple(order.address for order in self.runs)

    def only(self, wanted: Mapping[str, Sequence[str]]) -> "Replicate":
        """Return the replicate with those runs alone whose address is wanted, and what is to be kept of each.

        Arms between which nothing differs are one run, and are lived once.
        """
        once = {one.address: one for one in self.runs if one.address in wanted}
        return replace(self, runs=tuple(replace(one, keep=tuple(wanted[one.address])) for one in once.values()))

    @property
    def keep(self) -> dict[str, tuple[str, ...]]:
        """All that any arm has kept of each run, by address."""
        keep: dict[str, dict[str, None]] = {}
        for one in self.runs:
            keep.setdefault(one.address, {}).update(dict.fromkeys(one.keep))
        return {address: tuple(names) for address, names in keep.items()}


def order_of(
    arm: Arm,
    plan: Plan,
    others: Mapping[str, Value],
    seed: int,
    replicate: int,
    keep: tuple[str, ...],
) -> Order:
    """Ask for the run of an arm.

    Parameters
    ----------
    arm : Arm
    plan : Plan
        What `Arm.plan` says of the scenario; made once for all replicates and points.
    others : dict
        Parameters set in every arm alike, as at a point of a study.
    seed, replicate : int
    keep : tuple of str
        Names of outcomes and of tables.

    Raises
    ------
    PlanError
        Where the plan cannot take what is set.
    """
    changes = arm.changes(others)
    return Order(address_of(determinants_of(plan, changes), seed, replicate), arm.name, plan, changes, keep)


@dataclass
class Lived:
    """What is kept of one run.

    Attributes
    ----------
    address : str
    seconds : float
        For the estimate of what is left; never stored with results.
    error : str, optional
        Set, and nothing else, where the run did not come to its end.
    refused : bool
        Whether the model itself refused: such a run is never tried again; one that failed otherwise is.
    record : dict
        Hash of the state at month 0, largest residuals of the accounts, envelope.
    series : dict of numpy.ndarray
        Months 0 to the last, shape (months + 1,), by outcome.
    tables : dict of DataFrame
        By name (`experiments.runs.keeping.KEPT`).
    """

    address: str
    seconds: float
    error: str | None = None
    refused: bool = False
    record: dict[str, Any] = field(default_factory=dict)
    series: dict[str, np.ndarray] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)


Live = Callable[[Replicate], list[Lived]]


# -- living ---------------------------------------------------------------------------------------------------------


class BurntInStates:
    """States at month 0, made once and kept while there is room.

    Parameters
    ----------
    room : int
        How many are kept, of some 3 MB each at size ``class``.
    """

    def __init__(self, room: int):
        self.room = room
        self.kept: OrderedDict[tuple[Any, int, int], Any] = OrderedDict()
        # Rooms of a page are opened and replayed in threads of one process.
        self.lock = threading.Lock()

    def of(self, plan: Plan, seed: int, replicate: int) -> Any:
        """Return the state at month 0 of a plan; `Plan.past` says what it depends on."""
        from simulation import Territory

        key = (plan.past, seed, replicate)
        with self.lock:
            if key not in self.kept:
                self.kept[key] = Territory.burnt_in(plan, seed=seed, replicate=replicate)
            self.kept.move_to_end(key)
            while len(self.kept) > self.room:
                self.kept.popitem(last=False)
            return self.kept[key]


STATES = BurntInStates(STATES_KEPT)
"""Those of this process. A page that comes back to the same worlds asks for more room."""


def territory_of(plan: Plan, seed: int, replicate: int = 0, choices: Any = None, savings: Any = None) -> Any:
    """Return the territory of a plan at month 0.

    Parameters
    ----------
    plan : Plan
    seed, replicate : int
    choices
        Decisions imposed on actors.
    savings : numpy.ndarray, optional
        Under a gift what the paired run saved; without it that run is lived in step.

    Raises
    ------
    PlanError
    """
    from simulation import Territory

    state = STATES.of(plan, seed, replicate)
    return Territory(plan, rng=seed, replicate=replicate, burnt_in=state, choices=choices, savings=savings)


def live_months(
    territory: Any,
    months: int,
    keepings: Sequence[Keeping] = (),
    between: Callable[[int], bool] | None = None,
    step: int = 1,
    lived: int = 0,
) -> int:
    """Live a territory so many months, and have it looked at on the way; return the months lived.

    Parameters
    ----------
    territory : simulation.Territory
    months : int
    keepings : sequence of Keeping
        Look at the state it starts from, at every so many months, and at the end.
    between : callable, optional
        Told how many months were lived, every `step` months; False ends the life there.
    step : int
        Months between two calls of `between`.
    lived : int
        Months of these that were lived, and looked at, already.
    """
    if lived == 0:
        for one in keepings:
            one.look(territory)
    strides = [one.every for one in keepings if one.every is not None]
    if between is not None:
        strides.append(step)
    stride = int(np.gcd.reduce(strides)) if strides else max(months, 1)
    while lived < months:
        until = min(stride * (lived // stride + 1), months)
        territory.run_for(until - lived)
        lived = until
        if lived < months:
            for one in looks(keepings, lived):
                one.look(territory)
        if between is not None and (lived % step == 0 or lived == months) and not between(lived):
            break
    for one in keepings:
        one.look(territory)
    return lived


def kept_of(
    territory: Any,
    months: int,
    keep: Sequence[str],
    between: Callable[[int], bool] | None = None,
    step: int = 1,
    keepings: Mapping[str, Keeping] | None = None,
) -> tuple[dict[str, Any], dict[str, np.ndarray], dict[str, pd.DataFrame]]:
    """Live a territory to its end; return what its accounts say, months of outcomes and tables, as asked for.

    Parameters
    ----------
    territory : simulation.Territory
    months : int
    keep : sequence of str
        Names of outcomes and of tables.
    between, step
        See `live_months`.
    keepings : dict, optional
        What looks at the territory, where it has looked at the months lived so far; made when not given.
    """
    keepings = kept_beside(keep) if keepings is None else keepings
    live_months(territory, months, list(keepings.values()), between, step, territory.month)
    # A column of a frame takes all that is said of the outcomes along, every time: an array does not.
    months_of = dict(zip(territory.outcomes.columns, territory.outcomes.to_numpy(np.float64).T, strict=True))
    record = {
        "burn_in_hash": territory.burn_in_hash,
        **closing_record(territory.closure, territory.envelope),
    }
    series = {name: months_of[name].copy() for name in keep if name not in keepings}
    return record, series, {name: keepings[name].table(territory) for name in keep if name in keepings}


def live_batch(live_one: Live, batch: Sequence[Replicate]) -> tuple[dict[str, str], list[Lived]]:
    """Live the replicates of a batch in a worker; return also which code the worker has."""
    return identity(), [one for asked in batch for one in live_one(asked)]
