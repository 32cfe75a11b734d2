"""Held against facts.md in `market`, poles off: what the model was calibrated to (V1-V4, V12) and that it rests."""

import numpy as np
import pytest
from scipy import stats

from simulation import Territory, load_plan
from simulation.choices import OUTSIDE, Choice

SEEDS = range(20)


@pytest.fixture(scope="module")
def rest():
    """Twenty territories of the base without shock over 240 months in `market`."""
    plan = load_plan("base")
    runs = []
    for replicate in SEEDS:
        territory = Territory(plan, rng=7, replicate=replicate)
        territory.run_for(240)
        runs.append(territory.outcomes)
    return runs


def mean_of(runs, name, months=slice(1, 240)):
    return np.nanmean([run[name].loc[months].mean() for run in runs])


@pytest.mark.long
def test_v1_yearly_exit_is_between_8_and_11_percent(rest):
    assert 8.0 <= mean_of(rest, "exit_rate_year", slice(12, 240)) <= 11.0


@pytest.mark.long
def test_v2_a_quarter_brings_15_to_25_percent_of_the_unemployed_a_job(rest):
    assert 15.0 <= mean_of(rest, "job_finding_rate_q", slice(12, 240)) <= 25.0


@pytest.mark.long
def test_v4_pay_is_more_compressed_in_the_social_economy(rest):
    assert mean_of(rest, "pay_p90_p10_social") == pytest.approx(2.7, abs=0.25)
    assert mean_of(rest, "pay_p90_p10_other") == pytest.approx(3.1, abs=0.25)


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "largest"),
    [("unemployment_rate", 0.1), ("price_index", 0.002), ("value_added", 0.002), ("organisations", 0.002)],
)
def test_a_territory_without_shock_rests(rest, name, largest):
    """Mean fitted slope a year: below 0.1 points of unemployment, or 0.2 % of the mean, as far as 20 seeds can tell."""
    slopes = []
    for run in rest:
        series = run[name].loc[1:240]
        slope = stats.linregress(np.arange(240) / 12.0, series).slope
        slopes.append(slope if name == "unemployment_rate" else slope / series.mean())
    error = np.std(slopes, ddof=1) / np.sqrt(len(slopes))
    assert abs(np.mean(slopes)) < largest + 2.0 * error, (np.mean(slopes), error)


def test_v3_wealth_is_shared_as_in_france_at_the_start():
    from simulation.initialisation import initialise_territory
    from simulation.outcomes.walks import found_at

    seen = found_at(initialise_territory(load_plan("base"), seed=1, replicate=0), 0)
    assert seen.gini_wealth == pytest.approx(0.655, abs=0.01)
    assert seen.top_wealth_share == pytest.approx(0.48, abs=0.01)


def test_v12_firm_sizes_are_skewed(small_territory):
    staff = small_territory.world.organisations["staff"][small_territory.world.organisations["alive"] == 1]
    assert staff.mean() > 1.5 * np.median(staff)


@pytest.fixture(scope="module")
def small_territory():
    territory = Territory(load_plan("base"), rng=1)
    territory.run_for(24)
    return territory


def test_a_larger_shock_destroys_more_jobs():
    """Direction: the fewer orders the industry keeps, the fewer jobs after five years, in the same world."""
    jobs = []
    for orders in (1.0, 0.5, 0.1):
        plan = load_plan("base", overrides={"sector.main_industry.export_demand": orders})
        territory = Territory(plan, rng=1)
        territory.run_for(36)
        jobs.append(territory.outcomes["jobs"].iloc[-1])
    assert jobs[0] > jobs[1] > jobs[2]


def test_more_leakage_means_fewer_jobs():
    """Direction: the more spending leaks from the same territory, the fewer jobs it has."""
    jobs = []
    for scale in (1.0, 1.3):
        shares = {"trade": 0.44, "services": 0.25}
        leaks = [
            Choice(1, OUTSIDE, 0, f"sector.{name}.outside_consumption_share", share * scale)
            for name, share in shares.items()
        ]
        territory = Territory(load_plan("base"), rng=1, choices=leaks)
        territory.run_for(36)
        jobs.append(territory.outcomes["jobs"].iloc[-1])
    assert jobs[0] > jobs[1]
