"""Runs seen through: what is missing is handed out in batches, and what comes back is stored."""

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import batched
from typing import Any

from experiments.runs.engines import Batch, Engine, worlds_of
from experiments.runs.living import Lived, World
from experiments.runs.store import FAILED, LOST, Damaged, Entry, Store

SECONDS_A_BATCH = 3.0
"""What a batch is to last: long against the millisecond it takes to store it, short against losing it."""
SECONDS_AT_LEAST = 1.0
"""What a batch is to last even where few are left."""
DEATHS_ALLOWED = 3
LOOKED_UP = 200
"""Worlds looked up in the ledger at a time."""
PAUSE = 0.5
"""Seconds between looks at what another process runs."""

Notify = Callable[[str, int, int], None]
Tell = Callable[[str], None]


@dataclass
class Pace:
    """How long a world takes; the first one, which may have had the model compiled, is forgotten."""

    worlds: int = 0
    seconds: float = math.inf

    @property
    def known(self) -> bool:
        """Whether two worlds were timed."""
        return self.worlds >= 2

    def note(self, worlds: int, seconds: float) -> None:
        """Take a batch into account."""
        each = seconds / worlds
        self.seconds = min(self.seconds, each) if not self.known else 0.8 * self.seconds + 0.2 * each
        self.worlds += worlds


@dataclass(frozen=True)
class Errand:
    """What the runs have in common.

    Attributes
    ----------
    outcomes : tuple of str
        Those that a run must have kept to count as done.
    arms : float
        Runs to a world, on average.
    at_most : bool
        Whether fewer runs than foretold may do.
    """

    outcomes: tuple[str, ...]
    arms: float
    at_most: bool = False


