"""What is looked at each month end: plain functions, found by lying in this folder.

A module declares ``OUTCOMES``, a tuple of `Outcome`, each with its name, labels and the function that gives its value,
and ``gather(scene)``, which finds once what these functions read. Its name is the group of its outcomes. Tables are
walked over in `simulation.outcomes.walks`, each once for all outcomes. Values are read from what was found when
somebody asks, or a year of months at once: what ``gather`` returns are numbers of the month, not arrays that change.
`simulation.outcomes.whole_run` says what is read off a whole run.
"""

import pkgutil
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import Any

from simulation.outcomes.outcome import Outcome, Scene, by_name

NOT_MONTHLY = ("outcome", "retention", "walks", "whole_run")


def _modules() -> list[ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in NOT_MONTHLY)
    return [import_module(f"{__name__}.{name}") for name in names]


def _declared(module: ModuleType) -> tuple[Outcome, ...]:
    group = module.__name__.rsplit(".", 1)[-1]
    return tuple(replace(outcome, group=group) for outcome in module.OUTCOMES)


MODULES: list[ModuleType] = _modules()
OUTCOMES: dict[str, Outcome] = by_name(*(outcome for module in MODULES for outcome in _declared(module)))
OUTCOME_NAMES = tuple(OUTCOMES)
_VALUES = [[outcome.value for outcome in module.OUTCOMES] for module in MODULES]


def find(scene: Scene) -> list[Any]:
    """Find what the outcomes of each module are read from; they can be read when more months have passed."""
    return [module.gather(scene) for module in MODULES]


def values_of(found: list[Any]) -> list[float]:
    """Value of every outcome, in the order of `OUTCOMES`, from what was found at a month end."""
    return [value(one) for one, values in zip(found, _VALUES, strict=True) for value in values]
