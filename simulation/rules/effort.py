"""How much of its agreed contribution a member really gives: four rival rules (``economics.md`` 3.3).

The types are those of people in a one-shot public-goods game (students), applied here to organisations.
"""

from typing import Any, NamedTuple

from simulation.kernels import inline_kernel, kernel
from simulation.rules.imitation import copies

PLAYER_TYPES = ("conditional_cooperator", "free_rider", "hump", "other")
"""Types, by index (Fischbacher, Gachter & Fehr 2001, Economics Letters 71)."""

CONDITIONAL_COOPERATOR, FREE_RIDER, HUMP, OTHER = 0, 1, 2, 3

PLAYER_TYPE_SHARES = (0.50, 0.33, 0.14, 0.03)
"""Shares of the types in the population (same source; the last is the rest)."""

EFFORT_RULES = ("conditional", "payoff_only", "imitation", "moody")
"""Rival rules, by index; a scenario selects one by name."""

CONDITIONAL, PAYOFF_ONLY, IMITATION, MOODY = 0, 1, 2, 3


class Past(NamedTuple):
    """What a member did and earned in its last two rounds; all floats."""

    effort: float
    """Own effort of the last round, 0 to 1."""
    previous_effort: float
    """Own effort of the round before, 0 to 1."""
    payoff: float
    """Own pay-off of the last round, euros over the wage bill."""
    previous_payoff: float
    """Own pay-off of the round before, same unit."""


class Seen(NamedTuple):
    """What a member sees or believes of its partners; all floats."""

    belief: float
    """Believed mean effort of partners, 0 to 1: mean trust in them, or from `belief_after_round`."""
    group_effort: float
    """Mean effort of partners in the last round, 0 to 1."""
    partner_effort: float
    """Effort of one partner observed, 0 to 1."""
    partner_payoff: float
    """Pay-off of that partner, euros over the wage bill."""


class EffortSettings(NamedTuple):
    """Parameters of the four rules; all floats. Each rule reads its own."""

    matching: float = 0.9
    """Part of the believed effort a conditional cooperator returns (kappa), 0 to 1; 1 is perfect."""
    step: float = 0.1
    """Change of effort of the hill-climb, 0 to 1 a round (assumed)."""
    intensity: float = 10.0
    """Selection strength of the Fermi copy, 0 to inf (assumed; swept)."""
    mood_base: float = 0.2
    """Effort at no effort of others, after a round of giving (m0), 0 to 1 (assumed)."""
    mood_slope: float = 0.6
    """Rise with the effort of others, after a round of giving (m1), 0 to 1 (assumed)."""
    mood_low: float = 0.2
    """Effort after a round of withholding (m0'), 0 to 1 (assumed)."""


@inline_kernel
def effort_settings(parameters: Any) -> EffortSettings:
    """Parameters of the four rules as a plan has them (``stance.*``)."""
    return EffortSettings(
        parameters.stance_matching,
        parameters.stance_effort_step,
        parameters.stance_imitation_intensity,
        parameters.stance_mood_base,
        parameters.stance_mood_slope,
        parameters.stance_mood_low,
    )


@inline_kernel
def within_unit(value: float) -> float:
    """``value``, or the nearest end of [0, 1]."""
    return min(1.0, max(0.0, value))


@inline_kernel
def belief_after_round(belief: float, mean_effort: float, rate: float) -> float:
    """Believed mean effort of partners after one more round: ``(1 - alpha) b + alpha ebar``.

    Parameters
    ----------
    belief : float
        ``b``, 0 to 1.
    mean_effort : float
        What partners gave on average (``ebar``), 0 to 1.
    rate : float
        Weight of the last round (``alpha``), 0 to 1; 0.3 gives the decay seen in experiments.
    """
    return (1.0 - rate) * belief + rate * mean_effort


@inline_kernel
def player_type_of(draw: float, conditional_share: float, free_rider_share: float, hump_share: float) -> int:
    """Type of a new player, an index in `PLAYER_TYPES`; `OTHER` has the rest.

    Parameters
    ----------
    draw : float
        Uniform in [0, 1).
    conditional_share, free_rider_share, hump_share : float
        Shares of the first three types, 0 to 1; defaults in `PLAYER_TYPE_SHARES`.
    """
    if draw < conditional_share:
        return CONDITIONAL_COOPERATOR
    if draw < conditional_share + free_rider_share:
        return FREE_RIDER
    if draw < conditional_share + free_rider_share + hump_share:
        return HUMP
    return OTHER


