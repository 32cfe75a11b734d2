"""Poles: birth from below, entering, leaving, depth, and the month they live (L250-252, L376-377).

A pole is born when an entrepreneur who wants to pool finds enough partners who want it too, trust one another
and belong to no pole yet. What most founders share says which kind it is: a site, a sector, or neither.
"""

import math
from typing import Any

import numpy as np

from simulation.columns import (
    ABSORBED,
    ENTERPRISES,
    FILIERE,
    GOES_ON,
    NO_VOTE_IMPOSED,
    NOBODY,
    PLACE,
    TOO_FEW_MEMBERS,
    World,
)
from simulation.draws import MEMBERSHIPS, STREAM, turns, uniform, uniform_integer
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import organisation_account
from simulation.phases.poles.animation import (
    advance_cash,
    collect_dues,
    consider_legal_form,
    pay_animator,
    reconsider_animator,
)
from simulation.phases.poles.birth import begin_pole, free_pole_row
from simulation.phases.poles.cross_holding import buy_cross_shares, give_back_shares
from simulation.phases.poles.declared import keep_to_declarations
from simulation.phases.poles.dissolution import end_pole, why_it_ends
from simulation.phases.poles.membership import (
    advance_owed,
    enter_pole,
    hold_depth,
    list_members,
    living_poles,
    quit_pole,
    recount,
    repay_advance,
)
from simulation.phases.poles.monitoring import decide_efforts, monitor_members
from simulation.phases.poles.pool_terms import dues_weight, group_of, group_with, pool_value, time_scale
from simulation.phases.poles.pooling import apply_terms
from simulation.phases.poles.trust import distance_km, trust_in
from simulation.phases.public.in_kind import LEADER, lend_roof, lend_staff
from simulation.rules.stance import AFFILIATED, CROSS_HELD, NOT_POOLED, POOLED_MEANS
from simulation.rules.trust import chance_of_consent
from simulation.rules.votes import median_admits

STREAM_ADMISSION, STREAM_LABEL, STREAM_BIRTH = STREAM["admission"], STREAM["label"], STREAM["pole_birth"]

CALL_DRAW, FOUNDERS_DRAW = 1000, 1001
"""Draws of the stream "pole_birth": whether a leader calls, then who says yes."""

REVIEW_MONTHS = 6
"""Each organisation reviews its stance every six months, one cohort (uid modulo 6) a month."""

LABEL_MONTHS = 12
"""Months between two calls for the label."""

SPONSORS_DRAW = 10_000
"""Draw of the stream "admission" on whether sponsors stand up; those on which pole is looked at use lower ones."""

MIXED = 0
"""Position in ``pole.membership`` of the rule that lets anybody in."""


@kernel
def may_belong(world: World, o: int) -> bool:
    """Whether the rule of membership allows this organisation."""
    return world.parameters[0].pole_membership == MIXED or world.organisations[o].social_economy == 1


@kernel
def is_open(world: World, pole: int, o: int) -> bool:
    """Whether a living pole could take ``o`` in: animated if formal, and of its sector or site."""
    considered, organisation = world.poles[pole], world.organisations[o]
    if considered.formal == 1 and considered.animated == 0:
        return False
    if considered.kind == FILIERE:
        return considered.sector == organisation.sector
    if considered.kind == PLACE:
        return distance_km(world, considered.site, organisation.parcel) <= world.parameters[0].pole_site_km
    return True


@kernel
def known_partner(world: World, o: int, k: int) -> int:
    """Organisation that ``o`` remembers in slot ``k``, or none when the slot is empty or its row is another's now."""
    partner = world.partner[o, k]
    if partner == NOBODY or world.organisations[partner].alive == 0:
        return NOBODY
    return partner if world.organisations[partner].uid == world.partner_uid[o, k] else NOBODY


