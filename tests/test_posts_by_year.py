"""Posts at year ends: told across arms, and equal to what outcomes count."""

import numpy as np
import pandas as pd

from simulation import Territory, load_plan
from simulation.history import History
from simulation.outcomes.walks import look_at_month_end
from simulation.posts_by_year import IDENTITY, PostsByYear
from tests.phases.land_scene import add_organisation, small_world

SMALL = {"population.labour_force": 600, "population.burn_in_months": 12, "sector.main_industry.mean_size": 5.0}


def test_newcomers_are_told_by_month_sector_and_place():
    world = small_world()
    add_organisation(world, 0, sector=3, staff=4)
    history = History(world)
    look_at_month_end(history, world, 0)
    posts = PostsByYear(history)
    first = int(world.next_uid[1])
    for row, sector in ((1, 3), (2, 5), (3, 3)):
        add_organisation(world, row, sector=sector, staff=row, subsidised_posts=row - 1).uid = first + row - 1
    world.next_uid[1] = first + 3
    look_at_month_end(history, world, 7)
    world.organisations[1].alive = 0
    posts.take_down(world)
    told = posts.table.to_numpy().tolist()
    assert told == [[1, 0, 3, 100, 4, 0], [1, 7, 5, 0, 2, 1], [1, 7, 3, 1, 3, 2]]


def test_posts_are_those_that_outcomes_count():
    plan = load_plan(
        "mono_industry",
        regime="redistribution",
        overrides={**SMALL, "policy.envelope_per_active": 9.0, "policy.start_month": 13},
    )
    territory = Territory(plan, rng=1)
    territory.run_for(24)
    table, outcomes = territory.posts_by_year, territory.outcomes
    assert not table.duplicated(["year", *IDENTITY]).any()
    sums = table.groupby("year")[["staff", "subsidised"]].sum()
    counted = outcomes.loc[[12, 24], ["jobs_social_economy", "jobs_private"]].sum(axis=1)
    np.testing.assert_array_equal(sums["staff"], counted)
    np.testing.assert_array_equal(sums["subsidised"], outcomes.loc[[12, 24], "jobs_subsidised"])
    assert sums["subsidised"].iloc[1] > 0 and (table["founded"] > 0).any()


def test_two_runs_of_one_plan_have_the_same_posts():
    plan = load_plan("mono_industry", overrides=SMALL)
    one, other = (Territory(plan, rng=1) for _ in range(2))
    for territory in (one, other):
        territory.run_for(12)
    pd.testing.assert_frame_equal(one.posts_by_year, other.posts_by_year)
