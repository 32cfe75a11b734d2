"""Imitation: effort, and stance, of a partner who earns more are copied."""

from typing import Any

from simulation.kernels import inline_kernel
from simulation.parameters import Parameter
from simulation.rules.effort import Past, Seen
from simulation.rules.imitation import copies

FROM_EXPERIENCE_ALONE = False
COPIES_STANCE = True

PARAMETERS = (
    Parameter(
        "stance.imitation_intensity",
        40.0,
        "1/wage bill",
        0.0,
        200.0,
        "assumed; swept",
        "selection strength of imitation",
        "intensité de l'imitation",
        mechanism=4,
    ),
)


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
def decide(player_type: int, past: Past, seen: Seen, parameters: Any, draw: float) -> float:
    """Own effort, or that of the partner seen."""
    intensity = parameters.stance_imitation_intensity
    return imitation_effort(past.effort, past.payoff, seen.partner_effort, seen.partner_payoff, intensity, draw)
