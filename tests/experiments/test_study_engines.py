"""Batches on other processes and on a Dask cluster: the same bytes, whatever dies."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from experiments.questions.studies.running import StudyRequest, opened, run_study
from experiments.refusal import Refusal
from experiments.runs.coordinator import Watcher
from experiments.runs.engines import DaskCluster, EngineLost
from tests.experiments import stand_in_worlds
from tests.experiments.study_files import small
from tests.experiments.test_studies import contents, request

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def whole(tmp_path) -> dict[str, bytes]:
    """Bytes of the study lived in one process."""
    run_study(request(tmp_path, small(tmp_path, replicates=30), "whole", "whole_store"))
    return contents(tmp_path / "whole")


def on_processes(tmp_path, live) -> StudyRequest:
    path = small(tmp_path, replicates=30)
    return request(tmp_path, path, live=live, workers=2, seconds_a_batch=0.2)


def test_two_processes_give_the_same_bytes_and_one_that_dies_costs_its_batch_only(tmp_path, whole):
    mark = tmp_path / "killed"
    run_study(on_processes(tmp_path, partial(stand_in_worlds.kills_its_worker_once, mark=mark)))
    assert mark.exists()
    assert contents(tmp_path / "out") == whole


def test_a_world_that_always_kills_its_worker_fails_alone_and_is_tried_again_later(tmp_path, whole):
    manifest = run_study(on_processes(tmp_path, stand_in_worlds.always_kills_its_worker))
    assert manifest["runs"] == {"done": 178, "failed": 2}
    failed = opened(tmp_path / "out").failed
    assert set(zip(failed["point"], failed["replicate"], strict=True)) == {(1, 2)}
    assert set(failed["error"]) == {"its worker died 3 times"}
    assert run_study(on_processes(tmp_path, stand_in_worlds.slow))["runs"] == {"done": 180, "failed": 0}
    assert contents(tmp_path / "out") == whole


class Cluster:
    """A scheduler and workers started with Dask's own commands."""

    def __init__(self, folder: Path, workers: int):
        self.dask = shutil.which("dask", path=str(Path(sys.executable).parent)) or "dask"
        self.environment = {**os.environ, "PYTHONPATH": str(PROJECT), "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s"}
        self.folder = folder
        self.log = (folder / "scheduler.log").open("w")
        self.scheduler = self.start("scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard")
        self.address = self.wait_for_address()
        self.workers = [self.worker() for _ in range(workers)]

    def start(self, *words: str) -> subprocess.Popen:
        return subprocess.Popen(
            [self.dask, *words], cwd=self.folder, env=self.environment, stdout=self.log, stderr=subprocess.STDOUT
        )

    def wait_for_address(self) -> str:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            found = re.search(r"tcp://127\.0\.0\.1:\d+", (self.folder / "scheduler.log").read_text())
            if found:
                return found.group()
            time.sleep(0.1)
        raise AssertionError((self.folder / "scheduler.log").read_text())

    def worker(self) -> subprocess.Popen:
        words = ("worker", self.address, "--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard")
        return self.start(*words)

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()
        self.log.close()


@pytest.fixture
def cluster(tmp_path):
    pytest.importorskip("distributed")
    started = Cluster(tmp_path, 2)
    yield started
    started.stop()


def test_a_dask_cluster_that_loses_a_worker_half_way_gives_the_same_bytes(tmp_path, cluster, whole):
    path = small(tmp_path, replicates=30)
    asked = request(tmp_path, path, live=stand_in_worlds.slow, scheduler=cluster.address, seconds_a_batch=0.2)
    killed = []

    def kill_one_half_way(what: str, done: int, total: int) -> None:
        if what == "running" and done >= total / 2 and not killed:
            killed.append(done)
            cluster.workers[0].send_signal(signal.SIGKILL)

    run_study(asked, Watcher(notify=kill_one_half_way))
    assert killed
    assert contents(tmp_path / "out") == whole


def test_a_batch_whose_worker_dies_before_it_is_fetched_is_lived_again(tmp_path, cluster, whole, monkeypatch):
    path = small(tmp_path, replicates=30)
    asked = request(tmp_path, path, live=stand_in_worlds.slow, scheduler=cluster.address, seconds_a_batch=0.2)
    killed, fetched = [], DaskCluster.fetched

    def kill_its_worker_once(engine: DaskCluster, future: Any) -> Any:
        holders = engine.client.who_has([future])[future.key] if engine.submitted > 5 else ()
        if holders and not killed:
            killed.append(future.key)
            number = engine.client.run(os.getpid, workers=list(holders))
            os.kill(next(iter(number.values())), signal.SIGKILL)
            while future.status == "finished":
                time.sleep(0.01)
        return fetched(engine, future)

    monkeypatch.setattr(DaskCluster, "fetched", kill_its_worker_once)
    run_study(asked)
    assert killed
    assert contents(tmp_path / "out") == whole


def test_a_lost_scheduler_is_told_and_the_study_goes_on_elsewhere(tmp_path, cluster, whole):
    path = small(tmp_path, replicates=30)
    asked = request(tmp_path, path, live=stand_in_worlds.slow, scheduler=cluster.address, seconds_a_batch=0.1)

    killed = []

    def kill_scheduler_half_way(what: str, done: int, total: int) -> None:
        if what == "running" and done >= total / 2 and not killed:
            killed.append(time.monotonic())
            cluster.scheduler.kill()

    with pytest.raises(EngineLost, match="the scheduler at tcp://.* is gone"):
        run_study(asked, Watcher(notify=kill_scheduler_half_way))
    assert time.monotonic() - killed[0] < 90
    lived = []
    run_study(request(tmp_path, path, live=stand_in_worlds.quick), Watcher(notify=lambda *told: lived.append(told)))
    assert next(done for what, done, _ in lived if what == "running") >= 90, "half of it was kept"
    assert contents(tmp_path / "out") == whole


def test_a_scheduler_that_does_not_answer_is_refused(tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("experiments.runs.engines.PATIENCE_FOR_SCHEDULER", "2s")
    with pytest.raises(Refusal, match="no scheduler answers at tcp://127.0.0.1:9"):
        run_study(request(tmp_path, small(tmp_path), scheduler="tcp://127.0.0.1:9"))


@pytest.mark.long
def test_processes_end_with_the_one_that_started_them(tmp_path):
    script = tmp_path / "conducts.py"
    script.write_text(
        "from pathlib import Path\n"
        "from tests.experiments.test_studies import run_study, request, stand_in_worlds\n"
        "if __name__ == '__main__':\n"
        f"    folder = Path({str(tmp_path)!r})\n"
        "    run_study(request(folder, folder / 'small.toml', live=stand_in_worlds.slow, workers=2))\n"
    )
    small(tmp_path, replicates=10_000)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    process = subprocess.Popen([sys.executable, str(script)], env=environment, start_new_session=True)
    assert soon(lambda: any((tmp_path / "store" / "parts").glob("*-00000[3-9].parquet")))
    process.kill()
    process.wait()
    assert soon(lambda: not in_session(process.pid)), "workers outlived the process that they worked for"


def soon(true_by_then) -> bool:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if true_by_then():
            return True
        threading.Event().wait(0.2)
    return False


def in_session(session: int) -> list[int]:
    """Processes of a session that are not dead yet."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, of = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(of) == session and state != "Z":
            found.append(int(path.parent.name))
    return found
