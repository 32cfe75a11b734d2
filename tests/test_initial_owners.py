"""Who owns what at month 0, who works where, and what sets organisations of a sector apart before a month is lived."""

import math

import numpy as np
import pytest

from simulation import load_plan
from simulation.columns import ABSENT, ASSOCIATION, EMPLOYED, FIRM, INACTIVE, INSERTION, NOBODY, UNEMPLOYED
from simulation.declared import PARAMETERS
from simulation.declared.sectors import SECTORS
from simulation.initial_accounts import expected_quality
from simulation.initial_owners import put_owners_to_work
from simulation.initialisation import initialise_territory
from simulation.ledger import outside_account
from simulation.purposes import ABSENTEES
from tests.phases.economy_scene import add_person, employ
from tests.phases.land_scene import add_organisation, small_world

SMALL = {"population.labour_force": 1000}
ORDERED = {"population.wealth_income_link": 1.0}
"""Wealth follows ability, which can be seen."""


def begun(replicate=0, **changes):
    """A small territory before its burn-in, with some parameters changed (two bars for a dot)."""
    overrides = SMALL | {name.replace("__", "."): value for name, value in changes.items()}
    return initialise_territory(load_plan("base", overrides=overrides), seed=1, replicate=replicate)


@pytest.fixture(scope="module")
def world():
    return begun(**{name.replace(".", "__"): value for name, value in ORDERED.items()})


def owned(world):
    return np.flatnonzero(np.asarray(world.organisations["owner"]) != NOBODY)


def kinds(world):
    """Living organisations by sector and kind of form, with the row of their technique."""
    table = world.organisations
    living = np.flatnonzero(table["alive"] == 1)
    association = np.isin(table["form"][living], (ASSOCIATION, INSERTION))
    technique = 2 * table["sector"][living] + association
    return [(int(row), living[technique == row]) for row in np.unique(technique)]


def test_a_resident_owns_one_business_at_most_and_is_of_the_labour_force(world):
    owners = world.organisations["owner"][owned(world)]
    assert len(owners) > 50
    assert len(set(owners.tolist())) == len(owners)
    assert (world.households["businesses"][owners] == 1).all()
    assert world.households["businesses"].sum() == len(owners)
    assert (world.households["status"][owners] <= UNEMPLOYED).all()
    assert (world.organisations["form"][owned(world)] == FIRM).all()


def test_owners_work_in_their_business_wherever_it_has_a_post(world):
    table, households = world.organisations, world.households
    for firm in owned(world):
        if table["staff"][firm] > 0:
            owner = table["owner"][firm]
            assert (households["status"][owner], households["employer"][owner]) == (EMPLOYED, firm)
            assert households["sector"][owner] == table["sector"][firm]


def test_owners_who_all_work_in_each_others_firms_come_home():
    # A ring: household h works in firm h + 1 and owns firm h; nobody else works anywhere.
    ring = small_world(organisations=4, households=5)
    for row in range(3):
        add_organisation(ring, row, sector=row, owner=row)
    for row in range(3):
        employ(ring, row, (row + 1) % 3)
    # A fourth has no post and takes that of the only one who works in its firm.
    add_organisation(ring, 3, sector=3, owner=3)
    add_person(ring, 3, UNEMPLOYED, months_unemployed=7)
    employ(ring, 4, 3)
    put_owners_to_work(ring, np.arange(4), np.arange(4))
    people = ring.households
    assert people.employer[:4].tolist() == people.sector[:4].tolist() == [0, 1, 2, 3]
    assert people.status.tolist() == [EMPLOYED] * 4 + [UNEMPLOYED]
    assert (people.months_unemployed[3], people.months_unemployed[4]) == (0, 7)


def test_landowners_of_month_0_are_residents_who_own_a_business(world):
    owner, people = np.asarray(world.parcels["owner"]), len(world.households)
    landowners = np.unique(owner[(owner >= 0) & (owner < people)])
    assert len(landowners) > 10
    assert (world.households["businesses"][landowners] == 1).all()


def test_owners_at_work_changed_places_and_no_post_came_or_went(world):
    households, staff = world.households, np.asarray(world.organisations["staff"])
    working = households["employer"][households["status"] == EMPLOYED]
    assert np.array_equal(np.bincount(working, minlength=len(staff)), staff)
    unemployed = (households["status"] == UNEMPLOYED).sum()
    assert unemployed == 100 and world.authority[0].unemployment_rate == pytest.approx(0.1)


def test_owners_are_among_the_wealthier_and_those_of_larger_firms_nearer_to_the_top(world):
    households = world.households
    active = np.flatnonzero((households["status"] <= UNEMPLOYED) & (households["status"] != ABSENT))
    rank = np.empty(len(households["ability"]), int)
    rank[active[np.argsort(-households["ability"][active], kind="stable")]] = np.arange(len(active))
    firms = owned(world)
    ranks = rank[world.organisations["owner"][firms]]
    among = max(PARAMETERS["population.owners_among"].default * len(active), len(firms))
    assert ranks.max() < among
    largest_first = np.argsort(-world.organisations["staff"][firms], kind="stable")
    assert (np.diff(ranks[largest_first]) > 0).all()


def test_where_all_of_the_labour_force_may_own_owners_are_found_further_down():
    few, many = (begun(**dict.fromkeys(["population__owners_among"], among)) for among in (0.0, 0.8))
    wealth = [np.mean(world.households["ability"][world.organisations["owner"][owned(world)]]) for world in (few, many)]
    assert wealth[0] > wealth[1]


