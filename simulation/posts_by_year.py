"""Posts of organisations at every year end, told by what an organisation is in all arms of a comparison.

The number of an organisation (uid) is the same in every arm while the territory is burnt in. A newcomer's is not: it
counts foundings, and one founding more moves all later numbers. But foundings are drawn with keyed numbers, by month
and sector, so that the k-th newcomer of a sector in a month is the same draw in every arm as long as no earlier draw
of that month and sector came out otherwise. Newcomers are therefore told by month, sector and place.
"""

from typing import Any

import numpy as np
import pandas as pd

from simulation.columns import ORGANISATION_UID, World
from simulation.declared.sectors import SECTORS
from simulation.kernels import kernel

IDENTITY = ("founded", "sector", "number")
"""Columns that tell an organisation in all arms; ``number`` is its uid, or its place among newcomers."""


COLUMNS = ("year", *IDENTITY, "staff", "subsidised")


@kernel
def place_newcomers(world: World, month: int, first: int, told: Any) -> None:
    """Give each number of the month its place in its sector; one that closed at once has no sector and no place.

    Parameters
    ----------
    first : int
        First number given out this month.
    told : int64 (newcomers, 2)
        Month and place of each, written.
    """
    organisations = world.organisations
    sector_of = np.full(told.shape[0], -1, np.int64)
    for row in range(organisations.shape[0]):
        if organisations[row].uid >= first:
            sector_of[organisations[row].uid - first] = organisations[row].sector
    places = np.zeros(len(SECTORS), np.int64)
    for k in range(told.shape[0]):
        told[k, 0], told[k, 1] = month, 0
        if sector_of[k] >= 0:
            told[k, 1] = places[sector_of[k]]
            places[sector_of[k]] += 1


@kernel
def take_down_posts(world: World, year: int, first: int, newcomers: Any, lines: Any) -> int:
    """Write a line for each living organisation, and return their number.

    Parameters
    ----------
    first : int
        First number that was given to a newcomer.
    newcomers : int64 (newcomers, 2)
        Month of founding and place in month and sector.
    lines : int64 (organisations, 6)
        In the order of `COLUMNS`, written.
    """
    organisations = world.organisations
    count = 0
    for row in range(organisations.shape[0]):
        organisation = organisations[row]
        if organisation.alive == 0:
            continue
        founded, number = 0, organisation.uid
        if organisation.uid >= first:
            founded, number = newcomers[organisation.uid - first, 0], newcomers[organisation.uid - first, 1]
        lines[count, 0], lines[count, 1], lines[count, 2], lines[count, 3] = year, founded, organisation.sector, number
        lines[count, 4], lines[count, 5] = organisation.staff, organisation.subsidised_posts
        count += 1
    return count


class PostsByYear:
    """Staff and subsidised posts of every living organisation at every year end.

    Parameters
    ----------
    world : World
        The world at month 0.
    """

    def __init__(self, world: World) -> None:
        self._first = self._next = int(world.next_uid[ORGANISATION_UID])
        self._newcomers = np.empty((256, 2), np.int64)
        self._years: list[np.ndarray] = []

    def note(self, world: World, month: int) -> None:
        """Tell the newcomers of the month, and at a year end take the posts down."""
        given = int(world.next_uid[ORGANISATION_UID])
        if given > self._next:
            self._tell_newcomers(world, month, given)
        if month % 12 == 0:
            self._years.append(self._posts(world, month // 12))

    def _tell_newcomers(self, world: World, month: int, given: int) -> None:
        known, told = self._next - self._first, given - self._first
        if told > len(self._newcomers):
            self._newcomers = np.concatenate([self._newcomers[:known], np.empty((told, 2), np.int64)])
        place_newcomers(world, month, self._next, self._newcomers[known:told])
        self._next = given

    def _posts(self, world: World, year: int) -> np.ndarray:
        lines = np.empty((len(world.organisations), len(COLUMNS)), np.int64)
        return lines[: take_down_posts(world, year, self._first, self._newcomers, lines)].copy()

    @property
    def table(self) -> pd.DataFrame:
        """One row an organisation and year.

        Returns
        -------
        pandas.DataFrame
            ``year``; ``founded`` (month, 0 before month 1), ``sector`` (code), ``number``; ``staff`` and
            ``subsidised`` posts, heads at month end.
        """
        rows = np.concatenate(self._years) if self._years else np.empty((0, len(COLUMNS)), np.int64)
        return pd.DataFrame(rows, columns=list(COLUMNS))
