"""What the holder of a seat can decide this round, and the choices of the model that come of it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from experiments.seminar.controls import offered, values_offered
from experiments.seminar.rooms.messages import RoomRefusal
from simulation import Territory, readings
from simulation.choices import AUTHORITY, HOUSEHOLD, ORGANISATION, OUTSIDE, Choice, checked_choice
from simulation.declared import PARAMETERS
from simulation.parameters import LEVERS
from simulation.refusals import PlanError

ROUND_MONTHS = 3
"""A round is a quarter."""

STANCE, EFFORT = "stance", "effort"
INVEST, BUY_LOCAL = "invest", "buy_local"
VOTES = {
    "vote_admission": "If somebody asks to enter the pole",
    "vote_formalising": "If the pole votes on a legal form with an animator",
    "vote_animator": "If the pole votes on paying an animator",
    "vote_ending": "If the pole votes on its end",
}
QUESTIONS = {
    STANCE: "How do you work with others?",
    EFFORT: "How much of the agreed common work do you really do?",
    INVEST: "What part of your savings do you put into local shares?",
    BUY_LOCAL: "What part of your purchases do you ask of local sellers?",
    **VOTES,
}
"""What is asked, in English; a lever is asked for by the label of its parameter."""

STANCES = (
    "compete, each for oneself",
    "pool a little: affiliation",
    "pool means: purchases, posts, premises",
    "pool deeply: cross-held capital",
    "cooperate on projects",
    "cooperate, and pool a little",
    "cooperate, and pool means",
    "cooperate, and pool deeply",
)
VOTE_WORDS = {1.0: "in favour", 0.0: "abstain", -1.0: "against"}
SHARES = {0.0: "nothing", 0.25: "a quarter", 0.5: "half", 0.75: "three quarters", 1.0: "all"}
PARTS_OF_SAVINGS = {0.0: "nothing", 0.01: "1 %", 0.05: "5 %", 0.1: "10 %", 0.25: "a quarter"}


@dataclass(frozen=True)
class Option:
    """A decision that can be taken this round.

    Attributes
    ----------
    name : str
        Name in an answer.
    values : tuple of float
        Values allowed.
    present : float or None
        Value in force, or None where the model has none of its own.
    first : bool
        Asked at once; the others are for those who look for them.
    """

    name: str
    values: tuple[float, ...]
    present: float | None = None
    first: bool = True


def options_for(territory: Territory, kind: str, uid: int) -> tuple[Option, ...]:
    """What can be decided on behalf of an actor; nothing where it lives no more.

    Parameters
    ----------
    territory : Territory
    kind : str
        Kind of the seat.
    uid : int
    """
    if kind == AUTHORITY:
        return tuple(_levers(territory))
    if kind == HOUSEHOLD:
        return Option(INVEST, tuple(PARTS_OF_SAVINGS), 0.0), Option(BUY_LOCAL, tuple(SHARES))
    room = readings.room_for_stances(territory, uid)
    return () if room is None else _options_of_organisation(room)


def _levers(territory: Territory) -> Iterator[Option]:
    """Every lever of the model that acts under the regime, with the values that the model would take."""
    plan, month = territory.plan, territory.month + 1
    for lever in offered(LEVERS):
        if not lever.lever or (lever.needs and not plan.values[lever.needs]):
            continue
        present = readings.parameter(territory, lever.path)
        values = {present}
        for value in values_offered(lever):
            with suppress(PlanError):
                for choice in expanded(AUTHORITY, 0, month, lever.path, value):
                    checked_choice(choice, plan)
                values.add(value)
        if len(values) > 1:
            yield Option(lever.path, tuple(sorted(values)), present, first=lever.shown_first > 0)


def _options_of_organisation(room: readings.RoomForStances) -> tuple[Option, ...]:
    if not room.may_cooperate:
        return (Option(STANCE, (0.0,), 0.0),)
    options = [Option(STANCE, tuple(float(stance) for stance in room.stances), float(room.stance))]
    options.append(Option(EFFORT, tuple(SHARES)))
    if room.in_pole:
        votes = ["vote_admission", "vote_animator" if room.in_formal_pole else "vote_formalising"]
        votes += ["vote_ending"] if room.in_formal_pole and not room.in_animated_pole else []
        options += [Option(vote, tuple(VOTE_WORDS)) for vote in votes]
    return tuple(options)


def check_answer(options: tuple[Option, ...], decisions: Mapping[str, float]) -> None:
    """Refuse a decision that was not offered, or a value that was not.

    Raises
    ------
    RoomRefusal
    """
    known = {option.name: option for option in options}
    for name, value in decisions.items():
        if name not in known:
            raise RoomRefusal("That cannot be decided from this seat; nothing was changed.")
        if value not in known[name].values:
            raise RoomRefusal("That value was not offered this round; nothing was changed.")


def expanded(kind: str, uid: int, month: int, name: str, value: float) -> list[Choice]:
    """Choices of the model that one decision of a round stands for.

    A household invests once, in the first month; a lever is set once; all else holds for the quarter.

    Parameters
    ----------
    kind, uid : str, int
        Actor.
    month : int
        First month of the quarter.
    name, value : str, float
        As in an answer.
    """
    if kind in (AUTHORITY, OUTSIDE):
        rules = PARAMETERS[name].choices
        return [Choice(month, kind, 0, name, rules[int(value)] if rules else value)]
    months = range(month, month + ROUND_MONTHS)
    names, told = [name], value
    if kind == ORGANISATION and name == EFFORT:
        names = ["pool_effort", "project_effort"]
    elif kind == HOUSEHOLD and name == INVEST:
        names, told = ["subscribe"], 1.0 if value > 0 else 0.0
    rows = [Choice(one, kind, uid, column, told) for column in names for one in months]
    if kind == HOUSEHOLD and name == INVEST and value > 0:
        rows.append(Choice(month, kind, uid, INVEST, value))
    return rows


def choices_from(territory: Territory, kind: str, uid: int, decisions: Mapping[str, float]) -> list[Choice]:
    """Choices of the model for the quarter that follows, from an answer; a lever left alone makes none."""
    rows: list[Choice] = []
    for name, value in decisions.items():
        if kind != AUTHORITY or value != readings.parameter(territory, name):
            rows += expanded(kind, uid, territory.month + 1, name, value)
    return rows
