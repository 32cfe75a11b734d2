"""Savings: drawn on for a payment, put back when land or a business is sold, so that a sale is no reason to consume."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.columns import EMPLOYED
from simulation.ledger import bank_account, outside_account
from simulation.phases.economy.saving import draw_on_savings, save, save_capital, wealth_of
from simulation.purposes import (
    ABSENTEES,
    CITIZENS_EQUITY,
    DEPOSITS,
    EQUITY,
    HEAD,
    HOUSING_LAND,
    HOUSING_LOANS,
    OUTSIDE_ASSETS,
    SAVINGS,
)
from tests.phases.economy_scene import EUR, add_person, booked, claim, held, lived, small_economy


def saver(deposits, savings, **changes):
    """One adult with so many EUR in deposits and in regulated savings."""
    world = small_economy(**changes)
    add_person(world, 0, EMPLOYED, deposits=deposits * EUR, savings=savings * EUR)
    return world


@pytest.mark.parametrize(
    ("deposits", "savings", "drawn"),
    [(1_000, 8_000, 6_000), (9_000, 8_000, 6_000), (1_000, 3_000, 3_000), (1_000, 6_000, 6_000), (0, 0, 0)],
)
def test_savings_pay_first_as_far_as_they_go(deposits, savings, drawn):
    world = saver(deposits, savings)
    lived(world, draw_on_savings, 0, 6_000 * EUR)
    assert held(world, DEPOSITS, 0) == (deposits + drawn) * EUR
    assert held(world, SAVINGS, 0) == (savings - drawn) * EUR
    assert held(world, SAVINGS, bank_account(world.books)) == -(savings - drawn) * EUR
    assert booked(world) == ({"savings withdrawn": drawn * EUR} if drawn else {})


@pytest.mark.parametrize(("amount", "saved"), [(700, 700), (0, 0), (-700, 0)])
def test_what_is_saved_is_no_longer_at_hand(amount, saved):
    world = saver(1_000, 50)
    lived(world, save, 0, amount * EUR)
    assert (held(world, DEPOSITS, 0), held(world, SAVINGS, 0)) == ((1_000 - saved) * EUR, (50 + saved) * EUR)
    assert booked(world) == ({"savings withdrawn": saved * EUR} if saved else {})


@pytest.mark.parametrize(("sold_for", "saved"), [(20_000, 6_000), (6_000, 6_000), (4_000, 4_000), (0, 0)])
def test_of_what_a_business_is_sold_for_the_capital_once_paid_in_is_saved(sold_for, saved):
    world = saver(20_000, 0, life__founding_equity=6_000.0)
    lived(world, save_capital, 0, sold_for * EUR)
    assert held(world, SAVINGS, 0) == saved * EUR


def test_gross_wealth_is_all_that_is_held_and_debts_take_nothing_off():
    world = saver(100, 20)
    books = world.books
    assert wealth_of(world, 0) == 120 * EUR
    books.balance[HOUSING_LAND, 0] += 3_000 * EUR
    claim(world, HOUSING_LOANS, 0, bank_account(books), 2_000 * EUR)
    claim(world, OUTSIDE_ASSETS, outside_account(books, HEAD), 0, 400 * EUR)
    claim(world, EQUITY, outside_account(books, ABSENTEES), 0, 5_000 * EUR)
    claim(world, CITIZENS_EQUITY, outside_account(books, ABSENTEES), 0, 7 * EUR)
    assert wealth_of(world, 0) == 8_527 * EUR


@given(deposits=st.integers(0, 10**9), savings=st.integers(0, 10**9), amount=st.integers(0, 10**9))
def test_drawing_and_saving_again_leave_wealth_as_it_was(deposits, savings, amount):
    world = small_economy(households=1, organisations=1)
    add_person(world, 0, EMPLOYED, deposits=deposits, savings=savings)
    lived(world, draw_on_savings, 0, amount)
    drawn = held(world, DEPOSITS, 0) - deposits
    assert drawn == min(amount, savings)
    lived(world, save, 0, drawn)
    assert (held(world, DEPOSITS, 0), held(world, SAVINGS, 0)) == (deposits, savings)
