"""Options of the charts of the page, as ECharts reads them: from arrays, no page and no runs."""

from typing import Any

import numpy as np

from experiments.drawing.style import BLUE, GREY, VERMILION
from experiments.seminar.picture import Bands
from experiments.words.language import Language, decimals_for, display_unit

COLOURS = {"a": BLUE, "b": VERMILION, "difference": "#333333"}
"""Told apart by readers who see colours differently; B is dashed besides."""
DASHES: dict[str, Any] = {"a": "solid", "b": [8, 4], "difference": "solid"}
TEXT = {"fontSize": 15, "fontFamily": "'DejaVu Sans', system-ui, sans-serif", "color": "#222222"}
TITLE = {":fontSize": "window.innerWidth < 600 ? 12 : 16", "fontWeight": 600, "color": "#222222"}
"""A title fits the width of a phone."""
POINTS = 61
"""Points of a curve, so that an update stays small."""

Options = dict[str, Any]


def number_axis(language: Language, name: str = "", **more: Any) -> Options:
    """Make an axis of numbers as the language writes them."""
    locale = "fr-FR" if language.code == "fr" else "en-GB"
    return {
        "type": "value",
        "scale": True,
        "name": name,
        "nameTextStyle": {"fontSize": 14, "color": "#222222"},
        "axisLabel": {"fontSize": 14, "color": "#222222", ":formatter": f"value => value.toLocaleString('{locale}')"},
        "splitLine": {"lineStyle": {"color": "#e5e5e5"}},
        **more,
    }


def plain(language: Language, title: str, description: str) -> Options:
    """Return what all charts share; `description` is read aloud by a screen reader."""
    locale = "fr-FR" if language.code == "fr" else "en-GB"
    return {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": description}},
        "textStyle": TEXT,
        "title": {"text": title, "left": 0, "top": 0, "textStyle": {**TITLE, "fontFamily": TEXT["fontFamily"]}},
        "grid": {"left": 8, "right": 24, "top": 58, "bottom": 40, "containLabel": True},
        "tooltip": {
            "trigger": "axis",
            ":valueFormatter": f"v => v == null ? '–' : v.toLocaleString('{locale}', {{maximumFractionDigits: 3}})",
        },
    }


def scaled(bands: Bands, unit: str, difference: bool) -> tuple[float, str]:
    """Factor and unit in which values are shown."""
    values = bands.difference if difference else bands.a
    size = float(np.nanmax(np.abs(values))) if np.isfinite(values).any() else 1.0
    return display_unit(unit, size, difference)


def points_of(months: int) -> np.ndarray:
    """Months at which a curve is drawn."""
    return np.unique(np.linspace(0, months, min(POINTS, months + 1)).round().astype(int))


def line(name: str, points: list[list[float | None]], colour: str, dash: Any = "solid", width: float = 3) -> Options:
    """Draw a line through points; a single point is drawn as a dot."""
    return {
        "type": "line",
        "name": name,
        "symbol": "circle" if len(points) == 1 else "none",
        "color": colour,
        "lineStyle": {"color": colour, "type": dash, "width": width},
        "data": points,
    }


def area(name: str, x: np.ndarray, low: np.ndarray, high: np.ndarray, colour: str, opacity: float) -> list[Options]:
    """Fill what lies between two lines: a hidden line with a filled one stacked on it."""
    stacked: Options = {
        "type": "line",
        "stack": name,
        "stackStrategy": "all",
        "symbol": "none",
        "silent": True,
        "lineStyle": {"opacity": 0},
        "tooltip": {"show": False},
        "emphasis": {"disabled": True},
    }
    filled = {"areaStyle": {"color": colour, "opacity": opacity}}
    return [
        {**stacked, "name": f"{name} low", "data": pairs(x, low)},
        {**stacked, **filled, "name": name, "data": pairs(x, high - low)},
    ]


def band_series(name: str, side: str, percentiles: np.ndarray, factor: float) -> list[Options]:
    """Median and two bands of one side."""
    months = points_of(percentiles.shape[1] - 1)
    low90, low50, middle, high50, high90 = np.round(factor * percentiles[:, months], 6)
    years = months / 12
    return [
        *area(f"{side} 90", years, low90, high90, COLOURS[side], 0.15),
        *area(f"{side} 50", years, low50, high50, COLOURS[side], 0.28),
        line(name, pairs(years, middle), COLOURS[side], DASHES[side]),
    ]


