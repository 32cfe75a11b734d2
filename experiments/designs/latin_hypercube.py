"""Latin hypercube: each factor's range cut in as many equal parts as points, each part met once.

McKay, Beckman & Conover 1979; drawn by `scipy.stats.qmc`.
"""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from experiments.designs import Asked
from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor, mapped
from experiments.refusal import Refusal

MOST_FOR_LLOYD = 7
"""Parameters beyond which the cells around the points, all of which are made, take minutes and gigabytes."""


class Settings(BaseModel):
    """Number of points, and what SciPy shall optimise of them if anything."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    points: int = Field(ge=1)
    optimization: Literal["random-cd", "lloyd"] | None = None


def check(factors: Sequence[Factor], settings: Settings, asked: Asked) -> None:
    """Refuse an optimisation that this many parameters or points do not allow.

    Raises
    ------
    Refusal
    """
    if settings.optimization != "lloyd":
        return
    number = len(factors)
    if not 2 <= number <= MOST_FOR_LLOYD:
        raise Refusal(
            "'optimization' is 'lloyd', which needs 2 to {most} parameters, and {number} vary; leave it out or write"
            " 'random-cd'",
            most=MOST_FOR_LLOYD,
            number=number,
        )
    if settings.points <= number:
        raise Refusal(
            "'optimization' is 'lloyd', which needs more points than the {number} parameters, and 'points' is {points}",
            number=number,
            points=settings.points,
        )


def count(factors: Sequence[Factor], settings: Settings) -> int:
    """As many as asked for."""
    return settings.points


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Draw the sample; the same seed gives the same points."""
    from scipy.stats import qmc

    sampler = qmc.LatinHypercube(len(factors), rng=seed, optimization=settings.optimization)
    shares = sampler.random(settings.points)
    return Drawn(mapped(factors, shares), shares=shares)
