"""Tasks side by side in processes; an interruption keeps what is finished."""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import forkserver
from typing import Any

PRELOADED = ["simulation.territory", "experiments.runs.replicate", "experiments.drawing.bands"]
"""Imported once for all workers: the model, what a task needs, what a figure needs."""


def begin_worker() -> None:
    """Leave Ctrl-C to the process that started this one, end when that one is gone, and keep what was imported.

    The collector of garbage is called after every world: going through the quarter of a million objects of imported
    modules each time, none of which ever goes, took a seventh of a worker's time.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent,), daemon=True).start()


def end_with(parent: Any) -> None:
    """Wait for the end of another process, then end this one at once."""
    parent.join()
    os._exit(1)


@contextmanager
def interrupt_ignored() -> Iterator[None]:
    """Have processes that are started meanwhile ignore Ctrl-C from their first instruction on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


@contextmanager
def interrupt_postponed() -> Iterator[None]:
    """Raise Ctrl-C only at the end, so that no worker is left half started behind this process's back."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = False

    def note(_signal: int, _frame: object) -> None:
        nonlocal asked
        asked = True

    former = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
    if asked:
        raise KeyboardInterrupt


def start_method() -> multiprocessing.context.BaseContext:
    """Start workers from a clean process that has imported the model once, where the platform allows it."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        with interrupt_ignored():
            forkserver.ensure_running()
        return context
    return multiprocessing.get_context("spawn")


def terminate_workers(executor: ProcessPoolExecutor) -> None:
    """End the processes of an executor at once, and no others: another pool of this process may be at work."""
    # What `ProcessPoolExecutor.terminate_workers` does from Python 3.14 on.
    for worker in list((executor._processes or {}).values()):
        worker.terminate()


class Pool:
    """Workers for many small tasks; one worker means this very process.

    Parameters
    ----------
    workers : int
        Number of processes.
    """

    def __init__(self, workers: int):
        self.workers = workers
        self.executor: ProcessPoolExecutor | None = None
        if workers > 1:
            self.executor = ProcessPoolExecutor(workers, mp_context=start_method(), initializer=begin_worker)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.executor is None:
            return
        if kind is None:
            self.executor.shutdown(wait=True)
        else:
            self.stop()

    def stop(self) -> None:
        """Drop what waits and end the workers at once; from then on tasks run in this very process."""
        if self.executor is None:
            return
        terminate_workers(self.executor)
        # Waiting lets the pool's own thread see that its workers are gone, so that nothing is left to fail at exit.
        self.executor.shutdown(wait=True, cancel_futures=True)
        self.executor = None

    def results[T, R](self, work: Callable[[T], R], tasks: Sequence[T]) -> Iterator[R]:
        """Yield the result of each task as it comes, in no promised order."""
        if self.executor is None:
            yield from map(work, tasks)
            return
        with interrupt_postponed():
            waiting: Iterable[Future[R]] = [self.executor.submit(work, task) for task in tasks]
        for future in as_completed(waiting):
            yield future.result()
