"""Concentration: what the group pays, who refuses, how shares pass, and the effective numbers of owners."""

import numpy as np
import pytest

from simulation.columns import ASSOCIATION, NOBODY, TALLY
from simulation.declared.sectors import CULTURE
from simulation.ledger import authority_account, outside_account
from simulation.outcomes import OUTCOMES, values_of
from simulation.outcomes.walks import found_at
from simulation.phases.economy.concentration import (
    bid_for_independent,
    concentrate,
    group_cost,
    offered_price,
    popularity_pull,
    reservation_price,
)
from simulation.purposes import ABSENTEES, DEPOSITS, EQUITY, PURPOSE, SAVINGS
from tests.phases.land_scene import (
    add_household,
    add_organisation,
    assert_accounts_close,
    fund,
    small_world,
)

ON = {"concentration__sector": "culture", "demand__appeal_persistence": 0.9}


def venue(world, row, *, owner=NOBODY, book=0, **columns):
    """Give a venue a book equity in cents, held by its owner or by absentees."""
    organisation = add_organisation(world, row, sector=CULTURE, owner=owner, book_equity=book, **columns)
    holder = owner if owner != NOBODY else outside_account(world.books, ABSENTEES)
    world.books.balance[EQUITY, holder] += book
    world.books.balance[EQUITY, world.books.first[1] + row] -= book
    return organisation


def test_effective_numbers_of_equal_unequal_and_merged_owners():
    assert owners_of_culture([2, 2, 2, 2]) == pytest.approx((4, 4.0, 4.0))
    # Shares 1/2, 1/4, 1/4: entropy 1.5 ln 2, HHI 3/8.
    assert owners_of_culture([200, 100, 100]) == pytest.approx((3, 2.0**1.5, 8.0 / 3.0))
    # Two units of the outside group are one owner, and so are two of the authority; who sells nothing is none.
    assert owners_of_culture([200, 0], group=[60, 40], public=[99, 1]) == pytest.approx((3, 2.0**1.5, 8.0 / 3.0))
    assert owners_of_culture([]) == (0, 0.0, 0.0)


def owners_of_culture(alone, group=(), public=()):
    """Hill numbers of units of culture that sell for so much, on their own, in the outside group or publicly held."""
    world = small_world(organisations=8)
    units = (
        [(sales, 0, 0) for sales in alone] + [(sales, 1, 0) for sales in group] + [(sales, 0, 1) for sales in public]
    )
    for row, (sales, in_group, held) in enumerate(units):
        add_organisation(world, row, sector=CULTURE, revenue=sales, outside_group=in_group, public_control=held)
    values = dict(zip(OUTCOMES, values_of(found_at(world, 0), 0)[0], strict=True))
    return values["richness_0D"], values["diversity_1D"], values["diversity_2D"]


def test_unit_cost_of_the_group_falls_with_its_units_to_a_bound():
    assert group_cost(4, 12, 0.5, 0.1) == 0.25
    assert group_cost(4, 12, 0.5, 0.8) == 0.8
    assert group_cost(4, 12, 0.0, 0.8) == 1.0
    assert group_cost(0, 0, 0.5, 0.8) == 1.0


def test_popularity_multiplies_advantages_and_is_nothing_when_off():
    assert popularity_pull(np.e, 1.0, 0.3, 1.5) == pytest.approx(0.3)
    assert popularity_pull(1.0, 1.0, 0.3, 1.5) == 0.0
    assert popularity_pull(100.0, 1.0, 0.0, 1.5) == 0.0
    assert popularity_pull(1e9, 1.0, 2.0, 1.5) == 1.5


def test_an_owner_in_good_health_asks_for_more_than_the_group_saves():
    # Book 10,000; profit 2,000 a year over 5 years; a group that saves 5 % of a cost of 30,000.
    assert reservation_price(10_000.0, 2_000.0, 5.0, 1.0, True) == 30_000.0
    assert reservation_price(10_000.0, 2_000.0, 5.0, 1.0, False) == 20_000.0
    assert offered_price(10_000.0, 2_000.0, 30_000.0, 0.05, 5.0) == 27_500.0


