"""The optional public-goods game in an infinite population: closed forms of Hauert et al. 2002.

Shares are written x (cooperate), y (defect), z (stay out); groups of N = 5, r = 3, c = 1, sigma = 1.
"""

import math

import numba
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from simulation.kernels import COMPILED
from tests.limits.games import COOPERATE, DEFECT, STAY_OUT, optional_payoff

compiled = numba.njit(error_model="numpy")
"""Compiled afresh in each run: numba's cache does not see that a rule of another file has changed."""

GROUP, MULTIPLICATION, LONER_PAYOFF = 5, 3.0, 1.0


@compiled
def factorial(number):
    """Product of the whole numbers up to ``number``."""
    product = 1.0
    for factor in range(2, number + 1):
        product *= factor
    return product


@compiled
def mean_payoffs(x, y, z, group, multiplication, loner_payoff):
    """Mean pay-off of each action over all groups, by enumeration of who the others are."""
    means = np.zeros(3)
    others = group - 1
    for cooperators in range(others + 1):
        for defectors in range(others + 1 - cooperators):
            loners = others - cooperators - defectors
            ways = factorial(others) / (factorial(cooperators) * factorial(defectors) * factorial(loners))
            weight = ways * x**cooperators * y**defectors * z**loners
            for action in range(3):
                in_group = (cooperators + (action == COOPERATE), defectors + (action == DEFECT))
                payoff = optional_payoff(action, in_group[0], in_group[1], multiplication, 1.0, loner_payoff)
                means[action] += weight * payoff
    return means


@compiled
def replicator(state, group, multiplication, loner_payoff):
    """Change of the shares: each grows by what it earns above the mean."""
    payoffs = mean_payoffs(state[0], state[1], state[2], group, multiplication, loner_payoff)
    mean = state[0] * payoffs[0] + state[1] * payoffs[1] + state[2] * payoffs[2]
    return state * (payoffs - mean)


@compiled
def orbit(start, steps, width, group, multiplication, loner_payoff):
    """Path of the replicator by the classical method of Runge and Kutta."""
    path = np.empty((steps + 1, 3))
    state = start.copy()
    path[0] = state
    for step in range(steps):
        first = replicator(state, group, multiplication, loner_payoff)
        second = replicator(state + 0.5 * width * first, group, multiplication, loner_payoff)
        third = replicator(state + 0.5 * width * second, group, multiplication, loner_payoff)
        fourth = replicator(state + width * third, group, multiplication, loner_payoff)
        state = state + width / 6.0 * (first + 2.0 * second + 2.0 * third + fourth)
        path[step + 1] = state
    return path


def advantage_of_defection(z: float, multiplication: float = MULTIPLICATION) -> float:
    """Closed form F(z) of the pay-off of defectors less that of cooperators."""
    alone = (multiplication - 1.0) * z ** (GROUP - 1)
    return 1.0 + alone - multiplication / GROUP * (1.0 - z**GROUP) / (1.0 - z)


def defector_payoff(x: float, z: float) -> float:
    """Closed form of the pay-off of defectors."""
    crowd = 1.0 - (1.0 - z**GROUP) / (GROUP * (1.0 - z))
    return LONER_PAYOFF * z ** (GROUP - 1) + MULTIPLICATION * x / (1.0 - z) * crowd


def conserved(state: np.ndarray) -> float:
    """Integral of motion of the replicator: a function of f = x / (x + y) and z."""
    x, y, z = state
    f = x / (x + y)
    of_f = LONER_PAYOFF * math.log(f) + (MULTIPLICATION - 1.0 - LONER_PAYOFF) * math.log(1.0 - f)
    of_z, _ = quad(
        lambda s: advantage_of_defection(s) / (s * (1.0 - s) * (1.0 - s ** (GROUP - 1))),
        0.4,
        z,
        epsabs=1e-12,
        epsrel=1e-12,
    )
    return of_f + of_z


@pytest.mark.parametrize("z", [0.05, 0.3, 0.4613, 0.7, 0.95])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_enumerated_pay_offs_are_the_closed_forms(part, z):
    x, y = part * (1.0 - z), (1.0 - part) * (1.0 - z)
    payoffs = mean_payoffs(x, y, z, GROUP, MULTIPLICATION, LONER_PAYOFF)
    assert payoffs[DEFECT] == pytest.approx(defector_payoff(x, z), abs=1e-12)
    assert payoffs[COOPERATE] == pytest.approx(defector_payoff(x, z) - advantage_of_defection(z), abs=1e-12)
    assert payoffs[STAY_OUT] == pytest.approx(LONER_PAYOFF, abs=1e-12)


def test_pay_offs_at_three_tenths_of_loners_are_the_known_numbers():
    payoffs = mean_payoffs(0.4, 0.3, 0.3, GROUP, MULTIPLICATION, LONER_PAYOFF)
    assert payoffs[DEFECT] == pytest.approx(1.2338, abs=5e-5)
    assert payoffs[COOPERATE] == pytest.approx(1.0726, abs=5e-5)


def test_at_the_interior_equilibrium_all_three_earn_the_same():
    z = brentq(advantage_of_defection, 0.01, 0.99, xtol=1e-14)
    x = y = (1.0 - z) / 2.0
    assert z == pytest.approx(0.4613, abs=5e-5)
    assert x == pytest.approx(0.2693, abs=5e-5)
    payoffs = mean_payoffs(x, y, z, GROUP, MULTIPLICATION, LONER_PAYOFF)
    np.testing.assert_allclose(payoffs, LONER_PAYOFF, atol=1e-12)


@pytest.mark.parametrize(("multiplication", "exists"), [(1.5, False), (2.0, False), (2.1, True), (4.0, True)])
def test_an_interior_equilibrium_exists_only_if_the_return_exceeds_two(multiplication, exists):
    gaps = []
    for z in np.linspace(0.001, 0.999, 999):
        payoffs = mean_payoffs((1 - z) / 2, (1 - z) / 2, z, GROUP, multiplication, LONER_PAYOFF)
        gaps.append(payoffs[DEFECT] - payoffs[COOPERATE])
    assert (min(gaps) < 0.0) == exists
    assert gaps[0] > 0.0


@pytest.fixture(scope="module")
def path() -> np.ndarray:
    return orbit(np.array([0.4, 0.2, 0.4]), 60_000, 0.005, GROUP, MULTIPLICATION, LONER_PAYOFF)


def peaks(share: np.ndarray) -> np.ndarray:
    """Steps at which a share is at a local maximum."""
    return 1 + np.flatnonzero((share[1:-1] > share[:-2]) & (share[1:-1] >= share[2:]))


@pytest.mark.skipif(not COMPILED, reason="too many steps to run uncompiled")
def test_the_replicator_conserves_its_orbit(path):
    turn = peaks(path[:, COOPERATE])
    assert len(turn) >= 3
    for start, end in zip(turn[:-1], turn[1:], strict=True):
        values = [conserved(path[step]) for step in np.linspace(start, end, 12).astype(int)]
        assert np.ptp(values) < 1e-6
    np.testing.assert_allclose(path.sum(axis=1), 1.0, atol=1e-9)


@pytest.mark.skipif(not COMPILED, reason="too many steps to run uncompiled")
def test_the_optional_game_rotates_from_cooperation_to_defection_to_staying_out(path):
    events = sorted((step, action) for action in range(3) for step in peaks(path[:, action]))
    actions = [action for _, action in events]
    assert len(actions) >= 6
    for action, following in zip(actions[:-1], actions[1:], strict=True):
        assert following == (action + 1) % 3
