"""Runs in worker processes: replicates stream in, a newer request stops the older one of the same page.

Every worker is a process of its own and always lives the same replicates, so that the burnt-in states it keeps are
found again. What was run is kept by its plan: a setting that did not change is not run twice. A process that dies is
replaced, and what it was living is lived again.
"""

import asyncio
import itertools
import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any

from experiments.numbers.assembled import RunRead
from experiments.refusal import Refusal
from experiments.runs.processes import DEATHS_ALLOWED, Workers, start_method
from experiments.seminar import worker
from experiments.seminar.view import View
from simulation.plan import Plan

RUNS_KEPT = 1200
"""Runs kept in the page's own process, of some 100 kB each."""
STATES_AHEAD = 50
"""Replicates of the first scenario whose past each worker makes while nobody waits."""
log = logging.getLogger(__name__)

Key = tuple[str, int, int]
"""What identifies a run: hash of its plan, seed, replicate."""


@dataclass
class RunningView:
    """A view being run.

    Attributes
    ----------
    number : int
    view : View
    plans : tuple of Plan
        Of both sides.
    changed : callable
        Told of every replicate that arrives.
    runs : dict
        What has come, by side (0, 1) and replicate.
    waiting : list of (side, replicate)
        What no worker has begun.
    failed : Refusal or None
        What went wrong.
    """

    number: int
    view: View
    plans: tuple[Plan, Plan]
    changed: Callable[["RunningView"], None]
    runs: dict[tuple[int, int], RunRead] = field(default_factory=dict)
    waiting: list[tuple[int, int]] = field(default_factory=list)
    cancelled: bool = False
    failed: Refusal | None = None

    @property
    def complete(self) -> list[int]:
        """Replicates that are there on both sides, ascending."""
        return sorted(number for side, number in self.runs if side == 0 and (1, number) in self.runs)

    @property
    def done(self) -> bool:
        """True when every replicate is there."""
        return len(self.complete) >= self.view.replicates

    @property
    def goes_on(self) -> bool:
        """True until every replicate is there, or no more is wanted."""
        return not (self.done or self.cancelled)

    def pairs(self) -> tuple[list[RunRead], list[RunRead]]:
        """Runs of both sides in the same worlds, replicates ascending."""
        numbers = self.complete
        return [self.runs[0, number] for number in numbers], [self.runs[1, number] for number in numbers]


class WorkerDied(Exception):
    """A process ended before it had done what it was asked for; another one stands in its place."""


