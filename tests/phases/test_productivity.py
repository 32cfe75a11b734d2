"""Productivity: leads that come and fade, what newcomers learn, equipment at hand, and the yearly review of pay."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.columns import ASSOCIATION, COOPERATIVE, FIRM, STATE_POST, UNEMPLOYED
from simulation.declared.sectors import SERVICES, TRADE
from simulation.phases.economy.labour import labour_market
from simulation.phases.economy.payroll import pay_staff
from simulation.phases.economy.plans import make_plans
from simulation.phases.economy.productivity import (
    gain_of_equipment,
    learn,
    left_to_learn,
    next_lead,
    reviewed_pay,
    reviewed_wage,
)
from tests.phases.economy_scene import EUR, add_person, employ, equip, lived, small_economy
from tests.phases.land_scene import add_organisation, set_technique

OFF = {
    "productivity__spread": 0.0,
    "productivity__newcomer_gap": 0.0,
    "productivity__equipment_elasticity": 0.0,
    "labour__rent_sharing": 0.0,
}


def test_a_lead_fades_to_what_is_left_after_a_year():
    lead, kept = 0.4, 0.85 ** (1 / 4)
    for _ in range(4):
        lead = next_lead(lead, kept, 0.25, 0.0)
    assert lead == pytest.approx(0.85 * 0.4)
    assert next_lead(0.4, 0.0, 0.25, 0.0) == 0.0
    assert next_lead(0.4, kept, 0.0, 3.0) == pytest.approx(0.4 * kept)


def test_leads_at_rest_spread_as_declared_whatever_they_begin_with():
    # Each quarter keeps k of the variance and adds 1 - k of that at rest: the fixed point is the declared spread.
    kept, news = next_lead(1.0, 0.85, 0.25, 0.0), next_lead(0.0, 0.85, 0.25, 1.0)
    assert kept**2 * 0.25**2 + news**2 == pytest.approx(0.25**2)
    draws = np.random.default_rng(1).standard_normal((240, 4000))
    leads = np.zeros(4000)
    for draw in draws:
        leads = np.array([next_lead(lead, 0.85, 0.25, number) for lead, number in zip(leads, draw, strict=True)])
    assert leads.std() == pytest.approx(0.25, rel=0.03)
    assert leads.mean() == pytest.approx(0.0, abs=0.015)
    # 1.9 times between the deciles, as in narrow sectors.
    low, high = np.quantile(leads, [0.1, 0.9])
    assert math.exp(high - low) == pytest.approx(1.9, rel=0.03)


def test_a_third_of_the_gap_of_a_newcomer_is_left_after_the_months_of_learning():
    assert left_to_learn(0.05, 0, 24.0) == 0.05
    assert left_to_learn(0.05, 24, 24.0) == pytest.approx(0.05 / math.e)
    assert left_to_learn(0.05, 2400, 24.0) == pytest.approx(0.0, abs=1e-12)
    assert left_to_learn(0.0, 3, 24.0) == 0.0


def test_equipment_beyond_what_is_needed_gains_and_less_of_it_loses_within_reach():
    assert gain_of_equipment(60_000.0, 60_000.0, 0.15, 2.0) == 0.0
    assert gain_of_equipment(90_000.0, 60_000.0, 0.15, 2.0) == pytest.approx(0.15 * math.log(1.5))
    assert gain_of_equipment(40_000.0, 60_000.0, 0.15, 2.0) == pytest.approx(-0.15 * math.log(1.5))
    assert gain_of_equipment(9e9, 60_000.0, 0.15, 2.0) == pytest.approx(0.15 * math.log(2.0))
    assert gain_of_equipment(0.0, 60_000.0, 0.15, 2.0) == pytest.approx(-0.15 * math.log(2.0))
    # Off, or where nothing is needed.
    assert gain_of_equipment(1.0, 60_000.0, 0.0, 2.0) == 0.0
    assert gain_of_equipment(1.0, 0.0, 0.15, 2.0) == 0.0


def test_pay_moves_to_a_share_in_value_added_per_head_in_bounded_steps():
    # Twice the usual value added with an elasticity of 0.1: 2^0.1 = 1.072; 2 % a year.
    assert reviewed_pay(1.0, 80_000.0, 40_000.0, 0.1, 0.02) == pytest.approx(1.02)
    assert reviewed_pay(1.06, 80_000.0, 40_000.0, 0.1, 0.02) == pytest.approx(2.0**0.1)
    assert reviewed_pay(1.0, 20_000.0, 40_000.0, 0.1, 0.02) == pytest.approx(0.98)
    # As usual: as the reference.
    assert reviewed_pay(1.0, 40_000.0, 40_000.0, 0.1, 0.02) == 1.0
    # A year without value added says nothing.
    assert reviewed_pay(1.3, 0.0, 40_000.0, 0.1, 0.02) == 1.3
    assert reviewed_pay(1.3, -5.0, 40_000.0, 0.1, 0.02) == 1.3
    assert reviewed_pay(1.3, 5.0, 0.0, 0.1, 0.02) == 1.3


def test_pay_comes_to_rest_at_its_share_in_value_added_and_without_sharing_at_the_reference():
    pay = 1.0
    for _ in range(20):
        pay = reviewed_pay(pay, 60_000.0, 40_000.0, 0.1, 0.02)
    assert pay == pytest.approx(1.5**0.1)
    assert reviewed_pay(pay, 60_000.0, 40_000.0, 0.1, 0.02) == pytest.approx(pay)
    assert reviewed_pay(1.0, 60_000.0, 40_000.0, 0.0, 0.02) == 1.0
    assert reviewed_pay(1.01, 60_000.0, 40_000.0, 0.0, 0.02) == 1.0


@given(
    pay=st.floats(0.5, 2.0),
    value_added=st.floats(-1e6, 1e6),
    elasticity=st.floats(0.0, 0.6),
    largest=st.floats(0.0, 0.2),
)
def test_no_review_moves_pay_by_more_than_the_largest_change(pay, value_added, elasticity, largest):
    after = reviewed_pay(pay, value_added, 40_000.0, elasticity, largest)
    assert pay * (1.0 - largest) - 1e-12 <= after <= pay * (1.0 + largest) + 1e-12


def workshop(*, age=30, changes=None, **columns):
    """A shop of 4 FTE with the technique of trade: 10,000 units an FTE-month, of which 0.6 is value added."""
    world = small_economy(**{**OFF, **(changes or {})})
    set_technique(world, TRADE, productivity=10_000.0, input_share=0.4, normal_use=0.5)
    set_technique(world, TRADE, association=True, productivity=6_000.0, input_share=0.2, normal_use=0.5)
    settings = {"labour": 4.0, "input_share": 0.4, "revenue_year": 240_000.0, "fte_per_post": 1.0, **columns}
    add_organisation(world, 0, sector=TRADE, age=age, **settings)
    return world


def learnt(**settings):
    """The shop after it has learnt in month 6."""
    world = workshop(**settings)
    lived(world, learn, 6)
    return world.organisations[0]


def test_with_all_off_those_of_a_sector_and_kind_are_alike_whatever_they_were():
    world = workshop(lead=0.0, productivity=1.0, age=0)
    add_organisation(world, 1, sector=TRADE, form=COOPERATIVE, productivity=77.0)
    add_organisation(world, 2, sector=TRADE, form=ASSOCIATION)
    add_organisation(world, 3, sector=SERVICES)
    for month in range(1, 25):
        lived(world, learn, month)
    productivity = world.organisations.productivity[:4].tolist()
    assert productivity == [10_000.0, 10_000.0, 6_000.0, world.techniques[2 * SERVICES].productivity]
    assert world.organisations.pay_factor[:4].tolist() == world.organisations.pay_change[:4].tolist() == [1.0] * 4
    assert not world.organisations.lead.any()


def test_a_lead_multiplies_what_the_technique_makes():
    firm = learnt(lead=0.3, changes={"productivity__persistence": 0.85})
    assert firm.lead == pytest.approx(0.3 * 0.85 ** (1 / 4))
    assert firm.productivity == pytest.approx(10_000.0 * math.exp(firm.lead))


def test_a_newcomer_lags_behind_by_what_it_has_still_to_learn():
    changes = {"productivity__newcomer_gap": 0.05, "productivity__learning_months": 24.0}
    assert learnt(age=0, changes=changes).productivity == pytest.approx(10_000.0 * math.exp(-0.05))
    assert learnt(age=24, changes=changes).productivity == pytest.approx(10_000.0 * math.exp(-0.05 / math.e))


def test_equipment_makes_work_more_productive():
    changes = {
        "productivity__equipment_elasticity": 0.15,
        "production__investment_share": 0.1,
        "production__depreciation": 0.12,
    }
    # 0.6 x 240,000 = 144,000 EUR of value added a year need 0.1 / 0.12 of it: 120,000.
    for amount, gain in ((120_000, 1.0), (180_000, 1.5**0.15), (0, 0.5**0.15)):
        world = workshop(changes=changes)
        equip(world, 0, amount * EUR)
        lived(world, learn, 6)
        assert world.organisations[0].productivity == pytest.approx(10_000.0 * gain)


def test_two_organisations_draw_apart_and_one_draws_the_same_whatever_its_row():
    changes = {"productivity__spread": 0.25}
    world = workshop(changes=changes)
    add_organisation(world, 1, sector=TRADE)
    lived(world, learn, 6)
    other = workshop(changes=changes)
    other.organisations[0].alive = 0
    add_organisation(other, 3, sector=TRADE, uid=101)
    lived(other, learn, 6)
    leads = world.organisations.lead
    assert leads[0] != leads[1] != 0.0
    assert other.organisations[3].lead == leads[1]
    assert other.organisations[0].lead == 0.0


@pytest.mark.parametrize(
    ("age", "sales", "pay", "change"),
    [
        (24, 240_000.0, 1.0, 1.0),  # 36,000 EUR of value added an FTE, as usual
        (24, 480_000.0, 1.02, 1.02),
        (24, 120_000.0, 0.98, 0.98),
        (26, 480_000.0, 1.02, 1.02),  # two months ago
        (27, 480_000.0, 1.0, 1.0),  # no birthday in the quarter
        (0, 480_000.0, 1.0, 1.0),
        (24, 0.0, 1.0, 1.0),
    ],
)
def test_pay_is_reviewed_in_the_quarter_of_the_birthday(age, sales, pay, change):
    changes = {"labour__rent_sharing": 0.1, "labour__largest_raise": 0.02}
    # Usual: 12 x 10,000 x 0.5 x 0.6 = 36,000 EUR a year an FTE.
    firm = learnt(age=age, revenue_year=sales, changes=changes)
    assert firm.pay_factor == pytest.approx(pay)
    assert firm.pay_change == pytest.approx(change)


def test_the_change_of_a_review_is_made_once():
    changes = {"labour__rent_sharing": 0.1, "labour__largest_raise": 0.02}
    world = workshop(age=24, revenue_year=480_000.0, changes=changes)
    lived(world, learn, 6)
    assert world.organisations[0].pay_change == pytest.approx(1.02)
    world.organisations[0].age = 27
    lived(world, learn, 9)
    assert (world.organisations[0].pay_factor, world.organisations[0].pay_change) == (pytest.approx(1.02), 1.0)


@pytest.mark.parametrize(
    ("wage", "change", "reviewed"),
    [(2_000_00, 1.02, 2_040_00), (2_000_00, 0.98, 1_960_00), (2_000_00, 1.0, 2_000_00), (1_000_00, 0.5, 880_00)],
)
def test_a_wage_is_reviewed_in_proportion_and_never_below_the_legal_minimum_of_the_hours(wage, change, reviewed):
    assert reviewed_wage(wage, change, 1_100.0, 0.8) == reviewed


def test_everybody_of_the_staff_gets_the_change_of_the_month_and_nobody_else():
    changes = {"labour__rent_sharing": 0.1, "labour__largest_raise": 0.02, "labour__minimum_wage": 0.0}
    world = workshop(age=24, revenue_year=480_000.0, changes=changes)
    add_organisation(world, 1, sector=TRADE, age=27, revenue_year=480_000.0)
    for row, (employer, wage) in enumerate(((0, 1_500), (0, 2_000), (1, 1_000))):
        employ(world, row, employer, wage=wage * EUR)
    add_person(world, 3, STATE_POST, wage=1_800 * EUR)
    lived(world, learn, 6)
    assert world.households.wage[:4].tolist() == [1_530 * EUR, 2_040 * EUR, 1_000 * EUR, 1_800 * EUR]
    # The change is made once.
    world.organisations[0].age = 27
    lived(world, learn, 9)
    assert world.households.wage[:2].tolist() == [1_530 * EUR, 2_040 * EUR]


def test_who_is_hired_in_the_month_of_a_review_gets_what_was_offered():
    changes = {"labour__rent_sharing": 0.1, "labour__largest_raise": 0.02, "labour__wage_curve": 0.0}
    changes |= {"labour__separation_rate": 0.0, "labour__vacancy_matching": 1.0, "labour__contribution_rate": 0.5}
    world = workshop(age=24, revenue_year=480_000.0, changes=changes, posts=2, deposits=90_000 * EUR)
    world.organisations[0].expected_sales = world.organisations[0].demand = 20_000.0
    world.authority[0].unemployment_rate = world.authority[0].unemployment_reference
    employ(world, 0, 0, wage=1_990 * EUR)
    add_person(world, 1, UNEMPLOYED)
    lived(world, learn, 6)
    make_plans(world, 6)
    world.organisations[0].posts = 2
    lived(world, labour_market, 6)
    lived(world, pay_staff, 6)
    firm, hired = world.organisations[0], world.households[1]
    assert firm.wage_offer == pytest.approx(1.02 * 1_990.0)
    assert hired.employer == 0
    assert hired.wage == round(firm.wage_offer * hired.quality * hired.full_time_equivalent * 100.0)
    # Whoever was there before has the same change, once.
    assert world.households[0].wage == round(1.02 * 1_990 * EUR)


def test_who_has_closed_learns_nothing():
    firm = learnt(alive=0, lead=0.3, productivity=5.0, form=FIRM)
    assert (firm.lead, firm.productivity) == (0.3, 5.0)
