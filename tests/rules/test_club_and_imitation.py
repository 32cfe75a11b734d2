"""The club and the imitation of those who earn more, by hand and by property."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.imitation import copies, fermi
from tests.limits.closed_forms import admits, cost_per_member

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
