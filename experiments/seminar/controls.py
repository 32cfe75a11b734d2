"""Which declared parameters a page offers, under which theme, which of them first, and which values of a lever."""

import math

from experiments.seminar.values import is_switch
from simulation.declared import PARAMETERS
from simulation.parameters import Parameter


def offered(theme: str) -> tuple[Parameter, ...]:
    """Parameters of a theme, those shown at once in front."""
    found = [one for one in PARAMETERS.values() if one.theme == theme]
    return tuple(sorted(found, key=lambda one: one.shown_first or math.inf))


def shown_at_once(theme: str) -> tuple[Parameter, ...]:
    """Parameters of a theme that a page shows at once; the others are found by their name."""
    return tuple(one for one in offered(theme) if one.shown_first)


def values_offered(lever: Parameter) -> tuple[float, ...]:
    """Values between which a player chooses, as numbers: every rule, off and on, or a few sizes of a quantity.

    Of a quantity: nothing, half of what is usual, what is usual, twice that; where nothing is usual, parts of the
    range.
    """
    if lever.choices:
        return tuple(map(float, range(len(lever.choices))))
    if is_switch(lever):
        return 0.0, 1.0
    usual = float(lever.default)
    sizes = [usual / 2, usual, 2 * usual] if usual else [lever.high * part for part in (0.1, 0.25, 0.5)]
    least = lever.low if lever.off is None else float(lever.off)
    within = {min(max(size, lever.low), lever.high) for size in (least, *sizes)}
    return tuple(sorted({float(round(size)) for size in within} if lever.kind == "integer" else within))


def step_of(parameter: Parameter) -> float:
    """Step of a slider: 1, 2 or 5 times a power of ten, some hundred steps over the range."""
    if parameter.kind == "integer":
        return max(1.0, nice((parameter.high - parameter.low) / 200))
    return nice((parameter.high - parameter.low) / 100)


def nice(size: float) -> float:
    """Return the nearest number below that is 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(factor * power for factor in (5, 2, 1) if factor * power <= size * (1 + 1e-9))
