"""The ledger: every payment has two ends, a purpose and an amount in whole cents.

All claims stand in one table, ``books.balance[instrument, account]`` (int64 cents, assets positive, liabilities
negative). Accounts are numbered without gaps: households, organisations, poles, the authority (budget and
ring-fenced account), the bank, then the counterparties outside (`accounts`). Nothing but the kernels of this
file changes a claim, so that stock(t) = stock(t-1) + transactions + revaluations + write-offs holds for every
instrument, sector and actor; the journal, when it is switched on, proves it actor by actor.

Outside has no deposits in the territory: what it pays or receives moves the bank's position with its head
office, so that imports destroy local deposits and exports create them (``economics.md`` 1.2).
"""

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.kernels import inline_kernel, kernel
from simulation.purposes import (
    AUTHORITY,
    BANK,
    COUNTERPARTIES,
    DEPOSITS,
    FLOW_COLUMNS,
    HEAD_OFFICE,
    HOUSEHOLDS,
    INSTRUMENTS,
    ORGANISATIONS,
    OUTSIDE,
    POLES,
    PURPOSES,
)
from simulation.structures import Structure

TRANSACTION, REVALUATION, WRITE_OFF = range(3)
JOURNAL_FIELDS = ("entry", "purpose", "instrument", "account", "counter_account", "amount")


class Books(Structure):
    """The state of all accounts, as arrays that compiled kernels read and write.

    Attributes
    ----------
    balance : int64 (instruments, accounts)
        Claims and real assets, cents; liabilities negative.
    column_of : int64 (accounts,)
        Column of the flow matrix to which an account belongs.
    flows : int64 (purposes, FLOW_COLUMNS)
        Net receipts of the month by purpose and column, cents.
    turnover : int64 (purposes,)
        Gross value paid this month by purpose, cents.
    in_pole : int8 (accounts,)
        1: a pole, or an organisation that was a member of one when the month began.
    turnover_in_poles : int64 (purposes,)
        The part of `turnover` that a pole or a member paid or received, cents.
    transactions, revaluations, write_offs : int64 (instruments, FLOW_COLUMNS)
        What changed each instrument this month and why, cents (deposits: see `flows`).
    satellite : int64 (3,)
        Value without money this month at replacement cost: volunteers' hours, staff time given to partners,
        premises and land below market rent, forgone rent charged to the envelope; cents.
    first : int64 (6,)
        First account of households, organisations, poles, authority, bank, outside.
    journal : int64 (capacity, 6)
        Entries `JOURNAL_FIELDS`; capacity 0 switches the journal off.
    journal_length : int64 (1,)
        Entries written this month.
    """

    FIELDS = (
        "balance",
        "column_of",
        "flows",
        "turnover",
        "in_pole",
        "turnover_in_poles",
        "transactions",
        "revaluations",
        "write_offs",
        "satellite",
        "first",
        "journal",
        "journal_length",
    )

    if TYPE_CHECKING:
        balance: Any
        column_of: Any
        flows: Any
        turnover: Any
        in_pole: Any
        turnover_in_poles: Any
        transactions: Any
        revaluations: Any
        write_offs: Any
        satellite: Any
        first: Any
        journal: Any
        journal_length: Any


GIVEN_TIME, FORGONE_RENT, STAFF_LENT = range(3)


def open_books(households: int, organisations: int, poles: int, journal_capacity: int = 0) -> Books:
    """Make empty books for so many rows of each kind of actor (capacity, not headcount)."""
    counts = (households, organisations, poles, 2, 1, len(COUNTERPARTIES))
    first = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64)
    accounts = int(sum(counts))
    column_of = np.repeat(np.arange(6, dtype=np.int64), counts)
    column_of[first[OUTSIDE] :] += np.arange(len(COUNTERPARTIES))
    instruments, purposes = len(INSTRUMENTS), len(PURPOSES)
    return Books(
        balance=np.zeros((instruments, accounts), np.int64),
        column_of=column_of,
        flows=np.zeros((purposes, FLOW_COLUMNS), np.int64),
        turnover=np.zeros(purposes, np.int64),
        in_pole=(column_of == POLES).astype(np.int8),
        turnover_in_poles=np.zeros(purposes, np.int64),
        transactions=np.zeros((instruments, FLOW_COLUMNS), np.int64),
        revaluations=np.zeros((instruments, FLOW_COLUMNS), np.int64),
        write_offs=np.zeros((instruments, FLOW_COLUMNS), np.int64),
        satellite=np.zeros(3, np.int64),
        first=first,
        journal=np.zeros((journal_capacity, len(JOURNAL_FIELDS)), np.int64),
        journal_length=np.zeros(1, np.int64),
    )


