"""Poles: born from below, entered by vote, paid for, watched, ended to the cent."""

import numpy as np
import pytest

from simulation.columns import (
    ENTERPRISES,
    FILIERE,
    GOES_ON,
    INSOLVENT,
    NOBODY,
    PLACE,
    TALLY,
    TOO_FEW_MEMBERS,
    VOTED,
    WITHOUT_LEADER,
)
from simulation.declared.cooperation import DISSOLUTION_RULES
from simulation.declared.sectors import BUSINESS, CULTURE
from simulation.ledger import authority_account, give_claim, organisation_account, pay, pole_account
from simulation.phases.economy.valuation import part_of, revalue_equity
from simulation.phases.poles.animation import (
    advance_cash,
    collect_dues,
    consider_legal_form,
    dues_needed,
    pay_animator,
)
from simulation.phases.poles.cross_holding import buy_cross_shares, give_back_shares
from simulation.phases.poles.dissolution import end_pole, why_it_ends
from simulation.phases.poles.membership import recount
from simulation.phases.poles.monitoring import decide_efforts, monitor_members
from simulation.phases.poles.poles import (
    admitted,
    award_labels,
    found_pole,
    live_poles,
    pole_in_reach,
    review_member,
    step_towards,
)
from simulation.purposes import DEPOSITS, EQUITY, PURPOSE, TRADE_CREDIT
from tests.phases.land_scene import assert_accounts_close, fund
from tests.phases.pole_scene import all_know_one_another, members_of, organisations_world, pole_of


def willing(world, count, trust=0.6):
    all_know_one_another(world, count, trust)
    world.organisations.depth[:count] = 1
    world.organisations.entrepreneur[0] = 1


def test_enough_trusted_and_willing_partners_found_a_pole():
    world = organisations_world(8)
    willing(world, 8)
    assert found_pole(world, 1, 0)
    assert (world.poles[0].alive, world.poles[0].members, world.poles[0].formal) == (1, 8, 0)
    assert (world.organisations.depth_held[:8] == 1).all()
    assert world.tally[TALLY["pole_births"]] == 1


@pytest.mark.parametrize("missing", ["a leader", "trust", "a call", "one who is willing", "a partner without pole"])
def test_no_pole_is_born_without(missing):
    call_rate = 0.0 if missing == "a call" else 100.0
    world = organisations_world(8, trust__caution=1.0, pole__call_rate=call_rate)
    willing(world, 8, trust=0.0 if missing == "trust" else 1.0)
    if missing == "a leader":
        world.organisations.entrepreneur[0] = 0
    if missing == "one who is willing":
        world.organisations.depth[3] = 0
    if missing == "a partner without pole":
        world.organisations.pole[3] = 5
    assert not found_pole(world, 1, 0)


def test_trust_must_be_mutual():
    world = organisations_world(8, trust__caution=1.0)
    willing(world, 8, trust=1.0)
    world.partner_trust[3] = 0.0
    assert not found_pole(world, 1, 0)


def test_more_trust_makes_more_births_without_a_step():
    born = []
    for trust in np.linspace(0.5, 1.0, 11):
        world = organisations_world(12, trust__caution=1.0, trust__decay=0.0)
        willing(world, 12, trust=trust)
        count = 0
        for month in range(1, 201):
            count += found_pole(world, month, 0)
            world.poles.alive[:] = 0
            world.organisations.pole[:] = NOBODY
        born.append(count)
    assert born[0] < 20 < born[-1] == 200
    # Of eleven partners seven must say yes, each with the square of the trust.
    assert max(np.diff(born)) < 80


@pytest.mark.parametrize(("near", "alike", "kind"), [(8, 8, PLACE), (4, 8, FILIERE), (4, 4, ENTERPRISES)])
def test_what_founders_share_says_the_kind(near, alike, kind):
    world = organisations_world(8)
    willing(world, 8)
    # Parcel 24 is the far corner of the grid, 1.8 km away.
    world.organisations.parcel[near:8] = 24
    world.organisations.sector[alike:8] = np.where(np.arange(8 - alike) % 2 == 0, BUSINESS, CULTURE)
    assert found_pole(world, 1, 0)
    assert world.poles[0].kind == kind


def test_membership_of_the_social_economy_alone():
    world = organisations_world(8, pole__membership="social_economy_only")
    willing(world, 8)
    assert not found_pole(world, 1, 0)
    world.organisations.social_economy[:8] = 1
    assert found_pole(world, 1, 0)


