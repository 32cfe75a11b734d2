"""Founding: a free row, capital that somebody pays in, the technique of the sector and a lead or lag of its own."""

import math

import numpy as np
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
from simulation.declared.sectors import TRADE
from simulation.draws import STREAM, standard_normal
from simulation.ledger import bank_account, organisation_account, outside_account
from simulation.phases.economy.founding import (
    find_founder,
    find_landlord,
    found_organisation,
    free_row,
    player_type,
)
from simulation.purposes import ABSENTEES, DEPOSITS, EQUITY, HEAD, HOUSING_LAND, OUTSIDE_ASSETS, SAVINGS
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
from tests.phases.land_scene import add_organisation, fund, set_technique

CAPITAL = 6_000 * EUR


TERMS = {
    "productivity__spread": 0.0,
    "productivity__newcomer_gap": 0.0,
    "price__pass_through": 0.5,
    "price__outside_gap": 0.15,
    "production__local_landlords": 0.0,
    "labour__contribution_rate": 0.5,
    "life__newcomer_posts": 1,
    "life__newcomer_sales": 0.6,
    "life__newcomer_weight": 1.0,
    "life__planned_margin": 0.04,
}


def example_world(*, deposits=CAPITAL, **changes):
    """A shop in row 0, rows 1 to 3 free, a technique of trade, and a person with the capital at home 7."""
    world = small_economy(organisations=4, **{"productivity__equipment_elasticity": 0.0, **TERMS, **changes})
    add_organisation(world, 0, sector=TRADE, form=FIRM, price=1.1, parcel=3)
    set_technique(
        world,
        TRADE,
        productivity=8_000.0,
        fte_per_post=0.75,
        base_wage=1_920.0,
        input_share=0.4,
        normal_markup=0.25,
        normal_use=0.9,
    )
    world.sectors.outside_price[TRADE] = 0.81
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
    assert (firm.productivity, firm.fte_per_post, firm.base_wage, firm.input_share) == (8_000.0, 0.75, 1_920.0, 0.4)
    assert (firm.markup, firm.normal_markup, firm.wage_offer, firm.normal_use) == (0.25, 0.25, 1_920.0, 0.9)
    assert (firm.lead, firm.pay_factor, firm.pay_change, firm.strain, firm.parcel) == (0.0, 1.0, 1.0, 0.0, 7)
    # 1,920 x 1.5 / (8,000 x 0.9) + 0.4 = 0.8 a unit, 1 with its mark-up; 0.81 outside: half of the difference.
    assert firm.unit_cost == pytest.approx(0.8)
    assert firm.price == pytest.approx(0.9)
    # 8,000 x 0.75 x 0.6 = 3,600 units a month expected of one post, 4 % of them profit.
    assert (firm.expected_sales, firm.demand, firm.posts, firm.export_weight) == (3_600.0, 3_600.0, 1, 1.0)
    assert firm.revenue_year == pytest.approx(43_200.0)
    assert firm.profit_year == pytest.approx(1_728.0)
    assert firm.landlord == outside_account(books, ABSENTEES)


@pytest.mark.parametrize(("form", "productivity"), [(FIRM, 8_000.0), (COOPERATIVE, 8_000.0), (ASSOCIATION, 5_000.0)])
def test_a_newcomer_works_as_its_kind_does_in_its_sector_whoever_is_there(form, productivity):
    world = example_world()
    set_technique(world, TRADE, association=True, productivity=5_000.0)
    world.organisations[0].productivity = 1.0
    newcomer = world.organisations[found(world, form=form)]
    assert newcomer.productivity == productivity
    # Nobody need be there to be copied.
    other = example_world()
    other.organisations[0].alive, other.organisations[0].closed = 0, 4
    assert other.organisations[found(other)].productivity == 8_000.0


def test_a_newcomer_leads_or_lags_and_has_still_to_learn():
    world = example_world(productivity__spread=0.25, productivity__newcomer_gap=0.05)
    firm = world.organisations[found(world)]
    assert firm.lead != 0.0
    assert firm.lead == 0.25 * standard_normal(world.key[0], STREAM["productivity_drawn"], 0, 200, 0)
    assert firm.productivity == pytest.approx(8_000.0 * math.exp(firm.lead - 0.05))
    assert firm.unit_cost == pytest.approx(0.4 * 8_000.0 / firm.productivity + 0.4)


def test_leads_of_newcomers_spread_as_declared():
    world = example_world(productivity__spread=0.25)
    leads = [0.25 * standard_normal(world.key[0], STREAM["productivity_drawn"], 0, uid, 0) for uid in range(4000)]
    drawn = []
    for uid in range(50):
        world.next_uid[1] = uid
        drawn.append(world.organisations[found_again(world)].lead)
    assert drawn == leads[:50]
    assert np.mean(leads) == pytest.approx(0.0, abs=0.012)
    assert np.std(leads) == pytest.approx(0.25, rel=0.03)


