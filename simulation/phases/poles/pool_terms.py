"""What membership of a pole gives and takes, at each depth: one place for what is decided and realised.

`pool_terms` returns rebates (shares), hours and dues. The stance weighs them (`pool_value`), the phase of the
poles applies them (`simulation.phases.poles.pooling`): no term exists in the decision only, none in the accounts
only (``economics.md`` 3.2). An informal group has no fund: neither dues nor advances nor bank terms.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from simulation.columns import (
    ALL_MEANS,
    ENTERPRISES,
    MEANS_POSTS,
    MEANS_PREMISES,
    MEANS_PURCHASES,
    PLACE,
    World,
)
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import organisation_account, pole_account
from simulation.phases.economy.plans import LEAST_PER_HEAD, is_storable
from simulation.phases.public.in_kind import shares_site
from simulation.purposes import DEPOSITS, LOANS
from simulation.rules.club import hours_owed, service, work_needed, work_of_pairs
from simulation.rules.purchasing import group_rebate
from simulation.rules.sanctions import monitoring_cost
from simulation.rules.stance import (
    AFFILIATED,
    CROSS_HELD,
    NOT_POOLED,
    POOLED_MEANS,
    pool_utility,
    pooled_deviation,
)

HOURS = 151.67
"""Paid hours of a full-time month (35 hours a week)."""

BY_SIZE, EQUAL_DUES = 0, 1
"""Positions in ``pooling.dues_rule``."""


class Group(NamedTuple):
    """A pole, or a group that might become one, as one organisation sees it: itself left out."""

    others: int
    """Other members."""
    pooling: int
    """Other members at depth 2 or 3."""
    cross: int
    """Other members at depth 3."""
    dues_weight: float
    """Sum of the other members' weights in the sharing of dues."""
    overhead: float
    """Overheads of the other members, EUR a month: what is bought together with one's own."""
    kind: int
    """Kind of pole, `simulation.columns.POLE_KIND_NAMES`."""
    formal: int
    """Whether it has a legal form and a fund."""
    animated: int
    """Whether an animator is paid."""
    time_weight: float
    """Sum of the other members' weights in the common work (`time_scale`)."""
    time_squares: float
    """Sum of the squares of these weights."""
    effort: float
    """Mean effort of the others in the common work, by these weights, 0 to 1."""
    largest: int
    """Staff of the largest member, heads."""
    in_arrears: int
    """Whether a pooling member is in arrears."""
    post_fill: float
    """Share of missing work that shared posts fill."""
    post_use: float
    """Share of idle work that partners use and pay."""
    dues: float
    """Asked of all members together, EUR a month."""
    fund: float
    """Deposits of the pole, EUR."""
    means: int
    """What it pools: sum of the bits MEANS_PURCHASES, MEANS_PREMISES and MEANS_POSTS."""


class Terms(NamedTuple):
    """What one depth of pooling means for one organisation, this month."""

    purchase_rebate: float
    """Share of overheads saved."""
    premises_rebate: float
    """Share of the rent of premises saved."""
    interest_rebate: float
    """Taken off the yearly rate of bank loans, 1/year."""
    service: float
    """Part of the work the means need that is done, to a power: what rebates are multiplied by already."""
    own_hours: float
    """Time owed to the common work, hours a month; effort is the part of it really given."""
    crowding_hours: float
    """Part of it that is owed because members are many (the work of pairs), hours a month."""
    check_hours: float
    """Time spent on monitoring, hours a month."""
    dues: float
    """Own part of the dues, EUR a month."""
    adjustment: float
    """Freedom to change staff, 1 is free."""


@inline_kernel
def depth_scale(depth: int, affiliation: float) -> float:
    """Benefits and dues of a depth relative to pooled means: 0, the share of affiliates, 1, 1."""
    if depth == NOT_POOLED:
        return 0.0
    return affiliation if depth == AFFILIATED else 1.0


@inline_kernel
def time_scale(depth: int, affiliation: float, deep: float) -> float:
    """Time asked at a depth relative to pooled means: 0, the share of affiliates, 1, ``deep``."""
    return deep if depth == CROSS_HELD else depth_scale(depth, affiliation)


@inline_kernel
def deep_share(depth: int, part: float) -> float:
    """Part of what only comes with deep pooling (bank terms, rigidity): 0, 0, ``part``, 1."""
    if depth == CROSS_HELD:
        return 1.0
    return part if depth == POOLED_MEANS else 0.0


