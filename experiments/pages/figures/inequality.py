"""Inequality of income and wealth over time."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from experiments.drawing.bands import levels_and_differences
from experiments.words.language import Language

NAME = "inequality"
PLACE = 4
TITLE = "How income and wealth are shared, over time"
CAPTION = (
    "Gini indices and shares of income over twelve months and of gross wealth, per adult: medians, and the "
    "differences to market within the same replicate (half and nine tenths of the replicates)."
)
NEEDS = {"monthly": ("gini_income", "bottom40_income_share", "gini_wealth")}
WANTED = (
    "gini_income",
    "bottom40_income_share",
    "gini_wealth",
    "bottom40_wealth_share",
    "top10_wealth_share",
)
MOST = 4


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """Gini index and share of the bottom 40 % of income and of gross wealth."""
    present = [name for name in WANTED if name in tables["monthly"].columns]
    return levels_and_differences(tables, scenario, present[:MOST], language)
