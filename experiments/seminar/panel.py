"""The controls of the page, made from the declared parameters."""

from collections.abc import Callable
from typing import Any

from nicegui import events, ui

from experiments.seminar.controls import offered, shown_at_once, step_of
from experiments.seminar.values import is_switch, label_of, shown_value, source_of, theme_of
from experiments.seminar.view import View, value_at_start
from experiments.words.language import Language
from simulation.declared import PARAMETERS
from simulation.parameters import THEMES, Parameter

BOTH = "both"


class Panel:
    """Sliders, switches and choices, grouped; each says its label, unit and value, and its range and source on hover.

    Parameters
    ----------
    language : Language
    view : callable
        Gives the view as it stands.
    move : callable
        Told ``(path, value, side)``; side is ``a``, ``b`` or ``both``, a value of None puts the control back.
    """

    def __init__(self, language: Language, view: Callable[[], View], move: Callable[[str, Any, str], None]):
        self.language, self.view, self.move = language, view, move
        self.side = BOTH
        self.shown: dict[str, tuple[ui.label, Any]] = {}
        self.quiet = False
        choices = {BOTH: language.text("A and B"), "a": language.text("A only"), "b": language.text("B only")}
        ui.label(language.text("What I move acts on")).classes("small")
        ui.toggle(choices, value=BOTH, on_change=self.choose_side).props("no-caps").props('data-testid="scope"')
        for theme in THEMES:
            self.theme(theme)

    def choose_side(self, event: events.ValueChangeEventArguments) -> None:
        """Move the controls of the other side from now on, and show its values."""
        self.side = event.value
        self.refresh()

    def theme(self, theme: str) -> None:
        """Show one theme: what is most often moved, and every other parameter by its name."""
        moved = {change.path for setting in self.view().settings for change in setting.changes if change.month == 1}
        with ui.expansion(theme_of(self.language, theme), value=theme == THEMES[0]).classes("w-full").props("dense"):
            holder = ui.column().classes("w-full gap-0")
            first = shown_at_once(theme)
            rest = [one for one in offered(theme) if one not in first]
            for parameter in (*first, *(one for one in rest if one.path in moved)):
                with holder:
                    self.control(parameter)

            def add(event: events.ValueChangeEventArguments) -> None:
                if event.value and event.value not in self.shown:
                    with holder:
                        self.control(PARAMETERS[event.value])
                if event.value:
                    chooser.set_value(None)

            names = {one.path: label_of(self.language, one) for one in rest}
            chooser = ui.select(names, label=self.language.text("Another parameter"), with_input=True, on_change=add)
            chooser.classes("w-full")

    def value(self, path: str) -> Any:
        """Value a control shows: that of the chosen side, of A where both are meant."""
        setting = self.view().b if self.side == "b" else self.view().a
        own = setting.value_from_start(path)
        return value_at_start(self.view(), path) if own is None else own

    def control(self, parameter: Parameter) -> None:
        """Show one parameter."""
        path, language = parameter.path, self.language
        label = label_of(language, parameter)
        with ui.element("div").classes("control").props(f'data-testid="control {path}"'):
            with ui.row().classes("w-full items-baseline justify-between gap-x-2 gap-y-0"):
                ui.label(label).classes("name").tooltip(self.hint(parameter))
                told = ui.label("").classes("value")
            element = self.input(parameter, label)
        self.shown[path] = (told, element)
        self.tell(path)

    def input(self, parameter: Parameter, label: str) -> Any:
        """Make the slider, switch or choice of a parameter."""
        path, value = parameter.path, self.value(parameter.path)
        if parameter.choices:
            options = {name: self.language.text(name.replace("_", " ")) for name in parameter.choices}
            return (
                ui.select(options, value=value, on_change=lambda e: self.moved(path, e.value))
                .props(f'dense outlined aria-label="{label}"')
                .classes("w-full")
            )
        if is_switch(parameter):
            kind = bool if parameter.kind == "switch" else int
            return ui.switch(value=bool(value), on_change=lambda e: self.moved(path, kind(e.value))).props(
                f'aria-label="{label}"'
            )
        slider = ui.slider(min=parameter.low, max=parameter.high, step=step_of(parameter), value=value)
        slider.props(f'aria-label="{label}"')
        slider.on_value_change(lambda e: self.tell(path, e.value))
        slider.on("change", lambda e: self.moved(path, e.args), throttle=0.05)
        return slider

    def hint(self, parameter: Parameter) -> str:
        """Name, range, unit and source, shown on hover."""
        language = self.language
        low, high = (
            shown_value(language, parameter, end) if not parameter.choices else "" for end in self.ends(parameter)
        )
        unit = language.parameter_unit(parameter.path)
        source = source_of(language, parameter.source)
        if parameter.choices or is_switch(parameter):
            return language.text("{path}. Source: {source}.", path=parameter.path, source=source)
        return language.text(
            "{path}, from {low} to {high} {unit}. Source: {source}.",
            path=parameter.path,
            low=low,
            high=high,
            unit=unit,
            source=source,
        )

    @staticmethod
    def ends(parameter: Parameter) -> tuple[float, float]:
        """Range of a parameter."""
        return parameter.low, parameter.high

    def moved(self, path: str, value: Any) -> None:
        """Pass on that a control was moved by a person."""
        if self.quiet or value is None:
            return
        parameter = PARAMETERS[path]
        if parameter.kind == "integer" and not is_switch(parameter):
            value = round(value)
        if parameter.kind == "number":
            value = float(format(value, ".6g"))
        back = value == value_at_start(self.view(), path)
        self.move(path, None if back else value, self.side)
        self.tell(path)

    def tell(self, path: str, dragged: Any | None = None) -> None:
        """Write the value beside the control; both values where the sides differ."""
        parameter, language = PARAMETERS[path], self.language
        told, _ = self.shown.get(path, (None, None))
        if told is None:
            return
        unit = language.parameter_unit(parameter.path)
        if dragged is not None:
            told.set_text(f"{shown_value(language, parameter, dragged)} {unit}")
            return
        start = value_at_start(self.view(), path)
        own = [setting.value_from_start(path) for setting in self.view().settings]
        a, b = (shown_value(language, parameter, start if one is None else one) for one in own)
        told.set_text(f"{a} {unit}" if a == b else f"A {a} · B {b} {unit}")
        told.classes(**{"add" if own != [None, None] else "remove": "moved"})

    def refresh(self) -> None:
        """Show the values of the view in every control."""
        self.quiet = True
        for path, (_, element) in self.shown.items():
            value = self.value(path)
            element.set_value(bool(value) if is_switch(PARAMETERS[path]) else value)
            self.tell(path)
        self.quiet = False
