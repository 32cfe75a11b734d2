"""Calibration in the market with poles off: the scenario as it is first; then draws that come ever nearer to facts.

The search itself is `experiments.analyses.calibration` (ABC-SMC of pyABC), with a database of its own that it
takes up again where it was stopped.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor
from experiments.refusal import Refusal


class Settings(BaseModel):
    """Draws kept in a generation, generations, and runs of the predictive check."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    population: int = Field(ge=10)
    generations: int = Field(ge=1)
    check_runs: int = Field(default=40, ge=10)


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Return the scenario as it is.

    Raises
    ------
    Refusal
        Where something varies that is no quantity.
    """
    for factor in factors:
        if factor.values or factor.kind not in ("number", "integer"):
            raise Refusal(f"{factor.path!r} has no range, and a calibration draws from ranges")
    return Drawn([{}])
