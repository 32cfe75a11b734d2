"""The results of a view on the page: sentences, curves, sharing, mix, flows, map."""

import numpy as np
from nicegui import ui

from experiments.seminar import charts, pictures
from experiments.seminar.chart_element import empty_chart, show
from experiments.seminar.picture import Picture
from experiments.seminar.sentences import capital, difference_told, shown_outcomes
from experiments.seminar.view import View
from experiments.seminar.worker import MONTHS_BETWEEN_FRAMES
from experiments.words.language import Language

SECONDS_A_FRAME = 0.25


class Results:
    """Charts and sentences, made once and filled as replicates arrive.

    Parameters
    ----------
    language : Language
    """

    def __init__(self, language: Language):
        self.language = language
        self.picture: Picture | None = None
        self.names = {"a": "A", "b": "B"}
        self.frame = 0
        self.told = (
            ui.column().classes("told gap-0").props('role="status" aria-live="polite"').props('data-testid="told"')
        )
        with ui.element("div").classes("pair"):
            self.levels = empty_chart().props('data-testid="levels"')
            self.difference = empty_chart().props('data-testid="difference"')
        self.also_told = ui.column().classes("told gap-0").props('data-testid="also told"')
        with ui.tabs().props("dense align=left outside-arrows mobile-arrows").classes("w-full") as self.tabs:
            sharing = ui.tab("sharing", language.text("Who gets what")).props("no-caps data-tab=sharing")
            mix = ui.tab("mix", language.text("Triangle of integration")).props("no-caps data-tab=mix")
            flows = ui.tab("flows", language.text("Flow of euros")).props("no-caps data-tab=flows")
            map_tab = ui.tab("map", language.text("Map over time")).props("no-caps data-tab=map")
        self.tabs.set_value("sharing")
        with ui.tab_panels(self.tabs, value="sharing", animated=False, keep_alive=True).classes("w-full"):
            with ui.tab_panel(sharing).classes("px-0"), ui.element("div").classes("pair"):
                self.lorenz = {quantity: empty_chart("chart tall") for quantity in ("income", "wealth")}
                self.lorenz_difference = {quantity: empty_chart("chart low") for quantity in ("income", "wealth")}
            with ui.tab_panel(mix).classes("px-0"):
                self.triangle = empty_chart("chart triangle")
                self.mix_told = ui.column().classes("gap-0")
            with ui.tab_panel(flows).classes("px-0"):
                with ui.element("div").classes("pair"):
                    self.flows = [empty_chart("chart tall"), empty_chart("chart tall")]
                self.purposes = empty_chart()
            with ui.tab_panel(map_tab).classes("px-0"):
                self.make_map()
        self.tabs.on_value_change(self.fill_tab)

    def make_map(self) -> None:
        """Make the two maps with play, pause and step."""
        language = self.language
        with ui.row().classes("items-center w-full no-wrap gap-2"):
            self.play = (
                ui.button(icon="play_arrow", on_click=self.switch_play)
                .props(f'no-caps aria-label="{language.text("Play or pause")}"')
                .props('data-testid="play"')
            )
            ui.button(icon="skip_previous", on_click=lambda: self.step(-1)).props(
                f'outline aria-label="{language.text("One step back")}"'
            )
            ui.button(icon="skip_next", on_click=lambda: self.step(1)).props(
                f'outline aria-label="{language.text("One step on")}"'
            ).props('data-testid="step"')
            self.slider = ui.slider(min=0, max=1, step=1, value=0, on_change=lambda e: self.show_frame(int(e.value)))
            self.slider.props(f'aria-label="{language.text("Month")}"').classes("grow")
            self.month = ui.label("").classes("value").props('data-testid="map month"')
        with ui.element("div").classes("pair"):
            self.maps = [empty_chart("chart tall"), empty_chart("chart tall")]
        ui.label(
            language.text(
                "One world, the first one. Grey circles: jobs on a parcel; diamonds: organisations that are in a pole."
            )
        ).classes("small")
        self.timer = ui.timer(SECONDS_A_FRAME, self.advance, active=False)

    def clear(self) -> None:
        """Say that nothing is known yet."""
        self.told.clear()
        with self.told:
            ui.html(self.language.text("The first worlds are on their way."), tag="p")

    def fill(self, view: View, picture: Picture) -> None:
        """Show what has arrived."""
        language = self.language
        self.picture = picture
        self.names = {
            side: f"{side.upper()} : {language.regime(setting.regime)}"
            if language.code == "fr"
            else f"{side.upper()}: {language.regime(setting.regime)}"
            for side, setting in zip(("a", "b"), view.settings, strict=True)
        }
        outcome = next(one for one in picture.outcomes if one.name == view.outcome)
        bands = picture.bands(view.outcome)
        show(self.levels, charts.levels(language, bands, view.outcome, outcome.unit, self.names, view.months))
        show(self.difference, charts.difference(language, bands, view.outcome, outcome.unit, view.months))
        self.tell(view, picture)
        self.fill_tab()

    def fill_tab(self) -> None:
        """Show what has arrived in the tab that is open; the others wait until they are."""
        if self.picture is None:
            return
        fill = {"sharing": self.fill_sharing, "mix": self.fill_mix, "flows": self.fill_flows, "map": self.fill_map}
        fill[str(self.tabs.value)](self.picture)

    def fill_sharing(self, picture: Picture) -> None:
        """Lorenz curves and their differences."""
        language = self.language
        for quantity, chart in self.lorenz.items():
            show(chart, charts.lorenz(language, picture.lorenz(quantity), quantity, self.names))
            show(
                self.lorenz_difference[quantity],
                charts.lorenz_difference(language, *picture.lorenz_difference(quantity)),
            )

    def fill_mix(self, picture: Picture) -> None:
        """Triangle of integration."""
        paths = picture.integration()
        show(self.triangle, pictures.triangle(self.language, paths, self.names))
        self.mix_told.clear()
        with self.mix_told:
            for sentence in pictures.enlarged(self.language, paths, self.names):
                ui.label(sentence)

    def fill_flows(self, picture: Picture) -> None:
        """Who pays whom, and what is paid more or less."""
        for side, chart in enumerate(self.flows):
            show(chart, pictures.flow(self.language, picture.flows(side), self.names["ab"[side]]))
        show(self.purposes, pictures.purposes(self.language, picture.flows(0), picture.flows(1)))

    def fill_map(self, picture: Picture) -> None:
        """Both maps at the month looked at."""
        last = len(picture.frames()[0]) - 1
        self.slider.props(f"max={last}")
        self.show_frame(min(self.frame, last))

    def tell(self, view: View, picture: Picture) -> None:
        """Write what the differences are and how certain."""
        effects = picture.effects()
        first, *others = [
            capital(difference_told(effects, outcome, view.replicates, self.language))
            for outcome in shown_outcomes(effects, view.outcome)
        ]
        for place, sentences in ((self.told, [first]), (self.also_told, others)):
            place.clear()
            with place:
                for sentence in sentences:
                    ui.html(sentence, tag="p")

    def show_frame(self, frame: int) -> None:
        """Show one picture of both maps."""
        if self.picture is None:
            return
        self.frame = frame
        month = min(frame * MONTHS_BETWEEN_FRAMES, self.picture.months)
        self.month.set_text(self.language.text("month {month}", month=month))
        for side, (chart, frames) in enumerate(zip(self.maps, self.picture.frames(), strict=True)):
            picture: np.ndarray = frames[min(frame, len(frames) - 1)]
            show(chart, pictures.land(self.language, picture, self.names["ab"[side]]))
        if self.slider.value != frame:
            self.slider.set_value(frame)

    def step(self, by: int) -> None:
        """Go one picture on or back."""
        if self.picture is not None:
            last = len(self.picture.frames()[0]) - 1
            self.show_frame(min(max(self.frame + by, 0), last))

    def switch_play(self) -> None:
        """Play or pause."""
        if self.picture is None:
            return
        self.timer.active = not self.timer.active
        if self.timer.active and self.frame == len(self.picture.frames()[0]) - 1:
            self.show_frame(0)
        self.play.props(f"icon={'pause' if self.timer.active else 'play_arrow'}")

    def advance(self) -> None:
        """Play one picture; stop at the last one."""
        if self.picture is None or self.frame >= len(self.picture.frames()[0]) - 1:
            self.timer.active = False
            self.play.props("icon=play_arrow")
            return
        self.step(1)
