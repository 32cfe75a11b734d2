"""Joint projects by hand: three members, what each gives, what comes back, and when nothing starts."""

import pytest

from simulation.columns import COOPERATIVE, NOBODY, TALLY
from simulation.declared.sectors import BUSINESS, CULTURE, SERVICES
from simulation.ledger import open_month
from simulation.phases.poles.joint_projects import (
    EFFORT,
    PURCHASES,
    SALES,
    SHARED,
    complementarity,
    run_joint_projects,
    variety,
)
from simulation.phases.poles.membership import leave_project
from simulation.purposes import DEPOSITS
from simulation.rules.effort import CONDITIONAL_COOPERATOR, OTHER
from tests.phases.land_scene import add_organisation, assert_accounts_close, small_world

SURE = {
    "regime__reciprocity_allowed": 1,
    "trust__caution": 0.0,
    "project__start_rate": 12.0,
    "project__permit_months": 0,
    "project__duration": 2,
    "project__success_probability": 1.0,
    "project__venture_probability": 0.0,
    "project__complementarity": 0.0,
    "project__share_rule": "equal",
}


def willing(**changes):
    """Three that trust one another, the first an entrepreneur, each giving half of 300 EUR a month."""
    world = small_world(**{**SURE, **changes})
    for row, sector in enumerate((BUSINESS, SERVICES, CULTURE)):
        add_organisation(
            world,
            row,
            sector=sector,
            deposits=20_000_00,
            projects=1,
            entrepreneur=int(row == 0),
            player_type=OTHER,
            belief=0.45,
            wage_memory=10_000.0,
            staff=3,
            posts=3,
            labour=2.64,
        )
    for i in range(3):
        for k, j in enumerate(other for other in range(3) if other != i):
            world.partner[i, k], world.partner_uid[i, k] = j, world.organisations[j].uid
            world.partner_trust[i, k] = 0.8
    return world


def lived(world, month):
    open_month(world.books)
    world.tally[:] = 0.0
    run_joint_projects(world, month)
    assert_accounts_close(world)


def test_three_members_give_half_and_share_what_it_brings():
    # 0.03 of a wage bill of 10,000 EUR is 300 EUR; three members, two months, half the effort: 900 EUR.
    world = willing(project__gross_return=2.0, project__leftover=0.0)
    lived(world, 1)
    assert world.tally[TALLY["projects_started"]] == 1
    assert not world.books.turnover.any()
    lived(world, 2)
    assert world.books.turnover[PURCHASES] == 450_00
    assert world.books.turnover[EFFORT] >= 300_00
    assert world.organisations.effort[:3].tolist() == [0.5, 0.5, 0.5]
    world.organisations.projects[0] = 0  # It proposes no other one.
    lived(world, 3)
    assert world.books.turnover[SALES] == 1_800_00
    assert world.books.turnover[SHARED] >= 1_200_00
    first = world.books.first[1]
    assert (world.books.balance[DEPOSITS, first : first + 3] == 20_000_00 - 300_00 + 600_00).all()
    assert world.tally[TALLY["projects_finished"]] == 1
    assert (world.organisations.project[:3] == NOBODY).all()
    assert (world.project_member == NOBODY).all()


@pytest.mark.parametrize("total", [1, 2, 1_000_01])
@pytest.mark.parametrize("rule", ["equal", "contribution", "capital"])
def test_proceeds_are_shared_to_the_last_cent(rule, total):
    world = willing(project__share_rule=rule, project__gross_return=total / 100.0 / 900.0)
    for month in (1, 2, 3):
        lived(world, month)
    first = world.books.first[1]
    held = int(world.books.balance[DEPOSITS, first : first + 3].sum())
    assert held == 3 * 20_000_00 - 900_00 + world.books.turnover[SALES]
    assert world.books.turnover[SALES] == pytest.approx(total, abs=1)


def test_failure_brings_nothing_back():
    world = willing(project__success_probability=0.0)
    for month in (1, 2, 3):
        lived(world, month)
    assert world.tally[TALLY["projects_failed"]] == 1
    assert world.books.turnover[SALES] == 0
    first = world.books.first[1]
    assert (world.books.balance[DEPOSITS, first : first + 3] == 20_000_00 - 300_00).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"regime__reciprocity_allowed": 0},
        {"project__gross_return": 0.0},
        {"project__start_rate": 0.0},
        {"project__members_needed": 4},
    ],
)
def test_nothing_starts_and_no_byte_changes_when_projects_are_off(changes):
    world = willing(**changes)
    balance, organisations = world.books.balance.copy(), world.organisations.copy()
    for month in range(1, 6):
        lived(world, month)
    assert (world.books.balance == balance).all()
    assert world.organisations.tobytes() == organisations.tobytes()
    assert world.projects.alive.sum() == 0


def test_without_an_entrepreneur_no_project_starts():
    world = willing()
    world.organisations.entrepreneur[:3] = 0
    for month in range(1, 6):
        lived(world, month)
    assert world.projects.alive.sum() == 0


