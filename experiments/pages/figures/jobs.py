"""Jobs over time."""

from experiments.drawing.bands import small_multiples_of

NAME = "jobs"
PLACE = 1
TITLE = "Jobs over time"
CAPTION = (
    "Jobs in the territory under each arm (median, half and nine tenths of the replicates); below, the "
    "difference to market within the same replicate."
)
NEEDS = {"monthly": ("jobs",)}
draw = small_multiples_of("jobs")
