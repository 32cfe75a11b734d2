"""Finance: taxes, rent, interest, principal and what is paid out, in that order and as far as money goes."""

import pytest

from simulation.columns import ASSOCIATION, COOPERATIVE, FIRM, INSERTION, RETIRED
from simulation.declared.sectors import FARMING
from simulation.draws import STREAM, uniform
from simulation.ledger import (
    authority_account,
    bank_account,
    organisation_account,
    outside_account,
    pole_account,
)
from simulation.phases.economy.finance import (
    adjust_loans,
    excess_cash,
    issue_citizens_equity,
    loan_rate,
    pay_dividends,
    pay_interest,
    repay_arrears,
    settle_organisations,
    strain_of,
    usual_value_added,
)
from simulation.purposes import (
    ARREARS,
    CITIZENS_EQUITY,
    DEPOSITS,
    LOANS,
    PUBLIC_BANK,
    PUBLIC_LOANS,
    SAVINGS,
    STATE,
)
from tests.phases.economy_scene import (
    EUR,
    add_person,
    booked,
    cash,
    claim,
    counted,
    flows,
    held,
    held_outside,
    lend,
    lived,
    small_economy,
)
from tests.phases.land_scene import add_organisation, set_technique

TERMS = {
    "production__social_subsidy": 0.06,
    "production__investment_share": 0.1,
    "production__rent": 100.0,
    "tax__local_organisation": 0.05,
    "tax__corporate": 0.25,
    "finance__loan_rate": 0.045,
    "finance__small_premium": 0.03,
    "finance__loan_months": 4.0,
    "finance__credit_limit": 9.0,
    "finance__collateral_share": 0.0,
    "finance__repayment_months": 60,
    "finance__buffer_months": 2.0,
    "finance__payout": 0.2,
    "finance__public_loan": 0.0,
}
OUTLAYS = 8_420.0
"""Wages 3,600, inputs 4,000, local tax 300, rent 400 and interest 120, EUR a month."""


def settled_world(*, deposits=20_000 * EUR, form=FIRM, owed=24_000 * EUR, changes=None, **columns):
    """Four people sell for 10,000 EUR with inputs of 4,000 and wages of 3,600, as they did all year.

    A resident holds three quarters of the capital. The loan of 24,000 EUR is the one wanted: 4 months of 6,000.
    """
    world = small_economy(**{**TERMS, **(changes or {})})
    add_person(world, 0, RETIRED)
    settings = {
        "staff": 4,
        "revenue": 10_000 * EUR,
        "input_cost": 4_000 * EUR,
        "wage_cost": 3_600 * EUR,
        "revenue_year": 120_000.0,
        "wage_memory": 3_600.0,
        "input_share": 0.4,
        **columns,
    }
    owner = {"owner": 0} if form == FIRM else {}
    add_organisation(world, 0, form=form, deposits=deposits, **owner, **settings)
    if form == FIRM:
        world.organisations[0].owner_share = 0.75
    lend(world, 0, owed)
    return world


def loans(world):
    return -held(world, LOANS, organisation_account(world.books, 0))


def arrears(world):
    return -held(world, ARREARS, organisation_account(world.books, 0))


def test_a_firm_settles_its_month():
    world = settled_world()
    lived(world, settle_organisations, 1)
    # Value added 6,000; local tax 0.05 x 6,000; rent 4 x 100; interest 24,000 x (0.045 + 0.03 / 2) / 12 = 120;
    # profit 6,000 - 3,600 - 820 - 0.1 x 6,000 = 980, a quarter of it taxed; 24,000 / 60 repaid and lent again.
    # Cash 20,000 - 300 - 400 - 120 - 245 = 18,935; above 2 x 8,420 a fifth of 2,095 is paid out.
    assert booked(world) == {
        "local taxes": 300 * EUR,
        "rents of premises": 400 * EUR,
        "interest": 120 * EUR,
        "corporate tax": 245 * EUR,
        "loan repaid": 400 * EUR,
        "loan granted": 400 * EUR,
        "dividends": 419 * EUR,
    }
    assert cash(world, 0) == 18_516 * EUR
    assert loans(world) == 24_000 * EUR
    # Three quarters to the owner who lives here.
    assert flows(world, "dividends") == {
        "Households": 314_25,
        "Organisations": -419_00,
        "absentee owners": 104_75,
    }
    assert world.households[0].income == 314_25
    assert flows(world, "local taxes") == {"Organisations": -300_00, "Authority": 300_00}
    assert flows(world, "corporate tax") == {"Organisations": -245_00, "State and social security": 245_00}


