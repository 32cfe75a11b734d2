"""After the game: the class path on the band of the model's own actors, one choice changed, the file to leave with."""

from contextlib import closing, suppress
from typing import Any

import numpy as np
import pandas as pd
from fastapi import Request
from nicegui import events, run, ui

from experiments.numbers.measures import described_outcomes
from experiments.seminar.rooms import wording
from experiments.seminar.rooms.archive import SUFFIX, SessionRefusal, open_session, session_bytes
from experiments.seminar.rooms.curves import BLUE, ORANGE, curve, scale_of
from experiments.seminar.rooms.layout import begin, language_of, two_columns
from experiments.seminar.rooms.offers import (
    EFFORT,
    ENVELOPE_LEVERS,
    INVEST,
    LEVERS,
    PARTS_OF_SAVINGS,
    SHARES,
    STANCE,
    STANCES,
    VOTE_WORDS,
    VOTES,
)
from experiments.seminar.rooms.replay import (
    REPLICATES,
    Difference,
    band_of,
    replay_altered,
    with_decision,
    worlds_alone,
)
from experiments.seminar.rooms.session import Session
from experiments.words.language import Language
from simulation.choices import HOUSEHOLD, ORGANISATION
from simulation.plan import PlanError

DRAWN = ("jobs", "unemployment_rate", "pole_count", "gini_income", "value_added")
FIRST_ROWS = 15
LARGEST_UPLOAD = 20_000_000
LEFT_TO_MODEL = {ORGANISATION: STANCE, HOUSEHOLD: INVEST, "authority": "policy.authority_role"}
"""Decision that a replay can take for a seat which the model played."""


def values_of(name: str) -> tuple[float, ...]:
    """Values a decision can take in a replay; none where any number in the range of a parameter can be given."""
    known: dict[str, tuple[float, ...]] = {STANCE: tuple(float(code) for code in range(len(STANCES)))}
    known |= {EFFORT: tuple(SHARES), INVEST: tuple(PARTS_OF_SAVINGS), "buy_local": tuple(SHARES)}
    known |= {vote: tuple(VOTE_WORDS) for vote in VOTES}
    known |= {path: tuple(map(float, values)) for path, values in {**LEVERS, **ENVELOPE_LEVERS}.items()}
    return known.get(name, ())


