"""The walks over organisations: business, staff, control, culture, membership, trust."""

from typing import Any

from simulation.columns import FIRM, NOBODY, World
from simulation.declared.sectors import CULTURE
from simulation.kernels import kernel
from simulation.ledger import ORGANISATIONS
from simulation.outcomes.walks.desk import Desk
from simulation.outcomes.walks.ordering import added
from simulation.rules.stance import AFFILIATED

PUBLIC, SOCIAL, OTHER = range(3)
"""Groups of jobs: of the State and the authority, of the social economy, of other organisations."""

NO_LIFE = -2
"""Stands where no organisation lives: neither a number nor `NOBODY`."""

MONTHS_KNOWN = 24
"""Months since the last meeting in which a pair counts."""


@kernel
def walk_organisations(world: World, desk: Desk, seen: Any) -> int:
    """Walk over organisations once: sums over the living, and what adults and pairs are told of each row.

    Returns
    -------
    int
        Owners in culture that sell.
    """
    organisations, balance, first = world.organisations, world.books.balance, world.books.first[ORGANISATIONS]
    pooling, staff_group, reserve_per_head = desk.pooling, desk.staff_group, desk.reserve_per_head
    living_uid, living_pole = desk.living_uid, desk.living_pole
    value, sold, reserves, member_fte, by_owner = desk.value, desk.sold, desk.reserves, desk.member_fte, desk.by_owner
    living, members, owners = 0, 0, 0
    revenue, input_cost, wage_cost, subsidy, book_equity, outside_revenue = 0, 0, 0, 0, 0, 0
    subsidised_posts, anchored, member_staff, in_project = 0, 0, 0, 0
    depth_1, depth_2, depth_3 = 0, 0, 0
    venues, culture, culture_outside, group, public = 0, 0, 0, 0, 0
    staff_group[NOBODY], pooling[NOBODY], reserve_per_head[NOBODY] = PUBLIC, 0, 0.0
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        staff_group[o] = SOCIAL if organisation.social_economy == 1 else OTHER
        pooling[o], reserve_per_head[o] = 0, 0.0
        living_uid[o], living_pole[o] = NO_LIFE, NOBODY
        if organisation.alive == 0:
            continue
        sales, staff, depth, pole = organisation.revenue, organisation.staff, organisation.depth_held, organisation.pole
        outside = organisation.outside_controlled == 1
        living_uid[o], living_pole[o] = organisation.uid, pole
        revenue += sales
        input_cost += organisation.input_cost
        wage_cost += organisation.wage_cost
        subsidy += organisation.subsidy
        book_equity += organisation.book_equity
        subsidised_posts += organisation.subsidised_posts
        value[living] = organisation.price * organisation.sold
        sold[living] = organisation.sold
        if outside:
            outside_revenue += sales
        else:
            anchored += staff
        reserves[living] = 0.0
        if organisation.form != FIRM:
            funds = 0
            for instrument in range(balance.shape[0]):
                funds += balance[instrument, first + o]
            # Own funds net of shares are the indivisible reserve of non-investor forms.
            reserves[living] = max(funds / 100.0, 0.0)
            reserve_per_head[o] = reserves[living] / max(staff, 1)
        living += 1
        depth_1 += depth == 1
        depth_2 += depth == 2
        depth_3 += depth == 3
        pooling[o] = 1
        if depth >= AFFILIATED:
            pooling[o] = 2
            member_staff += staff
        in_project += organisation.project >= 0
        if pole != NOBODY:
            member_fte[members] = staff * organisation.fte_per_post
            members += 1
        if organisation.sector == CULTURE:
            venues += 1
            culture += sales
            if outside:
                culture_outside += sales
            if organisation.outside_group == 1:
                group += sales
            elif organisation.public_control == 1:
                public += sales
            elif sales > 0:
                by_owner[owners] = sales
                owners += 1
    # The outside group and the public authority are one owner each, and come last.
    for joined in (group, public):
        if joined > 0:
            by_owner[owners] = joined
            owners += 1
    seen.organisations, seen.revenue, seen.input_cost, seen.wage_cost = living, revenue, input_cost, wage_cost
    seen.subsidy, seen.book_equity, seen.outside_revenue = subsidy, book_equity, outside_revenue
    seen.subsidised_posts, seen.anchored_staff = subsidised_posts, anchored
    seen.member_staff, seen.in_project = member_staff, in_project
    seen.depth_0, seen.depth_1 = living - depth_1 - depth_2 - depth_3, depth_1
    seen.depth_2, seen.depth_3 = depth_2, depth_3
    seen.venues, seen.culture_revenue, seen.culture_outside_revenue = venues, culture, culture_outside
    seen.value_sold, seen.units_sold = added(value, 0, living), added(sold, 0, living)
    seen.reserves, seen.member_fte = added(reserves, 0, living), added(member_fte, 0, members)
    seen.culture_owners = owners
    seen.culture_concentration = share_culture(by_owner, owners, desk.relative, desk.spare)
    return owners


@kernel
def share_culture(by_owner: Any, owners: int, shares: Any, spare: Any) -> float:
    """Write each owner's share in the sales of culture into ``shares``; return the sum of their squares."""
    total = added(by_owner, 0, owners)
    for i in range(owners):
        shares[i] = by_owner[i] / total
        spare[i] = shares[i] * shares[i]
    return added(spare, 0, owners)


@kernel
def walk_pairs(world: World, month: int, desk: Desk, seen: Any) -> None:
    """Sum trusts over pairs of the living that met within `MONTHS_KNOWN`, and over those of them in one pole."""
    partner, partner_uid, partner_met, partner_trust = (
        world.partner,
        world.partner_uid,
        world.partner_met,
        world.partner_trust,
    )
    living_uid, living_pole = desk.living_uid, desk.living_pole
    total, pairs, inside, together = 0.0, 0, 0.0, 0
    for o in range(living_uid.shape[0]):
        if living_uid[o] == NO_LIFE:
            continue
        pole = living_pole[o]
        for k in range(partner.shape[1]):
            other = partner[o, k]
            # A row that another has taken since holds a stranger.
            if other == NOBODY or month - partner_met[o, k] > MONTHS_KNOWN or living_uid[other] != partner_uid[o, k]:
                continue
            total += partner_trust[o, k]
            pairs += 1
            if pole != NOBODY and living_pole[other] == pole:
                inside += partner_trust[o, k]
                together += 1
    seen.trust, seen.pairs, seen.trust_inside, seen.pairs_inside = total, pairs, inside, together
