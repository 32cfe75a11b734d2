"""The grid of month 0: shares of uses, the order of Alonso, farms, owners."""

import numpy as np
import pytest

from simulation.columns import ACTIVITY_USE, FARMING_USE, HOUSING_USE, NOBODY, SECOND_HOME_USE, UNUSED
from simulation.ledger import authority_account
from simulation.parcels import communes, lay_out_parcels, own_parcels, parcels_of_use
from simulation.purposes import HOUSING_LAND
from tests.phases.land_scene import (
    add_household,
    add_organisation,
    assert_accounts_close,
    declared,
    small_world,
)


@pytest.fixture
def laid_out():
    world = small_world(parcels=441)
    for row in range(4):
        add_organisation(world, row, posts=row + 1)
    for row in range(3):
        add_household(world, row)
    _, values = declared()
    lay_out_parcels(world, values)
    own_parcels(world, values, np.arange(3))
    return world


def test_uses_have_their_shares_and_stand_in_the_order_of_their_bid_rents(laid_out):
    counts = np.bincount(laid_out.parcels.use, minlength=5)
    assert (counts[ACTIVITY_USE], counts[HOUSING_USE], counts[SECOND_HOME_USE]) == (13, 44, 9)
    assert counts[UNUSED] == 88 + 1 and counts[FARMING_USE] == 441 - 13 - 44 - 9 - 89
    distance = laid_out.parcels.distance
    activities, housing = parcels_of_use(laid_out, ACTIVITY_USE), parcels_of_use(laid_out, HOUSING_USE)
    assert distance[activities].max() <= distance[housing].min()
    assert distance[housing].max() <= distance[parcels_of_use(laid_out, FARMING_USE)].min()
    assert laid_out.authority[0].housing_edge == distance[housing].max()


def test_communes_are_blocks_of_nearly_equal_size():
    x, y = np.arange(400) % 20, np.arange(400) // 20
    assert list(np.bincount(communes(x, y, 20, 4))) == [100] * 4
    assert list(np.bincount(communes(x, y, 20, 2))) == [200] * 2
    assert list(np.bincount(communes(x, y, 20, 1))) == [400]


def test_farms_work_all_fields_in_proportion_to_their_posts(laid_out):
    table, farms = laid_out.parcels, laid_out.organisations[:4]
    fields = parcels_of_use(laid_out, FARMING_USE)
    assert (table.farm[fields] != NOBODY).all()
    assert farms.land_held.sum() == 10.0 * len(fields)
    assert farms.land_held / farms.land_held.sum() == pytest.approx([0.1, 0.2, 0.3, 0.4], abs=0.01)
    assert (farms.land_factor == 1.0).all() and (table.use[farms.parcel] == FARMING_USE).all()


def test_every_parcel_but_housing_has_one_owner_who_holds_its_value(laid_out):
    table, books = laid_out.parcels, laid_out.books
    housing = table.use == HOUSING_USE
    assert (table.owner[housing] == NOBODY).all() and (table.value[housing] == 0).all()
    held = np.zeros(books.balance.shape[1], np.int64)
    np.add.at(held, table.owner[~housing], table.value[~housing])
    assert (held == books.balance[HOUSING_LAND]).all()
    assert (laid_out.households.land_value == held[: len(laid_out.households)]).all()
    public = np.flatnonzero(table.community == 1)
    assert len(public) == 1 and table.hectares[public[0]] == 7.0
    assert table.owner[public[0]] == authority_account(books)
    assert_accounts_close(laid_out)


def test_land_of_residents_is_fields_and_waste_of_those_who_are_named_and_of_no_others(laid_out):
    table, people = laid_out.parcels, len(laid_out.households)
    of_residents = table.owner < people
    of_residents &= table.owner >= 0
    assert set(table.owner[of_residents].tolist()) == {0, 1, 2}
    assert np.isin(table.use[of_residents], (FARMING_USE, UNUSED)).all()
    for residents in (np.array([1]), np.arange(0)):
        world = small_world(parcels=441)
        for row in range(3):
            add_household(world, row)
        _, values = declared()
        lay_out_parcels(world, values)
        own_parcels(world, values, residents)
        owners = world.parcels.owner[world.parcels.use != HOUSING_USE]
        # With nobody named it belongs to owners elsewhere.
        assert set(owners[owners < people].tolist()) == set(residents.tolist())
        assert_accounts_close(world)