class Afterwards:
    """The part of a page that works on a session."""

    def __init__(self, session: Session, language: Language):
        self.session, self.language = session, language
        self.worlds: list[np.ndarray] = []
        self.running, self.cancelled = False, False
        self.drawn = -1
        self.difference: Difference | None = None
        text = language.text
        ui.label(text("After the game")).classes("text-xl font-bold").props("role=heading aria-level=2")
        with ui.row():
            ui.button(text("Download the session"), on_click=self.download).props("no-caps")
            ui.button(text("Download the decisions (CSV)"), on_click=self.download_decisions).props("no-caps outline")
        ui.label(text("The file opens this session again on any machine that has the model.")).classes("text-sm")
        with two_columns():
            with ui.column().classes("w-full"):
                self.draw_band_controls()
            with ui.column().classes("w-full"):
                self.draw_replay_controls()
        ui.timer(0.5, self.follow)

    # -- the band ---------------------------------------------------------------------------------------------

    def draw_band_controls(self) -> None:
        """Draw the choice of an outcome, the button that lives the worlds, and the curve."""
        text = self.language.text
        names = {name: self.language.outcome(name) for name in DRAWN}
        self.outcome = ui.select(names, value=DRAWN[0], label=text("Outcome"), on_change=self.draw).classes("w-full")
        self.chart = ui.html("", sanitize=False).classes("w-full")
        with ui.row().classes("items-center"):
            self.start = ui.button(text("Compare with the model's own actors"), on_click=self.live_worlds)
            self.start.props("no-caps")
            self.cancel = ui.button(text("Cancel"), on_click=self.stop).props("no-caps outline")
            self.cancel.set_enabled(False)
        self.progress = ui.label().classes("room-number").props("role=status aria-live=polite")
        self.draw()

    async def live_worlds(self) -> None:
        """Live the worlds in processes of their own."""
        if self.running:
            return
        self.worlds, self.running, self.cancelled = [], True, False
        self.start.set_enabled(False)
        self.cancel.set_enabled(True)
        try:
            await run.io_bound(self._live_worlds)
        finally:
            self.running = False
            self.start.set_enabled(True)
            self.cancel.set_enabled(False)

    def _live_worlds(self) -> None:
        with closing(worlds_alone(self.session)) as worlds:
            for world in worlds:
                self.worlds.append(world)
                if self.cancelled:
                    break

    def stop(self) -> None:
        """Ask the worlds to stop."""
        self.cancelled = True

    def follow(self) -> None:
        """Draw the band again when more worlds are ready."""
        if len(self.worlds) != self.drawn:
            self.draw()

    def draw(self) -> None:
        """Draw the class path on the band."""
        self.drawn = len(self.worlds)
        if self.running or self.worlds:
            done = self.language.text("{done} of {wanted} worlds", done=self.drawn, wanted=REPLICATES)
            self.progress.set_text(done)
        self.chart.set_content(self.figure(self.outcome.value))

    def figure(self, name: str) -> str:
        """Curve of an outcome: the class, the band, and the replay where there is one."""
        language, outcomes = self.language, self.session.outcomes
        factor, unit = scale_of(next((one.unit for one in described_outcomes(outcomes) if one.name == name), "1"))
        title = language.outcome(name) + (f" ({language.text(unit)})" if unit else "")
        lines = [(language.text("the class"), outcomes[name], BLUE, "")]
        if self.difference is not None:
            changed = self.difference.outcomes_after[name]
            lines.append((language.text("with one decision changed"), changed, ORANGE, "7 4"))
        band = band_of(self.worlds, outcomes, name) if len(self.worlds) > 1 else None
        return curve(language, title, lines, band, factor)

    # -- one choice changed -----------------------------------------------------------------------------------

    def draw_replay_controls(self) -> None:
        """Draw the choice of a decision and of its other value."""
        text, language = self.language.text, self.language
        ui.label(text("What if one decision had been another?")).classes("font-bold")
        rows = self.session.decisions
        if rows.empty:
            ui.label(text("Nothing was decided in this game."))
            return
        told = {place: self.told(row) for place, row in enumerate(rows.itertuples(index=False))}
        decision = ui.select(told, value=0, label=text("Decision"), with_input=True).classes("w-full")
        place = ui.column().classes("w-full")
        kept: dict[str, Any] = {}

        def draw_value() -> None:
            place.clear()
            if decision.value is None:
                return
            name = self.name_of(rows.iloc[decision.value])
            values = values_of(name)
            with place:
                if values:
                    shown = {one: wording.value(language, name, one) for one in values}
                    kept["value"] = ui.select(shown, value=values[0], label=text("Instead")).classes("w-full")
                else:
                    kept["value"] = ui.number(text("Instead"), value=0.0)

        decision.on_value_change(draw_value)
        draw_value()
        self.answer = ui.column().classes("w-full")

        async def replay(event: Any) -> None:
            if decision.value is None or kept["value"].value is None:
                return
            event.sender.disable()
            await self.replay(rows.iloc[decision.value], float(kept["value"].value))
            event.sender.enable()

        ui.button(text("Replay with this decision changed"), on_click=replay).props("no-caps")
        self.answer.move(target_index=-1)

    def name_of(self, row: Any) -> str:
        """Decision of a row; of a seat that the model played, the one a replay can take."""
        return str(row.decision) or LEFT_TO_MODEL[str(row.kind)]

    def told(self, row: Any) -> str:
        """A decision in words."""
        language, text = self.language, self.language.text
        who = wording.actor(language, row.kind, row.uid)
        quarter = text("quarter {number}", number=row.round)
        if not row.decision:
            return f"{quarter} · {who} · {text('left to the model')}"
        told = row.value
        with suppress(ValueError):
            told = float(row.value)
        shown = wording.value(language, row.decision, told)
        return f"{quarter} · {who} · {wording.question(language, row.decision)} – {shown}"

    async def replay(self, row: Any, value: float) -> None:
        """Live the session with one decision changed, beside itself."""
        language = self.language
        self.answer.clear()
        with self.answer:
            ui.spinner()
        try:
            choices = with_decision(
                self.session.choices, str(row.kind), int(row.uid), int(row.month), self.name_of(row), value
            )
            difference = await run.io_bound(replay_altered, self.session, choices)
        except PlanError as error:
            self.answer.clear()
            with self.answer:
                ui.label(language.refusal(error)).props("role=alert")
            return
        self.answer.clear()
        if difference is None:
            return
        self.difference = difference
        with self.answer:
            for sentence in sentences(language, difference):
                ui.label(sentence)
            draw_touched(language, difference.touched)
        self.draw()

    # -- files ------------------------------------------------------------------------------------------------

    async def download(self) -> None:
        """Hand the session over as one file."""
        figures = {f"{name}.svg": self.figure(name).encode() for name in DRAWN}
        content = await run.io_bound(session_bytes, self.session, figures)
        if content is not None:
            ui.download.content(content, f"{self.session.plan.scenario}{SUFFIX}", "application/zip")

    def download_decisions(self) -> None:
        """Hand the table of decisions over."""
        content = self.session.decisions.to_csv(index=False, lineterminator="\n")
        ui.download.content(content, "decisions.csv", "text/csv")


