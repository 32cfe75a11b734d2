import numpy as np
import pandas as pd
import pytest

from experiments.analyses.reachable import draw, explore, lever, points_of
from experiments.refusal import Refusal
from experiments.words.language import Language

LEVERS = (lever("policy.animator_months"), lever("policy.circles"), lever("policy.authority_role"))
RANGES = [(-20.0, 30.0), (-0.004, 0.004)]


def world(first, lost=None):
    """Runs of a made-up territory on four replicates counted from `first`."""

    def ask(points):
        rows = []
        for point, row in points.iterrows():
            helped = row["policy.authority_role"] != "bystander"
            for replicate in range(first, first + 4):
                noise = np.random.default_rng(replicate)
                jobs = 0.1 * row["policy.animator_months"] * helped + noise.normal(0, 2)
                share = 0.006 * row["policy.circles"] - 1e-5 * row["policy.animator_months"] + noise.normal(0, 2e-4)
                failed = lost is not None and lost(row)
                for regime, of in (("market", 0), ("plural", 1)):
                    rows.append(
                        {
                            "scenario": "toy",
                            "regime": regime,
                            "replicate": replicate,
                            "point": point,
                            "status": "failed" if failed and of else "done",
                            "jobs": 2800 + of * jobs,
                            "bottom40_income_share": 0.2 + of * share,
                            "public_cost_mean": of * 300 * row["policy.animator_months"],
                        }
                    )
        return pd.DataFrame(rows)

    return ask


def test_what_nobody_can_choose_is_no_lever():
    with pytest.raises(Refusal, match="no lever"):
        lever("trust.initial")


def test_shares_of_the_way_become_values_of_each_kind():
    points = points_of(np.array([[0.0, 0.0, 0.0], [0.999, 1.0, 0.999]]), LEVERS)
    assert list(points["policy.animator_months"]) == [0, 240]
    assert list(points["policy.circles"]) == [0.0, 0.5]
    assert list(points["policy.authority_role"]) == ["bystander", "leader"]


def test_elites_are_told_by_replicates_they_never_met():
    pytest.importorskip("ribs")
    found = explore(world(0), world(100), LEVERS, ranges=RANGES, rounds=6, batch=8)
    assert len(found.elites) > 10
    assert found.progress["areas"].is_monotonic_increasing
    assert not np.allclose(found.elites["jobs_found"], found.elites["jobs_mean"])
    assert (found.elites["jobs_low95"] <= found.elites["jobs_mean"]).all()
    assert 0 < found.elites["kept"].sum() <= len(found.elites)
    assert len(draw(found, Language("fr")).axes) == 3


def test_elites_run_again_on_the_same_replicates_are_refused():
    pytest.importorskip("ribs")
    with pytest.raises(Refusal, match="replicates they were found on"):
        explore(world(0), world(0), LEVERS, ranges=RANGES, rounds=1, batch=4)


def test_points_whose_runs_fail_are_counted_and_never_elites():
    pytest.importorskip("ribs")
    lost = lambda row: row["policy.authority_role"] == "leader"  # noqa: E731
    found = explore(world(0, lost), world(100, lost), LEVERS, ranges=RANGES, rounds=3, batch=8)
    assert found.failed > 0
    assert "leader" not in set(found.elites["policy.authority_role"])
