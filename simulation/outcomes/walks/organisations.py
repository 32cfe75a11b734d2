"""The walks over organisations: business, staff, control, membership; culture; trust."""

import math
from typing import Any

import numpy as np

from simulation.columns import NOBODY, World
from simulation.declared.sectors import CULTURE
from simulation.history import NO_UID
from simulation.kernels import kernel
from simulation.outcomes.walks.order import sorted_whole_numbers
from simulation.phases.economy.plans import technique_row
from simulation.rules.stance import AFFILIATED

LARGE = 50
"""Staff from which an organisation is a large one."""

FINE = 1_000_000.0
"""Productivity is put in order in whole millionths."""

MONTHS_KNOWN = 24
"""Months since the last meeting in which a pair counts."""


@kernel
def walk_organisations(world: World, seen: Any) -> None:
    """Add up what the living sold, paid, employ and pool."""
    organisations = world.organisations
    alive, staff, sold, price = organisations.alive, organisations.staff, organisations.sold, organisations.price
    sales, input_costs, wage_costs = organisations.revenue, organisations.input_cost, organisations.wage_cost
    subsidies, subsidised_posts = organisations.subsidy, organisations.subsidised_posts
    outside, social, depth = organisations.outside_controlled, organisations.social_economy, organisations.depth_held
    project, pole, fte_per_post = organisations.project, organisations.pole, organisations.fte_per_post
    revenue, input_cost, wage_cost, subsidy, outside_revenue = 0, 0, 0, 0, 0
    for o in range(alive.shape[0]):
        revenue += alive[o] * sales[o]
        input_cost += alive[o] * input_costs[o]
        wage_cost += alive[o] * wage_costs[o]
        subsidy += alive[o] * subsidies[o]
        outside_revenue += (alive[o] & outside[o]) * sales[o]
    living, subsidised, anchored, social_jobs, member_staff = 0, 0, 0, 0, 0
    depth_1, depth_2, depth_3, in_project = 0, 0, 0, 0
    for o in range(alive.shape[0]):
        living += alive[o]
        subsidised += alive[o] * subsidised_posts[o]
        anchored += alive[o] * (1 - outside[o]) * staff[o]
        social_jobs += alive[o] * social[o] * staff[o]
        member_staff += staff[o] if (alive[o] == 1) & (depth[o] >= AFFILIATED) else 0
        depth_1 += (alive[o] == 1) & (depth[o] == 1)
        depth_2 += (alive[o] == 1) & (depth[o] == 2)
        depth_3 += (alive[o] == 1) & (depth[o] == 3)
        in_project += (alive[o] == 1) & (project[o] >= 0)
    strained, vacancies, labour = organisations.strain, organisations.vacancies, organisations.labour
    open_posts, large_staff, losing = 0, 0, 0
    strain = 0.0
    for o in range(alive.shape[0]):
        open_posts += alive[o] * vacancies[o]
        large_staff += alive[o] * (staff[o] >= LARGE) * staff[o]
        losing += alive[o] * (strained[o] > 0.0)
        strain += alive[o] * strained[o]
    seen.vacancies, seen.large_staff, seen.losing, seen.strain = open_posts, large_staff, losing, strain
    productivity, sector, form, techniques = (
        organisations.productivity,
        organisations.sector,
        organisations.form,
        world.techniques.productivity,
    )
    work, productive_work = 0.0, 0.0
    for o in range(alive.shape[0]):
        if alive[o] == 1:
            work += labour[o]
            productive_work += labour[o] * productivity[o] / techniques[technique_row(sector[o], form[o])]
    seen.work, seen.productive_work = work, productive_work
    value_sold, units_sold, member_fte = 0.0, 0.0, 0.0
    for o in range(alive.shape[0]):
        value_sold += price[o] * sold[o] if alive[o] == 1 else 0.0
        units_sold += sold[o] if alive[o] == 1 else 0.0
        member_fte += staff[o] * fte_per_post[o] if (alive[o] == 1) & (pole[o] != NOBODY) else 0.0
    seen.organisations, seen.revenue, seen.input_cost, seen.wage_cost = living, revenue, input_cost, wage_cost
    seen.subsidy, seen.outside_revenue, seen.subsidised_posts = subsidy, outside_revenue, subsidised
    seen.anchored_staff, seen.social_jobs, seen.member_staff = anchored, social_jobs, member_staff
    seen.depth_1, seen.depth_2, seen.depth_3, seen.in_project = depth_1, depth_2, depth_3, in_project
    seen.value_sold, seen.units_sold, seen.member_fte = value_sold, units_sold, member_fte