class Runner:
    """The worker processes of the page and what they are asked for.

    Parameters
    ----------
    workers : int
        Number of processes.
    """

    def __init__(self, workers: int):
        # Without a lock: a process that is killed while it holds one would halt the page.
        self.last_cancelled = [start_method().RawValue("q", 0) for _ in range(workers)]
        self.count = workers
        self.workers = Workers(workers, worker.begin, [(shared,) for shared in self.last_cancelled])
        self.numbers = itertools.count(1)
        self.running: list[RunningView] = []
        self.kept: OrderedDict[Key, RunRead] = OrderedDict()
        self.living: dict[int, int] = {}
        self.news: list[asyncio.Event] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.ready = False

    async def start(self, first: View) -> None:
        """Start the workers and their loops; the model is loaded (or compiled, the first time) meanwhile."""
        self.news = [asyncio.Event() for _ in range(self.count)]
        self.tasks = [asyncio.create_task(self.serve(place, first)) for place in range(self.count)]

    def stop(self) -> None:
        """End the loops and the workers."""
        for task in self.tasks:
            task.cancel()
        for running in list(self.running):
            self.cancel(running)
        for executor in self.workers.slots:
            executor.shutdown(wait=False, cancel_futures=True)

    def run(self, view: View, changed: Callable[[RunningView], None]) -> RunningView:
        """Ask for a view; `changed` is told, on the event loop, of every replicate that arrives.

        Raises
        ------
        PlanError
            When a plan of the view cannot be carried out.
        """
        running = RunningView(next(self.numbers), view, view.plans, changed)
        for replicate in range(view.replicates):
            for side, plan in enumerate(running.plans):
                run = self.kept.get((plan.hash, view.seed, replicate))
                if run is None:
                    running.waiting.append((side, replicate))
                else:
                    running.runs[side, replicate] = run
        if running.waiting:
            self.running.append(running)
            self.wake()
        return running

    def cancel(self, running: RunningView) -> None:
        """Stop running a view; what has come stays."""
        running.cancelled = True
        if running in self.running:
            self.running.remove(running)
        for place, number in self.living.items():
            if number == running.number:
                self.last_cancelled[place].value = number

    def wake(self) -> None:
        """Tell the loops that there is work."""
        for event in self.news:
            event.set()

    async def serve(self, place: int, first: View) -> None:
        """Live what is asked for, one run after another, in one worker."""
        await self.ahead(place, worker.prepare, first.plans[1], first.seed, place)
        self.ready = True
        states = [one for one in range(STATES_AHEAD * self.count) if one % self.count == place]
        while True:
            found = self.next_for(place)
            if found is not None:
                await self.live(place, *found)
            elif states:
                await self.ahead(place, worker.burnt_in_ahead, first.plans[1], first.seed, states.pop(0))
            else:
                self.news[place].clear()
                await self.news[place].wait()

    async def ahead(self, place: int, work: Callable[..., Any], *arguments: Any) -> None:
        """Have a worker do ahead of need what nobody waits for; where it fails, whoever needs it is told."""
        try:
            await self.call(place, work, *arguments)
        except Exception:
            log.warning("a worker of the page failed ahead of need", exc_info=True)

    async def call(self, place: int, work: Callable[..., Any], *arguments: Any) -> Any:
        """Have a worker do something.

        Raises
        ------
        WorkerDied
        """
        try:
            return await asyncio.wrap_future(self.workers.submit(place, work, *arguments))
        except BrokenProcessPool as error:
            self.workers.replace(place)
            raise WorkerDied from error

    def place_of(self, side: int, replicate: int) -> int:
        """Worker that lives a run: by its replicate, but both sides of the first one at a time, to show a band soon."""
        return (replicate + (side if replicate == 0 else 0)) % self.count

    def next_for(self, place: int) -> tuple[RunningView, int, int] | None:
        """Next run of this worker, the view with fewest runs first, so that everybody sees something."""
        for running in sorted(self.running, key=lambda running: len(running.runs)):
            for side, replicate in running.waiting:
                if self.place_of(side, replicate) == place:
                    running.waiting.remove((side, replicate))
                    return running, side, replicate
        return None

    async def live(self, place: int, running: RunningView, side: int, replicate: int) -> None:
        """Live one side of one replicate."""
        plan = running.plans[side]
        key = (plan.hash, running.view.seed, replicate)
        run = self.kept.get(key)
        if run is None:
            self.living[place] = running.number
            wanted = worker.WantedRun(running.number, plan, running.view.seed, replicate, with_frames=replicate == 0)
            run = await self.lived(place, running, wanted)
            self.living.pop(place, None)
        if run is None or running.cancelled:
            return
        self.keep(key, run)
        running.runs[side, replicate] = run
        if running.done and running in self.running:
            self.running.remove(running)
        if (1 - side, replicate) in running.runs:
            running.changed(running)

    async def lived(self, place: int, running: RunningView, wanted: worker.WantedRun) -> RunRead | None:
        """Have a run lived, again where its worker dies; None where it is no longer wanted or cannot be lived."""
        for _ in range(DEATHS_ALLOWED):
            if running.cancelled:
                return None
            try:
                run: RunRead | None = await self.call(place, worker.live, wanted)
                return run
            except WorkerDied:
                log.warning("a worker of the page died with replicate %d; it is lived again", wanted.replicate)
            except Exception as error:
                self.fail(running, Refusal(f"{type(error).__name__}: {error}"))
                return None
        self.fail(
            running,
            Refusal(
                "{deaths} worker processes ended one after another while world {replicate} was lived; this machine may"
                " lack memory.",
                deaths=DEATHS_ALLOWED,
                replicate=wanted.replicate,
            ),
        )
        return None

    def fail(self, running: RunningView, failed: Refusal) -> None:
        """End a view that cannot be carried on."""
        running.failed = failed
        self.cancel(running)
        running.changed(running)

    def keep(self, key: Key, run: RunRead) -> None:
        """Keep a run while there is room."""
        self.kept[key] = run
        while len(self.kept) > RUNS_KEPT:
            self.kept.popitem(last=False)


def run_while_watched(
    client: Any, running: Callable[[], RunningView | None], stop: Callable[[], None], again: Callable[[], None]
) -> None:
    """Stop what a page runs when nobody watches it any more, and take it up when the page finds its server again.

    Parameters
    ----------
    client : nicegui.Client
        The page.
    running : callable
        What it runs at present.
    stop, again : callable
        Stop that, and ask for it anew.
    """
    cut_short: RunningView | None = None

    def away() -> None:
        nonlocal cut_short
        present = running()
        # A page that has come back already still watches.
        if present is not None and present.goes_on and not client.has_socket_connection:
            stop()
            cut_short = present

    def back() -> None:
        nonlocal cut_short
        if cut_short is not None and cut_short is running():
            again()
        cut_short = None

    client.on_disconnect(away)
    client.on_connect(back)
