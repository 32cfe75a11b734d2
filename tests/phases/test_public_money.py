"""The envelope: the same cents in every money regime, nothing left at month end, claims in their order."""

import numpy as np
import pytest

from simulation.ledger import open_month, pole_account, ring_fenced_account
from simulation.phases.public.public_money import (
    ENVELOPE,
    LEVY,
    SUBSIDISED_JOB,
    TO_ORGANISATION,
    TO_POLE,
    spend_public_money,
)
from simulation.purposes import DEPOSITS
from tests.phases.land_scene import add_household, add_organisation, assert_accounts_close, small_world

ENVELOPE_EUROS = 9000


def money_world(*, formal_poles=0, **changes):
    """Three employers of 1, 4 and 9 people, three adults, poles that want an animator; 3,000 active."""
    world = small_world(regime__money=1, **changes)
    world.authority[0].labour_force_reference = 3000
    for row, staff in enumerate((1, 4, 9)):
        add_organisation(world, row, staff=staff, posts=staff, labour=0.88 * staff, rank=0.9 - 0.3 * row)
        add_household(world, row, deposits=50_000_00)
    for pole in range(formal_poles):
        asking = world.poles[pole]
        asking.uid, asking.alive, asking.formal, asking.wants_animator = pole, 1, 1, 1
    return world


def lived(world, month):
    open_month(world.books)
    world.tally[:] = 0.0
    before = world.books.balance[DEPOSITS].copy()
    spend_public_money(world, month)
    return world.books.balance[DEPOSITS] - before


def random_changes(number):
    draw = np.random.default_rng(number)
    return {
        "policy__envelope_per_active": float(draw.uniform(0.001, 20.0)),
        "policy__start_month": int(draw.integers(1, 4)),
        "policy__months": int(draw.integers(0, 8)),
        "policy__funding": str(draw.choice(["state", "levy"])),
        "policy__cap_per_fte": float(draw.uniform(1.0, 3000.0)),
        "policy__subsidised_job_share": float(draw.uniform(0.0, 1.0)),
        "policy__job_subsidy": float(draw.uniform(100.0, 3000.0)),
        "policy__animator_months": int(draw.integers(0, 5)),
        "policy__taper_months": int(draw.integers(0, 5)),
        "policy__seed_cheque": float(draw.uniform(0.0, 30000.0)),
        "policy__project_cheque": float(draw.uniform(0.0, 30000.0)),
        "animation__cost": float(draw.uniform(0.0, 9000.0)),
    }, float(draw.uniform(0.0, 1.0))


@pytest.mark.parametrize("number", range(50))
def test_every_money_regime_receives_and_spends_the_same_cents(number):
    changes, share = random_changes(number)
    plural = money_world(formal_poles=3, policy__pole_share=share, **changes)
    redistribution = money_world(policy__pole_share=0.0, **changes)
    for month in range(1, 9):
        for world in (plural, redistribution):
            lived(world, month)
            assert world.books.balance[DEPOSITS, ring_fenced_account(world.books)] == 0
            assert_accounts_close(world)
            spent = world.books.turnover[[TO_ORGANISATION, TO_POLE, SUBSIDISED_JOB]].sum()
            assert spent == world.authority[0].envelope == world.books.turnover[ENVELOPE]
        assert (plural.books.flows[ENVELOPE] == redistribution.books.flows[ENVELOPE]).all()
        assert plural.authority[0].envelope == redistribution.authority[0].envelope
        taken = plural.authority[0].envelope_to_poles
        assert taken == plural.books.turnover[TO_POLE] <= share * plural.authority[0].envelope
        assert redistribution.authority[0].envelope_to_poles == 0


def test_no_money_regime_or_no_envelope_moves_no_cent():
    for world in (small_world(regime__money=0), money_world(policy__envelope_per_active=0.0)):
        change = lived(world, 20)
        assert not change.any()
        assert not world.books.turnover.any()
        assert world.authority[0].envelope == 0


def test_envelope_lasts_from_its_start_for_as_many_months_as_said():
    world = money_world(policy__start_month=3, policy__months=2)
    envelopes = []
    for month in range(1, 7):
        lived(world, month)
        envelopes.append(world.authority[0].envelope)
    assert envelopes == [0, 0, ENVELOPE_EUROS * 100, ENVELOPE_EUROS * 100, 0, 0]


def test_queue_is_served_in_its_order_to_the_last_cent():
    # Order by rank: rows 2 (7.92 FTE), 1 (3.52), 0 (0.88); at 600 EUR a FTE the last cents go to row 0.
    world = money_world(
        policy__start_month=1,
        policy__pole_share=0.0,
        policy__subsidised_job_share=0.0,
        policy__envelope_per_active=2.3,
        policy__cap_per_fte=600.0,
    )
    change = lived(world, 1)
    received = change[world.books.first[1] : world.books.first[1] + 3]
    assert received.tolist() == [690000 - 475200 - 211200, 211200, 475200]
    assert world.organisations.subsidy[:3].tolist() == received.tolist()


