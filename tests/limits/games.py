"""Games whose limits are known in closed form, made of the rules that the model calls where it has them.

The model itself plays none of them: it is the limits that they are compared with.
"""

import math
from typing import Any

import numba

from simulation.rules.imitation import copies
from simulation.rules.sanctions import gain_of_shirking

compiled = numba.njit(error_model="numpy")
"""Compiled afresh in each run: numba's cache does not see that a rule of another file has changed."""

GAME_ACTIONS = ("cooperate", "defect", "stay_out")
"""Actions of the optional game, by index."""

COOPERATE, DEFECT, STAY_OUT = 0, 1, 2

NOBODY = -1
"""Nobody is left out, in `member_at`."""


@compiled
def public_goods_payoff(action: int, n_cooperators: int, n_members: int, multiplication: float, cost: float) -> float:
    """Pay-off in the linear public-goods game: ``r c k / n``, less ``c`` for who cooperates.

    Parameters
    ----------
    action : int
        `COOPERATE` or `DEFECT`.
    n_cooperators : int
        Cooperators in the group (``k``), oneself included.
    n_members : int
        Size of the group (``n``), 1 or more.
    multiplication : float
        Return to the group of a unit given (``r``).
    cost : float
        What a cooperator gives (``c``).
    """
    received = multiplication * cost * n_cooperators / n_members
    given = cost if action == COOPERATE else 0.0
    return received - given


@compiled
def optional_payoff(
    action: int,
    n_cooperators: int,
    n_defectors: int,
    multiplication: float,
    cost: float,
    loner_payoff: float,
) -> float:
    """Pay-off in the optional public-goods game, where one may stay out.

    Who stays out has ``loner_payoff``, and so has who finds nobody to play with.

    Parameters
    ----------
    action : int
        Index in `GAME_ACTIONS`.
    n_cooperators, n_defectors : int
        In the group, oneself included; the rest of the group stays out.
    multiplication, cost : float
        As in `public_goods_payoff`.
    loner_payoff : float
        ``sigma``, between 0 and ``(r - 1) c`` for the game to have its cycles.
    """
    participants = n_cooperators + n_defectors
    if action == STAY_OUT or participants < 2:
        return loner_payoff
    return public_goods_payoff(action, n_cooperators, participants, multiplication, cost)


@compiled
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


@compiled
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


@compiled
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


@compiled
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


@compiled
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
