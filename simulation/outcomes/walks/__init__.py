"""Walks over the tables of the world, each once a month end: what all outcomes are read from.

`desk` names what is seen, with units; each table has a file with the kernel that walks it. A new sum over a table is a
line in `desk.SEEN` and a line in that kernel.
"""

from typing import Any

import numpy as np

from simulation.columns import World
from simulation.kernels import kernel
from simulation.outcomes.walks.accounts import walk_accounts, walk_authority
from simulation.outcomes.walks.adults import sum_logarithms, walk_adults
from simulation.outcomes.walks.desk import Desk
from simulation.outcomes.walks.marginal import walk_sellers
from simulation.outcomes.walks.organisations import walk_organisations, walk_pairs
from simulation.outcomes.walks.parcels import walk_parcels
from simulation.outcomes.walks.poles import walk_poles


@kernel
def walk(world: World, month: int, desk: Desk) -> tuple[int, int]:
    """Walk over all tables; return how many owners in culture and how many incomes have a logarithm to be taken."""
    seen = desk.sheet[0]
    owners = walk_organisations(world, desk, seen)
    walk_pairs(world, month, desk, seen)
    walk_sellers(world, desk.ease, seen)
    positive = walk_adults(world, desk, owners, seen)
    walk_poles(world, month, desk, seen)
    walk_parcels(world, month, desk, seen)
    walk_accounts(world, desk, seen)
    walk_authority(world, seen)
    return owners, positive


def look(world: World, month: int, desk: Desk) -> Any:
    """Look at a month end; return all that is seen, by name (`desk.SEEN`)."""
    owners, positive = walk(world, month, desk)
    # NumPy takes many logarithms at once, which a kernel cannot.
    np.log(desk.relative[: owners + positive], out=desk.logarithm[: owners + positive])
    sum_logarithms(desk, owners, positive)
    return desk.seen
