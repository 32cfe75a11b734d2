"""Labour: who goes, who is dismissed, which posts are open and who takes them."""

import math

import numpy as np
import pytest

from simulation.columns import (
    AUTHORITY_POST,
    COMMUTER,
    EMPLOYED,
    NOBODY,
    RETIRED,
    STATE_POST,
    UNEMPLOYED,
)
from simulation.declared.sectors import CULTURE, SERVICES, TRADE
from simulation.draws import STREAM, uniform
from simulation.ledger import STAFF_LENT
from simulation.phases.economy.labour import (
    AUTHORITY_VACANCY,
    COMMUTER_VACANCY,
    STATE_VACANCY,
    chance_of_candidates,
    labour_market,
    lose_post,
    open_vacancies,
    paid_quality,
    separate,
    take_post,
)
from tests.phases.economy_scene import EUR, add_person, booked, counted, employ, lived, small_economy
from tests.phases.land_scene import add_organisation

TERMS = {
    "labour__separation_rate": 0.0,
    "labour__vacancy_matching": 1.0,
    "labour__applications": 20,
    "labour__pay_spread": 0.5,
    "labour__pay_spread_social": 0.25,
    "labour__minimum_wage": 1_100.0,
}


def employer_world(staff, posts, *, seekers=0, **changes):
    """One employer with so many people and posts, and so many unemployed, each a year out of work."""
    world = small_economy(households=12, **{**TERMS, **changes})
    add_employer(world, 0, posts=posts)
    for row in range(staff):
        employ(world, row, 0, wage=1_600 * EUR)
    for row in range(staff, staff + seekers):
        add_person(world, row, UNEMPLOYED, months_unemployed=12, sector=CULTURE)
    return world


def add_employer(world, row, *, posts, sector=SERVICES, **columns):
    settings = {"base_wage": 2_000.0, "wage_offer": 2_100.0, "fte_per_post": 0.8, **columns}
    return add_organisation(world, row, sector=sector, posts=posts, **settings)


def drawn(world, stream, people, month=1):
    """People in the order of their number of the month for a purpose."""
    return sorted(people, key=lambda row: uniform(world.key[0], STREAM[stream], month, int(row), 0))


def test_work_is_paid_by_ability_within_the_spread_and_above_the_minimum():
    # exp(0.5 x 1 - 0.125) = exp(0.375); at -3 the minimum of 1,100 of 2,000 holds.
    assert paid_quality(2_000.0, 1.0, 0.5, 1_100.0) == pytest.approx(math.exp(0.375))
    assert paid_quality(2_000.0, -3.0, 0.5, 1_100.0) == 0.55
    assert paid_quality(2_000.0, 5.0, 0.0, 1_100.0) == 1.0


@pytest.mark.parametrize(
    ("ability", "social", "wage"),
    [
        (0.25, 0, 1_680_00),  # 0.5 x 0.25 - 0.125 = 0: 2,100 x 0.8
        (-3.0, 0, 924_00),  # 0.55 x 2,100 = 1,155, x 0.8
        (0.125, 1, 1_680_00),  # 0.25 x 0.125 - 0.03125 = 0 in the social economy
    ],
)
def test_a_post_is_paid_what_is_offered_for_the_work_and_the_hours(ability, social, wage):
    world = employer_world(0, 1, seekers=1)
    world.organisations[0].social_economy = social
    world.households[0].ability = ability
    take_post(world, 0, 0)
    person, organisation = world.households[0], world.organisations[0]
    assert person.wage == wage
    assert (person.status, person.employer, person.sector) == (EMPLOYED, 0, SERVICES)
    assert (person.months_unemployed, person.full_time_equivalent, organisation.staff) == (0, 0.8, 1)


