"""Rival rules of effort and stance (``stance.rule``), found by lying in this folder; a rule's name is its file's.

A module declares ``decide(player_type, past, seen, parameters, draw)``, a kernel that returns the effort of a member in
this round, 0 to 1 of the contribution agreed; ``PARAMETERS``, those that it alone reads; ``FROM_EXPERIENCE_ALONE``,
whether the stance heeds lived pay-off and no forecast; ``COPIES_STANCE``, whether the stance is a partner's, copied.
"""

import pkgutil
from importlib import import_module
from typing import Any

from simulation.kernels import kernel
from simulation.parameters import Parameter

NAMES = tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))
"""Rival rules, by index; a scenario selects one by name."""

MODULES = tuple(import_module(f"{__name__}.{name}") for name in NAMES)
PARAMETERS: tuple[Parameter, ...] = tuple(parameter for module in MODULES for parameter in module.PARAMETERS)
FROM_EXPERIENCE_ALONE = tuple(bool(module.FROM_EXPERIENCE_ALONE) for module in MODULES)
COPIES_STANCE = tuple(bool(module.COPIES_STANCE) for module in MODULES)


def _one_of_all() -> Any:
    """One kernel that runs the rule of an index: compiled code knows no table of functions, so it is written out."""
    lines = ["def effort(rule, player_type, past, seen, parameters, draw):"]
    for index, name in enumerate(NAMES):
        lines += [f"    if rule == {index}:", f"        return {name}(player_type, past, seen, parameters, draw)"]
    lines += ['    raise ValueError("unknown rule of effort")', ""]
    named: dict[str, Any] = {name: module.decide for name, module in zip(NAMES, MODULES, strict=True)}
    # Under the name of this file, beside which numba keeps what it has compiled.
    exec(compile("\n".join(lines), __file__, "exec"), named)
    named["effort"].__module__ = __name__
    return kernel(named["effort"])


effort = _one_of_all()
"""Effort of a member in this round, by the rule of the scenario.

Parameters
----------
rule : int
    Index in `NAMES`.
player_type : int
    Index in `simulation.rules.effort.PLAYER_TYPES`.
past : Past
    Own last two rounds.
seen : Seen
    Of partners; pairs in one pole see each other, others do not.
parameters : record
    What kernels read; each rule reads its own.
draw : float
    Uniform in [0, 1).

Returns
-------
float
    Effort, 0 to 1 of the contribution agreed.
"""
