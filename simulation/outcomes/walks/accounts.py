"""The walk over the accounts and the authority, and the copy of the books of the month."""

from typing import Any

from simulation.columns import World
from simulation.kernels import kernel
from simulation.purposes import AUTHORITY, DEPOSITS, HOUSEHOLDS, ORGANISATIONS, POLES, STOCKS


@kernel
def walk_accounts(world: World, seen: Any) -> None:
    """See who holds deposits and stocks, what the authority spent, and what rates are in force."""
    books, authority = world.books, world.authority[0]
    balance, first = books.balance, books.first
    seen.lowest_deposit = 0
    seen.deposits_households = deposits_of(seen, balance, first[HOUSEHOLDS], first[ORGANISATIONS])
    seen.deposits_organisations = deposits_of(seen, balance, first[ORGANISATIONS], first[POLES])
    seen.deposits_poles = deposits_of(seen, balance, first[POLES], first[AUTHORITY])
    deposits_of(seen, balance, first[AUTHORITY], first[AUTHORITY] + 2)
    seen.deposits_authority = balance[DEPOSITS, first[AUTHORITY]]
    stocks, satellite = 0, 0
    for account in range(first[ORGANISATIONS], first[POLES]):
        stocks += balance[STOCKS, account]
    for kind in range(books.satellite.shape[0]):
        satellite += books.satellite[kind]
    seen.stocks, seen.satellite = stocks, satellite
    seen.public_cost, seen.claims_refused = authority.public_cost, authority.claims_refused
    seen.envelope, seen.envelope_to_poles = authority.envelope, authority.envelope_to_poles
    seen.housing_index, seen.income_tax_rate = authority.housing_index, authority.income_tax_rate
    seen.vat = world.parameters[0].tax_vat


@kernel
def deposits_of(seen: Any, balance: Any, first: int, last: int) -> int:
    """Sum the deposits of accounts, and note the lowest one where it is below the lowest so far."""
    held, lowest = 0, 0
    for account in range(first, last):
        held += balance[DEPOSITS, account]
        lowest = min(lowest, balance[DEPOSITS, account])
    if lowest < seen.lowest_deposit:
        seen.lowest_deposit = lowest
    return held


@kernel
def copy_books(world: World, records: Any, row: int) -> None:
    """Keep what was counted and booked this month."""
    books = world.books
    for place in range(world.tally.shape[0]):
        records.tallies[row, place] = world.tally[place]
    for purpose in range(books.turnover.shape[0]):
        records.turnover[row, purpose] = books.turnover[purpose]
        records.turnover_in_poles[row, purpose] = books.turnover_in_poles[purpose]
        for column in range(books.flows.shape[1]):
            records.flows[row, purpose, column] = books.flows[purpose, column]
    for instrument in range(books.transactions.shape[0]):
        for column in range(books.transactions.shape[1]):
            records.transactions[row, instrument, column] = books.transactions[instrument, column]
            records.revaluations[row, instrument, column] = books.revaluations[instrument, column]
            records.write_offs[row, instrument, column] = books.write_offs[instrument, column]
