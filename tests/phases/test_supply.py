"""Inputs and production: what staff and stocks can deliver, and who sells the inputs of planned output.

Everything is paid for at once here; what is paid for a month later has tests of its own (`test_supplier_credit`).
"""

import pytest

from simulation.columns import NOBODY
from simulation.declared.sectors import BUSINESS, CONSTRUCTION, MANUFACTURING, SERVICES, TRADE
from simulation.phases.economy.plans import list_sellers
from simulation.phases.economy.supply import (
    buy_inputs,
    deliver,
    local_part,
    random_seller,
    review_supplier,
    sector_by_supply,
    set_capacity,
)
from tests.phases.economy_scene import EUR, booked, cash, counted, flows, lived, small_economy
from tests.phases.land_scene import add_organisation, set_technique

TERMS = {
    "production__supplier_credit": 0.0,
    "production__supplier_search": 0.0,
    "production__overhead_share": 0.125,
    "demand__leak_elasticity": 2.0,
    "demand__visibility": 1.0,
    "demand__least_visibility": 2,
    "price__stock_months": 0.5,
    "finance__credit_limit": 0.0,
    "finance__collateral_share": 0.0,
}


def producer(sector, **columns):
    """One organisation of five people who make 2,000 units each."""
    world = small_economy(**TERMS)
    settings = {"labour": 5.0, "productivity": 2_000.0, **columns}
    add_organisation(world, 0, sector=sector, **settings)
    set_capacity(world)
    return world.organisations[0]


def buyer_world(suppliers=(1, 2), *, deposits=10_000 * EUR, sector=SERVICES, **changes):
    """A buyer of 4,000 units of inputs a month, half of them bought here at equal prices, and two suppliers.

    Each supplier can deliver 5,000 units at 1 EUR and needs no inputs.
    """
    world = small_economy(**{**TERMS, **changes})
    world.sectors.local_input_share[:] = 0.5
    buyer = add_organisation(world, 0, sector=sector, deposits=deposits, labour=5.0, productivity=2_000.0)
    buyer.input_share, buyer.expected_sales = 0.4, 10_000.0
    for row in (1, 2):
        add_organisation(world, row, sector=BUSINESS, labour=1.0, productivity=5_000.0, posts=1, expected_sales=5_000.0)
    world.supplier[0] = suppliers
    list_sellers(world)
    return world


def test_services_deliver_the_work_of_their_staff_and_posts_less_meetings():
    # 5 + 1 shared - 0.5 - 0.5 = 5 full-time equivalents.
    organisation = producer(SERVICES, meeting_fte=0.5, project_fte=0.5, shared_fte=1.0, stock=900.0)
    assert (organisation.output, organisation.capacity) == (10_000.0, 10_000.0)
    assert producer(SERVICES, land_factor=0.5).capacity == 5_000.0
    assert producer(SERVICES, meeting_fte=6.0).capacity == 0.0
    assert producer(SERVICES, labour=0.0).capacity == 0.0


def test_makers_of_goods_produce_towards_the_stock_they_want():
    # Wanted stock 0.5 x 4,000 = 2,000: 4,000 + 0.25 x (2,000 - 1,000) = 4,250, on top of the stock of 1,000.
    organisation = producer(MANUFACTURING, expected_sales=4_000.0, stock=1_000.0)
    assert (organisation.output, organisation.capacity) == (4_250.0, 5_250.0)
    # One person makes 2,000 at most.
    organisation = producer(MANUFACTURING, expected_sales=4_000.0, stock=1_000.0, labour=1.0)
    assert (organisation.output, organisation.capacity) == (2_000.0, 3_000.0)
    # With 18,000 in stock 4,000 - 0.25 x 16,000 = 0.
    organisation = producer(MANUFACTURING, expected_sales=4_000.0, stock=20_000.0)
    assert (organisation.output, organisation.capacity) == (0.0, 20_000.0)


def test_what_is_asked_is_noted_and_what_is_there_is_delivered():
    world = small_economy()
    seller = add_organisation(world, 0, capacity=100.0)
    assert deliver(world.organisations, 0, 70.0) == 70.0
    assert deliver(world.organisations, 0, 70.0) == 30.0
    assert deliver(world.organisations, 0, 70.0) == 0.0
    assert (seller.demand, seller.sold, seller.capacity) == (210.0, 100.0, 0.0)


