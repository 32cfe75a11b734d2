"""Who leaves the territory takes along or gives up all that its row owns and is owed; who comes later starts anew."""

import pytest

from simulation.columns import ABSENT, FIRM, UNEMPLOYED
from simulation.declared.sectors import SERVICES
from simulation.ledger import bank_account, form_capital, give_claim, outside_account
from simulation.phases.economy.demography import immigrate, migrate
from simulation.phases.economy.finance import settle_organisations
from simulation.purposes import (
    ABSENTEES,
    CITIZENS_EQUITY,
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
    world = small_world(life__emigration_rate=1.0, production__rent=138.0)
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
    assert left.books.balance[:12].sum(axis=1).tolist() == [0] * 12


def test_rent_of_a_landlord_who_left_goes_to_absentee_owners(left):
    settle_organisations(left, 2)
    assert left.books.turnover[RENT] == 138_000
    assert left.books.flows[RENT, left.books.column_of[outside_account(left.books, ABSENTEES)]] == 138_000
    assert left.households[0].income == 0 and not left.books.balance[:, 0].any()


def test_a_later_immigrant_brings_what_it_brings_and_nothing_else(left):
    for month in range(2, 8):
        settle_organisations(left, month)
    immigrate(left, 8, 0, 0)
    newcomer = left.households[0]
    assert left.books.balance[:, 0].sum() == round(100 * 2.0 * left.parameters[0].tax_assistance)
    assert newcomer.income == 0


def test_newcomers_bring_skills_of_all_sectors_not_those_of_who_lived_there_before():
    world = small_world(households=60)
    for row in range(60):
        world.households[row].sector = SERVICES
        immigrate(world, 1, row, row)
    assert len(set(world.households["sector"].tolist())) == world.sectors.shape[0]
    assert_accounts_close(world)
