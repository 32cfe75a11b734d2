"""Trust: who meets whom, what each then thinks of the other, and the past that a territory starts with.

An organisation remembers a few partners, the one met least recently is forgotten first; decay is applied in
closed form when a pair meets again. A shared site raises the rate of meetings, never trust itself (L96-97).
"""

import math
from typing import Any

import numpy as np

from simulation.columns import NOBODY, World
from simulation.declared.sectors import FARMING
from simulation.draws import STREAM, uniform, uniform_integer
from simulation.kernels import inline_kernel, kernel
from simulation.phases.poles.membership import list_members, living_poles
from simulation.phases.poles.monitoring import effort_seen
from simulation.phases.public.in_kind import shares_site
from simulation.rules.effort import belief_after_round
from simulation.rules.stance import AFFILIATED
from simulation.rules.stance_rules.conditional import conditional_effort
from simulation.rules.trust import trust_after_meeting, trust_after_months

STREAM_MEETING, STREAM_FOUNDER = STREAM["meeting"], STREAM["founder"]

METRES = 1000.0
FIRST_SECTOR = 1
"""Position in ``pole.initial_sector`` of the first sector; any comes before."""

NEIGHBOURS_SEEN = 6
"""Organisations looked at when a neighbour is met by chance: the nearest of them is met (assumed)."""

# Draws of the stream "meeting", by occasion.
IN_POLE, IN_PROJECT, OUTSIDE = 0, 32, 64


@kernel
def slot_of(world: World, i: int, j: int) -> int:
    """Place of ``j`` among the partners ``i`` remembers, or none; in a reused row it is a stranger."""
    uid = world.organisations[j].uid
    for k in range(world.partner.shape[1]):
        if world.partner[i, k] == j and world.partner_uid[i, k] == uid:
            return k
    return NOBODY


@kernel
def trust_in(world: World, i: int, j: int, month: int) -> float:
    """Trust of organisation ``i`` in ``j`` this month, 0 to 1; a stranger has the initial stock."""
    p = world.parameters[0]
    k = slot_of(world, i, j)
    if k == NOBODY:
        return p.trust_initial
    months = max(month - world.partner_met[i, k], 0)
    return trust_after_months(world.partner_trust[i, k], months, p.trust_initial, p.trust_decay)


@kernel
def slot_for(world: World, i: int, j: int) -> int:
    """Place where ``i`` keeps ``j``: its own, an empty one, or that of the partner met least recently."""
    k = slot_of(world, i, j)
    if k != NOBODY:
        return k
    oldest = 0
    for k in range(world.partner.shape[1]):
        if world.partner[i, k] == NOBODY:
            return k
        if world.partner_met[i, k] < world.partner_met[i, oldest]:
            oldest = k
    return oldest


@kernel
def remember(world: World, i: int, j: int, month: int, observed: float) -> float:
    """Let ``i`` see ``j`` give ``observed`` (0 to 1) and adjust its trust; return it."""
    p = world.parameters[0]
    before = trust_in(world, i, j, month)
    k = slot_for(world, i, j)
    trust = trust_after_meeting(before, observed, p.trust_gain, p.trust_loss_ratio)
    world.partner[i, k] = j
    world.partner_uid[i, k] = world.organisations[j].uid
    world.partner_trust[i, k] = trust
    world.partner_met[i, k] = month
    return trust


@inline_kernel
def is_willing(organisation: Any) -> bool:
    """Whether an organisation wants to cooperate or to pool."""
    return organisation.alive == 1 and (organisation.projects == 1 or organisation.depth >= AFFILIATED)


@kernel
def given_to_partner(world: World, o: int, belief: float) -> float:
    """Effort a partner sees: in the pole or project, or help given to a neighbour (by type, as believed)."""
    organisation = world.organisations[o]
    if organisation.pole != NOBODY:
        return effort_seen(organisation)
    if organisation.project != NOBODY:
        return organisation.effort
    return conditional_effort(organisation.player_type, belief, world.parameters[0].stance_matching)


