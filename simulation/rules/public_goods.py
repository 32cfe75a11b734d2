"""Joint projects as a public-goods game: output, shares, pay-off; the pure game, with a way out or without.

``economics.md`` 3.2 for the project; the game with a way out is the optional public-goods game of Hauert, De
Monte, Hofbauer & Sigmund 2002 (Science 296), in which the loner is he who competes alone.
"""

from typing import Any

import numpy as np

from simulation.kernels import inline_kernel, kernel

SHARE_RULES = ("equal", "contribution", "capital")
"""Rules by which members share the output, by index."""

EQUAL, BY_CONTRIBUTION, BY_CAPITAL = 0, 1, 2

GAME_ACTIONS = ("cooperate", "defect", "stay_out")
"""Actions of the optional game, by index."""

COOPERATE, DEFECT, STAY_OUT = 0, 1, 2


@kernel
def project_output(
    succeeds: bool, gross_return: float, complementarity: float, efforts: Any, contributions: Any
) -> float:
    """Output of a joint project, euros: ``Y = S r A sum_j e_j c_j``.

    Parameters
    ----------
    succeeds : bool
        Whether the project succeeds (``S``).
    gross_return : float
        Output a euro contributed (``r``), 0 (off) or more.
    complementarity : float
        Gain from unlike skills (``A``), 1 (off) or more.
    efforts : float array, shape (members,)
        Part of the contribution really given (``e``), 0 to 1.
    contributions : float array, shape (members,)
        Contributions agreed (``c``), euros, hours at cost included.
    """
    if not succeeds:
        return 0.0
    given = 0.0
    for member in range(len(efforts)):
        given += efforts[member] * contributions[member]
    return gross_return * complementarity * given


@kernel
def output_shares(rule: int, contributions: Any, capital: Any) -> Any:
    """Share of each member in the output.

    By agreed contribution, not by effort: effort cannot be written in a contract unless it is monitored.

    Parameters
    ----------
    rule : int
        Index in `SHARE_RULES`.
    contributions, capital : float array, shape (members,)
        Contributions agreed and capital held, euros, 0 or more.

    Returns
    -------
    float array, shape (members,)
        Shares, 0 to 1, which sum to 1; equal ones when nobody holds what the rule counts.
    """
    n_members = len(contributions)
    basis = np.ones(n_members)
    if rule == BY_CONTRIBUTION:
        for member in range(n_members):
            basis[member] = contributions[member]
    elif rule == BY_CAPITAL:
        for member in range(n_members):
            basis[member] = capital[member]
    elif rule != EQUAL:
        raise ValueError("unknown rule of sharing")
    total = 0.0
    for member in range(n_members):
        total += basis[member]
    shares = np.empty(n_members)
    for member in range(n_members):
        shares[member] = basis[member] / total if total > 0.0 else 1.0 / n_members
    return shares


@inline_kernel
def project_payoff(share: float, output: float, effort: float, contribution: float, coordination_cost: float) -> float:
    """Pay-off of one member, euros: ``s_i Y - e_i c_i - k_c``.

    Parameters
    ----------
    share : float
        From `output_shares`, 0 to 1.
    output : float
        From `project_output`, euros.
    effort : float
        0 to 1.
    contribution : float
        Contribution agreed, euros.
    coordination_cost : float
        Time spent on agreeing (``k_c``), euros; 0 is off.
    """
    received = share * output
    given = effort * contribution
    return received - given - coordination_cost


@inline_kernel
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


@inline_kernel
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
