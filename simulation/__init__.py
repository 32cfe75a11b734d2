"""`ptce`: an agent-based model of territorial economic cooperation.

    >>> from simulation import Territory, load_plan

Each name is imported when it is first asked for: the heavy parts (numba kernels, Mesa) cost nothing to those
who only list scenarios.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.checks import checked_replicate, checked_seed
    from simulation.kernels import is_cold
    from simulation.plan import Plan, PlanError, load_plan
    from simulation.territory import BurntInState, Territory
    from simulation.version import SOURCE_HASH

__all__ = [
    "SOURCE_HASH",
    "BurntInState",
    "Plan",
    "PlanError",
    "Territory",
    "checked_replicate",
    "checked_seed",
    "is_cold",
    "load_plan",
]
__version__ = "0.1.0"

MODULES = {
    "BurntInState": "territory",
    "Plan": "plan",
    "PlanError": "plan",
    "SOURCE_HASH": "version",
    "Territory": "territory",
    "checked_replicate": "checks",
    "checked_seed": "checks",
    "is_cold": "kernels",
    "load_plan": "plan",
}
"""Where each name lies."""


def __getattr__(name: str) -> Any:
    if name in MODULES:
        return getattr(import_module(f"simulation.{MODULES[name]}"), name)
    raise AttributeError(f"module 'simulation' has no attribute {name!r}")