def test_who_loses_a_post_keeps_the_memory_of_its_wage():
    world = employer_world(2, 2)
    person = world.households[1]
    person.subsidised = 1
    lose_post(world, 1)
    assert (person.subsidised, person.full_time_equivalent) == (0, 0.0)
    assert (person.status, person.employer, person.wage, person.last_wage) == (UNEMPLOYED, NOBODY, 0, 1_600 * EUR)
    assert world.organisations[0].staff == 1


def test_staff_beyond_the_posts_is_dismissed_by_the_numbers_drawn():
    world = employer_world(5, 3)
    lived(world, separate, 1)
    gone = np.flatnonzero(world.households.status == UNEMPLOYED).tolist()
    assert gone == sorted(drawn(world, "layoff", range(5))[:2])
    assert world.organisations[0].staff == 3
    assert counted(world) == {"layoffs": 2.0}


def test_an_owner_is_never_dismissed_by_the_own_organisation_and_never_quits():
    world = employer_world(3, 0)
    world.organisations[0].owner = 1
    lived(world, separate, 1)
    assert world.households.status[:3].tolist() == [UNEMPLOYED, EMPLOYED, UNEMPLOYED]
    world.parameters[0].labour_separation_rate = 1.0
    lived(world, separate, 2)
    assert world.households[1].status == EMPLOYED
    assert counted(world) == {}


def test_who_goes_anyhow_is_not_dismissed_as_well():
    world = employer_world(3, 1, labour__separation_rate=1.0)
    lived(world, separate, 1)
    assert counted(world) == {"separations": 3.0}
    assert world.organisations[0].staff == 0


def test_everybody_with_a_post_may_go_and_each_employer_counts_one_less():
    world = employer_world(1, 1, labour__separation_rate=1.0)
    for row, status in ((1, STATE_POST), (2, AUTHORITY_POST), (3, COMMUTER), (4, RETIRED)):
        add_person(world, row, status, wage=1_000 * EUR)
    authority = world.authority[0]
    authority.state_staff, authority.staff, authority.commuters = 5, 6, 7
    lived(world, separate, 1)
    assert world.households.status[:5].tolist() == [UNEMPLOYED] * 4 + [RETIRED]
    assert (authority.state_staff, authority.staff, authority.commuters) == (4, 5, 6)
    assert counted(world) == {"separations": 4.0}


def test_open_posts_are_listed_one_by_one_those_outside_organisations_last():
    world = employer_world(1, 3)
    add_employer(world, 1, posts=1)
    add_employer(world, 2, posts=4, alive=0)
    authority = world.authority[0]
    authority.state_posts, authority.state_staff = 2, 1
    authority.posts, authority.staff = 1, 1
    authority.commuter_posts, authority.commuters = 3, 1
    listed = [0, 0, 1, STATE_VACANCY, COMMUTER_VACANCY, COMMUTER_VACANCY]
    assert open_vacancies(world, 1).tolist() == listed
    assert world.organisations.vacancies[:3].tolist() == [2, 1, 0]
    authority.posts = 2
    world.parameters[0].labour_vacancy_matching = 0.0
    # No post of an organisation meets a candidate this month; those of public employers and outside always do.
    open_posts = [STATE_VACANCY, AUTHORITY_VACANCY, COMMUTER_VACANCY, COMMUTER_VACANCY]
    assert open_vacancies(world, 1).tolist() == open_posts
    # They stay open all the same.
    assert world.organisations.vacancies[:3].tolist() == [2, 1, 0]


@pytest.mark.parametrize(
    ("usual", "unemployment", "elasticity", "chance"),
    [(0.6, 0.1, 0.5, 0.6), (0.6, 0.05, 1.0, 0.3), (0.6, 0.025, 0.5, 0.3), (0.6, 0.4, 0.5, 1.0), (0.6, 0.01, 0.0, 0.6)],
)
def test_a_vacancy_meets_candidates_by_a_cobb_douglas_matching_function(usual, unemployment, elasticity, chance):
    assert chance_of_candidates(usual, unemployment, 0.1, elasticity) == pytest.approx(chance)


