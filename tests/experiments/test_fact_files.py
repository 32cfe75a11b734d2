"""Tables of facts: what they say is read, and what is wrong is refused in one sentence with its line."""

import math

import pytest

from experiments.questions.facts import measures
from experiments.questions.facts.declared import FACTS, read_facts
from experiments.questions.facts.lines import lines_of
from experiments.questions.facts.measures.sections import SECTIONS
from experiments.words.language import Language
from simulation import Territory, load_plan
from simulation.outcomes import OUTCOME_NAMES
from simulation.readings import households_in_full, organisations_in_full
from simulation.scenario_files import scenario_names
from tests.experiments.fact_files import experiment, fact, read, refused


def test_the_facts_that_come_with_the_project_are_read():
    facts = {one.id: one for one in read_facts()}
    assert {"V1", "V2", "V3_gini", "V4_social", "V6", "V9", "V12_sizes", "V13", "okun", "beveridge", "rest"} < set(
        facts
    )
    assert [facts[f"survival_{age}"].used_for_setting for age in (1, 2, 3, 4, 5)] == [True, False, True, False, True]
    assert all(one.source and one.confidence in "HML" for one in facts.values())
    assert all(set(one.title) == {"en", "fr"} for one in facts.values())
    # Some wait for outcomes; nothing else that they name may be missing from the model.
    assert {name for one in facts.values() for name in one.absent} <= {"vacancies", "mean_size"} - set(OUTCOME_NAMES)


def test_a_table_of_facts_is_no_scenario():
    assert FACTS.is_file() and FACTS.stem not in scenario_names()


def test_a_fact_says_what_is_measured_and_what_was_observed():
    (one,) = read(fact(band="[-inf, 3]", scenario='["base", "mono_industry"]', regime='"plural"'))
    assert (one.kind, one.settings.outcome, one.settings.months) == ("outcome", "jobs", [0, 12])
    assert one.band == (-math.inf, 3.0) and one.scenarios == ("base", "mono_industry") and one.regime == "plural"
    (other,) = read(fact(scenario='"any"', used_for_setting="true"))
    assert other.scenarios == () and other.used_for_setting


def test_every_kind_of_measure_is_found_and_declares_what_it_must():
    assert set(measures.measure_names()) == {"outcome", "summary", *measures.experiments()}
    assert set(measures.experiments()) == {
        *("distribution", "hazard_ratio", "stationarity", "step", "subgroup", "survival"),
    }
    for kind in measures.measure_names():
        module = measures.measure(kind)
        assert all(hasattr(module, name) for name in ("Settings", "check", "needs", "look"))


def test_one_fact_may_come_to_a_number_for_each_of_its_outcomes():
    (one,) = read(experiment('{ kind = "stationarity", outcomes = ["jobs", "organisations"] }', band=None, unit=None))
    assert measures.rows_of(one.kind, one.settings) == ("jobs", "organisations")


