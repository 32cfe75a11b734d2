"""What a page shows, as one value: it stands in the address bar in full, so that a link reproduces it.

The address reads ``?scenario=mono_industry&a=market&b=plural&months=120&seed=1&replicates=100``. A change of a
setting is a key ``a.PATH`` or ``b.PATH`` with ``VALUE`` (from month 1 on), ``VALUE@24`` (at once in month 24) or
``VALUE@24-48`` (in a straight line from month 24 to 48); ``without=PATH@MONTH`` takes an event of the scenario away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from experiments.numbers.contrasts import MISSION, REGIMES
from experiments.refusal import Refusal
from experiments.seminar.values import read_value, write_value
from experiments.words.language import LANGUAGES, Language
from simulation.declared import PARAMETERS
from simulation.outcomes import OUTCOMES
from simulation.plan import Plan, load_plan
from simulation.refusals import PlanError, nearest
from simulation.scenario_files import DatedChange, Scenario, read_scenario, scenario_names

SIZE = "class"
MONTHS = (60, 120, 180, 240)
"""Lengths a page offers; an address may hold any whole number of years from `SHORTEST` to `LONGEST` months."""
SHORTEST, LONGEST = 12, 240
MOST_REPLICATES = 100
HIGHEST_SEED = 1_000_000
SOURCE = "set in the seminar"
SIDES = ("a", "b")


@dataclass(frozen=True, order=True)
class Change:
    """A parameter moved: from month 1 on, at a date, or in a straight line over months.

    Attributes
    ----------
    path : str
    value : float, int, bool or str
    month, until : int
        First month in which the value has moved, and the month in which it is reached.
    """

    path: str
    value: Any
    month: int = 1
    until: int = 1

    @property
    def written(self) -> str:
        """As it stands in an address."""
        dates = "" if self.until == 1 else f"@{self.month}"
        dates += f"-{self.until}" if self.until > self.month else ""
        return write_value(PARAMETERS[self.path], self.value) + dates


@dataclass(frozen=True)
class Setting:
    """One of the two sides: a regime and what was moved."""

    regime: str
    changes: tuple[Change, ...] = ()

    def value_from_start(self, path: str) -> Any | None:
        """Value set from month 1 on, or None where the control was left alone."""
        return next((change.value for change in self.changes if change.path == path and change.month == 1), None)

    def moved(self, path: str, value: Any | None) -> "Setting":
        """Return the setting with a control moved from month 1 on; None puts it back."""
        others = tuple(change for change in self.changes if (change.path, change.month) != (path, 1))
        return replace(self, changes=others if value is None else tuple(sorted((*others, Change(path, value)))))

    def dated(self, change: Change) -> "Setting":
        """Return the setting with one more dated change."""
        return replace(self, changes=tuple(sorted({*self.changes, change})))

    def without(self, change: Change) -> "Setting":
        """Return the setting with a change taken away."""
        return replace(self, changes=tuple(one for one in self.changes if one != change))


@dataclass(frozen=True)
class View:
    """Scenario, worlds and the two settings that meet in them.

    Attributes
    ----------
    scenario : str
    a, b : Setting
    months, seed, replicates : int
    removed : tuple of (path, month)
        Events of the scenario that are taken away, on both sides.
    outcome : str
        Outcome drawn large.
    language : str
    """

    scenario: str = MISSION[0]
    a: Setting = Setting("market")
    b: Setting = Setting("plural")
    months: int = 120
    seed: int = 1
    replicates: int = MOST_REPLICATES
    removed: tuple[tuple[str, int], ...] = ()
    outcome: str = "jobs"
    language: str = "fr"

    @property
    def settings(self) -> tuple[Setting, Setting]:
        """Both sides."""
        return self.a, self.b

    def with_side(self, side: str, setting: Setting) -> "View":
        """Return the view with one side replaced."""
        return replace(self, a=setting) if side == "a" else replace(self, b=setting)

    @property
    def query(self) -> str:
        """The view as the address bar holds it, without the question mark."""
        pairs: list[tuple[str, str]] = [
            ("scenario", self.scenario),
            ("a", self.a.regime),
            ("b", self.b.regime),
            ("months", str(self.months)),
            ("seed", str(self.seed)),
            ("replicates", str(self.replicates)),
            ("outcome", self.outcome),
            ("lang", self.language),
        ]
        pairs += [("without", f"{path}@{month}") for path, month in self.removed]
        for side, setting in zip(SIDES, self.settings, strict=True):
            pairs += [(f"{side}.{change.path}", change.written) for change in setting.changes]
        return urlencode(pairs, safe="@:,")

    @cached_property
    def plans(self) -> tuple[Plan, Plan]:
        """Plans of both sides, resolved; raises `PlanError` where a plan cannot be carried out."""
        return plan_of(self, self.a), plan_of(self, self.b)


@lru_cache(maxsize=32)
def scenario_of(name: str) -> Scenario:
    """Read a scenario once."""
    return read_scenario(name)


@lru_cache(maxsize=64)
def start_plan(scenario: str, regime: str, months: int, initial: tuple[tuple[str, Any], ...] = ()) -> Plan:
    """Return the scenario's plan, with what can only be set at the start."""
    return load_plan(scenario, regime=regime, size=SIZE, months=months, overrides=dict(initial))


