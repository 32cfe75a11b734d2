import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simulation
from experiments.files import tables as store
from experiments.files.directory import LOCK, ResultsDirectory
from experiments.files.times import TIMES
from experiments.pages.comparing import Interrupted, compare
from experiments.questions.comparison import PROGRAM, Comparison, ComparisonRuns
from experiments.questions.comparison_tables import lost_replicates
from experiments.refusal import Refusal
from experiments.runs.address import address_of
from experiments.runs.coordinator import Means
from experiments.runs.ending import heed_endings
from experiments.runs.keeping import lorenz_curve
from experiments.runs.living import Lived
from experiments.runs.shared_lives import live
from simulation.refusals import PlanError
from tests.experiments import fake
from tests.experiments.test_studies import killed_at_random

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
    "unemployment_parts",
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
    "pole_careers",
    "activities",
    "pole_money",
    "integration_in_poles",
    "adults_followed",
    "organisations_followed",
    "who_gains",
    "members_and_competitors",
    "founding",
    "growth",
    "primary_family",
    "savings",
    "given_up",
}
SMALL = Comparison(scenarios=("mono_industry",), replicates=2, months=12)
LONGER = Comparison(("mono_industry",), ("market", "reciprocity"), replicates=6, months=12, undisturbed_replicates=0)


def test_every_table_is_written_with_its_origin(compared):
    tables = store.StoredTables(compared)
    assert set(tables) == TABLES
    for name in TABLES:
        told = tables[name].attrs
        assert {"commit", "versions", "seed", "plans", "outcomes"} <= told.keys()
        assert set(told["plans"]["mono_industry"]) == set(Comparison().regimes)


def test_the_monthly_table_holds_every_month_of_every_run_in_order(compared):
    monthly = store.StoredTables(compared)["monthly"]
    assert list(monthly.columns[:5]) == ["scenario", "regime", "replicate", "month", "jobs"]
    assert len(monthly) == 2 * 7 * 6 * 241
    keys = monthly[["scenario", "regime", "replicate", "month"]]
    assert not keys.duplicated().any()
    assert list(monthly["regime"].drop_duplicates()) == list(Comparison().regimes)
    assert (keys.groupby(["scenario", "regime"], observed=True)["replicate"].diff().dropna() >= 0).all()


def test_the_manifest_holds_the_plans_in_full_and_what_they_ran_on(compared):
    manifest = store.read_manifest(compared)
    plan = manifest["told"]["mono_industry"]["plans"]["plural"]
    assert 'regime = "plural"' in plan["text"]
    assert len(plan["hash"]) == 64
    assert manifest["finished"] == {"mono_industry": 6, "land_pressure": 6}
    assert len(manifest["burn_in_hashes"]["mono_industry"]) == 6
    assert {"versions", "platform", "commit", "made_with", "seed"} <= manifest.keys()
    assert {"command", "seconds", "workers"} <= json.loads((compared / TIMES).read_text()).keys()
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
    def deaf_to_overrides(scenario, regime=None, size=None, months=240, overrides=None):
        return scenario if overrides else model.Plan(scenario, regime, size, off=False, months=months)

    monkeypatch.setitem(vars(simulation), "load_plan", deaf_to_overrides)
    manifest = compare(SMALL, tmp_path / "out", Means(tmp_path / "store"))
    assert manifest["off_switch"]["largest"] > 0
    assert "OFF SWITCH FAILS" in (tmp_path / "out" / "report.md").read_text()


