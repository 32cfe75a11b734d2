"""The page to explore: choose, move, watch; the address bar holds what is shown."""

import json
from dataclasses import replace
from functools import partial
from typing import Any

from nicegui import ui

from experiments.numbers.contrasts import MAIN_REGIMES
from experiments.refusal import Refusal
from experiments.seminar.dates import Dates
from experiments.seminar.downloads import Downloads
from experiments.seminar.panel import BOTH, Panel
from experiments.seminar.picture import Picture
from experiments.seminar.preparing import Preparing
from experiments.seminar.results import Results
from experiments.seminar.runs import Runner, RunningView, run_while_watched
from experiments.seminar.values import outcomes_by_label
from experiments.seminar.view import MONTHS, SIDES, View, checked, scenario_of
from experiments.words.language import Language
from simulation.outcomes import OUTCOMES
from simulation.scenario_files import scenario_names

WORLDS = (10, 30, 100)
SECONDS_BETWEEN_LOOKS = 0.15


class Explore:
    """One open page.

    Parameters
    ----------
    runner : Runner
    view : View
        As the address had it.
    refusal : str
        Why the address was not followed; empty otherwise.
    predict : callable
        Opens a prediction on the view.
    """

    def __init__(self, runner: Runner, view: View, refusal: str = "", predict: Any = None):
        self.runner, self.view, self.predict = runner, view, predict
        self.client = ui.context.client
        self.language = Language(view.language_code)
        self.preparing = Preparing(self.language)
        self.running: RunningView | None = None
        self.dirty = False
        self.drawn = 0
        with ui.element("div").classes("page"):
            self.head()
            self.refused = ui.label(refusal).classes("refused").props('role="alert"').props('data-testid="refused"')
            self.refused.set_visibility(bool(refusal))
            with ui.element("div").classes("columns"):
                with ui.column().classes("side gap-1").props('role="region"'):
                    self.choices()
                    self.panel = Panel(self.language, lambda: self.view, self.move)
                    self.dates = Dates(self.language, lambda: self.view, self.go, self.refuse)
                with ui.column().classes("main gap-1").props('role="main" id="results"'):
                    self.bar()
                    self.results = Results(self.language)
                    Downloads(self.language, lambda: self.view, lambda: self.results.picture, self.refuse)
        ui.timer(SECONDS_BETWEEN_LOOKS, self.look)
        run_while_watched(self.client, lambda: self.running, self.leave, self.ask)
        if not refusal:
            self.ask()
        else:
            self.results.clear()

    def head(self) -> None:
        """Title, question, language, link, prediction."""
        language, scenario = self.language, scenario_of(self.view.scenario)
        other = "en" if language.code == "fr" else "fr"
        ui.html('<a class="skip" href="#results">' + language.text("To the results") + "</a>", sanitize=False)
        with ui.row().classes("w-full items-center justify-between"):
            self.title = ui.html(language.typed(scenario.title[language.code]), tag="h1")
            with ui.row().classes("items-center gap-1"):
                ui.button(language.text("Copy the link"), icon="link", on_click=self.copy).props("flat no-caps dense")
                ui.button(language.text("Predict first"), icon="how_to_vote", on_click=self.open_prediction).props(
                    "outline no-caps dense"
                ).props('data-testid="predict"')
                for told, icon, page in (
                    (language.text("Play"), "groups", "/room/new"),
                    (language.text("Seminars"), "school", "/leaflets"),
                ):
                    ui.button(told, icon=icon, on_click=partial(ui.navigate.to, f"{page}?lang={language.code}")).props(
                        "flat no-caps dense"
                    )
                ui.button(
                    "English" if other == "en" else "Français",
                    on_click=lambda: ui.navigate.to("/?" + replace(self.view, language_code=other).query),
                ).props(f'flat no-caps dense lang="{other}"').props('data-testid="language"')
        self.question = ui.label(language.typed(scenario.question[language.code])).classes("question")

    def choices(self) -> None:
        """Scenario, length, worlds, and the regime of both sides."""
        language, view = self.language, self.view
        titles = {name: language.typed(scenario_of(name).title[language.code]) for name in scenario_names()}
        ui.select(
            titles,
            label=language.text("Scenario"),
            value=view.scenario,
            on_change=lambda e: self.choose(scenario=e.value),
        ).classes("w-full").props('data-testid="scenario"')
        with ui.element("div").classes("settings"):
            for side in SIDES:
                setting = view.a if side == "a" else view.b
                with ui.row().classes("items-center no-wrap gap-2"):
                    ui.label(side.upper()).classes(f"badge-{side}")
                    ui.select(
                        {name: language.regime(name) for name in MAIN_REGIMES},
                        value=setting.regime,
                        label=language.text("Regime"),
                        on_change=lambda e, side=side: self.choose_regime(side, e.value),
                    ).classes("grow").props(f'data-testid="regime {side}"')
        lengths = sorted({*MONTHS, view.months})
        years = {months: language.text("{years} years", years=months // 12) for months in lengths}
        worlds = {n: language.text("{n} worlds", n=n) for n in sorted({*WORLDS, view.replicates})}
        with ui.element("div").classes("settings"):
            ui.select(
                years, value=view.months, label=language.text("Length"), on_change=lambda e: self.choose(months=e.value)
            )
            ui.select(
                worlds,
                value=view.replicates,
                label=language.text("Worlds"),
                on_change=lambda e: self.choose(replicates=e.value),
            ).props('data-testid="worlds"')

    def bar(self) -> None:
        """Outcome drawn large, progress, cancel."""
        language = self.language
        ordered = outcomes_by_label(language, OUTCOMES)
        with ui.row().classes("w-full items-center gap-3"):
            ui.select(
                ordered,
                value=self.view.outcome,
                label=language.text("Outcome"),
                on_change=lambda e: self.look_at(e.value),
            ).classes("min-w-64").props('data-testid="outcome"')
            with ui.column().classes("grow gap-0"):
                self.progress_label = (
                    ui.label("").classes("small").props('role="status"').props('data-testid="progress"')
                )
                self.progress = ui.linear_progress(0, show_value=False).props(
                    f'instant-feedback aria-label="{language.text("Progress")}"'
                )
            self.stop = ui.button(language.text("Cancel"), icon="stop", on_click=self.cancel).props(
                "outline no-caps dense"
            )
            self.stop.props('data-testid="cancel"')

    # -- what a person does -----------------------------------------------------------------------------------

    def move(self, path: str, value: Any, side: str) -> None:
        """Move a control on one side or both, from month 1 on."""
        view = self.view
        for name in SIDES if side == BOTH else (side,):
            setting = view.a if name == "a" else view.b
            view = view.with_side(name, setting.moved(path, value))
        self.go(view)

    def choose_regime(self, side: str, regime: str) -> None:
        """Choose the regime of a side."""
        setting = self.view.a if side == "a" else self.view.b
        self.go(self.view.with_side(side, replace(setting, regime=regime)))

    def choose(self, **chosen: Any) -> None:
        """Choose the scenario, the length or the number of worlds."""
        view = replace(self.view, **chosen)
        if view.scenario != self.view.scenario:
            view = replace(view, removed=())
            scenario = scenario_of(view.scenario)
            self.title.set_content(self.language.typed(scenario.title[self.language.code]))
            self.question.set_text(self.language.typed(scenario.question[self.language.code]))
        self.go(view)
        self.panel.refresh()

    def look_at(self, outcome: str) -> None:
        """Draw another outcome large; nothing is run again."""
        self.view = replace(self.view, outcome=outcome)
        self.put_address()
        self.dirty, self.drawn = True, 0

    def go(self, view: View) -> None:
        """Show another view, or say why it cannot be run and stay."""
        try:
            checked(view, self.language)
        except Refusal as refusal:
            self.refuse(str(refusal))
            self.dates.refresh()
            return
        self.refuse("")
        self.view = view
        self.dates.refresh()
        self.ask()

    def refuse(self, sentence: str) -> None:
        """Say in one sentence what cannot be done; an empty one takes it back."""
        self.refused.set_text(sentence)
        self.refused.set_visibility(bool(sentence))

    def copy(self) -> None:
        """Put the address on the clipboard, where the browser allows it."""
        ui.run_javascript("navigator.clipboard && navigator.clipboard.writeText(location.href)")
        ui.notify(self.language.text("The address holds everything that is shown here."))

    def open_prediction(self) -> None:
        """Go to the page where the class says what it expects, before anything is shown."""
        self.leave()
        ui.navigate.to(self.predict(self.view))

    # -- running ----------------------------------------------------------------------------------------------

    def put_address(self) -> None:
        """Write the view into the address bar."""
        self.client.run_javascript(f"history.replaceState(null, '', '/?' + {json.dumps(self.view.query)})")

    def ask(self) -> None:
        """Run the view; what was running for this page stops."""
        self.leave()
        self.put_address()
        self.drawn, self.dirty = 0, True
        self.running = self.runner.run(self.view, self.arrived)

    def arrived(self, running: RunningView) -> None:
        """Note that something came; it is drawn at the next look."""
        if running is self.running:
            self.dirty = True

    def leave(self) -> None:
        """Stop what runs for this page."""
        if self.running is not None:
            self.runner.cancel(self.running)

    def cancel(self) -> None:
        """Stop; what has come stays."""
        self.leave()
        self.dirty = True

    def look(self) -> None:
        """Draw what has come, rarely enough that the page stays quick."""
        running = self.running
        if running is None or not (self.dirty or not self.runner.ready):
            return
        self.dirty = False
        count = len(running.complete)
        self.tell_progress(running, count)
        if count == 0:
            if self.drawn == 0 and self.results.picture is None:
                self.results.clear()
            return
        due = count >= 1.3 * self.drawn or running.done or running.cancelled
        if due and count != self.drawn:
            self.drawn = count
            self.results.fill(
                running.view if running.view.outcome == self.view.outcome else self.view, Picture(*running.pairs())
            )

    def tell_progress(self, running: RunningView, count: int) -> None:
        """Say how much has come."""
        language, wanted = self.language, running.view.replicates
        self.stop.set_enabled(running.goes_on)
        self.progress.set_value(count / wanted)
        values = {"count": count, "wanted": wanted}
        if running.failed:
            self.refuse(language.text("The run failed: {reason}", reason=language.refusal(running.failed)))
        if not self.runner.ready:
            told = self.preparing.told()
        elif running.cancelled:
            told = language.text("Cancelled after {count} of {wanted} worlds.", **values)
        elif running.done:
            told = language.text("{wanted} worlds, all there.", **values)
        else:
            told = language.text("{count} of {wanted} worlds.", **values)
        self.progress_label.set_text(told)
