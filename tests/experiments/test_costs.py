import numpy as np
import pytest

from experiments.numbers.costs import ratio_of_means


def test_the_ratio_is_that_of_means_not_the_mean_of_ratios():
    row = ratio_of_means(np.array([100.0, 300.0, 200.0]), np.array([9.0, 11.0, 10.0]))
    assert row["verdict"] == "defined"
    assert row["cost_per_job_year"] == 20.0


def test_with_a_certain_denominator_fieller_is_the_interval_of_the_mean():
    cost = np.array([1.0, 2.0, 3.0, 6.0])
    row = ratio_of_means(cost, np.full(4, 2.0))
    half = 3.182446 * np.sqrt(14 / 3) / 2
    assert row["low95"] == pytest.approx((3 - half) / 2)
    assert row["high95"] == pytest.approx((3 + half) / 2)


def test_the_ends_of_the_interval_solve_fieller_s_equation():
    # (x - r y)^2 = t^2 (v11 - 2 r v12 + r^2 v22) at either end r.
    rng = np.random.default_rng(5)
    jobs = rng.normal(10, 2, 20)
    cost = 50 + 3 * jobs + rng.normal(0, 4, 20)
    row = ratio_of_means(cost, jobs)
    (v11, v12), (_, v22) = np.cov(cost, jobs) / 20
    for end in (row["low95"], row["high95"]):
        distance = (cost.mean() - end * jobs.mean()) ** 2
        assert distance == pytest.approx(2.093024**2 * (v11 - 2 * end * v12 + end**2 * v22), rel=1e-5)


@pytest.mark.parametrize(
    ("job_years", "expected"),
    [
        ([1.0, -1.0, 2.0, -2.0], "not defined"),
        ([0.0, 0.0, 0.0, 0.0], "not defined"),
        ([-5.0, -5.1, -4.9, -5.0], "jobs lost"),
        ([5.0], "not defined"),
    ],
)
def test_without_additional_jobs_there_is_no_cost_of_one(job_years, expected):
    row = ratio_of_means(np.full(len(job_years), 100.0), np.array(job_years))
    assert row["verdict"] == expected
    assert np.isnan(row["cost_per_job_year"])


def test_a_cost_that_is_the_same_everywhere_still_has_an_interval():
    row = ratio_of_means(np.full(4, 100.0), np.array([9.0, 10.0, 11.0, 10.0]))
    assert row["low95"] < row["cost_per_job_year"] == 10.0 < row["high95"]
