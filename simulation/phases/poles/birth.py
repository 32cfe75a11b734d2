"""Birth of a pole, emergent or declared: a free row in the table of poles, and what stands in it at first."""

from simulation.columns import GOES_ON, NOBODY, POLE_UID, TALLY, World
from simulation.kernels import kernel
from simulation.rows import empty_pole_row

TALLY_BIRTHS = TALLY["pole_births"]


@kernel
def free_pole_row(world: World) -> int:
    """First free row of the table of poles, or none."""
    for pole in range(world.poles.shape[0]):
        if world.poles[pole].alive == 0:
            return pole
    return NOBODY


@kernel
def begin_pole(world: World, month: int, row: int, kind: int, sector: int, site: int) -> None:
    """Make a pole without members in a free row, and count its birth.

    Parameters
    ----------
    kind : int
        ENTERPRISES, PLACE or FILIERE.
    sector, site : int
        Of a filière, and the parcel of a place; or none.
    """
    empty_pole_row(world, row)
    born = world.poles[row]
    born.uid = world.next_uid[POLE_UID]
    world.next_uid[POLE_UID] += 1
    born.alive = 1
    born.kind = kind
    born.sector = sector
    born.site = site
    born.born = month
    born.cause = GOES_ON
    born.service = 1.0
    born.post_fill = world.parameters[0].pooling_post_sharing
    born.post_use = world.parameters[0].pooling_post_sharing
    world.tally[TALLY_BIRTHS] += 1
