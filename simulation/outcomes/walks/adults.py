"""The walk over households that every month end takes."""

from typing import Any

from simulation.columns import ABSENT, AUTHORITY_POST, COMMUTER, EMPLOYED, STATE_POST, UNEMPLOYED, World
from simulation.kernels import inline_kernel, kernel


@kernel
def walk_adults(world: World, seen: Any) -> None:
    """Count adults by status and add up what they received; rows of nobody hold no income."""
    households = world.households
    status, waited, income_last = households.status, households.months_unemployed, households.income_last
    contracted = households.full_time_equivalent
    adults, employed, commuters, public_posts, unemployed, waiting = 0, 0, 0, 0, 0, 0
    for h in range(status.shape[0]):
        adults += status[h] != ABSENT
        employed += status[h] == EMPLOYED
        commuters += status[h] == COMMUTER
        public_posts += (status[h] == STATE_POST) | (status[h] == AUTHORITY_POST)
        unemployed += status[h] == UNEMPLOYED
        waiting += (status[h] == UNEMPLOYED) & (waited[h] >= 12)
    received = 0
    for h in range(status.shape[0]):
        received += income_last[h]
    # Four sums beside one another: each waits for its own last addition only.
    rows, one, two, three, four = status.shape[0], 0.0, 0.0, 0.0, 0.0
    for h in range(0, rows - 3, 4):
        one += fraction_here(status[h], contracted[h])
        two += fraction_here(status[h + 1], contracted[h + 1])
        three += fraction_here(status[h + 2], contracted[h + 2])
        four += fraction_here(status[h + 3], contracted[h + 3])
    for h in range(rows - rows % 4, rows):
        one += fraction_here(status[h], contracted[h])
    seen.adults, seen.employed, seen.commuters, seen.public_posts = adults, employed, commuters, public_posts
    seen.unemployed, seen.waiting_a_year, seen.income_last = unemployed, waiting, received
    seen.full_time_equivalents = one + two + (three + four)


@inline_kernel
def fraction_here(status: int, contracted: float) -> float:
    """Contracted fraction of a post in the territory; 0 where there is none."""
    here = (status == EMPLOYED) | (status == STATE_POST) | (status == AUTHORITY_POST)
    return contracted if here else 0.0
