"""Jobs over time."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from experiments.drawing.bands import small_multiples
from experiments.language import Language

NAME = "jobs"
PLACE = 1
TITLE = "Jobs over time"
CAPTION = (
    "Jobs in the territory under each arm (median, half and nine tenths of the replicates); below, the "
    "difference to market within the same replicate."
)
NEEDS = {"monthly": ("jobs",)}


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """Levels and paired differences to market of jobs, heads at month end."""
    return small_multiples(tables, scenario, "jobs", language)
