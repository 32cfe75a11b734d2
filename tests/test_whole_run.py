"""Numbers of a whole run, by hand; the event log and organisation-years beside the monthly counts."""

import numpy as np
import pandas as pd
import pytest

from simulation import Territory, load_plan
from simulation.events import COUNTED, TOLD_APART
from simulation.outcomes.whole_run import SUMMARIES, area_lost, drawdown, recovery, summarise

SMALL = {
    "population.labour_force": 600,
    "sector.main_industry.mean_size": 5.0,
    "population.burn_in_months": 24,
    "pole.initial_members": 12,
    "pole.informal_months": 6,
}


def table(jobs):
    months = len(jobs)
    return pd.DataFrame({"jobs": jobs, "public_cost": [9.0] + [2.0] * (months - 1), "public_net_cost": [0.0] * months})


@pytest.mark.parametrize(
    ("jobs", "deepest", "lost"),
    [
        ([100, 90, 80, 100], 20.0, 30 / 100 / 12),
        ([100, 100, 100], 0.0, 0.0),
        ([110, 105], -5.0, 0.0),
    ],
)
def test_drawdown_and_area_count_the_gap_below_the_level_before(jobs, deepest, lost):
    values = np.array(jobs, float)
    assert drawdown(values, 100.0) == pytest.approx(deepest)
    assert area_lost(values, 100.0) == pytest.approx(lost)


@pytest.mark.parametrize(
    ("jobs", "told"),
    [
        ([100, 100, 100, 100, 100], (False, True, 0)),
        # Three-month means from the third value on: 93.3, 86.7, 86.7, 93.3, 96.7.
        ([100, 100, 80, 80, 100, 100, 90], (True, True, 4)),
        ([100, 100, 90, 90, 90, 90], (True, False, 3)),
        ([100, 100, 100, 100, 70, 70, 100, 100, 100], (True, True, 6)),
        # Back above the line for a while before the lowest month does not count.
        ([100, 100, 80, 100, 100, 100, 70, 70, 70, 70], (True, False, 7)),
    ],
)
def test_recovery_counts_from_the_lowest_month_and_is_censored_at_the_horizon(jobs, told):
    assert recovery(np.array(jobs, float), 100.0) == told


def test_the_level_before_the_shock_reaches_back_into_the_burn_in():
    told = summarise(table([100.0, 100.0, 60.0, 60.0]), np.full(11, 112.0), shock=2)
    before = (10 * 112 + 2 * 100) / 12
    assert told["drawdown"] == pytest.approx(100 * (before - 60) / before)
    assert told["job_years"] == pytest.approx(220 / 12)
    assert told["public_cost"] == 6.0
    assert list(told) == list(SUMMARIES)


def test_a_run_that_ends_before_the_shock_says_nothing_of_it():
    told = summarise(table([100.0, 100.0]), np.full(11, 100.0), shock=12)
    assert np.isnan(told["drawdown"]) and np.isnan(told["time_to_recover"])
    assert told["job_years"] == pytest.approx(100 / 12)


EAGER = {"stance.reconsideration": 1.0, "pole.founders_needed": 4, "pole.call_rate": 100.0, "trust.caution": 0.2}
"""Poles are born within five years where everybody looks at its stance twice a year and a few friends suffice."""


@pytest.fixture(scope="module")
def lived():
    territory = Territory(load_plan("mono_industry", regime="plural", overrides={**SMALL, **EAGER}), rng=1)
    territory.run_for(60)
    return territory


def test_the_log_holds_as_many_events_as_were_counted(lived):
    counts = lived.events_log["kind"].value_counts()
    counted = lived.outcomes.iloc[1:].sum()
    for kind in TOLD_APART:
        assert counts.get(kind, 0) == counted[kind], kind
    reasons = counts.reindex(["exits_insolvency", "exits_retirement", "exits_other", "relocations"]).fillna(0)
    assert reasons.sum() == counts["exits"]
    assert set(counts.index) <= set(TOLD_APART) | set(COUNTED)


def test_events_are_told_by_numbers_that_are_never_reused(lived):
    log = lived.events_log
    for kind in TOLD_APART:
        uids = log.loc[log["kind"] == kind, "uid"]
        assert (uids >= 0).all() and not uids.duplicated().any()
    births, ends = (set(log.loc[log["kind"] == kind, "uid"]) for kind in ("pole_births", "pole_ends"))
    assert births and ends <= births


def test_organisation_years_are_those_alive_when_the_year_began(lived):
    years, outcomes, log = lived.organisation_years, lived.outcomes, lived.events_log
    starts = outcomes["organisations"].iloc[[0, 12, 24, 36, 48]].sum()
    assert years["years"].sum() == starts
    entries = log[log["kind"] == "entries"].set_index("uid")["month"]
    exits = log[log["kind"] == "exits"].set_index("uid")["month"]
    born = entries.reindex(exits.index)
    within = (born.notna() & ((exits - 1) // 12 == (born - 1) // 12)).sum()
    assert years["exits"].sum() == len(exits) - within


def test_the_summary_dates_the_shock_by_the_first_dated_change(lived):
    first = min(event.month for event in lived.plan.events)
    before = lived.outcomes["jobs"].iloc[:first]
    assert first == 12 and len(before) == 12
    lowest = lived.outcomes["jobs"].iloc[first:].min()
    assert lived.summary["drawdown"] == pytest.approx(100 * (1 - lowest / before.mean()))
