"""Analyses of studies: what follows from a design by itself, one file each, found by lying here.

They take the table of runs of a study (one row a run: scenario, regime, replicate, point, a column for each
parameter that varies, status, outcomes) and look at the paired difference between two arms, not at levels. A
run that failed is counted and told, never filled in.

A file that is an analysis declares ``DESIGN``, the kind of design whose studies it belongs to; ``LIBRARIES``, those
that are an extra of the project (``pip install ptce[studies]``), imported only when it is asked for; and one of
``of_differences(results, differences, language)``, called for each paired difference that the study holds, and
``of_scenario(results, scenario, request, language, watcher)``, called for each scenario, which may ask for further
runs. Either yields the name of a table, the table, and its figures by the end of their names.
`experiments.analyses.writing` writes what they yield; other files here are what several of them share.
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from experiments.extras import refuse_without
from simulation.refusals import Phrase


def analyses_of(kind: str) -> Iterator[ModuleType]:
    """Yield the analyses of the studies of a design, in alphabetical order."""
    for file in sorted(file.name for file in pkgutil.iter_modules(__path__)):
        module = import_module(f"{__name__}.{file}")
        if getattr(module, "DESIGN", None) == kind:
            yield module


def refuse_without_libraries(kind: str) -> None:
    """Refuse a study of a design whose analysis needs libraries that are not installed.

    Raises
    ------
    Refusal
    """
    for module in analyses_of(kind):
        refuse_without(Phrase("the analysis of a design of kind {kind!r}", kind=kind), module.LIBRARIES)
