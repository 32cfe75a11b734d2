"""Posts of organisations at every year end, told by what an organisation is in all arms of a comparison.

The number of an organisation (uid) is the same in every arm while the territory is burnt in. A newcomer's is not: it
counts foundings, and one founding more moves all later numbers. But foundings are drawn with keyed numbers, by month
and sector, so that the k-th newcomer of a sector in a month is the same draw in every arm as long as no earlier draw
of that month and sector came out otherwise. Newcomers are therefore told by month, sector and place.
"""

import numpy as np
import pandas as pd

from simulation.columns import ORGANISATION_UID, World
from simulation.declared.sectors import SECTORS

IDENTITY = ("founded", "sector", "number")
"""Columns that tell an organisation in all arms; ``number`` is its uid, or its place among newcomers."""


class PostsByYear:
    """Staff and subsidised posts of every living organisation at every year end.

    Parameters
    ----------
    world : World
        The world at month 0.
    """

    def __init__(self, world: World) -> None:
        self._first = self._next = int(world.next_uid[ORGANISATION_UID])
        self._newcomers: list[tuple[int, int]] = []
        self._years: list[np.ndarray] = []

    def note(self, world: World, month: int) -> None:
        """Tell the newcomers of the month, and at a year end take the posts down."""
        given = int(world.next_uid[ORGANISATION_UID])
        if given > self._next:
            self._tell_newcomers(world, month, given)
        if month % 12 == 0:
            self._years.append(self._posts(world, month // 12))

    def _tell_newcomers(self, world: World, month: int, given: int) -> None:
        """Give each number of the month its place in its sector; one that closed at once has no sector and no place."""
        uids = world.organisations["uid"]
        rows = np.flatnonzero(uids >= self._next)
        sector_of = dict(zip(uids[rows].tolist(), world.organisations["sector"][rows].tolist(), strict=True))
        places = [0] * len(SECTORS)
        for uid in range(self._next, given):
            sector = sector_of.get(uid)
            self._newcomers.append((month, 0 if sector is None else places[sector]))
            if sector is not None:
                places[sector] += 1
        self._next = given

    def _posts(self, world: World, year: int) -> np.ndarray:
        living = world.organisations[world.organisations["alive"] == 1]
        uid = living["uid"]
        founded, number = np.zeros(len(uid), np.int64), uid.copy()
        new = uid >= self._first
        if new.any():
            founded[new], number[new] = np.array(self._newcomers)[uid[new] - self._first].T
        columns = (founded, living["sector"], number, living["staff"], living["subsidised_posts"])
        return np.column_stack([np.full(len(uid), year), *columns]).astype(np.int64)

    @property
    def table(self) -> pd.DataFrame:
        """One row an organisation and year.

        Returns
        -------
        pandas.DataFrame
            ``year``; ``founded`` (month, 0 before month 1), ``sector`` (code), ``number``; ``staff`` and
            ``subsidised`` posts, heads at month end.
        """
        columns = ["year", *IDENTITY, "staff", "subsidised"]
        rows = np.concatenate(self._years) if self._years else np.empty((0, len(columns)), np.int64)
        return pd.DataFrame(rows, columns=columns)
