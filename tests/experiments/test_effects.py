import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.numbers.contrasts import CONTRASTS, REGIMES, contrasts_for, years_within
from experiments.numbers.effects import holm, paired_effects, summarise, verdict
from experiments.numbers.measures import OutcomeColumn, cumulated, yearly


def test_a_paired_difference_is_described_as_by_hand():
    # Differences 1, 2, 3, 6: mean 3, squared deviations 4 + 1 + 0 + 9 = 14, variance 14 / 3.
    row = summarise(np.array([[1.0], [2.0], [3.0], [6.0]])).iloc[0]
    error = np.sqrt(14 / 3) / 2
    assert row["mean"] == 3
    assert row["sd"] == pytest.approx(np.sqrt(14 / 3))
    assert row["low95"] == pytest.approx(3 - 3.182446 * error)
    assert row["high95"] == pytest.approx(3 + 3.182446 * error)
    assert row["minimum_detectable"] == pytest.approx(2.8 * error)


def test_the_p_value_is_that_of_a_paired_t_test():
    values = np.random.default_rng(1).normal(0.3, 1.0, (12, 3))
    expected = stats.ttest_1samp(values, 0.0).pvalue
    np.testing.assert_allclose(summarise(values)["p"], expected)


def test_a_missing_value_drops_its_pair_only():
    row = summarise(np.array([[1.0], [np.nan], [3.0]])).iloc[0]
    assert (row["n"], row["mean"]) == (2, 2.0)


def test_without_any_pair_nothing_is_said():
    row = summarise(np.full((3, 1), np.nan)).iloc[0]
    assert row["n"] == 0
    assert np.isnan(row["mean"])


def test_holm_multiplies_the_smallest_p_by_the_number_of_tests():
    # 0.01 * 3, then max(0.03, 0.02 * 2), then max(0.04, 0.9 * 1); a missing p is no test.
    np.testing.assert_allclose(holm(np.array([0.9, 0.01, np.nan, 0.02])), [0.9, 0.03, np.nan, 0.04])
    assert np.isnan(holm(np.array([np.nan, np.nan]))).all()


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ([5.0, 5.1, 4.9, 5.0], "more"),
        ([-5.0, -5.1, -4.9, -5.0], "less"),
        ([5.0, -5.0, 4.0, -3.0], "cannot tell"),
        ([0.0, 0.0, 0.0, 0.0], "exactly zero"),
        ([0.0, 0.0, 0.0, 1.0], "cannot tell"),
        ([0.0], "exactly zero"),
        ([7.0], "cannot tell"),
        ([7.0, 7.0, 7.0], "more"),
    ],
)
def test_the_verdict_says_no_more_than_the_numbers(differences, expected):
    table = summarise(np.array(differences)[:, None])
    table["p_holm"] = table["p"]
    assert verdict(table.iloc[0]) == expected


def test_an_interval_without_zero_is_not_enough_below_the_minimum_detectable_effect():
    differences = np.random.default_rng(0).normal(0, 1, 40)
    differences = (differences - differences.mean()) / differences.std(ddof=1)
    table = summarise((differences + 2.4 / np.sqrt(40))[:, None])
    table["p_holm"] = table["p"]
    assert table["low95"].iloc[0] > 0
    assert verdict(table.iloc[0]) == "cannot tell"


def test_a_flow_is_summed_over_the_year_and_a_stock_read_at_its_end():
    months = np.arange(25.0)
    values = np.stack([months, months], axis=1)[None]
    result = yearly(values, np.array([True, False]), 2)
    np.testing.assert_array_equal(result, [[sum(range(13, 25)), 24.0]])


def test_month_zero_is_not_cumulated():
    assert cumulated(np.full((1, 13, 1), 2.0), 1).item() == 24.0


def test_the_weights_of_every_estimand_sum_to_zero():
    assert [one.name for one in CONTRASTS if sum(one.weights.values())] == []


def test_an_estimand_needs_all_its_arms():
    assert {one.name for one in contrasts_for(["market", "reciprocity"])} == {"R0"}
    assert contrasts_for(REGIMES) == CONTRASTS


@pytest.mark.parametrize(("months", "years"), [(240, (1, 5, 10, 20)), (36, (1, 3)), (11, ()), (60, (1, 5))])
def test_the_years_of_the_report_are_those_reached(months, years):
    assert years_within(months) == years


def monthly_table(levels: dict[str, list[float]], months: int = 12) -> pd.DataFrame:
    rows = [
        {"scenario": "one", "regime": regime, "replicate": replicate, "month": month, "jobs": level}
        for regime, by_replicate in levels.items()
        for replicate, level in enumerate(by_replicate)
        for month in range(months + 1)
    ]
    return pd.DataFrame(rows)


def test_differences_are_taken_within_replicates():
    # Replicates differ by hundreds, arms by a few within each: the pairing removes the former.
    base = [100.0, 300.0, 500.0]
    levels = {
        "market": base,
        "redistribution": [value + 1 for value in base],
        "gift": [value + 0.5 for value in base],
        "unseeded": [value + 1 for value in base],
        "reciprocity": [value + 2 for value in base],
        "plural_untargeted": [value + 4 for value in base],
        "plural": [value + 5 for value in base],
        "site_only": [value + 1.25 for value in base],
        "no_animator": [value + 0.25 for value in base],
        "random_members": [value + 3 for value in base],
    }
    jobs = OutcomeColumn("jobs", "heads", "employment", "stock")
    table = paired_effects(monthly_table(levels), [jobs], ["one"], REGIMES, 12).set_index("estimand")
    expected = {
        "R0": 2.0,
        "P": 1.0,
        "E": 1.0,
        "G": 0.5,
        "R0-G": 1.5,
        "R1": 3.0,
        "targeting": 1.0,
        "complementarity": 1.0,
        "plural_less_redistribution": 4.0,
        "money": 1.0,
        "money_with_poles": 3.0,
        "site": 0.25,
        "animator": 1.75,
        "membership": -1.0,
    }
    assert table["mean"].to_dict() == expected
    assert (table["sd"] == 0).all()
    assert (table["year"] == 1).all()


def test_primary_outcomes_are_not_corrected_and_descriptive_ones_not_counted():
    rng = np.random.default_rng(3)
    names = ["jobs", "gini_income", "value_added", "pole_count"]
    groups = ["employment", "distribution", "economy", "cooperation"]
    rows = [
        {"scenario": "one", "regime": regime, "replicate": replicate, "month": month}
        | {name: rng.normal(0.5 * (regime == "reciprocity")) for name in names}
        for regime in ("market", "reciprocity")
        for replicate in range(10)
        for month in range(13)
    ]
    outcomes = [OutcomeColumn(name, "1", group, "stock") for name, group in zip(names, groups, strict=True)]
    table = paired_effects(pd.DataFrame(rows), outcomes, ["one"], ("market", "reciprocity"), 12)
    table = table.set_index("outcome")
    assert table["role"].to_list() == ["secondary", "exploratory", "exploratory", "descriptive"]
    assert table.loc["jobs", "p_holm"] == table.loc["jobs", "p"]
    assert table.loc["pole_count", "p_holm"] == table.loc["pole_count", "p"]
    explored = table.loc[["gini_income", "value_added"]]
    assert explored["p_holm"].min() == pytest.approx(min(1.0, 2 * explored["p"].min()))
