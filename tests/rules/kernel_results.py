"""Results of a handful of rules, as hexadecimal text: the same compiled and uncompiled."""

import itertools
from typing import NamedTuple

import numpy as np

from simulation.rules.effort import Past, Seen
from simulation.rules.imitation import fermi
from simulation.rules.public_goods import output_shares, project_output, project_payoff
from simulation.rules.sanctions import gain_of_shirking, sanction_after_month
from simulation.rules.stance import choice_probabilities, choose, pool_utility, project_utility, scale_drift
from simulation.rules.stance_rules import NAMES, effort
from simulation.rules.trust import trust_after_meeting, trust_after_months
from simulation.rules.votes import passes, vote_weights


class EffortSettings(NamedTuple):
    """Parameters that rules of effort read, by the names of the record."""

    stance_matching: float = 0.9
    stance_effort_step: float = 0.1
    stance_imitation_intensity: float = 10.0
    stance_mood_base: float = 0.2
    stance_mood_slope: float = 0.6
    stance_mood_low: float = 0.2


def results() -> str:
    """Every result in order, one a line, as the bytes of float64."""
    grid = [0.0, 0.13, 1 / 3, 0.71, 1.0]
    values: list[float] = []
    admissible = np.array([True, False, True, True])
    for a, b, c in itertools.product(grid, repeat=3):
        utilities = np.array([a - b, b, c * c, b - c])
        values.extend(choice_probabilities(utilities, admissible, 7.3, 0.1))
        values.append(choose(utilities, admissible, 7.3, 0.1, a))
        values.append(fermi(a, b, 10.0 * c))
        values.append(trust_after_meeting(a, b, 0.05 + c / 4.0, 3.0))
        values.append(trust_after_months(a, int(37 * b), 0.45, 0.9 * c))
        values.append(scale_drift(40.0 * a, 10.0, b))
        terms = (900.0 * a, 0.12, 700.0, 30.0, 0.2, 400.0 * b, 11.0, 4.0, 90.0, 0.3, 80.0, 9e3)
        values.append(pool_utility(2, 1 + int(20 * a), *terms))
        values.append(project_utility(a, b, 3.0, 1.1, c, 100.0, 380.0, 7.0, 9e3))
        values.append(gain_of_shirking(1.0, a, 1.7, b, 1.1))
        contributions = np.array([10.0 + a, 20.0 * b, 5.0])
        values.append(project_output(True, 1.7, 1.1, a * contributions[0] + b * contributions[1]))
        values.append(project_payoff(30.0 * a, 20.0 * b, c))
        values.extend(output_shares(1, contributions, contributions))
        settings = EffortSettings()
        for rule in range(len(NAMES)):
            values.append(effort(rule, 0, Past(a, b, c, b), Seen(b, c, a, c), settings, 0.4))
        weights = vote_weights(2, np.ones(3), np.array([0, 1, 1]), np.array([0.1 + a, 0.1 + b]))
        values.append(passes(np.array([1, -1, 1]), weights, c, 0.5))
        values.extend(sanction_after_month(int(4 * a), int(23 * b), int(6 * c), a > b, 6, 24))
    return "\n".join(np.float64(value).tobytes().hex() for value in values)


if __name__ == "__main__":
    print(results())
