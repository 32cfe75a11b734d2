"""What every rule of effort sees, and whom it is about (``economics.md`` 3.3).

The rules lie in `simulation.rules.stance_rules`. The types are those of people in a one-shot public-goods game
(students), applied here to organisations.
"""

from typing import NamedTuple

from simulation.kernels import inline_kernel

PLAYER_TYPES = ("conditional_cooperator", "free_rider", "hump", "other")
"""Types, by index (Fischbacher, Gachter & Fehr 2001, Economics Letters 71)."""

CONDITIONAL_COOPERATOR, FREE_RIDER, HUMP, OTHER = 0, 1, 2, 3


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
        Shares of the first three types, 0 to 1 (``stance.share_*``).
    """
    if draw < conditional_share:
        return CONDITIONAL_COOPERATOR
    if draw < conditional_share + free_rider_share:
        return FREE_RIDER
    if draw < conditional_share + free_rider_share + hump_share:
        return HUMP
    return OTHER
