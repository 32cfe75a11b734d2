"""Partners who are gone, or whose row is another's, count no longer; a row of a pole that ended remembers nothing."""

import numpy as np
import pytest

from simulation.outcomes.walks import found_at
from simulation.phases.poles.poles import open_pole
from simulation.phases.poles.stance import imitated
from simulation.rows import empty_pole_row
from simulation.world import empty_world
from tests.phases.pole_scene import all_know_one_another, organisations_world, pole_of


def test_mean_trust_counts_the_living_alone():
    world = organisations_world(4)
    all_know_one_another(world, 4, 0.5, 1)
    world.partner_trust[0, :2] = 0.9, 0.9
    pole_of(world, 4)
    seen = found_at(world, 2)
    assert (seen.pairs, seen.pairs_inside) == (12, 12) and seen.trust == seen.trust_inside == pytest.approx(6.8)
    # The second closes; the third's row is taken by another.
    world.organisations[1].alive = 0
    world.organisations[2].uid = 999
    # The first and the fourth know one another; whoever stands in the third row now is known by nobody.
    world.partner[2] = -1
    seen = found_at(world, 2)
    assert (seen.trust, seen.pairs, seen.trust_inside, seen.pairs_inside) == (1.0, 2, 1.0, 2)
    # Whom one has not met for two years counts no longer.
    assert found_at(world, 26).pairs == 0


@pytest.mark.parametrize(("alive", "uid"), [(0, 101), (1, 999)])
def test_nobody_imitates_who_is_gone(alive, uid):
    world = organisations_world(2, stance__imitation_intensity=1e9)
    world.partner[0], world.partner_uid[0] = 1, 101
    world.organisations[1].alternative = 5
    world.attraction[1, 5] = 1.0
    assert imitated(world, 1, 0) == 5
    world.organisations[1].alive, world.organisations[1].uid = alive, uid
    assert imitated(world, 1, 0) == 0


def test_a_cleared_row_of_poles_is_like_one_never_used():
    world = organisations_world(3)
    pole_of(world, 3, depth=2, formal=1)
    for column in world.poles.names:
        world.poles[column][0] = 7
    empty_pole_row(world, 0)
    new = empty_world(world.parameters, world.sectors, households=1, organisations=1).poles
    different = [name for name in new.names if new[name][0] != world.poles[name][0]]
    # Its number is never given again, and the cause of its end is told while nobody else has the row.
    assert different == ["uid", "cause"]


def test_overheads_of_a_new_pole_are_those_of_its_founders():
    world = organisations_world(3)
    pole_of(world, 3)
    empty_pole_row(world, 0)
    world.organisations.pole[:3] = -1
    world.organisations.depth_held[:3] = 0
    open_pole(world, 2, 0, np.arange(3))
    assert world.poles[0].overhead == pytest.approx(30_000.0)
