"""Linear public goods, decay of contributions, deterrence: the exact values of ``economics.md`` 3.7."""

import itertools
import math

import numpy as np
import pytest

from simulation.declared import PARAMETERS
from simulation.rules.effort import (
    PLAYER_TYPES,
    belief_after_round,
    player_type_of,
)
from simulation.rules.sanctions import contributes, gain_of_shirking
from simulation.rules.stance import choose, project_utility
from simulation.rules.stance_rules.conditional import conditional_effort
from tests.limits.closed_forms import deterrence_threshold
from tests.limits.played_games import COOPERATE, DEFECT, mean_payoff, public_goods_payoff

SHARES = [PARAMETERS[f"stance.share_{name}"].default for name in ("conditional", "free_rider", "hump")]
EFFORTS = np.linspace(0.0, 1.0, 11)
N_MEMBERS = 5


@pytest.mark.parametrize("gross_return", [0.0, 1.0, 3.0, 4.99, 5.0, 5.01, 7.0])
@pytest.mark.parametrize("partners_contribution", [0.0, 2.0, 4.0])
def test_a_maximiser_gives_all_or_nothing_as_the_marginal_return_says(gross_return, partners_contribution):
    share = 1.0 / N_MEMBERS
    utilities = np.array(
        [
            project_utility(1.0, share, gross_return, 1.0, effort, 1.0, partners_contribution, 0.0, 1.0)
            for effort in EFFORTS
        ]
    )
    chosen = EFFORTS[choose(utilities, np.ones(len(EFFORTS), bool), math.inf, 0.0, 0.5)]
    if gross_return == N_MEMBERS:
        assert np.ptp(utilities) < 1e-12
    else:
        assert chosen == (1.0 if gross_return > N_MEMBERS else 0.0)


@pytest.mark.parametrize(
    ("gross_return", "chosen"), [(3.0, 0), (math.nextafter(5.0, 0.0), 0), (5.0, 0), (5.1, 1), (7.0, 1)]
)
def test_giving_starts_to_pay_where_the_return_equals_the_number_of_members(gross_return, chosen):
    utilities = np.array(
        [project_utility(1.0, 0.2, gross_return, 1.0, effort, 1.0, 0.0, 0.0, 1.0) for effort in (0.0, 1.0)]
    )
    assert choose(utilities, np.ones(2, bool), math.inf, 0.0, 0.5) == chosen
    assert (utilities[0] == utilities[1]) == (gross_return == 5.0)


def mean_efforts(types: list[int], matching: float, rate: float, belief: float, rounds: int) -> list[float]:
    """Mean effort of each round in a group so large that all see the same mean."""
    means = []
    for _ in range(rounds):
        means.append(math.fsum(conditional_effort(kind, belief, matching) for kind in types) / len(types))
        belief = belief_after_round(belief, means[-1], rate)
    return means


@pytest.mark.parametrize(
    ("free_riders", "matching", "rate"),
    [(0.30, 0.9, 0.34), (0.33, 0.9, 0.315), (0.0, 0.9, 0.5), (0.5, 1.0, 0.2), (0.0, 1.0, 0.3)],
)
def test_contributions_decay_geometrically_at_the_rate_of_imperfect_matching(free_riders, matching, rate):
    n_free_riders = round(1000 * free_riders)
    types = [PLAYER_TYPES.index("free_rider")] * n_free_riders
    types += [PLAYER_TYPES.index("conditional_cooperator")] * (1000 - n_free_riders)
    measured = mean_efforts(types, matching, rate, 0.75, 30)
    kept = 1.0 - rate * (1.0 - matching * (1.0 - free_riders))
    expected = measured[0] * kept ** np.arange(30)
    np.testing.assert_allclose(measured, expected, rtol=1e-12)


@pytest.mark.parametrize(("free_riders", "rate"), [(0.30, 0.34), (0.33, 0.315)])
def test_half_the_endowment_falls_to_fifteen_per_cent_in_ten_rounds(free_riders, rate):
    n_free_riders = round(1000 * free_riders)
    types = [PLAYER_TYPES.index("free_rider")] * n_free_riders
    types += [PLAYER_TYPES.index("conditional_cooperator")] * (1000 - n_free_riders)
    first_belief = 0.5 / (0.9 * (1.0 - free_riders))
    measured = mean_efforts(types, 0.9, rate, first_belief, 10)
    assert measured[0] == pytest.approx(0.5)
    assert measured[9] == pytest.approx(0.15, abs=0.002)


