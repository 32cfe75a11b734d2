"""Founding an organisation in a free row, with capital that somebody pays in."""

import math

from simulation.columns import ABSENT, FIRM, NOBODY, ORGANISATION_UID, UNEMPLOYED, World
from simulation.draws import STREAM, standard_normal, uniform, uniform_integer
from simulation.kernels import kernel
from simulation.ledger import bank_account, give_claim, organisation_account, outside_account, pay
from simulation.phases.economy.plans import technique_row, wanted_price
from simulation.phases.economy.productivity import gain_of_equipment
from simulation.phases.economy.saving import draw_on_savings, wealth_of
from simulation.purposes import ABSENTEES, DEPOSITS, EQUITY, PURPOSE, SAVINGS
from simulation.rows import empty_organisation_row
from simulation.rules.effort import player_type_of

STREAM_ENTRANT = STREAM["entrant"]
STREAM_PLAYER_TYPE = STREAM["player_type"]
STREAM_ENTREPRENEUR = STREAM["entrepreneur"]
STREAM_RANK = STREAM["envelope_rank"]
STREAM_LANDLORD = STREAM["landlord"]
STREAM_LEAD = STREAM["productivity_drawn"]
EQUITY_PAID_IN = PURPOSE["equity paid in"]

MEETINGS = 96
"""People met at random at most when a founder is looked for; some are retired or have a business."""

REST_MONTHS = 2
"""Months a row stays empty after a closing, so that no customer or supplier mistakes a newcomer for its old seller."""


@kernel
def free_row(world: World, month: int) -> int:
    """First row free to be reused, or none."""
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0 and (organisation.age == 0 or month - organisation.closed >= REST_MONTHS):
            return o
    return NOBODY


@kernel
def found_organisation(
    world: World, month: int, sector: int, form: int, founder: int, equity: int, payer: int, parcel: int
) -> int:
    """Found an organisation; return its row, or -1 when no row is free or nobody pays.

    Nothing is moved or emptied before it is known that both are there. A resident who pays draws on savings
    first. A newcomer works by the technique of its sector and kind of form, and draws how far it leads or
    lags behind it.

    Parameters
    ----------
    sector, form : int
        Position in SECTORS; legal form.
    founder : int
        Resident household that owns a firm, or -1.
    equity : int
        Capital paid in, cents, from the account ``payer``.
    parcel : int
        Site, or -1.
    """
    p, books = world.parameters[0], world.books
    o = free_row(world, month)
    if o == NOBODY or not can_bring(world, payer, equity):
        return NOBODY
    empty_organisation_row(world, o)
    organisation = world.organisations[o]
    technique = world.techniques[technique_row(sector, form)]
    uid = world.next_uid[ORGANISATION_UID]
    world.next_uid[ORGANISATION_UID] = uid + 1
    organisation.uid = uid
    organisation.alive = 1
    organisation.age = 1
    organisation.sector = sector
    organisation.form = form
    organisation.social_economy = 0 if form == FIRM else 1
    organisation.parcel = parcel
    organisation.landlord = find_landlord(world, uid)
    organisation.lead = p.productivity_spread * standard_normal(world.key[0], STREAM_LEAD, 0, uid, 0)
    # It begins without equipment of its own.
    without = gain_of_equipment(0.0, 1.0, p.productivity_equipment_elasticity, p.productivity_equipment_reach)
    knowledge = organisation.lead - p.productivity_newcomer_gap + without
    organisation.productivity = technique.productivity * math.exp(knowledge)
    organisation.input_share = technique.input_share
    organisation.base_wage = technique.base_wage
    organisation.normal_markup = technique.normal_markup
    organisation.fte_per_post = technique.fte_per_post
    organisation.normal_use = technique.normal_use
    organisation.markup = organisation.normal_markup
    organisation.wage_offer = organisation.base_wage
    work = organisation.base_wage * (1.0 + p.labour_contribution_rate)
    organisation.unit_cost = work / (organisation.productivity * organisation.normal_use) + organisation.input_share
    organisation.price = wanted_price(
        organisation.unit_cost,
        organisation.markup,
        world.sectors[sector].outside_price,
        p.price_pass_through,
        p.price_outside_gap,
    )
    organisation.land_factor = 1.0
    organisation.group_cost_factor = 1.0
    organisation.adjustment = 1.0
    organisation.posts = p.life_newcomer_posts
    organisation.export_weight = p.life_newcomer_weight
    organisation.expected_sales = organisation.productivity * organisation.fte_per_post * p.life_newcomer_sales
    organisation.demand = organisation.expected_sales
    organisation.revenue_year = 12.0 * organisation.expected_sales
    # It believes in its plan until results say otherwise (Jovanovic 1982).
    organisation.profit_year = p.life_planned_margin * organisation.revenue_year
    organisation.rank = uniform(world.key[0], STREAM_RANK, 0, uid, 0)
    draw = uniform(world.key[0], STREAM_PLAYER_TYPE, 0, uid, 0)
    organisation.player_type = player_type(world, draw)
    p = world.parameters[0]
    if uniform(world.key[0], STREAM_ENTREPRENEUR, 0, uid, 0) < p.project_entrepreneur_share:
        organisation.entrepreneur = 1
    organisation.belief = p.trust_initial
    account = organisation_account(books, o)
    if equity > 0:
        if payer < world.households.shape[0]:
            draw_on_savings(world, payer, equity)
        pay(books, EQUITY_PAID_IN, payer, account, equity)
    if form == FIRM:
        owner_account = outside_account(books, ABSENTEES)
        if founder != NOBODY:
            organisation.owner = founder
            organisation.owner_share = 1.0
            owner_account = founder
            world.households[founder].businesses += 1
        else:
            organisation.outside_controlled = 1
        give_claim(books, EQUITY, account, owner_account, equity)
        organisation.book_equity = equity
    return o


