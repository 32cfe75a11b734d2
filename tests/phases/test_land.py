"""Land: bids by distance, sales in both accounts, permits, works, fields, public land, prices of housing."""

import pytest

from simulation.columns import COOPERATIVE, FARMING_USE, HOUSING_USE, NOBODY, UNUSED
from simulation.declared.sectors import CONSTRUCTION, FARMING
from simulation.ledger import FORGONE_RENT, authority_account, bank_account, give_claim, outside_account, pole_account
from simulation.phases.land.land import build, change_use, conclude_sale, exchange_land, relet_fields, sell_parcel
from simulation.phases.land.land_bids import KEEP, STUD
from simulation.phases.land.land_titles import can_pay, give_field, neighbour, pass_parcels, settle_sale, take_field
from simulation.phases.land.land_values import housing_bid, second_home_bid, stud_bid, worth
from simulation.phases.public.public_land import offer_public_land, run_leases
from simulation.purposes import ABSENTEES, DEPOSITS, HOUSING_LAND, ORGANISATIONS, PURPOSE, SAVINGS
from simulation.rules.bid_rent import (
    asking_price,
    excess_demand,
    farm_price,
    housing_price,
    net_bid,
    next_housing_index,
)
from tests.phases.land_scene import (
    add_household,
    add_organisation,
    assert_accounts_close,
    fund,
    owned,
    small_world,
)

CORNER, CENTRE = 0, 12


def absentees(world):
    return outside_account(world.books, ABSENTEES)


def farm_account(world, row):
    return int(world.books.first[ORGANISATIONS]) + row


def test_farm_land_falls_with_distance_but_not_below_half():
    assert farm_price(0.0, 6000.0, 0.02, 0.5) == 6000.0
    assert farm_price(5.0, 6000.0, 0.02, 0.5) == pytest.approx(5400.0)
    assert farm_price(80.0, 6000.0, 0.02, 0.5) == 3000.0


def test_edge_of_the_built_up_area_moves_out_where_bid_rents_cross():
    # Gross line 300,000 at 0 km, 150,000 at 2 km; works 144,000, field 6,000: nobody converts beyond 2 km.
    centre, edge, field, works = 300_000.0, 2.0, 6_000.0, 144_000.0

    def bid(distance, demand):
        return net_bid(housing_price(distance, centre, edge, field + works), demand, works)

    assert bid(2.0, 1.0) == pytest.approx(field)
    assert bid(2.1, 1.0) < field < bid(1.9, 1.0)
    # At demand 1.2 lines cross where 1.2 (300,000 - 75,000 d) = 150,000: d = 7/3 km.
    assert bid(7.0 / 3.0, 1.2) == pytest.approx(field)


def test_asking_price_follows_excess_demand():
    assert excess_demand(3, 1) == 0.5
    assert excess_demand(0, 0) == 0.0
    assert asking_price(6000.0, 0.5, 0.10) == pytest.approx(6300.0)
    assert asking_price(6000.0, 0.5, 0.0) == 6000.0


def test_housing_index_rests_without_pressure_and_is_bounded_with_it():
    assert next_housing_index(1.0, 1.0, 0.02, 0.10) == 1.0
    assert next_housing_index(1.0, 1.2, 0.02, 0.10) == pytest.approx(1.004)
    assert next_housing_index(1.0, 3.0, 0.50, 0.12) == pytest.approx(1.01)
    assert next_housing_index(1.0, 0.2, 0.50, 0.12) == pytest.approx(0.99)


def test_nobody_outbids_farming_at_the_demand_of_month_0():
    world = small_world()
    for row in (CORNER, 4, 10, 22):
        for bid in (stud_bid, second_home_bid, housing_bid):
            assert bid(world, row) <= worth(world, row) + 1e-6


