"""The stance of an organisation: join projects or not, and how deep to pool (``economics.md`` 3.1-3.2).

Every utility is in euros a month over the organisation's own wage bill, hence without dimension, so that one
intensity of choice means the same at every size. To compete alone is the reference, 0. Every term has an off
value, 0, and is the one which the ledger later realises: none exists in the decision only.
"""

import math
from typing import Any

import numpy as np

from simulation.kernels import inline_kernel, kernel

DEPTHS = ("none", "affiliation", "pooled_means", "cross_held")
"""Depths of pooling, by index (L276-279)."""

NOT_POOLED, AFFILIATED, POOLED_MEANS, CROSS_HELD = range(len(DEPTHS))


@inline_kernel
def alternative_of(joins_projects: int, depth: int) -> int:
    """Index of the alternative (g, d): ``4 g + d``."""
    return len(DEPTHS) * joins_projects + depth


@inline_kernel
def joins_projects_of(alternative: int) -> int:
    """Whether the alternative joins projects when invited (g), 0 or 1."""
    return alternative // len(DEPTHS)


@inline_kernel
def depth_of(alternative: int) -> int:
    """Depth of pooling of the alternative (d), 0 to 3."""
    return alternative % len(DEPTHS)


@inline_kernel
def pooled_deviation(deviation: float, n_members: int) -> float:
    """Return the deviation of a member's cash once ``n`` share independent shocks: ``sd / sqrt(n)``.

    Parameters
    ----------
    deviation : float
        Standard deviation of the member's own cash, euros a month.
    n_members : int
        Members who share, 1 or more.
    """
    return deviation / math.sqrt(n_members)


@inline_kernel
def pool_utility(
    depth: int,
    n_members: int,
    overhead: float,
    purchase_discount: float,
    fixed_cost: float,
    post_value: float,
    risk_value: float,
    cash_deviation: float,
    bank_saving: float,
    congestion: float,
    dues: float,
    lost_flexibility: float,
    demand_change: float,
    wage_bill: float,
) -> float:
    """Return the utility of pooling at one depth in a group, in wage bills a month (``economics.md`` 3.2).

    ``U_d = [D O + F (1 - 1/n) + Q + R sd (1 - n^-1/2) + L - kappa (n - 1) - a - H E|dq|] / W``.
    What partners leave undone is missing in the gains already (`simulation.rules.club`). All the
    values are those of the depth considered; at depth 0 the utility is 0.

    Parameters
    ----------
    depth : int
        0 to 3, index in `DEPTHS`.
    n_members : int
        Members of the group (``n``), oneself included, 1 or more.
    overhead : float
        Purchases to which a rebate applies (``O``), euros a month; 10-15 % of turnover in small firms.
    purchase_discount : float
        Rebate on them (``D``), 0 (off) to 0.35; 0.10-0.15 usual.
    fixed_cost : float
        Own cost which the pool replaces by a shared one (``F``), euros a month; 0 is off.
    post_value : float
        Value of the idle part of an indivisible post made usable (``Q (1 - occupancy)``), euros a month.
    risk_value : float
        Euros a month for each euro of deviation avoided (``R``), 0 (off) or more.
    cash_deviation : float
        Standard deviation of own cash (``sd``), euros a month.
    bank_saving : float
        Interest saved by the bank terms of the group (``L``), euros a month.
    congestion : float
        Cost which each other member lays on one (``kappa``), euros a month; 0 is off.
    dues : float
        Dues, with one's part of the animator's post, and own time at what it costs (``a``), euros a month.
    lost_flexibility : float
        Cost of each euro of change in demand that cannot be followed (``H``), 0 (off) or more.
    demand_change : float
        Mean absolute change of own sales expected (``E|dq|``), euros a month.
    wage_bill : float
        Own wage bill (``W``), euros a month, above 0.

    Returns
    -------
    float
        Utility over competing alone, without dimension.
    """
    if depth == NOT_POOLED:
        return 0.0
    rebate = purchase_discount * overhead
    shared_cost_saved = fixed_cost * (1.0 - 1.0 / n_members)
    risk_avoided = risk_value * (cash_deviation - pooled_deviation(cash_deviation, n_members))
    crowding = congestion * (n_members - 1)
    rigidity = lost_flexibility * demand_change
    gains = rebate + shared_cost_saved + post_value + risk_avoided + bank_saving
    costs = crowding + dues + rigidity
    return (gains - costs) / wage_bill


@inline_kernel
def project_utility(
    success_probability: float,
    share: float,
    gross_return: float,
    complementarity: float,
    own_effort: float,
    own_contribution: float,
    partners_believed_contribution: float,
    coordination_cost: float,
    wage_bill: float,
) -> float:
    """Return the utility of joining a project, in wage bills a month (``economics.md`` 3.2).

    ``U_g = [p s r A (e c + sum_j b_j c_j) - e c - k_c] / W``.

    Parameters
    ----------
    success_probability : float
        ``p``, 0 to 1.
    share : float
        Own share of the output (``s``), 0 to 1.
    gross_return : float
        Output a euro contributed (``r``), 0 (off) or more.
    complementarity : float
        ``A``, 1 (off) or more.
    own_effort : float
        Part of the contribution one means to give (``e``), 0 to 1.
    own_contribution : float
        Contribution agreed (``c``), euros a month.
    partners_believed_contribution : float
        ``sum_j b_j c_j``: contributions of partners, each times its believed effort, euros a month.
    coordination_cost : float
        ``k_c``, euros a month; it may depend on the depth of pooling.
    wage_bill : float
        ``W``, euros a month, above 0.
    """
    given = own_effort * own_contribution
    output_expected = success_probability * gross_return * complementarity * (given + partners_believed_contribution)
    received = share * output_expected
    return (received - given - coordination_cost) / wage_bill


