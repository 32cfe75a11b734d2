"""Lives of organisations and moves of people: exit, worker buy-outs, entry, migration.

Yearly exit of 8-11 % (V1) is a target met by two causes, not a hazard drawn: insolvency is endogenous (default on
wages, own funds gone, losses without end), retirement of a resident owner without successor is a rate. Nothing here
looks at membership of a pole.
"""

from simulation.columns import (
    ABSENT,
    ASSOCIATION,
    COOPERATIVE,
    FIRM,
    INSERTION,
    NOBODY,
    TALLY,
    UNEMPLOYED,
    World,
)
from simulation.declared.sectors import CULTURE, SERVICES
from simulation.draws import STREAM, standard_normal, uniform, uniform_integer
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import bank_account, cents, give_claim, organisation_account, outside_account, pass_claim, pay
from simulation.phases.economy.credit import borrow, credit_room
from simulation.phases.economy.founding import find_founder, found_organisation
from simulation.phases.economy.labour import take_post
from simulation.phases.economy.liquidation import INSOLVENCY, OTHER, RETIREMENT, chain_staff, close_organisation
from simulation.phases.economy.valuation import own_funds, part_of
from simulation.phases.land.land_titles import pass_parcels
from simulation.phases.poles.cross_holding import give_back_shares
from simulation.purposes import (
    ABSENTEES,
    CITIZENS_EQUITY,
    DEPOSITS,
    EQUITY,
    FRANCE,
    HEAD,
    HOUSING_LAND,
    HOUSING_LOANS,
    OUTSIDE_ASSETS,
    PURPOSE,
    SAVINGS,
)
from simulation.rows import leave_household_row, lose_owner, take_household_row

STREAM_RETIREMENT, STREAM_ENTRY = STREAM["retirement_of_owner"], STREAM["entry"]
STREAM_BUY_OUT, STREAM_EMIGRATION = STREAM["buy_out"], STREAM["emigration"]
STREAM_IMMIGRATION, STREAM_IMMIGRANT = STREAM["immigration"], STREAM["immigrant"]
MIGRATION, EQUITY_PAID_IN = PURPOSE["migration"], PURPOSE["equity paid in"]
SALE, SAVINGS_DRAWN = PURPOSE["business sale"], PURPOSE["savings withdrawn"]
TALLY_ENTRIES, TALLY_BUY_OUTS = TALLY["entries"], TALLY["buy_outs"]
TALLY_EMIGRANTS, TALLY_IMMIGRANTS = TALLY["emigrants"], TALLY["immigrants"]

NUMBERS_A_SECTOR = 100_000
"""Numbers of the draws of foundings kept for each sector."""

LEAST_UNEMPLOYMENT = 0.01
"""Unemployment below which its fall draws nobody more, share of the labour force."""


@inline_kernel
def retirement_hazard(rate: float, staff: int, successor_size: float) -> float:
    """Monthly chance that the owner stops without successor: falls with size, as larger ones find one."""
    return rate / 12.0 / (1.0 + (staff / successor_size) ** 2)


@kernel
def must_close(world: World, o: int) -> bool:
    """Whether an organisation is insolvent: default on wages, or own funds gone with long arrears or long losses."""
    p, organisation = world.parameters[0], world.organisations[o]
    if organisation.in_default == 1:
        return True
    if own_funds(world, o) >= 0:
        return False
    late = organisation.months_in_arrears
    return (late > 0 and late >= p.life_arrears_patience) or organisation.loss_months > p.life_loss_patience


@kernel
def close_failing(world: World, month: int) -> None:
    """Close what is insolvent, what is given up after long losses, and what finds no successor for a resident owner.

    Nobody retires from a cooperative, an association or a plant whose owners all live elsewhere.
    """
    p, key = world.parameters[0], world.key[0]
    # Nobody is hired in this phase, and who loses a post loses it with the organisation: one chain serves all closings.
    first, following = chain_staff(world)
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0 or organisation.age < 2:
            continue
        if must_close(world, o):
            close_organisation(world, month, o, INSOLVENCY, first, following)
        elif organisation.loss_months > p.life_hopeless_patience * p.life_loss_patience:
            close_organisation(world, month, o, OTHER, first, following)
        elif organisation.owner != NOBODY:
            hazard = retirement_hazard(p.life_retirement_rate, organisation.staff, p.life_successor_size)
            if uniform(key, STREAM_RETIREMENT, month, organisation.uid, 0) < hazard:
                if not bought_out(world, month, o):
                    close_organisation(world, month, o, RETIREMENT, first, following)