STEP = '{ kind = "step", parameter = "demand.price_elasticity", outcome = "jobs", months = [0, 12]'
SUBGROUP = '{ kind = "subgroup", of = "organisations", months = [12], '
DISTRIBUTION = '{ kind = "distribution", of = "organisations", months = [12], '


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (fact(outcome='"job"'), "mine.toml, line 5: unknown outcome 'job'; did you mean 'jobs'?"),
        (fact(statistic='"maen"'), "mine.toml, line 6: unknown statistic 'maen'; did you mean 'mean'?"),
        (fact(months="[12, 0]"), "mine.toml, line 7: months are a first and a last one"),
        (fact(months="[0, 5000]"), "mine.toml, line 7: months are a first and a last one"),
        (fact(months="[0.5, 12]"), "mine.toml, line 7: 'months.0' is 0.5 and must be a whole number"),
        (fact(statistic='"yearly_change_mean"', months="[0, 6]"), "line 7: from month 0 to month 6 is too short"),
        (fact(statistic='"correlation"'), "line 6: the statistic 'correlation' needs a second outcome"),
        (fact(against='"sales"'), "the statistic 'mean' is of one outcome; leave 'against' out"),
        (fact(band="[11, 8]"), "mine.toml, line 8: 'band' goes from 11 to 8; the lower end comes first"),
        (fact(tolerance="0"), "line 13: 'tolerance' is 0 and must be a finite number above 0"),
        (fact(tolerance='"one"'), "line 13: 'tolerance' is 'one' and must be a number"),
        (fact(band="[8, 8]"), "line 8: 'band' holds one number or all of them"),
        (fact(band="[-inf, inf]"), "line 8: 'band' holds one number or all of them"),
        (fact(band="[]"), "line 8: 'band' has two numbers"),
        (fact(band="[nan, 1]"), "line 8: 'band' has two numbers"),
        (fact(band='["8", 11]'), "line 8: 'band.0' is '8' and must be a number"),
        (fact(band=None), "mine.toml, line 2: 'band' is missing"),
        (fact(unit=None), "line 2: 'unit' is missing"),
        (fact(source=None), "mine.toml, line 2: 'source' is missing"),
        (fact(source='""'), "line 10: 'source' is '' and must be a text that is not empty"),
        (fact(source='"  "'), "line 10: 'source' is empty"),
        (fact(confidence='"X"'), "line 11: unknown value of 'confidence' 'X'; allowed: H, M, L"),
        (fact(used_for_setting='"no"'), "line 12: 'used_for_setting' is 'no' and must be true or false"),
        (fact(used_for_setting=None), "line 2: 'used_for_setting' is missing"),
        (fact(sorce='"a"'), "mine.toml, line 13: unknown key 'sorce'; did you mean 'source'?"),
        (fact(title='{ en = "a", de = "b" }'), "line 4: unknown key 'de'; allowed: en, fr."),
        (fact(title='{ en = "a" }'), "line 4: 'title.fr' is missing"),
        (fact(scenario='"bass"'), "line 13: unknown scenario 'bass'; did you mean 'base'?"),
        (fact(scenario="[]"), "line 13: 'scenario' is an empty list"),
        (fact(scenario="3"), "line 13: 'scenario' is 3 and must be a text"),
        (fact(regime='"markt"'), "line 13: unknown regime 'markt'; did you mean 'market'?"),
        (fact(summary='"drawdown"'), "line 2: exactly one of outcome, summary, experiment says what is measured"),
        (fact(outcome=None), "line 2: exactly one of outcome, summary, experiment says what is measured"),
        (fact(outcome=None, summary='"drawdown"'), "line 5: 'statistic' belongs to a fact with 'outcome'"),
        (experiment('{ kind = "stepp" }'), "line 10: unknown kind of experiment 'stepp'; did you mean 'step'?"),
        (experiment("{ }"), "line 10: 'kind' is missing; allowed: distribution, hazard_ratio,"),
        (experiment('{ kind = "survival", years = 1, founded = [1, 12], age = 3 }'), "line 10: unknown key 'age'"),
        (experiment('{ kind = "survival", years = 0, founded = [1, 12] }'), "'years' is 0.0 and must be above 0"),
        (experiment(STEP + " }"), "a step needs either 'value' or 'factor'"),
        (experiment(STEP + ", value = 1000 }"), "'demand.price_elasticity' is 1000 and must lie between"),
        (
            experiment(STEP + ", value = 3, from_month = 13 }"),
            "the step is in month 13, and it is looked at until month 12",
        ),
        (experiment(STEP.replace("_elasticity", "_elastcity") + ", factor = 2 }"), "unknown parameter"),
        (experiment(STEP.replace("demand.price_elasticity", "pole.initial_members") + ", value = 3 }"), "is read when"),
        (
            experiment(STEP + ', value = 3, effect = "percnt" }'),
            "unknown value of 'effect' 'percnt'; did you",
        ),
        (experiment(SUBGROUP + 'column = "staf", where = {} }'), "unknown column 'staf'; did you mean 'staff'?"),
        (experiment(SUBGROUP + 'column = "form", where = {} }'), "unknown column 'form'"),
        (experiment(SUBGROUP + 'column = "staff", where = { sector = "trad" } }'), "value of 'sector' 'trad'; did you"),
        (
            experiment(SUBGROUP + 'column = "staff", where = { staff = { frm = 1 } } }'),
            "unknown key 'frm'; did you mean",
        ),
        (experiment(SUBGROUP.replace("[12]", "[5]") + 'column = "staff", where = {} }'), "are kept every 12 months"),
        (experiment(DISTRIBUTION + 'column = "staff", measure = "skew" }'), "unknown measure 'skew'; did you mean"),
        (experiment(DISTRIBUTION + 'column = "staff", measure = "share_held_from" }'), "'smallest' belongs to"),
        (experiment(DISTRIBUTION + 'column = "staff", measure = "gini", growth = true }'), "growth needs two months"),
        (experiment('{ kind = "hazard_ratio", ratio = "h3" }'), "unknown value of 'ratio' 'h3'"),
        (experiment('{ kind = "hazard_ratio", months = 6 }'), "'months' is 6 and must lie between 12"),
        (experiment('{ kind = "stationarity", outcomes = [] }'), "name at least one outcome"),
        (experiment('{ kind = "stationarity", outcomes = ["jobs", "jobs"] }'), "'jobs' stands there twice"),
        (fact() + fact(), "mine.toml, line 15: the fact 'F' stands there twice; the other one is at mine.toml, line 2"),
        (fact(id='"a b"') + fact(id='"a_b"'), "mine.toml, line 15: the fact 'a_b' stands there twice"),
        ("[[fact]]\n", "mine.toml, line 1: unknown key 'fact'; did you mean 'facts'?"),
        ("", "facts are written as [[facts]], one block a fact"),
        ("facts = 3", "facts are written as [[facts]], one block a fact"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_with_its_line(text, sentence):
    told = str(refused(text))
    assert sentence in told
    assert "\n" not in told and told.startswith("mine.toml, line ")


def test_a_refusal_is_said_in_french():
    french = Language("fr").refusal(refused(fact(band="[11, 8]")))
    assert french == "mine.toml, ligne 8\u202f: 'band' va de 11 à 8\u202f; la borne basse vient d'abord"
    wrong = Language("fr").refusal(refused(fact(statistic='"maen"')))
    assert wrong == "mine.toml, ligne 6\u202f: statistique 'maen', nom inconnu\u202f; vouliez-vous dire 'mean'\u202f?"


def test_a_fact_may_wait_for_an_outcome_that_it_says_it_needs():
    (one,) = read(fact(outcome='"not_yet"', needs='["not_yet"]'))
    assert one.absent == ("not_yet",)
    assert "unknown outcome 'not_yet'" in str(refused(fact(outcome='"not_yet"', needs='["jobs"]')))


def test_lines_are_those_of_the_text():
    text = (
        '# facts\n[[facts]]\nid = "a"\nnote = """\nid = 3\n"""\n\n[facts.experiment]\nkind = "x"\n[[facts]]\na.b = 1\n'
    )
    assert lines_of(text) == {
        ("facts", 0): 2,
        ("facts", 0, "id"): 3,
        ("facts", 0, "note"): 4,
        ("facts", 0, "experiment"): 8,
        ("facts", 0, "experiment", "kind"): 9,
        ("facts", 1): 10,
        ("facts", 1, "a", "b"): 11,
    }


def test_columns_that_facts_may_name_are_those_of_the_readings():
    territory = Territory(load_plan("base", months=12), rng=1)
    for of, table in (("organisations", organisations_in_full), ("households", households_in_full)):
        section = SECTIONS[of]
        assert {*section.names, *section.numbers} == set(table(territory).columns) - {"month", "uid"}
