"""Finance of organisations: rent, interest, principal, new loans, taxes on them, and what is paid out.

The order is the order of priority after wages: taxes, rent, interest, principal, dividends. A firm pays part of
its excess cash to its owners where they live; a cooperative or an association to its staff (bonuses, hours,
training), since nobody else may have it.
"""

import math
from typing import Any

import numpy as np

from simulation.columns import ABSENT, COOPERATIVE, FIRM, MODEL_DECIDES, NOBODY, TALLY, World
from simulation.draws import CITIZENS_SHARES, STREAM, in_turn, uniform, uniform_integer
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import (
    authority_account,
    bank_account,
    cents,
    give_claim,
    organisation_account,
    outside_account,
    pay,
    pay_at_most,
    pole_account,
)
from simulation.phases.economy.credit import borrow, credit_room, payable, usual_outlays
from simulation.phases.economy.plans import is_association, technique_row
from simulation.purposes import (
    ABSENTEES,
    ARREARS,
    CITIZENS_EQUITY,
    DEPOSITS,
    FRANCE,
    LOANS,
    PUBLIC_BANK,
    PUBLIC_LOANS,
    PURPOSE,
    SAVINGS,
    STATE,
)

STREAM_SAVER = STREAM["citizen_saver"]
RENT, INTEREST = PURPOSE["rents of premises"], PURPOSE["interest"]
LET_AGAIN = PURPOSE["premises let again"]
SAVED_RENT, SAVED_INTEREST, RENT_REPLACED = TALLY["saved_rent"], TALLY["saved_interest"], TALLY["rent_replaced"]
LOAN_GRANTED, LOAN_REPAID = PURPOSE["loan granted"], PURPOSE["loan repaid"]
LOCAL_TAX, CORPORATE_TAX = PURPOSE["local taxes"], PURPOSE["corporate tax"]
DIVIDENDS, SUBSIDY = PURPOSE["dividends"], PURPOSE["subsidy to organisation"]
EQUITY_ISSUED = PURPOSE["citizens' equity issued"]
ARREARS_PAID = PURPOSE["arrears paid"]
SAVINGS_DRAWN = PURPOSE["savings withdrawn"]
TALLY_EQUITY = TALLY["citizens_equity_issued"]

FIRST_OFFER, OFFERS = 64, 256
"""First draw of the stream "citizen_saver" for offers of households, and how many organisations one looks at."""


@inline_kernel
def loan_rate(rate: float, premium: float, staff: int, rebate: float) -> float:
    """Yearly rate of a bank loan: the premium fades with size; a pool's bank terms take ``rebate`` off."""
    return max(rate + premium / math.sqrt(max(staff, 1)) - rebate, 0.0)


@inline_kernel
def excess_cash(deposits: int, buffer_months: float, outlays: float) -> int:
    """Deposits above the wanted buffer, cents, never negative."""
    return max(deposits - cents(buffer_months * outlays), 0)


