"""Who sits where in a room, whom each plays, and what each is shown until the next round has been played."""

from hmac import compare_digest
from typing import Any

from experiments.seminar.rooms.messages import RoomRefusal
from experiments.seminar.rooms.offers import Option, options_for
from experiments.seminar.rooms.seats import ANY, Seat, kind_without_wish
from simulation import Territory, readings
from simulation.choices import AUTHORITY, HOUSEHOLD


def same(told: str, kept: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how far they agree."""
    return compare_digest(told.encode("utf-8", "surrogatepass"), kept.encode())


class Seating:
    """The seats of one room; the room holds its lock around every call.

    Parameters
    ----------
    territory : Territory
    places : int
        Most seats.

    Attributes
    ----------
    seats : list of Seat
    known : dict
        By number of a seat: facts of its actor (None where it is gone) and what can be decided.
    """

    def __init__(self, territory: Territory, places: int):
        self.territory, self.places = territory, places
        self.seats: list[Seat] = []
        self.known: dict[int, tuple[dict[str, Any] | None, tuple[Option, ...]]] = {}
        self._given = 0

    @property
    def authority_free(self) -> bool:
        """Whether nobody plays the authority."""
        return all(seat.kind != AUTHORITY for seat in self.seats)

    def seat_of(self, token: str) -> Seat:
        """Seat of a token.

        Raises
        ------
        RoomRefusal
        """
        for seat in self.seats:
            if same(token, seat.token):
                return seat
        raise RoomRefusal("This seat is not known in this room; join again with the code.")

    def join(self, wish: str, now: float) -> Seat:
        """Give a seat of the kind wished for, or of any.

        Raises
        ------
        RoomRefusal
            When no seat or nobody of that kind is left.
        """
        if len(self.seats) >= self.places:
            raise RoomRefusal("All {places} seats of this room are taken.", places=self.places)
        if wish == AUTHORITY and not self.authority_free:
            raise RoomRefusal("The authority is taken; choose an organisation or a household.")
        number = self._given + 1
        kind = kind_without_wish(number, self.authority_free) if wish == ANY else wish
        seat = Seat(number, kind, self._free_actor(kind), now)
        self._given = number
        self.seats.append(seat)
        self._look(seat)
        return seat

    def _free_actor(self, kind: str) -> int:
        if kind == AUTHORITY:
            return 0
        taken = {seat.uid for seat in self.seats if seat.kind == kind}
        playable = readings.frugal_households if kind == HOUSEHOLD else readings.organisations_by_ties
        for uid in playable(self.territory):
            if uid not in taken:
                return uid
        raise RoomRefusal("Nobody of this kind is left to be played; choose another kind.")

    def take_another(self, seat: Seat) -> None:
        """Give a seat another actor, where its own is gone.

        Raises
        ------
        RoomRefusal
        """
        if readings.lives(self.territory, seat.kind, seat.uid):
            raise RoomRefusal("Your actor is still there; you keep it.")
        seat.uid = self._free_actor(seat.kind)
        seat.round, seat.decisions = 0, {}
        seat.path.clear()
        self._look(seat)

    def free(self, number: int) -> None:
        """Take a seat away.

        Raises
        ------
        RoomRefusal
        """
        if all(seat.number != number for seat in self.seats):
            raise RoomRefusal("There is no seat {number} in this room.", number=number)
        self.seats = [seat for seat in self.seats if seat.number != number]
        del self.known[number]

    def look(self) -> None:
        """Look at every actor anew, after a round."""
        for seat in self.seats:
            self._look(seat)

    def _look(self, seat: Seat) -> None:
        facts = readings.facts_of(self.territory, seat.kind, seat.uid)
        if facts is None:
            self.known[seat.number] = None, ()
            return
        self.known[seat.number] = facts, options_for(self.territory, seat.kind, seat.uid)
        kept: dict[str, Any] = {name: facts[name] for name in ("staff", "equity") if name in facts}
        seat.path.append({"month": self.territory.month, "cash": facts["cash"], **kept})