def test_let_land_is_worth_a_fifth_less():
    world = small_world(land__farm_gradient=0.0)
    add_organisation(world, 0)
    owned(world, CENTRE, farm_account(world, 0), 60_000)
    assert worth(world, CENTRE) == 6000.0
    give_field(world, CENTRE, 0)
    assert worth(world, CENTRE) == 6000.0
    pass_parcels(world, farm_account(world, 0), absentees(world))
    assert worth(world, CENTRE) == pytest.approx(4800.0)


def test_neighbours_are_the_kings_moves_and_none_lies_beyond_the_border():
    world = small_world()
    assert sorted(neighbour(world, CENTRE, k) for k in range(8)) == [6, 7, 8, 11, 13, 16, 17, 18]
    assert sorted(neighbour(world, CORNER, k) for k in range(8)) == [NOBODY] * 5 + [1, 5, 6]


def test_a_sale_moves_title_money_and_value_at_both_ends():
    world = small_world()
    add_household(world, 2, 5_000_000)
    add_organisation(world, 0, deposits=7_000_000)
    owned(world, CENTRE, 2, 50_000)
    assert settle_sale(world, 3, CENTRE, farm_account(world, 0), 6000.0) == 6_000_000
    balance = world.books.balance
    assert balance[HOUSING_LAND, 2] == 0 and world.households[2].land_value == 0
    # The seller saves what it gets: a sale is no reason to consume.
    assert (balance[DEPOSITS, 2], balance[SAVINGS, 2]) == (5_000_000, 6_000_000)
    assert world.households[2].deposit_target == 5_000_000
    assert balance[HOUSING_LAND, farm_account(world, 0)] == 6_000_000
    assert balance[DEPOSITS, farm_account(world, 0)] == 1_000_000
    # 50,000 EUR of book value were revalued by 10,000 before they changed hands.
    assert world.books.revaluations[HOUSING_LAND].sum() == 1_000_000
    assert world.books.turnover[PURPOSE["land sale"]] == 6_000_000
    assert (world.parcels[CENTRE].sold, world.parcels[CENTRE].value) == (3, 6_000_000)
    assert_accounts_close(world)


def test_a_household_that_buys_land_draws_on_its_savings_first():
    world = small_world()
    add_household(world, 1, 3_000_000)
    add_household(world, 2)
    give_claim(world.books, SAVINGS, bank_account(world.books), 1, 4_000_000)
    owned(world, CENTRE, 2, 50_000)
    assert can_pay(world, 1, 7_000_000, 1.0) and not can_pay(world, 1, 7_000_001, 1.0)
    assert can_pay(world, 1, 3_500_000, 0.5) and not can_pay(world, 1, 3_500_001, 0.5)
    settle_sale(world, 3, CENTRE, 1, 6000.0)
    # Of 60,000 EUR 40,000 were saved; what it wants to hold is as before.
    assert (world.books.balance[DEPOSITS, 1], world.books.balance[SAVINGS, 1]) == (1_000_000, 0)
    assert world.households[1].deposit_target == 3_000_000
    assert (world.books.balance[DEPOSITS, 2], world.books.balance[SAVINGS, 2]) == (0, 6_000_000)
    assert_accounts_close(world)


def test_the_farm_in_place_buys_only_with_cash():
    for deposits, buys in ((20_000_000, True), (1_000_000, False)):
        world = small_world(land__bid_spread=0.0, land__excess_response=0.0, land__resident_owned_share=0.0)
        add_organisation(world, 0, deposits=deposits)
        owned(world, CENTRE, absentees(world), 48_000)
        give_field(world, CENTRE, 0)
        assert sell_parcel(world, 1, CENTRE) == (2 if buys else 1)
        assert (world.parcels[CENTRE].owner == farm_account(world, 0)) == buys
        assert world.parcels[CENTRE].farm == 0
        assert_accounts_close(world)