@inline_kernel
def scale_drift(size: float, reference_size: float, slope: float) -> float:
    """Factor by which gains of cooperation shrink with own size: ``(1 + size / s0) ** -gamma`` (L187-189).

    Parameters
    ----------
    size : float
        Own size, full-time equivalents, 0 or more.
    reference_size : float
        ``s0``, same unit, above 0.
    slope : float
        ``gamma``, 0 (off: the factor is 1) or more. A slope, not a switch: the measured drift is partial
        (Best 2008).
    """
    if slope == 0.0:
        return 1.0
    return math.pow(1.0 + size / reference_size, -slope)


@inline_kernel
def drifted(utility: float, factor: float) -> float:
    """Return the utility after scale drift: a gain shrinks by ``factor``, a loss stays what it is."""
    return utility * factor if utility > 0.0 else utility


@inline_kernel
def learned_utility(forecast: float, experienced: float, weight: float) -> float:
    """Return the utility between what is forecast and what was lived: ``(1 - omega) U + omega X``.

    Parameters
    ----------
    forecast, experienced : float
        In wage bills a month.
    weight : float
        ``omega``, 0 (off) to 1 (the rival reading: experience only).
    """
    return (1.0 - weight) * forecast + weight * experienced


@inline_kernel
def update_experience(experience: float, observed: float, rate: float) -> float:
    """Experience of the action taken, after one more observation: ``X + alpha_x (observed - X)``.

    Parameters
    ----------
    experience, observed : float
        In wage bills a month.
    rate : float
        ``alpha_x``, 0 to 1.
    """
    return experience + rate * (observed - experience)


@kernel
def choice_probabilities(utilities: Any, admissible: Any, intensity: float, exploration: float) -> Any:
    """Probability of each alternative: ``(1 - eps) exp(beta U) / sum exp(beta U) + eps / |A|``.

    Logit with exploration (McFadden 1974; Luce's rule; softmax). Utilities are taken relative to the best, so
    that nothing overflows.

    Parameters
    ----------
    utilities : float array, shape (alternatives,)
        In wage bills a month; any finite number, or ``-inf``.
    admissible : bool array, shape (alternatives,)
        Which may be chosen (``A``), at least one.
    intensity : float
        ``beta``, 0 (uniform) to ``inf`` (the best, ties by lowest index). No transferable value: swept.
    exploration : float
        ``eps``, 0 to 1 (uniform).

    Returns
    -------
    float array, shape (alternatives,)
        Probabilities; 0 for what is not admissible.
    """
    n_alternatives = len(utilities)
    best = -1
    n_admissible = 0
    for alternative in range(n_alternatives):
        if admissible[alternative]:
            if math.isnan(utilities[alternative]):
                raise ValueError("a utility is not a number (is the wage bill 0?)")
            n_admissible += 1
            if best < 0 or utilities[alternative] > utilities[best]:
                best = alternative
    if best < 0:
        raise ValueError("no alternative is admissible")
    weights = np.zeros(n_alternatives)
    total = 0.0
    for alternative in range(n_alternatives):
        if not admissible[alternative]:
            continue
        if alternative == best or intensity == 0.0:
            weights[alternative] = 1.0
        elif intensity == math.inf:
            weights[alternative] = 0.0
        elif utilities[alternative] == utilities[best]:
            weights[alternative] = 1.0
        else:
            weights[alternative] = math.exp(intensity * (utilities[alternative] - utilities[best]))
        total += weights[alternative]
    for alternative in range(n_alternatives):
        if admissible[alternative]:
            chosen = (1.0 - exploration) * (weights[alternative] / total)
            explored = exploration / n_admissible
            weights[alternative] = chosen + explored
    return weights


@kernel
def choose(utilities: Any, admissible: Any, intensity: float, exploration: float, draw: float) -> int:
    """Alternative chosen with the probabilities of `choice_probabilities`.

    Parameters
    ----------
    utilities, admissible, intensity, exploration
        As in `choice_probabilities`.
    draw : float
        Uniform in [0, 1).

    Returns
    -------
    int
        Index, of positive probability: the first at which the cumulated probability exceeds ``draw``.
    """
    probabilities = choice_probabilities(utilities, admissible, intensity, exploration)
    cumulated = 0.0
    last = 0
    for alternative in range(len(probabilities)):
        if probabilities[alternative] > 0.0:
            cumulated += probabilities[alternative]
            last = alternative
            if draw < cumulated:
                return alternative
    return last
