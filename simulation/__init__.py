"""`ptce`: an agent-based model of territorial economic cooperation.

    >>> from simulation import Territory, load_plan

Each name is imported when it is first asked for: the heavy parts (numba kernels, Mesa) cost nothing to those
who only list scenarios.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.plan import Plan, PlanError, load_plan
    from simulation.territory import BurntInState, Territory

__all__ = ["BurntInState", "Plan", "PlanError", "Territory", "load_plan"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name in __all__:
        module = "territory" if name in ("Territory", "BurntInState") else "plan"
        return getattr(import_module(f"simulation.{module}"), name)
    raise AttributeError(f"module 'simulation' has no attribute {name!r}")