@kernel
def cash_beyond_wages(world: World, o: int) -> int:
    """Deposits of an organisation above one month of wages, cents, never negative."""
    deposits = world.books.balance[DEPOSITS, organisation_account(world.books, o)]
    return max(deposits - world.organisations[o].wage_cost, 0)


@kernel
def redeem_shares(world: World, o: int, holder: int, amount: int) -> None:
    """Pay a holder ``amount`` cents for shares of that book value, which are no more."""
    if amount > 0:
        account = organisation_account(world.books, o)
        pay(world.books, SALE, account, holder, amount)
        give_claim(world.books, EQUITY, account, holder, -amount)


@kernel
def bought_out(world: World, month: int, o: int) -> bool:
    """Staff take over a viable firm whose owner stops, as a cooperative (L624-626); return whether they do.

    Whoever holds its shares is paid their book value, out of the firm's own cash above one month of wages and of what
    the bank lends on its line; where these do not suffice there is no buy-out. Own funds made since the shares were
    last valued stay as an indivisible reserve.
    """
    p, organisation, books = world.parameters[0], world.organisations[o], world.books
    if organisation.form != FIRM or organisation.staff < p.life_buy_out_staff or organisation.profit_year <= 0.0:
        return False
    chance = min(p.life_buy_out_rate + p.policy_buy_out_right, 1.0)
    if uniform(world.key[0], STREAM_BUY_OUT, month, organisation.uid, 0) >= chance:
        return False
    price = organisation.book_equity
    if cash_beyond_wages(world, o) + credit_room(world, o) < price:
        return False
    # Shares that its pole holds go first: a cooperative has none. What the pole gives back is cash of the firm.
    give_back_shares(world, o)
    lacking = price - cash_beyond_wages(world, o)
    if lacking > 0:
        borrow(world, o, lacking)
    owners = 0
    if organisation.owner != NOBODY:
        owners = part_of(price, organisation.owner_share)
        redeem_shares(world, o, organisation.owner, owners)
        world.households[organisation.owner].businesses -= 1
    redeem_shares(world, o, outside_account(books, ABSENTEES), price - owners)
    organisation.book_equity = 0
    lose_owner(organisation)
    organisation.outside_controlled = 0
    organisation.form = COOPERATIVE
    organisation.social_economy = 1
    world.tally[TALLY_BUY_OUTS] += 1
    return True


@kernel
def newcomers_form(world: World, sector: int, draw: float) -> int:
    """Legal form of a newcomer: social economy as often as in the sector's jobs, its forms as at month 0."""
    p = world.parameters[0]
    share = world.sectors[sector].social_economy_share
    if draw >= share:
        return FIRM
    part = draw / share
    if part < p.population_cooperative_part:
        return COOPERATIVE
    if part < p.population_cooperative_part + p.population_insertion_part:
        return INSERTION
    return ASSOCIATION if sector == SERVICES or sector == CULTURE else COOPERATIVE


@kernel
def found_newcomers(world: World, month: int) -> None:
    """Foundings by sector: as many a year as organisations of month 0 times the rate, more where demand grew."""
    p, key = world.parameters[0], world.key[0]
    equity = cents(p.life_founding_equity)
    for s in range(world.sector_state.shape[0]):
        state = world.sector_state[s]
        if state.reference_organisations == 0 or state.reference_demand <= 0.0:
            continue
        signal = (state.demand_memory / state.reference_demand) ** p.life_entry_response
        chance = min(p.life_entry_rate / 12.0 * signal * (1.0 + p.policy_support_chain), 1.0)
        for i in range(state.reference_organisations):
            number = s * NUMBERS_A_SECTOR + i
            if uniform(key, STREAM_ENTRY, month, number, 0) >= chance:
                continue
            founder = find_founder(world, month, number, equity)
            if founder == NOBODY:
                continue
            site = world.households[founder].parcel
            form = newcomers_form(world, s, uniform(key, STREAM_ENTRY, month, number, 1))
            o = found_organisation(world, month, s, form, founder, equity, founder, site)
            if o == NOBODY:
                continue
            if world.households[founder].status == UNEMPLOYED:
                take_post(world, founder, o)
            world.tally[TALLY_ENTRIES] += 1


