"""Levers in kind: what the authority lends is charged at what it costs, and changes nothing while it is off."""

import pytest

from simulation.columns import ENTERPRISES
from simulation.ledger import FORGONE_RENT, STAFF_LENT, pole_account
from simulation.phases.poles.poles import found_pole
from simulation.phases.poles.pool_terms import group_of, pool_terms
from simulation.phases.public.in_kind import (
    founders_part,
    lend_courses,
    lend_roof,
    lend_staff,
    sector_attachment,
    shares_site,
)
from simulation.phases.public.public_money import spend_public_money
from simulation.purposes import DEPOSITS
from tests.phases.land_scene import assert_accounts_close
from tests.phases.pole_scene import all_know_one_another, organisations_world, pole_of


def test_a_bystander_lends_nothing():
    world = organisations_world(3)
    lend_staff(world, 8)
    lend_roof(world, 0)
    lend_courses(world, 300)
    assert founders_part(world) == 1.0
    assert not world.books.satellite.any()
    assert (world.authority[0].public_cost, world.authority[0].in_kind) == (0, 0)


def test_an_enabler_gives_half_of_the_time_of_founders_and_it_is_charged():
    world = organisations_world(3, policy__authority_role="enabler")
    lend_staff(world, 8)
    # Half of 24 hours for each of eight founders at 25 EUR.
    assert founders_part(world) == 0.5
    assert world.books.satellite[STAFF_LENT] == 8 * 12 * 2500
    assert world.authority[0].public_cost == 8 * 12 * 2500


@pytest.mark.parametrize(("role", "born"), [("bystander", False), ("enabler", False), ("leader", True)])
def test_only_a_leading_authority_replaces_the_entrepreneur(role, born):
    world = organisations_world(9, policy__authority_role=role, pole__needs_leader=1)
    all_know_one_another(world, 9, 0.6)
    world.organisations.entrepreneur[:9] = 0
    world.organisations.depth[:9] = 1
    assert found_pole(world, 1, 0) is born


def test_one_roof_lets_a_formal_pole_share_premises_anywhere_and_its_rent_is_charged():
    world = organisations_world(3, policy__one_roof=1)
    pole = pole_of(world, 3, depth=2, formal=1)
    pole.kind = ENTERPRISES
    assert shares_site(world, 0)
    assert pool_terms(world, 0, group_of(world, 0, 0), 2, 1.0, 1.0).premises_rebate == pytest.approx(0.2 * (1 - 1 / 3))
    lend_roof(world, 0)
    assert world.books.satellite[FORGONE_RENT] == 120_000
    pole.formal = 0
    assert not shares_site(world, 0)
    lend_roof(world, 0)
    assert world.books.satellite[FORGONE_RENT] == 120_000


def test_courses_weaken_attachment_to_a_sector_and_are_charged_by_head():
    world = organisations_world(1, policy__training_centre=0.4)
    assert sector_attachment(world) == pytest.approx(0.6 * world.parameters[0].labour_skill_weight)
    lend_courses(world, 300)
    assert world.books.satellite[STAFF_LENT] == round(0.4 * 150 * 300 * 100)


def test_what_was_lent_uses_up_what_poles_may_draw():
    for lent, drawn in ((0, 141_900), (10_000_000, 0)):
        world = organisations_world(
            3,
            regime__money=1,
            policy__start_month=1,
            policy__pole_share=1.0,
            policy__envelope_per_active=20_000.0,
            policy__seed_cheque=0.0,
            animation__running_costs=0.0,
        )
        pole_of(world, 3, depth=2, formal=1)
        world.authority[0].labour_force_reference = 1.0
        world.authority[0].in_kind = lent
        before = world.books.balance[DEPOSITS, pole_account(world.books, 0)]
        spend_public_money(world, 1)
        assert world.books.balance[DEPOSITS, pole_account(world.books, 0)] - before == drawn
        assert world.authority[0].in_kind == 0
        assert_accounts_close(world)
