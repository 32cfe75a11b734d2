"""Moody conditional cooperation: others are followed only after a round of giving."""

from typing import Any

from simulation.kernels import inline_kernel
from simulation.parameters import ASSUMED, Parameter
from simulation.rules.effort import Past, Seen, within_unit

FROM_EXPERIENCE_ALONE = False
COPIES_STANCE = False

PARAMETERS = (
    Parameter(
        "stance.mood_base",
        0.20,
        "1",
        0.0,
        1.0,
        ASSUMED,
        "effort without effort of others (moody)",
        "effort de base (moody)",
        mechanism=4,
    ),
    Parameter(
        "stance.mood_slope",
        0.60,
        "1",
        0.0,
        1.0,
        ASSUMED,
        "rise with effort of others (moody)",
        "pente (moody)",
        mechanism=4,
    ),
    Parameter(
        "stance.mood_low",
        0.20,
        "1",
        0.0,
        1.0,
        ASSUMED,
        "effort after withholding (moody)",
        "effort après retrait (moody)",
        mechanism=4,
    ),
)


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


@inline_kernel
def decide(player_type: int, past: Past, seen: Seen, parameters: Any, draw: float) -> float:
    """Effort by the mood of the last round."""
    p = parameters
    return moody_effort(past.effort, seen.group_effort, p.stance_mood_base, p.stance_mood_slope, p.stance_mood_low)