def test_without_a_slope_by_size_every_firm_is_a_residents_own():
    world = begun(finance__outside_slope=0.0)
    firms = (world.organisations["alive"] == 1) & (world.organisations["form"] == FIRM)
    assert (world.organisations["owner"][firms] != NOBODY).all()
    assert not world.organisations["outside_controlled"].any()


@pytest.mark.parametrize("share", [0.0, 0.7, 1.0])
def test_premises_are_residents_as_declared(share):
    world = begun(production__local_landlords=share)
    landlords = world.organisations["landlord"][world.organisations["alive"] == 1]
    local = (landlords != outside_account(world.books, ABSENTEES)).mean()
    assert local == pytest.approx(share, abs=0.1 if 0.0 < share < 1.0 else 0.0)


def test_the_inactive_are_of_the_number_declared_and_live_on_the_minimum_income(world):
    inactive = world.households["status"] == INACTIVE
    assert inactive.sum() == 60 == world.authority[0].inactive_reference
    assert (world.households["pension"][inactive] == round(100 * world.parameters[0].tax_assistance)).all()


def test_leads_spread_as_declared_and_the_larger_lead(world):
    table = world.organisations
    living = table["alive"] == 1
    lead, size = np.asarray(table["lead"][living]), np.log(np.asarray(table["staff"][living]))
    # Those of each sector are moved together, so that it makes its declared turnover.
    assert lead.std() == pytest.approx(0.25, rel=0.25)
    # Sectors differ in size too, so that the link is weaker than the declared one; it is there.
    linked = begun(productivity__size_link=0.5)
    living = linked.organisations["alive"] == 1
    lead, size = np.asarray(linked.organisations["lead"][living]), np.log(linked.organisations["staff"][living])
    assert np.corrcoef(lead, size)[0, 1] > 0.2
    unlinked = begun(productivity__size_link=0.0)
    living = unlinked.organisations["alive"] == 1
    lead, size = np.asarray(unlinked.organisations["lead"][living]), np.log(unlinked.organisations["staff"][living])
    assert abs(np.corrcoef(lead, size)[0, 1]) < 0.2


def test_a_technique_fits_a_price_of_1_and_a_sector_makes_its_declared_turnover_at_month_0(world):
    table, plan = world.organisations, load_plan("base", overrides=SMALL).values
    fte, contributions = plan["labour.full_time_equivalent"], plan["labour.contribution_rate"]
    wanted, made = np.zeros(len(SECTORS)), np.zeros(len(SECTORS))
    for row, rows in kinds(world):
        technique, sector = world.techniques[row], SECTORS[row // 2]
        spread = plan["labour.pay_spread_social" if row % 2 else "labour.pay_spread"]
        quality = expected_quality(float(technique.base_wage), spread, plan["labour.minimum_wage"])
        turnover = plan[f"sector.{sector}.turnover_per_job"] * (plan["production.social_turnover"] if row % 2 else 1.0)
        # On average over abilities and leads, work costs what leaves the mark-up at a price of 1.
        mean = turnover / (fte * quality * technique.normal_use)
        cost = technique.base_wage * (1.0 + contributions) / (mean * technique.normal_use) + technique.input_share
        assert cost * (1.0 + technique.normal_markup) == pytest.approx(1.0)
        # Each leads or lags behind it by its lead and what it has still to learn.
        gap = plan["productivity.newcomer_gap"] * np.exp(-table["age"][rows] / plan["productivity.learning_months"])
        apart = np.log(np.asarray(table["productivity"][rows]) / technique.productivity)
        assert apart == pytest.approx(np.asarray(table["lead"][rows]) - gap)
        work = np.asarray(table["labour"][rows]) * np.asarray(table["productivity"][rows])
        made[row // 2] += (work * technique.normal_use).sum()
        wanted[row // 2] += turnover * table["staff"][rows].sum()
    assert made == pytest.approx(wanted)


def test_a_technique_does_not_hang_on_leads_that_were_drawn():
    # Replicates draw other leads and abilities; only the level of pay, met exactly, still shows in a technique.
    first, second = (begun(replicate=replicate, productivity__size_link=0.0) for replicate in (0, 1))
    level = np.asarray(first.techniques["productivity"]) / np.asarray(second.techniques["productivity"])
    assert level == pytest.approx(np.ones(len(level)), rel=0.05)
    assert not np.allclose(first.organisations["lead"], second.organisations["lead"])


def test_with_spread_and_learning_off_a_sector_and_kind_begins_with_one_productivity():
    world = begun(productivity__spread=0.0, productivity__newcomer_gap=0.0)
    for row, rows in kinds(world):
        productivity = np.asarray(world.organisations["productivity"][rows])
        assert productivity == pytest.approx([world.techniques[row].productivity] * len(rows), rel=1e-12)
        assert np.ptp(productivity) == 0.0


def test_a_sector_without_an_association_still_has_a_technique_for_one(world):
    assert all(technique.productivity > 0.0 and technique.normal_use > 0.0 for technique in world.techniques)
    assert all(math.isfinite(technique.normal_markup) for technique in world.techniques)


def test_the_share_of_the_social_economy_by_sector_is_that_of_organisations(world):
    table = world.organisations
    for sector in range(len(SECTORS)):
        rows = (table["alive"] == 1) & (table["sector"] == sector)
        if rows.any():
            expected = table["social_economy"][rows].mean()
            assert world.sector_state[sector].reference_social == pytest.approx(expected)
