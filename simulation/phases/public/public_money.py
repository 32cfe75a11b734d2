"""Public money: the envelope, claims of poles on it, and all the rest to single organisations (``economics.md`` 2.2).

The same cents enter every money regime each month and none is left at month end. Claims of poles come first, up to
``policy.pole_share``: running animators before new ones, then seed cheques, then project cheques; what cannot be
funded is refused and counted. The rest goes the same month to single organisations, in the order of a number drawn
once for each, part of it as a subsidy for posts, capped per full-time equivalent; members of poles queue like others.
"""

import math
from typing import Any

import numpy as np

from simulation.columns import ABSENT, NOBODY, TALLY, World
from simulation.draws import rows_by_draw
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import (
    authority_account,
    cents,
    organisation_account,
    outside_account,
    pay,
    pay_at_most,
    pole_account,
    ring_fenced_account,
    split_largest_remainder,
)
from simulation.phases.economy.payroll import finance_authority
from simulation.phases.economy.plans import LEAST_LABOUR
from simulation.phases.poles.animation import running_budget
from simulation.purposes import PURPOSE, STATE

ENVELOPE, LEVY = PURPOSE["grant: envelope"], PURPOSE["levy for the envelope"]
TO_ORGANISATION, TO_POLE = PURPOSE["subsidy to organisation"], PURPOSE["subsidy to pole"]
SUBSIDISED_JOB = PURPOSE["subsidised job"]
TALLY_REFUSED = TALLY["refused_claims"]
FUNDED_BY_LEVY = 1


@kernel
def envelope_of(world: World, month: int) -> int:
    """Envelope of the month, cents: a given amount between two dates in the money regimes, nothing elsewhere."""
    p = world.parameters[0]
    if p.regime_money == 0 or month < p.policy_start_month or month >= p.policy_start_month + p.policy_months:
        return 0
    return cents(p.policy_envelope_per_active * world.authority[0].labour_force_reference)


@kernel
def receive_envelope(world: World, envelope: int) -> None:
    """Let the State, or the adults of the territory by equal parts, pay the envelope into the ring-fenced account."""
    books, ring = world.books, ring_fenced_account(world.books)
    if world.parameters[0].policy_funding != FUNDED_BY_LEVY:
        pay(books, ENVELOPE, outside_account(books, STATE), ring, envelope)
        return
    budget = authority_account(books)
    adults = 0
    for h in range(world.households.shape[0]):
        if world.households[h].status != ABSENT:
            adults += 1
    part, remainder = envelope // adults, envelope % adults
    for h in range(world.households.shape[0]):
        if world.households[h].status != ABSENT:
            due = part + 1 if remainder > 0 else part
            remainder -= 1
            world.households[h].income -= pay_at_most(books, LEVY, h, budget, due)
    finance_authority(world, envelope)
    pay(books, ENVELOPE, budget, ring, envelope)


@inline_kernel
def animator_aid(cost: float, share: float, months_funded: int, full_months: int, taper_months: int) -> float:
    """Aid to animation this month, EUR: a share of its cost for some years, then less by degrees, then nothing."""
    if months_funded < full_months:
        return cost * share
    if taper_months <= 0 or months_funded >= full_months + taper_months:
        return 0.0
    return cost * share * (1.0 - (months_funded - full_months + 1.0) / (taper_months + 1.0))


@kernel
def pay_claim(world: World, pole: int, claim: int, left: int) -> int:
    """Pay a pole's claim if the part open to poles still holds it, else refuse and count it; return what was paid."""
    if claim <= 0:
        return 0
    if claim > left:
        world.tally[TALLY_REFUSED] += 1
        world.authority[0].claims_refused += 1
        return 0
    pay(world.books, TO_POLE, ring_fenced_account(world.books), pole_account(world.books, pole), claim)
    world.poles[pole].public_money += claim
    return claim


