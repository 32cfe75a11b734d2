"""Who leaves the territory takes along or gives up all that its row owns and is owed; who comes later starts anew."""

import pytest

from simulation.columns import ABSENT, FIRM, UNEMPLOYED
from simulation.declared.sectors import SERVICES
from simulation.ledger import bank_account, form_capital, give_claim, outside_account
from simulation.phases.economy.finance import settle_organisations
from simulation.phases.economy.migration import immigrate, migrate
from simulation.purposes import (
    ABSENTEES,
    CITIZENS_EQUITY,
    FINANCIAL_COUNT,
    HEAD,
    HOUSING_LAND,
    HOUSING_LOANS,
    OUTSIDE_ASSETS,
    PURPOSE,
    SAVINGS,
)
from tests.phases.land_scene import add_household, add_organisation, assert_accounts_close, owned, small_world

RENT = PURPOSE["rents of premises"]


@pytest.fixture
def left():
    """Household 0, landlord of a firm of ten and owner of all a household can own, has left in month 1."""
    world = small_world(migration__rate=1.0, activity__leaving_rate=0.0, production__rent=138.0)
    world.authority[0].unemployment_reference = world.authority[0].unemployment_rate = 0.1
    books = world.books
    for row in range(2):
        add_household(world, row, deposits=300_000)
    world.households[0].status = UNEMPLOYED
    world.households[0].sector = SERVICES
    firm = add_organisation(world, 0, sector=SERVICES, form=FIRM, deposits=10_000_000, landlord=0)
    firm.staff = 10
    bank = bank_account(books)
    give_claim(books, SAVINGS, bank, 0, 50_000)
    books.balance[HOUSING_LOANS, 0], books.balance[HOUSING_LOANS, bank] = -70_000, 70_000
    give_claim(books, CITIZENS_EQUITY, books.first[1], 0, 20_000)
    give_claim(books, OUTSIDE_ASSETS, outside_account(books, HEAD), 0, 40_000)
    form_capital(books, HOUSING_LAND, 0, 90_000)
    owned(world, 3, 0, 800)
    migrate(world, 1)
    return world


def test_who_leaves_leaves_nothing_in_its_row(left):
    assert left.households[0].status == ABSENT
    assert not left.books.balance[:, 0].any()
    assert left.parcels[3].owner == outside_account(left.books, ABSENTEES)
    assert not left.books.balance[:FINANCIAL_COUNT].sum(axis=1).any()


def test_rent_of_a_landlord_who_left_goes_to_absentee_owners(left):
    settle_organisations(left, 2)
    assert left.books.turnover[RENT] == 138_000
    assert left.books.flows[RENT, left.books.column_of[outside_account(left.books, ABSENTEES)]] == 138_000
    assert left.households[0].income == 0 and not left.books.balance[:, 0].any()


def test_a_later_immigrant_finds_nothing_in_the_row(left):
    for month in range(2, 8):
        settle_organisations(left, month)
    immigrate(left, 8, 0, 0)
    # Nobody here looks for a post, so that the newcomer resembles nobody and brings nothing.
    assert left.households[0].status == UNEMPLOYED
    assert not left.books.balance[:, 0].any()
    assert left.households[0].income == 0


def test_newcomers_bring_the_skills_of_those_who_look_for_a_post_not_of_who_lived_there_before():
    world = small_world(households=60)
    for row in range(30):
        add_household(world, row, deposits=100)
        world.households[row].status, world.households[row].sector = UNEMPLOYED, row % 3
    for row in range(30, 60):
        world.households[row].sector = SERVICES
        immigrate(world, 1, row, row)
    assert set(world.households["sector"][30:].tolist()) == {0, 1, 2}
    assert_accounts_close(world)