def plan_of(view: View, setting: Setting) -> Plan:
    """Resolve one side of a view.

    What is moved acts from its month on, so that both sides share one past, byte for byte; only parameters that are
    read when the territory is set up change that past.
    """
    initial = tuple((one.path, one.value) for one in setting.changes if PARAMETERS[one.path].initial)
    start = start_plan(view.scenario, setting.regime, view.months, initial)
    own = [
        DatedChange(one.month, one.until, one.path, one.value, None, SOURCE, {}, "page")
        for one in setting.changes
        if not PARAMETERS[one.path].initial
    ]
    kept = [change for change in scenario_of(view.scenario).changes if (change.path, change.month) not in view.removed]
    return start.with_changes([*kept, *own])


def read_view(pairs: Iterable[tuple[str, str]], language: Language | None = None) -> View:
    """Read a view from the pairs of an address.

    Raises
    ------
    Refusal
        One sentence in the language of the address: what is wrong and what is allowed.
    """
    given = [(key, value) for key, value in pairs if key not in KEYS_OF_PAGES]
    single = dict(given)
    code = single.get("lang", language.code if language else View.language)
    words = Language(code if code in LANGUAGES else (language.code if language else View.language))
    one_of(words, "lang", code, LANGUAGES)
    known = ("scenario", "a", "b", "months", "seed", "replicates", "outcome", "lang", "without")
    for key in single:
        if key not in known and key[:2] not in ("a.", "b."):
            one_of(words, words.text("key"), key, (*known, "a.PATH", "b.PATH"))
    view = View(
        scenario=one_of(words, "scenario", single.get("scenario", View.scenario), scenario_names()),
        months=whole(words, "months", single.get("months", str(View.months)), SHORTEST, LONGEST, 12),
        seed=whole(words, "seed", single.get("seed", str(View.seed)), 0, HIGHEST_SEED),
        replicates=whole(words, "replicates", single.get("replicates", str(View.replicates)), 1, MOST_REPLICATES),
        outcome=one_of(words, "outcome", single.get("outcome", View.outcome), tuple(OUTCOMES)),
        language=code,
        removed=tuple(removed(words, value) for key, value in given if key == "without"),
    )
    for side, default in zip(SIDES, (View.a, View.b), strict=True):
        regime = one_of(words, side, single.get(side, default.regime), REGIMES)
        changes = [
            read_change(words, key[2:], value, view.months) for key, value in given if key.startswith(f"{side}.")
        ]
        view = view.with_side(side, Setting(regime, tuple(sorted(changes))))
    checked(view, words)
    return view


KEYS_OF_PAGES = ("code", "token", "predict")
"""Keys of an address that are not about the view."""


def checked(view: View, words: Language) -> None:
    """Refuse a view whose plans cannot be carried out."""
    try:
        assert view.plans
    except PlanError as error:
        raise Refusal(words.text("This cannot be run: {reason}", reason=words.refusal(error))) from None


def one_of(words: Language, what: str, name: str, allowed: Sequence[str]) -> str:
    """Return a name that is among those allowed, or refuse it."""
    if name in allowed:
        return name
    close = nearest(name, allowed)
    if close is not None:
        raise Refusal(
            words.text("“{name}” is not known as {what}; did you mean “{close}”?", name=name, what=what, close=close)
        )
    if len(allowed) > 20:
        raise Refusal(words.text("“{name}” is not known as {what}.", name=name, what=what))
    listed = ", ".join(allowed)
    raise Refusal(
        words.text("“{name}” is not known as {what}; allowed: {listed}.", name=name, what=what, listed=listed)
    )


def whole(words: Language, what: str, text: str, low: int, high: int, step: int = 1) -> int:
    """Return a whole number within its range, or refuse it."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    if number is None or not low <= number <= high or number % step:
        values = {"what": what, "text": text, "low": words.number(low), "high": words.number(high), "step": step}
        if step > 1:
            raise Refusal(
                words.text("{what} is “{text}” and must be a multiple of {step} between {low} and {high}.", **values)
            )
        raise Refusal(words.text("{what} is “{text}” and must be a whole number between {low} and {high}.", **values))
    return number


def removed(words: Language, text: str) -> tuple[str, int]:
    """Read an event of the scenario that is taken away."""
    path, _, month = text.rpartition("@")
    return one_of(words, words.text("parameter"), path, tuple(PARAMETERS)), whole(words, "month", month, 1, LONGEST)


def read_change(words: Language, path: str, text: str, months: int) -> Change:
    """Read one change of a setting."""
    settable = tuple(name for name, parameter in PARAMETERS.items() if parameter.group != "regime")
    parameter = PARAMETERS[one_of(words, words.text("parameter"), path, settable)]
    value, at, dates = text.partition("@")
    first, dash, last = dates.partition("-")
    month = whole(words, "month", first, 1, months) if at else 1
    until = whole(words, "month", last, month, months) if dash else month
    if parameter.initial and (month, until) != (1, 1):
        raise Refusal(words.text("{path} is read when the territory is set up and cannot be dated.", path=path))
    if until > month and parameter.kind in ("choice", "switch"):
        raise Refusal(words.text("{path} is no quantity and changes at once.", path=path))
    return Change(path, read_value(words, parameter, value), month, until)


def scenario_events(view: View) -> tuple[DatedChange, ...]:
    """Return the events of the scenario within the months of the view, removed or not."""
    return tuple(change for change in scenario_of(view.scenario).changes if change.month <= view.months)


def value_at_start(view: View, path: str) -> Any:
    """Return the scenario's own value of a parameter."""
    values: Mapping[str, Any] = start_plan(view.scenario, "plural", view.months).values
    return values[path]
