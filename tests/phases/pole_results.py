"""Three years of a few poles, as one hash of every byte: the same compiled and uncompiled."""

import hashlib

import numpy as np

from simulation.phases.poles.poles import live_poles
from simulation.phases.poles.pooling import settle_shared_posts, share_posts
from simulation.phases.poles.stance import review_stances
from simulation.phases.poles.trust import gather_initial_members, remember_partners
from tests.phases.land_scene import assert_accounts_close
from tests.phases.pole_scene import organisations_world

COUNT, MONTHS = 24, 36


def results() -> str:
    """Hash of organisations, poles, trust, experience and accounts after the last month."""
    world = organisations_world(
        COUNT,
        pole__initial_members=20,
        pole__founders_needed=4,
        pole__trust_needed=0.2,
        pole__informal_months=6,
        pole__needs_leader=0,
        stance__reconsideration=1.0,
        animation__cost=600.0,
        trust__outside_meetings=1.0,
    )
    world.organisations.entrepreneur[0] = 1
    world.organisations.player_type[:COUNT] = np.arange(COUNT) % 4
    world.organisations.expected_sales[:COUNT] *= np.linspace(0.9, 1.1, COUNT)
    gather_initial_members(world, 0)
    for month in range(1, MONTHS + 1):
        review_stances(world, month)
        live_poles(world, month)
        world.organisations.posts[:COUNT] = 10
        share_posts(world, month)
        settle_shared_posts(world, month)
        remember_partners(world, month)
    assert_accounts_close(world)
    assert world.poles.alive.sum() > 0 and world.poles.formal.sum() > 0
    digest = hashlib.sha256()
    for part in (
        world.organisations,
        world.poles,
        world.partner_trust,
        world.attraction,
        world.books.balance,
    ):
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()


if __name__ == "__main__":
    print(results())
