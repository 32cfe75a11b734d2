"""Rows of the tables: how each is emptied, left and taken again, in one place.

A row is reused after its actor is gone, and whatever an actor was or knew must not pass to the next. Claims are no part
of a row: they are settled in the ledger before.
"""

from typing import Any

from simulation.columns import ABSENT, ENTERPRISES, HOUSEHOLD_UID, NOBODY, UNEMPLOYED, World
from simulation.kernels import inline_kernel, kernel


@kernel
def empty_organisation_row(world: World, o: int) -> None:
    """Empty every column of a row before a newcomer takes it."""
    for k in range(world.attraction.shape[1]):
        world.attraction[o, k] = 0.0
    for k in range(world.supplier.shape[1]):
        world.supplier[o, k] = NOBODY
        world.bill[o, k] = 0
        world.bill_creditor[o, k] = NOBODY
    for k in range(world.partner.shape[1]):
        world.partner[o, k] = NOBODY
        world.partner_uid[o, k] = NOBODY
    world.organisations[o] = world.empty_organisation[0]


@kernel
def leave_organisation_row(world: World, month: int, o: int) -> None:
    """Mark an organisation as closed: nobody owns it or works in it, and it sells nothing."""
    organisation = world.organisations[o]
    organisation.alive = 0
    organisation.closed = month
    lose_owner(organisation)
    organisation.cross_share = 0.0
    organisation.book_equity = 0
    organisation.staff = 0
    organisation.posts = 0
    organisation.stock = 0.0
    organisation.labour = 0.0
    organisation.export_weight = 0.0


@inline_kernel
def lose_owner(organisation: Any) -> None:
    """Leave an organisation without resident owner."""
    organisation.owner = NOBODY
    organisation.owner_share = 0.0


@inline_kernel
def begin_membership(organisation: Any) -> None:
    """Start the count of a new member of a pole: it means to do what it believes others do."""
    reset_membership(organisation)
    organisation.pool_effort = organisation.belief
    organisation.pool_effort_before = organisation.belief


@inline_kernel
def end_membership(organisation: Any) -> None:
    """Leave no trace of a pole on a former member but what it has learnt of partners."""
    reset_membership(organisation)
    organisation.pole = NOBODY
    organisation.pool_effort = 0.0
    organisation.pool_effort_before = 0.0
    organisation.pool_memory = 0.0
    organisation.pole_cost = 0
    organisation.hosted_posts = 0
    clear_terms(organisation)


@inline_kernel
def reset_membership(organisation: Any) -> None:
    """Set the counts of a membership to nothing."""
    organisation.member_since = 0
    organisation.contributed = 0
    organisation.sanction_step = 0
    organisation.clean_months = 0
    organisation.suspended = 0


@inline_kernel
def clear_terms(organisation: Any) -> None:
    """Take away whatever pooling gave or cost an organisation this month."""
    organisation.purchase_rebate = 0.0
    organisation.premises_rebate = 0.0
    organisation.interest_rebate = 0.0
    organisation.purchase_saved = 0
    organisation.meeting_fte = 0.0
    organisation.shared_fte = 0.0
    organisation.adjustment = 1.0
    organisation.pool_saving = 0


@kernel
def empty_pole_row(world: World, row: int) -> None:
    """Empty a row of the table of poles; its account is empty already."""
    cleared = world.poles[row]
    cleared.alive = 0
    cleared.declared = 0
    cleared.kind = ENTERPRISES
    cleared.born = 0
    cleared.formal = 0
    cleared.formal_since = 0
    cleared.members = 0
    cleared.pooling_members = 0
    cleared.cross_members = 0
    cleared.animated = 0
    cleared.months_without_animator = 0
    cleared.months_unpaid = 0
    cleared.months_without_leader = 0
    cleared.animator_months_funded = 0
    cleared.seed_paid = 0
    cleared.label = 0
    cleared.dues = 0
    cleared.public_money = 0
    cleared.own_income = 0
    cleared.direct_posts = 0
    cleared.dues_weight = 0.0
    cleared.time_weight = 0.0
    cleared.time_squares = 0.0
    cleared.effort_sum = 0.0
    cleared.service = 0.0
    cleared.overhead = 0.0
    cleared.largest_staff = 0
    cleared.host = NOBODY
    cleared.in_arrears = 0
    cleared.wants_animator = 0
    cleared.animator_paid = 0
    cleared.post_fill = 0.0
    cleared.post_use = 0.0
    cleared.sector = NOBODY
    cleared.site = NOBODY
    cleared.tenders_won = 0
    cleared.tender_sector = NOBODY
    cleared.tender_line = NOBODY
    cleared.group_line = NOBODY


@kernel
def empty_project_row(world: World, row: int) -> None:
    """Free the partners and the row of an activity that was given up or is over."""
    project = world.projects[row]
    for place in range(project.members):
        o = world.project_member[row, place]
        # Partners of an activity that runs may prepare another one by now.
        if world.organisations[o].project == row:
            world.organisations[o].project = NOBODY
            world.organisations[o].project_fte = 0.0
        world.project_member[row, place] = NOBODY
        world.project_pledge[row, place] = 0.0
    project.alive = 0
    project.members = 0


@kernel
def leave_household_row(world: World, h: int) -> None:
    """Mark an adult as gone, with no income to remember."""
    household = world.households[h]
    household.status = ABSENT
    household.income = 0
    household.income_last = 0
    household.income_year = 0
    household.deposit_target = 0
    for k in range(world.income_ring.shape[0]):
        world.income_ring[k, h] = 0


@kernel
def take_household_row(world: World, h: int) -> None:
    """Give an empty row to a newcomer: unemployed, without post, pension, business or habitual seller."""
    household = world.households[h]
    household.uid = world.next_uid[HOUSEHOLD_UID]
    world.next_uid[HOUSEHOLD_UID] += 1
    household.status = UNEMPLOYED
    household.months_unemployed = 0
    household.employer = NOBODY
    household.pension = 0
    household.businesses = 0
    household.saver = 0
    for k in range(world.known_seller.shape[1]):
        world.known_seller[h, k] = NOBODY
