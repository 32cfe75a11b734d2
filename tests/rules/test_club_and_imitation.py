"""The club and the imitation of those who earn more, by hand and by property."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.imitation import copies, fermi
from tests.limits.games import NOBODY, admits, cost_per_member, member_at, pairwise_comparison

PAYOFF = st.floats(-1e300, 1e300)
DRAW = st.floats(0.0, 1.0, exclude_max=True)


def test_cost_per_member_is_a_share_of_the_fixed_cost_and_the_crowd():
    assert cost_per_member(15, 900.0, 4.0) == 120.0


@given(st.integers(1, 200), st.integers(0, 10_000), st.integers(0, 100))
def test_like_members_admit_one_more_only_if_it_lowers_their_cost(n_members, fixed_cost, congestion):
    now = cost_per_member(n_members, float(fixed_cost), float(congestion))
    then = cost_per_member(n_members + 1, float(fixed_cost), float(congestion))
    if admits(n_members, float(fixed_cost), float(congestion)):
        assert then < now + 1e-9
    else:
        assert then > now - 1e-9


@pytest.mark.parametrize(
    ("gap", "intensity", "probability"),
    [
        (0.0, 5.0, 0.5),
        (3.0, 0.0, 0.5),
        (1.0, math.log(3.0), 0.75),
        (-1.0, math.log(3.0), 0.25),
        (1e-9, math.inf, 1.0),
        (-1e-9, math.inf, 0.0),
        (0.0, math.inf, 0.5),
        (1e300, 1e300, 1.0),
        (-1e300, 1e300, 0.0),
    ],
)
def test_the_fermi_rule_by_hand(gap, intensity, probability):
    assert fermi(0.0, gap, intensity) == pytest.approx(probability, abs=1e-15)


@given(PAYOFF, PAYOFF, st.floats(0.0, 1e3))
def test_to_copy_and_to_be_copied_are_complements(own, other, intensity):
    assert fermi(own, other, intensity) + fermi(other, own, intensity) == pytest.approx(1.0, abs=1e-15)


def test_a_draw_below_the_probability_copies():
    assert copies(0.0, 1.0, math.log(3.0), 0.74)
    assert not copies(0.0, 1.0, math.log(3.0), 0.76)


def test_members_are_picked_in_the_order_of_counts():
    counts = np.array([2, 0, 3])
    assert [member_at(counts, draw, NOBODY) for draw in (0.0, 0.39, 0.4, 0.999)] == [0, 0, 2, 2]
    assert [member_at(counts, draw, 0) for draw in (0.0, 0.24, 0.25, 0.999)] == [0, 0, 2, 2]


def test_nobody_is_picked_from_an_empty_population():
    with pytest.raises(ValueError, match="nobody"):
        member_at(np.zeros(2, int), 0.5, NOBODY)


@pytest.mark.parametrize(
    ("focal_draw", "model_draw", "copy_draw", "mutation_draw", "expected"),
    [
        (0.0, 0.9, 0.2, 0.9, (0, 2)),  # looks at a richer one and copies
        (0.0, 0.9, 0.99, 0.9, (0, 0)),  # looks and stays
        (0.9, 0.0, 0.2, 0.9, (2, 2)),  # looks at a poorer one
        (0.0, 0.0, 0.2, 0.9, (0, 0)),  # looks at one of its own kind
        (0.0, 0.9, 0.2, 0.04, (0, 1)),  # mutates, low half of the draw
        (0.0, 0.9, 0.2, 0.06, (0, 2)),  # mutates, high half
    ],
)
def test_one_step_of_imitation_by_hand(focal_draw, model_draw, copy_draw, mutation_draw, expected):
    counts, payoffs = np.array([2, 0, 3]), np.array([0.0, 0.0, 1.0])
    moved = pairwise_comparison(counts, payoffs, 2.0, 0.1, focal_draw, model_draw, copy_draw, mutation_draw)
    assert moved == expected
    assert counts.tolist() == [2, 0, 3]


@given(st.lists(st.integers(0, 5), min_size=2, max_size=5).filter(lambda c: sum(c) >= 2), DRAW, DRAW, DRAW, DRAW)
def test_only_a_strategy_that_somebody_plays_is_left(counts, focal, model, copy, mutation):
    counts = np.array(counts)
    left, taken = pairwise_comparison(counts, np.zeros(len(counts)), 1.0, 0.3, focal, model, copy, mutation)
    assert counts[left] > 0
    assert 0 <= taken < len(counts)
    assert mutation < 0.3 or counts[taken] > 0