def test_where_nobody_is_unemployed_posts_stay_open():
    world = employer_world(2, 4)
    lived(world, labour_market, 1)
    assert world.organisations[0].staff == 2
    assert world.organisations[0].vacancies == 2
    assert world.authority[0].unemployment_rate == 0.0
    assert counted(world) == booked(world) == {}


def test_where_no_post_is_open_everybody_waits_a_month_longer():
    world = employer_world(2, 2, seekers=2)
    lived(world, labour_market, 1)
    assert world.households.months_unemployed[2:4].tolist() == [13, 13]
    assert world.authority[0].unemployment_rate == 0.5
    assert counted(world) == {}


def test_one_post_for_two_seekers_goes_to_the_first_in_the_drawn_order():
    world = employer_world(2, 3, seekers=2)
    world.households.ability[2:4] = 0.25  # quality 1
    lived(world, labour_market, 1)
    first, second = drawn(world, "matching_order", (2, 3))
    assert (world.households[first].status, world.households[second].status) == (EMPLOYED, UNEMPLOYED)
    assert world.households[second].months_unemployed == 13
    assert counted(world) == {"job_finders": 1.0}
    # One in four without work; two full-time posts and one of 0.8.
    assert world.authority[0].unemployment_rate == 0.25
    assert world.organisations[0].labour == pytest.approx(2.8)


def test_posts_of_public_and_outside_employers_are_filled():
    world = employer_world(0, 0, seekers=3)
    authority = world.authority[0]
    authority.state_posts = authority.posts = authority.commuter_posts = 1
    lived(world, labour_market, 1)
    assert sorted(world.households.status[:3].tolist()) == [COMMUTER, STATE_POST, AUTHORITY_POST]
    assert (authority.state_staff, authority.staff, authority.commuters) == (1, 1, 1)
    assert world.households.employer[:3].tolist() == [NOBODY] * 3


def test_who_is_dismissed_may_take_another_post_in_the_same_month():
    world = employer_world(2, 1)
    add_employer(world, 1, posts=1, sector=TRADE)
    world.households.ability[:2] = 0.25  # quality 1
    lived(world, labour_market, 1)
    assert counted(world) == {"layoffs": 1.0, "job_finders": 1.0}
    assert world.organisations.staff[:2].tolist() == [1, 1]
    assert world.organisations.labour[:2] == pytest.approx([1.0, 0.8])
    assert world.authority[0].unemployment_rate == 0.0


def hired_by(months, **changes):
    """Sectors in which a job seeker from trade is hired, a post in trade and one in services being open."""
    sectors = set()
    for month in range(1, months + 1):
        world = employer_world(0, 1, seekers=1, **changes)
        add_employer(world, 1, posts=1, sector=TRADE)
        world.households[0].sector = TRADE
        labour_market(world, month)
        sectors.add(int(world.households[0].sector))
    return sectors


def test_the_sector_last_worked_in_decides_when_it_weighs_and_not_when_off():
    # The draws of two posts differ by 44 at most: log(-log(1e-300)) + 53 log 2.
    assert hired_by(40, labour__skill_weight=100.0) == {TRADE}
    assert hired_by(40, labour__skill_weight=0.0) == {TRADE, SERVICES}
    assert hired_by(40, labour__skill_weight=100.0, policy__training_centre=1.0) == {TRADE, SERVICES}


def test_courses_are_charged_for_every_unemployed_person():
    world = employer_world(1, 1, seekers=3, policy__training_centre=0.5, policy__training_cost=150.0)
    lived(world, labour_market, 1)
    assert world.books.satellite[STAFF_LENT] == 225 * EUR
    assert world.authority[0].public_cost == 225 * EUR


def test_with_separations_off_and_posts_kept_nobody_moves():
    world = employer_world(5, 5)
    lived(world, labour_market, 1)
    assert counted(world) == {}
    assert world.households.status[:5].tolist() == [EMPLOYED] * 5
