"""Latin hypercube: each factor's range cut in as many equal parts as points, each part met once.

McKay, Beckman & Conover 1979; drawn by `scipy.stats.qmc`.
"""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor, mapped


class Settings(BaseModel):
    """Number of points, and what SciPy shall optimise of them if anything."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    points: int = Field(ge=1)
    optimization: Literal["random-cd", "lloyd"] | None = None


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Draw the sample; the same seed gives the same points."""
    from scipy.stats import qmc

    sampler = qmc.LatinHypercube(len(factors), rng=seed, optimization=settings.optimization)
    shares = sampler.random(settings.points)
    return Drawn(mapped(factors, shares), shares=shares)
