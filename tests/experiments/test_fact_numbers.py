"""Numbers that facts are held against, on small tables with a known answer; verdicts as functions of an interval."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.numbers.cross_sections import MEASURES, share_held_from, within_groups, yearly_growth
from experiments.numbers.organisation_lives import lives_of_newcomers, survival
from experiments.numbers.over_worlds import (
    CANNOT_TELL,
    IN,
    OUT,
    mean_over_worlds,
    pooled,
    verdict,
    verdict_at_rest,
)
from experiments.numbers.series_statistics import STATISTICS, Series, change_along_trend, statistic_of
from experiments.runs.keeping import HouseholdSections, OrganisationSections
from experiments.runs.living import live_months, territory_of
from simulation import load_plan

ends = st.floats(-100, 100)


# -- verdicts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (8.5, 10.0, IN),
        (8.0, 11.0, IN),
        (7.0, 9.0, CANNOT_TELL),
        (7.0, 12.0, CANNOT_TELL),
        (11.5, 12.0, OUT),
        (6.0, 7.9, OUT),
        (math.nan, math.nan, CANNOT_TELL),
    ],
)
def test_an_interval_lies_in_a_band_out_of_it_or_nobody_can_tell(low, high, told):
    assert verdict(low, high, (8.0, 11.0)) == told


@given(st.tuples(ends, ends).map(sorted), st.tuples(ends, ends).map(sorted), st.floats(0, 10))
def test_a_wider_interval_never_decides_what_a_narrower_one_did_not(interval, band, more):
    low, high = interval
    told, wider = verdict(low, high, tuple(band)), verdict(low - more, high + more, tuple(band))
    assert wider in (told, CANNOT_TELL)


@given(st.tuples(ends, ends).map(sorted), ends)
def test_an_open_band_asks_for_one_end_only(interval, end):
    low, high = interval
    assert (verdict(low, high, (-math.inf, end)) == IN) == (high <= end)
    assert (verdict(low, high, (end, math.inf)) == OUT) == (high < end)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(-5.0, 5.0, IN), (0.1, 0.9, IN), (-0.9, -0.1, IN), (0.5, 2.0, CANNOT_TELL), (1.5, 2.0, OUT), (-3.0, -1.1, OUT)],
)
def test_a_drift_is_none_where_it_may_be_zero_or_is_below_a_tenth_of_what_sets_worlds_apart(low, high, told):
    assert verdict_at_rest(low, high, 1.0) == told


def test_the_interval_of_a_mean_is_that_of_student():
    found = mean_over_worlds([1.0, 2.0, 3.0, 4.0, 5.0])
    half = 2.131847 * math.sqrt(2.5) / math.sqrt(5)
    assert (found.mean, found.worlds, found.missing) == (3.0, 5, 0)
    assert (found.low, found.high) == (pytest.approx(3 - half, abs=1e-5), pytest.approx(3 + half, abs=1e-5))
    assert found.range == (pytest.approx(1.2), pytest.approx(4.8))


def test_worlds_without_a_value_are_counted_and_many_of_them_forbid_a_verdict():
    few, many = (mean_over_worlds([1.0] * 20 + [math.nan] * lost) for lost in (2, 3))
    assert (few.missing, few.told, many.told) == (2, True, False)
    assert not mean_over_worlds([1.0]).told
    assert mean_over_worlds([1.1, 1.1, 1.1]).low == pytest.approx(1.1)
    assert all(math.isnan(end) for end in pooled(1.0, 0.5, 1.5, 4, 0).range)


# -- time series ----------------------------------------------------------------------------------------------------

LINE = Series(np.arange(37.0))
FLOW = Series(np.concatenate([[99.0], np.repeat([1.0, 2.0, 4.0], 12)]), flow=True)


def test_a_flow_is_summed_over_the_months_that_follow_and_a_stock_read_each_year():
    assert LINE.years.tolist() == [0.0, 12.0, 24.0, 36.0]
    assert FLOW.years.tolist() == [12.0, 24.0, 48.0]
    assert FLOW.growth.tolist() == [100.0, 100.0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mean", 18.0),
        ("median", 18.0),
        ("sd", np.std(np.arange(37), ddof=1)),
        ("least", 0.0),
        ("most", 36.0),
        ("first", 0.0),
        ("last", 36.0),
        ("change", 36.0),
        ("trend", 12.0),
        ("trend_percent", 100.0 * 12 / 18),
        ("yearly_change_mean", (100 + 50) / 2),
        ("yearly_change_sd", np.std([100, 50], ddof=1)),
        ("yearly_change_p5", 52.5),
        ("yearly_change_p95", 97.5),
        ("yearly_change_size_p95", 97.5),
    ],
)
def test_a_statistic_of_a_line_is_what_one_expects(name, value):
    # Growth from zero in the first year is not a number and is passed over.
    assert statistic_of(name, LINE) == pytest.approx(value)


def test_every_statistic_of_one_series_is_tried():
    tried = {"mean", "median", "sd", "least", "most", "first", "last", "change", "trend", "trend_percent"}
    tried |= {f"yearly_change_{name}" for name in ("mean", "sd", "p5", "p95", "size_p95")}
    assert {name for name, one in STATISTICS.items() if not one.two} == tried


def test_months_in_which_nothing_was_seen_are_passed_over():
    holes = Series(np.array([1.0, np.nan, 3.0, np.nan]))
    assert statistic_of("mean", holes) == 2.0
    assert math.isnan(statistic_of("mean", Series(np.full(3, np.nan))))
    assert change_along_trend(Series(np.array([0.0, np.nan, 2.0, 3.0]))) == pytest.approx(3.0)


def test_okun_is_found_with_its_sign_and_slope():
    """Unemployment falls by half a point for each per cent of growth above two."""
    growth = np.array([1.0, 3.0, 2.0, 5.0, 0.0])
    output = 100.0 * np.cumprod(np.concatenate([[1.0], 1 + growth / 100]))
    rate = 10.0 + np.cumsum(np.concatenate([[0.0, 0.0], -0.5 * (growth - 2.0)]))
    value_added = Series(np.concatenate([[0.0], np.repeat(output / 12, 12)]), flow=True)
    unemployment = Series(np.concatenate([np.repeat(rate[:-1], 12), rate[-1:]]))
    assert statistic_of("slope_of_change_on_growth", unemployment, value_added) == pytest.approx(-0.5)
    assert statistic_of("correlation_of_change_with_growth", unemployment, value_added) == pytest.approx(-1.0)


def test_two_series_are_correlated_by_month_and_by_year():
    up = Series(np.arange(49.0))
    down = Series(-2.0 * np.arange(49.0))
    assert statistic_of("correlation", up, down) == pytest.approx(-1.0)
    assert statistic_of("correlation_of_years", up, down) == pytest.approx(-1.0)
    assert math.isnan(statistic_of("correlation", up, Series(np.ones(49))))
    assert statistic_of("ratio", down, up) == pytest.approx(-2.0)
    assert statistic_of("last_over_fall", Series(np.array([0.0, 5.0])), Series(np.array([100.0, 50.0]))) == 0.1
    assert math.isnan(statistic_of("last_over_fall", up, up))


# -- lives ----------------------------------------------------------------------------------------------------------


def test_the_share_of_newcomers_that_live_on_is_that_of_kaplan_and_meier():
    """Ten are founded in month 1; two close after a year, one after two; one more is watched for six months."""
    born = [(1, "entries", uid) for uid in range(10)] + [(31, "entries", 10), (40, "entries", 11)]
    closed = [(13, "exits", 0), (13, "exits", 1), (25, "exits", 2), (25, "exits_other", -1)]
    events = pd.DataFrame([*born, *closed], columns=["month", "kind", "uid"])
    lives = lives_of_newcomers(events, (1, 36), 37)
    assert len(lives) == 11 and lives["censored"].sum() == 8
    assert survival(lives, 0.9) == 1.0
    assert survival(lives, 1) == pytest.approx(0.8)
    assert survival(lives, 2) == pytest.approx(0.7)
    assert math.isnan(survival(lives, 4))
    assert math.isnan(survival(lives.head(3), 1))


# -- cross-sections -------------------------------------------------------------------------------------------------


def test_measures_of_a_cross_section_agree_with_what_is_known_of_laws():
    draw = np.random.default_rng(1)
    normal, laplace = draw.normal(size=20_000), draw.laplace(size=20_000)
    assert MEASURES["tent_over_bell"](laplace) > 0.03 > 0 > MEASURES["tent_over_bell"](normal)
    assert MEASURES["excess_kurtosis"](normal) == pytest.approx(0.0, abs=0.15)
    assert MEASURES["excess_kurtosis"](laplace) == pytest.approx(3.0, abs=0.6)
    assert MEASURES["skewness"](draw.exponential(size=20_000)) == pytest.approx(2.0, abs=0.2)
    assert MEASURES["log_sd"](np.exp(0.5 * normal)) == pytest.approx(0.5, abs=0.02)
    assert MEASURES["p90_p10"](np.exp(normal)) == pytest.approx(math.exp(2 * 1.2816), rel=0.05)
    assert MEASURES["gini"](np.ones(50)) == pytest.approx(0.0)
    assert MEASURES["gini"](np.concatenate([np.full(9, 1e-9), [1.0]])) == pytest.approx(0.9)
    assert MEASURES["mean_over_median"](np.concatenate([np.ones(9), [11.0]])) == 2.0
    assert math.isnan(MEASURES["mean"](np.ones(3)))


def test_the_large_hold_the_share_they_hold():
    assert share_held_from(np.array([1.0] * 50 + [50.0]), 50) == 0.5
    assert math.isnan(share_held_from(np.ones(3), 50))


def test_a_measure_within_groups_leaves_out_what_sets_groups_apart():
    values = np.concatenate([np.full(20, 1.0), np.full(20, 100.0), [7.0]])
    groups = np.array(["a"] * 20 + ["b"] * 20 + ["c"], dtype=object)
    assert within_groups(values, groups, "p90_p10") == 1.0
    assert math.isnan(within_groups(values[:5], groups[:5], "p90_p10"))


def test_growth_is_that_of_those_who_live_at_both_ends():
    sections = pd.DataFrame(
        [(0, 1, 10), (12, 1, 20), (0, 2, 10), (12, 3, 10), (24, 1, 0)], columns=["month", "uid", "staff"]
    )
    assert yearly_growth(sections, "staff", (0, 12, 24)).tolist() == [pytest.approx(math.log(2))]


def test_cross_sections_are_kept_of_year_ends_and_of_every_fifth_year():
    territory = territory_of(load_plan("base", months=13), 1)
    organisations, households = OrganisationSections(), HouseholdSections()
    live_months(territory, 13, [organisations, households])
    kept = organisations.table(territory)
    assert sorted(kept["month"].unique()) == [0, 12, 13]
    assert (kept.groupby("month").size() == kept.groupby("month")["uid"].nunique()).all()
    assert set(kept["sector"]) > {"trade", "services"} and set(kept["social_economy"]) == {0, 1}
    adults = households.table(territory)
    assert sorted(adults["month"].unique()) == [0, 13]
    paid = adults[adults["employer_social_economy"] >= 0]
    assert (paid["wage_fte"] >= paid["wage"]).all() and (paid["status"] == "employed here").all()
    assert (
        kept.loc[kept["month"] == 0, "staff"].sum()
        == (adults.loc[adults["month"] == 0, "employer_social_economy"] >= 0).sum()
    )