def contents(directory: Path) -> dict[str, bytes]:
    """Bytes of every file of a comparison, but of the times."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != TIMES and not path.name.startswith(LOCK)
    }


def test_the_same_seed_gives_the_same_bytes_lived_anew_and_read_from_the_store(model, tmp_path):
    compare(SMALL, tmp_path / "one", Means(tmp_path / "store"))
    compare(SMALL, tmp_path / "two", Means(tmp_path / "other store"))
    compare(SMALL, tmp_path / "three", Means(tmp_path / "store", live=never))
    assert contents(tmp_path / "one") == contents(tmp_path / "two") == contents(tmp_path / "three")


def never(asked):
    pytest.fail(f"{asked.scenario} {asked.number} is in the store and was lived again")


def stops_at(number: int, wanted: str = "b"):
    """Stop as Ctrl-C does at a replicate of a scenario."""

    def lived(asked):
        if (asked.scenario, asked.number) == (wanted, number):
            raise KeyboardInterrupt
        return live(asked)

    return lived


def test_what_is_finished_is_kept_when_stopped_and_the_same_command_goes_on(model, tmp_path):
    asked = Comparison(scenarios=("a", "b"), replicates=3, months=12)
    with pytest.raises(Interrupted, match="after 3 of 6"):
        compare(asked, tmp_path / "out", Means(tmp_path / "store", live=stops_at(1), seconds_a_batch=0.0))
    monthly = store.StoredTables(tmp_path / "out")["monthly"]
    assert monthly.groupby("scenario", observed=True)["replicate"].nunique().to_dict() == {"a": 2, "b": 1}
    manifest = store.read_manifest(tmp_path / "out")
    assert manifest["partial"] is True
    assert manifest["finished"] == {"a": 2, "b": 1}
    lived = []

    def counted(one):
        lived.extend(one.addresses)
        return live(one)

    compare(asked, tmp_path / "out", Means(tmp_path / "store", live=counted))
    assert len(lived) == len(set(lived)) > 0
    compare(asked, tmp_path / "alone", Means(tmp_path / "other store"))
    assert contents(tmp_path / "out") == contents(tmp_path / "alone")


def test_nothing_is_told_when_nothing_was_finished(model, tmp_path):
    with pytest.raises(Interrupted, match="nothing was finished yet"):
        compare(SMALL, tmp_path / "out", Means(tmp_path / "store", live=stops_at(0, "mono_industry")))
    assert not list((tmp_path / "out").glob("*.parquet"))


def test_a_run_that_fails_is_tried_again_by_the_next_command_and_a_refusal_of_the_model_is_not(model, tmp_path):
    def fails(error, refused):
        def lived(asked):
            return [
                Lived(one.address, 0.0, error=error, refused=refused) if asked.number == 1 else one
                for one in live(asked)
            ]

        return lived

    for error, refused in (("FileNotFoundError: a file", False), ("PlanError: no such town", True)):
        means = Means(tmp_path / f"store {refused}")
        manifest = compare(SMALL, tmp_path / f"out {refused}", replace(means, live=fails(error, refused)))
        assert manifest["finished"] == {"mono_industry": 1}
        assert lost_replicates(manifest) == 1
        again = compare(SMALL, tmp_path / f"out {refused}", means)
        assert again["finished"] == {"mono_industry": 1 if refused else 2}


def draws_one(results, *_) -> None:
    """Draw nothing much: drawing takes longer than all else here."""
    time.sleep(0.1)
    results.write_bytes("figures/one.png", b"drawn")


def compared_slowly(folder: Path) -> None:
    """Compare the stand-in, slowly enough to be ended half-way."""

    def slowly(asked):
        time.sleep(0.05)
        return live(asked)

    with pytest.MonkeyPatch.context() as monkeypatch:
        fake.install(monkeypatch)
        monkeypatch.setattr("experiments.pages.comparing.draw_all", draws_one)
        heed_endings()
        compare(LONGER, folder / "out", Means(folder / "store", live=slowly, seconds_a_batch=0.1))


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_comparison_ended_at_any_moment_and_run_again_gives_the_same_bytes(tmp_path, ending):
    compared_slowly(tmp_path / "whole")
    (tmp_path / "ended").mkdir()
    ends = killed_at_random(tmp_path / "ended", 0.8, ending, work=compared_slowly, ending=ending)
    assert ends >= 2
    assert contents(tmp_path / "ended" / "out") == contents(tmp_path / "whole" / "out")


def test_a_comparison_with_other_settings_is_refused_and_fresh_leaves_nothing_of_the_first(model, tmp_path):
    means = Means(tmp_path / "store")
    compare(SMALL, tmp_path / "out", means)
    (tmp_path / "out" / "notes.txt").write_text("mine")
    other = replace(SMALL, scenarios=("other",), regimes=("market", "reciprocity"))
    with pytest.raises(Refusal, match=r"other settings \(scenarios .*--fresh"):
        compare(other, tmp_path / "out", means)
    compare(other, tmp_path / "out", means, fresh=True)
    assert set(store.StoredTables(tmp_path / "out")["runs"]["scenario"]) == {"other"}
    assert "monthly_levied" not in store.StoredTables(tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").exists()


def test_runs_are_shared_with_studies_and_claims(model, tmp_path):
    runs = ComparisonRuns(SMALL)
    wider = ComparisonRuns(replace(SMALL, replicates=5, levy_replicates=0))
    of_small = {address for one in runs for address in one.addresses}
    of_wider = {address for one in wider for address in one.addresses}
    market = next(one for one in wider.replicate("mono_industry", 0).runs if one.arm == "market")
    assert market.address in of_small & of_wider
    assert address_of(market.plan.determinants, 1, 0) == market.address


def test_what_is_set_is_part_of_the_address_however_it_was_said():
    small = {"population.labour_force": 600}
    asked = ComparisonRuns(Comparison(scenarios=("base",), regimes=("market",), overrides=small, months=12))
    (order,) = asked.replicate("base", 0).runs[:1]
    plan = simulation.load_plan("base", regime="market", months=12, overrides={"population.labour_force": "600"})
    assert order.address == address_of(plan.determinants, 1, 0)


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
    asked = Comparison(**change)
    assert asked.levied_replicates == replicates
    runs = ComparisonRuns(asked)
    with_levy = [one for one in list(runs)[1:] if any(dict(order.changes) != dict(runs.others) for order in one.runs)]
    assert len(with_levy) == replicates * len(asked.scenarios)


def test_both_fundings_are_compared_over_the_same_replicates(compared):
    levy = store.StoredTables(compared)["levy"]
    assert set(levy["n"]) == {2}
    chosen = levy[(levy["outcome"] == "jobs") & (levy["estimand"] == "money") & (levy["year"] == 20)]
    means = chosen.set_index(["scenario", "funding"])["mean"]
    # The stand-in takes ten jobs away where residents pay.
    assert means["mono_industry", "state"] - means["mono_industry", "levy"] == pytest.approx(10, abs=1)


def test_replicates_come_before_scenarios_so_that_a_stop_leaves_them_balanced(model):
    off_switch, *rest = ComparisonRuns(Comparison(scenarios=("a", "b"), replicates=2))
    assert [order.plan.months for order in off_switch.runs] == [24] * 5
    assert [(one.number, one.scenario) for one in rest] == [(0, "a"), (0, "b"), (1, "a"), (1, "b")]
    assert ["land" in one.runs[0].keep for one in rest] == [True, True, False, False]


@pytest.mark.parametrize(
    ("change", "kind", "sentence"),
    [
        ({"regimes": ("market", "plurall")}, PlanError, "did you mean 'plural'"),
        ({"replicates": 0}, Refusal, "at least one replicate"),
        ({"months": 0}, Refusal, "at least one month"),
        ({"months": 11}, Refusal, "at least 12 months, not 11"),
        ({"levy_replicates": -1}, Refusal, "0 leaves them out"),
        ({"undisturbed_replicates": -1}, Refusal, "0 leaves them out"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(model, tmp_path, change, kind, sentence):
    with pytest.raises(kind, match=sentence) as refusal:
        compare(Comparison(**change), tmp_path / "out", Means(tmp_path / "store", live=never))
    assert not (tmp_path / "out").exists()
    assert "\n" not in str(refusal.value)


def test_a_directory_that_is_a_file_is_refused(model, tmp_path):
    taken = tmp_path / "results"
    taken.write_text("a file")
    with pytest.raises(Refusal, match="cannot write to"):
        compare(SMALL, taken, Means(tmp_path / "store", live=never))


@pytest.mark.skipif(os.geteuid() == 0, reason="an administrator may write anywhere")
def test_a_directory_without_the_right_to_write_is_refused(model, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(Refusal, match="cannot write to"):
        compare(SMALL, tmp_path, Means(tmp_path / "store", live=never))


def test_too_little_space_is_refused(model, tmp_path):
    with pytest.raises(Refusal, match="MB free"):
        ResultsDirectory(tmp_path, PROGRAM, 10**18)


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
