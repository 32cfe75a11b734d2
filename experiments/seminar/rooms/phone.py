"""The page of a participant: join, see one's own actor, decide, confirm. Made for a phone."""

import json
from typing import Any

import pandas as pd
from fastapi import Request
from nicegui import ui

from experiments.seminar.chart_element import empty_chart, show
from experiments.seminar.rooms import wording
from experiments.seminar.rooms.curves import Course, Curves, options
from experiments.seminar.rooms.layout import address, attempted, begin, language_of
from experiments.seminar.rooms.lobby import Lobby
from experiments.seminar.rooms.messages import RoomRefusal
from experiments.seminar.rooms.offers import EFFORT, QUESTIONS, Option
from experiments.seminar.rooms.room import OPEN, Room
from experiments.words.language import Language
from simulation.choices import AUTHORITY, HOUSEHOLD

EVERY = 1.0
"""Seconds between two looks at the room."""
AS_USUAL = "as usual"


class Phone:
    """One page of one participant.

    The token lies in the browser alone (``localStorage``): a page that is loaded again asks for it and is back on
    its seat.
    """

    def __init__(self, room: Room, language: Language):
        self.room, self.language = room, language
        self.token: str | None = None
        self.shown: tuple[Any, ...] | None = None
        self.view: dict[str, Any] = {}
        self.answers: dict[str, float] = {}
        self.arrived = False
        self.clock = ui.label().classes("room-number font-bold").props("role=timer")
        self.body = ui.column().classes("w-full gap-3")
        ui.timer(EVERY, self.look)

    @property
    def key(self) -> str:
        """Name under which the browser keeps the token of this room."""
        return json.dumps(f"ptce-seat-{self.room.code}")

    async def arrive(self) -> None:
        """Ask the browser for its token, and show the seat or the way to one."""
        await ui.context.client.connected()
        # A browser that keeps nothing, or does not answer, is shown the way to a seat.
        ask = f"(() => {{ try {{ return localStorage.getItem({self.key}) }} catch {{ return null }} }})()"
        try:
            kept = await ui.run_javascript(ask, timeout=10.0)
        except TimeoutError:
            kept = None
        if isinstance(kept, str):
            try:
                self.room.view(kept)
                self.token = kept
            except RoomRefusal:
                self.token = None
        self.arrived = True
        self.look()

    def say(self, **message: Any) -> dict[str, Any] | None:
        """Send a message to the room."""
        return attempted(self.language, lambda: self.room.receive(json.dumps(message)))

    def look(self) -> None:
        """Look at the room; draw anew only what has changed, so that a half-made answer stays."""
        if not self.arrived:
            return
        if self.token is None:
            if self.shown != ("join",):
                self.shown = ("join",)
                self.draw(self.draw_joining)
            return
        try:
            view = self.room.view(self.token)
        except RoomRefusal as refused:
            self.token = None
            ui.notify(self.language.refusal(refused), type="negative")
            return
        self.view = view
        left = int(view["seconds_left"] + 0.5)
        self.clock.set_text(self.language.text("{seconds} s left", seconds=left) if view["phase"] == OPEN else "")
        now = (view["phase"], view["round"], view["month"], view["uid"], view["facts"] is None, view["answered"])
        if now != self.shown:
            if self.shown is None or self.shown[1:4] != now[1:4]:
                self.answers = {}
            self.shown = now
            self.draw(self.draw_seat)

    def draw(self, what: Any) -> None:
        """Draw the page anew."""
        self.body.clear()
        with self.body:
            what()

    def draw_joining(self) -> None:
        """Draw the choice of a kind of actor."""
        text = self.language.text
        ui.label(text("You need no account. Choose whom you play; your seat is kept in this browser."))
        kinds = {"any": text(wording.KIND_WORDS["any"])}
        kinds |= {kind: text(wording.KIND_WORDS[kind]) for kind in self.room.kinds_playable}
        wish = ui.radio(kinds, value="any").props(f'aria-label="{text("Whom do you play?")}"')

        def join() -> None:
            seated = self.say(kind="join", code=self.room.code, wish=wish.value)
            if seated is not None:
                self.token = seated["token"]
                ui.run_javascript(f"localStorage.setItem({self.key}, {json.dumps(self.token)})")
                self.look()

        ui.button(text("Take a seat"), on_click=join).classes("w-full text-lg").props("no-caps")

    def draw_seat(self) -> None:
        """Draw the actor and what can be decided."""
        view, language = self.view, self.language
        text = language.text
        state = text("Quarter {round} of {rounds}", round=max(view["round"], 1), rounds=view["rounds"])
        ui.label(f"{state} · {text(wording.PHASE_WORDS[view['phase']])}").props("role=status aria-live=polite")
        with ui.card().classes("w-full"):
            ui.label(wording.actor(language, view["kind"], view["uid"], view["facts"])).classes("text-xl font-bold")
            if view["facts"] is None:
                ui.label(text("Your actor is gone: it has closed or left the territory."))
                ui.button(text("Take another one"), on_click=self.take_another).props("no-caps")
                return
            self.draw_facts()
        if view["phase"] == OPEN:
            self.draw_decisions()
        self.draw_path()

    def take_another(self) -> None:
        """Ask for another actor."""
        self.say(kind="another", token=self.token)
        self.look()

    def draw_facts(self) -> None:
        """Draw what the actor has."""
        language, view = self.language, self.view
        text, facts = language.text, view["facts"]
        before = view["path"][-2] if len(view["path"]) > 1 else None
        cash = wording.euros(language, facts["cash"])
        if before is not None:
            change = wording.euros(language, facts["cash"] - before["cash"], signed=True)
            cash += text(" ({change} in a quarter)", change=change)
        rows = [(text("Money in the bank"), cash)]
        if view["kind"] == HOUSEHOLD:
            rows += [
                (text("Situation"), wording.status(language, facts["status"])),
                (text("Income last month"), wording.euros(language, facts["income"])),
                (text("Savings"), wording.euros(language, facts["savings"])),
                (text("Local shares"), wording.euros(language, facts["equity"])),
            ]
        elif view["kind"] == AUTHORITY:
            rows += [
                (text("Debt"), wording.euros(language, facts["debt"])),
                (text("Staff"), language.number(facts["staff"])),
                (text("Unemployment"), language.typed(f"{language.number(100 * facts['unemployment_rate'], 1)} %")),
                (text("Living poles"), language.number(facts["poles"])),
                (text("Extra public money this month"), wording.euros(language, facts["envelope"])),
            ]
        else:
            rows += self.rows_of_organisation(facts)
        with ui.grid(columns="auto 1fr").classes("gap-x-4 gap-y-1"):
            for name, shown in rows:
                ui.label(name).classes("text-gray-700")
                ui.label(shown).classes("room-number font-medium")
        if facts.get("partners"):
            ui.label(text("Partners you know best")).classes("font-bold mt-2")
            with ui.column().classes("gap-1"):
                for one in facts["partners"]:
                    trust = language.typed(f"{language.number(100 * one['trust'])} %")
                    partner = wording.actor(language, "organisation", one["uid"], one)
                    same = text(", in your pole") if one["same_pole"] else ""
                    ui.label(f"{partner}{same} – {text('trust')} {trust}").classes("text-sm")

    def rows_of_organisation(self, facts: dict[str, Any]) -> list[tuple[str, str]]:
        """Rows of an organisation: people, loans, results, stance, pole."""
        language = self.language
        text = language.text
        rows = [
            (text("Staff"), language.number(facts["staff"])),
            (text("Loans"), wording.euros(language, facts["loans"])),
            (text("Sales last month"), wording.euros(language, facts["sales"])),
            (text("Profit of twelve months"), wording.euros(language, facts["profit_year"], signed=True)),
            (text("You now"), wording.value(language, "stance", facts["stance"])),
        ]
        pole = facts["pole"]
        if pole is not None:
            kind = text(wording.POLE_WORDS[pole["kind"]])
            rows.append((text("Pole"), text("{kind}, {members} members", kind=kind, members=pole["members"])))
            rows.append((text("Saved by pooling last month"), wording.euros(language, facts["pool_saving"], True)))
        else:
            rows.append((text("Pole"), text("none")))
        rows.append((text("Joint project"), text("under way") if facts["in_project"] else text("none")))
        return rows

    def draw_decisions(self) -> None:
        """Draw one question a decision, and the button that confirms."""
        language, view = self.language, self.view
        text = language.text
        if view["answered"]:
            ui.label(text("Your decisions are in. You may change them until the quarter begins.")).classes("font-bold")
            self.answers = dict(view["decisions"])
        for option in view["options"]:
            if option.first:
                self.draw_option(option)
        others = [option for option in view["options"] if not option.first]
        if others:
            with ui.expansion(text("Other levers")).classes("w-full"):
                for option in others:
                    self.draw_option(option)
        ui.button(text("Confirm"), on_click=self.confirm).classes("w-full text-lg").props("no-caps")

    def draw_option(self, option: Option) -> None:
        """Draw one question with its answers."""
        language, name = self.language, option.name
        asked = wording.question(language, name)
        values: dict[Any, str] = {one: wording.value(language, name, one) for one in option.values}
        if option.present not in option.values:
            values = {AS_USUAL: language.text(AS_USUAL), **values}
        usual: Any = AS_USUAL if AS_USUAL in values else option.present
        present = self.answers.get(name, usual)

        def keep(event: Any) -> None:
            if event.value == AS_USUAL or event.value is None:
                self.answers.pop(name, None)
            else:
                self.answers[name] = float(event.value)

        with ui.column().classes("w-full gap-0"):
            ui.label(asked).classes("font-bold")
            if name in QUESTIONS and name != EFFORT:
                chosen: Any = ui.radio(values, value=present, on_change=keep)
            else:
                chosen = ui.select(values, value=present, on_change=keep).classes("w-full")
            chosen.props["aria-label"] = asked
        # What is asked at once is answered by confirming it; what has to be looked for, by changing it.
        if option.first and present != AS_USUAL:
            self.answers.setdefault(name, float(present))

    def confirm(self) -> None:
        """Send the answer."""
        done = self.say(kind="answer", token=self.token, round=self.view["round"], decisions=self.answers)
        if done is not None:
            ui.notify(self.language.text("Your decisions are in."), type="positive")
            self.look()

    def draw_path(self) -> None:
        """Draw the money of the actor over the quarters."""
        path = self.view["path"]
        if len(path) < 2:
            return
        series = pd.Series([one["cash"] for one in path], index=[one["month"] for one in path])
        title = self.language.text("Money in the bank")
        show(empty_chart("room-chart"), options(self.language, Curves(title, "EUR", (Course(title, series),))))


def add_phone_pages(lobby: Lobby) -> None:
    """Add ``/room`` (a code is asked for) and ``/room/<code>``."""

    @ui.page("/room")
    def ask_for_code(request: Request) -> None:
        language = language_of(request)
        text = language.text
        begin(text("Join a game"), language, "/room")
        code = ui.input(text("Code of the room")).props("autofocus autocapitalize=characters maxlength=16")

        def go() -> None:
            room = attempted(language, lambda: lobby.by_code(code.value or ""))
            if room is not None:
                ui.navigate.to(address(f"/room/{room.code}", language))

        code.on("keydown.enter", go)
        ui.button(text("Enter"), on_click=go).props("no-caps")

    @ui.page("/room/{code}")
    async def participate(request: Request, code: str) -> None:
        language = language_of(request)
        text = language.text
        try:
            room = lobby.by_code(code)
        except RoomRefusal as refused:
            begin(text("Join a game"), language, "/room")
            ui.label(language.refusal(refused)).props("role=alert")
            ui.link(text("Enter another code"), address("/room", language))
            return
        begin(text("Room {code}", code=room.code), language, f"/room/{room.code}")
        await Phone(room, language).arrive()
