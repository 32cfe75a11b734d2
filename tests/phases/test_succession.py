"""Succession: owners and boards stop at a rate; somebody follows, the staff takes over, or the doors close."""

import numpy as np
import pytest

from simulation.columns import ASSOCIATION, COOPERATIVE, FIRM, INSERTION, NOBODY, UNEMPLOYED
from simulation.declared.sectors import TRADE
from simulation.ledger import outside_account
from simulation.phases.economy.demography import close_failing
from simulation.phases.economy.succession import (
    GOES_ON,
    STAYS_ALONE,
    chance_elsewhere,
    pass_on,
    sell_outside,
    stands_alone,
)
from simulation.purposes import ABSENTEES, DEPOSITS, EQUITY, SAVINGS
from tests.phases.economy_scene import (
    EUR,
    add_person,
    booked,
    cash,
    counted,
    employ,
    equip,
    flows,
    held,
    held_outside,
    issue_shares,
    lend,
    lived,
    small_economy,
)
from tests.phases.land_scene import add_organisation

STOPS = {"life__retirement_rate": 12.0, "life__dissolution_rate": 12.0}
"""Sure to stop this month."""
ALONE = {"life__successor_size": 1e9}
"""Whatever its size, nobody follows."""
FOLLOWED = {"life__successor_size": 1e-9}
"""Whatever its size, somebody follows."""


def test_half_of_those_of_the_successor_size_find_nobody():
    assert stands_alone(0, 20.0) == 1.0
    assert stands_alone(20, 20.0) == 0.5
    assert stands_alone(40, 20.0) == pytest.approx(0.2)
    assert stands_alone(10_000, 20.0) == pytest.approx(0.0, abs=1e-5)


def test_successors_of_the_larger_live_elsewhere_as_owners_of_month_0_do():
    assert chance_elsewhere(0, 50.0, 0.6, 1.5) == 0.0
    assert chance_elsewhere(50, 50.0, 0.6, 1.5) == pytest.approx(0.6)
    assert chance_elsewhere(60, 50.0, 0.6, 1.5) == pytest.approx(0.72)
    # The limit: as at one and a half times the size.
    assert chance_elsewhere(75, 50.0, 0.6, 1.5) == chance_elsewhere(9_000, 50.0, 0.6, 1.5) == pytest.approx(0.9)
    assert chance_elsewhere(9_000, 50.0, 3.0, 1.5) == 1.0
    assert chance_elsewhere(9_000, 50.0, 0.0, 1.5) == 0.0


def retiring_world(
    staff=3, *, deposits=5_000 * EUR, right=0.0, rate=1.0, form=FIRM, line=10.0, changes=None, **columns
):
    """A firm whose owner is sure to stop this month, without successor; 10,000 EUR of own funds.

    Three quarters of them are the owner's. The bank lends up to ``line`` months of 1,000 EUR of value added, what is
    owed already taken off.
    """
    changes = {
        **STOPS,
        **ALONE,
        "life__buy_out_rate": rate,
        "policy__buy_out_right": right,
        "finance__credit_limit": line,
        "finance__collateral_share": 0.0,
        "life__founding_equity": 6_000.0,
        **(changes or {}),
    }
    equipment = max(10_000 * EUR - deposits, 0)
    owed = max(deposits - 10_000 * EUR, 0)
    settings = {"wage_cost": 3_000 * EUR, "revenue_year": 12_000.0, "profit_year": 1.0, **columns}
    world = small_economy(households=max(6, 1 + staff), **changes)
    add_person(world, 0, UNEMPLOYED)
    add_organisation(world, 0, sector=TRADE, form=FIRM, owner=0, deposits=deposits, **settings)
    for row in range(1, 1 + staff):
        employ(world, row, 0)
    equip(world, 0, equipment)
    lend(world, 0, owed)
    issue_shares(world, 0, 0, 7_500 * EUR)
    issue_shares(world, 0, outside_account(world.books, ABSENTEES), 2_500 * EUR)
    firm = world.organisations[0]
    firm.form, firm.book_equity, firm.owner_share = form, 10_000 * EUR, 0.75
    return world