@kernel
def can_bring(world: World, payer: int, amount: int) -> bool:
    """Whether an account holds ``amount`` cents: a resident in deposits and savings, nobody outside is asked."""
    balance = world.books.balance
    if payer >= bank_account(world.books):
        return True
    savings = balance[SAVINGS, payer] if payer < world.households.shape[0] else 0
    return balance[DEPOSITS, payer] + savings >= amount


@kernel
def player_type(world: World, draw: float) -> int:
    """Player type by the shares of the experiments (facts.md 4)."""
    p = world.parameters[0]
    return player_type_of(draw, p.stance_share_conditional, p.stance_share_free_rider, p.stance_share_hump)


@kernel
def find_founder(world: World, month: int, number: int, needed: int) -> int:
    """Founder: the wealthiest of a few of the labour force met at random who have no business; or none.

    It needs enough money for the capital. Wealth makes founding likelier (Evans & Jovanovic 1989); at month 0, too,
    owners stand among the wealthiest.
    """
    p, n = world.parameters[0], world.households.shape[0]
    best, most, met = NOBODY, 0, 0
    for k in range(MEETINGS):
        h = uniform_integer(world.key[0], STREAM_ENTRANT, month, number, k, n)
        household = world.households[h]
        if household.status == ABSENT or household.status > UNEMPLOYED or household.businesses > 0:
            continue
        money = world.books.balance[DEPOSITS, h] + world.books.balance[SAVINGS, h]
        if money >= p.life_founders_wealth * needed and wealth_of(world, h) > most:
            best, most = h, wealth_of(world, h)
        met += 1
        if met == p.life_founders_met:
            break
    return best


@kernel
def find_landlord(world: World, uid: int) -> int:
    """Account of the owner of the premises of a newcomer: a wealthy resident as often as at month 0, or elsewhere."""
    p = world.parameters[0]
    if uniform(world.key[0], STREAM_LANDLORD, 0, uid, 0) < p.production_local_landlords:
        best, most = NOBODY, 0
        for k in range(p.life_founders_met):
            h = uniform_integer(world.key[0], STREAM_LANDLORD, 0, uid, 1 + k, world.households.shape[0])
            if world.households[h].status != ABSENT and wealth_of(world, h) > most:
                best, most = h, wealth_of(world, h)
        if best != NOBODY:
            return best
    return outside_account(world.books, ABSENTEES)
