"""The rooms that are open in this process, and the threads that live their quarters."""

import logging
import threading

from experiments.seminar.rooms.messages import RoomRefusal
from experiments.seminar.rooms.room import ENDED, Room

MOST_ROOMS = 12
"""Rooms kept at a time; one that has ended makes way for a new one."""
ABANDONED_AFTER = 3600.0
"""Seconds after which a room that nobody looks at makes way for a new one."""
LONGEST_WAIT = 5.0
"""Seconds after which a conductor looks at its room again, whatever happened."""

log = logging.getLogger(__name__)


class Lobby:
    """Rooms by code and by the teacher's secret."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}
        self._lock = threading.Lock()

    def admit(self, room: Room) -> Room:
        """Take a room in and let its quarters be lived in a thread of its own.

        Raises
        ------
        RoomRefusal
            When too many games are being played.
        """
        with self._lock:
            if len(self._rooms) >= MOST_ROOMS:
                self._make_way()
            self._rooms[room.code] = room
        threading.Thread(target=run_study, args=(room,), name=f"room {room.code}", daemon=True).start()
        return room

    def _make_way(self) -> None:
        """Drop a room that has ended, or that nobody has looked at for long."""
        for code, room in self._rooms.items():
            if room.phase == ENDED or room.idle_seconds > ABANDONED_AFTER:
                room.close()
                del self._rooms[code]
                return
        raise RoomRefusal("Too many games are being played on this machine; end one first.")

    def by_code(self, code: str) -> Room:
        """Room of a code.

        Raises
        ------
        RoomRefusal
        """
        with self._lock:
            room = self._rooms.get(code.strip().upper())
        if room is None:
            raise RoomRefusal("There is no room with this code.")
        return room

    def by_secret(self, secret: str) -> Room:
        """Room of a teacher's secret.

        Raises
        ------
        RoomRefusal
        """
        with self._lock:
            rooms = list(self._rooms.values())
        for room in rooms:
            if room.holds(secret):
                return room
        raise RoomRefusal("Only the teacher's link opens the controls of this room.")


def run_study(room: Room) -> None:
    """Live a quarter whenever it is due, until the game ends."""
    while room.phase != ENDED:
        try:
            if room.play_if_due():
                continue
        except Exception:
            # The room has paused; the teacher resumes it or ends the game.
            log.exception("a round of room %s could not be played", room.code)
        with room.changed:
            if not room.is_due() and room.phase != ENDED:
                left = room.seconds_to_wait()
                room.changed.wait(LONGEST_WAIT if left is None else min(left + 0.01, LONGEST_WAIT))
