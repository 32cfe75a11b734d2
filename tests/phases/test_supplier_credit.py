"""Supplier credit: local inputs are paid for a month later, and who lives to be paid, or is not."""

import numpy as np
import pytest

from simulation import Territory, load_plan
from simulation.columns import NOBODY, TALLY
from simulation.declared.sectors import BUSINESS, SERVICES
from simulation.ledger import bank_account, organisation_account, outside_account, pole_account
from simulation.phases.economy.liquidation import INSOLVENCY, OTHER, chain_staff, close_organisation
from simulation.phases.economy.plans import list_sellers
from simulation.phases.economy.supplier_credit import on_credit, pay_bills
from simulation.phases.economy.supply import buy_inputs
from simulation.phases.economy.valuation import own_funds
from simulation.purposes import ABSENTEES, LOANS, ORGANISATIONS, SUPPLIER_CREDIT, TRADE_CREDIT
from tests.lively_results import LIVELY, MONTHS
from tests.phases.economy_scene import (
    EUR,
    booked,
    cash,
    claim,
    counted,
    equip,
    flows,
    held,
    held_outside,
    lived,
    small_economy,
)
from tests.phases.land_scene import add_organisation, fund

TERMS = {
    "production__supplier_credit": 1.0,
    "production__supplier_search": 0.0,
    "production__overhead_share": 0.0,
    "finance__credit_limit": 0.0,
    "finance__collateral_share": 0.0,
    "finance__liquidation_value": 0.5,
}


def buyer_world(*, deposits=10_000 * EUR, **changes):
    """A buyer in row 0 of 4,000 units of inputs a month, 1,000 of each of the suppliers in rows 1 and 2.

    A supplier can deliver 5,000 units at 1 EUR, has no money and needs no inputs.
    """
    world = small_economy(**{**TERMS, **changes})
    world.sectors.local_input_share[:] = 0.5
    buyer = add_organisation(world, 0, sector=SERVICES, deposits=deposits, labour=5.0, productivity=2_000.0)
    buyer.input_share, buyer.expected_sales, buyer.revenue_year = 0.4, 10_000.0, 120_000.0
    for row in (1, 2):
        add_organisation(world, row, sector=BUSINESS, labour=1.0, productivity=5_000.0, posts=1, expected_sales=5_000.0)
    world.supplier[0] = 1, 2
    list_sellers(world)
    return world


def owe(world, buyer, slot, creditor, amount):
    """Let an organisation owe another a bill since last month, cents."""
    account = organisation_account(world.books, creditor)
    world.bill[buyer, slot], world.bill_creditor[buyer, slot] = amount, account
    claim(world, SUPPLIER_CREDIT, organisation_account(world.books, buyer), account, amount)


def claims(world, row):
    """Bills that others owe an organisation less those it owes, cents."""
    return held(world, SUPPLIER_CREDIT, organisation_account(world.books, row))


def close(world, row, reason=INSOLVENCY):
    first, following = chain_staff(world)
    lived(world, close_organisation, 1, row, reason, first, following)


def assert_claims_are_the_bills(world):
    """Every account holds the bills owed to it, less those that it owes."""
    owed = np.zeros(world.books.balance.shape[1], np.int64)
    unpaid = world.bill > 0
    np.add.at(owed, world.bill_creditor[unpaid], world.bill[unpaid])
    first = world.books.first[ORGANISATIONS]
    owed[first : first + len(world.bill)] -= world.bill.sum(axis=1)
    np.testing.assert_array_equal(world.books.balance[SUPPLIER_CREDIT], owed)
    assert (world.bill >= 0).all() and world.books.balance[SUPPLIER_CREDIT].sum() == 0


def test_inputs_of_this_month_are_delivered_now_and_paid_next_month():
    world = buyer_world()
    lived(world, buy_inputs, 1)
    # 4,000 units: 1,000 of each supplier on credit, 2,000 outside for cash.
    assert booked(world) == {"inputs, outside": 2_000 * EUR}
    assert world.bill[0].tolist() == [1_000 * EUR, 1_000 * EUR]
    assert [claims(world, row) for row in range(3)] == [-2_000 * EUR, 1_000 * EUR, 1_000 * EUR]
    # It is a cost and revenue, and goods are gone, in the month of delivery.
    assert world.organisations[0].input_cost == 4_000 * EUR
    assert world.organisations.revenue[1:3].tolist() == [1_000 * EUR, 1_000 * EUR]
    assert world.organisations.capacity[:3].tolist() == [10_000.0, 4_000.0, 4_000.0]
    assert counted(world) == {"local_inputs": 2_000 * EUR, "all_inputs": 4_000 * EUR}
    lived(world, buy_inputs, 2)
    assert booked(world) == {"inputs, local": 2_000 * EUR, "inputs, outside": 2_000 * EUR}
    assert [cash(world, row) for row in range(3)] == [4_000 * EUR, 1_000 * EUR, 1_000 * EUR]
    # The bills of month 1 are paid; those of month 2 are as large.
    assert [claims(world, row) for row in range(3)] == [-2_000 * EUR, 1_000 * EUR, 1_000 * EUR]
    assert_claims_are_the_bills(world)


