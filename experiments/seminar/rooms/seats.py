"""Seats: who is played, kept by a random token and never by a name."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from simulation.choices import AUTHORITY, HOUSEHOLD, ORGANISATION

ANY = "any"
SEAT_KINDS = (ORGANISATION, HOUSEHOLD, AUTHORITY)
HOUSEHOLD_EVERY = 5
"""Of those who have no wish, every fifth is given a household that saves, the third the authority."""


@dataclass
class Seat:
    """A place in a room.

    Attributes
    ----------
    number : int
        Counted from 1 in the order of joining.
    token : str
        Random, known to one browser only.
    kind : str
        One of `SEAT_KINDS`.
    uid : int
        Actor played; 0 for the authority.
    last_heard : float
        When the phone was last heard of, seconds of the room's clock.
    round : int
        Last round answered; 0 before the first.
    decisions : dict
        Answer to that round.
    path : list of dict
        What the actor had at each month end that closed a round.
    """

    number: int
    kind: str
    uid: int
    last_heard: float
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    round: int = 0
    decisions: dict[str, float] = field(default_factory=dict)
    path: list[dict[str, Any]] = field(default_factory=list)


def kind_without_wish(number: int, authority_free: bool) -> str:
    """Kind given to the holder of a seat who has no wish."""
    if number == 3 and authority_free:
        return AUTHORITY
    return HOUSEHOLD if number % HOUSEHOLD_EVERY == 0 else ORGANISATION
