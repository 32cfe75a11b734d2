"""The page on which a teacher opens a room."""

from typing import Any

from fastapi import Request
from nicegui import run, ui

from experiments.seminar.preparing import Preparing
from experiments.seminar.rooms.layout import address, attempted, begin, language_of
from experiments.seminar.rooms.lobby import Lobby
from experiments.seminar.rooms.room import Room
from experiments.words.language import Language
from simulation.plan import load_plan, scenario_names
from simulation.refusals import PlanError
from simulation.scenario_files import read_scenario

REGIMES = ("plural", "reciprocity")
"""Regimes in which there is something to decide about cooperating."""
ROUNDS = (4, 6, 8, 12, 20)
SECONDS = (60, 120, 180, 300)


def room_of(scenario: str, regime: str, rounds: int, seconds: float, seed: int) -> Room:
    """Set a room up: the territory lives its burn-in, which takes a second or two."""
    plan = load_plan(scenario, regime=regime, size="class")
    return Room(plan, seed, rounds=rounds, seconds=seconds)


def scenarios_told(language: Language) -> dict[str, str]:
    """Scenarios by name, with their titles."""
    titles = {name: read_scenario(name).title for name in scenario_names() if name != "base"}
    return {name: title.get(language.code, name) for name, title in titles.items()}


def add_opening_page(lobby: Lobby) -> None:
    """Add ``/room/new``."""

    @ui.page("/room/new")
    def open_room(request: Request) -> None:
        language = language_of(request)
        text = language.text
        begin(text("Open a game"), language, "/room/new")
        ui.label(
            text(
                "Participants join from their phones with a code, each takes an actor of the territory, and every round"
                " is a quarter of a year."
            )
        )
        scenarios = scenarios_told(language)
        scenario = ui.select(scenarios, value=next(iter(scenarios)), label=text("Scenario")).classes("w-full max-w-xl")
        scenario.set_value("mono_industry")
        regimes = {name: language.regime(name) for name in REGIMES}
        regime = ui.select(regimes, value=REGIMES[0], label=text("Regime")).classes("w-full max-w-xl")
        with ui.row():
            rounds = ui.select(list(ROUNDS), value=8, label=text("Quarters to play")).classes("w-40")
            seconds = ui.select(list(SECONDS), value=120, label=text("Seconds to decide")).classes("w-40")
            seed = ui.number(text("World (seed)"), value=1, min=0, max=1_000_000, precision=0).classes("w-40")
        waiting = ui.row().classes("items-center")

        async def open_now(event: Any) -> None:
            event.sender.disable()
            with waiting:
                ui.spinner()
                preparing = Preparing(language)
                told_so = ui.label(preparing.told()).props("role=status")
                ui.timer(1.0, lambda: told_so.set_text(preparing.told()))
            number = int(min(max(seed.value or 1, 0), 1_000_000))
            room = None
            try:
                room = await run.io_bound(
                    room_of, scenario.value, regime.value, int(rounds.value), float(seconds.value), number
                )
            except PlanError as refused:
                ui.notify(language.refusal(refused), type="negative", multi_line=True)
            finally:
                # Whatever stopped it, nobody is left before a wheel that turns.
                waiting.clear()
                event.sender.enable()
            if room is not None and attempted(language, lambda: lobby.admit(room)) is not None:
                ui.navigate.to(address(f"/teach/{room.secret}", language))

        ui.button(text("Open the room"), on_click=open_now).props("no-caps")
        ui.link(text("Open a session that was played before"), address("/session", language))
