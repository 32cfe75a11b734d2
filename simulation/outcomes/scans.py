"""One pass over all adults, which most outcomes share, and sorting that knows its numbers are whole."""

from typing import Any

import numpy as np

from simulation.columns import ABSENT, EMPLOYED, NOBODY, UNEMPLOYED, World
from simulation.kernels import kernel
from simulation.ledger import cents as to_cents
from simulation.purposes import CITIZENS_EQUITY, DEPOSITS, EQUITY, HOUSING_LAND, HOUSING_LOANS, OUTSIDE_ASSETS, SAVINGS
from simulation.rules.stance import AFFILIATED

ADULT_TOTALS = (
    "income_last",
    "negative_incomes",
    "over_indebted",
    "shares",
    "waiting_a_year",
    "wages_here",
    "taxed_wages",
)
"""What the pass adds up: disposable income of last month (cents), adults with a negative 12-month income, adults who
owe more than they have, shares in organisations (cents), unemployed for 12 months or more, net wages that organisations
of the territory pay (cents a month), those of them which with other benefits lie above the income tax's allowance."""

(
    INCOME_LAST,
    NEGATIVE_INCOMES,
    OVER_INDEBTED,
    SHARES,
    WAITING_A_YEAR,
    WAGES_HERE,
    TAXED_WAGES,
) = range(len(ADULT_TOTALS))

GROUPINGS = ("status", "commune", "pooling")
"""Ways in which adults are grouped: by status; by commune of the home; by employer: 2 one here at depth 1 or more, 1
another one here, 0 none here."""

BY_STATUS, BY_COMMUNE, BY_POOLING = range(len(GROUPINGS))
GROUPS = 8
"""Most groups of one grouping: a territory has at most eight communes."""


@kernel
def pooling_of_staff(world: World) -> Any:
    """Code of the grouping by pooling for the staff of each row of organisations."""
    organisations = world.organisations
    pooling = np.zeros(organisations.shape[0], np.int64)
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 1:
            pooling[o] = 2 if organisations[o].depth_held >= AFFILIATED else 1
    return pooling


@kernel
def gather_adults(world: World, money: Any, cents: Any, codes: Any, heads: Any, incomes: Any, totals: Any) -> int:
    """Gather what outcomes need of every living adult in one pass over households; return their number.

    Parameters
    ----------
    money : float64 (4, adults)
        Income of 12 months, gross wealth and wage per full-time equivalent a month in EUR; contracted fraction.
    cents : int64 (2, adults)
        Income of 12 months or 0 if that is less, gross wealth.
    codes : int64 (2, adults)
        Status, employer row.
    heads, incomes : int64 and float64 (GROUPINGS, GROUPS)
        Adults of each group and their income of 12 months, EUR, each at least 0; added to.
    totals : int64 (ADULT_TOTALS,)
        Added to.
    """
    p = world.parameters[0]
    balance, households, pooling = world.books.balance, world.households, pooling_of_staff(world)
    untaxed = to_cents(p.tax_income_allowance) - to_cents(p.tax_other_benefits)
    count = 0
    for h in range(households.shape[0]):
        household = households[h]
        totals[SHARES] += balance[EQUITY, h]
        if household.status == ABSENT:
            continue
        wealth = balance[DEPOSITS, h] + balance[SAVINGS, h] + balance[OUTSIDE_ASSETS, h]
        wealth += balance[EQUITY, h] + balance[CITIZENS_EQUITY, h] + balance[HOUSING_LAND, h]
        money[0, count] = household.income_year / 100.0
        money[1, count] = wealth / 100.0
        money[2, count] = 0.0
        if household.full_time_equivalent > 0.0:
            money[2, count] = household.wage / (100.0 * household.full_time_equivalent)
        money[3, count] = household.full_time_equivalent
        cents[0, count] = max(household.income_year, 0)
        cents[1, count] = wealth
        codes[0, count] = household.status
        codes[1, count] = household.employer
        income = max(money[0, count], 0.0)
        group = pooling[household.employer] if household.employer != NOBODY else 0
        heads[BY_STATUS, household.status] += 1
        incomes[BY_STATUS, household.status] += income
        heads[BY_COMMUNE, household.commune] += 1
        incomes[BY_COMMUNE, household.commune] += income
        heads[BY_POOLING, group] += 1
        incomes[BY_POOLING, group] += income
        totals[INCOME_LAST] += household.income_last
        totals[NEGATIVE_INCOMES] += household.income_year < 0
        totals[OVER_INDEBTED] += -balance[HOUSING_LOANS, h] > wealth
        totals[WAITING_A_YEAR] += household.status == UNEMPLOYED and household.months_unemployed >= 12
        if household.status == EMPLOYED:
            totals[WAGES_HERE] += household.wage
            if household.wage > untaxed:
                totals[TAXED_WAGES] += household.wage
        count += 1
    return count