def pairs(x: np.ndarray, y: np.ndarray) -> list[list[float | None]]:
    """Points of a line; a missing value is a gap."""
    return [[float(one), float(other) if np.isfinite(other) else None] for one, other in zip(x, y, strict=True)]


def year_axis(language: Language, months: int) -> Options:
    """Make an axis that counts years."""
    years = months / 12
    axis = number_axis(language, language.text("years"), min=0, max=years, nameLocation="middle", nameGap=28)
    return {**axis, "interval": 1 if years <= 5 else 2 if years <= 10 else 5, "splitLine": {"show": False}}


def levels(language: Language, bands: Bands, outcome: str, unit: str, names: dict[str, str], months: int) -> Options:
    """Both settings over time: medians, half and nine tenths of the worlds."""
    factor, shown = scaled(bands, unit, difference=False)
    title = language.outcome(outcome) + (f" ({language.text(shown)})" if shown else "")
    return {
        **plain(language, capital(title), title),
        "legend": {"data": [names["a"], names["b"]], "top": 26, "left": 0, "textStyle": {"fontSize": 14}},
        "xAxis": year_axis(language, months),
        "yAxis": number_axis(language),
        "series": [
            *band_series(names["a"], "a", bands.a, factor),
            *band_series(names["b"], "b", bands.b, factor),
        ],
    }


def difference(language: Language, bands: Bands, outcome: str, unit: str, months: int) -> Options:
    """Difference within each world: median, half and nine tenths of the worlds."""
    factor, shown = scaled(bands, unit, difference=True)
    title = language.text("B less A: {outcome}", outcome=language.outcome(outcome))
    title += f" ({language.text(shown)})" if shown else ""
    series = band_series(language.text("B less A"), "difference", bands.difference, factor)
    series[-1]["markLine"] = {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "lineStyle": {"color": GREY, "type": "solid"},
        "data": [{"yAxis": 0}],
    }
    return {
        **plain(language, title, title),
        "xAxis": year_axis(language, months),
        "yAxis": number_axis(language),
        "series": series,
    }


def capital(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]


def lorenz(
    language: Language, curves: tuple[np.ndarray, np.ndarray, np.ndarray], quantity: str, names: dict[str, str]
) -> Options:
    """Share of the total held by the poorest part of adults, at the end on both sides and at the start."""
    a, b, start = (100 * one for one in curves)
    points = np.linspace(0, 100, a.size)

    title = language.text("income over twelve months" if quantity == "income" else "gross wealth")
    first = language.text("at the start")
    equal = language.text("equal shares")
    return {
        **plain(language, capital(title), title),
        "legend": {"type": "scroll", "data": [names["a"], names["b"], first, equal], "top": 26, "left": 0},
        "grid": {"left": 8, "right": 24, "top": 82, "bottom": 40, "containLabel": True},
        "xAxis": number_axis(
            language, language.text("poorest part of adults (%)"), min=0, max=100, nameLocation="middle", nameGap=30
        ),
        "yAxis": number_axis(language, "%", max=100),
        "series": [
            line(equal, pairs(points, points), GREY, width=1),
            line(first, pairs(points, np.round(start, 3)), GREY, "dotted", 2),
            line(names["a"], pairs(points, np.round(a, 3)), COLOURS["a"], DASHES["a"]),
            line(names["b"], pairs(points, np.round(b, 3)), COLOURS["b"], DASHES["b"]),
        ],
    }


def lorenz_difference(language: Language, mean: np.ndarray, half: np.ndarray) -> Options:
    """Draw how far the Lorenz curve of B lies above that of A, with the 95 % interval of the mean, in points."""
    points = np.linspace(0, 100, mean.size)
    low, high = (np.round(100 * (mean + sign * half), 5) for sign in (-1, 1))
    title = language.text("B less A (points; band: 95 % interval)")
    middle = pairs(points, np.round(100 * mean, 5))
    return {
        **plain(language, title, title),
        "grid": {"left": 8, "right": 24, "top": 40, "bottom": 40, "containLabel": True},
        "xAxis": number_axis(
            language, language.text("poorest part of adults (%)"), min=0, max=100, nameLocation="middle", nameGap=30
        ),
        "yAxis": number_axis(language),
        "series": [
            *area("interval", points, low, high, COLOURS["difference"], 0.25),
            line(language.text("B less A"), middle, COLOURS["difference"], width=2.5),
        ],
    }


def two_digits(language: Language, value: float) -> str:
    """Write a number to two significant digits."""
    return language.number(value, decimals_for(abs(value)))
