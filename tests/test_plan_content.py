"""Plans: dated events, and what a plan knows of itself."""

import pickle
import tomllib
from functools import partial

import pytest

from simulation.declared import PARAMETERS
from simulation.declared.sectors import SECTORS
from simulation.plan import all_mechanisms_off, load_plan, mechanisms_state
from tests.small_scenarios import DEMAND, ELASTICITY, event, refusal, write_scenario


@pytest.fixture
def scenario(tmp_path):
    return partial(write_scenario, tmp_path)


# -- events


def test_an_event_without_until_changes_a_value_at_once(scenario):
    plan = load_plan(scenario(event()))
    assert plan.schedule_of_changes(11) == []
    assert plan.schedule_of_changes(12) == [(DEMAND, 0.5)]
    assert plan.schedule_of_changes(13) == []
    assert plan.changes_by_month() == {12: ((DEMAND, 0.5),)}


def test_a_ramp_is_a_straight_line_that_ends_at_its_value(scenario):
    plan = load_plan(scenario(event(month=11, until=15, value=0.5)))
    line = [dict(plan.schedule_of_changes(month)).get(DEMAND) for month in range(10, 17)]
    assert line == [
        None,
        pytest.approx(0.9),
        pytest.approx(0.8),
        pytest.approx(0.7),
        pytest.approx(0.6),
        0.5,
        None,
    ]


def test_a_factor_multiplies_the_value_before_it(scenario):
    both = event(month=10, value=0.8) + event(month=20, value=None, factor=0.5)
    assert load_plan(scenario(both)).schedule_of_changes(20) == [(DEMAND, 0.4)]


def test_a_ramp_of_a_whole_number_stays_whole(scenario):
    path = "land.permit_months"
    plan = load_plan(scenario(event(path=path, month=1, until=4, value=24)))
    assert [dict(plan.schedule_of_changes(month))[path] for month in range(1, 5)] == [20, 21, 22, 24]


def test_a_dated_rule_is_given_to_kernels_as_its_position(scenario):
    plan = load_plan(scenario(event(path="concentration.target", value="most_attractive")))
    assert plan.schedule_of_changes(12) == [("concentration.target", 1)]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"month": 121},
            "'month' is 121 and must lie between 1, the first month lived, and 120, the last one",
        ),
        ({"until": 130}, "'until' is 130"),
        ({"month": 0}, "'month' is 0"),
        ({"month": 2.5}, "'month' must be a whole number of months"),
        ({"month": None}, "'month' must be a whole number"),
        ({"until": 3}, "ends in month 3, before it starts in month 12"),
        ({"path": None}, "has no path"),
        ({"path": "sector.main_industry.export_demnd"}, f"did you mean '{DEMAND}'?"),
        (
            {"path": "population.labour_force", "value": 900},
            "read when the territory is set up and cannot change",
        ),
        ({"value": 30}, "is 30 and must lie between 0 and 3 (1)"),
        ({"value": None, "factor": 30}, "is 30 and must lie between 0 and 3 (1)"),
        ({"value": None}, "needs either 'value' or 'factor'"),
        ({"factor": 0.5}, "needs either 'value' or 'factor'"),
        ({"value": None, "factor": "half"}, "'factor' is 'half' and must be a number"),
        ({"source": None}, "has no source"),
        ({"value": "none"}, "must be a number"),
        (
            {"path": "concentration.target", "value": "weakest", "until": 20},
            "is no quantity and changes at once",
        ),
    ],
)
def test_a_wrong_event_is_refused(scenario, changes, told):
    sentence = refusal(scenario(event(**changes)))
    assert sentence.startswith("mine.toml: event") and told in sentence


def test_two_events_on_one_parameter_at_a_time_are_refused(scenario):
    told = refusal(scenario(event(month=10, until=20) + event(month=20)))
    assert f"two events change {DEMAND!r} in month 20" in told


