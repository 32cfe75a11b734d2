"""What a gift hands out: month by month the cents that the paired run under reciprocity saved (poles.md 7).

A world under ``gift`` has no pole. All its organisations get, by their overheads, the euros that the members of poles
saved in the same month of the paired run, from the same counterparties. What cooperation does beyond the money it
saves is then reciprocity - gift.
"""

from typing import Any

import numpy as np

from simulation.columns import GIFT_COLUMNS, TALLY, World
from simulation.history import History
from simulation.refusals import PlanError

COUNTERPARTIES = tuple(GIFT_COLUMNS)
"""Who gives up what is saved, in the order of the columns of savings."""


def saved_by_month(history: History) -> np.ndarray:
    """Return what organisations saved in each month lived, cents.

    Returns
    -------
    int64 (months, COUNTERPARTIES)
        Month 1 first.
    """
    places = [TALLY[f"saved_{name}"] for name in COUNTERPARTIES]
    saved: np.ndarray = np.rint(history.lived("tallies")[1:, places]).astype(np.int64)
    return saved


def checked_savings(savings: Any, months: int) -> np.ndarray:
    """Return the savings of a paired run as whole cents.

    Raises
    ------
    PlanError
        Where they are not whole numbers, one row a month and one column a counterparty, or end before the plan.
    """
    given = np.asarray(savings)
    if given.ndim != 2 or given.shape[1] != len(COUNTERPARTIES) or not np.issubdtype(given.dtype, np.integer):
        raise PlanError(
            "savings: must be whole cents with a row a month and {columns} columns ({names}).",
            columns=len(COUNTERPARTIES),
            names=", ".join(COUNTERPARTIES),
        )
    if len(given) < months:
        raise PlanError(
            "savings: there are {given} months of them, and the plan has {months}.", given=len(given), months=months
        )
    return given.astype(np.int64)


def first_handed_out(savings: np.ndarray) -> int:
    """Return the first month in which anything of these savings is handed out; the month after their last for never."""
    months = np.flatnonzero(savings.any(axis=1))
    return int(months[0]) + 1 if len(months) else len(savings) + 1


class Gift:
    """Where the euros of a gift come from.

    Parameters
    ----------
    savings : int64 (months, COUNTERPARTIES), optional
        What the paired run saved, month 1 first, cents.
    twin : Territory, optional
        The paired run itself, lived in step where its savings are not given; nothing is imposed on its actors.
    """

    def __init__(self, savings: np.ndarray | None, twin: Any = None) -> None:
        self.savings, self.twin = savings, twin

    def write(self, world: World, month: int) -> None:
        """Write what is handed out in a month; the twin lives that month first.

        Raises
        ------
        PlanError
            Where the savings given end before this month.
        """
        if self.twin is not None:
            while self.twin.month < month:
                self.twin.step()
            row = self.twin.savings[month - 1]
        elif self.savings is not None and month <= len(self.savings):
            row = self.savings[month - 1]
        else:
            raise PlanError("savings: there are none for month {month}.", month=month)
        for name, cents in zip(COUNTERPARTIES, row, strict=True):
            world.gift[name][0] = cents
