"""An application of rooms alone, to test with: ``python -m tests.rooms.serve PORT``."""

import sys

from nicegui import ui

from experiments.seminar.rooms import opening
from experiments.seminar.rooms.pages import register
from experiments.seminar.rooms.room import Room
from simulation import load_plan

SMALL = {"population.labour_force": 600, "population.burn_in_months": 6, "trust.initial": 0.6}


def small_room(scenario, regime, rounds, seconds, seed):
    return Room(load_plan(scenario, regime=regime, overrides=SMALL), seed, rounds=rounds, seconds=seconds)


if __name__ == "__main__":
    opening.room_of = small_room
    register()
    ui.run(host="127.0.0.1", port=int(sys.argv[1]), reload=False, show=False, show_welcome_message=False)