def test_a_pole_of_like_members_grows_to_the_best_size_of_the_club():
    # With 120,000 EUR a year each, n of them get d(n) = 0.2 * 3n / (3n + 5). One more is worth to each
    # 10,000 (d(n+1) - d(n)) / 0.925 EUR. It enters as an affiliate, which owes and makes 0.35 of the work: with 8
    # hours a pair the hours of a member of weight 1 go from 4 (n - 1) to 8 (0.35 n + n (n - 1) / 2) / (n + 0.35).
    def discount(n):
        return 0.2 * 3 * n / (3 * n + 5)

    def worth(n):
        hours = 8 * (0.35 * n + n * (n - 1) / 2) / (n + 0.35) - 4 * (n - 1)
        return 10_000 * (discount(n + 1) - discount(n)) / (1 - discount(1)) - hours * 2000 * 1.657 / 151.67

    last = next(n for n in range(3, 12) if worth(n) <= 0)
    off = {"premises_share": 0.0, "post_sharing": 0.0, "base_hours": 0.0, "member_hours": 0.0, "pair_hours": 8.0}
    world = organisations_world(12, **{f"pooling__{name}": value for name, value in off.items()})
    all_know_one_another(world, 12, 0.5)
    pole_of(world, 3, depth=2)
    for row in range(3, 12):
        if not admitted(world, 1, 0, members_of(world), row):
            break
        world.organisations[row].pole = 0
        world.organisations[row].depth_held = 2
        world.organisations[row].pool_effort = 1.0
        recount(world, 0, members_of(world))
    assert world.poles[0].members == last
    assert 3 < last < 11


def test_nobody_enters_among_strangers():
    world = organisations_world(9)
    pole_of(world, 4, depth=2)
    assert pole_in_reach(world, 1, 8, 1) == NOBODY
    assert not admitted(world, 1, 0, members_of(world), 8)
    all_know_one_another(world, 9, 0.5)
    assert pole_in_reach(world, 1, 8, 1) == 0
    assert admitted(world, 1, 0, members_of(world), 8)


def admissions(world, months=400):
    """How often the ninth organisation would be let in."""
    return sum(admitted(world, month, 0, members_of(world), 8) for month in range(1, months + 1))


def test_a_label_lowers_the_trust_asked_of_newcomers():
    world = organisations_world(9, policy__label=0.5, policy__label_selection=1.0, trust__caution=2.0, trust__decay=0.0)
    pole_of(world, 4, depth=2)
    all_know_one_another(world, 9, 0.3)
    assert admissions(world) == pytest.approx(0.09 * 400, abs=20)
    award_labels(world, 11)
    assert world.poles[0].label == 0
    award_labels(world, 12)
    assert world.poles[0].label == 1
    assert admissions(world) == pytest.approx(0.3 * 400, abs=40)


def test_the_distrusted_stay_out_and_the_trusted_come_in():
    world = organisations_world(9, trust__caution=1.0, trust__decay=0.0)
    pole_of(world, 4, depth=2)
    for trust in (0.0, 0.5, 1.0):
        all_know_one_another(world, 9, trust)
        assert admissions(world) == pytest.approx(trust * 400, abs=50 * trust * (1 - trust) * 2)


def test_depth_is_held_one_step_a_review():
    assert [step_towards(1, 3, 3), step_towards(2, 3, 2), step_towards(3, 1, 3), step_towards(2, 2, 3)] == [
        2,
        2,
        2,
        2,
    ]


def test_who_no_longer_wants_to_pool_leaves_and_counts_follow():
    world = organisations_world(4)
    pole_of(world, 4, depth=2)
    world.organisations[1].depth = 0
    review_member(world, 1)
    assert world.organisations[1].pole == NOBODY
    assert (world.poles[0].members, world.poles[0].pooling_members) == (3, 3)


def test_dues_are_what_the_fund_lacks():
    assert dues_needed(0.0, 3300.0, 0.0, 24) == 3300.0
    assert dues_needed(1000.0, 3300.0, 0.0, 24) == 2300.0
    assert dues_needed(2400.0, 3300.0, 4800.0, 24) == 3300.0 + 100.0
    assert dues_needed(9000.0, 3300.0, 4800.0, 24) == 0.0


def test_members_pay_the_animator_who_works_at_the_host():
    world = organisations_world(3, pooling__reserve_share=0.0, animation__running_costs=1100.0)
    pole = pole_of(world, 3, depth=2, formal=1)
    world.organisations[2].staff = 20
    recount(world, 0, members_of(world))
    collect_dues(world, 0, members_of(world))
    assert [int(cost) for cost in world.organisations.pole_cost[:3]] == [110_000, 110_000, 220_000]
    pay_animator(world, 0)
    assert (pole.animated, pole.direct_posts, pole.host) == (1, 1, 2)
    assert world.books.turnover[PURPOSE["pole animator's wage"]] == 330_000
    assert world.books.turnover[PURPOSE["pole running costs"]] == 110_000
    assert world.books.balance[DEPOSITS, pole_account(world.books, 0)] == 0
    assert_accounts_close(world)


