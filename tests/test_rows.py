"""A row that is emptied or taken again keeps nothing of who was in it."""

import numpy as np
import pytest

from simulation.columns import ABSENT, NOBODY, UNEMPLOYED
from simulation.rows import (
    begin_membership,
    empty_organisation_row,
    empty_pole_row,
    empty_project_row,
    end_membership,
    leave_household_row,
    leave_organisation_row,
    take_household_row,
)
from tests.phases.pole_scene import organisations_world


@pytest.fixture
def world():
    return organisations_world(3)


def lived_in(table, row: int) -> None:
    """Write 3 into every column of a row."""
    for name in table.names:
        table[name][row] = 3


def test_an_emptied_organisation_row_is_one_that_never_was(world):
    lived_in(world.organisations, 0)
    world.attraction[0], world.supplier[0], world.partner[0], world.partner_uid[0] = 3.0, 1, 1, 1
    empty_organisation_row(world, 0)
    assert world.organisations[0].values() == world.empty_organisation[0].values()
    assert (world.attraction[0] == 0.0).all()
    assert all((links[0] == NOBODY).all() for links in (world.supplier, world.partner, world.partner_uid))


def test_who_closed_owns_nothing_and_sells_nothing(world):
    lived_in(world.organisations, 0)
    leave_organisation_row(world, 7, 0)
    left = world.organisations[0]
    assert (left.alive, left.closed, left.owner, left.owner_share, left.cross_share) == (0, 7, NOBODY, 0.0, 0.0)
    assert (left.staff, left.posts, left.stock, left.labour, left.export_weight) == (0, 0, 0.0, 0.0, 0.0)


def test_an_emptied_pole_row_keeps_its_number_and_the_cause_of_its_end_alone(world):
    never_used, used = world.poles[1].values(), 0
    lived_in(world.poles, used)
    empty_pole_row(world, used)
    kept = {name for name in world.poles.names if world.poles[name][used] != never_used[name]}
    assert kept == {"uid", "cause"}


def test_membership_starts_at_what_is_believed_and_leaves_nothing(world):
    member = world.organisations[0]
    lived_in(world.organisations, 0)
    member.belief = 0.25
    begin_membership(member)
    assert (member.pool_effort, member.pool_effort_before) == (0.25, 0.25)
    assert (member.member_since, member.contributed, member.sanction_step, member.suspended) == (0, 0, 0, 0)
    lived_in(world.organisations, 0)
    end_membership(member)
    assert member.pole == NOBODY and member.adjustment == 1.0
    assert not any(
        member[name]
        for name in (
            "pool_effort",
            "pool_effort_before",
            "pool_memory",
            "pool_saving",
            "purchase_rebate",
            "contributed",
        )
    )


def test_an_ended_project_frees_its_members_and_its_row(world):
    project = world.projects[0]
    project.alive, project.members = 1, 3
    world.project_member[0, :3] = [0, 1, 2]
    world.organisations.project[:3], world.organisations.project_fte[:3] = 0, 0.1
    empty_project_row(world, 0)
    assert (project.alive, project.members) == (0, 0)
    assert (world.project_member[0] == NOBODY).all()
    assert (world.organisations.project[:3] == NOBODY).all() and not world.organisations.project_fte[:3].any()


def test_a_newcomer_inherits_no_income_business_or_habit(world):
    lived_in(world.households, 0)
    world.income_ring[:, 0], world.known_seller[0] = 3, 1
    leave_household_row(world, 0)
    assert world.households.status[0] == ABSENT
    number = int(world.next_uid[0])
    take_household_row(world, 0)
    taken = world.households[0]
    assert (taken.uid, world.next_uid[0], taken.status) == (number, number + 1, UNEMPLOYED)
    assert (taken.employer, taken.pension, taken.businesses, taken.saver) == (NOBODY, 0, 0, 0)
    assert (taken.income_last, taken.income_year, taken.deposit_target) == (0, 0, 0)
    assert not np.any(world.income_ring[:, 0]) and (world.known_seller[0] == NOBODY).all()
