import pytest

from experiments.files.names import safe_name
from experiments.pages.figures import file_name
from experiments.questions.studies.manifest import plan_file, stored_study
from experiments.questions.studies.study_reading import read_study, study_names
from experiments.refusal import Refusal
from experiments.words.language import Language
from simulation import load_plan
from simulation.initialisation import initialise_territory
from simulation.refusals import PlanError
from tests.experiments.study_files import FACTOR, small

BAD = {
    "misspelt key": (("outcomes =", "outcome ="), "unknown key 'outcome'; did you mean 'outcomes'?"),
    "missing key": (("months = 12", ""), "'months' is missing"),
    "wrong type": (("months = 12", 'months = "12"'), "months: should be a valid integer, not '12'"),
    "out of range": (("months = 12", "months = 0"), "months: should be greater than or equal to 1, not 0"),
    "unknown scenario": (("mono_industry", "mono_industri"), "unknown scenario 'mono_industri'; did you mean 'mono_in"),
    "unknown regime": (('"market"', '"markt"'), "unknown regime 'markt'; did you mean 'market'?"),
    "unknown outcome": (('"jobs"', '"job"'), "unknown outcome 'job'; did you mean 'jobs'?"),
    "twice": (('"market"', '"reciprocity"'), "'reciprocity' stands there twice"),
    "no French": (('fr = "Une petite étude"', ""), "title: 'fr' is missing"),
    "no replicates": (("replicates = 4", "replicates = 0"), "replicates: must be at least 1"),
    "unknown design": (('"grid"', '"gird"'), "unknown kind of design 'gird'; did you mean 'grid'?"),
    "key of design": (("levels", "level"), "design: unknown key 'level'; did you mean 'levels'?"),
    "unknown parameter": (
        ("pooling.purchase_discount", "pooling.purchase_discont"),
        "uncertainties: unknown parameter 'pooling.purchase_discont'; did you mean 'pooling.purchase_discount'?",
    ),
    "key of factor": (("low =", "lo ="), "unknown key 'lo'; did you mean 'low'?"),
    "outside": (("high = 0.2", "high = 2.0"), "'pooling.purchase_discount' is 2 and must lie between 0 and 0.35"),
    "upside down": (("low = 0.0", "low = 0.3"), "ranges from 0.3 to 0.2; 'low' must lie below 'high'"),
    "both": (("high = 0.2", "values = [0.1]"), "give either 'values' or a range, not both"),
    "unknown rule": ((FACTOR, '"stance.rule" = { values = ["moddy"] }'), "did you mean 'moody'?"),
    "range of names": ((FACTOR, '"stance.rule" = { low = 1.0 }'), "no range; list 'values' among conditional"),
    "of the regime": ((FACTOR, '"regime.money" = {}'), "follows from the regime"),
    "shares": ((FACTOR, '"stance.share_other" = {}'), "point 0 of scenario 'mono_industry'.*must add up to 1"),
    "nothing varies": ((FACTOR, ""), "a design of kind 'grid' needs something under 'uncertainties' or 'levers'"),
    "seed out of range": (("months = 12", "months = 12\nseed = 18446744073709551616"), "seed: .*18446744073709551616"),
    "not TOML": (("months = 12", "months = 1,5"), "line 4: not valid TOML"),
}


@pytest.mark.parametrize(("replaced", "sentence"), BAD.values(), ids=BAD.keys())
def test_a_bad_study_is_refused_in_one_sentence(tmp_path, replaced, sentence):
    with pytest.raises((PlanError, Refusal), match=sentence.replace("?", r"\?")) as refused:
        read_study(small(tmp_path, replaced=replaced))
    assert str(refused.value).startswith("small.toml") or "unknown scenario" in str(refused.value)
    assert "\n" not in str(refused.value)


SEQUENTIAL = (
    "{ minimum = 3, maximum = 9, step = 2, outcome = 'jobs', plus = 'reciprocity', minus = 'market', half_width = 1.0 }"
)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("outcome = 'jobs'", "outcome = 'jobs_fte'"), "replicates: unknown outcome 'jobs_fte'"),
        (("plus = 'reciprocity'", "plus = 'plural'"), "replicates: unknown regime 'plural'"),
        (("maximum = 9", "maximum = 2"), "'maximum' is 2 and must not be below 'minimum', 3"),
        (("step = 2", "stepp = 2"), "unknown key 'stepp'; did you mean 'step'"),
        (("step = 2", "month = 13"), "month 13 lies after the last one lived, 12"),
    ],
)
def test_a_bad_sequential_rule_is_refused(tmp_path, change, sentence):
    with pytest.raises((PlanError, Refusal), match=sentence):
        read_study(small(tmp_path, replicates=SEQUENTIAL.replace(*change)))