def test_a_fund_that_lacks_a_cent_pays_no_animator():
    world = organisations_world(3)
    pole = pole_of(world, 3, depth=2, formal=1, animated=1)
    fund(world, pole_account(world.books, 0), 829_999)
    pay_animator(world, 0)
    assert (pole.animated, pole.direct_posts, pole.months_without_animator) == (0, 0, 1)
    assert world.books.balance[DEPOSITS, pole_account(world.books, 0)] == 829_999


def test_members_vote_a_legal_form_when_the_animator_is_worth_its_cost():
    for cost, formal in ((100.0, 1), (9000.0, 0)):
        world = organisations_world(
            8, animation__cost=cost, animation__running_costs=0.0, vote__attendance=1.0, policy__pole_share=0.0
        )
        pole = pole_of(world, 8, depth=2)
        consider_legal_form(world, 25, 0, members_of(world))
        assert pole.formal == formal


def test_an_advance_is_a_claim_and_is_paid_back():
    world = organisations_world(3)
    pole = pole_of(world, 3, depth=2, formal=1)
    account, till = organisation_account(world.books, 0), pole_account(world.books, 0)
    fund(world, till, 400_000)
    pay(world.books, PURPOSE["inputs, outside"], account, world.books.first[5], 10_000_000 - 50_000)
    world.organisations[0].wage_cost = 1_000_000
    advance_cash(world, 0, members_of(world))
    assert world.books.balance[TRADE_CREDIT, till] == 100_000 == -world.books.balance[TRADE_CREDIT, account]
    fund(world, account, 2_000_000)
    advance_cash(world, 0, members_of(world))
    assert world.books.balance[TRADE_CREDIT, till] == 100_000 - (100_000 // 12 + 1)
    world.organisations[0].depth = 0
    review_member(world, 0)
    assert world.books.balance[TRADE_CREDIT, till] == 0
    assert pole.members == 2
    assert_accounts_close(world)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_ended_pole_leaves_no_cent_behind(number):
    world = organisations_world(5, pole__dissolution_rule=DISSOLUTION_RULES[number])
    pole_of(world, 3, depth=2, formal=1)
    till = pole_account(world.books, 0)
    fund(world, till, 100_001)
    world.organisations.contributed[:3] = [1, 1, 1]
    world.organisations[4].social_economy = 1
    before = world.books.balance[DEPOSITS].copy()
    end_pole(world, 9, 0, members_of(world), VOTED)
    gained = world.books.balance[DEPOSITS] - before
    assert gained[till] == -100_001 and world.books.balance[DEPOSITS, till] == 0
    members = [int(gained[organisation_account(world.books, row)]) for row in range(5)]
    assert members == {0: [33_334, 33_334, 33_333, 0, 0], 1: [0, 0, 0, 0, 100_001], 2: [0] * 5}[number]
    assert gained[authority_account(world.books)] == (100_001 if number == 2 else 0)
    assert world.poles[0].alive == 0 and (world.organisations.pole == NOBODY).all()
    assert_accounts_close(world)


def test_a_pole_ends_with_too_few_members():
    world = organisations_world(3)
    pole = pole_of(world, 3)
    assert why_it_ends(world, 1, 0, members_of(world)) == GOES_ON
    pole.members = 2
    assert why_it_ends(world, 1, 0, members_of(world)) == TOO_FEW_MEMBERS


def test_a_pole_that_nobody_can_lead_any_more_ends_unless_somebody_comes_or_an_animator_is_paid():
    world = organisations_world(4, animation__patience=3)
    pole = pole_of(world, 4)
    world.organisations[0].entrepreneur = 1
    assert [why_it_ends(world, month, 0, members_of(world)) for month in range(1, 6)] == [GOES_ON] * 5
    world.organisations[0].entrepreneur = 0
    ends = [why_it_ends(world, month, 0, members_of(world)) for month in range(6, 9)]
    assert ends == [GOES_ON, GOES_ON, WITHOUT_LEADER]
    pole.animated = 1
    assert why_it_ends(world, 9, 0, members_of(world)) == GOES_ON


def test_a_fund_that_cannot_pay_the_animator_for_months_on_end_is_insolvent():
    world = organisations_world(4, animation__unpaid_months=2)
    pole = pole_of(world, 4, formal=1)
    pole.animated = 1
    for month, cause in ((1, GOES_ON), (2, INSOLVENT)):
        pay_animator(world, 0)
        pole.animated = 1
        assert why_it_ends(world, month, 0, members_of(world)) == cause
    fund(world, pole_account(world.books, 0), 100_000_00)
    pay_animator(world, 0)
    assert why_it_ends(world, 3, 0, members_of(world)) == GOES_ON


def test_why_a_pole_ended_is_told_until_its_row_is_used_again():
    world = organisations_world(4)
    pole_of(world, 4)
    world.organisations.entrepreneur[:4] = 1
    world.organisations.depth[1:4] = 0
    # In the month of the cohort of three of them: they leave, and one is too few.
    for month in range(1, 13):
        live_poles(world, month)
    assert (world.poles[0].alive, world.poles[0].cause) == (0, TOO_FEW_MEMBERS)
    pole_of(world, 4)
    assert world.poles[0].cause == GOES_ON


def test_cross_held_capital_is_paid_for_and_given_back():
    world = organisations_world(3, pole__cross_share=0.12)
    pole_of(world, 3, depth=3, formal=1)
    books, firm, till = world.books, organisation_account(world.books, 0), pole_account(world.books, 0)
    give_claim(books, EQUITY, firm, 0, 5_000_001)
    member = world.organisations[0]
    member.book_equity = 5_000_001
    deposits = books.balance[DEPOSITS].copy()
    for _ in range(20):
        buy_cross_shares(world, 0)
    assert member.cross_share == pytest.approx(0.12)
    assert books.balance[EQUITY, till] == part_of(5_000_001, member.cross_share)
    assert books.balance[EQUITY, 0] == part_of(5_000_001, member.owner_share)
    paid = deposits[firm] - books.balance[DEPOSITS, firm]
    assert 0 < paid == member.contributed
    assert books.balance[DEPOSITS, till] == 0
    revalue_equity(world, 0, 4_000_000)
    assert books.balance[EQUITY, till] == part_of(4_000_000, member.cross_share)
    give_back_shares(world, 0)
    assert (member.cross_share, books.balance[EQUITY, till], books.balance[DEPOSITS, till]) == (0.0, 0, 0)
    assert books.balance[EQUITY, 0] == part_of(4_000_000, member.owner_share)
    assert_accounts_close(world)


def test_shirkers_climb_the_ladder_and_are_expelled():
    world = organisations_world(4, monitoring__probability=1.0, monitoring__suspension_months=1)
    pole_of(world, 4, depth=2, formal=1)
    world.organisations.player_type[3] = 1
    seen = []
    for month in range(1, 9):
        world.organisations.pool_effort[:3] = 0.5
        world.organisations.pool_effort[3] = 0.0
        monitor_members(world, month, 0, members_of(world))
        seen.append(int(world.organisations.sanction_step[3]))
    # Warning, two fines, suspension, one month out, expulsion; then nobody is left to sanction.
    assert seen == [1, 2, 3, 4, 4, 0, 0, 0]
    assert world.organisations[3].pole == NOBODY and world.tally[TALLY["members_expelled"]] == 1
    # A quarter of the 20 + 4 * 5 + 6 * 0.5 hours that the means of four need; of three, once it is suspended, no more.
    contribution = (20.0 + 4 * 5.0 + 6 * 0.5) / 4 * 2000.0 * 1.657 / 151.67
    fined = round(100 * 2 * contribution) + round(100 * 6 * contribution)
    assert world.books.turnover[PURPOSE["fine"]] == pytest.approx(fined, abs=1)
    assert (world.organisations.sanction_step[:3] == 0).all()
    assert_accounts_close(world)


def test_a_free_rider_gives_what_is_required_once_the_next_fine_deters():
    # One check in ten, second fine of six contributions: 0.6 of one, more than the quarter saved by shirking.
    world = organisations_world(4)
    pole = pole_of(world, 4, depth=2, formal=1)
    world.organisations.player_type[3] = 1
    efforts = []
    for rung in range(3):
        world.organisations[3].sanction_step = rung
        decide_efforts(world, 1, members_of(world))
        efforts.append(float(world.organisations.pool_effort[3]))
    assert efforts == [0.0, 0.0, 0.25]
    pole.formal = 0
    decide_efforts(world, 1, members_of(world))
    assert world.organisations[3].pool_effort == 0.0


def test_a_month_of_a_formal_pole_closes_its_accounts():
    world = organisations_world(
        6,
        pole__informal_months=0,
        pole__founders_needed=5,
        vote__attendance=1.0,
        animation__cost=300.0,
        animation__running_costs=100.0,
    )
    pole = pole_of(world, 6, depth=2, month=0)
    for month in range(1, 31):
        live_poles(world, month)
    assert (pole.alive, pole.formal, pole.animated) == (1, 1, 1)
    assert_accounts_close(world)