@kernel
def pole_in_reach(world: World, month: int, o: int, living: int) -> int:
    """Pole that an organisation without one looks at: one of a member it has met, drawn among these; or none.

    Joint work precedes membership (facts.md 1: seven to twenty years of it): nobody enters among strangers.
    """
    if living == 0 or not may_belong(world, o):
        return NOBODY
    uid = world.organisations[o].uid
    found, met = NOBODY, 0
    for k in range(world.partner.shape[1]):
        partner = known_partner(world, o, k)
        if partner == NOBODY or world.organisations[partner].pole == NOBODY:
            continue
        pole = world.organisations[partner].pole
        if is_open(world, pole, o):
            met += 1
            if uniform_integer(world.key[0], STREAM_ADMISSION, month, uid, k, met) == 0:
                found = pole
    return found


@kernel
def sponsored(world: World, month: int, pole: int, o: int) -> bool:
    """Whether members who have met ``o`` stand up for it: the more likely the more they trust it on average."""
    total, sponsors = 0.0, 0
    for k in range(world.partner.shape[1]):
        partner = known_partner(world, o, k)
        if partner != NOBODY and world.organisations[partner].pole == pole:
            total += trust_in(world, partner, o, month)
            sponsors += 1
    if sponsors == 0:
        return False
    caution = world.parameters[0].trust_caution
    if world.poles[pole].label == 1:
        caution *= 1.0 - world.parameters[0].policy_label
    draw = uniform(world.key[0], STREAM_ADMISSION, month, world.organisations[o].uid, SPONSORS_DRAW)
    return draw < chance_of_consent(total / sponsors, caution)


@kernel
def admitted(world: World, month: int, pole: int, rows: Any, o: int) -> bool:
    """Whether members let ``o`` in: those who have met it trust it, and the utility of the median member rises."""
    p, organisation = world.parameters[0], world.organisations[o]
    count = rows.shape[0]
    if count == 0 or not sponsored(world, month, pole, o):
        return False
    without = np.empty(count, np.float64)
    joined = np.empty(count, np.float64)
    for place in range(count):
        member = world.organisations[rows[place]]
        group = group_of(world, pole, rows[place])
        without[place] = pool_value(world, rows[place], group, member.depth_held, member.pool_effort, group.effort)
        # Dues are shared by one more; the newcomer enters as an affiliate of its own size.
        weight = dues_weight(organisation.staff, AFFILIATED, p.pooling_dues_rule, p.pooling_affiliation_share)
        spread = (group.dues_weight + 1.0) / (group.dues_weight + 1.0 + weight)
        larger = group_with(
            group,
            group.others + 1,
            organisation.overhead / 100.0,
            time_scale(AFFILIATED, p.pooling_affiliation_share, p.pooling_deep_factor),
            group.formal,
            group.animated,
            group.dues * spread,
            group.fund,
        )
        joined[place] = pool_value(world, rows[place], larger, member.depth_held, member.pool_effort, group.effort)
        told = world.imposed_organisations[rows[place]].vote_admission
        if told != NO_VOTE_IMPOSED:
            joined[place] = without[place] + told
    return median_admits(without, joined)


@kernel
def step_towards(held: int, wanted: int, deepest: int) -> int:
    """Depth held after one review: one step towards the depth wanted, never beyond the deepest allowed."""
    goal = min(wanted, deepest)
    if held < goal:
        return held + 1
    return held - 1 if held > goal else held


@kernel
def review_member(world: World, o: int) -> None:
    """Let a member take one step of depth, or leave when it no longer wants to pool and owes nothing."""
    member = world.organisations[o]
    if member.depth == NOT_POOLED:
        repay_advance(world, o, advance_owed(world, o))
        if advance_owed(world, o) == 0:
            quit_pole(world, o)
        return
    deepest = CROSS_HELD if world.poles[member.pole].formal == 1 else POOLED_MEANS
    before = member.depth_held
    hold_depth(world, o, max(step_towards(before, member.depth, deepest), 1))
    if before == CROSS_HELD and member.depth_held < CROSS_HELD:
        give_back_shares(world, o)


