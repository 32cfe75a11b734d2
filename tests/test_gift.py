"""The arm ``gift``: what the paired run saves is handed out without any pole."""

import copy
import pickle

import numpy as np
import pytest

from simulation import PlanError, Territory, load_plan
from simulation import territory as lived_by
from simulation.columns import TALLY
from simulation.gifts import COUNTERPARTIES
from simulation.purposes import PURPOSE
from tests.lively_results import LIVELY
from tests.test_declared_poles import POLE

MONTHS = 12
SIZE = {name: LIVELY[name] for name in LIVELY if not name.startswith("policy.")}


@pytest.fixture(scope="module", autouse=True)
def known_savings():
    """Add known cents to what is saved where organisations may cooperate, so that every month has another sum."""
    live_month = lived_by.live_month

    def lived(world, month):
        live_month(world, month)
        if world.parameters["regime_reciprocity_allowed"][0]:
            for place, name in enumerate(COUNTERPARTIES):
                world.tally[TALLY[f"saved_{name}"]] += 1000 * month + place

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(lived_by, "live_month", lived)
        yield


@pytest.fixture(scope="module")
def plan():
    return load_plan("base", regime="gift", months=MONTHS, overrides=SIZE)


@pytest.fixture(scope="module")
def state(plan):
    return Territory.burnt_in(plan, seed=3)


@pytest.fixture(scope="module")
def paired(plan, state):
    """The run whose savings are handed out."""
    territory = Territory(plan.paired, burnt_in=state)
    territory.run_for(MONTHS)
    return territory


def handed_out(territory: Territory, months: int) -> np.ndarray:
    """Cents handed out each month, by counterparty."""
    rows = []
    for _ in range(months):
        territory.step()
        rows.append([int(territory.world.gift[name][0]) for name in COUNTERPARTIES])
    return np.array(rows, np.int64)


def test_the_paired_run_is_reciprocity_with_all_else_the_same(plan):
    assert plan.paired.regime == "reciprocity"
    assert plan.paired.past == plan.past
    differing = {path for path in plan.values if plan.values[path] != plan.paired.values[path]}
    assert differing == {"regime.reciprocity_allowed", "pole.declared"}
    assert load_plan("base", regime="market").paired is None


def test_each_month_the_gift_is_what_the_paired_run_saved_to_the_cent(plan, state, paired):
    assert len({tuple(row) for row in paired.savings.tolist()}) == MONTHS
    twin = Territory(plan, burnt_in=state)
    np.testing.assert_array_equal(handed_out(twin, MONTHS), paired.savings)
    given = Territory(plan, burnt_in=state, savings=paired.savings)
    np.testing.assert_array_equal(handed_out(given, MONTHS), paired.savings)
    assert given.state_hash == twin.state_hash


def test_what_is_handed_out_is_booked_to_the_cent(plan, state):
    savings = np.arange(1, MONTHS * len(COUNTERPARTIES) + 1).reshape(MONTHS, -1)
    given = Territory(plan, burnt_in=state, savings=savings)
    for month in range(3):
        given.step()
        assert given.world.books.turnover[PURPOSE["gift of what a pole would save"]] == savings[month].sum()
    assert set(given.closure.values()) == {0}


def test_other_savings_are_handed_out_as_given(plan, state):
    savings = np.arange(MONTHS * len(COUNTERPARTIES)).reshape(MONTHS, -1)
    given = Territory(plan, burnt_in=state, savings=savings)
    np.testing.assert_array_equal(handed_out(given, 3), savings[:3])


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_of_a_gift_made_half_way_lives_on_alike(plan, state, copied):
    territory = Territory(plan, burnt_in=state)
    territory.run_for(5)
    other = copied(territory)
    np.testing.assert_array_equal(handed_out(territory, 4), handed_out(other, 4))
    assert territory.state_hash == other.state_hash


def test_a_stored_gift_has_the_same_pair(plan, tmp_path):
    for declared in (0, 1):
        varied = load_plan(plan, overrides={"pole.declared": declared})
        path = tmp_path / f"stored_{declared}.toml"
        path.write_text(varied.text)
        again = load_plan(path)
        assert again.text == varied.text
        assert again.paired.determinants == varied.paired.determinants
        assert again.paired.values["pole.declared"] == declared


def test_a_gift_is_another_life_than_market_and_depends_on_its_pair(plan):
    market = load_plan(plan, regime="market")
    assert plan.determinants != market.determinants
    pooled = load_plan(plan, overrides={"pooling.purchase_discount": 0.02})
    assert pooled.determinants != plan.determinants
    undeclared = load_plan(plan, overrides={"pole.declared": 0})
    assert undeclared.determinants == plan.determinants, "without declared poles nothing hangs on their founding"


def test_a_gift_depends_on_whether_its_pair_founds_a_pole(tmp_path):
    pole = "\n".join(f"{key} = {value}" for key, value in POLE.items())
    told = 'title = { en = "try", fr = "essai" }\nquestion = { en = "what?", fr = "quoi ?" }\n'
    path = tmp_path / "try.toml"
    path.write_text(f'extends = "base"\nmonths = 24\n{told}\n[[poles]]\n{pole}\n', encoding="utf-8")
    founded, not_founded = (
        load_plan(path, regime="gift", overrides={"pole.declared": declared}) for declared in (1, 0)
    )
    assert founded.values == not_founded.values | {"pole.declared": 0}
    assert founded.determinants != not_founded.determinants
    assert (founded.paired.first_founding, not_founded.paired.first_founding) == (6, None)
    assert founded.past == not_founded.past


@pytest.mark.parametrize(
    ("savings", "told"),
    [
        (np.zeros((MONTHS, 4), np.int64), "5 columns"),
        (np.zeros((MONTHS, 5)), "whole cents"),
        (np.zeros((MONTHS - 1, 5), np.int64), f"{MONTHS - 1} months"),
    ],
)
def test_savings_that_cannot_be_those_of_the_pair_are_refused(plan, state, savings, told):
    with pytest.raises(PlanError, match=told):
        Territory(plan, burnt_in=state, savings=savings)


def test_savings_are_refused_by_other_regimes_and_past_their_end(plan, state, paired):
    with pytest.raises(PlanError, match="hands out none"):
        Territory(plan.paired, burnt_in=state, savings=paired.savings)
    given = Territory(plan, burnt_in=state, savings=paired.savings)
    given.run_for(MONTHS)
    with pytest.raises(PlanError, match=f"none for month {MONTHS + 1}"):
        given.step()


@pytest.mark.parametrize("regime", ["site_only", "no_animator", "random_members"])
def test_a_regime_on_request_is_reciprocity_with_one_thing_otherwise(regime):
    plan, other = load_plan("base", regime=regime), load_plan("base", regime="reciprocity")
    assert {path for path in plan.values if plan.values[path] != other.values[path]} == {f"pole.{regime}"}
    assert plan.past == other.past, "the same organisations, before burn-in"
