"""Where levers can lead: the scenario as it is first; then points chosen one round after another by their results.

What is varied must be levers, and the search itself is `experiments.analyses.reachable` (CMA-ME of pyribs): it asks
for runs as it goes, and elites are run again on replicates of another seed.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from experiments.designs import Asked
from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor
from experiments.refusal import Refusal

LIBRARIES = ("ribs",)
COST = "public_cost"
"""Outcome that says what a combination of levers costs."""

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


def check(factors: Sequence[Factor], settings: Settings, asked: Asked) -> None:
    """Refuse what nobody can choose, and a plane that is none.

    Raises
    ------
    Refusal
    """
    for factor in factors:
        if factor.role != "lever":
            raise Refusal(
                "{path!r} stands under 'uncertainties': what can be reached is asked of levers only", path=factor.path
            )
    if len(asked.regimes) != 2:
        raise Refusal("what can be reached needs two regimes, and {number} are named", number=len(asked.regimes))
    if len(asked.outcomes) < 3 or COST not in asked.outcomes[2:]:
        raise Refusal(
            "what can be reached needs two outcomes, the axes of the plane, and {cost!r} after them; 'outcomes' are"
            " {outcomes}",
            cost=COST,
            outcomes=", ".join(asked.outcomes),
        )
    for low, high in settings.ranges:
        if low >= high:
            raise Refusal("'ranges' has {low:g} to {high:g}; the lower end must come first", low=low, high=high)


def count(factors: Sequence[Factor], settings: Settings) -> int:
    """The scenario, all rounds of both emitters, and an elite in every area, run again."""
    return 1 + 2 * settings.batch * settings.rounds + settings.cells**2


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Return the scenario as it is."""
    return Drawn([{}])