def test_more_money_than_the_cap_lets_through_is_spent_all_the_same():
    world = money_world(policy__start_month=1, policy__subsidised_job_share=0.0, policy__cap_per_fte=1.0)
    change = lived(world, 1)
    received = change[world.books.first[1] : world.books.first[1] + 3]
    assert received.sum() == ENVELOPE_EUROS * 100
    assert np.allclose(received / received.sum(), [1 / 14, 4 / 14, 9 / 14], atol=1e-5)


def test_running_animators_come_before_new_ones_and_what_is_not_funded_is_counted():
    # 43 % of 3,300 EUR is 1,419 EUR; 30 % of 9,000 EUR holds one animator, no seed cheque.
    world = money_world(formal_poles=2, policy__start_month=1, policy__pole_share=0.3, animation__running_costs=0.0)
    world.poles[1].animator_months_funded = 5
    change = lived(world, 1)
    assert change[pole_account(world.books, 1)] == 141900
    assert change[pole_account(world.books, 0)] == 0
    assert world.poles.animator_months_funded[:2].tolist() == [0, 6]
    assert world.authority[0].claims_refused == 3
    assert world.authority[0].envelope_to_poles == 141900


def test_aid_to_the_animator_falls_by_degrees_and_ends():
    world = money_world(
        formal_poles=1,
        policy__start_month=1,
        policy__pole_share=1.0,
        policy__seed_cheque=0.0,
        animation__running_costs=0.0,
        policy__animator_months=1,
        policy__taper_months=3,
    )
    paid = [int(lived(world, month)[pole_account(world.books, 0)]) for month in range(1, 7)]
    assert paid == [141900, 106425, 70950, 35475, 0, 0]


def test_levy_takes_equal_parts_of_adults_and_the_budget_bears_what_they_lack():
    world = money_world(policy__start_month=1, policy__funding="levy", policy__envelope_per_active=0.001)
    account, books = 1, world.books
    books.balance[DEPOSITS, books.first[4]] += books.balance[DEPOSITS, account]
    books.balance[DEPOSITS, account] = 0
    change = lived(world, 1)
    # 3 EUR by three adults, one of whom has nothing: the budget borrows the missing euro.
    assert change[:3].tolist() == [-100, 0, -100]
    assert books.turnover[LEVY] == 200
    assert books.turnover[ENVELOPE] == 300
    assert_accounts_close(world)


def test_subsidised_posts_are_a_quarter_of_a_staff_at_most_and_last_one_month():
    world = money_world(policy__start_month=1, policy__months=1, policy__subsidised_job_share=1.0)
    lived(world, 1)
    # 3 posts of 9 people, 1 of 4, 1 of 1, at 900 EUR.
    assert world.organisations.subsidised_posts[:3].tolist() == [1, 1, 3]
    assert world.books.turnover[SUBSIDISED_JOB] == 5 * 90000
    lived(world, 2)
    assert world.organisations.subsidised_posts[:3].tolist() == [0, 0, 0]


def test_envelope_adds_to_what_other_policies_cost_this_month():
    world = money_world(policy__start_month=1)
    world.authority[0].public_cost = 123_45
    lived(world, 1)
    assert world.authority[0].public_cost == 123_45 + ENVELOPE_EUROS * 100


def test_where_poles_have_no_share_they_claim_nothing():
    world = money_world(formal_poles=2, policy__start_month=1, policy__pole_share=0.0)
    lived(world, 1)
    assert world.authority[0].claims_refused == 0


def test_cap_holds_for_posts_and_the_rest_together():
    world = money_world(
        policy__start_month=1,
        policy__envelope_per_active=0.2,
        policy__cap_per_fte=300.0,
        policy__subsidised_job_share=0.5,
        policy__job_subsidy=100.0,
        policy__pole_share=0.0,
    )
    lived(world, 1)
    assert (world.organisations.subsidy[:3] <= 300_00 * world.organisations.labour[:3] + 1).all()


def test_a_project_cheque_is_kept_by_the_pole_for_the_activity():
    world = money_world(formal_poles=1, policy__start_month=1, policy__pole_share=1.0, policy__seed_cheque=0.0)
    world.poles[0].wants_animator = 0
    world.projects[0].alive, world.projects[0].pole = 1, 0
    change = lived(world, 1)
    assert change[pole_account(world.books, 0)] == 5_000_00
    assert world.projects[0].granted == 5_000_00
    assert world.projects[0].supported == 1
