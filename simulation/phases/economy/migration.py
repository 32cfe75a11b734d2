"""People come and go: across the border of the territory, and in and out of the labour force.

Who has no post leaves at a rate, and others come to look for one; both answer to unemployment, pay and the price of
housing here, each relative to its reference. Whoever comes resembles somebody who looks for a post here. People
without a post give up looking, others begin to look: activity, too, answers to unemployment. Nobody is born, ages or
dies.
"""

from simulation.columns import ABSENT, INACTIVE, NOBODY, TALLY, UNEMPLOYED, World
from simulation.draws import STREAM, uniform, uniform_integer
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import cents, give_claim, outside_account, pass_claim, pay
from simulation.phases.economy.saving import draw_on_savings, save
from simulation.phases.land.land_titles import pass_parcels
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
from simulation.rows import leave_household_row, take_household_row

STREAM_EMIGRATION = STREAM["emigration"]
STREAM_IMMIGRATION, STREAM_IMMIGRANT = STREAM["immigration"], STREAM["immigrant"]
MIGRATION, HOUSE_SALE = PURPOSE["migration"], PURPOSE["land sale"]
TALLY_EMIGRANTS, TALLY_IMMIGRANTS = TALLY["emigrants"], TALLY["immigrants"]
TALLY_ACTIVE, TALLY_INACTIVE = TALLY["became_active"], TALLY["became_inactive"]

LEAST_UNEMPLOYMENT = 0.01
"""Unemployment below which its fall draws nobody more, share of the labour force."""

PAY_MEMORY = 36.0
"""Months of the burn-in over which offered pay is remembered as that of rest."""

PEOPLE_MET = 256
"""Residents among whom a newcomer's like is looked for: one in ten or so has no post."""


@inline_kernel
def pull_of_place(
    unemployment: float,
    pay: float,
    housing: float,
    to_unemployment: float,
    to_pay: float,
    to_housing: float,
    most: float,
) -> float:
    """How a place draws people, relative to its reference: 1 at rest, within ``most`` and one over it.

    Parameters
    ----------
    unemployment, pay, housing : float
        Unemployment rate, offered pay and price of housing, each over its reference.
    to_unemployment, to_pay, to_housing : float
        Elasticities, none below 0: unemployment and dear housing drive away, pay draws.
    """
    pull = unemployment**-to_unemployment * pay**to_pay * housing**-to_housing
    return min(max(pull, 1.0 / most), most)


@kernel
def offered_pay(world: World) -> float:
    """Pay that organisations offer over their reference pay, weighted by staff; 1 where there are none."""
    organisations = world.organisations
    offered, reference = 0.0, 0.0
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 1:
            offered += organisations[o].staff * organisations[o].wage_offer
            reference += organisations[o].staff * organisations[o].base_wage
    return offered / reference if reference > 0.0 else 1.0


@kernel
def pull_now(world: World, month: int) -> float:
    """Pull of the territory at the last month end; what offered pay is at rest is learnt in the burn-in."""
    p, authority, pay = world.parameters[0], world.authority[0], offered_pay(world)
    if month <= 0:
        authority.pay_reference += (pay - authority.pay_reference) / PAY_MEMORY
    unemployment = max(authority.unemployment_rate, LEAST_UNEMPLOYMENT) / authority.unemployment_reference
    return pull_of_place(
        unemployment,
        pay / authority.pay_reference,
        authority.housing_index,
        p.migration_answer_to_unemployment,
        p.migration_answer_to_pay,
        p.migration_answer_to_housing,
        p.migration_largest_pull,
    )


@kernel
def emigrate(world: World, h: int) -> None:
    """Leave, as an unemployed person, with deposits and savings; dwelling, loans, shares pass to absentee owners."""
    books = world.books
    balance, absentees, france = books.balance, outside_account(books, ABSENTEES), outside_account(books, FRANCE)
    draw_on_savings(world, h, balance[SAVINGS, h])
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
def somebody_alike(world: World, month: int, number: int) -> int:
    """Resident without post or business, met at random, whom a newcomer resembles; or none.

    So those who come are like those who leave, and moves at rest change neither pay nor how wealth is shared.
    """
    for k in range(PEOPLE_MET):
        h = uniform_integer(world.key[0], STREAM_IMMIGRANT, month, number, k, world.households.shape[0])
        household = world.households[h]
        if household.status == UNEMPLOYED and household.businesses == 0:
            return h
    return NOBODY


