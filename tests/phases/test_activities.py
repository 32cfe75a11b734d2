"""Joint activities by hand: pledged, paid in, started, given up with what was spent, shared out, closed."""

import pytest

from simulation.columns import ACTIVITY_CAUSES, COOPERATIVE, MARKETS, NOBODY, TALLY
from simulation.declared.sectors import BUSINESS, CULTURE, MANUFACTURING, SERVICES
from simulation.ledger import open_month, organisation_account
from simulation.phases.economy.finance import settle_organisations
from simulation.phases.poles.activities import PREPARATION, SHARED, run_activities
from simulation.phases.poles.activity_plan import Plan, hoped_return, own_funds_needed
from simulation.phases.poles.activity_start import plan_activity, variety
from simulation.phases.poles.membership import leave_project
from simulation.purposes import DEPOSITS, LOANS
from simulation.rules.effort import CONDITIONAL_COOPERATOR, FREE_RIDER, OTHER
from tests.phases.land_scene import add_household, add_organisation, assert_accounts_close, owned, small_world

MEMBERS = (BUSINESS, SERVICES, CULTURE)
SURE = {
    "regime__reciprocity_allowed": 1,
    "trust__caution": 0.0,
    "project__start_rate": 0.0,
    "project__permit_months": 0,
    "project__preparation_months": 2,
    "project__patience_months": 6,
    "project__study_share": 0.2,
    "project__posts": 1,
    "project__capital_per_post": 960.0,
    "project__own_funds_share": 1.0,
    "project__citizens_part": 0.0,
    "project__share_rule": "equal",
}


def partners(**changes):
    """Three who trust one another, the first able to lead; each owes 300 EUR a month and gives half of it."""
    world = small_world(organisations=12, **{**SURE, **changes})
    for row, sector in enumerate(MEMBERS):
        add_organisation(
            world,
            row,
            sector=sector,
            deposits=20_000_00,
            projects=1,
            entrepreneur=int(row == 0),
            player_type=OTHER,
            belief=0.45,
            wage_memory=10_000.0,
            staff=3,
            posts=3,
            labour=2.64,
        )
    for i in range(3):
        for k, j in enumerate(other for other in range(3) if other != i):
            world.partner[i, k], world.partner_uid[i, k] = j, world.organisations[j].uid
            world.partner_trust[i, k] = 0.8
    return world


def planned(*, market="local", sector=SERVICES, posts=1, novelty=0.0, hectares=0.0, **changes):
    """The same three, who plan an activity in month 0."""
    world = partners(**changes)
    rows = world.supplier[:3, 0].copy()
    rows[:] = (0, 1, 2)
    plan_activity(world, 0, rows, NOBODY, Plan(sector, posts, MARKETS.index(market), novelty, hectares, 0))
    return world


def lived(world, *months):
    for month in months:
        open_month(world.books)
        world.tally[:] = 0.0
        run_activities(world, month)
        assert_accounts_close(world)


def held(world, row):
    return int(world.books.balance[DEPOSITS, organisation_account(world.books, row)])


def test_partners_pledge_pay_for_studies_and_found_a_cooperative_with_what_they_pledged():
    world = planned()
    lived(world, 1)
    # Half of 300 EUR each: 30 EUR for studies at once, 120 EUR pledged and still their own.
    assert world.books.turnover[PREPARATION] == 90_00
    assert [held(world, row) for row in range(3)] == [19_970_00] * 3
    assert world.projects[0].put_in == pytest.approx(360.0)
    lived(world, 2)
    assert world.projects[0].venture == NOBODY
    # 720 EUR pledged are less than 960; after a third month there is enough, and all that was pledged is paid in.
    lived(world, 3)
    venture = world.organisations[3]
    assert (venture.form, venture.sector, venture.posts, venture.social_economy) == (COOPERATIVE, SERVICES, 1, 1)
    assert held(world, 3) == 1_080_00
    assert [held(world, row) for row in range(3)] == [20_000_00 - 90_00 - 360_00] * 3
    assert world.tally[TALLY["entries"]] == 1
    assert (world.organisations.project[:3] == NOBODY).all()
    line = world.activities[0]
    assert (line.planned, line.started, line.given_up, line.own_funds) == (0, 3, NOBODY, 1_080_00)
    assert line.organisation_uid == venture.uid