@inline_kernel
def shared_part(n_sharing: int) -> float:
    """Part of a cost that sharing it among ``n`` saves each of them: ``1 - 1/n``, 0 when alone."""
    return 1.0 - 1.0 / max(n_sharing, 1)


@inline_kernel
def hour_cost(organisation: Any, contribution_rate: float) -> float:
    """Cost of an hour of the staff, EUR: reference pay with contributions."""
    return organisation.base_wage * (1.0 + contribution_rate) / HOURS


@inline_kernel
def wage_bill(organisation: Any, least: float) -> float:
    """Wage bill by which utilities are divided, EUR a month, at least ``least`` of one reference pay."""
    return max(organisation.wage_memory, least * organisation.base_wage, 1.0)


@inline_kernel
def dues_weight(staff: int, depth: int, rule: int, affiliation: float) -> float:
    """Weight of a member in the sharing of dues: by staff or equal, affiliates less."""
    size = 1.0 if rule == EQUAL_DUES else 1.0 * max(staff, 1)
    return size * depth_scale(depth, affiliation)


@kernel
def needed_work(world: World, o: int) -> float:
    """Work that expected sales ask for, full-time equivalents weighted by quality; as in the plans."""
    p, organisation = world.parameters[0], world.organisations[o]
    target = organisation.expected_sales * (1.0 + p.price_spare_capacity)
    if is_storable(organisation.sector):
        wanted = p.price_stock_months * organisation.expected_sales
        target = max(target + p.price_stock_speed * (wanted - organisation.stock), 0.0)
    return target / max(organisation.productivity * organisation.land_factor, 1e-9)


@kernel
def group_of(world: World, pole: int, o: int) -> Group:
    """Pole in row ``pole`` as organisation ``o`` sees it, member or not; counts of the last review."""
    p, row, organisation = world.parameters[0], world.poles[pole], world.organisations[o]
    member = 1 if organisation.pole == pole else 0
    depth = organisation.depth_held if member == 1 else 0
    own_weight = dues_weight(organisation.staff, depth, p.pooling_dues_rule, p.pooling_affiliation_share)
    others = row.members - member
    own_time = time_scale(depth, p.pooling_affiliation_share, p.pooling_deep_factor)
    others_time = max(row.time_weight - own_time, 0.0)
    others_effort = row.effort_sum - own_time * organisation.pool_effort if member == 1 else row.effort_sum
    return Group(
        np.int64(others),
        np.int64(row.pooling_members - (1 if depth >= POOLED_MEANS else 0)),
        np.int64(row.cross_members - (1 if depth == CROSS_HELD else 0)),
        max(row.dues_weight - own_weight, 0.0),
        max(row.overhead - (organisation.overhead / 100.0 if member == 1 else 0.0), 0.0),
        np.int64(PLACE if shares_site(world, pole) else row.kind),
        np.int64(row.formal),
        np.int64(row.animated),
        others_time,
        max(row.time_squares - own_time * own_time, 0.0),
        min(max(others_effort / max(others_time, 1e-9), 0.0), 1.0),
        np.int64(row.largest_staff),
        np.int64(row.in_arrears),
        row.post_fill,
        row.post_use,
        row.dues / 100.0,
        world.books.balance[DEPOSITS, pole_account(world.books, pole)] / 100.0,
        np.int64(means_of(world, pole)),
    )


@kernel
def means_of(world: World, pole: int) -> int:
    """What a pole pools: all means, or what it declares; its site alone where this is asked (arm ``site_only``)."""
    row = world.poles[pole]
    if row.declared == 0:
        return ALL_MEANS
    if world.parameters[0].pole_site_only == 1:
        return MEANS_PREMISES
    return int(world.declared_poles[row.declared - 1].means)


@kernel
def imagined_group(world: World, o: int) -> Group:
    """Informal group that who has no pole in reach can hope for: enough founders of its own size."""
    p, organisation = world.parameters[0], world.organisations[o]
    others = p.pole_founders_needed - 1
    weight = others * dues_weight(organisation.staff, AFFILIATED, p.pooling_dues_rule, p.pooling_affiliation_share)
    none, largest = np.int64(0), np.int64(organisation.staff)
    return Group(
        np.int64(others),
        none,
        none,
        weight,
        others * organisation.overhead / 100.0,
        np.int64(ENTERPRISES),
        none,
        none,
        others * p.pooling_affiliation_share,
        others * p.pooling_affiliation_share * p.pooling_affiliation_share,
        organisation.belief,
        largest,
        none,
        0.0,
        0.0,
        0.0,
        0.0,
        np.int64(ALL_MEANS),
    )


