"""Studies from file to tables, with a stand-in for the model: resuming, sharing, failing, being killed."""

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from experiments.files.directory import LOCK
from experiments.files.times import TIMES
from experiments.questions.studies import manifest as manifests
from experiments.questions.studies.replicates import half_width, next_count
from experiments.questions.studies.running import StudyRequest, opened, run_study
from experiments.questions.studies.study_file import UntilNarrow
from experiments.questions.studies.study_reading import read_study
from experiments.refusal import Refusal
from experiments.runs.coordinator import Means, Watcher
from experiments.runs.store import Store, Wanted
from simulation.declared import PARAMETERS
from tests.experiments import stand_in_worlds
from tests.experiments.study_files import small

FORK = multiprocessing.get_context("fork")
SPAWN = multiprocessing.get_context("spawn")
"""For what starts workers of its own: a forked process would take this one's server of workers for its own."""


def request(
    folder: Path, study: Path, name: str = "out", store: str = "store", fresh: bool = False, **more
) -> StudyRequest:
    means = Means(folder / store, **{"live": stand_in_worlds.quick, "seconds_a_batch": 0.05} | more)
    return StudyRequest(read_study(study), folder / name, means, fresh)


def contents(directory: Path) -> dict[str, bytes]:
    """Bytes of every file of a study, but of the times."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != TIMES and not path.name.startswith(LOCK)
    }


@pytest.fixture
def lived(tmp_path, monkeypatch):
    """Addresses of the runs that `stand_in_worlds.counted` lived so far."""
    path = tmp_path / "lived.txt"
    path.touch()
    monkeypatch.setenv("PTCE_TEST_LIVED", str(path))
    return lambda: path.read_text().split()


# -- tables


def test_every_run_has_a_row_and_every_month_of_it_too(tmp_path):
    run_study(request(tmp_path, small(tmp_path)))
    results = opened(tmp_path / "out")
    assert len(results.runs) == 3 * 2 * 4
    assert list(results.runs.columns[:7]) == [
        "scenario",
        "regime",
        "replicate",
        "point",
        "pooling.purchase_discount",
        "status",
        "jobs",
    ]
    assert set(results.runs["status"]) == {"done"}
    assert results.runs["run"].nunique() == 24
    assert sorted(set(results.runs["pooling.purchase_discount"])) == [0.0, 0.1, 0.2]
    assert len(results.monthly) == 24 * 13
    assert list(results.design["pooling.purchase_discount"]) == [0.0, 0.1, 0.2]
    row = results.runs.iloc[5]
    months = results.monthly.query(
        f"regime == '{row.regime}' and replicate == {row.replicate} and point == {row.point}"
    )
    assert row["jobs"] == months["jobs"].iloc[-1] == row["jobs_month_12"]
    assert row["value_added"] == pytest.approx(months["value_added"].iloc[1:].sum()), "a flow is summed over a year"
    assert row["jobs_mean"] == pytest.approx(months["jobs"].iloc[1:].mean())


def test_paired_differences_are_taken_within_a_world(tmp_path):
    run_study(request(tmp_path, small(tmp_path)))
    results = opened(tmp_path / "out")
    differences = results.paired("jobs", "reciprocity", "market")
    assert differences.shape == (3, 4)
    assert (differences.index.name, differences.columns.name) == ("point", "replicate")
    assert abs(differences.to_numpy().mean() - 5.0) < 1.5, "the level of a world, with deviation 50, is gone"
    at_six = results.paired("jobs", "reciprocity", "market", month=6)
    months = results.monthly.query("point == 1 and replicate == 2 and month == 6").set_index("regime")["jobs"]
    assert at_six.loc[1, 2] == months["reciprocity"] - months["market"]


def test_further_points_are_run_when_asked_for(tmp_path, lived):
    asked = request(tmp_path, small(tmp_path), live=stand_in_worlds.counted)
    run_study(asked)
    results = opened(tmp_path / "out", asked)
    before = len(lived())
    more = results.ask([{"pooling.purchase_discount": 0.1}, {"pooling.purchase_discount": 0.05}])
    assert len(lived()) - before == 8, "the first point is one of the study"
    assert more.paired("jobs", "reciprocity", "market").shape == (2, 4)
    same = results.paired("jobs", "reciprocity", "market").loc[1].to_numpy()
    assert (more.paired("jobs", "reciprocity", "market").loc[0].to_numpy() == same).all()


def test_every_table_carries_the_hash_of_its_manifest(tmp_path):
    manifest = run_study(request(tmp_path, small(tmp_path)))
    for name in ("runs", "monthly", "design"):
        told = json.loads(pq.read_schema(tmp_path / "out" / f"{name}.parquet").metadata[b"ptce"])
        assert told["manifest"] == manifest["manifest"]
        assert told["versions"]["code"] == manifest["made_with"]["code"]
    assert manifest["files"].keys() >= {"runs.parquet", "monthly.parquet", "design.parquet", "small.toml"}


# -- what is there is not run again


def test_a_study_run_again_runs_nothing_and_writes_the_same_bytes(tmp_path, lived):
    asked = request(tmp_path, small(tmp_path), live=stand_in_worlds.counted)
    run_study(asked)
    before = contents(tmp_path / "out")
    run_study(asked)
    assert len(lived()) == 24
    assert contents(tmp_path / "out") == before


def test_studies_that_overlap_share_their_runs(tmp_path, lived):
    live = stand_in_worlds.counted
    run_study(request(tmp_path, small(tmp_path), live=live))
    wider = small(tmp_path, "wider", replicates=5, factors='"pooling.purchase_discount" = { low = 0.1, high = 0.3 }')
    run_study(request(tmp_path, wider, "other", live=live))
    assert len(lived()) - 24 == 1 * 2 * 5 + 2 * 2 * 1, "one new point, and a fifth replicate of the two others"
    run_study(request(tmp_path, wider, "alone", "alone_store", live=live))
    assert contents(tmp_path / "other") == contents(tmp_path / "alone")


def test_a_value_that_the_scenario_has_anyway_is_the_same_run(tmp_path, lived):
    live = stand_in_worlds.counted
    run_study(request(tmp_path, small(tmp_path, "plain", design='kind = "single"', factors=""), "a", live=live))
    usual = PARAMETERS["pooling.purchase_discount"].default
    spelt = ("[design]", f'[parameters]\n"pooling.purchase_discount" = {usual}\n\n[design]')
    single = small(tmp_path, "spelt", design='kind = "single"', factors="", replaced=spelt)
    run_study(request(tmp_path, single, "b", live=live))
    assert len(lived()) == 8


def test_a_study_that_asks_for_another_outcome_runs_again_and_keeps_both(tmp_path, lived):
    live = stand_in_worlds.counted
    one = small(tmp_path, "one", outcomes='"jobs"')
    run_study(request(tmp_path, one, "one", live=live))
    run_study(request(tmp_path, small(tmp_path, "two", outcomes='"value_added"'), "two", live=live))
    assert len(lived()) == 48
    run_study(request(tmp_path, small(tmp_path, "three", outcomes='"value_added"'), "three", live=live))
    assert len(lived()) == 48


def test_fresh_runs_everything_again(tmp_path, lived):
    path = small(tmp_path)
    run_study(request(tmp_path, path, live=stand_in_worlds.counted))
    run_study(request(tmp_path, path, live=stand_in_worlds.counted, fresh=True))
    assert len(lived()) == 48


def test_ctrl_c_keeps_what_is_finished(tmp_path, lived):
    path = small(tmp_path, replicates=6)
    with pytest.raises(KeyboardInterrupt):
        run_study(request(tmp_path, path, live=stand_in_worlds.interrupts))
    assert not (tmp_path / "out" / "runs.parquet").exists()
    run_study(request(tmp_path, path, live=stand_in_worlds.counted))
    assert 18 <= len(lived()) < 36
    run_study(request(tmp_path, path, "alone", "alone_store"))
    assert contents(tmp_path / "out") == contents(tmp_path / "alone")


# -- what is refused


def test_changed_code_is_refused_with_the_difference_and_fresh_starts_anew(tmp_path, monkeypatch):
    path = small(tmp_path)
    run_study(request(tmp_path, path))
    changed = manifests.identity() | {"code": "0" * 16, "ptce": "9.9"}
    files = manifests.code_files() | {"simulation/rules/votes.py": "changed"}
    monkeypatch.setattr(manifests, "identity", lambda: changed)
    monkeypatch.setattr(manifests, "code_files", lambda: files)
    with pytest.raises(Refusal, match=r"ptce 0\.1\.0 -> 9\.9; changed: simulation/rules/votes\.py") as refused:
        run_study(request(tmp_path, path))
    assert "--fresh" in str(refused.value)
    assert run_study(request(tmp_path, path, fresh=True))["made_with"]["ptce"] == "9.9"


def test_a_changed_plan_is_refused_with_the_lines_that_moved(tmp_path):
    scenario = tmp_path / "mine.toml"
    text = 'extends = "mono_industry"\n[title]\nen = "a"\nfr = "a"\n[question]\nen = "b"\nfr = "b"\n[parameters]\n'
    scenario.write_text(text + '"trust.gain" = { value = 0.05, assumed = true }\n')
    path = small(tmp_path, replaced=('"mono_industry"', f'"{scenario}"'))
    run_study(request(tmp_path, path))
    scenario.write_text(text + '"trust.gain" = { value = 0.06, assumed = true }\n')
    with pytest.raises(Refusal, match=r"-trust\.gain = 0\.05.*\+trust\.gain = 0\.06"):
        run_study(request(tmp_path, path))


def test_another_study_in_the_directory_is_refused(tmp_path):
    run_study(request(tmp_path, small(tmp_path)))
    with pytest.raises(Refusal, match="holds the study 'small'"):
        run_study(request(tmp_path, small(tmp_path, "other")))


# -- runs that fail, parts that are damaged


def test_runs_that_fail_are_kept_with_their_error_and_counted(tmp_path):
    asked = request(tmp_path, small(tmp_path), live=stand_in_worlds.some_fail)
    manifest = run_study(asked)
    assert manifest["runs"] == {"done": 21, "failed": 3}
    results = opened(tmp_path / "out")
    assert set(results.failed["error"]) == {"PlanError: a price below zero"}
    assert results.failed["jobs"].isna().all()
    assert len(results.monthly) == 21 * 13
    differences = results.paired("jobs", "reciprocity", "market")
    assert differences[1].isna().all() and differences[[0, 2, 3]].notna().all(axis=None)
    run_study(request(tmp_path, small(tmp_path), live=stand_in_worlds.quick))
    assert len(opened(tmp_path / "out").failed) == 3, "a refusal by the model is a result; --fresh tries again"


def test_runs_that_failed_of_what_may_be_mended_are_tried_again(tmp_path):
    manifest = run_study(request(tmp_path, small(tmp_path), live=stand_in_worlds.some_miss_a_file))
    assert manifest["runs"] == {"done": 18, "failed": 6}
    assert set(opened(tmp_path / "out").failed["error"]) == {"FileNotFoundError: gone"}
    assert run_study(request(tmp_path, small(tmp_path)))["runs"] == {"done": 24, "failed": 0}
    run_study(request(tmp_path, small(tmp_path), "alone", "alone_store"))
    assert contents(tmp_path / "out") == contents(tmp_path / "alone")


def test_a_study_edited_and_run_again_leaves_nothing_of_what_it_was(tmp_path):
    run_study(request(tmp_path, small(tmp_path)))
    other = ('regimes = ["market", "reciprocity"]', 'regimes = ["market", "plural"]')
    run_study(request(tmp_path, small(tmp_path, outcomes='"value_added"', replaced=other)))
    run_study(request(tmp_path, small(tmp_path, outcomes='"value_added"', replaced=other), "alone", "alone_store"))
    assert contents(tmp_path / "out") == contents(tmp_path / "alone")


def test_what_else_lies_in_the_store_changes_no_byte(tmp_path):
    other_title = ('en = "A small study"', 'en = "Called otherwise"')
    run_study(request(tmp_path, small(tmp_path, "before", outcomes='"jobs"', replaced=other_title), "before"))
    run_study(request(tmp_path, small(tmp_path, "wider", outcomes='"value_added", "wage_bill"'), "wider"))
    for name, store in (("out", "store"), ("alone", "alone_store")):
        run_study(request(tmp_path, small(tmp_path), name, store))
    assert contents(tmp_path / "out") == contents(tmp_path / "alone")
    run_study(request(tmp_path, tmp_path / "before.toml", "again"))
    assert contents(tmp_path / "again") == contents(tmp_path / "before")


@pytest.mark.parametrize("damage", ["truncated", "changed", "gone"])
def test_a_damaged_part_is_named_and_its_batch_runs_again(tmp_path, lived, damage):
    asked = request(tmp_path, small(tmp_path), live=stand_in_worlds.counted)
    run_study(asked)
    before, runs = contents(tmp_path / "out"), len(lived())
    part = sorted((tmp_path / "store" / "parts").iterdir())[-1]
    content = part.read_bytes()
    if damage == "truncated":
        part.write_bytes(content[: len(content) // 2])
    elif damage == "changed":
        part.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    else:
        part.unlink()
    told: list[str] = []
    run_study(asked, Watcher(tell=told.append))
    assert any(part.name in sentence and "damaged" in sentence for sentence in told)
    assert 0 < len(lived()) - runs < 24
    assert contents(tmp_path / "out") == before


def test_a_file_that_is_no_ledger_is_refused(tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "ledger.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(Refusal, match="is no ledger of runs"):
        run_study(request(tmp_path, small(tmp_path)))


# -- sequential replicates

RULE = (
    "{{ minimum = 3, maximum = 21, step = 3, outcome = 'jobs', plus = 'reciprocity', minus = 'market',"
    " half_width = {width} }}"
)


@pytest.mark.parametrize(("width", "all_at"), [(100.0, 3), (0.001, 21), (1.0, None)])
def test_replicates_grow_until_the_interval_is_narrow(tmp_path, lived, width, all_at):
    path = small(tmp_path, replicates=RULE.format(width=width))
    manifest = run_study(request(tmp_path, path, live=stand_in_worlds.counted))
    counts = manifest["replicates"]["mono_industry"]
    assert len(lived()) == 2 * sum(counts), "no run beyond what the rule asked for"
    differences = opened(tmp_path / "out").paired("jobs", "reciprocity", "market")
    for point, count in enumerate(counts):
        taken = differences.loc[point].to_numpy()[:count]
        assert count == all_at or half_width(taken) <= width < half_width(taken[: count - 3]), point
    run_study(request(tmp_path, path, live=stand_in_worlds.counted))
    assert len(lived()) == 2 * sum(counts)


def test_the_rule_covers_the_truth_nearly_as_often_as_it_says():
    rule = UntilNarrow(
        minimum=10, maximum=200, step=5, outcome="jobs", plus="reciprocity", minus="market", half_width=0.5
    )
    covered = 0
    for world in range(400):
        draws = np.random.default_rng(world).normal(0.0, 1.0, 200)
        count = 10
        while (grown := next_count(rule, draws[:count], count)) != count:
            count = grown
        covered += abs(draws[:count].mean()) <= half_width(draws[:count])
    assert 0.89 <= covered / 400 <= 0.97


# -- being killed, and not being alone


def in_group(work, asked) -> None:
    os.setsid()
    work(asked)


def killed_at_random(asked, longest: float, seed: int, processes=FORK, work=run_study, ending=signal.SIGKILL) -> int:
    """Start what is asked and end its process group at random moments until it ends by itself; return how often."""
    draw, kills = random.Random(seed), 0
    while True:
        process = processes.Process(target=in_group, args=(work, asked))
        process.start()
        process.join(draw.uniform(0.0, longest))
        if process.exitcode is not None:
            assert process.exitcode == 0
            return kills
        try:
            os.killpg(process.pid, ending)
        except ProcessLookupError:
            # Not yet the leader of a group.
            process.kill()
        process.join()
        kills += 1
        # On a machine so slow that nothing is finished between two kills, the study would never end.
        longest *= 1.1


@pytest.mark.parametrize("seed", range(4))
def test_a_study_killed_at_any_moment_ends_with_the_same_bytes(tmp_path, seed):
    rule = RULE.format(width=1.0) if seed % 2 else 12
    path = small(tmp_path, replicates=rule)
    run_study(request(tmp_path, path, "whole", "whole_store"))
    kills = killed_at_random(request(tmp_path, path, live=stand_in_worlds.slow), 0.35, seed)
    assert kills >= 2
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    with Store(tmp_path / "store") as store:
        entered = {name for (name,) in store.ledger.execute("SELECT name FROM parts")}
    assert {one.name for one in (tmp_path / "store" / "parts").iterdir()} == entered
    assert list((tmp_path / "store" / "owners").iterdir()) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_a_study_on_several_processes_killed_at_any_moment_ends_with_the_same_bytes(tmp_path, seed):
    path = small(tmp_path, replicates=200)
    run_study(request(tmp_path, path, "whole", "whole_store"))
    asked = request(tmp_path, path, live=stand_in_worlds.slow, workers=2, seconds_a_batch=0.3)
    killed_at_random(asked, 30.0, seed, SPAWN)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_two_processes_on_one_store_share_the_work(tmp_path, lived):
    path = small(tmp_path, replicates=30)
    run_study(request(tmp_path, path, "whole", "whole_store"))
    others = [
        FORK.Process(target=run_study, args=(request(tmp_path, path, name, live=counted_slowly),))
        for name in ("one", "two")
    ]
    for process in others:
        process.start()
    for process in others:
        process.join(60)
        assert process.exitcode == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two") == contents(tmp_path / "whole")
    assert len(lived()) == len(set(lived())) == 180, "no run was lived twice"


def test_two_processes_on_one_study_take_turns_in_writing(tmp_path, lived):
    path = small(tmp_path, replicates=30)
    run_study(request(tmp_path, path, "whole", "whole_store"))
    both = [FORK.Process(target=run_study, args=(request(tmp_path, path, live=counted_slowly),)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
        assert process.exitcode == 0
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert len(lived()) == len(set(lived())) == 180


def counted_slowly(world):
    time.sleep(0.01)
    return stand_in_worlds.counted(world)


def taken_by(store: Store, *addresses: str) -> tuple[set[str], int]:
    taken, elsewhere = store.take({address: Wanted({}, ("jobs",)) for address in addresses}, set())
    return set(taken), elsewhere


def test_runs_of_a_living_process_are_left_alone_and_of_a_dead_one_taken(tmp_path):
    with Store(tmp_path) as ours:
        assert taken_by(ours, "a") == ({"a"}, 0)
        with Store(tmp_path) as theirs:
            assert taken_by(theirs, "a", "b") == ({"b"}, 1)
            assert len(theirs.others_at_work()) == 1
        # A process that dies lets go of its lock and gives nothing back.
        orphan = Store(tmp_path)
        assert taken_by(orphan, "b", "c") == ({"b", "c"}, 0)
        orphan.alive.close()
        (tmp_path / "parts" / f"{orphan.owner}-000000.parquet").write_bytes(b"never entered")
        ours.bury_the_dead()
        assert taken_by(ours, "b", "c") == ({"b", "c"}, 0)
        assert list((tmp_path / "parts").iterdir()) == []
        orphan.ledger.close()


def test_the_ledger_says_what_each_run_is(tmp_path):
    run_study(request(tmp_path, small(tmp_path)))
    ledger = sqlite3.connect(tmp_path / "store" / "ledger.sqlite")
    rows = [json.loads(about) for (about,) in ledger.execute("SELECT about FROM runs WHERE state = 'done'")]
    assert len(rows) == 24
    assert {row["changes"]["pooling.purchase_discount"] for row in rows} == {0.0, 0.1, 0.2}
    assert rows[0].keys() == {"scenario", "arm", "regime", "size", "months", "seed", "replicate", "changes"}


@pytest.mark.long
def test_memory_does_not_grow_with_the_number_of_runs(tmp_path):
    import tracemalloc

    peaks = []
    for replicates in (400, 4000):
        path = small(tmp_path, f"many{replicates}", replicates=replicates, outcomes='"jobs"')
        tracemalloc.start()
        run_study(request(tmp_path, path, f"out{replicates}", f"store{replicates}", seconds_a_batch=0.2))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]
