import numpy as np
import pandas as pd
import pytest

from experiments.analyses import morris, sobol
from experiments.analyses.differences import Differences, paired_differences
from experiments.refusal import Refusal
from experiments.words.language import Language
from tests.experiments.toy_runs import runs_from

NAMES = ["stance.intensity", "trust.initial", "pooling.misfit"]
PROBLEM = {"num_vars": 3, "names": NAMES, "bounds": [[0.0, 1.0]] * 3}
FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
"""Indices of the Ishigami function with a = 7, b = 0.1 (Ishigami & Homma 1990)."""


def ishigami(shares):
    x = np.pi * (2 * shares - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def one_replicate(effects):
    table = pd.DataFrame({0: effects}, index=pd.RangeIndex(len(effects), name="point"))
    return Differences(table, table.notna() | True, "jobs", "reciprocity", "market")


def test_sobol_indices_of_the_ishigami_function():
    sample = pytest.importorskip("SALib.sample.sobol").sample(PROBLEM, 2048, calc_second_order=False, seed=1)
    table = sobol.indices(NAMES, one_replicate(ishigami(sample)), resamples=200).set_index("parameter")
    for name, first, total in zip(NAMES, FIRST, TOTAL, strict=True):
        row = table.loc[name]
        assert row["first"] == pytest.approx(first, abs=0.03)
        assert row["total"] == pytest.approx(total, abs=0.03)
        assert row["first_low95"] - 0.01 <= first <= row["first_high95"] + 0.01
        assert row["total_low95"] - 0.01 <= total <= row["total_high95"] + 0.01


def test_sobol_drops_whole_blocks_that_lost_a_run_and_counts_them():
    sample = pytest.importorskip("SALib.sample.sobol").sample(PROBLEM, 512, calc_second_order=False, seed=1)
    effects = ishigami(sample)
    whole = sobol.indices(NAMES, one_replicate(effects), resamples=50)
    effects[[3, 4, 17]] = np.nan
    table = sobol.indices(NAMES, one_replicate(effects), resamples=50)
    assert (table.attrs["blocks"], table.attrs["dropped"], table.attrs["points_lost"]) == (510, 2, 3)
    assert np.allclose(table["total"], whole["total"], atol=0.03)


def test_sobol_of_a_difference_that_is_the_same_everywhere_has_no_indices():
    pytest.importorskip("SALib")
    table = sobol.indices(NAMES, one_replicate(np.full(5 * 16, 3.0)), resamples=20)
    assert table[["first", "total"]].isna().all(axis=None)


def test_sobol_finds_the_interaction_of_a_pair():
    sample = pytest.importorskip("SALib.sample.sobol").sample(PROBLEM, 512, calc_second_order=True, seed=1)
    table = sobol.indices(NAMES, one_replicate(ishigami(sample)), second_order=True, resamples=50)
    first = table.attrs["pairs"][0]
    assert {first["parameter"], first["other"]} == {"stance.intensity", "pooling.misfit"}
    assert first["second"] == pytest.approx(0.2437, abs=0.06)


def test_morris_ranks_parameters_and_knows_interactions():
    sample = pytest.importorskip("SALib.sample.morris").sample(PROBLEM, 30, num_levels=4, seed=1)
    effects = 20 * sample[:, 0] + 8 * (sample[:, 1] > 0.5) * sample[:, 0]
    table = morris.indices(pd.DataFrame(sample, columns=NAMES), one_replicate(effects), resamples=200)
    assert list(table["parameter"]) == NAMES
    still = table.set_index("parameter").loc["pooling.misfit"]
    assert (still["mu_star"], still["sigma"]) == (0, 0)
    assert (table["mu_star_low95"] <= table["mu_star"]).all() and (table["mu_star"] <= table["mu_star_high95"]).all()


def test_morris_of_a_straight_line_is_its_slope():
    sample = pytest.importorskip("SALib.sample.morris").sample(PROBLEM, 8, num_levels=4, seed=1)
    table = morris.indices(pd.DataFrame(sample, columns=NAMES), one_replicate(sample @ [6.0, -3.0, 1.0]), resamples=20)
    assert np.allclose(table["mu"], [6, -3, 1]) and np.allclose(table["sigma"], 0)


def test_morris_drops_trajectories_that_lost_a_run_and_tells_noise():
    sample = pytest.importorskip("SALib.sample.morris").sample(PROBLEM, 20, num_levels=4, seed=1)
    runs = runs_from(40 * sample[:, 0], replicates=6, spread=3.0, failed={(0, 2), (3, 0), (21, 5)})
    table = morris.indices(pd.DataFrame(sample, columns=NAMES), paired_differences(runs, "jobs"), resamples=200)
    assert (table.attrs["trajectories"], table.attrs["dropped"], table.attrs["points_lost"]) == (18, 2, 3)
    told = table.set_index("parameter")["above_noise"]
    assert told["stance.intensity"]
    assert not told["trust.initial"] and not told["pooling.misfit"]


def test_too_few_whole_trajectories_are_refused():
    sample = pytest.importorskip("SALib.sample.morris").sample(PROBLEM, 3, num_levels=4, seed=1)
    effects = np.full(len(sample), np.nan)
    with pytest.raises(Refusal, match="trajectories have all their runs"):
        morris.indices(pd.DataFrame(sample, columns=NAMES), one_replicate(effects))


def test_a_point_that_lost_a_pair_has_no_mean_and_is_counted():
    pairs = paired_differences(runs_from([1.0, 2.0], failed={(1, 3)}), "jobs")
    assert pairs.means[0] == pytest.approx(1.0) and np.isnan(pairs.means[1])
    assert list(pairs.lost) == [0, 1]
    assert list(pairs.summary["n"]) == [4, 3]


def test_a_pair_that_was_never_asked_for_is_not_lost():
    runs = runs_from([1.0, 2.0])
    runs = runs[(runs["point"] == 0) | (runs["replicate"] < 2)]
    pairs = paired_differences(runs, "jobs")
    assert list(pairs.lost) == [0, 0] and pairs.means[1] == pytest.approx(2.0)


def test_a_table_with_a_run_twice_or_without_an_arm_is_refused():
    runs = runs_from([1.0])
    with pytest.raises(Refusal, match="twice"):
        paired_differences(pd.concat([runs, runs]), "jobs")
    with pytest.raises(Refusal, match="no arm"):
        paired_differences(runs, "jobs", plus="plural")


@pytest.mark.parametrize("code", ["en", "fr"])
def test_figures_of_indices_are_drawn(code):
    sample = pytest.importorskip("SALib.sample.morris").sample(PROBLEM, 6, num_levels=4, seed=1)
    pairs = paired_differences(runs_from(20 * sample[:, 0], spread=2.0), "jobs")
    figure = morris.draw(morris.indices(pd.DataFrame(sample, columns=NAMES), pairs, resamples=20), Language(code))
    assert len(figure.axes) == 2
    table = sobol.indices(NAMES, one_replicate(ishigami(np.random.default_rng(1).random((60, 3)))), resamples=20)
    assert len(sobol.draw(table, Language(code)).axes) == 1
