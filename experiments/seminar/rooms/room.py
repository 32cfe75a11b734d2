"""A room: a territory lived quarter by quarter, its actors played by those who hold a seat.

Nothing here knows of pages. Every call may come from any thread; while a quarter is lived no lock is held, so that
a phone that asks meanwhile is answered at once with what was known before.
"""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

import pandas as pd

from experiments.runs.living import live_months, territory_of
from experiments.seminar.rooms.messages import (
    Another,
    Answer,
    AnyMessage,
    Command,
    Free,
    Inject,
    Join,
    RoomRefusal,
    read_message,
)
from experiments.seminar.rooms.offers import ROUND_MONTHS, check_answer, choices_from
from experiments.seminar.rooms.seat_views import decision_rows, row_for_teacher, view_of_holder
from experiments.seminar.rooms.seating import Seating, same
from experiments.seminar.rooms.seats import Seat
from experiments.seminar.rooms.session import DECISION_COLUMNS, Session
from simulation import readings
from simulation.choices import AUTHORITY, HOUSEHOLD, ORGANISATION, OUTSIDE, Choice, checked_choice
from simulation.plan import Plan
from simulation.refusals import PlanError

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters of a code: none that is mistaken for another on a projector."""
CODE_LENGTH = 6
PLACES = 40
WAITING, OPEN, PAUSED, PLAYING, ENDED = "waiting", "open", "paused", "playing", "ended"
AWAY_AFTER = 20.0
"""Seconds without a word after which a phone counts as away."""


class Room:
    """One game.

    Parameters
    ----------
    plan : Plan
    seed : int
        Seed of the world.
    rounds : int
        Quarters to be played.
    seconds : float
        Time to answer in; then the model plays for the absent.
    places : int
        Most seats.
    clock : callable
        Seconds, never going back.
    """

    def __init__(
        self,
        plan: Plan,
        seed: int = 1,
        *,
        rounds: int = 8,
        seconds: float = 120.0,
        places: int = PLACES,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.plan, self.seed, self.rounds, self.seconds, self.places = plan, seed, rounds, seconds, places
        self.code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        self.secret = secrets.token_urlsafe(24)
        self.territory = territory_of(plan, seed)
        self.phase, self.round = WAITING, 0
        self.seating = Seating(self.territory, places)
        self.last_round_seconds = 0.0
        self._clock = clock
        self._lock = threading.RLock()
        self.changed = threading.Condition(self._lock)
        self._deadline: float | None = None
        self._left = seconds
        self._hurried = False
        self._pending: list[Choice] = []
        self._log: list[dict[str, Any]] = []
        self._outcomes = self.territory.outcomes
        self._looked = clock()

    # -- messages ---------------------------------------------------------------------------------------------

    def receive(self, raw: str | bytes) -> dict[str, Any]:
        """Read a message and do what it asks, or refuse it and change nothing.

        Returns
        -------
        dict
            ``token`` and ``seat`` for who joins; empty otherwise.

        Raises
        ------
        RoomRefusal
        """
        message = read_message(raw)
        with self._lock:
            reply = self._obey(message)
            self.changed.notify_all()
        return reply

    def _obey(self, message: AnyMessage) -> dict[str, Any]:
        if isinstance(message, Join):
            seat = self._join(message)
            return {"token": seat.token, "seat": seat.number}
        if isinstance(message, Answer):
            self._answer(message)
        elif isinstance(message, Another):
            self._refuse_while_playing()
            self.seating.take_another(self.seating.seat_of(message.token))
        else:
            self._check_secret(message.secret)
            if isinstance(message, Command):
                self._command(message.do)
            elif isinstance(message, Inject):
                self._inject(message)
            elif isinstance(message, Free):
                self._refuse_while_playing()
                self.seating.free(message.seat)
        return {}

    def _check_secret(self, secret: str) -> None:
        if not self.holds(secret):
            raise RoomRefusal("Only the teacher's link opens the controls of this room.")

    # -- seats ------------------------------------------------------------------------------------------------

    @property
    def seats(self) -> list[Seat]:
        """Seats taken, in the order of joining."""
        return self.seating.seats

    def _join(self, message: Join) -> Seat:
        if not same(message.code.strip().upper(), self.code):
            raise RoomRefusal("There is no room with this code.")
        if self.phase == ENDED:
            raise RoomRefusal("The game in this room has ended.")
        self._refuse_while_playing()
        return self.seating.join(message.wish, self._clock())

    # -- rounds -----------------------------------------------------------------------------------------------

    def _refuse_while_playing(self) -> None:
        if self.phase == PLAYING:
            raise RoomRefusal("The round is being played; try again in a moment.")

    def _answer(self, message: Answer) -> None:
        seat = self.seating.seat_of(message.token)
        seat.last_heard = self._clock()
        if self.phase != OPEN:
            raise RoomRefusal("No answers are taken at this moment.")
        if message.round != self.round:
            raise RoomRefusal("This answer is for another round; look at the new one.")
        check_answer(self.seating.known[seat.number][1], message.decisions)
        seat.round, seat.decisions = self.round, dict(message.decisions)

    def _command(self, do: str) -> None:
        self._refuse_while_playing()
        wanted = {"open": WAITING, "pause": OPEN, "resume": PAUSED, "next": OPEN}
        if self.phase == ENDED or (do in wanted and self.phase != wanted[do]):
            raise RoomRefusal("That cannot be done at this moment.")
        if do == "open":
            self._open_round()
        elif do == "pause":
            self._left = self._seconds_left()
            self.phase, self._deadline = PAUSED, None
        elif do == "resume":
            self.phase, self._deadline = OPEN, self._clock() + self._left
        elif do == "next":
            self._hurried = True
        else:
            self.phase, self._deadline = ENDED, None

    def close(self) -> None:
        """End the game from within, when the room makes way for another one."""
        with self._lock:
            self.phase, self._deadline = ENDED, None
            self.changed.notify_all()

    def _open_round(self) -> None:
        self.round += 1
        self.phase, self._deadline, self._hurried = OPEN, self._clock() + self.seconds, False

    def _inject(self, message: Inject) -> None:
        self._refuse_while_playing()
        if self.phase == ENDED:
            raise RoomRefusal("The game in this room has ended.")
        choice = Choice(self.territory.month + 1, OUTSIDE, 0, message.path, message.value)
        try:
            choice = checked_choice(choice, self.plan)
        except PlanError as error:
            raise RoomRefusal("{reason}", reason=error) from error
        self._pending = [one for one in self._pending if one.decision != choice.decision] + [choice]

    def _seconds_left(self) -> float:
        if self._deadline is None:
            return self._left if self.phase == PAUSED else 0.0
        return max(self._deadline - self._clock(), 0.0)

    def is_due(self) -> bool:
        """Whether the round is to be played: all have answered, time is up, or the teacher wants it."""
        with self._lock:
            if self.phase != OPEN:
                return False
            # Who has lost its actor is not waited for.
            playing = [seat for seat in self.seats if self.seating.known[seat.number][0] is not None]
            all_answered = bool(playing) and all(seat.round == self.round for seat in playing)
            return self._hurried or all_answered or self._seconds_left() <= 0.0

    def seconds_to_wait(self) -> float | None:
        """Seconds until time is up, or None where no clock runs."""
        with self._lock:
            return self._seconds_left() if self.phase == OPEN else None

    def play_if_due(self) -> bool:
        """Live the quarter if it is due; return whether it was.

        Called from a thread of its own: a quarter takes some ten milliseconds.
        """
        with self._lock:
            if not self.is_due():
                return False
            self.phase = PLAYING
            rows = [*self._pending, *self._choices_of_seats()]
            self._log.extend(decision_rows(self.round, self.territory.month + 1, self.seats, self._pending))
            self._pending = []
        began = time.perf_counter()
        try:
            self.territory.impose(rows)
            live_months(self.territory, ROUND_MONTHS)
        except BaseException:
            with self._lock:
                if self.phase == PLAYING:
                    self.phase, self._deadline, self._left = PAUSED, None, self.seconds
            raise
        outcomes = self.territory.outcomes
        with self._lock:
            self._outcomes = outcomes
            self.seating.look()
            self.last_round_seconds = time.perf_counter() - began
            # A room that was closed meanwhile stays so.
            if self.round >= self.rounds or self.phase == ENDED:
                self.phase, self._deadline = ENDED, None
            else:
                self._open_round()
            self.changed.notify_all()
        return True

    def _choices_of_seats(self) -> list[Choice]:
        rows: list[Choice] = []
        for seat in self.seats:
            if seat.round == self.round and self.seating.known[seat.number][0] is not None:
                rows += choices_from(self.territory, seat.kind, seat.uid, seat.decisions)
        return rows

    # -- what is seen -----------------------------------------------------------------------------------------

    def holds(self, secret: str) -> bool:
        """Whether a secret is the teacher's of this room."""
        return same(secret, self.secret)

    def view(self, token: str) -> dict[str, Any]:
        """What the holder of a seat sees: the state of the game and her own actor, nobody else's.

        Raises
        ------
        RoomRefusal
            For a token of no seat.
        """
        with self._lock:
            seat = self.seating.seat_of(token)
            seat.last_heard = self._clock()
            return {**self._state(), **view_of_holder(seat, self.seating.known[seat.number], self.round)}

    def desk(self, secret: str) -> dict[str, Any]:
        """What the teacher sees: everything.

        Raises
        ------
        RoomRefusal
        """
        with self._lock:
            self._check_secret(secret)
            now = self._looked = self._clock()
            return {
                **self._state(),
                "seats": [
                    row_for_teacher(
                        seat, self.seating.known[seat.number][0], self.round, now - seat.last_heard < AWAY_AFTER
                    )
                    for seat in self.seats
                ],
                "outcomes": self._outcomes,
                "pending": [(one.decision, one.value) for one in self._pending],
                "last_round_seconds": self.last_round_seconds,
            }

    def _state(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "phase": self.phase,
            "round": self.round,
            "rounds": self.rounds,
            "month": int(self._outcomes.index[-1]),
            "seconds_left": self._seconds_left(),
        }

    def session(self, secret: str) -> Session:
        """What was played, to be replayed, altered and taken home.

        Raises
        ------
        RoomRefusal
            Without the teacher's secret, or while a round is being played.
        """
        with self._lock:
            self._check_secret(secret)
            self._refuse_while_playing()
            return Session(
                plan=self.plan,
                seed=self.seed,
                months=self.territory.month,
                choices=self.territory.choices,
                decisions=pd.DataFrame(self._log, columns=list(DECISION_COLUMNS)),
                outcomes=self._outcomes,
                state_hash=self.territory.state_hash,
            )

    @property
    def idle_seconds(self) -> float:
        """Seconds since a phone or the teacher's page was last heard of."""
        with self._lock:
            return self._clock() - max([self._looked, *(seat.last_heard for seat in self.seats)])

    def in_force(self, path: str) -> float:
        """Value of a parameter in the present month, as kernels read it."""
        return readings.parameter(self.territory, path)

    @property
    def kinds_playable(self) -> tuple[str, ...]:
        """Kinds of seats still to be had."""
        with self._lock:
            return (ORGANISATION, HOUSEHOLD, AUTHORITY) if self.seating.authority_free else (ORGANISATION, HOUSEHOLD)
