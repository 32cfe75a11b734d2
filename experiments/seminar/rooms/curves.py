"""Curves of a game over its months: on a page as ECharts reads them, in the file of a session as a figure for print."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.drawing.bands import with_unit
from experiments.drawing.style import GREY, new_figure, numbers_on, save, styled
from experiments.seminar.charts import COLOURS, DASHES, Options, area, capital, line, number_axis, pairs, plain
from experiments.words.language import Language, decimals_for, display_unit

STEPS = (3, 6, 12, 24, 60, 120, 240)
"""Months between two marks of time; at most eight are drawn."""
LINES = {"a": "-", "b": "--"}
"""Lines of a figure for print, by side."""
SHADES = ((0.05, 0.95, 0.15), (0.25, 0.75, 0.25))
"""Quantiles between which the band is filled, and how dark."""


@dataclass(frozen=True)
class Course:
    """What one line tells: a quantity over months.

    Attributes
    ----------
    label : str
    values : Series
        In the unit of the curves, by month.
    side : str
        Look of the line, a key of `experiments.seminar.charts.COLOURS`.
    """

    label: str
    values: pd.Series
    side: str = "a"


@dataclass(frozen=True)
class Curves:
    """Courses of one quantity, on a band of quantiles where there is one.

    Attributes
    ----------
    name : str
        What is drawn, in the reader's language.
    unit : str
        Unit of the values, as in the tables of outcomes.
    courses : tuple of Course
        At least one.
    band : DataFrame, optional
        Columns 0.05, 0.25, 0.5, 0.75, 0.95 by month: what the model's own actors do in many worlds.
    """

    name: str
    unit: str
    courses: tuple[Course, ...]
    band: pd.DataFrame | None = None

    @property
    def months(self) -> int:
        """Last month of the axis, one quarter at least."""
        return max([3, *(int(course.values.index.max()) for course in self.courses)])

    @property
    def step(self) -> int:
        """Months between two marks of time."""
        return next((step for step in STEPS if self.months / step <= 8), STEPS[-1])

    def shown_in(self) -> tuple[float, str]:
        """Factor by which values are multiplied, and the English name of the unit shown."""
        values = np.concatenate([course.values.to_numpy(np.float64) for course in self.courses])
        size = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
        return display_unit(self.unit, size, difference=False)


def options(language: Language, curves: Curves) -> Options:
    """Draw curves on a page; a reader who hears the page is told where they begin and end."""
    factor, unit = curves.shown_in()
    title = capital(with_unit(curves.name, unit, language))
    band, courses = curves.band, curves.courses
    series: list[Options] = []
    named = [course.label for course in courses]
    if band is not None:
        months, quantiles = band.index.to_numpy(), factor * band
        for low, high, shade in SHADES:
            name, ends = f"{low} to {high}", (quantiles[low].to_numpy(), quantiles[high].to_numpy())
            series += area(name, months, *ends, GREY, shade)
        named.append(language.text("the model's own actors: median, half, nine tenths"))
        series.append(line(named[-1], pairs(months, quantiles[0.5].to_numpy()), GREY, "dotted", 2))
    for course in courses:
        points = pairs(course.values.index.to_numpy(), factor * course.values.to_numpy(np.float64))
        series.append(line(course.label, points, COLOURS[course.side], DASHES[course.side]))
    # One line alone is what the title says.
    legend = {
        "show": len(named) > 1,
        "data": named,
        "orient": "vertical",
        "top": 24,
        "left": 0,
        "itemGap": 4,
        "textStyle": {"fontSize": 13, "color": "#222222"},
        # Lines are told apart by colour and dashes; they have no dots.
        "itemStyle": {"opacity": 0},
    }
    above = 40 + 21 * len(named) if len(named) > 1 else 40
    return {
        **plain(language, title, described(language, curves)),
        "legend": legend,
        "grid": {"left": 8, "right": 24, "top": above, "bottom": 40, "containLabel": True},
        "xAxis": {
            **number_axis(language, language.text("month"), min=0, max=curves.months, nameLocation="middle"),
            "nameGap": 28,
            "interval": curves.step,
            "splitLine": {"show": False},
        },
        "yAxis": number_axis(language),
        "series": series,
    }


def described(language: Language, curves: Curves) -> str:
    """Say in sentences what curves show."""
    factor, unit = curves.shown_in()
    told = [capital(with_unit(curves.name, unit, language)) + "."]
    for course in curves.courses:
        values = factor * course.values.dropna()
        if values.empty:
            continue
        decimals = decimals_for(max(abs(values.iloc[-1]), abs(values.iloc[0])) / 10)
        told.append(
            language.text(
                "{label}: {first} in month {start}, {last} in month {end}.",
                label=capital(course.label),
                first=language.number(values.iloc[0], decimals),
                start=values.index[0],
                last=language.number(values.iloc[-1], decimals),
                end=values.index[-1],
            )
        )
    if curves.band is not None:
        low, high = (factor * curves.band[level].iloc[-1] for level in (0.25, 0.75))
        decimals = decimals_for(max(abs(low), abs(high)) / 10)
        told.append(
            language.text(
                "The model's own actors, in half of the worlds: from {low} to {high} in month {end}.",
                low=language.number(low, decimals),
                high=language.number(high, decimals),
                end=curves.band.index[-1],
            )
        )
    return " ".join(told)


def printed(language: Language, curves: Curves) -> bytes:
    """Draw curves for print, as SVG; the same curves give the same bytes on the same platform."""
    factor, unit = curves.shown_in()
    with styled():
        drawn = new_figure(6.4, 3.6)
        axes = drawn.subplots()
        if curves.band is not None:
            months, quantiles = curves.band.index, factor * curves.band
            for low, high, shade in SHADES:
                axes.fill_between(months, quantiles[low], quantiles[high], color=GREY, alpha=shade, linewidth=0)
            label = language.text("the model's own actors: median, half, nine tenths")
            axes.plot(months, quantiles[0.5], color=GREY, linestyle=":", label=label)
        for course in curves.courses:
            look: dict[str, Any] = {"color": COLOURS[course.side], "linestyle": LINES[course.side]}
            axes.plot(course.values.index, factor * course.values, label=course.label, **look)
        axes.set_title(capital(with_unit(curves.name, unit, language)))
        axes.set_xlim(0, curves.months)
        axes.set_xticks(range(0, curves.months + 1, curves.step))
        axes.set_xlabel(language.text("month"))
        numbers_on(axes.yaxis, language)
        if len(axes.lines) > 1:
            drawn.legend(loc="outside lower left")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "curves.svg"
            save(drawn, path)
            return path.read_bytes()
