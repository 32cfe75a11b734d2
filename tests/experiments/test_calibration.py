import numpy as np
import pandas as pd
import pytest

from experiments.analyses.calibrating.check import (
    posterior_lines,
    posterior_table,
    predictive_check,
    weighted_quantile,
)
from experiments.analyses.calibrating.figures import draw_check, draw_posterior
from experiments.analyses.calibrating.search import Posterior, calibrate
from experiments.analyses.calibrating.targets import OfOneRun, Task, distance_to, facts_for, targets_for
from experiments.designs.calibration import refuse_cooperation
from experiments.questions.facts.declared import read_facts
from experiments.refusal import Refusal
from experiments.words.language import Language
from simulation.declared import PARAMETERS
from tests.experiments.fact_files import experiment, fact, read

RANGES = {"life.retirement_rate": (0.01, 0.12), "labour.separation_rate": (0.001, 0.02)}
MIDDLES = {one.id: sum(one.band) / 2 for one in facts_for(Task(RANGES)) if np.isfinite(one.band).all()}


def made_up(values, replicate):
    """In the middle of every band but two, which follow from the two parameters."""
    noise = np.random.default_rng(replicate)
    return {
        **dict.fromkeys([one.id for one in facts_for(Task(RANGES))], 0.0),
        **MIDDLES,
        "V1": 100 * values["life.retirement_rate"] + 4 + noise.normal(0, 0.2),
        "V2": 4000 * values["labour.separation_rate"] + noise.normal(0, 1),
    }


def never(values, replicate):
    raise AssertionError("a calibration that is refused runs nothing")


@pytest.mark.parametrize("regime", ["reciprocity", "redistribution", "plural"])
def test_no_regime_but_market_is_calibrated(tmp_path, regime):
    with pytest.raises(Refusal, match="runs in the regime 'market', with poles off"):
        calibrate(Task(RANGES, regime=regime), tmp_path, simulate=never)


@pytest.mark.parametrize("path", ["trust.initial", "pooling.misfit", "policy.seed_cheque", "stance.intensity"])
def test_what_belongs_to_cooperation_is_not_calibrated(tmp_path, path):
    with pytest.raises(Refusal, match="economy without poles"):
        calibrate(Task({path: (0.1, 0.2)}), tmp_path, simulate=never)


@pytest.mark.parametrize("path", ["productivity.spread", "migration.x", "activity.x", "life.retirement_rate"])
def test_groups_of_the_economy_without_poles_may_be_calibrated(path):
    refuse_cooperation(path)


def test_a_fact_that_is_held_out_or_of_poles_or_without_a_measure_of_distance_is_not_calibrated_on(tmp_path):
    (open_band,) = read(fact(band="[-inf, 0]", used_for_setting="true"))
    (of_poles,) = read(fact(regime='"plural"', used_for_setting="true"))
    held_out = [one for one in facts_for(Task(RANGES)) if not one.used_for_setting]
    for targets, told in ((held_out, "held out"), ([of_poles], "what poles bring about"), ([open_band], "'tolerance'")):
        with pytest.raises(Refusal, match=told):
            calibrate(Task(RANGES), tmp_path, targets=targets, simulate=never)


def test_a_calibration_too_short_for_any_fact_is_refused(tmp_path):
    with pytest.raises(Refusal, match="can be had from one run of base in 20 months"):
        calibrate(Task(RANGES, months=20), tmp_path, simulate=never)


def test_targets_are_the_facts_of_one_run_in_the_market_that_the_model_is_set_by():
    named = {one.id for one in targets_for(Task(RANGES))}
    assert {"V1", "V2", "V4_social", "survival_3", "productivity_p90_p10", "unemployment"} <= named
    assert not named & {"V3_gini", "V3_top", "social_economy_share"}, "the start depends on no parameter that is drawn"
    held_out = {one.id for one in facts_for(Task(RANGES)) if not one.used_for_setting}
    assert {"survival_2", "survival_4", "okun", "beveridge", "V12_sizes"} <= held_out
    assert not held_out & {"rest", "layoff_spillovers", "V6", "V9", "romans_unemployment"}


def test_facts_of_the_start_are_targets_where_a_parameter_of_the_start_is_drawn():
    named = {one.id for one in targets_for(Task({"population.wealth_mean": (100_000.0, 200_000.0)}))}
    assert {"V3_gini", "V3_top", "social_economy_share"} <= named


@pytest.mark.parametrize(
    ("text", "months", "key", "found"),
    [
        (fact(months="[12, 240]"), 120, "months", [12, 120]),
        (fact(months="[12, 100]"), 120, "months", [12, 100]),
        (fact(months="[12, 240]"), 20, "months", None),
        (fact(months="[12, 240]", statistic='"change"'), 120, "months", None),
        (fact(months="[12, 120]", statistic='"change"'), 120, "months", [12, 120]),
        (experiment('{ kind = "survival", years = 5, founded = [1, 120] }'), 120, "founded", [1, 60]),
        (experiment('{ kind = "survival", years = 5, founded = [1, 120] }'), 200, "founded", [1, 120]),
        (experiment('{ kind = "survival", years = 5, founded = [1, 120] }'), 60, "founded", None),
        (
            experiment(
                '{ kind = "distribution", of = "organisations", column = "staff", measure = "skewness",'
                " months = [60, 120, 180] }"
            ),
            120,
            "months",
            [60, 120],
        ),
        (
            experiment(
                '{ kind = "distribution", of = "organisations", column = "staff", measure = "tent_over_bell",'
                " growth = true, months = [120, 132] }"
            ),
            120,
            "months",
            None,
        ),
    ],
)
def test_a_fact_is_looked_for_in_the_months_that_there_are(text, months, key, found):
    cut = facts_for(Task(RANGES, months=months), read(text))
    assert [getattr(one.settings, key) for one in cut] == ([] if found is None else [found])