@inline_kernel
def conditional_effort(player_type: int, belief: float, matching: float) -> float:
    """Effort by type, given what partners are believed to give.

    Conditional cooperators return a little less than they expect, which suffices for decay (Fischbacher &
    Gachter 2010, AER 100); free riders give nothing; humps give as much as others up to one half, then less;
    the others give one half.

    Parameters
    ----------
    player_type : int
        Index in `PLAYER_TYPES`.
    belief : float
        Believed mean effort of partners, 0 to 1.
    matching : float
        ``kappa``, 0 to 1.

    Returns
    -------
    float
        Effort, 0 to 1 of the contribution agreed.
    """
    if player_type == CONDITIONAL_COOPERATOR:
        return within_unit(matching * belief)
    if player_type == FREE_RIDER:
        return 0.0
    if player_type == HUMP:
        return belief if belief <= 0.5 else 1.0 - belief
    return 0.5


@inline_kernel
def payoff_only_effort(
    effort: float, previous_effort: float, payoff: float, previous_payoff: float, step: float, draw: float
) -> float:
    """Effort of who looks at nothing but the own pay-off: one step uphill.

    If the last change of effort and the change of pay-off have one sign, effort rises by ``step``; if they
    have opposite signs it falls; if one of them is nil a coin decides. Reading of Burton-Chellew, Nax & West
    2015 (Proc. R. Soc. B 282). Other names: directional learning, hill-climbing.

    Parameters
    ----------
    effort, previous_effort : float
        Own effort of the last round and of the round before, 0 to 1.
    payoff, previous_payoff : float
        Own pay-off of the same rounds, euros over the wage bill.
    step : float
        0 to 1.
    draw : float
        Uniform in [0, 1).
    """
    effort_rose = int(effort > previous_effort) - int(effort < previous_effort)
    payoff_rose = int(payoff > previous_payoff) - int(payoff < previous_payoff)
    slope = effort_rose * payoff_rose
    if slope > 0 or (slope == 0 and draw >= 0.5):
        return within_unit(effort + step)
    return within_unit(effort - step)


@inline_kernel
def imitation_effort(
    effort: float,
    payoff: float,
    partner_effort: float,
    partner_payoff: float,
    intensity: float,
    draw: float,
) -> float:
    """Effort of a partner observed, copied with the probability of `simulation.rules.imitation.fermi`."""
    if copies(payoff, partner_payoff, intensity, draw):
        return partner_effort
    return effort


@inline_kernel
def moody_effort(effort: float, group_effort: float, mood_base: float, mood_slope: float, mood_low: float) -> float:
    """Effort that follows others only after a round of giving: ``m0 + m1 ebar`` if own e > 1/2, else ``m0'``.

    Moody conditional cooperation, found in experiments on networks (Grujic et al. 2010; arXiv 1403.3043).

    Parameters
    ----------
    effort : float
        Own effort of the last round, 0 to 1.
    group_effort : float
        Mean effort of partners in the last round, 0 to 1.
    mood_base, mood_slope, mood_low : float
        ``m0``, ``m1``, ``m0'``, each 0 to 1.
    """
    if effort > 0.5:
        return within_unit(mood_base + mood_slope * group_effort)
    return within_unit(mood_low)


@kernel
def effort(rule: int, player_type: int, past: Past, seen: Seen, settings: EffortSettings, draw: float) -> float:
    """Effort of a member in this round, by the rule of the scenario.

    Parameters
    ----------
    rule : int
        Index in `EFFORT_RULES`.
    player_type : int
        Index in `PLAYER_TYPES`; read by ``conditional`` only.
    past : Past
        Own last two rounds; not read by ``conditional``.
    seen : Seen
        Of partners; pairs in one pole see each other, others do not.
    settings : EffortSettings
        Parameters of the rules.
    draw : float
        Uniform in [0, 1); read by ``payoff_only`` and ``imitation``.

    Returns
    -------
    float
        Effort, 0 to 1 of the contribution agreed.
    """
    if rule == CONDITIONAL:
        return conditional_effort(player_type, seen.belief, settings.matching)
    if rule == PAYOFF_ONLY:
        return payoff_only_effort(
            past.effort, past.previous_effort, past.payoff, past.previous_payoff, settings.step, draw
        )
    if rule == IMITATION:
        return imitation_effort(
            past.effort, past.payoff, seen.partner_effort, seen.partner_payoff, settings.intensity, draw
        )
    if rule == MOODY:
        return moody_effort(past.effort, seen.group_effort, settings.mood_base, settings.mood_slope, settings.mood_low)
    raise ValueError("unknown rule of effort")
