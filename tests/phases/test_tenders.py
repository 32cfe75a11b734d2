"""Purchases of the authority: small ones spread, large ones to who can commit enough, alone or together."""

import numpy as np
import pytest

from simulation.columns import NOBODY, TALLY
from simulation.declared.sectors import CONSTRUCTION
from simulation.ledger import authority_account, open_month
from simulation.phases.public.tenders import INPUTS_OUTSIDE, PURCHASES, award_tenders
from simulation.purposes import DEPOSITS
from tests.phases.land_scene import add_organisation, assert_accounts_close, fund, small_world

BUDGET = 100_000
CONTRACT = 30_000


def market(capacities, *, deposits=BUDGET, price=1.0, pole=False, **changes):
    """Builders with these capacities; the authority buys for 100,000 EUR, one contract of 30,000 EUR."""
    settings = {
        "tender__size": 12.0 * CONTRACT,
        "tender__large_share": 0.3,
        "tender__largest_part": 0.5,
        "tender__bid_spread": 0.0,
        "tender__outside_bidders": 1,
    }
    world = small_world(**{**settings, **changes})
    world.sectors.authority_share[:] = 0.0
    world.sectors.authority_share[CONSTRUCTION] = 1.0
    world.authority[0].purchases = BUDGET
    fund(world, authority_account(world.books), deposits * 100)
    for row, capacity in enumerate(capacities):
        builder = add_organisation(
            world,
            row,
            sector=CONSTRUCTION,
            capacity=float(capacity),
            expected_sales=float(capacity),
            staff=3,
            posts=3,
            price=price,
            deposits=10_000_00,
        )
        if pole:
            builder.pole, builder.projects = 0, 1
    world.poles[0].alive = int(pole)
    world.poles[0].members = len(capacities) if pole else 0
    # Met by buyers equally often.
    world.site_start[:] = 0
    world.site_start[CONSTRUCTION + 1 :] = len(capacities)
    world.site_sellers[: len(capacities)] = np.arange(len(capacities))
    return world


def lived(world, month=1):
    open_month(world.books)
    world.tally[:] = 0.0
    award_tenders(world, month)
    assert_accounts_close(world)
    return [int(world.tally[TALLY[name]]) for name in ("tenders_alone", "tenders_joint", "tenders_outside")]


def test_all_is_spread_by_size_where_no_contract_is_large():
    world = market([300_000, 100_000], tender__large_share=0.0, demand__visibility=1.0)
    assert lived(world) == [0, 0, 0]
    assert world.organisations.revenue[:2].tolist() == [75_000_00, 25_000_00]
    assert world.organisations.sold[:2] == pytest.approx([75_000.0, 25_000.0])
    assert world.organisations.capacity[:2] == pytest.approx([225_000.0, 75_000.0])
    assert world.books.balance[DEPOSITS, authority_account(world.books)] == 0


def test_who_can_commit_enough_wins_alone():
    world = market([300_000, 40_000])
    assert lived(world) == [1, 0, 0]
    assert world.organisations.revenue[0] > CONTRACT * 100


def test_contract_goes_outside_when_nobody_can_commit_enough():
    world = market([40_000, 40_000])
    assert lived(world) == [0, 0, 1]
    assert -world.books.flows[PURCHASES, 3] == BUDGET * 100
    assert world.organisations.revenue[:2].sum() == (BUDGET - CONTRACT) * 100


def test_members_of_a_pole_win_together_what_each_could_not_and_pay_for_it():
    world = market(
        [50_000, 30_000],
        pole=True,
        regime__reciprocity_allowed=1,
        tender__coordination=0.02,
        tender__outside_margin=0.05,
    )
    assert lived(world) == [0, 1, 0]
    cost = world.books.turnover[INPUTS_OUTSIDE]
    assert cost == pytest.approx(0.02 * CONTRACT * 100, abs=2)
    assert world.organisations.input_cost[:2].sum() == cost


@pytest.mark.parametrize(
    "changes",
    [
        {"regime__reciprocity_allowed": 0},
        {"regime__reciprocity_allowed": 1, "tender__joint_bids": 0},
        {"regime__reciprocity_allowed": 1, "tender__coordination": 0.2},
    ],
)
def test_joint_bids_need_the_right_the_switch_and_a_price_that_beats_others(changes):
    assert lived(market([50_000, 30_000], pole=True, **changes)) == [0, 0, 1]


def test_members_who_join_no_projects_do_not_bid_together():
    world = market([50_000, 30_000], pole=True, regime__reciprocity_allowed=1, tender__coordination=0.0)
    world.organisations.projects[1] = 0
    assert lived(world) == [0, 0, 1]


def test_membership_changes_no_cent_when_joint_bids_are_off():
    members = market([50_000, 30_000], pole=True, regime__reciprocity_allowed=1, tender__joint_bids=0)
    alone = market([50_000, 30_000])
    assert lived(members) == lived(alone)
    assert (members.books.balance == alone.books.balance).all()
    for column in ("sold", "capacity", "revenue", "demand"):
        assert (members.organisations[column] == alone.organisations[column]).all()


@pytest.mark.parametrize("deposits", [0, 1_234, 40_000, BUDGET])
def test_authority_never_spends_more_than_its_deposits(deposits):
    world = market([300_000, 100_000], deposits=deposits)
    lived(world)
    assert world.books.turnover[PURCHASES] <= deposits * 100
    assert world.organisations.pole[0] == NOBODY


@pytest.mark.parametrize("deposits", [0, 1_234, 40_000])
def test_nothing_is_delivered_that_is_not_paid(deposits):
    world = market([300_000, 100_000], deposits=deposits)
    lived(world)
    paid = world.organisations.revenue[:2].sum() / 100.0
    assert world.organisations.sold[:2].sum() == pytest.approx(paid, abs=0.02)


def test_a_low_price_asks_for_more_of_the_capacity():
    # At 0.90 the contract of 30,000 EUR is 33,333 units, more than half of 61,000.
    assert lived(market([61_000], price=0.9)) == [0, 0, 1]


def test_a_joint_contract_is_shared_to_the_last_cent():
    world = market(
        [70_000, 70_000, 70_000],
        pole=True,
        regime__reciprocity_allowed=1,
        tender__coordination=0.0,
        tender__outside_margin=0.05,
        tender__large_share=1.0,
        tender__size=12.0 * BUDGET,
    )
    assert lived(world) == [0, 1, 0]
    assert world.organisations.revenue[:3].sum() == BUDGET * 100


@pytest.mark.parametrize(("size", "contracts"), [(12.0 * 10_000, 3), (12.0 * 20_000, 2), (12.0 * 1_000_000, 1)])
def test_the_part_for_large_contracts_is_cut_into_equal_ones(size, contracts):
    world = market([400_000], tender__size=size)
    assert sum(lived(world)) == contracts
    assert world.organisations.revenue[0] == BUDGET * 100


def test_bids_spread_so_that_the_same_price_does_not_always_win_and_hold_for_a_year():
    winners = []
    for month in range(1, 61):
        world = market([300_000, 300_000], tender__bid_spread=0.2)
        winners.append(tuple(lived(world, month)))
    assert len(set(winners)) == 2
    assert all(len(set(winners[start : start + 12])) == 1 for start in range(0, 60, 12))


def test_nobody_outside_bids_where_there_is_no_outside_bidder():
    assert lived(market([300_000], price=9.0, tender__outside_bidders=0)) == [1, 0, 0]
