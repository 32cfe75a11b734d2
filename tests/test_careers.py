"""Careers of poles and activities: what a territory tells of them, month by month."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest

from simulation import Territory, load_plan
from simulation.careers import ACTIVITY_FRAME, BY_FORM, BY_SECTOR, CAREER_COLUMNS, named_activities, named_careers
from simulation.columns import ACTIVITY_CAUSES, END_CAUSES, MARKETS
from tests.small_scenarios import write_scenario

PLACE = """
[parameters]
"population.labour_force" = { value = 600, source = "assumed" }
"population.burn_in_months" = { value = 3, source = "assumed" }
"trust.caution" = { value = 0.2, source = "assumed" }
"project.preparation_months" = { value = 2, source = "assumed" }
"project.capital_per_post" = { value = 800.0, source = "assumed" }
[[poles]]
name = "Les Voisins"
month = 3
kind = "place"
source = "assumed"
members = [
    { sector = "services", form = "association", count = 3, staff = 3, depth = 2, leads = true },
    { sector = "trade", form = "firm", count = 4, staff = 2, depth = 2 },
]
activities = [
    { name = { en = "a shop", fr = "une boutique" }, month = 5, sector = "trade", staff = 1, market = "local" },
]
"""


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    path = write_scenario(tmp_path_factory.mktemp("place"), PLACE)
    territory = Territory(load_plan(path, regime="reciprocity", months=40), rng=1)
    territory.run_for(40)
    return territory


def test_a_career_has_a_row_a_pole_and_month_and_adds_up(lived):
    careers = lived.pole_careers
    assert tuple(careers.columns) == CAREER_COLUMNS
    own = careers[careers["declared"] == 1]
    assert set(own["name"]) == {"Les Voisins"} and own["month"].iloc[0] == 3
    living = own[own["ended"] == 0]
    assert living["month"].tolist() == list(range(3, 3 + len(living)))
    for columns in (BY_SECTOR, BY_FORM):
        assert (living[list(columns)].sum(axis=1) == living["members"]).all()
    assert (living["members_social"] <= living["members"]).all()
    for column in ("effort", "service", "trust_inside"):
        assert living[column].dropna().between(0.0, 1.0).all()
    assert set(careers["cause"]) <= set(END_CAUSES)


def test_members_of_a_career_are_those_that_outcomes_count(lived):
    by_month = lived.pole_careers.groupby("month")["members"].sum()
    counted = lived._history.lived("pole_members")
    assert by_month.tolist() == counted[by_month.index].tolist()


def test_who_came_and_who_left_makes_up_the_members(lived):
    careers = lived.pole_careers
    for _, own in careers.groupby("uid"):
        assert (own["came"] - own["left"]).cumsum().tolist() == own["members"].tolist()
        assert own["came"].iloc[0] == own["members"].iloc[0] > 0


def test_a_member_whose_row_another_takes_has_left_and_the_other_came(lived):
    territory = copy.deepcopy(lived)
    world = territory.world
    pole = int(np.flatnonzero(world.poles["alive"])[0])
    member = int(np.flatnonzero(world.organisations["pole"] == pole)[0])
    world.organisations["uid"][member] = 10**9
    territory._careers.take_down(world, 41)
    last = territory.pole_careers.iloc[-1]
    assert (last["month"], last["came"], last["left"]) == (41, 1, 1)


def test_effort_and_trust_are_means_over_members_and_over_pairs_that_met(lived):
    world = lived.world
    pole = int(np.flatnonzero(world.poles["alive"])[0])
    table = world.organisations
    members = np.flatnonzero((table["pole"] == pole) & (table["alive"] == 1)).tolist()
    trusts = [
        world.partner_trust[o, k]
        for o in members
        for k in range(world.partner.shape[1])
        if world.partner[o, k] in members
        and table["uid"][world.partner[o, k]] == world.partner_uid[o, k]
        and 40 - world.partner_met[o, k] <= 24
    ]
    last = lived.pole_careers.query("month == 40").iloc[-1]
    assert last["uid"] == world.poles["uid"][pole] and len(trusts) > 1
    assert last["trust_inside"] == pytest.approx(sum(trusts) / len(trusts))
    assert last["effort"] == pytest.approx(sum(table["pool_effort"][o] for o in members) / len(members))


def test_names_change_no_run_and_are_those_of_the_plan_it_is_told_under(lived, tmp_path):
    other = load_plan(write_scenario(tmp_path, PLACE.replace("Les Voisins", "Autres")), regime="reciprocity", months=40)
    assert other.determinants == lived.plan.determinants
    told = named_careers(lived.pole_careers, other.poles)
    assert set(told["name"]) == {"Autres"}
    pd.testing.assert_frame_equal(told.drop(columns="name"), lived.pole_careers.drop(columns="name"))
    assert set(named_activities(lived.activities, other.poles)["pole"]) <= {"Autres", ""}
    assert "Autres" in set(named_activities(lived.activities, other.poles)["pole"])


def test_a_pole_that_ends_has_one_last_row_with_its_cause(tmp_path):
    path = write_scenario(tmp_path, PLACE)
    # Nobody wants to stay: what means need costs more than they give.
    plan = load_plan(path, regime="reciprocity", months=60, overrides={"pooling.base_hours": 400.0})
    territory = Territory(plan, rng=1)
    territory.run_for(60)
    careers = territory.pole_careers
    assert careers["ended"].tolist()[-1] == 1 and careers["ended"].sum() == 1
    assert careers["cause"].iloc[-1] == "too few members"
    assert careers["members"].iloc[-1] == 0
    assert careers["left"].iloc[-1] == careers["members"].iloc[-2] > 0


def test_activities_are_told_with_names_and_months(lived):
    activities = lived.activities
    assert tuple(activities.columns) == ACTIVITY_FRAME
    shop = activities[activities["name"] == "a shop"]
    assert len(shop) == 1
    row = shop.iloc[0]
    assert (row["pole"], row["sector"], row["market"]) == ("Les Voisins", "trade", "local")
    assert row["planned"] >= 5
    assert pd.isna(row["started"]) or row["started"] >= row["planned"] + 2
    assert set(activities["cause"]) <= set(ACTIVITY_CAUSES) and set(activities["market"]) <= set(MARKETS)


def test_where_no_pole_lives_both_are_empty_with_their_columns():
    territory = Territory(load_plan("base", months=3, overrides={"population.labour_force": 300}), rng=1)
    territory.run_for(3)
    assert len(territory.pole_careers) == 0 and tuple(territory.pole_careers.columns) == CAREER_COLUMNS
    assert territory.pole_careers["members"].dtype == np.int64, "so that tables of many runs go together"
    assert len(territory.activities) == 0 and tuple(territory.activities.columns) == ACTIVITY_FRAME


@pytest.mark.parametrize("how", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_goes_on_with_the_same_career(lived, how):
    twin = how(lived)
    pd.testing.assert_frame_equal(twin.pole_careers, lived.pole_careers)
    assert np.array_equal(twin.activities["planned"], lived.activities["planned"])
