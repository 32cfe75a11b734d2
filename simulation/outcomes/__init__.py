"""What is looked at each month end: plain functions, found by lying in this folder.

A module declares ``OUTCOMES``, a tuple of `Outcome`, each with its name, labels and the function that gives its values
from what was found. Its name is the group of its outcomes. Tables are walked over in `simulation.outcomes.walks`, each
once for all outcomes; values are worked out when somebody asks, for all months at once.
`simulation.outcomes.whole_run` says what is read off a whole run.
"""

import pkgutil
from dataclasses import replace
from importlib import import_module
from types import ModuleType

import numpy as np

from simulation.history import Found
from simulation.outcomes.outcome import Outcome, by_name

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


def values_of(found: Found, first: int) -> np.ndarray:
    """Value of every outcome (columns) at month ends from month 0 on (rows).

    Parameters
    ----------
    found : Found
        What was found at month ends from month ``first`` on, which is not after month 0.
    """
    months = np.arange(first + len(found.adults))
    values = np.empty((len(months), len(OUTCOMES)))
    with np.errstate(divide="ignore", invalid="ignore"):
        for place, outcome in enumerate(OUTCOMES.values()):
            values[:, place] = outcome.value(found)[months - months % outcome.every - first]
    return values
