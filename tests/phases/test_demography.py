"""Lives of organisations and moves of people: who closes, who is bought out, who founds, who leaves and arrives."""

import pytest

from simulation.columns import (
    ABSENT,
    ASSOCIATION,
    AUTHORITY_POST,
    COMMUTER,
    COOPERATIVE,
    EMPLOYED,
    FIRM,
    INSERTION,
    NOBODY,
    RETIRED,
    STATE_POST,
    UNEMPLOYED,
)
from simulation.declared.sectors import CULTURE, SERVICES, TRADE
from simulation.ledger import bank_account, organisation_account, outside_account
from simulation.phases.economy.demography import (
    close_failing,
    found_newcomers,
    migrate,
    must_close,
    newcomers_form,
    retirement_hazard,
)
from simulation.phases.economy.finance import settle_organisations
from simulation.purposes import (
    ABSENTEES,
    ARREARS,
    CITIZENS_EQUITY,
    DEPOSITS,
    EQUIPMENT,
    EQUITY,
    HEAD,
    HOUSING_LAND,
    HOUSING_LOANS,
    LOANS,
    OUTSIDE_ASSETS,
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
    held_outside,
    issue_shares,
    lend,
    lived,
    small_economy,
)
from tests.phases.land_scene import add_organisation, owned

