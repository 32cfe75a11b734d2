"""Plans: what each organisation expects to sell, the price it posts and the staff it wants.

Information: last month's closing. Price follows expected unit cost times one plus mark-up, in part, and the price
outside for the rest; the mark-up returns to its normal value and leans on demand over capacity.
The outside price plus a gap caps it (``economics.md`` 1.6).
"""

import math
from typing import Any

import numpy as np

from simulation.columns import ASSOCIATION, FIRM, INSERTION, NOBODY, World
from simulation.declared.sectors import MANUFACTURING
from simulation.draws import STREAM, laplace
from simulation.kernels import inline_kernel, kernel

STREAM_APPEAL = STREAM["appeal"]

LEAST_LABOUR, LEAST_PER_HEAD = 0.1, 0.05
"""Work of a staff and of a head below which nothing is divided by it, FTE weighted by quality."""


@inline_kernel
def is_storable(sector: int) -> bool:
    """Whether unsold output of the sector can be kept (farming, main industry, other manufacturing)."""
    return sector <= MANUFACTURING


@inline_kernel
def is_association(form: int) -> bool:
    """Whether the organisation is non-profit: an association or an insertion enterprise."""
    return form == ASSOCIATION or form == INSERTION


@inline_kernel
def technique_row(sector: int, form: int) -> int:
    """Row of `World.techniques` by which an organisation of a sector and legal form works."""
    return 2 * sector + is_association(form)


@inline_kernel
def adapted(expected: float, observed: float, speed: float) -> float:
    """Adaptive expectation: move towards what was observed."""
    return expected + speed * (observed - expected)


@inline_kernel
def next_markup(
    markup: float,
    normal: float,
    speed: float,
    slack: float,
    tension: float,
    bound: float,
    largest_tension: float,
    reach_at_zero: float,
) -> float:
    """Mark-up of next month: back to normal, up with tension (demand over capacity less one), within bounds."""
    moved = markup + speed * (normal - markup) + slack * min(max(tension, -largest_tension), largest_tension)
    reach = bound * (abs(normal) + reach_at_zero)
    return min(max(moved, normal - reach), normal + reach)


@inline_kernel
def wanted_price(unit_cost: float, markup: float, outside: float, pass_through: float, gap: float) -> float:
    """Price wanted, EUR a unit: own cost with its mark-up and the price outside, weighted; capped above the latter.

    Parameters
    ----------
    unit_cost : float
        Expected cost of one unit, EUR.
    markup : float
        Mark-up on it, share.
    outside : float
        Price of competitors outside, EUR a unit.
    pass_through : float
        Weight of own cost, in logarithms (Amiti, Itskhoki & Konings 2019); 1: cost plus mark-up.
    gap : float
        Largest distance to the price outside, share.
    """
    own = unit_cost * (1.0 + markup)
    return min(outside * (own / outside) ** pass_through, outside * (1.0 + gap))


@inline_kernel
def posted_price(previous: float, wanted: float, largest_change: float) -> float:
    """Posted price, EUR a unit: the wanted one, as far as a bounded step goes."""
    return min(max(wanted, previous * (1.0 - largest_change)), previous * (1.0 + largest_change))


@inline_kernel
def posts_wanted(needed: float, staff: int, hiring: float, firing: float, adjustment: float, largest: float) -> int:
    """Whole posts wanted, given the posts that the work needs (not whole): posts are indivisible.

    A post is opened when more than ``hiring`` of one is missing, closed when more than ``firing`` of one is idle;
    at least one person stays. ``adjustment`` below 1 slows large changes (lost flexibility of pooled members), and no
    change is larger than one post and ``largest`` of the staff.
    """
    if needed > staff + hiring:
        step = max(1.0, math.floor((needed - staff + 1.0 - hiring) * adjustment))
        return staff + int(min(step, 1.0 + largest * staff))
    if needed < staff - firing:
        step = max(1.0, math.floor((staff - needed + 1.0 - firing) * adjustment))
        return max(1, staff - int(min(step, 1.0 + largest * staff)))
    return max(1, staff)


@inline_kernel
def market_tension(organisation: Any) -> float:
    """Demand over what was planned for, less one: over capacity normally used, or over expected sales of goods."""
    if is_storable(organisation.sector):
        return organisation.demand / max(organisation.expected_sales, 1.0) - 1.0
    normal = organisation.normal_use * (organisation.sold + organisation.capacity)
    return organisation.demand / max(normal, 1.0) - 1.0


@inline_kernel
def size_on_market(world: World, o: int) -> float:
    """Size in the eyes of buyers: expected sales over what a post of a usual firm of the sector makes, posts.

    Sales and not staff: who needs more staff for the same sales is not met by more buyers for it.
    """
    organisation = world.organisations[o]
    usual = world.techniques[technique_row(organisation.sector, FIRM)]
    return organisation.expected_sales / max(usual.productivity * usual.fte_per_post * usual.normal_use, 1.0)


