"""A view and its address."""

import pytest

from experiments.refusal import Refusal
from experiments.seminar.controls import offered
from experiments.seminar.view import Change, Setting, View, read_view
from experiments.words.language import Language
from simulation import load_plan
from simulation.declared import PARAMETERS
from simulation.parameters import THEMES


def read(query):
    return read_view([tuple(pair.split("=", 1)) for pair in query.split("&")])


def test_an_address_holds_the_whole_view():
    view = View(
        scenario="land_pressure",
        a=Setting("plural", (Change("trust.gain", 0.1),)),
        b=Setting(
            "plural", (Change("policy.authority_role", "leader", 24, 24), Change("stance.intensity", 50.0, 12, 24))
        ),
        months=60,
        seed=9,
        replicates=10,
        removed=(("land.stud_demand", 12),),
        outcome="gini_wealth",
        language_code="en",
    )
    assert read(view.query) == view


def test_a_stored_plan_is_the_plan_that_was_run(tmp_path):
    plan = read("a=plural&a.trust.gain=0.1&a.policy.one_roof=1@24").plans[0]
    (tmp_path / "plan.toml").write_text(plan.text, encoding="utf-8")
    assert load_plan(tmp_path / "plan.toml").hash == plan.hash


def test_both_sides_share_one_past_unless_it_is_set_up_otherwise():
    a, b = read("a=market&b=plural&b.trust.gain=0.1&b.policy.one_roof=1@24").plans
    assert a.past == b.past
    assert a.past != read("a.population.communes=2").plans[0].past


def test_every_parameter_that_can_change_is_offered_once():
    shown = [parameter.path for theme in THEMES for parameter in offered(theme)]
    assert len(shown) == len(set(shown))
    assert all(PARAMETERS[path].initial or not PARAMETERS[path].offered for path in set(PARAMETERS) - set(shown))


@pytest.mark.parametrize("query", ["lang=fr&months=7", "lang=fr&a.trust.gain=2", "lang=fr&seed=-1", "lang=fr&x=1"])
def test_a_refusal_is_one_french_sentence(query):
    with pytest.raises(Refusal, match=r"«.+» .+") as refusal:
        read(query)
    assert "is “" not in str(refusal.value)


def test_two_changes_of_one_parameter_at_a_time_are_refused():
    with pytest.raises(Refusal, match="one must end before"):
        read("lang=en&b.sector.main_industry.export_demand=0.5@24")


def test_a_decimal_comma_is_read():
    assert read("a.trust.gain=0,1").a.value_from_start("trust.gain") == 0.1


def test_numbers_in_a_refusal_are_written_as_the_reader_does():
    with pytest.raises(Refusal, match="0,35"):
        read("lang=fr&a.pooling.purchase_discount=7")
    assert Language("fr").number(0.35, 2) == "0,35"
