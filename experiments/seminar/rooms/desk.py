"""The teacher's page: who is there, who has answered, the class path; open, pause, next, end, bring a shock."""

import json
from typing import Any

from fastapi import Request
from nicegui import ui

from experiments.numbers.measures import described_outcomes
from experiments.seminar.chart_element import empty_chart, show
from experiments.seminar.controls import offered, shown_at_once
from experiments.seminar.qr_code import qr_code
from experiments.seminar.rooms import wording
from experiments.seminar.rooms.afterwards import Afterwards
from experiments.seminar.rooms.curves import Course, Curves, options
from experiments.seminar.rooms.layout import address, attempted, base_of, begin, language_of, two_columns
from experiments.seminar.rooms.lobby import Lobby
from experiments.seminar.rooms.messages import RoomRefusal
from experiments.seminar.rooms.room import ENDED, OPEN, PAUSED, WAITING, Room
from experiments.seminar.values import label_of, outcomes_by_label
from experiments.words.language import Language
from simulation.declared import PARAMETERS
from simulation.parameters import LEVERS, SHOCKS, THEMES

EVERY = 1.0
FIRST_DRAWN = "jobs"


def parameters_told(language: Language) -> dict[str, str]:
    """Parameters that can be set during a game, by path: shocks, levers and others, of each those most wanted first."""
    themes = dict.fromkeys((SHOCKS, LEVERS, *THEMES))
    first = [one for theme in themes for one in shown_at_once(theme)]
    rest = [one for theme in themes for one in offered(theme)]
    return {one.path: label_of(language, one) for one in dict.fromkeys((*first, *rest))}


