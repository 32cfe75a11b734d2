"""Where batches are lived: this process, processes beside it, or a Dask cluster that is there already.

An engine takes batches while it has room and hands them back lived, or lost with their worker. It writes
nothing: results go through the process that asked, so a cluster needs no common file system, and the same runs
give the same bytes with any engine.
"""

import importlib.util
import os
import queue
import re
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from experiments.refusal import Refusal
from experiments.runs.address import difference, identity
from experiments.runs.living import Live, Lived, Replicate, live_batch
from experiments.runs.processes import Workers

Batch = tuple[Replicate, ...]
PATIENCE_FOR_SCHEDULER = "20s"
PATIENCE_FOR_WORKERS = 120
PATIENCE_FOR_RESULT = 60


class EngineLost(Exception):
    """What the batches ran on is gone; what was finished is in the store."""


@dataclass(frozen=True)
class Returned:
    """A batch that came back: lived, or None where its worker died."""

    batch: Batch
    lived: list[Lived] | None


class Engine(Protocol):
    """What a study asks of an engine."""

    workers: int
    """How many batches run at a time."""
    room: int
    """How many batches it takes at a time, running or waiting."""

    def submit(self, batch: Batch) -> None:
        """Take a batch; there must be room."""

    def returned(self) -> Returned:
        """Wait for the next batch to come back."""

    def close(self, at_once: bool) -> None:
        """End; `at_once` drops what still runs."""


class ThisProcess:
    """Lives each batch when it is asked for, in the process that asks."""

    def __init__(self, live: Live):
        self.workers = self.room = 1
        self.live = live
        self.waiting: deque[Batch] = deque()

    def submit(self, batch: Batch) -> None:
        """Take a batch."""
        self.waiting.append(batch)

    def returned(self) -> Returned:
        """Live the batch that waits."""
        batch = self.waiting.popleft()
        return Returned(batch, live_batch(self.live, batch)[1])

    def close(self, at_once: bool) -> None:
        """Drop what waits."""
        self.waiting.clear()


class Processes:
    """Processes beside this one, each at one batch at a time."""

    def __init__(self, workers: int, live: Live):
        self.workers = self.room = workers
        self.work = partial(live_batch, live)
        self.processes = Workers(workers)
        self.idle = list(range(workers))
        self.running: dict[Future[Any], tuple[int, Batch]] = {}

    def submit(self, batch: Batch) -> None:
        """Hand a batch to a process that is idle."""
        slot = self.idle.pop()
        self.running[self.processes.submit(slot, self.work, batch)] = (slot, batch)

    def returned(self) -> Returned:
        """Wait for a batch, replacing a process that died."""
        future = next(iter(wait(self.running, return_when=FIRST_COMPLETED).done))
        slot, batch = self.running.pop(future)
        self.idle.append(slot)
        try:
            theirs, lived = future.result()
        except BrokenProcessPool:
            self.processes.replace(slot)
            return Returned(batch, None)
        if theirs != identity():
            # Where processes import the model themselves, an edit made meanwhile is another model.
            raise EngineLost(f"a worker that started later has {difference(identity(), theirs)}")
        return Returned(batch, lived)

    def close(self, at_once: bool) -> None:
        """End the processes."""
        self.processes.close(at_once)


def checked_scheduler(address: str) -> str:
    """Return the address of a scheduler, or refuse what cannot be one.

    Raises
    ------
    Refusal
    """
    if importlib.util.find_spec("distributed") is None:
        raise Refusal("--scheduler needs distributed; install it with: pip install 'ptce[studies]'")
    if not re.fullmatch(r"[a-z][a-z0-9+]*://[^\s/:]+(:[^\s/:]+)*:\d+|[a-z][a-z0-9+]*://\[[0-9a-fA-F:]+\]:\d+", address):
        raise Refusal("{address!r} is no address of a scheduler; one reads like tcp://host:8786", address=address)
    return address


