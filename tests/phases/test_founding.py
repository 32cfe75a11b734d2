"""Founding: a free row, capital that somebody pays in, the technique of a living example."""

import pytest

from simulation.columns import (
    ABSENT,
    ASSOCIATION,
    COOPERATIVE,
    EMPLOYED,
    FIRM,
    INSERTION,
    NOBODY,
    RETIRED,
    UNEMPLOYED,
)
from simulation.declared.sectors import CULTURE, SERVICES, TRADE
from simulation.ledger import bank_account, organisation_account, outside_account
from simulation.phases.economy.founding import (
    draw_on_savings,
    find_founder,
    found_organisation,
    free_row,
    player_type,
    sector_model,
)
from simulation.purposes import ABSENTEES, DEPOSITS, EQUITY, SAVINGS
from tests.phases.economy_scene import (
    EUR,
    add_person,
    booked,
    cash,
    claim,
    flows,
    held,
    held_outside,
    lived,
    small_economy,
)
from tests.phases.land_scene import add_organisation

CAPITAL = 6_000 * EUR


def example_world(*, deposits=CAPITAL, **changes):
    """A shop in row 0 that stands for its sector, rows 1 to 3 free, and a person with the capital at home 7."""
    world = small_economy(organisations=4, **changes)
    shop = add_organisation(world, 0, sector=TRADE, form=FIRM, price=1.1, parcel=3)
    shop.productivity, shop.fte_per_post, shop.base_wage = 8_000.0, 0.75, 1_900.0
    shop.input_share, shop.normal_markup, shop.normal_use = 0.4, 0.25, 0.9
    add_person(world, 0, UNEMPLOYED, deposits=deposits, parcel=7)
    return world


def found(world, *, form=FIRM, sector=TRADE, founder=0, payer=0, parcel=7, month=5):
    return lived(world, found_organisation, month, sector, form, founder, CAPITAL, payer, parcel)


def test_a_firm_is_owned_by_who_pays_and_works_as_its_sector_does():
    world = example_world()
    row = found(world)
    firm, books = world.organisations[row], world.books
    assert (row, firm.uid, firm.alive, firm.age, world.next_uid[1]) == (1, 200, 1, 1, 201)
    assert booked(world) == {"equity paid in": CAPITAL}
    assert cash(world, row) == CAPITAL
    assert held(world, DEPOSITS, 0) == 0
    assert held(world, EQUITY, 0) == CAPITAL == firm.book_equity
    assert held(world, EQUITY, organisation_account(books, row)) == -CAPITAL
    assert (firm.owner, firm.owner_share, firm.outside_controlled, firm.social_economy) == (0, 1.0, 0, 0)
    assert world.households[0].businesses == 1
    assert (firm.productivity, firm.fte_per_post, firm.base_wage, firm.input_share) == (8_000.0, 0.75, 1_900.0, 0.4)
    assert (firm.markup, firm.wage_offer, firm.price, firm.parcel) == (0.25, 1_900.0, 1.1, 7)
    # 1 / 1.25 a unit; 8,000 x 0.75 x 1.2 = 7,200 units a month expected of two posts.
    assert firm.unit_cost == 0.8
    assert (firm.expected_sales, firm.demand, firm.posts) == (7_200.0, 7_200.0, 2)
    assert firm.revenue_year == pytest.approx(86_400.0)
    assert firm.landlord == outside_account(books, ABSENTEES)


def test_capital_of_a_social_economy_organisation_is_nobodys_share():
    for form in (COOPERATIVE, ASSOCIATION, INSERTION):
        world = example_world()
        row = found(world, form=form)
        organisation = world.organisations[row]
        assert booked(world) == {"equity paid in": CAPITAL}
        assert (organisation.social_economy, organisation.owner, organisation.book_equity) == (1, NOBODY, 0)
        assert world.households[0].businesses == 0
        assert held(world, EQUITY, 0) == 0
        assert cash(world, row) == CAPITAL


def test_an_outside_founder_pays_from_elsewhere_and_controls_from_there():
    world = example_world()
    row = found(world, founder=NOBODY, payer=outside_account(world.books, ABSENTEES), parcel=NOBODY)
    organisation = world.organisations[row]
    assert flows(world, "equity paid in") == {"Organisations": CAPITAL, "absentee owners": -CAPITAL}
    assert held_outside(world, EQUITY, ABSENTEES) == CAPITAL
    assert (organisation.owner, organisation.outside_controlled) == (NOBODY, 1)
    # Without a site of its own it settles where its example is.
    assert organisation.parcel == 3


@pytest.mark.parametrize(("deposits", "row"), [(CAPITAL, 1), (CAPITAL - 1, NOBODY)])
def test_capital_is_paid_in_full_or_nothing_is_founded(deposits, row):
    world = example_world(deposits=deposits)
    assert found(world) == row
    assert bool(booked(world)) == (row != NOBODY)
    assert world.organisations.alive.sum() == (2 if row != NOBODY else 1)


