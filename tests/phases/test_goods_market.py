"""Sellers as households see them, and the staff that a closing finds."""

import numpy as np
import pytest

from simulation import Territory, load_plan
from simulation.columns import EMPLOYED, NOBODY
from simulation.phases.economy.goods_market import nearness_by_distance, open_stalls, weight_of
from simulation.phases.economy.liquidation import chain_staff


@pytest.fixture(scope="module")
def world():
    territory = Territory(load_plan("mono_industry", overrides={"demand.distance_cost": 0.25}), rng=3)
    territory.run_for(13)
    return territory.world


def test_attraction_falls_with_the_distance_in_kilometres(world):
    side = np.sqrt(world.parcels["hectares"][0] / 100.0)
    near = nearness_by_distance(world)
    assert near[0] == 1.0
    assert near[3 * 3 + 4 * 4] == pytest.approx(1.0 / (1.0 + 0.25 * 5.0 * side), rel=1e-14)
    largest = (world.parcels["x"].max(), world.parcels["y"].max())
    assert len(near) == largest[0] ** 2 + largest[1] ** 2 + 1 and (np.diff(near) < 0.0).all()


def test_distance_counts_only_between_places_on_the_map(world):
    stalls, _ = open_stalls(world)
    near = nearness_by_distance(world)
    seller = int(np.flatnonzero((stalls["pull"] > 0.0) & (stalls["x"] >= 0))[0])
    x, y = int(stalls["x"][seller]), int(stalls["y"][seller])
    assert weight_of(stalls[seller], near, x, y) == stalls["pull"][seller]
    assert weight_of(stalls[seller], near, -1, -1) == stalls["pull"][seller]
    across = 1 if x == 0 else -1
    assert weight_of(stalls[seller], near, x + across, y) == stalls["pull"][seller] * near[1]
    stalls["x"][seller] = -1
    assert weight_of(stalls[seller], near, 0, 0) == stalls["pull"][seller]


def test_only_the_living_open_a_stall_and_at_their_own_price(world):
    stalls, alive = open_stalls(world)
    organisations = world.organisations
    np.testing.assert_array_equal(alive, organisations["alive"] == 1)
    np.testing.assert_array_equal(stalls["price"][alive], organisations["price"][alive])
    assert not stalls[~alive].view(np.uint8).any()


def test_the_chain_of_an_organisation_holds_its_whole_staff_in_the_order_of_rows(world):
    first, following = chain_staff(world)
    employed = world.households["status"] == EMPLOYED
    for o in range(len(world.organisations)):
        found, h = [], first[o]
        while h != NOBODY:
            found.append(int(h))
            h = following[h]
        assert found == np.flatnonzero(employed & (world.households["employer"] == o)).tolist()
        if world.organisations["alive"][o] == 1:
            assert len(found) == world.organisations["staff"][o]
