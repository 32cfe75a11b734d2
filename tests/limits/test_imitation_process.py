"""Fixation and small mutation in a finite population: the exact values of ``economics.md`` 3.7.

What is held is the choice of a stance under the rule ``imitation``, as the territory makes it
(`simulation.phases.poles.stance.chosen_alternative`): twenty organisations that all know one another, one of which
reviews its stance at a time. Their pay-offs are those of a game of the tests (`tests.limits.played_games`). The limits
say nothing about the logit of the stance.
"""

import math

import numba
import numpy as np
import pytest

from simulation.draws import STREAM, replicate_key, uniform_integer, word
from simulation.kernels import COMPILED
from simulation.phases.poles.stance import chosen_alternative
from tests.limits.played_games import COOPERATE, DEFECT, STAY_OUT, optional_payoff, payoff_table, public_goods_payoff
from tests.phases.pole_scene import all_know_one_another, organisations_world

compiled = numba.njit(error_model="numpy")
"""Compiled afresh in each run: numba's cache does not see that a rule of another file has changed."""

KEY = replicate_key(2012, 1)
TEST = STREAM["test"]
POPULATION, GROUP, MULTIPLICATION, LONER_PAYOFF = 20, 5, 3.0, 1.0
INTENSITY = 0.2
N_CHAINS = 40_000

STANCES = np.array([5, 4, 0])
"""Stance that stands for each action: projects and pooling, projects alone, competing alone."""

UNPLAYED = 1
"""Stance open to organisations without a pole that stands for no action: nobody keeps it, nobody copies it."""


def territory(exploration: float):
    """Twenty organisations without a pole that know one another and review their stance by imitation."""
    world = organisations_world(
        POPULATION,
        stance__rule="imitation",
        stance__imitation_intensity=INTENSITY,
        stance__exploration=exploration,
    )
    all_know_one_another(world, POPULATION, 0.5)
    world.attraction[:, UNPLAYED] = -1e9
    return world


def compulsory(action: int, cooperators: int, defectors: int) -> float:
    return public_goods_payoff(action, cooperators, cooperators + defectors, MULTIPLICATION, 1.0)


def optional(action: int, cooperators: int, defectors: int) -> float:
    return optional_payoff(action, cooperators, defectors, MULTIPLICATION, 1.0, LONER_PAYOFF)


@pytest.fixture(scope="module")
def compulsory_table() -> np.ndarray:
    return payoff_table(compulsory, POPULATION, GROUP, may_stay_out=False)


@pytest.fixture(scope="module")
def optional_table() -> np.ndarray:
    return payoff_table(optional, POPULATION, GROUP, may_stay_out=True)


@compiled
def set_up(world, stances, counts, mutant, resident, mutants):
    """Let the first ``mutants`` organisations take one action, the others another."""
    counts[:] = 0
    for o in range(POPULATION):
        action = mutant if o < mutants else resident
        world.organisations[o].alternative = stances[action]
        counts[action] += 1


@compiled
def learn_payoffs(world, stances, payoffs):
    """Give all organisations the experience of what each action pays now."""
    for o in range(POPULATION):
        for action in range(3):
            world.attraction[o, stances[action]] = payoffs[action]


@compiled
def review_one(world, stances, counts, step):
    """Let one organisation review its stance; keep the counts of actions. Return whether these changed."""
    o = uniform_integer(world.key[0], TEST, step, 0, 1, POPULATION)
    before = world.organisations[o].alternative
    after = chosen_alternative(world, step, o, 0)
    if after == before:
        return False
    world.organisations[o].alternative = after
    for action in range(3):
        counts[action] += (stances[action] == after) - (stances[action] == before)
    return True


@compiled
def fixations(world, stances, table, mutant, resident, key, chains):
    """How many of ``chains`` worlds are taken over by one mutant."""
    fixed = 0
    counts = np.zeros(3, np.int64)
    for chain in range(chains):
        world.key[0] = word(key, TEST, 0, chain, 0)
        set_up(world, stances, counts, mutant, resident, 1)
        learn_payoffs(world, stances, table[counts[0], counts[1]])
        step = 0
        while 0 < counts[mutant] < POPULATION:
            if review_one(world, stances, counts, step):
                learn_payoffs(world, stances, table[counts[0], counts[1]])
            step += 1
        fixed += counts[mutant] == POPULATION
    return fixed


@compiled
def time_shares(world, stances, table, key, worlds, steps):
    """Mean share of each action over ``worlds`` long runs, each started in one of the pure states."""
    total = np.zeros(3)
    counts = np.zeros(3, np.int64)
    for number in range(worlds):
        world.key[0] = word(key, TEST, 0, number, 1)
        set_up(world, stances, counts, number % 3, number % 3, 0)
        learn_payoffs(world, stances, table[counts[0], counts[1]])
        for step in range(steps):
            if review_one(world, stances, counts, step):
                learn_payoffs(world, stances, table[counts[0], counts[1]])
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
    # Where nobody plays an action the table says nothing, but nobody can copy it either.
    fixed = fixations(territory(0.0), STANCES, compulsory_table, mutant, resident, KEY, N_CHAINS)
    standard_error = math.sqrt(expected * (1.0 - expected) / N_CHAINS)
    assert abs(fixed / N_CHAINS - expected) < 3.0 * standard_error


@pytest.mark.skipif(not COMPILED, reason="too many steps to run uncompiled")
def test_one_neutral_mutant_takes_over_once_in_the_number_of_members(compulsory_table):
    neutral = np.zeros_like(compulsory_table)
    fixed = fixations(territory(0.0), STANCES, neutral, COOPERATE, DEFECT, KEY, N_CHAINS)
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
def test_with_rare_exploration_the_optional_game_stays_near_its_small_mutation_limit(optional_table):
    expected = small_mutation_distribution(optional_table)
    measured = time_shares(territory(1e-3), STANCES, optional_table, KEY, 40, 1_000_000)
    assert 0.5 * np.abs(measured - expected).sum() < 0.03


def test_who_imitates_copies_the_better_paid_and_explores_at_the_rate_of_the_plan():
    world = territory(0.0)
    world.parameters[0].stance_imitation_intensity = 1e9
    world.organisations.alternative[:POPULATION] = STANCES[DEFECT]
    world.organisations.alternative[0] = STANCES[COOPERATE]
    world.attraction[:, STANCES[DEFECT]] = 1.0
    copied = [int(chosen_alternative(world, month, 0, 0)) for month in range(200)]
    # Nineteen of the 24 partners an organisation can remember are known: the others are looked for in vain.
    assert set(copied) == {STANCES[COOPERATE], STANCES[DEFECT]}
    assert np.mean(np.array(copied) == STANCES[DEFECT]) == pytest.approx(19 / 24, abs=0.08)
    world.parameters[0].stance_exploration = 1.0
    assert {int(chosen_alternative(world, month, 0, 0)) for month in range(100)} == {*STANCES.tolist(), UNPLAYED}


def test_in_the_optional_game_each_action_is_invaded_by_the_next_of_the_cycle(optional_table):
    for resident, invader in [(COOPERATE, DEFECT), (DEFECT, STAY_OUT), (STAY_OUT, COOPERATE)]:
        counts = [0, 0, 0]
        counts[resident], counts[invader] = POPULATION - 2, 2
        payoffs = optional_table[counts[0], counts[1]]
        assert payoffs[invader] > payoffs[resident]
