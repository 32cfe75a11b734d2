"""Investment: wear is replaced, the gap to the equipment wanted closes slowly, cash for the month comes first.

What cash lacks is borrowed within the credit line.
"""

import pytest

from simulation.declared.sectors import CONSTRUCTION, SERVICES
from simulation.ledger import organisation_account
from simulation.phases.economy.investment import invest, needed_equipment, wanted_investment
from simulation.phases.economy.plans import list_sellers
from simulation.purposes import EQUIPMENT, LOANS
from tests.phases.economy_scene import EUR, booked, cash, equip, flows, held, lend, lived, small_economy
from tests.phases.land_scene import add_organisation

TERMS = {
    "production__depreciation": 0.12,
    "production__investment_share": 0.1,
    "production__local_investment": 0.5,
    "finance__buffer_months": 2.0,
    "demand__visibility": 1.0,
}
AT_REST = 60_000 * EUR
"""Equipment wanted for 6,000 EUR of value added a month: 0.1 x 6,000 x 12 / 0.12; a hundredth wears a month."""


def buyer_world(*, equipment=AT_REST, deposits=20_000 * EUR, sales=120_000.0, builder=True, **changes):
    """A buyer of 10,000 EUR of sales a month and, if wanted, a builder who can deliver 1,000 units at 1 EUR."""
    world = small_economy(**{**TERMS, **changes})
    world.sectors.investment_share[:] = 0.0
    world.sectors.investment_share[CONSTRUCTION] = 1.0
    add_organisation(
        world, 0, sector=SERVICES, deposits=deposits, revenue_year=sales, input_share=0.4, wage_memory=3_000.0
    )
    equip(world, 0, equipment)
    if builder:
        add_organisation(world, 1, sector=CONSTRUCTION, posts=1, capacity=1_000.0)
    list_sellers(world)
    return world


NO_LINE = {"finance__credit_limit": 0.0, "finance__collateral_share": 0.0}


def loan(world, row=0):
    return -held(world, LOANS, organisation_account(world.books, row))


def equipment(world, row=0):
    return held(world, EQUIPMENT, organisation_account(world.books, row))


def test_a_twentieth_of_the_gap_is_added_to_what_wears():
    assert wanted_investment(60_000.0, 60_000.0, 0.12, 0.05) == pytest.approx(600.0)
    # 300 of wear and 0.05 x (60,000 - 30,000).
    assert wanted_investment(30_000.0, 60_000.0, 0.12, 0.05) == pytest.approx(1_800.0)
    # 1,200 of wear less 0.05 x 60,000 would be negative.
    assert wanted_investment(120_000.0, 60_000.0, 0.12, 0.05) == 0.0
    assert wanted_investment(0.0, 0.0, 0.12, 0.05) == 0.0


def test_equipment_needed_is_what_the_usual_share_of_value_added_keeps_up():
    # A tenth of 72,000 EUR of value added a year pays for the wear of 0.12 of it.
    world = buyer_world()
    assert needed_equipment(world, 0) == pytest.approx(AT_REST / EUR)
    world.organisations[0].revenue_year = 0.0
    assert needed_equipment(world, 0) == 0.0


@pytest.mark.parametrize(("strain", "bought"), [(0.0, 600), (0.25, 450), (1.0, 0)])
def test_who_has_lost_its_margins_puts_replacement_off(strain, bought):
    world = buyer_world()
    world.organisations[0].strain = strain
    lived(world, invest, 1)
    assert cash(world, 0) == (20_000 - bought) * EUR
    assert equipment(world) == AT_REST - (600 - bought) * EUR


def test_at_rest_wear_is_replaced_half_of_it_from_here():
    world = buyer_world()
    lived(world, invest, 1)
    assert equipment(world) == AT_REST
    assert cash(world, 0) == 19_400 * EUR
    assert cash(world, 1) == world.organisations[1].revenue == 300 * EUR
    assert booked(world) == {"investment, local": 300 * EUR, "investment, outside": 300 * EUR}
    assert flows(world, "investment, outside") == {"Organisations": -300 * EUR, "rest of France": 300 * EUR}
    builder = world.organisations[1]
    assert (builder.capacity, builder.sold, builder.demand) == (700.0, 300.0, 300.0)
    # Wear is a revaluation, the purchase a transaction.
    assert world.books.revaluations[EQUIPMENT, 1] == -600 * EUR
    assert world.books.transactions[EQUIPMENT, 1] == 600 * EUR


