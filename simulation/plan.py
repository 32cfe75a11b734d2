"""Plans: what a territory is set up with, from a scenario, a regime, a size and changes of one's own.

A plan knows every value, where each comes from and its own text in full: a result can be traced to it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np

from simulation.apportioning import posts_and_organisations
from simulation.changes import Event, changes_by_month, resolved_events
from simulation.checks import check_shares, checked, parameter_named
from simulation.declared import PARAMETERS
from simulation.declared.sectors import SECTORS
from simulation.declared_poles import DeclaredPole, refuse_more_than_there_is
from simulation.declared_reading import poles_of
from simulation.parameters import Value, record
from simulation.plan_text import text_of
from simulation.refusals import Phrase, PlanError, nearest, unknown
from simulation.scenario_files import (
    LONGEST,
    SIZES,
    DatedChange,
    Scenario,
    checked_months,
    read_scenario,
    scenario_names,
)
from simulation.tables import Table, layout_of

__all__ = [
    "REGIMES",
    "SIZES",
    "Event",
    "Plan",
    "PlanError",
    "all_mechanisms_off",
    "load_plan",
    "mechanisms_state",
    "nearest",
    "read_settings",
    "scenario_names",
]

RECIPROCITY, MONEY, POLE_SHARE = "regime.reciprocity_allowed", "regime.money", "policy.pole_share"
DECLARED = "pole.declared"


class Switches(NamedTuple):
    """What a regime is."""

    reciprocity: bool
    """Organisations may cooperate."""
    money: bool
    """There is extra public money."""
    poles_first: bool
    """Poles may draw on that money first."""
    declared: bool
    """Declared poles are founded, unless the plan says otherwise."""
    gift: bool = False
    """Every organisation gets its part of what the paired run under `PAIRED` saves."""
    founded_as: str = ""
    """Parameter that is 1: declared poles are founded otherwise than declared."""


PAIRED = "reciprocity"
"""Regime of the run whose savings a gift hands out."""

REGIME_SWITCHES = {
    "market": Switches(False, False, False, False),
    "redistribution": Switches(False, True, False, False),
    "gift": Switches(False, False, False, False, gift=True),
    "unseeded": Switches(True, False, False, False),
    PAIRED: Switches(True, False, False, True),
    "plural": Switches(True, True, True, True),
    "plural_untargeted": Switches(True, True, False, True),
    "site_only": Switches(True, False, False, True, founded_as="pole.site_only"),
    "no_animator": Switches(True, False, False, True, founded_as="pole.no_animator"),
    "random_members": Switches(True, False, False, True, founded_as="pole.random_members"),
}

REGIMES = tuple(REGIME_SWITCHES)
FOUNDED_AS = tuple(switches.founded_as for switches in REGIME_SWITCHES.values() if switches.founded_as)
OWN_CHANGES = "overrides"

HELD_BEFORE_MONTH_0: dict[str, Value] = {
    RECIPROCITY: 0,
    MONEY: 0,
    POLE_SHARE: 0.0,
    DECLARED: 0,
    **dict.fromkeys(FOUNDED_AS, 0),
    "policy.funding": "state",
    "stance.frozen": 1,
}
"""What the burn-in lives with whatever the plan says: ``market``, no money to fund or share out, stances frozen."""


class Values(dict[str, Any]):
    """A dictionary that cannot be changed: a plan stays what its text says."""

    def _refuse(self, *_arguments: object, **_named: object) -> NoReturn:
        raise TypeError("the values of a plan do not change; load another plan with overrides")

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = pop = popitem = clear = _refuse

    def __reduce__(self) -> tuple[type, tuple[dict[str, Any]]]:
        return Values, (dict(self),)


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything a run needs but its seed.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    regime, size : str
        One of `REGIMES`, one of `SIZES`.
    months : int
        Length of a run.
    values : dict
        Value of every parameter at month 0 by path; read only.
    sources : dict
        Where each value comes from, by path; read only.
    events : tuple of Event
        Dated changes, in the order in which they happen.
    title, question, summary : dict
        In English (``en``) and French (``fr``).
    extras : dict
        What else the scenario says; nothing in the model reads it.
    overrides : dict
        Changes of one's own that went into `values`.
    poles : tuple of DeclaredPole
        Poles that the scenario declares, for the size of the plan.
    as_read : Scenario
        The scenario as it was read, with all it extends: what the plan is varied from.
    """

    scenario: str
    regime: str
    size: str
    months: int
    values: Mapping[str, Any]
    sources: Mapping[str, str]
    events: tuple[Event, ...]
    title: Mapping[str, str]
    question: Mapping[str, str]
    as_read: Scenario = field(repr=False)
    summary: Mapping[str, str] = field(default_factory=Values)
    extras: Mapping[str, Any] = field(default_factory=Values)
    overrides: Mapping[str, Any] = field(default_factory=Values)
    poles: tuple[DeclaredPole, ...] = ()

    @cached_property
    def text(self) -> str:
        """The plan in TOML, in full; the same plan has the same text."""
        return text_of(self)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of `text`."""
        return sha256(self.text.encode("utf-8")).hexdigest()

    @cached_property
    def past(self) -> str:
        """SHA-256 of all that a burn-in depends on beside seed and replicate: equal pasts share a burnt-in state.

        Every value may act before month 0 but those that the burn-in holds (`HELD_BEFORE_MONTH_0`).
        """
        acting = {path: value for path, value in self._encoded.items() if path not in HELD_BEFORE_MONTH_0}
        return _digest(acting | self._declared)

    @cached_property
    def determinants(self) -> str:
        """SHA-256 of all that determines a run beside seed and replicate.

        Values as kernels read them, what dated changes set month by month, the first of them (summaries are
        counted from it) and the months lived. Titles, sources, labels and names change nothing of a run.
        """
        changes = {month: sorted(settings) for month, settings in self._changes.items() if month <= self.months}
        # Without declared poles nothing hangs on whether they are founded.
        idle = () if self.poles else (DECLARED,)
        return _digest(
            self._declared
            | {
                "values": {path: value for path, value in self._encoded.items() if path not in idle},
                "changes": changes,
                "first change": self.first_change if changes else None,
                "months": self.months,
            }
            | ({} if self.paired is None else {"gift of": self.paired.determinants})
        )

    @cached_property
    def paired(self) -> "Plan | None":
        """Plan of the run whose savings a gift hands out: the same under `PAIRED`; None under any other regime."""
        if not REGIME_SWITCHES[self.regime].gift:
            return None
        stored = self.as_read.regime is not None
        read = replace(self.as_read, regime=PAIRED) if stored else self.as_read
        return load_plan(replace(self, as_read=read), regime=PAIRED)

    @property
    def first_founding(self) -> int | None:
        """Month in which the first declared pole is founded, 0 where one exists already; None where none is."""
        if not self.values[DECLARED]:
            return None
        return min((max(pole.month, 0) for pole in self.poles), default=None)

    @cached_property
    def _encoded(self) -> dict[str, float | int]:
        """Values as kernels read them, by path."""
        return {path: PARAMETERS[path].encoded(value) for path, value in self.values.items()}

    @property
    def _declared(self) -> dict[str, object]:
        """What declared poles change of a run, where there are any."""
        return {"poles": [pole.told for pole in self.poles]} if self.poles else {}

    @cached_property
    def differences(self) -> tuple[str, ...]:
        """Paths whose value differs from the declared default."""
        return tuple(path for path, value in self.values.items() if value != PARAMETERS[path].default)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __deepcopy__(self, _memo: Any) -> "Plan":
        """Return the plan itself: nothing of it ever changes."""
        return self

    def parameters_record(self) -> Any:
        """Pack the parameters that belong to no sector (`simulation.parameters.record`), one row."""
        return record((p for p in PARAMETERS.values() if p.group != "sector"), dict(self.values))

    def sector_record(self) -> Any:
        """Pack the sector parameters: a table with a row a sector and a column an attribute."""
        names = list(dict.fromkeys(p.field for p in PARAMETERS.values() if p.group == "sector"))
        first = {name: PARAMETERS[f"sector.{SECTORS[0]}.{name}"] for name in names}
        kinds = [(name, np.float64 if first[name].kind == "number" else np.int64) for name in names]
        packed = Table(layout_of(tuple(kinds), constant=True), len(SECTORS))
        for position, sector in enumerate(SECTORS):
            for name in names:
                path = f"sector.{sector}.{name}"
                packed[name][position] = PARAMETERS[path].encoded(self.values[path])
        return packed

    @property
    def first_change(self) -> int | None:
        """Month of the first dated change; None where there is none."""
        return min((event.month for event in self.events), default=None)

    def undisturbed(self) -> "Plan":
        """Return the same plan without its dated changes; it stays without them when it is varied or stored."""
        return self.with_changes(())

    def with_changes(self, changes: Iterable[DatedChange]) -> "Plan":
        """Return the same plan with other dated changes in the place of its own.

        Raises
        ------
        PlanError
        """
        as_read = replace(self.as_read, changes=tuple(changes))
        return replace(self, events=resolved_events(as_read.changes, self.values, _fixed(self.regime)), as_read=as_read)

    @cached_property
    def _changes(self) -> dict[int, tuple[tuple[str, float | int], ...]]:
        return changes_by_month(self.events)

    def changes_by_month(self) -> dict[int, tuple[tuple[str, float | int], ...]]:
        """Return what dated events set, by month: pairs of a path and the number that kernels read."""
        return dict(self._changes)

    def schedule_of_changes(self, month: int) -> list[tuple[str, float | int]]:
        """Return what dated events set in one month; month 1 is the first one lived."""
        return list(self._changes.get(month, ()))


def load_plan(
    scenario: str | Path | Plan,
    *,
    regime: str | None = None,
    size: str | None = None,
    months: int | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> Plan:
    """Load a plan.

    Parameters
    ----------
    scenario : str, Path or Plan
        A name in ``scenarios/``, the path of a TOML file, or a plan to be varied: from itself, no file is read again.
    regime : str, optional
        One of `REGIMES`; ``market`` when not given.
    size : str, optional
        ``class`` (when not given) or ``full``.
    months : int, optional
        Length of the run; the scenario's own when not given.
    overrides : dict, optional
        Parameter path to value; strings are read as typed on a command line.

    Raises
    ------
    PlanError
        One sentence: what, where, what is allowed, the nearest right name.
    """
    own = dict(overrides or {})
    if isinstance(scenario, Plan):
        regime = scenario.regime if regime is None else regime
        size = scenario.size if size is None else size
        months = scenario.months if months is None else months
        own = {**scenario.overrides, **own}
        read = scenario.as_read
    else:
        read = read_scenario(scenario)
    regime = _one_of("regime", regime, read.regime, REGIMES, read)
    size = _one_of("size", size, read.size, SIZES, read)
    months = read.months if months is None else checked_months(months, read.name)
    values: dict[str, Value] = {path: parameter.default for path, parameter in PARAMETERS.items()}
    sources = {path: parameter.source for path, parameter in PARAMETERS.items()}
    for number in read.numbers:
        if read.regime is not None and number.path in (RECIPROCITY, MONEY):
            continue
        parameter = parameter_named(number.path, number.file)
        for value in number.values.values():
            checked(parameter, value, number.file)
        if size in number.values:
            values[number.path] = checked(parameter, number.values[size], number.file)
            sources[number.path] = number.source
    for path, value in own.items():
        own[path] = values[path] = checked(parameter_named(path, OWN_CHANGES), value, OWN_CHANGES)
        sources[path] = "override"
    _apply_regime(values, sources, regime)
    check_shares(values, OWN_CHANGES if own else read.file)
    declared = poles_of(read.poles, size, LONGEST if read.regime is not None else read.months)
    if declared:
        posts, counts = posts_and_organisations(values)
        refuse_more_than_there_is(declared, posts, counts, read.file)
    return Plan(
        scenario=read.name,
        regime=regime,
        size=size,
        months=months,
        values=Values(values),
        sources=Values(sources),
        events=resolved_events(read.changes, values, _fixed(regime)),
        title=Values(read.title),
        question=Values(read.question),
        as_read=read,
        summary=Values(read.summary),
        extras=Values(read.extras),
        overrides=Values(own),
        poles=declared,
    )


def _digest(told: object) -> str:
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _one_of(what: str, asked: str | None, stored: str | None, allowed: tuple[str, ...], read: Scenario) -> str:
    """Regime or size of the plan: the one asked for, the one of a stored plan, or the first."""
    chosen = stored or allowed[0] if asked is None else str(asked)
    if chosen not in allowed:
        raise unknown(what, chosen, allowed)
    if stored is not None and chosen != stored:
        raise PlanError(
            "{file}: is a stored plan of the {what} {stored!r}; for {what} {chosen!r} start from scenario {name!r}.",
            file=read.file,
            what=Phrase(what),
            stored=stored,
            chosen=chosen,
            name=read.name,
        )
    return chosen


def _fixed(regime: str) -> frozenset[str]:
    """Paths that dated changes leave alone, because the regime sets them."""
    return frozenset() if REGIME_SWITCHES[regime].poles_first else frozenset({POLE_SHARE})


def _apply_regime(values: dict[str, Value], sources: dict[str, str], regime: str) -> None:
    """Set the switches of a regime; the share of poles and declared poles stay as planned where it has them."""
    switches = REGIME_SWITCHES[regime]
    for path, allowed in ((RECIPROCITY, switches.reciprocity), (MONEY, switches.money)):
        values[path] = allowed if PARAMETERS[path].kind == "switch" else int(allowed)
        sources[path] = f"regime {regime}"
    if not switches.poles_first:
        values[POLE_SHARE] = 0.0
        sources[POLE_SHARE] = f"regime {regime}"
    if not switches.declared:
        values[DECLARED] = 0
        sources[DECLARED] = f"regime {regime}"
    if switches.founded_as:
        values[switches.founded_as] = 1
        sources[switches.founded_as] = f"regime {regime}"


def all_mechanisms_off() -> dict[str, Value]:
    """Return the overrides under which every mechanism does nothing: each off value there is."""
    return {
        path: parameter.off
        for path, parameter in PARAMETERS.items()
        if parameter.off is not None and parameter.group != "regime"
    }


def mechanisms_state(plan: Plan) -> dict[int, bool]:
    """Say for each mechanism by number whether any of its parameters is away from its off value.

    A mechanism none of whose parameters has an off value is on.
    """
    state: dict[int, list[bool]] = {}
    for path, parameter in PARAMETERS.items():
        if parameter.mechanism is not None:
            away = state.setdefault(parameter.mechanism, [])
            if parameter.off is not None:
                away.append(plan.values[path] != parameter.off)
    return {number: any(away) or not away for number, away in sorted(state.items())}


def read_settings(settings: list[str] | tuple[str, ...]) -> dict[str, str]:
    """Read ``PATH=VALUE`` pairs of a command line into overrides.

    Raises
    ------
    PlanError
    """
    overrides: dict[str, str] = {}
    for setting in settings:
        path, equals, value = setting.partition("=")
        if not (equals and path.strip() and value.strip()):
            raise PlanError(
                "--set takes PATH=VALUE, as in demand.price_elasticity=2.5, and not {setting!r}.", setting=setting
            )
        overrides[path.strip()] = value.strip()
    return overrides
