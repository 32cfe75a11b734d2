"""Labour market: separations, layoffs, vacancies and matching.

Job seekers look at a handful of vacancies a month and take the best of those they are offered, by pay and by
knowledge of the sector. There is no on-the-job search, no notice period and no severance pay (explicit none).
Public employers and employers outside keep their posts filled; their number is given.
"""

import math
from typing import Any

import numpy as np

from simulation.columns import (
    AUTHORITY_POST,
    COMMUTER,
    EMPLOYED,
    NOBODY,
    STATE_POST,
    TALLY,
    UNEMPLOYED,
    World,
)
from simulation.draws import STREAM, rows_by_draw, uniform, uniform_integer
from simulation.kernels import inline_kernel, kernel
from simulation.phases.public.in_kind import lend_courses, sector_attachment

STREAM_SEPARATION = STREAM["separation"]
STREAM_LAYOFF = STREAM["layoff"]
STREAM_ORDER = STREAM["matching_order"]
STREAM_VACANCY = STREAM["vacancy_sample"]
STREAM_CHOICE = STREAM["job_choice"]
TALLY_FINDERS = TALLY["job_finders"]
TALLY_SEPARATIONS = TALLY["separations"]
TALLY_LAYOFFS = TALLY["layoffs"]

# Vacancies of employers that are no organisation of the territory carry these codes instead of a row.
STATE_VACANCY, AUTHORITY_VACANCY, COMMUTER_VACANCY = -2, -3, -4


@kernel
def lose_post(world: World, h: int) -> None:
    """Make household ``h`` unemployed; its employer counts one head less.

    Its first month of unemployment is counted when the labour market next leaves it without a post (`match`):
    the same month for who is separated there, the next one for who is closed out at a month end.
    """
    household, authority = world.households[h], world.authority[0]
    if household.status == EMPLOYED:
        world.organisations[household.employer].staff -= 1
    elif household.status == STATE_POST:
        authority.state_staff -= 1
    elif household.status == AUTHORITY_POST:
        authority.staff -= 1
    elif household.status == COMMUTER:
        authority.commuters -= 1
    household.last_wage = household.wage
    household.wage = 0
    household.full_time_equivalent = 0.0
    household.employer = NOBODY
    household.status = UNEMPLOYED
    household.months_unemployed = 0
    household.subsidised = 0


@kernel
def paid_quality(base_wage: float, ability: float, spread: float, minimum: float) -> float:
    """Work of a person relative to the reference pay: lognormal in ability, at least what the legal minimum pays."""
    return max(math.exp(spread * ability - 0.5 * spread * spread), minimum / base_wage)


@kernel
def take_post(world: World, h: int, vacancy: int) -> None:
    """Hire household ``h`` for a vacancy (organisation row, or a code of an outside or public employer)."""
    p, authority = world.parameters[0], world.authority[0]
    household = world.households[h]
    if vacancy >= 0:
        organisation = world.organisations[vacancy]
        spread = p.labour_pay_spread_social if organisation.social_economy == 1 else p.labour_pay_spread
        base, offer, fte = organisation.base_wage, organisation.wage_offer, organisation.fte_per_post
        organisation.staff += 1
        household.status = EMPLOYED
        household.employer = vacancy
        household.sector = organisation.sector
    else:
        spread = p.labour_pay_spread
        base = authority.state_wage
        fte = p.labour_full_time_equivalent
        household.employer = NOBODY
        if vacancy == STATE_VACANCY:
            authority.state_staff += 1
            household.status = STATE_POST
        elif vacancy == AUTHORITY_VACANCY:
            authority.staff += 1
            household.status = AUTHORITY_POST
        else:
            authority.commuters += 1
            household.status = COMMUTER
        offer = base
    quality = paid_quality(base, household.ability, spread, p.labour_minimum_wage)
    household.quality = quality
    household.full_time_equivalent = fte
    household.wage = int(math.floor(max(offer * quality, p.labour_minimum_wage) * fte * 100.0 + 0.5))
    household.months_unemployed = 0


@kernel
def separate(world: World, month: int) -> None:
    """Quits and ends of contract, one draw a person; then layoffs where staff exceeds posts, in a drawn order."""
    p = world.parameters[0]
    households, organisations = world.households, world.organisations
    waiting = np.zeros(organisations.shape[0], np.int64)
    surplus = 0
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 1 and organisations[o].staff > organisations[o].posts:
            waiting[o] = organisations[o].staff - organisations[o].posts
            surplus += waiting[o]
    for h in range(households.shape[0]):
        status = households[h].status
        if status < EMPLOYED or status > AUTHORITY_POST:
            continue
        uid = households[h].uid
        if uniform(world.key[0], STREAM_SEPARATION, month, uid, 0) < p.labour_separation_rate:
            if status == EMPLOYED:
                employer = households[h].employer
                if organisations[employer].owner == h:
                    continue
                if waiting[employer] > 0:
                    waiting[employer] -= 1
                    surplus -= 1
            lose_post(world, h)
            world.tally[TALLY_SEPARATIONS] += 1
    if surplus > 0:
        lay_off(world, month, waiting)


