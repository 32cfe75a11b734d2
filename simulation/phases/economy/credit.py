"""Credit: how far an organisation can pay, by drawing on its bank line first (``economics.md`` 1.2).

The line grows with value added and with equipment as collateral, and the bank cuts it where margins are lost. A deposit
is never below zero: what the line does not cover is not paid, in the order wages, taxes, suppliers, interest,
principal, dividends.
"""

from typing import Any

from simulation.columns import TALLY, World
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import bank_account, cents, give_claim, organisation_account, pay
from simulation.purposes import DEPOSITS, EQUIPMENT, LOANS, PURPOSE

LOAN_GRANTED = PURPOSE["loan granted"]
TALLY_REFUSED = TALLY["credit_refused"]


@inline_kernel
def usual_outlays(organisation: Any) -> float:
    """Wages, contributions and inputs of a usual month, EUR, by the memories of them."""
    return organisation.wage_memory + organisation.input_share * organisation.revenue_year / 12.0


@kernel
def credit_room(world: World, o: int) -> int:
    """What the bank would still lend to the organisation, cents, never negative."""
    p, organisation, balance = world.parameters[0], world.organisations[o], world.books.balance
    account = organisation_account(world.books, o)
    value_added = organisation.revenue_year / 12.0 * (1.0 - organisation.input_share)
    limit = p.finance_credit_limit * value_added + p.finance_collateral_share * balance[EQUIPMENT, account] / 100.0
    limit *= 1.0 - p.finance_strain_cut * organisation.strain
    return max(cents(limit) + balance[LOANS, account], 0)


@kernel
def within_reach(world: World, o: int) -> int:
    """What the organisation could pay now out of its deposits and its line, cents; nothing is drawn."""
    return max(world.books.balance[DEPOSITS, organisation_account(world.books, o)], 0) + credit_room(world, o)


@kernel
def borrow(world: World, o: int, amount: int) -> None:
    """Grant the organisation a bank loan of ``amount`` cents."""
    books = world.books
    account, bank = organisation_account(books, o), bank_account(books)
    pay(books, LOAN_GRANTED, bank, account, amount)
    give_claim(books, LOANS, account, bank, amount)


@kernel
def payable(world: World, o: int, amount: int) -> int:
    """Make ``amount`` cents available if the line allows; return how much of it can be paid, cents."""
    if amount <= 0:
        return 0
    account = organisation_account(world.books, o)
    deposits = world.books.balance[DEPOSITS, account]
    if deposits < amount:
        loan = min(amount - deposits, credit_room(world, o))
        if loan > 0:
            borrow(world, o, loan)
        if loan < amount - deposits:
            world.tally[TALLY_REFUSED] += 1
    return min(amount, world.books.balance[DEPOSITS, account])
