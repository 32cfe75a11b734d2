"""Each measure on a small world with a known answer; runs shared, resumed and refused; what the command writes."""

import math
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import cli
from experiments.files import tables as store
from experiments.numbers.over_worlds import CANNOT_TELL, IN, OUT
from experiments.origin import KEY, carried
from experiments.pages import reproduction
from experiments.pages.facts import publishing
from experiments.pages.facts.publishing import Asked, publish
from experiments.questions.facts import measured as measuring
from experiments.questions.facts import measures
from experiments.questions.facts.asked import FactRuns, Validation
from experiments.questions.facts.measured import (
    ABSENT,
    TOO_FEW,
    TOO_MANY_MISSING,
    TOO_SHORT,
    counted,
    live_facts,
    record_of,
)
from experiments.questions.facts.measures.step import effect
from experiments.questions.facts.measures.world import CHANGED, PLAIN, World
from experiments.refusal import Refusal
from experiments.runs.coordinator import Means
from experiments.words.language import Language
from simulation.scenario_files import scenario_names
from tests.experiments import stand_in_worlds
from tests.experiments.fact_files import experiment, fact, read, refused, written

REST = experiment('{ kind = "stationarity", outcomes = ["jobs"], months = [0, 24] }', id='"R"', band=None, unit=None)
STEP = (
    '{ kind = "step", parameter = "sector.main_industry.export_demand", factor = 0.5, from_month = 2,'
    ' outcome = "jobs", months = [6, 12] }'
)


class Kept:
    """What was kept of a run that nobody lived."""

    def __init__(self, series=None, **tables):
        self.series = {name: np.asarray(values, float) for name, values in (series or {}).items()}
        self.tables = tables

    def table(self, name):
        return self.tables[name]


def looked_at(text, kept, changed=None, months=240, number=0, row=""):
    (one,) = read(text)
    runs = {PLAIN: kept} | ({} if changed is None else {CHANGED: changed})
    world = World(number, runs, months, 2.0, 4.0)
    return measures.measure(one.kind).look(one.settings, row, world)


# -- each measure by hand -------------------------------------------------------------------------------------------


def test_an_outcome_comes_to_its_statistic_over_the_months_asked():
    run = Kept({"jobs": [99, 1, 2, 3], "sales": [0, 10, 10, 10]})
    assert looked_at(fact(months="[1, 3]"), run) == 2.0
    assert looked_at(fact(months="[1, 3]", statistic='"ratio"', against='"sales"'), run) == 0.2


def test_a_summary_is_read_off_the_whole_run():
    run = Kept(whole_run=pd.DataFrame([{"drawdown": 12.5}]))
    summary = fact(outcome=None, statistic=None, months=None, summary='"drawdown"', unit='"%"')
    assert looked_at(summary, run) == 12.5


@pytest.mark.parametrize(
    ("kind", "value"), [("difference", -50.0), ("percent", -50.0), ("ratio", 0.5), ("elasticity", -1.0)]
)
def test_a_step_is_told_by_what_it_changes(kind, value):
    settings = STEP.replace(" }", f', effect = "{kind}" }}')
    told = looked_at(experiment(settings), Kept({"jobs": np.full(13, 100.0)}), Kept({"jobs": np.full(13, 50.0)}))
    assert told == pytest.approx(value)


def test_an_effect_that_is_not_defined_is_missing():
    assert math.isnan(effect("percent", 0.0, 1.0, 1.0, 2.0))
    assert math.isnan(effect("elasticity", 1.0, 2.0, 1.0, 1.0))
    assert math.isnan(effect("elasticity", 1.0, -2.0, 1.0, 2.0))


def test_survival_is_that_of_the_newcomers_of_the_months_asked():
    born = [(1, "entries", uid) for uid in range(10)]
    events = pd.DataFrame([*born, *((7, "exits", uid) for uid in range(3))], columns=["month", "kind", "uid"])
    assert looked_at(experiment('{ kind = "survival", years = 1, founded = [1, 12] }'), Kept(events=events)) == 70.0


def sections(**columns):
    return pd.DataFrame({"month": 12, **columns})


def test_a_subgroup_is_chosen_by_what_its_members_have_in_common():
    table = sections(sector=["trade"] * 12 + ["culture"] * 12, staff=[2] * 12 + [6] * 12, age=range(24))
    run = Kept(organisation_sections=table)

    def told(rest):
        return looked_at(experiment(f'{{ kind = "subgroup", of = "organisations", months = [12], {rest} }}'), run)

    assert told('column = "staff", where = { sector = "culture" }') == 6.0
    assert told('column = "staff", measure = "median", where = { sector = ["culture", "trade"] }') == 4.0
    assert told('measure = "share_of_members", where = { staff = { from = 3 } }') == 50.0
    assert told('column = "staff", measure = "share_of_sum", where = { sector = "culture" }') == 75.0
    assert told('column = "staff", measure = "sum", where = { age = { below = 2 } }') == 4.0
    assert told('column = "staff", where = { sector = "culture" }, against = { sector = "trade" }') == 3.0
    assert math.isnan(told('column = "staff", where = { age = { below = 2 } }'))


