"""Month end: stocks at cost, dwellings at market price, equity at book value (``economics.md`` 1.2).

An investor-owned organisation is worth its assets less its debts, never less than nothing (limited liability); a
cooperative or an association keeps that worth as its own indivisible reserve, no household's.
"""

from simulation.columns import ABSENT, FIRM, NOBODY, World
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import cents, organisation_account, outside_account, pole_account, revalue_claim, revalue_real
from simulation.purposes import ABSENTEES, EQUITY, HOUSING_LAND, STOCKS


@kernel
def own_funds(world: World, o: int) -> int:
    """Assets less debts of an organisation, its own shares left out, cents; may be negative."""
    balance, account = world.books.balance, organisation_account(world.books, o)
    total = world.organisations[o].book_equity
    for instrument in range(balance.shape[0]):
        total += balance[instrument, account]
    return total


@inline_kernel
def part_of(equity: int, share: float) -> int:
    """Value of a share of the capital, cents; rounded down, the remainder is held outside."""
    return int(equity * share)


@kernel
def revalue_equity(world: World, o: int, equity: int) -> None:
    """Set the book equity of an organisation and change what each owner's shares are worth, cents."""
    books, organisation = world.books, world.organisations[o]
    account = organisation_account(books, o)
    before = organisation.book_equity
    change = equity - before
    if change == 0:
        return
    rest = change
    if organisation.owner != NOBODY:
        owners = part_of(equity, organisation.owner_share) - part_of(before, organisation.owner_share)
        revalue_claim(books, EQUITY, account, organisation.owner, owners)
        rest -= owners
    if organisation.cross_share > 0.0 and organisation.pole != NOBODY:
        cross = part_of(equity, organisation.cross_share) - part_of(before, organisation.cross_share)
        revalue_claim(books, EQUITY, account, pole_account(books, organisation.pole), cross)
        rest -= cross
    if rest != 0:
        revalue_claim(books, EQUITY, account, outside_account(books, ABSENTEES), rest)
    organisation.book_equity = equity


@kernel
def value_assets(world: World, month: int) -> None:
    """Value stocks at cost and dwellings at the housing index, then equity at book value."""
    books = world.books
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0:
            continue
        account = organisation_account(books, o)
        change = cents(organisation.stock * organisation.unit_cost) - books.balance[STOCKS, account]
        if change != 0:
            revalue_real(books, STOCKS, account, change)
        if organisation.form == FIRM:
            revalue_equity(world, o, max(own_funds(world, o), 0))
    revalue_housing(world)


@kernel
def revalue_housing(world: World) -> None:
    """Move the value of every dwelling with the housing index of the territory."""
    authority, books = world.authority[0], world.books
    if authority.housing_index == authority.housing_index_applied:
        return
    change = authority.housing_index / authority.housing_index_applied - 1.0
    for h in range(world.households.shape[0]):
        # Parcels a household owns have prices of their own (phase land); the rest of its row is dwellings.
        dwellings = books.balance[HOUSING_LAND, h] - world.households[h].land_value
        if world.households[h].status != ABSENT and dwellings > 0:
            revalue_real(books, HOUSING_LAND, h, cents(dwellings / 100.0 * change))
    authority.housing_index_applied = authority.housing_index
