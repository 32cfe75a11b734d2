"""What happened to whom: the event log, and organisation-years with the exits that ended them.

Both are read off the tables of the world at month ends, in NumPy, and cost the month next to nothing; no kernel
knows of them.
"""

from typing import Any

import numpy as np
import pandas as pd

from simulation.columns import TALLY, UID_KINDS, World
from simulation.declared.sectors import SECTORS

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

ORGANISATION, POLE = UID_KINDS.index("organisation"), UID_KINDS.index("pole")
STAFF_CLASSES = (0, 2, 5, 10, 20, 50)
"""Smallest staff of each size class, heads."""
AGE_CLASSES = (0, 3, 10)
"""Smallest age of each age class, years."""
DEPTHS = 4


class Roster:
    """Who lived in which row of a table at the last month end.

    Parameters
    ----------
    actors : record array
        Organisations or poles.
    """

    def __init__(self, actors: Any) -> None:
        self._look(actors)

    def _look(self, actors: Any) -> None:
        self.uid, self.alive = actors["uid"].copy(), actors["alive"] == 1

    def ends(self, actors: Any, born: np.ndarray) -> np.ndarray:
        """Return the numbers of those who lived or were born since and live no more; look again.

        Parameters
        ----------
        actors : record array
            The table as it is now; rows may have been reused or added.
        born : numpy.ndarray
            Numbers given out since.
        """
        uid, alive = self.uid, self.alive
        self._look(actors)
        rows = len(uid)
        stayed = self.alive[:rows] & (self.uid[:rows] == uid)
        ended = uid[alive & ~stayed]
        if born.size:
            # Some may have been born and have ended between two looks.
            ended = np.concatenate([ended, born[~np.isin(born, self.uid[self.alive])]])
        return ended


class EventLog:
    """Events of the months lived.

    Parameters
    ----------
    world : World
        The world at month 0.
    """

    def __init__(self, world: World) -> None:
        self._events: list[tuple[int, str, int, str]] = []
        self._organisations, self._poles = Roster(world.organisations), Roster(world.poles)
        self._formal = formal_poles(world)
        self._next = world.next_uid.copy()

    def note(self, world: World, month: int) -> None:
        """Log what the month that just ended changed."""
        # Numbers are never reused: all that were given out this month are births, even of what ended at once.
        entries = np.arange(self._next[ORGANISATION], world.next_uid[ORGANISATION])
        births = np.arange(self._next[POLE], world.next_uid[POLE])
        formal = formal_poles(world)
        told: dict[str, Any] = {
            "pole_births": births,
            "pole_formalisations": formal - self._formal,
            "pole_ends": self._poles.ends(world.poles, births),
            "entries": entries,
            "exits": self._organisations.ends(world.organisations, entries),
        }
        self._formal, self._next = formal, world.next_uid.copy()
        for kind, uids in told.items():
            self._events += [(month, kind, uid, TOLD_APART[kind]) for uid in sorted(map(int, uids))]
        for kind, what in COUNTED.items():
            self._events += [(month, kind, NO_UID, what)] * int(world.tally[TALLY[kind]])

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
        shape = (DEPTHS, len(SECTORS), len(STAFF_CLASSES), len(AGE_CLASSES))
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


def formal_poles(world: World) -> set[int]:
    """Return the numbers of living poles with a legal form."""
    poles = world.poles
    return set(poles["uid"][(poles["alive"] == 1) & (poles["formal"] == 1)].tolist())
