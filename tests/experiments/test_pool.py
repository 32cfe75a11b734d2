import multiprocessing
import time

import pytest

from experiments.pool import Pool


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_is_done_once(workers):
    with Pool(workers) as pool:
        assert sorted(pool.results(abs, [-3, 2, -1])) == [1, 2, 3]


def test_stopping_ends_the_workers_at_once():
    before = set(multiprocessing.active_children())
    start = time.monotonic()
    with Pool(2) as pool:
        next(pool.results(time.sleep, [0.0, 60.0, 60.0]))
        pool.stop()
    for child in set(multiprocessing.active_children()) - before:
        child.join(10)
    assert set(multiprocessing.active_children()) == before
    assert time.monotonic() - start < 30


def test_an_error_in_a_task_reaches_the_one_who_asked():
    with pytest.raises(ZeroDivisionError), Pool(2) as pool:
        list(pool.results(divide, [1, 0]))


def divide(number: int) -> float:
    return 1 / number
