"""Payroll: every person with a post is paid in full, the guarantee fund stands in, contributions come after wages."""

import pytest

from simulation.columns import AUTHORITY_POST, COMMUTER, RETIRED, STATE_POST
from simulation.ledger import authority_account, bank_account, organisation_account
from simulation.phases.economy.payroll import pay_staff
from simulation.purposes import ARREARS, AUTHORITY_DEBT, DEPOSITS, LOANS, STATE
from tests.phases.economy_scene import (
    EUR,
    add_person,
    booked,
    cash,
    employ,
    flows,
    held,
    held_outside,
    lived,
    small_economy,
)
from tests.phases.land_scene import add_organisation, fund

TERMS = {"labour__contribution_rate": 0.5, "finance__collateral_share": 0.0, "finance__credit_limit": 2.0}


def employer(deposits, **changes):
    """One employer without a credit line, with two people at 1,500 and 2,000 EUR; contributions are half the wage."""
    world = small_economy(**{**TERMS, **changes})
    add_organisation(world, 0, deposits=deposits)
    employ(world, 0, 0, wage=1_500 * EUR)
    employ(world, 1, 0, wage=2_000 * EUR)
    return world


def arrears(world):
    return held(world, ARREARS, organisation_account(world.books, 0))


def test_everybody_with_a_post_is_paid_by_whom_it_belongs_to():
    world = employer(10_000 * EUR)
    add_person(world, 2, STATE_POST, wage=1_800 * EUR)
    add_person(world, 3, AUTHORITY_POST, wage=1_600 * EUR)
    add_person(world, 4, COMMUTER, wage=2_200 * EUR)
    add_person(world, 5, RETIRED)
    budget = authority_account(world.books)
    fund(world, budget, 1_000 * EUR)
    lived(world, pay_staff, 1)
    wages = [1_500 * EUR, 2_000 * EUR, 1_800 * EUR, 1_600 * EUR, 2_200 * EUR, 0]
    assert world.books.balance[DEPOSITS, :6].tolist() == wages
    assert world.households.income.tolist() == wages
    # The employer: 10,000 less wages of 3,500 and contributions of 1,750.
    assert cash(world, 0) == 4_750 * EUR
    assert world.organisations[0].wage_cost == 5_250 * EUR
    # The authority has 1,000 for wages of 1,600 and contributions of 800: it borrows 600, then 800.
    assert held(world, DEPOSITS, budget) == 0
    assert held(world, AUTHORITY_DEBT, budget) == -1_400 * EUR
    assert held(world, AUTHORITY_DEBT, bank_account(world.books)) == 1_400 * EUR
    assert booked(world) == {
        "net wages, private local": 3_500 * EUR,
        "social contributions": 2_550 * EUR,
        "net wages, State posts": 1_800 * EUR,
        "net wages, authority": 1_600 * EUR,
        "net wages, commuters": 2_200 * EUR,
        "loan granted": 1_400 * EUR,
    }
    assert flows(world, "net wages, commuters") == {"Households": 2_200 * EUR, "outside employers": -2_200 * EUR}
    assert flows(world, "social contributions") == {
        "Organisations": -1_750 * EUR,
        "Authority": -800 * EUR,
        "State and social security": 2_550 * EUR,
    }


def test_an_authority_without_money_borrows_its_wages_before_it_pays_them():
    world = small_economy(**{**TERMS, "labour__contribution_rate": 0.0})
    add_person(world, 0, AUTHORITY_POST, wage=1_600 * EUR)
    lived(world, pay_staff, 1)
    assert booked(world) == {"net wages, authority": 1_600 * EUR, "loan granted": 1_600 * EUR}
    assert held(world, DEPOSITS, authority_account(world.books)) == 0


def test_the_guarantee_fund_pays_what_an_employer_in_default_cannot():
    world = employer(1_000 * EUR)
    lived(world, pay_staff, 1)
    assert world.books.balance[DEPOSITS, :2].tolist() == [1_500 * EUR, 2_000 * EUR]
    assert world.organisations[0].in_default == 1
    assert cash(world, 0) == 0
    assert booked(world) == {"net wages, private local": 3_500 * EUR, "wage guarantee": 2_500 * EUR}
    # The State holds what the fund paid, 3,500 - 1,000, and the contributions of 1,750.
    assert arrears(world) == -4_250 * EUR
    assert held_outside(world, ARREARS, STATE) == 4_250 * EUR


@pytest.mark.parametrize(("deposits", "default"), [(3_500 * EUR, 0), (3_500 * EUR - 1, 1)])
def test_default_begins_at_the_first_missing_cent_of_wages(deposits, default):
    world = employer(deposits)
    lived(world, pay_staff, 1)
    assert world.organisations[0].in_default == default
    assert arrears(world) == -1_750 * EUR - default


def test_contributions_unpaid_are_arrears_but_no_default():
    world = employer(4_000 * EUR)
    lived(world, pay_staff, 1)
    # 500 left after wages for contributions of 1,750.
    assert world.organisations[0].in_default == 0
    assert booked(world)["social contributions"] == 500 * EUR
    assert arrears(world) == -1_250 * EUR
    assert world.organisations[0].wage_cost == 5_250 * EUR
    fund(world, organisation_account(world.books, 0), 6_000 * EUR)
    lived(world, pay_staff, 2)
    # Paid in full this month: the old arrears stay until `settle_organisations` pays them.
    assert arrears(world) == -1_250 * EUR


def test_the_credit_line_pays_wages_and_then_contributions_before_anybody_waits():
    world = employer(1_000 * EUR)
    world.organisations[0].revenue_year, world.organisations[0].input_share = 24_000.0, 0.0
    lived(world, pay_staff, 1)
    # Line: 2 months of 2,000 EUR. Wages lack 2,500; 1,500 of the line are left for contributions of 1,750.
    assert world.organisations[0].in_default == 0
    assert held(world, LOANS, bank_account(world.books)) == 4_000 * EUR
    assert arrears(world) == -250 * EUR
    assert booked(world)["loan granted"] == 4_000 * EUR


def test_nobody_employed_costs_nothing():
    world = small_economy(**TERMS)
    add_organisation(world, 0, deposits=100 * EUR)
    lived(world, pay_staff, 1)
    assert booked(world) == {}
    assert world.organisations[0].in_default == 0
    assert cash(world, 0) == 100 * EUR


def test_contributions_are_rounded_once_for_the_whole_staff():
    world = employer(10_000 * EUR, labour__contribution_rate=0.657)
    world.households.wage[:2] = 1_234_57, 1_000_02
    lived(world, pay_staff, 1)
    # 0.657 x 2,234.59 = 1,468.1256 EUR; person by person it would be 811.11 + 657.01 = 1,468.12.
    assert booked(world)["social contributions"] == 1_468_13


def test_with_contributions_off_the_wage_is_all_that_work_costs():
    world = employer(3_500 * EUR, labour__contribution_rate=0.0)
    lived(world, pay_staff, 1)
    assert booked(world) == {"net wages, private local": 3_500 * EUR}
    assert world.organisations[0].wage_cost == 3_500 * EUR
    assert arrears(world) == 0
