"""Plans: what a territory is set up with, from a scenario, a regime, a size and changes of one's own.

A plan knows every value, where each comes from and its own text in full: a result can be traced to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from simulation.changes import Event, changes_by_month, resolved_events
from simulation.checks import check_shares, checked, parameter_named
from simulation.declared import PARAMETERS
from simulation.declared.sectors import SECTORS
from simulation.parameters import Value, record
from simulation.plan_text import text_of
from simulation.refusals import PlanError, nearest, unknown
from simulation.scenario_files import SIZES, Scenario, check_months, read_scenario, scenario_names

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
REGIME_SWITCHES: dict[str, tuple[bool, bool, bool]] = {
    "market": (False, False, False),
    "redistribution": (False, True, False),
    "reciprocity": (True, False, False),
    "plural": (True, True, True),
    "plural_untargeted": (True, True, False),
}
"""For each regime: may organisations cooperate, is there extra public money, may poles draw on it first."""

REGIMES = tuple(REGIME_SWITCHES)
OWN_CHANGES = "overrides"


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
    origin : str
        Name or path from which the scenario was read.
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
    summary: Mapping[str, str] = field(default_factory=Values)
    extras: Mapping[str, Any] = field(default_factory=Values)
    overrides: Mapping[str, Any] = field(default_factory=Values)
    origin: str = ""

    @cached_property
    def text(self) -> str:
        """The plan in TOML, in full; the same plan has the same text."""
        return text_of(self)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of `text`."""
        return sha256(self.text.encode("utf-8")).hexdigest()

    @cached_property
    def differences(self) -> tuple[str, ...]:
        """Paths whose value differs from the declared default."""
        return tuple(path for path, value in self.values.items() if value != PARAMETERS[path].default)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def parameters_record(self) -> Any:
        """Pack the parameters that belong to no sector (`simulation.parameters.record`), shape (1,)."""
        return record((p for p in PARAMETERS.values() if p.group != "sector"), dict(self.values))

    def sector_record(self) -> Any:
        """Pack the sector parameters: numpy.recarray, shape (sectors,), one field an attribute."""
        names = list(dict.fromkeys(p.field for p in PARAMETERS.values() if p.group == "sector"))
        first = {name: PARAMETERS[f"sector.{SECTORS[0]}.{name}"] for name in names}
        kinds = [(name, np.float64 if first[name].kind == "number" else np.int64) for name in names]
        packed = np.zeros(len(SECTORS), dtype=np.dtype(kinds, align=True)).view(np.recarray)
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
        """Return the same plan without its dated changes."""
        return replace(self, events=())

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
        A name in ``scenarios/``, the path of a TOML file, or a plan to be varied.
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
        regime, size = regime or scenario.regime, size or scenario.size
        months = scenario.months if months is None else months
        own = {**scenario.overrides, **own}
        scenario = scenario.origin
    read = read_scenario(scenario)
    regime = _one_of("regime", regime, read.regime, REGIMES, read)
    size = _one_of("size", size, read.size, SIZES, read)
    if months is not None:
        check_months(months, read.name)
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
    fixed = frozenset() if REGIME_SWITCHES[regime][2] else frozenset({POLE_SHARE})
    return Plan(
        scenario=read.name,
        regime=regime,
        size=size,
        months=read.months if months is None else months,
        values=Values(values),
        sources=Values(sources),
        events=resolved_events(read.changes, values, fixed),
        title=Values(read.title),
        question=Values(read.question),
        summary=Values(read.summary),
        extras=Values(read.extras),
        overrides=Values(own),
        origin=str(scenario),
    )


def _one_of(what: str, asked: str | None, stored: str | None, allowed: tuple[str, ...], read: Scenario) -> str:
    """Regime or size of the plan: the one asked for, the one of a stored plan, or the first."""
    chosen = asked or stored or allowed[0]
    if chosen not in allowed:
        raise unknown(what, str(chosen), allowed)
    if stored is not None and chosen != stored:
        raise PlanError(
            f"{read.file}: is a stored plan of the {what} {stored!r}; for {what} {chosen!r} start from"
            f" scenario {read.name!r}."
        )
    return chosen


def _apply_regime(values: dict[str, Value], sources: dict[str, str], regime: str) -> None:
    """Set the switches of a regime; the share of poles stays as planned in ``plural`` only."""
    reciprocity, money, poles_first = REGIME_SWITCHES[regime]
    for path, allowed in ((RECIPROCITY, reciprocity), (MONEY, money)):
        values[path] = allowed if PARAMETERS[path].kind == "switch" else int(allowed)
        sources[path] = f"regime {regime}"
    if not poles_first:
        values[POLE_SHARE] = 0.0
        sources[POLE_SHARE] = f"regime {regime}"


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
            raise PlanError(f"--set takes PATH=VALUE, as in demand.price_elasticity=2.5, and not {setting!r}.")
        overrides[path.strip()] = value.strip()
    return overrides