@inline_kernel
def group_with(
    group: Group,
    others: int,
    added_overhead: float,
    added_time: float,
    formal: int,
    animated: int,
    dues: float,
    fund: float,
) -> Group:
    """Return the same group with another size, legal form, animator, dues and fund (what a vote compares).

    ``added_time`` is the weight in the common work of one who enters, 0 where nobody does; it is trusted to give as
    much as the others do.
    """
    return Group(
        np.int64(others),
        group.pooling,
        group.cross,
        group.dues_weight,
        group.overhead + added_overhead,
        group.kind,
        np.int64(formal),
        np.int64(animated),
        group.time_weight + added_time,
        group.time_squares + added_time * added_time,
        group.effort,
        group.largest,
        group.in_arrears,
        group.post_fill,
        group.post_use,
        dues,
        fund,
        group.means,
    )


@kernel
def pool_terms(world: World, o: int, group: Group, depth: int, own_effort: float, others_effort: float) -> Terms:
    """Terms of organisation ``o`` at ``depth`` in a group, if it gives ``own_effort`` and the others ``others_effort``.

    Means live on work (`simulation.rules.club`): members owe what the means need and no animator does, and whatever
    is left undone is missing in every benefit (``service``).

    The rebate on purchases grows with what the others buy (`simulation.rules.purchasing`). What is bought for all fits
    each a little less (``pooling.misfit``): who has good terms of its own may lose. Premises are shared in a pole
    around a place only. Bank terms close part of the gap to the strongest member and fail when a pooling member
    is in arrears.
    """
    p, organisation = world.parameters[0], world.organisations[o]
    if depth == NOT_POOLED:
        return Terms(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    affiliation = p.pooling_affiliation_share
    scale = depth_scale(depth, affiliation)
    own_time = time_scale(depth, affiliation, p.pooling_deep_factor)
    weights, squares = group.time_weight + own_time, group.time_squares + own_time * own_time
    pair_work = work_of_pairs(weights, squares, p.pooling_pair_hours)
    needed = work_needed(weights, squares, p.pooling_base_hours, p.pooling_member_hours, p.pooling_pair_hours)
    animator = HOURS * p.animation_common_work if group.animated == 1 else 0.0
    owed = hours_owed(needed, animator, weights)
    done = owed * (own_effort * own_time + others_effort * group.time_weight) + animator
    served = service(done, needed, p.pooling_service_elasticity)
    discount = group_rebate(
        12.0 * organisation.overhead / 100.0, 12.0 * group.overhead, p.pooling_purchase_discount, p.pooling_half_volume
    )
    purchase = (discount - p.pooling_misfit) * scale if group.means & MEANS_PURCHASES else 0.0
    premises = 0.0
    interest = 0.0
    if depth >= POOLED_MEANS:
        sharing = group.pooling + 1
        if group.kind == PLACE and group.means & MEANS_PREMISES:
            premises = p.pooling_premises_share * shared_part(sharing)
        premises = min(premises, p.pooling_largest_rebate)
        if group.formal == 1 and group.in_arrears == 0 and group.means == ALL_MEANS:
            own_premium = p.finance_small_premium / math.sqrt(max(organisation.staff, 1))
            best_premium = p.finance_small_premium / math.sqrt(max(group.largest, organisation.staff, 1))
            interest = p.pooling_bank_terms * deep_share(depth, p.pooling_deep_part) * (own_premium - best_premium)
    if depth == CROSS_HELD and group.means == ALL_MEANS:
        purchase = min(purchase + p.pooling_management_saving * shared_part(group.cross + 1), p.pooling_largest_rebate)
    weight = dues_weight(organisation.staff, depth, p.pooling_dues_rule, affiliation)
    return Terms(
        purchase * served,
        premises * served,
        interest * served,
        served,
        owed * own_time,
        owed * own_time * pair_work / needed if needed > 0.0 else 0.0,
        monitoring_cost(p.monitoring_hours, 1, p.monitoring_probability),
        group.dues * weight / (group.dues_weight + weight) if group.formal == 1 else 0.0,
        1.0 - p.pooling_rigidity * deep_share(depth, p.pooling_deep_part),
    )


@kernel
def entry_cost(world: World, o: int, hours: float) -> float:
    """Cost of the time of starting or entering a pole, in wage bills a month over the horizon of who decides."""
    p, organisation = world.parameters[0], world.organisations[o]
    return (
        hours
        * hour_cost(organisation, p.labour_contribution_rate)
        / p.pole_entry_horizon
        / wage_bill(organisation, p.stance_least_wage_bill)
    )


@inline_kernel
def hours_given(terms: Terms, own_effort: float) -> float:
    """Time pooling really takes, hours a month: the part given of what is owed, and checks."""
    return own_effort * terms.own_hours + terms.check_hours


@kernel
def risk_worth(world: World, group: Group, depth: int) -> float:
    """Worth of one euro of cash deviation avoided, EUR a month: interest on what would be borrowed meanwhile.

    Advances exist at depth 2 or more, in a formal pole with a fund.
    """
    p = world.parameters[0]
    if depth < POOLED_MEANS or group.formal == 0 or group.fund <= 0.0 or p.pooling_advance_share == 0.0:
        return 0.0
    rate = (p.finance_loan_rate + p.finance_small_premium) / 12.0
    return p.pooling_advance_share * rate * p.pooling_advance_use * p.pooling_advance_months


@kernel
def post_worth(world: World, o: int, group: Group, depth: int) -> float:
    """Worth of shared posts, EUR a month: output of work that was missing, pay for work that was idle."""
    p, organisation = world.parameters[0], world.organisations[o]
    if depth < POOLED_MEANS or p.pooling_post_sharing == 0.0 or group.means & MEANS_POSTS == 0:
        return 0.0
    missing = needed_work(world, o) - organisation.labour
    cost = organisation.wage_offer * (1.0 + p.labour_contribution_rate)
    if missing <= 0.0:
        return group.post_use * -missing * cost
    margin = organisation.price - organisation.input_share
    output = organisation.productivity * organisation.land_factor * margin
    return group.post_fill * missing * max(output - cost, 0.0)


@kernel
def unfollowed_change(world: World, o: int) -> float:
    """Cost of the change of staff beyond one post, EUR a month, which rigidity keeps from being followed."""
    p, organisation = world.parameters[0], world.organisations[o]
    per_head = max(organisation.labour / max(organisation.staff, 1), LEAST_PER_HEAD)
    gap = abs(needed_work(world, o) / per_head - organisation.staff)
    return max(gap - 1.0, 0.0) * per_head * organisation.base_wage * (1.0 + p.labour_contribution_rate)


@kernel
def pool_value(world: World, o: int, group: Group, depth: int, own_effort: float, others_effort: float) -> float:
    """Return the utility of pooling at ``depth`` in a group, in wage bills a month (``economics.md`` 3.2).

    Parameters
    ----------
    o, depth : int
        Organisation row; depth of pooling considered.
    group : Group
        From `group_of` or `imagined_group`.
    own_effort, others_effort : float
        Effort one means to give and believes of the others, 0 to 1.
    """
    if depth == NOT_POOLED:
        return 0.0
    p, organisation = world.parameters[0], world.organisations[o]
    terms = pool_terms(world, o, group, depth, own_effort, others_effort)
    cost = hour_cost(organisation, p.labour_contribution_rate)
    n_members = group.others + 1
    overhead = organisation.overhead / 100.0
    rent = p.production_rent * organisation.staff
    # The rule takes 1 - 1/n and 1 - n**-1/2 of these two; only the pooling members share premises and risk.
    fixed_cost = terms.premises_rebate * rent / max(shared_part(n_members), 1e-9) if n_members > 1 else 0.0
    deviation = math.sqrt(max(organisation.cash_variance, 0.0))
    risk = risk_worth(world, group, depth)
    if risk > 0.0:
        avoided_by_all = 1.0 - pooled_deviation(1.0, n_members)
        avoided = 1.0 - pooled_deviation(1.0, group.pooling + 1)
        risk *= avoided / max(avoided_by_all, 1e-9)
    loans = -world.books.balance[LOANS, organisation_account(world.books, o)] / 100.0
    return pool_utility(
        depth,
        n_members,
        overhead,
        terms.purchase_rebate,
        fixed_cost,
        terms.service * post_worth(world, o, group, depth),
        terms.service * risk,
        deviation,
        terms.interest_rebate / 12.0 * max(loans, 0.0),
        own_effort * terms.crowding_hours * cost / max(group.others, 1),
        terms.dues + (own_effort * (terms.own_hours - terms.crowding_hours) + terms.check_hours) * cost,
        1.0 - terms.adjustment,
        unfollowed_change(world, o),
        wage_bill(organisation, p.stance_least_wage_bill),
    )