def test_permits_take_longer_the_more_is_untried_and_cost_nothing_meanwhile():
    world = willing(project__permit_months=24)
    lived(world, 1)
    wait = int(24 * world.projects[0].novelty + 0.5)
    assert world.projects[0].permit_months == wait
    for month in range(2, 2 + wait):
        lived(world, month)
        assert not world.books.turnover.any()
    lived(world, 2 + wait)
    assert world.books.turnover[PURCHASES] > 0


def test_a_leaver_gives_its_place_up_and_the_leadership():
    world = willing()
    lived(world, 1)
    leave_project(world, 0)
    assert world.projects[0].members == 2
    assert world.projects[0].leader in (1, 2)
    assert 0 not in world.project_member[0]
    leave_project(world, 1)
    world.organisations.entrepreneur[:3] = 0  # Nobody proposes another one.
    lived(world, 2)
    assert world.projects[0].alive == 0
    assert (world.organisations.project[:3] == NOBODY).all()


def test_meetings_take_time_and_it_is_given_back_at_the_end():
    world = willing(project__coordination_hours=15.167)
    lived(world, 1)
    lived(world, 2)
    assert world.organisations.project_fte[:3] == pytest.approx([0.1, 0.1, 0.1])
    world.organisations.projects[0] = 0
    lived(world, 3)
    assert world.organisations.project_fte[:3].tolist() == [0.0, 0.0, 0.0]


def test_complementarity_rises_with_sectors_only():
    assert complementarity(1, 4, 0.5) == 1.0
    assert complementarity(4, 4, 0.5) == 1.5
    assert complementarity(3, 3, 0.0) == 1.0
    world = willing()
    lived(world, 1)
    assert variety(world, 0) == 3
    world.organisations.sector[2] = world.organisations.sector[1]
    assert variety(world, 0) == 2


def test_a_venture_is_a_cooperative_paid_out_of_the_proceeds():
    world = willing(
        project__venture_probability=1.0,
        project__venture_equity=500.0,
        project__gross_return=2.0,
        project__leftover=0.0,
    )
    for month in (1, 2, 3):
        lived(world, month)
    assert world.organisations[3].form == COOPERATIVE
    assert world.organisations[3].sector == BUSINESS
    first = world.books.first[1]
    assert world.books.balance[DEPOSITS, first + 3] == 500_00
    assert world.books.balance[DEPOSITS, first : first + 3].sum() == 3 * 20_000_00 - 900_00 + 1_800_00 - 500_00


def test_belief_and_effort_fall_where_one_rides_free():
    world = willing(project__duration=12, trust__gain=0.0)
    world.organisations.player_type[:2] = CONDITIONAL_COOPERATOR
    world.organisations.player_type[2] = 1
    efforts = []
    for month in range(1, 8):
        lived(world, month)
        efforts.append(float(world.organisations.effort[:2].mean()))
    assert world.organisations.effort[2] == 0.0
    assert all(later < earlier for earlier, later in zip(efforts[1:], efforts[2:], strict=False))


def test_who_rides_free_gains_most_since_effort_is_in_no_contract():
    world = willing(project__share_rule="contribution", project__gross_return=1.7, project__leftover=0.0)
    world.organisations.player_type[2] = 1
    for month in (1, 2, 3):
        lived(world, month)
    first = world.books.first[1]
    gains = world.books.balance[DEPOSITS, first : first + 3] - 20_000_00
    # 600 EUR put in by two bring 1,020 EUR: 340 each, of which the two gave 300.
    assert gains.tolist() == [40_00, 40_00, 340_00]


def test_nobody_pays_itself():
    world = willing(project__gross_return=2.0)
    lived(world, 1)
    lived(world, 2)
    assert world.books.turnover[EFFORT] == 300_00
    lived(world, 3)
    assert world.books.turnover[SHARED] == 1_200_00


def test_an_abandoned_project_is_a_failure_that_is_remembered():
    world = willing(project__duration=12, project__coordination_hours=0.0)
    lived(world, 1)
    world.organisations.entrepreneur[:3] = 0
    lived(world, 2)
    leave_project(world, 0)
    leave_project(world, 1)
    lived(world, 3)
    assert world.tally[TALLY["projects_failed"]] == 1
    assert world.organisations.project_memory[2] == pytest.approx(-150.0)


def test_a_venture_counts_as_an_entry():
    world = willing(project__venture_probability=1.0, project__venture_equity=500.0, project__gross_return=2.0)
    for month in (1, 2, 3):
        lived(world, month)
    assert world.tally[TALLY["entries"]] == 1


def test_effort_follows_the_pay_off_of_the_month_where_nothing_else_counts():
    # Each euro brings 0.60 EUR to the three together: the less, the better.
    world = willing(project__duration=60, stance__rule="payoff_only", project__gross_return=0.6)
    for month in range(1, 40):
        lived(world, month)
    assert world.organisations.effort[:3].mean() < 0.3
