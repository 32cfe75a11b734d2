"""Imitation of those who earn more: the Fermi rule and the pairwise-comparison process.

The rule is used by the effort rule ``imitation``; the process of a finite population is the same rule made
into one step, so that its analytic limits (fixation, small mutation) hold the rule that the territory runs.
It says nothing about the logit of `simulation.rules.stance`, which is another rule.
"""

import math
from typing import Any

from simulation.kernels import inline_kernel, kernel


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


NOBODY = -1
"""Nobody is left out, in `member_at`."""


@inline_kernel
def member_at(counts: Any, draw: float, left_out: int) -> int:
    """Strategy of a member picked uniformly from a population, one member left out if so said.

    Parameters
    ----------
    counts : int array, shape (strategies,)
        How many members play each strategy.
    draw : float
        Uniform in [0, 1).
    left_out : int
        Strategy of one member who cannot be picked, or `NOBODY`.
    """
    total = 0
    for strategy in range(len(counts)):
        total += counts[strategy] - (strategy == left_out)
    if total <= 0:
        raise ValueError("there is nobody to pick")
    place = min(int(draw * total), total - 1)
    for strategy in range(len(counts)):
        place -= counts[strategy] - (strategy == left_out)
        if place < 0:
            return strategy
    return len(counts) - 1


@kernel
def pairwise_comparison(
    counts: Any,
    payoffs: Any,
    intensity: float,
    mutation: float,
    focal_draw: float,
    model_draw: float,
    copy_draw: float,
    mutation_draw: float,
) -> tuple[int, int]:
    """One step of imitation in a finite population: who leaves which strategy for which.

    A focal member is picked. With probability ``mutation`` it takes another strategy at random; otherwise it
    looks at one other member and copies it with the probability of `fermi`. Exploration by people is well
    above zero (Traulsen et al. 2010, PNAS 107).

    Parameters
    ----------
    counts : int array, shape (strategies,)
        Members of each strategy, at least 2 together; read, never written.
    payoffs : float array, shape (strategies,)
        Pay-off of a member of each strategy at these counts.
    intensity : float
        Selection strength, 0 to ``inf``.
    mutation : float
        Probability of a random change, 0 to 1.
    focal_draw, model_draw, copy_draw, mutation_draw : float
        Uniform in [0, 1).

    Returns
    -------
    tuple of int
        (strategy left, strategy taken); equal when nothing changes.
    """
    focal = member_at(counts, focal_draw, NOBODY)
    if mutation_draw < mutation:
        others = len(counts) - 1
        step = 1 + min(int(mutation_draw / mutation * others), others - 1)
        return focal, (focal + step) % len(counts)
    model = member_at(counts, model_draw, focal)
    if copies(payoffs[focal], payoffs[model], intensity, copy_draw):
        return focal, model
    return focal, focal
