"""Morris screening: trajectories along which one factor at a time takes a step, r (k + 1) points for k factors.

Morris 1991, Campolongo, Cariboni & Saltelli 2007; drawn by `SALib.sample.morris`.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field, field_validator

from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor, mapped
from experiments.designs.unit_cube import problem

LIBRARIES = ("SALib",)


class Settings(BaseModel):
    """Number of trajectories r, and levels of the grid they walk on (an even number)."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    trajectories: int = Field(ge=2)
    levels: int = Field(default=4, ge=2)

    @field_validator("levels")
    @classmethod
    def even(cls, levels: int) -> int:
        """Refuse an odd number of levels: a step of half the grid would not land on it."""
        if levels % 2:
            raise ValueError("must be even")
        return levels


def count(factors: Sequence[Factor], settings: Settings) -> int:
    """R (k + 1)."""
    return settings.trajectories * (len(factors) + 1)


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Draw the sample in the order in which `SALib.analyze.morris` expects the results."""
    from SALib.sample import morris

    shares = morris.sample(problem(factors), settings.trajectories, num_levels=settings.levels, seed=seed)
    return Drawn(mapped(factors, shares), shares=shares)
