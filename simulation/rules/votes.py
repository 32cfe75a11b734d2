"""How a pole votes: by head, capital or college; quorum, majority, status quo; admission by the median.

Switches of Ostrom's principle of collective choice; the three weights are those of the founding text
(L545-547). See ``economics.md`` 3.5.
"""

from typing import Any

import numpy as np

from simulation.kernels import kernel

VOTE_RULES = ("one_head", "by_capital", "colleges")
"""Rules of weight, by index."""

ONE_HEAD, BY_CAPITAL, COLLEGES = 0, 1, 2

AGAINST, ABSTAINS, IN_FAVOUR, ABSENT = -1, 0, 1, 2
"""What a member does at a vote; an abstention counts for the quorum, an absence does not."""

ROUNDING = 1e-12
"""Two weights, or two utilities over a wage bill, closer than this are equal (a convention)."""


@kernel
def vote_weights(rule: int, capital: Any, college: Any, college_weights: Any) -> Any:
    """Weight of each member's vote.

    Parameters
    ----------
    rule : int
        Index in `VOTE_RULES`: one member one vote; votes by capital held; colleges, where the weight of a
        college is shared equally by its members and an empty college has none.
    capital : float array, shape (members,)
        Capital held by each member, euros, 0 or more.
    college : int array, shape (members,)
        College of each member.
    college_weights : float array, shape (colleges,)
        Weight of each college, 0 to 1 (a Scic: 0.1 to 0.5 each).

    Returns
    -------
    float array, shape (members,)
        Weights, 0 or more; only their ratios matter.
    """
    n_members = len(capital)
    weights = np.ones(n_members)
    if rule == BY_CAPITAL:
        for member in range(n_members):
            weights[member] = capital[member]
    elif rule == COLLEGES:
        members_of = np.zeros(len(college_weights))
        for member in range(n_members):
            members_of[college[member]] += 1.0
        for member in range(n_members):
            weights[member] = college_weights[college[member]] / members_of[college[member]]
    elif rule != ONE_HEAD:
        raise ValueError("unknown rule of vote")
    return weights


@kernel
def passes(votes: Any, weights: Any, quorum: float, majority: float) -> bool:
    """Whether a motion passes; a missed quorum, a tie or no vote at all keeps the status quo.

    Parameters
    ----------
    votes : int array, shape (members,)
        `IN_FAVOUR`, `AGAINST`, `ABSTAINS` or `ABSENT`.
    weights : float array, shape (members,)
        From `vote_weights`.
    quorum : float
        Least share of the weight that is present or abstains, 0 (off) to 1.
    majority : float
        Least share of the weight expressed that is in favour, 0.5 to 1. At one half, more is needed in favour
        than against; at two thirds, two thirds are enough.
    """
    total = 0.0
    present = 0.0
    in_favour = 0.0
    against = 0.0
    for member in range(len(votes)):
        total += weights[member]
        if votes[member] != ABSENT:
            present += weights[member]
        if votes[member] == IN_FAVOUR:
            in_favour += weights[member]
        elif votes[member] == AGAINST:
            against += weights[member]
    rounding = ROUNDING * total
    has_quorum = present >= quorum * total - rounding
    has_more = in_favour > against + rounding
    has_majority = in_favour >= majority * (in_favour + against) - rounding
    return has_quorum and has_more and has_majority


@kernel
def median_admits(utilities_without: Any, utilities_with: Any) -> bool:
    """Whether members let a newcomer in: the utility of the median member rises.

    The median member gains when more than half of the members do; a tie, or gains below `ROUNDING`, keep the
    door shut.

    Parameters
    ----------
    utilities_without, utilities_with : float array, shape (members,)
        Utility of each present member (of its wage bill, a month) without and with the newcomer.
    """
    gaining = 0
    for member in range(len(utilities_without)):
        if utilities_with[member] - utilities_without[member] > ROUNDING:
            gaining += 1
    return 2 * gaining > len(utilities_without)
