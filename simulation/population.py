"""The territory at month 0: real quantities, who works where, who owns what (``economics.md`` 1.5, points 1-3, 7).

Flows come first: jobs by sector and kind of employer, then pay and output, then (`simulation.initial_accounts`)
incomes, demand, exports and the State grant as residuals, and only then stocks.
"""

from typing import Any

import numpy as np

from simulation.apportioning import headcounts, largest_remainder, posts_and_organisations
from simulation.columns import (
    ASSOCIATION,
    AUTHORITY_POST,
    COMMUTER,
    COOPERATIVE,
    EMPLOYED,
    FIRM,
    HOUSEHOLD_UID,
    INACTIVE,
    INSERTION,
    NOBODY,
    ORGANISATION_UID,
    RETIRED,
    STATE_POST,
    UNEMPLOYED,
    World,
)
from simulation.declared.sectors import CULTURE, SECTORS, SERVICES
from simulation.declared_members import rows_needed, seat_members, write_declarations
from simulation.declared_poles import DeclaredPole
from simulation.draws import STREAM, standard_normal, uniform
from simulation.kernels import kernel
from simulation.world import empty_world

STREAM_POPULATION = STREAM["population"]
STREAM_PLAYER_TYPE = STREAM["player_type"]
STREAM_ENTREPRENEUR = STREAM["entrepreneur"]
STREAM_RANK = STREAM["envelope_rank"]

# Draw numbers of the stream "population"; organisations use an offset so that no two actors share a draw.
ORGANISATION_OFFSET = 10_000_000
(
    DRAW_ABILITY,
    DRAW_ORDER,
    DRAW_WEALTH,
    DRAW_DURATION,
    DRAW_HOME,
    DRAW_SAVER,
    _,
    DRAW_SIZE,
    DRAW_SOCIAL,
    DRAW_FORM,
    DRAW_OWNER,
    DRAW_AGE,
    DRAW_LANDLORD,
    DRAW_SELLER,
    _,
    DRAW_SITE,
    DRAW_PERMUTED,
    DRAW_LEAD,
) = range(18)


@kernel
def uniforms(key: Any, stream: int, first_uid: int, k: int, result: Any) -> None:
    """Fill ``result`` with one uniform number an actor, uids counted from ``first_uid``."""
    for i in range(result.shape[0]):
        result[i] = uniform(key, stream, 0, first_uid + i, k)


@kernel
def normals(key: Any, stream: int, first_uid: int, k: int, result: Any) -> None:
    """Fill ``result`` with one standard normal number an actor, uids counted from ``first_uid``."""
    for i in range(result.shape[0]):
        result[i] = standard_normal(key, stream, 0, first_uid + i, k)


def drawn(world: World, count: int, k: int, *, offset: int = 0, stream: int = STREAM_POPULATION) -> np.ndarray:
    """Uniform numbers, shape (count,), of draw ``k`` for uids ``offset`` onwards."""
    result = np.empty(count)
    uniforms(world.key[0], stream, offset, k, result)
    return result


def drawn_normal(world: World, count: int, k: int, *, offset: int = 0) -> np.ndarray:
    """Standard normal numbers, shape (count,), of draw ``k`` for uids ``offset`` onwards."""
    result = np.empty(count)
    normals(world.key[0], STREAM_POPULATION, offset, 100 + k, result)
    return result