def test_what_is_remembered_of_a_month():
    world = settled_world(revenue_year=96_000.0, wage_memory=3_000.0, profit_year=120.0)
    organisation = world.organisations[0]
    organisation.cash_mean, organisation.cash_variance = 135.0, 6_000.0
    lived(world, settle_organisations, 1)
    assert organisation.other_cost == 820 * EUR
    # Profit after tax is 980 - 245 = 735. A twelfth of the way from 120 to 12 x 735 = 8,820: 725 more.
    assert organisation.profit_year == pytest.approx(845.0)
    # A twelfth of the way from 96,000 to 120,000; a sixth from 3,000 to 3,600.
    assert organisation.revenue_year == pytest.approx(98_000.0)
    assert organisation.wage_memory == pytest.approx(3_100.0)
    # 735 is 600 above the mean of 135: 50 more; variance a twelfth of the way from 6,000 to 600 x 600.
    assert organisation.cash_mean == pytest.approx(185.0)
    assert organisation.cash_variance == pytest.approx(35_500.0)
    assert organisation.strain == 0.0


def test_a_loss_is_not_taxed_and_weighs_on_margins():
    world = settled_world(wage_cost=9_000 * EUR, labour=4.0, changes={"life__strain_limit": 0.25})
    set_technique(world, FARMING, productivity=2_500.0, input_share=0.4, normal_use=0.5)
    lived(world, settle_organisations, 1)
    # 6,000 - 9,000 - 820 - 600.
    assert world.organisations[0].profit_year == pytest.approx(-4_420.0)
    assert "corporate tax" not in booked(world)
    # Usual for 4 FTE: 12 x 4 x 2,500 x 0.5 x 0.6 = 36,000 a year; a quarter of it is 9,000.
    assert world.organisations[0].strain == pytest.approx(4_420.0 / 9_000.0)


def test_margins_are_lost_as_losses_approach_a_limit():
    assert strain_of(0.0, 40_000.0, 0.25) == 0.0
    assert strain_of(5_000.0, 40_000.0, 0.25) == 0.0
    assert strain_of(-5_000.0, 40_000.0, 0.25) == pytest.approx(0.5)
    assert strain_of(-10_000.0, 40_000.0, 0.25) == 1.0
    assert strain_of(-99_000.0, 40_000.0, 0.25) == 1.0
    # The same loss weighs half on twice the business.
    assert strain_of(-5_000.0, 80_000.0, 0.25) == pytest.approx(0.25)


def test_usual_value_added_is_that_of_the_technique_and_of_one_post_at_least():
    world = settled_world(labour=4.0, fte_per_post=0.8, productivity=1.0)
    set_technique(world, FARMING, productivity=2_500.0, input_share=0.4, normal_use=0.5)
    set_technique(world, FARMING, association=True, productivity=1_000.0, input_share=0.2, normal_use=0.5)
    # The organisation makes one unit: that it lags behind changes nothing.
    assert usual_value_added(world, 0) == pytest.approx(36_000.0)
    world.organisations[0].labour = 0.0
    assert usual_value_added(world, 0) == pytest.approx(7_200.0)
    world.organisations[0].form = ASSOCIATION
    # 12 x 0.8 x 1,000 x 0.5 x 0.8.
    assert usual_value_added(world, 0) == pytest.approx(3_840.0)
    world.organisations[0].form = COOPERATIVE
    assert usual_value_added(world, 0) == pytest.approx(7_200.0)


def test_pay_that_the_owner_went_without_is_a_loss_but_saves_no_tax():
    changes = {"labour__contribution_rate": 0.5}
    world = settled_world(pay_forgone=1_000 * EUR, changes=changes)
    lived(world, settle_organisations, 1)
    assert booked(world)["corporate tax"] == 245 * EUR
    # 735 after tax less 1,500 that a stranger in the post would have cost.
    assert world.organisations[0].profit_year == pytest.approx(-765.0)