@kernel
def meet(world: World, i: int, j: int, month: int, beliefs: Any) -> None:
    """Let two organisations meet: each sees what the other gives; the one who came adjusts its belief too.

    With trust on, belief follows trust in the partners met; with trust off (no gain), what they give.
    """
    p = world.parameters[0]
    first = given_to_partner(world, i, beliefs[i])
    second = given_to_partner(world, j, beliefs[j])
    trust = remember(world, i, j, month, second)
    remember(world, j, i, month, first)
    seen = trust if p.trust_gain > 0.0 else second
    organisation = world.organisations[i]
    organisation.belief = belief_after_round(organisation.belief, seen, p.stance_belief_rate)


@inline_kernel
def whole_meetings(rate: float, draw: float) -> int:
    """Meetings of a month: the whole part of the rate, and one more with the probability of the rest."""
    whole = int(rate)
    return whole + (1 if draw < rate - whole else 0)


@kernel
def meet_in_poles(world: World, month: int, beliefs: Any) -> None:
    """Let members of each pole meet a few partners drawn among them; more of them on a shared site."""
    p, key = world.parameters[0], world.key[0]
    start, rows = list_members(world)
    for pole in range(world.poles.shape[0]):
        count = start[pole + 1] - start[pole]
        if world.poles[pole].alive == 0 or count < 2:
            continue
        rate = p.trust_meetings_per_month
        if shares_site(world, pole):
            rate *= p.trust_site_bonus
        for place in range(count):
            o = rows[start[pole] + place]
            uid = world.organisations[o].uid
            meetings = whole_meetings(rate, uniform(key, STREAM_MEETING, month, uid, IN_POLE))
            for k in range(min(meetings, IN_PROJECT - IN_POLE - 1)):
                other = uniform_integer(key, STREAM_MEETING, month, uid, IN_POLE + 1 + k, count - 1)
                other += 1 if other >= place else 0
                meet(world, o, rows[start[pole] + other], month, beliefs)


@kernel
def meet_in_projects(world: World, month: int, beliefs: Any) -> None:
    """Let partners who prepare an activity, and are in no pole, meet one of the others."""
    key = world.key[0]
    for project in range(world.projects.shape[0]):
        joint = world.projects[project]
        if joint.alive == 0 or joint.venture != NOBODY or joint.members < 2:
            continue
        for place in range(joint.members):
            o = world.project_member[project, place]
            if world.organisations[o].pole != NOBODY:
                continue
            other = uniform_integer(
                key, STREAM_MEETING, month, world.organisations[o].uid, IN_PROJECT, joint.members - 1
            )
            other += 1 if other >= place else 0
            meet(world, o, world.project_member[project, other], month, beliefs)


@kernel
def distance_km(world: World, first: int, second: int) -> float:
    """Distance between two parcels, km; 0 where a site is not known."""
    if first == NOBODY or second == NOBODY:
        return 0.0
    a, b = world.parcels[first], world.parcels[second]
    side = math.sqrt(world.parameters[0].land_hectares_per_parcel * 10_000.0) / METRES
    return side * math.sqrt(float((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)))


@kernel
def partner_by_chance(world: World, month: int, o: int) -> int:
    """Whom an organisation outside any pole may help: a supplier, a peer or a neighbour; or none."""
    key, organisation, organisations = world.key[0], world.organisations[o], world.organisations
    uid = organisation.uid
    occasion = uniform_integer(key, STREAM_MEETING, month, uid, OUTSIDE + 1, 3)
    draw = uniform(key, STREAM_MEETING, month, uid, OUTSIDE + 2)
    found = NOBODY
    if occasion == 0:
        found = world.supplier[o, min(int(draw * world.supplier.shape[1]), world.supplier.shape[1] - 1)]
    elif occasion == 1:
        first, last = world.site_start[organisation.sector], world.site_start[organisation.sector + 1]
        if last > first:
            found = world.site_sellers[first + min(int(draw * (last - first)), last - first - 1)]
    else:
        nearest = 1e300
        for k in range(NEIGHBOURS_SEEN):
            other = uniform_integer(key, STREAM_MEETING, month, uid, OUTSIDE + 3 + k, organisations.shape[0])
            if other == o or organisations[other].alive == 0:
                continue
            distance = distance_km(world, organisation.parcel, organisations[other].parcel)
            if distance < nearest:
                nearest, found = distance, other
    if found != NOBODY and found != o and is_willing(organisations[found]):
        return found
    return NOBODY


