"""What happened to whom: the event log, and organisation-years with the exits that ended them.

Both are read off the tables of the world at month ends; no phase of the month knows of them.
"""

from collections.abc import Sequence
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

_COUNTED_AT = tuple((kind, TALLY[kind], what) for kind, what in COUNTED.items())

STAFF_CLASSES = (0, 2, 5, 10, 20, 50)
"""Smallest staff of each size class, heads."""
AGE_CLASSES = (0, 3, 10)
"""Smallest age of each age class, years."""


ENDED, ENDED_POLES, FORMALISED = range(3)
"""Rows of what `look_again` finds."""


@kernel
def look_again(
    world: World, lived: Any, lived_poles: Any, formal: Any, founded: int, born: int, found: Any
) -> tuple[int, int, int]:
    """Tell which organisations and poles live no more and which poles have taken a legal form; remember who is now.

    Parameters
    ----------
    lived, lived_poles : int64 (organisations,) and (poles,)
        Number of who lived in each row at the last look, or `NO_UID`; overwritten.
    formal : int64 (poles,)
        Number of the formal pole of each row, or `NO_UID`; overwritten.
    founded, born : int
        Organisations and poles to which a number was given since.
    found : int64 (3, room)
        Numbers of ended organisations, ended poles and newly formal poles, in no order.

    Returns
    -------
    tuple of int
        How many there are of each.
    """
    poles, next_uid = world.poles, world.next_uid
    ended = look_at_rows(world.organisations, lived, next_uid[ORGANISATION_UID] - founded, founded, found[ENDED])
    formalised = 0
    for row in range(poles.shape[0]):
        pole = poles[row]
        uid = pole.uid if pole.alive == 1 and pole.formal == 1 else NO_UID
        if uid != NO_UID and uid != formal[row]:
            found[FORMALISED, formalised] = uid
            formalised += 1
        formal[row] = uid
    ended_poles = look_at_rows(poles, lived_poles, next_uid[POLE_UID] - born, born, found[ENDED_POLES])
    return ended, ended_poles, formalised


@kernel
def look_at_rows(actors: Any, lived: Any, born_from: int, born: int, ended: Any) -> int:
    """Tell who lived or was born since the last look and lives no more; remember who lives now.

    Parameters
    ----------
    actors : table
        Organisations or poles as they are now; rows may have been reused.
    lived : int64 (rows,)
        As in `look_again`.
    born_from, born : int
        First number given out since, and how many were.
    ended : int64 (room,)
        Numbers of those who live no more, in no order.
    """
    # Some may have been born and have ended between two looks.
    unseen = np.ones(born, np.int64)
    count = 0
    for row in range(lived.shape[0]):
        actor = actors[row]
        uid = actor.uid if actor.alive == 1 else NO_UID
        if uid == lived[row]:
            continue
        if lived[row] != NO_UID:
            ended[count] = lived[row]
            count += 1
        if uid >= born_from:
            unseen[uid - born_from] = 0
        lived[row] = uid
    for k in range(born):
        if unseen[k] == 1:
            ended[count] = born_from + k
            count += 1
    return count


class EventLog:
    """Events of the months lived.

    Parameters
    ----------
    world : World
        The world at month 0.
    """

    def __init__(self, world: World) -> None:
        self._events: list[tuple[int, str, int, str]] = []
        organisations, poles = len(world.organisations), len(world.poles)
        self._lived, self._lived_poles, self._formal = (np.full(rows, NO_UID) for rows in (organisations, poles, poles))
        self._found = np.empty((3, organisations + poles), np.int64)
        self._next: list[int] = world.next_uid.tolist()
        self._look(world, self._next)

    def _look(self, world: World, given: list[int]) -> tuple[int, int, int]:
        """Find in ``_found`` who ended or took a legal form, and how many did."""
        founded, born = (given[kind] - self._next[kind] for kind in (ORGANISATION_UID, POLE_UID))
        if max(founded, born) > self._found.shape[1] - len(self._lived):
            self._found = np.empty((3, len(self._lived) + max(founded, born)), np.int64)
        return look_again(world, self._lived, self._lived_poles, self._formal, founded, born, self._found)

    def note(self, world: World, month: int) -> None:
        """Log what the month that just ended changed."""
        # Numbers are never reused: all that were given out this month are births, even of what ended at once.
        first, last = self._next, world.next_uid.tolist()
        ended, ended_poles, formalised = self._look(world, last)
        self._next = last
        tally = world.tally.tolist()
        told: dict[str, Sequence[int]] = {
            "pole_births": range(first[POLE_UID], last[POLE_UID]),
            "pole_formalisations": self._found_in(FORMALISED, formalised),
            "pole_ends": self._found_in(ENDED_POLES, ended_poles),
            "entries": range(first[ORGANISATION_UID], last[ORGANISATION_UID]),
            "exits": self._found_in(ENDED, ended),
        }
        for kind, uids in told.items():
            if uids:
                self._events += [(month, kind, uid, TOLD_APART[kind]) for uid in uids]
        for kind, position, what in _COUNTED_AT:
            if tally[position]:
                self._events += [(month, kind, NO_UID, what)] * int(tally[position])

    def _found_in(self, row: int, count: int) -> list[int]:
        return sorted(self._found[row, :count].tolist()) if count else []

    @property
    def table(self) -> pd.DataFrame:
        """Events: month, kind, uid (-1 where only a count is known), what."""
        return pd.DataFrame(self._events, columns=["month", "kind", "uid", "what"])


@kernel
def turn_year(world: World, uid: Any, cell: Any, years: Any, exits: Any) -> None:
    """Count the year that ends for those who began it, and begin the next with those who live.

    Parameters
    ----------
    uid : int64 (organisations,)
        Number of who lived in each row when the year began, or `NO_UID`; overwritten.
    cell : int64 (organisations,)
        Cell to which it belonged; overwritten.
    years, exits : int64 (cells,)
        Added to.
    """
    organisations = world.organisations
    for row in range(organisations.shape[0]):
        organisation = organisations[row]
        now = organisation.uid if organisation.alive == 1 else NO_UID
        if uid[row] != NO_UID:
            years[cell[row]] += 1
            exits[cell[row]] += now != uid[row]
        uid[row] = now
        if now != NO_UID:
            place = organisation.depth_held * len(SECTORS) + organisation.sector
            place = place * len(STAFF_CLASSES) + class_of(organisation.staff, STAFF_CLASSES)
            cell[row] = place * len(AGE_CLASSES) + class_of(organisation.age // 12, AGE_CLASSES)


@kernel
def class_of(value: int, smallest: tuple[int, ...]) -> int:
    """Position of the last class whose smallest value is reached."""
    place = 0
    for k in range(1, len(smallest)):
        if value >= smallest[k]:
            place = k
    return place


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
        rows = len(world.organisations)
        self._uid, self._cell = np.full(rows, NO_UID), np.zeros(rows, np.int64)
        self._turn(world)

    def _turn(self, world: World) -> None:
        turn_year(world, self._uid, self._cell, self._years.reshape(-1), self._exits.reshape(-1))

    def note(self, world: World, month: int) -> None:
        """Close a year at its last month and begin the next; other months pass."""
        if month % 12 == 0:
            self._turn(world)

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
