"""How income is shared among adults, seen at quarter ends, and wealth and pay, seen at year ends."""

import math
from typing import Any

import numpy as np

from simulation.columns import ABSENT, AUTHORITY_POST, EMPLOYED, FIRM, NOBODY, STATE_POST, World
from simulation.kernels import kernel
from simulation.ledger import cents as to_cents
from simulation.outcomes.walks.order import gini_and_shares, merged, sorted_whole_numbers
from simulation.purposes import (
    CITIZENS_EQUITY,
    DEPOSITS,
    EQUITY,
    HOUSING_LAND,
    HOUSING_LOANS,
    ORGANISATIONS,
    OUTSIDE_ASSETS,
    SAVINGS,
)
from simulation.rules.stance import AFFILIATED

OWNED = (DEPOSITS, SAVINGS, OUTSIDE_ASSETS, EQUITY, CITIZENS_EQUITY, HOUSING_LAND)
"""Instruments that make up gross wealth."""

GROUPS = 8
"""Most groups of one grouping. Adults are grouped by status; by commune of the home, of which there are at most eight;
by employer: 2 one here at depth 1 or more, 1 another one here, 0 none here."""

SHORTEST = 0.01
"""Contracted fractions below this are none."""


def income_of_adults(world: World) -> np.ndarray:
    """Disposable income of the last 12 months of each living adult, EUR."""
    income: np.ndarray = world.households["income_year"][world.households["status"] != ABSENT] / 100.0
    return income


def wealth_of_adults(world: World) -> np.ndarray:
    """Gross wealth of each living adult, EUR."""
    living = world.households["status"] != ABSENT
    owned: np.ndarray = world.books.balance[list(OWNED), : len(living)].sum(axis=0)
    return owned[living] / 100.0


@kernel
def reserves_of(world: World, o: int) -> int:
    """Indivisible reserve of an organisation, cents: own funds net of shares, where no investor owns it."""
    organisation, balance, funds = world.organisations[o], world.books.balance, 0
    if organisation.alive == 0 or organisation.form == FIRM:
        return 0
    for instrument in range(balance.shape[0]):
        funds += balance[instrument, world.books.first[ORGANISATIONS] + o]
    return max(funds, 0)


@kernel
def share_out_income(world: World, seen: Any) -> None:
    """See how income of twelve months is shared; seen at quarter ends."""
    organisations, households = world.organisations, world.households
    pooling = np.empty(organisations.shape[0], np.int64)
    for o in range(organisations.shape[0]):
        pooling[o] = organisations.alive[o] * (1 + (organisations.depth_held[o] >= AFFILIATED))
    status, commune, employer = households.status, households.commune, households.employer
    income_year = households.income_year
    incomes, cells = np.empty(status.shape[0], np.int64), np.zeros((GROUPS * GROUPS * GROUPS, 2), np.int64)
    adults, negative = 0, 0
    for h in range(status.shape[0]):
        if status[h] == ABSENT:
            continue
        income, pooled = max(income_year[h], 0), pooling[max(employer[h], 0)] * (employer[h] != NOBODY)
        negative += income_year[h] < 0
        incomes[adults] = income
        adults += 1
        cell = (status[h] * GROUPS + commune[h]) * GROUPS + pooled
        cells[cell, 0] += 1
        cells[cell, 1] += income
    seen.negative_incomes = negative
    compare_groups(cells, seen)
    ordered = sorted_whole_numbers(incomes[:adults])
    seen.gini_income, seen.top_income_share, seen.bottom_income_share = gini_and_shares(ordered)


@kernel
def sum_theil(world: World, seen: Any) -> None:
    """See Theil T of incomes: the mean of x log x of incomes over their mean, with 0 log 0 = 0; seen at year ends."""
    status, income_year = world.households.status, world.households.income_year
    adults, received, total = 0, 0, 0.0
    for h in range(status.shape[0]):
        if status[h] != ABSENT:
            adults += 1
            received += max(income_year[h], 0)
    mean = max(received / max(adults, 1), 1e-7)
    for h in range(status.shape[0]):
        if status[h] != ABSENT and income_year[h] > 0:
            relative = income_year[h] / mean
            total += relative * math.log(relative)
    seen.theil_income = total / max(adults, 1)


