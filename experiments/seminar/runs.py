"""Runs in worker processes: replicates stream in, a newer request stops the older one of the same page.

Every worker is a process of its own and always lives the same replicates, so that the burnt-in states it keeps are
found again. What was run is kept by its plan: a setting that did not change is not run twice.
"""

import asyncio
import itertools
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any

from experiments.runs.processes import interrupt_postponed, start_method
from experiments.runs.replicate import Run
from experiments.seminar import worker
from experiments.seminar.view import View
from simulation.plan import Plan

RUNS_KEPT = 1200
"""Runs kept in the page's own process, of some 100 kB each."""
STATES_AHEAD = 50
"""Replicates of the first scenario whose past each worker makes while nobody waits."""

Key = tuple[str, int, int]
"""What identifies a run: hash of its plan, seed, replicate."""


@dataclass
class Job:
    """A view being run.

    Attributes
    ----------
    number : int
    view : View
    plans : tuple of Plan
        Of both sides.
    runs : dict
        What has come, by side (0, 1) and replicate.
    failed : str
        What went wrong, in one sentence; empty otherwise.
    """

    number: int
    view: View
    plans: tuple[Plan, Plan]
    changed: Callable[["Job"], None]
    runs: dict[tuple[int, int], Run] = field(default_factory=dict)
    waiting: list[tuple[int, int]] = field(default_factory=list)
    cancelled: bool = False
    failed: str = ""

    @property
    def whole(self) -> list[int]:
        """Replicates that are there on both sides, ascending."""
        return sorted(number for side, number in self.runs if side == 0 and (1, number) in self.runs)

    @property
    def done(self) -> bool:
        """True when every replicate is there."""
        return len(self.whole) >= self.view.replicates

    @property
    def runs_still(self) -> bool:
        """True until every replicate is there, or no more is wanted."""
        return not (self.done or self.cancelled)

    def pairs(self) -> tuple[list[Run], list[Run]]:
        """Runs of both sides in the same worlds, replicates ascending."""
        numbers = self.whole
        return [self.runs[0, number] for number in numbers], [self.runs[1, number] for number in numbers]


