"""Who is paid when an organisation closes: creditors in their order, partners last of them, then its owners."""

import numpy as np

from simulation.columns import COOPERATIVE, NOBODY
from simulation.ledger import form_capital, give_claim, organisation_account, outside_account, pay, pole_account
from simulation.phases.economy.liquidation import INSOLVENCY, chain_staff, close_organisation
from simulation.phases.economy.succession import bought_out
from simulation.purposes import (
    ABSENTEES,
    DEPOSITS,
    EQUIPMENT,
    EQUITY,
    FRANCE,
    LOANS,
    PURPOSE,
    SAVINGS,
    TRADE_CREDIT,
)
from tests.phases.land_scene import assert_accounts_close
from tests.phases.pole_scene import organisations_world, pole_of

INPUTS = PURPOSE["inputs, outside"]


def member_of_a_pole(**changes):
    """A world of three, all at depth 3 of a formal pole, the first without deposits; its account, that of the pole."""
    world = organisations_world(3, **changes)
    pole_of(world, 3, depth=3, formal=1)
    account = organisation_account(world.books, 0)
    pay(world.books, INPUTS, account, outside_account(world.books, FRANCE), 10_000_000)
    return world, account, pole_account(world.books, 0)


def close(world, o):
    first, following = chain_staff(world)
    close_organisation(world, 1, o, INSOLVENCY, first, following)


def test_partners_are_paid_out_of_the_sale_of_assets_after_the_bank():
    world, account, till = member_of_a_pole(finance__liquidation_value=0.5)
    form_capital(world.books, EQUIPMENT, account, 100_000)
    give_claim(world.books, LOANS, account, world.books.first[4], 30_000)
    give_claim(world.books, TRADE_CREDIT, account, till, 15_000)
    owners = world.books.balance[DEPOSITS, 0]
    close(world, 0)
    assert world.books.balance[DEPOSITS, till] == 15_000
    # What a founder once paid in is saved when it comes back: all of so little.
    assert world.books.balance[DEPOSITS, 0] == owners
    assert world.books.balance[SAVINGS, 0] == 50_000 - 30_000 - 15_000
    assert not world.books.write_offs.any()
    assert not world.books.balance[:, account].any()
    assert world.organisations[0].pole == NOBODY and world.poles[0].members == 2


def test_who_closes_without_means_leaves_the_loss_to_its_partners():
    world, account, till = member_of_a_pole()
    give_claim(world.books, TRADE_CREDIT, account, till, 12_345)
    close(world, 0)
    assert not world.books.balance[TRADE_CREDIT].any()
    assert np.abs(world.books.write_offs[TRADE_CREDIT]).tolist()[2] == 12_345
    assert_accounts_close(world)


def test_a_pole_gets_what_is_left_for_the_shares_it_holds():
    world, account, till = member_of_a_pole(finance__liquidation_value=0.5, life__founding_equity=400.0)
    books, firm = world.books, world.organisations[0]
    form_capital(books, EQUIPMENT, account, 100_000)
    give_claim(books, EQUITY, account, 0, 88_000)
    give_claim(books, EQUITY, account, till, 12_000)
    firm.book_equity, firm.owner_share, firm.cross_share = 100_000, 0.88, 0.12
    owner = books.balance[DEPOSITS, 0]
    close(world, 0)
    # Half the book value is left: 44 and 6 of the 50 thousand cents; what the owner once paid in, 40, is saved.
    assert (books.balance[DEPOSITS, 0] - owner, books.balance[DEPOSITS, till]) == (4_000, 6_000)
    assert books.balance[SAVINGS, 0] == 40_000
    assert not books.balance[EQUITY].any() and not books.balance[:, account].any()


def test_a_closed_members_weight_in_dues_leaves_its_pole_with_it():
    world, _, _ = member_of_a_pole()
    for h in range(3):
        world.households[h].status, world.households[h].employer = 1, 0
    world.organisations[0].staff = 3
    before = sum(float(world.organisations[o].staff) for o in (1, 2))
    world.poles[0].dues_weight = before + 3.0
    close(world, 0)
    assert world.poles[0].dues_weight == before


def test_a_pole_is_paid_for_its_shares_in_a_firm_that_its_staff_take_over():
    world = organisations_world(3, life__buy_out_rate=1.0)
    pole_of(world, 3, depth=3, formal=1)
    books, firm = world.books, world.organisations[0]
    account, till = organisation_account(books, 0), pole_account(books, 0)
    give_claim(books, EQUITY, account, 0, 880_000)
    give_claim(books, EQUITY, account, till, 120_000)
    firm.book_equity, firm.owner_share, firm.cross_share, firm.profit_year = 1_000_000, 0.88, 0.12, 5000.0
    assert bought_out(world, 1, 0)
    assert (firm.form, firm.cross_share, firm.owner) == (COOPERATIVE, 0.0, NOBODY)
    assert books.turnover[PURPOSE["business sale"]] == 120_000 + 1_000_000
    assert not books.balance[EQUITY].any()
    assert_accounts_close(world)
    assert books.balance[DEPOSITS, outside_account(books, ABSENTEES)] == 0
