"""What the walks see, held against NumPy: order, sums, shares, quantiles, and a territory measured the slow way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from simulation import Territory, load_plan
from simulation.columns import ABSENT, EMPLOYED
from simulation.outcomes import find, values_of
from simulation.outcomes.outcome import Scene
from simulation.outcomes.walks.adults import income_of_adults, wealth_of_adults
from simulation.outcomes.walks.desk import desk_for
from simulation.outcomes.walks.ordering import (
    LONGEST_DIGIT,
    added,
    gini,
    median,
    nearest_rank,
    share_of_bottom,
    share_of_top,
    sort_whole_numbers,
    sort_with_changes,
    values_at,
)
from simulation.purposes import CITIZENS_EQUITY, DEPOSITS, EQUITY, HOUSING_LAND, OUTSIDE_ASSETS, SAVINGS

CENTS = st.one_of(st.just(0), st.integers(0, 30), st.integers(0, 10**8), st.integers(-(10**15), 10**15))
FLOATS = st.one_of(st.just(0.0), st.floats(0.0, 50.0), st.floats(0.0, 1e12))
SMALL = {"population.labour_force": 300, "population.burn_in_months": 2}


def room():
    return np.empty(1 << LONGEST_DIGIT, np.int32)


@given(arrays.arrays(np.int64, st.integers(0, 400), elements=CENTS))
def test_whole_numbers_are_sorted_as_numpy_sorts_them(values):
    ordered = sort_whole_numbers(values.copy(), len(values), np.empty(len(values), np.int64), room())
    assert np.array_equal(ordered, np.sort(values))


@given(arrays.arrays(np.float64, st.integers(0, 400), elements=FLOATS))
def test_the_bits_of_floats_stand_in_the_order_of_the_floats(values):
    ordered = sort_whole_numbers(values.copy().view(np.int64), len(values), np.empty(len(values), np.int64), room())
    assert np.array_equal(ordered.view(np.float64), np.sort(values))


@pytest.mark.parametrize("largest", [10**4, 10**9, 10**14])
def test_many_amounts_and_one_fortune_are_sorted(largest):
    values = np.random.default_rng(1).lognormal(14.0, 1.5, 5000).astype(np.int64)
    values[17], values[100:900] = largest, 0
    ordered = sort_whole_numbers(values.copy(), len(values), np.empty(len(values), np.int64), room())
    assert np.array_equal(ordered, np.sort(values))


@pytest.mark.parametrize("count", [*range(40), *range(120, 140), 255, 256, 257, 1000, 4097, 8192, 8193, 20_001])
def test_sums_are_those_of_numpy_to_the_bit(count):
    values = np.random.default_rng(count).lognormal(10.0, 2.0, count + 3)
    assert added(values, 0, count) == values[:count].sum()
    assert added(values, 3, count) == values[3 : count + 3].sum()


@given(arrays.arrays(np.float64, st.integers(1, 60), elements=FLOATS), st.data())
def test_a_few_changes_keep_the_order(values, data):
    changed = np.array(data.draw(st.lists(st.integers(0, len(values) - 1), unique=True)), dtype=np.int64)
    after = values.copy()
    after[changed] = data.draw(arrays.arrays(np.float64, len(changed), elements=FLOATS))
    found = np.empty(len(values))
    old, new = np.sort(values[changed]), np.sort(after[changed])
    sort_with_changes(np.sort(values), len(values), old, new, len(changed), found)
    assert np.array_equal(found, np.sort(after))


@given(arrays.arrays(np.float64, st.integers(1, 60), elements=st.one_of(st.just(0.0), st.floats(0.01, 1e9))))
def test_gini_and_shares_are_what_their_definitions_say(values):
    ordered, n, total = np.sort(values), len(values), values.sum()
    if total == 0.0:
        assert np.isnan(gini(ordered, n, total, np.empty(n)))
        assert np.isnan([share_of_top(ordered, n, total, 0.1), share_of_bottom(ordered, n, total, 0.4)]).all()
        return
    pairs = np.abs(values[:, None] - values[None, :]).sum() / (2.0 * n * total)
    assert gini(ordered, n, total, np.empty(n)) == pytest.approx(pairs, abs=1e-9)
    assert share_of_top(ordered, n, total, 0.1) == pytest.approx(ordered[n - round(0.1 * n) :].sum() / total)
    assert share_of_bottom(ordered, n, total, 0.4) == pytest.approx(ordered[: round(0.4 * n)].sum() / total)


def test_nothing_has_no_gini_and_no_median():
    nothing = np.empty(0)
    assert np.isnan(gini(nothing, 0, 0.0, nothing)) and np.isnan(median(nothing)) and nearest_rank(0, 0.5) == -1


@given(arrays.arrays(np.float64, st.integers(1, 9), elements=FLOATS))
def test_median_is_that_of_numpy(values):
    assert median(values.copy()) == np.median(values)


@given(arrays.arrays(np.float64, st.integers(0, 60), elements=FLOATS), st.data())
def test_values_stand_where_they_would_if_all_were_sorted(values, data):
    count = len(values)
    group = data.draw(arrays.arrays(np.int32, count, elements=st.integers(0, 2)))
    members = [np.sort(values), np.sort(values[group == 1]), np.sort(values[group == 2])]
    wanted = np.array(
        [(one, nearest_rank(len(members[one]), part)) for one in range(3) for part in (0.1, 0.5, 0.9)], dtype=np.int64
    )
    found = np.empty(len(wanted))
    values_at(values, group, count, wanted, np.empty(count, np.int32), np.empty(count, np.int64), room(), found)
    expected = [members[one][place] if place >= 0 else np.nan for one, place in wanted]
    assert np.array_equal(found, expected, equal_nan=True)


# -- a territory


@pytest.fixture(scope="module")
def territory():
    lived = Territory(load_plan("mono_industry", regime="plural", overrides=SMALL), rng=2)
    lived.run_for(14)
    return lived


def test_what_is_seen_of_adults_is_what_columns_say(territory):
    world, seen = territory.world, Scene(territory.world, territory.month).seen
    households, balance = world.households, world.books.balance
    living = households["status"] != ABSENT
    income = np.maximum(households["income_year"][living] / 100.0, 0.0)
    instruments = [DEPOSITS, SAVINGS, OUTSIDE_ASSETS, EQUITY, CITIZENS_EQUITY, HOUSING_LAND]
    wealth = np.sort(balance[instruments][:, : len(living)].sum(axis=0)[living] / 100.0)
    assert np.array_equal(np.maximum(income_of_adults(world), 0.0), income)
    assert np.array_equal(np.sort(wealth_of_adults(world)), wealth)
    assert seen.adults == living.sum() and seen.employed == (households["status"] == EMPLOYED).sum()
    assert seen.mean_wealth == wealth.mean()
    assert seen.gini_wealth == gini(wealth, len(wealth), wealth.sum(), np.empty(len(wealth)))
    relative = income[income > 0.0] / income.mean()
    assert seen.theil_income == pytest.approx((relative * np.log(relative)).sum() / len(income), rel=1e-12)
    assert seen.land == world.parcels["hectares"].sum()
    assert seen.lowest_deposit == 0.0 and seen.stocks == territory.ledger.balance_sheet().loc[("real", "stocks")].sum()


def test_values_read_later_are_those_read_at_once(territory):
    plan = load_plan("mono_industry", regime="plural", overrides=SMALL)
    watched = Territory(plan, rng=2)
    for month in range(14):
        watched.run_for(1)
        assert len(watched.outcomes) == month + 2
    assert watched.outcomes.equals(territory.outcomes)


def test_a_desk_used_before_sees_what_a_new_one_sees(territory):
    world, month = territory.world, territory.month
    used = desk_for(world)
    values = [values_of(find(Scene(world, month, {}, desk))) for desk in (used, used, None)]
    np.testing.assert_array_equal(values[1:], values[:1] * 2)
