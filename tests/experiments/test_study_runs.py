"""Runs on the model itself: the same life whoever asks for it, and nothing dropped that fails."""

import numpy as np
import pytest

from experiments.questions.comparison import Comparison, ComparisonRuns
from experiments.questions.studies.selection import Selection, StudyOrders
from experiments.questions.studies.study_reading import read_study
from experiments.runs import living, shared_lives
from experiments.runs.address import address_of, determinants_of, identity
from experiments.runs.arm import Arm
from experiments.runs.living import BurntInStates, Replicate, kept_of, live_batch, territory_of
from experiments.runs.shared_lives import live
from simulation import Territory, load_plan
from tests.experiments.study_files import small


@pytest.fixture(scope="module")
def replicates(tmp_path_factory) -> list[Replicate]:
    """Two points that differ before month 0 and two that do not, one replicate."""
    factors = '"demand.price_elasticity" = { values = [2.0, 3.0] }\n"policy.pole_share" = { values = [0.2, 0.5] }'
    path = small(tmp_path_factory.mktemp("worlds"), months=12, replicates=1, factors=factors)
    study = read_study(path)
    return list(StudyOrders(study).replicates(Selection.every(study, 1)))


def test_a_run_of_a_study_is_the_run_of_a_comparison(replicates):
    asked = replicates[0]
    comparison = ComparisonRuns(
        Comparison(("mono_industry",), ("market", "reciprocity"), months=12, overrides=dict(asked.runs[0].changes))
    )
    theirs = comparison.replicate("mono_industry", 0)
    assert {order.address for order in asked.runs} <= set(theirs.addresses)


def test_a_run_of_a_study_is_the_life_of_a_territory(replicates):
    asked = replicates[0]
    for order, ours in zip(asked.runs, live(asked), strict=True):
        assert ours.error is None
        plan = load_plan("mono_industry", regime=order.arm, months=12, overrides=dict(order.changes))
        territory = Territory(plan, rng=1)
        territory.run_for(12)
        for name in order.keep:
            np.testing.assert_array_equal(ours.series[name], territory.outcomes[name])
        assert ours.record["burn_in_hash"] == territory.burn_in_hash
        assert ours.record["max_row_residual"] == 0


def test_a_point_that_differs_before_month_0_is_burnt_in_anew_and_another_is_not(replicates, monkeypatch):
    made = []

    class Counted(BurntInStates):
        def of(self, plan, seed, replicate):
            before = len(self.kept)
            state = super().of(plan, seed, replicate)
            made.extend([plan.past] * (len(self.kept) - before))
            return state

    monkeypatch.setattr(living, "STATES", Counted(10))
    hashes = [[run.record["burn_in_hash"] for run in live(asked)] for asked in replicates]
    assert hashes[0] == hashes[1] and hashes[2] == hashes[3] and hashes[0] != hashes[2]
    assert len(made) == 2, "one burn-in for all arms of the points that share it"


def test_an_address_depends_on_everything_that_determines_a_run_and_on_nothing_else(replicates, monkeypatch):
    assert replicates[0].addresses == replicates[1].addresses, "the share of poles is nil under both regimes"
    assert not set(replicates[0].addresses) & set(replicates[2].addresses)
    plan = load_plan("mono_industry", regime="market", months=12)
    base = address_of(determinants_of(plan, (("trust.gain", 0.1),)), 1, 0)
    usual = plan.values["trust.loss_ratio"]
    assert base == address_of(determinants_of(plan, (("trust.gain", 0.1), ("trust.loss_ratio", usual))), 1, 0)
    others = [
        address_of(determinants_of(plan, (("trust.gain", 0.2),)), 1, 0),
        address_of(determinants_of(plan, (("trust.gain", 0.1),)), 2, 0),
        address_of(determinants_of(plan, (("trust.gain", 0.1),)), 1, 1),
        address_of(determinants_of(plan.undisturbed(), (("trust.gain", 0.1),)), 1, 0),
    ]
    monkeypatch.setattr("experiments.runs.address.identity", lambda: identity() | {"code": "other"})
    others.append(address_of(determinants_of(plan, (("trust.gain", 0.1),)), 1, 0))
    assert len({base, *others}) == 6


def test_an_arm_that_fails_leaves_the_others_alone(replicates, monkeypatch):
    whole = shared_lives.kept_of

    def fails_under_market(territory, *asked):
        if territory.plan.regime == "market":
            raise ArithmeticError("a price below zero")
        return whole(territory, *asked)

    monkeypatch.setattr(shared_lives, "kept_of", fails_under_market)
    code, (market, reciprocity) = live_batch(live, [replicates[0]])
    assert code == identity()
    assert market.error == "ArithmeticError: a price below zero"
    assert not market.refused
    assert not market.series
    assert reciprocity.error is None


def test_what_is_kept_beside_changes_nothing_of_a_life(replicates):
    plan = load_plan("mono_industry", regime="plural", months=13)
    _, bare, _ = kept_of(territory_of(plan, 1), 13, ("jobs",))
    _, series, tables = kept_of(territory_of(plan, 1), 13, ("jobs", "hazard_strata", "land", "lorenz", "flows"))
    np.testing.assert_array_equal(bare["jobs"], series["jobs"])
    assert set(tables) == {"hazard_strata", "land", "lorenz", "flows"}
    assert list(tables["lorenz"]["month"].unique()) == [0, 13]


def test_a_life_that_is_ended_between_months_ends_there():
    plan = load_plan("base", months=30, overrides={"population.labour_force": 600, "population.burn_in_months": 12})
    told = []
    lived = living.live_months(
        territory_of(plan, 1), 30, between=lambda month: told.append(month) or month < 12, step=6
    )
    assert (lived, told) == (12, [6, 12])


def test_an_arm_without_dated_changes_is_the_undisturbed_plan():
    arm = Arm("calm", "market", dated_changes=False)
    assert arm.plan("mono_industry", "class", 12) == load_plan("mono_industry", months=12).undisturbed()