def test_a_stud_takes_a_field_after_the_delay_and_the_farm_loses_capacity():
    world = small_world(
        land__stud_demand=2.0,
        land__permit_months=3,
        land__sale_rate=0.001,
        land__excess_response=0.0,
        land__farm_gradient=0.0,
    )
    add_organisation(world, 0)
    world.parcels.use[:] = UNUSED
    for row in (CENTRE, 13):
        world.parcels[row].use = FARMING_USE
        owned(world, row, farm_account(world, 0), 60_000)
        give_field(world, row, 0)
    world.organisations[0].land_reference = 20.0
    sell_parcel(world, 1, CENTRE)
    parcel = world.parcels[CENTRE]
    assert parcel.owner == absentees(world) and parcel.permit_months == 3 and parcel.farm == 0
    # Half way between the bid 2 * 0.85 * 6,000 and the asking price 6,000.
    assert parcel.price == pytest.approx(8100.0)
    assert (parcel.sold, parcel.sold_price) == (1, parcel.price)
    for month in (2, 3, 4):
        assert world.organisations[0].land_factor == 1.0
        exchange_land(world, month)
    assert (parcel.stud, parcel.use, parcel.farm) == (1, FARMING_USE, NOBODY)
    assert world.organisations[0].land_factor == 0.5
    assert_accounts_close(world)


def test_works_pay_a_local_builder_for_what_it_can_deliver():
    world = small_world(land__conversion_cost=1200.0, land__building_months=12)
    builder = add_organisation(world, 1, sector=CONSTRUCTION, price=1.0, capacity=600.0, posts=1)
    world.site_start[CONSTRUCTION + 1 :] = 1
    world.site_sellers[0] = 1
    owned(world, CENTRE, absentees(world), 60_000)
    parcel = world.parcels[CENTRE]
    parcel.next_use = HOUSING_USE
    change_use(world, CENTRE)
    # 1,200 EUR/ha on 10 ha over 12 months: 1,000 EUR a month (and a cent), of which 600 can be delivered.
    assert (parcel.use, parcel.building_left, parcel.building_month) == (HOUSING_USE, 1_200_000, 100_001)
    build(world, 1, CENTRE)
    assert builder.revenue == 60_000 and builder.demand == pytest.approx(1000.01)
    assert parcel.building_left == 1_140_000 and parcel.value == 6_060_000
    assert_accounts_close(world)


def test_the_authority_pre_empts_and_a_pole_buys_for_its_member_only_with_money():
    world = small_world(land__pre_emption_share=1.0)
    owned(world, CENTRE, absentees(world), 60_000)
    fund(world, authority_account(world.books), 9_000_000)
    conclude_sale(world, 1, CENTRE, absentees(world), STUD, 6000.0)
    assert world.parcels[CENTRE].owner == authority_account(world.books)
    assert world.parcels[CENTRE].community == 1 and world.parcels[CENTRE].next_use == NOBODY
    for cash, bought in ((5_000_000, 0), (6_000_000, 1)):
        world = small_world(land__pre_emption_share=0.0, land__community_share=1.0)
        add_organisation(world, 0, pole=1)
        world.poles[1].alive = world.poles[1].formal = 1
        fund(world, pole_account(world.books, 1), cash)
        owned(world, CENTRE, absentees(world), 60_000)
        give_field(world, CENTRE, 0)
        conclude_sale(world, 1, CENTRE, absentees(world), KEEP, 6000.0)
        assert world.parcels[CENTRE].community == bought
        assert_accounts_close(world)


def test_vacant_fields_go_to_a_newcomer_else_to_the_neighbour_short_of_land():
    world = small_world()
    for row, reference in ((0, 20.0), (1, 10.0)):
        add_organisation(world, row)
        give_field(world, (11, 13)[row], row)
        world.organisations[row].land_reference = reference
    for row in range(25):
        if row not in (11, 12, 13):
            world.parcels[row].use = UNUSED
    relet_fields(world, 1)
    assert world.parcels[CENTRE].farm == 0
    take_field(world, CENTRE)
    add_organisation(world, 2)
    relet_fields(world, 2)
    assert world.parcels[CENTRE].farm == 2
    assert (world.organisations[2].land_reference, world.organisations[2].land_factor) == (10.0, 1.0)


