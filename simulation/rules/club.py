"""Work that pooled means need, and what becomes of them when it is not done (poles.md 4).

Means do not run by themselves: somebody orders for all, keeps the calendar of the van, settles who pays what. The work
needed grows with the members and with their pairs (Buchanan 1965 on clubs; the pair term gives crowding and a best
size). What is not done is missing in what the means give. The constants are assumed and swept.
"""

import math

from simulation.kernels import inline_kernel


@inline_kernel
def work_of_pairs(weights: float, squares: float, pair_hours: float) -> float:
    """Work that pairs of members need: ``h2 sum_{i<j} w_i w_j``, hours a month.

    Parameters
    ----------
    weights, squares : float
        Sum of the members' weights (1 at pooled means, less for affiliates), and of their squares: ``n`` and ``n`` for
        ``n`` members of weight 1, which have ``n (n - 1) / 2`` pairs.
    pair_hours : float
        ``h2``, hours a month, 0 (off) or more.
    """
    return pair_hours * max(weights * weights - squares, 0.0) / 2.0


@inline_kernel
def work_needed(weights: float, squares: float, base_hours: float, member_hours: float, pair_hours: float) -> float:
    """Work that the means of a pole need, ``R = h0 + h1 n + h2 n (n - 1) / 2`` for members of weight 1, hours a month.

    Parameters
    ----------
    weights, squares, pair_hours
        As in `work_of_pairs`.
    base_hours, member_hours : float
        ``h0`` whatever the number of members, and ``h1`` for each of them, hours a month, 0 (off) or more.
    """
    return base_hours + member_hours * weights + work_of_pairs(weights, squares, pair_hours)


@inline_kernel
def hours_owed(needed: float, animator_hours: float, weights: float) -> float:
    """Hours a month owed by a member of weight 1: what the animator leaves, shared by weight.

    Parameters
    ----------
    needed, animator_hours : float
        Work needed and work of a paid animator, hours a month.
    weights : float
        Sum of the members' weights, above 0.
    """
    return max(needed - animator_hours, 0.0) / weights


@inline_kernel
def service(done: float, needed: float, elasticity: float) -> float:
    """Part of what means can give that they do give: ``min(1, W / R) ** eta``, 0 to 1.

    Parameters
    ----------
    done : float
        Work done (``W``), hours a month: what members give of what they owe, and the animator's hours.
    needed : float
        Work needed (``R``), hours a month; where none is needed the service is 1.
    elasticity : float
        ``eta``, above 0: 1 is in proportion, above 1 means that half the work keeps up less than half of the means.
    """
    if needed <= 0.0 or done >= needed:
        return 1.0
    return math.pow(max(done, 0.0) / needed, elasticity)
