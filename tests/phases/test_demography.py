"""Lives of organisations: who is insolvent, who gives up, who founds."""

import numpy as np
import pytest

from simulation.columns import (
    ASSOCIATION,
    AUTHORITY_POST,
    COMMUTER,
    COOPERATIVE,
    EMPLOYED,
    FIRM,
    INSERTION,
    NOBODY,
    STATE_POST,
    UNEMPLOYED,
)
from simulation.declared.sectors import CULTURE, SERVICES, TRADE
from simulation.ledger import organisation_account, outside_account
from simulation.phases.economy.demography import (
    close_failing,
    found_newcomers,
    gives_up,
    giving_up_hazard,
    must_close,
    newcomers_form,
)
from simulation.phases.economy.finance import settle_organisations
from simulation.purposes import (
    ARREARS,
    DEPOSITS,
    EQUIPMENT,
    EQUITY,
    LOANS,
    SAVINGS,
    STATE,
)
from tests.phases.economy_scene import (
    EUR,
    add_person,
    booked,
    cash,
    claim,
    counted,
    employ,
    equip,
    flows,
    held,
    issue_shares,
    lend,
    lived,
    small_economy,
)
from tests.phases.land_scene import add_organisation

TERMS = {
    "life__loss_patience": 20.0,
    "life__insolvent_patience": 5.0,
    "life__retirement_rate": 0.0,
    "life__dissolution_rate": 0.0,
    "life__buy_out_rate": 0.0,
    "life__founding_equity": 0.0,
    "finance__liquidation_value": 0.4,
}


def firm_world(staff=2, *, deposits=500 * EUR, equipment=0, owed=0, late=0, changes=None, **columns):
    """A firm of household 0 and its staff in the rows after it; it may owe the bank and be late with the State."""
    world = small_economy(**{**TERMS, **(changes or {})})
    add_person(world, 0, UNEMPLOYED)
    add_organisation(world, 0, sector=TRADE, form=FIRM, owner=0, deposits=deposits, **columns)
    for row in range(1, 1 + staff):
        employ(world, row, 0)
    equip(world, 0, equipment)
    lend(world, 0, owed)
    claim(world, ARREARS, organisation_account(world.books, 0), outside_account(world.books, STATE), late)
    return world


@pytest.mark.parametrize(
    ("settings", "closes"),
    [
        ({"late": 500_00, "months_in_arrears": 9, "strain": 1.0}, False),  # own funds of exactly nothing
        ({"late": 500_01, "months_in_arrears": 2}, False),
        ({"late": 500_01, "months_in_arrears": 3}, True),
        ({"owed": 500_01, "strain": 1.0}, False),  # late with nothing, and losses close by chance alone
        ({"owed": 500_01, "changes": {"life__arrears_patience": 0}}, False),
        ({"late": 500_01, "months_in_arrears": 1, "changes": {"life__arrears_patience": 0}}, True),
        ({"late": 500_01, "equipment": 1, "months_in_arrears": 9}, False),
        ({"in_default": 1}, True),
    ],
)
def test_insolvency_begins_a_cent_below_own_funds_of_nothing(settings, closes):
    assert must_close(firm_world(**settings), 0) == closes


@pytest.mark.parametrize(("deposits", "closes"), [(0, [0, 0, 1]), (600 * EUR, [0, 0, 0])])
def test_three_months_of_unpaid_taxes_close_an_organisation_without_own_funds(deposits, closes):
    # Nobody is employed: no wage and no contribution is due. Local tax is a tenth of 1,000 EUR of value added a month.
    changes = {"tax__local_organisation": 0.1, "finance__credit_limit": 0.0, "finance__collateral_share": 0.0}
    world = firm_world(0, deposits=deposits, owed=10_000 * EUR, changes={**changes, "production__rent": 0.0})
    world.organisations[0].revenue = 1_000 * EUR
    closed = []
    for month in (1, 2, 3):
        lived(world, settle_organisations, month)
        lived(world, close_failing, month)
        closed.append(1 - int(world.organisations[0].alive))
    assert closed == closes


