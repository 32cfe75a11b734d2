import os

import numpy as np
import pandas as pd
import pytest

import simulation
from experiments.files import tables as store
from experiments.questions.comparison import Interrupted, Request, check, compare, remove_former, tasks_of
from experiments.refusal import Refusal
from experiments.runs import replicate
from experiments.runs.replicate import lorenz_curve
from simulation.refusals import PlanError

TABLES = {
    "monthly",
    "effects",
    "lorenz",
    "flows",
    "integration",
    "land",
    "events",
    "runs",
    "cost",
    "displacement",
    "monthly_levied",
    "monthly_undisturbed",
    "posts_in_both",
    "dead_weight",
    "levy",
    "summaries",
    "arm_summaries",
    "organisation_years",
    "exit_hazards",
    "exit_rates",
    "pole_survival",
}
SMALL = {"scenarios": ("mono_industry",), "replicates": 2, "months": 12, "workers": 1}


def test_every_table_is_written_with_its_origin(compared):
    tables = store.StoredTables(compared)
    assert set(tables) == TABLES
    for name in TABLES:
        told = tables[name].attrs
        assert {"commit", "versions", "seed", "plans", "outcomes"} <= told.keys()
        assert set(told["plans"]["mono_industry"]) == set(Request().regimes)


def test_the_monthly_table_holds_every_month_of_every_run_in_order(compared):
    monthly = store.StoredTables(compared)["monthly"]
    assert list(monthly.columns[:5]) == ["scenario", "regime", "replicate", "month", "jobs"]
    assert len(monthly) == 2 * 5 * 6 * 241
    keys = monthly[["scenario", "regime", "replicate", "month"]]
    assert not keys.duplicated().any()
    assert list(monthly["regime"].drop_duplicates()) == list(Request().regimes)
    assert (keys.groupby(["scenario", "regime"], observed=True)["replicate"].diff().dropna() >= 0).all()


def test_the_manifest_holds_the_plans_in_full_and_what_they_ran_on(compared):
    manifest = store.read_manifest(compared)
    plan = manifest["told"]["mono_industry"]["plans"]["plural"]
    assert 'regime = "plural"' in plan["text"]
    assert len(plan["hash"]) == 64
    assert manifest["finished"] == {"mono_industry": 6, "land_pressure": 6}
    assert len(manifest["burn_in_hashes"]["mono_industry"]) == 6
    assert {"versions", "platform", "commit", "command", "seconds", "seed"} <= manifest.keys()
    assert all((compared / name).exists() for name in manifest["files"])


def test_the_closing_facts_are_measured(compared):
    manifest = store.read_manifest(compared)
    assert manifest["accounts"] == {"max_row_residual": 0, "max_column_residual": 0, "ring_fenced_max": 0}
    assert manifest["envelopes"] == {"equal": True, "none_without": True, "any_money": True}
    assert manifest["off_switch"]["largest"] == 0
    mechanisms = manifest["told"]["mono_industry"]["mechanisms"]
    assert [one["en"] for one in mechanisms["on"]] == ["pooling"]
    assert [one["fr"] for one in mechanisms["off"]] == ["confiance"]
    assert mechanisms["parameters_off"] == ["trust.gain"]


def test_the_off_switch_line_fails_where_an_arm_still_differs(model, monkeypatch, tmp_path):
    def deaf_to_overrides(scenario, regime, size, months, overrides):
        return model.Plan(scenario, regime, size, off=False)

    monkeypatch.setitem(vars(simulation), "load_plan", deaf_to_overrides)
    manifest = compare(Request(**SMALL, directory=tmp_path))
    assert manifest["off_switch"]["largest"] > 0
    assert "OFF SWITCH FAILS" in (tmp_path / "report.md").read_text()


def test_the_same_seed_gives_the_same_bytes(model, tmp_path):
    for name in ("one", "two"):
        compare(Request(**SMALL, directory=tmp_path / name))
    for path in sorted((tmp_path / "one").glob("*.parquet")):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_what_is_finished_is_kept_when_stopped(model, monkeypatch, tmp_path):
    done = []

    def stop_at_the_fourth(task):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(task)
        return replicate.run_task(task)

    monkeypatch.setattr("experiments.questions.comparison.run_task", stop_at_the_fourth)
    request = Request(scenarios=("a", "b"), replicates=3, months=12, workers=1, directory=tmp_path)
    with pytest.raises(Interrupted, match="after 3 of 6"):
        compare(request)
    monthly = store.StoredTables(tmp_path)["monthly"]
    assert monthly.groupby("scenario", observed=True)["replicate"].nunique().to_dict() == {"a": 2, "b": 1}
    manifest = store.read_manifest(tmp_path)
    assert manifest["partial"] is True
    assert manifest["finished"] == {"a": 2, "b": 1}


