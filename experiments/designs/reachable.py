"""Where levers can lead: the scenario as it is first; then points chosen one round after another by their results.

What is varied must be levers, and the search itself is `experiments.analyses.reachable` (CMA-ME of pyribs): it asks
for runs as it goes, and elites are run again on replicates of another seed.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor
from experiments.refusal import Refusal

Interval = Annotated[list[float], Field(min_length=2, max_length=2)]


class Settings(BaseModel):
    """Rounds of search, points of each of two emitters in a round, areas along each axis, and the plane.

    ``ranges`` holds the lowest and highest difference of the study's first and second outcome that is divided into
    areas.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    rounds: int = Field(ge=1)
    batch: int = Field(ge=2)
    cells: int = Field(ge=2)
    ranges: Annotated[list[Interval], Field(min_length=2, max_length=2)]


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Return the scenario as it is.

    Raises
    ------
    Refusal
        Where something varies that nobody can choose.
    """
    for factor in factors:
        if factor.role != "lever":
            raise Refusal(f"{factor.path!r} stands under 'uncertainties': what can be reached is asked of levers only")
    return Drawn([{}])
