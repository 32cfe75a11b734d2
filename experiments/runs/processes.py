"""Tasks side by side in processes; an interruption keeps what is finished."""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver
from typing import Any

from experiments.runs.ending import endings_postponed, interrupt_kept_from_children

PRELOADED = ["simulation.territory", "experiments.runs.living", "experiments.drawing.bands"]
"""Imported once for all workers: the model, what a run needs, what a figure needs."""
DEATHS_ALLOWED = 3
"""How often the worker of one piece of work may die before the work is held to be what ends it."""


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


def start_method() -> multiprocessing.context.BaseContext:
    """Start workers from a clean process that has imported the model once, where the platform allows it."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        with interrupt_kept_from_children():
            forkserver.ensure_running()
        return context
    return multiprocessing.get_context("spawn")


class Workers:
    """Processes beside this one, each with a queue of its own: one that dies takes no other's work with it.

    Parameters
    ----------
    count : int
        Number of processes. Each starts when it is first asked for something.
    begin : callable
        What each does first; called with the matching entry of `beginnings`.
    beginnings : sequence of tuple, optional
        One for each process.
    """

    def __init__(
        self,
        count: int,
        begin: Callable[..., None] = begin_worker,
        beginnings: Sequence[tuple[Any, ...]] | None = None,
    ):
        self.context = start_method()
        self.begin = begin
        self.beginnings = beginnings or [()] * count
        self.slots = [self.another(slot) for slot in range(count)]

    def another(self, slot: int) -> ProcessPoolExecutor:
        """One more process, for a slot."""
        return ProcessPoolExecutor(1, mp_context=self.context, initializer=self.begin, initargs=self.beginnings[slot])

    def submit(self, slot: int, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Ask the process of a slot for something; one that died while it had nothing to do is replaced."""
        with endings_postponed():
            try:
                return self.slots[slot].submit(work, *arguments)
            except BrokenProcessPool:
                self.replace(slot)
                return self.slots[slot].submit(work, *arguments)

    def replace(self, slot: int) -> None:
        """Put a new process in the place of one that died."""
        self.slots[slot].shutdown(wait=False)
        self.slots[slot] = self.another(slot)

    def close(self, at_once: bool = False) -> None:
        """End the processes; `at_once` drops what they are at."""
        for slot in self.slots:
            if at_once:
                terminate_workers(slot)
        for slot in self.slots:
            # Waiting lets the executor's own thread see that its worker is gone: nothing is left to fail at exit.
            slot.shutdown(wait=True, cancel_futures=at_once)


def terminate_workers(executor: ProcessPoolExecutor) -> None:
    """End the process of an executor at once, and no other: another pool of this process may be at work."""
    # What `ProcessPoolExecutor.terminate_workers` does from Python 3.14 on.
    for worker in list((executor._processes or {}).values()):
        worker.terminate()


class Pool:
    """Workers for many small tasks that keep nothing, as drawing does; one worker means this very process.

    Parameters
    ----------
    workers : int
        Number of processes.
    """

    def __init__(self, workers: int):
        self.workers = Workers(workers) if workers > 1 else None

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.workers is not None:
            self.workers.close(at_once=kind is not None)
            self.workers = None

    def stop(self) -> None:
        """Drop what waits and end the workers at once; from then on tasks run in this very process."""
        if self.workers is not None:
            self.workers.close(at_once=True)
            self.workers = None

    def results[T, R](self, work: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Yield the result of each task as it comes, in no promised order; a task whose worker died is done again.

        Raises
        ------
        BrokenProcessPool
            Where the workers of one task died so often that it must be the task that ends them.
        """
        if self.workers is None:
            yield from map(work, tasks)
            return
        waiting = deque((task, 0) for task in tasks)
        idle = deque(range(len(self.workers.slots)))
        running: dict[Future[R], tuple[int, T, int]] = {}
        while waiting or running:
            while waiting and idle and self.workers is not None:
                (task, deaths), slot = waiting.popleft(), idle.popleft()
                running[self.workers.submit(slot, work, task)] = (slot, task, deaths)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                slot, task, deaths = running.pop(future)
                idle.append(slot)
                try:
                    result = future.result()
                except BrokenProcessPool:
                    if self.workers is None or deaths + 1 >= DEATHS_ALLOWED:
                        raise
                    self.workers.replace(slot)
                    waiting.append((task, deaths + 1))
                    continue
                yield result
