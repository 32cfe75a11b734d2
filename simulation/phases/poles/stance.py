"""Stance: compete, cooperate on projects or not, and how deep to pool (mechanisms 4 and 11).

Each organisation reviews its stance every six months, one cohort a month; most reviews of who was not
hurt change nothing, since commitments last. The forecast weighs the terms that poles and projects realise;
the lived pay-off of the action taken corrects it (``economics.md`` 3). Information: last month's closing.
"""

from typing import Any

import numpy as np

from simulation.columns import ALTERNATIVES, MODEL_DECIDES, NOBODY, World
from simulation.draws import STREAM, uniform, uniform_integer
from simulation.kernels import kernel
from simulation.phases.poles.membership import living_poles
from simulation.phases.poles.poles import REVIEW_MONTHS, known_partner, pole_in_reach
from simulation.phases.poles.pool_terms import entry_cost, group_of, imagined_group, pool_value, wage_bill
from simulation.phases.poles.project_forecast import project_gain_lived, project_value
from simulation.phases.public.in_kind import founders_part
from simulation.rules.imitation import copies
from simulation.rules.stance import (
    AFFILIATED,
    CROSS_HELD,
    DEPTHS,
    NOT_POOLED,
    POOLED_MEANS,
    alternative_of,
    choose,
    depth_of,
    drifted,
    joins_projects_of,
    learned_utility,
    scale_drift,
    update_experience,
)
from simulation.rules.stance_rules import COPIES_STANCE, FROM_EXPERIENCE_ALONE

STREAM_STANCE, STREAM_EXPLORATION = STREAM["stance"], STREAM["exploration"]
STREAM_IMITATION = STREAM["imitation"]


@kernel
def admissible_alternatives(depth: int, held: int, member: bool, deepest: int, admissible: Any) -> None:
    """Mark the alternatives that may be chosen: depth moves by one step, deeper than one needs a pole.

    Parameters
    ----------
    depth, held : int
        Depth wanted so far and depth in force, 0 to 3.
    member : bool
        Whether the organisation belongs to a pole.
    deepest : int
        Deepest pooling the pole allows (3 needs a legal form).
    admissible : bool array, shape (ALTERNATIVES,)
        Result.
    """
    for alternative in range(admissible.shape[0]):
        wanted = depth_of(alternative)
        near = abs(wanted - depth) <= 1
        if member:
            admissible[alternative] = near and wanted <= min(held + 1, deepest)
        else:
            admissible[alternative] = wanted <= AFFILIATED
    # Where no alternative is near (the pole lost its legal form), what is in force may be kept.
    any_left = False
    for alternative in range(admissible.shape[0]):
        any_left = any_left or admissible[alternative]
    if not any_left:
        for alternative in range(admissible.shape[0]):
            admissible[alternative] = depth_of(alternative) <= min(held, deepest)


@kernel
def forecast(world: World, month: int, o: int, pole: int, admissible: Any, utilities: Any) -> None:
    """Write the utility of each admissible alternative into ``utilities``, wage bills a month.

    Gains shrink with own size (scale drift); the taste for cooperation, if there is one, is added last.
    """
    p, organisation = world.parameters[0], world.organisations[o]
    group = group_of(world, pole, o) if pole != NOBODY else imagined_group(world, o)
    drift = scale_drift(organisation.labour, p.stance_drift_size, p.stance_drift_slope)
    own_effort = organisation.pool_effort if organisation.pole != NOBODY else organisation.belief
    entering = 0.0
    if organisation.pole == NOBODY:
        starting = founders_part(world) * p.pole_starting_hours
        entering = entry_cost(world, o, p.pole_entry_hours if pole != NOBODY else starting)
    weight = 1.0 if FROM_EXPERIENCE_ALONE[p.stance_rule] else p.stance_learning_weight
    for depth in range(len(DEPTHS)):
        if not admissible[depth]:
            continue
        pooled = pool_value(world, o, group, depth, own_effort, organisation.belief)
        if depth > NOT_POOLED:
            pooled -= entering
        pooled = drifted(pooled, drift)
        joined = drifted(project_value(world, month, o, depth), drift)
        for projects in range(2):
            alternative = alternative_of(projects, depth)
            expected = pooled + projects * joined
            utility = learned_utility(expected, world.attraction[o, alternative], weight)
            taste = p.stance_prosocial_weight if alternative > 0 else 0.0
            utilities[alternative] = utility + taste


@kernel
def imitated(world: World, month: int, o: int) -> int:
    """Alternative of a partner copied with the Fermi probability, from lived pay-offs; or the own one."""
    p, key, organisation = world.parameters[0], world.key[0], world.organisations[o]
    slot = uniform_integer(key, STREAM_IMITATION, month, organisation.uid, 0, world.partner.shape[1])
    partner = known_partner(world, o, slot)
    own = organisation.alternative
    if partner == NOBODY:
        return own
    other = world.organisations[partner].alternative
    draw = uniform(key, STREAM_IMITATION, month, organisation.uid, 1)
    if copies(world.attraction[o, own], world.attraction[partner, other], p.stance_imitation_intensity, draw):
        return other
    return own