def test_an_event_label_is_in_both_languages_or_taken_from_the_parameter(scenario):
    assert load_plan(scenario(event())).events[0].label["fr"] == PARAMETERS[DEMAND].label_fr
    assert "'fr' is missing" in refusal(scenario(event() + 'label = { en = "only" }\n'))


def test_a_shorter_run_keeps_the_events_of_its_scenario(scenario):
    assert len(load_plan(scenario(event(month=100)), months=24).events) == 1


# -- what a plan knows


def test_the_text_holds_every_value_and_is_the_same_each_time(scenario):
    path = scenario(event())
    plan = load_plan(path, regime="plural")
    content = tomllib.loads(plan.text)
    for name, value in plan.values.items():
        found = content["parameters"]
        for word in name.split("."):
            found = found[word]
        assert found == value
    assert content["sources"][ELASTICITY] == PARAMETERS[ELASTICITY].source
    assert load_plan(path, regime="plural").text == plan.text
    assert len(plan.hash) == 64


def test_a_stored_plan_repeats_itself(scenario):
    body = event(until=20) + 'label = { en = "quote \\" and tab \\t", fr = "été" }\n'
    plan = load_plan(scenario(body), regime="reciprocity", months=24, overrides={ELASTICITY: 2.25})
    stored = scenario(plan.text, head="", name="plan.toml")
    assert load_plan(stored).hash == plan.hash
    assert "is a stored plan of the regime 'reciprocity'" in refusal(stored, regime="market")
    assert load_plan(stored, overrides={ELASTICITY: 3.0}).values[ELASTICITY] == 3.0


def test_a_value_changes_the_hash_and_shows_in_the_differences(scenario):
    plain, changed = load_plan(scenario()), load_plan(scenario(), overrides={ELASTICITY: 2.0})
    assert set(changed.differences) - set(plain.differences) == {ELASTICITY}
    assert plain.hash != changed.hash
    assert changed.sources[ELASTICITY] == "override"


def test_a_plan_does_not_change_and_travels_whole(scenario):
    plan = load_plan(scenario(event()))
    with pytest.raises(TypeError):
        plan.values[ELASTICITY] = 1.0
    with pytest.raises(TypeError):
        plan.values.update({ELASTICITY: 1.0})
    assert pickle.loads(pickle.dumps(plan)) == plan


def test_a_plan_can_be_varied(scenario):
    plan = load_plan(scenario(), regime="plural", months=24, overrides={ELASTICITY: 2.0})
    varied = load_plan(plan, regime="market", overrides={"demand.habit": 1.0})
    assert (varied.regime, varied.months) == ("market", 24)
    assert (varied.values[ELASTICITY], varied.values["demand.habit"]) == (2.0, 1.0)


def test_records_hold_the_values_that_kernels_read(scenario):
    plan = load_plan(scenario(), regime="plural", overrides={"concentration.target": "most_attractive"})
    packed = plan.parameters_record()
    assert packed.shape == (1,)
    assert packed[0].demand_price_elasticity == plan.values[ELASTICITY]
    assert packed[0].concentration_target == 1
    assert packed[0].regime_money == 1
    sectors = plan.sector_record()
    assert sectors.shape == (len(SECTORS),)
    assert list(sectors.jobs_share) == [plan.values[f"sector.{sector}.jobs_share"] for sector in SECTORS]


def test_every_mechanism_can_be_switched_off(scenario):
    plan = load_plan(scenario(), regime="plural", overrides=all_mechanisms_off())
    switched = {p.mechanism for p in PARAMETERS.values() if p.off is not None}
    state = mechanisms_state(plan)
    assert not any(state[number] for number in switched if number is not None)
    assert plan.values["regime.money"] == 1


def test_a_mechanism_is_on_when_one_of_its_switches_is(scenario):
    overrides = all_mechanisms_off() | {"trust.gain": 0.05}
    state = mechanisms_state(load_plan(scenario(), overrides=overrides))
    assert state[5] and not state[7]