@kernel
def list_sellers(world: World) -> None:
    """List each organisation, sector by sector, the more often the more it sells, so that search meets by size."""
    organisations, start = world.organisations, world.site_start
    slots, left = np.zeros(organisations.shape[0], np.int64), world.site_sellers.shape[0]
    for s in range(start.shape[0]):
        start[s] = 0
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 1:
            slots[o] = min(slots_of(world, o), left)
            left -= slots[o]
            start[organisations[o].sector + 1] += slots[o]
    for s in range(start.shape[0] - 1):
        start[s + 1] += start[s]
    place = np.empty(start.shape[0], np.int64)
    for s in range(start.shape[0]):
        place[s] = start[s]
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 1:
            s = organisations[o].sector
            for _ in range(slots[o]):
                world.site_sellers[place[s]] = o
                place[s] += 1


@inline_kernel
def slots_of(world: World, o: int) -> int:
    """How often a seller stands in the list: its size to the power of visibility, at least the least visibility."""
    p = world.parameters[0]
    return max(int(math.pow(size_on_market(world, o), p.demand_visibility) + 0.5), p.demand_least_visibility)


@kernel
def make_plans(world: World, month: int) -> None:
    """Set expectations, unit cost, price, wage offer and posts of every organisation."""
    p = world.parameters[0]
    organisations = world.organisations
    unemployment = unemployment_rate(world)
    wage_level = 1.0 + p.labour_wage_curve * (world.authority[0].unemployment_reference - unemployment)
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        if organisation.alive == 0:
            continue
        sector = world.sectors[organisation.sector]
        organisation.age += 1
        organisation.appeal = p.demand_appeal_persistence * organisation.appeal + p.demand_appeal_shock * laplace(
            world.key[0], STREAM_APPEAL, month, organisation.uid, 0
        )
        organisation.expected_sales = adapted(
            organisation.expected_sales, organisation.demand, p.price_expectation_speed
        )
        organisation.export_weight = adapted(
            organisation.export_weight,
            math.pow(max(size_on_market(world, o), p.demand_smallest_size), p.demand_visibility),
            p.demand_export_memory,
        )
        tension = market_tension(organisation)
        if organisation.revenue > 0:
            organisation.markup = next_markup(
                organisation.markup,
                organisation.normal_markup,
                p.price_markup_speed,
                p.price_markup_slack,
                tension,
                p.price_markup_range,
                p.price_largest_tension,
                p.price_markup_reach,
            )
        offered = organisation.base_wage * organisation.pay_factor * wage_level
        organisation.wage_offer = max(offered, p.labour_minimum_wage)
        organisation.unit_cost = expected_unit_cost(world, o)
        wanted = wanted_price(
            organisation.unit_cost, organisation.markup, sector.outside_price, p.price_pass_through, p.price_outside_gap
        )
        organisation.price = posted_price(organisation.price, wanted, p.price_largest_change)
        # Who has lost its margins keeps no work in reserve and bears less idle work.
        target = organisation.expected_sales * (1.0 + p.price_spare_capacity * (1.0 - organisation.strain))
        if is_storable(organisation.sector):
            stock = p.price_stock_months * organisation.expected_sales
            target = max(target + p.price_stock_speed * (stock - organisation.stock), 0.0)
        productivity = organisation.productivity * organisation.land_factor
        work_needed = target / productivity + organisation.meeting_fte + organisation.project_fte
        per_head = organisation.labour / organisation.staff if organisation.staff > 0 else organisation.fte_per_post
        organisation.posts = posts_wanted(
            work_needed / max(per_head, LEAST_PER_HEAD),
            organisation.staff,
            p.labour_hiring_threshold,
            p.labour_firing_threshold * (1.0 - p.life_strain_on_staff * organisation.strain),
            organisation.adjustment,
            p.labour_largest_staff_change,
        )
        clear_month(organisation)
    list_sellers(world)


@inline_kernel
def clear_month(organisation: Any) -> None:
    """Empty the memories of monthly flows."""
    organisation.demand = 0.0
    organisation.sold = 0.0
    organisation.revenue = 0
    organisation.input_cost = 0
    organisation.wage_cost = 0
    organisation.other_cost = 0
    organisation.subsidy = 0
    organisation.in_default = 0


@inline_kernel
def unemployment_rate(world: World) -> float:
    """Unemployed over labour force at the last month end."""
    return world.authority[0].unemployment_rate


@kernel
def expected_unit_cost(world: World, o: int) -> float:
    """Expected cost of one unit, EUR: work and intermediate inputs at present prices, less what pooling saves.

    The wage subsidy of last month's subsidised posts lowers the cost of work.
    """
    p = world.parameters[0]
    organisation = world.organisations[o]
    sector = world.sectors[organisation.sector]
    work = organisation.base_wage * organisation.pay_factor * (1.0 + p.labour_contribution_rate)
    if organisation.subsidised_posts > 0 and organisation.staff > 0:
        relief = organisation.subsidy_per_post * organisation.subsidised_posts
        work = max(work - relief / max(organisation.labour, LEAST_LABOUR), p.labour_least_cost * work)
    work = work / (organisation.productivity * organisation.land_factor * organisation.normal_use)
    inside = 0.0
    count = 0
    for slot in range(world.supplier.shape[1]):
        supplier = world.supplier[o, slot]
        if supplier != NOBODY and world.organisations[supplier].alive == 1:
            inside += world.organisations[supplier].price
            count += 1
    input_price = 1.0
    if count > 0:
        input_price += sector.local_input_share * (inside / count - 1.0)
    inputs = organisation.input_share * input_price - p.production_overhead_share * organisation.purchase_rebate
    return work + inputs * organisation.group_cost_factor
