"""The walk over households that every month end takes."""

from typing import Any

from simulation.columns import ABSENT, AUTHORITY_POST, COMMUTER, EMPLOYED, STATE_POST, UNEMPLOYED, World
from simulation.kernels import kernel


@kernel
def walk_adults(world: World, seen: Any) -> None:
    """Count adults by status and add up what they received; rows of nobody hold no income."""
    households = world.households
    status, waited, contracted = households.status, households.months_unemployed, households.full_time_equivalent
    income_last, income_year = households.income_last, households.income_year
    adults, employed, commuters, public_posts, unemployed, waiting = 0, 0, 0, 0, 0, 0
    for h in range(status.shape[0]):
        adults += status[h] != ABSENT
        employed += status[h] == EMPLOYED
        commuters += status[h] == COMMUTER
        public_posts += (status[h] == STATE_POST) | (status[h] == AUTHORITY_POST)
        unemployed += status[h] == UNEMPLOYED
        waiting += (status[h] == UNEMPLOYED) & (waited[h] >= 12)
    received, negative = 0, 0
    for h in range(status.shape[0]):
        received += income_last[h]
        negative += income_year[h] < 0
    full_time_equivalents = 0.0
    for h in range(status.shape[0]):
        here = (status[h] == EMPLOYED) | (status[h] == STATE_POST) | (status[h] == AUTHORITY_POST)
        full_time_equivalents += contracted[h] if here else 0.0
    seen.adults, seen.employed, seen.commuters, seen.public_posts = adults, employed, commuters, public_posts
    seen.unemployed, seen.waiting_a_year = unemployed, waiting
    seen.income_last, seen.negative_incomes, seen.full_time_equivalents = received, negative, full_time_equivalents