@kernel
def order_productivity(world: World, seen: Any) -> None:
    """See the deciles of productivity over that of the technique; seen at year ends."""
    organisations, techniques = world.organisations, world.techniques.productivity
    relative, living = np.empty(organisations.shape[0], np.int64), 0
    for o in range(organisations.shape[0]):
        if organisations.alive[o] == 1:
            usual = techniques[technique_row(organisations.sector[o], organisations.form[o])]
            relative[living] = int(FINE * organisations.productivity[o] / usual)
            living += 1
    seen.low_productivity = seen.high_productivity = math.nan
    if living > 0:
        ordered = sorted_whole_numbers(relative[:living])
        seen.low_productivity = ordered[int(0.1 * (living - 1))] / FINE
        seen.high_productivity = ordered[int(0.9 * (living - 1))] / FINE


@kernel
def walk_culture(world: World, seen: Any) -> None:
    """Add up the sales of culture, and see how they are shared among owners.

    Every organisation is an owner but those of the outside group and those of the public authority, which are one each.
    """
    organisations = world.organisations
    owned = np.empty(organisations.shape[0] + 2)
    venues, owners, sales, outside, group, public = 0, 0, 0, 0, 0, 0
    for o in range(organisations.shape[0]):
        if organisations.sector[o] != CULTURE or organisations.alive[o] == 0:
            continue
        sold = organisations.revenue[o]
        venues += 1
        sales += sold
        outside += sold * organisations.outside_controlled[o]
        if organisations.outside_group[o] == 1:
            group += sold
        elif organisations.public_control[o] == 1:
            public += sold
        elif sold > 0:
            owned[owners] = sold
            owners += 1
    for together in (group, public):
        if together > 0:
            owned[owners] = together
            owners += 1
    entropy, concentration = 0.0, 0.0
    for k in range(owners):
        share = owned[k] / sales
        entropy -= share * math.log(share)
        concentration += share * share
    seen.venues, seen.culture_revenue, seen.culture_outside_revenue = venues, sales, outside
    seen.culture_owners, seen.culture_entropy, seen.culture_concentration = owners, entropy, concentration


@kernel
def walk_pairs(world: World, month: int, seen: Any) -> None:
    """Sum trusts over pairs of the living that met within `MONTHS_KNOWN`, and over those of them in one pole."""
    partner, partner_uid, partner_met, trusts = (
        world.partner,
        world.partner_uid,
        world.partner_met,
        world.partner_trust,
    )
    alive, uids, poles = world.organisations.alive, world.organisations.uid, world.organisations.pole
    living = np.empty(alive.shape[0], np.int64)
    for o in range(alive.shape[0]):
        living[o] = uids[o] if alive[o] == 1 else NO_UID - 1
    total, pairs, inside, together = 0.0, 0, 0.0, 0
    for o in range(alive.shape[0]):
        if alive[o] == 0:
            continue
        for k in range(partner.shape[1]):
            other = partner[o, k]
            # A row that another has taken since holds a stranger.
            if other == NOBODY or month - partner_met[o, k] > MONTHS_KNOWN or living[other] != partner_uid[o, k]:
                continue
            total += trusts[o, k]
            pairs += 1
            if poles[o] != NOBODY and poles[other] == poles[o]:
                inside += trusts[o, k]
                together += 1
    seen.trust, seen.pairs, seen.trust_inside, seen.pairs_inside = total, pairs, inside, together
