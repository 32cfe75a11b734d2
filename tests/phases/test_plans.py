"""Plans: expected sales, unit cost, price, wage offer and whole posts, out of last month's closing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.columns import ASSOCIATION
from simulation.declared.sectors import BUSINESS, MANUFACTURING, SECTORS, SERVICES
from simulation.phases.economy.plans import (
    expected_unit_cost,
    list_sellers,
    make_plans,
    next_markup,
    posted_price,
    posts_wanted,
    wanted_price,
)
from tests.phases.economy_scene import small_economy
from tests.phases.land_scene import add_organisation, set_technique

TERMS = {
    "demand__appeal_shock": 0.0,
    "demand__appeal_persistence": 0.75,
    "demand__visibility": 1.0,
    "demand__least_visibility": 2,
    "demand__export_memory": 0.5,
    "price__expectation_speed": 0.25,
    "price__spare_capacity": 0.0,
    "price__stock_months": 0.5,
    "price__markup_speed": 0.1,
    "price__markup_slack": 0.02,
    "price__markup_range": 0.5,
    "price__largest_change": 0.03,
    "price__outside_gap": 0.15,
    "price__pass_through": 1.0,
    "labour__contribution_rate": 0.5,
    "labour__wage_curve": 0.5,
    "labour__minimum_wage": 1_100.0,
    "labour__hiring_threshold": 0.5,
    "labour__firing_threshold": 0.75,
}


def planner(sector=SERVICES, *, changes=None, **columns):
    """Four people who make 2,000 units each, asked last month for the 8,000 units they expected to sell."""
    world = small_economy(**{**TERMS, **(changes or {})})
    for each in range(len(SECTORS)):
        set_technique(world, each, productivity=2_000.0, fte_per_post=1.0)
    settings = {
        "staff": 4,
        "labour": 4.0,
        "posts": 4,
        "productivity": 2_000.0,
        "base_wage": 2_000.0,
        "input_share": 0.4,
        "normal_use": 0.75,
        "expected_sales": 8_000.0,
        "demand": 8_000.0,
        "markup": 0.25,
        "normal_markup": 0.25,
        "fte_per_post": 0.8,
        **columns,
    }
    add_organisation(world, 0, sector=sector, **settings)
    return world


def planned(*arguments, **settings):
    """The organisation after its plans of month 1."""
    world = planner(*arguments, **settings)
    make_plans(world, 1)
    return world.organisations[0]


def test_expected_sales_move_a_quarter_towards_what_was_asked_and_the_month_begins_empty():
    organisation = planned(
        demand=12_000.0, sold=8_000.0, revenue=800_000, input_cost=5, wage_cost=6, other_cost=7, subsidy=8, in_default=1
    )
    assert organisation.expected_sales == 9_000.0
    assert organisation.age == 13
    emptied = ("demand", "sold", "revenue", "input_cost", "wage_cost", "other_cost", "subsidy", "in_default")
    assert [organisation[name] for name in emptied] == [0] * 8


@pytest.mark.parametrize(
    ("demand", "posts"),
    [
        (8_000.0, 4),  # 8,000 expected are work for 4
        (12_000.0, 4),  # 9,000 for 4.5: exactly half a post missing opens none
        (12_008.0, 5),  # 9,002 for 4.501: a post opens
        (24_000.0, 6),  # 12,000 for 6: two posts more, as many as a quarter of the staff and one
        (80_000.0, 6),  # never more than that at once
        (2_000.0, 4),  # 6,500 for 3.25: exactly 0.75 idle closes none
        (1_992.0, 3),  # 6,498 for 3.249: a post closes
    ],
)
def test_a_post_opens_or_closes_past_its_threshold(demand, posts):
    assert planned(demand=demand).posts == posts


def test_somebody_always_stays_and_an_empty_organisation_wants_one_person():
    assert posts_wanted(0.0, 1, 0.5, 0.75, 1.0, 0.25) == 1
    assert posts_wanted(0.0, 0, 0.5, 0.75, 1.0, 0.25) == 1
    # 16 people with nothing to do: one and a quarter of 16 go at most; at a quarter of the pace 16.25 / 4 = 4.
    assert posts_wanted(0.0, 16, 0.5, 0.75, 1.0, 0.25) == 11
    assert posts_wanted(0.0, 16, 0.5, 0.75, 0.25, 0.25) == 12
    # Without staff a post counts for what is contracted: 800 / (2,000 x 0.8) is half a post, which opens one of one.
    assert planned(staff=0, labour=0.0, demand=800.0, expected_sales=800.0).posts == 1


def test_time_given_to_meetings_and_projects_is_work_needed():
    # 4 + 0.3 + 0.3 = 4.6 people.
    assert planned(meeting_fte=0.3, project_fte=0.3).posts == 5


def test_makers_of_goods_plan_for_their_stock_too():
    # Wanted stock 0.5 x 8,000 = 4,000, none held: 8,000 + 0.25 x 4,000 = 9,000 units are work for 4.5, 9,004 for more.
    assert planned(MANUFACTURING).posts == 4
    assert planned(MANUFACTURING, changes={"price__stock_months": 0.502}).posts == 5
    # 20,000 too much: 8,000 - 5,000 = 3,000 units are work for 1.5; two of four go.
    assert planned(MANUFACTURING, stock=24_000.0).posts == 2


def test_unit_cost_is_work_and_inputs():
    # 2,000 x 1.5 / (10,000 x 0.75) = 0.4 of work, 0.4 of inputs.
    assert expected_unit_cost(planner(productivity=10_000.0), 0) == pytest.approx(0.8)


def test_dear_suppliers_a_pool_and_a_subsidised_post_change_unit_cost():
    world = planner(productivity=10_000.0)
    add_organisation(world, 1, sector=BUSINESS, price=1.2)
    world.sectors.local_input_share[SERVICES] = 0.5
    world.supplier[0] = 1, 5  # the second has closed
    # Half of the inputs cost a fifth more: 0.4 x 1.1 = 0.44.
    assert expected_unit_cost(world, 0) == pytest.approx(0.84)
    # A tenth off the overheads, an eighth of sales: 0.0125.
    world.organisations[0].purchase_rebate = 0.1
    assert expected_unit_cost(world, 0) == pytest.approx(0.84 - 0.0125)
    # 900 EUR for one post of four: 3,000 - 225 = 2,775 for a full-time equivalent, 0.37 a unit.
    world.organisations[0].purchase_rebate = 0.0
    world.organisations[0].subsidised_posts, world.organisations[0].subsidy_per_post = 1, 900.0
    assert expected_unit_cost(world, 0) == pytest.approx(0.81)
    # Subsidies never make work cheaper than a fifth of its cost: 0.08.
    world.organisations[0].subsidy_per_post = 90_000.0
    assert expected_unit_cost(world, 0) == pytest.approx(0.52)


def test_the_wanted_price_is_approached_in_bounded_steps():
    assert posted_price(1.0, 1.0, 0.03) == 1.0
    assert posted_price(1.0, 1.05, 0.03) == pytest.approx(1.03)
    assert posted_price(1.0, 0.875, 0.03) == pytest.approx(0.97)
    assert planned(productivity=10_000.0, price=1.0).price == pytest.approx(1.0)


def test_price_is_cost_and_mark_up_where_all_of_a_difference_is_passed_on():
    # 0.72 x 1.25 = 0.9; 1.0 x 1.25 = 1.25 is more than the 1.15 of the cap.
    assert wanted_price(0.72, 0.25, 1.0, 1.0, 0.15) == pytest.approx(0.9)
    assert wanted_price(1.0, 0.25, 1.0, 1.0, 0.15) == pytest.approx(1.15)
    # The price outside only caps it.
    assert wanted_price(0.72, 0.25, 0.8, 1.0, 0.15) == pytest.approx(0.9)
    assert wanted_price(0.72, 0.25, 0.7, 1.0, 0.15) == pytest.approx(0.805)


def test_price_is_that_outside_where_nothing_is_passed_on():
    for cost in (0.1, 0.8, 3.0):
        assert wanted_price(cost, 0.25, 1.1, 0.0, 0.15) == pytest.approx(1.1)


def test_half_of_a_difference_in_cost_reaches_the_price_in_logarithms():
    # Cost and mark-up 0.81, outside 1: the root of 0.81.
    assert wanted_price(0.648, 0.25, 1.0, 0.5, 0.15) == pytest.approx(0.9)
    # Who is dearer than the price outside loses margin: 1.21 of cost and mark-up, 1.1 asked.
    assert wanted_price(0.968, 0.25, 1.0, 0.5, 0.15) == pytest.approx(1.1)
    # Cost and mark-up at the price outside: any weight gives it.
    assert wanted_price(0.8, 0.25, 1.0, 0.3, 0.15) == pytest.approx(1.0)


@given(
    cost=st.floats(0.05, 5.0),
    markup=st.floats(0.0, 1.0),
    outside=st.floats(0.3, 3.0),
    part=st.floats(0.0, 1.0),
    gap=st.floats(0.0, 0.5),
)
def test_the_wanted_price_lies_between_cost_with_mark_up_and_the_price_outside_below_the_cap(
    cost, markup, outside, part, gap
):
    own, price = cost * (1.0 + markup), wanted_price(cost, markup, outside, part, gap)
    assert price <= outside * (1.0 + gap)
    assert min(own, outside) * (1.0 - 1e-12) <= price <= max(own, outside) * (1.0 + 1e-12)
    # Dearer work never makes it cheaper, and passing more on moves it towards cost.
    assert wanted_price(1.1 * cost, markup, outside, part, gap) >= price
    further = wanted_price(cost, markup, outside, min(part + 0.1, 1.0), gap)
    assert abs(math.log(further / outside)) >= abs(math.log(price / outside)) - 1e-9


def test_an_organisation_posts_a_price_between_its_cost_and_the_price_outside():
    # 2,000 x 1.5 / (2,000 x 0.75) + 0.4 = 2.4 with a quarter of mark-up: 3; outside 1: capped at 1.15.
    assert planned(price=1.15).price == pytest.approx(1.15)
    # 3,000 / 7,500 + 0.4 = 0.8; 1 with its mark-up, 0.81 outside: 0.9 with half of the difference.
    world = planner(productivity=10_000.0, price=0.9, changes={"price__pass_through": 0.5})
    world.sectors.outside_price[SERVICES] = 0.81
    make_plans(world, 1)
    assert world.organisations[0].price == pytest.approx(0.9)


def test_pay_of_the_organisation_is_in_its_cost_and_its_offer():
    # A tenth more than the reference pay of its technique: 0.44 of work, 0.4 of inputs.
    assert expected_unit_cost(planner(productivity=10_000.0, pay_factor=1.1), 0) == pytest.approx(0.84)
    assert planned(pay_factor=1.1).wage_offer == pytest.approx(2_200.0)
    # Never below the legal minimum.
    assert planned(pay_factor=0.5).wage_offer == pytest.approx(1_100.0)


def test_who_has_lost_its_margins_keeps_no_reserve_and_bears_less_idle_work():
    spare = {"price__spare_capacity": 0.25, "life__strain_on_staff": 0.5}
    # 8,000 expected are work for 4 and a fourth of it in reserve: for 5.
    assert planned(changes=spare).posts == 5
    assert planned(changes=spare, strain=1.0).posts == 4
    # 6,800 for 3.4: 0.6 of a post idle are borne at 0.75, no longer at 0.375.
    idle = {"demand": 6_800.0, "expected_sales": 6_800.0}
    assert planned(**idle, changes={"life__strain_on_staff": 0.5}).posts == 4
    assert planned(**idle, changes={"life__strain_on_staff": 0.5}, strain=1.0).posts == 3
    # Off: idle work is borne as ever.
    assert planned(**idle, changes={"life__strain_on_staff": 0.0}, strain=1.0).posts == 4


def test_mark_up_returns_to_normal_and_leans_on_demand():
    # 0.30 + 0.1 x (0.25 - 0.30) = 0.295; sold 9,000 with 1,000 to spare, 7,500 is normal: tension 0.2, 0.004 more.
    columns = {"markup": 0.30, "demand": 9_000.0, "sold": 9_000.0, "capacity": 1_000.0, "revenue": 1}
    assert planned(**columns).markup == pytest.approx(0.299)
    assert planned(**columns, changes={"price__markup_slack": 0.0}).markup == pytest.approx(0.295)
    # Goods: 10,000 asked against 8,500 expected by now, 0.02 x 0.17647 more.
    columns = {"markup": 0.25, "demand": 10_000.0, "revenue": 1}
    assert planned(MANUFACTURING, **columns).markup == pytest.approx(0.25 + 0.02 * 1_500 / 8_500)
    # Who sold nothing learns nothing.
    assert planned(markup=0.30, revenue=0).markup == 0.30


def test_mark_up_stays_within_half_of_normal():
    # 0.5 x (0.25 + 0.05) = 0.15 either side of 0.25.
    assert next_markup(0.45, 0.25, 0.0, 0.02, 9.0, 0.5, 0.5, 0.05) == pytest.approx(0.40)
    assert next_markup(0.05, 0.25, 0.0, 0.02, -9.0, 0.5, 0.5, 0.05) == pytest.approx(0.10)
    # Tension counts up to one half: 0.02 x 0.5.
    assert next_markup(0.25, 0.25, 0.0, 0.02, 9.0, 0.5, 0.5, 0.05) == pytest.approx(0.26)


@pytest.mark.parametrize(
    ("unemployment", "curve", "base", "offer"),
    [
        (0.10, 0.5, 2_000.0, 2_000.0),
        (0.06, 0.5, 2_000.0, 2_040.0),  # four points below the reference: 0.5 x 0.04 = 2 % more
        (0.30, 0.5, 2_000.0, 1_800.0),
        (0.30, 0.0, 2_000.0, 2_000.0),  # off
        (0.30, 0.5, 1_200.0, 1_100.0),  # the legal minimum instead of 1,080
    ],
)
def test_wage_offer_follows_unemployment_and_never_falls_below_the_minimum(unemployment, curve, base, offer):
    world = planner(base_wage=base, changes={"labour__wage_curve": curve})
    world.authority[0].unemployment_rate = unemployment
    make_plans(world, 1)
    assert world.organisations[0].wage_offer == pytest.approx(offer)


def test_appeal_fades_and_size_is_remembered_slowly_when_no_shock_comes():
    organisation = planned(appeal=0.4, export_weight=2.0)
    assert organisation.appeal == pytest.approx(0.3)  # 0.75 x 0.4
    assert organisation.export_weight == 3.0  # half-way from 2 to the 4 posts that 8,000 units usually take
    assert planned(appeal=0.0, form=ASSOCIATION).appeal == 0.0


def test_sellers_are_listed_by_sector_by_what_they_sell_in_usual_posts_and_twice_at_least():
    world = planner(sector=SERVICES)
    add_organisation(world, 1, sector=BUSINESS, expected_sales=2_000.0)
    # Nine people who sell what three usually make are met as three are.
    add_organisation(world, 2, sector=SERVICES, posts=9, staff=9, expected_sales=6_000.0)
    add_organisation(world, 3, sector=SERVICES, expected_sales=18_000.0, alive=0)
    list_sellers(world)
    first, last = world.site_start[SERVICES], world.site_start[SERVICES + 1]
    assert world.site_sellers[first:last].tolist() == [0, 0, 0, 0, 2, 2, 2]
    first, last = world.site_start[BUSINESS], world.site_start[BUSINESS + 1]
    assert world.site_sellers[first:last].tolist() == [1, 1]
    assert world.site_start[MANUFACTURING] == world.site_start[MANUFACTURING + 1] == 0


def test_who_has_closed_plans_nothing():
    organisation = planned(alive=0, demand=12_000.0)
    assert (organisation.age, organisation.demand, organisation.expected_sales) == (12, 12_000.0, 8_000.0)
