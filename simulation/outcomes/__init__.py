"""What is looked at each month end: plain functions, found by lying in this folder.

A module declares ``OUTCOMES`` (name to `Outcome`) and ``measure(scene)``, which returns their values in the same
order. Its name is the group of its outcomes. `simulation.outcomes.summaries` says what is read off a whole run.
"""

import pkgutil
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from types import ModuleType

import numpy as np

from simulation.outcomes.outcome import Outcome, Scene

NOT_MONTHLY = ("outcome", "retention", "scans", "summaries")


def _modules() -> list[ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in NOT_MONTHLY)
    return [import_module(f"{__name__}.{name}") for name in names]


MODULES: list[ModuleType] = _modules()
MEASURES: list[Callable[[Scene], tuple[float, ...]]] = [module.measure for module in MODULES]
OUTCOMES: dict[str, Outcome] = {
    name: replace(outcome, group=module.__name__.rsplit(".", 1)[-1])
    for module in MODULES
    for name, outcome in module.OUTCOMES.items()
}
OUTCOME_NAMES = tuple(OUTCOMES)


def measure(scene: Scene, row: np.ndarray) -> None:
    """Write every outcome of the month into ``row``, shape (outcomes,)."""
    place = 0
    for function in MEASURES:
        values = function(scene)
        row[place : place + len(values)] = values
        place += len(values)