@pytest.mark.parametrize(("strain", "interest"), [(0.0, 120), (0.5, 160), (1.0, 200)])
def test_the_bank_asks_more_of_who_has_lost_its_margins(strain, interest):
    # 24,000 x (0.045 + 0.03 / 2 + 0.04 x strain) / 12.
    world = settled_world(strain=strain, changes={"finance__strain_premium": 0.04})
    lived(world, settle_organisations, 1)
    assert booked(world)["interest"] == interest * EUR


def test_without_a_premium_the_rate_does_not_look_at_margins():
    world = settled_world(strain=1.0, changes={"finance__strain_premium": 0.0})
    lived(world, settle_organisations, 1)
    assert booked(world)["interest"] == 120 * EUR


def test_rent_goes_to_a_landlord_who_lives_here_as_income_less_what_sharing_saves():
    world = settled_world(landlord=1, premises_rebate=0.25, changes={"pooling__reletting_months": 10_000_000})
    add_person(world, 1, RETIRED)
    lived(world, settle_organisations, 1)
    assert flows(world, "rents of premises") == {"Households": 300 * EUR, "Organisations": -300 * EUR}
    assert world.households[1].income == 300 * EUR


def test_a_cooperative_pays_its_surplus_to_its_staff_and_is_taxed():
    world = settled_world(form=COOPERATIVE)
    lived(world, settle_organisations, 1)
    # 419 EUR by four; they get it when households are settled.
    assert world.organisations[0].profit_share == 104_75
    assert "dividends" not in booked(world)
    assert booked(world)["corporate tax"] == 245 * EUR
    assert cash(world, 0) == 18_935 * EUR


def test_nobody_on_the_staff_leaves_the_surplus_where_it_is():
    world = settled_world(form=COOPERATIVE, staff=0, owed=0, profit_share=5)
    lived(world, settle_organisations, 1)
    assert world.organisations[0].profit_share == 0
    assert "rents of premises" not in booked(world)


@pytest.mark.parametrize(("deposits", "subsidy"), [(15_200, 600), (17_200, 200), (18_200, 0), (20_000, 0)])
def test_grants_of_an_association_shrink_as_its_cash_exceeds_the_buffer(deposits, subsidy):
    # 0.06 x 10,000 less a fifth of what exceeds 2 x (3,600 + 4,000) = 15,200.
    world = settled_world(form=ASSOCIATION, deposits=deposits * EUR)
    lived(world, settle_organisations, 1)
    assert booked(world).get("subsidy to organisation", 0) == world.organisations[0].subsidy == subsidy * EUR
    assert "corporate tax" not in booked(world)
    # 6,000 + subsidy - 3,600 - 820 - 600.
    assert world.organisations[0].profit_year == pytest.approx(980.0 + subsidy)


def test_without_cash_and_credit_taxes_become_arrears_interest_is_added_to_the_loan_and_rent_lapses():
    world = settled_world(deposits=0, changes={"finance__credit_limit": 0.0})
    lived(world, settle_organisations, 1)
    # Local tax 300 to the authority; interest 120; 0.25 x (6,000 - 3,600 - 300 - 120 - 600) = 345 to the State.
    assert booked(world) == {}
    assert arrears(world) == 645 * EUR
    assert held(world, ARREARS, authority_account(world.books)) == 300 * EUR
    assert held_outside(world, ARREARS, STATE) == 345 * EUR
    assert loans(world) == 24_120 * EUR == held(world, LOANS, bank_account(world.books))
    assert world.organisations[0].other_cost == 420 * EUR
    assert counted(world) == {"credit_refused": 3.0}


