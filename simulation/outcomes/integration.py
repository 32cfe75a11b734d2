"""Modes of integration (Polanyi): how much of the territory's value moves by market, redistribution, reciprocity."""

import numpy as np

from simulation.outcomes.outcome import Outcome, Scene
from simulation.purposes import MODES, PURPOSES

OUTCOMES = {
    "integration_market": Outcome("share", "money paid by market exchange", "territory", "ratio"),
    "integration_redistribution": Outcome("share", "money collected by a centre, then allocated", "territory", "ratio"),
    "integration_reciprocity": Outcome("share", "money given to or pooled with partners", "territory", "ratio"),
    "integration_reciprocity_satellite": Outcome(
        "share", "reciprocity with hours, premises and time given, at replacement cost", "territory", "ratio"
    ),
    "integration_market_satellite": Outcome(
        "share", "market mode when what is given is counted too, at replacement cost", "territory", "ratio"
    ),
    "integration_redistribution_satellite": Outcome(
        "share", "redistribution when what is given is counted too, at replacement cost", "territory", "ratio"
    ),
    "integration_market_value_added": Outcome(
        "share", "market mode when intermediate purchases are left out (turnover counted once)", "territory", "ratio"
    ),
}

MODE_OF = np.array([MODES.index(purpose.mode) for purpose in PURPOSES.values()])
INTERMEDIATE = np.array([name.startswith("inputs") for name in PURPOSES])


def value_by_mode(turnover: np.ndarray) -> np.ndarray:
    """Value paid by mode, cents, shape (3,)."""
    return np.bincount(MODE_OF, weights=turnover, minlength=len(MODES))


def measure(scene: Scene) -> tuple[float, ...]:
    """Values in the order of `OUTCOMES`."""
    turnover = scene.world.books.turnover
    value = value_by_mode(turnover)
    total = max(value.sum(), 1.0)
    satellite = float(scene.world.books.satellite.sum())
    intermediate = float(turnover[INTERMEDIATE].sum())
    return (
        float(value[0] / total),
        float(value[1] / total),
        float(value[2] / total),
        float((value[2] + satellite) / (total + satellite)),
        float(value[0] / (total + satellite)),
        float(value[1] / (total + satellite)),
        float((value[0] - intermediate) / max(total - intermediate, 1.0)),
    )