def test_an_insolvent_firm_serves_the_bank_then_the_state_and_leaves_nothing():
    world = firm_world(equipment=10_000 * EUR, owed=3_000 * EUR, late=2_500 * EUR, in_default=1)
    lived(world, close_failing, 7)
    # 500 in cash and 0.4 x 10,000: 3,000 to the bank, 1,500 of 2,500 to the State.
    assert booked(world) == {"insolvency": 5_500 * EUR, "loan repaid": 3_000 * EUR}
    assert flows(world, "insolvency") == {
        "Organisations": 2_500 * EUR,
        "rest of France": -4_000 * EUR,
        "State and social security": 1_500 * EUR,
    }
    assert world.books.write_offs[ARREARS, 1] == 1_000 * EUR
    assert world.books.revaluations[EQUIPMENT, 1] == -10_000 * EUR
    assert not world.books.balance[:, organisation_account(world.books, 0)].any()
    firm = world.organisations[0]
    assert (firm.alive, firm.closed, firm.staff, firm.posts, firm.owner) == (0, 7, 0, 0, NOBODY)
    assert world.households[0].businesses == 0
    assert world.households.status[1:3].tolist() == [UNEMPLOYED, UNEMPLOYED]
    assert world.households.employer[1:3].tolist() == [NOBODY, NOBODY]
    assert counted(world) == {"exits_insolvency": 1.0}


def test_what_the_bank_loses_is_written_off_and_counted():
    world = firm_world(equipment=10_000 * EUR, owed=6_000 * EUR, late=2_500 * EUR, in_default=1)
    lived(world, close_failing, 7)
    # 4,500 of 6,000 for the bank, nothing for the State.
    assert booked(world) == {"insolvency": 4_000 * EUR, "loan repaid": 4_500 * EUR}
    assert world.books.write_offs[LOANS, 1] == 1_500 * EUR
    assert world.books.write_offs[ARREARS, 1] == 2_500 * EUR
    assert counted(world) == {"exits_insolvency": 1.0, "loans_written_off": 1_500.0 * EUR}


def test_at_full_strain_losses_are_borne_as_many_months_as_patience_on_average():
    assert giving_up_hazard(1.0, 90.0) == pytest.approx(1.0 / 90.0)
    assert giving_up_hazard(0.5, 90.0) == pytest.approx(1.0 / 180.0)
    assert giving_up_hazard(0.0, 90.0) == 0.0
    # One month at least.
    assert giving_up_hazard(1.0, 1.0) == 1.0
    assert giving_up_hazard(1.0, 0.5) == 1.0


@pytest.mark.parametrize(
    ("strain", "owed", "hazard"),
    [
        (1.0, 0, 1 / 20),
        (0.5, 0, 1 / 40),
        (1.0, 500_00, 1 / 20),  # own funds of exactly nothing
        (1.0, 500_01, 1 / 5),  # a cent less: patience without own funds
        (0.5, 500_01, 1 / 10),
        (0.0, 500_01, 0.0),  # who loses nothing goes on, even without own funds
    ],
)
def test_more_losses_and_no_own_funds_make_giving_up_likelier_in_every_month(strain, owed, hazard):
    world = firm_world(owed=owed, strain=strain)
    closed = np.array([gives_up(world, month, 0) for month in range(1, 2001)])
    assert closed.mean() == pytest.approx(hazard, abs=4.0 * np.sqrt(hazard * (1.0 - hazard) / 2000))
    # No month is one at which patience ends: the second half is as the first.
    assert closed[:1000].mean() == pytest.approx(closed[1000:].mean(), abs=0.06)


def test_an_owner_who_gives_up_keeps_what_is_left():
    world = firm_world(deposits=2_000 * EUR, strain=1.0, changes={"life__loss_patience": 1.0})
    issue_shares(world, 0, 0, 2_000 * EUR)
    lived(world, close_failing, 7)
    assert world.organisations[0].alive == 0
    assert held(world, DEPOSITS, 0) == 2_000 * EUR
    assert held(world, EQUITY, 0) == 0
    assert counted(world) == {"exits_other": 1.0}


@pytest.mark.parametrize("form", [COOPERATIVE, FIRM])
def test_losses_close_what_has_no_owner_too(form):
    world = firm_world(strain=1.0, changes={"life__loss_patience": 1.0})
    organisation = world.organisations[0]
    organisation.form, organisation.owner, organisation.owner_share = form, NOBODY, 0.0
    lived(world, close_failing, 7)
    assert counted(world) == {"exits_other": 1.0}