@pytest.mark.parametrize(
    ("deposits", "late", "months", "counted_months"),
    [
        (0, 0, 0, 1),  # this month's taxes are not paid
        (20_000 * EUR, 1_000 * EUR, 2, 0),  # what was owed is paid with this month's taxes
        (2_000 * EUR, 1_000 * EUR, 2, 3),  # this month's taxes are paid, half of the cash does not pay all that is owed
        (20_000 * EUR, 0, 5, 0),
    ],
)
@pytest.mark.parametrize("staff", [0, 4])
def test_months_in_arrears_count_while_anything_due_stays_unpaid(deposits, late, months, counted_months, staff):
    changes = {"finance__credit_limit": 0.0, "finance__loan_rate": 0.0, "finance__small_premium": 0.0}
    world = settled_world(deposits=deposits, months_in_arrears=months, staff=staff, owed=0, changes=changes)
    claim(world, ARREARS, organisation_account(world.books, 0), outside_account(world.books, STATE), late)
    lived(world, settle_organisations, 1)
    assert world.organisations[0].months_in_arrears == counted_months
    assert (arrears(world) > 0) == (counted_months > 0)


def test_rate_fades_with_size_and_bank_terms_of_a_pool_never_make_it_negative():
    assert loan_rate(0.045, 0.03, 1, 0.0) == pytest.approx(0.075)
    assert loan_rate(0.045, 0.03, 4, 0.0) == pytest.approx(0.06)
    assert loan_rate(0.045, 0.03, 0, 0.0) == pytest.approx(0.075)
    assert loan_rate(0.045, 0.0, 1, 0.0) == 0.045  # off
    assert loan_rate(0.045, 0.03, 4, 0.01) == pytest.approx(0.05)
    assert loan_rate(0.045, 0.03, 4, 0.9) == 0.0


def test_cash_at_the_buffer_is_no_excess():
    assert excess_cash(16_840 * EUR, 2.0, OUTLAYS) == 0
    assert excess_cash(16_840 * EUR + 1, 2.0, OUTLAYS) == 1
    assert excess_cash(0, 2.0, OUTLAYS) == 0


def test_interest_on_a_public_loan_goes_to_the_public_bank_at_the_rate_without_premium():
    world = settled_world(changes={"finance__public_loan": 5_000.0})
    account, lender = organisation_account(world.books, 0), outside_account(world.books, PUBLIC_BANK)
    claim(world, PUBLIC_LOANS, account, lender, 6_000 * EUR)
    lived(world, settle_organisations, 1)
    # 6,000 x 0.045 / 12 = 22.50 beside the 120 of the bank.
    assert flows(world, "interest") == {"Organisations": -142_50, "Bank": 120_00, "public bank": 22_50}
    assert world.organisations[0].other_cost == 842_50
    # An instalment of a sixtieth and a cent.
    assert held_outside(world, PUBLIC_LOANS, PUBLIC_BANK) == 6_000_00 - 100_01


@pytest.mark.parametrize(
    ("deposits", "instrument", "paid"), [(50 * EUR, LOANS, 50), (50 * EUR, PUBLIC_LOANS, 50), (500 * EUR, LOANS, 100)]
)
def test_interest_is_paid_as_far_as_cash_goes_and_the_rest_is_owed(deposits, instrument, paid):
    world = settled_world(deposits=deposits, owed=0)
    books = world.books
    lender = bank_account(books) if instrument == LOANS else outside_account(books, PUBLIC_BANK)
    claim(world, instrument, organisation_account(books, 0), lender, 24_000 * EUR)
    # A twelfth of 5 % of 24,000 EUR.
    assert lived(world, pay_interest, 0, instrument, lender, 0.05) == 100 * EUR
    assert booked(world) == {"interest": paid * EUR}
    assert held(world, instrument, lender) == (24_100 - paid) * EUR
    assert cash(world, 0) == deposits - paid * EUR


def test_dividends_of_a_cross_holding_go_to_the_pole():
    world = settled_world(pole=0, cross_share=0.125)
    lived(world, pay_dividends, 0, 1_000 * EUR)
    assert flows(world, "dividends") == {
        "Households": 750 * EUR,
        "Organisations": -1_000 * EUR,
        "Poles": 125 * EUR,
        "absentee owners": 125 * EUR,
    }
    assert held(world, DEPOSITS, pole_account(world.books, 0)) == 125 * EUR


