"""How income, wealth and pay are shared among adults: seen at quarter ends."""

import math
from typing import Any

import numpy as np

from simulation.columns import ABSENT, AUTHORITY_POST, EMPLOYED, FIRM, NOBODY, STATE_POST, World
from simulation.kernels import kernel
from simulation.ledger import cents as to_cents
from simulation.outcomes.walks.order import gini_and_shares, quantile, sorted_whole_numbers
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

BY_STATUS, BY_COMMUNE, BY_POOLING = range(3)
"""Ways in which adults are grouped: by status; by commune of the home; by employer: 2 one here at depth 1 or more, 1
another one here, 0 none here."""

GROUPS = 8
"""Most groups of one grouping: a territory has at most eight communes."""


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
def share_out(world: World, seen: Any, relative: Any) -> int:
    """See how income and wealth are shared; set incomes above 0 in relation to the mean, and return their number."""
    organisations, balance = world.organisations, world.books.balance
    pooling, reserve_per_head = np.empty(organisations.shape[0], np.int64), np.empty(organisations.shape[0], np.int64)
    reserves, book_equity = 0, 0
    for o in range(organisations.shape[0]):
        alive = organisations.alive[o]
        pooling[o] = alive * (1 + (organisations.depth_held[o] >= AFFILIATED))
        reserve = reserves_of(world, o)
        staff = max(organisations.staff[o], 1)
        reserve_per_head[o] = (reserve + staff // 2) // staff
        reserves += reserve
        book_equity += alive * organisations.book_equity[o]

    status, commune, employer = world.households.status, world.households.commune, world.households.employer
    income_year = world.households.income_year
    room = status.shape[0]
    incomes, fortunes, raised = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    heads, totals = np.zeros((3, GROUPS), np.int64), np.zeros((3, GROUPS), np.int64)
    adults, indebted, shares, wealth, received = 0, 0, 0, 0, 0
    for h in range(room):
        shares += balance[EQUITY, h]
        if status[h] == ABSENT:
            continue
        owned = balance[DEPOSITS, h] + balance[SAVINGS, h] + balance[OUTSIDE_ASSETS, h]
        owned += balance[EQUITY, h] + balance[CITIZENS_EQUITY, h] + balance[HOUSING_LAND, h]
        income, pooled, reserve = max(income_year[h], 0), 0, 0
        if employer[h] != NOBODY:
            pooled, reserve = pooling[employer[h]], reserve_per_head[employer[h]]
        incomes[adults], fortunes[adults], raised[adults] = income, owned, owned + reserve
        adults += 1
        wealth += owned
        received += income
        indebted += -balance[HOUSING_LOANS, h] > owned
        heads[BY_STATUS, status[h]] += 1
        totals[BY_STATUS, status[h]] += income
        heads[BY_COMMUNE, commune[h]] += 1
        totals[BY_COMMUNE, commune[h]] += income
        heads[BY_POOLING, pooled] += 1
        totals[BY_POOLING, pooled] += income
    seen.reserves, seen.book_equity, seen.shares, seen.over_indebted = reserves, book_equity, shares, indebted
    seen.mean_wealth = wealth / (100.0 * max(adults, 1))
    seen.theil_between_statuses = theil_between(totals, heads, BY_STATUS)
    seen.theil_between_communes = theil_between(totals, heads, BY_COMMUNE)
    seen.theil_between_pooling = theil_between(totals, heads, BY_POOLING)

    positive, mean = 0, max(received / max(adults, 1), 1e-7)
    for i in range(adults):
        relative[positive] = incomes[i] / mean
        positive += incomes[i] > 0
    found = gini_and_shares(sorted_whole_numbers(incomes[:adults]))
    seen.gini_income, seen.top_income_share, seen.bottom_income_share = found
    found = gini_and_shares(sorted_whole_numbers(fortunes[:adults]))
    seen.gini_wealth, seen.top_wealth_share, seen.bottom_wealth_share = found
    seen.gini_imputed, seen.top_imputed_share, _ = gini_and_shares(sorted_whole_numbers(raised[:adults]))
    order_pay(world, seen)
    return positive


@kernel
def theil_between(totals: Any, heads: Any, grouping: int) -> float:
    """Between-group part of Theil T: sum over groups of their share in the total times log of relative mean.

    Parameters
    ----------
    totals, heads : int64 (groupings, GROUPS)
        Income, cents, and members of each group.
    """
    everything, everybody, between = 0, 0, 0.0
    for group in range(GROUPS):
        everything += totals[grouping, group]
        everybody += heads[grouping, group]
    for group in range(GROUPS):
        if totals[grouping, group] > 0:
            relative = totals[grouping, group] / heads[grouping, group] / (everything / everybody)
            between += totals[grouping, group] / everything * math.log(relative)
    return between


@kernel
def order_pay(world: World, seen: Any) -> None:
    """See quantiles of net pay of full-time posts, and what tax takes of wages."""
    households, social, p = world.households, world.organisations.social_economy, world.parameters[0]
    status, employer, wages = households.status, households.employer, households.wage
    untaxed = to_cents(p.tax_income_allowance) - to_cents(p.tax_other_benefits)
    room = status.shape[0]
    everybody, in_social, in_other = np.empty(room), np.empty(room), np.empty(room)
    jobs, social_jobs, other_jobs, paid, taxed = 0, 0, 0, 0, 0
    for h in range(room):
        if status[h] != EMPLOYED and status[h] != STATE_POST and status[h] != AUTHORITY_POST:
            continue
        contracted = households.full_time_equivalent[h]
        pay = wages[h] / (100.0 * contracted) if contracted > 0.0 else 0.0
        everybody[jobs] = pay
        jobs += 1
        if status[h] == EMPLOYED:
            paid += wages[h]
            taxed += wages[h] if wages[h] > untaxed else 0
            if social[employer[h]] == 1:
                in_social[social_jobs] = pay
                social_jobs += 1
            else:
                in_other[other_jobs] = pay
                other_jobs += 1
    seen.wages_here, seen.taxed_wages = paid, taxed
    everybody, in_social = in_order(everybody[:jobs]), in_order(in_social[:social_jobs])
    in_other = in_order(in_other[:other_jobs])
    seen.low_pay, seen.middle_pay = quantile(everybody, 0.1), quantile(everybody, 0.5)
    seen.high_pay = quantile(everybody, 0.9)
    seen.social_low_pay, seen.social_high_pay = quantile(in_social, 0.1), quantile(in_social, 0.9)
    seen.other_low_pay, seen.other_high_pay = quantile(in_other, 0.1), quantile(in_other, 0.9)


@kernel
def in_order(pay: Any) -> Any:
    """Sort floats upwards: the bits of those that are not negative, read as whole numbers, stand in their order."""
    return sorted_whole_numbers(pay.view(np.int64)).view(np.float64)
