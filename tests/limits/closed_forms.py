"""Closed forms that only the tests know: the best size of a club, and the monitoring that deters a maximiser."""

import math

from simulation.rules.sanctions import gain_of_shirking


def cost_per_member(n_members: int, fixed_cost: float, congestion: float) -> float:
    """Monthly cost borne by each of ``n_members``: ``F / n + kappa n``.

    Parameters
    ----------
    n_members : int
        Members of the club, 1 or more.
    fixed_cost : float
        Cost shared by all (``F``), euros a month.
    congestion : float
        Cost each member lays on each (``kappa``), euros a month; 0 is off.
    """
    shared_cost = fixed_cost / n_members
    crowding = congestion * n_members
    return shared_cost + crowding


def admits(n_members: int, fixed_cost: float, congestion: float) -> bool:
    """Whether ``n_members`` like members gain by letting in one more; a tie keeps the door shut.

    `cost_per_member` falls from ``n`` to ``n + 1`` exactly when ``kappa n (n + 1) < F``, written so that
    nothing is rounded. Growth from below stops at the ``n`` with ``n (n - 1) < F / kappa <= n (n + 1)``, next
    to ``sqrt(F / kappa)``.

    Parameters
    ----------
    n_members : int
        Members now, 1 or more.
    fixed_cost, congestion : float
        As in `cost_per_member`.
    """
    return congestion * (n_members * (n_members + 1.0)) < fixed_cost


def deterrence_threshold(
    share: float, gross_return: float, success_probability: float, complementarity: float, fine_rate: float
) -> float:
    """Least monitoring that deters a maximiser: ``q* = (1 - s r p A) / phi``.

    Returns
    -------
    float
        0 when contributing pays by itself, ``inf`` without a fine; above 1 no monitoring is enough.
    """
    gain_per_euro = gain_of_shirking(1.0, share, gross_return, success_probability, complementarity)
    if gain_per_euro <= 0.0:
        return 0.0
    if fine_rate == 0.0:
        return math.inf
    return gain_per_euro / fine_rate