@kernel
def lay_off(world: World, month: int, waiting: Any) -> None:
    """Dismiss ``waiting[o]`` people of each organisation: those with the lowest drawn number of the month go."""
    households, organisations = world.households, world.organisations
    candidates = np.empty(households.shape[0], np.int64)
    keys = np.empty(households.shape[0], np.float64)
    count = 0
    for h in range(households.shape[0]):
        if households[h].status == EMPLOYED and waiting[households[h].employer] > 0:
            if organisations[households[h].employer].owner == h:
                continue
            candidates[count] = h
            keys[count] = uniform(world.key[0], STREAM_LAYOFF, month, households[h].uid, 0)
            count += 1
    for h in rows_by_draw(candidates, keys, count):
        employer = households[h].employer
        if waiting[employer] > 0:
            waiting[employer] -= 1
            lose_post(world, h)
            world.tally[TALLY_LAYOFFS] += 1


@inline_kernel
def chance_of_candidates(usual: float, unemployment: float, reference: float, elasticity: float) -> float:
    """Chance that a vacancy meets candidates in a month: Cobb-Douglas matching, the more seekers the likelier.

    Parameters
    ----------
    usual : float
        Chance at the unemployment of month 0.
    unemployment, reference : float
        Unemployed over labour force, now and at month 0.
    elasticity : float
        Of matches to unemployment (0.5 to 0.7 in the survey of Petrongolo & Pissarides 2001); 0 is off.
    """
    if elasticity <= 0.0 or reference <= 0.0:
        return usual
    return min(usual * (unemployment / reference) ** elasticity, 1.0)


@kernel
def open_vacancies(world: World, month: int) -> Any:
    """List the vacancies that meet candidates, one entry a post: rows of organisations, then codes of other employers.

    A vacancy that meets none stays open: `organisation.vacancies` counts both.
    """
    p, organisations, authority = world.parameters[0], world.organisations, world.authority[0]
    room = 64
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 1:
            room += max(organisations[o].posts - organisations[o].staff, 0)
    room += max(authority.state_posts - authority.state_staff, 0) + max(authority.posts - authority.staff, 0)
    room += max(authority.commuter_posts - authority.commuters, 0)
    vacancies = np.empty(room, np.int64)
    count = 0
    chance = chance_of_candidates(
        p.labour_vacancy_matching,
        authority.unemployment_rate,
        authority.unemployment_reference,
        p.labour_matching_elasticity,
    )
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        organisation.vacancies = 0
        if organisation.alive == 0:
            continue
        for k in range(max(organisation.posts - organisation.staff, 0)):
            organisation.vacancies += 1
            if uniform(world.key[0], STREAM_VACANCY, month, organisation.uid, k % 4096) < chance:
                vacancies[count] = o
                count += 1
    for _ in range(max(authority.state_posts - authority.state_staff, 0)):
        vacancies[count] = STATE_VACANCY
        count += 1
    for _ in range(max(authority.posts - authority.staff, 0)):
        vacancies[count] = AUTHORITY_VACANCY
        count += 1
    for _ in range(max(authority.commuter_posts - authority.commuters, 0)):
        vacancies[count] = COMMUTER_VACANCY
        count += 1
    return vacancies[:count]


@kernel
def match(world: World, month: int, vacancies: Any) -> None:
    """Let each unemployed person, in a drawn order, look at a few vacancies and take the best."""
    p, households, organisations = world.parameters[0], world.households, world.organisations
    key = world.key[0]
    seekers = np.empty(households.shape[0], np.int64)
    keys = np.empty(households.shape[0], np.float64)
    count = 0
    for h in range(households.shape[0]):
        if households[h].status == UNEMPLOYED:
            seekers[count] = h
            keys[count] = uniform(key, STREAM_ORDER, month, households[h].uid, 0)
            count += 1
    lend_courses(world, count)
    attachment = sector_attachment(world)
    left = vacancies.shape[0]
    for h in rows_by_draw(seekers, keys, count):
        household = households[h]
        best, best_score = -1, -1e300
        for k in range(p.labour_applications):
            if left == 0:
                break
            place = uniform_integer(key, STREAM_VACANCY, month, household.uid + 10_000_000, k, left)
            vacancy = vacancies[place]
            score = 0.0
            if vacancy >= 0:
                score = math.log(organisations[vacancy].wage_offer / world.authority[0].state_wage)
                if organisations[vacancy].sector == household.sector:
                    score += attachment
            noise = uniform(key, STREAM_CHOICE, month, household.uid, k)
            score -= math.log(-math.log(noise + 1e-300) + 1e-300)
            if score > best_score:
                best, best_score = place, score
        if best >= 0:
            take_post(world, h, vacancies[best])
            left -= 1
            vacancies[best] = vacancies[left]
            world.tally[TALLY_FINDERS] += 1
        else:
            household.months_unemployed += 1


@kernel
def labour_market(world: World, month: int) -> None:
    """Separate, lay off, open vacancies, match; then recount the work of every staff."""
    separate(world, month)
    match(world, month, open_vacancies(world, month))
    count_staff(world)


@kernel
def count_staff(world: World) -> None:
    """Recount the quality-weighted work of each organisation and the unemployment rate."""
    households, organisations = world.households, world.organisations
    for o in range(organisations.shape[0]):
        organisations[o].labour = 0.0
    labour_force = 0
    unemployed = 0
    for h in range(households.shape[0]):
        household = households[h]
        if household.status == EMPLOYED:
            organisations[household.employer].labour += household.quality * household.full_time_equivalent
        if EMPLOYED <= household.status <= UNEMPLOYED:
            labour_force += 1
            if household.status == UNEMPLOYED:
                unemployed += 1
    world.authority[0].unemployment_rate = unemployed / max(labour_force, 1)
