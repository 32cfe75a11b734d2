"""What an outcome is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PLACES = ("territory", "workplace", "residence", "owner")
LEVELS = ("stock", "flow", "ratio")


@dataclass(frozen=True)
class Outcome:
    """Name, unit, meaning and value of one column of ``Territory.outcomes``.

    Attributes
    ----------
    name : str
    unit : str
    definition : str
        As in ``economics.md`` 5; changing one is a major version.
    at : str
        Where it is counted: ``workplace``, ``residence``, ``owner`` or ``territory``.
    level : str
        ``stock`` (month end), ``flow`` (of the month) or ``ratio``.
    group : str
        Filled in from the module it lies in; outcomes of the group ``cooperation`` may differ between regimes
        even with all mechanisms off.
    label_en, label_fr : str
        Short label, as on the axis of a figure.
    every : int
        Months from one look at it to the next: 1, or `QUARTER` or `YEAR` of `simulation.history`; between, the last
        value stands.
    value : function
        Values of all months, an array, from what was found at their ends (`simulation.history.Found`).
    """

    name: str
    unit: str
    definition: str
    at: str = "territory"
    level: str = "stock"
    group: str = ""
    label_en: str = field(kw_only=True)
    label_fr: str = field(kw_only=True)
    every: int = field(default=1, kw_only=True)
    value: Callable[[Any], Any] = field(kw_only=True)

    def __post_init__(self) -> None:
        """Refuse what no table could show."""
        for named, given, known in (("place", self.at, PLACES), ("level", self.level, LEVELS)):
            if given not in known:
                raise ValueError(f"outcome {self.name!r}: the {named} {given!r} is none of {', '.join(known)}")
        for what in ("name", "unit", "definition", "label_en", "label_fr"):
            if not getattr(self, what).strip():
                raise ValueError(f"outcome {self.name!r}: its {what} is empty")


def by_name(*outcomes: Outcome) -> dict[str, Outcome]:
    """Outcomes by their names, in the order given; a name given twice is refused."""
    named: dict[str, Outcome] = {}
    for outcome in outcomes:
        if outcome.name in named:
            raise ValueError(f"outcome {outcome.name!r} is declared twice")
        named[outcome.name] = outcome
    return named