def test_who_has_spent_its_money_meanwhile_pays_in_what_is_left():
    world = planned(project__capital_per_post=480.0)
    lived(world, 1)
    account = organisation_account(world.books, 2)
    world.books.balance[DEPOSITS, account] -= 19_950_00
    world.books.balance[DEPOSITS, organisation_account(world.books, 1)] += 19_950_00
    lived(world, 2)
    assert world.projects[0].venture == 3
    # The third had 20 EUR left, all of which went into the studies of the second month.
    assert held(world, 2) == 0
    assert held(world, 3) == 480_00


def test_the_bank_lends_the_rest_by_its_rule_and_asks_for_more_own_funds_where_it_lends_less():
    world = planned(project__capital_per_post=1_000.0, project__own_funds_share=0.25)
    assert own_funds_needed(world, SERVICES, 1) == 250.0
    lived(world, 1, 2)
    assert world.organisations[3].alive == 1
    assert world.books.balance[LOANS, organisation_account(world.books, 3)] == -(1_000_00 - 720_00)
    tight = partners(project__capital_per_post=1_000.0, project__own_funds_share=0.25, finance__credit_limit=0.0)
    assert own_funds_needed(tight, SERVICES, 1) == 1_000.0


@pytest.mark.parametrize(
    ("changes", "plan", "cause"),
    [
        ({"project__capital_per_post": 100_000.0}, {}, "no money"),
        ({"project__permit_months": 60}, {"novelty": 1.0}, "no permit"),
        ({}, {"hectares": 5.0}, "no land"),
    ],
)
def test_an_attempt_without_its_conditions_is_given_up_with_what_was_spent_and_nothing_is_owed(changes, plan, cause):
    world = planned(**plan, **changes)
    lived(world, *range(1, 7))
    line = world.activities[0]
    assert (line.given_up, line.started, ACTIVITY_CAUSES[line.cause]) == (6, NOBODY, cause)
    assert [held(world, row) for row in range(3)] == [20_000_00 - 6 * 30_00] * 3
    assert (world.organisations.project[:3] == NOBODY).all()
    assert (world.project_member == NOBODY).all() and not world.project_pledge.any()
    assert world.projects.alive.sum() == 0


def test_without_its_leader_or_partners_an_attempt_is_given_up():
    for leaves, cause in ((0, "no leader"), (1, "no partners")):
        world = planned()
        lived(world, 1)
        leave_project(world, leaves)
        if leaves == 1:
            leave_project(world, 2)
        lived(world, 2)
        assert ACTIVITY_CAUSES[world.activities[0].cause] == cause


def test_another_who_can_lead_takes_over():
    world = planned()
    world.organisations[2].entrepreneur = 1
    lived(world, 1)
    leave_project(world, 0)
    lived(world, 2, 3, 4, 5)
    assert world.activities[0].started > 0


def test_land_is_reserved_and_leased_to_the_activity_it_was_meant_for():
    world = planned(sector=BUSINESS, hectares=5.0, land__offer_public_land=True)
    budget = world.books.first[3]
    owned(world, 4, budget, 1_000)
    world.parcels[4].use = 4
    lived(world, 1, 2, 3, 4)
    venture = world.projects[0].venture
    assert venture != NOBODY
    parcel = world.parcels[4]
    assert (parcel.lessee, parcel.leased, parcel.project) == (venture, 1, NOBODY)
    assert world.organisations[venture].landlord == parcel.owner


def test_savers_bring_a_part_of_own_funds_at_most_and_below_the_ceiling():
    world = planned(project__citizens_part=0.5, finance__citizen_saving_ceiling=1.0, population__saver_share=1.0)
    for row in range(6):
        add_household(world, row)
        world.households[row].saver = 1
    world.books.balance[1, :6] += 1_000_00
    world.books.balance[1, world.books.first[4]] -= 6_000_00
    world.authority[0].financial_savings = 6_000_00
    lived(world, 1)
    lived(world, 2)
    # 720 EUR of 960 are pledged: the gap of 240 is less than the half that citizens may bring.
    assert world.authority[0].citizens_equity == 240_00
    assert held(world, 3) == 960_00


@pytest.mark.parametrize("market", MARKETS)
def test_first_customers_are_those_of_the_plan_and_all_else_is_as_for_any_newcomer(market):
    world = planned(market=market, sector=MANUFACTURING, posts=2, project__capital_per_post=300.0)
    lived(world, 1, 2)
    venture = world.organisations[3]
    assert venture.posts == 2
    assert venture.export_weight == (2.0 if market == "outside" else world.parameters[0].life_newcomer_weight)
    assert (world.supplier[:3, 0] == 3).all() == (market == "members")


