"""Walks over the tables of the world at month ends, which write a row of the records (`simulation.history`).

Each table has a file with the loops over it: over one column or a few of them at a time, so that many rows are added at
once. Sums of money are whole cents, hence the same in any order. A new sum over a table is a line in `history.SEEN` and
a line in its loop.
"""

from typing import Any

from simulation.columns import World
from simulation.history import QUARTER, YEAR, Found, History
from simulation.kernels import kernel
from simulation.ledger import sector_balances
from simulation.outcomes.walks.accounts import copy_books, walk_accounts
from simulation.outcomes.walks.adults import walk_adults
from simulation.outcomes.walks.distribution import order_pay, share_out_income, share_out_wealth, sum_theil
from simulation.outcomes.walks.lives import has_room, walk_lives
from simulation.outcomes.walks.marginal import walk_sellers
from simulation.outcomes.walks.organisations import order_productivity, walk_culture, walk_organisations, walk_pairs
from simulation.outcomes.walks.parcels import walk_parcels
from simulation.outcomes.walks.poles import walk_poles


@kernel
def walk(world: World, month: int, row: int, records: Any) -> bool:
    """See what is seen of every month end; False, and nothing done, where the records have no room for it."""
    if row >= records.seen.shape[0] or not has_room(world, records):
        return False
    seen = records.seen[row]
    walk_lives(world, month, records, seen)
    walk_adults(world, seen)
    walk_organisations(world, seen)
    walk_culture(world, seen)
    walk_poles(world, month, seen)
    walk_accounts(world, seen)
    copy_books(world, records, row)
    return True


@kernel
def walk_at_quarter_end(world: World, month: int, row: int, records: Any) -> None:
    """See what is costly and slow."""
    seen = records.seen[row]
    walk_pairs(world, month, seen)
    walk_parcels(world, month, seen)
    share_out_income(world, seen)


@kernel
def walk_at_year_end(world: World, row: int, records: Any) -> None:
    """See what is told by the year, and count the balances of all accounts."""
    seen = records.seen[row]
    walk_sellers(world, seen)
    sum_theil(world, seen)
    share_out_wealth(world, seen)
    order_pay(world, seen)
    order_productivity(world, seen)
    sector_balances(world.books, records.balances, row)


def look(history: History, world: World, month: int, quarter: bool = True, year: bool = True) -> None:
    """Look at a month end, the next one or the last one again, and at what ends of a quarter or a year show."""
    row = month - history.first
    while not walk(world, month, row, history.records):
        history.grow(row)
    history.month = month
    if quarter:
        walk_at_quarter_end(world, month, row, history.records)
    if year:
        walk_at_year_end(world, row, history.records)


def look_at_month_end(history: History, world: World, month: int) -> None:
    """Look at the next month end, as closely as its month asks for."""
    look(history, world, month, month % QUARTER == 0, month % YEAR == 0)


def found_at(world: World, month: int) -> Found:
    """All that is seen of any one month end, as arrays of one value."""
    history = History(world, first=month)
    look(history, world, month)
    return history.found
