"""Where there is not enough for all, it is shared out or a turn is drawn; it is no matter of rows."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.columns import COOPERATIVE, NOBODY
from simulation.declared.sectors import CONSTRUCTION, SERVICES
from simulation.draws import MEMBERSHIPS, STREAM, order_of_draws, replicate_key, turns, uniform
from simulation.ledger import authority_account, bank_account, give_claim
from simulation.phases.economy.finance import issue_citizens_equity
from simulation.phases.economy.investment import invest
from simulation.phases.economy.plans import list_sellers
from simulation.phases.economy.supply import buy_inputs
from simulation.phases.poles.activities import run_activities
from simulation.phases.poles.poles import review_members
from simulation.phases.public.tenders import award_tenders
from simulation.purposes import CITIZENS_EQUITY, PURPOSE, SAVINGS
from tests.phases.land_scene import add_household, add_organisation, fund, small_world
from tests.phases.pole_scene import organisations_world

MONTHS = range(1, 25)
KEY = replicate_key(1, 0)


def test_turns_are_an_order_of_the_living_that_changes_with_month_and_occasion():
    organisations = organisations_world(8).organisations
    organisations[3].alive = 0
    orders = [turns(organisations, KEY, month, occasion).tolist() for month in (1, 2) for occasion in (0, 1)]
    assert all(sorted(order) == [0, 1, 2, 4, 5, 6, 7] for order in orders)
    assert len({tuple(order) for order in orders}) == 4


def test_turns_do_not_depend_on_rows():
    organisations = organisations_world(8).organisations
    uids = organisations.uid[turns(organisations, KEY, 1, MEMBERSHIPS)]
    turned = organisations[::-1]
    np.testing.assert_array_equal(turned.uid[turns(turned, KEY, 1, MEMBERSHIPS)], uids)


@given(arrays(np.float64, st.integers(0, 60), elements=st.floats(0.0, 1.0, exclude_max=True)))
def test_the_order_of_draws_is_that_of_a_stable_sort(drawn):
    assert order_of_draws(drawn, len(drawn)).tolist() == np.argsort(drawn, kind="stable").tolist()


def served_first(make, live, got):
    """Which of rows 0 and 1 got more, month by month, each month in a world of its own."""
    winners = set()
    for month in MONTHS:
        world = make()
        live(world, month)
        first, second = got(world, 0), got(world, 1)
        assert first != second
        winners.add(0 if first > second else 1)
    return winners


def test_inputs_that_are_short_are_shared_out_in_equal_parts():
    world = organisations_world(3, production__supplier_search=0.0, production__supplier_credit=0.0)
    world.supplier[0, :], world.supplier[1, :] = 2, 2
    world.organisations[2].labour = 0.1
    buy_inputs(world, 1)
    local = bought_of(world, "inputs, local", 2)
    assert local[0] == local[1] > 0
    # What it could deliver is sold, but for the cents lost in rounding down.
    sold = 100.0 * world.organisations[2].sold * world.organisations[2].price
    capacity = 100.0 * world.organisations[2].output * world.organisations[2].price
    assert capacity - 4.0 <= sold <= capacity


def test_capital_goods_that_are_short_are_shared_out_by_what_is_wanted():
    world = organisations_world(3, production__local_investment=1.0)
    world.sectors.investment_share[:] = 0.0
    world.sectors.investment_share[CONSTRUCTION] = 1.0
    world.organisations[2].sector = CONSTRUCTION
    world.organisations[2].capacity = 100.0
    world.organisations.revenue_year[:2] = 1_000_000.0, 3_000_000.0
    list_sellers(world)
    invest(world, 1)
    here, elsewhere = bought_of(world, "investment, local", 2), bought_of(world, "investment, outside", None)
    wanted = here + elsewhere
    # 100 units at 1 EUR, in parts rounded down to the cent.
    assert here.tolist() == [10_000 * int(amount) // int(wanted.sum()) for amount in wanted]
    assert 9_998 <= here.sum() <= 10_000


def test_a_budget_that_is_short_asks_each_seller_for_the_same_part():
    world = organisations_world(2, tender__large_share=0.0, demand__visibility=1.0)
    world.organisations.capacity[:2] = 1e6
    world.organisations.expected_sales[:2] = 1_000.0, 3_000.0
    world.sectors.authority_share[:] = 0.0
    world.sectors.authority_share[SERVICES] = 1.0
    world.authority[0].purchases = 20_000.0
    fund(world, authority_account(world.books), 1_000_000)
    award_tenders(world, 1)
    assert world.organisations.revenue[:2].tolist() == [250_000, 750_000]


def bought_of(world, purpose, seller):
    """Cents that organisations 0 and 1 paid for a purpose, to one seller or to whom it may be, by the journal."""
    journal, first = world.books.journal[: world.books.journal_length[0]], world.books.first[1]
    mine = journal[journal[:, 1] == PURPOSE[purpose]]
    if seller is not None:
        mine = mine[mine[:, 3] == first + seller]
    return np.array([mine[mine[:, 4] == first + o, 5].sum() for o in (0, 1)])


def trusting(*pairs, count=4, **changes):
    """Organisations of which those of each pair trust one another."""
    world = organisations_world(count, **changes)
    for i, j in pairs:
        for one, other in ((i, j), (j, i)):
            k = np.flatnonzero(world.partner[one] == NOBODY)[0]
            world.partner[one, k], world.partner_uid[one, k] = other, world.organisations[other].uid
            world.partner_trust[one, k] = 0.9
    return world


TWO_LEADERS = ((0, 2), (0, 3), (1, 2), (1, 3))
"""Rows 0 and 1 both want 2 and 3 as partners."""


def test_partners_wanted_by_two_founders_follow_either():
    def make():
        world = trusting(*TWO_LEADERS, pole__founders_needed=3)
        world.organisations.depth[:4] = 1
        world.organisations.entrepreneur[:2] = 1
        world.imposed_organisations.looks_again[:2] = 1
        # Who comes late is not let in either.
        world.imposed_organisations.vote_admission[:4] = -1
        return world

    assert served_first(make, review_members, lambda world, o: world.organisations[o].pole) == {0, 1}


def test_partners_wanted_by_two_leaders_of_projects_follow_either():
    def make():
        world = trusting(*TWO_LEADERS, project__members_needed=3, project__start_rate=12.0)
        world.organisations.projects[:4] = 1
        world.organisations.entrepreneur[:2] = 1
        return world

    assert served_first(make, run_activities, lambda world, o: world.organisations[o].project) == {0, 1}


def test_savings_below_the_ceiling_do_not_always_go_to_the_first_row_that_asks():
    asked, first = 0, 0
    for month in MONTHS:
        world = small_world(organisations=202, households=4, finance__citizen_saving_ceiling=0.01)
        for row in range(200):
            add_organisation(world, row, sector=SERVICES, form=COOPERATIVE, wage_cost=100)
        for row in range(4):
            add_household(world, row, deposits=100)
            give_claim(world.books, SAVINGS, bank_account(world.books), row, 10_000_000)
            world.households[row].saver = 1
        # Room for one subscription.
        world.authority[0].financial_savings = 5_000_000
        saver = STREAM["citizen_saver"]
        rows = [o for o in range(200) if uniform(world.key[0], saver, month, world.organisations[o].uid, 0) < 0.02]
        issue_citizens_equity(world, month)
        issuers = np.flatnonzero(world.books.balance[CITIZENS_EQUITY, world.books.first[1] : world.books.first[2]])
        if len(rows) > 1:
            assert len(issuers) == 1 and issuers[0] in rows
            asked += 1
            first += issuers[0] == min(rows)
    assert asked > 10 and first < asked
