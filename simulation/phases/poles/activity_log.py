"""What is written down of every activity attempted (`Territory.activities`): planned, started, given up, ended."""

from simulation.columns import NO_CAUSE, NOBODY, PROJECT_UID, VENTURE, World
from simulation.kernels import kernel
from simulation.phases.poles.activity_plan import Plan


@kernel
def free_line(world: World) -> int:
    """First unused line, else that of the oldest activity that is over; none where all live."""
    oldest = NOBODY
    for line in range(world.activities.shape[0]):
        written = world.activities[line]
        if written.uid == 0:
            return line
        if written.given_up != NOBODY or written.ended != NOBODY:
            if oldest == NOBODY or written.uid < world.activities[oldest].uid:
                oldest = line
    return oldest


@kernel
def open_line(world: World, month: int, kind: int, declared: int, sector: int, market: int, pole_uid: int) -> int:
    """Open a line for an activity that begins in ``month``; return it, or none where there is no room."""
    line = free_line(world)
    world.next_uid[PROJECT_UID] += 1
    if line == NOBODY:
        return NOBODY
    written = world.activities[line]
    written.uid = world.next_uid[PROJECT_UID]
    written.kind = kind
    written.declared = declared
    written.pole_uid = pole_uid
    written.sector = sector
    written.market = market
    written.planned = month
    written.started = NOBODY
    written.given_up = NOBODY
    written.ended = NOBODY
    written.cause = NO_CAUSE
    written.staff = 0
    written.sales = 0.0
    written.own_funds = 0
    written.organisation_uid = NOBODY
    written.quiet = 0
    return line


@kernel
def log_state(world: World, month: int, plan: Plan, pole_uid: int) -> int:
    """Write down that a venture was planned in ``month``; return its line, or none where there is no room."""
    return open_line(world, month, VENTURE, plan.declared, plan.sector, plan.market, pole_uid)


@kernel
def log_start(world: World, month: int, line: int, own_funds: int, organisation_uid: int) -> None:
    """Write down that it started, with so many cents of own funds."""
    if line != NOBODY:
        written = world.activities[line]
        written.started = month
        written.own_funds = own_funds
        written.organisation_uid = organisation_uid


@kernel
def log_size(world: World, line: int, staff: int, sales: float) -> None:
    """Write down its staff, heads, and its sales of the last twelve months, EUR."""
    if line != NOBODY:
        world.activities[line].staff = staff
        world.activities[line].sales = sales


@kernel
def log_end(world: World, month: int, line: int, cause: int) -> None:
    """Write down that it was given up, or ended if it had started, and why."""
    if line != NOBODY:
        written = world.activities[line]
        written.cause = cause
        if written.started == NOBODY:
            written.given_up = month
        else:
            written.ended = month