DIGIT = 11
"""Bits of one digit of `sorted_whole_numbers`."""


@kernel
def sorted_whole_numbers(values: Any) -> Any:
    """Sort whole numbers upwards, digit by digit from the last one; for amounts in cents faster than comparing."""
    n = values.shape[0]
    ordered, spare = np.empty(n, np.int64), np.empty(n, np.int64)
    if n == 0:
        return ordered
    low, high = values[0], values[0]
    for i in range(n):
        low, high = min(low, values[i]), max(high, values[i])
    for i in range(n):
        ordered[i] = values[i] - low
    place = np.empty(1 << DIGIT, np.int64)
    shift = 0
    while (high - low) >> shift > 0:
        place[:] = 0
        for i in range(n):
            place[(ordered[i] >> shift) & ((1 << DIGIT) - 1)] += 1
        before = 0
        for digit in range(1 << DIGIT):
            before, place[digit] = before + place[digit], before
        for i in range(n):
            digit = (ordered[i] >> shift) & ((1 << DIGIT) - 1)
            spare[place[digit]] = ordered[i]
            place[digit] += 1
        ordered, spare = spare, ordered
        shift += DIGIT
    for i in range(n):
        ordered[i] += low
    return ordered


@kernel
def sorted_with_changes(ordered: Any, before: Any, after: Any) -> Any:
    """Sort again after a few of the values have changed.

    Parameters
    ----------
    ordered : float64 (n,)
        The old values, sorted upwards.
    before, after : float64 (changed,)
        Old and new values of those that have changed, each sorted upwards.
    """
    result = np.empty(ordered.shape[0], np.float64)
    gone, come, filled = 0, 0, 0
    for i in range(ordered.shape[0]):
        if gone < before.shape[0] and ordered[i] == before[gone]:
            gone += 1
            continue
        while come < after.shape[0] and after[come] < ordered[i]:
            result[filled] = after[come]
            come, filled = come + 1, filled + 1
        result[filled] = ordered[i]
        filled += 1
    result[filled:] = after[come:]
    return result


@kernel
def weighted_by_rank(ordered: Any) -> Any:
    """Values times their ranks, from 1."""
    weighted = np.empty(ordered.shape[0], np.float64)
    for i in range(ordered.shape[0]):
        weighted[i] = (i + 1.0) * ordered[i]
    return weighted


BUCKETS = 1024
"""Buckets into which `values_at` sorts roughly."""


@kernel
def values_at(values: Any, places: Any) -> Any:
    """Return the values that would stand at these places (from 0) if all were sorted upwards.

    Only the buckets in which the places lie are sorted; no value may be NaN, and there is at least one.
    """
    low, high = values.min(), values.max()
    # Values nearer to one another than any amounts of money are go into one bucket.
    scale = (BUCKETS - 1) / (high - low) if high - low > 1e-9 else 0.0
    bucket = np.empty(values.shape[0], np.int64)
    held = np.zeros(BUCKETS, np.int64)
    for i in range(values.shape[0]):
        bucket[i] = int((values[i] - low) * scale)
        held[bucket[i]] += 1
    found = np.empty(places.shape[0], np.float64)
    for k in range(places.shape[0]):
        wanted, before = 0, 0
        while before + held[wanted] <= places[k]:
            before += held[wanted]
            wanted += 1
        near, count = np.empty(held[wanted], np.float64), 0
        for i in range(values.shape[0]):
            if bucket[i] == wanted:
                near[count] = values[i]
                count += 1
        near.sort()
        found[k] = near[places[k] - before]
    return found