@kernel
def founders_of(world: World, month: int, leader: int, founders: Any) -> int:
    """Write into ``founders`` the leader and the partners who would found a pole with it; return how many.

    Each partner that wants to pool says yes the more likely the more both trust one another.
    """
    p, organisations = world.parameters[0], world.organisations
    founders[0] = leader
    count = 1
    for k in range(world.partner.shape[1]):
        o = known_partner(world, leader, k)
        if o == NOBODY:
            continue
        if organisations[o].pole != NOBODY or organisations[o].depth == NOT_POOLED or not may_belong(world, o):
            continue
        draw = uniform(world.key[0], STREAM_BIRTH, month, organisations[leader].uid, FOUNDERS_DRAW + k)
        mutual = trust_in(world, leader, o, month) * trust_in(world, o, leader, month)
        if draw < chance_of_consent(mutual, p.trust_caution):
            founders[count] = o
            count += 1
    return count


@inline_kernel
def call_chance(rate: float) -> float:
    """Chance that a leader who reviews its stance calls partners together, from ``rate`` a year."""
    return 1.0 - math.exp(-rate * REVIEW_MONTHS / 12.0)


@kernel
def kind_of(world: World, founders: Any) -> int:
    """Kind of a pole by what most founders share with the first: a site, else a sector, else neither."""
    p, organisations = world.parameters[0], world.organisations
    first = organisations[founders[0]]
    near, alike = 0, 0
    for o in founders:
        if distance_km(world, first.parcel, organisations[o].parcel) <= p.pole_site_km:
            near += 1
        if organisations[o].sector == first.sector:
            alike += 1
    if first.parcel != NOBODY and near >= p.pole_common_part * founders.shape[0]:
        return PLACE
    return FILIERE if alike >= p.pole_common_part * founders.shape[0] else ENTERPRISES


@kernel
def found_pole(world: World, month: int, leader: int) -> bool:
    """Let ``leader`` call its partners together, now and then; return whether a pole is born.

    A pole is rare: joint work of years, and somebody with the time to bring it into being (``pole.call_rate``).
    """
    p, organisation = world.parameters[0], world.organisations[leader]
    led = organisation.entrepreneur == 1 or p.pole_needs_leader == 0 or p.policy_authority_role == LEADER
    if not led or not may_belong(world, leader):
        return False
    # Who is told to pool (`simulation.choices`) calls at once.
    told = world.imposed_organisations[leader].looks_again == 1
    if not told and uniform(world.key[0], STREAM_BIRTH, month, organisation.uid, CALL_DRAW) >= call_chance(
        p.pole_call_rate
    ):
        return False
    founders = np.empty(world.partner.shape[1] + 1, np.int64)
    count = founders_of(world, month, leader, founders)
    if count < p.pole_founders_needed:
        return False
    row = free_pole_row(world)
    if row == NOBODY:
        return False
    open_pole(world, month, row, founders[:count])
    return True


@kernel
def open_pole(world: World, month: int, row: int, founders: Any) -> None:
    """Make a pole of these founders in a free row."""
    first, kind = world.organisations[founders[0]], kind_of(world, founders)
    sector = first.sector if kind == FILIERE else NOBODY
    begin_pole(world, month, row, kind, sector, first.parcel if kind == PLACE else NOBODY)
    for o in founders:
        enter_pole(world, o, row)
    lend_staff(world, founders.shape[0])


@kernel
def review_members(world: World, month: int) -> None:
    """Let this month's cohort, and who was told another stance, step, leave, enter or found, in a drawn order."""
    living = living_poles(world)
    start, rows = list_members(world)
    listed = True
    organisations = world.organisations
    for o in turns(organisations, world.key[0], month, MEMBERSHIPS):
        organisation = organisations[o]
        cohort = organisation.uid % REVIEW_MONTHS == month % REVIEW_MONTHS
        if not cohort and world.imposed_organisations[o].looks_again == 0:
            continue
        if organisation.pole != NOBODY:
            review_member(world, o)
            if organisation.pole == NOBODY:
                listed = False
        elif organisation.depth >= AFFILIATED:
            pole = pole_in_reach(world, month, o, living)
            # Who left or came earlier this month votes no longer, or votes already.
            if pole != NOBODY and not listed:
                start, rows = list_members(world)
                listed = True
            if pole != NOBODY and admitted(world, month, pole, rows[start[pole] : start[pole + 1]], o):
                enter_pole(world, o, pole)
                listed = False
            elif found_pole(world, month, o):
                listed = False
                living += 1


