"""Credit: a line of months of value added and half the equipment, drawn only when cash is short."""

import pytest

from simulation.ledger import bank_account, organisation_account
from simulation.phases.economy.credit import borrow, credit_room, payable
from simulation.purposes import LOANS
from tests.phases.economy_scene import EUR, booked, cash, counted, equip, flows, held, lend, lived, small_economy
from tests.phases.land_scene import add_organisation

TERMS = {"finance__credit_limit": 9.0, "finance__collateral_share": 0.5}


def borrower(*, deposits=0, sales=120_000.0, equipment=20_000 * EUR, owed=0, **changes):
    """An organisation that sells 10,000 EUR a month, 4,000 of them inputs, with 20,000 EUR of equipment."""
    world = small_economy(**{**TERMS, **changes})
    add_organisation(world, 0, deposits=deposits, revenue_year=sales, input_share=0.4)
    equip(world, 0, equipment)
    lend(world, 0, owed)
    return world


def test_line_is_months_of_value_added_and_a_share_of_equipment_less_what_is_owed():
    # 9 x (120,000 / 12 x 0.6) + 0.5 x 20,000 = 54,000 + 10,000 = 64,000 EUR, of which 14,000 are drawn.
    assert credit_room(borrower(), 0) == 64_000 * EUR
    assert credit_room(borrower(owed=14_000 * EUR), 0) == 50_000 * EUR


def test_line_is_never_negative_and_nothing_without_sales_and_equipment():
    assert credit_room(borrower(owed=64_000 * EUR), 0) == 0
    assert credit_room(borrower(owed=70_000 * EUR), 0) == 0
    assert credit_room(borrower(sales=0.0, equipment=0), 0) == 0


@pytest.mark.parametrize(
    ("cut", "strain", "room"), [(0.5, 0.0, 64_000), (0.5, 0.5, 48_000), (0.5, 1.0, 32_000), (0.0, 1.0, 64_000)]
)
def test_the_bank_cuts_the_line_of_who_has_lost_its_margins(cut, strain, room):
    world = borrower(finance__strain_cut=cut)
    world.organisations[0].strain = strain
    assert credit_room(world, 0) == room * EUR


def test_a_line_cut_below_what_is_owed_lends_nothing_and_calls_nothing_back():
    world = borrower(owed=40_000 * EUR, finance__strain_cut=0.5)
    world.organisations[0].strain = 1.0
    assert credit_room(world, 0) == 0


def test_a_loan_is_money_to_the_borrower_and_a_claim_of_the_bank():
    world = borrower(deposits=300 * EUR)
    lived(world, borrow, 0, 700 * EUR)
    books = world.books
    assert cash(world, 0) == 1_000 * EUR
    assert held(world, LOANS, organisation_account(books, 0)) == -700 * EUR
    assert held(world, LOANS, bank_account(books)) == 700 * EUR
    assert flows(world, "loan granted") == {"Organisations": 700 * EUR, "Bank": -700 * EUR}


def test_cash_comes_first_and_the_line_lends_only_what_is_missing():
    world = borrower(deposits=300 * EUR)
    assert lived(world, payable, 0, 300 * EUR) == 300 * EUR
    assert booked(world) == {}
    # 1,000 due, 300 in cash: 700 borrowed.
    assert lived(world, payable, 0, 1_000 * EUR) == 1_000 * EUR
    assert booked(world) == {"loan granted": 700 * EUR}
    assert cash(world, 0) == 1_000 * EUR
    assert counted(world) == {}


@pytest.mark.parametrize(("due", "refused"), [(65_000 * EUR, {}), (65_000 * EUR + 1, {"credit_refused": 1.0})])
def test_a_cent_beyond_cash_and_line_is_refused(due, refused):
    # 1,000 EUR in cash and a line of 64,000: 65,000 can be paid, not a cent more.
    world = borrower(deposits=1_000 * EUR)
    assert lived(world, payable, 0, due) == 65_000 * EUR
    assert booked(world) == {"loan granted": 64_000 * EUR}
    assert credit_room(world, 0) == 0
    assert counted(world) == refused


def test_without_cash_and_collateral_nothing_can_be_paid():
    world = borrower(sales=0.0, equipment=0)
    assert lived(world, payable, 0, 1) == 0
    assert booked(world) == {}
    assert counted(world) == {"credit_refused": 1.0}


@pytest.mark.parametrize("due", [0, -5])
def test_nothing_due_draws_nothing(due):
    world = borrower()
    assert lived(world, payable, 0, due) == 0
    assert booked(world) == counted(world) == {}


def test_with_the_line_off_only_cash_pays():
    world = borrower(deposits=300 * EUR, finance__credit_limit=0.0, finance__collateral_share=0.0)
    assert credit_room(world, 0) == 0
    assert lived(world, payable, 0, 1_000 * EUR) == 300 * EUR
    assert booked(world) == {}
