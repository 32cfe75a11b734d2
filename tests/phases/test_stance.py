"""Reviews of the stance: who may choose what, by cohort, in steps, from forecast and from what was lived."""

import numpy as np
import pytest

from simulation.columns import ALTERNATIVES
from simulation.phases.poles.stance import admissible_alternatives, learn, review_stances
from tests.phases.pole_scene import organisations_world, pole_of


def admissible(depth, held, member, deepest=2):
    marked = np.zeros(ALTERNATIVES, np.bool_)
    admissible_alternatives(depth, held, member, deepest, marked)
    assert (marked[:4] == marked[4:]).all()
    return list(np.flatnonzero(marked[:4]))


def test_depth_moves_by_one_step_and_the_deepest_needs_a_legal_form():
    assert admissible(0, 0, False) == [0, 1]
    assert admissible(1, 1, True) == [0, 1, 2]
    assert admissible(2, 1, True) == [1, 2]
    assert admissible(2, 2, True) == [1, 2]
    assert admissible(2, 2, True, deepest=3) == [1, 2, 3]
    assert admissible(3, 3, True, deepest=3) == [2, 3]


@pytest.mark.parametrize("closed", [{"regime__reciprocity_allowed": 0}, {"stance__frozen": 1}])
def test_nobody_cooperates_where_it_is_not_allowed(closed):
    world = organisations_world(12, **closed)
    for month in range(1, 25):
        review_stances(world, month)
    assert (world.organisations.alternative == 0).all()


def test_a_prohibition_ends_stances_at_once():
    world = organisations_world(3, regime__reciprocity_allowed=0)
    world.organisations.alternative[:3], world.organisations.depth[:3] = 5, 1
    world.organisations.projects[:3] = 1
    review_stances(world, 1)
    assert not world.organisations.depth.any() and not world.organisations.projects.any()


def test_one_cohort_reviews_each_month():
    world = organisations_world(12, stance__reconsideration=1.0, stance__exploration=1.0)
    world.organisations.pool_memory[:12] = 3000.0
    review_stances(world, 2)
    learnt = np.flatnonzero(world.attraction[:12, 0])
    assert list(world.organisations.uid[learnt] % 6) == [2, 2]


def test_exploration_alone_takes_every_admissible_stance_alike():
    world = organisations_world(60, stance__reconsideration=1.0, stance__exploration=1.0)
    chosen = np.zeros(ALTERNATIVES)
    for month in range(1, 241):
        review_stances(world, month)
        chosen += np.bincount(world.organisations.alternative[:60], minlength=ALTERNATIVES)
    assert chosen[[2, 3, 6, 7]].sum() == 0
    assert chosen[[0, 1, 4, 5]] / chosen.sum() == pytest.approx([0.25] * 4, abs=0.02)


def test_who_was_not_hurt_seldom_looks_again_who_was_hurt_always_does():
    world = organisations_world(12, stance__reconsideration=0.0, stance__exploration=1.0)
    for month in range(1, 60):
        review_stances(world, month)
    assert not world.organisations.alternative.any()
    world.organisations.pool_memory[:12] = -300.0
    for month in range(1, 25):
        review_stances(world, month)
    assert world.organisations.alternative[:12].any()


def test_lived_payoff_enters_experience():
    world = organisations_world(3, stance__experience_rate=0.5)
    world.organisations[1].alternative = 1
    world.organisations[1].pool_memory = 600.0
    assert learn(world, 1) == pytest.approx(0.02)
    assert world.attraction[1, 1] == pytest.approx(0.01)


def test_a_member_for_whom_pooling_is_costly_gives_it_up():
    for hours, deeper in ((0.0, True), (400.0, False)):
        world = organisations_world(
            6,
            pooling__member_hours=hours,
            stance__reconsideration=1.0,
            stance__exploration=0.0,
            stance__intensity=100.0,
            stance__learning_weight=0.0,
        )
        pole_of(world, 6, depth=1)
        for month in range(1, 7):
            review_stances(world, month)
        assert (world.organisations.depth[:6].mean() > 1.0) == deeper
        assert (world.organisations.depth[:6].mean() < 1.0) == (not deeper)
