"""What holds for every scenario that lies in ``scenarios/``."""

import math

import pytest

from simulation import Territory
from simulation.declared import PARAMETERS
from simulation.plan import REGIMES, SIZES, load_plan, scenario_names
from simulation.scenario_files import read_scenario


@pytest.fixture(params=scenario_names())
def name(request) -> str:
    return request.param


def test_the_scenarios_of_the_mission_are_there():
    assert scenario_names()[0] == "base"
    assert {"mono_industry", "land_pressure", "cultural_concentration"} <= set(scenario_names())


def test_a_scenario_loads_in_both_sizes_under_every_regime(name):
    texts = {load_plan(name, regime=regime, size=size).text for regime in REGIMES for size in SIZES}
    assert len(texts) == len(REGIMES) * len(SIZES)


def test_a_scenario_asks_a_question_in_both_languages(name):
    plan = load_plan(name)
    for code in ("en", "fr"):
        assert plan.title[code].strip()
        assert plan.question[code].strip().endswith("?")
    assert plan.title["en"] != plan.title["fr"]


def test_every_number_of_a_scenario_has_a_source(name):
    read = read_scenario(name)
    assert all(number.source for number in read.numbers)
    assert all(change.source for change in read.changes)


def test_events_lie_within_the_scenario_and_are_labelled(name):
    plan = load_plan(name)
    for happening in plan.events:
        assert 1 <= happening.month <= happening.until <= plan.months
        assert happening.label["en"] != happening.label["fr"]


def test_a_dated_number_ends_where_its_event_says(name):
    plan = load_plan(name)
    for happening in plan.events:
        reached = dict(plan.schedule_of_changes(happening.until))[happening.path]
        assert math.isclose(reached, PARAMETERS[happening.path].encoded(happening.value))


def test_a_declared_pole_has_ten_years_before_it(name):
    plan = load_plan(name)
    first = min((pole.month for pole in plan.poles), default=plan.values["policy.start_month"])
    assert all(pole.month + 120 <= plan.months for pole in plan.poles)
    assert plan.values["policy.start_month"] <= first


@pytest.mark.parametrize("size", SIZES)
def test_a_territory_is_set_up_in_both_sizes_with_room_for_all_members_and_its_accounts_close(name, size):
    plan = load_plan(name, size=size, regime="plural", months=3, overrides={"population.burn_in_months": 1})
    territory = Territory(plan, rng=1)
    territory.run_for(3)
    assert not any(territory.closure.values())
    world = territory.world
    placed = world.declared_members["organisation"][world.declared_members["staff"] > 0]
    assert (placed >= 0).all() and len(set(placed.tolist())) == len(placed)


@pytest.mark.parametrize("size", SIZES)
def test_the_same_seed_gives_the_same_state(name, size):
    plan = load_plan(name, size=size, regime="reciprocity", months=1, overrides={"population.burn_in_months": 1})
    assert Territory.burnt_in(plan, seed=2).hash == Territory.burnt_in(plan, seed=2).hash
