"""The stance, by hand and by property."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.columns import ALTERNATIVES
from simulation.rules.stance import (
    DEPTHS,
    alternative_of,
    choice_probabilities,
    choose,
    depth_of,
    drifted,
    joins_projects_of,
    learned_utility,
    pool_utility,
    project_utility,
    scale_drift,
    update_experience,
)

POOL_OFF = {
    "depth": 2,
    "n_members": 4,
    "overhead": 1000.0,
    "purchase_discount": 0.0,
    "fixed_cost": 0.0,
    "post_value": 0.0,
    "risk_value": 0.0,
    "cash_deviation": 500.0,
    "bank_saving": 0.0,
    "congestion": 0.0,
    "dues": 0.0,
    "lost_flexibility": 0.0,
    "demand_change": 200.0,
    "wage_bill": 10_000.0,
}
"""A pool of four with every mechanism off."""

UTILITIES = st.lists(st.floats(-1e6, 1e6), min_size=ALTERNATIVES, max_size=ALTERNATIVES)
ADMISSIBLE = st.lists(st.booleans(), min_size=ALTERNATIVES, max_size=ALTERNATIVES).filter(any)
INTENSITY = st.one_of(st.floats(0.0, 1e6), st.just(math.inf))
UNIT = st.floats(0.0, 1.0)
DRAW = st.floats(0.0, 1.0, exclude_max=True)


def pool(**terms: float) -> float:
    return pool_utility(*(POOL_OFF | terms).values())


@pytest.mark.parametrize("n_members", [1, 2, 15, 400])
@pytest.mark.parametrize("depth", range(len(DEPTHS)))
def test_a_pool_with_every_mechanism_off_is_worth_exactly_nothing(depth, n_members):
    assert pool(depth=depth, n_members=n_members) == 0.0


@pytest.mark.parametrize(
    ("terms", "euros"),
    [
        ({"purchase_discount": 0.1}, 100.0),
        ({"fixed_cost": 800.0}, 600.0),
        ({"post_value": 300.0}, 300.0),
        ({"risk_value": 0.2}, 50.0),
        ({"bank_saving": 40.0}, 40.0),
        ({"congestion": 10.0}, -30.0),
        ({"dues": 70.0}, -70.0),
        ({"lost_flexibility": 0.1}, -20.0),
        ({"purchase_discount": 0.1, "fixed_cost": 800.0, "dues": 70.0, "congestion": 10.0}, 600.0),
    ],
)
def test_each_term_of_the_pool_adds_what_is_computed_by_hand(terms, euros):
    assert pool(**terms) == pytest.approx(euros / 10_000.0, rel=1e-12)


def test_not_pooling_is_worth_nothing_whatever_the_terms():
    assert pool(depth=0, fixed_cost=800.0, dues=70.0) == 0.0


def test_a_pool_of_one_shares_neither_cost_nor_risk_nor_room():
    assert pool(n_members=1, fixed_cost=800.0, risk_value=1.0, congestion=10.0) == 0.0


@pytest.mark.parametrize(
    ("success", "share", "gross_return", "complementarity", "effort", "coordination", "euros"),
    [
        (1.0, 0.2, 3.0, 1.0, 1.0, 0.0, 0.2 * 3.0 * 500.0 - 100.0),
        (1.0, 0.2, 3.0, 1.0, 0.0, 0.0, 0.2 * 3.0 * 400.0),
        (0.5, 0.2, 3.0, 1.2, 1.0, 10.0, 0.5 * 0.2 * 3.0 * 1.2 * 500.0 - 110.0),
        (1.0, 0.2, 0.0, 1.0, 0.0, 0.0, 0.0),
    ],
)
def test_a_project_is_worth_its_share_less_what_it_takes(
    success, share, gross_return, complementarity, effort, coordination, euros
):
    utility = project_utility(
        success, share, gross_return, complementarity, effort, 100.0, 400.0, coordination, 10_000.0
    )
    assert utility == pytest.approx(euros / 10_000.0, abs=1e-15)


@pytest.mark.parametrize(
    ("size", "slope", "factor"), [(5.0, 0.0, 1.0), (0.0, 2.0, 1.0), (10.0, 1.0, 0.5), (30.0, 0.5, 0.5)]
)
def test_scale_drift_is_one_without_slope_and_falls_with_size(size, slope, factor):
    assert scale_drift(size, 10.0, slope) == pytest.approx(factor, rel=1e-15)


def test_scale_drift_shrinks_gains_and_leaves_losses():
    assert drifted(0.4, 0.5) == 0.2
    assert drifted(-0.4, 0.5) == -0.4


def test_learning_lies_between_forecast_and_experience():
    assert learned_utility(0.2, 0.6, 0.0) == 0.2
    assert learned_utility(0.2, 0.6, 1.0) == 0.6
    assert learned_utility(0.2, 0.6, 0.25) == pytest.approx(0.3)
    assert update_experience(0.2, 0.6, 0.5) == pytest.approx(0.4)


def test_an_alternative_is_four_times_project_plus_depth():
    for alternative in range(ALTERNATIVES):
        parts = joins_projects_of(alternative), depth_of(alternative)
        assert parts == divmod(alternative, 4)
        assert alternative_of(*parts) == alternative


@given(UTILITIES, ADMISSIBLE, INTENSITY, UNIT, DRAW)
def test_the_choice_is_admissible_and_possible(utilities, admissible, intensity, exploration, draw):
    utilities, admissible = np.array(utilities), np.array(admissible)
    chosen = choose(utilities, admissible, intensity, exploration, draw)
    assert admissible[chosen]
    assert choice_probabilities(utilities, admissible, intensity, exploration)[chosen] > 0.0


@given(UTILITIES, ADMISSIBLE, INTENSITY, UNIT)
def test_probabilities_sum_to_one_and_rise_with_utility(utilities, admissible, intensity, exploration):
    utilities, admissible = np.array(utilities), np.array(admissible)
    probabilities = choice_probabilities(utilities, admissible, intensity, exploration)
    assert probabilities.sum() == pytest.approx(1.0, abs=1e-12)
    assert (probabilities[~admissible] == 0.0).all()
    assert (probabilities[admissible] >= exploration / admissible.sum()).all()
    if intensity < math.inf:
        ranked = probabilities[admissible][np.argsort(utilities[admissible])]
        assert (np.diff(ranked) >= 0.0).all()


def test_choices_over_a_fine_grid_of_draws_have_the_probabilities_said():
    utilities, admissible = np.array([0.0, 0.3, -0.1, 0.5]), np.array([True, True, False, True])
    probabilities = choice_probabilities(utilities, admissible, 4.0, 0.2)
    draws = (np.arange(20_000) + 0.5) / 20_000
    chosen = [choose(utilities, admissible, 4.0, 0.2, draw) for draw in draws]
    assert np.bincount(chosen, minlength=4) / 20_000 == pytest.approx(probabilities, abs=1e-4)


def test_large_utilities_do_not_overflow():
    probabilities = choice_probabilities(np.array([1e300, -1e300, -np.inf]), np.ones(3, bool), 1e6, 0.0)
    assert probabilities.tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("utilities", "admissible", "why"),
    [([0.0, 1.0], [False, False], "admissible"), ([0.0, math.nan], [True, True], "wage bill")],
)
def test_an_impossible_choice_is_refused(utilities, admissible, why):
    with pytest.raises(ValueError, match=why):
        choose(np.array(utilities), np.array(admissible), 1.0, 0.0, 0.5)
