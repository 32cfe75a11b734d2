"""Decisions imposed on actors from outside the model: by a player, a teacher, or a replay with one of them changed.

A choice is (month, kind, uid, decision, value). It enters where the actor of the model would decide, so that it
acts through the mechanisms of the model alone; draws are keyed, so that all other luck stays as it was. A choice
of an organisation or household holds for its month; a lever stays where it was put, as after a dated event, and
the events of the scenario leave it alone from then on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from simulation.checks import check_shares, checked, parameter_named
from simulation.declared import PARAMETERS
from simulation.plan import POLE_SHARE, REGIME_SWITCHES, Plan
from simulation.refusals import Phrase, PlanError, unknown, written

ORGANISATION, HOUSEHOLD, AUTHORITY, OUTSIDE = "organisation", "household", "authority", "outside"
KINDS = (ORGANISATION, HOUSEHOLD, AUTHORITY, OUTSIDE)
"""Who decides; ``outside`` is whoever brings a shock, and sets any parameter that can be dated."""


@dataclass(frozen=True)
class Decision:
    """One thing that an organisation or household decides.

    Attributes
    ----------
    name : str
        Column of the table of imposed decisions (`simulation.columns`).
    low, high : float
        Range of the value.
    whole : bool
        True where only whole numbers make sense.
    meaning : str
    """

    name: str
    low: float
    high: float
    whole: bool
    meaning: str


def _by_name(*decisions: Decision) -> dict[str, Decision]:
    return {decision.name: decision for decision in decisions}


DECISIONS: dict[str, dict[str, Decision]] = {
    ORGANISATION: _by_name(
        Decision("stance", 0, 7, True, "compete (0), depth of pooling 1 to 3, and 4 more to join projects"),
        Decision("pool_effort", 0, 1, False, "part of the agreed common work really done"),
        Decision("project_effort", 0, 1, False, "part of the agreed contribution to a joint project really given"),
        Decision("vote_admission", -1, 1, True, "against (-1), abstains (0) or for (1) whoever asks to enter"),
        Decision("vote_formalising", -1, 1, True, "against, abstains or for a legal form with an animator"),
        Decision("vote_animator", -1, 1, True, "against, abstains or for paying an animator"),
        Decision("vote_ending", -1, 1, True, "against, abstains or for the end of the pole"),
    ),
    HOUSEHOLD: _by_name(
        Decision("subscribe", 0, 1, True, "subscribes citizens' equity when asked"),
        Decision("invest", 0, 1, False, "part of its regulated savings offered as citizens' equity"),
        Decision("buy_local", 0, 1, False, "part of its purchases asked of local sellers"),
    ),
}
"""What can be imposed on organisations and households, by kind and name."""

COLUMNS = ("month", "kind", "uid", "decision", "value")


@dataclass(frozen=True, order=True)
class Choice:
    """A decision of one actor in one month.

    Attributes
    ----------
    month : int
        Month in which it is taken; 1 is the first one lived.
    kind : str
        One of `KINDS`.
    uid : int
        Number of the actor; 0 for the authority and the outside.
    decision : str
        A name of `DECISIONS`; for the authority the path of a lever, for the outside the path of a parameter.
    value : float or str
        A string is the name of a rule.
    """

    month: int
    kind: str
    uid: int
    decision: str
    value: float | str

    @property
    def key(self) -> tuple[int, str, int, str]:
        """What is decided, by whom and when."""
        return self.month, self.kind, self.uid, self.decision


@dataclass(frozen=True)
class Choices:
    """A table of choices, in the order in which they are lived."""

    rows: tuple[Choice, ...] = ()

    def __iter__(self) -> Iterator[Choice]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def table(self) -> pd.DataFrame:
        """One row a choice, columns `COLUMNS`."""
        return pd.DataFrame(
            [(one.month, one.kind, one.uid, one.decision, one.value) for one in self.rows], columns=list(COLUMNS)
        )

    def altered(self, choice: Choice) -> "Choices":
        """Return the table with the value of one decision replaced, all others kept.

        Raises
        ------
        PlanError
            When that decision is not in the table.
        """
        if choice.key not in {one.key for one in self.rows}:
            raise PlanError(
                "choices: {choice} was not decided in month {month}.", choice=told(choice), month=choice.month
            )
        return Choices(tuple(choice if one.key == choice.key else one for one in self.rows))


def choices_of(given: Any) -> Choices:
    """Read choices from `Choices`, a DataFrame with the columns `COLUMNS` or an iterable of `Choice`.

    Raises
    ------
    PlanError
        For a column missing or a cell that is no number where one is needed.
    """
    if isinstance(given, Choices):
        rows: Iterable[Choice] = given.rows
    elif isinstance(given, pd.DataFrame):
        missing = [name for name in COLUMNS if name not in given.columns]
        if missing:
            raise PlanError(
                "choices: the column {name!r} is missing; columns are {columns}.",
                name=missing[0],
                columns=", ".join(COLUMNS),
            )
        rows = [_read(row) for row in given[list(COLUMNS)].itertuples(index=False)]
    else:
        rows = tuple(given)
    return Choices(tuple(sorted(rows, key=lambda one: one.key)))


def _read(row: Any) -> Choice:
    try:
        month, uid = int(row.month), int(row.uid)
    except (TypeError, ValueError) as error:
        raise PlanError(
            "choices: month {month} and uid {uid} must be whole numbers.", month=repr(row.month), uid=repr(row.uid)
        ) from error
    value = row.value
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            value = value.strip()
    return Choice(month, str(row.kind), uid, str(row.decision), value if isinstance(value, str) else float(value))


def told(choice: Choice) -> Phrase:
    """Name a decision in a refusal."""
    kind = Phrase(choice.kind)
    return Phrase("{decision!r} of {kind} {uid}", decision=choice.decision, kind=kind, uid=choice.uid)


def checked_choice(choice: Choice, plan: Plan) -> Choice:
    """Return a choice with its value in the right type, or refuse it for its words, range or regime.

    Raises
    ------
    PlanError
    """
    where = "choices"
    if choice.kind not in KINDS:
        raise unknown("kind of actor", choice.kind, KINDS, where)
    if choice.kind in (AUTHORITY, OUTSIDE):
        return replace(choice, value=_lever(choice, plan, where))
    decisions = DECISIONS[choice.kind]
    if choice.decision not in decisions:
        raise unknown(Phrase("decision of a {kind}", kind=Phrase(choice.kind)), choice.decision, decisions, where)
    decision, value = decisions[choice.decision], choice.value
    if isinstance(value, str) or not np.isfinite(value) or not decision.low <= value <= decision.high:
        raise PlanError(
            "{where}: {choice} is {value} and must lie between {low} and {high}: {meaning}.",
            where=where,
            choice=told(choice),
            value=written(value),
            low=written(decision.low),
            high=written(decision.high),
            meaning=Phrase(decision.meaning),
        )
    if decision.whole and not float(value).is_integer():
        raise PlanError(
            "{where}: {choice} is {value} and must be a whole number: {meaning}.",
            where=where,
            choice=told(choice),
            value=written(value),
            meaning=Phrase(decision.meaning),
        )
    if choice.decision == "stance" and value > 0 and not REGIME_SWITCHES[plan.regime].reciprocity:
        raise PlanError(
            "{where}: in the regime {regime!r} nobody may cooperate or pool; the stance must be 0.",
            where=where,
            regime=plan.regime,
        )
    return choice


def _lever(choice: Choice, plan: Plan, where: str) -> Any:
    if choice.uid != 0:
        raise PlanError(
            "{where}: there is one {kind}; its uid is 0 and not {uid}.",
            where=where,
            kind=Phrase(choice.kind),
            uid=choice.uid,
        )
    path = choice.decision
    levers = [known for known, parameter in PARAMETERS.items() if parameter.lever and not parameter.initial]
    if choice.kind == AUTHORITY and path not in levers:
        raise unknown("lever", path, levers, where)
    parameter = parameter_named(path, where)
    if parameter.initial:
        raise PlanError(
            "{where}: {path!r} is read when the territory is set up and cannot change later.", where=where, path=path
        )
    poles_first = REGIME_SWITCHES[plan.regime].poles_first
    if path == POLE_SHARE and not poles_first:
        raise PlanError(
            "{where}: {path!r} follows from the regime {regime!r} and cannot be set.",
            where=where,
            path=path,
            regime=plan.regime,
        )
    value = choice.value
    if parameter.kind in ("integer", "switch") and not isinstance(value, str) and float(value).is_integer():
        value = int(value)
    settled = checked(parameter, value, where)
    check_shares({**plan.values, path: settled}, where)
    return float(settled) if isinstance(settled, bool | int) else settled