def found_again(world):
    """Found one more in the same row, paid for from elsewhere."""
    world.organisations[1].alive, world.organisations[1].age = 0, 0
    return found(world, founder=NOBODY, payer=outside_account(world.books, ABSENTEES))


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
    assert organisation.parcel == NOBODY


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
    add_organisation(world, 1, sector=TRADE, alive=0, closed=1, appeal=0.7, staff=4, strain=0.9, in_default=1, lead=0.3)
    world.organisations[1].pay_factor, world.organisations[1].pay_forgone = 1.3, 5
    world.supplier[1], world.partner[1], world.partner_uid[1], world.attraction[1] = 0, 0, 100, 0.5
    row = found(world)
    firm = world.organisations[row]
    assert (row, firm.appeal, firm.staff, firm.strain, firm.in_default) == (1, 0.0, 0, 0.0, 0)
    assert (firm.lead, firm.pay_factor, firm.pay_forgone) == (0.0, 1.0, 0)
    assert (world.supplier[1] == NOBODY).all() and (world.partner[1] == NOBODY).all()
    assert (world.partner_uid[1] == NOBODY).all() and not world.attraction[1].any()


def test_the_row_that_would_have_been_taken_is_as_it_was_when_nobody_pays():
    world = example_world(deposits=CAPITAL - 1)
    add_organisation(world, 1, sector=TRADE, alive=0, closed=1, staff=4)
    world.supplier[1] = 0
    row = world.organisations[1].values()
    assert found(world) == NOBODY
    assert world.organisations[1].values() == row and (world.supplier[1] == 0).all()
    assert world.next_uid[1] == 200


@pytest.mark.parametrize(("savings", "row"), [(2_000 * EUR, 1), (2_000 * EUR - 1, NOBODY)])
def test_who_founds_draws_on_savings_before_deposits(savings, row):
    world = example_world(deposits=CAPITAL - 2_000 * EUR)
    claim(world, SAVINGS, bank_account(world.books), 0, savings)
    assert found(world) == row
    assert booked(world) == ({"equity paid in": CAPITAL, "savings withdrawn": 2_000 * EUR} if row != NOBODY else {})


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


def founders_world(*wealth, met=6, **changes):
    """Adults of the labour force with so much in deposits, EUR; founders hold twice the capital at least."""
    world = small_economy(households=len(wealth), life__founders_met=met, life__founders_wealth=2, **changes)
    for row, amount in enumerate(wealth):
        add_person(world, row, EMPLOYED, deposits=amount * EUR)
    return world


def test_the_wealthiest_of_a_few_founds_whatever_the_wealth_is_held_in():
    world = founders_world(12_000, 20_000, 13_000, met=96)
    assert find_founder(world, 1, 0, CAPITAL) == 1
    # A dwelling and what is held elsewhere count as wealth, but capital is paid in money.
    world.books.balance[HOUSING_LAND, 2] += 9_000 * EUR
    assert find_founder(world, 1, 0, CAPITAL) == 2
    claim(world, OUTSIDE_ASSETS, outside_account(world.books, HEAD), 0, 15_000 * EUR)
    assert find_founder(world, 1, 0, CAPITAL) == 0
    fund(world, 0, -1 * EUR)
    assert find_founder(world, 1, 0, CAPITAL) == 2


def test_wealth_matters_the_less_the_fewer_are_met():
    world = founders_world(12_000, 20_000, 13_000, 14_000, met=1)
    founders = [find_founder(world, 1, number, CAPITAL) for number in range(400)]
    shares = np.bincount(founders, minlength=4) / 400.0
    assert shares == pytest.approx([0.25] * 4, abs=0.08)
    world.parameters[0].life_founders_met = 2
    shares = np.bincount([find_founder(world, 1, number, CAPITAL) for number in range(400)], minlength=4) / 400.0
    # The poorest of four is found where it is met twice: 1/16; the richest where it is met at all: 7/16.
    assert shares == pytest.approx([1 / 16, 7 / 16, 3 / 16, 5 / 16], abs=0.08)


def test_premises_belong_to_a_wealthy_resident_as_often_as_at_month_0():
    world = founders_world(10, 20, 30, 40, met=24, production__local_landlords=0.7)
    absentees = outside_account(world.books, ABSENTEES)
    landlords = np.array([find_landlord(world, uid) for uid in range(500)])
    assert (landlords != absentees).mean() == pytest.approx(0.7, abs=0.06)
    assert (landlords[landlords != absentees] == 3).mean() > 0.99
    world.parameters[0].production_local_landlords = 0.0
    assert {find_landlord(world, uid) for uid in range(20)} == {absentees}
    # Where nobody lives here who has anything, owners elsewhere have the premises.
    empty = founders_world(0, 0, production__local_landlords=1.0)
    assert find_landlord(empty, 1) == outside_account(empty.books, ABSENTEES)


def test_player_types_follow_their_shares():
    world = small_economy(stance__share_conditional=0.5, stance__share_free_rider=0.25, stance__share_hump=0.125)
    draws = (0.0, 0.499, 0.5, 0.749, 0.75, 0.874, 0.875, 0.999)
    assert [player_type(world, draw) for draw in draws] == [0, 0, 1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_or_everybody_is_able_to_lead_projects(share):
    world = example_world(project__entrepreneur_share=share)
    assert world.organisations[found(world)].entrepreneur == int(share)
