"""One at a time: the scenario as it is, then each factor at each of its levels, the others left alone."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor


class Settings(BaseModel):
    """Levels a factor where it gives none itself: 2 are the two ends of its range."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    levels: int = Field(default=2, ge=2)


def count(factors: Sequence[Factor], settings: Settings) -> int:
    """The scenario, and each level of each factor."""
    return 1 + sum(factor.count(settings.levels) for factor in factors)


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Point 0 is the scenario; then factor by factor in the order of the study."""
    moved = [{factor.path: value} for factor in factors for value in factor.steps(settings.levels)]
    return Drawn([{}, *moved])