def test_the_leak_answers_to_the_price_gap_and_not_at_all_when_off():
    assert local_part(0.5, 1.0, 1.0, 2.0) == 0.5
    # 0.5 / 4 = 0.125 against the other 0.5: a fifth.
    assert local_part(0.5, 2.0, 1.0, 2.0) == 0.2
    assert local_part(0.5, 2.0, 1.0, 0.0) == 0.5
    assert local_part(0.0, 1.0, 1.0, 2.0) == 0.0


def test_inputs_are_bought_from_both_suppliers_and_the_rest_elsewhere():
    world = buyer_world()
    lived(world, buy_inputs, 1)
    # 4,000 units: half here, 1,000 from each, 2,000 outside.
    assert booked(world) == {"inputs, local": 2_000 * EUR, "inputs, outside": 2_000 * EUR}
    assert flows(world, "inputs, outside") == {"Organisations": -2_000 * EUR, "rest of France": 2_000 * EUR}
    assert [cash(world, row) for row in range(3)] == [6_000 * EUR, 1_000 * EUR, 1_000 * EUR]
    assert world.organisations.revenue[:3].tolist() == [0, 1_000 * EUR, 1_000 * EUR]
    assert world.organisations[0].input_cost == 4_000 * EUR
    assert world.organisations.capacity[:3].tolist() == [10_000.0, 4_000.0, 4_000.0]
    assert counted(world) == {"local_inputs": 2_000 * EUR, "all_inputs": 4_000 * EUR}


def test_a_dear_supplier_sells_less_and_at_its_price():
    world = buyer_world(suppliers=(1, NOBODY))
    world.sectors.supply_share[:] = 0.0
    world.sectors.supply_share[TRADE] = 1.0  # of whom there is none to fill the empty place
    world.organisations[1].price = 2.0
    lived(world, buy_inputs, 1)
    # A fifth of the half for this supplier: 400 units for 800 EUR; 3,600 elsewhere.
    assert booked(world) == {"inputs, local": 800 * EUR, "inputs, outside": 3_600 * EUR}
    assert world.organisations[1].sold == pytest.approx(400.0)


def test_what_a_supplier_cannot_deliver_is_bought_elsewhere():
    world = buyer_world()
    world.organisations[1].labour = 0.06  # 300 units
    lived(world, buy_inputs, 1)
    assert world.organisations.revenue[1:3].tolist() == [300 * EUR, 1_000 * EUR]
    assert world.organisations[1].demand == 1_000.0
    assert booked(world)["inputs, outside"] == 2_700 * EUR


def test_services_buy_for_what_they_expect_to_sell_and_makers_for_what_they_make():
    world = buyer_world()
    world.organisations[0].expected_sales = 5_000.0
    lived(world, buy_inputs, 1)
    assert world.organisations[0].input_cost == 2_000 * EUR
    world = buyer_world(sector=MANUFACTURING)
    world.organisations[0].expected_sales = 4_000.0
    lived(world, buy_inputs, 1)
    # 4,000 + 0.25 x 0.5 x 4,000 = 4,500 units made, 0.4 of them inputs.
    assert world.organisations[0].input_cost == 1_800 * EUR


def test_buying_together_takes_its_rebate_off_the_overheads_only():
    world = buyer_world(pooling__resource_share=1.0)
    world.organisations[0].purchase_rebate = 0.2
    lived(world, buy_inputs, 1)
    # Overheads are an eighth of 10,000; a fifth of these 1,250 is saved on the outside bill of 2,000.
    assert world.organisations[0].overhead == 1_250 * EUR
    assert booked(world) == {"inputs, local": 2_000 * EUR, "inputs, outside": 1_750 * EUR}


def test_a_group_needs_fewer_inputs_for_the_same_output():
    world = buyer_world()
    world.organisations[0].group_cost_factor = 0.75
    lived(world, buy_inputs, 1)
    # 3,000 units instead of 4,000: half of them here.
    assert booked(world) == {"inputs, local": 1_500 * EUR, "inputs, outside": 1_500 * EUR}


