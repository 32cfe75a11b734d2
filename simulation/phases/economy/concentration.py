"""Concentration: an outside group with increasing returns buys up or outcompetes independents (L146-149).

One sector is concerned (``concentration.sector``; ``none`` is off). The group works at a unit cost that falls
with its units, popularity feeds on itself (Salganik, Dodds & Watts 2006), and now and then the group bids for
an independent firm; the authority may take over associations, which cannot be sold. An independent refuses
when it asks more than the group would gain: nothing depends on being in a pole, whose members resist by their
costs and their cash alone.
"""

import math
from typing import Any

from simulation.columns import ASSOCIATION, FIRM, MAJORITY, NOBODY, TALLY, World
from simulation.draws import STREAM, uniform
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import authority_account, cents, organisation_account, pay_at_most
from simulation.phases.economy.succession import sell_outside
from simulation.purposes import PURPOSE

STREAM_TAKE_OVER = STREAM["take_over"]
STREAM_PUBLIC = STREAM["public_take_over"]
SUBSIDY = PURPOSE["subsidy to organisation"]
TALLY_TAKE_OVERS = TALLY["take_overs"]

NO_SECTOR, FIRST_SECTOR = range(2)
"""Positions in ``concentration.sector``: none, then the sectors in their order."""

WEAKEST, MOST_ATTRACTIVE = range(2)
"""Targets of the group (``concentration.target``)."""


@inline_kernel
def group_cost(units: int, elsewhere: int, returns: float, lowest: float) -> float:
    """Return unit cost of the group over that of an independent: ``units^-returns``, bounded below."""
    return max(max(units + elsewhere, 1) ** (-returns), lowest)


@inline_kernel
def popularity_pull(sales: float, mean_sales: float, popularity: float, largest: float) -> float:
    """Appeal towards which popularity draws a seller, log: ``popularity ln(sales / mean)``, within ``largest``.

    With ``popularity`` below 1 an advantage is multiplied by ``1 / (1 - popularity)``; from 1 on the winner
    takes all.
    """
    if sales <= 0.0 or mean_sales <= 0.0:
        return 0.0
    return min(max(popularity * math.log(sales / mean_sales), -largest), largest)


@inline_kernel
def reservation_price(book: float, profit: float, years: float, attachment: float, healthy: bool) -> float:
    """Price asked by the owner, EUR: book equity and capitalised profit, with a premium when it goes well.

    Parameters
    ----------
    book, profit : float
        Book equity, EUR; profit of a year, EUR.
    years : float
        Years of profit that a price contains.
    attachment : float
        Premium on the capitalised profit asked by an owner whose cash flow is healthy, share.
    healthy : bool
        Whether cash flow is positive and nothing is owed.
    """
    worth = years * max(profit, 0.0)
    return book + worth * (1.0 + attachment) if healthy else book + worth


@inline_kernel
def offered_price(book: float, profit: float, cost: float, saving: float, years: float) -> float:
    """Price offered by the group, EUR: book equity, capitalised profit and saving on a year's cost."""
    return book + years * max(profit + saving * cost, 0.0)


@kernel
def concentrate(world: World, month: int) -> None:
    """Live one month of concentration in the sector concerned."""
    p = world.parameters[0]
    if p.concentration_sector == NO_SECTOR:
        return
    sector = p.concentration_sector - FIRST_SECTOR
    units, count, sales = 0, 0, 0.0
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 1 and organisation.sector == sector:
            count += 1
            sales += organisation.revenue_year
            units += organisation.outside_group
    if count == 0:
        return
    cost = group_cost(units, p.concentration_units_elsewhere, p.concentration_returns, p.concentration_lowest_cost)
    largest = p.concentration_largest_pull
    speed = p.concentration_popularity * (1.0 - p.demand_appeal_persistence)
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0 or organisation.sector != sector:
            continue
        organisation.group_cost_factor = cost if organisation.outside_group == 1 else 1.0
        if speed > 0.0:
            pull = popularity_pull(organisation.revenue_year, sales / count, p.concentration_popularity, largest)
            organisation.appeal += (1.0 - p.demand_appeal_persistence) * pull
        if organisation.public_control == 1:
            cover_deficit(world, o)
    if uniform(world.key[0], STREAM_TAKE_OVER, month, 0, 0) < p.concentration_take_over_rate / 12.0:
        next_cost = group_cost(
            units + 1, p.concentration_units_elsewhere, p.concentration_returns, p.concentration_lowest_cost
        )
        bid_for_independent(world, sector, 1.0 - next_cost)
    if uniform(world.key[0], STREAM_PUBLIC, month, 0, 0) < p.concentration_public_take_over_rate / 12.0:
        take_over_publicly(world, sector)


