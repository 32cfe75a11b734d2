"""Setting a territory up: people and organisations, parcels, then money."""

from typing import Any

from simulation.columns import World
from simulation.initial_accounts import open_accounts
from simulation.parcels import lay_out_parcels
from simulation.plan import records_of
from simulation.population import populate


def settle_territory(values: dict[str, Any], *, seed: int, replicate: int, journal: int = 0) -> World:
    """Make the territory of month 0 before burn-in from every parameter of a plan."""
    parameters, sectors = records_of(values)
    world = populate(parameters, sectors, values, seed=seed, replicate=replicate, journal=journal)
    open_accounts(world, values)
    lay_out_parcels(world, values)
    return world
