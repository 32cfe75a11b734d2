"""`Ledger`: the matrices of the accounts, month by month, as tables that close in rows and columns."""

import numpy as np
import pandas as pd

from simulation.columns import World
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

    def __init__(self, world: World) -> None:
        self._world = world
        self._balances: list[np.ndarray] = []
        self._flows: list[np.ndarray] = []
        self._turnover: list[np.ndarray] = []
        self._satellite: list[int] = []
        self._changes: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self._lowest_deposit = 0

    # -- recording ----------------------------------------------------------------------------------------------

    def record(self, balances: np.ndarray, satellite: int, lowest_deposit: int) -> None:
        """Keep the matrices of the month that just ended.

        Parameters
        ----------
        balances : int64 (instruments, 6)
            By instrument and sector, cents.
        satellite : int
            Value without money, cents.
        lowest_deposit : int
            Lowest deposit of an actor, cents (never negative when payments respect the deposits).
        """
        books = self._world.books
        self._balances.append(balances.copy())
        self._flows.append(books.flows.copy())
        self._turnover.append(books.turnover.copy())
        self._satellite.append(satellite)
        self._changes.append((books.transactions.copy(), books.revaluations.copy(), books.write_offs.copy()))
        self._lowest_deposit = min(self._lowest_deposit, lowest_deposit)

    def _month(self, month: int | None) -> int:
        last = len(self._balances) - 1
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
        totals = self._balances[self._month(month)]
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
        matrix = np.sum([self._closed(one) for one in range(first, last + 1)], axis=0)
        names = [*PURPOSE_NAMES, *(f"change in {name}" for name in INSTRUMENT_NAMES[:FINANCIAL_COUNT]), COUNTERPART]
        if counterparties:
            return pd.DataFrame(matrix, index=names, columns=[*SECTOR_COLUMNS[:OUTSIDE], *COUNTERPARTIES])
        return pd.DataFrame(joined(matrix), index=names, columns=list(SECTOR_COLUMNS))

    def _closed(self, month: int) -> np.ndarray:
        flows = self._flows[month]
        transactions = self._changes[month][0][:FINANCIAL_COUNT].copy()
        # Money is what payments moved: of a sector's receipts, deposits take what head office does not.
        received = flows.sum(axis=0)
        transactions[HEAD_OFFICE] = 0
        transactions[DEPOSITS] = received
        outside = received[OUTSIDE:]
        transactions[DEPOSITS, OUTSIDE:] = 0
        transactions[HEAD_OFFICE, OUTSIDE:] = outside
        transactions[HEAD_OFFICE, OUTSIDE - 1] = -outside.sum()
        transactions[DEPOSITS, OUTSIDE - 1] = received[OUTSIDE - 1] + outside.sum()
        money = np.zeros(FINANCIAL_COUNT, bool)
        money[[DEPOSITS, HEAD_OFFICE]] = True
        counterpart = transactions[~money].sum(axis=0, keepdims=True)
        return np.vstack([flows, -transactions, counterpart])

    def revaluations(self, month: int) -> pd.DataFrame:
        """What changed value without a payment: revaluations and write-offs, (instrument, cause) x sectors, cents."""
        chosen = self._month(month)
        _, revalued, written = self._changes[chosen]
        index = pd.MultiIndex.from_product(
            [["revaluation", "write-off"], INSTRUMENT_NAMES], names=["cause", "instrument"]
        )
        return pd.DataFrame(np.vstack([joined(revalued), joined(written)]), index=index, columns=list(SECTOR_COLUMNS))

    def transactions(self, month: int) -> pd.DataFrame:
        """Transactions of a month by instrument and sector, cents (assets positive), money included."""
        chosen = self._month(month)
        real = self._changes[chosen][0][FINANCIAL_COUNT:]
        closed = -self._closed(chosen)[len(PURPOSE_NAMES) : len(PURPOSE_NAMES) + FINANCIAL_COUNT]
        return pd.DataFrame(
            joined(np.vstack([closed, real])), index=list(INSTRUMENT_NAMES), columns=list(SECTOR_COLUMNS)
        )

    def turnover(self, month: int) -> pd.Series:
        """Gross value paid by purpose in a month, cents."""
        return pd.Series(self._turnover[self._month(month)], index=list(PURPOSE_NAMES), name="cents")

    def integration(self) -> pd.DataFrame:
        """Value a month by mode of integration, cents, and the satellite account of reciprocity without money."""
        mode = np.array([MODES.index(purpose.mode) for purpose in PURPOSES.values()])
        rows = [
            np.bincount(mode, weights=turnover, minlength=len(MODES)).astype(np.int64) for turnover in self._turnover
        ]
        frame = pd.DataFrame(np.array(rows), columns=list(MODES))
        frame["reciprocity, satellite"] = self._satellite
        frame.index.name = "month"
        return frame

    # -- closure -----------------------------------------------------------------------------------------------------

    def closure(self) -> dict[str, int]:
        """Largest residuals over all months, cents: flow rows and columns, balance rows, stock-flow identity."""
        row = column = balance = identity = 0
        for month in range(len(self._balances)):
            totals = self._balances[month]
            balance = max(balance, int(np.abs(totals[:FINANCIAL_COUNT].sum(axis=1)).max()))
            if month == 0:
                continue
            closed = self._closed(month)
            row = max(row, int(np.abs(closed.sum(axis=1)).max()))
            column = max(column, int(np.abs(closed.sum(axis=0)).max()))
            transactions = joined(
                np.vstack([-closed[len(PURPOSE_NAMES) : -1], self._changes[month][0][FINANCIAL_COUNT:]])
            )
            other = joined(self._changes[month][1]) + joined(self._changes[month][2])
            gap = totals - self._balances[month - 1] - transactions - other
            identity = max(identity, int(np.abs(gap).max()))
        ring = self._ring_fenced()
        return {
            "max_row_residual": row,
            "max_column_residual": column,
            "max_balance_residual": balance,
            "max_identity_residual": identity,
            "ring_fenced_max": ring,
            "lowest_deposit": self._lowest_deposit,
        }

    def _ring_fenced(self) -> int:
        books = self._world.books
        return abs(int(books.balance[DEPOSITS, ring_fenced_account(books)]))
