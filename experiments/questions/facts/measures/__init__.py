"""What can be measured of runs and held against a fact: one file a kind, found by lying here.

A file declares

- ``Settings``, a strict pydantic model of what a fact says of it;
- ``check(settings, where)``, which refuses names that the model does not have; ``where(key)`` is where a key stands;
- ``needs(settings, row)``: what is kept of a run, how many months, what is changed in a second run (`world.Needs`);
- ``look(settings, row, world)``, what a world shows: a number, or whatever ``estimate`` takes.

A fact that comes to several numbers has ``rows(settings)``, their names; otherwise there is one, and its name is empty.
Where one number a world is not enough, ``estimate(settings, row, looks, missing)`` makes an `Estimate` of what all
worlds show. Where the band follows from the runs, ``OWN_BAND`` is true, and the file has ``band(settings, row,
looks)``, ``answer(estimate, band)`` and ``unit(settings, row)``. Where one run as the scenario has it gives the number,
``shortened(settings, months)`` returns the settings with which that is looked for in a run of so many months, or None
where so few months tell nothing or something else. The name of the file is the kind.
"""

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

NOT_MEASURES = ("sections", "world")
NO_EXPERIMENTS = ("outcome", "summary")
"""Kinds that have keys of their own in a fact and are not written as an experiment."""


@cache
def measure_names() -> tuple[str, ...]:
    """Kinds of measure, in alphabetical order; none is imported."""
    return tuple(sorted(file.name for file in pkgutil.iter_modules(__path__) if file.name not in NOT_MEASURES))


def experiments() -> tuple[str, ...]:
    """Kinds of experiment."""
    return tuple(name for name in measure_names() if name not in NO_EXPERIMENTS)


def measure(kind: str) -> ModuleType:
    """Return the module of a kind of measure."""
    return import_module(f"{__name__}.{kind}")


def rows_of(kind: str, settings: Any) -> tuple[str, ...]:
    """Names of the numbers that a fact comes to; a single empty one where it comes to one."""
    rows = getattr(measure(kind), "rows", None)
    return ("",) if rows is None else tuple(rows(settings))
