import multiprocessing
import os
import subprocess
import sys
import time

import pytest

from experiments.runs.processes import Pool
from tests.experiments.test_study_engines import PROJECT, in_session, soon


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_is_done_once(workers):
    with Pool(workers) as pool:
        assert sorted(pool.results(abs, [-3, 2, -1])) == [1, 2, 3]


def test_stopping_ends_the_workers_at_once():
    before = set(multiprocessing.active_children())
    with Pool(2) as pool:
        next(pool.results(time.sleep, [0.0, 600.0, 600.0]))
        # Workers have started; however long that took, ending them takes no time.
        start = time.monotonic()
        pool.stop()
    assert time.monotonic() - start < 60
    for child in set(multiprocessing.active_children()) - before:
        child.join(10)
    assert not set(multiprocessing.active_children()) - before


def test_stopping_leaves_the_workers_of_another_pool_alone():
    with Pool(2) as first, Pool(2) as second:
        next(first.results(time.sleep, [0.0, 600.0]))
        ours = second.results(slow_abs, [-3, 2, -1])
        told = [next(ours)]
        first.stop()
        assert sorted([*told, *ours]) == [1, 2, 3]


def slow_abs(number: int) -> int:
    time.sleep(0.2)
    return abs(number)


def test_an_error_in_a_task_reaches_the_one_who_asked():
    with pytest.raises(ZeroDivisionError), Pool(2) as pool:
        list(pool.results(divide, [1, 0]))


def divide(number: int) -> float:
    return 1 / number


AT_WORK = """
import time
from experiments.runs.processes import Pool

if __name__ == "__main__":
    with Pool(2) as pool:
        for _ in pool.results(time.sleep, [0.0, 600.0]):
            print("at work", flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_workers_end_with_a_process_that_is_killed(tmp_path):
    script = tmp_path / "at_work.py"
    script.write_text(AT_WORK)
    process = subprocess.Popen(
        [sys.executable, str(script)],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdout.readline() == "at work\n"
        process.kill()
    assert soon(lambda: not in_session(process.pid))