class DaskCluster:
    """The workers of a Dask scheduler that runs already, started with Dask's own commands."""

    def __init__(self, address: str, live: Live):
        try:
            from distributed import Client, KilledWorker
        except ImportError as error:
            raise Refusal("--scheduler needs distributed; install it with: pip install 'ptce[studies]'") from error
        self.address = address
        self.killed = KilledWorker
        self.work = partial(live_batch, live)
        try:
            self.client = Client(address, timeout=PATIENCE_FOR_SCHEDULER, set_as_default=False)
        except (OSError, ValueError, ImportError) as error:
            told = str(error).strip().splitlines() or [type(error).__name__]
            raise Refusal("no scheduler answers at {address}: {told}", address=address, told=told[0][:200]) from error
        try:
            self.client.wait_for_workers(1, timeout=PATIENCE_FOR_WORKERS)
        except TimeoutError as error:
            self.client.close()
            raise Refusal(
                "the scheduler at {address} has had no worker for {seconds} s",
                address=address,
                seconds=PATIENCE_FOR_WORKERS,
            ) from error
        self.workers = max(1, sum(self.client.nthreads().values()))
        # One batch waits at each worker while another one runs, so that none is idle on the way.
        self.room = 2 * self.workers
        self.submitted = 0
        self.running: dict[Any, Batch] = {}
        self.back: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.refuse_other_code()

    def refuse_other_code(self) -> None:
        """Refuse a cluster on which another version would run."""
        try:
            found = self.client.run(identity)
        except Exception as error:
            self.client.close()
            raise Refusal(
                "the workers at {address} cannot import this project: {error}", address=self.address, error=str(error)
            ) from error
        for worker, theirs in found.items():
            if theirs != identity():
                self.client.close()
                raise Refusal(
                    "worker {worker} has {difference}", worker=worker, difference=difference(identity(), theirs)
                )

    def submit(self, batch: Batch) -> None:
        """Hand a batch to the scheduler, which runs it again by itself when a worker dies."""
        self.submitted += 1
        future = self.client.submit(self.work, batch, pure=False, key=f"ptce-{os.getpid()}-{id(self)}-{self.submitted}")
        self.running[future.key] = batch
        future.add_done_callback(self.back.put)

    def returned(self) -> Returned:
        """Wait for a batch; tell a lost scheduler from a lost worker."""
        while True:
            try:
                future = self.back.get(timeout=1.0)
                break
            except queue.Empty:
                self.refuse_lost()
        if future.status == "error":
            error = future.exception()
            if isinstance(error, self.killed):
                return Returned(self.running.pop(future.key), None)
            raise EngineLost(f"a worker of {self.address} could not run a batch: {type(error).__name__}: {error}")
        if future.status == "cancelled":
            self.refuse_lost(surely=True)
        theirs, lived = self.fetched(future)
        if theirs != identity():
            raise EngineLost(f"a worker that joined {self.address} has {difference(identity(), theirs)}")
        return Returned(self.running.pop(future.key), lived)

    def fetched(self, future: Any) -> Any:
        """Fetch what a batch gave.

        Where its worker died after it was lived and before it was fetched, the scheduler has it lived again by
        another one: that is waited for.
        """
        while True:
            try:
                return future.result(timeout=PATIENCE_FOR_RESULT)
            except TimeoutError:
                self.refuse_lost()
            except Exception as error:
                raise EngineLost(f"the scheduler at {self.address} is gone ({type(error).__name__})") from error

    def refuse_lost(self, surely: bool = False) -> None:
        """Raise where the connection is gone."""
        if surely or self.client.status != "running":
            raise EngineLost(f"the scheduler at {self.address} is gone")

    def close(self, at_once: bool) -> None:
        """Leave the cluster as it is; take back what it has not run."""
        import contextlib

        with contextlib.suppress(Exception):
            self.client.close(timeout=2 if at_once else 10)


def engine_for(workers: int, scheduler: str | None, live: Live) -> Engine:
    """Return the engine asked for: a scheduler if one is named, else so many processes."""
    if scheduler is not None:
        return DaskCluster(scheduler, live)
    return ThisProcess(live) if workers == 1 else Processes(workers, live)