def test_ranges_default_to_the_declared_ones_and_any_kind_may_vary(tmp_path):
    factors = '"pooling.purchase_discount" = {}\nstance.rule = {}\n[levers]\n"policy.animator_months" = {}'
    study = read_study(small(tmp_path, factors=factors, design='kind = "one_at_a_time"'))
    discount, rule, months = study.factors
    assert (discount.low, discount.high) == (0.0, 0.35)
    assert "moody" in rule.values
    assert (months.role, months.kind) == ("lever", "integer")
    assert study.design.dtypes["policy.animator_months"] == "Int64"
    assert study.design.iloc[0, 1:].isna().all(), "point 0 is the scenario as it is"


@pytest.mark.parametrize("name", study_names())
def test_the_studies_that_come_with_the_project_can_be_run(name):
    study = read_study(name)
    assert study.name == name
    assert study.told.outcomes[0] == "jobs" or study.told.regimes == ["market"]


def test_a_world_can_be_set_up_at_every_point_of_open_and_closed_markets():
    study = read_study("outside_share")
    for scenario in study.told.scenarios:
        for point in study.design.to_dict("records"):
            overrides = {path: value for path, value in point.items() if path.startswith("sector.")}
            assert len(overrides) == 12
            initialise_territory(load_plan(scenario, overrides=overrides), seed=study.told.seed, replicate=0)


def test_an_unknown_study_is_refused():
    with pytest.raises(PlanError, match="unknown study 'ablaton'; did you mean 'ablation'?"):
        read_study("ablaton")


TOWN = """
extends = "base"
title = { en = "My town", fr = "Ma ville" }
question = { en = "Does it hold?", fr = "Tient-elle ?" }
"""


@pytest.fixture
def town(tmp_path):
    """A scenario of one's own in a folder beside the studies."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (tmp_path / "studies").mkdir()
    path = folder / "my town.toml"
    path.write_text(TOWN, encoding="utf-8")
    return path


@pytest.mark.parametrize("written", ["{whole}", "../scenarios/my town.toml", "scenarios/my town.toml"])
def test_a_scenario_by_path_is_found_beside_the_study_or_where_one_stands(tmp_path, town, monkeypatch, written):
    monkeypatch.chdir(tmp_path)
    file = small(tmp_path / "studies", replaced=("mono_industry", written.format(whole=town)))
    study = read_study(file)
    assert study.told.scenarios == [str(town)]
    monkeypatch.chdir("/")
    elsewhere = tmp_path / "results"
    elsewhere.mkdir()
    manifest = {"study": study.name, "text": study.text, "scenario_files": dict(study.scenario_files)}
    assert stored_study(manifest, elsewhere).told.scenarios == [str(town)]


def test_a_path_is_no_name_of_a_file(tmp_path, town):
    study = read_study(small(tmp_path / "studies", replaced=("mono_industry", str(town))))
    (scenario,) = study.told.scenarios
    assert study.name_of(scenario) == "my_town"
    assert plan_file(load_plan(scenario), "market") == "plans/my_town_market.toml"
    assert file_name(scenario, "jobs", Language("fr"), "png") == "my_town_jobs_fr.png"


def test_a_scenario_file_that_is_nowhere_is_refused_with_where_it_was_looked_for(tmp_path):
    with pytest.raises(Refusal, match="no scenario file '../nowhere.toml', neither beside the study nor where you"):
        read_study(small(tmp_path, replaced=("mono_industry", "../nowhere.toml")))


def test_two_scenarios_whose_files_would_be_called_alike_are_refused(tmp_path, town):
    other = tmp_path / "my town.toml"
    other.write_text(TOWN, encoding="utf-8")
    both = f'{town}", "{other}'
    with pytest.raises(Refusal, match="would both be called 'my_town'; rename a file"):
        read_study(small(tmp_path / "studies", replaced=("mono_industry", both)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mono_industry", "mono_industry"),
        ("/a b/c d.toml", "c_d"),
        ("..\\x\\y.toml", "y"),
        ("é à.v2.toml", "é_à_v2"),
        ("a/b", "b"),
        ("...", "unnamed"),
    ],
)
def test_a_name_is_safe_on_every_system(text, name):
    assert safe_name(text) == name
