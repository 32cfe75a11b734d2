"""The optional game of the tests is that of Hauert et al. 2002: closed forms in an infinite population.

Nothing of the territory is held here: the game gives `test_imitation_process` a setting with exact limits, and what is
exact has to be the game of the paper. Shares are written x (cooperate), y (defect), z (stay out); groups of N = 5,
r = 3, c = 1, sigma = 1.
"""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from tests.limits.played_games import COOPERATE, DEFECT, STAY_OUT, optional_payoff

GROUP, MULTIPLICATION, LONER_PAYOFF = 5, 3.0, 1.0


def mean_payoffs(x, y, z, multiplication=MULTIPLICATION):
    """Mean pay-off of each action over all groups, by enumeration of who the others are."""
    means = np.zeros(3)
    others = GROUP - 1
    for cooperators in range(others + 1):
        for defectors in range(others + 1 - cooperators):
            loners = others - cooperators - defectors
            ways = math.comb(others, cooperators) * math.comb(others - cooperators, defectors)
            weight = ways * x**cooperators * y**defectors * z**loners
            for action in (COOPERATE, DEFECT, STAY_OUT):
                in_group = cooperators + (action == COOPERATE), defectors + (action == DEFECT)
                means[action] += weight * optional_payoff(action, *in_group, multiplication, 1.0, LONER_PAYOFF)
    return means


def advantage_of_defection(z: float, multiplication: float = MULTIPLICATION) -> float:
    """Closed form F(z) of the pay-off of defectors less that of cooperators."""
    alone = (multiplication - 1.0) * z ** (GROUP - 1)
    return 1.0 + alone - multiplication / GROUP * (1.0 - z**GROUP) / (1.0 - z)


def defector_payoff(x: float, z: float) -> float:
    """Closed form of the pay-off of defectors."""
    crowd = 1.0 - (1.0 - z**GROUP) / (GROUP * (1.0 - z))
    return LONER_PAYOFF * z ** (GROUP - 1) + MULTIPLICATION * x / (1.0 - z) * crowd


@pytest.mark.parametrize("z", [0.05, 0.3, 0.4613, 0.7, 0.95])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_enumerated_pay_offs_are_the_closed_forms(part, z):
    x, y = part * (1.0 - z), (1.0 - part) * (1.0 - z)
    payoffs = mean_payoffs(x, y, z)
    assert payoffs[DEFECT] == pytest.approx(defector_payoff(x, z), abs=1e-12)
    assert payoffs[COOPERATE] == pytest.approx(defector_payoff(x, z) - advantage_of_defection(z), abs=1e-12)
    assert payoffs[STAY_OUT] == pytest.approx(LONER_PAYOFF, abs=1e-12)


def test_pay_offs_at_three_tenths_of_loners_are_the_known_numbers():
    payoffs = mean_payoffs(0.4, 0.3, 0.3)
    assert payoffs[DEFECT] == pytest.approx(1.2338, abs=5e-5)
    assert payoffs[COOPERATE] == pytest.approx(1.0726, abs=5e-5)


def test_at_the_interior_equilibrium_all_three_earn_the_same():
    z = brentq(advantage_of_defection, 0.01, 0.99, xtol=1e-14)
    x = y = (1.0 - z) / 2.0
    assert z == pytest.approx(0.4613, abs=5e-5)
    assert x == pytest.approx(0.2693, abs=5e-5)
    np.testing.assert_allclose(mean_payoffs(x, y, z), LONER_PAYOFF, atol=1e-12)


@pytest.mark.parametrize(("multiplication", "exists"), [(1.5, False), (2.0, False), (2.1, True), (4.0, True)])
def test_an_interior_equilibrium_exists_only_if_the_return_exceeds_two(multiplication, exists):
    gaps = []
    for z in np.linspace(0.001, 0.999, 999):
        payoffs = mean_payoffs((1 - z) / 2, (1 - z) / 2, z, multiplication)
        gaps.append(payoffs[DEFECT] - payoffs[COOPERATE])
    assert (min(gaps) < 0.0) == exists
    assert gaps[0] > 0.0
