"""A few like organisations on one site, who may know one another and form a pole."""

import numpy as np

from simulation.columns import FIRM
from simulation.declared.sectors import SERVICES
from simulation.phases.poles.membership import list_members, recount
from simulation.phases.poles.poles import open_pole
from tests.phases.land_scene import add_household, add_organisation, small_world

STAFF = 10
OVERHEAD = 10_000.0
"""Purchases a pool can make together, EUR a month, of every organisation here."""


def organisations_world(count, *, sector=SERVICES, deposits=10_000_000, **changes):
    """``count`` organisations of ten people each, in the regime that allows reciprocity.

    Leaders call at every review, and nobody asks for trust, unless the test says otherwise.
    """
    certain = {
        "regime__reciprocity_allowed": 1,
        "pole__call_rate": 100.0,
        "pole__founders_needed": 8,
        "trust__caution": 0.0,
    }
    changes = certain | changes
    world = small_world(organisations=count + 2, households=count + 2, **changes)
    for row in range(count):
        add_household(world, row, deposits=deposits)
        add_organisation(world, row, sector=sector, form=FIRM, deposits=deposits, owner=row)
        organisation = world.organisations[row]
        organisation.staff = organisation.posts = STAFF
        organisation.labour = 0.88 * STAFF
        organisation.wage_offer = organisation.base_wage = 2000.0
        organisation.wage_memory = 30_000.0
        organisation.overhead = int(100 * OVERHEAD)
        organisation.productivity = 10_000.0
        # Work needed is exactly the work there is: 8.8 full-time equivalents.
        organisation.expected_sales = 88_000.0 / (1.0 + world.parameters[0].price_spare_capacity)
        organisation.input_share = 0.4
        organisation.belief = 0.5
        organisation.parcel = 0
    return world


def all_know_one_another(world, count, trust, month=0):
    """Give every pair of the first ``count`` organisations the same trust in one another."""
    for i in range(count):
        others = [j for j in range(count) if j != i]
        for k, j in enumerate(others):
            world.partner[i, k], world.partner_uid[i, k] = j, world.organisations[j].uid
            world.partner_trust[i, k], world.partner_met[i, k] = trust, month


def pole_of(world, count, *, depth=1, formal=0, animated=0, month=1, effort=1.0):
    """Make a pole of the first ``count`` organisations, all at one depth, who give this part of what they owe."""
    open_pole(world, month, 0, np.arange(count))
    for row in range(count):
        world.organisations[row].depth = depth
        world.organisations[row].depth_held = depth
        world.organisations[row].pool_effort = effort
    pole = world.poles[0]
    pole.formal, pole.animated, pole.wants_animator = formal, animated, formal
    recount(world, 0, members_of(world))
    return pole


def members_of(world, pole=0):
    """Rows of the members of a pole."""
    start, rows = list_members(world)
    return rows[start[pole] : start[pole + 1]]
