"""Modes of integration (Polanyi): how much of the territory's value moves by market, redistribution, reciprocity."""

import numpy as np

from simulation.history import Found
from simulation.outcomes.outcome import Outcome
from simulation.purposes import MARKET, MODES, PURPOSES, RECIPROCITY, REDISTRIBUTION

MODE_OF = np.array([MODES.index(purpose.mode) for purpose in PURPOSES.values()])
"""Mode of integration of each purpose of payments."""

OUTCOMES = (
    Outcome(
        "integration_market",
        "share",
        "money paid by market exchange",
        "territory",
        "ratio",
        label_en="market in all flows",
        label_fr="part du marché dans les flux",
        value=lambda found: moved(found, MARKET) / total(found),
    ),
    Outcome(
        "integration_redistribution",
        "share",
        "money collected by a centre, then allocated",
        "territory",
        "ratio",
        label_en="redistribution in all flows",
        label_fr="part de la redistribution dans les flux",
        value=lambda found: moved(found, REDISTRIBUTION) / total(found),
    ),
    Outcome(
        "integration_reciprocity",
        "share",
        "money given to or pooled with partners",
        "territory",
        "ratio",
        label_en="reciprocity in all flows",
        label_fr="part de la réciprocité dans les flux",
        value=lambda found: moved(found, RECIPROCITY) / total(found),
    ),
    Outcome(
        "integration_reciprocity_satellite",
        "share",
        "reciprocity with hours, premises and time given, at replacement cost",
        "territory",
        "ratio",
        label_en="reciprocity, time given included",
        label_fr="part de la réciprocité, don de temps compris",
        value=lambda found: (moved(found, RECIPROCITY) + found.satellite) / with_gifts(found),
    ),
    Outcome(
        "integration_market_satellite",
        "share",
        "market mode when what is given is counted too, at replacement cost",
        "territory",
        "ratio",
        label_en="market, time given included",
        label_fr="part du marché, don de temps compris",
        value=lambda found: moved(found, MARKET) / with_gifts(found),
    ),
    Outcome(
        "integration_redistribution_satellite",
        "share",
        "redistribution when what is given is counted too, at replacement cost",
        "territory",
        "ratio",
        label_en="redistribution, time given included",
        label_fr="part de la redistribution, don de temps compris",
        value=lambda found: moved(found, REDISTRIBUTION) / with_gifts(found),
    ),
    Outcome(
        "integration_market_value_added",
        "share",
        "market mode when intermediate purchases are left out (turnover counted once)",
        "territory",
        "ratio",
        label_en="market, inputs left out",
        label_fr="part du marché, hors achats intermédiaires",
        value=lambda found: (
            (moved(found, MARKET) - intermediate(found)) / np.maximum(total(found) - intermediate(found), 1.0)
        ),
    ),
)


def moved(found: Found, mode: str) -> np.ndarray:
    """Value paid by a mode of integration, cents."""
    paid: np.ndarray = found.turnover[:, MODES.index(mode) == MODE_OF].sum(axis=1)
    return paid


def total(found: Found) -> np.ndarray:
    """Value paid by all modes, cents."""
    return np.maximum(found.turnover.sum(axis=1), 1.0)


def with_gifts(found: Found) -> np.ndarray:
    """The same with what is given."""
    return total(found) + found.satellite


def intermediate(found: Found) -> np.ndarray:
    """Intermediate inputs bought, cents."""
    return 100.0 * found.paid("inputs, local", "inputs, outside")
