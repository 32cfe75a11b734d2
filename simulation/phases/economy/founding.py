"""Founding an organisation in a free row, with capital that somebody pays in."""

from simulation.columns import ABSENT, ASSOCIATION, FIRM, INSERTION, NOBODY, ORGANISATION_UID, UNEMPLOYED, World
from simulation.draws import STREAM, uniform, uniform_integer
from simulation.kernels import kernel
from simulation.ledger import bank_account, give_claim, organisation_account, outside_account, pay
from simulation.purposes import ABSENTEES, DEPOSITS, EQUITY, PURPOSE, SAVINGS
from simulation.rows import empty_organisation_row
from simulation.rules.effort import player_type_of

STREAM_ENTRANT = STREAM["entrant"]
STREAM_PLAYER_TYPE = STREAM["player_type"]
STREAM_ENTREPRENEUR = STREAM["entrepreneur"]
STREAM_RANK = STREAM["envelope_rank"]
EQUITY_PAID_IN, SAVINGS_DRAWN = PURPOSE["equity paid in"], PURPOSE["savings withdrawn"]

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
    """Found an organisation; return its row, or -1 when no row is free, no example is there or nobody pays.

    Nothing is moved or emptied before it is known that all three are there. A resident who pays draws on savings for
    what deposits lack.

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
    model = sector_model(world, sector, form)
    if o == NOBODY or model == NOBODY or not can_bring(world, payer, equity):
        return NOBODY
    empty_organisation_row(world, o)
    organisation, example = world.organisations[o], world.organisations[model]
    uid = world.next_uid[ORGANISATION_UID]
    world.next_uid[ORGANISATION_UID] = uid + 1
    organisation.uid = uid
    organisation.alive = 1
    organisation.age = 1
    organisation.sector = sector
    organisation.form = form
    organisation.social_economy = 0 if form == FIRM else 1
    organisation.parcel = parcel if parcel != NOBODY else example.parcel
    organisation.landlord = outside_account(books, ABSENTEES)
    organisation.productivity = example.productivity
    organisation.input_share = example.input_share
    organisation.base_wage = example.base_wage
    organisation.normal_markup = example.normal_markup
    organisation.fte_per_post = example.fte_per_post
    organisation.normal_use = example.normal_use
    organisation.markup = organisation.normal_markup
    organisation.wage_offer = organisation.base_wage
    organisation.unit_cost = 1.0 / (1.0 + organisation.normal_markup)
    organisation.price = example.price
    organisation.land_factor = 1.0
    organisation.group_cost_factor = 1.0
    organisation.adjustment = 1.0
    organisation.posts = p.life_newcomer_posts
    organisation.export_weight = p.life_newcomer_weight
    organisation.expected_sales = organisation.productivity * organisation.fte_per_post * p.life_newcomer_sales
    organisation.demand = organisation.expected_sales
    organisation.revenue_year = 12.0 * organisation.expected_sales
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
def sector_model(world: World, sector: int, form: int) -> int:
    """Living organisation of the sector whose technique a newcomer uses: the first of the same kind of form."""
    fallback = NOBODY
    association = form == ASSOCIATION or form == INSERTION
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 1 and organisation.sector == sector:
            if association == (organisation.form == ASSOCIATION or organisation.form == INSERTION):
                return o
            if fallback == NOBODY:
                fallback = o
    return fallback


@kernel
def find_founder(world: World, month: int, number: int, needed: int) -> int:
    """Resident of the labour force without business, with enough money for the capital, met at random; or none."""
    p, n = world.parameters[0], world.households.shape[0]
    for k in range(p.life_founders_met):
        h = uniform_integer(world.key[0], STREAM_ENTRANT, month, number, k, n)
        household = world.households[h]
        if household.status == ABSENT or household.status > UNEMPLOYED or household.businesses > 0:
            continue
        money = world.books.balance[DEPOSITS, h] + world.books.balance[SAVINGS, h]
        if money >= p.life_founders_wealth * needed:
            return h
    return NOBODY


@kernel
def draw_on_savings(world: World, h: int, amount: int) -> None:
    """Move regulated savings to deposits until these hold ``amount`` cents."""
    books = world.books
    missing = min(amount - books.balance[DEPOSITS, h], books.balance[SAVINGS, h])
    if missing > 0:
        give_claim(books, SAVINGS, bank_account(books), h, -missing)
        pay(books, SAVINGS_DRAWN, bank_account(books), h, missing)
