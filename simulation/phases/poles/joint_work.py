"""Joint activities without an organisation of their own: contracts won together, and posts that members share.

Both are work of the members themselves (`simulation.phases.public.tenders`, `simulation.phases.poles.pooling`). Here it
is only written down, beside the activities that have become organisations, for `Territory.activities`.
"""

from typing import Any

from simulation.columns import (
    EMPLOYERS_GROUP,
    JOINT_TENDERS,
    MARKET_MEMBERS,
    MARKET_PUBLIC,
    NO_WORK,
    NOBODY,
    POLE_ENDED,
    World,
)
from simulation.kernels import kernel
from simulation.phases.poles.activity_log import log_end, log_start, open_line

QUIET_MONTHS = 12
"""Months in a row without any work after which a joint activity is over; a contract runs for a year."""


@kernel
def continued(world: World, month: int, kind: int, line: int, pole: int, sector: int, posts: int, sold: int) -> int:
    """Write down a month of joint work; return the line on which it goes on, or none.

    Parameters
    ----------
    kind : int
        JOINT_TENDERS or EMPLOYERS_GROUP.
    line : int
        Where it stands so far, or none.
    sector : int
        Of the work, if it begins now.
    posts : int
        Posts held for it.
    sold : int
        What was paid for it this month, cents.
    """
    works = posts > 0 or sold > 0
    if line == NOBODY:
        if not works:
            return NOBODY
        market = MARKET_PUBLIC if kind == JOINT_TENDERS else MARKET_MEMBERS
        line = open_line(world, month, kind, 0, sector, market, world.poles[pole].uid)
        log_start(world, month, line, 0, NOBODY)
        if line == NOBODY:
            return NOBODY
    written = world.activities[line]
    written.quiet = 0 if works else written.quiet + 1
    # A memory of twelve months, as organisations have of their sales.
    written.sales += (12.0 * sold / 100.0 - written.sales) / 12.0
    written.staff = posts
    if written.quiet >= QUIET_MONTHS:
        log_end(world, month, line, NO_WORK)
        return NOBODY
    return line


@kernel
def write_joint_work(world: World, month: int, pole: int, rows: Any, paid: Any) -> None:
    """Write down the contracts that members of a pole won together this month, and the posts that they share.

    Parameters
    ----------
    rows, paid
        Members, and what each paid to (+) or got from (-) partners for shared work, cents.
    """
    told, posts, sold = world.poles[pole], 0, 0
    for place in range(rows.shape[0]):
        posts += world.organisations[rows[place]].hosted_posts
        sold += max(paid[place], 0)
    # The animator's own post at the host is none that members share.
    posts = max(posts - told.direct_posts, 0)
    sector = world.organisations[rows[0]].sector if rows.shape[0] > 0 else NOBODY
    told.group_line = continued(world, month, EMPLOYERS_GROUP, told.group_line, pole, sector, posts, sold)
    won = told.tenders_won
    told.tenders_won = 0
    told.tender_line = continued(world, month, JOINT_TENDERS, told.tender_line, pole, told.tender_sector, 0, won)


@kernel
def end_joint_work(world: World, month: int, pole: int) -> None:
    """Write down that the joint work of a pole that ends is over."""
    ended = world.poles[pole]
    log_end(world, month, ended.group_line, POLE_ENDED)
    log_end(world, month, ended.tender_line, POLE_ENDED)
    ended.group_line = ended.tender_line = NOBODY
