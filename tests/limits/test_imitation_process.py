"""Fixation and small mutation in a finite population: the exact values of ``economics.md`` 3.7.

These limits hold the rule of imitation only; they say nothing about the logit of the stance.
"""

import math

import numba
import numpy as np
import pytest

from simulation.draws import STREAM, replicate_key, uniform
from simulation.kernels import COMPILED
from tests.limits.games import (
    COOPERATE,
    DEFECT,
    STAY_OUT,
    optional_payoff,
    pairwise_comparison,
    public_goods_payoff,
)

compiled = numba.njit(error_model="numpy")
"""Compiled afresh in each run: numba's cache does not see that a rule of another file has changed."""

KEY = replicate_key(2012, 1)
IMITATION = STREAM["imitation"]
POPULATION, GROUP, MULTIPLICATION, LONER_PAYOFF = 20, 5, 3.0, 1.0
INTENSITY = 0.2
N_CHAINS = 40_000


def mean_payoff(game, action: int, counts: list[int]) -> float:
    """Mean pay-off of one who plays ``action`` over all groups drawn without replacement.

    Parameters
    ----------
    game : callable
        (action, cooperators, defectors) of the group to pay-off.
    counts : list of int
        Cooperators, defectors and loners in the population, the player included.
    """
    others = [count - (kind == action) for kind, count in enumerate(counts)]
    total = 0.0
    for cooperators in range(GROUP):
        for defectors in range(GROUP - cooperators):
            loners = GROUP - 1 - cooperators - defectors
            parts = zip(others, (cooperators, defectors, loners), strict=True)
            ways = math.prod(math.comb(available, taken) for available, taken in parts)
            if ways:
                total += ways * game(action, cooperators + (action == COOPERATE), defectors + (action == DEFECT))
    return total / math.comb(sum(counts) - 1, GROUP - 1)


def payoff_table(game, may_stay_out: bool) -> np.ndarray:
    """Pay-offs of the three actions at every (cooperators, defectors); 0 where nobody plays the action."""
    table = np.zeros((POPULATION + 1, POPULATION + 1, 3))
    for cooperators in range(POPULATION + 1):
        for defectors in range(POPULATION + 1 - cooperators):
            counts = [cooperators, defectors, POPULATION - cooperators - defectors]
            if counts[STAY_OUT] and not may_stay_out:
                continue
            for action in (COOPERATE, DEFECT, STAY_OUT):
                if counts[action]:
                    table[cooperators, defectors, action] = mean_payoff(game, action, counts)
    return table


def compulsory(action: int, cooperators: int, defectors: int) -> float:
    return public_goods_payoff(action, cooperators, cooperators + defectors, MULTIPLICATION, 1.0)


def optional(action: int, cooperators: int, defectors: int) -> float:
    return optional_payoff(action, cooperators, defectors, MULTIPLICATION, 1.0, LONER_PAYOFF)


@pytest.fixture(scope="module")
def compulsory_table() -> np.ndarray:
    return payoff_table(compulsory, may_stay_out=False)


@pytest.fixture(scope="module")
def optional_table() -> np.ndarray:
    return payoff_table(optional, may_stay_out=True)


@compiled
def fixations(table, population, mutant, resident, intensity, key, stream, chains):
    """How many of ``chains`` worlds are taken over by one mutant."""
    fixed = 0
    for chain in range(chains):
        counts = np.zeros(3, np.int64)
        counts[mutant] = 1
        counts[resident] = population - 1
        step = 0
        while 0 < counts[mutant] < population:
            left, taken = pairwise_comparison(
                counts,
                table[counts[0], counts[1]],
                intensity,
                0.0,
                uniform(key, stream, step, chain, 0),
                uniform(key, stream, step, chain, 1),
                uniform(key, stream, step, chain, 2),
                1.0,
            )
            counts[left] -= 1
            counts[taken] += 1
            step += 1
        fixed += counts[mutant] == population
    return fixed


