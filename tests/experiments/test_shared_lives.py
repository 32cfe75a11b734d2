"""Arms of a replicate that live the same months live them once, and are the same runs as alone."""

import numpy as np
import pytest

from experiments.numbers.contrasts import REGIMES
from experiments.runs.arm import of_regimes
from experiments.runs.living import Replicate, order_of
from experiments.runs.shared_lives import live
from simulation import load_plan
from simulation import territory as lived_by
from tests.small_scenarios import write_scenario
from tests.test_parting import FOUNDED, MONTHS, PLACE

KEEP = ("jobs", "value_added", "lorenz", "pole_careers", "activities", "events", "savings", "organisation_sections")


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    return write_scenario(tmp_path_factory.mktemp("shared"), PLACE)


@pytest.fixture
def months_lived(monkeypatch):
    live_month, counted = lived_by.live_month, []

    def lived(world, month):
        if month > 0:
            counted.append(month)
        live_month(world, month)

    monkeypatch.setattr(lived_by, "live_month", lived)
    return counted


def replicate(scenario, *regimes):
    plans = {regime: load_plan(scenario, regime=regime, months=MONTHS) for regime in regimes}
    keep = {regime: KEEP if regime != "plural" else (*KEEP, "posts") for regime in regimes}
    orders = [order_of(arm, plans[arm.regime], {}, 3, 0, keep[arm.regime]) for arm in of_regimes(regimes)]
    return Replicate("mine", 3, 0, tuple(orders))


def test_arms_side_by_side_are_the_runs_they_are_alone(scenario):
    together = live(replicate(scenario, *REGIMES))
    for regime, run in zip(REGIMES, together, strict=True):
        (alone,) = live(replicate(scenario, regime))
        assert run.error is None and run.address == alone.address
        assert run.record == alone.record and set(run.tables) == set(alone.tables)
        for name, months in alone.series.items():
            np.testing.assert_array_equal(run.series[name], months)
        for name, table in alone.tables.items():
            assert run.tables[name].equals(table), (regime, name)


def test_months_in_common_are_lived_once(scenario, months_lived):
    live(replicate(scenario, "market", "redistribution", "unseeded", "reciprocity", "plural"))
    before, after = months_lived.count(1), months_lived.count(MONTHS)
    assert (before, after) == (2, 5)
    assert months_lived.count(FOUNDED - 1) == 2 and months_lived.count(FOUNDED) == 5


def test_a_life_that_fails_before_others_branch_off_leaves_them_a_life_of_their_own(scenario, monkeypatch):
    live_month = lived_by.live_month
    failed = []

    def fails_once(world, month):
        if month == FOUNDED - 2 and not failed:
            failed.append(month)
            raise ArithmeticError("a price below zero")
        live_month(world, month)

    monkeypatch.setattr(lived_by, "live_month", fails_once)
    market, redistribution = live(replicate(scenario, "market", "redistribution"))
    assert market.error == "ArithmeticError: a price below zero"
    monkeypatch.setattr(lived_by, "live_month", live_month)
    (alone,) = live(replicate(scenario, "redistribution"))
    assert redistribution.error is None
    np.testing.assert_array_equal(redistribution.series["jobs"], alone.series["jobs"])
