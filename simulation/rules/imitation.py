"""Imitation of those who earn more: the Fermi rule, used by the rule of effort and of stance ``imitation``."""

import math

from simulation.kernels import inline_kernel


@inline_kernel
def fermi(own_payoff: float, other_payoff: float, intensity: float) -> float:
    """Probability of copying another actor who earns ``other_payoff``.

    ``1 / (1 + exp(-intensity * (other_payoff - own_payoff)))`` (Szabo & Toke 1998; Traulsen, Nowak & Pacheco
    2006). Other names: pairwise comparison, smoothed imitation.

    Parameters
    ----------
    own_payoff, other_payoff : float
        In the same unit, here euros over the wage bill, a month.
    intensity : float
        Selection strength, in 1 / unit of pay-off, 0 (coin toss) to ``inf`` (copy whoever earns more). No
        transferable value exists: swept.

    Returns
    -------
    float
        Probability, 0 to 1; one half when the pay-offs are equal.
    """
    gap = other_payoff - own_payoff
    if gap == 0.0 or intensity == 0.0:
        return 0.5
    exponent = intensity * gap
    if exponent >= 0.0:
        return 1.0 / (1.0 + math.exp(-exponent))
    odds = math.exp(exponent)
    return odds / (1.0 + odds)


@inline_kernel
def copies(own_payoff: float, other_payoff: float, intensity: float, draw: float) -> bool:
    """Whether the actor copies the other one, with the probability of `fermi`; ``draw`` is in [0, 1)."""
    return draw < fermi(own_payoff, other_payoff, intensity)
