"""Local retention at marginal shares: by hand, in its limits, and the directions in which parameters move it."""

import math

import numpy as np
import pytest

from simulation.columns import ASSOCIATION, EMPLOYED, FIRM, NOBODY
from simulation.declared.sectors import FARMING
from simulation.outcomes.retention import kept_of_wages, marginal_retention, three_rounds
from simulation.outcomes.walks import found_at
from simulation.outcomes.walks.marginal import UNASKED, marginal_payments
from simulation.phases.economy.supply import local_part, part_here
from tests.phases.land_scene import add_household, add_organisation, small_world

PLAIN = {
    "price__spare_capacity": 0.0,
    "labour__contribution_rate": 0.0,
    "production__rent": 0.0,
    "production__investment_share": 0.0,
    "production__overhead_share": 0.0,
    "tax__local_organisation": 0.0,
    "tax__corporate": 0.0,
    "tax__vat": 0.0,
    "finance__loan_months": 0.0,
}
"""No payment but inputs, wages and dividends; all of them at home unless a test says otherwise."""


def economy(*, price=1.0, local=1.0, form=FIRM, owner=0, wage=2000.0, supplier_price=1.0, **changes):
    """One seller that buys half of its output's worth from a supplier who needs no inputs; one resident owns both."""
    parameters = {**PLAIN, "sector__farming__local_input_share": local, **changes}
    world = small_world(**parameters)
    add_household(world, 0, deposits=50_000_00)
    own = {"labour": 0.88, "staff": 1, "wage_offer": wage, "land_factor": 1.0, "group_cost_factor": 1.0}
    seller = add_organisation(world, 0, sector=FARMING, form=form, owner=owner, revenue=9000_00, **own)
    seller.price, seller.input_share, seller.profit_year = price, 0.5, 1.0
    add_organisation(world, 1, sector=FARMING, owner=owner, **own).price = supplier_price
    world.supplier[:] = NOBODY
    world.supplier[0] = 1
    return world


def test_a_euro_of_sales_is_split_as_the_rules_say_by_hand():
    world = economy(
        price=1.25,
        local=0.5,
        supplier_price=1.1,
        demand__leak_elasticity=2.0,
        price__spare_capacity=0.1,
        labour__contribution_rate=0.5,
        production__rent=90.0,
        production__investment_share=0.1,
        production__overhead_share=0.05,
        tax__local_organisation=0.02,
        tax__corporate=0.25,
        finance__loan_months=6.0,
        finance__loan_rate=0.03,
        finance__small_premium=0.01,
    )
    world.organisations[0].purchase_rebate = 0.2
    world.organisations[0].landlord = 0
    world.organisations[0].owner_share = 0.6
    units = 1 / 1.25
    pull = 0.5 * 1.1**-2
    here = 0.5 * pull / (pull + 0.5)
    local, outside = units * here * 1.1, units * (0.5 - here - 0.05 * 0.2)
    added = 1 - local - outside
    work = units * 1.1 / 9000
    wages, rent = work * 2000, 90 * work / 0.88
    profit = added * (1 - 0.1 - 0.02 - 6 * 0.04 / 12) - 1.5 * wages - rent
    found = marginal_payments(world, 0, np.full(8, UNASKED))
    assert found == pytest.approx((local, wages + rent + 0.6 * 0.75 * profit))


def test_where_nothing_leaves_the_territory_every_round_is_the_whole_euro():
    world = economy()
    # The supplier sells too, so that what reaches it is spent as what reaches the seller.
    world.organisations[1].revenue = 9000_00
    seen = found_at(world, 1)
    assert seen.to_suppliers + seen.to_residents == pytest.approx(1.0)
    assert three_rounds(seen.to_suppliers, seen.to_residents, 1.0) == pytest.approx(3.0)


def test_where_everything_is_bought_and_owned_outside_and_nobody_is_paid_one_euro_is_one():
    world = economy(local=0.0, owner=NOBODY, wage=0.0)
    assert marginal_retention(found_at(world, 1), 0.6) == pytest.approx(1.0)


def test_without_sales_there_is_nothing_to_tell():
    world = economy()
    world.organisations["revenue"] = 0
    assert math.isnan(marginal_retention(found_at(world, 1), 0.6)[0])


@pytest.mark.parametrize(
    "change",
    [
        {"local": 0.4},
        {"owner": NOBODY},
        {"form": ASSOCIATION},
        {"tax__corporate": 0.3},
        {"labour__contribution_rate": 0.5},
        {"production__investment_share": 0.1},
        {"tax__vat": 0.2},
    ],
)
def test_what_leaves_the_territory_lowers_it(change):
    def told(**changes):
        return marginal_retention(found_at(economy(**changes), 1), 0.6)[0]

    assert 1.0 < told(**change) < told()


def test_staff_keep_what_income_tax_vat_and_sellers_elsewhere_leave():
    world = economy(tax__vat=0.2, tax__income_allowance=700.0, tax__other_benefits=100.0)
    world.authority[0].income_tax_rate = 0.1
    for row, euros in ((1, 600), (2, 601), (3, 1799)):
        household = world.households[row]
        household.uid, household.status, household.employer, household.wage = row, EMPLOYED, 0, euros * 100
    # The wage of 600 and benefits of 100 just reach the allowance; 2,400 of the 3,000 lie above it.
    assert kept_of_wages(found_at(world, 1), 0.5) == pytest.approx((1 - 0.1 * 0.8) * 0.8 * 0.5)


@pytest.mark.parametrize("base_share", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("price", [0.5, 1.0, 1.7])
def test_a_supplier_gets_the_part_that_the_month_itself_gives_it(base_share, price):
    assert part_here(base_share, price**-1.5) == local_part(base_share, price, 1.0, 1.5)
