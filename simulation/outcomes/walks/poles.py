"""The walks over poles and joint projects."""

from typing import Any

import numpy as np

from simulation.columns import World
from simulation.kernels import kernel
from simulation.outcomes.walks.order import median


@kernel
def walk_poles(world: World, month: int, seen: Any) -> None:
    """Add up the living poles, and count the joint projects under way or waiting for permits."""
    poles, projects = world.poles, world.projects
    ages = np.empty(poles.shape[0])
    living, formal, members, direct_posts = 0, 0, 0, 0
    public_money, own_income, dues, running = 0, 0, 0, 0
    for row in range(poles.shape[0]):
        pole = poles[row]
        if pole.alive == 1:
            ages[living] = month - pole.born
            formal += pole.formal
            members += pole.members
            direct_posts += pole.direct_posts
            public_money += pole.public_money
            own_income += pole.own_income
            dues += pole.dues
            living += 1
    for row in range(projects.shape[0]):
        running += projects.alive[row]
    seen.poles, seen.formal_poles, seen.pole_members, seen.pole_posts = living, formal, members, direct_posts
    seen.pole_public_money, seen.pole_own_income, seen.pole_dues = public_money, own_income, dues
    seen.pole_age, seen.projects = median(ages, living), running
