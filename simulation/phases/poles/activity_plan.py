"""The plan of an activity: sector, posts, market, what is untried, land; what it costs, and what is hoped of it."""

from typing import Any, NamedTuple

from simulation.columns import COOPERATIVE, MARKET_OUTSIDE, MARKETS, World
from simulation.draws import STREAM, uniform, uniform_integer
from simulation.kernels import kernel
from simulation.phases.economy.plans import technique_row

STREAM_PLAN = STREAM["project_success"]


class Plan(NamedTuple):
    """What an activity is to be."""

    sector: int
    """Position in SECTORS."""
    posts: int
    """Posts it starts with."""
    market: int
    """Position in MARKETS: who its first customers are."""
    novelty: float
    """Part of it that is untried, 0 to 1."""
    hectares: float
    """Land it needs, ha; 0: none of its own."""
    declared: int
    """Number of its declaration, from 1, or 0."""


@kernel
def draw_plan(world: World, month: int, members: Any) -> Plan:
    """Draw the plan of partners who have no declared one: the sector of one of them, a market, how untried it is."""
    key, leader = world.key[0], world.organisations[members[0]].uid
    one = members[uniform_integer(key, STREAM_PLAN, month, leader, 0, members.shape[0])]
    sector = world.organisations[one].sector
    market = uniform_integer(key, STREAM_PLAN, month, leader, 1, len(MARKETS))
    # Nobody outside orders of a sector that sells nothing there.
    if market == MARKET_OUTSIDE and world.sector_state[sector].export_base <= 0.0:
        market = MARKET_OUTSIDE + 1
    novelty = uniform(key, STREAM_PLAN, month, leader, 2)
    return Plan(sector, world.parameters[0].project_posts, market, novelty, 0.0, 0)


@kernel
def sales_of_a_post(world: World, sector: int) -> float:
    """Sales that a post of an ordinary activity brings, EUR a month at the outside price of the base."""
    technique = world.techniques[technique_row(sector, COOPERATIVE)]
    return technique.productivity * technique.fte_per_post * technique.normal_use


@kernel
def hoped_return(world: World, sector: int) -> float:
    """Surplus that partners hope to get of an activity, EUR per EUR of own funds put in, over their horizon.

    They hope for the margin that founders plan with (``life.planned_margin``), of which a part is for them.
    """
    p = world.parameters[0]
    own_funds = p.project_capital_per_post * p.project_own_funds_share
    if own_funds <= 0.0:
        return 0.0
    surplus = p.life_planned_margin * sales_of_a_post(world, sector)
    return p.project_partners_part * surplus * p.project_horizon / own_funds


@kernel
def planned_credit(world: World, sector: int, posts: int) -> float:
    """What the bank would lend to an activity of so many posts by its rule for anybody, EUR."""
    p = world.parameters[0]
    technique = world.techniques[technique_row(sector, COOPERATIVE)]
    value_added = posts * sales_of_a_post(world, sector) * (1.0 - technique.input_share)
    return p.finance_credit_limit * value_added


@kernel
def own_funds_needed(world: World, sector: int, posts: int) -> float:
    """Own funds without which an activity does not start, EUR: its part of the capital, and what no bank lends."""
    p = world.parameters[0]
    capital = posts * p.project_capital_per_post
    return max(p.project_own_funds_share * capital, capital - planned_credit(world, sector, posts))
