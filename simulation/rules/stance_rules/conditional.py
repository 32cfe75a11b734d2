"""Conditional cooperation: effort by type, given what partners are believed to give."""

from typing import Any

from simulation.kernels import inline_kernel
from simulation.parameters import Parameter
from simulation.rules.effort import CONDITIONAL_COOPERATOR, FREE_RIDER, HUMP, Past, Seen, within_unit

FROM_EXPERIENCE_ALONE = False
COPIES_STANCE = False

PARAMETERS = (
    Parameter(
        "stance.matching",
        0.90,
        "share",
        0.0,
        1.0,
        "economics.md 3.3; imperfect (Fischbacher & Gächter 2010)",
        "part of the believed effort that is returned (kappa)",
        "part de l'effort attendu rendue",
        mechanism=4,
    ),
)


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
def decide(player_type: int, past: Past, seen: Seen, parameters: Any, draw: float) -> float:
    """Effort by type and belief."""
    return conditional_effort(player_type, seen.belief, parameters.stance_matching)
