"""What an outcome is, and the scene it is measured on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from simulation.columns import World
from simulation.outcomes.walks import look
from simulation.outcomes.walks.desk import Desk, desk_for

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
    value : function
        The value, from what ``gather`` of the module it lies in has found.
    """

    name: str
    unit: str
    definition: str
    at: str = "territory"
    level: str = "stock"
    group: str = ""
    label_en: str = field(kw_only=True)
    label_fr: str = field(kw_only=True)
    value: Callable[[Any], float] = field(kw_only=True)

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


@dataclass
class Scene:
    """A month end as outcomes see it; the tables are walked over once, when somebody first asks what is seen.

    Attributes
    ----------
    world : World
    month : int
    memory : dict
        What outcomes remember of former months.
    desk : Desk, optional
        Where a former month end was looked at, to be used again; made when not given.
    """

    world: World
    month: int
    memory: dict[str, Any] = field(default_factory=dict)
    desk: Desk | None = None

    @cached_property
    def seen(self) -> Any:
        """All that the walks over the tables have seen, by name (`simulation.outcomes.walks.desk.SEEN`)."""
        if self.desk is None:
            self.desk = desk_for(self.world)
        return look(self.world, self.month, self.desk)

    @cached_property
    def tallies(self) -> list[float]:
        """Counts of the month, in the order of `simulation.columns.TALLIES`."""
        counts: list[float] = self.world.tally.tolist()
        return counts
