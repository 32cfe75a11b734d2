"""The pages of rooms, added to the application of the seminar."""

from experiments.seminar.rooms.afterwards import add_session_page
from experiments.seminar.rooms.desk import add_desk_page
from experiments.seminar.rooms.lobby import Lobby
from experiments.seminar.rooms.opening import add_opening_page
from experiments.seminar.rooms.phone import add_phone_pages


def register(lobby: Lobby | None = None, address: str | None = None) -> Lobby:
    """Add the pages: ``/room/new``, ``/room``, ``/room/<code>``, ``/teach/<secret>`` and ``/session``.

    Parameters
    ----------
    lobby : Lobby, optional
        Rooms of this process; a new lobby when not given.
    address : str, optional
        Address under which phones find this machine (``http://192.168.1.20:8080``); the one by which the teacher
        came when not given.

    Returns
    -------
    Lobby
    """
    lobby = lobby or Lobby()
    add_opening_page(lobby)
    add_phone_pages(lobby)
    add_desk_page(lobby, address)
    add_session_page()
    return lobby
