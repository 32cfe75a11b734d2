"""Unemployment over time."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from experiments.drawing.bands import small_multiples
from experiments.language import Language

NAME = "unemployment"
PLACE = 2
TITLE = "Unemployment over time"
CAPTION = (
    "Unemployment rate of residents under each arm (median, half and nine tenths of the replicates); below, "
    "the difference to market within the same replicate."
)
NEEDS = {"monthly": ("unemployment_rate",)}


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """Levels and paired differences to market of the unemployment rate, per cent of the labour force."""
    return small_multiples(tables, scenario, "unemployment_rate", language)
