"""After the game: the class path on the band of the model's own actors, and one choice changed in the same world."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from experiments.runs.living import live_months
from experiments.runs.processes import Pool
from experiments.seminar.rooms.offers import INVEST, ROUND_MONTHS, expanded
from experiments.seminar.rooms.session import Session
from simulation import Territory
from simulation.choices import HOUSEHOLD, ORGANISATION, Choices
from simulation.readings import household_positions, organisation_positions

REPLICATES = 100
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of the band."""


@dataclass(frozen=True)
class OneWorld:
    """A task of the band: a world lived by the model's own actors."""

    session: Session
    replicate: int


def live_alone(task: OneWorld) -> np.ndarray:
    """Live one world without players; return its outcomes, shape (months + 1, outcomes)."""
    territory = task.session.territory(task.session.from_outside, task.replicate)
    live_months(territory, task.session.months)
    return territory.outcomes.to_numpy(np.float64)


def worlds_alone(session: Session, replicates: int = REPLICATES, workers: int = 2) -> Generator[np.ndarray]:
    """Yield outcomes of worlds lived by the model's own actors, as they are ready; replicate 0 is the class's world.

    What the teacher brought from outside is kept, what players decided is not.
    """
    bare = Session(session.plan, session.seed, session.months, session.from_outside, pd.DataFrame(), pd.DataFrame(), "")
    with Pool(workers) as pool:
        yield from pool.results(live_alone, [OneWorld(bare, replicate) for replicate in range(replicates)])


def band_of(worlds: list[np.ndarray], outcomes: pd.DataFrame, name: str) -> pd.DataFrame:
    """Quantiles of an outcome over worlds, by month.

    Parameters
    ----------
    worlds : list of array
        From `worlds_alone`; some are enough.
    outcomes : DataFrame
        Outcomes of the class, for the order of columns.
    name : str

    Returns
    -------
    DataFrame
        Index month; columns `LEVELS` and ``class``.
    """
    column = list(outcomes.columns).index(name)
    values = np.array([world[:, column] for world in worlds])
    band = pd.DataFrame(np.nanquantile(values, LEVELS, axis=0).T, index=outcomes.index, columns=list(LEVELS))
    band["class"] = outcomes[name].to_numpy(np.float64)
    return band


@dataclass
class Touched:
    """An actor whom a changed choice has touched.

    Attributes
    ----------
    kind : str
    uid : int
    first_month : int
        First month end at which it differs.
    cash, jobs : float
        EUR and heads at the end, changed less unchanged; of a household its savings and shares count as cash.
    stance_before, stance_after : int
        Stance at the end, -1 where there is none.
    lives_before, lives_after : bool
        Whether it lives at the end.
    """

    kind: str
    uid: int
    first_month: int
    cash: float = 0.0
    jobs: float = 0.0
    stance_before: int = -1
    stance_after: int = -1
    lives_before: bool = False
    lives_after: bool = False


@dataclass
class Difference:
    """What one choice changed.

    Attributes
    ----------
    choices : Choices
        The table with the choice changed.
    first_month : int or None
        First month end at which anything differs; None where nothing does.
    touched : DataFrame
        One row an actor, the largest differences first; columns are those of `Touched`.
    outcomes_before, outcomes_after : DataFrame
    """

    choices: Choices
    first_month: int | None
    touched: pd.DataFrame
    outcomes_before: pd.DataFrame
    outcomes_after: pd.DataFrame
    state_hash_before: str = ""
    state_hash_after: str = ""

    @property
    def jobs(self) -> float:
        """Jobs at the end, changed less unchanged."""
        return float(self.outcomes_after["jobs"].iloc[-1] - self.outcomes_before["jobs"].iloc[-1])

    def total(self, kind: str, what: str) -> float:
        """Sum of a column over the actors of a kind."""
        return float(self.touched.loc[self.touched["kind"] == kind, what].sum())


@dataclass
class _Tracing:
    first: dict[tuple[str, int], int] = field(default_factory=dict)

    def note(self, kind: str, one: dict[int, tuple[float, ...]], two: dict[int, tuple[float, ...]], month: int) -> None:
        for uid in one.keys() | two.keys():
            if (kind, uid) not in self.first and one.get(uid) != two.get(uid):
                self.first[kind, uid] = month


READERS: dict[str, Callable[[Territory], dict[int, tuple[float, ...]]]] = {
    ORGANISATION: organisation_positions,
    HOUSEHOLD: household_positions,
}


def replay_altered(session: Session, choices: Choices) -> Difference:
    """Live the session as it was and with other choices, side by side, and trace whom the difference touches."""
    before, after = session.territory(), session.territory(choices)
    tracing = _Tracing()

    def compare(month: int) -> bool:
        """Live the other one a month further too, and note who differs."""
        live_months(after, 1)
        if before.state_hash != after.state_hash:
            for kind, read in READERS.items():
                tracing.note(kind, read(before), read(after), month)
        return True

    live_months(before, session.months, between=compare)
    rows = [touched for kind, read in READERS.items() for touched in _touched(kind, tracing, read(before), read(after))]
    table = pd.DataFrame([vars(one) for one in rows], columns=list(Touched.__dataclass_fields__))
    order = np.lexsort((table["uid"], -table["cash"].abs(), -table["jobs"].abs()))
    return Difference(
        choices=choices,
        first_month=int(table["first_month"].min()) if len(table) else None,
        touched=table.iloc[order].reset_index(drop=True),
        outcomes_before=before.outcomes,
        outcomes_after=after.outcomes,
        state_hash_before=before.state_hash,
        state_hash_after=after.state_hash,
    )


def _touched(
    kind: str, tracing: _Tracing, before: dict[int, tuple[float, ...]], after: dict[int, tuple[float, ...]]
) -> Iterator[Touched]:
    for (of, uid), month in tracing.first.items():
        if of != kind:
            continue
        one, two = before.get(uid), after.get(uid)
        cash = ((two[0] if two else 0) - (one[0] if one else 0)) / 100.0
        touched = Touched(kind, uid, month, cash, lives_before=one is not None, lives_after=two is not None)
        if kind == ORGANISATION:
            touched.jobs = (two[1] if two else 0) - (one[1] if one else 0)
            touched.stance_before = int(one[2]) if one else -1
            touched.stance_after = int(two[2]) if two else -1
        yield touched


def with_decision(choices: Choices, kind: str, uid: int, month: int, name: str, value: float) -> Choices:
    """Take one decision of a round in place of another, or of the model's own; all others stay.

    Parameters
    ----------
    choices : Choices
    kind, uid : str, int
        Actor.
    month : int
        First month of the quarter for which it is taken.
    name, value : str, float
        As in an answer (`experiments.seminar.rooms.offers`).
    """
    told = expanded(kind, uid, month, name, value)
    names = {INVEST, "subscribe"} if name == INVEST else {one.decision for one in told}
    quarter = range(month, month + ROUND_MONTHS)
    kept = [
        one
        for one in choices
        if not (one.kind == kind and one.uid == uid and one.decision in names and one.month in quarter)
    ]
    return Choices(tuple(sorted((*kept, *told), key=lambda one: one.key)))
