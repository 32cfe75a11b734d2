"""Diversity as effective numbers (Hill 1973): how many equal owners would be as diverse."""

import math
from typing import Any

from simulation.kernels import kernel


@kernel
def hill_numbers(shares: Any) -> tuple[int, float, float]:
    """Richness, exponential of Shannon's entropy and inverse Herfindahl-Hirschman index.

    ``qD = (sum p^q)^(1 / (1 - q))`` for q = 0, 1 (limit) and 2. Merging owners lowers all three, but the
    number of venues may stay the same, so owners and venues are reported apart (facts.md 7).

    Parameters
    ----------
    shares : float array, shape (owners,)
        Sales (or any weight) of each owner, 0 or more, in any unit: they are divided by their sum.

    Returns
    -------
    int, float, float
        Owners with a positive share; exp(-sum p ln p); 1 / sum p^2. All 0 when nothing is sold.
    """
    total = 0.0
    for share in shares:
        total += share
    if total <= 0.0:
        return 0, 0.0, 0.0
    richness = 0
    entropy = 0.0
    concentration = 0.0
    for share in shares:
        if share > 0.0:
            part = share / total
            richness += 1
            entropy -= part * math.log(part)
            concentration += part * part
    return richness, math.exp(entropy), 1.0 / concentration
