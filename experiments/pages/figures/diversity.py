"""Diversity of owners in culture as Hill numbers."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from experiments.drawing.bands import levels_and_differences
from experiments.words.language import Language

NAME = "diversity"
PLACE = 11
TITLE = "Diversity of owners in culture"
CAPTION = (
    "Hill numbers of order 0 (how many owners) and 2 (how many that count, by sales), and what outside "
    "owners sell: medians, and the differences to market within the same replicate."
)
NEEDS = {"monthly": ("richness_0D", "diversity_2D")}
WANTED = ("richness_0D", "diversity_2D", "outside_owner_share")


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """Hill numbers 0D and 2D of owners in culture, and the share of owners outside in its sales."""
    present = [name for name in WANTED if name in tables["monthly"].columns]
    return levels_and_differences(tables, scenario, present, language)
