"""Production is paid for: net wages to every person with a post, contributions to social security.

An organisation that cannot pay its wages in full is in default: the guarantee fund pays the rest to the staff the
same month, takes the claim (arrears), and the organisation closes at the end of the month. An owner who works in the
business is paid last, out of cash alone, and gets what is left.
"""

import numpy as np

from simulation.columns import AUTHORITY_POST, COMMUTER, EMPLOYED, NOBODY, STATE_POST, World
from simulation.kernels import kernel
from simulation.ledger import (
    authority_account,
    bank_account,
    cents,
    give_claim,
    organisation_account,
    outside_account,
    pay,
    pay_at_most,
)
from simulation.phases.economy.credit import payable, usual_outlays
from simulation.purposes import ARREARS, AUTHORITY_DEBT, DEPOSITS, EMPLOYERS, PURPOSE, STATE

WAGES = PURPOSE["net wages, private local"]
STATE_WAGES = PURPOSE["net wages, State posts"]
AUTHORITY_WAGES = PURPOSE["net wages, authority"]
COMMUTER_WAGES = PURPOSE["net wages, commuters"]
CONTRIBUTIONS = PURPOSE["social contributions"]
GUARANTEE = PURPOSE["wage guarantee"]
LOAN_GRANTED = PURPOSE["loan granted"]


@kernel
def pay_staff(world: World, month: int) -> None:
    """Pay all wages and contributions of the month."""
    p, books = world.parameters[0], world.books
    households, organisations = world.households, world.organisations
    owed, owners = np.zeros(organisations.shape[0], np.int64), np.zeros(organisations.shape[0], np.int64)
    paid_last = np.zeros(households.shape[0], np.bool_)
    for h in range(households.shape[0]):
        if households[h].status == EMPLOYED:
            owed[households[h].employer] += households[h].wage
    fund = outside_account(books, STATE)
    for o in range(organisations.shape[0]):
        if owed[o] == 0:
            continue
        organisation = organisations[o]
        owner = organisation.owner
        if owner != NOBODY and households[owner].status == EMPLOYED and households[owner].employer == o:
            owners[o], paid_last[owner] = households[owner].wage, True
            owed[o] -= owners[o]
        account = organisation_account(books, o)
        organisation.wage_cost = owed[o]
        available = payable(world, o, owed[o])
        if available < owed[o]:
            organisation.in_default = 1
            missing = owed[o] - available
            pay(books, GUARANTEE, fund, account, missing)
            give_claim(books, ARREARS, account, fund, missing)
    state, employers, budget = fund, outside_account(books, EMPLOYERS), authority_account(books)
    authority_wages = 0
    for h in range(households.shape[0]):
        household = households[h]
        wage = household.wage
        if household.status == EMPLOYED:
            if paid_last[h]:
                continue
            pay(books, WAGES, organisation_account(books, household.employer), h, wage)
        elif household.status == COMMUTER:
            pay(books, COMMUTER_WAGES, employers, h, wage)
        elif household.status == STATE_POST:
            pay(books, STATE_WAGES, state, h, wage)
        elif household.status == AUTHORITY_POST:
            finance_authority(world, wage)
            pay(books, AUTHORITY_WAGES, budget, h, wage)
            authority_wages += wage
        else:
            continue
        household.income += wage
    for o in range(organisations.shape[0]):
        if owed[o] == 0:
            continue
        due = cents(p.labour_contribution_rate * owed[o] / 100.0)
        organisation = organisations[o]
        paid = payable(world, o, due)
        if paid > 0:
            pay(books, CONTRIBUTIONS, organisation_account(books, o), state, paid)
        if paid < due:
            give_claim(books, ARREARS, organisation_account(books, o), state, due - paid)
        organisation.wage_cost += due
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 1:
            pay_owner_at_work(world, o, owners[o])
    due = cents(p.labour_contribution_rate * authority_wages / 100.0)
    finance_authority(world, due)
    pay_at_most(books, CONTRIBUTIONS, budget, state, due)


@kernel
def pay_owner_at_work(world: World, o: int, wage: int) -> None:
    """Pay the owner who works in the business as far as its cash goes beyond a reserve; remember what is forgone.

    Parameters
    ----------
    wage : int
        Pay of the post, cents a month; 0 where no owner works in the business.
    """
    p, books, organisation = world.parameters[0], world.books, world.organisations[o]
    organisation.pay_forgone = 0
    if wage == 0:
        return
    account = organisation_account(books, o)
    spare = max(books.balance[DEPOSITS, account] - cents(p.finance_outlays_kept * usual_outlays(organisation)), 0)
    paid = min(wage, int(spare / (1.0 + p.labour_contribution_rate)))
    due = min(cents(p.labour_contribution_rate * paid / 100.0), spare - paid)
    organisation.pay_forgone = wage - paid
    if paid > 0:
        pay(books, WAGES, account, organisation.owner, paid)
        world.households[organisation.owner].income += paid
        pay(books, CONTRIBUTIONS, account, outside_account(books, STATE), due)
        organisation.wage_cost += paid + due


@kernel
def finance_authority(world: World, amount: int) -> None:
    """Let the authority borrow from the bank what its deposits lack for a payment of ``amount`` cents."""
    books = world.books
    budget = authority_account(books)
    missing = amount - books.balance[DEPOSITS, budget]
    if missing > 0:
        bank = bank_account(books)
        pay(books, LOAN_GRANTED, bank, budget, missing)
        give_claim(books, AUTHORITY_DEBT, budget, bank, missing)
