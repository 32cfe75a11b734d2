"""Events and organisation-years, held against a slow twin that compares sets of numbers."""

import numpy as np
import pytest

from simulation import Territory, load_plan
from simulation.columns import ORGANISATION_UID, POLE_UID
from simulation.events import EventLog
from simulation.history import History
from simulation.outcomes.walks import look_at_month_end
from tests.lively_results import LIVELY
from tests.phases.land_scene import add_organisation, small_world


def living(table):
    return set(table["uid"][table["alive"] == 1].tolist())


def formal(world):
    return set(world.poles["uid"][(world.poles["alive"] == 1) & (world.poles["formal"] == 1)].tolist())


class SlowTwin:
    """Who was there at the last look, as sets of numbers."""

    def __init__(self, world):
        self.look(world)

    def look(self, world):
        self.organisations, self.poles, self.formal = living(world.organisations), living(world.poles), formal(world)
        self.next = world.next_uid.copy()

    def told(self, world, month):
        founded = range(self.next[ORGANISATION_UID], world.next_uid[ORGANISATION_UID])
        born = range(self.next[POLE_UID], world.next_uid[POLE_UID])
        events = {
            "pole_births": born,
            "pole_formalisations": formal(world) - self.formal,
            "pole_ends": (self.poles | set(born)) - living(world.poles),
            "entries": founded,
            "exits": (self.organisations | set(founded)) - living(world.organisations),
        }
        self.look(world)
        return [(month, kind, uid) for kind, uids in events.items() for uid in sorted(uids)]


@pytest.fixture(scope="module")
def lived():
    overrides = {**LIVELY, "population.labour_force": 200}
    territory = Territory(load_plan("base", regime="plural", overrides=overrides), rng=3)
    twin, told = SlowTwin(territory.world), []
    began, exits = living(territory.world.organisations), 0
    for month in range(1, 25):
        territory.step()
        told += twin.told(territory.world, month)
        if month % 12 == 0:
            now = living(territory.world.organisations)
            exits, began = exits + len(began - now), now
    return territory, told, exits


def test_events_are_those_of_a_slow_twin(lived):
    territory, told, _ = lived
    log = territory.events_log
    log = log[log["uid"] >= 0]
    assert list(zip(log["month"], log["kind"], log["uid"], strict=True)) == told
    assert {"exits", "entries", "pole_births"} <= set(log["kind"])


def test_exits_of_organisation_years_are_those_of_who_began_the_year(lived):
    territory, _, exits = lived
    assert territory.organisation_years["exits"].sum() == exits > 0


def test_many_may_be_founded_and_end_between_two_looks():
    world = small_world(organisations=3)
    add_organisation(world, 0)
    history = History(world)
    look_at_month_end(history, world, 0)
    first, many = int(world.next_uid[ORGANISATION_UID]), 40
    world.next_uid[ORGANISATION_UID] += many
    # One founder's row is the first one's by now; another lives; all others came and went.
    world.organisations[0].uid = first + 5
    add_organisation(world, 1).uid = first + 7
    world.next_uid[ORGANISATION_UID] = first + many
    look_at_month_end(history, world, 1)
    table = EventLog(history).table
    exits = table.query("kind == 'exits'")["uid"].tolist()
    assert exits == [100, *(uid for uid in range(first, first + many) if uid not in (first + 5, first + 7))]
    assert np.array_equal(table.query("kind == 'entries'")["uid"], np.arange(first, first + many))
