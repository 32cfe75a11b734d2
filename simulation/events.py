"""What happened to whom: the event log, and organisation-years with the exits that ended them.

Both are read off the tables of the world at month ends; no phase of the month knows of them.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from simulation.columns import ORGANISATION_UID, POLE_UID, TALLY, World
from simulation.declared.sectors import SECTORS
from simulation.kernels import kernel
from simulation.rules.stance import DEPTHS

NO_UID = -1
"""Stands in the log where an event is counted without being told whose it was."""

TOLD_APART = {
    "pole_births": "a pole is born",
    "pole_formalisations": "a pole takes a legal form",
    "pole_ends": "a pole ends",
    "entries": "an organisation is founded",
    "exits": "an organisation closes, for any reason",
}
"""Events logged with the number (uid) of the pole or organisation."""

COUNTED = {
    "exits_insolvency": "an organisation is insolvent",
    "exits_retirement": "an owner stops without successor",
    "exits_other": "an organisation is given up",
    "relocations": "an organisation leaves the territory",
    "buy_outs": "staff take over their firm",
    "projects_started": "a joint project starts",
    "projects_finished": "a joint project ends",
    "take_overs": "the outside group takes a venue over",
    "refused_claims": "a pole's claim on public money is refused",
}
"""Events logged once for each time they are counted; those of exits give the reasons, not the numbers."""

STAFF_CLASSES = (0, 2, 5, 10, 20, 50)
"""Smallest staff of each size class, heads."""
AGE_CLASSES = (0, 3, 10)
"""Smallest age of each age class, years."""


@kernel
def look_again(actors: Any, uid: Any, alive: Any, born_from: int, ended: Any) -> int:
    """Tell who lived or was born since the last look and lives no more; remember who lives now.

    Parameters
    ----------
    actors : record array (rows,)
        Organisations or poles as they are now; rows may have been reused.
    uid, alive : int64 (rows,)
        Who was in each row and whether it lived, at the last look; overwritten.
    born_from : int
        First number given out since.
    ended : int64 (rows + born,)
        Numbers of those who live no more, in no order.

    Returns
    -------
    int
        How many they are.
    """
    # Some may have been born and have ended between two looks.
    unseen = np.ones(ended.shape[0] - actors.shape[0], np.int64)
    count = 0
    for row in range(actors.shape[0]):
        actor = actors[row]
        if alive[row] == 1 and (actor.alive == 0 or actor.uid != uid[row]):
            ended[count] = uid[row]
            count += 1
        uid[row], alive[row] = actor.uid, actor.alive
        if actor.alive == 1 and actor.uid >= born_from:
            unseen[actor.uid - born_from] = 0
    for born in range(unseen.shape[0]):
        if unseen[born] == 1:
            ended[count] = born_from + born
            count += 1
    return count


@kernel
def look_at_organisations(world: World, uid: Any, alive: Any, born_from: int, ended: Any) -> int:
    """Look again at organisations."""
    return look_again(world.organisations, uid, alive, born_from, ended)


@kernel
def look_at_poles(world: World, uid: Any, alive: Any, born_from: int, ended: Any) -> int:
    """Look again at poles."""
    return look_again(world.poles, uid, alive, born_from, ended)


@kernel
def look_at_forms(world: World, formal_uid: Any, formalised: Any) -> int:
    """Tell which poles have taken a legal form since the last look, and how many; remember who has one.

    Parameters
    ----------
    formal_uid : int64 (poles,)
        Number of the formal pole that lived in each row at the last look, or `NO_UID`; overwritten.
    formalised : int64 (poles,)
        Numbers of the newly formal, in no order.
    """
    count = 0
    for row in range(world.poles.shape[0]):
        pole = world.poles[row]
        formal = pole.uid if pole.alive == 1 and pole.formal == 1 else NO_UID
        if formal != NO_UID and formal != formal_uid[row]:
            formalised[count] = formal
            count += 1
        formal_uid[row] = formal
    return count


LOOKS = {"organisations": look_at_organisations, "poles": look_at_poles}
"""How each table is looked at again."""


class Roster:
    """Who lived in which row of a table at the last month end.

    Parameters
    ----------
    world : World
    table : str
        One of `LOOKS`.
    """

    def __init__(self, world: World, table: str) -> None:
        self._table, actors = table, getattr(world, table)
        self._uid, self._alive = actors["uid"].astype(np.int64), actors["alive"].astype(np.int64)

    def ends(self, world: World, born: range) -> list[int]:
        """Return the numbers of those who lived or were born since and live no more; look again.

        Parameters
        ----------
        world : World
            As it is now; rows may have been reused.
        born : range
            Numbers given out since.
        """
        ended = np.empty(len(self._uid) + len(born), np.int64)
        count = LOOKS[self._table](world, self._uid, self._alive, born.start, ended)
        return sorted(ended[:count].tolist()) if count else []


class EventLog:
    """Events of the months lived.

    Parameters
    ----------
    world : World
        The world at month 0.
    """

    def __init__(self, world: World) -> None:
        self._events: list[tuple[int, str, int, str]] = []
        self._organisations = Roster(world, "organisations")
        self._poles = Roster(world, "poles")
        self._formal = np.full(len(world.poles), NO_UID)
        self._formalised(world)
        self._next = world.next_uid.tolist()

    def _formalised(self, world: World) -> list[int]:
        formalised = np.empty_like(self._formal)
        count = look_at_forms(world, self._formal, formalised)
        return sorted(formalised[:count].tolist()) if count else []

    def note(self, world: World, month: int) -> None:
        """Log what the month that just ended changed."""
        # Numbers are never reused: all that were given out this month are births, even of what ended at once.
        given = world.next_uid.tolist()
        entries = range(self._next[ORGANISATION_UID], given[ORGANISATION_UID])
        births = range(self._next[POLE_UID], given[POLE_UID])
        self._next = given
        told: dict[str, Iterable[int]] = {
            "pole_births": births,
            "pole_formalisations": self._formalised(world),
            "pole_ends": self._poles.ends(world, births),
            "entries": entries,
            "exits": self._organisations.ends(world, entries),
        }
        for kind, uids in told.items():
            self._events += [(month, kind, uid, TOLD_APART[kind]) for uid in uids]
        tally = world.tally.tolist()
        for kind, what in COUNTED.items():
            self._events += [(month, kind, NO_UID, what)] * int(tally[TALLY[kind]])

    @property
    def table(self) -> pd.DataFrame:
        """Events: month, kind, uid (-1 where only a count is known), what."""
        return pd.DataFrame(self._events, columns=["month", "kind", "uid", "what"])


class OrganisationYears:
    """Years lived by organisations, and exits, counted by what the organisation was when the year began.

    An organisation that is alive when a year begins gives one organisation-year; it exits when it is no longer
    alive at the year's end, for any reason. Those founded within the year are first seen at its end.

    Parameters
    ----------
    world : World
        The world at month 0.
    """

    def __init__(self, world: World) -> None:
        shape = (len(DEPTHS), len(SECTORS), len(STAFF_CLASSES), len(AGE_CLASSES))
        self._years = np.zeros(shape, np.int64)
        self._exits = np.zeros(shape, np.int64)
        self._begin(world)

    def _begin(self, world: World) -> None:
        living = world.organisations[world.organisations["alive"] == 1]
        self._uid = living["uid"].copy()
        self._cell = (
            living["depth_held"].copy(),
            living["sector"].copy(),
            np.searchsorted(STAFF_CLASSES, living["staff"], side="right") - 1,
            np.searchsorted(12 * np.array(AGE_CLASSES), living["age"], side="right") - 1,
        )

    def note(self, world: World, month: int) -> None:
        """Close a year at its last month and begin the next; other months pass."""
        if month % 12:
            return
        exited = ~np.isin(self._uid, living_uids(world.organisations), assume_unique=True)
        np.add.at(self._years, self._cell, 1)
        np.add.at(self._exits, self._cell, exited)
        self._begin(world)

    @property
    def table(self) -> pd.DataFrame:
        """One row a cell that was ever filled.

        Returns
        -------
        pandas.DataFrame
            ``depth`` (of pooling, 0-3), ``sector``, ``staff_from`` (heads) and ``age_from`` (years) when the year
            began; ``years`` and ``exits``, counts.
        """
        filled = np.nonzero(self._years)
        depth, sector, staff, age = filled
        return pd.DataFrame(
            {
                "depth": depth,
                "sector": np.array(SECTORS, dtype=object)[sector],
                "staff_from": np.array(STAFF_CLASSES)[staff],
                "age_from": np.array(AGE_CLASSES)[age],
                "years": self._years[filled],
                "exits": self._exits[filled],
            }
        )


def living_uids(actors: Any) -> Any:
    """Return the numbers of living actors of a table."""
    return actors["uid"][actors["alive"] == 1]