class Runner:
    """The worker processes of the page and what they are asked for.

    Parameters
    ----------
    workers : int
        Number of processes.
    """

    def __init__(self, workers: int):
        context = start_method()
        self.stops = [context.Value("q", 0) for _ in range(workers)]
        self.slots = [
            ProcessPoolExecutor(1, mp_context=context, initializer=worker.begin, initargs=(stop,))
            for stop in self.stops
        ]
        self.numbers = itertools.count(1)
        self.jobs: list[Job] = []
        self.kept: OrderedDict[Key, Run] = OrderedDict()
        self.living: dict[int, int] = {}
        self.news: list[asyncio.Event] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.ready = False

    async def start(self, first: View) -> None:
        """Start the workers and their loops; the model is loaded (or compiled, the first time) meanwhile."""
        self.news = [asyncio.Event() for _ in self.slots]
        with interrupt_postponed():
            self.tasks = [asyncio.create_task(self.serve(slot, first)) for slot in range(len(self.slots))]

    def stop(self) -> None:
        """End the loops and the workers."""
        for task in self.tasks:
            task.cancel()
        for job in self.jobs:
            self.cancel(job)
        for slot in self.slots:
            slot.shutdown(wait=False, cancel_futures=True)

    def run(self, view: View, changed: Callable[[Job], None]) -> Job:
        """Ask for a view; `changed` is told, on the event loop, of every replicate that arrives.

        Raises
        ------
        PlanError
            When a plan of the view cannot be carried out.
        """
        job = Job(next(self.numbers), view, view.plans, changed)
        for replicate in range(view.replicates):
            for side, plan in enumerate(job.plans):
                run = self.kept.get((plan.hash, view.seed, replicate))
                if run is None:
                    job.waiting.append((side, replicate))
                else:
                    job.runs[side, replicate] = run
        if job.waiting:
            self.jobs.append(job)
            self.wake()
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job; what has come stays."""
        job.cancelled = True
        if job in self.jobs:
            self.jobs.remove(job)
        for slot, number in self.living.items():
            if number == job.number:
                self.stops[slot].value = job.number

    def wake(self) -> None:
        """Tell the loops that there is work."""
        for event in self.news:
            event.set()

    async def serve(self, slot: int, first: View) -> None:
        """Live what is asked for, one run after another, in one worker."""
        await self.called(slot, worker.prepare, first.plans[1], first.seed, slot)
        self.ready = True
        ahead = [one for one in range(STATES_AHEAD * len(self.slots)) if one % len(self.slots) == slot]
        while True:
            found = self.next_for(slot)
            if found is not None:
                await self.live(slot, *found)
                continue
            if ahead:
                await self.called(slot, worker.burnt_in_ahead, first.plans[1], first.seed, ahead.pop(0))
                continue
            self.news[slot].clear()
            await self.news[slot].wait()

    def slot_of(self, side: int, replicate: int) -> int:
        """Worker that lives a run: by its replicate, but both sides of the first one at a time, to show a band soon."""
        return (replicate + (side if replicate == 0 else 0)) % len(self.slots)

    def next_for(self, slot: int) -> tuple[Job, int, int] | None:
        """Next run of this worker, the job with fewest runs first, so that everybody sees something."""
        for job in sorted(self.jobs, key=lambda job: len(job.runs)):
            for side, replicate in job.waiting:
                if self.slot_of(side, replicate) == slot:
                    job.waiting.remove((side, replicate))
                    return job, side, replicate
        return None

    async def live(self, slot: int, job: Job, side: int, replicate: int) -> None:
        """Live one side of one replicate."""
        plan = job.plans[side]
        key = (plan.hash, job.view.seed, replicate)
        run = self.kept.get(key)
        if run is None:
            self.living[slot] = job.number
            order = worker.Order(job.number, plan, job.view.seed, replicate, with_frames=replicate == 0)
            run = await self.called(slot, worker.live, order, job=job)
            self.living.pop(slot, None)
        if run is None or job.cancelled:
            return
        self.keep(key, run)
        job.runs[side, replicate] = run
        if job.done and job in self.jobs:
            self.jobs.remove(job)
        if (1 - side, replicate) in job.runs:
            job.changed(job)

    async def called(self, slot: int, work: Callable[..., Any], *arguments: Any, job: Job | None = None) -> Any:
        """Have a worker do something; a failure is told to the job it belongs to."""
        try:
            return await asyncio.wrap_future(self.slots[slot].submit(work, *arguments))
        except BrokenProcessPool:
            self.fail(job, "a worker process has ended")
            raise
        except Exception as error:
            self.fail(job, f"{type(error).__name__}: {error}")
            return None

    def fail(self, job: Job | None, sentence: str) -> None:
        """End a job that cannot be carried on."""
        if job is None:
            return
        job.failed = sentence
        self.cancel(job)
        job.changed(job)

    def keep(self, key: Key, run: Run) -> None:
        """Keep a run while there is room."""
        self.kept[key] = run
        while len(self.kept) > RUNS_KEPT:
            self.kept.popitem(last=False)


def run_while_watched(
    client: Any, job: Callable[[], Job | None], stop: Callable[[], None], again: Callable[[], None]
) -> None:
    """Stop what a page runs when nobody watches it any more, and take it up when the page finds its server again.

    Parameters
    ----------
    client : nicegui.Client
        The page.
    job : callable
        What it runs at present.
    stop, again : callable
        Stop that, and ask for it anew.
    """
    cut_short: Job | None = None

    def away() -> None:
        nonlocal cut_short
        running = job()
        # A page that has come back already still watches.
        if running is not None and running.runs_still and not client.has_socket_connection:
            stop()
            cut_short = running

    def back() -> None:
        nonlocal cut_short
        if cut_short is not None and cut_short is job():
            again()
        cut_short = None

    client.on_disconnect(away)
    client.on_connect(back)
