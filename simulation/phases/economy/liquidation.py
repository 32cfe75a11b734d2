"""Closing an organisation: staff, assets, creditors in their order, owners last; no claim is left behind."""

from typing import Any

import numpy as np

from simulation.columns import EMPLOYED, NOBODY, TALLY, World
from simulation.kernels import kernel
from simulation.ledger import (
    authority_account,
    bank_account,
    cents,
    discharge,
    organisation_account,
    outside_account,
    pay,
    pole_account,
    revalue_real,
)
from simulation.phases.economy.labour import lose_post
from simulation.phases.economy.saving import save_capital
from simulation.phases.economy.supplier_credit import sell_bills, settle_bills
from simulation.phases.economy.valuation import part_of, revalue_equity
from simulation.phases.land.land_titles import pass_title, take_field
from simulation.phases.poles.membership import leave_project, quit_pole
from simulation.purposes import (
    ABSENTEES,
    ARREARS,
    CITIZENS_EQUITY,
    DEPOSITS,
    EQUIPMENT,
    FRANCE,
    LOANS,
    PUBLIC_BANK,
    PUBLIC_LOANS,
    PURPOSE,
    STATE,
    STOCKS,
    TRADE_CREDIT,
)
from simulation.rows import leave_organisation_row

INSOLVENCY, RETIREMENT, OTHER, RELOCATION = range(4)
"""Reasons of closing."""

SETTLEMENT, LOAN_REPAID = PURPOSE["insolvency"], PURPOSE["loan repaid"]
LAND_SALE, DIVIDENDS, REDEEMED = PURPOSE["land sale"], PURPOSE["dividends"], PURPOSE["citizens' equity redeemed"]
TALLY_WRITTEN_OFF = TALLY["loans_written_off"]
TALLY_INSOLVENCY, TALLY_RETIREMENT = TALLY["exits_insolvency"], TALLY["exits_retirement"]
TALLY_OTHER, TALLY_RELOCATION = TALLY["exits_other"], TALLY["relocations"]


@kernel
def chain_staff(world: World) -> tuple[Any, Any]:
    """Chain the staff of every organisation: the first household row of each, and the one that follows each row."""
    households = world.households
    first = np.full(world.organisations.shape[0], NOBODY, np.int64)
    following = np.full(households.shape[0], NOBODY, np.int64)
    for h in range(households.shape[0] - 1, -1, -1):
        if households[h].status == EMPLOYED:
            following[h] = first[households[h].employer]
            first[households[h].employer] = h
    return first, following


@kernel
def close_organisation(world: World, month: int, o: int, reason: int, first: Any, following: Any) -> None:
    """Close the organisation in row ``o``, whose staff is found by ``first`` and ``following`` (`chain_staff`).

    Order of the waterfall: sale of assets, bank, arrears of wages and taxes, public bank, partners' advances,
    suppliers, citizens' shares, then what is left to the owners by share (reserves of non-investor forms go outside the
    territory's households, to the social economy elsewhere). It is a member of its pole until that is done: partners
    are creditors and may hold shares.
    """
    organisation = world.organisations[o]
    sell_assets(world, o)
    sell_bills(world, o)
    pay_creditors(world, o)
    pay_owners(world, o)
    quit_pole(world, o)
    leave_project(world, o)
    h = first[o]
    while h != NOBODY:
        lose_post(world, h)
        h = following[h]
    if organisation.owner != NOBODY:
        world.households[organisation.owner].businesses -= 1
    leave_organisation_row(world, month, o)
    if reason == INSOLVENCY:
        world.tally[TALLY_INSOLVENCY] += 1
    elif reason == RETIREMENT:
        world.tally[TALLY_RETIREMENT] += 1
    elif reason == RELOCATION:
        world.tally[TALLY_RELOCATION] += 1
    else:
        world.tally[TALLY_OTHER] += 1