@kernel
def share_out_wealth(world: World, seen: Any) -> None:
    """See how wealth is shared, without and with reserves imputed to staff; seen at year ends."""
    organisations, balance = world.organisations, world.books.balance
    reserve_per_head, reserves, book_equity = np.empty(organisations.shape[0], np.int64), 0, 0
    for o in range(organisations.shape[0]):
        staff, reserve = max(organisations.staff[o], 1), reserves_of(world, o)
        reserve_per_head[o] = (reserve + staff // 2) // staff
        reserves += reserve
        book_equity += organisations.alive[o] * organisations.book_equity[o]
    status, employer = world.households.status, world.households.employer
    room = status.shape[0]
    owned, indebted, shares, wealth = np.empty(room, np.int64), 0, 0, 0
    for h in range(room):
        owned[h] = balance[DEPOSITS, h] + balance[SAVINGS, h] + balance[OUTSIDE_ASSETS, h]
        owned[h] += balance[EQUITY, h] + balance[CITIZENS_EQUITY, h] + balance[HOUSING_LAND, h]
        indebted += -balance[HOUSING_LOANS, h] > owned[h]
        shares += balance[EQUITY, h]
        wealth += owned[h]
    fortunes, before, after = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    others, apart = 0, 0
    for h in range(room):
        if status[h] == ABSENT:
            continue
        reserve = reserve_per_head[max(employer[h], 0)] * (employer[h] != NOBODY)
        # What one adult is and another is not, no machine can foresee: all is written down, little is counted.
        fortunes[others], before[apart], after[apart] = owned[h], owned[h], owned[h] + reserve
        others += reserve == 0
        apart += reserve != 0
    seen.reserves, seen.book_equity, seen.shares, seen.over_indebted = reserves, book_equity, shares, indebted
    seen.mean_wealth = wealth / (100.0 * max(others + apart, 1))
    # Few work where there are indivisible reserves: all others are put in order once.
    ordered = sorted_whole_numbers(fortunes[:others])
    found = gini_and_shares(merged(ordered, sorted_whole_numbers(before[:apart])))
    seen.gini_wealth, seen.top_wealth_share, seen.bottom_wealth_share = found
    found = gini_and_shares(merged(ordered, sorted_whole_numbers(after[:apart])))
    seen.gini_imputed, seen.top_imputed_share, _ = found


@kernel
def compare_groups(cells: Any, seen: Any) -> None:
    """See the part of Theil T of incomes that lies between groups.

    Parameters
    ----------
    cells : int64 (GROUPS ** 3, 2)
        Heads and incomes, cents, of those of a status, a commune and a kind of employer.
    """
    statuses, communes, pooling = np.zeros((GROUPS, 2)), np.zeros((GROUPS, 2)), np.zeros((GROUPS, 2))
    for status in range(GROUPS):
        for commune in range(GROUPS):
            for pooled in range(GROUPS):
                for k in range(2):
                    counted = cells[(status * GROUPS + commune) * GROUPS + pooled, k]
                    statuses[status, k] += counted
                    communes[commune, k] += counted
                    pooling[pooled, k] += counted
    seen.theil_between_statuses = theil_between(statuses)
    seen.theil_between_communes = theil_between(communes)
    seen.theil_between_pooling = theil_between(pooling)


@kernel
def theil_between(groups: Any) -> float:
    """Sum over groups of their share in the total times log of relative mean, from heads and incomes of each."""
    everybody, everything, between = 0.0, 0.0, 0.0
    for group in range(GROUPS):
        everybody += groups[group, 0]
        everything += groups[group, 1]
    for group in range(GROUPS):
        if groups[group, 1] > 0.0:
            relative = groups[group, 1] / groups[group, 0] / (everything / everybody)
            between += groups[group, 1] / everything * math.log(relative)
    return between


PUBLIC, SOCIAL, OTHER = range(3)
"""Kinds of employers by which pay is told."""

KINDS = 4
"""What pay is multiplied by, so that a kind of employer can be added and order stays that of pay."""


@kernel
def order_pay(world: World, seen: Any) -> None:
    """See quantiles of net pay of full-time posts, cents a month, and what tax takes of wages; seen at year ends."""
    households, social, p = world.households, world.organisations.social_economy, world.parameters[0]
    status, employer, wages = households.status, households.employer, households.wage
    contracted = households.full_time_equivalent
    untaxed = to_cents(p.tax_income_allowance) - to_cents(p.tax_other_benefits)
    pay, jobs, paid, taxed = np.empty(status.shape[0], np.int64), 0, 0, 0
    for h in range(status.shape[0]):
        employed = status[h] == EMPLOYED
        kind = employed * (OTHER - (social[max(employer[h], 0)] == 1))
        pay[jobs] = KINDS * int(wages[h] / max(contracted[h], SHORTEST) + 0.5) + kind
        jobs += employed | (status[h] == STATE_POST) | (status[h] == AUTHORITY_POST)
        paid += wages[h] * employed
        taxed += wages[h] * (employed & (wages[h] > untaxed))
    seen.wages_here, seen.taxed_wages = paid, taxed
    ordered = sorted_whole_numbers(pay[:jobs])
    of_kind = np.zeros(KINDS, np.int64)
    by_kind = np.empty((KINDS, jobs), np.int64)
    for i in range(jobs):
        kind = ordered[i] % KINDS
        by_kind[kind, of_kind[kind]] = ordered[i]
        of_kind[kind] += 1
    seen.low_pay, seen.middle_pay, seen.high_pay = (
        quantile(ordered, 0.1),
        quantile(ordered, 0.5),
        quantile(ordered, 0.9),
    )
    in_social, in_other = by_kind[SOCIAL, : of_kind[SOCIAL]], by_kind[OTHER, : of_kind[OTHER]]
    seen.social_low_pay, seen.social_high_pay = quantile(in_social, 0.1), quantile(in_social, 0.9)
    seen.other_low_pay, seen.other_high_pay = quantile(in_other, 0.1), quantile(in_other, 0.9)


@kernel
def quantile(ordered: Any, part: float) -> float:
    """Quantile of pay, nearest rank, EUR; NaN where there is none."""
    count = ordered.shape[0]
    return (ordered[min(int(part * count), count - 1)] // KINDS) / 100.0 if count > 0 else math.nan
