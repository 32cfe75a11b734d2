"""What can be taken home from the page: figures, tables, plans."""

import io
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
from nicegui import run, ui

from experiments.drawing.style import save
from experiments.seminar.picture import SIDES, Picture
from experiments.seminar.printed import figure
from experiments.seminar.view import View
from experiments.words.language import Language

FIGURES = {
    "curves": "Curves",
    "lorenz": "Lorenz curves",
    "integration": "Triangle of integration",
    "flows": "Flow of euros",
}


class Downloads:
    """Buttons for every file.

    Parameters
    ----------
    language : Language
    view : callable
        Gives the view as it stands.
    picture : callable
        Gives what has arrived, or None.
    refuse : callable
        Told a sentence where there is nothing to take yet.
    """

    def __init__(
        self,
        language: Language,
        view: Callable[[], View],
        picture: Callable[[], Picture | None],
        refuse: Callable[[str], None],
    ):
        self.language, self.view, self.picture, self.refuse = language, view, picture, refuse
        ui.html(language.text("Take it home"), tag="h2")
        with ui.row().classes("items-center gap-2"):
            self.which = ui.select(
                {name: language.text(title) for name, title in FIGURES.items()},
                value="curves",
                label=language.text("Figure"),
            ).classes("min-w-48")
            for kind in ("png", "svg"):
                self.button(kind.upper(), partial(self.figure, kind), f"download {kind}")
            self.button(language.text("Table (CSV)"), lambda: self.table("csv"), "download csv")
            self.button(language.text("Table (Parquet)"), lambda: self.table("parquet"), "download parquet")
            self.button(language.text("Differences (CSV)"), self.differences, "download differences")
            for place, side in enumerate(SIDES):
                self.button(
                    language.text("Plan {side} (TOML)", side=side.upper()),
                    partial(self.plan, place),
                    f"download plan {side}",
                )

    def button(self, label: str, work: Callable[[], object], mark: str) -> None:
        """Make one button."""
        ui.button(label, icon="download", on_click=work).props("outline no-caps dense").props(f'data-testid="{mark}"')

    def arrived(self) -> Picture | None:
        """Return what has arrived; say so where nothing has."""
        picture = self.picture()
        if picture is None:
            self.refuse(self.language.text("Nothing has arrived yet; wait for the first worlds."))
        return picture

    def name(self, what: str, kind: str) -> str:
        """Name of a file."""
        return f"{self.view().scenario}_{what}_{self.view().seed}.{kind}"

    async def figure(self, kind: str) -> None:
        """Draw a figure for print, aside, and hand it over."""
        picture = self.arrived()
        if picture is not None:
            content = await run.io_bound(drawn, self.which.value, self.view(), picture, self.language, kind)
            ui.download.content(content or b"", self.name(self.which.value, kind))

    def table(self, kind: str) -> None:
        """Hand over every outcome of every world and month."""
        picture = self.arrived()
        if picture is not None:
            ui.download.content(file_of(monthly(picture), kind), self.name("months", kind))

    def differences(self) -> None:
        """Hand over the paired differences of the last year with their certainty."""
        picture = self.arrived()
        if picture is not None:
            ui.download.content(file_of(picture.effects(), "csv"), self.name("differences", "csv"))

    def plan(self, place: int) -> None:
        """Hand over the plan of one side in full; ``ptce run`` reads it."""
        view = self.view()
        ui.download.content(view.plans[place].text, self.name(f"plan_{SIDES[place]}", "toml"))


def drawn(name: str, view: View, picture: Picture, language: Language, kind: str) -> bytes:
    """Draw a figure and return its file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"figure.{kind}"
        save(figure(name, view, picture, language), path)
        return path.read_bytes()


def monthly(picture: Picture) -> pd.DataFrame:
    """Every outcome, keyed by setting, regime, replicate and month."""
    parts = []
    for side, runs in zip(SIDES, picture.runs, strict=True):
        for one in runs:
            table = pd.DataFrame(dict(one.series))
            keys: dict[str, str | int] = {"setting": side, "regime": one.regime, "replicate": one.replicate}
            for place, (key, value) in enumerate(keys.items()):
                table.insert(place, key, value)
            table.insert(len(keys), "month", range(len(table)))
            parts.append(table)
    return pd.concat(parts, ignore_index=True)


def file_of(table: pd.DataFrame, kind: str) -> bytes:
    """Write a table as CSV or Parquet."""
    if kind == "csv":
        return table.to_csv(index=False).encode("utf-8")
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()
