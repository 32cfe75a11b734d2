"""Contracts won together and posts shared are written down as activities, and change nothing of what is lived."""

import numpy as np
import pytest

from simulation import Territory, load_plan
from simulation.columns import (
    ACTIVITY_CAUSES,
    ACTIVITY_KINDS,
    EMPLOYERS_GROUP,
    JOINT_TENDERS,
    MARKETS,
    NOBODY,
    TALLY,
)
from simulation.phases.poles.birth import begin_pole
from simulation.phases.poles.joint_work import QUIET_MONTHS, continued, end_joint_work, write_joint_work


@pytest.fixture
def world():
    plan = load_plan("base", overrides={"population.labour_force": 300})
    territory = Territory(plan, rng=1)
    begin_pole(territory.world, 1, 0, 0, NOBODY, NOBODY)
    return territory.world


def written(world):
    return [line for line in world.activities if line.uid > 0]


def test_nothing_is_written_where_nothing_is_done_together(world):
    members = np.array([0, 1], np.int64)
    write_joint_work(world, 1, 0, members, np.zeros(2, np.int64))
    assert written(world) == []
    assert world.poles[0].tender_line == world.poles[0].group_line == NOBODY


def test_a_contract_won_together_opens_a_line_and_a_quiet_year_ends_it(world):
    members = np.array([0, 1], np.int64)
    world.poles[0].tenders_won, world.poles[0].tender_sector = 120_000, 3
    write_joint_work(world, 5, 0, members, np.zeros(2, np.int64))
    (line,) = written(world)
    assert (ACTIVITY_KINDS[line.kind], line.sector, MARKETS[line.market]) == ("joint tenders", 3, "public")
    assert (line.planned, line.started, line.pole_uid) == (5, 5, world.poles[0].uid)
    assert line.sales == pytest.approx(1_200.0), "a twelfth of twelve times 1,200 EUR"
    assert world.poles[0].tenders_won == 0
    for month in range(6, 5 + QUIET_MONTHS):
        write_joint_work(world, month, 0, members, np.zeros(2, np.int64))
        assert line.ended == NOBODY
    write_joint_work(world, 5 + QUIET_MONTHS, 0, members, np.zeros(2, np.int64))
    assert (line.ended, ACTIVITY_CAUSES[line.cause]) == (5 + QUIET_MONTHS, "no work for a year")
    assert world.poles[0].tender_line == NOBODY


def test_the_same_contract_each_month_is_worth_a_year_of_it(world):
    line = NOBODY
    for month in range(1, 121):
        line = continued(world, month, JOINT_TENDERS, line, 0, 2, 0, 50_000)
    assert world.activities[line].sales == pytest.approx(12 * 500.0, rel=1e-3)
    assert len(written(world)) == 1


def test_posts_held_for_partners_are_an_employers_group_without_the_animator(world):
    world.organisations[0].hosted_posts = 3
    world.poles[0].direct_posts = 1
    write_joint_work(world, 2, 0, np.array([0, 1], np.int64), np.array([-700, 700], np.int64))
    (line,) = written(world)
    assert (line.kind, line.staff, MARKETS[line.market]) == (EMPLOYERS_GROUP, 2, "members")
    assert line.sales == pytest.approx(7.0)
    end_joint_work(world, 9, 0)
    assert (line.ended, ACTIVITY_CAUSES[line.cause]) == (9, "its pole ended")
    assert world.poles[0].group_line == NOBODY


def test_contracts_of_a_run_are_those_that_were_awarded_together():
    territory = Territory(load_plan("mono_industry", regime="plural", months=170), rng=1, replicate=1)
    territory.run_for(170)
    told = territory.activities[territory.activities["kind"] == "joint tenders"]
    awarded = territory._history.lived("tallies")[:, TALLY["tenders_joint"]]
    assert len(told) > 0 and awarded[1:].sum() > 0
    assert told["started"].min() == np.flatnonzero(awarded)[0]
    assert (told["organisation_uid"].isna() & (told["own_funds"] == 0)).all()
