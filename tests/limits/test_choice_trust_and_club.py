"""Logit, trust, Buchanan's club and pooled risk: the exact values of ``economics.md`` 3.7."""

import math

import numba
import numpy as np
import pytest

from simulation.draws import STREAM, replicate_key, standard_normal, uniform
from simulation.kernels import COMPILED
from simulation.rules.public_goods import output_shares
from simulation.rules.stance import choice_probabilities, choose, pool_utility, pooled_deviation
from simulation.rules.trust import trust_after_meeting
from simulation.rules.votes import median_admits
from tests.limits.closed_forms import admits, cost_per_member

compiled = numba.njit(error_model="numpy")
"""Compiled afresh in each run: numba's cache does not see that a rule of another file has changed."""

KEY = replicate_key(2012, 0)
TEST = STREAM["test"]
UTILITIES = np.array([0.2, -0.1, 0.7, 0.05, 0.7, -2.0, 0.3, 0.0])
ALL = np.ones(8, bool)


@pytest.mark.parametrize(("intensity", "exploration"), [(0.0, 0.0), (0.0, 0.3), (5.0, 1.0), (math.inf, 1.0)])
def test_without_intensity_or_with_nothing_but_exploration_the_choice_is_uniform(intensity, exploration):
    admissible = np.array([True, False, True, True, False, True, True, True])
    probabilities = choice_probabilities(UTILITIES, admissible, intensity, exploration)
    np.testing.assert_allclose(probabilities, admissible / admissible.sum(), atol=1e-12)


@pytest.mark.parametrize("draw", [0.0, 0.5, math.nextafter(1.0, 0.0)])
def test_with_infinite_intensity_the_best_is_chosen_and_ties_go_to_the_lowest_index(draw):
    assert choose(UTILITIES, ALL, math.inf, 0.0, draw) == 2
    assert choice_probabilities(UTILITIES, ALL, math.inf, 0.0)[2] == 1.0
    without_the_best = ALL.copy()
    without_the_best[[2, 4]] = False
    assert choose(UTILITIES, without_the_best, math.inf, 0.0, draw) == 6


@pytest.mark.parametrize("intensity", [0.1, 1.0, 20.0])
def test_the_odds_of_two_alternatives_do_not_depend_on_a_third(intensity):
    odds = []
    for third in range(2, 8):
        admissible = np.zeros(8, bool)
        admissible[[0, 1, third]] = True
        probabilities = choice_probabilities(UTILITIES, admissible, intensity, 0.0)
        odds.append(probabilities[0] / probabilities[1])
    np.testing.assert_allclose(odds, math.exp(intensity * 0.3), rtol=1e-12)


def test_the_logit_is_its_formula():
    weights = np.exp(3.0 * UTILITIES)
    expected = 0.9 * weights / weights.sum() + 0.1 / 8
    np.testing.assert_allclose(choice_probabilities(UTILITIES, ALL, 3.0, 0.1), expected, rtol=1e-12)


@compiled
def mean_trust(key, stream, cooperation, gain_rate, loss_ratio, meetings):
    """Long average of trust in a partner who gives all with probability ``cooperation``."""
    trust, total = 0.5, 0.0
    for meeting in range(1000 + meetings):
        observed = 1.0 if uniform(key, stream, meeting, 0, 0) < cooperation else 0.0
        trust = trust_after_meeting(trust, observed, gain_rate, loss_ratio)
        if meeting >= 1000:
            total += trust
    return total / meetings


@pytest.mark.skipif(not COMPILED, reason="too many steps to run uncompiled")
@pytest.mark.parametrize(("cooperation", "loss_ratio"), [(0.8, 3.0), (0.8, 1.0), (0.5, 5.0), (1.0, 3.0)])
def test_trust_settles_where_gains_and_losses_balance(cooperation, loss_ratio):
    expected = cooperation / (cooperation + loss_ratio * (1.0 - cooperation))
    if (cooperation, loss_ratio) == (0.8, 3.0):
        assert expected == pytest.approx(0.5714, abs=5e-5)
    measured = mean_trust(KEY, TEST, cooperation, 0.05, loss_ratio, 400_000)
    assert measured == pytest.approx(expected, abs=0.01)


def club_utility(n_members: int, fixed_cost: float, congestion: float) -> float:
    """Pool utility of a member for whom only the shared cost and the crowding are on."""
    return pool_utility(
        depth=2,
        n_members=n_members,
        overhead=0.0,
        purchase_discount=0.0,
        fixed_cost=fixed_cost,
        post_value=0.0,
        risk_value=0.0,
        cash_deviation=0.0,
        bank_saving=0.0,
        congestion=congestion,
        dues=0.0,
        lost_flexibility=0.0,
        demand_change=0.0,
        wage_bill=1000.0,
    )


def size_by_vote(fixed_cost: float, congestion: float) -> int:
    """Where a pole of like maximisers stops admitting newcomers, from one member upwards."""
    n_members = 1
    while True:
        without = np.full(n_members, club_utility(n_members, fixed_cost, congestion))
        with_newcomer = np.full(n_members, club_utility(n_members + 1, fixed_cost, congestion))
        if not median_admits(without, with_newcomer):
            return n_members
        n_members += 1


def size_by_cost(fixed_cost: float, congestion: float) -> int:
    """Where the closed form of the club stops, from one member upwards."""
    n_members = 1
    while admits(n_members, fixed_cost, congestion):
        n_members += 1
    return n_members


@pytest.mark.parametrize(
    ("fixed_cost", "congestion"),
    [(900.0, 4.0), (960.0, 4.0), (961.0, 4.0), (840.0, 4.0), (100.0, 30.0), (10.0, 9.0), (50.0, 0.125)],
)
def test_a_club_of_like_members_stops_at_the_size_of_buchanan(fixed_cost, congestion):
    n_members = size_by_vote(fixed_cost, congestion)
    assert n_members == size_by_cost(fixed_cost, congestion)
    assert n_members * (n_members - 1) < fixed_cost / congestion <= n_members * (n_members + 1)
    assert abs(n_members - math.sqrt(fixed_cost / congestion)) <= 1.0
    sizes = range(1, 4 * n_members + 2)
    least = min(cost_per_member(size, fixed_cost, congestion) for size in sizes)
    assert cost_per_member(n_members, fixed_cost, congestion) == pytest.approx(least, rel=1e-12)


def test_a_club_of_like_members_never_grows_to_where_the_sum_of_gains_is_largest():
    together = [size * club_utility(size, 900.0, 4.0) for size in range(1, 400)]
    largest_sum = 1 + int(np.argmax(together))
    assert largest_sum == 113
    assert size_by_vote(900.0, 4.0) == 15


@compiled
def pooled_cash(key, stream, shares, deviation, months):
    """Cash of the first member when all shocks of a month are put in common and shared out."""
    cash = np.empty(months)
    for month in range(months):
        pot = 0.0
        for member in range(len(shares)):
            pot += deviation * standard_normal(key, stream, month, member, 0)
        cash[month] = shares[0] * pot
    return cash


@pytest.mark.parametrize("n_members", [1, 4, 15])
def test_pooled_cash_deviates_less_by_the_root_of_the_number_of_members(n_members):
    shares = output_shares(0, np.ones(n_members), np.ones(n_members))
    cash = pooled_cash(KEY, TEST, shares, 800.0, 40_000)
    assert cash.std() == pytest.approx(pooled_deviation(800.0, n_members), rel=0.01)
    assert pooled_deviation(800.0, n_members) == pytest.approx(800.0 / n_members**0.5, rel=1e-15)
