"""Succession: what becomes of an organisation whose owner, or whose board, stops.

A small one often finds nobody to follow: its staff takes it over, or it closes. One that finds a successor goes on; the
larger it is, the likelier the successor lives elsewhere, by the law by which owners were found at month 0. Plants of
owners who live elsewhere change hands among them.
"""

from simulation.columns import COOPERATIVE, FIRM, NOBODY, TALLY, World
from simulation.draws import STREAM, uniform
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import give_claim, organisation_account, outside_account, pass_claim, pay
from simulation.phases.economy.credit import borrow, credit_room
from simulation.phases.economy.saving import save_capital
from simulation.phases.economy.valuation import part_of
from simulation.phases.poles.cross_holding import give_back_shares
from simulation.purposes import ABSENTEES, DEPOSITS, EQUITY, PURPOSE
from simulation.rows import lose_owner

STREAM_RETIREMENT, STREAM_BUY_OUT = STREAM["retirement_of_owner"], STREAM["buy_out"]
SALE = PURPOSE["business sale"]
TALLY_BUY_OUTS, TALLY_SOLD = TALLY["buy_outs"], TALLY["sold_outside"]

GOES_ON, STAYS_ALONE = range(2)
"""What a month brings: nobody stops or somebody follows; nobody follows."""


@inline_kernel
def stands_alone(staff: int, successor_size: float) -> float:
    """Chance that nobody follows an owner who stops: it falls with size, as larger ones find a successor."""
    return 1.0 / (1.0 + (staff / successor_size) ** 2)


@inline_kernel
def chance_elsewhere(staff: int, outside_size: float, slope: float, limit: float) -> float:
    """Chance that an owner lives elsewhere, by size: the law of month 0 (`simulation.initial_accounts`)."""
    return min(max(slope * min(staff / outside_size, limit), 0.0), 1.0)


@kernel
def pass_on(world: World, month: int, o: int) -> int:
    """Let an owner or a board stop, at a rate, and look for who follows; return `GOES_ON` or `STAYS_ALONE`."""
    p, organisation, key = world.parameters[0], world.organisations[o], world.key[0]
    if organisation.owner == NOBODY and organisation.form == FIRM:
        return GOES_ON
    rate = p.life_retirement_rate if organisation.form == FIRM else p.life_dissolution_rate
    if uniform(key, STREAM_RETIREMENT, month, organisation.uid, 0) >= rate / 12.0:
        return GOES_ON
    if uniform(key, STREAM_RETIREMENT, month, organisation.uid, 1) < stands_alone(
        organisation.staff, p.life_successor_size
    ):
        return STAYS_ALONE
    if organisation.form == FIRM:
        slope = (1.0 - p.finance_local_owners) * p.finance_outside_slope
        elsewhere = chance_elsewhere(organisation.staff, p.finance_outside_size, slope, p.finance_outside_size_limit)
        if uniform(key, STREAM_RETIREMENT, month, organisation.uid, 2) < p.life_outside_buyers * elsewhere:
            sell_outside(world, o, organisation.book_equity)
            world.tally[TALLY_SOLD] += 1
    return GOES_ON


@kernel
def sell_outside(world: World, o: int, price: int) -> None:
    """Sell a firm to owners who live elsewhere: shares and money change hands, control goes outside.

    What absentees held of the firm changes hands among them, outside.

    Parameters
    ----------
    price : int
        Of the whole capital, cents.
    """
    books, organisation = world.books, world.organisations[o]
    absentees = outside_account(books, ABSENTEES)
    if organisation.owner != NOBODY:
        owner = organisation.owner
        shares = part_of(organisation.book_equity, organisation.owner_share)
        paid = part_of(price, organisation.owner_share)
        if paid > 0:
            pay(books, SALE, absentees, owner, paid)
            save_capital(world, owner, paid)
        if shares != 0:
            pass_claim(books, EQUITY, owner, absentees, shares)
        world.households[owner].businesses -= 1
    lose_owner(organisation)
    organisation.outside_controlled = 1


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
        save_capital(world, organisation.owner, owners)
        world.households[organisation.owner].businesses -= 1
    redeem_shares(world, o, outside_account(books, ABSENTEES), price - owners)
    organisation.book_equity = 0
    lose_owner(organisation)
    organisation.outside_controlled = 0
    organisation.form = COOPERATIVE
    organisation.social_economy = 1
    world.tally[TALLY_BUY_OUTS] += 1
    return True
