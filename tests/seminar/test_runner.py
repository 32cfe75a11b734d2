"""A worker process that dies is replaced, and what it was living is lived again."""

import asyncio
import os
import signal
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from experiments.seminar import runs, worker
from experiments.seminar.picture import outcomes_of
from experiments.seminar.view import View
from tests.seminar import deaths
from tests.seminar.conftest import SECONDS_TO_RUN

VIEW = replace(View(language_code="en"), months=12, replicates=4)
WORLDS = [0, 1, 2, 3]


@pytest.fixture(autouse=True)
def nothing_ahead(monkeypatch):
    monkeypatch.setattr(runs, "STATES_AHEAD", 0)


@asynccontextmanager
async def serving(workers=2):
    runner = runs.Runner(workers)
    await runner.start(VIEW)
    try:
        yield runner
    finally:
        runner.stop()


def process_numbers(runner, place):
    return list(runner.workers.slots[place]._processes or {})


async def lived(runner, view, while_it_runs=lambda runner, running: None):
    """Run a view until it is done or has failed."""
    changed = asyncio.Event()
    running = runner.run(view, lambda running: changed.set())
    async with asyncio.timeout(SECONDS_TO_RUN):
        while running.goes_on:
            await changed.wait()
            changed.clear()
            while_it_runs(runner, running)
    return running


def outcomes(running):
    return [[outcomes_of(run) for run in side] for side in running.pairs()]


def undisturbed(view):
    """The same worlds, lived in this process."""
    return [
        [
            outcomes_of(worker.live(worker.WantedRun(0, plan, view.seed, replicate)))
            for replicate in range(view.replicates)
        ]
        for plan in view.plans
    ]


def test_every_replicate_arrives_with_the_same_numbers_though_workers_are_killed_on_the_way():
    killed = []

    def kill_once(runner, running):
        if not killed:
            killed.extend(process_numbers(runner, 1))
            os.kill(killed[0], signal.SIGKILL)

    async def play():
        async with serving() as runner:
            running = await lived(runner, VIEW, kill_once)
            assert killed[0] not in process_numbers(runner, 1)
            return running

    running = asyncio.run(play())
    assert killed and running.failed is None and running.complete == WORLDS
    np.testing.assert_array_equal(outcomes(running), undisturbed(VIEW))


def test_a_replicate_whose_worker_dies_is_lived_again(monkeypatch, tmp_path):
    mark = tmp_path / "died"
    monkeypatch.setattr(worker, "live", partial(deaths.die_once, mark))

    async def play():
        async with serving(workers=1) as runner:
            return await lived(runner, VIEW)

    running = asyncio.run(play())
    assert mark.exists() and running.failed is None and running.complete == WORLDS
    monkeypatch.undo()
    np.testing.assert_array_equal(outcomes(running), undisturbed(VIEW))


def test_a_replicate_that_ends_every_worker_ends_its_view_with_a_sentence_and_the_page_goes_on(monkeypatch):
    monkeypatch.setattr(worker, "live", deaths.die_always)

    async def play():
        async with serving(workers=1) as runner:
            return await lived(runner, VIEW), await lived(runner, replace(VIEW, seed=2))

    failed, next_one = asyncio.run(play())
    assert failed.cancelled and failed.complete == [0]
    sentence = str(failed.failed)
    assert sentence.startswith("3 worker processes ended one after another while world 1 was lived")
    assert "\n" not in sentence and sentence.endswith(".")
    assert next_one.failed is None and next_one.complete == WORLDS