def sentences(language: Language, difference: Difference) -> list[str]:
    """What one changed decision did, in sentences."""
    text = language.text
    if difference.first_month is None:
        return [text("Nothing differs: in this world that decision made no difference to anybody.")]
    touched = difference.touched
    told = [
        text(
            "The first difference is seen in month {month}. Organisations touched: {organisations}; households touched:"
            " {households}.",
            month=difference.first_month,
            organisations=language.number(float((touched["kind"] == ORGANISATION).sum())),
            households=language.number(float((touched["kind"] == HOUSEHOLD).sum())),
        )
    ]
    told.append(
        text(
            "Jobs in the end: {jobs}. Money of organisations: {organisations}; money of households: {households}.",
            jobs=language.number(difference.jobs, 0, signed=True),
            organisations=wording.euros(language, difference.total(ORGANISATION, "cash"), signed=True),
            households=wording.euros(language, difference.total(HOUSEHOLD, "cash"), signed=True),
        )
    )
    told.append(text("This is one world; another one, with other luck, may answer otherwise."))
    return told


def draw_touched(language: Language, touched: pd.DataFrame) -> None:
    """Draw the actors most touched."""
    text = language.text
    if touched.empty:
        return
    with ui.element("table").classes("w-full text-left"):
        with ui.element("tr"):
            for words in (text("Actor"), text("Jobs"), text("Money"), text("First month")):
                with ui.element("th").classes("pr-3"):
                    ui.label(words)
        rows: list[Any] = list(touched.head(FIRST_ROWS).itertuples(index=False))
        for row in rows:
            name = wording.actor(language, row.kind, row.uid)
            if row.lives_before and not row.lives_after:
                name += text(" (closes or leaves now)")
            elif row.lives_after and not row.lives_before:
                name += text(" (stays or is founded now)")
            jobs = language.number(row.jobs, 0, signed=True) if row.kind == ORGANISATION else "–"
            with ui.element("tr"):
                for cell in (name, jobs, wording.euros(language, row.cash, signed=True), str(row.first_month)):
                    with ui.element("td").classes("pr-3 room-number"):
                        ui.label(cell)


def add_session_page() -> None:
    """Add ``/session``, which opens a file that was taken home."""

    @ui.page("/session")
    def reopen(request: Request) -> None:
        language = language_of(request)
        text = language.text
        begin(text("A session played before"), language, "/session")
        place = ui.column().classes("w-full")

        async def take(event: events.UploadEventArguments) -> None:
            place.clear()
            if event.file.size() > LARGEST_UPLOAD:
                with place:
                    ui.label(text("The file is far larger than a session and was not opened.")).props("role=alert")
                return
            content = await event.file.read()
            with place:
                try:
                    session = await run.io_bound(open_session, content)
                except SessionRefusal as refused:
                    ui.label(wording.refusal(language, refused)).props("role=alert")
                    return
                if session is not None:
                    Afterwards(session, language)

        upload = ui.upload(label=text("File of a session"), on_upload=take, auto_upload=True)
        upload.props["max-file-size"] = LARGEST_UPLOAD
        upload.props('accept=".zip"')
        place.move(target_index=-1)
