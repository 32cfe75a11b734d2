"""Anchoring: who leaves, who stays, who comes back; membership of a pole never matters."""

import pytest

from simulation.columns import NOBODY, TALLY
from simulation.declared.sectors import MAIN_INDUSTRY, TRADE
from simulation.ledger import outside_account
from simulation.phases.economy.relocation import bring_back, cost_edge, edge_strength, leaving_hazard, relocate
from simulation.purposes import ABSENTEES, DEPOSITS, EQUITY
from tests.phases.land_scene import add_household, add_organisation, assert_accounts_close, small_world

CERTAIN = {"anchoring__relocation_rate": 1.0, "anchoring__reshoring_rate": 0.0}


def plants(world, count=60, **columns):
    for row in range(count):
        add_organisation(world, row, sector=MAIN_INDUSTRY, unit_cost=0.8, normal_markup=0.25, **columns)


def left(world, months=24):
    gone = 0.0
    for month in range(1, months + 1):
        world.tally[:] = 0.0
        relocate(world, month)
        gone += world.tally[TALLY["relocations"]]
    return int(gone)


def test_cost_edge_and_its_strength():
    assert cost_edge(1.0, 0.8) == pytest.approx(0.25)
    assert edge_strength(0.05, 0.05, 0.25) == 0.0
    assert edge_strength(0.175, 0.05, 0.25) == pytest.approx(0.5)
    assert edge_strength(0.9, 0.05, 0.25) == 1.0


def test_hazard_depends_on_where_the_owners_live():
    assert leaving_hazard(0.12, 0.5, 1, 0.1) == pytest.approx(0.005)
    assert leaving_hazard(0.12, 0.5, 0, 0.1) == pytest.approx(0.0005)
    assert leaving_hazard(0.12, 0.5, 0, 1.0) == leaving_hazard(0.12, 0.5, 1, 1.0)


def test_nobody_leaves_without_an_edge_elsewhere_or_when_off():
    world = small_world(organisations=80, **CERTAIN)
    plants(world)
    assert left(world) == 0
    world = small_world(organisations=80, anchoring__relocation_rate=0.0, anchoring__reshoring_rate=0.0)
    plants(world)
    world.sectors.outside_price[:] = 0.6
    before = world.organisations.tobytes()
    assert left(world) == 0
    assert world.organisations.tobytes() == before


def test_outside_owned_plants_leave_and_membership_of_a_pole_changes_nothing():
    gone = {}
    for pole in (NOBODY, 0):
        world = small_world(organisations=80, **CERTAIN)
        plants(world, pole=pole)
        world.sectors.outside_price[:] = 0.6
        gone[pole] = left(world, 12)
        assert_accounts_close(world)
    # 1 a year: 1 - (11/12)^12 = 65 % of 60 plants within 12 months.
    assert 28 <= gone[NOBODY] <= 50
    assert gone[0] == gone[NOBODY]


def test_resident_owned_plants_and_sheltered_sectors_stay():
    world = small_world(organisations=80, **CERTAIN, anchoring__resident_weight=0.0)
    add_household(world, 0)
    plants(world, 40, owner=0)
    world.organisations.outside_controlled[:] = 0
    for row in range(40, 80):
        add_organisation(world, row, sector=TRADE, unit_cost=0.8, normal_markup=0.25)
    world.sectors.outside_price[:] = 0.6
    assert left(world) == 0


def test_plants_come_back_only_once_the_edge_has_shrunk():
    world = small_world(anchoring__reshoring_rate=12.0, anchoring__full_edge=0.25)
    add_organisation(world, 0, sector=MAIN_INDUSTRY, normal_markup=0.25)
    world.organisations[0].outside_controlled = 0
    assert bring_back(world, 1, MAIN_INDUSTRY) == NOBODY
    world.sectors.outside_price[MAIN_INDUSTRY] = 0.8
    assert bring_back(world, 2, MAIN_INDUSTRY) == NOBODY
    world.sectors.outside_price[MAIN_INDUSTRY] = 1.0
    row = bring_back(world, 3, MAIN_INDUSTRY)
    plant, books = world.organisations[row], world.books
    assert (plant.sector, plant.owner, plant.outside_controlled) == (MAIN_INDUSTRY, NOBODY, 1)
    assert books.balance[DEPOSITS, books.first[1] + row] == 15_000_000
    assert books.balance[EQUITY, outside_account(books, ABSENTEES)] == 15_000_000
    assert_accounts_close(world)
