"""Who votes on a newcomer: the members of the hour, neither those who quit earlier this month nor those to come."""

import pytest

from simulation.columns import NOBODY
from simulation.draws import MEMBERSHIPS, turns
from simulation.phases.poles.poles import review_members
from tests.phases.pole_scene import all_know_one_another, organisations_world, pole_of


def asked_by(*askers, count):
    """A month and a pole of ``count`` members in which ``askers`` look at their membership one after the other."""
    world = organisations_world(count + len(askers))
    all_know_one_another(world, count + len(askers), 0.9, 1)
    pole_of(world, count, depth=1)
    world.imposed_organisations.looks_again[list(askers)] = 1
    # In a month that is no turn of the cohorts of the others.
    world.organisations.uid[: count + len(askers)] = 600 + 6 * world.organisations.uid[: count + len(askers)]
    world.partner_uid[world.partner_uid >= 0] = 600 + 6 * world.partner_uid[world.partner_uid >= 0]
    for month in range(1, 400):
        acting = [o for o in turns(world.organisations, world.key[0], month, MEMBERSHIPS) if o in askers]
        if month % 6 != 0 and acting == list(askers):
            return world, month
    raise AssertionError("no such month")


@pytest.mark.parametrize(("quits", "comes_in"), [(False, True), (True, False)])
def test_a_vote_of_who_quit_earlier_in_the_month_does_not_count(quits, comes_in):
    world, month = asked_by(0, 3, count=3)
    world.organisations[0].depth = 0 if quits else 1
    world.organisations[3].depth = 1
    # Two in favour and one against; without the first there is a tie, which keeps the door shut.
    world.imposed_organisations.vote_admission[:3] = [1, 1, -1]
    review_members(world, month)
    assert (world.organisations[0].pole == NOBODY) == quits
    assert (world.organisations[3].pole == 0) == comes_in


@pytest.mark.parametrize("vote", [1, -1])
def test_who_came_in_earlier_in_the_month_votes(vote):
    world, month = asked_by(3, 4, count=3)
    world.organisations.depth[3:5] = 1
    # Two of three let the fourth in, which makes it three of four, or two of four, for the fifth.
    world.imposed_organisations.vote_admission[:4] = [1, 1, -1, vote]
    review_members(world, month)
    assert world.organisations[3].pole == 0
    assert (world.organisations[4].pole == 0) == (vote == 1)