@pytest.mark.parametrize(
    ("deposits", "line", "lent"),
    [
        (14_000, 0.0, 0),  # 11,000 above the wages of a month
        (13_000, 0.0, 0),  # exactly 10,000
        (10_000, 3.0, 3_000),  # 7,000, and a line of 3,000
        (5_000, 10.0, 8_000),
        (1_000, 10.0, 10_000),  # what lacks of a month of wages is not borrowed
    ],
)
def test_staff_who_buy_a_viable_firm_pay_everybody_who_holds_its_shares(deposits, line, lent):
    world = retiring_world(deposits=deposits * EUR, line=line, outside_controlled=1)
    lived(world, close_failing, 7)
    assert flows(world, "business sale") == {
        "Households": 7_500 * EUR,
        "Organisations": -10_000 * EUR,
        "absentee owners": 2_500 * EUR,
    }
    assert booked(world).get("loan granted", 0) == lent * EUR
    # Of the 7,500 the owner saves the 6,000 that a founder pays in here.
    assert (held(world, DEPOSITS, 0), held(world, SAVINGS, 0)) == (1_500 * EUR, 6_000 * EUR)
    assert cash(world, 0) == (deposits + lent - 10_000) * EUR
    assert counted(world) == {"buy_outs": 1.0}
    firm, books = world.organisations[0], world.books
    assert (firm.alive, firm.form, firm.social_economy, firm.owner) == (1, COOPERATIVE, 1, NOBODY)
    assert (firm.staff, firm.owner_share, firm.outside_controlled) == (3, 0.0, 0)
    assert world.households[0].businesses == 0
    # The shares are bought and cancelled, none is valued down.
    assert books.transactions[EQUITY].tolist()[:2] == [-7_500 * EUR, 10_000 * EUR]
    assert not books.revaluations[EQUITY].any()
    assert not books.balance[EQUITY].any()
    assert firm.book_equity == 0


@pytest.mark.parametrize(("deposits", "line"), [(13_000 * EUR - 1, 0.0), (10_000 * EUR, 2.99999)])
def test_a_cent_short_of_the_price_there_is_no_buy_out(deposits, line):
    world = retiring_world(deposits=deposits, line=line)
    lived(world, close_failing, 7)
    assert world.organisations[0].alive == 0
    assert counted(world) == {"exits_retirement": 1.0}
    assert "business sale" not in booked(world) and "loan granted" not in booked(world)


def test_a_firm_worth_nothing_costs_its_staff_nothing():
    world = retiring_world(deposits=0, line=0.0)
    world.books.balance[EQUITY] = 0
    world.organisations[0].book_equity = 0
    lived(world, close_failing, 7)
    assert booked(world) == {}
    assert counted(world) == {"buy_outs": 1.0}


@pytest.mark.parametrize(
    "settings",
    [{"staff": 2}, {"profit_year": 0.0}, {"rate": 0.0}],  # the last: off
)
def test_where_staff_cannot_take_over_the_owner_closes(settings):
    world = retiring_world(**settings)
    lived(world, close_failing, 7)
    assert world.organisations[0].alive == 0
    assert counted(world) == {"exits_retirement": 1.0}


def test_a_preferential_right_adds_to_the_rate_of_buy_outs():
    world = retiring_world(rate=0.0, right=1.0)
    lived(world, close_failing, 7)
    assert counted(world) == {"buy_outs": 1.0}


@pytest.mark.parametrize("form", [COOPERATIVE, ASSOCIATION, INSERTION])
def test_what_belongs_to_nobody_is_dissolved_where_no_board_follows(form):
    world = retiring_world(form=form)
    world.organisations[0].owner, world.organisations[0].owner_share = NOBODY, 0.0
    lived(world, close_failing, 7)
    assert counted(world) == {"exits_retirement": 1.0}
    # The rate of boards, not that of owners, decides.
    world = retiring_world(form=form, changes={"life__dissolution_rate": 0.0})
    world.organisations[0].owner, world.organisations[0].owner_share = NOBODY, 0.0
    lived(world, close_failing, 7)
    assert counted(world) == {}


