"""Calibration in the market with poles off: the scenario as it is first; then draws that come ever nearer to facts.

The search itself is `experiments.analyses.calibration` (ABC-SMC of pyABC), with a database of its own that it
takes up again where it was stopped.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from experiments.designs import Asked
from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor
from experiments.refusal import Refusal

LIBRARIES = ("pyabc",)
REGIME = "market"
ECONOMY = (
    *("activity", "demand", "finance", "labour", "life", "migration", "population", "price", "production"),
    *("productivity", "sector", "tax"),
)
"""Groups of parameters that may be calibrated: those of the economy without poles."""
WARM_UP = 12
"""First months lived, which most facts leave out."""


class Settings(BaseModel):
    """Draws kept in a generation, generations, and runs of the predictive check."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    population: int = Field(ge=10)
    generations: int = Field(ge=1)
    check_runs: int = Field(default=40, ge=10)


def check(factors: Sequence[Factor], settings: Settings, asked: Asked) -> None:
    """Refuse a calibration that could learn from poles, or that has no range to draw from.

    Raises
    ------
    Refusal
    """
    if asked.regimes != [REGIME]:
        raise Refusal(
            "a calibration runs in the regime 'market' only, and not in {regimes}: what poles bring about is what the"
            " model is asked, so it cannot be fitted",
            regimes=" and ".join(repr(one) for one in asked.regimes if one != REGIME) or repr(REGIME),
        )
    if asked.months <= WARM_UP:
        raise Refusal(
            "a calibration needs more than {warm_up} months, the first ones being left out, and 'months' is {months}",
            warm_up=WARM_UP,
            months=asked.months,
        )
    for factor in factors:
        if factor.values or factor.kind not in ("number", "integer"):
            raise Refusal("{path!r} has no range, and a calibration draws from ranges", path=factor.path)
        refuse_cooperation(factor.path)


def refuse_cooperation(path: str) -> None:
    """Refuse a parameter that is not of the economy without poles.

    Raises
    ------
    Refusal
    """
    if path.partition(".")[0] not in ECONOMY:
        raise Refusal("{path!r} is no parameter of the economy without poles and is not calibrated", path=path)


def count(factors: Sequence[Factor], settings: Settings) -> int:
    """At least: a draw that is not kept is a run, too."""
    return settings.population * settings.generations + settings.check_runs


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Return the scenario as it is."""
    return Drawn([{}])