@kernel
def settle_organisations(world: World, month: int) -> None:
    """Pay rent, taxes, interest and principal, borrow or repay, and pay out.

    Taxes that cannot be paid become arrears and interest is added to the loan. Rent that neither cash nor line can pay
    lapses: the ledger keeps arrears of the State and the authority alone, and a landlord claims nothing later.

    A month counts as one in arrears when wages, contributions or taxes, of this month or earlier ones, are still owed
    once all this is done.
    Profit is sales and subsidies less inputs, wages, contributions, rent, interest, local tax and depreciation.
    """
    p, books = world.parameters[0], world.books
    balance = books.balance
    bank, state, absentees = bank_account(books), outside_account(books, STATE), outside_account(books, ABSENTEES)
    budget, public_bank = authority_account(books), outside_account(books, PUBLIC_BANK)
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0:
            continue
        account = organisation_account(books, o)
        organisation.profit_share = 0
        if is_association(organisation.form):
            # Grants balance the account: what an association holds beyond its buffer is taken off.
            spare = excess_cash(balance[DEPOSITS, account], p.finance_buffer_months, usual_outlays(organisation))
            operating = cents(p.production_social_subsidy * organisation.revenue / 100.0)
            operating -= int(p.finance_payout * spare)
            if operating > 0:
                pay(books, SUBSIDY, state, account, operating)
                organisation.subsidy += operating
        value_added = organisation.revenue - organisation.input_cost
        local_tax = max(cents(p.tax_local_organisation * value_added / 100.0), 0)
        local_tax = pay_tax(world, o, local_tax, budget, LOCAL_TAX)
        landlord = organisation.landlord if organisation.landlord >= 0 else absentees
        whole = cents(p.production_rent * organisation.staff)
        vacated = cents(whole / 100.0 * organisation.premises_rebate)
        let_again(world, o, landlord, vacated)
        rent = payable(world, o, whole - vacated)
        if rent > 0:
            pay(books, RENT, account, landlord, rent)
            if landlord < world.households.shape[0]:
                world.households[landlord].income += rent
        rate = loan_rate(p.finance_loan_rate, p.finance_small_premium, organisation.staff, organisation.interest_rebate)
        rate += p.finance_strain_premium * organisation.strain
        interest = pay_interest(world, o, LOANS, bank, rate)
        world.tally[SAVED_INTEREST] += cents(-balance[LOANS, account] / 100.0 * organisation.interest_rebate / 12.0)
        interest += pay_interest(world, o, PUBLIC_LOANS, public_bank, p.finance_loan_rate)
        organisation.other_cost += local_tax + rent + interest
        investment = p.production_investment_share * value_added / 100.0
        profit = (value_added + organisation.subsidy - organisation.wage_cost - organisation.other_cost) / 100.0
        profit -= investment
        tax = 0
        if not is_association(organisation.form) and profit > 0.0:
            tax = pay_tax(world, o, cents(p.tax_corporate * profit), state, CORPORATE_TAX)
        # What an owner at work does without is a cost of staying in business, though nobody pays it.
        forgone = (1.0 + p.labour_contribution_rate) * organisation.pay_forgone / 100.0
        remember_results(organisation, profit - tax / 100.0 - forgone, p.finance_wage_memory_months)
        organisation.strain = strain_of(organisation.profit_year, usual_value_added(world, o), p.life_strain_limit)
        outlays = outlays_of_month(organisation)
        adjust_loans(world, o, value_added / 100.0, outlays)
        organisation.months_in_arrears = organisation.months_in_arrears + 1 if balance[ARREARS, account] < 0 else 0
        excess = excess_cash(balance[DEPOSITS, account], p.finance_buffer_months, outlays)
        paid_out = int(p.finance_payout * excess)
        if paid_out <= 0:
            continue
        if organisation.form == FIRM:
            pay_dividends(world, o, paid_out)
        elif organisation.staff > 0:
            if organisation.activity != NOBODY:
                # Partners of a joint activity are paid next month, all at once (`simulation.phases.poles.activities`).
                organisation.partners_due = int(p.project_partners_part * paid_out)
                paid_out -= organisation.partners_due
            organisation.profit_share = paid_out // organisation.staff


@kernel
def let_again(world: World, o: int, landlord: int, vacated: int) -> None:
    """Let premises that sharing a site leaves empty find tenants from elsewhere; their owner loses till then.

    Parameters
    ----------
    landlord : int
        Account of their owner.
    vacated : int
        Rent that is not paid for them any more, cents.
    """
    organisation, books = world.organisations[o], world.books
    if vacated <= 0:
        organisation.let_again = 0.0
        return
    world.tally[SAVED_RENT] += vacated
    organisation.let_again += (1.0 - organisation.let_again) / world.parameters[0].pooling_reletting_months
    rent = cents(vacated / 100.0 * organisation.let_again)
    # Between owners and tenants who both live elsewhere nothing crosses the border.
    if rent > 0 and landlord < world.households.shape[0]:
        pay(books, LET_AGAIN, outside_account(books, FRANCE), landlord, rent)
        world.households[landlord].income += rent
        world.tally[RENT_REPLACED] += rent


@inline_kernel
def strain_of(profit: float, value_added: float, limit: float) -> float:
    """How far margins are lost, 0 to 1: losses of a year over usual value added, relative to a limit.

    Parameters
    ----------
    profit : float
        Memory of the profit of a year, EUR.
    value_added : float
        Value added of a year that is usual for the staff, EUR: the same loss weighs less on a larger business.
    limit : float
        Part of it at which margins are wholly lost.
    """
    return min(max(-profit, 0.0) / (limit * value_added), 1.0)


@kernel
def usual_value_added(world: World, o: int) -> float:
    """Value added of a year that the staff makes when it neither leads nor lags, EUR; of one post at least."""
    organisation = world.organisations[o]
    technique = world.techniques[technique_row(organisation.sector, organisation.form)]
    work = max(organisation.labour, organisation.fte_per_post)
    return 12.0 * work * technique.productivity * technique.normal_use * (1.0 - technique.input_share)


@inline_kernel
def remember_results(organisation: Any, profit: float, wage_months: float) -> None:
    """Update the memories of profit, sales, wages (over ``wage_months``) and the variance of cash flow, EUR."""
    organisation.profit_year += (profit * 12.0 - organisation.profit_year) / 12.0
    organisation.revenue_year += (organisation.revenue / 100.0 * 12.0 - organisation.revenue_year) / 12.0
    organisation.wage_memory += (organisation.wage_cost / 100.0 - organisation.wage_memory) / wage_months
    deviation = profit - organisation.cash_mean
    organisation.cash_mean += deviation / 12.0
    organisation.cash_variance += (deviation * deviation - organisation.cash_variance) / 12.0