@kernel
def dwellings_for_sale(world: World) -> int:
    """Dwellings of owners who live elsewhere at book value, cents."""
    absentees = outside_account(world.books, ABSENTEES)
    left = world.books.balance[HOUSING_LAND, absentees]
    for row in range(world.parcels.shape[0]):
        if world.parcels[row].owner == absentees:
            left -= world.parcels[row].value
    return max(left, 0)


@kernel
def immigrate(world: World, month: int, h: int, number: int) -> None:
    """Take an empty row: a job seeker with the ability, the skill and the wealth of somebody who lives here.

    The wealth comes from elsewhere; a dwelling is bought of owners who live elsewhere, as those are who have left, and
    its loan taken over; where there is none for sale, a newcomer keeps what it has elsewhere.
    """
    p, books = world.parameters[0], world.books
    alike, france = somebody_alike(world, month, number), outside_account(books, FRANCE)
    household = world.households[h]
    take_household_row(world, h)
    household.last_wage = cents(p.labour_minimum_wage)
    household.income_last = cents(p.tax_assistance)
    if alike == NOBODY:
        return
    like, balance = world.households[alike], books.balance
    household.ability, household.sector = like.ability, like.sector
    household.deposit_target = like.deposit_target
    elsewhere = balance[OUTSIDE_ASSETS, alike]
    dwelling, loan = max(balance[HOUSING_LAND, alike] - like.land_value, 0), 0
    if dwelling > 0:
        for_sale = dwellings_for_sale(world)
        elsewhere += max(dwelling - for_sale, 0)
        dwelling = min(dwelling, for_sale)
        owed_elsewhere = -balance[HOUSING_LOANS, outside_account(books, ABSENTEES)]
        loan = max(min(-balance[HOUSING_LOANS, alike], owed_elsewhere, dwelling), 0)
    savings = balance[SAVINGS, alike]
    pay(books, MIGRATION, france, h, balance[DEPOSITS, alike] + savings + dwelling - loan)
    save(world, h, savings)
    if dwelling > 0:
        absentees = outside_account(books, ABSENTEES)
        pay(books, HOUSE_SALE, h, absentees, dwelling - loan)
        pass_claim(books, HOUSING_LAND, absentees, h, dwelling)
        pass_claim(books, HOUSING_LOANS, absentees, h, -loan)
    if elsewhere > 0:
        give_claim(books, OUTSIDE_ASSETS, outside_account(books, HEAD), h, elsewhere)


@kernel
def migrate(world: World, month: int) -> None:
    """Let people without post or business leave or stop looking, others come or begin; at rest as many do."""
    p, key, authority = world.parameters[0], world.key[0], world.authority[0]
    pull = pull_now(world, month) if p.migration_rate > 0.0 else 1.0
    leaving, (stopping, beginning) = p.migration_rate / pull, activity_hazards(world)
    emigrants, inactive, active = 0, 0, 0
    for h in range(world.households.shape[0]):
        household = world.households[h]
        if household.status == UNEMPLOYED and household.businesses == 0:
            draw = uniform(key, STREAM_EMIGRATION, month, household.uid, 0)
            if draw < leaving:
                emigrate(world, h)
                emigrants += 1
            elif draw < leaving + stopping:
                household.status = INACTIVE
                household.pension = cents(p.tax_assistance)
                inactive += 1
        elif household.status == INACTIVE and beginning > 0.0:
            if uniform(key, STREAM_EMIGRATION, month, household.uid, 0) < beginning:
                household.status = UNEMPLOYED
                household.months_unemployed = 0
                household.last_wage = 0
                household.pension = 0
                active += 1
    world.tally[TALLY_EMIGRANTS] += emigrants
    world.tally[TALLY_INACTIVE] += inactive
    world.tally[TALLY_ACTIVE] += active
    if emigrants > 0:
        pass_premises(world)
    expected = p.migration_rate * authority.unemployment_reference * authority.labour_force_reference * pull
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


@kernel
def activity_hazards(world: World) -> tuple[float, float]:
    """Chance of a month that who has no post stops looking, and that who is inactive begins; at rest as many do."""
    p, authority = world.parameters[0], world.authority[0]
    if p.activity_leaving_rate <= 0.0 or authority.inactive_reference == 0:
        return 0.0, 0.0
    unemployment = max(authority.unemployment_rate, LEAST_UNEMPLOYMENT) / authority.unemployment_reference
    discouraged = unemployment**p.activity_answer
    jobless = authority.unemployment_reference * authority.labour_force_reference
    begin = p.activity_leaving_rate * jobless / authority.inactive_reference
    return p.activity_leaving_rate * discouraged, begin * p.activity_pull / discouraged
