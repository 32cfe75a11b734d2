"""Modes of integration (Polanyi): how much of the territory's value moves by market, redistribution, reciprocity."""

from types import SimpleNamespace

import numpy as np

from simulation.outcomes.outcome import Outcome, Scene
from simulation.purposes import MODES, PURPOSES

MODE_OF = np.array([MODES.index(purpose.mode) for purpose in PURPOSES.values()])
INTERMEDIATE = np.array([name.startswith("inputs") for name in PURPOSES])

OUTCOMES = (
    Outcome(
        "integration_market",
        "share",
        "money paid by market exchange",
        "territory",
        "ratio",
        label_en="market in all flows",
        label_fr="part du marché dans les flux",
        value=lambda found: float(found.value[0] / found.total),
    ),
    Outcome(
        "integration_redistribution",
        "share",
        "money collected by a centre, then allocated",
        "territory",
        "ratio",
        label_en="redistribution in all flows",
        label_fr="part de la redistribution dans les flux",
        value=lambda found: float(found.value[1] / found.total),
    ),
    Outcome(
        "integration_reciprocity",
        "share",
        "money given to or pooled with partners",
        "territory",
        "ratio",
        label_en="reciprocity in all flows",
        label_fr="part de la réciprocité dans les flux",
        value=lambda found: float(found.value[2] / found.total),
    ),
    Outcome(
        "integration_reciprocity_satellite",
        "share",
        "reciprocity with hours, premises and time given, at replacement cost",
        "territory",
        "ratio",
        label_en="reciprocity, time given included",
        label_fr="part de la réciprocité, don de temps compris",
        value=lambda found: float((found.value[2] + found.satellite) / (found.total + found.satellite)),
    ),
    Outcome(
        "integration_market_satellite",
        "share",
        "market mode when what is given is counted too, at replacement cost",
        "territory",
        "ratio",
        label_en="market, time given included",
        label_fr="part du marché, don de temps compris",
        value=lambda found: float(found.value[0] / (found.total + found.satellite)),
    ),
    Outcome(
        "integration_redistribution_satellite",
        "share",
        "redistribution when what is given is counted too, at replacement cost",
        "territory",
        "ratio",
        label_en="redistribution, time given included",
        label_fr="part de la redistribution, don de temps compris",
        value=lambda found: float(found.value[1] / (found.total + found.satellite)),
    ),
    Outcome(
        "integration_market_value_added",
        "share",
        "market mode when intermediate purchases are left out (turnover counted once)",
        "territory",
        "ratio",
        label_en="market, inputs left out",
        label_fr="part du marché, hors achats intermédiaires",
        value=lambda found: float((found.value[0] - found.intermediate) / max(found.total - found.intermediate, 1.0)),
    ),
)


def value_by_mode(turnover: np.ndarray) -> np.ndarray:
    """Value paid by mode, cents, shape (3,)."""
    return np.bincount(MODE_OF, weights=turnover, minlength=len(MODES))


def gather(scene: Scene) -> SimpleNamespace:
    """Find what the outcomes of this module are read from."""
    turnover = scene.world.books.turnover
    value = value_by_mode(turnover)
    total = max(value.sum(), 1.0)
    satellite = float(scene.world.books.satellite.sum())
    intermediate = float(turnover[INTERMEDIATE].sum())
    return SimpleNamespace(
        intermediate=intermediate,
        satellite=satellite,
        total=total,
        value=value,
    )