@kernel
def remember_partners(world: World, month: int) -> None:
    """Let partners meet, in poles, in projects and outside, and remember what the other gave."""
    p = world.parameters[0]
    if p.regime_reciprocity_allowed == 0 or p.stance_frozen == 1:
        return
    organisations = world.organisations
    # Everybody shows what it believed when the month began: the order of meetings does not matter.
    beliefs = np.empty(organisations.shape[0], np.float64)
    for o in range(organisations.shape[0]):
        beliefs[o] = organisations[o].belief
    if living_poles(world) > 0:
        meet_in_poles(world, month, beliefs)
    meet_in_projects(world, month, beliefs)
    if p.trust_outside_meetings == 0.0:
        return
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        if organisation.pole != NOBODY or not is_willing(organisation):
            continue
        draw = uniform(world.key[0], STREAM_MEETING, month, organisation.uid, OUTSIDE)
        if draw < p.trust_outside_meetings:
            other = partner_by_chance(world, month, o)
            if other != NOBODY:
                meet(world, o, other, month, beliefs)


@kernel
def share_a_past(world: World, month: int, rows: Any) -> None:
    """Let organisations trust one another as after years of joint work; that trust counts as last used in ``month``."""
    organisations, trust = world.organisations, world.parameters[0].pole_initial_trust
    for i in rows:
        for j in rows:
            if i != j:
                k = slot_for(world, i, j)
                world.partner[i, k] = j
                world.partner_uid[i, k] = organisations[j].uid
                world.partner_trust[i, k] = trust
                world.partner_met[i, k] = month
        organisations[i].belief = trust


@kernel
def gather_initial_members(world: World, month: int) -> None:
    """Give some neighbours a past of joint work: a shared site and trust in one another, no pole.

    They are an entrepreneur drawn at random and the organisations nearest to it, of one sector if so asked;
    the same in every regime. Farms keep their sites.

    Parameters
    ----------
    month : int
        Month from which that trust counts as last used.
    """
    p, organisations = world.parameters[0], world.organisations
    wanted = min(p.pole_initial_members, world.partner.shape[1] + 1)
    sector = p.pole_initial_sector - FIRST_SECTOR
    if wanted < 2:
        return
    chosen = np.empty(wanted, np.int64)
    count = 0
    taken = np.zeros(organisations.shape[0], np.int64)
    while count < wanted:
        best, lowest = NOBODY, 1e300
        for o in range(organisations.shape[0]):
            candidate = organisations[o]
            if candidate.alive == 0 or taken[o] == 1 or (sector >= 0 and candidate.sector != sector):
                continue
            draw = uniform(world.key[0], STREAM_FOUNDER, 0, candidate.uid, 0)
            if count == 0:
                rank = draw if candidate.entrepreneur == 1 else 2.0 + draw
            else:
                # Ties of distance, frequent on one parcel, are broken by the draw.
                rank = distance_km(world, organisations[chosen[0]].parcel, candidate.parcel) + 1e-6 * draw
            if rank < lowest:
                best, lowest = o, rank
        if best == NOBODY:
            break
        chosen[count] = best
        taken[best] = 1
        count += 1
    for a in range(count):
        member = organisations[chosen[a]]
        if member.sector != FARMING:
            member.parcel = organisations[chosen[0]].parcel
    share_a_past(world, month, chosen[:count])