@kernel
def explored(admissible: Any, draw: float) -> int:
    """Admissible alternative taken at random."""
    count = 0
    for alternative in range(admissible.shape[0]):
        count += 1 if admissible[alternative] else 0
    place = min(int(draw * count), count - 1)
    for alternative in range(admissible.shape[0]):
        if admissible[alternative]:
            if place == 0:
                return alternative
            place -= 1
    return 0


@kernel
def chosen_alternative(world: World, month: int, o: int, living: int) -> int:
    """Alternative chosen at a real review."""
    p, key, organisation = world.parameters[0], world.key[0], world.organisations[o]
    member = organisation.pole != NOBODY
    deepest = CROSS_HELD if member and world.poles[organisation.pole].formal == 1 else POOLED_MEANS
    admissible = np.zeros(ALTERNATIVES, np.bool_)
    admissible_alternatives(organisation.depth, organisation.depth_held, member, deepest, admissible)
    draw = uniform(key, STREAM_STANCE, month, organisation.uid, 0)
    if COPIES_STANCE[p.stance_rule]:
        if draw < p.stance_exploration:
            return explored(admissible, uniform(key, STREAM_EXPLORATION, month, organisation.uid, 0))
        copied = imitated(world, month, o)
        return copied if admissible[copied] else organisation.alternative
    utilities = np.zeros(ALTERNATIVES, np.float64)
    pole = organisation.pole if member else pole_in_reach(world, month, o, living)
    forecast(world, month, o, pole, admissible, utilities)
    return choose(utilities, admissible, p.stance_intensity, p.stance_exploration, draw)


@kernel
def told_alternative(world: World, o: int, told: int) -> int:
    """Alternative an organisation takes that is told one: what it is told, as deep as may be chosen now.

    Who is told what it does already goes on with it.
    """
    organisation = world.organisations[o]
    if told == organisation.alternative:
        return told
    member = organisation.pole != NOBODY
    deepest = CROSS_HELD if member and world.poles[organisation.pole].formal == 1 else POOLED_MEANS
    admissible = np.zeros(ALTERNATIVES, np.bool_)
    admissible_alternatives(organisation.depth, organisation.depth_held, member, deepest, admissible)
    projects, told_depth = joins_projects_of(told), depth_of(told)
    for distance in range(len(DEPTHS)):
        for depth in (told_depth - distance, told_depth + distance):
            if 0 <= depth < len(DEPTHS) and admissible[alternative_of(projects, depth)]:
                return alternative_of(projects, depth)
    return organisation.alternative


@kernel
def take_stance(world: World, o: int, alternative: int) -> None:
    """Write the stance of an organisation."""
    organisation = world.organisations[o]
    organisation.alternative = alternative
    organisation.projects = joins_projects_of(alternative)
    organisation.depth = depth_of(alternative)


@kernel
def obey(world: World, o: int, told: int) -> None:
    """Take the stance imposed (`simulation.choices`); who has to change looks at its membership this month."""
    alternative = told_alternative(world, o, told)
    changes = alternative != world.organisations[o].alternative
    world.imposed_organisations[o].looks_again = 1 if changes else 0
    take_stance(world, o, alternative)


@kernel
def learn(world: World, o: int) -> float:
    """Let the lived pay-off of the action taken enter its experience; return it, wage bills a month."""
    organisation = world.organisations[o]
    bill = wage_bill(organisation, world.parameters[0].stance_least_wage_bill)
    lived = (organisation.pool_memory + project_gain_lived(world, o)) / bill
    action = organisation.alternative
    world.attraction[o, action] = update_experience(
        world.attraction[o, action], lived, world.parameters[0].stance_experience_rate
    )
    return lived


@kernel
def review_stances(world: World, month: int) -> None:
    """Let this month's cohort review its stance, where reciprocity is allowed and stances are not frozen."""
    p, organisations = world.parameters[0], world.organisations
    if p.stance_frozen == 1:
        return
    if p.regime_reciprocity_allowed == 0:
        for o in range(organisations.shape[0]):
            if organisations[o].alternative > 0:
                organisations[o].projects = 0
                organisations[o].depth = 0
                organisations[o].alternative = 0
        return
    living = living_poles(world)
    for o in range(organisations.shape[0]):
        organisation = organisations[o]
        if organisation.alive == 0:
            continue
        told = world.imposed_organisations[o].stance
        if organisation.uid % REVIEW_MONTHS != month % REVIEW_MONTHS:
            if told != MODEL_DECIDES:
                obey(world, o, told)
            continue
        lived = learn(world, o)
        if told != MODEL_DECIDES:
            obey(world, o, told)
            continue
        draw = uniform(world.key[0], STREAM_EXPLORATION, month, organisation.uid, 1)
        # Who was hurt by what it did looks again at once.
        if lived >= 0.0 and draw >= p.stance_reconsideration:
            continue
        take_stance(world, o, chosen_alternative(world, month, o, living))
