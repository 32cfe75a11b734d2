"""Runs seen through: what is missing is handed out in batches, and what comes back is stored."""

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from typing import Any

from experiments.runs.engines import Batch, Engine, checked_scheduler, engine_for
from experiments.runs.living import Live, Lived, Order, Replicate
from experiments.runs.shared_lives import live
from experiments.runs.store import FAILED, LOST, Damaged, Entry, Store, Wanted

SECONDS_A_BATCH = 3.0
"""What a batch is to last: long against the millisecond it takes to store it, short against losing it."""
SECONDS_AT_LEAST = 1.0
"""What a batch is to last even where few are left."""
DEATHS_ALLOWED = 3
LOOKED_UP = 200
"""Replicates looked up in the ledger at a time."""
PAUSE = 0.5
"""Seconds between looks at what another process runs."""

DEFAULT_STORE = Path("results") / "store"

Notify = Callable[[str, int, int], None]
"""Told of progress: what is being done, how much of it is done, out of how much."""
Tell = Callable[[str], None]
"""Told sentences."""


def nothing(*_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Watcher:
    """Who is told of progress and who is told sentences."""

    notify: Notify = nothing
    tell: Tell = nothing


@dataclass(frozen=True)
class Means:
    """On what runs are lived, and where they are kept.

    Attributes
    ----------
    store : Path
        Where runs are kept, for everything that asks for some.
    workers : int
        Processes; results do not depend on their number.
    scheduler : str, optional
        Address of a Dask scheduler to use instead.
    live : callable
        Lives one replicate; another one in tests.
    seconds_a_batch : float
    """

    store: Path = DEFAULT_STORE
    workers: int = 1
    scheduler: str | None = None
    live: Live = live
    seconds_a_batch: float = SECONDS_A_BATCH

    def __post_init__(self) -> None:
        if self.scheduler is not None:
            checked_scheduler(self.scheduler)


@dataclass
class Pace:
    """How long a run takes; the first ones, which may have had the model compiled, are forgotten."""

    batches: int = 0
    seconds: float = math.inf

    @property
    def known(self) -> bool:
        """Whether two batches were timed."""
        return self.batches >= 2

    def note(self, runs: int, seconds: float) -> None:
        """Take a batch into account."""
        each = seconds / max(runs, 1)
        self.seconds = min(self.seconds, each) if not self.known else 0.8 * self.seconds + 0.2 * each
        self.batches += 1


@dataclass
class Coordinator:
    """Sees runs through on one engine and one store.

    Attributes
    ----------
    store : Store
    engine : Engine
    notify, tell : callable
        Told of progress and sentences.
    seconds_a_batch : float
    total : int
        Runs foretold.
    at_most : bool
        Whether fewer runs than foretold may do.
    """

    store: Store
    engine: Engine
    notify: Notify = nothing
    tell: Tell = nothing
    seconds_a_batch: float = SECONDS_A_BATCH
    total: int = 0
    at_most: bool = False
    pace: Pace = field(default_factory=Pace)
    again: deque[Batch] = field(default_factory=deque)
    deaths: Counter[tuple[str, ...]] = field(default_factory=Counter)
    running: int = 0
    settled: int = 0
    estimated: bool = False
    lost_here: set[str] = field(default_factory=set)
    unstored: list[Lived] = field(default_factory=list)

    # -- handing out and taking back ------------------------------------------------------------------------------

    def see_through(self, asked: Callable[[], Iterator[Replicate]]) -> None:
        """Run what is missing of these replicates, and wait for what another process runs of them."""
        before, told = self.settled, False
        while True:
            self.settled = before
            elsewhere = self.one_pass(asked())
            if not elsewhere:
                return
            others = self.store.others_at_work()
            if others and not told:
                told = True
                self.tell(f"{elsewhere} of the runs are being run by {', '.join(others)}; waiting for them")
            time.sleep(PAUSE)
            self.store.bury_the_dead()

    def one_pass(self, asked: Iterator[Replicate]) -> int:
        """Go once through the replicates; return how many runs somebody else has taken."""
        elsewhere = 0
        pending: list[Replicate] = []
        for some in batched(asked, LOOKED_UP):
            entries = self.store.entries([address for one in some for address in one.addresses])
            pending += [left for one in some if (left := self.left_of(one, entries)) is not None]
            self.progress()
            while (size := self.batch_size(pending)) and len(pending) > size:
                elsewhere += self.hand_out(pending[:size])
                del pending[:size]
        while pending:
            size = self.batch_size(pending)
            elsewhere += self.hand_out(pending[:size])
            del pending[:size]
        while self.running or self.again:
            self.collect()
        self.store_returned()
        return elsewhere

    def left_of(self, asked: Replicate, entries: Mapping[str, Entry]) -> Replicate | None:
        """Replicate with those of its runs that are not settled; None where all are."""
        left = {address: keep for address, keep in asked.keep.items() if not self.is_settled(address, keep, entries)}
        self.settled += len(asked.runs) - len(left)
        return asked.only(left) if left else None

    def is_settled(self, address: str, keep: Sequence[str], entries: Mapping[str, Entry]) -> bool:
        """Whether nothing more is to be done for a run in this session."""
        entry = entries.get(address)
        if entry is None:
            return False
        lost = entry.state == LOST and address in self.lost_here
        return entry.has(keep) or entry.state == FAILED or lost

    def batch_size(self, pending: Sequence[Replicate]) -> int:
        """Replicates to a batch: one at a time until the pace is known; towards the end, enough for every worker."""
        if not self.pace.known or not pending:
            return 1
        pace = max(self.pace.seconds, 1e-4) * len(pending[0].runs)
        least = math.ceil(min(SECONDS_AT_LEAST, self.seconds_a_batch) / pace)
        wanted = math.ceil(self.seconds_a_batch / pace)
        left = (self.total - self.settled) / len(pending[0].runs)
        return max(1, min(wanted, max(least, math.ceil(left / (2 * self.engine.workers)))))

    def hand_out(self, asked: Sequence[Replicate]) -> int:
        """Take replicates in the ledger and hand them to the engine; return how many runs others have taken."""
        # One at a time until the pace is known: where the model is not compiled yet, one worker compiles it.
        while self.running >= (self.engine.room if self.pace.known else 1) or self.again:
            self.collect()
        wanted = {order.address: Wanted(about(one, order), order.keep) for one in asked for order in one.runs}
        taken, elsewhere = self.store.take(wanted, self.lost_here)
        batch: list[Replicate] = []
        for one in asked:
            ours = one.only(taken)
            for address in ours.addresses:
                del taken[address]
            if ours.runs:
                batch.append(ours)
        if batch:
            self.submit(tuple(batch))
        return elsewhere

    def submit(self, batch: Batch) -> None:
        """Hand a batch to the engine, and store meanwhile what came back before it."""
        self.engine.submit(batch)
        self.running += 1
        self.store_returned()

    def collect(self) -> None:
        """Hand out what is to be tried again, or wait for a batch."""
        if self.again and self.running < self.engine.room:
            self.submit(self.again.popleft())
            return
        self.store_returned()
        back = self.engine.returned()
        self.running -= 1
        if back.lived is None:
            self.lost(back.batch)
        else:
            # Stored once the engine has other work: a worker does not wait for the disk.
            self.unstored = list(back.lived)

    def store_returned(self) -> None:
        """Store the batch that came back last, if it is not stored yet."""
        lived, self.unstored = self.unstored, []
        if not lived:
            return
        self.store.finish(lived)
        self.lost_here.update(run.address for run in lived if run.error is not None and not run.refused)
        self.settled += len(lived)
        self.timed(lived)
        self.progress()

    def lost(self, batch: Batch) -> None:
        """Try the replicates of a batch whose worker died again, each alone: only the one that kills is lost."""
        for one in batch:
            self.deaths[one.addresses] += 1
            if self.deaths[one.addresses] < DEATHS_ALLOWED:
                self.again.append((one,))
                continue
            self.store.lose(one.addresses, f"its worker died {DEATHS_ALLOWED} times")
            self.lost_here.update(one.addresses)
            self.settled += len(one.addresses)

    def timed(self, lived: Sequence[Lived]) -> None:
        """Note the pace, and tell once how long the runs will take."""
        self.pace.note(len(lived), sum(run.seconds for run in lived))
        if self.pace.known and not self.estimated:
            self.estimated = True
            seconds = (self.total - self.settled) * self.pace.seconds / self.engine.workers
            at_most = "at most " if self.at_most else ""
            self.tell(
                f"{self.pace.seconds:.2g} s a run; {at_most}about {duration(seconds)} left with"
                f" {self.engine.workers} workers"
            )

    def progress(self) -> None:
        """Tell how far the study is."""
        self.notify("running", min(self.settled, self.total), self.total)


def about(asked: Replicate, order: Order) -> dict[str, Any]:
    """What a run is, for people who read the ledger."""
    return {
        "scenario": asked.scenario,
        "arm": order.arm,
        "regime": order.plan.regime,
        "size": order.plan.size,
        "months": order.plan.months,
        "seed": asked.seed,
        "replicate": asked.number,
        "changes": dict(order.changes),
    }


def duration(seconds: float) -> str:
    """Write a duration as people say it."""
    for size, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{max(1, math.ceil(seconds))} s"


@contextmanager
def at_work(means: Means, watcher: Watcher) -> Iterator[Coordinator]:
    """Open store and engine for as long as runs are asked for.

    Raises
    ------
    Refusal
        Where the store or the scheduler cannot be used.
    """
    with Store(means.store) as store:
        engine, ended = engine_for(means.workers, means.scheduler, means.live), False
        coordinator = Coordinator(store, engine, watcher.notify, watcher.tell, means.seconds_a_batch)
        try:
            yield coordinator
            ended = True
        finally:
            try:
                coordinator.store_returned()
            finally:
                engine.close(at_once=not ended)


def whole[T](coordinator: Coordinator, work: Callable[[], T]) -> T:
    """Do what runs and reads runs, again from the start where a part turns out to be damaged."""
    while True:
        try:
            return work()
        except Damaged as damaged:
            for part in damaged.parts:
                runs = coordinator.store.forget_parts([part])
                coordinator.tell(f"part {part} is damaged or missing; its {runs} runs run again")
