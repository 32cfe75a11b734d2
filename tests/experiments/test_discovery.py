import numpy as np
import pandas as pd
import pytest

from experiments.analyses.differences import Differences, paired_differences
from experiments.analyses.discovery import HARMS, HELPS, cases_of, discover, draw
from experiments.refusal import Refusal
from experiments.words.language import Language
from tests.experiments.toy_runs import runs_from

NAMES = ["stance.intensity", "trust.initial", "pooling.misfit"]


def study(points=200, seed=2):
    generator = np.random.default_rng(seed)
    design = pd.DataFrame(generator.random((points, 3)), columns=NAMES)
    design["vote.rule"] = generator.choice(["one_head", "by_capital"], points)
    return design.rename_axis("point").reset_index()


def test_cases_are_told_by_the_interval_and_not_by_the_mean():
    table = pd.DataFrame([[19.0, 20, 21, 20], [4.0, -3, 3, -2], [-19.0, -20, -21, -20], [20.0, np.nan, 20, 20]])
    pairs = Differences(table, table.notna() | True, "jobs", "reciprocity", "market")
    assert dict(cases_of(pairs, HELPS)) == {0: True, 1: False, 2: False}
    assert dict(cases_of(pairs, HARMS)) == {0: False, 1: False, 2: True}
    assert not cases_of(pairs, HELPS, least=30.0).any()


def test_a_side_without_cases_is_refused():
    pairs = paired_differences(runs_from(np.ones(200), 3), "jobs")
    with pytest.raises(Refusal, match="no box"):
        discover(study(), pairs, side=HARMS)


@pytest.mark.long
def test_a_box_that_is_there_is_found_and_found_again():
    pytest.importorskip("ema_workbench")
    design = study()
    effects = np.where((design[NAMES[0]] > 0.6) & (design[NAMES[1]] < 0.5), 20.0, -3.0)
    found = discover(design, paired_differences(runs_from(effects, 4, spread=1.0), "jobs"), resamples=8)
    limits = found.limits.set_index("parameter")
    assert set(limits.index) == {NAMES[0], NAMES[1]}
    assert limits.loc[NAMES[0], "low"] == pytest.approx(0.6, abs=0.05)
    assert limits.loc[NAMES[1], "high"] == pytest.approx(0.5, abs=0.05)
    assert found.statistics["coverage"] > 0.9 and found.statistics["density"] > 0.9
    assert (limits["reproduced"] > 0.7).all()
    assert found.statistics["density_left_out"] > 0.7
    assert len(draw(found, Language("fr")).axes) == 2


@pytest.mark.long
def test_a_box_in_noise_does_not_describe_the_points_left_out():
    pytest.importorskip("ema_workbench")
    design = study()
    effects = np.where(np.random.default_rng(9).random(200) < 0.2, 20.0, -20.0)
    found = discover(design, paired_differences(runs_from(effects, 3), "jobs"), resamples=8)
    assert found.statistics["density_left_out"] < 0.5