@pytest.mark.parametrize(
    ("owed", "deposits", "repaid"),
    [
        (48_000, 20_000, 1_800),  # 48,000 / 60 and a 24th of what exceeds the 24,000 wanted
        (48_000, 5_000, 790),  # half of the outlays stays: 5,000 - 4,210
        (48_000, 4_210, 0),
        (48_000, 0, 0),
    ],
)
def test_principal_is_repaid_out_of_what_the_month_does_not_need(owed, deposits, repaid):
    world = settled_world(owed=owed * EUR, deposits=deposits * EUR, profit_year=1.0)
    lived(world, adjust_loans, 0, 6_000.0, OUTLAYS)
    assert loans(world) == (owed - repaid) * EUR
    assert booked(world) == ({"loan repaid": repaid * EUR} if repaid else {})


@pytest.mark.parametrize(
    ("profit_year", "limit", "lent"),
    [(1.0, 9.0, 1_000), (0.0, 9.0, 0), (1.0, 0.1, 600), (1.0, 0.0, 0)],
)
def test_who_earns_borrows_a_24th_of_the_gap_within_the_line(profit_year, limit, lent):
    # Wanted 24,000, nothing owed; a line of 0.1 months of 6,000 leaves 600.
    world = settled_world(owed=0, profit_year=profit_year, changes={"finance__credit_limit": limit})
    lived(world, adjust_loans, 0, 6_000.0, OUTLAYS)
    assert loans(world) == lent * EUR


def test_arrears_are_paid_to_the_state_then_to_the_authority_with_half_of_the_cash_each_time():
    world = settled_world(deposits=1_200 * EUR)
    account, books = organisation_account(world.books, 0), world.books
    claim(world, ARREARS, account, outside_account(books, STATE), 700 * EUR)
    claim(world, ARREARS, account, authority_account(books), 400 * EUR)
    lived(world, repay_arrears, 0)
    # Half of 1,200 to the State, half of the 600 left to the authority.
    assert booked(world) == {"arrears paid": 900 * EUR}
    assert held_outside(world, ARREARS, STATE) == 100 * EUR
    assert held(world, ARREARS, authority_account(books)) == 100 * EUR
    assert (cash(world, 0), arrears(world)) == (300 * EUR, 200 * EUR)


def test_arrears_come_before_principal():
    world = settled_world(owed=48_000 * EUR, deposits=5_000 * EUR)
    account, state = organisation_account(world.books, 0), outside_account(world.books, STATE)
    claim(world, ARREARS, account, state, 500 * EUR)
    lived(world, adjust_loans, 0, 6_000.0, OUTLAYS)
    # 5,000 - 500 leaves 290 above half of the outlays for principal of 1,800.
    assert booked(world) == {"arrears paid": 500 * EUR, "loan repaid": 290 * EUR}


@pytest.mark.parametrize(
    ("largest", "deposits", "sales", "lent"),
    [
        (5_000.0, 4_209, 120_000.0, 5_000),
        (50_000.0, 4_209, 120_000.0, 8_420),  # no more than the outlays of the month
        (5_000.0, 4_210, 120_000.0, 0),  # half of the outlays is in cash: not short
        (5_000.0, 4_209, 119_999.0, 0),  # a euro of sales below the threshold
        (0.0, 4_209, 120_000.0, 0),  # off
    ],
)
def test_the_public_bank_lends_to_who_is_short_and_large_enough(largest, deposits, sales, lent):
    changes = {"finance__public_loan": largest, "policy__public_bank_threshold": 120_000.0}
    world = settled_world(owed=0, deposits=deposits * EUR, revenue_year=sales, changes=changes)
    lived(world, adjust_loans, 0, 6_000.0, OUTLAYS)
    assert held_outside(world, PUBLIC_LOANS, PUBLIC_BANK) == lent * EUR
    assert cash(world, 0) == (deposits + lent) * EUR
    assert booked(world) == ({"loan granted": lent * EUR} if lent else {})


@pytest.mark.parametrize(
    ("owed", "deposits", "paid"), [(6_000_00, 4_000_00, 100_01), (6_000_00, 50_00, 50_00), (1, 9, 1)]
)
def test_a_public_loan_is_repaid_over_sixty_months_and_no_second_one_granted(owed, deposits, paid):
    world = settled_world(owed=0, deposits=deposits, changes={"finance__public_loan": 5_000.0})
    claim(world, PUBLIC_LOANS, organisation_account(world.books, 0), outside_account(world.books, PUBLIC_BANK), owed)
    lived(world, adjust_loans, 0, 6_000.0, OUTLAYS)
    assert booked(world) == {"loan repaid": paid}
    assert held_outside(world, PUBLIC_LOANS, PUBLIC_BANK) == owed - paid


