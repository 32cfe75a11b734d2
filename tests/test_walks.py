"""What the walks see, held against NumPy: order, shares, quantiles, and a territory measured the slow way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from simulation import Territory, load_plan
from simulation.columns import ABSENT, AUTHORITY_POST, EMPLOYED, STATE_POST
from simulation.history import EACH_MONTH, EACH_QUARTER, QUARTER, SEEN
from simulation.outcomes import OUTCOMES
from simulation.outcomes.walks import found_at
from simulation.outcomes.walks.distribution import KINDS, income_of_adults, quantile, wealth_of_adults
from simulation.outcomes.walks.order import gini_and_shares, median, merged, sorted_whole_numbers
from simulation.purposes import CITIZENS_EQUITY, DEPOSITS, EQUITY, HOUSING_LAND, OUTSIDE_ASSETS, SAVINGS

CENTS = st.one_of(st.just(0), st.integers(0, 30), st.integers(0, 10**8), st.integers(-(10**15), 10**15))
WEALTH = st.one_of(st.just(0), st.integers(1, 10**11))
FLOATS = st.one_of(st.just(0.0), st.floats(0.0, 50.0), st.floats(0.0, 1e12))
SMALL = {"population.labour_force": 600, "population.burn_in_months": 2, "sector.main_industry.mean_size": 5.0}


@given(arrays.arrays(np.int64, st.integers(0, 400), elements=CENTS))
def test_whole_numbers_are_sorted_as_numpy_sorts_them(values):
    assert np.array_equal(sorted_whole_numbers(values.copy()), np.sort(values))


@pytest.mark.parametrize("largest", [10**4, 10**9, 10**14])
def test_many_amounts_and_one_fortune_are_sorted(largest):
    values = np.random.default_rng(1).lognormal(14.0, 1.5, 5000).astype(np.int64)
    values[17], values[100:900] = largest, 0
    assert np.array_equal(sorted_whole_numbers(values.copy()), np.sort(values))


@given(arrays.arrays(np.int64, st.integers(0, 40), elements=CENTS), arrays.arrays(np.int64, 7, elements=CENTS))
def test_two_ordered_arrays_become_one(one, other):
    expected = np.sort(np.concatenate([one, other]))
    assert np.array_equal(merged(np.sort(one), np.sort(other)), expected)
    assert np.array_equal(merged(np.sort(other), np.sort(one)), expected)


@given(arrays.arrays(np.int64, st.integers(1, 60), elements=WEALTH))
def test_gini_and_shares_are_what_their_definitions_say(values):
    ordered, n, total = np.sort(values), len(values), int(values.sum())
    found = gini_and_shares(ordered)
    if total == 0:
        assert np.isnan(found).all()
        return
    pairs = np.abs(values[:, None] - values[None, :]).sum() / (2.0 * n * total)
    top, bottom = ordered[n - round(0.1 * n) :].sum() / total, ordered[: round(0.4 * n)].sum() / total
    assert found == pytest.approx((pairs, top, bottom), abs=1e-12)


def test_nothing_has_no_gini_and_no_quantile():
    nothing = np.empty(0, np.int64)
    assert (
        np.isnan(gini_and_shares(nothing)).all()
        and np.isnan(median(np.empty(0), 0))
        and np.isnan(quantile(nothing, 0.5))
    )


@given(arrays.arrays(np.float64, st.integers(1, 9), elements=FLOATS))
def test_median_is_that_of_numpy(values):
    assert median(values.copy(), len(values)) == np.median(values)


@given(arrays.arrays(np.int64, st.integers(1, 60), elements=st.integers(0, 10**7)), st.sampled_from([0.1, 0.5, 0.9]))
def test_quantiles_of_pay_are_told_whatever_the_kind_of_employer(cents, part):
    ordered = sorted_whole_numbers(KINDS * cents + np.arange(len(cents)) % 3)
    assert quantile(ordered, part) == np.sort(cents)[min(int(part * len(cents)), len(cents) - 1)] / 100.0


# -- a territory


@pytest.fixture(scope="module")
def territory():
    lived = Territory(load_plan("mono_industry", regime="plural", overrides=SMALL), rng=2)
    lived.run_for(14)
    return lived


def test_what_is_seen_of_adults_is_what_columns_say(territory):
    world, found = territory.world, found_at(territory.world, territory.month)
    seen = {name: found.__dict__[name][0] for name in SEEN}
    households, balance = world.households, world.books.balance
    living, status = households["status"] != ABSENT, households["status"]
    income = np.maximum(households["income_year"][living] / 100.0, 0.0)
    instruments = [DEPOSITS, SAVINGS, OUTSIDE_ASSETS, EQUITY, CITIZENS_EQUITY, HOUSING_LAND]
    wealth = np.sort(balance[instruments][:, : len(living)].sum(axis=0)[living])
    assert np.array_equal(np.maximum(income_of_adults(world), 0.0), income)
    assert np.array_equal(np.sort(wealth_of_adults(world)), wealth / 100.0)
    assert seen["adults"] == living.sum() and seen["employed"] == (status == EMPLOYED).sum()
    assert seen["mean_wealth"] == pytest.approx(wealth.mean() / 100.0, rel=1e-12)
    assert seen["gini_wealth"] == gini_and_shares(wealth)[0]
    relative = income[income > 0.0] / income.mean()
    assert seen["theil_income"] == pytest.approx((relative * np.log(relative)).sum() / len(income), rel=1e-12)
    assert seen["land"] == pytest.approx(world.parcels["hectares"].sum(), rel=1e-12)
    assert (
        seen["lowest_deposit"] == 0.0
        and seen["stocks"] == territory.ledger.balance_sheet().loc[("real", "stocks")].sum()
    )
    jobs = np.isin(status, (EMPLOYED, STATE_POST, AUTHORITY_POST))
    contracted, employer = households["full_time_equivalent"], np.maximum(households["employer"], 0)
    assert seen["full_time_equivalents"] == pytest.approx(contracted[jobs].sum(), rel=1e-12)
    pay = np.sort(np.floor(households["wage"][jobs] / contracted[jobs] + 0.5) / 100.0)
    assert seen["middle_pay"] == pay[int(0.5 * len(pay))]
    social = jobs & (status == EMPLOYED) & (world.organisations["social_economy"][employer] == 1)
    assert seen["social_jobs"] == social.sum()


def test_values_read_late_are_those_read_at_once(territory):
    plan = load_plan("mono_industry", regime="plural", overrides=SMALL)
    watched = Territory(plan, rng=2)
    for month in range(14):
        watched.run_for(1)
        assert len(watched.outcomes) == month + 2
        assert watched.outcomes is watched.outcomes
    assert watched.outcomes.equals(territory.outcomes)


def test_between_quarter_ends_the_value_of_the_last_one_stands(territory):
    outcomes = territory.outcomes
    assert outcomes.attrs["every"] == {name: outcome.every for name, outcome in OUTCOMES.items()}
    for name, outcome in OUTCOMES.items():
        held = outcomes[name].iloc[[month - month % outcome.every for month in range(15)]].to_numpy()
        assert np.array_equal(outcomes[name].to_numpy(), held, equal_nan=True)
    assert (
        outcomes["gini_income"].iloc[[0, 3, 6]].nunique() == 3 and outcomes["gini_wealth"].iloc[[0, 12]].nunique() == 2
    )


def test_what_each_month_shows_needs_nothing_that_only_quarters_show(territory):
    shown = territory._history.records.seen
    rows = [month - territory._history.first for month in range(1, 15) if month % QUARTER]
    assert all((shown[name][rows] == 0.0).all() for name in SEEN if name not in EACH_MONTH)
    quarter = shown[3 - territory._history.first]
    assert quarter.gini_income > 0.0 and quarter.land > 0.0
    assert all(quarter[name] == 0.0 for name in SEEN if name not in EACH_MONTH | EACH_QUARTER)
    between = [month for month in range(1, 15) if month % QUARTER]
    with np.errstate(all="ignore"):
        found = {name: outcome.value(territory._history.found)[rows] for name, outcome in OUTCOMES.items()}
    for name, outcome in OUTCOMES.items():
        shown = territory.outcomes[name].to_numpy()[between]
        assert outcome.every >= QUARTER or np.array_equal(found[name], shown, equal_nan=True)


def test_records_grow_when_months_go_beyond(territory):
    short = Territory(load_plan("mono_industry", regime="plural", months=12, overrides=SMALL), rng=2)
    short.run_for(14)
    assert short.outcomes.equals(territory.outcomes) and short.events_log.equals(territory.events_log)
    assert set(short.closure.values()) == {0}


def test_a_cent_that_nobody_booked_shows_at_once(territory):
    balance = territory.world.books.balance
    balance[DEPOSITS, 0] += 1
    closure = territory.closure
    balance[DEPOSITS, 0] -= 1
    assert closure["max_identity_residual"] == closure["max_balance_residual"] == 1
    assert territory.closure["max_identity_residual"] == 0