def test_too_much_equipment_only_wears():
    world = buyer_world(equipment=120_000 * EUR)
    lived(world, invest, 1)
    assert booked(world) == {}
    assert equipment(world) == 118_800 * EUR


@pytest.mark.parametrize(("deposits", "bought"), [(7_100, 100), (7_000, 0), (0, 0)])
def test_of_cash_only_what_lies_above_half_the_buffer_is_spent(deposits, bought):
    # Outlays of the month: 3,000 of wages and 4,000 of inputs; half of two months of them is kept. There is no line.
    world = buyer_world(deposits=deposits * EUR, **NO_LINE)
    lived(world, invest, 1)
    assert cash(world, 0) == (deposits - bought) * EUR
    assert loan(world) == 0
    assert equipment(world) == AT_REST - (600 - bought) * EUR


@pytest.mark.parametrize(
    ("deposits", "limit", "owed", "borrowed", "bought"),
    [
        (20_000, 1.0, 0, 0, 600),  # cash suffices
        (7_100, 1.0, 0, 500, 600),  # 100 of cash above 7,000, and a loan for the rest
        (0, 1.0, 0, 600, 600),  # cash for the month is left alone, however little it is
        (7_100, 0.05, 0, 300, 400),  # a line of 0.05 x 6,000 of value added
        (7_100, 0.05, 200, 100, 200),  # of which 200 are drawn already
        (7_000, 0.05, 500, 0, 0),  # more than the line is drawn
    ],
)
def test_what_cash_lacks_is_borrowed_within_the_line(deposits, limit, owed, borrowed, bought):
    world = buyer_world(deposits=deposits * EUR, **{**NO_LINE, "finance__credit_limit": limit})
    lend(world, 0, owed * EUR)
    lived(world, invest, 1)
    assert loan(world) == (owed + borrowed) * EUR
    assert cash(world, 0) == (deposits + borrowed - bought) * EUR
    assert equipment(world) == AT_REST - (600 - bought) * EUR
    assert booked(world).get("loan granted", 0) == borrowed * EUR


def test_equipment_is_collateral_as_it_stands_before_it_wears():
    world = buyer_world(deposits=0, **{**NO_LINE, "finance__collateral_share": 0.005})
    lived(world, invest, 1)
    # 0.005 x 60,000 EUR.
    assert loan(world) == 300 * EUR
    assert equipment(world) == AT_REST - 300 * EUR


def test_who_wants_no_equipment_borrows_nothing():
    for settings in ({"equipment": 120_000 * EUR}, {"sales": 0.0, "equipment": 0}):
        world = buyer_world(deposits=0, finance__credit_limit=1.0, **settings)
        lived(world, invest, 1)
        assert (booked(world), loan(world), cash(world, 0)) == ({}, 0, 0)


def test_what_the_seller_here_cannot_deliver_is_bought_elsewhere():
    world = buyer_world()
    world.organisations[1].capacity, world.organisations[1].price = 100.0, 1.5
    lived(world, invest, 1)
    # 300 EUR are 200 units at 1.50; 100 are delivered for 150 EUR.
    assert booked(world) == {"investment, local": 150 * EUR, "investment, outside": 450 * EUR}
    assert world.organisations[1].demand == 200.0


def test_without_a_seller_here_or_as_the_only_one_all_is_bought_elsewhere():
    world = buyer_world(builder=False)
    lived(world, invest, 1)
    assert booked(world) == {"investment, outside": 600 * EUR}
    world = buyer_world(builder=False)
    world.organisations[0].sector, world.organisations[0].capacity = CONSTRUCTION, 1_000.0
    list_sellers(world)
    lived(world, invest, 1)
    assert booked(world) == {"investment, outside": 600 * EUR}
    assert world.organisations[0].revenue == 0


def test_without_sales_and_equipment_nothing_is_bought_and_the_dead_do_not_invest():
    world = buyer_world(equipment=0, sales=0.0)
    lived(world, invest, 1)
    assert booked(world) == {}
    world = buyer_world()
    world.organisations[0].alive = 0
    lived(world, invest, 1)
    assert booked(world) == {}
    assert equipment(world) == AT_REST


def test_with_local_investment_off_the_territory_sells_no_equipment():
    world = buyer_world(production__local_investment=0.0)
    lived(world, invest, 1)
    assert booked(world) == {"investment, outside": 600 * EUR}
    assert equipment(world) == AT_REST
