"""The walk over households: sums, groups, order of incomes and wealth, jobs and their pay."""

import math
from typing import Any

import numpy as np

from simulation.columns import (
    ABSENT,
    AUTHORITY_POST,
    COMMUTER,
    EMPLOYED,
    STATE_POST,
    UNEMPLOYED,
    World,
)
from simulation.kernels import kernel
from simulation.ledger import cents as to_cents
from simulation.outcomes.walks.desk import BY_COMMUNE, BY_POOLING, BY_STATUS, Desk
from simulation.outcomes.walks.ordering import (
    added,
    gini,
    nearest_rank,
    share_of_bottom,
    share_of_top,
    sort_whole_numbers,
    sort_with_changes,
    values_at,
)
from simulation.outcomes.walks.organisations import OTHER, PUBLIC, SOCIAL
from simulation.purposes import CITIZENS_EQUITY, DEPOSITS, EQUITY, HOUSING_LAND, HOUSING_LOANS, OUTSIDE_ASSETS, SAVINGS


@kernel
def walk_adults(world: World, desk: Desk, owners: int, seen: Any) -> int:
    """See all that outcomes ask of households; organisations have been walked over before.

    Parameters
    ----------
    owners : int
        Owners whose shares stand before the incomes in ``desk.relative``.
    seen : record
        Written.

    Returns
    -------
    int
        Adults with an income above 0.
    """
    adults, positive, apart, jobs, social_jobs = gather_adults(world, desk, seen)
    compare_groups(desk, seen)
    order_incomes(desk, adults, positive, owners, seen)
    order_wealth(desk, adults, apart, seen)
    order_pay(desk, jobs, social_jobs, seen)
    return positive


OWNED = (DEPOSITS, SAVINGS, OUTSIDE_ASSETS, EQUITY, CITIZENS_EQUITY, HOUSING_LAND)
"""Instruments that make up gross wealth."""


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
def gather_adults(world: World, desk: Desk, seen: Any) -> tuple[int, int, int, int, int]:
    """Walk over households once.

    Returns
    -------
    tuple
        Adults, those with an income above 0, those who work where there are indivisible reserves; jobs, those in the
        social economy.
    """
    p = world.parameters[0]
    balance, households = world.books.balance, world.households
    heads, incomes_of_groups, incomes, fortunes = desk.heads, desk.incomes_of_groups, desk.incomes, desk.fortunes
    before, after, pay, fraction, job_group = desk.before, desk.after, desk.pay, desk.fraction, desk.job_group
    floored = desk.floored
    pooling, staff_group, reserve_per_head = desk.pooling, desk.staff_group, desk.reserve_per_head
    untaxed = to_cents(p.tax_income_allowance) - to_cents(p.tax_other_benefits)
    heads[:] = 0
    incomes_of_groups[:] = 0.0
    adults, apart, jobs, social_jobs = 0, 0, 0, 0
    income_last, negative, positive, indebted = 0, 0, 0, 0
    shares, waiting, wages_here, taxed_wages = 0, 0, 0, 0
    for h in range(households.shape[0]):
        household = households[h]
        shares += balance[EQUITY, h]
        status = household.status
        if status == ABSENT:
            continue
        wealth = balance[DEPOSITS, h] + balance[SAVINGS, h] + balance[OUTSIDE_ASSETS, h]
        wealth += balance[EQUITY, h] + balance[CITIZENS_EQUITY, h] + balance[HOUSING_LAND, h]
        received, employer, commune = household.income_year, household.employer, household.commune
        income = max(received, 0) / 100.0
        incomes[adults], floored[adults], fortunes[adults] = max(received, 0), income, wealth
        adults += 1
        heads[BY_STATUS, status] += 1
        incomes_of_groups[BY_STATUS, status] += income
        heads[BY_COMMUNE, commune] += 1
        incomes_of_groups[BY_COMMUNE, commune] += income
        # No employer is the row before the first, hence the last one: that of nobody.
        pooled, reserve = pooling[employer], reserve_per_head[employer]
        heads[BY_POOLING, pooled] += 1
        incomes_of_groups[BY_POOLING, pooled] += income
        income_last += household.income_last
        negative += received < 0
        positive += received > 0
        indebted += -balance[HOUSING_LOANS, h] > wealth
        waiting += status == UNEMPLOYED and household.months_unemployed >= 12
        # What one adult is and another is not, no machine can foresee: all are written down, few are counted.
        before[apart], after[apart] = wealth, reserve
        apart += reserve != 0.0
        wage, contracted, employed = household.wage, household.full_time_equivalent, status == EMPLOYED
        group = staff_group[employer] * employed
        wages_here += wage * employed
        taxed_wages += wage * (employed & (wage > untaxed))
        social_jobs += group == SOCIAL
        job_group[jobs], fraction[jobs], pay[jobs] = group, contracted, wage
        jobs += employed | (status == STATE_POST) | (status == AUTHORITY_POST)
    seen.adults, seen.negative_incomes, seen.over_indebted, seen.waiting_a_year = adults, negative, indebted, waiting
    seen.income_last, seen.shares, seen.wages_here, seen.taxed_wages = income_last, shares, wages_here, taxed_wages
    seen.jobs, seen.social_jobs = jobs, social_jobs
    return adults, positive, apart, jobs, social_jobs


