"""One declaration of a parameter serves every use of it.

The default, the check when a plan is loaded, the range of a sweep, the slider in a browser and the row in the
ODD table all come from the `Parameter` declared in ``simulation/declared/*.py``. A number never travels alone:
unit, range and source stand beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.tables import Table, layout_of

Value = float | int | bool | str

ASSUMED = "assumed"
"""Source of a number that nobody measured: our own choice, to be swept."""

THEMES = SHOCKS, BEHAVIOUR, POOLING, LEVERS = "shocks", "behaviour", "pooling", "levers"
"""What a parameter is about, for a reader who looks for it."""


@dataclass(frozen=True)
class Parameter:
    """A number, switch or rule name of the model.

    Attributes
    ----------
    path : str
        Dotted name, ``group.name`` or ``sector.<sector>.<name>``; the name in TOML, in ``--set`` and in tables.
    default : float, int, bool or str
        Value of the base. A string is the name of a rule and comes with ``choices``.
    unit : str
        Unit of the value (``"1"`` for a pure number).
    low, high : float
        Range in which a value is accepted and over which a sweep runs by default.
    source : str
        Where the default comes from, or ``assumed``.
    label_en, label_fr : str
        What it is, in one short phrase.
    off : value, optional
        The value at which the mechanism it belongs to does nothing at all.
    mechanism : int, optional
        Number of the mechanism of the design (1 to 16).
    choices : tuple of str
        Names of rules allowed, for a parameter that selects one.
    initial : bool
        True where the value is read when the territory is set up and never again: it cannot be dated.
    lever : bool
        True for a policy lever.
    offered : bool
        False for what only a regime or the burn-in sets.
    shown_first : int
        Place among the parameters of its theme that are shown before any other, from 1; 0 for the others.
    needs : str
        Path of the switch without which the value does nothing; empty where it stands alone.
    group_theme : str
        Theme of its group, filled in from the module it lies in.
    """

    path: str
    default: Value
    unit: str
    low: float
    high: float
    source: str
    label_en: str
    label_fr: str
    off: Value | None = None
    mechanism: int | None = None
    choices: tuple[str, ...] = ()
    initial: bool = False
    lever: bool = False
    offered: bool = True
    shown_first: int = 0
    needs: str = ""
    group_theme: str = ""

    @property
    def group(self) -> str:
        """First word of the path."""
        return self.path.split(".", 1)[0]

    @property
    def theme(self) -> str:
        """One of `THEMES`; empty for what cannot be changed while a territory lives, or only by its regime."""
        if self.initial or not self.offered:
            return ""
        return LEVERS if self.lever else self.group_theme

    @property
    def kind(self) -> str:
        """``choice``, ``switch``, ``integer`` or ``number``."""
        if self.choices:
            return "choice"
        if isinstance(self.default, bool):
            return "switch"
        return "integer" if isinstance(self.default, int) else "number"

    @property
    def field(self) -> str:
        """Name of the field in the record that kernels read: the path without its dots (without the sector)."""
        parts = self.path.split(".")
        return parts[-1] if parts[0] == "sector" else "_".join(parts)

    def encoded(self, value: Value) -> float | int:
        """Return ``value`` as the number that kernels read: a rule name becomes its position in ``choices``."""
        if self.choices:
            return self.choices.index(str(value))
        return int(value) if self.kind in ("integer", "switch") else float(value)


def record(parameters: Iterable[Parameter], values: dict[str, Value]) -> Any:
    """Pack values into a table of one row, one column a parameter, for compiled kernels.

    Parameters
    ----------
    parameters : iterable of Parameter
        Those to pack.
    values : dict
        Value of each by path.

    Returns
    -------
    Table
        One row; read in a kernel as ``parameters[0].group_name``.
    """
    chosen = list(parameters)
    kinds = [(p.field, np.int64 if p.kind in ("integer", "switch", "choice") else np.float64) for p in chosen]
    packed = Table(layout_of(tuple(kinds), constant=True), 1)
    for parameter in chosen:
        packed[parameter.field][0] = parameter.encoded(values[parameter.path])
    return packed