@kernel
def pay_tax(world: World, o: int, due: int, collector: int, purpose: int) -> int:
    """Pay a tax as far as cash and credit go; the rest becomes arrears. Return what was due, cents."""
    if due <= 0:
        return 0
    account = organisation_account(world.books, o)
    paid = payable(world, o, due)
    if paid > 0:
        pay(world.books, purpose, account, collector, paid)
    if paid < due:
        give_claim(world.books, ARREARS, account, collector, due - paid)
    return due


@kernel
def pay_interest(world: World, o: int, instrument: int, lender: int, rate: float) -> int:
    """Pay a month of interest at a yearly ``rate``, add what deposits lack to the loan; return what was due, cents."""
    books = world.books
    account = organisation_account(books, o)
    due = cents(-books.balance[instrument, account] / 100.0 * rate / 12.0)
    if due <= 0:
        return 0
    paid = pay_at_most(books, INTEREST, account, lender, due)
    if paid < due:
        give_claim(books, instrument, account, lender, due - paid)
    return due


@kernel
def adjust_loans(world: World, o: int, value_added: float, outlays: float) -> None:
    """Pay arrears first, then principal; renew loans towards the wanted level while the organisation is profitable."""
    p, books = world.parameters[0], world.books
    balance = books.balance
    organisation = world.organisations[o]
    account, bank = organisation_account(books, o), bank_account(books)
    if balance[ARREARS, account] < 0:
        repay_arrears(world, o)
    memory = organisation.revenue_year / 12.0 * (1.0 - organisation.input_share)
    target = cents(p.finance_loan_months * max(memory, 0.0))
    owed = -balance[LOANS, account]
    due = owed // p.finance_repayment_months
    if owed > target:
        due += (owed - target) // p.finance_adjustment_months
    repaid = min(due, max(balance[DEPOSITS, account] - cents(p.finance_outlays_kept * outlays), 0))
    if repaid > 0:
        pay(books, LOAN_REPAID, account, bank, repaid)
        give_claim(books, LOANS, account, bank, -repaid)
    if owed - repaid < target and organisation.profit_year > 0.0:
        wanted = min((target - owed) // p.finance_adjustment_months + repaid, credit_room(world, o))
        if wanted > 0:
            borrow(world, o, wanted)
    if balance[PUBLIC_LOANS, account] < 0:
        public_bank = outside_account(books, PUBLIC_BANK)
        borrowed = -balance[PUBLIC_LOANS, account]
        instalment = min(borrowed // p.finance_public_loan_months + 1, borrowed, balance[DEPOSITS, account])
        if instalment > 0:
            pay(books, LOAN_REPAID, account, public_bank, instalment)
            give_claim(books, PUBLIC_LOANS, account, public_bank, -instalment)
    elif p.finance_public_loan > 0.0:
        ask_public_bank(world, o, outlays)


@inline_kernel
def outlays_of_month(organisation: Any) -> float:
    """Wages, contributions, inputs, rent, interest, dues and local tax of this month, EUR."""
    return (organisation.wage_cost + organisation.input_cost + organisation.other_cost) / 100.0


@kernel
def holds_less(world: World, o: int, months: float, outlays: float) -> bool:
    """Whether deposits lie below so many months of ``outlays``, EUR a month."""
    return world.books.balance[DEPOSITS, organisation_account(world.books, o)] < cents(months * outlays)


@kernel
def ask_public_bank(world: World, o: int, outlays: float) -> None:
    """Public-bank loan for an organisation short of cash whose turnover passes the eligibility threshold (L669-673)."""
    p, books, organisation = world.parameters[0], world.books, world.organisations[o]
    if (
        not holds_less(world, o, p.finance_outlays_kept, outlays)
        or organisation.revenue_year < p.policy_public_bank_threshold
    ):
        return
    account = organisation_account(books, o)
    amount = cents(min(p.finance_public_loan, outlays))
    if amount > 0:
        lender = outside_account(books, PUBLIC_BANK)
        pay(books, LOAN_GRANTED, lender, account, amount)
        give_claim(books, PUBLIC_LOANS, account, lender, amount)


@kernel
def repay_arrears(world: World, o: int) -> None:
    """Pay tax and wage arrears out of cash: the State (guarantee fund, contributions) first, then the authority."""
    books = world.books
    balance = books.balance
    account = organisation_account(books, o)
    owed = -balance[ARREARS, account]
    for creditor in (outside_account(books, STATE), authority_account(books)):
        # Claims are kept per debtor in total; each creditor is served up to what it holds against all debtors.
        held = min(owed, max(balance[ARREARS, creditor], 0))
        paid = min(held, int(world.parameters[0].finance_arrears_share * balance[DEPOSITS, account]))
        if paid > 0:
            pay(books, ARREARS_PAID, account, creditor, paid)
            give_claim(books, ARREARS, account, creditor, -paid)
            owed -= paid


@kernel
def pay_dividends(world: World, o: int, amount: int) -> None:
    """Pay ``amount`` cents to the owners where they live: the resident, the pole's cross-holders, the rest outside."""
    books, organisation = world.books, world.organisations[o]
    account = organisation_account(books, o)
    local = 0
    if organisation.owner != NOBODY:
        local = int(amount * organisation.owner_share)
        if local > 0:
            pay(books, DIVIDENDS, account, organisation.owner, local)
            world.households[organisation.owner].income += local
    cross = int(amount * organisation.cross_share)
    if cross > 0 and organisation.pole != NOBODY:
        pay(books, DIVIDENDS, account, pole_account(books, organisation.pole), cross)
        world.poles[organisation.pole].own_income += cross
        local += cross
    if amount - local > 0:
        pay(books, DIVIDENDS, account, outside_account(books, ABSENTEES), amount - local)


@kernel
def subscribe(world: World, h: int, o: int, amount: int) -> None:
    """Let a household put ``amount`` cents of regulated savings, not of spending money, into shares of ``o``."""
    books = world.books
    account, bank = organisation_account(books, o), bank_account(books)
    give_claim(books, SAVINGS, bank, h, -amount)
    pay(books, SAVINGS_DRAWN, bank, h, amount)
    pay(books, EQUITY_ISSUED, h, account, amount)
    give_claim(books, CITIZENS_EQUITY, account, h, amount)
    world.authority[0].citizens_equity += amount
    world.tally[TALLY_EQUITY] += amount


@kernel
def is_saver(world: World, h: int) -> bool:
    """Whether a household subscribes when asked: it is told, or it is its habit."""
    told = world.imposed_households[h].subscribe
    return (world.households[h].saver if told == MODEL_DECIDES else told) == 1


@inline_kernel
def has_shares_for_citizens(organisation: Any) -> bool:
    """Whether savers may put money into shares: those of a cooperative that lives and does not lose money.

    An association and an insertion enterprise have no shares; those of a firm belong to its owners.
    """
    return organisation.alive == 1 and organisation.form == COOPERATIVE and organisation.profit_year >= 0.0


@kernel
def place_offers(world: World, month: int, ceiling: int) -> None:
    """Let households that are told to invest find a cooperative that does not lose money, whether or not it asks."""
    key, n = world.key[0], world.organisations.shape[0]
    offered = world.imposed_households.invest
    for h in range(offered.shape[0]):
        share = offered[h]
        if share <= 0.0 or world.households[h].status == ABSENT:
            continue
        amount = int(share * world.books.balance[SAVINGS, h])
        amount = min(amount, ceiling - world.authority[0].citizens_equity)
        if amount <= 0:
            continue
        for k in range(OFFERS):
            o = uniform_integer(key, STREAM_SAVER, month, world.households[h].uid, FIRST_OFFER + k, n)
            if has_shares_for_citizens(world.organisations[o]):
                subscribe(world, h, o, amount)
                break


@kernel
def issue_citizens_equity(world: World, month: int) -> None:
    """Savers subscribe shares of cooperatives that hold less cash than they want, below a tight ceiling."""
    p, books, authority = world.parameters[0], world.books, world.authority[0]
    ceiling = int(p.finance_citizen_saving_ceiling * authority.financial_savings)
    if ceiling <= 0 or authority.citizens_equity >= ceiling:
        return
    key, n = world.key[0], world.households.shape[0]
    largest = cents(p.finance_citizen_subscription)
    asking, count = np.empty(world.organisations.shape[0], np.int64), 0
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if (
            has_shares_for_citizens(organisation)
            and holds_less(world, o, p.finance_buffer_months, outlays_of_month(organisation))
            and uniform(key, STREAM_SAVER, month, organisation.uid, 0) < p.finance_citizen_rate
        ):
            asking[count] = o
            count += 1
    for o in in_turn(asking, count, world.organisations, key, month, CITIZENS_SHARES):
        organisation = world.organisations[o]
        for k in range(1, p.finance_citizens_asked + 1):
            h = uniform_integer(key, STREAM_SAVER, month, organisation.uid, k, n)
            if world.households[h].status == ABSENT or not is_saver(world, h):
                continue
            amount = min(largest, books.balance[SAVINGS, h], ceiling - authority.citizens_equity)
            if amount <= 0:
                continue
            subscribe(world, h, o, amount)
            break
    place_offers(world, month, ceiling)