@pytest.mark.parametrize("form", [ASSOCIATION, INSERTION])
def test_an_association_goes_on_while_its_reserves_last(form):
    changes = {"life__loss_patience": 1.0, "life__insolvent_patience": 1.0, "life__dissolution_rate": 0.0}
    # Own funds are the 500 EUR in cash less what is owed.
    for owed, ends in ((500_00, 0.0), (500_01, 1.0)):
        world = firm_world(strain=1.0, owed=owed, changes=changes)
        organisation = world.organisations[0]
        organisation.form, organisation.owner, organisation.owner_share = form, NOBODY, 0.0
        lived(world, close_failing, 7)
        assert counted(world).get("exits_other", 0.0) == ends


def test_who_is_insolvent_does_not_wait_for_chance():
    world = firm_world(in_default=1, strain=1.0, changes={"life__loss_patience": 1.0})
    lived(world, close_failing, 7)
    assert counted(world) == {"exits_insolvency": 1.0}


def test_a_member_leaves_its_pole_before_it_closes():
    world = firm_world(in_default=1, pole=0, depth=1, depth_held=1)
    add_organisation(world, 1, sector=TRADE, pole=0, depth=1, depth_held=1)
    world.poles[0].alive, world.poles[0].members = 1, 2
    lived(world, close_failing, 7)
    assert (world.organisations[0].pole, world.organisations[0].depth_held) == (NOBODY, 0)
    assert world.organisations[1].pole == 0


def test_a_newcomer_of_this_month_is_not_judged_yet():
    world = firm_world(in_default=1, age=1)
    lived(world, close_failing, 7)
    assert world.organisations[0].alive == 1
    assert counted(world) == {}


def test_with_retirement_off_a_sound_firm_lives_on():
    world = firm_world()
    for month in range(1, 25):
        lived(world, close_failing, month)
        assert counted(world) == booked(world) == {}
    assert world.organisations[0].alive == 1


def entry_world(*, rate=12.0, memory=100.0, founders=6, **changes):
    """Trade had three organisations at month 0; each stands for one founding a month at a rate of 12 a year.

    Six unemployed people have 1,000 EUR at hand and 11,000 saved; capital is 6,000. Nobody is of the social economy.
    """
    settings = {"life__entry_rate": rate, "life__founding_equity": 6_000.0, "life__entry_response": 1.0, **changes}
    world = small_economy(**settings)
    add_organisation(world, 0, sector=TRADE, form=FIRM, wage_offer=2_000.0, base_wage=2_000.0)
    for row in range(founders):
        add_person(world, row, UNEMPLOYED, deposits=1_000 * EUR, savings=11_000 * EUR, parcel=row)
    state = world.sector_state[TRADE]
    state.reference_organisations, state.reference_demand, state.demand_memory = 3, 100.0, memory
    return world


def test_founders_bring_their_savings_and_take_the_first_post():
    world = entry_world()
    lived(world, found_newcomers, 1)
    assert counted(world) == {"entries": 3.0}
    # Savings of 11,000 pay all of it.
    assert booked(world) == {"equity paid in": 18_000 * EUR, "savings withdrawn": 18_000 * EUR}
    assert sorted(world.households.businesses.tolist()) == [0, 0, 0, 1, 1, 1]
    for row in (1, 2, 3):
        firm = world.organisations[row]
        owner = world.households[firm.owner]
        assert (firm.alive, firm.sector, firm.form, firm.staff, cash(world, row)) == (1, TRADE, FIRM, 1, 6_000 * EUR)
        assert (owner.status, owner.employer, firm.parcel) == (EMPLOYED, row, owner.parcel)
        assert held(world, DEPOSITS, int(firm.owner)) == 1_000 * EUR
        assert held(world, SAVINGS, int(firm.owner)) == 5_000 * EUR
        # It is at work at once.
        assert firm.labour == owner.quality * owner.full_time_equivalent > 0.0


def test_savings_stay_where_they_are_when_no_row_is_free():
    world = entry_world()
    for row in range(1, 6):
        add_organisation(world, row, sector=SERVICES)
    before = world.books.balance.copy()
    lived(world, found_newcomers, 1)
    assert (world.books.balance == before).all()
    assert booked(world) == counted(world) == {}