def populate(
    parameters: Any,
    sectors: Any,
    values: dict[str, Any],
    declared: tuple[DeclaredPole, ...],
    *,
    seed: int,
    replicate: int,
    journal: int,
) -> World:
    """Make the world with all actors in place, and no owners, pay or money yet.

    Parameters
    ----------
    parameters, sectors : record arrays
        What kernels read.
    values : dict
        Every parameter of the plan by path.
    declared : tuple of DeclaredPole
        Poles whose members are in the territory (`simulation.declared_members`).
    seed, replicate : int
        Key of all draws.
    journal : int
        Lines of the ledger's journal, 0 for none.
    """
    people = headcounts(values)
    posts, counts = posts_and_organisations(values)
    adults, organisations = people["labour_force"] + people["retired"], int(counts.sum())
    side = max(8, int(np.sqrt(adults / values["population.adults_per_parcel"])))
    world = empty_world(
        parameters,
        sectors,
        households=adults + adults // 8 + 32,
        organisations=organisations + organisations // 2 + 40,
        poles=max(8, organisations // 20),
        projects=max(16, organisations // 4),
        parcels=side * side,
        seed=seed,
        replicate=replicate,
        journal_capacity=journal,
        **rows_needed(declared),
    )
    write_declarations(world, declared)
    place_organisations(world, values, posts, counts)
    place_people(world, values, people)
    return world


def place_organisations(world: World, values: dict[str, Any], posts: np.ndarray, counts: np.ndarray) -> None:
    """Sizes (lognormal, posts met exactly), legal forms, ages, ranks and player types of organisations."""
    table, total = world.organisations, int(counts.sum())
    table.uid[:total] = np.arange(total)
    table.alive[:total] = 1
    table.sector[:total] = np.repeat(np.arange(len(SECTORS)), counts)
    world.next_uid[ORGANISATION_UID] = total
    noise = drawn_normal(world, total, DRAW_SIZE, offset=ORGANISATION_OFFSET)
    # The same sizes, places and partners, other forms: what a legal form does beside what links do.
    which = DRAW_PERMUTED if values["population.permute_forms"] else DRAW_SOCIAL
    social_draw = drawn(world, total, which, offset=ORGANISATION_OFFSET)
    form_draw = drawn(world, total, DRAW_FORM, offset=ORGANISATION_OFFSET)
    start = 0
    for s, sector in enumerate(SECTORS):
        rows = slice(start, start + int(counts[s]))
        start += int(counts[s])
        if counts[s] == 0:
            continue
        weights = np.exp(values[f"sector.{sector}.size_spread"] * noise[rows])
        staff = 1 + largest_remainder(int(posts[s] - counts[s]), weights)
        table.posts[rows] = staff
        # The social economy takes organisations in a drawn order until its share of the posts is met.
        order = np.argsort(social_draw[rows], kind="stable")
        before = np.cumsum(staff[order]) - staff[order]
        chosen = order[before + staff[order] / 2 < values[f"sector.{sector}.social_economy_share"] * posts[s]]
        form = np.full(int(counts[s]), FIRM)
        cooperative, insertion = values["population.cooperative_part"], values["population.insertion_part"]
        draw = form_draw[rows][chosen]
        # Associations serve people; where goods are made or built the social economy is cooperative.
        other = ASSOCIATION if s in (SERVICES, CULTURE) else COOPERATIVE
        form[chosen] = np.where(
            draw < cooperative, COOPERATIVE, np.where(draw < cooperative + insertion, INSERTION, other)
        )
        table.form[rows] = form
    seat_members(world, posts)
    living = slice(0, total)
    table.social_economy[living] = (table.form[living] != FIRM).astype(np.int32)
    age_draw = drawn(world, total, DRAW_AGE, offset=ORGANISATION_OFFSET)
    ages = 12.0 * np.log1p(-age_draw) / np.log(1 - values["population.exit_rate"])
    table.age[living] = np.minimum(ages, float(values["population.oldest_organisation"])).astype(np.int32)
    table["rank"][living] = drawn(world, total, 0, stream=STREAM_RANK)
    table.appeal[living] = 0.0
    # The larger ones are larger because they have led for long.
    link = values["productivity.size_link"]
    luck = drawn_normal(world, total, DRAW_LEAD, offset=ORGANISATION_OFFSET)
    table.lead[living] = values["productivity.spread"] * (link * noise + np.sqrt(1.0 - link**2) * luck)
    give_characters(world, values, total)


def give_characters(world: World, values: dict[str, Any], total: int) -> None:
    """Player types (facts.md 4: 50 / 33 / 14 / 3 %) and entrepreneurs, drawn once and for all."""
    table = world.organisations
    draw = drawn(world, total, 0, stream=STREAM_PLAYER_TYPE)
    names = ("stance.share_conditional", "stance.share_free_rider", "stance.share_hump")
    limits = np.cumsum([values[name] for name in names])
    table.player_type[:total] = np.searchsorted(limits, draw, side="right")
    enterprising = drawn(world, total, 0, stream=STREAM_ENTREPRENEUR)
    table.entrepreneur[:total] = (enterprising < values["project.entrepreneur_share"]).astype(np.int32)
    places = world.declared_members
    table.entrepreneur[places.organisation[(places.organisation != NOBODY) & (places.leads == 1)]] = 1
    table.belief[:total] = values["trust.initial"]


def place_people(world: World, values: dict[str, Any], people: dict[str, int]) -> None:
    """Give every member of the labour force a status and an employer; retired and inactive adults come after."""
    table, labour_force = world.households, people["labour_force"]
    adults = labour_force + people["retired"]
    table.uid[:adults] = np.arange(adults)
    world.next_uid[HOUSEHOLD_UID] = adults
    table.ability[:adults] = drawn_normal(world, adults, DRAW_ABILITY)
    table.status[labour_force:adults] = RETIRED
    table.status[labour_force : labour_force + people["inactive"]] = INACTIVE
    world.authority[0].inactive_reference = people["inactive"]
    order = np.argsort(drawn(world, labour_force, DRAW_ORDER), kind="stable")
    table.status[:labour_force] = UNEMPLOYED
    start = 0
    for status, name in (
        (EMPLOYED, "private"),
        (COMMUTER, "commuters"),
        (STATE_POST, "state"),
        (AUTHORITY_POST, "authority"),
    ):
        table.status[order[start : start + people[name]]] = status
        start += people[name]
    private = order[: people["private"]]
    employers = np.repeat(np.arange(len(world.organisations)), world.organisations.posts)
    table.employer[private] = employers
    table.sector[:labour_force] = (drawn(world, labour_force, DRAW_FORM) * len(SECTORS)).astype(np.int32)
    table.sector[private] = world.organisations.sector[employers]
    world.organisations.staff[:] = world.organisations.posts
    authority = world.authority[0]
    authority.posts = authority.staff = people["authority"]
    authority.state_posts = authority.state_staff = people["state"]
    authority.commuter_posts = authority.commuters = people["commuters"]
    jobless = np.flatnonzero(table.status == UNEMPLOYED)
    # Durations are geometric with the outflow rate, or the first year would show a wave of leavers (1.5, point 9).
    staying = np.log(1 - values["population.finding_rate"])
    months = 1 + np.floor(np.log1p(-drawn(world, adults, DRAW_DURATION)) / staying)
    table.months_unemployed[jobless] = np.minimum(months[jobless], values["population.longest_unemployment"])
    table.saver[:adults] = drawn(world, adults, DRAW_SAVER) < values["population.saver_share"]


def floored_pay(base: np.ndarray, spread: np.ndarray, ability: np.ndarray, minimum: float) -> np.ndarray:
    """Full-time pay, EUR a month: lognormal around ``base`` with mean ``base``, never below the legal minimum."""
    return np.maximum(minimum, base * np.exp(spread * ability - 0.5 * spread**2))


def set_pay(world: World, values: dict[str, Any]) -> None:
    """Pay of every post, rescaled so that the mean full-time pay is the planned one; pensions; benefit bases."""
    households, organisations, authority = world.households, world.organisations, world.authority[0]
    people, minimum = headcounts(values), values["labour.minimum_wage"]
    spread, social_spread = values["labour.pay_spread"], values["labour.pay_spread_social"]
    factor = np.array([values[f"sector.{sector}.wage_factor"] for sector in SECTORS])[organisations.sector]
    factor = np.where(
        (organisations.form == ASSOCIATION) | (organisations.form == INSERTION),
        factor * values["labour.social_wage_factor"],
        factor,
    )
    employed = np.flatnonzero(households.status == EMPLOYED)
    employers = households.employer[employed]
    spreads = np.where(organisations.social_economy[employers] == 1, social_spread, spread)
    scale = values["labour.mean_wage"]
    for _ in range(20):
        pay = floored_pay(scale * factor[employers], spreads, households.ability[employed], minimum)
        scale *= values["labour.mean_wage"] / pay.mean()
    organisations.base_wage[:] = scale * factor
    organisations.fte_per_post[:] = values["labour.full_time_equivalent"]
    elsewhere = np.flatnonzero(np.isin(households.status, (COMMUTER, STATE_POST, AUTHORITY_POST, UNEMPLOYED)))
    pay_elsewhere = floored_pay(
        np.full(len(elsewhere), scale), np.full(len(elsewhere), spread), households.ability[elsewhere], minimum
    )
    authority.state_wage = scale
    fte = values["labour.full_time_equivalent"]
    for rows, full_time in ((employed, pay), (elsewhere, pay_elsewhere)):
        households.wage[rows] = np.round(full_time * fte * 100.0).astype(np.int64)
        households.full_time_equivalent[rows] = fte
    households.quality[employed] = pay / organisations.base_wage[employers]
    households.quality[elsewhere] = pay_elsewhere / scale
    jobless = households.status == UNEMPLOYED
    households.last_wage[jobless] = households.wage[jobless]
    households.wage[jobless] = 0
    households.full_time_equivalent[jobless] = 0.0
    labour = np.bincount(employers, weights=households.quality[employed] * fte, minlength=len(organisations))
    organisations.labour[:] = labour
    organisations.wage_offer[:] = organisations.base_wage
    retired = np.flatnonzero(households.status == RETIRED)
    pension_spread = values["population.pension_spread"]
    pension = np.exp(pension_spread * households.ability[retired] - 0.5 * pension_spread**2)
    pension *= values["population.pension_mean"] / pension.mean() if len(retired) else 1.0
    households.pension[retired] = np.round(pension * 100.0).astype(np.int64)
    inactive = households.status == INACTIVE
    households.pension[inactive] = round(values["tax.assistance"] * 100.0)
    authority.unemployment_reference = authority.unemployment_rate = people["unemployed"] / people["labour_force"]
    authority.labour_force_reference = people["labour_force"]
    households.employer[households.status != EMPLOYED] = NOBODY