@kernel
def emigrate(world: World, h: int) -> None:
    """Leave, as an unemployed person, with deposits and savings; dwelling, loans, shares pass to absentee owners."""
    books = world.books
    balance, absentees, france = books.balance, outside_account(books, ABSENTEES), outside_account(books, FRANCE)
    savings = balance[SAVINGS, h]
    if savings > 0:
        bank = bank_account(books)
        give_claim(books, SAVINGS, bank, h, -savings)
        pay(books, SAVINGS_DRAWN, bank, h, savings)
    if balance[OUTSIDE_ASSETS, h] > 0:
        give_claim(books, OUTSIDE_ASSETS, outside_account(books, HEAD), h, -balance[OUTSIDE_ASSETS, h])
    if world.households[h].land_value > 0:
        pass_parcels(world, h, absentees)
    for instrument in (HOUSING_LAND, HOUSING_LOANS, CITIZENS_EQUITY, EQUITY):
        if balance[instrument, h] != 0:
            pass_claim(books, instrument, h, absentees, balance[instrument, h])
    if balance[DEPOSITS, h] > 0:
        pay(books, MIGRATION, h, france, balance[DEPOSITS, h])
    leave_household_row(world, h)


@kernel
def pass_premises(world: World) -> None:
    """Let whoever has left go on owning its premises from elsewhere: their rent is an absentee's from now on."""
    absentees = outside_account(world.books, ABSENTEES)
    for o in range(world.organisations.shape[0]):
        landlord = world.organisations[o].landlord
        if 0 <= landlord < world.households.shape[0] and world.households[landlord].status == ABSENT:
            world.organisations[o].landlord = absentees


@kernel
def immigrate(world: World, month: int, h: int, number: int) -> None:
    """Take an empty row: a job seeker of any sector's skill, with the deposits of some months of assistance."""
    p, books = world.parameters[0], world.books
    household = world.households[h]
    take_household_row(world, h)
    household.ability = standard_normal(world.key[0], STREAM_IMMIGRANT, month, number, 0)
    household.sector = uniform_integer(world.key[0], STREAM_IMMIGRANT, month, number, 2, world.sectors.shape[0])
    household.last_wage = cents(p.labour_minimum_wage)
    carried = cents(p.life_newcomer_months * p.tax_assistance)
    pay(books, MIGRATION, outside_account(books, FRANCE), h, carried)
    household.deposit_target = carried
    household.income_last = cents(p.tax_assistance)


@kernel
def migrate(world: World, month: int) -> None:
    """Unemployed people without a business leave at a rate; as many come as left at the reference unemployment."""
    p, key, authority = world.parameters[0], world.key[0], world.authority[0]
    if p.life_emigration_rate <= 0.0:
        return
    left = 0
    for h in range(world.households.shape[0]):
        household = world.households[h]
        if household.status == UNEMPLOYED and household.businesses == 0:
            if uniform(key, STREAM_EMIGRATION, month, household.uid, 0) < p.life_emigration_rate:
                emigrate(world, h)
                left += 1
    world.tally[TALLY_EMIGRANTS] += left
    if left > 0:
        pass_premises(world)
    reference = authority.unemployment_reference
    pull = reference / max(authority.unemployment_rate, LEAST_UNEMPLOYMENT)
    expected = p.life_emigration_rate * reference * authority.labour_force_reference * min(pull, p.life_largest_pull)
    arrivals = int(expected)
    if uniform(key, STREAM_IMMIGRATION, month, 0, 0) < expected - arrivals:
        arrivals += 1
    h = 0
    for number in range(arrivals):
        while h < world.households.shape[0] and world.households[h].status != ABSENT:
            h += 1
        if h == world.households.shape[0]:
            return
        immigrate(world, month, h, number)
        world.tally[TALLY_IMMIGRANTS] += 1