def test_a_founder_leaves_another_post_for_the_business():
    world = entry_world(founders=0)
    world.sector_state[TRADE].reference_organisations = 1
    for row in range(6):
        employ(world, row, 0, deposits=12_000 * EUR, wage=1_500 * EUR)
    lived(world, found_newcomers, 1)
    assert counted(world) == {"entries": 1.0}
    assert world.organisations.staff[:2].tolist() == [5, 1]
    founder = world.households[world.organisations[1].owner]
    assert (founder.status, founder.employer, founder.businesses, founder.last_wage) == (EMPLOYED, 1, 1, 1_500 * EUR)


@pytest.mark.parametrize(
    ("status", "column"), [(STATE_POST, "state_staff"), (AUTHORITY_POST, "staff"), (COMMUTER, "commuters")]
)
def test_a_post_left_for_a_business_is_free_for_others(status, column):
    world = entry_world(founders=0)
    world.sector_state[TRADE].reference_organisations = 1
    add_person(world, 0, status, deposits=12_000 * EUR)
    world.authority[0][column] = 4
    lived(world, found_newcomers, 1)
    assert world.households[0].status == EMPLOYED
    assert world.authority[0][column] == 3


def test_whoever_founds_what_nobody_owns_works_in_it_without_owning_it():
    world = entry_world(life__social_foundings=1.0)
    world.sector_state[TRADE].reference_organisations = 1
    world.sector_state[TRADE].reference_social = 1.0
    lived(world, found_newcomers, 1)
    newcomer = world.organisations[1]
    assert (newcomer.form, newcomer.owner, newcomer.staff) == (COOPERATIVE, NOBODY, 1)
    assert not world.households.businesses.any()
    assert (world.households.employer == 1).sum() == 1


@pytest.mark.parametrize(
    ("settings", "entries"),
    [
        ({"rate": 6.0, "memory": 200.0}, 3),  # demand has doubled: 6 / 12 x 2 = 1
        ({"rate": 6.0, "policy__support_chain": 1.0}, 3),  # 6 / 12 x (1 + 1)
        ({"memory": 0.0}, 0),
        ({"memory": 0.0, "life__entry_response": 0.0}, 3),  # off: demand does not matter
        ({"rate": 0.0}, 0),  # off
        ({"founders": 0}, 0),
        ({"founders": 2}, 2),
    ],
)
def test_foundings_answer_to_rate_demand_support_and_founders(settings, entries):
    world = entry_world(**settings)
    lived(world, found_newcomers, 1)
    assert counted(world).get("entries", 0) == entries
    assert world.organisations.alive.sum() == 1 + entries


def test_a_sector_that_had_nobody_or_no_demand_at_month_0_gets_no_newcomer():
    for column in ("reference_organisations", "reference_demand"):
        world = entry_world()
        world.sector_state[column][TRADE] = 0
        lived(world, found_newcomers, 1)
        assert counted(world) == {}


def test_newcomers_are_of_the_social_economy_by_its_share_in_their_sector_at_month_0_and_a_factor():
    parts = {"population__cooperative_part": 0.25, "population__insertion_part": 0.25}
    world = small_economy(life__social_foundings=0.5, **parts)
    for sector in (SERVICES, CULTURE, TRADE):
        world.sector_state[sector].reference_social = 0.5
    # Half of half of them: a quarter of a quarter cooperatives, as many insertion enterprises, associations the rest.
    draws = (0.0, 0.062, 0.0625, 0.1249, 0.125, 0.2499, 0.25, 0.99)
    forms = [COOPERATIVE, COOPERATIVE, INSERTION, INSERTION]
    assert [newcomers_form(world, SERVICES, draw) for draw in draws] == [*forms, ASSOCIATION, ASSOCIATION, FIRM, FIRM]
    assert newcomers_form(world, CULTURE, 0.15) == ASSOCIATION
    # Outside services and culture there are no associations.
    assert newcomers_form(world, TRADE, 0.15) == COOPERATIVE
    world.sector_state[TRADE].reference_social = 0.0
    assert newcomers_form(world, TRADE, 0.0) == FIRM
    for factor, form in ((0.0, FIRM), (3.0, ASSOCIATION)):
        # None at a factor of 0, and no more than all.
        world = small_economy(life__social_foundings=factor, **parts)
        world.sector_state[CULTURE].reference_social = 0.5
        assert newcomers_form(world, CULTURE, 0.99 if factor else 0.0) == form
