"""An economy small enough for a hand: a few people and organisations, one authority, accounts that must close.

Amounts stand in cents, as in the ledger; ``1_500 * EUR`` is 1,500 EUR.
"""

import numpy as np

from simulation.columns import EMPLOYED, TALLY
from simulation.ledger import bank_account, open_month, organisation_account, outside_account
from simulation.purposes import (
    BANK,
    COUNTERPARTIES,
    DEPOSITS,
    EQUIPMENT,
    EQUITY,
    FINANCIAL_COUNT,
    FLOW_COLUMNS,
    HEAD_OFFICE,
    LOANS,
    OUTSIDE,
    PURPOSE,
    PURPOSE_NAMES,
    SAVINGS,
    SECTOR_COLUMNS,
)
from tests.phases.land_scene import fund, small_world

EUR = 100
COLUMNS = (*SECTOR_COLUMNS[:OUTSIDE], *COUNTERPARTIES)


def small_economy(*, households=6, organisations=6, **changes):
    """An empty economy whose authority pays 2,000 EUR for a full-time post and rests at 10 % of unemployment."""
    world = small_world(households=households, organisations=organisations, **changes)
    authority = world.authority[0]
    authority.state_wage = 2000.0
    authority.unemployment_reference = authority.unemployment_rate = 0.1
    world.next_uid[0] = 1000
    return world


def add_person(world, row, status, *, deposits=0, savings=0, **columns):
    """Put an adult in a row, with deposits and regulated savings in cents."""
    person = world.households[row]
    person.uid, person.status = row, status
    for name, value in columns.items():
        person[name] = value
    fund(world, row, deposits)
    claim(world, SAVINGS, bank_account(world.books), row, savings)
    return person


def employ(world, row, organisation, wage=0, **columns):
    """Put an adult in a full-time post of an organisation at a net wage in cents; one head is one unit of work."""
    person = add_person(world, row, EMPLOYED, employer=organisation, wage=wage, **columns)
    person.sector = world.organisations[organisation].sector
    person.quality = person.full_time_equivalent = 1.0
    world.organisations[organisation].staff += 1
    world.organisations[organisation].labour += 1.0
    return person


def claim(world, instrument, debtor, creditor, amount):
    """Let an account hold a claim on another, cents, as if since before month 1."""
    world.books.balance[instrument, creditor] += amount
    world.books.balance[instrument, debtor] -= amount


def lend(world, row, amount):
    """Let an organisation owe the bank an amount in cents, spent before month 1."""
    claim(world, LOANS, organisation_account(world.books, row), bank_account(world.books), amount)


def equip(world, row, amount):
    """Give an organisation equipment of a book value in cents."""
    world.books.balance[EQUIPMENT, organisation_account(world.books, row)] += amount


def issue_shares(world, row, creditor, amount):
    """Let an account hold all shares of an organisation, cents at book value."""
    claim(world, EQUITY, organisation_account(world.books, row), creditor, amount)
    world.organisations[row].book_equity = amount


def cash(world, row):
    """Deposits of an organisation, cents."""
    return held(world, DEPOSITS, organisation_account(world.books, row))


def held(world, instrument, account):
    """Claims of an account of one kind, cents; debts negative."""
    return int(world.books.balance[instrument, account])


def held_outside(world, instrument, counterparty):
    """Claims of a counterparty outside, cents; debts negative."""
    return held(world, instrument, outside_account(world.books, counterparty))


def lived(world, phase, *arguments):
    """Open a month, call a kernel in it and prove that the accounts close; return what the kernel returned."""
    open_month(world.books)
    world.tally[:] = 0.0
    before = world.books.balance.copy()
    returned = phase(world, *arguments)
    assert_month_closes(world, before)
    return returned


def booked(world):
    """Cents paid this month by purpose, those without a payment left out."""
    turnover = world.books.turnover
    return {PURPOSE_NAMES[row]: int(turnover[row]) for row in np.flatnonzero(turnover)}


def flows(world, purpose):
    """Cents received net this month for a purpose by column, those with nothing left out."""
    row = world.books.flows[PURPOSE[purpose]]
    return {COLUMNS[column]: int(row[column]) for column in np.flatnonzero(row)}


def counted(world):
    """Counts of the month by name, those at zero left out."""
    return {name: float(world.tally[row]) for name, row in TALLY.items() if world.tally[row] != 0.0}


def assert_month_closes(world, before):
    """Every payment has two ends, every claim two sides, and each column of the month explains what it holds."""
    books = world.books
    change = np.zeros((books.balance.shape[0], FLOW_COLUMNS), np.int64)
    np.add.at(change.T, books.column_of, (books.balance - before).T)
    assert not books.flows.sum(axis=1).any()
    explained = books.transactions + books.revaluations + books.write_offs
    received = books.flows.sum(axis=0)
    # Outside holds no deposits here: what it receives or pays moves the bank's position with its head office.
    abroad = received[OUTSIDE:].sum()
    explained[DEPOSITS, :OUTSIDE] += received[:OUTSIDE]
    explained[DEPOSITS, BANK] += abroad
    explained[HEAD_OFFICE, OUTSIDE:] += received[OUTSIDE:]
    explained[HEAD_OFFICE, BANK] -= abroad
    np.testing.assert_array_equal(change, explained)
    assert not books.balance[:FINANCIAL_COUNT].sum(axis=1).any()
    assert (books.balance[DEPOSITS, : books.first[BANK]] >= 0).all()