def test_nothing_is_written_when_nothing_was_finished(model, monkeypatch, tmp_path):
    def stop(task):
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.questions.comparison.run_task", stop)
    with pytest.raises(Interrupted, match="nothing was finished yet"):
        compare(Request(**SMALL, directory=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_second_comparison_leaves_nothing_of_the_first(model, tmp_path):
    compare(Request(**SMALL, directory=tmp_path))
    store.write_manifest(tmp_path, {"files": ["figures/mono_industry_jobs.png"]})
    store.write_text(tmp_path / "figures" / "mono_industry_jobs.png", "drawn")
    (tmp_path / "notes.txt").write_text("mine")
    compare(Request(**SMALL | {"scenarios": ("other",)}, directory=tmp_path))
    assert set(store.StoredTables(tmp_path)["runs"]["scenario"]) == {"other"}
    assert not (tmp_path / "figures" / "mono_industry_jobs.png").exists()
    assert (tmp_path / "notes.txt").exists()


def test_a_manifest_cannot_have_files_elsewhere_removed(tmp_path):
    outside = tmp_path / "precious.txt"
    outside.write_text("keep")
    inside = tmp_path / "results"
    store.write_manifest(inside, {"files": ["../precious.txt"]})
    remove_former(inside)
    assert outside.exists()


def test_a_quarter_of_the_replicates_is_run_again_with_a_levy(compared):
    levied = store.StoredTables(compared)["monthly_levied"]
    assert set(levied["regime"].unique()) == {"redistribution", "plural"}
    assert sorted(levied["replicate"].unique()) == [0, 1]
    assert store.read_manifest(compared)["levied_replicates"] == 2
    runs = store.StoredTables(compared)["runs"]
    assert (runs["funding"] == "levy").sum() == 2 * 2 * 2


@pytest.mark.parametrize(
    ("change", "replicates"),
    [
        ({}, 10),
        ({"replicates": 1}, 1),
        ({"levy_replicates": 0}, 0),
        ({"levy_replicates": 99}, 40),
        ({"regimes": ("market", "reciprocity")}, 0),
        ({"regimes": ("market", "redistribution")}, 10),
        ({"overrides": {"policy.funding": "levy"}}, 0),
    ],
)
def test_the_levy_can_be_left_out_and_is_where_nothing_pairs(change, replicates):
    request = Request(**change)
    assert request.levied_replicates == replicates
    assert sum(bool(task.levied) for task in tasks_of(request)) == replicates * len(request.scenarios)


def test_both_fundings_are_compared_over_the_same_replicates(compared):
    levy = store.StoredTables(compared)["levy"]
    assert set(levy["n"]) == {2}
    chosen = levy[(levy["outcome"] == "jobs") & (levy["estimand"] == "money") & (levy["year"] == 20)]
    means = chosen.set_index(["scenario", "funding"])["mean"]
    # The stand-in takes ten jobs away where residents pay.
    assert means["mono_industry", "state"] - means["mono_industry", "levy"] == pytest.approx(10, abs=1)


def test_replicates_come_before_scenarios_so_that_a_stop_leaves_them_balanced(model):
    tasks = tasks_of(Request(scenarios=("a", "b"), replicates=2))
    assert [(task.replicate, task.scenario) for task in tasks] == [(0, "a"), (0, "b"), (1, "a"), (1, "b")]
    assert [task.with_land for task in tasks] == [True, True, False, False]


@pytest.mark.parametrize(
    ("change", "kind", "sentence"),
    [
        ({"regimes": ("market", "plurall")}, PlanError, "did you mean 'plural'"),
        ({"replicates": 0}, Refusal, "at least one replicate"),
        ({"workers": 0}, Refusal, "at least one worker"),
        ({"months": 0}, Refusal, "at least one month"),
        ({"levy_replicates": -1}, Refusal, "0 leaves them out"),
        ({"undisturbed_replicates": -1}, Refusal, "0 leaves them out"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(model, tmp_path, change, kind, sentence):
    with pytest.raises(kind, match=sentence) as refusal:
        check(Request(**{"directory": tmp_path, "workers": 1} | change))
    assert "\n" not in str(refusal.value)


def test_a_directory_that_is_a_file_is_refused(model, tmp_path):
    taken = tmp_path / "results"
    taken.write_text("a file")
    with pytest.raises(Refusal, match="cannot write to"):
        check(Request(directory=taken))


@pytest.mark.skipif(os.geteuid() == 0, reason="an administrator may write anywhere")
def test_a_directory_without_the_right_to_write_is_refused(model, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(Refusal, match="cannot write to"):
        check(Request(directory=tmp_path))


def test_too_little_space_is_refused(model, tmp_path):
    with pytest.raises(Refusal, match="MB free"):
        check(Request(directory=tmp_path, replicates=10**9))


def test_the_lorenz_curve_of_equals_is_the_diagonal():
    np.testing.assert_allclose(lorenz_curve(np.full(50, 3.0)), np.linspace(0, 1, 101))


def test_the_lorenz_curve_of_one_owner_jumps_at_the_end():
    curve = lorenz_curve(np.array([0.0] * 99 + [5.0]))
    assert curve[99] == 0
    assert curve[100] == 1


def test_a_stored_flow_matrix_still_closes(compared):
    flows = store.StoredTables(compared)["flows"]
    by_purpose = flows.groupby(["scenario", "regime", "year", "purpose"])["amount"].sum()
    by_sector = flows.groupby(["scenario", "regime", "year", "sector"])["amount"].sum()
    assert by_purpose.abs().max() == 0
    assert by_sector.abs().max() == pytest.approx(0, abs=1e-6)
    assert pd.Index(flows["mode"].unique()).isin(["market", "redistribution", "reciprocity", "change"]).all()
