"""Sobol indices: Saltelli's sample, n (k + 2) points for k factors, n (2 k + 2) with second order.

Saltelli 2002, Saltelli et al. 2010; drawn by `SALib.sample.sobol`.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field, field_validator

from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor, mapped
from experiments.designs.unit_cube import problem

LIBRARIES = ("SALib",)


class Settings(BaseModel):
    """Size of the sample.

    ``samples`` is n, a power of two, 8 at least for an index to be worth printing; ``second_order`` also allows
    interactions of pairs to be estimated.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    samples: int = Field(ge=8)
    second_order: bool = False

    @field_validator("samples")
    @classmethod
    def power_of_two(cls, samples: int) -> int:
        """Refuse a number that breaks the balance of Sobol's sequence."""
        if samples & (samples - 1):
            raise ValueError(f"must be a power of two, such as {1 << samples.bit_length()}")
        return samples


def count(factors: Sequence[Factor], settings: Settings) -> int:
    """N (k + 2), or n (2 k + 2) with second order."""
    return settings.samples * ((2 if settings.second_order else 1) * len(factors) + 2)


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Draw the sample in the order in which `SALib.analyze.sobol` expects the results."""
    from SALib.sample import sobol

    shares = sobol.sample(problem(factors), settings.samples, calc_second_order=settings.second_order, seed=seed)
    return Drawn(mapped(factors, shares), shares=shares)
