"""Falls against the run without dated changes: by hand, without a shock, and from end to end."""

import numpy as np
import pandas as pd
import pytest

from experiments.files import tables as store
from experiments.numbers.undisturbed import falls_by_shock
from experiments.questions.comparison import Comparison, ComparisonRuns
from simulation import Territory, load_plan
from simulation.outcomes.whole_run import area_lost, drawdown
from tests.experiments.fake import LOST_BY_SHOCK, SHOCK

SMALL = {"population.labour_force": 600, "population.burn_in_months": 12, "sector.main_industry.mean_size": 5.0}


def monthly(**jobs_by_replicate):
    tables = [
        pd.DataFrame({"scenario": "a", "regime": "market", "replicate": int(name[1:]), "jobs": jobs})
        for name, jobs in jobs_by_replicate.items()
    ]
    return pd.concat(tables, ignore_index=True)


def summaries(**levels):
    rows = [("a", "market", int(name[1:]), level) for name, level in levels.items()]
    return pd.DataFrame(rows, columns=["scenario", "regime", "replicate", "jobs_before_shock"])


def test_falls_are_gaps_to_the_other_run_over_jobs_before():
    lived = monthly(r0=[100.0, 100, 90, 95], r1=[100.0, 100, 100, 100], r2=[50.0, 50, 40, 30])
    # A town that grows by four a month without the shock has lost more than it fell; r2 was not run again.
    again = monthly(r0=[100.0, 100, 104, 108], r1=[100.0, 100, 100, 90])
    table = falls_by_shock(lived, again, summaries(r0=100.0, r1=80.0, r2=50.0), {"a": 2}, ("market", "plural"))
    assert table["replicate"].tolist() == [0, 1]
    assert table["drawdown_by_shock"].tolist() == pytest.approx([14.0, 0.0])
    assert table["area_lost_by_shock"].tolist() == pytest.approx([(14 + 13) / 100 / 12, 0.0])


def test_against_a_level_that_stays_the_fall_is_the_plain_one():
    jobs = np.array([97.0, 80.0, 103.0])
    flat = np.full(3, 99.5)
    assert drawdown(jobs, 99.5, flat) == drawdown(jobs, 99.5)
    assert area_lost(jobs, 99.5, flat) == area_lost(jobs, 99.5)


def test_a_run_without_dated_changes_is_the_same_until_the_first_one():
    plan = load_plan("mono_industry", overrides=SMALL)
    still = plan.undisturbed()
    assert plan.first_change == 12 and still.first_change is None and not still.events
    assert still.hash != plan.hash and still.values == plan.values
    state = Territory.burnt_in(plan, seed=1)
    lived = []
    for one in (plan, still):
        territory = Territory(one, rng=1, burnt_in=state)
        territory.run_for(60)
        lived.append(territory.outcomes["jobs"].to_numpy())
    assert np.array_equal(lived[0][:12], lived[1][:12])
    assert lived[0][60] < lived[1][60], "the demand for the main industry falls"


@pytest.mark.parametrize(
    ("change", "replicates"),
    [
        ({}, 3),
        ({"replicates": 6}, 2),
        ({"replicates": 1}, 1),
        ({"undisturbed_replicates": 0}, 0),
        ({"undisturbed_replicates": 99}, 40),
        ({"months": 12}, 3),
        ({"scenarios": ("cultural_concentration",)}, 0),
    ],
)
def test_some_replicates_of_scenarios_with_dated_changes_are_run_again(model, change, replicates):
    asked = Comparison(**{"scenarios": ("mono_industry", "cultural_concentration")} | change)
    again = [one for one in list(ComparisonRuns(asked))[1:] if any(order.plan.still for order in one.runs)]
    assert [one.number for one in again] == list(range(replicates))
    assert {one.scenario for one in again} <= {"mono_industry"}
    assert all([one.plan.regime for one in each.runs if one.plan.still] == list(asked.regimes) for each in again)


def test_a_comparison_says_how_deep_jobs_fell_by_the_shock_and_over_how_many_replicates(compared):
    tables = store.StoredTables(compared)
    told = tables["arm_summaries"].set_index(["scenario", "regime", "quantity"])
    row = told.loc[("mono_industry", "plural", "drawdown_by_shock")]
    # Noise aside, the stand-in loses so many jobs by the shock in every month.
    assert row["mean"] == pytest.approx(100 * LOST_BY_SHOCK / 2500) and row["n"] == 2
    area = told.loc[("mono_industry", "plural", "area_lost_by_shock"), "mean"]
    assert area == pytest.approx(LOST_BY_SHOCK / 2500 * (241 - SHOCK) / 12)
    runs = tables["runs"]
    assert (runs["dated_changes"] == "none").sum() == 2 * 7 * 2
    assert store.read_manifest(compared)["undisturbed_replicates"] == 2
