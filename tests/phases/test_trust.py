"""Who remembers whom, what meetings teach, and the past a territory starts with."""

import numpy as np
import pytest

from simulation.columns import NOBODY, PARTNERS
from simulation.phases.poles.trust import (
    gather_initial_members,
    remember,
    remember_partners,
    slot_of,
    trust_in,
    whole_meetings,
)
from tests.phases.pole_scene import all_know_one_another, organisations_world, pole_of


def test_a_stranger_has_the_initial_stock():
    world = organisations_world(3, trust__initial=0.4)
    assert trust_in(world, 0, 1, 5) == 0.4


def test_trust_is_won_slowly_and_lost_three_times_faster():
    world = organisations_world(3, trust__initial=0.5, trust__gain=0.1)
    assert remember(world, 0, 1, 1, 1.0) == pytest.approx(0.5 + 0.1 * 0.5)
    assert remember(world, 0, 2, 1, 0.0) == pytest.approx(0.5 - 0.3 * 0.5)


def test_unused_trust_returns_to_the_initial_stock():
    world = organisations_world(3, trust__initial=0.4, trust__decay=0.5)
    all_know_one_another(world, 3, 0.8, month=10)
    assert trust_in(world, 0, 1, 12) == pytest.approx(0.4 + 0.4 * 0.25)


def test_a_newcomer_in_a_reused_row_is_a_stranger():
    world = organisations_world(3)
    all_know_one_another(world, 3, 0.9)
    world.organisations[1].uid = 999
    assert trust_in(world, 0, 1, 0) == world.parameters[0].trust_initial


def test_the_partner_met_least_recently_is_forgotten():
    world = organisations_world(PARTNERS + 2)
    for j in range(1, PARTNERS + 1):
        remember(world, 0, j, j, 0.5)
    remember(world, 0, 1, 100, 0.5)
    remember(world, 0, PARTNERS + 1, 101, 0.5)
    assert slot_of(world, 0, 2) == NOBODY
    assert slot_of(world, 0, 1) != NOBODY


def test_a_shared_site_raises_meetings_not_trust():
    assert whole_meetings(1.0, 0.99) == 1
    assert (whole_meetings(2.5, 0.4), whole_meetings(2.5, 0.6)) == (3, 2)


def test_members_see_what_each_gives():
    world = organisations_world(3, trust__initial=0.5)
    pole_of(world, 3, depth=2)
    world.organisations.pool_effort[:3] = [1.0, 1.0, 0.0]
    for month in range(1, 40):
        remember_partners(world, month)
    assert trust_in(world, 0, 1, 40) > 0.6 > 0.3 > trust_in(world, 0, 2, 40)


def test_nobody_meets_where_reciprocity_is_not_allowed():
    world = organisations_world(4, regime__reciprocity_allowed=0)
    world.organisations.depth[:4] = 1
    remember_partners(world, 1)
    assert (world.partner == NOBODY).all()


def test_neighbours_start_with_a_past_and_no_pole():
    world = organisations_world(6, pole__initial_members=4)
    world.organisations.entrepreneur[2] = 1
    world.organisations.parcel[:6] = [0, 24, 24, 23, 4, 19]
    gather_initial_members(world, 0)
    gathered = np.flatnonzero((world.partner != NOBODY).any(axis=1))
    assert list(gathered) == [1, 2, 3, 5]
    assert (world.organisations.parcel[gathered] == 24).all()
    assert trust_in(world, 1, 5, 0) == 0.6
    assert (world.poles.alive == 0).all()