class Desk:
    """One page of a teacher."""

    def __init__(self, room: Room, secret: str, language: Language, base: str, only_here: bool):
        self.room, self.secret, self.language = room, secret, language
        self.desk: dict[str, Any] = room.desk(secret)
        self.shown: tuple[Any, ...] | None = None
        self.after: Afterwards | None = None
        self.draw_way_in(f"{base}{address(f'/room/{room.code}', language)}", only_here)
        with ui.row().classes("w-full items-center"):
            self.state = ui.label().classes("text-lg font-bold room-number").props("role=status aria-live=polite")
        self.buttons: dict[str, ui.button] = {}
        with ui.row():
            for do, words in self.commands().items():
                self.buttons[do] = ui.button(words, on_click=lambda _, do=do: self.command(do)).props("no-caps")
        with two_columns():
            with ui.column().classes("w-full"):
                self.outcome = ui.select(
                    outcomes_by_label(language, self.desk["outcomes"].columns),
                    value=FIRST_DRAWN,
                    label=language.text("Outcome"),
                    with_input=True,
                    on_change=lambda: self.draw(),
                ).classes("w-full")
                self.chart = empty_chart("room-chart")
                self.draw_injection()
            self.seats = ui.column().classes("w-full")
        self.end = ui.column().classes("w-full")
        ui.timer(EVERY, self.look)

    def commands(self) -> dict[str, str]:
        """Commands, and what their buttons say."""
        text = self.language.text
        return {
            "open": text("Open the first quarter"),
            "pause": text("Pause"),
            "resume": text("Resume"),
            "next": text("Play the quarter now"),
            "end": text("End the game"),
        }

    def draw_way_in(self, link: str, only_here: bool) -> None:
        """Draw code, address and QR code."""
        text = self.language.text
        with ui.row().classes("w-full items-center gap-8"):
            ui.html(qr_code(link, text("QR code of the room")), sanitize=False).classes("room-qr")
            with ui.column().classes("gap-1"):
                ui.label(self.room.code).classes("room-code")
                ui.label(link).classes("break-all")
                if only_here:
                    ui.label(
                        text(
                            "Only this machine can open this address; start with --host to let phones of the same"
                            " network in."
                        )
                    ).classes("text-sm max-w-md")

    def say(self, **message: Any) -> dict[str, Any] | None:
        """Send a message with the teacher's secret."""
        return attempted(self.language, lambda: self.room.receive(json.dumps({**message, "secret": self.secret})))

    def command(self, do: str) -> None:
        """Do what a button says."""
        self.say(kind="command", do=do)
        self.look()

    def look(self) -> None:
        """Look at the room; draw anew what has changed."""
        desk = self.desk = self.room.desk(self.secret)
        text, phase = self.language.text, desk["phase"]
        state = text("Quarter {round} of {rounds}", round=max(desk["round"], 1), rounds=desk["rounds"])
        answered = sum(seat["answered"] for seat in desk["seats"])
        parts = [state, text(wording.PHASE_WORDS[phase])]
        if phase == OPEN:
            parts.append(text("{answered} of {seats} have answered", answered=answered, seats=len(desk["seats"])))
            parts.append(text("{seconds} s left", seconds=int(desk["seconds_left"] + 0.5)))
        self.state.set_text(" · ".join(parts))
        allowed = {"open": (WAITING,), "pause": (OPEN,), "resume": (PAUSED,), "next": (OPEN,)}
        for do, button in self.buttons.items():
            on = phase in allowed.get(do, (WAITING, OPEN, PAUSED))
            if button.enabled != on:
                button.set_enabled(on)
        seats = tuple((one["number"], one["uid"], one["answered"], one["present"]) for one in desk["seats"])
        now = (phase, desk["round"], desk["month"], seats, tuple(desk["pending"]))
        if now != self.shown:
            self.shown = now
            self.draw()
        if phase == ENDED and self.after is None:
            with self.end:
                self.after = Afterwards(self.room.session(self.secret), self.language)

    def draw(self) -> None:
        """Draw curve and seats."""
        language, desk = self.language, self.desk
        outcomes, name = desk["outcomes"], self.outcome.value or FIRST_DRAWN
        unit = next(one.unit for one in described_outcomes(outcomes) if one.name == name)
        curves = Curves(language.outcome(name), unit, (Course(language.text("the class"), outcomes[name]),))
        show(self.chart, options(language, curves))
        self.seats.clear()
        with self.seats:
            self.draw_seats()

    def draw_seats(self) -> None:
        """Draw one row a seat."""
        text, language = self.language.text, self.language
        ui.label(text("{count} seats taken of {places}", count=len(self.desk["seats"]), places=self.room.places))
        with ui.element("table").classes("w-full text-left"):
            with ui.element("tr"):
                for words in (text("Seat"), text("Actor"), text("Money"), text("There"), text("Answered"), ""):
                    with ui.element("th").classes("pr-3"):
                        ui.label(words)
            for one in self.desk["seats"]:
                facts = one["facts"]
                cells = (
                    str(one["number"]),
                    wording.actor(language, one["kind"], one["uid"], facts if one["kind"] == "organisation" else None),
                    wording.euros(language, facts["cash"]) if facts else text("gone"),
                    text("yes") if one["present"] else text("no"),
                    text("yes") if one["answered"] else text("no"),
                )
                with ui.element("tr"):
                    for cell in cells:
                        with ui.element("td").classes("pr-3 room-number"):
                            ui.label(cell)
                    with ui.element("td"):
                        name = text("Free seat {number}", number=one["number"])
                        button = ui.button(text("Free"), on_click=lambda _, n=one["number"]: self.free(n))
                        button.props("flat dense no-caps").props["aria-label"] = name

    def free(self, number: int) -> None:
        """Free a seat."""
        self.say(kind="free", seat=number)
        self.look()

    def draw_injection(self) -> None:
        """Draw the choice of a parameter and its new value."""
        language, text = self.language, self.language.text
        with ui.card().classes("w-full"):
            ui.label(text("Bring a shock or a lever, from the next quarter on")).classes("font-bold")
            parameters = parameters_told(language)
            path = ui.select(parameters, value=next(iter(parameters)), with_input=True).classes("w-full")
            path.props["aria-label"] = text("Parameter")
            place = ui.column().classes("w-full")
            kept: dict[str, Any] = {}

            def draw_value() -> None:
                place.clear()
                if path.value not in PARAMETERS:
                    return
                declared = PARAMETERS[path.value]
                force = self.room.in_force(path.value)
                with place:
                    if declared.choices:
                        shown = {one: wording.value(language, path.value, one) for one in declared.choices}
                        kept["value"] = ui.select(shown, value=declared.choices[int(force)])
                    else:
                        kept["value"] = ui.number(text("New value"), value=force, min=declared.low, max=declared.high)
                        kept["value"].classes("w-48").props["suffix"] = language.parameter_unit(declared.path)
                        now, low, high = (wording.plain(language, one) for one in (force, declared.low, declared.high))
                        ui.label(text("Now {now}; from {low} to {high}.", now=now, low=low, high=high))
                    kept["value"].props["aria-label"] = text("New value")

            path.on_value_change(draw_value)
            draw_value()

            def inject() -> None:
                value = kept["value"].value
                if value is None or path.value not in PARAMETERS:
                    return
                done = self.say(kind="inject", path=path.value, value=value)
                if done is not None:
                    ui.notify(text("It holds from the next quarter on."), type="positive")

            ui.button(text("Bring it"), on_click=inject).props("no-caps")


def add_desk_page(lobby: Lobby, given: str | None) -> None:
    """Add ``/teach/<secret>``."""

    @ui.page("/teach/{secret}")
    def teach(request: Request, secret: str) -> None:
        language = language_of(request)
        text = language.text
        try:
            room = lobby.by_secret(secret)
        except RoomRefusal as refused:
            begin(text("The teacher's desk"), language, "/room/new")
            ui.label(language.refusal(refused)).props("role=alert")
            return
        begin(text("The teacher's desk"), language, f"/teach/{secret}")
        Desk(room, secret, language, *base_of(request, given))