def test_plants_of_owners_who_live_elsewhere_do_not_stop():
    world = retiring_world()
    firm = world.organisations[0]
    firm.owner, firm.owner_share, firm.outside_controlled = NOBODY, 0.0, 1
    for month in range(7, 19):
        lived(world, close_failing, month)
        assert booked(world) == counted(world) == {}
    assert (firm.alive, firm.form) == (1, FIRM)


def shares_of_fates(staff, months=2000, **changes):
    """Share of months in which somebody stops and nobody follows, of a firm that is never sold."""
    world = retiring_world(staff, changes={"life__outside_buyers": 0.0, **changes})
    return np.mean([pass_on(world, month, 0) == STAYS_ALONE for month in range(months)])


def test_owners_stop_at_the_rate_and_the_larger_find_a_successor():
    at_size = {"life__successor_size": 4.0}
    # A tenth of the months; half of them without successor at the size, 0.8 at half of it.
    assert shares_of_fates(4, life__retirement_rate=1.2, **at_size) == pytest.approx(0.05, abs=0.015)
    assert shares_of_fates(2, life__retirement_rate=12.0, **at_size) == pytest.approx(0.8, abs=0.03)
    assert shares_of_fates(2, life__retirement_rate=0.0, **at_size) == 0.0


def test_a_firm_sold_elsewhere_goes_on_under_outside_control():
    changes = {
        **FOLLOWED,
        "finance__outside_size": 1.0,
        "finance__outside_size_limit": 1.0,
        "life__outside_buyers": 1.0,
    }
    changes |= {"finance__local_owners": 0.0, "finance__outside_slope": 1.0, "life__founding_equity": 6_000.0}
    world = retiring_world(changes=changes)
    lived(world, close_failing, 7)
    assert counted(world) == {"sold_outside": 1.0}
    # Three quarters of 10,000: 6,000 are saved, as once paid in.
    assert flows(world, "business sale") == {"Households": 7_500 * EUR, "absentee owners": -7_500 * EUR}
    assert (held(world, DEPOSITS, 0), held(world, SAVINGS, 0)) == (1_500 * EUR, 6_000 * EUR)
    assert (held(world, EQUITY, 0), held_outside(world, EQUITY, ABSENTEES)) == (0, 10_000 * EUR)
    firm = world.organisations[0]
    assert (firm.alive, firm.form, firm.staff, firm.owner, firm.owner_share) == (1, FIRM, 3, NOBODY, 0.0)
    assert (firm.outside_controlled, firm.outside_group, firm.book_equity) == (1, 0, 10_000 * EUR)
    assert world.households[0].businesses == 0
    # Off: a resident follows, and nothing changes.
    world = retiring_world(changes={**changes, "life__outside_buyers": 0.0})
    lived(world, close_failing, 7)
    assert counted(world) == booked(world) == {}
    assert (world.organisations[0].owner, world.organisations[0].outside_controlled) == (0, 0)


def test_a_small_firm_with_a_successor_stays_with_residents():
    changes = {**FOLLOWED, "finance__outside_size": 50.0, "finance__local_owners": 0.5, "finance__outside_slope": 0.5}
    world = retiring_world(2, changes={**changes, "finance__outside_size_limit": 1.0})
    fates = [(pass_on(world, month, 0), int(world.organisations[0].outside_controlled)) for month in range(40)]
    # The chance is a hundredth: 0.25 x 2 / 50.
    assert set(fates[:5]) == {(GOES_ON, 0)}


def test_a_firm_worth_nothing_changes_hands_for_nothing():
    world = retiring_world(deposits=0)
    world.books.balance[EQUITY] = 0
    world.organisations[0].book_equity = 0
    lived(world, sell_outside, 0, 0)
    assert booked(world) == {}
    assert (world.organisations[0].owner, world.organisations[0].outside_controlled) == (NOBODY, 1)


def test_what_absentees_held_changes_hands_among_them():
    world = retiring_world()
    firm, absentees = world.organisations[0], outside_account(world.books, ABSENTEES)
    before = world.books.balance[:, absentees].copy()
    firm.owner, firm.owner_share = NOBODY, 0.0
    lived(world, sell_outside, 0, 10_000 * EUR)
    assert booked(world) == {}
    assert (world.books.balance[:, absentees] == before).all()
    assert firm.outside_controlled == 1
    assert cash(world, 0) == 5_000 * EUR
