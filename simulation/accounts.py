"""`Ledger`: the matrices of the accounts, month by month, as tables that close in rows and columns."""

import numpy as np
import pandas as pd

from simulation.columns import World
from simulation.history import YEAR, History
from simulation.ledger import ring_fenced_account
from simulation.purposes import (
    COUNTERPARTIES,
    DEPOSITS,
    FINANCIAL_COUNT,
    HEAD_OFFICE,
    INSTRUMENT_NAMES,
    INSTRUMENTS,
    MODES,
    OUTSIDE,
    PURPOSE_NAMES,
    PURPOSES,
    SECTOR_COLUMNS,
)

COUNTERPART = "claims given for money"


def joined(matrix: np.ndarray) -> np.ndarray:
    """Add the counterparties outside into one column: (..., FLOW_COLUMNS) to (..., 6)."""
    return np.concatenate([matrix[..., :OUTSIDE], matrix[..., OUTSIDE:].sum(axis=-1, keepdims=True)], axis=-1)


class Ledger:
    """The accounts of a territory.

    Amounts are whole cents (int64). Sectors are the columns Households, Organisations, Poles, Authority, Bank and
    Outside. Month 0 is the burnt-in state; month 1 is the first one lived.
    """

    def __init__(self, world: World, history: History) -> None:
        self._world, self._history = world, history

    def _month(self, month: int | None) -> int:
        last = self._history.month
        chosen = last if month is None else int(month)
        if not 0 <= chosen <= last:
            raise ValueError(f"month {chosen} has not been lived: the ledger holds months 0 to {last}.")
        return chosen

    # -- tables ----------------------------------------------------------------------------------------------------

    def balance_sheet(self, month: int | None = None) -> pd.DataFrame:
        """Balance sheet at the end of a month (default: the present one).

        Returns
        -------
        pandas.DataFrame
            Index (kind, instrument), columns sectors, int64 cents. Rows of kind ``financial`` sum to 0; every
            column sums to 0 with the last row, ``net worth``.
        """
        totals = self._balances(self._month(month))
        worth = -totals.sum(axis=0, keepdims=True)
        index = pd.MultiIndex.from_tuples(
            [(kind, name) for name, kind in INSTRUMENTS.items()] + [("net worth", "net worth")],
            names=["kind", "instrument"],
        )
        return pd.DataFrame(np.vstack([totals, worth]), index=index, columns=list(SECTOR_COLUMNS))

    def flows(self, month: int, *, months: int = 1, counterparties: bool = False) -> pd.DataFrame:
        """Transaction-flow matrix of a month, or of the months up to it; every row and every column sums to 0.

        Rows are purposes (receipts positive), then ``change in <instrument>`` for each financial instrument (the
        transactions of the month, an increase of assets negative: a use of money), then the counterpart of those
        claims that were given for money or for a payment not made, so that nothing is counted twice.

        Parameters
        ----------
        month : int
            1 or later.
        months : int
            Months that are summed up, the last of which is ``month``.
        counterparties : bool
            Split the column Outside by name.
        """
        last = self._month(month)
        first = last - months + 1
        if months < 1 or first < 1:
            raise ValueError(
                f"months is {months} and must lie between 1 and {last}: "
                "month 0 is the burnt-in state, flows start in month 1."
            )
        matrix = self._closed(first, last).sum(axis=0)
        names = [*PURPOSE_NAMES, *(f"change in {name}" for name in INSTRUMENT_NAMES[:FINANCIAL_COUNT]), COUNTERPART]
        if counterparties:
            return pd.DataFrame(matrix, index=names, columns=[*SECTOR_COLUMNS[:OUTSIDE], *COUNTERPARTIES])
        return pd.DataFrame(joined(matrix), index=names, columns=list(SECTOR_COLUMNS))

    def _kept(self, name: str, first: int, last: int) -> np.ndarray:
        return self._history.lived(name)[first : last + 1]

    def _closed(self, first: int, last: int) -> np.ndarray:
        """Flow matrices of these months with the changes of claims, one behind the other."""
        flows = self._kept("flows", first, last)
        transactions = self._kept("transactions", first, last)[:, :FINANCIAL_COUNT].copy()
        # Money is what payments moved: of a sector's receipts, deposits take what head office does not.
        received = flows.sum(axis=1)
        outside = received[:, OUTSIDE:]
        transactions[:, HEAD_OFFICE] = 0
        transactions[:, DEPOSITS] = received
        transactions[:, DEPOSITS, OUTSIDE:] = 0
        transactions[:, HEAD_OFFICE, OUTSIDE:] = outside
        transactions[:, HEAD_OFFICE, OUTSIDE - 1] = -outside.sum(axis=1)
        transactions[:, DEPOSITS, OUTSIDE - 1] = received[:, OUTSIDE - 1] + outside.sum(axis=1)
        money = np.zeros(FINANCIAL_COUNT, bool)
        money[[DEPOSITS, HEAD_OFFICE]] = True
        counterpart = transactions[:, ~money].sum(axis=1, keepdims=True)
        return np.concatenate([flows, -transactions, counterpart], axis=1)

    def _transactions(self, first: int, last: int) -> np.ndarray:
        """Transactions by month, instrument and sector, money included."""
        claims = -self._closed(first, last)[:, len(PURPOSE_NAMES) : -1]
        real = self._kept("transactions", first, last)[:, FINANCIAL_COUNT:]
        return joined(np.concatenate([claims, real], axis=1))

    def _changes(self, first: int, last: int) -> np.ndarray:
        """What changed balances in these months altogether, by instrument and sector."""
        other = self._kept("revaluations", first, last) + self._kept("write_offs", first, last)
        changes: np.ndarray = (self._transactions(first, last) + joined(other)).sum(axis=0)
        return changes

    def _balances(self, month: int) -> np.ndarray:
        """Balances by instrument and sector: as last counted, and what was booked since."""
        counted = month - month % YEAR
        balances: np.ndarray = self._kept("balances", counted, counted)[0] + self._changes(counted + 1, month)
        return balances

    def revaluations(self, month: int) -> pd.DataFrame:
        """What changed value without a payment: revaluations and write-offs, (instrument, cause) x sectors, cents."""
        chosen = self._month(month)
        revalued, written = (self._history.lived(name)[chosen] for name in ("revaluations", "write_offs"))
        index = pd.MultiIndex.from_product(
            [["revaluation", "write-off"], INSTRUMENT_NAMES], names=["cause", "instrument"]
        )
        return pd.DataFrame(np.vstack([joined(revalued), joined(written)]), index=index, columns=list(SECTOR_COLUMNS))

    def transactions(self, month: int) -> pd.DataFrame:
        """Transactions of a month by instrument and sector, cents (assets positive), money included."""
        chosen = self._month(month)
        return pd.DataFrame(
            self._transactions(chosen, chosen)[0], index=list(INSTRUMENT_NAMES), columns=list(SECTOR_COLUMNS)
        )

    def turnover(self, month: int) -> pd.Series:
        """Gross value paid by purpose in a month, cents."""
        return pd.Series(
            self._history.lived("turnover")[self._month(month)].copy(), index=list(PURPOSE_NAMES), name="cents"
        )

    def received_by(self, sector: str) -> pd.DataFrame:
        """Net receipts of a sector by month and purpose, cents; payments are negative.

        Parameters
        ----------
        sector : str
            One of `SECTOR_COLUMNS` but Outside.
        """
        flows = self._history.lived("flows")[:, :, SECTOR_COLUMNS.index(sector)]
        return pd.DataFrame(flows, columns=list(PURPOSE_NAMES), index=pd.RangeIndex(len(flows), name="month"))

    def integration(self) -> pd.DataFrame:
        """Value a month by mode of integration, cents, and the satellite account of reciprocity without money."""
        frame = self._by_mode("turnover")
        frame["reciprocity, satellite"] = self._history.lived("satellite").astype(np.int64)
        return frame

    def integration_in_poles(self) -> pd.DataFrame:
        """Value a month by mode of integration, cents, that poles and their members paid or received."""
        return self._by_mode("turnover_in_poles")

    def _by_mode(self, kept: str) -> pd.DataFrame:
        mode = np.array([MODES.index(purpose.mode) for purpose in PURPOSES.values()])
        turnover = self._history.lived(kept)
        frame = pd.DataFrame({name: turnover[:, mode == place].sum(axis=1) for place, name in enumerate(MODES)})
        frame.index.name = "month"
        return frame

    # -- closure -----------------------------------------------------------------------------------------------------

    def closure(self) -> dict[str, int]:
        """Largest residuals over all months, cents: flow rows and columns, balance rows, stock-flow identity.

        Balances are counted account by account at year ends and now; what was booked since they were last counted
        must lead from one count to the next.
        """
        last = self._history.month
        closed = self._closed(1, last)
        months = [*range(0, last + 1, YEAR), last]
        books = self._world.books
        now = np.add.reduceat(books.balance, books.first, axis=1)
        counted = [*self._history.lived("balances")[::YEAR], now]
        gaps = [
            counted[k] - counted[k - 1] - self._changes(months[k - 1] + 1, months[k]) for k in range(1, len(months))
        ]
        return {
            "max_row_residual": largest(closed.sum(axis=2)),
            "max_column_residual": largest(closed.sum(axis=1)),
            "max_balance_residual": largest(np.array(counted)[:, :FINANCIAL_COUNT].sum(axis=2)),
            "max_identity_residual": largest(np.array(gaps)),
            "ring_fenced_max": abs(int(books.balance[DEPOSITS, ring_fenced_account(books)])),
            "lowest_deposit": int(self._history.lived("lowest_deposit").min()),
        }


def largest(residuals: np.ndarray) -> int:
    """Largest absolute value; 0 where there are none."""
    return int(np.abs(residuals).max(initial=0))
