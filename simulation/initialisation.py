"""Month 0 of a territory: people and organisations, places, parcels, then money."""

import numpy as np

from simulation.columns import ABSENT, ACTIVITY_USE, HOUSING_USE, World
from simulation.initial_accounts import open_accounts
from simulation.initial_owners import assign_owners
from simulation.parcels import lay_out_parcels, parcels_of_use
from simulation.plan import Plan
from simulation.population import DRAW_HOME, DRAW_SITE, ORGANISATION_OFFSET, drawn, populate, set_pay


def initialise_territory(plan: Plan, *, seed: int, replicate: int, journal: int = 0) -> World:
    """Make the territory of month 0 before burn-in; the plan's regime plays no part."""
    values = dict(plan.values)
    world = populate(
        plan.parameters_record(),
        plan.sector_record(),
        values,
        plan.poles,
        seed=seed,
        replicate=replicate,
        journal=journal,
    )
    assign_owners(world, values)
    set_pay(world, values)
    lay_out_parcels(world, values)
    place_homes_and_sites(world)
    open_accounts(world, values)
    return world


def place_homes_and_sites(world: World) -> None:
    """Give every adult a home, and every organisation but farms a site among activities and homes."""
    households, organisations = world.households, world.organisations
    housing, activity = parcels_of_use(world, HOUSING_USE), parcels_of_use(world, ACTIVITY_USE)
    adults = int((households.status != ABSENT).sum())
    homes = housing[(drawn(world, adults, DRAW_HOME) * len(housing)).astype(np.int64)]
    households.parcel[:adults] = homes
    households.commune[:adults] = world.parcels.commune[homes]
    total = int(organisations.alive.sum())
    sites = np.concatenate([activity, housing])
    chosen = sites[(drawn(world, total, DRAW_SITE, offset=ORGANISATION_OFFSET) * len(sites)).astype(np.int64)]
    without = np.flatnonzero(organisations.parcel[:total] < 0)
    organisations.parcel[without] = chosen[without]