@kernel
def go_elsewhere(world: World, month: int, rows: Any) -> bool:
    """Let the last members of a pole that ended enter another one, as anybody may; whether one of them did."""
    found = False
    for o in rows:
        pole = pole_in_reach(world, month, o, living_poles(world))
        if pole == NOBODY or world.organisations[o].depth < AFFILIATED:
            continue
        start, members = list_members(world)
        if admitted(world, month, pole, members[start[pole] : start[pole + 1]], o):
            enter_pole(world, o, pole)
            found = True
    return found


@kernel
def live_pole(world: World, month: int, pole: int, rows: Any) -> None:
    """Live one month of a pole: work, votes, dues, animator, advances, monitoring, terms."""
    lived = world.poles[pole]
    recount(world, pole, rows)
    lived.effort_sum = decide_efforts(world, month, rows)
    lend_roof(world, pole)
    if lived.formal == 1:
        lived.formal_since += 1
        reconsider_animator(world, month, pole, rows)
        collect_dues(world, pole, rows)
        pay_animator(world, pole)
        advance_cash(world, pole, rows)
        for o in rows:
            if world.organisations[o].depth_held == CROSS_HELD:
                buy_cross_shares(world, o)
    else:
        consider_legal_form(world, month, pole, rows)
    monitor_members(world, month, pole, rows)
    apply_terms(world, month, pole, rows)


@kernel
def award_labels(world: World, month: int) -> None:
    """Choose, once a year, among poles without label: an award that costs nothing (L446-451)."""
    p = world.parameters[0]
    if p.policy_label == 0.0 or month % LABEL_MONTHS != 0:
        return
    for pole in range(world.poles.shape[0]):
        asking = world.poles[pole]
        if asking.alive == 1 and asking.label == 0:
            if uniform(world.key[0], STREAM_LABEL, month, asking.uid, 0) < p.policy_label_selection:
                asking.label = 1


@kernel
def mark_members(world: World) -> None:
    """Say in the books who is a member of a pole, so that what members exchange is counted apart."""
    books, organisations = world.books, world.organisations
    for o in range(organisations.shape[0]):
        belongs = organisations[o].alive == 1 and organisations[o].pole != NOBODY
        books.in_pole[organisation_account(books, o)] = 1 if belongs else 0


@kernel
def live_poles(world: World, month: int) -> None:
    """Birth, entering, leaving, depth, votes, dues, animation, sanctions and ends of poles, this month."""
    p = world.parameters[0]
    if p.stance_frozen == 1 or (p.regime_reciprocity_allowed == 0 and living_poles(world) == 0):
        return
    for pole in range(world.poles.shape[0]):
        opened = world.poles[pole]
        if opened.alive == 1:
            opened.public_money = 0
            opened.own_income = 0
            opened.direct_posts = 0
            opened.animator_paid = 0
    award_labels(world, month)
    if p.regime_reciprocity_allowed == 1:
        keep_to_declarations(world, month)
    review_members(world, month)
    if living_poles(world) == 0:
        return
    start, rows = list_members(world)
    for o in rows:
        world.organisations[o].pole_cost = 0
        world.organisations[o].member_since += 1
    for pole in range(world.poles.shape[0]):
        if world.poles[pole].alive == 0:
            continue
        members = rows[start[pole] : start[pole + 1]]
        cause = why_it_ends(world, month, pole, members)
        if cause == GOES_ON:
            live_pole(world, month, pole, members)
        else:
            end_pole(world, month, pole, members, cause)
            if cause == TOO_FEW_MEMBERS and go_elsewhere(world, month, members):
                world.poles[pole].cause = ABSORBED
