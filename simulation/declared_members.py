"""Members of declared poles at month 0: organisations of the territory, in every arm, before the burn-in.

An organisation of the sector that comes nearest to the declared staff takes the declared legal form and staff; the
posts of the sector stay those of the plan, so that the others share what is left.
"""

from typing import Any

import numpy as np

from simulation.apportioning import largest_remainder
from simulation.columns import NOBODY, World
from simulation.declared_poles import DeclaredPole


def rows_needed(poles: tuple[DeclaredPole, ...]) -> dict[str, int]:
    """Rows of the tables of declared poles, their places and what others pay them."""
    return {
        "declared_poles": len(poles),
        "declared_members": sum(part.count for pole in poles for part in (*pole.members, *pole.circles)),
        "declared_payments": sum(payment.who != "members" for pole in poles for payment in pole.payments),
        "declared_activities": sum(len(pole.activities) for pole in poles),
    }


def write_declarations(world: World, poles: tuple[DeclaredPole, ...]) -> None:
    """Fill the tables of declared poles (`simulation.columns`); nobody holds a place yet."""
    slot, row, line = 0, 0, 0
    for number, pole in enumerate(poles):
        declared = world.declared_poles[number]
        declared.month, declared.kind = pole.month, pole.kind
        declared.sector = pole.sector
        declared.form_month = NOBODY if pole.form_month is None else pole.form_month
        declared.animators = pole.animators
        declared.means = pole.means
        declared.vote_rule = pole.vote_rule
        declared.hectares = pole.hectares
        for part in (*pole.members, *pole.circles):
            for _ in range(part.count):
                place = world.declared_members[slot]
                place.pole, place.sector, place.form = number, part.sector, part.form
                place.staff, place.depth, place.leads = part.staff, part.depth, int(part.leads)
                place.organisation = NOBODY
                slot += 1
        for activity in pole.activities:
            attempt = world.declared_activities[line]
            attempt.pole, attempt.month = number, activity.month
            attempt.sector, attempt.market, attempt.posts = activity.sector, activity.market, activity.staff
            attempt.novelty, attempt.hectares = activity.novelty, activity.hectares
            line += 1
        for payment in pole.payments:
            if payment.who != "members":
                promised = world.declared_payments[row]
                promised.pole, promised.by_authority = number, int(payment.who == "authority")
                promised.cents = round(100.0 * payment.euros / (payment.last - payment.first))
                promised.first, promised.last = payment.first, payment.last
                row += 1


def seat_members(world: World, posts: np.ndarray) -> None:
    """Let organisations take the places of declared poles: legal form and staff; the rest of the sector follows.

    Parameters
    ----------
    posts : int array (sectors,)
        Posts of each sector, met exactly before and after.
    """
    table, places = world.organisations, world.declared_members
    total = int(table.alive.sum())
    seated = np.zeros(total, bool)
    for slot in range(len(places)):
        place = places[slot]
        if place.staff == 0:
            continue
        free = np.flatnonzero((table.sector[:total] == place.sector) & ~seated)
        apart = np.abs(np.log(table.posts[free] / place.staff))
        o = int(free[np.argmin(apart)])
        seated[o] = True
        table.form[o], table.posts[o] = place.form, place.staff
        place.organisation, place.uid = o, table.uid[o]
    for sector in np.unique(table.sector[:total][seated]):
        of_sector = table.sector[:total] == sector
        others = np.flatnonzero(of_sector & ~seated)
        left = int(posts[sector] - table.posts[:total][of_sector & seated].sum())
        share_posts_out(table, others, left)


def share_posts_out(table: Any, rows: np.ndarray, posts: int) -> None:
    """Give ``posts`` to organisations in proportion to the sizes they have; one post at least to each."""
    if len(rows):
        weights = np.maximum(table.posts[rows].astype(float), 1.0)
        table.posts[rows] = 1 + largest_remainder(posts - len(rows), weights)