def test_the_surplus_goes_to_partners_and_staff_to_the_cent():
    world = planned(project__partners_part=0.4)
    lived(world, 1, 2, 3)
    venture = world.organisations[3]
    venture.staff, venture.revenue = 2, 10_000_00
    account = organisation_account(world.books, 3)
    world.books.balance[DEPOSITS, account] += 50_000_00
    world.books.balance[DEPOSITS, organisation_account(world.books, 0)] -= 0
    open_month(world.books)
    settle_organisations(world, 3)
    due, staff = int(venture.partners_due), int(venture.profit_share) * 2
    assert due > 0 and 0 <= 0.6 / 0.4 * due - staff <= 6
    before = [held(world, row) for row in range(3)]
    cost = world.organisations.other_cost[:3].copy()
    open_month(world.books)
    run_activities(world, 4)
    gained = [held(world, row) - before[row] for row in range(3)]
    assert sum(gained) == due == world.books.turnover[SHARED]
    assert max(gained) - min(gained) <= 1
    assert (cost - world.organisations.other_cost[:3]).tolist() == gained
    assert (world.organisations.project_memory[:3] > -20.0).all()


def test_an_activity_that_closes_is_over_and_so_is_its_line():
    world = planned()
    lived(world, 1, 2, 3, 4)
    world.organisations[3].alive = 0
    lived(world, 5)
    assert (world.activities[0].ended, ACTIVITY_CAUSES[world.activities[0].cause]) == (5, "closed")
    assert world.projects.alive.sum() == 0


def test_a_partner_that_closes_leaves_its_part_to_the_others():
    world = planned()
    lived(world, 1, 2, 3)
    leave_project(world, 1)
    assert world.projects[0].members == 2
    assert sorted(world.project_member[0, :2].tolist()) == [0, 2]


@pytest.mark.parametrize(
    "changes",
    [{"regime__reciprocity_allowed": 0}, {"project__start_rate": 0.0}, {"project__members_needed": 4}],
)
def test_nothing_is_attempted_and_no_byte_changes_when_activities_are_off(changes):
    world = partners(**{"project__start_rate": 12.0, **changes})
    balance, organisations = world.books.balance.copy(), world.organisations.copy()
    lived(world, *range(1, 6))
    assert (world.books.balance == balance).all()
    assert world.organisations.tobytes() == organisations.tobytes()
    assert world.projects.alive.sum() == 0 and not world.activities.uid.any()


def test_without_an_entrepreneur_nothing_is_attempted():
    world = partners(project__start_rate=12.0)
    world.organisations.entrepreneur[:3] = 0
    lived(world, *range(1, 13))
    assert world.projects.alive.sum() == 0


def test_more_consent_with_more_trust():
    attempts = []
    for trust in (0.0, 0.4, 0.7, 1.0):
        count = 0
        for seed in range(40):
            world = partners(project__start_rate=12.0, trust__caution=1.0, trust__decay=0.0, seed=seed)
            world.partner_trust[:3, :2] = trust
            lived(world, 1)
            count += int(world.projects.alive.sum())
        attempts.append(count)
    assert attempts[0] == 0 and attempts == sorted(attempts) and attempts[-1] >= 20


def test_belief_and_effort_fall_where_one_rides_free():
    world = planned(project__capital_per_post=100_000.0, project__patience_months=60, trust__gain=0.0)
    world.organisations.player_type[:2] = CONDITIONAL_COOPERATOR
    world.organisations.player_type[2] = FREE_RIDER
    efforts = []
    for month in range(1, 8):
        lived(world, month)
        efforts.append(float(world.organisations.effort[:2].mean()))
    assert world.organisations.effort[2] == 0.0
    assert all(later < earlier for earlier, later in zip(efforts[1:], efforts[2:], strict=False))


def test_what_is_hoped_of_a_post_by_hand():
    world = partners(project__partners_part=0.4, project__horizon=60, life__planned_margin=0.04)
    technique = world.techniques[2 * SERVICES]
    sales = technique.productivity * technique.fte_per_post * technique.normal_use
    assert hoped_return(world, SERVICES) == pytest.approx(0.4 * 0.04 * sales * 60 / 960.0)


def test_complementarity_is_off_and_counts_sectors_where_it_is_not():
    world = planned()
    assert variety(world, 0) == 1.0
    world.organisations[2].sector = BUSINESS
    assert variety(world, 0) == 0.5
    lifts = []
    for rise in (0.0, 0.5):
        world = planned(project__complementarity=rise)
        lived(world, 1, 2, 3)
        lifts.append(float(world.organisations[3].productivity))
    assert lifts[1] == pytest.approx(1.5 * lifts[0])
