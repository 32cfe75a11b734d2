import numpy as np
import pytest

from experiments.analyses.calibrating.check import posterior_table, predictive_check, weighted_quantile
from experiments.analyses.calibrating.facts import CALIBRATION, HELD_OUT, Target, facts
from experiments.analyses.calibrating.figures import draw_check, draw_posterior
from experiments.analyses.calibrating.search import Task, calibrate, distance_to
from experiments.refusal import Refusal
from experiments.words.language import Language
from simulation.outcomes import OUTCOMES

RANGES = {"life.retirement_rate": (0.01, 0.12), "labour.separation_rate": (0.001, 0.02)}
TARGETS = tuple(one for one in facts() if one.use == CALIBRATION)


def made_up(values, replicate):
    noise = np.random.default_rng(replicate)
    return {
        "exit_rate_year": 100 * values["life.retirement_rate"] + 4 + noise.normal(0, 0.2),
        "job_finding_rate_q": 4000 * values["labour.separation_rate"] + noise.normal(0, 1),
        "pay_p90_p10_social": 2.7,
        "pay_p90_p10_other": 3.1,
        "unemployment_rate": 10.0,
        "gini_wealth": 0.655,
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


def test_a_target_that_is_held_out_is_not_calibrated_on(tmp_path):
    held = [one for one in facts() if one.use == HELD_OUT]
    with pytest.raises(Refusal, match="held out"):
        calibrate(Task(RANGES), tmp_path, targets=held, simulate=never)


def test_facts_are_outcomes_of_the_model_with_a_source():
    assert {one.name[:2] for one in facts()} >= {"V1", "V2", "V3", "V4", "un"}
    for one in facts():
        assert one.outcome in OUTCOMES and one.source and one.low < one.high and one.confidence in "HML"


def test_distance_is_nothing_within_the_bands_and_counts_in_tolerances_outside():
    target = Target("t", "jobs", CALIBRATION, 8, 11, 2.0, "%", "H", "made up", {"en": "t", "fr": "t"})
    distance = distance_to([target])
    assert [distance({"jobs": value}) for value in (8.0, 9.5, 11.0, 13.0, 4.0)] == [0, 0, 0, 1, 2]
    assert distance({"jobs": float("nan")}) > 1e5


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
    assert set(check["use"]) == {CALIBRATION, HELD_OUT}
    assert len(list(tmp_path.glob("*.db"))) == 1
    assert draw_posterior(again, Language("fr")).axes and draw_check(check, Language("fr")).axes


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