@compiled
def time_shares(table, population, intensity, mutation, key, stream, worlds, steps):
    """Mean share of each action over ``worlds`` long runs, each started in one of the pure states."""
    total = np.zeros(3)
    for world in range(worlds):
        counts = np.zeros(3, np.int64)
        counts[world % 3] = population
        for step in range(steps):
            left, taken = pairwise_comparison(
                counts,
                table[counts[0], counts[1]],
                intensity,
                mutation,
                uniform(key, stream, step, world, 3),
                uniform(key, stream, step, world, 4),
                uniform(key, stream, step, world, 5),
                uniform(key, stream, step, world, 6),
            )
            counts[left] -= 1
            counts[taken] += 1
            for action in range(3):
                total[action] += counts[action]
    return total / total.sum()


def closed_fixation(gap: float) -> float:
    """Fixation of one mutant who always earns ``gap`` more than residents, under the Fermi rule."""
    exponent = INTENSITY * gap
    if exponent == 0.0:
        return 1.0 / POPULATION
    return (1.0 - math.exp(-exponent)) / (1.0 - math.exp(-POPULATION * exponent))


@pytest.mark.skipif(not COMPILED, reason="too many steps to run uncompiled")
@pytest.mark.parametrize(
    ("mutant", "resident", "sign", "known"),
    [(DEFECT, COOPERATE, +1, 0.1138), (COOPERATE, DEFECT, -1, 0.0154)],
)
def test_one_mutant_takes_over_with_the_probability_of_fermi(compulsory_table, mutant, resident, sign, known):
    gap = sign * (1.0 - MULTIPLICATION / GROUP * (POPULATION - GROUP) / (POPULATION - 1))
    expected = closed_fixation(gap)
    assert expected == pytest.approx(known, abs=5e-5)
    fixed = fixations(compulsory_table, POPULATION, mutant, resident, INTENSITY, KEY, IMITATION, N_CHAINS)
    standard_error = math.sqrt(expected * (1.0 - expected) / N_CHAINS)
    assert abs(fixed / N_CHAINS - expected) < 3.0 * standard_error


@pytest.mark.skipif(not COMPILED, reason="too many steps to run uncompiled")
def test_one_neutral_mutant_takes_over_once_in_the_number_of_members(compulsory_table):
    neutral = np.zeros_like(compulsory_table)
    fixed = fixations(neutral, POPULATION, COOPERATE, DEFECT, INTENSITY, KEY, IMITATION, N_CHAINS)
    standard_error = math.sqrt(0.05 * 0.95 / N_CHAINS)
    assert abs(fixed / N_CHAINS - 1.0 / POPULATION) < 3.0 * standard_error


def small_mutation_distribution(table: np.ndarray) -> np.ndarray:
    """Left eigenvector of the chain between pure states, where one mutant at a time takes over or dies."""
    transition = np.zeros((3, 3))
    for resident in range(3):
        for mutant in range(3):
            if mutant == resident:
                continue
            odds, sum_of_odds = 1.0, 1.0
            for n_mutants in range(1, POPULATION):
                counts = [0, 0, 0]
                counts[mutant], counts[resident] = n_mutants, POPULATION - n_mutants
                payoffs = table[counts[0], counts[1]]
                odds *= math.exp(-INTENSITY * (payoffs[mutant] - payoffs[resident]))
                sum_of_odds += odds
            transition[resident, mutant] = 0.5 / sum_of_odds
        transition[resident, resident] = 1.0 - transition[resident].sum()
    values, vectors = np.linalg.eig(transition.T)
    stationary = np.real(vectors[:, np.argmax(np.real(values))])
    return stationary / stationary.sum()


@pytest.mark.skipif(not COMPILED, reason="too many steps to run uncompiled")
def test_with_rare_mutation_the_optional_game_stays_near_its_small_mutation_limit(optional_table):
    expected = small_mutation_distribution(optional_table)
    measured = time_shares(optional_table, POPULATION, INTENSITY, 1e-3, KEY, IMITATION, 60, 1_000_000)
    assert 0.5 * np.abs(measured - expected).sum() < 0.03


def test_in_the_optional_game_each_action_is_invaded_by_the_next_of_the_cycle(optional_table):
    for resident, invader in [(COOPERATE, DEFECT), (DEFECT, STAY_OUT), (STAY_OUT, COOPERATE)]:
        counts = [0, 0, 0]
        counts[resident], counts[invader] = POPULATION - 2, 2
        payoffs = optional_table[counts[0], counts[1]]
        assert payoffs[invader] > payoffs[resident]
