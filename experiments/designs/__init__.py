"""Designs: which points of the space of parameters a study runs, one file each, found by lying here.

A file declares ``Settings``, a strict pydantic model of what may stand in ``[design]`` beside ``kind``;
``count(factors, settings)``, the number of points at which runs are asked for, before any is made; and
``draw(factors, settings, seed)``, which returns a `Drawn`. Where a study can ask for what makes no sense,
``check(factors, settings, asked)`` refuses it; libraries that are an extra of the project stand in ``LIBRARIES``.
The name of the file is the ``kind``.
"""

import pkgutil
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from experiments.extras import refuse_without
from simulation.refusals import Phrase

NOT_DESIGNS = ("factor", "drawn", "unit_cube")


class Asked(Protocol):
    """What a design may look at of the study that it belongs to."""

    @property
    def regimes(self) -> list[str]:
        """Arms of the study."""

    @property
    def outcomes(self) -> list[str]:
        """Outcomes of the study."""

    @property
    def months(self) -> int:
        """Months lived."""


class NoSettings(BaseModel):
    """Settings of a design that has none."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@cache
def design_names() -> tuple[str, ...]:
    """Kinds of design, in alphabetical order; none is imported."""
    return tuple(sorted(file.name for file in pkgutil.iter_modules(__path__) if file.name not in NOT_DESIGNS))


def design(kind: str) -> ModuleType:
    """Return the module of a design; its libraries are imported only when it draws."""
    return import_module(f"{__name__}.{kind}")


def refuse_without_libraries(kind: str) -> None:
    """Refuse a design whose libraries are not installed.

    Raises
    ------
    Refusal
    """
    refuse_without(Phrase("a design of kind {kind!r}", kind=kind), getattr(design(kind), "LIBRARIES", ()))


def refuse_degenerate(kind: str, factors: Sequence[Any], settings: Any, asked: Asked) -> None:
    """Refuse what a design cannot do with these parameters in this study.

    Raises
    ------
    Refusal
    """
    check = getattr(design(kind), "check", None)
    if check is not None:
        check(factors, settings, asked)
