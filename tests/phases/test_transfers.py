"""Taxes and transfers: benefits in, then taxes, rent and interest as far as money goes; the bank keeps nothing."""

import pytest

from simulation.columns import ABSENT, INACTIVE, RETIRED, UNEMPLOYED
from simulation.ledger import authority_account, bank_account, outside_account
from simulation.phases.public.transfers import settle_authority, settle_bank, settle_households
from simulation.purposes import AUTHORITY_DEBT, DEPOSITS, HEAD, HOUSING_LOANS, LOANS
from tests.phases.economy_scene import (
    EUR,
    add_person,
    booked,
    cash,
    claim,
    employ,
    flows,
    held,
    lived,
    small_economy,
)
from tests.phases.land_scene import add_organisation, fund

TERMS = {
    "tax__benefit_replacement": 0.5,
    "tax__benefit_months": 24,
    "tax__assistance": 450.0,
    "tax__other_benefits": 95.0,
    "tax__income_allowance": 700.0,
    "tax__local_household": 70.0,
    "tax__household_rent": 27.0,
    "finance__housing_rate": 0.04,
}
NOTHING_ELSE = dict.fromkeys(("tax__other_benefits", "tax__local_household", "tax__household_rent"), 0.0)


def households_world(**changes):
    """Nobody yet, an income tax of 10 % above 700 EUR, and one employer with 1,000 EUR."""
    world = small_economy(**{**TERMS, **changes})
    world.authority[0].income_tax_rate = 0.1
    add_organisation(world, 0, deposits=1_000 * EUR)
    return world


def test_a_wage_earner_pays_tax_rent_and_interest_out_of_the_month():
    world = households_world()
    earner = employ(world, 0, 0, deposits=2_000 * EUR, income=2_000 * EUR)
    claim(world, HOUSING_LOANS, 0, bank_account(world.books), 30_000 * EUR)
    lived(world, settle_households, 1)
    # 2,000 + 95; tax 0.1 x (2,095 - 700) = 139.50; local tax 70; rent 27; interest 30,000 x 0.04 / 12 = 100.
    assert booked(world) == {
        "other benefits": 95_00,
        "income tax": 139_50,
        "local taxes": 70_00,
        "rents of households": 27_00,
        "interest": 100_00,
    }
    assert earner.income_last == 1_758_50
    assert held(world, DEPOSITS, 0) == 1_758_50
    assert earner.income == 0
    assert flows(world, "local taxes") == {"Households": -70_00, "Authority": 70_00}
    assert flows(world, "rents of households") == {"Households": -27_00, "absentee owners": 27_00}
    assert flows(world, "interest") == {"Households": -100_00, "Bank": 100_00}


@pytest.mark.parametrize(
    ("last_wage", "months", "benefit"),
    [
        (1_600_00, 24, 800_00),  # half of the last wage while insured
        (1_600_00, 25, 450_00),  # assistance after 24 months
        (800_00, 3, 450_00),  # half would be 400: never below assistance
        (1_000_01, 3, 500_01),  # half a cent is rounded up
    ],
)
def test_benefit_is_a_share_of_the_last_wage_while_insured_and_assistance_at_least(last_wage, months, benefit):
    world = households_world()
    add_person(world, 0, UNEMPLOYED, last_wage=last_wage, months_unemployed=months)
    lived(world, settle_households, 1)
    assert booked(world)["unemployment benefit"] == benefit


def test_without_insurance_everybody_unemployed_gets_assistance():
    world = households_world(tax__benefit_months=0)
    add_person(world, 0, UNEMPLOYED, last_wage=3_000_00, months_unemployed=1)
    lived(world, settle_households, 1)
    assert booked(world)["unemployment benefit"] == 450_00


def test_who_lacks_money_pays_income_tax_then_local_tax_then_rent_and_interest_last():
    world = households_world()
    add_person(world, 0, INACTIVE)
    claim(world, HOUSING_LOANS, 0, bank_account(world.books), 30_000 * EUR)
    lived(world, settle_households, 1)
    # 95 EUR of benefits lie below the allowance: 70 of local tax, 25 of 27 of rent, nothing for the bank.
    assert booked(world) == {"other benefits": 95_00, "local taxes": 70_00, "rents of households": 25_00}
    assert held(world, DEPOSITS, 0) == 0
    assert world.households[0].income_last == 0


def test_income_tax_leaves_what_is_left_to_the_other_claims():
    world = households_world()
    employ(world, 0, 0, deposits=100_00, income=2_000_00)  # most of the month's income is spent
    lived(world, settle_households, 1)
    # 195 at hand; tax 0.1 x (2,095 - 700) = 139.50; 55.50 of 70 of local tax; no rent.
    assert booked(world) == {"other benefits": 95_00, "income tax": 139_50, "local taxes": 55_50}
    assert held(world, DEPOSITS, 0) == 0
    assert world.households[0].income_last == 1_900_00


