"""What the authority lends to poles without a payment: time of its staff, a common building, courses.

A lever in kind is charged at what it would cost: to the public cost, to the satellite account, and against what poles
may draw on the envelope (``economics.md`` 2.2). It is the same in every regime in which somebody asks for it.
"""

from simulation.columns import PLACE, World
from simulation.kernels import kernel
from simulation.ledger import FORGONE_RENT, STAFF_LENT, cents

BYSTANDER, ENABLER, LEADER = 0, 1, 2
"""Positions in ``policy.authority_role``."""


@kernel
def lend(world: World, account: int, amount: int) -> None:
    """Charge ``amount`` cents given in kind to the public cost and to an account of the satellite."""
    authority = world.authority[0]
    world.books.satellite[account] += amount
    authority.public_cost += amount
    authority.in_kind += amount


@kernel
def founders_part(world: World) -> float:
    """Part of the time of starting a pole that its founders give themselves: all of it beside a bystander."""
    p = world.parameters[0]
    return 1.0 if p.policy_authority_role == BYSTANDER else 1.0 - p.policy_staff_part


@kernel
def lend_staff(world: World, founders: int) -> None:
    """Let the authority's staff give the rest of the time of starting a pole of so many founders."""
    p = world.parameters[0]
    hours = (1.0 - founders_part(world)) * p.pole_starting_hours * founders
    if hours > 0.0:
        lend(world, STAFF_LENT, cents(hours * p.policy_staff_hour))


@kernel
def shares_site(world: World, pole: int) -> bool:
    """Whether members share a site: a pole around a place, or a formal one under the authority's roof."""
    row = world.poles[pole]
    return row.kind == PLACE or (world.parameters[0].policy_one_roof == 1 and row.formal == 1)


@kernel
def lend_roof(world: World, pole: int) -> None:
    """Let a formal pole use the common building this month at no rent."""
    p = world.parameters[0]
    if p.policy_one_roof == 1 and world.poles[pole].formal == 1:
        lend(world, FORGONE_RENT, cents(p.policy_roof_rent))


@kernel
def sector_attachment(world: World) -> float:
    """Preference of job seekers for the sector last worked in: weaker where a training centre teaches another."""
    p = world.parameters[0]
    return p.labour_skill_weight * (1.0 - p.policy_training_centre)


@kernel
def lend_courses(world: World, unemployed: int) -> None:
    """Charge the courses of the month: so much for each unemployed person reached."""
    p = world.parameters[0]
    if p.policy_training_centre > 0.0:
        lend(world, STAFF_LENT, cents(p.policy_training_centre * p.policy_training_cost * unemployed))