@kernel
def sell_assets(world: World, o: int) -> None:
    """Sell equipment and stocks outside at a haircut (the loss is a revaluation) and land at its book value."""
    p, books = world.parameters[0], world.books
    balance, account = books.balance, organisation_account(world.books, o)
    buyer, absentees = outside_account(books, FRANCE), outside_account(books, ABSENTEES)
    for instrument in (EQUIPMENT, STOCKS):
        book = balance[instrument, account]
        if book > 0:
            price = cents(p.finance_liquidation_value * book / 100.0)
            revalue_real(books, instrument, account, -book)
            if price > 0:
                pay(books, SETTLEMENT, buyer, account, price)
    for row in range(world.parcels.shape[0]):
        if world.parcels[row].owner == account:
            pay(books, LAND_SALE, absentees, account, world.parcels[row].value)
            pass_title(world, row, absentees)
        if world.parcels[row].farm == o:
            take_field(world, row)


@kernel
def settle_debt(world: World, o: int, instrument: int, creditor: int, owed: int, purpose: int) -> int:
    """Pay a creditor as far as deposits go and write the rest off; return what was written off, cents."""
    if owed <= 0:
        return 0
    account = organisation_account(world.books, o)
    paid = min(owed, world.books.balance[DEPOSITS, account])
    return discharge(world.books, purpose, instrument, account, creditor, owed, paid)


@kernel
def pay_creditors(world: World, o: int) -> None:
    """Serve creditors in their order out of what the sale of assets brought."""
    books = world.books
    balance, account = books.balance, organisation_account(world.books, o)
    bank, state, budget = bank_account(books), outside_account(books, STATE), authority_account(books)
    lost = settle_debt(world, o, LOANS, bank, -balance[LOANS, account], LOAN_REPAID)
    world.tally[TALLY_WRITTEN_OFF] += lost
    owed = -balance[ARREARS, account]
    to_state = min(owed, max(balance[ARREARS, state], 0))
    settle_debt(world, o, ARREARS, state, to_state, SETTLEMENT)
    settle_debt(world, o, ARREARS, budget, owed - to_state, SETTLEMENT)
    settle_debt(
        world, o, PUBLIC_LOANS, outside_account(books, PUBLIC_BANK), -balance[PUBLIC_LOANS, account], LOAN_REPAID
    )
    owed = -balance[TRADE_CREDIT, account]
    if owed > 0:
        settle_debt(world, o, TRADE_CREDIT, pole_account(books, world.organisations[o].pole), owed, SETTLEMENT)
    settle_bills(world, o)
    shares = -balance[CITIZENS_EQUITY, account]
    if shares > 0:
        redeem_citizens(world, o, shares)


@kernel
def redeem_citizens(world: World, o: int, shares: int) -> None:
    """Give citizens their shares back as far as cash goes; holders of any such shares are served in row order."""
    books = world.books
    world.authority[0].citizens_equity -= shares
    for h in range(world.households.shape[0]):
        held = min(books.balance[CITIZENS_EQUITY, h], shares)
        if held > 0:
            settle_debt(world, o, CITIZENS_EQUITY, h, held, REDEEMED)
            shares -= held
            if shares == 0:
                return
    if shares > 0:
        settle_debt(world, o, CITIZENS_EQUITY, outside_account(books, ABSENTEES), shares, REDEEMED)


@kernel
def pay_owners(world: World, o: int) -> None:
    """Extinguish the shares and pay what is left in cash to the owners by share: resident, pole, elsewhere."""
    books, organisation = world.books, world.organisations[o]
    account = organisation_account(books, o)
    revalue_equity(world, o, 0)
    cross_share, organisation.cross_share = organisation.cross_share, 0.0
    cash = books.balance[DEPOSITS, account]
    left = cash
    if organisation.owner != NOBODY:
        share = part_of(cash, organisation.owner_share)
        if share > 0:
            pay(books, SETTLEMENT, account, organisation.owner, share)
            save_capital(world, organisation.owner, share)
            left -= share
    if cross_share > 0.0:
        cross = min(part_of(cash, cross_share), left)
        if cross > 0:
            pay(books, SETTLEMENT, account, pole_account(books, organisation.pole), cross)
            left -= cross
    if left > 0:
        pay(books, SETTLEMENT, account, outside_account(books, ABSENTEES), left)