@pytest.mark.parametrize(("share", "later"), [(0.0, 0), (0.25, 250), (1.0, 1_000)])
def test_a_part_is_paid_later_and_with_the_off_value_nothing(share, later):
    world = buyer_world(production__supplier_credit=share)
    lived(world, buy_inputs, 1)
    assert world.bill[0].tolist() == [later * EUR] * 2
    assert [cash(world, row) for row in (1, 2)] == [(1_000 - later) * EUR] * 2
    assert booked(world).get("inputs, local", 0) == 2 * (1_000 - later) * EUR
    assert_claims_are_the_bills(world)


def test_a_bill_that_cash_cannot_pay_is_carried_on_and_nothing_is_delivered_on_credit_until_it_is_paid():
    world = buyer_world(deposits=2_500 * EUR)
    lived(world, buy_inputs, 1)
    assert cash(world, 0) == 500 * EUR
    lived(world, buy_inputs, 2)
    # 250 of each bill are paid; 750 of each are carried on, and no input is bought at all.
    assert booked(world) == {"inputs, local": 500 * EUR}
    assert world.bill[0].tolist() == [750 * EUR, 750 * EUR]
    assert world.organisations.demand[1:3].tolist() == [1_000.0, 1_000.0]
    assert world.organisations[0].output == 0.0
    assert_claims_are_the_bills(world)
    # With 1,500 to pay them and 2,400 more, inputs are bought on credit again.
    fund(world, organisation_account(world.books, 0), 3_900 * EUR)
    lived(world, buy_inputs, 3)
    assert booked(world) == {"inputs, local": 1_500 * EUR, "inputs, outside": 2_000 * EUR}
    assert world.bill[0].tolist() == [1_000 * EUR, 1_000 * EUR]
    assert [cash(world, row) for row in range(3)] == [400 * EUR, 1_000 * EUR, 1_000 * EUR]


def test_who_has_not_paid_a_bill_gets_nothing_on_credit():
    world = buyer_world(production__supplier_credit=0.5)
    assert on_credit(world, 0, 0, 1_001) == 500
    owe(world, 0, 0, 1, 1)
    # One cent will do; what is due to the other supplier is another matter.
    assert on_credit(world, 0, 0, 1_001) == 0
    assert on_credit(world, 0, 1, 1_001) == 500


def test_bills_are_paid_out_of_the_line_when_cash_is_gone():
    # A line of a quarter of a month of 6,000 EUR of value added.
    world = buyer_world(deposits=300 * EUR, finance__credit_limit=0.25)
    owe(world, 0, 0, 1, 1_000 * EUR)
    owe(world, 0, 1, 2, 1_000 * EUR)
    lived(world, pay_bills)
    assert held(world, LOANS, organisation_account(world.books, 0)) == -1_500 * EUR
    assert [cash(world, row) for row in range(3)] == [0, 900 * EUR, 900 * EUR]
    assert world.bill[0].tolist() == [100 * EUR, 100 * EUR]
    assert counted(world) == {"credit_refused": 1.0}


def test_what_one_receives_pays_no_bill_of_its_own_before_next_month():
    world = buyer_world(deposits=700 * EUR)
    owe(world, 0, 0, 1, 700 * EUR)
    owe(world, 1, 0, 2, 700 * EUR)
    lived(world, pay_bills)
    assert [cash(world, row) for row in range(3)] == [0, 700 * EUR, 0]
    lived(world, pay_bills)
    assert [cash(world, row) for row in range(3)] == [0, 0, 700 * EUR]
    assert not world.bill.any() and not world.books.balance[SUPPLIER_CREDIT].any()


def test_suppliers_lose_what_a_closing_buyer_cannot_pay():
    world = buyer_world(deposits=300 * EUR)
    equip(world, 0, 200 * EUR)
    owe(world, 0, 0, 1, 1_000 * EUR)
    owe(world, 0, 1, 2, 500 * EUR)
    worth = [own_funds(world, row) for row in (1, 2)]
    close(world, 0)
    # 300 of cash and 100 for the equipment pay four fifteenths of each bill, in whole cents; the rest is lost.
    assert [cash(world, row) for row in (1, 2)] == [266_66, 133_33]
    assert [own_funds(world, row) - before for row, before in zip((1, 2), worth, strict=True)] == [-733_34, -366_67]
    assert counted(world) == {"bills_lost": 1_100_01, "exits_insolvency": 1.0}
    assert not world.books.balance[SUPPLIER_CREDIT].any() and not world.bill.any()
    # Written off on both sides, which are organisations here.
    assert not world.books.write_offs[SUPPLIER_CREDIT].any()


def test_who_closes_with_means_pays_its_bills_in_full():
    world = buyer_world(deposits=2_000 * EUR)
    owe(world, 0, 0, 1, 1_000 * EUR)
    close(world, 0, OTHER)
    assert cash(world, 1) == 1_000 * EUR
    assert counted(world) == {"exits_other": 1.0}
    # The other thousand goes to its owners elsewhere.
    assert flows(world, "insolvency") == {"Organisations": -1_000 * EUR, "absentee owners": 1_000 * EUR}


