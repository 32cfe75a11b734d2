"""Ablation: the scenario as it is, all mechanisms off, each mechanism off alone, each on alone.

A mechanism is off when every parameter of it that has an off value has that value. *On alone* leaves a
mechanism as the scenario has it and switches off all others; extra public money, which belongs to no
mechanism, is off there as in *all off*.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor
from simulation.mechanisms import MECHANISMS


class Settings(BaseModel):
    """Numbers of the mechanisms to try; every one with an off value if none is named."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    mechanisms: list[int] = []


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Return the cases in the order of the docstring, mechanisms by number."""
    from simulation.declared import PARAMETERS
    from simulation.plan import all_mechanisms_off

    everything_off = all_mechanisms_off()
    switched = {number for path in everything_off if (number := PARAMETERS[path].mechanism) is not None}
    numbers = [number for number in sorted(settings.mechanisms or switched) if number in switched]
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
