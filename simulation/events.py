"""What happened to whom: the event log, and organisation-years with the exits that ended them.

Both are read off what is kept of month ends; no phase of the month knows of them.
"""

from typing import Any

import numpy as np
import pandas as pd

from simulation.columns import TALLY, World
from simulation.declared.sectors import SECTORS
from simulation.history import ENDED, ENDED_POLE, FORMALISED, NO_UID, History
from simulation.kernels import kernel
from simulation.rules.stance import DEPTHS

TOLD_APART = {
    "pole_births": "a pole is born",
    "pole_formalisations": "a pole takes a legal form",
    "pole_ends": "a pole ends",
    "entries": "an organisation is founded",
    "exits": "an organisation closes, for any reason",
}
"""Events logged with the number (uid) of the pole or organisation."""

GIVEN_OUT = {"pole_births": "next_pole", "entries": "next_organisation"}
"""Where the next number to be given out is seen."""

FOUND_AS = {"pole_formalisations": FORMALISED, "pole_ends": ENDED_POLE, "exits": ENDED}
"""Kinds of the lines that are written when rows are looked at."""

COUNTED = {
    "exits_insolvency": "an organisation is insolvent",
    "exits_retirement": "an owner stops without successor",
    "exits_other": "an organisation is given up",
    "relocations": "an organisation leaves the territory",
    "buy_outs": "staff take over their firm",
    "projects_started": "partners begin to prepare a joint activity",
    "projects_finished": "a joint activity starts, or is given up before",
    "take_overs": "the outside group takes a venue over",
    "refused_claims": "a pole's claim on public money is refused",
}
"""Events logged once for each time they are counted; those of exits give the reasons, not the numbers."""

STAFF_CLASSES = (0, 2, 5, 10, 20, 50)
"""Smallest staff of each size class, heads."""
AGE_CLASSES = (0, 3, 10)
"""Smallest age of each age class, years."""


class EventLog:
    """Events of the months lived, read off the history when somebody asks.

    Parameters
    ----------
    history : History
    """

    def __init__(self, history: History) -> None:
        self.history = history

    def _told_apart(self, kind: str) -> tuple[np.ndarray, np.ndarray]:
        """Months and numbers of events of a kind that is told with numbers."""
        if kind in GIVEN_OUT:
            # Numbers are never reused: all that were given out in a month are births, even of what ended at once.
            following = self.history.lived(GIVEN_OUT[kind]).astype(np.int64)
            months = np.repeat(np.arange(1, len(following)), np.diff(following))
            return months, np.arange(following[0], following[-1])
        lives = self.history.lives
        chosen = lives[lives[:, 1] == FOUND_AS[kind]]
        return chosen[:, 0], chosen[:, 2]

    def _counted(self, kind: str) -> tuple[np.ndarray, np.ndarray]:
        """Months of events of a kind that is only counted."""
        counts = self.history.lived("tallies")[:, TALLY[kind]].astype(np.int64)
        counts[0] = 0
        months = np.repeat(np.arange(len(counts)), counts)
        return months, np.full(len(months), NO_UID)

    @property
    def table(self) -> pd.DataFrame:
        """Events: month, kind, uid (-1 where only a count is known), what."""
        kinds = TOLD_APART | COUNTED
        found = [self._told_apart(kind) for kind in TOLD_APART] + [self._counted(kind) for kind in COUNTED]
        place = np.repeat(np.arange(len(kinds)), [len(months) for months, _ in found])
        month, uid = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.lexsort((uid, place, month))
        names, told = (np.array(texts, dtype=object)[place[order]] for texts in (list(kinds), list(kinds.values())))
        return pd.DataFrame({"month": month[order], "kind": names, "uid": uid[order], "what": told})


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
        self.turn(world)

    def turn(self, world: World) -> None:
        """Close a year at its last month end, and begin the next."""
        turn_year(world, self._uid, self._cell, self._years.reshape(-1), self._exits.reshape(-1))

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
