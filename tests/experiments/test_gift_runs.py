"""A gift in a comparison: given the savings of its pair where both are asked for, the same bytes as alone."""

import numpy as np
import pytest

from experiments.runs.arm import of_regimes
from experiments.runs.coordinator import Means, Watcher, at_work
from experiments.runs.living import Replicate, order_of
from experiments.runs.shared_lives import live
from simulation import Territory, load_plan
from simulation import territory as lived_by
from simulation.columns import TALLY
from simulation.gifts import COUNTERPARTIES
from tests.lively_results import LIVELY

MONTHS = 12
SIZE = {name: LIVELY[name] for name in LIVELY if not name.startswith("policy.")}
KEEP = ("jobs", "unemployment_rate", "value_added", "savings")


@pytest.fixture(scope="module", autouse=True)
def lives():
    """Count months lived, and let something be saved in each where organisations may cooperate."""
    live_month, counted = lived_by.live_month, []

    def lived(world, month):
        live_month(world, month)
        if month > 0:
            counted.append(month)
        if world.parameters["regime_reciprocity_allowed"][0]:
            for place, name in enumerate(COUNTERPARTIES):
                world.tally[TALLY[f"saved_{name}"]] += 1_000 * month + place

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(lived_by, "live_month", lived)
        yield counted


def replicate(*regimes):
    orders = [
        order_of(arm, load_plan("base", regime=arm.regime, months=MONTHS), SIZE, 3, 0, KEEP)
        for arm in of_regimes(regimes)
    ]
    return Replicate("base", 3, 0, tuple(orders))


def same(one, other):
    assert one.error is None and other.error is None
    assert one.address == other.address and one.record == other.record
    for name in one.series:
        np.testing.assert_array_equal(one.series[name], other.series[name])
    for name in one.tables:
        assert one.tables[name].equals(other.tables[name])


def test_a_gift_beside_its_pair_costs_no_second_run_and_is_the_same_life(lives):
    lives.clear()
    gift, reciprocity = live(replicate("gift", "reciprocity"))
    assert len(lives) == 2 * MONTHS
    lives.clear()
    (alone,) = live(replicate("gift"))
    assert len(lives) == 2 * MONTHS, "the pair is lived in step"
    same(gift, alone)
    market = live(replicate("market"))[0]
    assert not np.array_equal(market.series["value_added"], gift.series["value_added"]), "something was handed out"
    assert reciprocity.tables["savings"][list(COUNTERPARTIES)].to_numpy().sum() > 0


def test_a_gift_whose_pair_is_in_the_store_already_is_the_same_life(lives, tmp_path):
    together = live(replicate("reciprocity", "gift"))[1]
    with at_work(Means(tmp_path / "store"), Watcher()) as coordinator:
        coordinator.see_through(lambda: iter([replicate("reciprocity")]))
        lives.clear()
        coordinator.see_through(lambda: iter([replicate("reciprocity", "gift")]))
        assert len(lives) == 2 * MONTHS
        row = coordinator.store.rows(coordinator.store.entries([together.address]))[together.address]
        np.testing.assert_array_equal(row.series["jobs"], together.series["jobs"])
        np.testing.assert_array_equal(row.series["value_added"], together.series["value_added"])


def test_what_is_handed_on_is_what_a_territory_says_it_saved():
    plan = load_plan("base", regime="reciprocity", months=MONTHS, overrides=SIZE)
    territory = Territory(plan, rng=3)
    territory.run_for(MONTHS)
    (run,) = live(replicate("reciprocity"))
    assert run.tables["savings"][list(COUNTERPARTIES)].to_numpy().tolist() == [territory.savings.sum(axis=0).tolist()]