def test_the_default_mix_of_types_starts_and_ends_in_the_bands_of_experiments():
    """V10: 40 to 60 % of the endowment at first, 10 to 20 % after ten rounds."""
    draws = (np.arange(1000) + 0.5) / 1000
    types = [player_type_of(draw, *SHARES) for draw in draws]
    measured = mean_efforts(types, 0.9, 0.33, 0.9, 10)
    assert 0.40 <= measured[0] <= 0.60
    assert 0.10 <= measured[9] <= 0.20
    assert (np.diff(measured) < 0.0).all()


@pytest.mark.parametrize(("population", "group", "multiplication"), [(20, 5, 3.0), (12, 4, 2.5), (9, 2, 1.2)])
def test_the_gap_of_defectors_in_a_finite_population_is_exact_at_every_composition(population, group, multiplication):
    expected = 1.0 - (multiplication / group) * (population - group) / (population - 1)
    if (population, group, multiplication) == (20, 5, 3.0):
        assert expected == pytest.approx(0.5263, abs=5e-5)

    def played(action: int, cooperators: int, defectors: int) -> float:
        return public_goods_payoff(action, cooperators, cooperators + defectors, multiplication, 1.0)

    for n_cooperators in range(1, population):
        n_defectors = population - n_cooperators
        counts = [n_cooperators, n_defectors, 0]
        mean = {action: mean_payoff(played, action, counts, group) for action in (COOPERATE, DEFECT)}
        assert mean[DEFECT] - mean[COOPERATE] == pytest.approx(expected, abs=1e-12)


def test_the_weights_of_compositions_are_those_of_groups_counted_one_by_one():
    players = [COOPERATE] * 4 + [DEFECT] * 5
    groups = [group for group in itertools.combinations(range(9), 4) if 0 in group]
    counted = math.fsum(
        public_goods_payoff(COOPERATE, sum(players[i] == COOPERATE for i in group), 4, 2.5, 1.0) for group in groups
    ) / len(groups)
    weighted = math.fsum(
        math.comb(3, k) * math.comb(5, 3 - k) / math.comb(8, 3) * public_goods_payoff(COOPERATE, k + 1, 4, 2.5, 1.0)
        for k in range(4)
    )
    assert counted == pytest.approx(weighted, abs=1e-12)


@pytest.mark.parametrize("share", [0.1, 0.2, 0.25])
@pytest.mark.parametrize("success_probability", [0.5, 1.0])
@pytest.mark.parametrize("fine_rate", [1.0, 2.5, 4.0])
def test_monitoring_found_by_bisection_is_the_deterrence_threshold(share, success_probability, fine_rate):
    contribution, gross_return, complementarity = 300.0, 2.0, 1.2
    gain = gain_of_shirking(contribution, share, gross_return, success_probability, complementarity)
    shirks, gives = 0.0, 1.0
    assert not contributes(shirks, fine_rate, contribution, gain)
    assert contributes(gives, fine_rate, contribution, gain)
    for _ in range(60):
        middle = 0.5 * (shirks + gives)
        if contributes(middle, fine_rate, contribution, gain):
            gives = middle
        else:
            shirks = middle
    threshold = deterrence_threshold(share, gross_return, success_probability, complementarity, fine_rate)
    assert threshold == pytest.approx((1 - share * gross_return * success_probability * complementarity) / fine_rate)
    assert gives == pytest.approx(threshold, abs=1e-15)


def test_at_the_threshold_a_maximiser_gives_and_just_below_it_shirks():
    threshold = deterrence_threshold(0.25, 2.0, 1.0, 1.0, 1.0)
    gain = gain_of_shirking(256.0, 0.25, 2.0, 1.0, 1.0)
    assert threshold == 0.5
    assert contributes(threshold, 1.0, 256.0, gain)
    assert not contributes(math.nextafter(threshold, 0.0), 1.0, 256.0, gain)
