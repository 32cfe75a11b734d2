"""Seats: who is played, kept by a random token and never by a name."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulation.choices import AUTHORITY, HOUSEHOLD, ORGANISATION
from simulation.purposes import SAVINGS

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
    seen : float
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
    seen: float
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    round: int = 0
    decisions: dict[str, float] = field(default_factory=dict)
    path: list[dict[str, Any]] = field(default_factory=list)


def kind_without_wish(number: int, authority_free: bool) -> str:
    """Kind given to the holder of a seat who has no wish."""
    if number == 3 and authority_free:
        return AUTHORITY
    return HOUSEHOLD if number % HOUSEHOLD_EVERY == 0 else ORGANISATION


def playable_organisations(world: Any) -> list[int]:
    """Numbers of living organisations with staff, in the order in which they are given out.

    First those that trust most partners more than they would a stranger, so that a small class plays organisations
    that have something to decide together; among equals those that can lead, then those with most staff.
    """
    table = world.organisations
    trusted = np.where(world.partner >= 0, world.partner_trust - world.parameters[0].trust_initial, 0.0)
    strength = np.round(np.clip(trusted, 0.0, None).sum(axis=1), 2)
    rows = np.flatnonzero((table["alive"] == 1) & (table["staff"] > 0))
    order = np.lexsort((table["uid"][rows], -table["staff"][rows], -table["entrepreneur"][rows], -strength[rows]))
    return [int(uid) for uid in table["uid"][rows[order]]]


def playable_households(world: Any) -> list[int]:
    """Numbers of households that save and have savings, by number."""
    table = world.households
    savings = world.books.balance[SAVINGS, : len(table)]
    rows = np.flatnonzero((table["status"] > 0) & (table["saver"] == 1) & (savings > 0))
    if rows.size == 0:
        rows = np.flatnonzero((table["status"] > 0) & (savings > 0))
    return [int(uid) for uid in np.sort(table["uid"][rows])]


def row_of(table: Any, living: Any, uid: int) -> int | None:
    """Row of a living actor by its number, or None."""
    rows = np.flatnonzero(living & (table["uid"] == uid))
    return int(rows[0]) if rows.size else None


def find_row(world: Any, kind: str, uid: int) -> int | None:
    """Row of the actor of a seat, or None where it lives no more."""
    if kind == AUTHORITY:
        return 0
    if kind == HOUSEHOLD:
        return row_of(world.households, world.households["status"] > 0, uid)
    return row_of(world.organisations, world.organisations["alive"] == 1, uid)
