"""Payroll: every person with a post is paid in full, the guarantee fund stands in, contributions come after wages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.columns import AUTHORITY_POST, COMMUTER, NOBODY, RETIRED, STATE_POST
from simulation.ledger import authority_account, bank_account, organisation_account
from simulation.phases.economy.payroll import pay_owner_at_work, pay_staff
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


def owned_business(deposits, *, wage=2_000, changes=None, **columns):
    """A firm whose owner works in it beside one person at 1,500 EUR; contributions are half the wage.

    Nothing is kept back for outlays unless a test says so.
    """
    world = small_economy(**{**TERMS, "finance__outlays_kept": 0.0, "finance__credit_limit": 0.0, **(changes or {})})
    add_organisation(world, 0, deposits=deposits * EUR, owner=1, **columns)
    employ(world, 0, 0, wage=1_500 * EUR)
    employ(world, 1, 0, wage=wage * EUR)
    return world


@pytest.mark.parametrize(
    ("deposits", "paid", "contributions"),
    [
        (9_000, 2_000, 1_000),  # 6,750 are left after the staff
        (5_250, 2_000, 1_000),  # 3,000 are left: just enough
        (3_750, 1_000, 500),  # 1,500 are left: 1,000 and half of it
        (2_250, 0, 0),
    ],
)
def test_an_owner_at_work_is_paid_last_out_of_what_cash_is_left(deposits, paid, contributions):
    world = owned_business(deposits)
    lived(world, pay_staff, 1)
    assert held(world, DEPOSITS, 0) == 1_500 * EUR
    assert held(world, DEPOSITS, 1) == world.households[1].income == paid * EUR
    assert booked(world)["social contributions"] == (750 + contributions) * EUR
    firm = world.organisations[0]
    assert firm.pay_forgone == (2_000 - paid) * EUR
    assert firm.wage_cost == (2_250 + paid + contributions) * EUR
    # What an owner goes without is nobody's claim, and no default.
    assert (firm.in_default, arrears(world)) == (0, 0)


def test_pay_of_an_owner_is_no_reason_to_borrow_or_to_fail():
    world = owned_business(2_250, changes={"finance__credit_limit": 9.0}, revenue_year=120_000.0)
    lived(world, pay_staff, 1)
    assert "loan granted" not in booked(world)
    assert world.organisations[0].pay_forgone == 2_000 * EUR
    # What the staff lacks makes the default it always made.
    failing = owned_business(1_499)
    lived(failing, pay_staff, 1)
    assert failing.organisations[0].in_default == 1
    assert failing.organisations[0].pay_forgone == 2_000 * EUR
    assert booked(failing)["wage guarantee"] == 1 * EUR


def test_an_owner_leaves_a_reserve_for_the_outlays_of_the_month():
    # Half of 4,000 of wages and 0.4 x 10,000 of inputs stays: 9,250 - 2,250 - 4,000 = 3,000.
    columns = {"wage_memory": 4_000.0, "revenue_year": 120_000.0, "input_share": 0.4}
    world = owned_business(9_250, changes={"finance__outlays_kept": 0.5}, **columns)
    lived(world, pay_staff, 1)
    assert world.organisations[0].pay_forgone == 0
    assert cash(world, 0) == 4_000 * EUR
    world = owned_business(7_750, changes={"finance__outlays_kept": 0.5}, **columns)
    lived(world, pay_staff, 1)
    assert world.organisations[0].pay_forgone == 1_000 * EUR
    assert cash(world, 0) == 4_000 * EUR


def test_an_owner_who_works_alone_is_paid_too():
    world = owned_business(9_000)
    world.households[0].status, world.households[0].employer = RETIRED, NOBODY
    lived(world, pay_staff, 1)
    assert booked(world) == {"net wages, private local": 2_000 * EUR, "social contributions": 1_000 * EUR}


def test_what_was_forgone_is_that_of_this_month_alone():
    world = owned_business(0, pay_forgone=77)
    world.households[1].status = RETIRED
    world.households[0].wage = 0
    lived(world, pay_staff, 1)
    assert world.organisations[0].pay_forgone == 0


def test_an_owner_who_works_elsewhere_is_staff_there():
    world = owned_business(9_000)
    add_organisation(world, 1, deposits=9_000 * EUR)
    world.households[1].employer = 1
    lived(world, pay_staff, 1)
    assert world.organisations.wage_cost[:2].tolist() == [2_250 * EUR, 3_000 * EUR]


@given(
    deposits=st.integers(0, 10**7),
    wage=st.integers(0, 10**7),
    rate=st.floats(0.0, 1.5),
    kept=st.floats(0.0, 2.0),
    outlays=st.floats(0.0, 50_000.0),
)
def test_no_owner_takes_more_than_there_is(deposits, wage, rate, kept, outlays):
    world = small_economy(households=1, organisations=1, labour__contribution_rate=rate, finance__outlays_kept=kept)
    add_organisation(world, 0, deposits=deposits, owner=0, wage_memory=outlays)
    lived(world, pay_owner_at_work, 0, wage)
    firm, paid = world.organisations[0], held(world, DEPOSITS, 0)
    reserve = kept * outlays * 100.0
    assert cash(world, 0) >= min(deposits, round(reserve))
    assert 0 <= paid == wage - firm.pay_forgone
    assert cash(world, 0) == deposits - firm.wage_cost
    # Whoever is paid in full, its contributions are as good as full: to the cent.
    if firm.pay_forgone == 0:
        assert firm.wage_cost - paid == pytest.approx(rate * paid, abs=1.0)
