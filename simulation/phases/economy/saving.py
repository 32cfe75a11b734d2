"""Savings of households: drawn on for a business or land, put back when either is sold, so that wealth stays wealth."""

from simulation.columns import World
from simulation.kernels import kernel
from simulation.ledger import bank_account, cents, give_claim, pay
from simulation.purposes import CITIZENS_EQUITY, DEPOSITS, EQUITY, HOUSING_LAND, OUTSIDE_ASSETS, PURPOSE, SAVINGS

SAVINGS_DRAWN = PURPOSE["savings withdrawn"]


@kernel
def wealth_of(world: World, h: int) -> int:
    """Gross wealth of a household, cents: deposits, savings, assets held elsewhere, housing and land, shares."""
    balance = world.books.balance
    total = balance[DEPOSITS, h] + balance[SAVINGS, h] + balance[OUTSIDE_ASSETS, h]
    return int(total + balance[HOUSING_LAND, h] + balance[EQUITY, h] + balance[CITIZENS_EQUITY, h])


@kernel
def draw_on_savings(world: World, h: int, amount: int) -> None:
    """Move regulated savings to deposits for a payment of ``amount`` cents, as far as they go."""
    books = world.books
    drawn = min(amount, books.balance[SAVINGS, h])
    if drawn > 0:
        give_claim(books, SAVINGS, bank_account(books), h, -drawn)
        pay(books, SAVINGS_DRAWN, bank_account(books), h, drawn)


@kernel
def save(world: World, h: int, amount: int) -> None:
    """Move ``amount`` cents of deposits to regulated savings."""
    if amount > 0:
        bank = bank_account(world.books)
        pay(world.books, SAVINGS_DRAWN, h, bank, amount)
        give_claim(world.books, SAVINGS, bank, h, amount)


@kernel
def save_capital(world: World, h: int, amount: int) -> None:
    """Save what a founder once paid in, out of ``amount`` cents that a business was sold for; the rest may be spent."""
    save(world, h, min(amount, cents(world.parameters[0].life_founding_equity)))
