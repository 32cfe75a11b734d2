"""The land as a grid of Mesa: a picture of the present month, for Mesa's visualisation and whoever knows its grids."""

from typing import Any

from mesa.discrete_space import OrthogonalMooreGrid, PropertyLayer

from simulation.actors import Organisation
from simulation.columns import NOBODY


def grid_of(territory: Any) -> OrthogonalMooreGrid:
    """Draw the parcels as cells, with the organisations that stand on them.

    Parameters
    ----------
    territory : Territory

    Returns
    -------
    mesa.discrete_space.OrthogonalMooreGrid
        Cell (x, y) a parcel, its agents the views on organisations; layers ``use`` (codes of `USE_NAMES`) and
        ``rent`` (EUR/m2/month). What is changed in it changes nothing of the territory.
    """
    land = territory.land_map()
    grid = OrthogonalMooreGrid(land["use"].T.shape, torus=False, random=territory.random)
    for name in ("use", "rent"):
        # A map has rows, hence y, first; a cell has x first.
        grid.add_property_layer(PropertyLayer.from_data(name, land[name].T))
    parcels = territory.world.parcels
    for organisation in territory.agents_by_type.get(Organisation, ()):
        if organisation.parcel != NOBODY:
            place = parcels[organisation.parcel]
            grid[int(place.x), int(place.y)].add_agent(organisation)
    return grid
