"""Grid: every combination of the levels of all factors (full factorial); the last factor moves fastest."""

import itertools
import math
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from experiments.designs.drawn import Drawn
from experiments.designs.factor import DEFAULT_LEVELS, Factor


class Settings(BaseModel):
    """Levels a factor where it gives none itself."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    levels: int = Field(default=DEFAULT_LEVELS, ge=2)


def count(factors: Sequence[Factor], settings: Settings) -> int:
    """Product of the levels of all factors."""
    return math.prod(factor.count(settings.levels) for factor in factors)


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Return the product of all levels."""
    steps = [factor.steps(settings.levels) for factor in factors]
    paths = [factor.path for factor in factors]
    return Drawn([dict(zip(paths, values, strict=True)) for values in itertools.product(*steps)])