def test_a_closed_farm_or_a_stranger_in_its_row_works_nothing():
    world = small_world(land__sale_rate=1e-9)
    farm = add_organisation(world, 0)
    give_field(world, CENTRE, 0)
    farm.uid, farm.land_held, farm.sector = 999, 0.0, CONSTRUCTION
    exchange_land(world, 1)
    assert world.parcels[CENTRE].farm == NOBODY and farm.land_held == 0.0


def test_public_land_goes_to_the_best_funded_project_and_its_forgone_rent_is_a_cost():
    world = small_world(land__public_permit_months=2, land__farm_gradient=0.0)
    add_organisation(world, 0, deposits=9_000_000, entrepreneur=0)
    add_organisation(world, 1, deposits=4_000_000, entrepreneur=1, form=COOPERATIVE)
    budget = authority_account(world.books)
    parcel = world.parcels[CENTRE]
    parcel.use, parcel.hectares, parcel.community = UNUSED, 7.0, 1
    owned(world, CENTRE, budget, 21_000)
    offer_public_land(world, 1)
    assert parcel.lessee == 1
    run_leases(world, 1)
    assert parcel.leased == 0
    run_leases(world, 2)
    venture = parcel.lessee
    assert parcel.leased == 1 and world.organisations[venture].sector == FARMING
    assert parcel.farm == venture and parcel.use == FARMING_USE
    assert world.books.balance[DEPOSITS, farm_account(world, venture)] == 3_000_000
    parcel.rent = 12.50
    run_leases(world, 3)
    # 12.50 EUR/ha a month on 7 ha: 87.50 EUR, half of it forgone.
    assert world.books.satellite[FORGONE_RENT] == 4375
    assert world.books.balance[DEPOSITS, budget] == 4375
    assert_accounts_close(world)
    world.organisations[venture].alive = 0
    run_leases(world, 4)
    assert (parcel.use, parcel.lessee, parcel.leased) == (UNUSED, NOBODY, 0)


def test_without_an_entrepreneur_public_land_stays_idle():
    world = small_world()
    add_organisation(world, 0, deposits=9_000_000)
    world.parcels[CENTRE].use = UNUSED
    owned(world, CENTRE, authority_account(world.books), 21_000)
    offer_public_land(world, 1)
    assert world.parcels[CENTRE].lessee == NOBODY


def test_off_moves_nothing():
    world = small_world(land__sale_rate=0.0, land__second_home_demand=3.0)
    owned(world, CENTRE, absentees(world), 60_000)
    before = [part.copy() for part in (world.parcels, world.authority, world.books.balance)]
    for month in range(1, 13):
        exchange_land(world, month)
    for was, part in zip(before, (world.parcels, world.authority, world.books.balance), strict=True):
        assert was.tobytes() == part.tobytes()


def test_second_homes_raise_prices_and_take_fields_only_under_pressure():
    taken, index = {}, {}
    for demand in (1.0, 2.0):
        world = small_world(
            parcels=400,
            land__second_home_demand=demand,
            land__sale_rate=0.2,
            land__permit_months=6,
            land__public_hectares=0.0,
        )
        world.parcels.buildable[:] = 1
        world.parcels.use[world.parcels.distance < 1.0] = HOUSING_USE
        world.authority[0].housing_edge = world.authority[0].activity_edge = 1.0
        for row in range(400):
            if world.parcels[row].use != HOUSING_USE:
                owned(world, row, absentees(world), 60_000)
        fields = (world.parcels.use == FARMING_USE).sum()
        for month in range(1, 61):
            exchange_land(world, month)
        taken[demand] = fields - (world.parcels.use == FARMING_USE).sum()
        index[demand] = world.authority[0].housing_index
        assert_accounts_close(world)
    assert taken[1.0] == 0 and taken[2.0] > 50
    assert index[1.0] == 1.0 and 1.05 < index[2.0] <= 1.15
