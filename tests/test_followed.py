"""The same adults and organisations in all arms, and what goes by each mode where members are an end of the payment."""

import numpy as np
import pytest

from experiments.runs.keeping import kept_beside
from experiments.runs.living import live_months
from simulation import Territory, followed, load_plan
from simulation.columns import ABSENT, NOBODY
from simulation.ledger import organisation_account, pay, pole_account, settle_sales
from simulation.purposes import MODES, PURPOSE, PURPOSES
from tests.small_scenarios import write_scenario
from tests.test_parting import PLACE

NAMES = ("adults_followed", "organisations_followed")
MONTHS = 72


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    path = write_scenario(tmp_path_factory.mktemp("followed"), PLACE)
    return {name: load_plan(path, regime=name, months=MONTHS) for name in ("unseeded", "reciprocity")}


@pytest.fixture(scope="module")
def arms(plans):
    state = Territory.burnt_in(plans["unseeded"], seed=4)
    lives = {}
    for name, plan in plans.items():
        territory = Territory(plan, burnt_in=state)
        keepings = kept_beside(NAMES)
        live_months(territory, MONTHS, list(keepings.values()))
        lives[name] = territory, keepings
    return lives


def test_they_are_looked_at_before_the_founding_and_five_and_ten_years_after_it(plans):
    territory = Territory(plans["reciprocity"], rng=1)
    assert followed.months_followed(territory) == {0: 0, 72: 5, 132: 10}
    declared_later = Territory(load_plan("mono_industry", regime="market"), rng=1)
    assert followed.months_followed(declared_later) == {120: 0, 192: 5, 252: 10}
    assert followed.months_followed(Territory(load_plan("base"), rng=1)) == {0: 0, 60: 5, 120: 10}


def test_groups_are_the_same_people_in_both_arms_and_every_adult_is_in_one_of_each(arms):
    one, other = (keepings["adults_followed"].groups for _, keepings in arms.values())
    assert one.equals(other)
    assert one["uid"].is_unique and one.notna().all(axis=None)
    sizes = one.groupby("tenth").size()
    assert len(sizes) == 10 and sizes.max() - sizes.min() <= 1
    assert {"owner", "tenant"} == set(one["tenure"])
    assert followed.EMPLOYERS[0] in set(one["employer"])
    members = arms["reciprocity"][1]["organisations_followed"].groups.groupby("group").size()
    assert members[followed.FOUNDING] == 7 and members[followed.COMPETITOR] > 0


def test_a_table_holds_means_of_those_who_are_still_here(arms):
    territory, keepings = arms["reciprocity"]
    table = keepings["adults_followed"].table(territory)
    assert set(table["year"]) == {0, 5}
    world = territory.world
    here = world.households["status"] != ABSENT
    followed_uids = keepings["adults_followed"].groups["uid"]
    still = here & np.isin(world.households["uid"], followed_uids)
    row = table[(table["year"] == 5) & (table["grouping"] == "everybody")].iloc[0]
    assert (row["adults"], row["still_here"]) == (len(followed_uids), still.sum())
    assert row["income"] == pytest.approx(world.households["income_year"][still].mean() / 100)
    wealth = row[list(followed.COMPONENTS)].sum()
    assert wealth == pytest.approx(
        territory.snapshot("wealth_gross")[np.isin(world.households["uid"][here], followed_uids)].mean()
        + row["housing_loans"]
    )
    by_tenth = table[(table["year"] == 5) & (table["grouping"] == "tenth")]
    assert by_tenth["still_here"].sum() == row["still_here"]


def test_organisations_are_counted_by_their_number(arms):
    territory, keepings = arms["reciprocity"]
    table = keepings["organisations_followed"].table(territory)
    last = table[table["year"] == 5].set_index("group")
    world = territory.world
    groups = keepings["organisations_followed"].groups
    for group, row in last.iterrows():
        uids = groups.loc[groups["group"] == group, "uid"]
        living = (world.organisations["alive"] == 1) & np.isin(world.organisations["uid"], uids)
        assert row["still_here"] == living.sum() and row["organisations"] == len(uids)
        assert row["staff"] == world.organisations["staff"][living].sum()


def test_what_poles_and_members_exchange_is_a_part_of_what_all_do(arms):
    for name, (territory, _) in arms.items():
        of_all, in_poles = territory.ledger.integration(), territory.ledger.integration_in_poles()
        assert list(in_poles.columns) == list(MODES)
        assert (in_poles <= of_all[list(MODES)]).all(axis=None)
        assert (in_poles.to_numpy().sum() > 0) == (name == "reciprocity")


def test_a_payment_with_a_member_at_one_end_is_counted_once(plans):
    territory = Territory(plans["reciprocity"], rng=2)
    territory.run_for(9)
    world, books = territory.world, territory.world.books
    members = np.flatnonzero((world.organisations["alive"] == 1) & (world.organisations["pole"] != NOBODY))
    stranger = int(np.flatnonzero((world.organisations["alive"] == 1) & (world.organisations["pole"] == NOBODY))[0])
    one, other = (organisation_account(books, int(row)) for row in members[:2])
    outside, pole = (
        organisation_account(books, stranger),
        pole_account(books, int(world.organisations["pole"][members[0]])),
    )
    dues = PURPOSE["pole dues"]
    before = books.turnover_in_poles[dues]
    for payer, payee, counted in (
        (one, other, 1),
        (one, outside, 1),
        (outside, one, 1),
        (one, pole, 1),
        (outside, 0, 0),
    ):
        pay(books, dues, payer, payee, 7)
        before += 7 * counted
        assert books.turnover_in_poles[dues] == before
    takings = np.zeros(world.organisations.shape[0], np.int64)
    takings[members[0]], takings[stranger] = 30, 50
    spent = np.zeros(world.households.shape[0], np.int64)
    spent[0] = 80
    sold = PURPOSE["consumption, local"]
    before = books.turnover_in_poles[sold]
    settle_sales(books, sold, spent, takings)
    assert books.turnover_in_poles[sold] == before + 30
    assert PURPOSES["pole dues"].mode == "reciprocity"
