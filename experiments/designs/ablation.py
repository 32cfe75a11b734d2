"""Ablation: the scenario as it is, all mechanisms off, each mechanism off alone, each on alone.

A mechanism is off when every parameter of it that has an off value has that value. *On alone* leaves a
mechanism as the scenario has it and switches off all others; extra public money, which belongs to no
mechanism, is off there as in *all off*.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from experiments.designs import Asked
from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor
from experiments.refusal import Refusal
from simulation.mechanisms import MECHANISMS


class Settings(BaseModel):
    """Numbers of the mechanisms to try; every one with an off value if none is named."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    mechanisms: list[int] = []


def with_an_off_value() -> tuple[int, ...]:
    """Numbers of the mechanisms that can be switched off, in order."""
    from simulation.declared import PARAMETERS
    from simulation.plan import all_mechanisms_off

    return tuple(
        sorted({number for path in all_mechanisms_off() if (number := PARAMETERS[path].mechanism) is not None})
    )


def check(factors: Sequence[Factor], settings: Settings, asked: Asked) -> None:
    """Refuse a mechanism that is not there, cannot be switched off, or is named twice.

    Raises
    ------
    Refusal
    """
    allowed = with_an_off_value()
    for number in settings.mechanisms:
        if number not in allowed:
            raise Refusal(
                "there is no mechanism {number} that can be switched off; allowed: {allowed}",
                number=number,
                allowed=", ".join(map(str, allowed)),
            )
        if settings.mechanisms.count(number) > 1:
            raise Refusal("mechanism {number} stands there twice", number=number)


def count(factors: Sequence[Factor], settings: Settings) -> int:
    """Two cases of all mechanisms, and two of each."""
    return 2 + 2 * len(settings.mechanisms or with_an_off_value())


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Return the cases in the order of the docstring, mechanisms by number."""
    from simulation.declared import PARAMETERS
    from simulation.plan import all_mechanisms_off

    everything_off = all_mechanisms_off()
    numbers = sorted(settings.mechanisms) or with_an_off_value()
    off = {
        number: {path: value for path, value in everything_off.items() if PARAMETERS[path].mechanism == number}
        for number in numbers
    }
    cases = {"as the scenario has it": {}, "all off": everything_off}
    cases |= {f"off alone: {MECHANISMS[number]['en']}": off[number] for number in numbers}
    cases |= {
        f"on alone: {MECHANISMS[number]['en']}": {
            path: value for path, value in everything_off.items() if path not in off[number]
        }
        for number in numbers
    }
    return Drawn(list(cases.values()), cases=list(cases))
