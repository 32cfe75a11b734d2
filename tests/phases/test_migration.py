"""Moves of people: who leaves and what becomes of what they had, who comes and whom they are like, who looks on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.columns import (
    ABSENT,
    AUTHORITY_POST,
    COMMUTER,
    EMPLOYED,
    INACTIVE,
    NOBODY,
    RETIRED,
    STATE_POST,
    UNEMPLOYED,
)
from simulation.declared.sectors import CULTURE
from simulation.ledger import bank_account, organisation_account, outside_account
from simulation.phases.economy.migration import (
    activity_hazards,
    dwellings_for_sale,
    immigrate,
    migrate,
    pull_now,
    pull_of_place,
    somebody_alike,
)
from simulation.purposes import (
    ABSENTEES,
    CITIZENS_EQUITY,
    DEPOSITS,
    HEAD,
    HOUSING_LAND,
    HOUSING_LOANS,
    OUTSIDE_ASSETS,
    SAVINGS,
)
from tests.phases.economy_scene import (
    EUR,
    add_person,
    booked,
    claim,
    counted,
    employ,
    flows,
    held,
    held_outside,
    lived,
    small_economy,
)
from tests.phases.land_scene import add_organisation, owned


def moving_world(*, rate=1.0, labour_force=0, unemployment=0.1, households=8, **changes):
    """People move at once (a rate of 1 a month); nobody arrives where the labour force of rest is none.

    A tenth is unemployed at rest, and an arrival finds nobody to resemble.
    """
    settings = {"migration__rate": rate, "activity__leaving_rate": 0.0, "tax__assistance": 450.0, **changes}
    world = small_economy(households=households, **settings)
    add_organisation(world, 0)
    employ(world, 0, 0, deposits=100 * EUR)
    world.organisations[0].wage_offer = world.organisations[0].base_wage
    authority = world.authority[0]
    authority.unemployment_reference, authority.unemployment_rate = 0.1, unemployment
    authority.labour_force_reference = labour_force
    return world


def test_who_leaves_takes_money_along_and_leaves_dwelling_and_debt_to_owners_elsewhere():
    world = moving_world()
    books, absentees = world.books, outside_account(world.books, ABSENTEES)
    add_person(world, 1, UNEMPLOYED, deposits=1_000 * EUR, savings=500 * EUR, income_last=5, deposit_target=6)
    world.households[1].income_year = world.income_ring[4, 1] = 7
    world.organisations[0].landlord = 1
    books.balance[HOUSING_LAND, 1] += 100_000 * EUR
    owned(world, 3, 1, 20_000)
    claim(world, HOUSING_LOANS, 1, bank_account(books), 40_000 * EUR)
    claim(world, CITIZENS_EQUITY, organisation_account(books, 0), 1, 50 * EUR)
    claim(world, OUTSIDE_ASSETS, outside_account(books, HEAD), 1, 200 * EUR)
    lived(world, migrate, 1)
    assert booked(world) == {"migration": 1_500 * EUR, "savings withdrawn": 500 * EUR}
    assert flows(world, "migration") == {"Households": -1_500 * EUR, "rest of France": 1_500 * EUR}
    assert not books.balance[:, 1].any()
    # A dwelling of 100,000 and a parcel of 20,000, the debt on them, and the shares.
    assert held(world, HOUSING_LAND, absentees) == 120_000 * EUR
    assert held(world, HOUSING_LOANS, absentees) == -40_000 * EUR
    assert held(world, CITIZENS_EQUITY, absentees) == 50 * EUR
    assert held_outside(world, OUTSIDE_ASSETS, HEAD) == 0
    assert world.parcels[3].owner == absentees
    gone = world.households[1]
    assert (gone.status, gone.income_last, gone.income_year, gone.land_value) == (ABSENT, 0, 0, 0)
    assert gone.deposit_target == 0 and not world.income_ring[:, 1].any()
    assert world.organisations[0].landlord == absentees
    assert counted(world) == {"emigrants": 1.0}


def test_who_works_has_retired_is_inactive_or_owns_a_business_stays():
    world = moving_world()
    add_person(world, 1, UNEMPLOYED, deposits=1_000 * EUR, businesses=1)
    stay = [COMMUTER, STATE_POST, AUTHORITY_POST, RETIRED, INACTIVE]
    for row, status in enumerate(stay, 2):
        add_person(world, row, status, deposits=1_000 * EUR)
    lived(world, migrate, 1)
    assert world.households.status[:7].tolist() == [EMPLOYED, UNEMPLOYED, *stay]
    assert booked(world) == counted(world) == {}


@pytest.mark.parametrize(
    ("unemployment", "households", "arrivals"),
    [
        (0.10, 8, 2),  # 0.1 of a labour force of 20 at rest
        (0.20, 8, 1),  # half of them at twice the unemployment
        (0.00, 8, 6),  # three times at most
        (0.00, 5, 4),  # as many as there is room for
    ],
)
def test_as_many_arrive_as_left_at_rest_and_more_where_work_is_found(unemployment, households, arrivals):
    world = moving_world(labour_force=20, unemployment=unemployment, households=households)
    lived(world, migrate, 1)
    assert counted(world) == {"immigrants": float(arrivals)}
    assert (world.households.status == UNEMPLOYED).sum() == arrivals
    assert world.households.uid[1 : 1 + arrivals].tolist() == list(range(1000, 1000 + arrivals))


def departures(months=400, **settings):
    """Mean number of ten unemployed people who are drawn to leave in a month."""
    world = moving_world(rate=0.05, households=11, **settings)
    for row in range(1, 11):
        add_person(world, row, UNEMPLOYED)
    left = 0
    for month in range(1, months + 1):
        lived(world, migrate, month)
        left += counted(world).get("emigrants", 0)
        world.households.status[1:] = UNEMPLOYED
    return left / months


def test_fewer_leave_where_more_arrive():
    # Ten unemployed at 5 % a month at rest; half of that at half the unemployment, twice at twice.
    assert departures() == pytest.approx(0.5, abs=0.12)
    assert departures(unemployment=0.05) == pytest.approx(0.25, abs=0.1)
    assert departures(unemployment=0.2) == pytest.approx(1.0, abs=0.17)
    assert departures(unemployment=0.2, migration__answer_to_unemployment=0.0) == pytest.approx(0.5, abs=0.12)


def test_a_place_at_rest_pulls_as_at_rest_and_each_answer_has_its_sign():
    assert pull_of_place(1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 3.0) == 1.0
    assert pull_of_place(2.0, 1.0, 1.0, 1.0, 1.0, 0.5, 3.0) == pytest.approx(0.5)
    assert pull_of_place(1.0, 1.2, 1.0, 1.0, 1.0, 0.5, 3.0) == pytest.approx(1.2)
    assert pull_of_place(1.0, 1.0, 1.44, 1.0, 1.0, 0.5, 3.0) == pytest.approx(1.0 / 1.2)
    # Off: nothing matters.
    assert pull_of_place(5.0, 0.2, 9.0, 0.0, 0.0, 0.0, 3.0) == 1.0
    # Within three and a third.
    assert pull_of_place(0.01, 1.0, 1.0, 1.0, 1.0, 0.5, 3.0) == 3.0
    assert pull_of_place(100.0, 1.0, 1.0, 1.0, 1.0, 0.5, 3.0) == pytest.approx(1.0 / 3.0)


RATIO = st.floats(0.05, 20.0)


@given(RATIO, RATIO, RATIO, st.floats(0.0, 5.0), st.floats(0.0, 5.0), st.floats(0.0, 5.0), st.floats(1.0, 20.0))
def test_pull_stays_within_its_bounds_and_moves_the_way_it_should(
    unemployment, pay, housing, to_unemployment, to_pay, to_housing, most
):
    answers = (to_unemployment, to_pay, to_housing, most)
    pull = pull_of_place(unemployment, pay, housing, *answers)
    assert 1.0 / most <= pull <= most
    assert pull_of_place(1.1 * unemployment, pay, housing, *answers) <= pull
    assert pull_of_place(unemployment, 1.1 * pay, housing, *answers) >= pull
    assert pull_of_place(unemployment, pay, 1.1 * housing, *answers) <= pull


def test_what_pay_is_at_rest_is_learnt_in_the_burn_in_and_kept():
    world = moving_world(migration__answer_to_pay=1.0)
    add_organisation(world, 1, staff=3, wage_offer=1_990.0 * 0.6)
    # One post at the reference pay, three at 0.6 of it: 0.7 together. A 36th of the way from 1.
    assert pull_now(world, 0) == pytest.approx(0.7 / (1.0 - 0.3 / 36.0))
    assert world.authority[0].pay_reference == pytest.approx(1.0 - 0.3 / 36.0)
    world.authority[0].pay_reference = 0.7
    assert pull_now(world, 1) == pytest.approx(1.0)
    assert world.authority[0].pay_reference == 0.7
    # Twice what is asked for housing halves nothing but by its elasticity of one half.
    world.authority[0].housing_index = 2.0
    assert pull_now(world, 1) == pytest.approx(2.0**-0.5)


def arrived_like(*, dwelling=0, loan=0, elsewhere=0, sold_by_absentees=0, owed_by_absentees=0):
    """A world with one job seeker of some means, in which somebody alike has arrived in row 2."""
    world = moving_world(labour_force=10, rate=1e-9)
    books, absentees = world.books, outside_account(world.books, ABSENTEES)
    add_person(
        world, 1, UNEMPLOYED, deposits=1_000 * EUR, savings=500 * EUR, ability=1.5, sector=CULTURE, deposit_target=7
    )
    books.balance[HOUSING_LAND, 1] += dwelling * EUR
    claim(world, HOUSING_LOANS, 1, bank_account(books), loan * EUR)
    claim(world, OUTSIDE_ASSETS, outside_account(books, HEAD), 1, elsewhere * EUR)
    books.balance[HOUSING_LAND, absentees] += sold_by_absentees * EUR
    claim(world, HOUSING_LOANS, absentees, bank_account(books), owed_by_absentees * EUR)
    lived(world, immigrate, 1, 2, 0)
    return world


def test_who_comes_has_the_skill_and_the_money_of_somebody_who_looks_for_a_post_here():
    world = arrived_like(elsewhere=300)
    newcomer = world.households[2]
    assert (newcomer.status, newcomer.ability, newcomer.sector, newcomer.deposit_target) == (
        UNEMPLOYED,
        1.5,
        CULTURE,
        7,
    )
    assert (held(world, DEPOSITS, 2), held(world, SAVINGS, 2)) == (1_000 * EUR, 500 * EUR)
    assert held(world, OUTSIDE_ASSETS, 2) == 300 * EUR
    assert booked(world) == {"migration": 1_500 * EUR, "savings withdrawn": 500 * EUR}
    # Whom it resembles loses nothing.
    assert (held(world, DEPOSITS, 1), held(world, SAVINGS, 1)) == (1_000 * EUR, 500 * EUR)


def test_a_dwelling_is_bought_of_owners_elsewhere_with_the_loan_on_it():
    world = arrived_like(dwelling=100_000, loan=60_000, sold_by_absentees=150_000, owed_by_absentees=70_000)
    absentees = outside_account(world.books, ABSENTEES)
    assert (held(world, HOUSING_LAND, 2), held(world, HOUSING_LAND, absentees)) == (100_000 * EUR, 50_000 * EUR)
    assert (held(world, HOUSING_LOANS, 2), held(world, HOUSING_LOANS, absentees)) == (-60_000 * EUR, -10_000 * EUR)
    # 40,000 of its own are paid beside the loan; as much as its like holds is left.
    assert booked(world)["land sale"] == 40_000 * EUR
    assert (held(world, DEPOSITS, 2), held(world, SAVINGS, 2)) == (1_000 * EUR, 500 * EUR)


def test_where_no_dwelling_is_for_sale_its_worth_stays_elsewhere():
    world = arrived_like(dwelling=100_000, loan=60_000, sold_by_absentees=30_000, owed_by_absentees=10_000)
    # A dwelling of 30,000 with a loan of 10,000; 70,000 are kept elsewhere.
    assert (held(world, HOUSING_LAND, 2), held(world, HOUSING_LOANS, 2)) == (30_000 * EUR, -10_000 * EUR)
    assert held(world, OUTSIDE_ASSETS, 2) == 70_000 * EUR
    assert booked(world)["land sale"] == 20_000 * EUR
    none = arrived_like(dwelling=100_000)
    assert held(none, OUTSIDE_ASSETS, 2) == 100_000 * EUR
    assert held(none, HOUSING_LAND, 2) == 0


def test_parcels_of_owners_elsewhere_are_no_dwellings_for_sale():
    world = moving_world()
    absentees = outside_account(world.books, ABSENTEES)
    world.books.balance[HOUSING_LAND, absentees] += 500 * EUR
    owned(world, 3, absentees, 20_000)
    assert dwellings_for_sale(world) == 500 * EUR


def test_nobody_with_a_post_or_a_business_is_resembled():
    world = moving_world(households=3)
    add_person(world, 1, UNEMPLOYED, businesses=1)
    add_person(world, 2, RETIRED)
    assert somebody_alike(world, 1, 0) == NOBODY
    world.households[1].businesses = 0
    assert somebody_alike(world, 1, 0) == 1


def test_who_arrives_is_nobodys_heir():
    # 0.1 of a labour force of 10 at rest: one.
    world = moving_world(labour_force=10, labour__minimum_wage=1_100.0)
    add_person(world, 1, ABSENT, pension=1, businesses=2, saver=1, employer=0, last_wage=3)
    world.known_seller[1] = 0
    lived(world, migrate, 1)
    arrived = world.households[1]
    assert counted(world) == {"immigrants": 1.0}
    assert (arrived.status, arrived.employer, arrived.pension, arrived.businesses, arrived.saver) == (
        UNEMPLOYED,
        NOBODY,
        0,
        0,
        0,
    )
    assert (arrived.last_wage, arrived.income_last) == (1_100 * EUR, 450 * EUR)
    assert (world.known_seller[1] == NOBODY).all()


def test_with_migration_off_nobody_moves():
    world = moving_world(rate=0.0, labour_force=10)
    add_person(world, 1, UNEMPLOYED)
    lived(world, migrate, 1)
    assert world.households.status[:3].tolist() == [EMPLOYED, UNEMPLOYED, ABSENT]
    assert booked(world) == counted(world) == {}


def activity_world(*, rate=0.02, unemployment=0.1, inactive=500, unemployed=500, **changes):
    """500 people without a post and 500 inactive ones, as at rest: a tenth of a labour force of 5,000."""
    settings = {"migration__rate": 0.0, "activity__leaving_rate": rate, "activity__answer": 0.5, **changes}
    world = small_economy(households=1000, **settings)
    for row in range(inactive + unemployed):
        add_person(world, row, INACTIVE if row < inactive else UNEMPLOYED, pension=450 * EUR if row < inactive else 0)
    authority = world.authority[0]
    authority.unemployment_reference, authority.unemployment_rate = 0.1, unemployment
    authority.labour_force_reference, authority.inactive_reference = 5_000, 500
    return world


def moved(months=40, **settings):
    """Mean numbers a month of those who stop looking and of those who begin, from the same 500 and 500 each month."""
    world = activity_world(**settings)
    stopped = begun = 0.0
    status = world.households.status.copy()
    for month in range(1, months + 1):
        lived(world, migrate, month)
        stopped += counted(world).get("became_inactive", 0.0)
        begun += counted(world).get("became_active", 0.0)
        world.households.status[:] = status
    return stopped / months, begun / months


def test_hazards_of_activity_balance_at_rest_and_answer_to_unemployment_and_pull():
    # At rest 0.02 of 500 unemployed stop and 0.02 of 500 inactive begin; with 2,000 inactive a quarter of that each.
    assert activity_hazards(activity_world()) == pytest.approx((0.02, 0.02))
    world = activity_world()
    world.authority[0].inactive_reference = 2_000
    stopping, beginning = activity_hazards(world)
    assert (stopping, beginning) == pytest.approx((0.02, 0.005))
    assert stopping * 500 == pytest.approx(beginning * 2_000)
    # Four times the unemployment, to the power 0.5: twice and half. A pull moves those who begin alone.
    assert activity_hazards(activity_world(unemployment=0.4)) == pytest.approx((0.04, 0.01))
    assert activity_hazards(activity_world(activity__pull=3.0)) == pytest.approx((0.02, 0.06))
    assert activity_hazards(activity_world(rate=0.0)) == (0.0, 0.0)


def test_one_draw_decides_who_leaves_and_who_stops_looking():
    # 0.3 leave and 0.2 stop, of the same draw: half of them stay, and nobody who has left is inactive too.
    world = activity_world(rate=0.2, inactive=0, unemployed=1000, migration__rate=0.3, activity__answer=0.0)
    world.authority[0].labour_force_reference = 0
    world.authority[0].inactive_reference = 1
    lived(world, migrate, 1)
    moves = counted(world)
    assert moves["emigrants"] == pytest.approx(300, abs=45) and moves["became_inactive"] == pytest.approx(200, abs=40)
    status = world.households.status
    assert ((status == ABSENT).sum(), (status == INACTIVE).sum()) == (moves["emigrants"], moves["became_inactive"])
    # Where all leave nobody is left to stop.
    world = activity_world(rate=1.0, inactive=0, unemployed=10, migration__rate=1.0)
    world.authority[0].labour_force_reference = 0
    lived(world, migrate, 1)
    assert counted(world) == {"emigrants": 10.0}


def test_at_rest_as_many_begin_to_look_as_stop():
    assert moved() == pytest.approx((10.0, 10.0), abs=1.6)
    # Half as many inactive as at month 0 would have to begin twice as often; so they do not.
    assert moved(inactive=250)[1] == pytest.approx(5.0, abs=1.2)


def test_more_stop_and_fewer_begin_where_unemployment_is_high():
    # Four times the unemployment: twice as many stop, half as many begin.
    assert moved(unemployment=0.4) == pytest.approx((20.0, 5.0), abs=2.3)
    assert moved(unemployment=0.4, activity__answer=0.0) == pytest.approx((10.0, 10.0), abs=1.6)


def test_a_pull_brings_the_inactive_in_and_leaves_the_others_alone():
    assert moved(activity__pull=2.0) == pytest.approx((10.0, 20.0), abs=2.3)
    assert moved(activity__pull=0.0)[1] == 0.0


def test_with_activity_off_nobody_begins_or_stops():
    assert moved(rate=0.0) == (0.0, 0.0)
    world = activity_world()
    world.authority[0].inactive_reference = 0
    lived(world, migrate, 1)
    assert counted(world) == {}


def test_who_stops_looking_lives_on_the_minimum_income_and_who_begins_has_no_benefit_yet():
    world = activity_world(rate=1.0, inactive=1, unemployed=1, tax__assistance=450.0, activity__pull=100.0)
    world.households.last_wage[:2] = 9
    lived(world, migrate, 1)
    begun, stopped = world.households[0], world.households[1]
    assert (begun.status, begun.pension, begun.last_wage, begun.months_unemployed) == (UNEMPLOYED, 0, 0, 0)
    assert (stopped.status, stopped.pension) == (INACTIVE, 450 * EUR)
    assert booked(world) == {}
    assert counted(world) == {"became_active": 1.0, "became_inactive": 1.0}


def test_an_owner_without_a_post_goes_on_looking():
    world = activity_world(rate=1.0, inactive=0, unemployed=1)
    world.households[0].businesses = 1
    lived(world, migrate, 1)
    assert world.households[0].status == UNEMPLOYED