def test_a_row_rests_two_months_after_a_closing():
    world = example_world()
    for row in (1, 2, 3):
        add_organisation(world, row, alive=0, closed=5 if row == 1 else 6)
    assert [free_row(world, month) for month in (5, 6, 7)] == [NOBODY, NOBODY, 1]
    assert found(world, month=6) == NOBODY
    assert booked(world) == {}


def test_a_newcomer_inherits_nothing_of_the_row_it_takes():
    world = example_world()
    add_organisation(world, 1, sector=TRADE, alive=0, closed=1, appeal=0.7, staff=4, loss_months=9, in_default=1)
    world.supplier[1], world.partner[1], world.partner_uid[1], world.attraction[1] = 0, 0, 100, 0.5
    row = found(world)
    firm = world.organisations[row]
    assert (row, firm.appeal, firm.staff, firm.loss_months, firm.in_default) == (1, 0.0, 0, 0, 0)
    assert (world.supplier[1] == NOBODY).all() and (world.partner[1] == NOBODY).all()
    assert (world.partner_uid[1] == NOBODY).all() and not world.attraction[1].any()


def test_nothing_is_founded_in_a_sector_without_an_example():
    world = example_world()
    add_organisation(world, 1, sector=TRADE, alive=0, closed=1, staff=4)
    world.supplier[1] = 0
    row = world.organisations[1].values()
    assert found(world, sector=CULTURE) == NOBODY
    assert booked(world) == {}
    assert world.organisations.alive.sum() == 1
    # The row that would have been taken is as it was.
    assert world.organisations[1].values() == row and (world.supplier[1] == 0).all()


@pytest.mark.parametrize(("savings", "row"), [(2_000 * EUR, 1), (2_000 * EUR - 1, NOBODY)])
def test_who_founds_draws_on_savings_for_what_deposits_lack(savings, row):
    world = example_world(deposits=CAPITAL - 2_000 * EUR)
    claim(world, SAVINGS, bank_account(world.books), 0, savings)
    assert found(world) == row
    assert booked(world) == ({"equity paid in": CAPITAL, "savings withdrawn": 2_000 * EUR} if row != NOBODY else {})


def test_associations_learn_from_associations_and_others_from_others():
    world = small_economy()
    for row, form in enumerate((FIRM, ASSOCIATION, COOPERATIVE)):
        add_organisation(world, row, sector=SERVICES, form=form)
    add_organisation(world, 3, sector=TRADE, form=FIRM)
    assert [sector_model(world, SERVICES, form) for form in (FIRM, COOPERATIVE, ASSOCIATION, INSERTION)] == [0, 0, 1, 1]
    # Where there is none of the kind, the first of the sector serves.
    assert sector_model(world, TRADE, ASSOCIATION) == 3
    assert sector_model(world, CULTURE, FIRM) == NOBODY


@pytest.mark.parametrize(
    ("deposits", "savings", "found_at"),
    [(2 * CAPITAL, 0, 2), (CAPITAL, CAPITAL, 2), (CAPITAL, CAPITAL - 1, NOBODY)],
)
def test_a_founder_holds_twice_the_capital_in_money(deposits, savings, found_at):
    world = small_economy(households=3)
    add_person(world, 2, EMPLOYED, deposits=deposits, savings=savings)
    assert find_founder(world, 1, 0, CAPITAL) == found_at


def test_who_owns_a_business_has_retired_or_left_founds_nothing():
    world = small_economy(households=3)
    add_person(world, 0, RETIRED, deposits=9 * CAPITAL)
    add_person(world, 1, ABSENT, deposits=9 * CAPITAL)
    add_person(world, 2, EMPLOYED, deposits=9 * CAPITAL, businesses=1)
    assert find_founder(world, 1, 0, CAPITAL) == NOBODY


@pytest.mark.parametrize(
    ("deposits", "savings", "drawn"),
    [(1_000, 8_000, 5_000), (1_000, 3_000, 3_000), (6_000, 8_000, 0), (0, 0, 0)],
)
def test_savings_fill_up_deposits_to_what_is_needed(deposits, savings, drawn):
    world = small_economy()
    add_person(world, 0, EMPLOYED, deposits=deposits * EUR, savings=savings * EUR)
    lived(world, draw_on_savings, 0, CAPITAL)
    assert held(world, DEPOSITS, 0) == (deposits + drawn) * EUR
    assert held(world, SAVINGS, 0) == (savings - drawn) * EUR
    assert booked(world) == ({"savings withdrawn": drawn * EUR} if drawn else {})


def test_player_types_follow_their_shares():
    world = small_economy(stance__share_conditional=0.5, stance__share_free_rider=0.25, stance__share_hump=0.125)
    draws = (0.0, 0.499, 0.5, 0.749, 0.75, 0.874, 0.875, 0.999)
    assert [player_type(world, draw) for draw in draws] == [0, 0, 1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_or_everybody_is_able_to_lead_projects(share):
    world = example_world(project__entrepreneur_share=share)
    assert world.organisations[found(world)].entrepreneur == int(share)