def test_who_has_lost_a_supplier_buys_from_another_in_the_same_month():
    world = buyer_world(suppliers=(1, 1))
    world.sectors.supply_share[:] = 0.0
    world.sectors.supply_share[BUSINESS] = 1.0
    world.organisations[1].alive = 0
    list_sellers(world)
    lived(world, buy_inputs, 1)
    assert world.organisations.revenue[:3].tolist() == [0, 0, 2_000 * EUR]


def test_without_cash_and_credit_nothing_is_paid():
    world = buyer_world(deposits=0)
    lived(world, buy_inputs, 1)
    assert booked(world) == {}
    assert world.organisations[0].input_cost == 0
    assert world.organisations.revenue[:3].tolist() == [0, 0, 0]
    # Nothing is ordered or delivered either: the suppliers keep their 5,000 units for others. And nothing is made.
    assert world.organisations.demand[:3].tolist() == world.organisations.sold[:3].tolist() == [0.0, 0.0, 0.0]
    assert world.organisations.capacity[:3].tolist() == [0.0, 5_000.0, 5_000.0]


@pytest.mark.parametrize(
    ("deposits", "price", "limit", "sold", "made"),
    [
        (500, 1.0, 0.0, [500.0, 0.0], 1_250.0),  # an eighth of the 4,000 units needed, and of 10,000
        (1_500, 1.0, 0.0, [1_000.0, 500.0], 3_750.0),
        (500, 0.8, 0.0, [625.0, 0.0], 1_562.5),
        (0, 1.0, 0.5, [1_000.0, 200.0], 3_000.0),  # a line of half a month of 2,400 EUR of value added
    ],
)
def test_a_buyer_gets_what_it_pays_for_and_makes_less_in_proportion(deposits, price, limit, sold, made):
    # The local share does not answer to the price here: 1,000 units are wanted of each.
    world = buyer_world(deposits=deposits * EUR, demand__leak_elasticity=0.0, finance__credit_limit=limit)
    world.organisations[0].revenue_year = 48_000.0
    world.organisations.price[1:3] = price
    lived(world, buy_inputs, 1)
    assert world.organisations.sold[1:3].tolist() == pytest.approx(sold)
    assert world.organisations.demand[1:3].tolist() == pytest.approx(sold)
    assert world.organisations.capacity[1:3].tolist() == pytest.approx([5_000.0 - units for units in sold])
    assert world.organisations.revenue[1:3].tolist() == pytest.approx([units * price * EUR for units in sold])
    assert booked(world)["inputs, local"] == pytest.approx(sum(sold) * price * EUR)
    assert cash(world, 0) == 0
    assert world.organisations[0].output == world.organisations[0].capacity == pytest.approx(made)


def test_cash_goes_to_suppliers_here_first_and_to_the_last_cent():
    world = buyer_world(deposits=2_500 * EUR)
    lived(world, buy_inputs, 1)
    assert booked(world) == {"inputs, local": 2_000 * EUR, "inputs, outside": 500 * EUR}
    assert cash(world, 0) == 0
    assert counted(world)["credit_refused"] == 1.0
    # Of 4,000 units 2,500 were paid for.
    assert world.organisations[0].capacity == pytest.approx(6_250.0)


def test_who_goes_without_inputs_makes_less_and_can_still_sell_its_stock():
    world = buyer_world(sector=MANUFACTURING, deposits=450 * EUR)
    maker = world.organisations[0]
    maker.expected_sales, maker.stock = 4_000.0, 1_000.0
    lived(world, buy_inputs, 1)
    # 4,000 + 0.25 x (2,000 - 1,000) = 4,250 units planned need 1,700 EUR of inputs; 450 are there.
    assert maker.output == pytest.approx(4_250.0 * 450 / 1_700)
    assert maker.capacity == pytest.approx(1_000.0 + 1_125.0)


def test_who_expects_to_sell_little_and_pays_for_half_of_it_makes_half_of_what_its_staff_could():
    world = buyer_world(deposits=1_000 * EUR)
    world.organisations[0].expected_sales = 5_000.0
    lived(world, buy_inputs, 1)
    assert world.organisations[0].output == world.organisations[0].capacity == pytest.approx(5_000.0)


