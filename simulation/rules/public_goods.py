"""Joint projects as a public-goods game: output, shares, pay-off (``economics.md`` 3.2)."""

from typing import Any

import numpy as np

from simulation.kernels import inline_kernel, kernel

SHARE_RULES = ("equal", "contribution", "capital")
"""Rules by which members share the output, by index."""

EQUAL, BY_CONTRIBUTION, BY_CAPITAL = 0, 1, 2


@inline_kernel
def project_output(succeeds: bool, gross_return: float, complementarity: float, given: float) -> float:
    """Output of a joint project, euros: ``Y = S r A sum_j e_j c_j``.

    Parameters
    ----------
    succeeds : bool
        Whether the project succeeds (``S``).
    gross_return : float
        Output a euro contributed (``r``), 0 (off) or more.
    complementarity : float
        Gain from unlike skills (``A``), 1 (off) or more.
    given : float
        What members really gave (``sum_j e_j c_j``), euros, hours at cost included.
    """
    return gross_return * complementarity * given if succeeds else 0.0


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
def project_payoff(received: float, given: float, coordination_cost: float) -> float:
    """Pay-off of one member, euros: ``s_i Y - e_i c_i - k_c``.

    Parameters
    ----------
    received : float
        Own share of the output, euros.
    given : float
        Contribution really made, euros.
    coordination_cost : float
        Time spent on agreeing (``k_c``), euros; 0 is off.
    """
    return received - given - coordination_cost
