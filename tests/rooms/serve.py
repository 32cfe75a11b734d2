"""An application of rooms alone, to test with: ``python -m tests.rooms.serve`` prints its address."""

import time
from contextlib import closing

from nicegui import ui

from experiments.seminar.rooms import afterwards, opening, replay
from experiments.seminar.rooms.pages import register
from experiments.seminar.rooms.room import Room
from experiments.seminar.start import kept_port
from simulation import load_plan

SMALL = {
    "population.labour_force": 600,
    "sector.main_industry.mean_size": 5.0,
    "population.burn_in_months": 6,
    "trust.initial": 0.6,
}


TOO_SMALL = 999
"""Seed of the world whose place cannot hold the members that its scenario declares."""


def small_room(scenario, regime, rounds, seconds, seed):
    if seed == TOO_SMALL:
        return Room(load_plan(scenario, regime=regime, overrides={"population.labour_force": 300}), seed)
    return Room(load_plan(scenario, regime=regime, overrides=SMALL), seed, rounds=rounds, seconds=seconds)


def worlds_in_no_hurry(session):
    """Worlds that take most of a minute together, so that there is time to stop them."""
    with closing(replay.worlds_alone(session)) as worlds:
        for world in worlds:
            yield world
            time.sleep(0.5)


if __name__ == "__main__":
    opening.room_of = small_room
    afterwards.worlds_alone = worlds_in_no_hurry
    register()
    with kept_port("127.0.0.1", 0) as port:
        print(f"http://127.0.0.1:{port}", flush=True)
        ui.run(host="127.0.0.1", port=port, reload=False, show=False, show_welcome_message=False)
