"""Plans: dated events, and what a plan knows of itself."""

import pickle
import tomllib
from functools import partial

import numpy as np
import pandas as pd
import pytest

from simulation.declared import PARAMETERS
from simulation.declared.sectors import SECTORS
from simulation.plan import REGIMES, all_mechanisms_off, load_plan, mechanisms_state
from tests.small_scenarios import DEMAND, ELASTICITY, HEAD, event, refusal, write_scenario


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


# -- what a plan is told apart by


def test_one_past_is_shared_by_whatever_acts_after_month_0_only(scenario):
    path = scenario(event())
    plan = load_plan(path)
    later = {"policy.pole_share": 0.4, "policy.funding": "levy", "stance.frozen": 1}
    alike = [load_plan(path, regime=regime, months=7, overrides=later) for regime in REGIMES]
    assert {one.past for one in alike} == {plan.past} == {plan.undisturbed().past}
    assert load_plan(path, overrides={ELASTICITY: 2.0}).past != plan.past


def test_what_changes_nothing_of_a_run_changes_none_of_its_determinants(scenario):
    plan = load_plan(scenario(event()), regime="market")
    told = HEAD.replace("A title", "Another title")
    written = event(source="elsewhere") + 'label = { en = "a strike", fr = "une grève" }\n'
    twin = load_plan(scenario(written, head=told, name="twin.toml"), regime="market", overrides={ELASTICITY: 3.0})
    assert plan.values[ELASTICITY] == 3.0, "the override changes nothing"
    assert twin.hash != plan.hash and twin.determinants == plan.determinants
    after_the_end = [load_plan(scenario(event(month=month)), months=24) for month in (100, 101)]
    assert after_the_end[0].determinants == after_the_end[1].determinants


@pytest.mark.parametrize(
    "other",
    [
        {"months": 119},
        {"regime": "plural"},
        {"overrides": {ELASTICITY: 2.0}},
        {"overrides": {"concentration.target": "most_attractive"}},
    ],
)
def test_what_changes_a_run_changes_its_determinants(scenario, other):
    path = scenario(event())
    assert load_plan(path, **other).determinants != load_plan(path).determinants


def test_dated_changes_are_determinants(scenario):
    plans = [load_plan(scenario(body)) for body in ("", event(), event(month=13), event(value=0.6), event(until=14))]
    assert len({plan.determinants for plan in plans}) == len(plans)


# -- a plan is varied from itself


def test_an_undisturbed_plan_stays_so_when_it_is_stored_varied_or_sent(scenario):
    calm = load_plan(scenario(event()), regime="plural").undisturbed()
    stored = scenario(calm.text, head="", name="calm.toml")
    varied = load_plan(calm, overrides={ELASTICITY: 2.0})
    for one in (
        load_plan(stored),
        load_plan(calm),
        varied,
        load_plan(calm, regime="market"),
        load_plan(calm, months=7),
    ):
        assert one.events == ()
    assert load_plan(stored) == calm == pickle.loads(pickle.dumps(calm)) == load_plan(calm)
    assert load_plan(pickle.loads(pickle.dumps(calm)), regime="market").events == ()


def test_a_plan_is_varied_from_itself_whatever_became_of_its_file(scenario):
    path = scenario(event(value=None, factor=0.5) + event(path="policy.pole_share", month=20, value=0.2))
    plan, then = load_plan(path, regime="market"), load_plan(path, regime="plural", overrides={ELASTICITY: 2.0})
    path.write_text("this is no scenario any more", encoding="utf-8")
    assert load_plan(plan, regime="plural", overrides={ELASTICITY: 2.0}) == then
    path.unlink()
    assert load_plan(pickle.loads(pickle.dumps(plan)), regime="plural", overrides={ELASTICITY: 2.0}) == then
    doubled = load_plan(plan, overrides={DEMAND: 2.0})
    assert [one.value for one in doubled.events] == [1.0], "a factor starts from the value in force"
    assert "did you mean" in refusal(plan, overrides={"demand.price_elastcity": 2.0})


def test_other_dated_changes_can_take_the_place_of_a_plans_own(scenario):
    plan, other = load_plan(scenario(event())), load_plan(scenario(event(month=30), name="other.toml"))
    changed = plan.with_changes(other.as_read.changes)
    assert [one.month for one in changed.events] == [30]
    assert [one.month for one in load_plan(changed, months=60).events] == [30]


# -- numbers as tables and designs hand them out


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        ("labour.applications", np.int64(5), 5),
        ("labour.applications", np.uint8(5), 5),
        ("labour.applications", np.float64(5.0), 5),
        ("labour.applications", np.array(5), 5),
        (ELASTICITY, np.float32(2.5), 2.5),
        (ELASTICITY, pd.Series([2.5])[0], 2.5),
        ("land.offer_public_land", np.bool_(True), True),
        ("concentration.target", np.str_("most_attractive"), "most_attractive"),
    ],
)
def test_scalars_of_numpy_and_pandas_are_read_as_pythons_own(scenario, path, value, read):
    plan = load_plan(scenario(), overrides={np.str_(path): value})
    own = load_plan(scenario(), overrides={path: read})
    assert plan.text == own.text and type(plan.values[path]) is type(own.values[path])


def test_months_and_names_may_come_from_a_table(scenario):
    row = pd.DataFrame({"months": [6], "regime": ["plural"], "size": ["class"]}).iloc[0]
    plan = load_plan(scenario(), months=row["months"], regime=row["regime"], size=np.str_(row["size"]))
    assert plan == load_plan(scenario(), months=6, regime="plural", size="class")


@pytest.mark.parametrize("value", [np.float64("nan"), np.int64(-1), np.array([5]), pd.NA, None, np.datetime64("2020")])
@pytest.mark.parametrize("path", ["labour.applications", "land.offer_public_land"])
def test_what_is_no_number_is_refused_in_a_sentence(scenario, path, value):
    assert path in refusal(scenario(), overrides={path: value})


def test_a_path_that_is_no_word_is_refused_in_a_sentence(scenario):
    assert "5 is no path" in refusal(scenario(), overrides={5: 5})


@pytest.mark.parametrize("months", [0, 2.5, np.float64(6.0), True, "6", 5000])
def test_months_out_of_range_are_refused_even_when_they_are_nil(scenario, months):
    assert "'months'" in refusal(scenario(), months=months)
    assert "'months'" in refusal(load_plan(scenario()), months=months)
