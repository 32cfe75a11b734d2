"""What of a seat is shown to its holder, to the teacher, and written into the table of decisions."""

from collections.abc import Iterable
from typing import Any

from experiments.seminar.rooms.offers import Option
from experiments.seminar.rooms.seats import Seat
from simulation.choices import Choice

BY_PLAYER, BY_MODEL, BY_TEACHER = "player", "model", "teacher"


def view_of_holder(
    seat: Seat, known: tuple[dict[str, Any] | None, tuple[Option, ...]], round_now: int
) -> dict[str, Any]:
    """What the holder of a seat sees of it.

    Parameters
    ----------
    seat : Seat
    known : tuple
        Facts of its actor (None where it is gone) and what can be decided.
    round_now : int
    """
    facts, options = known
    answered = round_now > 0 and seat.round == round_now
    return {
        "seat": seat.number,
        "kind": seat.kind,
        "uid": seat.uid,
        "facts": facts,
        "options": options,
        "answered": answered,
        "decisions": dict(seat.decisions) if answered else {},
        "path": [dict(one) for one in seat.path],
    }


def row_for_teacher(seat: Seat, facts: dict[str, Any] | None, round_now: int, present: bool) -> dict[str, Any]:
    """What the teacher sees of a seat; never its token."""
    return {
        "number": seat.number,
        "kind": seat.kind,
        "uid": seat.uid,
        "answered": round_now > 0 and seat.round == round_now,
        "present": present,
        "facts": facts,
        "decisions": dict(seat.decisions),
    }


def decision_rows(
    round_now: int, month: int, seats: Iterable[Seat], injected: Iterable[Choice]
) -> list[dict[str, Any]]:
    """Rows of the table of decisions: one for each decision of a seat, one for each seat that the model plays.

    Parameters
    ----------
    round_now : int
    month : int
        First month of the quarter decided for.
    seats : iterable of Seat
    injected : iterable of Choice
        What the teacher brings.
    """
    shared = {"round": round_now, "month": month}
    rows: list[dict[str, Any]] = []
    for seat in seats:
        actor = {**shared, "seat": seat.number, "kind": seat.kind, "uid": seat.uid}
        decisions = seat.decisions if seat.round == round_now else {}
        if not decisions:
            rows.append({**actor, "decision": "", "value": None, "by": BY_MODEL})
        for name, value in decisions.items():
            rows.append({**actor, "decision": name, "value": str(value), "by": BY_PLAYER})
    for one in injected:
        told = {"seat": 0, "kind": one.kind, "uid": 0, "decision": one.decision, "value": str(one.value)}
        rows.append({**shared, **told, "by": BY_TEACHER})
    return rows
