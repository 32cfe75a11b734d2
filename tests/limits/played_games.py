"""Public-goods games of the literature, which only the tests play.

The territory plays none of them: its projects have agreed contributions, efforts between 0 and 1 and chances
(`simulation.phases.poles.joint_projects`). Here they give the rule of imitation a setting with exact limits.
"""

import math

import numpy as np

COOPERATE, DEFECT, STAY_OUT = range(3)


def public_goods_payoff(action: int, n_cooperators: int, n_members: int, multiplication: float, cost: float) -> float:
    """Pay-off in the linear public-goods game: ``r c k / n``, less ``c`` for who cooperates; oneself counts in k."""
    received = multiplication * cost * n_cooperators / n_members
    return received - (cost if action == COOPERATE else 0.0)


def optional_payoff(
    action: int, n_cooperators: int, n_defectors: int, multiplication: float, cost: float, loner_payoff: float
) -> float:
    """Pay-off where one may stay out: the loner's, as for who finds nobody to play with (Hauert et al. 2002)."""
    participants = n_cooperators + n_defectors
    if action == STAY_OUT or participants < 2:
        return loner_payoff
    return public_goods_payoff(action, n_cooperators, participants, multiplication, cost)


def mean_payoff(game, action: int, counts: list[int], group: int) -> float:
    """Mean pay-off of one who plays ``action`` over all groups drawn from a population without replacement.

    Parameters
    ----------
    game : callable
        (action, cooperators, defectors) of the group to pay-off.
    counts : list of int
        Cooperators, defectors and loners in the population, the player included.
    group : int
        Size of a group.
    """
    others = [count - (kind == action) for kind, count in enumerate(counts)]
    total = 0.0
    for cooperators in range(group):
        for defectors in range(group - cooperators):
            loners = group - 1 - cooperators - defectors
            parts = zip(others, (cooperators, defectors, loners), strict=True)
            ways = math.prod(math.comb(available, taken) for available, taken in parts)
            if ways:
                total += ways * game(action, cooperators + (action == COOPERATE), defectors + (action == DEFECT))
    return total / math.comb(sum(counts) - 1, group - 1)


def payoff_table(game, population: int, group: int, may_stay_out: bool) -> np.ndarray:
    """Pay-offs of the three actions at every (cooperators, defectors); 0 where nobody plays the action."""
    table = np.zeros((population + 1, population + 1, 3))
    for cooperators in range(population + 1):
        for defectors in range(population + 1 - cooperators):
            counts = [cooperators, defectors, population - cooperators - defectors]
            if counts[STAY_OUT] and not may_stay_out:
                continue
            for action in (COOPERATE, DEFECT, STAY_OUT):
                if counts[action]:
                    table[cooperators, defectors, action] = mean_payoff(game, action, counts, group)
    return table