@kernel
def pay_poles(world: World, available: int) -> int:
    """Pay eligible claims of formal poles out of ``available`` cents, labelled poles first; return what they took."""
    p = world.parameters[0]
    if p.policy_pole_share <= 0.0:
        return 0
    left = available
    for running in range(2):
        for labelled in range(1, -1, -1):
            for pole in range(world.poles.shape[0]):
                asking = world.poles[pole]
                if asking.alive == 0 or asking.formal == 0 or asking.wants_animator == 0 or asking.label != labelled:
                    continue
                if (asking.animator_months_funded > 0) != (running == 0):
                    continue
                aid = animator_aid(
                    running_budget(world),
                    p.animation_public_share,
                    asking.animator_months_funded,
                    p.policy_animator_months,
                    p.policy_taper_months,
                )
                paid = pay_claim(world, pole, cents(aid), left)
                if paid > 0:
                    asking.animator_months_funded += 1
                    left -= paid
    for labelled in range(1, -1, -1):
        for pole in range(world.poles.shape[0]):
            asking = world.poles[pole]
            if asking.alive == 1 and asking.formal == 1 and asking.seed_paid == 0 and asking.label == labelled:
                paid = pay_claim(world, pole, cents(p.policy_seed_cheque), left)
                if paid > 0:
                    asking.seed_paid = 1
                    left -= paid
    for row in range(world.projects.shape[0]):
        project = world.projects[row]
        if project.alive == 0 or project.supported == 1 or project.pole == NOBODY or project.venture != NOBODY:
            continue
        if world.poles[project.pole].formal == 1:
            paid = pay_claim(world, project.pole, cents(p.policy_project_cheque), left)
            if paid > 0:
                # The pole keeps the cheque for the activity, and pays it in when this starts.
                project.supported = 1
                project.granted += paid
                left -= paid
    return available - left


@kernel
def ranked_employers(world: World) -> Any:
    """Rows of organisations that employ somebody, in the order of the number drawn once for each."""
    organisations = world.organisations
    rows = np.empty(organisations.shape[0], np.int64)
    keys = np.empty(organisations.shape[0], np.float64)
    count = 0
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 1 and organisations[o].staff > 0:
            rows[count] = o
            keys[count] = organisations[o].rank
            count += 1
    return rows_by_draw(rows, keys, count)


@kernel
def subsidise_posts(world: World, rows: Any, amount: int) -> int:
    """Subsidise posts at the same rate each, a part of a staff at most; return what was spent, cents."""
    p, books = world.parameters[0], world.books
    rate = cents(p.policy_job_subsidy)
    spent = 0
    for o in rows:
        organisation = world.organisations[o]
        posts = min(int(math.ceil(p.policy_subsidised_staff * organisation.staff)), (amount - spent) // rate)
        if posts <= 0:
            break
        pay(books, SUBSIDISED_JOB, ring_fenced_account(books), organisation_account(books, o), posts * rate)
        organisation.subsidised_posts = posts
        organisation.subsidy_per_post = p.policy_job_subsidy
        organisation.subsidy += posts * rate
        spent += posts * rate
    return spent


@kernel
def pay_single_organisations(world: World, amount: int) -> None:
    """Give ``amount`` cents to single organisations, to the last cent; raise the cap in proportion if it binds."""
    if amount <= 0:
        return
    p, books = world.parameters[0], world.books
    rows = ranked_employers(world)
    ring = ring_fenced_account(books)
    if rows.shape[0] == 0:
        pay(books, ENVELOPE, ring, outside_account(books, STATE), amount)
        return
    left = amount - subsidise_posts(world, rows, int(amount * p.policy_subsidised_job_share))
    weights = np.empty(rows.shape[0], np.float64)
    for place in range(rows.shape[0]):
        o = rows[place]
        weights[place] = max(world.organisations[o].labour, LEAST_LABOUR)
        # The cap holds for posts and the rest together.
        posts = world.organisations[o].subsidised_posts * cents(p.policy_job_subsidy)
        given = min(max(cents(p.policy_cap_per_fte * weights[place]) - posts, 0), left)
        if given > 0:
            pay(books, TO_ORGANISATION, ring, organisation_account(books, o), given)
            world.organisations[o].subsidy += given
            left -= given
    if left > 0:
        shares = np.zeros(rows.shape[0], np.int64)
        split_largest_remainder(left, weights, shares)
        for place in range(rows.shape[0]):
            if shares[place] > 0:
                pay(books, TO_ORGANISATION, ring, organisation_account(books, rows[place]), shares[place])
                world.organisations[rows[place]].subsidy += shares[place]


@kernel
def spend_public_money(world: World, month: int) -> None:
    """Receive the envelope of the month and spend it to the last cent: poles first, then single organisations."""
    authority = world.authority[0]
    envelope = envelope_of(world, month)
    authority.envelope = envelope
    authority.envelope_to_poles = 0
    authority.claims_refused = 0
    authority.public_cost += envelope
    for o in range(world.organisations.shape[0]):
        world.organisations[o].subsidised_posts = 0
    if envelope == 0:
        authority.in_kind = 0
        return
    receive_envelope(world, envelope)
    # What was lent in kind since last month has used up a part of what poles may draw.
    open_to_poles = int(world.parameters[0].policy_pole_share * envelope)
    taken = pay_poles(world, max(open_to_poles - authority.in_kind, 0))
    authority.in_kind = 0
    authority.envelope_to_poles = taken
    pay_single_organisations(world, envelope - taken)
