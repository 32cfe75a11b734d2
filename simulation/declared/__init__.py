"""Every parameter of the model, declared once in the modules that lie in this folder.

A module declares ``PARAMETERS``, a tuple of `simulation.parameters.Parameter`, and ``THEMES``, the theme of each of
its groups. To add a parameter, add a line to a module; to add a group, add a file.
"""

import pkgutil
from dataclasses import replace
from importlib import import_module

from simulation.parameters import THEMES, Parameter


def _gathered() -> dict[str, Parameter]:
    """Parameters by path, modules in the order of their names, each module in its own order."""
    gathered: dict[str, Parameter] = {}
    fields: dict[str, str] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        module = import_module(f"{__name__}.{name}")
        for parameter in module.PARAMETERS:
            if parameter.path in gathered:
                raise ValueError(
                    f"parameter {parameter.path!r} is declared twice, the second time in {name}.py"
                )
            of_sector = parameter.group == "sector"
            former = parameter.path if of_sector else fields.setdefault(parameter.field, parameter.path)
            if former != parameter.path:
                raise ValueError(
                    f"parameters {former!r} and {parameter.path!r} share the field {parameter.field!r}"
                )
            theme = module.THEMES.get(parameter.group)
            if theme not in THEMES:
                raise ValueError(
                    f"parameter {parameter.path!r}: THEMES of {name}.py gives its group no theme; one of"
                    f" {', '.join(THEMES)}"
                )
            gathered[parameter.path] = replace(parameter, group_theme=theme)
    return gathered


PARAMETERS: dict[str, Parameter] = _gathered()