def test_a_distribution_is_taken_of_levels_within_groups_or_of_growth():
    now = sections(uid=range(20), sector=["trade"] * 10 + ["culture"] * 10, staff=[1] * 10 + [60] * 10)
    later = now.assign(month=24, staff=now["staff"] * 2)
    run = Kept(organisation_sections=pd.concat([now, later]))

    def told(rest):
        return looked_at(
            experiment(f'{{ kind = "distribution", of = "organisations", column = "staff", {rest} }}'), run
        )

    assert told('measure = "p90_p10", months = [12]') == 60.0
    assert told('measure = "p90_p10", months = [12, 24], within = "sector"') == 1.0
    assert told('measure = "share_held_from", smallest = 50, months = [12]') == pytest.approx(100 * 600 / 610)
    assert told('measure = "mean", growth = true, months = [12, 24]') == pytest.approx(math.log(2))
    assert told('measure = "mean", months = [12], where = { sector = "culture" }') == 60.0


def test_the_ratio_of_hazards_is_that_of_rates_where_nothing_else_differs():
    """Exits of one in ten a year, and of one in twenty where means are pooled: about one half."""
    text = experiment('{ kind = "hazard_ratio" }')
    (one,) = read(text)
    looks = []
    for number in range(6):
        cells = [(0, "trade", 0, 0, 1000, 100), (2, "trade", 0, 0, 1000, 50 + (-1) ** number)]
        columns = ["depth", "sector", "staff_from", "age_from", "years", "exits"]
        run = Kept(organisation_years=pd.DataFrame(cells, columns=columns))
        looks.append(looked_at(text, run, number=number))
    found = measures.measure("hazard_ratio").estimate(one.settings, "", looks, 0)
    assert found.mean == pytest.approx(math.log1p(-0.05) / math.log1p(-0.1), rel=1e-6)
    assert found.low < found.mean < found.high and found.worlds == 6
    few = [look.assign(exits=look["exits"] // 50) for look in looks[:2]]
    assert math.isnan(measures.measure("hazard_ratio").estimate(one.settings, "", few, 0).mean)


def rest_of(slopes, levels):
    (one,) = read(REST)
    validation = Validation((one,), replicates=len(slopes))
    runs = [Kept({"jobs": level + slope * np.arange(25) / 23}) for slope, level in zip(slopes, levels, strict=True)]
    looks = [looked_at(REST, run, row="jobs") for run in runs]
    return measuring.measured(validation.rows[0], looks)


@pytest.mark.parametrize(
    ("slopes", "told"),
    [([-1.0, 1.0, 0.5, -0.5], IN), ([0.5, 0.6, 0.5, 0.6], IN), ([5.0, 5.1, 5.0, 5.1], OUT)],
)
def test_a_territory_rests_where_its_drift_may_be_none_or_is_small(slopes, told):
    """Levels of 100 to 130 have a standard deviation of 12.9: a drift of 0.55 is below a tenth of it, 5 is above."""
    found = rest_of(slopes, [100.0, 110.0, 120.0, 130.0])
    assert found.verdict == told and found.drift
    assert found.band[1] == pytest.approx(1.29, abs=0.1)
    assert found.worlds == pytest.approx(slopes)
    assert found.unit == "heads"


# -- runs -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def lived(tmp_path, monkeypatch):
    path = tmp_path / "lived.txt"
    monkeypatch.setenv("PTCE_TEST_LIVED", str(path))
    return lambda: path.read_text().split() if path.exists() else []


def means(tmp_path, live=stand_in_worlds.counted):
    return Means(tmp_path / "store", live=live)


def test_facts_of_a_scenario_share_their_runs_and_nothing_is_run_twice(tmp_path, lived):
    facts = read(fact(), fact(id='"G"', outcome='"sales"', months="[0, 24]"), REST, experiment(STEP, id='"S"'))
    asked = Validation(facts, replicates=4)
    assert asked.lived == {"base": 24}
    found = live_facts(asked, means(tmp_path))
    assert len(lived()) == len(set(lived())) == 4 * 2
    assert [one.estimate.worlds for one in found] == [4, 4, 4, 4]
    again = live_facts(asked, means(tmp_path))
    assert len(lived()) == 4 * 2
    assert [record_of(one) for one in again[:2]] == [record_of(one) for one in found[:2]]
    live_facts(Validation(facts, replicates=6), means(tmp_path))
    assert len(lived()) == 6 * 2


def test_a_validation_that_was_stopped_goes_on_from_there(tmp_path, lived):
    asked = Validation(read(fact()), replicates=6)
    with pytest.raises(KeyboardInterrupt):
        live_facts(asked, means(tmp_path, stand_in_worlds.interrupts))
    live_facts(asked, means(tmp_path))
    # Three worlds were there.
    assert len(lived()) == 3


def test_a_step_changes_one_parameter_from_its_month_on():
    (one,) = read(experiment(STEP))
    runs = FactRuns(Validation((one,), replicates=1))
    plain, changed = runs.replicate("base", 0).runs
    assert plain.plan.events == () and [(event.month, event.value) for event in changed.plan.events] == [(2, 0.5)]
    assert plain.plan.past == changed.plan.past
    assert runs.values_of(runs.lives_in("base")[1]) == (1.0, 0.5)


def test_a_step_that_meets_a_dated_change_of_the_scenario_is_refused():
    (one,) = read(experiment(STEP.replace("from_month = 2", "from_month = 12"), scenario='"mono_industry"'))
    with pytest.raises(Refusal, match=r"mine.toml, line 2: F: two events change 'sector.main_industry.export_demand'"):
        FactRuns(Validation((one,)))


def test_the_stand_in_is_measured_as_it_is(tmp_path):
    facts = read(fact(), fact(id='"G"', band="[2000, 3000]"), fact(id='"H"', band="[0, 1000]", used_for_setting="true"))
    found = live_facts(Validation(facts, replicates=12), means(tmp_path, stand_in_worlds.quick))
    assert [one.verdict for one in found] == [IN, OUT, CANNOT_TELL]
    assert counted(found) == ((1, 2), (0, 1))


def test_what_cannot_be_measured_says_why(tmp_path):
    facts = read(fact(months="[0, 24]"), fact(id='"A"', outcome='"none_yet"', needs='["none_yet"]'), fact(id='"B"'))
    quick = means(tmp_path, stand_in_worlds.quick)
    found = live_facts(Validation(facts, replicates=1, months=12), quick)
    assert [one.why for one in found] == [TOO_SHORT, ABSENT, TOO_FEW]
    assert {one.verdict for one in found} == {CANNOT_TELL}
    (lost,) = live_facts(Validation(facts[2:], replicates=4), means(tmp_path / "lost", stand_in_worlds.some_fail))
    assert (lost.why, lost.estimate.missing) == (TOO_MANY_MISSING, 1)


def test_scenarios_are_those_of_the_facts_or_those_that_are_asked():
    facts = read(fact(), fact(id='"A"', scenario='"any"'), fact(id='"M"', scenario='["mono_industry", "base"]'))
    every = [(row.fact.id, row.scenario) for row in Validation(facts).rows]
    assert every[1:-2] == [("A", name) for name in scenario_names()]
    assert [every[0], *every[-2:]] == [("F", "base"), ("M", "mono_industry"), ("M", "base")]
    one = [(row.fact.id, row.scenario) for row in Validation(facts, scenarios=("mono_industry",)).rows]
    assert one == [("A", "mono_industry"), ("M", "mono_industry")]
    with pytest.raises(Refusal, match="no fact is of the scenario land_pressure; facts are of base, mono_industry"):
        Validation(facts[::2], scenarios=("land_pressure",))
    with pytest.raises(Refusal, match="at least one replicate"):
        Validation(facts, replicates=0)


# -- what is written ------------------------------------------------------------------------------------------------


def asked_of(tmp_path, *texts, language="en", **settings):
    facts = read(*texts)
    asked = Validation(facts, **{"replicates": 6, **settings})
    quick = means(tmp_path, stand_in_worlds.quick)
    return Asked(asked, "".join(texts), "mine.toml", tmp_path / "out", quick, Language(language))


def test_a_validation_is_published_as_tables_figures_and_a_page(tmp_path):
    publish(asked_of(tmp_path, fact(), fact(id='"G"', used_for_setting="true"), REST))
    directory = tmp_path / "out"
    mark = store.read_manifest(directory)[KEY]
    files = [*directory.glob("*.parquet"), *directory.glob("*.csv"), *directory.glob("figures/*.png")]
    assert {path.name for path in files} == {"facts.parquet", "worlds.parquet", "facts.csv", "F.png", "G.png", "R.png"}
    assert {carried(path) for path in files} == {mark}
    table = pd.read_parquet(directory / "facts.parquet")
    assert list(table["verdict"][:2]) == [IN, IN] and list(table["used_for_setting"]) == [False, True, False]
    assert len(pd.read_parquet(directory / "worlds.parquet")) == 3 * 6
    page = (directory / "facts.md").read_text(encoding="utf-8")
    assert re.search(r"\*\*[12] of 2 held-out facts", page) and "1 of 1 facts used for setting" in page
    assert "a survey" in page and "![a fact](figures/F.png)" in page
    assert "data:image/png" in (directory / "facts.html").read_text(encoding="utf-8")


def test_a_figure_is_made_again_with_the_same_bytes(tmp_path, monkeypatch):
    asked = asked_of(tmp_path, fact(), language="fr")
    publish(asked)
    monkeypatch.setattr(publishing, "live_facts", lambda one, _, watcher: live_facts(one, asked.means, watcher))
    for name in ("figures/F_fr.png", "facts.parquet"):
        file = tmp_path / "out" / name
        assert (
            reproduction.reproduce(file, tmp_path / "store", 1, lambda *_: None).sentence(file).endswith("same bytes")
        )


def test_results_with_other_settings_are_left_alone_unless_asked(tmp_path):
    publish(asked_of(tmp_path, fact()))
    other = asked_of(tmp_path, fact(), replicates=4)
    with pytest.raises(Refusal, match="holds a validation with other settings"):
        publish(other)
    publish(Asked(**{**vars(other), "fresh": True}))


# -- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def ptce(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> int:
        monkeypatch.setattr(sys, "argv", ["ptce", "validate", *words])
        return cli.main()

    return run


TINY = (
    fact(months="[0, 3]", band="[1, 100000]"),
    fact(id='"G"', outcome='"gini_wealth"', statistic='"first"', months="[0, 0]", band="[0.9, 1]", unit='"0-1"'),
    experiment('{ kind = "stationarity", outcomes = ["jobs"], months = [0, 24] }', id='"R"', band=None, unit=None),
)


def test_a_tiny_territory_is_held_against_a_table_of_ones_own(ptce, tmp_path, capsys):
    path = written(tmp_path, *TINY)
    words = ("--facts", str(path), "--replicates", "2", "--workers", "1", "--language", "fr")
    small = ("--set", "population.labour_force=400", "--set", "population.burn_in_months=12")
    assert ptce(*words, *small, "--out", "here") == 0
    told = capsys.readouterr()
    assert "F\u202f: un fait" in told.out and "dedans" in told.out and "dehors" in told.out
    assert re.search(r"[12] faits mis de côté sur 3 sont dans leur fourchette", told.out)
    assert max(map(len, told.out.splitlines()[:-1])) <= 120
    page = (tmp_path / "here" / "facts_fr.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page and "Le modèle confronté aux faits" in page
    assert (tmp_path / "here" / "figures" / "R_fr.png").is_file()


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        (fact(outcome='"job"'), (), "mine.toml, line 5: unknown outcome 'job'; did you mean 'jobs'?"),
        (fact(), ("land_presure",), "did you mean 'land_pressure'?"),
        (fact(), ("--workers", "0"), "at least one worker"),
        (fact(), ("--replicates", "0"), "at least one replicate"),
        (fact(), ("--months", "0"), "must be a whole number between 1 and"),
        (fact(), ("--size", "tiny"), "unknown size 'tiny'"),
        (fact(), ("--set", "demand.price=3"), "unknown parameter"),
        (fact(), ("--language", "de"), "unknown language 'de'"),
        ("[[facts]\n", (), "mine.toml, line 1: not valid TOML"),
    ],
)
def test_bad_input_ends_with_two_and_nothing_is_run(ptce, tmp_path, capsys, text, words, sentence):
    path = written(tmp_path, text)
    assert ptce("--facts", str(path), *words) == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert sentence in told[-1] and told[-1].startswith("ptce: ")
    assert not (tmp_path / "results" / "store").exists()


def test_a_file_that_is_not_there_is_told(ptce, capsys):
    assert ptce("--facts", "nowhere.toml") == 2
    assert "nowhere.toml: cannot be read" in capsys.readouterr().err


def test_results_lie_beside_one_another_unless_said_otherwise(tmp_path):
    facts = read(fact())
    assert publishing.directory_of(Validation(facts), publishing.FACTS) == Path("results/validate")
    mine = publishing.directory_of(Validation(facts, scenarios=("base",), size="full"), tmp_path / "mine.toml")
    assert mine == Path("results/validate-mine-base-full")


def test_a_refusal_of_the_file_names_its_place():
    assert refused(fact(band="[3, 2]")).values["low"] == "3"