@dataclass
class Coordinator:
    """Sees runs through on one engine and one store.

    Attributes
    ----------
    errand : Errand
    store : Store
    engine : Engine
    notify : callable
        Told what is being done, how much of it is done, out of how much.
    tell : callable
        Told sentences.
    seconds_a_batch : float
    """

    errand: Errand
    store: Store
    engine: Engine
    notify: Notify
    tell: Tell
    seconds_a_batch: float = SECONDS_A_BATCH
    pace: Pace = field(default_factory=Pace)
    again: deque[Batch] = field(default_factory=deque)
    deaths: Counter[tuple[str, ...]] = field(default_factory=Counter)
    running: int = 0
    settled: int = 0
    total: int = 0
    estimated: bool = False
    lost_here: set[str] = field(default_factory=set)

    # -- handing out and taking back ------------------------------------------------------------------------------

    def see_through(self, worlds: Callable[[], Iterator[World]]) -> None:
        """Run what is missing of these worlds, and wait for what another process runs of them."""
        before, told = self.settled, False
        while True:
            self.settled = before
            elsewhere = self.one_pass(worlds())
            if not elsewhere:
                return
            others = self.store.others_at_work()
            if others and not told:
                told = True
                self.tell(f"{elsewhere} of the runs are being run by {', '.join(others)}; waiting for them")
            time.sleep(PAUSE)
            self.store.bury_the_dead()

    def one_pass(self, worlds: Iterator[World]) -> int:
        """Go once through the worlds; return how many runs somebody else has taken."""
        elsewhere = 0
        pending: list[World] = []
        for some in batched(worlds, LOOKED_UP):
            entries = self.store.entries([address for world in some for address in world.addresses])
            pending += [left for world in some if (left := self.left_of(world, entries)) is not None]
            self.progress()
            while len(pending) >= self.batch_size():
                size = self.batch_size()
                elsewhere += self.hand_out(pending[:size])
                del pending[:size]
        while pending:
            size = self.batch_size()
            elsewhere += self.hand_out(pending[:size])
            del pending[:size]
        while self.running or self.again:
            self.collect()
        return elsewhere

    def left_of(self, world: World, entries: Mapping[str, Entry]) -> World | None:
        """World with those of its arms that are not settled; None where all are."""
        left = [
            (regime, address)
            for regime, address in zip(world.regimes, world.addresses, strict=True)
            if not self.is_settled(address, entries.get(address))
        ]
        self.settled += len(world.regimes) - len(left)
        if not left:
            return None
        return replace(world, regimes=tuple(r for r, _ in left), addresses=tuple(a for _, a in left))

    def is_settled(self, address: str, entry: Entry | None) -> bool:
        """Whether nothing more is to be done for a run in this session."""
        if entry is None:
            return False
        lost = entry.state == LOST and address in self.lost_here
        return entry.has(self.errand.outcomes) or entry.state == FAILED or lost

    def batch_size(self) -> int:
        """Worlds to a batch: one at a time until the pace is known; towards the end, enough for every worker."""
        if not self.pace.known:
            return 1
        pace = max(self.pace.seconds, 1e-4)
        least = math.ceil(min(SECONDS_AT_LEAST, self.seconds_a_batch) / pace)
        wanted = math.ceil(self.seconds_a_batch / pace)
        left = (self.total - self.settled) / self.errand.arms
        return max(1, min(wanted, max(least, math.ceil(left / (2 * self.engine.workers)))))

    def hand_out(self, worlds: list[World]) -> int:
        """Take worlds in the ledger and hand them to the engine; return how many runs others have taken."""
        # One at a time until the pace is known: where the model is not compiled yet, one worker compiles it.
        while self.running >= (self.engine.room if self.pace.known else 1) or self.again:
            self.collect()
        wanted = {
            address: about(world, regime)
            for world in worlds
            for regime, address in zip(world.regimes, world.addresses, strict=True)
        }
        taken, elsewhere = self.store.take(wanted, self.errand.outcomes, self.lost_here)
        batch: list[World] = []
        for world in worlds:
            arms = [pair for pair in zip(world.regimes, world.addresses, strict=True) if pair[1] in taken]
            taken -= {address for _, address in arms}
            if arms:
                batch.append(replace(world, regimes=tuple(r for r, _ in arms), addresses=tuple(a for _, a in arms)))
        if batch:
            self.submit(tuple(batch))
        return elsewhere

    def submit(self, batch: Batch) -> None:
        """Hand a batch to the engine."""
        self.engine.submit(batch)
        self.running += 1

    def collect(self) -> None:
        """Hand out what is to be tried again, or wait for a batch and store it."""
        if self.again and self.running < self.engine.room:
            self.submit(self.again.popleft())
            return
        back = self.engine.returned()
        self.running -= 1
        if back.lived is None:
            self.lost(back.batch)
            return
        self.store.finish(back.lived)
        self.settled += len(back.lived)
        self.timed(back.batch, back.lived)
        self.progress()

    def lost(self, batch: Batch) -> None:
        """Try the worlds of a batch whose worker died again, each alone, so that only the one that kills fails."""
        for (world,) in worlds_of(batch):
            self.deaths[world.addresses] += 1
            if self.deaths[world.addresses] < DEATHS_ALLOWED:
                self.again.append((world,))
                continue
            self.store.lose(world.addresses, f"its worker died {DEATHS_ALLOWED} times")
            self.lost_here.update(world.addresses)
            self.settled += len(world.addresses)

    def timed(self, batch: Batch, lived: list[Lived]) -> None:
        """Note the pace, and tell once how long the study will take."""
        self.pace.note(len(batch), sum(run.seconds for run in lived))
        if self.pace.known and not self.estimated:
            self.estimated = True
            worlds = (self.total - self.settled) / self.errand.arms
            seconds = worlds * self.pace.seconds / self.engine.workers
            at_most = "at most " if self.errand.at_most else ""
            self.tell(
                f"{self.pace.seconds:.2g} s for {self.errand.arms:.3g} arms of a world; {at_most}about"
                f" {duration(seconds)} left with {self.engine.workers} workers"
            )

    def progress(self) -> None:
        """Tell how far the study is."""
        self.notify("running", min(self.settled, self.total), self.total)


def about(world: World, regime: str) -> dict[str, Any]:
    """What a run is, for people who read the ledger."""
    return {
        "scenario": world.scenario,
        "regime": regime,
        "size": world.size,
        "months": world.months,
        "seed": world.seed,
        "replicate": world.replicate,
        "changes": dict(world.overrides),
    }


def duration(seconds: float) -> str:
    """Write a duration as people say it."""
    for size, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{max(1, math.ceil(seconds))} s"


def mend(store: Store, damaged: Damaged, tell: Tell) -> None:
    """Name damaged parts and have their runs run again."""
    for part in damaged.parts:
        runs = store.forget_parts([part])
        tell(f"part {part} is damaged or missing; its {runs} runs run again")