def test_distance_is_nothing_within_the_bands_and_counts_in_tolerances_outside():
    half, said = read(fact(band="[8, 12]"), fact(id='"G"', band="[8, 12]", tolerance="4"))
    distances = [[distance_to([one])({one.id: value}) for value in (8.0, 9.5, 12.0, 14.0, 4.0)] for one in (half, said)]
    assert distances == [[0, 0, 0, 1, 2], [0, 0, 0, 0.5, 1]]
    assert distance_to([half])({"F": float("nan")}) > 1e5


def test_the_posterior_says_what_stays_wide_and_whether_the_default_lies_inside():
    draws = pd.DataFrame(
        {
            "life.retirement_rate": np.linspace(0.01, 0.12, 101),
            "labour.separation_rate": np.linspace(0.010, 0.012, 101),
            "weight": np.full(101, 1 / 101),
        }
    )
    table = posterior_table(Posterior(draws, pd.DataFrame(), Task(RANGES))).set_index("parameter")
    assert table["kept"].to_numpy() == pytest.approx([1.0, 0.002 / 0.019], rel=0.02)
    default = PARAMETERS["life.retirement_rate"].default
    assert 0.0155 < default < 0.1145 and PARAMETERS["labour.separation_rate"].default < 0.010
    assert table["inside"].tolist() == [True, False]
    assert table.loc["life.retirement_rate", ["p5", "median", "p95"]].tolist() == pytest.approx(
        [0.0155, 0.065, 0.1145], abs=0.001
    )
    widest, other = posterior_lines(table.reset_index(), Language("en"))
    assert widest.startswith("life.retirement_rate: 0.010 to 0.120 before; 0.015, 0.065, 0.115 after (5, 50, 95 %), 10")
    assert widest.endswith(f"{default:.3f} in the scenario, inside") and other.endswith("in the scenario, OUTSIDE")


def test_weighted_quantiles_of_even_weights_are_those_of_the_draws():
    values = np.random.default_rng(1).normal(size=2001)
    found = weighted_quantile(values, np.ones(2001), (0.1, 0.5))
    assert np.allclose(found, np.quantile(values, (0.1, 0.5)), atol=0.01)


@pytest.mark.long
def test_a_calibration_finds_what_is_there_is_taken_up_and_checked(tmp_path):
    pytest.importorskip("pyabc")
    task = Task(RANGES)
    first = calibrate(task, tmp_path, population=50, generations=2, simulate=made_up)
    again = calibrate(task, tmp_path, population=50, generations=5, simulate=made_up)
    assert (len(first.generations), len(again.generations)) == (2, 5)
    assert again.generations["epsilon"].is_monotonic_decreasing
    table = posterior_table(again).set_index("parameter")
    assert 0.04 <= table.loc["life.retirement_rate", "median"] <= 0.07
    assert 15 / 4000 <= table.loc["labour.separation_rate", "median"] <= 25 / 4000
    check = predictive_check(again, simulate=made_up, runs=30)
    assert (check["in_band"] > 0.7).all()
    assert set(check["used_for_setting"]) == {True, False}
    assert len(list(tmp_path.glob("*.db"))) == 1
    assert draw_posterior(again, Language("fr")).axes and draw_check(check, read_facts(), Language("fr")).axes


def test_draws_and_check_are_the_same_with_any_number_of_workers(tmp_path):
    pytest.importorskip("pyabc")
    task = Task(RANGES)
    found = [
        calibrate(task, tmp_path / str(workers), population=10, generations=2, simulate=made_up, workers=workers)
        for workers in (1, 2)
    ]
    assert found[0].draws.equals(found[1].draws)
    assert found[0].generations.equals(found[1].generations)
    checks = [predictive_check(found[0], simulate=made_up, runs=10, workers=workers) for workers in (1, 2)]
    pd.testing.assert_frame_equal(*checks)


@pytest.mark.long
def test_one_run_of_the_model_has_a_value_for_every_target():
    task = Task(RANGES, months=84)
    targets = targets_for(task)
    found = OfOneRun(task, targets)({"life.retirement_rate": 0.06, "labour.separation_rate": 0.002}, 0)
    assert list(found) == [one.id for one in targets] and np.isfinite(list(found.values())).all()


class Killed(BaseException):
    """The process ended."""


@pytest.mark.parametrize("draws", [0, 3])
def test_a_calibration_that_ended_before_its_first_generation_was_whole_goes_on(tmp_path, draws):
    pytest.importorskip("pyabc")
    made = []

    def ends(values, replicate):
        made.append(values)
        if len(made) > draws:
            raise Killed
        return made_up(values, replicate)

    task = Task(RANGES)
    with pytest.raises(Killed):
        calibrate(task, tmp_path / "ended", population=8, generations=1, simulate=ends)
    assert list((tmp_path / "ended").glob("*.db"))
    found = calibrate(task, tmp_path / "ended", population=8, generations=1, simulate=made_up)
    whole = calibrate(task, tmp_path / "whole", population=8, generations=1, simulate=made_up)
    assert found.draws.equals(whole.draws)
