"""Designs: which points of the space of parameters a study runs, one file each, found by lying here.

A file declares ``Settings``, a strict pydantic model of what may stand in ``[design]`` beside ``kind``, and
``draw(factors, settings, seed)``, which returns a `Drawn`. The name of the file is the ``kind``.
"""

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType

from pydantic import BaseModel, ConfigDict

NOT_DESIGNS = ("factor", "drawn", "unit_cube")


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
