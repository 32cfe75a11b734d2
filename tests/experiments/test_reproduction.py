"""Files carry the hash of their manifest and are made again from it."""

import json
import shutil

import pandas as pd
import pytest

from experiments.drawing.style import new_figure, save
from experiments.files import tables as store
from experiments.origin import KEY, carried, csv_with_description, origin_hash
from experiments.pages import reproduction
from experiments.questions.studies import manifest as manifests
from experiments.questions.studies.running import run_study
from experiments.refusal import Refusal
from tests.experiments import stand_in_worlds
from tests.experiments.study_files import small
from tests.experiments.test_studies import request

HASH = origin_hash({"seed": 1})
TABLE = pd.DataFrame({"month": [0, 1], "jobs": [10.0, 11.0]})


def nothing(*_: object) -> None:
    pass


def test_every_kind_of_file_carries_the_hash_of_its_manifest(tmp_path):
    figure = new_figure(2, 2)
    figure.set_label(HASH)
    for kind in ("png", "svg"):
        save(figure, tmp_path / f"figure.{kind}")
    store.write_table(tmp_path / "table.parquet", TABLE, {KEY: HASH})
    for name, text in csv_with_description("table.csv", TABLE, HASH).items():
        store.write_text(tmp_path / name, text)
    files = [tmp_path / name for name in ("figure.png", "figure.svg", "table.parquet", "table.csv")]
    assert [carried(file) for file in files] == [HASH] * 4


def test_the_hash_does_not_depend_on_the_order_in_which_things_are_told():
    assert origin_hash({"a": 1, "b": {"c": 2, "d": 3}}) == origin_hash({"b": {"d": 3, "c": 2}, "a": 1})


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_figure_of_a_comparison_is_redrawn_from_the_tables(compared, kind):
    figure = compared / "figures" / f"mono_industry_jobs.{kind}"
    assert carried(figure) == store.read_manifest(compared)[KEY]
    assert reproduction.reproduce(figure, compared, 1, nothing).sentence(figure) == f"{figure.name}: same bytes"


def test_a_figure_that_was_touched_is_told_from_one_drawn_by_another_library(compared, tmp_path):
    shutil.copytree(compared, tmp_path / "copy")
    figure = tmp_path / "copy" / "figures" / "mono_industry_jobs.svg"
    figure.write_text(figure.read_text().replace("</svg>", "<!-- touched --></svg>"))
    verdict = reproduction.reproduce(figure, tmp_path, 1, nothing)
    assert not verdict.same
    manifest = store.read_manifest(tmp_path / "copy")
    manifest["versions"]["matplotlib"] = "1.0"
    store.write_manifest(tmp_path / "copy", manifest)
    told = reproduction.reproduce(figure, tmp_path, 1, nothing).sentence(figure)
    assert "library: matplotlib 1.0 -> " in told


def test_a_table_of_a_study_is_written_again_from_the_stored_runs(tmp_path):
    run_study(request(tmp_path, small(tmp_path)))
    for name in ("runs.parquet", "monthly.parquet", "design.parquet"):
        file = tmp_path / "out" / name
        assert reproduction.reproduce(file, tmp_path / "store", 1, nothing).same


def test_changed_code_explains_a_difference(tmp_path, monkeypatch):
    run_study(request(tmp_path, small(tmp_path)))
    changed = manifests.identity() | {"code": "0" * 16, "numpy": "0.1"}
    monkeypatch.setattr(manifests, "identity", lambda: changed)
    files = manifests.code_files() | {"simulation/rules/votes.py": "changed"}
    monkeypatch.setattr(manifests, "code_files", lambda: files)
    file = tmp_path / "out" / "runs.parquet"
    told = reproduction.reproduce(file, tmp_path / "store", 1, nothing).sentence(file)
    assert told.startswith("runs.parquet: same numbers, other bytes: ")
    assert "library: numpy" in told and "code: simulation/rules/votes.py" in told


def test_a_file_that_cannot_be_traced_is_refused(tmp_path):
    store.write_table(tmp_path / "table.parquet", TABLE, {})
    with pytest.raises(Refusal, match="carries no hash"):
        reproduction.reproduce(tmp_path / "table.parquet", tmp_path, 1, nothing)
    store.write_table(tmp_path / "table.parquet", TABLE, {KEY: HASH})
    with pytest.raises(Refusal, match="does not lie beside or above"):
        reproduction.reproduce(tmp_path / "table.parquet", tmp_path, 1, nothing)
    with pytest.raises(Refusal, match="there is no file"):
        reproduction.reproduce(tmp_path / "nothing.png", tmp_path, 1, nothing)


def test_an_archive_describes_every_file_and_the_run_that_made_it(tmp_path):
    rocrate = pytest.importorskip("rocrate.rocrate")
    from experiments.questions.studies.archive import write_archive

    run_study(request(tmp_path, small(tmp_path), live=stand_in_worlds.some_fail))
    archive = write_archive(tmp_path / "out", tmp_path / "small.zip")
    crate = rocrate.ROCrate(archive)
    assert crate.name == "A small study"
    assert {"runs.parquet", "manifest.json", "small.toml"} <= {entity.id for entity in crate.data_entities}
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert crate.dereference("runs.parquet")["sha256"] == manifest["files"]["runs.parquet"]
    (action,) = crate.get_by_type("CreateAction")
    assert {one.id for one in action["result"]} >= {"runs.parquet", "monthly.parquet"}
    with pytest.raises(Refusal, match="no finished study"):
        write_archive(tmp_path / "store", tmp_path / "none.zip")