@inline_kernel
def margin(organisation: Any) -> float:
    """Profit of a year over sales of a year."""
    return organisation.profit_year / max(organisation.revenue_year, 1.0)


@kernel
def target_of_group(world: World, sector: int) -> int:
    """Return the independent firm for which the group bids, or none; ties to the oldest number."""
    by_appeal = world.parameters[0].concentration_target == MOST_ATTRACTIVE
    best, best_score = NOBODY, 0.0
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0 or organisation.sector != sector or organisation.form != FIRM:
            continue
        # A minority stake gives no control: the group leaves it alone.
        minority = organisation.owner != NOBODY and organisation.owner_share <= MAJORITY
        if organisation.outside_group == 1 or organisation.public_control == 1 or minority:
            continue
        score = organisation.appeal if by_appeal else -margin(organisation)
        older = best != NOBODY and organisation.uid < world.organisations[best].uid
        if best == NOBODY or score > best_score or (score == best_score and older):
            best, best_score = o, score
    return best


@kernel
def bid_for_independent(world: World, sector: int, saving: float) -> bool:
    """Let the group bid for its target, which sells when the offer meets its price; return whether it did.

    The price lies between what is asked and what is offered.
    """
    p = world.parameters[0]
    o = target_of_group(world, sector)
    if o == NOBODY:
        return False
    organisation = world.organisations[o]
    book = organisation.book_equity / 100.0
    profit, cost = organisation.profit_year, max(organisation.revenue_year - organisation.profit_year, 0.0)
    healthy = organisation.cash_mean > 0.0 and organisation.months_in_arrears == 0 and organisation.in_default == 0
    asked = reservation_price(book, profit, p.concentration_years, p.concentration_attachment, healthy)
    offered = offered_price(book, profit, cost, saving, p.concentration_years)
    if offered < asked:
        return False
    weight = p.concentration_offer_weight
    sell_business(world, o, cents(weight * asked + (1.0 - weight) * offered))
    return True


@kernel
def sell_business(world: World, o: int, price: int) -> None:
    """Sell a firm to the outside group, which is an absentee owner."""
    sell_outside(world, o, price)
    world.organisations[o].outside_group = 1
    world.tally[TALLY_TAKE_OVERS] += 1


@kernel
def take_over_publicly(world: World, sector: int) -> bool:
    """Let the authority take over the weakest association of the sector; return whether there was one."""
    best = NOBODY
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0 or organisation.sector != sector or organisation.form != ASSOCIATION:
            continue
        if organisation.public_control == 1:
            continue
        older = best != NOBODY and organisation.uid < world.organisations[best].uid
        difference = 0.0 if best == NOBODY else margin(organisation) - margin(world.organisations[best])
        if best == NOBODY or difference < 0.0 or (difference == 0.0 and older):
            best = o
    if best == NOBODY:
        return False
    world.organisations[best].public_control = 1
    return True


@kernel
def cover_deficit(world: World, o: int) -> None:
    """Cover the mean monthly deficit of what the authority has taken over, up to a share of its sales."""
    p, books, organisation = world.parameters[0], world.books, world.organisations[o]
    ceiling = p.concentration_public_support * organisation.revenue_year / 12.0
    deficit = cents(min(max(-organisation.cash_mean, 0.0), ceiling))
    paid = pay_at_most(books, SUBSIDY, authority_account(books), organisation_account(books, o), deficit)
    organisation.subsidy += paid
    world.authority[0].public_cost += paid
