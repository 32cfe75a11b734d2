"""Taxes and transfers of households, the authority's budget, the bank's remittance.

Pensions, benefits and the State grant are given; taxes follow income. The bank keeps nothing: what it earned goes
to its head office, which also bears its losses.
"""

import numpy as np

from simulation.columns import ABSENT, EMPLOYED, UNEMPLOYED, World
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import (
    TRANSACTION,
    authority_account,
    bank_account,
    cents,
    note,
    outside_account,
    pay,
    settle_total,
)
from simulation.phases.economy.payroll import finance_authority
from simulation.purposes import (
    ABSENTEES,
    AUTHORITY_DEBT,
    DEPOSITS,
    HEAD,
    HOUSEHOLDS,
    HOUSING_LOANS,
    ORGANISATIONS,
    PURPOSE,
    STATE,
)

PENSIONS, UNEMPLOYMENT_BENEFIT = PURPOSE["pensions"], PURPOSE["unemployment benefit"]
OTHER_BENEFITS, INCOME_TAX = PURPOSE["other benefits"], PURPOSE["income tax"]
LOCAL_TAXES, RENTS, INTEREST = PURPOSE["local taxes"], PURPOSE["rents of households"], PURPOSE["interest"]
PROFIT_SHARE, GRANT = PURPOSE["profit share to staff"], PURPOSE["State grant to authority"]
REMITTANCE = PURPOSE["bank costs and profit to head office"]


SETTLED = np.array([UNEMPLOYMENT_BENEFIT, PENSIONS, OTHER_BENEFITS, INCOME_TAX, LOCAL_TAXES, RENTS, INTEREST], np.int64)
"""What every household receives and pays at the month end, in this order."""


@inline_kernel
def unemployment_benefit(last_wage: int, months: int, replacement: float, insured_months: int, assistance: int) -> int:
    """Benefit of the month, cents: a share of the last wage while insured, at least the assistance."""
    if months > insured_months:
        return assistance
    return max(int(replacement * last_wage + 0.5), assistance)


@inline_kernel
def income_tax(income: int, allowance: int, rate: float) -> int:
    """Tax on the income of the month above the allowance, cents."""
    return int(max(income - allowance, 0) * rate + 0.5)


@inline_kernel
def affordable(due: int, deposits: int) -> int:
    """Part of what is due that deposits can pay, cents."""
    return max(min(due, deposits), 0)


@kernel
def settle_households(world: World, month: int) -> None:
    """Pay transfers to and collect taxes, rents and interest from every adult; close the income of the month."""
    p, books, authority = world.parameters[0], world.books, world.authority[0]
    balance, households = books.balance, world.households
    state, bank, budget = outside_account(books, STATE), bank_account(books), authority_account(books)
    counterparties = (state, state, state, state, budget, outside_account(books, ABSENTEES), bank)
    assistance, allowance = cents(p.tax_assistance), cents(p.tax_income_allowance)
    other, local_tax, home_rent = cents(p.tax_other_benefits), cents(p.tax_local_household), cents(p.tax_household_rent)
    rate = p.finance_housing_rate / 12.0
    organisations, income_ring = world.organisations, world.income_ring
    first = books.first[ORGANISATIONS]
    ring = month % 12
    replacement, insured, tax_rate = p.tax_benefit_replacement, p.tax_benefit_months, authority.income_tax_rate
    totals = np.zeros(SETTLED.shape[0], np.int64)
    for h in range(households.shape[0]):
        household = households[h]
        status = household.status
        if status == ABSENT:
            continue
        benefit, pension = 0, 0
        if status == EMPLOYED:
            share = organisations[household.employer].profit_share
            if share > 0:
                pay(books, PROFIT_SHARE, first + household.employer, h, share)
                household.income += share
        elif status == UNEMPLOYED:
            benefit = unemployment_benefit(
                household.last_wage, household.months_unemployed, replacement, insured, assistance
            )
        else:
            pension = household.pension
        received = benefit + pension + other
        income = household.income + received
        deposits = balance[DEPOSITS, h] + received
        tax = affordable(income_tax(income, allowance, tax_rate), deposits)
        local = affordable(local_tax, deposits - tax)
        rent = affordable(home_rent, deposits - tax - local)
        interest = 0
        if balance[HOUSING_LOANS, h] < 0:
            due = int(-balance[HOUSING_LOANS, h] * rate + 0.5)
            interest = affordable(due, deposits - tax - local - rent)
        paid = tax + local + rent + interest
        balance[DEPOSITS, h] = deposits - paid
        income -= paid
        household.income_year += income - income_ring[ring, h]
        income_ring[ring, h] = income
        household.income_last = max(income, 0)
        household.income = 0
        settled = (benefit, pension, other, -tax, -local, -rent, -interest)
        for k in range(totals.shape[0]):
            totals[k] += settled[k]
            if settled[k] > 0:
                note(books, TRANSACTION, SETTLED[k], DEPOSITS, h, counterparties[k], settled[k])
            elif settled[k] < 0:
                note(books, TRANSACTION, SETTLED[k], DEPOSITS, counterparties[k], h, -settled[k])
    for k in range(totals.shape[0]):
        settle_total(books, SETTLED[k], HOUSEHOLDS, counterparties[k], totals[k])


@kernel
def settle_authority(world: World, month: int) -> None:
    """State grant, interest on debt; purchases of next month return to their base as deposits return to target."""
    books, authority, p = world.books, world.authority[0], world.parameters[0]
    budget, bank, state = authority_account(books), bank_account(books), outside_account(books, STATE)
    pay(books, GRANT, state, budget, authority.grant)
    interest = cents(-books.balance[AUTHORITY_DEBT, budget] / 100.0 * p.finance_loan_rate / 12.0)
    if interest > 0:
        finance_authority(world, interest)
        pay(books, INTEREST, budget, bank, interest)
    gap = (books.balance[DEPOSITS, budget] - authority.deposit_target) / 100.0
    authority.purchases = max(
        authority.purchases_reference + gap / p.tax_budget_months, p.tax_least_purchases * authority.purchases_reference
    )


@kernel
def settle_bank(world: World, month: int) -> None:
    """Remit the bank's result to its head office (or receive what covers its losses): its own worth is zero."""
    books = world.books
    bank, head = bank_account(books), outside_account(books, HEAD)
    worth = np.int64(0)
    for instrument in range(books.balance.shape[0]):
        worth += books.balance[instrument, bank]
    if worth > 0:
        pay(books, REMITTANCE, bank, head, worth)
    elif worth < 0:
        pay(books, REMITTANCE, head, bank, -worth)
