"""Who came and who went since the last look, read off the numbers in the rows."""

from typing import Any

import numpy as np

from simulation.columns import ORGANISATION_UID, POLE_UID, World
from simulation.history import ENDED, ENDED_POLE, FORMALISED, FOUNDED, NO_UID
from simulation.kernels import kernel


@kernel
def has_room(world: World, records: Any) -> bool:
    """Whether everything that can have happened since the last look finds room among the lives."""
    born = world.next_uid[ORGANISATION_UID] - records.given[0] + world.next_uid[POLE_UID] - records.given[1]
    rows = world.organisations.shape[0] + 2 * world.poles.shape[0]
    return records.lives.shape[0] - records.lines[0] >= rows + 2 * born


@kernel
def write_life(records: Any, month: int, kind: int, uid: int, sector: int) -> None:
    """Write a line of ``records.lives``."""
    line = records.lines[0]
    records.lives[line, 0], records.lives[line, 1] = month, kind
    records.lives[line, 2], records.lives[line, 3] = uid, sector
    records.lines[0] = line + 1


@kernel
def walk_lives(world: World, month: int, records: Any, seen: Any) -> None:
    """Write down who ended, was founded or took a legal form, and remember who lives now."""
    organisations, poles, formal = world.organisations, world.poles, records.formal
    first, first_pole = records.given[0], records.given[1]
    given, given_poles = world.next_uid[ORGANISATION_UID], world.next_uid[POLE_UID]
    if given > first:
        for row in range(organisations.shape[0]):
            if organisations.uid[row] >= first:
                write_life(records, month, FOUNDED, organisations.uid[row], organisations.sector[row])
    write_ends(records, month, ENDED, organisations.uid, organisations.alive, records.lived, first, given)
    write_ends(records, month, ENDED_POLE, poles.uid, poles.alive, records.lived_poles, first_pole, given_poles)
    for row in range(poles.shape[0]):
        now = poles.uid[row] if poles.alive[row] == 1 and poles.formal[row] == 1 else NO_UID
        if now != formal[row]:
            if now != NO_UID:
                write_life(records, month, FORMALISED, now, NO_UID)
            formal[row] = now
    records.given[0], records.given[1] = given, given_poles
    seen.next_organisation, seen.next_pole = given, given_poles


@kernel
def write_ends(records: Any, month: int, kind: int, uids: Any, alive: Any, lived: Any, first: int, given: int) -> None:
    """Write down who lived at the last look, or was born since, and lives no more.

    Parameters
    ----------
    uids, alive : columns
        As they are now; rows may have been reused.
    lived : int64 (rows,)
        Number of who lived in each row at the last look, or `NO_UID`; overwritten.
    first, given : int
        First number given out since, and the next one that will be.
    """
    # Some may have been born and have ended between two looks.
    unseen = np.ones(given - first, np.int64)
    for row in range(lived.shape[0]):
        now = uids[row] if alive[row] == 1 else NO_UID
        if now == lived[row]:
            continue
        if lived[row] != NO_UID:
            write_life(records, month, kind, lived[row], NO_UID)
        if now >= first:
            unseen[now - first] = 0
        lived[row] = now
    for born in range(given - first):
        if unseen[born] == 1:
            write_life(records, month, kind, first + born, NO_UID)
