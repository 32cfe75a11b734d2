"""Kaplan-Meier on textbook numbers; hazard ratios on tables whose ratio is known."""

import numpy as np
import pandas as pd
import pytest

from experiments.numbers.exit_hazards import ANY_DEPTH, exit_rates, fit_hazards, ratios_by_depth
from experiments.numbers.pole_survival import kaplan_meier, lives_of_poles, median_wait, pole_survival, waiting_at


def test_kaplan_meier_gives_the_published_curve():
    # Remission of 21 patients on 6-MP (Freireich et al. 1963), the example of every textbook.
    months = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    censored = [0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1]
    curve = kaplan_meier(np.array(months), np.array(censored, bool))
    told = [round(waiting_at(curve, month)[0], 3) for month in (5, 6, 7, 10, 13, 16, 22, 23, 35)]
    assert told == [1.0, 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448, 0.448]
    assert median_wait(curve)[0] == 23


def test_a_median_that_was_not_reached_is_missing():
    curve = kaplan_meier(np.array([10.0, 240.0, 240.0]), np.array([False, True, True]))
    assert np.isnan(median_wait(curve)[0])


def log_of(*events):
    table = pd.DataFrame(events, columns=["replicate", "month", "kind", "uid"])
    return table.assign(scenario="a", regime="plural")


def test_poles_of_two_replicates_with_one_number_are_two_poles():
    events = log_of(
        (0, 12, "pole_formalisations", 3),
        (1, 24, "pole_formalisations", 3),
        (1, 36, "pole_ends", 3),
        (1, 40, "pole_ends", 4),
    )
    lives = lives_of_poles(events, 60)
    assert lives[["months", "censored"]].to_numpy().tolist() == [[48.0, True], [12.0, False]]
    survival = pole_survival(events, ("a",), ("plural",), 60).set_index("quantity")
    assert survival.loc["year 1", "value"] == 0.5
    assert (survival["poles"] == 2).all() and (survival["ended"] == 1).all()


def cells(hazards, replicates=30, seed=1):
    """Organisation-years of 400 a cell, with exits drawn at the hazards of each depth and sector."""
    chance = np.random.default_rng(seed)
    rows = [
        (replicate, depth, sector, 2, 3, 400, chance.binomial(400, 1 - np.exp(-hazard * times)))
        for replicate in range(replicates)
        for depth, hazard in enumerate(hazards)
        for sector, times in (("trade", 1.0), ("culture", 2.0))
    ]
    return pd.DataFrame(rows, columns=["replicate", "depth", "sector", "staff_from", "age_from", "years", "exits"])


def test_the_ratio_of_hazards_is_found_at_each_depth():
    told = {row[0]: row[3:] for row in ratios_by_depth(cells([0.10, 0.05, 0.12]))}
    for depth, truth in (("depth 1", 0.5), ("depth 2", 1.2)):
        ratio, low, high = told[depth]
        assert ratio == pytest.approx(truth, rel=0.05)
        assert low < truth < high and high / low < 1.3
    assert 0.5 < told[ANY_DEPTH][0] < 1.2


def test_without_a_control_the_ratio_is_that_of_the_crude_hazards():
    years, exits = np.array([1000.0, 1000.0]), np.array([100.0, 50.0])
    design = np.array([[1.0, 0.0], [1.0, 1.0]])
    coefficients, _ = fit_hazards(design, years, exits, np.array([0, 1]))
    assert np.exp(coefficients[1]) == pytest.approx(np.log(0.95) / np.log(0.90))


def test_what_only_one_class_holds_cannot_be_told_from_it():
    design = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 1.0], [1.0, 0.0, 0.0]])
    with pytest.raises(np.linalg.LinAlgError):
        fit_hazards(design, np.array([100.0, 100.0, 90.0]), np.array([9.0, 4.0, 8.0]), np.array([0, 1, 2]))


def test_too_few_exits_give_no_ratio():
    table = cells([0.10, 0.05])
    table.loc[table["depth"] == 1, "exits"] = 0
    assert all(np.isnan(row[3]) for row in ratios_by_depth(table))
    assert all(np.isnan(row[3]) for row in ratios_by_depth(cells([0.10, 0.05], replicates=1)))


def test_exit_rates_are_paired_within_the_replicate():
    one = cells([0.10]).assign(scenario="a", regime="market")
    other = one.assign(regime="reciprocity", exits=one["exits"] + 4)
    rates = exit_rates(pd.concat([one, other]), ("a",), ("market", "reciprocity"))
    assert rates["mean"].tolist() == pytest.approx([1.0])
    assert rates["sd"].tolist() == pytest.approx([0.0], abs=1e-12)
