"""Where compiled kernels are kept: below the hash of their source, in a folder that can be written, nobody else's."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from simulation import SOURCE_HASH, kernels, version

ROOT = Path(__file__).parents[1]


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Give a cache of one's own and a temporary directory, both new; `blocked` stands where no folder can be made."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "own"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "blocked").write_text("a file", encoding="utf-8")
    return tmp_path


def private(places):
    return places / "temporary" / f"ptce-kernels-{os.getuid()}"


def test_kernels_lie_below_the_hash_of_their_source_whoever_chose_the_folder(places, monkeypatch):
    assert kernels.cache_folder() == places / "own" / "ptce" / "kernels" / SOURCE_HASH
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(places / "cluster"))
    assert kernels.cache_folder() == places / "cluster" / SOURCE_HASH
    assert kernels.cache_folder().is_dir()


def test_a_worker_uses_the_folder_that_its_parent_chose(places, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(kernels.cache_folder()))
    assert kernels.cache_folder() == places / "own" / "ptce" / "kernels" / SOURCE_HASH


@pytest.mark.parametrize("named", ["NUMBA_CACHE_DIR", "XDG_CACHE_HOME"])
def test_where_the_cache_cannot_be_written_a_private_folder_serves(places, monkeypatch, named):
    monkeypatch.setenv(named, str(places / "blocked"))
    assert kernels.cache_folder() == private(places) / SOURCE_HASH
    assert private(places).stat().st_mode & 0o077 == 0
    assert kernels.cache_folder() == private(places) / SOURCE_HASH, "the next run finds what this one compiled"


def of_another(folder, monkeypatch):
    folder.mkdir(mode=0o700)
    user = os.getuid()
    monkeypatch.setattr(Path, "lstat", lambda path: os.stat_result((0o40700, 0, 0, 1, user + 1, 0, 0, 0, 0, 0)))


def open_to_all(folder, _):
    folder.mkdir()
    folder.chmod(0o777)


def a_link(folder, _):
    target = folder.with_name("elsewhere")
    target.mkdir(mode=0o700)
    folder.symlink_to(target)


def a_file(folder, _):
    folder.write_text("taken", encoding="utf-8")


@pytest.mark.parametrize("taken", [of_another, open_to_all, a_link, a_file])
def test_a_folder_that_others_made_or_can_write_is_left_alone(places, monkeypatch, taken):
    monkeypatch.setenv("XDG_CACHE_HOME", str(places / "blocked"))
    taken(private(places), monkeypatch)
    chosen = kernels.cache_folder()
    assert chosen.parent != private(places) and chosen.parents[1] == places / "temporary"
    assert chosen.parent.stat().st_mode & 0o077 == 0
    shutil.rmtree(chosen.parent)


def test_the_hash_is_that_of_the_code_imported_and_follows_text_and_names(tmp_path):
    shutil.copy(version.__file__, tmp_path / "version.py")
    (tmp_path / "rule.py").write_text("rent = 1.0\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("version_of_a_copy", tmp_path / "version.py")
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    imported = copy.SOURCE_HASH
    (tmp_path / "rule.py").write_text("rent = 0.9\n", encoding="utf-8")
    edited = copy.source_hash()
    (tmp_path / "rule.py").rename(tmp_path / "other_rule.py")
    assert len({imported, edited, copy.source_hash()}) == 3
    assert imported == copy.SOURCE_HASH


@pytest.mark.skipif(not kernels.COMPILED, reason="nothing is kept of kernels that run uncompiled")
@pytest.mark.parametrize("before", ["", "import numba; "])
def test_kernels_lie_there_whoever_has_imported_numba_before(places, before):
    script = f"{before}from simulation.phases.economy.saving import save; print(save._cache.cache_path)"
    environment = os.environ | {"NUMBA_CACHE_DIR": str(places / "cluster"), "PYTHONPATH": str(ROOT)}
    told = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert Path(told.stdout.strip()).parent == places / "cluster" / SOURCE_HASH


@kernels.kernel
def doubled(number: int) -> int:
    """A kernel that nobody has compiled before."""
    return 2 * number


@pytest.mark.skipif(not kernels.COMPILED, reason="nothing is kept of kernels that run uncompiled")
def test_a_disk_that_is_full_stops_no_run(monkeypatch):
    from numba.core.caching import IndexDataCacheFile

    def full(*_):
        tried.append(True)
        raise OSError(28, "No space left on device")

    tried = []
    monkeypatch.setattr(IndexDataCacheFile, "save", full)
    monkeypatch.setattr(IndexDataCacheFile, "load", lambda *_: None)
    assert doubled(21) == 42 and tried
