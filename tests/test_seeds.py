"""Seeds, replicates and burnt-in states: what is accepted is told apart, what does not belong together is refused."""

import numpy as np
import pytest

from simulation import BurntInState, PlanError, Territory, checked_replicate, checked_seed, load_plan

SMALL = {"population.labour_force": 600, "population.burn_in_months": 1}
LARGEST = 2**64 - 1


@pytest.fixture(scope="module")
def plan():
    return load_plan("base", months=2, overrides=SMALL)


@pytest.fixture(scope="module")
def state(plan):
    return Territory.burnt_in(plan, seed=1)


@pytest.mark.parametrize("check", [checked_seed, checked_replicate])
@pytest.mark.parametrize("number", [0, 5, np.int64(5), np.uint64(LARGEST), LARGEST])
def test_a_whole_number_of_64_bits_is_a_seed(check, number):
    assert check(number) == int(number) and type(check(number)) is int


@pytest.mark.parametrize("check", [checked_seed, checked_replicate])
@pytest.mark.parametrize("number", [-1, LARGEST + 1, 1.0, np.float64(1.0), True, "1", None])
def test_anything_else_is_refused_in_a_sentence(check, number):
    with pytest.raises(PlanError, match="whole number between 0 and 2\\^64 - 1"):
        check(number)


@pytest.mark.parametrize("number", [-1, LARGEST + 1, 1.5])
def test_a_territory_refuses_the_same_seeds_and_replicates(plan, number):
    for given in ({"rng": number}, {"rng": 1, "replicate": number}):
        with pytest.raises(PlanError, match="whole number"):
            Territory(plan, **given)
    with pytest.raises(PlanError, match="whole number"):
        Territory.burnt_in(plan, seed=number)


def test_the_first_and_the_last_seed_are_two_worlds(plan):
    assert len({Territory(plan, rng=seed).state_hash for seed in (0, LARGEST, np.uint64(0))}) == 2


def test_a_burnt_in_state_says_of_which_world_it_is(plan, state):
    territory = Territory(plan, burnt_in=state)
    assert (territory.seed_number, territory.replicate) == (1, 0)
    assert isinstance(state, BurntInState) and state.past == plan.past


@pytest.mark.parametrize("given", [{"rng": 2}, {"rng": 1, "replicate": 3}, {"rng": np.random.default_rng(1)}])
def test_the_state_of_another_world_is_refused(plan, state, given):
    with pytest.raises(PlanError, match="the state is of seed 1, replicate 0"):
        Territory(plan, burnt_in=state, **given)


def test_the_state_of_another_past_is_refused_and_that_of_another_arm_is_not(plan, state):
    with pytest.raises(PlanError, match="other values than those of the plan"):
        Territory(load_plan(plan, overrides={"demand.habit": 1.0}), rng=1, burnt_in=state)
    later = {"policy.pole_share": 0.4, "policy.funding": "levy"}
    arm = load_plan(plan, regime="plural", overrides=later)
    assert Territory.burnt_in(arm, seed=1).hash == state.hash
    assert Territory(arm, rng=1, burnt_in=state).plan == arm


def test_a_journal_that_the_state_does_not_keep_is_refused(plan, state):
    with pytest.raises(PlanError, match="journal of 0 lines a month and not of 10"):
        Territory(plan, rng=1, burnt_in=state, journal=10)


def test_what_is_given_beside_a_plan_takes_its_place(plan):
    territory = Territory(plan, regime="plural", months=3, overrides={"demand.habit": 1.0}, rng=1)
    assert territory.plan == load_plan(plan, regime="plural", months=3, overrides={"demand.habit": 1.0})
    assert territory.outcomes.attrs["regime"] == "plural"
    with pytest.raises(PlanError, match="did you mean 'plural'"):
        Territory(plan, regime="plurall")
    with pytest.raises(PlanError, match="'months' is 0"):
        Territory(plan, months=0)