@kernel
def compare_groups(desk: Desk, seen: Any) -> None:
    """See how many adults have each status, and the part of Theil T of incomes that lies between groups."""
    heads, incomes = desk.heads, desk.incomes_of_groups
    seen.employed, seen.commuters = heads[BY_STATUS, EMPLOYED], heads[BY_STATUS, COMMUTER]
    seen.public_posts = heads[BY_STATUS, STATE_POST] + heads[BY_STATUS, AUTHORITY_POST]
    seen.unemployed = heads[BY_STATUS, UNEMPLOYED]
    seen.labour_force = seen.employed + seen.commuters + seen.public_posts + seen.unemployed
    seen.theil_between_statuses = theil_between(incomes[BY_STATUS], heads[BY_STATUS])
    seen.theil_between_communes = theil_between(incomes[BY_COMMUNE], heads[BY_COMMUNE])
    seen.theil_between_pooling = theil_between(incomes[BY_POOLING], heads[BY_POOLING])


@kernel
def theil_between(totals: Any, members: Any) -> float:
    """Between-group part of Theil T: sum over groups of their share in the total times log of relative mean.

    Parameters
    ----------
    totals : float64 (groups,)
    members : int64 (groups,)
    """
    everything, everybody, between = 0.0, 0, 0.0
    for group in range(totals.shape[0]):
        everything += totals[group]
        everybody += members[group]
    for group in range(totals.shape[0]):
        if totals[group] > 0.0:
            relative = totals[group] / members[group] / (everything / everybody)
            between += totals[group] / everything * math.log(relative)
    return between


@kernel
def order_incomes(desk: Desk, adults: int, positive: int, owners: int, seen: Any) -> None:
    """See how income is shared, and set positive incomes in relation to the mean."""
    incomes, ordered, spare, relative = desk.incomes, desk.ordered, desk.spare, desk.relative
    mean = max(added(desk.floored, 0, adults) / max(adults, 1), 1e-9)
    cents = sort_whole_numbers(incomes, adults, desk.other, desk.by_digit)
    for i in range(adults):
        ordered[i] = cents[i] / 100.0
    total = added(ordered, 0, adults)
    seen.gini_income = gini(ordered, adults, total, spare)
    seen.top_income_share = share_of_top(ordered, adults, total, 0.1)
    seen.bottom_income_share = share_of_bottom(ordered, adults, total, 0.4)
    for i in range(positive):
        relative[owners + i] = ordered[adults - positive + i] / mean


@kernel
def order_wealth(desk: Desk, adults: int, apart: int, seen: Any) -> None:
    """See how gross wealth is shared, as it is and with indivisible reserves imputed to so many adults."""
    ordered, spare, raised, before = desk.ordered, desk.spare, desk.raised, desk.before_ordered
    cents = sort_whole_numbers(desk.fortunes, adults, desk.other, desk.by_digit)
    for i in range(adults):
        ordered[i] = cents[i] / 100.0
    total = added(ordered, 0, adults)
    seen.mean_wealth = total / max(adults, 1)
    seen.gini_wealth = gini(ordered, adults, total, spare)
    seen.top_wealth_share = share_of_top(ordered, adults, total, 0.1)
    seen.bottom_wealth_share = share_of_bottom(ordered, adults, total, 0.4)

    for i in range(apart):
        desk.after[i] += desk.before[i] / 100.0
    cents = sort_whole_numbers(desk.before, apart, desk.other, desk.by_digit)
    for i in range(apart):
        before[i] = cents[i] / 100.0
    # The bits of floats that are not negative, read as whole numbers, stand in the order of the floats.
    after = sort_whole_numbers(desk.after.view(np.int64), apart, desk.other, desk.by_digit).view(np.float64)
    sort_with_changes(ordered, adults, before, after, apart, raised)
    total = added(raised, 0, adults)
    seen.gini_imputed = gini(raised, adults, total, spare)
    seen.top_imputed_share = share_of_top(raised, adults, total, 0.1)


@kernel
def order_pay(desk: Desk, jobs: int, social: int, seen: Any) -> None:
    """See quantiles of net pay, nearest rank, in the territory, its social economy and its other organisations."""
    other, pay, fraction = desk.heads[BY_STATUS, EMPLOYED] - social, desk.pay, desk.fraction
    seen.full_time_equivalents = added(fraction, 0, jobs)
    wanted, found = np.empty((7, 2), np.int64), np.empty(7)
    wanted[0, 1], wanted[1, 1], wanted[2, 1] = nearest_rank(jobs, 0.1), nearest_rank(jobs, 0.5), nearest_rank(jobs, 0.9)
    wanted[3, 1], wanted[4, 1] = nearest_rank(social, 0.1), nearest_rank(social, 0.9)
    wanted[5, 1], wanted[6, 1] = nearest_rank(other, 0.1), nearest_rank(other, 0.9)
    wanted[:3, 0], wanted[3:5, 0], wanted[5:, 0] = PUBLIC, SOCIAL, OTHER
    for i in range(jobs):
        pay[i] = pay[i] / (100.0 * fraction[i]) if fraction[i] > 0.0 else 0.0
    values_at(pay, desk.job_group, jobs, wanted, desk.bucket, desk.other, desk.by_digit, found)
    seen.low_pay, seen.middle_pay, seen.high_pay = found[0], found[1], found[2]
    seen.social_low_pay, seen.social_high_pay = found[3], found[4]
    seen.other_low_pay, seen.other_high_pay = found[5], found[6]


@kernel
def sum_logarithms(desk: Desk, owners: int, positive: int) -> None:
    """See Theil T of incomes and Shannon's index of owners' shares in the sales of culture: logarithms are known now.

    Theil T is the mean of x log x of relative values, with 0 log 0 = 0.
    """
    seen, relative, logarithm, spare = desk.sheet[0], desk.relative, desk.logarithm, desk.spare
    for i in range(owners):
        spare[i] = relative[i] * logarithm[i]
    seen.culture_entropy = -added(spare, 0, owners)
    for i in range(positive):
        spare[i] = relative[owners + i] * logarithm[owners + i]
    seen.theil_income = added(spare, 0, positive) / max(seen.adults, 1.0)