def savings_world(*, issued=0, savings=1_000 * EUR, form=COOPERATIVE, ceiling=0.25, **columns):
    """A cooperative without cash and a household with savings; citizens' equity may reach a quarter of 4,800 EUR."""
    world = small_economy(finance__citizen_saving_ceiling=ceiling, finance__buffer_months=0.5)
    add_person(world, 0, RETIRED, savings=savings)
    add_organisation(world, 0, form=form, **columns)
    world.authority[0].financial_savings = 4_800 * EUR
    world.authority[0].citizens_equity = issued
    return world


@pytest.mark.parametrize(
    ("settings", "subscribed"),
    [
        ({}, 500),  # half of 1,000
        ({"issued": 1_000 * EUR}, 200),  # 200 are left below the ceiling of 1,200
        ({"issued": 1_200 * EUR}, 0),
        ({"savings": 0}, 0),
        ({"form": FIRM}, 0),
        ({"form": ASSOCIATION}, 0),  # it has no shares
        ({"form": INSERTION}, 0),
        ({"profit_year": -1.0}, 0),
        ({"alive": 0}, 0),
        ({"ceiling": 0.0}, 0),  # off
    ],
)
def test_savings_offered_become_shares_of_a_cooperative_below_the_ceiling(settings, subscribed):
    world = savings_world(**settings)
    issued = int(world.authority[0].citizens_equity)
    world.imposed_households.invest[0] = 0.5
    lived(world, issue_citizens_equity, 1)
    amount = subscribed * EUR
    assert held(world, CITIZENS_EQUITY, 0) == cash(world, 0) == amount
    assert world.authority[0].citizens_equity == issued + amount
    both = {"citizens' equity issued": amount, "savings withdrawn": amount}
    assert booked(world) == (both if amount else {})
    assert counted(world) == ({"citizens_equity_issued": float(amount)} if amount else {})


@pytest.mark.parametrize(("saver", "savings", "subscribed"), [(1, 1_000, 500), (1, 300, 300), (1, 0, 0), (0, 1_000, 0)])
def test_a_saver_subscribes_up_to_five_hundred_euros_when_asked(saver, savings, subscribed):
    world = savings_world(savings=savings * EUR, wage_cost=1_000 * EUR)
    world.households[0].saver = saver
    # An organisation asks when its number of the month falls below 0.02.
    asks = [uniform(world.key[0], STREAM["citizen_saver"], month, 100, 0) < 0.02 for month in range(1, 400)]
    lived(world, issue_citizens_equity, asks.index(False) + 1)
    assert booked(world) == {}
    lived(world, issue_citizens_equity, asks.index(True) + 1)
    assert held(world, CITIZENS_EQUITY, 0) == subscribed * EUR
    assert held(world, SAVINGS, 0) == (savings - subscribed) * EUR
    assert held(world, SAVINGS, bank_account(world.books)) == -(savings - subscribed) * EUR


@pytest.mark.parametrize(
    ("form", "deposits", "subscribed"),
    [
        (COOPERATIVE, 999_99, 500),  # half of 1,200 + 500 + 300 EUR of outlays is wanted
        (COOPERATIVE, 1_000_00, 0),
        (ASSOCIATION, 0, 0),
        (INSERTION, 0, 0),
        (FIRM, 0, 0),
    ],
)
def test_only_cooperatives_with_less_cash_than_they_want_ask_savers(form, deposits, subscribed):
    costs = {"wage_cost": 1_200 * EUR, "input_cost": 500 * EUR, "other_cost": 300 * EUR}
    world = savings_world(form=form, deposits=deposits, **costs)
    world.parameters[0].finance_citizen_rate = 1.0
    world.households[0].saver = 1
    world.parameters[0].finance_citizens_asked = 63
    lived(world, issue_citizens_equity, 1)
    assert held(world, CITIZENS_EQUITY, 0) == subscribed * EUR