def test_what_is_not_made_for_want_of_inputs_is_taken_off_what_is_left_to_sell():
    world = buyer_world()
    supplier = world.organisations[1]
    supplier.input_share = 0.4  # and no money for it: none of its 5,000 units but the 1,000 that were ordered
    world.supplier[1] = NOBODY
    world.sectors.supply_share[:] = 0.0
    world.sectors.supply_share[TRADE] = 1.0
    lived(world, buy_inputs, 1)
    # What it is paid for these it spends: 1,000 of the 2,000 units of inputs it needs.
    assert (supplier.sold, supplier.output, supplier.capacity) == (1_000.0, 2_500.0, 1_500.0)
    assert cash(world, 1) == 0


def test_a_rebate_lets_nobody_make_anything_without_inputs():
    # Half of the money buys half of what is needed, rebate or not; none buys none.
    for part, rebate in ((0.0, 0.0), (0.0, 0.2), (0.5, 0.2)):
        world = buyer_world(deposits=int(part * 3_750 * EUR))
        world.organisations[0].purchase_rebate = rebate
        world.sectors.local_input_share[:] = 0.0
        lived(world, buy_inputs, 1)
        # 4,000 units less a fifth of 1,250 of overheads cost 3,750.
        assert world.organisations[0].output == pytest.approx(part * 10_000.0)


def test_nobody_is_its_own_supplier_and_without_local_inputs_all_comes_from_elsewhere():
    for world in (buyer_world(suppliers=(0, 0)), buyer_world()):
        if world.supplier[0, 0] != 0:
            world.sectors.local_input_share[:] = 0.0
        lived(world, buy_inputs, 1)
        assert booked(world) == {"inputs, outside": 4_000 * EUR}
        assert world.organisations.demand[:3].tolist() == [0.0, 0.0, 0.0]


def test_sellers_are_met_in_proportion_to_what_they_sell():
    world = buyer_world()
    set_technique(world, BUSINESS, productivity=1_000.0, fte_per_post=1.0)
    world.organisations.expected_sales[1:3] = 2_000.0, 6_000.0
    list_sellers(world)
    # Two doors of eight belong to row 1.
    assert [random_seller(world, BUSINESS, draw) for draw in (0.0, 0.2499, 0.25, 0.9999)] == [1, 1, 2, 2]
    assert random_seller(world, CONSTRUCTION, 0.5) == NOBODY


def test_sector_of_a_new_supplier_follows_the_supply_shares():
    world = small_economy()
    world.sectors.supply_share[:] = 0.0
    # A quarter and three quarters of what they are together.
    world.sectors.supply_share[CONSTRUCTION], world.sectors.supply_share[BUSINESS] = 0.125, 0.375
    drawn = [sector_by_supply(world, draw) for draw in (0.0, 0.2499, 0.25, 0.9999)]
    assert drawn == [CONSTRUCTION, CONSTRUCTION, BUSINESS, BUSINESS]


def test_a_closed_supplier_is_replaced_and_an_open_one_only_by_who_searches():
    world = buyer_world(suppliers=(1, 1))
    world.sectors.supply_share[:] = 0.0
    world.sectors.supply_share[BUSINESS] = 1.0
    review_supplier(world, 1, 0, 0)
    assert world.supplier[0, 0] == 1
    world.organisations[1].alive = 0
    list_sellers(world)
    review_supplier(world, 1, 0, 0)
    assert world.supplier[0, 0] == 2


def test_who_searches_keeps_the_cheaper_of_two_suppliers():
    # At an elasticity of 60 half the price is 2^60 times as attractive, whatever the habit.
    world = buyer_world(production__supplier_search=1.0, demand__price_elasticity=60.0)
    world.organisations[1].price = 0.5
    for month in range(1, 25):
        for slot in (0, 1):
            review_supplier(world, month, 0, slot)
    assert world.supplier[0].tolist() == [1, 1]


def test_habit_keeps_a_supplier_as_good_as_the_other():
    world = buyer_world(suppliers=(1, 2), production__supplier_search=1.0, demand__habit=1e15)
    for month in range(1, 25):
        for slot in (0, 1):
            review_supplier(world, month, 0, slot)
    assert world.supplier[0].tolist() == [1, 2]
