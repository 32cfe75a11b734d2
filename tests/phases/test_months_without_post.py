"""One definition of the months of unemployment, and of the hours of posts, whoever the employer is or was."""

import pytest

from simulation.columns import AUTHORITY_POST, COMMUTER, EMPLOYED, STATE_POST, UNEMPLOYED
from simulation.declared.sectors import SERVICES
from simulation.phases.economy.labour import (
    AUTHORITY_VACANCY,
    COMMUTER_VACANCY,
    STATE_VACANCY,
    labour_market,
    take_post,
)
from simulation.phases.economy.liquidation import OTHER, chain_staff, close_organisation
from simulation.phases.economy.migration import immigrate
from tests.phases.land_scene import add_household, add_organisation, small_world


def employed(**changes):
    """One person with a post in an organisation that will hire nobody."""
    world = small_world(migration__rate=0.0, **changes)
    add_household(world, 0)
    add_organisation(world, 0, sector=SERVICES, staff=1, posts=1, wage_offer=2000.0)
    world.households[0].status, world.households[0].employer = EMPLOYED, 0
    world.households[0].wage = 150_000
    world.authority[0].state_wage = 2000.0
    return world


def separated():
    world = employed(labour__separation_rate=1.0)
    world.organisations[0].posts = 0
    labour_market(world, 1)
    return world


def laid_off():
    world = employed(labour__separation_rate=0.0)
    world.organisations[0].posts = 0
    labour_market(world, 1)
    return world


def closed_out():
    world = employed(labour__separation_rate=0.0)
    first, following = chain_staff(world)
    close_organisation(world, 0, 0, OTHER, first, following)
    labour_market(world, 1)
    return world


def newcomer():
    world = small_world()
    world.authority[0].state_wage = 2000.0
    immigrate(world, 0, 0, 0)
    labour_market(world, 1)
    return world


@pytest.mark.parametrize("become_unemployed", [separated, laid_off, closed_out, newcomer])
def test_the_first_month_without_a_post_is_month_one(become_unemployed):
    world = become_unemployed()
    assert world.households[0].status == UNEMPLOYED
    assert world.households[0].months_unemployed == 1
    world.organisations.posts[:] = 0
    labour_market(world, 2)
    assert world.households[0].months_unemployed == 2


@pytest.mark.parametrize(
    ("vacancy", "status"),
    [(STATE_VACANCY, STATE_POST), (AUTHORITY_VACANCY, AUTHORITY_POST), (COMMUTER_VACANCY, COMMUTER)],
)
def test_posts_of_the_state_and_of_commuters_have_the_hours_of_the_plan(vacancy, status):
    world = small_world(labour__full_time_equivalent=0.7)
    world.authority[0].state_wage = 2000.0
    # What stands in the first row of organisations plays no part, least of all when the row is empty.
    world.organisations[0].fte_per_post = 0.2
    take_post(world, 0, vacancy)
    assert world.households[0].status == status
    assert world.households[0].full_time_equivalent == 0.7