def test_a_sale_passes_shares_money_and_control():
    world = small_world(**ON, life__founding_equity=6_000.0)
    add_household(world, 3, 100_000)
    firm = venue(world, 0, owner=3, book=1_000_000, revenue_year=32_000.0, profit_year=2_000.0, cash_mean=-1.0)
    assert bid_for_independent(world, CULTURE, 0.05)
    # Asked 20,000, offered 27,500: paid 23,750 EUR.
    balance, absentees = world.books.balance, outside_account(world.books, ABSENTEES)
    # What a founder pays in, 6,000, is saved; the rest may be spent.
    assert balance[DEPOSITS, 3] == 100_000 + 1_775_000 and balance[SAVINGS, 3] == 600_000
    assert balance[EQUITY, 3] == 0 and balance[EQUITY, absentees] == 1_000_000
    assert world.books.turnover[PURPOSE["business sale"]] == 2_375_000
    assert (firm.owner, firm.owner_share, firm.outside_controlled, firm.outside_group) == (NOBODY, 0.0, 1, 1)
    assert world.households[3].businesses == 0 and world.tally[TALLY["take_overs"]] == 1
    assert_accounts_close(world)


def test_a_healthy_firm_stays_independent_in_a_pole_or_not():
    for pole in (NOBODY, 0):
        world = small_world(**ON, concentration__attachment=1.0)
        add_household(world, 3)
        firm = venue(world, 0, owner=3, revenue_year=32_000.0, profit_year=2_000.0, cash_mean=50.0, pole=pole)
        assert not bid_for_independent(world, CULTURE, 0.05)
        assert firm.owner == 3 and firm.outside_group == 0


def test_associations_cannot_be_sold_and_the_weakest_firm_is_the_target():
    world = small_world(**ON)
    venue(world, 0, form=ASSOCIATION, revenue_year=1000.0, profit_year=-900.0)
    venue(world, 1, revenue_year=1000.0, profit_year=10.0, cash_mean=-1.0)
    venue(world, 2, revenue_year=1000.0, profit_year=-10.0, cash_mean=-1.0)
    assert bid_for_independent(world, CULTURE, 0.05)
    assert list(world.organisations.outside_group[:3]) == [0, 0, 1]
    world.organisations[2].outside_group, world.organisations[1].alive = 1, 0
    assert not bid_for_independent(world, CULTURE, 0.05)


def test_the_group_is_cheaper_and_the_popular_become_more_so():
    world = small_world(
        **ON,
        concentration__take_over_rate=0.0,
        concentration__returns=0.5,
        concentration__lowest_cost=0.3,
        concentration__units_elsewhere=3,
        concentration__popularity=1.0,
    )
    venue(world, 0, outside_group=1, revenue_year=3000.0)
    venue(world, 1, revenue_year=1000.0)
    concentrate(world, 1)
    assert list(world.organisations.group_cost_factor[:2]) == [0.5, 1.0]
    assert world.organisations[0].appeal == pytest.approx(0.1 * np.log(1.5))
    assert world.organisations[1].appeal == pytest.approx(0.1 * np.log(0.5))


def test_the_authority_takes_over_the_weakest_association_and_covers_part_of_its_deficit():
    world = small_world(**ON, concentration__take_over_rate=0.0, concentration__public_take_over_rate=12.0)
    for row, profit in ((0, -100.0), (1, -900.0)):
        venue(world, row, form=ASSOCIATION, revenue_year=12_000.0, profit_year=profit, cash_mean=-500.0)
    fund(world, authority_account(world.books), 1_000_000)
    concentrate(world, 1)
    assert list(world.organisations.public_control[:2]) == [0, 1]
    concentrate(world, 2)
    # The deficit is 500 EUR a month; 10 % of monthly sales of 1,000 EUR are covered.
    assert world.organisations[1].subsidy == world.authority[0].public_cost == 10_000
    assert_accounts_close(world)


def test_off_moves_nothing():
    world = small_world(concentration__take_over_rate=12.0)
    venue(world, 0, revenue_year=1000.0)
    before = world.organisations.tobytes()
    for month in range(1, 13):
        concentrate(world, month)
    assert world.organisations.tobytes() == before
