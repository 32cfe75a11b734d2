"""Dated events on a timeline: those of the scenario, which can be taken away, and one's own."""

from collections.abc import Callable
from dataclasses import replace

from nicegui import ui

from experiments.refusal import Refusal
from experiments.seminar.controls import offered
from experiments.seminar.values import label_of, read_value, shown_value, theme_of
from experiments.seminar.view import SIDES, Change, View, scenario_events, whole
from experiments.words.language import Language
from simulation.declared import PARAMETERS
from simulation.parameters import THEMES


class Dates:
    """The timeline and the form that adds an event.

    Parameters
    ----------
    language : Language
    view : callable
        Gives the view as it stands.
    change : callable
        Told the view with an event added or taken away.
    refuse : callable
        Told a sentence where an event cannot be read.
    """

    def __init__(
        self,
        language: Language,
        view: Callable[[], View],
        change: Callable[[View], None],
        refuse: Callable[[str], None],
    ):
        self.language, self.view, self.change, self.refuse = language, view, change, refuse
        with ui.expansion(language.text("Dated events"), value=True).classes("w-full").props("dense"):
            self.line = ui.html(sanitize=False).classes("w-full")
            self.list = ui.column().classes("w-full gap-1")
            self.form()
        self.refresh()

    def form(self) -> None:
        """Make the form for one more event."""
        language = self.language
        options = {
            one.path: language.text("{theme}: {label}", theme=theme_of(language, theme), label=label_of(language, one))
            for theme in THEMES
            for one in offered(theme)
        }
        with ui.expansion(language.text("Add an event")).classes("w-full").props("dense"):
            path = (
                ui.select(options, label=language.text("Parameter"), with_input=True)
                .classes("w-full")
                .props('data-testid="event path"')
            )
            with ui.row().classes("w-full no-wrap gap-2"):
                value = ui.input(language.text("Value")).classes("w-1/3").props('data-testid="event value"')
                month = (
                    ui.number(language.text("Month"), value=24, min=1, precision=0)
                    .classes("w-1/3")
                    .props('data-testid="event month"')
                )
                until = (
                    ui.number(language.text("Until"), min=1, precision=0)
                    .classes("w-1/3")
                    .props('data-testid="event until"')
                )
            side = ui.toggle({"both": language.text("A and B"), "a": "A", "b": "B"}, value="both").props("no-caps")

            def add() -> None:
                try:
                    if path.value is None:
                        raise Refusal(language.text("Choose the parameter that changes."))
                    months = self.view().months
                    first = whole(language, language.text("Month"), str(int(month.value or 0)), 1, months)
                    last = whole(language, language.text("Until"), str(int(until.value or first)), first, months)
                    change = Change(
                        path.value, read_value(language, PARAMETERS[path.value], value.value or ""), first, last
                    )
                except Refusal as refusal:
                    self.refuse(str(refusal))
                    return
                view = self.view()
                for name in SIDES if side.value == "both" else (side.value,):
                    setting = view.a if name == "a" else view.b
                    view = view.with_side(name, setting.dated(change))
                self.change(view)

            ui.button(language.text("Add"), on_click=add).props("outline no-caps").props('data-testid="event add"')

    def refresh(self) -> None:
        """Show the events of the view."""
        view, language = self.view(), self.language
        self.list.clear()
        bars = []
        with self.list:
            for event in scenario_events(view):
                kept = (event.path, event.month) not in view.removed
                if kept:
                    bars.append(("", event.month, event.until))
                label = event.label.get(language.code, label_of(language, PARAMETERS[event.path]))

                def switch(e, key=(event.path, event.month)) -> None:
                    others = tuple(one for one in self.view().removed if one != key)
                    self.change(replace(self.view(), removed=others if e.value else (*others, key)))

                ui.checkbox(
                    f"{self.when(event.month, event.until)} {language.typed(label)}", value=kept, on_change=switch
                )
            for side in SIDES:
                for change in (view.a if side == "a" else view.b).changes:
                    if change.until == 1:
                        continue
                    bars.append((side, change.month, change.until))
                    self.own(side, change)
        self.line.set_content(self.drawn(bars))

    def own(self, side: str, change: Change) -> None:
        """Show one event of one's own with a button that takes it away."""
        parameter = PARAMETERS[change.path]

        def take_away() -> None:
            view = self.view()
            setting = view.a if side == "a" else view.b
            self.change(view.with_side(side, setting.without(change)))

        with ui.element("div").classes("event"):
            ui.label(side.upper()).classes(f"badge-{side}")
            told = f"{label_of(self.language, parameter)} → {shown_value(self.language, parameter, change.value)}"
            ui.label(f"{self.when(change.month, change.until)} {told}").classes("grow")
            ui.button(icon="close", on_click=take_away).props(
                f'flat dense round aria-label="{self.language.text("Take this event away")}"'
            )

    def when(self, month: int, until: int) -> str:
        """Write the dates of an event."""
        if until > month:
            return self.language.text("Months {month} to {until}:", month=month, until=until)
        return self.language.text("Month {month}:", month=month)

    def drawn(self, bars: list[tuple[str, int, int]]) -> str:
        """Draw the timeline; what it shows stands in words below it."""
        months = self.view().months
        parts = []
        for place, (side, month, until) in enumerate(bars):
            left = 100 * (month - 1) / months
            width = 100 * (min(until, months) - month + 1) / months
            place_of = f"left:{left:.2f}%;width:{width:.2f}%;bottom:{3 + 11 * place}px"
            parts.append(f'<span class="bar {side}" style="{place_of}"></span>')
        step = 12 if months <= 60 else 24 if months <= 120 else 60
        for month in range(0, months + 1, step):
            told = self.language.text("years") if month == 0 else str(month // 12)
            parts.append(f'<span class="tick" style="left:{100 * month / months:.2f}%">{told}</span>')
        return f'<div class="timeline" aria-hidden="true" style="height:{11 * len(bars) + 8}px">{"".join(parts)}</div>'