@inline_kernel
def household_account(books: Books, row: int) -> int:
    """Account of the household in this row."""
    return row


@inline_kernel
def organisation_account(books: Books, row: int) -> int:
    """Account of the organisation in this row."""
    return books.first[ORGANISATIONS] + row


@inline_kernel
def pole_account(books: Books, row: int) -> int:
    """Account of the pole in this row."""
    return books.first[POLES] + row


@inline_kernel
def authority_account(books: Books) -> int:
    """Account of the authority's general budget."""
    return books.first[AUTHORITY]


@inline_kernel
def ring_fenced_account(books: Books) -> int:
    """Account that receives the envelope and is empty again at month end."""
    return books.first[AUTHORITY] + 1


@inline_kernel
def bank_account(books: Books) -> int:
    """Account of the bank."""
    return books.first[BANK]


@inline_kernel
def outside_account(books: Books, counterparty: int) -> int:
    """Account of a counterparty outside the territory (`simulation.purposes.COUNTERPARTIES`)."""
    return books.first[OUTSIDE] + counterparty


@inline_kernel
def note(books: Books, entry: int, purpose: int, instrument: int, account: int, counter: int, amount: int) -> None:
    """Write one line in the journal, if it is switched on."""
    if books.journal.shape[0] > 0:
        line = books.journal_length[0]
        if line < books.journal.shape[0]:
            books.journal[line, 0] = entry
            books.journal[line, 1] = purpose
            books.journal[line, 2] = instrument
            books.journal[line, 3] = account
            books.journal[line, 4] = counter
            books.journal[line, 5] = amount
        books.journal_length[0] = line + 1


@inline_kernel
def pay(books: Books, purpose: int, payer: int, payee: int, amount: int) -> None:
    """Pay ``amount`` cents from one account to another, both ends at once.

    The caller has made sure that the payer's deposits suffice; Outside and the bank always can.
    """
    balance = books.balance
    outside = books.first[OUTSIDE]
    bank = books.first[BANK]
    if payer >= outside:
        balance[HEAD_OFFICE, payer] -= amount
        balance[HEAD_OFFICE, bank] += amount
        balance[DEPOSITS, bank] -= amount
    else:
        balance[DEPOSITS, payer] -= amount
    if payee >= outside:
        balance[HEAD_OFFICE, payee] += amount
        balance[HEAD_OFFICE, bank] -= amount
        balance[DEPOSITS, bank] += amount
    else:
        balance[DEPOSITS, payee] += amount
    books.flows[purpose, books.column_of[payer]] -= amount
    books.flows[purpose, books.column_of[payee]] += amount
    books.turnover[purpose] += amount
    if books.in_pole[payer] | books.in_pole[payee]:
        books.turnover_in_poles[purpose] += amount
    note(books, TRANSACTION, purpose, DEPOSITS, payee, payer, amount)


@inline_kernel
def pay_at_most(books: Books, purpose: int, payer: int, payee: int, amount: int) -> int:
    """Pay ``amount`` or what the payer's deposits hold, whichever is less; return what was paid, cents."""
    paid = min(amount, books.balance[DEPOSITS, payer])
    if paid <= 0:
        return 0
    pay(books, purpose, payer, payee, paid)
    return paid


