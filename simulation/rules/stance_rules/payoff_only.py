"""Hill-climbing: effort of who looks at nothing but the own pay-off."""

from typing import Any

from simulation.kernels import inline_kernel
from simulation.parameters import ASSUMED, Parameter
from simulation.rules.effort import Past, Seen, within_unit

FROM_EXPERIENCE_ALONE = True
COPIES_STANCE = False

PARAMETERS = (
    Parameter(
        "stance.effort_step", 0.10, "1", 0.0, 1.0, ASSUMED, "step of effort (payoff_only)", "pas d'effort", mechanism=4
    ),
)


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
def decide(player_type: int, past: Past, seen: Seen, parameters: Any, draw: float) -> float:
    """One step uphill."""
    return payoff_only_effort(
        past.effort, past.previous_effort, past.payoff, past.previous_payoff, parameters.stance_effort_step, draw
    )
