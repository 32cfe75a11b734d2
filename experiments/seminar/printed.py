"""Figures of two settings for print, in the look of the project's own figures."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.drawing.bands import BANDS, nan_percentile
from experiments.drawing.labels import with_unit
from experiments.drawing.style import GREY, MODE_COLOURS, new_figure, numbers_on, styled, years_on
from experiments.pages.figures.flows import draw_flows, payments_of
from experiments.pages.figures.integration import CORNERS, draw_triangle
from experiments.seminar.charts import COLOURS
from experiments.seminar.picture import Picture
from experiments.seminar.view import SIDES, View
from experiments.words.language import Language, display_unit

LINES: dict[str, Any] = {"a": "-", "b": "--", "difference": "-"}


def figure(name: str, view: View, picture: Picture, language: Language) -> Figure:
    """Draw one of the figures: ``curves``, ``lorenz``, ``integration`` or ``flows``."""
    draw = {"curves": curves, "lorenz": lorenz, "integration": integration, "flows": flows}[name]
    with styled():
        return draw(view, picture, language)


def legend(drawn: Figure, view: View, language: Language) -> None:
    """Name both settings below the panels."""
    handles = [
        Line2D(
            [],
            [],
            color=COLOURS[side],
            linestyle=LINES[side],
            label=f"{side.upper()}, {language.regime(setting.regime)}",
        )
        for side, setting in zip(SIDES, view.settings, strict=True)
    ]
    drawn.legend(handles=handles, loc="outside lower center", ncols=2)


def band(axes: Axes, values: np.ndarray, side: str) -> None:
    """Draw median and bands of replicates, shape (replicates, months + 1)."""
    years = np.arange(values.shape[1]) / 12
    for low, high, opacity in BANDS:
        bottom, top = nan_percentile(values, (low, high))
        axes.fill_between(years, bottom, top, color=COLOURS[side], alpha=opacity, linewidth=0)
    axes.plot(years, nan_percentile(values, (50,))[0], color=COLOURS[side], linestyle=LINES[side])


def curves(view: View, picture: Picture, language: Language) -> Figure:
    """Levels of both settings and their difference, the outcome drawn large and the two named in advance."""
    shown = list(dict.fromkeys((view.outcome, "jobs", "bottom40_income_share")))
    drawn = new_figure(8.6, 2.5 * len(shown) + 0.5)
    panels = drawn.subplots(len(shown), 2, squeeze=False)
    for (left, right), name in zip(panels, shown, strict=True):
        place = picture.place[name]
        a, b = (values[:, :, place] for values in picture.values)
        unit = picture.outcomes[place].unit
        factor, told = display_unit(unit, float(np.nanmax(np.abs(a), initial=0.0)), difference=False)
        band(left, factor * a, "a")
        band(left, factor * b, "b")
        left.set_title(with_unit(language.outcome(name), told, language))
        factor, told = display_unit(unit, float(np.nanmax(np.abs(b - a), initial=0.0)), difference=True)
        right.axhline(0, color=GREY, linewidth=0.8)
        band(right, factor * (b - a), "difference")
        right.set_title(with_unit(language.text("B less A"), told, language))
        for axes in (left, right):
            numbers_on(axes.yaxis, language)
            years_on(axes, picture.months, language)
    legend(drawn, view, language)
    return drawn


def lorenz(view: View, picture: Picture, language: Language) -> Figure:
    """Lorenz curves of income and wealth at the end, and at the start."""
    drawn = new_figure(8.6, 4.6)
    for axes, quantity, title in zip(
        drawn.subplots(1, 2),
        ("income", "wealth"),
        ("income over twelve months", "gross wealth"),
        strict=True,
    ):
        a, b, start = picture.lorenz(quantity)
        points = np.linspace(0, 100, a.size)
        axes.plot(points, points, color=GREY, linewidth=0.8)
        axes.plot(points, 100 * start, color=GREY, linestyle=":")
        axes.plot(points, 100 * a, color=COLOURS["a"], linestyle=LINES["a"])
        axes.plot(points, 100 * b, color=COLOURS["b"], linestyle=LINES["b"])
        axes.set_title(language.text(title))
        axes.set_xlabel(language.text("poorest part of adults (%)"))
    legend(drawn, view, language)
    return drawn


def integration(view: View, picture: Picture, language: Language) -> Figure:
    """Path of both settings in the triangle of integration."""
    drawn = new_figure(5.2, 5.0)
    axes = drawn.subplots()
    draw_triangle(axes, language)
    for side, path in zip(SIDES, picture.integration(), strict=True):
        points = path @ CORNERS
        axes.plot(*points.T, color=COLOURS[side], linestyle=LINES[side])
        axes.plot(*points[-1:].T, "o", color=COLOURS[side])
    legend(drawn, view, language)
    return drawn


def flows(view: View, picture: Picture, language: Language) -> Figure:
    """Who pays whom in the last year, both settings."""
    drawn = new_figure(10.5, 5.0)
    for place, axes in enumerate(drawn.subplots(1, 2)):
        table: pd.DataFrame = picture.flows(place)
        draw_flows(axes, payments_of(table[table["mode"].isin(list(MODE_COLOURS))]), language)
        name = f"{SIDES[place].upper()}, {language.regime(view.settings[place].regime)}"
        axes.set_title(with_unit(name, "million EUR a year", language, "\n"))
    return drawn