def test_staff_share_what_their_employer_distributes_and_it_is_income():
    world = households_world(**NOTHING_ELSE)
    for row in range(2):
        employ(world, row, 0, income=1_000_00, deposits=1_000_00)
    add_person(world, 2, UNEMPLOYED, months_unemployed=1)
    world.organisations[0].profit_share = 120_00
    lived(world, settle_households, 1)
    # Two people get 120 each and pay 0.1 x (1,120 - 700) = 42 of tax each.
    assert booked(world)["profit share to staff"] == 240_00
    assert flows(world, "income tax") == {"Households": -84_00, "State and social security": 84_00}
    assert cash(world, 0) == 760_00
    assert world.households.income_last[:3].tolist() == [1_078_00, 1_078_00, 450_00]


def test_the_year_drops_the_same_month_of_the_year_before():
    world = households_world(**NOTHING_ELSE)
    pensioner = add_person(world, 0, RETIRED, pension=500_00, income_year=5_000_00)
    world.income_ring[1, 0] = 300_00
    lived(world, settle_households, 13)
    # Month 13 takes the place of month 1: 5,000 + 500 - 300.
    assert pensioner.income_year == 5_200_00
    assert world.income_ring[1, 0] == 500_00
    assert flows(world, "pensions") == {"Households": 500_00, "State and social security": -500_00}


def test_who_has_left_pays_and_receives_nothing():
    world = households_world()
    gone = add_person(world, 0, ABSENT, pension=500_00, last_wage=900_00)
    lived(world, settle_households, 1)
    assert booked(world) == {}
    assert gone.income_last == 0


def authority_world(*, deposits=0, debt=0, grant=0, **changes):
    """An authority that buys for 2,400 EUR a month at rest and wants 10,000 EUR in hand."""
    world = small_economy(finance__loan_rate=0.04, **changes)
    budget = authority_account(world.books)
    fund(world, budget, deposits)
    claim(world, AUTHORITY_DEBT, budget, bank_account(world.books), debt)
    authority = world.authority[0]
    authority.grant, authority.deposit_target, authority.purchases_reference = grant, 10_000 * EUR, 2_400.0
    return world


def test_the_authority_gets_its_grant_and_pays_interest_and_plans_purchases_on_what_is_left():
    world = authority_world(deposits=5_000 * EUR, debt=120_000 * EUR, grant=3_000 * EUR)
    lived(world, settle_authority, 1)
    # 5,000 + 3,000 - 120,000 x 0.04 / 12 = 7,600: 2,400 short of what is wanted, 100 a month over 24 months.
    assert held(world, DEPOSITS, authority_account(world.books)) == 7_600 * EUR
    assert booked(world) == {"State grant to authority": 3_000 * EUR, "interest": 400 * EUR}
    assert world.authority[0].purchases == 2_300.0


def test_an_authority_without_money_borrows_its_interest_and_keeps_three_tenths_of_its_purchases():
    world = authority_world(debt=120_000 * EUR)
    world.authority[0].deposit_target = 48_000 * EUR
    lived(world, settle_authority, 1)
    assert booked(world) == {"loan granted": 400 * EUR, "interest": 400 * EUR}
    assert held(world, AUTHORITY_DEBT, authority_account(world.books)) == -120_400 * EUR
    # 2,400 - 48,000 / 24 = 400 lies below 0.3 x 2,400 = 720.
    assert world.authority[0].purchases == pytest.approx(720.0, rel=1e-12)


def test_the_bank_remits_what_it_earned_and_is_paid_what_it_lost():
    world = households_world()
    employ(world, 0, 0, deposits=2_000 * EUR)
    bank = bank_account(world.books)
    claim(world, HOUSING_LOANS, 0, bank, 30_000 * EUR)
    # Before: it holds loans of 30,000 against deposits of 3,000; the head office has lent it the 27,000.
    head = outside_account(world.books, HEAD)
    claim(world, LOANS, bank, head, 27_000 * EUR)
    lived(world, settle_bank, 1)
    assert booked(world) == {}
    lived(world, settle_households, 1)
    lived(world, settle_bank, 1)
    assert booked(world) == {"bank costs and profit to head office": 100 * EUR}
    assert flows(world, "bank costs and profit to head office") == {"Bank": -100 * EUR, "head office": 100 * EUR}
    assert world.books.balance[:, bank].sum() == 0
    # A loan of 500 is lost: the head office bears it.
    claim(world, HOUSING_LOANS, 0, bank, -500 * EUR)
    lived(world, settle_bank, 2)
    assert flows(world, "bank costs and profit to head office") == {"Bank": 500 * EUR, "head office": -500 * EUR}
    assert world.books.balance[:, bank].sum() == 0


def test_with_all_rates_at_zero_nothing_is_collected():
    world = households_world(**NOTHING_ELSE, finance__housing_rate=0.0)
    world.authority[0].income_tax_rate = 0.0
    employ(world, 0, 0, deposits=2_000 * EUR, income=2_000 * EUR)
    claim(world, HOUSING_LOANS, 0, bank_account(world.books), 30_000 * EUR)
    lived(world, settle_households, 1)
    assert booked(world) == {}
    assert world.households[0].income_last == 2_000 * EUR
    assert held(world, DEPOSITS, 0) == 2_000 * EUR