TERMS = {
    "life__loss_patience": 18,
    "life__retirement_rate": 0.0,
    "life__successor_size": 12.0,
    "life__buy_out_rate": 0.0,
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
        ({"late": 500_00, "months_in_arrears": 9, "loss_months": 99}, False),  # own funds of exactly nothing
        ({"late": 500_01, "months_in_arrears": 2}, False),
        ({"late": 500_01, "months_in_arrears": 3}, True),
        ({"owed": 500_01, "loss_months": 18}, False),  # late with nothing, losses still borne
        ({"owed": 500_01, "changes": {"life__arrears_patience": 0}}, False),
        ({"late": 500_01, "months_in_arrears": 1, "changes": {"life__arrears_patience": 0}}, True),
        ({"owed": 500_01, "loss_months": 19}, True),
        ({"owed": 500_01, "equipment": 1, "loss_months": 19}, False),
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


@pytest.mark.parametrize(("loss_months", "alive"), [(36, 1), (37, 0)])
def test_an_owner_gives_up_after_twice_the_patience_and_keeps_what_is_left(loss_months, alive):
    world = firm_world(deposits=2_000 * EUR, loss_months=loss_months)
    issue_shares(world, 0, 0, 2_000 * EUR)
    lived(world, close_failing, 7)
    assert world.organisations[0].alive == alive
    assert held(world, DEPOSITS, 0) == (0 if alive else 2_000 * EUR)
    assert held(world, EQUITY, 0) == (2_000 * EUR if alive else 0)
    assert counted(world) == ({} if alive else {"exits_other": 1.0})


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


def test_successors_are_found_for_larger_ones():
    assert retirement_hazard(0.06, 0, 12.0) == pytest.approx(0.005)
    assert retirement_hazard(0.06, 12, 12.0) == pytest.approx(0.0025)
    assert retirement_hazard(0.0, 1, 12.0) == 0.0


def retiring_world(
    staff=3, *, deposits=5_000 * EUR, profit_year=1.0, right=0.0, rate=1.0, form=FIRM, line=10.0, **columns
):
    """A firm whose owner is sure to stop this month; 10,000 EUR of own funds, three quarters of them the owner's.

    The bank lends up to ``line`` months of 1,000 EUR of value added, what is owed already taken off.
    """
    changes = {
        "life__retirement_rate": 240.0,
        "life__buy_out_rate": rate,
        "policy__buy_out_right": right,
        "finance__credit_limit": line,
        "finance__collateral_share": 0.0,
    }
    equipment = max(10_000 * EUR - deposits, 0)
    owed = max(deposits - 10_000 * EUR, 0)
    settings = {"wage_cost": 3_000 * EUR, "revenue_year": 12_000.0, "profit_year": profit_year, **columns}
    world = firm_world(staff, deposits=deposits, equipment=equipment, owed=owed, changes=changes, **settings)
    issue_shares(world, 0, 0, 7_500 * EUR)
    issue_shares(world, 0, outside_account(world.books, ABSENTEES), 2_500 * EUR)
    firm = world.organisations[0]
    firm.form, firm.book_equity, firm.owner_share = form, 10_000 * EUR, 0.75
    return world


@pytest.mark.parametrize(
    ("deposits", "line", "lent"),
    [
        (14_000, 0.0, 0),  # 11,000 above the wages of a month
        (13_000, 0.0, 0),  # exactly 10,000
        (10_000, 3.0, 3_000),  # 7,000, and a line of 3,000
        (5_000, 10.0, 8_000),
        (1_000, 10.0, 10_000),  # what lacks of a month of wages is not borrowed
    ],
)
def test_staff_who_buy_a_viable_firm_pay_everybody_who_holds_its_shares(deposits, line, lent):
    world = retiring_world(deposits=deposits * EUR, line=line, outside_controlled=1)
    lived(world, close_failing, 7)
    assert flows(world, "business sale") == {
        "Households": 7_500 * EUR,
        "Organisations": -10_000 * EUR,
        "absentee owners": 2_500 * EUR,
    }
    assert booked(world).get("loan granted", 0) == lent * EUR
    assert held(world, DEPOSITS, 0) == 7_500 * EUR
    assert cash(world, 0) == (deposits + lent - 10_000) * EUR
    assert counted(world) == {"buy_outs": 1.0}
    firm, books = world.organisations[0], world.books
    assert (firm.alive, firm.form, firm.social_economy, firm.owner) == (1, COOPERATIVE, 1, NOBODY)
    assert (firm.staff, firm.owner_share, firm.outside_controlled) == (3, 0.0, 0)
    assert world.households[0].businesses == 0
    # The shares are bought and cancelled, none is valued down.
    assert books.transactions[EQUITY].tolist()[:2] == [-7_500 * EUR, 10_000 * EUR]
    assert not books.revaluations[EQUITY].any()
    assert not books.balance[EQUITY].any()
    assert firm.book_equity == 0


@pytest.mark.parametrize(("deposits", "line"), [(13_000 * EUR - 1, 0.0), (10_000 * EUR, 2.99999)])
def test_a_cent_short_of_the_price_there_is_no_buy_out(deposits, line):
    world = retiring_world(deposits=deposits, line=line)
    lived(world, close_failing, 7)
    assert world.organisations[0].alive == 0
    assert counted(world) == {"exits_retirement": 1.0}
    assert "business sale" not in booked(world) and "loan granted" not in booked(world)


def test_a_firm_worth_nothing_costs_its_staff_nothing():
    world = retiring_world(deposits=0, line=0.0)
    world.books.balance[EQUITY] = 0
    world.organisations[0].book_equity = 0
    lived(world, close_failing, 7)
    assert booked(world) == {}
    assert counted(world) == {"buy_outs": 1.0}


@pytest.mark.parametrize(
    "settings",
    [{"staff": 2}, {"profit_year": 0.0}, {"rate": 0.0}],  # the last: off
)
def test_where_staff_cannot_take_over_the_owner_closes(settings):
    world = retiring_world(**settings)
    lived(world, close_failing, 7)
    assert world.organisations[0].alive == 0
    assert counted(world) == {"exits_retirement": 1.0}


@pytest.mark.parametrize("form", [COOPERATIVE, ASSOCIATION, INSERTION, FIRM])
def test_nobody_retires_where_no_owner_lives_here(form):
    world = retiring_world(rate=1.0)
    organisation = world.organisations[0]
    organisation.form, organisation.owner, organisation.owner_share = form, NOBODY, 0.0
    organisation.outside_controlled = int(form == FIRM)
    for month in range(7, 19):
        lived(world, close_failing, month)
        assert booked(world) == counted(world) == {}
    assert (organisation.alive, organisation.form) == (1, form)


def test_long_losses_close_what_has_no_owner_too():
    world = retiring_world(loss_months=37)
    organisation = world.organisations[0]
    organisation.form, organisation.owner, organisation.owner_share = COOPERATIVE, NOBODY, 0.0
    lived(world, close_failing, 7)
    assert counted(world) == {"exits_other": 1.0}


def test_a_preferential_right_adds_to_the_rate_of_buy_outs():
    world = retiring_world(rate=0.0, right=1.0)
    lived(world, close_failing, 7)
    assert counted(world) == {"buy_outs": 1.0}


def test_with_retirement_off_a_sound_firm_lives_on():
    world = firm_world()
    for month in range(1, 25):
        lived(world, close_failing, month)
        assert counted(world) == booked(world) == {}
    assert world.organisations[0].alive == 1


def entry_world(*, rate=12.0, memory=100.0, founders=6, **changes):
    """Trade had three organisations at month 0; each stands for one founding a month at a rate of 12 a year.

    Six unemployed people have 1,000 EUR at hand and 11,000 saved; capital is 6,000.
    """
    settings = {"life__entry_rate": rate, "life__founding_equity": 6_000.0, "life__entry_response": 1.0, **changes}
    world = small_economy(**settings)
    add_organisation(world, 0, sector=TRADE, form=FIRM, wage_offer=2_000.0, base_wage=2_000.0)
    for row in range(founders):
        add_person(world, row, UNEMPLOYED, deposits=1_000 * EUR, savings=11_000 * EUR, parcel=row)
    state = world.sector_state[TRADE]
    state.reference_organisations, state.reference_demand, state.demand_memory = 3, 100.0, memory
    world.sectors.social_economy_share[:] = 0.0
    return world


def test_founders_bring_their_savings_and_take_the_first_post():
    world = entry_world()
    lived(world, found_newcomers, 1)
    assert counted(world) == {"entries": 3.0}
    # Each needs 5,000 of savings beside 1,000 at hand.
    assert booked(world) == {"equity paid in": 18_000 * EUR, "savings withdrawn": 15_000 * EUR}
    assert sorted(world.households.businesses.tolist()) == [0, 0, 0, 1, 1, 1]
    for row in (1, 2, 3):
        firm = world.organisations[row]
        owner = world.households[firm.owner]
        assert (firm.alive, firm.sector, firm.form, firm.staff, cash(world, row)) == (1, TRADE, FIRM, 1, 6_000 * EUR)
        assert (owner.status, owner.employer, firm.parcel) == (EMPLOYED, row, owner.parcel)
        assert held(world, DEPOSITS, int(firm.owner)) == 0
        assert held(world, SAVINGS, int(firm.owner)) == 6_000 * EUR


@pytest.mark.parametrize("missing", ["row", "example"])
def test_savings_stay_where_they_are_when_nothing_is_founded(missing):
    world = entry_world()
    if missing == "row":
        for row in range(1, 6):
            add_organisation(world, row, sector=SERVICES)
    else:
        world.organisations[0].sector = SERVICES
    before = world.books.balance.copy()
    lived(world, found_newcomers, 1)
    assert (world.books.balance == before).all()
    assert booked(world) == counted(world) == {}


def test_a_founder_with_a_post_keeps_it():
    world = entry_world(founders=0)
    world.sector_state[TRADE].reference_organisations = 1
    for row in range(6):
        employ(world, row, 0, deposits=12_000 * EUR)
    lived(world, found_newcomers, 1)
    assert counted(world) == {"entries": 1.0}
    assert (world.organisations[0].staff, world.organisations[1].staff) == (6, 0)


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


def test_newcomers_are_of_the_social_economy_as_often_as_jobs_in_their_sector():
    world = small_economy(population__cooperative_part=0.25, population__insertion_part=0.25)
    for sector in (SERVICES, CULTURE, TRADE):
        world.sectors.social_economy_share[sector] = 0.5
    draws = (0.0, 0.124, 0.125, 0.249, 0.25, 0.499, 0.5, 0.99)
    forms = [COOPERATIVE, COOPERATIVE, INSERTION, INSERTION]
    assert [newcomers_form(world, SERVICES, draw) for draw in draws] == [*forms, ASSOCIATION, ASSOCIATION, FIRM, FIRM]
    assert newcomers_form(world, CULTURE, 0.3) == ASSOCIATION
    # Outside services and culture there are no associations.
    assert newcomers_form(world, TRADE, 0.3) == COOPERATIVE
    world.sectors.social_economy_share[TRADE] = 0.0
    assert newcomers_form(world, TRADE, 0.0) == FIRM


def moving_world(*, rate=1.0, reference=0.0, unemployment=0.1, households=8, **changes):
    """People move at once (a rate of 1 a month); without a reference unemployment nobody arrives."""
    world = small_economy(households=households, life__emigration_rate=rate, tax__assistance=450.0, **changes)
    add_organisation(world, 0)
    employ(world, 0, 0, deposits=100 * EUR)
    authority = world.authority[0]
    authority.unemployment_reference, authority.unemployment_rate = reference, unemployment
    authority.labour_force_reference = 20
    return world


def test_who_leaves_takes_money_along_and_leaves_dwelling_and_debt_to_owners_elsewhere():
    world = moving_world()
    books, absentees = world.books, outside_account(world.books, ABSENTEES)
    add_person(world, 1, UNEMPLOYED, deposits=1_000 * EUR, savings=500 * EUR, income_last=5, deposit_target=6)
    world.households[1].income_year = world.income_ring[4, 1] = 7
    books.balance[HOUSING_LAND, 1] += 100_000 * EUR
    owned(world, 3, 1, 20_000)
    claim(world, HOUSING_LOANS, 1, bank_account(books), 40_000 * EUR)
    claim(world, CITIZENS_EQUITY, organisation_account(books, 0), 1, 50 * EUR)
    claim(world, OUTSIDE_ASSETS, outside_account(books, HEAD), 1, 200 * EUR)
    lived(world, migrate, 1)
    assert booked(world) == {"migration": 1_500 * EUR, "savings withdrawn": 500 * EUR}
    assert flows(world, "migration") == {"Households": -1_500 * EUR, "rest of France": 1_500 * EUR}
    assert not books.balance[:, 1].any()
    # A dwelling of 100,000 and a parcel of 20,000, the debt on them, and the shares.
    assert held(world, HOUSING_LAND, absentees) == 120_000 * EUR
    assert held(world, HOUSING_LOANS, absentees) == -40_000 * EUR
    assert held(world, CITIZENS_EQUITY, absentees) == 50 * EUR
    assert held_outside(world, OUTSIDE_ASSETS, HEAD) == 0
    assert world.parcels[3].owner == absentees
    gone = world.households[1]
    assert (gone.status, gone.income_last, gone.income_year, gone.land_value) == (ABSENT, 0, 0, 0)
    assert gone.deposit_target == 0 and not world.income_ring[:, 1].any()
    assert counted(world) == {"emigrants": 1.0}


def test_who_works_has_retired_or_owns_a_business_stays():
    world = moving_world()
    add_person(world, 1, UNEMPLOYED, deposits=1_000 * EUR, businesses=1)
    stay = [COMMUTER, STATE_POST, AUTHORITY_POST, RETIRED]
    for row, status in enumerate(stay, 2):
        add_person(world, row, status, deposits=1_000 * EUR)
    lived(world, migrate, 1)
    assert world.households.status[:6].tolist() == [EMPLOYED, UNEMPLOYED, *stay]
    assert booked(world) == counted(world) == {}


@pytest.mark.parametrize(
    ("unemployment", "households", "arrivals"),
    [
        (0.10, 8, 2),  # 0.1 of a labour force of 20 at the reference
        (0.20, 8, 1),  # half of them at twice the unemployment
        (0.00, 8, 6),  # three times at most
        (0.00, 5, 4),  # as many as there is room for
    ],
)
def test_as_many_arrive_as_left_at_the_reference_and_more_where_work_is_found(unemployment, households, arrivals):
    world = moving_world(reference=0.1, unemployment=unemployment, households=households)
    lived(world, migrate, 1)
    assert counted(world) == {"immigrants": float(arrivals)}
    assert (world.households.status == UNEMPLOYED).sum() == arrivals
    # Each brings two months of assistance and a number of its own.
    assert flows(world, "migration") == {"Households": 900 * EUR * arrivals, "rest of France": -900 * EUR * arrivals}
    assert world.books.balance[DEPOSITS, 1 : 1 + arrivals].tolist() == [900 * EUR] * arrivals
    assert world.households.uid[1 : 1 + arrivals].tolist() == list(range(1000, 1000 + arrivals))


def test_who_arrives_is_nobodys_heir():
    # 0.05 of a labour force of 20, at the unemployment of the reference: one.
    world = moving_world(reference=0.05, unemployment=0.05, labour__minimum_wage=1_100.0)
    add_person(
        world, 1, ABSENT, pension=1, businesses=2, saver=1, employer=0, last_wage=3, deposit_target=4, ability=9.0
    )
    world.known_seller[1] = 0
    lived(world, migrate, 1)
    arrived = world.households[1]
    assert counted(world) == {"immigrants": 1.0}
    assert (arrived.status, arrived.employer, arrived.pension, arrived.businesses, arrived.saver) == (
        UNEMPLOYED,
        NOBODY,
        0,
        0,
        0,
    )
    assert (arrived.last_wage, arrived.income_last, arrived.deposit_target) == (1_100 * EUR, 450 * EUR, 900 * EUR)
    assert (world.known_seller[1] == NOBODY).all()
    assert -5.0 < arrived.ability < 5.0


def test_with_migration_off_nobody_moves():
    world = moving_world(rate=0.0, reference=0.1)
    add_person(world, 1, UNEMPLOYED)
    lived(world, migrate, 1)
    assert world.households.status[:3].tolist() == [EMPLOYED, UNEMPLOYED, ABSENT]
    assert booked(world) == counted(world) == {}