@kernel
def collect(books: Books, purpose: int, sector: int, amounts: Any, payee: int) -> None:
    """Let every actor of a sector pay its amount, by row in cents, to one account; deposits must suffice."""
    balance, first, journalled = books.balance, books.first[sector], books.journal.shape[0] > 0
    total = np.int64(0)
    for row in range(amounts.shape[0]):
        balance[DEPOSITS, first + row] -= amounts[row]
        total += amounts[row]
        if journalled and amounts[row] > 0:
            note(books, TRANSACTION, purpose, DEPOSITS, payee, first + row, amounts[row])
    settle_total(books, purpose, sector, payee, -total)


@kernel
def settle_total(books: Books, purpose: int, sector: int, account: int, received: int) -> None:
    """Book the other end of payments that the actors of a sector have received in all (negative: paid), cents.

    Their deposits have been changed already; ``account`` is whom they were paid by, or paid.
    """
    if account >= books.first[OUTSIDE]:
        bank = books.first[BANK]
        books.balance[HEAD_OFFICE, account] -= received
        books.balance[HEAD_OFFICE, bank] += received
        books.balance[DEPOSITS, bank] -= received
    else:
        books.balance[DEPOSITS, account] -= received
    books.flows[purpose, sector] += received
    books.flows[purpose, books.column_of[account]] -= received
    books.turnover[purpose] += abs(received)


@kernel
def settle_sales(books: Books, purpose: int, spent: Any, takings: Any) -> None:
    """Move what households spent on the market to the organisations that took it, by row in cents.

    The two sums are equal; the market itself notes each sale in the journal.
    """
    balance, first = books.balance, books.first[ORGANISATIONS]
    total = np.int64(0)
    for h in range(spent.shape[0]):
        balance[DEPOSITS, h] -= spent[h]
        total += spent[h]
    for o in range(takings.shape[0]):
        balance[DEPOSITS, first + o] += takings[o]
        books.turnover_in_poles[purpose] += books.in_pole[first + o] * takings[o]
    books.flows[purpose, HOUSEHOLDS] -= total
    books.flows[purpose, ORGANISATIONS] += total
    books.turnover[purpose] += total


@kernel
def give_claim(books: Books, instrument: int, debtor: int, creditor: int, amount: int) -> None:
    """Create (or, negative, extinguish) a claim of the creditor on the debtor, cents."""
    books.balance[instrument, creditor] += amount
    books.balance[instrument, debtor] -= amount
    books.transactions[instrument, books.column_of[creditor]] += amount
    books.transactions[instrument, books.column_of[debtor]] -= amount
    note(books, TRANSACTION, -1, instrument, creditor, debtor, amount)


@kernel
def pass_claim(books: Books, instrument: int, giver: int, taker: int, amount: int) -> None:
    """Move an asset (a claim, or a real asset at its book value) from one owner to another, cents."""
    books.balance[instrument, giver] -= amount
    books.balance[instrument, taker] += amount
    books.transactions[instrument, books.column_of[giver]] -= amount
    books.transactions[instrument, books.column_of[taker]] += amount
    note(books, TRANSACTION, -1, instrument, taker, giver, amount)


@kernel
def write_off(books: Books, instrument: int, debtor: int, creditor: int, amount: int) -> None:
    """Cancel ``amount`` cents of the creditor's claim on the debtor without payment."""
    books.balance[instrument, creditor] -= amount
    books.balance[instrument, debtor] += amount
    books.write_offs[instrument, books.column_of[creditor]] -= amount
    books.write_offs[instrument, books.column_of[debtor]] += amount
    note(books, WRITE_OFF, -1, instrument, creditor, debtor, -amount)


@kernel
def discharge(books: Books, purpose: int, instrument: int, debtor: int, creditor: int, owed: int, paid: int) -> int:
    """Pay ``paid`` of what is ``owed`` and write the rest off, cents; return what was written off."""
    if paid > 0:
        pay(books, purpose, debtor, creditor, paid)
        give_claim(books, instrument, debtor, creditor, -paid)
    if owed > paid:
        write_off(books, instrument, debtor, creditor, owed - paid)
    return owed - paid