@pytest.mark.parametrize(
    ("deposits", "bank", "till", "supplier"), [(250, 250, 0, 0), (550, 300, 250, 0), (950, 300, 400, 250)]
)
def test_suppliers_come_after_the_bank_and_partners(deposits, bank, till, supplier):
    world = buyer_world(deposits=deposits * EUR)
    world.organisations[0].pole, world.poles[0].alive, world.poles[0].members = 0, 1, 1
    account = organisation_account(world.books, 0)
    claim(world, LOANS, account, bank_account(world.books), 300 * EUR)
    claim(world, TRADE_CREDIT, account, pole_account(world.books, 0), 400 * EUR)
    owe(world, 0, 0, 1, 700 * EUR)
    close(world, 0)
    paid = booked(world)
    assert (paid.get("loan repaid", 0), cash(world, 1)) == (bank * EUR, supplier * EUR)
    assert paid.get("insolvency", 0) == (till + supplier) * EUR
    assert counted(world)["bills_lost"] == (700 - supplier) * EUR


def test_owners_elsewhere_take_over_what_is_owed_to_a_supplier_that_closes():
    world = buyer_world()
    owe(world, 0, 0, 1, 1_000 * EUR)
    owe(world, 0, 1, 2, 500 * EUR)
    claim(world, LOANS, organisation_account(world.books, 1), bank_account(world.books), 1_200 * EUR)
    close(world, 1)
    absentees = outside_account(world.books, ABSENTEES)
    # They pay its face value, which goes to the bank.
    assert flows(world, "insolvency") == {"Organisations": 1_000 * EUR, "absentee owners": -1_000 * EUR}
    assert booked(world) == {"insolvency": 1_000 * EUR, "loan repaid": 1_000 * EUR}
    assert counted(world) == {"exits_insolvency": 1.0, "loans_written_off": 200 * EUR}
    assert world.bill_creditor[0].tolist() == [absentees, organisation_account(world.books, 2)]
    assert held_outside(world, SUPPLIER_CREDIT, ABSENTEES) == 1_000 * EUR
    assert (claims(world, 0), claims(world, 1), claims(world, 2)) == (-1_500 * EUR, 0, 500 * EUR)
    assert_claims_are_the_bills(world)
    # The buyer pays them next month, whoever sells in the row of the closed supplier by then.
    add_organisation(world, 1, sector=BUSINESS)
    lived(world, pay_bills)
    assert flows(world, "inputs, local") == {"Organisations": -1_000 * EUR, "absentee owners": 1_000 * EUR}
    assert (cash(world, 1), cash(world, 2)) == (0, 500 * EUR)
    assert not world.books.balance[SUPPLIER_CREDIT].any()


def test_owners_elsewhere_lose_what_they_took_over_like_anybody():
    world = buyer_world(deposits=0)
    owe(world, 0, 0, 1, 1_000 * EUR)
    close(world, 1, OTHER)
    close(world, 0)
    assert counted(world)["bills_lost"] == 1_000 * EUR
    assert world.books.write_offs[SUPPLIER_CREDIT].sum() == 0
    assert world.books.write_offs[SUPPLIER_CREDIT, ORGANISATIONS] == 1_000 * EUR
    assert not world.books.balance[SUPPLIER_CREDIT].any()


def test_who_closes_is_paid_for_its_claims_before_it_pays_its_own_bills():
    world = buyer_world()
    owe(world, 0, 0, 1, 1_000 * EUR)
    owe(world, 1, 0, 2, 800 * EUR)
    close(world, 1)
    assert cash(world, 2) == 800 * EUR
    assert counted(world) == {"exits_insolvency": 1.0}


def test_a_free_row_owes_nothing():
    world = buyer_world(deposits=0)
    owe(world, 0, 0, 1, 1_000 * EUR)
    close(world, 0)
    lived(world, pay_bills)
    assert booked(world) == {} and world.bill[0].tolist() == [0, 0]


@pytest.mark.parametrize("share", [1.0, 0.0])
def test_claims_are_the_bills_in_every_month_of_a_lively_territory(share):
    overrides = LIVELY | {"production.supplier_credit": share}
    territory = Territory(load_plan("base", regime="plural", overrides=overrides), rng=3)
    world, owed, lost, elsewhere = territory.world, 0, 0.0, 0
    for _ in range(MONTHS):
        territory.step()
        assert_claims_are_the_bills(world)
        # The closed owe nothing, and nothing is owed to them.
        assert not world.bill[world.organisations.alive == 0].any()
        owed += int(world.bill.sum())
        lost += world.tally[TALLY["bills_lost"]]
        elsewhere += held_outside(world, SUPPLIER_CREDIT, ABSENTEES)
    assert set(territory.closure.values()) == {0}
    if share == 0.0:
        assert (owed, lost, elsewhere) == (0, 0.0, 0)
        assert (world.bill_creditor == NOBODY).all()
    else:
        assert min(owed, lost, elsewhere) > 0
    assert 100.0 * territory.outcomes["bills_lost"].to_numpy()[1:].sum() == pytest.approx(lost)
