"""A small game to test with: a territory of 600 in the labour force, an hour that only the test moves."""

import json

from experiments.seminar.rooms.room import Room
from simulation import load_plan

# Nobody stops and nobody gives up in the few quarters that are played: players keep their organisation.
SMALL = {
    "life.retirement_rate": 0.0,
    "life.dissolution_rate": 0.0,
    "life.loss_patience": 240.0,
    "population.labour_force": 600,
    "sector.main_industry.mean_size": 5.0,
    "population.burn_in_months": 6,
    "trust.initial": 0.6,
    "stance.reconsideration": 0.5,
    "project.start_rate": 2.0,
}


class Hour:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def small_plan(regime="plural"):
    return load_plan("mono_industry", regime=regime, overrides=SMALL)


def game(**settings):
    hour = Hour()
    return Room(settings.pop("plan", None) or small_plan(), 1, clock=hour, seconds=60.0, **settings), hour


def say(room, **message):
    return room.receive(json.dumps(message))


def join(room, wish="any"):
    return say(room, kind="join", code=room.code, wish=wish)["token"]


def answer(room, token, **decisions):
    return say(room, kind="answer", token=token, round=room.round, decisions=decisions)


def command(room, do):
    return say(room, kind="command", secret=room.secret, do=do)
