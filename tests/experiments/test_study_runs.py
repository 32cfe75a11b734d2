"""Runs of studies on the model itself: the same worlds as in a comparison, and nothing dropped that fails."""

import numpy as np
import pytest

from experiments.questions.studies.selection import Addresses, Selection
from experiments.questions.studies.study_file import read_study
from experiments.runs import living as runs
from experiments.runs import replicate
from experiments.runs.living import World, burnt_in, identity, live, live_batch
from tests.experiments.study_files import small


@pytest.fixture(scope="module")
def worlds(tmp_path_factory) -> list[World]:
    """Two points that differ before month 0 and two that do not, one replicate."""
    factors = '"demand.price_elasticity" = { values = [2.0, 3.0] }\n"policy.pole_share" = { values = [0.2, 0.5] }'
    path = small(tmp_path_factory.mktemp("worlds"), months=3, replicates=1, factors=factors)
    study = read_study(path)
    return list(Addresses(study).worlds(Selection.every(study, 1)))


def test_a_run_of_a_study_is_the_run_of_a_comparison(worlds):
    world = worlds[0]
    task = replicate.Task("mono_industry", 0, world.regimes, "class", 3, 1, world.overrides)
    for ours, theirs in zip(live(world), replicate.run_task(task), strict=True):
        assert ours.error is None
        names = [outcome.name for outcome in theirs.described]
        for name in world.outcomes:
            np.testing.assert_array_equal(ours.series[name], theirs.outcomes[:, names.index(name)])
        assert ours.record["plan_hash"] == theirs.record["plan_hash"]
        assert ours.record["burn_in_hash"] == theirs.record["burn_in_hash"]
        assert ours.record["max_row_residual"] == 0


def test_a_point_that_differs_before_month_0_is_burnt_in_anew_and_another_is_not(worlds):
    burnt_in.cache_clear()
    hashes = [[run.record["burn_in_hash"] for run in live(world)] for world in worlds]
    assert hashes[0] == hashes[1] and hashes[2] == hashes[3] and hashes[0] != hashes[2]
    assert burnt_in.cache_info().misses == 2, "one burn-in for all arms of the points that share it"


def test_what_burn_in_is_shared_over_plays_no_part_in_it(worlds):
    from simulation import Territory

    states = [
        Territory.burnt_in(replicate.plan_for("mono_industry", regime, "class", 3, world.overrides), seed=1)
        for world in worlds[:2]
        for regime in ("market", "plural")
    ]
    assert len({state.hash for state in states}) == 1


def test_an_address_depends_on_everything_that_determines_a_run_and_on_nothing_else(worlds):
    assert worlds[0].addresses == worlds[1].addresses, "the share of poles is nil under both regimes"
    assert not set(worlds[0].addresses) & set(worlds[2].addresses)
    study = read_study("screening")
    plan = Addresses(study).plans[("mono_industry", "market")]
    known = identity()
    base = runs.address_of(plan, {"trust.gain": 0.1}, 1, 0, known)
    assert base == runs.address_of(
        plan, {"trust.gain": 0.1, "trust.loss_ratio": 3.0}, 1, 0, dict(reversed(known.items()))
    )
    others = [
        runs.address_of(plan, {"trust.gain": 0.2}, 1, 0, known),
        runs.address_of(plan, {"trust.gain": 0.1}, 2, 0, known),
        runs.address_of(plan, {"trust.gain": 0.1}, 1, 1, known),
        runs.address_of(plan, {"trust.gain": 0.1}, 1, 0, known | {"code": "other"}),
    ]
    assert len({base, *others}) == 5


def test_an_arm_that_fails_leaves_the_others_alone(worlds, monkeypatch):
    whole = runs.outcomes_of

    def fails_under_market(world, regime):
        if regime == "market":
            raise ArithmeticError("a price below zero")
        return whole(world, regime)

    monkeypatch.setattr(runs, "outcomes_of", fails_under_market)
    code, (market, reciprocity) = live_batch(live, [worlds[0]])
    assert code == identity()
    assert market.error == "ArithmeticError: a price below zero"
    assert not market.series
    assert reciprocity.error is None
