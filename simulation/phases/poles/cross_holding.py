"""Cross-held capital (depth 3): part of a firm's capital, held through the column of its pole (L276-277).

A firm pays the price of the shares into the pole, the pole buys them from the owner at book value; who leaves
gets the price back and its owner, or an owner elsewhere, buys the shares. Cooperatives and associations have
no shares to hold: their reserves are indivisible.
"""

from simulation.columns import FIRM, MAJORITY, NOBODY, World
from simulation.kernels import kernel
from simulation.ledger import cents, organisation_account, outside_account, pass_claim, pay, pole_account
from simulation.phases.economy.valuation import part_of
from simulation.purposes import ABSENTEES, DEPOSITS, EQUITY, PURPOSE

DUES, BUSINESS_SALE, SERVICES = PURPOSE["pole dues"], PURPOSE["business sale"], PURPOSE["pole services"]

BUILD_UP_MONTHS = 12
"""Months over which cross-held capital is built up (assumed)."""


@kernel
def move_shares(world: World, o: int, owner_share: float, cross_share: float) -> int:
    """Set who holds a firm's capital: claims follow, the price is paid. Return what the pole paid, cents.

    The resident owner trades with the pole; an owner elsewhere takes or gives the rest. The caller makes sure
    that the pole can pay.
    """
    books, organisation = world.books, world.organisations[o]
    equity = organisation.book_equity
    pole, absentees = pole_account(books, organisation.pole), outside_account(books, ABSENTEES)
    cross = part_of(equity, cross_share) - part_of(equity, organisation.cross_share)
    owners = 0
    if organisation.owner != NOBODY:
        owners = part_of(equity, owner_share) - part_of(equity, organisation.owner_share)
        if owners != 0:
            # The pole and the absentees are both counterparts of the owner: shares pass through the pole.
            pass_claim(books, EQUITY, pole, organisation.owner, owners)
    if cross + owners != 0:
        pass_claim(books, EQUITY, absentees, pole, cross + owners)
    # Buyers pay the pole before the pole pays sellers.
    to_absentees = cross + owners
    if owners > 0:
        pay(books, BUSINESS_SALE, organisation.owner, pole, owners)
    if to_absentees < 0:
        pay(books, BUSINESS_SALE, absentees, pole, -to_absentees)
    if owners < 0:
        pay(books, BUSINESS_SALE, pole, organisation.owner, -owners)
    if to_absentees > 0:
        pay(books, BUSINESS_SALE, pole, absentees, to_absentees)
    organisation.owner_share = owner_share
    organisation.cross_share = cross_share
    return cross


@kernel
def buy_cross_shares(world: World, o: int) -> None:
    """Let a firm at depth 3 take one more step towards the cross-held share, if its cash allows."""
    p, books, organisation = world.parameters[0], world.books, world.organisations[o]
    target = p.pole_cross_share
    if organisation.form != FIRM or organisation.cross_share >= target or organisation.book_equity <= 0:
        return
    share = min(organisation.cross_share + target / BUILD_UP_MONTHS, target)
    price = part_of(organisation.book_equity, share) - part_of(organisation.book_equity, organisation.cross_share)
    account = organisation_account(books, o)
    if books.balance[DEPOSITS, account] < price + cents(p.finance_outlays_kept * organisation.wage_memory):
        return
    from_owner = share - organisation.cross_share
    resident = organisation.owner_share
    if organisation.owner == NOBODY or resident - from_owner < MAJORITY:
        # A majority owner keeps the majority: an owner elsewhere sells instead, if there is one.
        from_owner = 0.0
        if resident + share > 1.0:
            return
    if price > 0:
        pay(books, DUES, account, pole_account(books, organisation.pole), price)
        organisation.contributed += price
    move_shares(world, o, resident - from_owner, share)


@kernel
def give_back_shares(world: World, o: int) -> None:
    """Sell a firm's cross-held shares when it leaves its pole, and pay the price back to the firm.

    The resident owner buys if its deposits allow, else owners elsewhere do.
    """
    books, organisation = world.books, world.organisations[o]
    if organisation.cross_share <= 0.0 or organisation.pole == NOBODY:
        organisation.cross_share = 0.0
        return
    owner_share = organisation.owner_share
    if organisation.owner != NOBODY:
        whole = min(owner_share + organisation.cross_share, 1.0)
        price = part_of(organisation.book_equity, whole) - part_of(organisation.book_equity, owner_share)
        if books.balance[DEPOSITS, organisation.owner] >= price:
            owner_share = whole
    received = -move_shares(world, o, owner_share, 0.0)
    if received > 0:
        pole, account = pole_account(books, organisation.pole), organisation_account(books, o)
        refund = min(received, books.balance[DEPOSITS, pole])
        if refund > 0:
            pay(books, SERVICES, pole, account, refund)
            organisation.contributed -= refund
