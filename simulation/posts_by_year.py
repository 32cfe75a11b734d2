"""Posts of organisations at every year end, told by what an organisation is in all arms of a comparison.

The number of an organisation (uid) is the same in every arm while the territory is burnt in. A newcomer's is not: it
counts foundings, and one founding more moves all later numbers. But foundings are drawn with keyed numbers, by month
and sector, so that the k-th newcomer of a sector in a month is the same draw in every arm as long as no earlier draw
of that month and sector came out otherwise. Newcomers are therefore told by month, sector and place.
"""

import numpy as np
import pandas as pd

from simulation.columns import World
from simulation.history import FOUNDED, History

IDENTITY = ("founded", "sector", "number")
"""Columns that tell an organisation in all arms; ``number`` is its uid, or its place among newcomers."""

TAKEN_DOWN = ("uid", "sector", "staff", "subsidised_posts")
"""Columns that are copied at year ends."""


class PostsByYear:
    """Staff and subsidised posts of every living organisation at every year end.

    Parameters
    ----------
    history : History
        What tells newcomers from those that were there at month 0.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._years: list[np.ndarray] = []

    def take_down(self, world: World) -> None:
        """Take the posts down at a year end."""
        living = np.flatnonzero(world.organisations["alive"])
        lines = np.empty((len(living), len(TAKEN_DOWN)), np.int64)
        for place, name in enumerate(TAKEN_DOWN):
            lines[:, place] = world.organisations[name][living]
        self._years.append(lines)

    def _newcomers(self) -> pd.DataFrame:
        """Month of founding and place in month and sector of each newcomer, by number.

        One that closed at once, and whose row another has taken, has no sector and no place.
        """
        lives = self._history.lives
        founded = lives[lives[:, 1] == FOUNDED][:, [0, 2, 3]]
        frame = pd.DataFrame(founded, columns=["founded", "uid", "sector"]).sort_values("uid")
        frame["number"] = frame.groupby(["founded", "sector"]).cumcount()
        return frame.set_index("uid")[["founded", "number"]]

    @property
    def table(self) -> pd.DataFrame:
        """One row an organisation and year.

        Returns
        -------
        pandas.DataFrame
            ``year``; ``founded`` (month, 0 before month 1), ``sector`` (code), ``number``; ``staff`` and
            ``subsidised`` posts, heads at month end.
        """
        lines = np.concatenate([np.empty((0, len(TAKEN_DOWN)), np.int64), *self._years])
        frame = pd.DataFrame(lines, columns=["uid", "sector", "staff", "subsidised"])
        frame["year"] = np.repeat(np.arange(1, len(self._years) + 1), [len(year) for year in self._years])
        frame = frame.join(self._newcomers(), on="uid")
        frame["number"] = frame["number"].fillna(frame["uid"]).astype(np.int64)
        frame["founded"] = frame["founded"].fillna(0).astype(np.int64)
        return frame[["year", *IDENTITY, "staff", "subsidised"]]