@kernel
def revalue_claim(books: Books, instrument: int, debtor: int, creditor: int, amount: int) -> None:
    """Change the value of the creditor's claim on the debtor (equity at book value) by ``amount`` cents."""
    books.balance[instrument, creditor] += amount
    books.balance[instrument, debtor] -= amount
    books.revaluations[instrument, books.column_of[creditor]] += amount
    books.revaluations[instrument, books.column_of[debtor]] -= amount
    note(books, REVALUATION, -1, instrument, creditor, debtor, amount)


@kernel
def form_capital(books: Books, instrument: int, owner: int, amount: int) -> None:
    """Add a bought or made real asset to its owner, cents (the payment is booked apart)."""
    books.balance[instrument, owner] += amount
    books.transactions[instrument, books.column_of[owner]] += amount
    note(books, TRANSACTION, -1, instrument, owner, -1, amount)


@kernel
def revalue_real(books: Books, instrument: int, owner: int, amount: int) -> None:
    """Change the value of a real asset (price, depreciation, stocks at cost) by ``amount`` cents."""
    books.balance[instrument, owner] += amount
    books.revaluations[instrument, books.column_of[owner]] += amount
    note(books, REVALUATION, -1, instrument, owner, -1, amount)


@kernel
def open_month(books: Books) -> None:
    """Empty the monthly matrices; balances stay."""
    for purpose in range(books.turnover.shape[0]):
        books.turnover[purpose] = books.turnover_in_poles[purpose] = 0
        for column in range(books.flows.shape[1]):
            books.flows[purpose, column] = 0
    for instrument in range(books.transactions.shape[0]):
        for column in range(books.transactions.shape[1]):
            books.transactions[instrument, column] = 0
            books.revaluations[instrument, column] = 0
            books.write_offs[instrument, column] = 0
    for kind in range(books.satellite.shape[0]):
        books.satellite[kind] = 0
    books.journal_length[0] = 0


@kernel
def sector_balances(books: Books, totals: Any, row: int) -> None:
    """Sum balances by instrument and sector into a row of ``totals`` (rows, instruments, 6), cents."""
    for instrument in range(books.balance.shape[0]):
        for sector in range(6):
            last = books.first[sector + 1] if sector < OUTSIDE else books.balance.shape[1]
            total = np.int64(0)
            for account in range(books.first[sector], last):
                total += books.balance[instrument, account]
            totals[row, instrument, sector] = total


@kernel
def cents(euros: float) -> int:
    """Round euros to whole cents, half away from zero: the one place where a rate meets an amount."""
    return int(math.floor(euros * 100.0 + 0.5)) if euros >= 0.0 else -int(math.floor(-euros * 100.0 + 0.5))


@inline_kernel
def part_served(wanted: int, offered: int, asked: int) -> int:
    """Cents that one gets of what is ``offered`` to all: the same part of what it wants as anybody, rounded down."""
    return wanted if offered == asked else wanted * offered // asked


@kernel
def split_largest_remainder(amount: int, weights: Any, shares: Any) -> None:
    """Split ``amount`` cents by weights into ``shares``: whole cents, exact sum, ties by position.

    Parameters
    ----------
    amount : int
        Cents, not negative.
    weights : float array (n,)
        Not negative; when all are zero the first gets everything.
    shares : int64 array (n,)
        Result.
    """
    total = 0.0
    for i in range(weights.shape[0]):
        total += weights[i]
    given = 0
    remainders = np.empty(weights.shape[0], np.float64)
    for i in range(weights.shape[0]):
        exact = amount * (weights[i] / total) if total > 0.0 else 0.0
        shares[i] = int(math.floor(exact))
        remainders[i] = exact - shares[i]
        given += shares[i]
    if total <= 0.0:
        shares[0] = amount
        return
    missing = amount - given
    while missing != 0:
        best = 0
        step = 1 if missing > 0 else -1
        for i in range(1, weights.shape[0]):
            if step * remainders[i] > step * remainders[best]:
                best = i
        shares[best] += step
        remainders[best] -= step
        missing -= step
