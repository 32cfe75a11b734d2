"""Dated changes of parameters, at once or as a linear ramp, worked out when a plan is loaded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from simulation.checks import checked, parameter_named
from simulation.declared import PARAMETERS
from simulation.parameters import Value
from simulation.refusals import Phrase, PlanError
from simulation.scenario_files import DatedChange


@dataclass(frozen=True)
class Event:
    """A dated change of one parameter, resolved.

    Attributes
    ----------
    month, until : int
        First month in which the value has moved, and the month in which ``value`` is reached; equal for a
        change at once. Month 1 is the first one lived.
    path : str
        Parameter that changes.
    before, value : float, int, bool or str
        Value before the event and after it.
    source : str
    label : dict
        What happens, ``en`` and ``fr``.
    """

    month: int
    until: int
    path: str
    before: Value
    value: Value
    source: str
    label: dict[str, str] = field(default_factory=dict)

    def value_in(self, month: int) -> Value:
        """Value in a month: a straight line over the months of the event, then ``value``.

        The line starts from ``before`` in the month before the event: in month t it is
        before + (value - before) (t - month + 1) / (until - month + 1).
        """
        if month >= self.until:
            return self.value
        if month < self.month:
            return self.before
        start, end = float(self.before), float(self.value)
        part = (month - self.month + 1) / (self.until - self.month + 1)
        line = start + (end - start) * part
        return round(line) if PARAMETERS[self.path].kind == "integer" else line


def resolved_events(
    changes: Iterable[DatedChange], values: Mapping[str, Value], fixed: frozenset[str] = frozenset()
) -> tuple[Event, ...]:
    """Turn the events of a scenario into values, in the order in which they happen.

    Parameters
    ----------
    changes : iterable of DatedChange
    values : dict
        Values at month 0, from which factors and ramps start.
    fixed : frozenset of str
        Paths whose value the regime fixes: their events are left out.

    Raises
    ------
    PlanError
        For a parameter that cannot change, a value out of range, or two events on one parameter at a time.
    """
    present = dict(values)
    last: dict[str, Event] = {}
    events: list[Event] = []
    for change in sorted(changes, key=lambda change: (change.month, change.path)):
        event = _resolved(change, present)
        former = last.get(event.path)
        if former is not None and event.month <= former.until:
            raise PlanError(
                "{file}: two events change {path!r} in month {month}; one must end before the other starts.",
                file=change.file,
                path=event.path,
                month=event.month,
            )
        last[event.path] = event
        present[event.path] = event.value
        if event.path not in fixed:
            events.append(event)
    return tuple(events)


def _resolved(change: DatedChange, values: Mapping[str, Value]) -> Event:
    where = Phrase("{file}: event in month {month}", file=change.file, month=change.month)
    parameter = parameter_named(change.path, where)
    if parameter.initial:
        raise PlanError(
            "{where}: {path!r} is read when the territory is set up and cannot change later; set it under"
            " [parameters].",
            where=where,
            path=change.path,
        )
    before = values[change.path]
    gradual = parameter.kind in ("number", "integer")
    if not gradual and (change.factor is not None or change.until > change.month):
        raise PlanError(
            "{where}: {path!r} is no quantity and changes at once: give 'value', without 'until'.",
            where=where,
            path=change.path,
        )
    value = change.value
    if change.factor is not None:
        scaled = float(before) * change.factor
        value = round(scaled) if parameter.kind == "integer" else scaled
    label = change.label or {"en": parameter.label_en, "fr": parameter.label_fr}
    after = checked(parameter, value, where)
    return Event(change.month, change.until, change.path, before, after, change.source, label)


def changes_by_month(events: Iterable[Event]) -> dict[int, tuple[tuple[str, float | int], ...]]:
    """Return what the events set in each month: parameter paths and the numbers that kernels read."""
    months: dict[int, list[tuple[str, float | int]]] = {}
    for event in events:
        parameter = PARAMETERS[event.path]
        for month in range(event.month, event.until + 1):
            months.setdefault(month, []).append((event.path, parameter.encoded(event.value_in(month))))
    return {month: tuple(settings) for month, settings in sorted(months.items())}
