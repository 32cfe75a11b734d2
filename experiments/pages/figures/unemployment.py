"""Unemployment over time."""

from experiments.drawing.bands import small_multiples_of

NAME = "unemployment"
PLACE = 2
TITLE = "Unemployment over time"
CAPTION = (
    "Unemployment rate of residents under each arm (median, half and nine tenths of the replicates); below, "
    "the difference to market within the same replicate."
)
NEEDS = {"monthly": ("unemployment_rate",)}
draw = small_multiples_of("unemployment_rate")
