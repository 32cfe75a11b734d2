"""A directory of results: one writer, and nothing replaced or removed that the same command did not write."""

import multiprocessing
import os
import signal
import time

import pandas as pd
import pytest

from experiments.files import tables
from experiments.files.directory import JOURNAL, LOCK, WORKSHOP, ResultsDirectory, checksum
from experiments.origin import KEY
from experiments.refusal import Refusal

FORK = multiprocessing.get_context("fork")
TABLE = pd.DataFrame({"jobs": [1.0, 2.0]})


def visible(directory):
    return sorted(path.name for path in directory.rglob("*") if path.is_file() and not path.name.startswith(LOCK))


def written(directory, program="ptce run", mark="one", names=("a.txt", "b.txt")):
    results = ResultsDirectory(directory, program)
    results.refuse_in_the_way(names)
    for name in names:
        results.write_text(name, f"{name} of {mark}")
    results.write_table("table.parquet", TABLE, {KEY: mark})
    return results.finish({"program": program, KEY: mark})


def test_what_was_written_is_listed_with_its_digest_and_nothing_else_is_left(tmp_path):
    manifest = written(tmp_path)
    assert manifest["files"] == {name: checksum(tmp_path / name) for name in ("a.txt", "b.txt", "table.parquet")}
    assert visible(tmp_path) == ["a.txt", "b.txt", "manifest.json", "table.parquet"]


def test_written_again_the_files_of_before_go_and_those_of_others_stay(tmp_path):
    written(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    written(tmp_path, mark="two", names=("b.txt",))
    assert visible(tmp_path) == ["b.txt", "manifest.json", "notes.txt", "table.parquet"]
    assert (tmp_path / "b.txt").read_text() == "b.txt of two"


@pytest.mark.parametrize("told", ['{"program": "ptce study"}', '{"name": "data package", "files": ["a.txt"]}', "[1]"])
def test_a_directory_of_another_kind_is_refused_and_left_whole(tmp_path, told):
    (tmp_path / "manifest.json").write_text(told)
    (tmp_path / "a.txt").write_text("precious")
    with pytest.raises(Refusal, match="holds results of .*; name another directory with --out"):
        written(tmp_path)
    assert (tmp_path / "a.txt").read_text() == "precious"
    assert (tmp_path / "manifest.json").read_text() == told


def test_a_manifest_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(Refusal, match="cannot be read"):
        written(tmp_path)


def test_a_file_of_somebody_else_in_the_way_is_refused_before_anything_is_written(tmp_path):
    (tmp_path / "b.txt").write_text("precious")
    with pytest.raises(Refusal, match=r"b\.txt was not written by ptce run and would be replaced"):
        written(tmp_path)
    assert visible(tmp_path) == ["b.txt"]
    assert (tmp_path / "b.txt").read_text() == "precious"


def test_a_file_that_was_changed_since_is_neither_replaced_nor_removed(tmp_path):
    written(tmp_path)
    (tmp_path / "a.txt").write_text("annotated by hand")
    with pytest.raises(Refusal, match=r"a\.txt was changed since it was written"):
        written(tmp_path, mark="two")
    written(tmp_path, mark="two", names=("b.txt",))
    assert (tmp_path / "a.txt").read_text() == "annotated by hand"


def test_a_manifest_cannot_have_files_elsewhere_removed_or_replaced(tmp_path):
    outside = tmp_path / "precious.txt"
    outside.write_text("keep")
    inside = tmp_path / "results"
    inside.mkdir()
    tables.write_manifest(inside, {"program": "ptce run", "files": {"../precious.txt": checksum(outside)}})
    written(inside)
    assert outside.read_text() == "keep"
    with pytest.raises(Refusal, match="would be replaced"):
        ResultsDirectory(inside, "ptce run").write_text("../precious.txt", "other")


def write_and_wait(directory):
    results = ResultsDirectory(directory, "ptce run")
    with results.alone():
        results.write_text("a.txt", "half of it")
        (directory / WORKSHOP / "left.txt").write_text("half written")
        (directory / "at work").touch()
        time.sleep(600)


def test_what_a_killed_command_left_is_its_own_and_the_next_one_goes_on(tmp_path):
    process = FORK.Process(target=write_and_wait, args=(tmp_path,))
    process.start()
    while not (tmp_path / "at work").exists():
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    (tmp_path / "at work").unlink()
    with (tmp_path / WORKSHOP / JOURNAL).open("a") as journal:
        journal.write("b.tx")
    written(tmp_path)
    assert visible(tmp_path) == ["a.txt", "b.txt", "manifest.json", "table.parquet"]


def test_a_directory_has_one_writer(tmp_path, monkeypatch):
    process = FORK.Process(target=write_and_wait, args=(tmp_path,))
    process.start()
    while not (tmp_path / "at work").exists():
        time.sleep(0.01)
    monkeypatch.setattr("experiments.files.directory.PATIENCE", 0.1)
    with (
        pytest.raises(Refusal, match="is being written to by another command"),
        ResultsDirectory(tmp_path, "ptce run").alone(),
    ):
        pass
    process.kill()
    process.join()
    with ResultsDirectory(tmp_path, "ptce run").alone():
        pass


def test_what_stands_under_another_manifest_is_stale_and_what_carries_this_one_is_kept(tmp_path):
    written(tmp_path)
    results = ResultsDirectory(tmp_path, "ptce run")
    results.write_text("report.md", "told")
    manifest = results.finish({"program": "ptce run", KEY: "one"})
    assert set(manifest["files"]) == {"report.md", "table.parquet"}
