"""Options of the charts of the page, as ECharts reads them: from arrays, no page and no runs."""

from typing import Any

import numpy as np

from experiments.seminar.picture import Bands
from experiments.words.language import Language, decimals_for, display_unit

COLOURS = {"a": "#0072B2", "b": "#D55E00", "difference": "#333333"}
"""Blue and vermilion of Okabe and Ito, told apart by readers who see colours differently; B is dashed besides."""
DASHES: dict[str, Any] = {"a": "solid", "b": [8, 4], "difference": "solid"}
TEXT = {"fontSize": 15, "fontFamily": "'DejaVu Sans', system-ui, sans-serif", "color": "#222222"}
TITLE = {":fontSize": "window.innerWidth < 600 ? 12 : 16", "fontWeight": 600, "color": "#222222"}
"""A title fits the width of a phone."""
POINTS = 61
"""Points of a curve, so that an update stays small."""

Options = dict[str, Any]


def number_axis(words: Language, name: str = "", **more: Any) -> Options:
    """Make an axis of numbers as the language writes them."""
    locale = "fr-FR" if words.code == "fr" else "en-GB"
    return {
        "type": "value",
        "scale": True,
        "name": name,
        "nameTextStyle": {"fontSize": 14, "color": "#222222"},
        "axisLabel": {"fontSize": 14, "color": "#222222", ":formatter": f"value => value.toLocaleString('{locale}')"},
        "splitLine": {"lineStyle": {"color": "#e5e5e5"}},
        **more,
    }


def plain(words: Language, title: str, description: str) -> Options:
    """Return what all charts share; `description` is read aloud by a screen reader."""
    locale = "fr-FR" if words.code == "fr" else "en-GB"
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


def band_series(name: str, side: str, percentiles: np.ndarray, factor: float) -> list[Options]:
    """Median and two bands of one side; a band is a hidden line with a filled one stacked on it."""
    months = points_of(percentiles.shape[1] - 1)
    low90, low50, middle, high50, high90 = np.round(factor * percentiles[:, months], 6)
    years = months / 12
    series: list[Options] = []
    for key, low, high, opacity in (("90", low90, high90, 0.15), ("50", low50, high50, 0.28)):
        stacked = {
            "type": "line",
            "stack": f"{side}{key}",
            "stackStrategy": "all",
            "symbol": "none",
            "silent": True,
            "lineStyle": {"opacity": 0},
            "tooltip": {"show": False},
            "emphasis": {"disabled": True},
        }
        filled = {"areaStyle": {"color": COLOURS[side], "opacity": opacity}}
        series.append({**stacked, "name": f"{name} {key} low", "data": pairs(years, low)})
        series.append({**stacked, **filled, "name": f"{name} {key}", "data": pairs(years, high - low)})
    series.append(
        {
            "type": "line",
            "name": name,
            "symbol": "none",
            "color": COLOURS[side],
            "lineStyle": {"color": COLOURS[side], "width": 3, "type": DASHES[side]},
            "data": pairs(years, middle),
        }
    )
    return series


def pairs(x: np.ndarray, y: np.ndarray) -> list[list[float | None]]:
    """Points of a line; a missing value is a gap."""
    return [[float(one), float(other) if np.isfinite(other) else None] for one, other in zip(x, y, strict=True)]


def year_axis(words: Language, months: int) -> Options:
    """Make an axis that counts years."""
    years = months / 12
    axis = number_axis(words, words.text("years"), min=0, max=years, nameLocation="middle", nameGap=28)
    return {**axis, "interval": 1 if years <= 5 else 2 if years <= 10 else 5, "splitLine": {"show": False}}


def levels(words: Language, bands: Bands, outcome: str, unit: str, names: dict[str, str], months: int) -> Options:
    """Both settings over time: medians, half and nine tenths of the worlds."""
    factor, shown = scaled(bands, unit, difference=False)
    title = words.outcome(outcome) + (f" ({words.text(shown)})" if shown else "")
    return {
        **plain(words, capital(title), title),
        "legend": {"data": [names["a"], names["b"]], "top": 26, "left": 0, "textStyle": {"fontSize": 14}},
        "xAxis": year_axis(words, months),
        "yAxis": number_axis(words),
        "series": [
            *band_series(names["a"], "a", bands.a, factor),
            *band_series(names["b"], "b", bands.b, factor),
        ],
    }


def difference(words: Language, bands: Bands, outcome: str, unit: str, months: int) -> Options:
    """Difference within each world: median, half and nine tenths of the worlds."""
    factor, shown = scaled(bands, unit, difference=True)
    title = words.text("B less A: {outcome}", outcome=words.outcome(outcome))
    title += f" ({words.text(shown)})" if shown else ""
    series = band_series(words.text("B less A"), "difference", bands.difference, factor)
    series[-1]["markLine"] = {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "lineStyle": {"color": "#777777", "type": "solid"},
        "data": [{"yAxis": 0}],
    }
    return {
        **plain(words, title, title),
        "xAxis": year_axis(words, months),
        "yAxis": number_axis(words),
        "series": series,
    }


def capital(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]


def lorenz(
    words: Language, curves: tuple[np.ndarray, np.ndarray, np.ndarray], of: str, names: dict[str, str]
) -> Options:
    """Share of the total held by the poorest part of adults, at the end on both sides and at the start."""
    a, b, start = (100 * one for one in curves)
    points = np.linspace(0, 100, a.size)

    def line(name: str, values: np.ndarray, colour: str, dash: Any, width: float) -> Options:
        return {
            "type": "line",
            "name": name,
            "symbol": "none",
            "color": colour,
            "lineStyle": {"color": colour, "type": dash, "width": width},
            "data": pairs(points, np.round(values, 3)),
        }

    title = words.text("income over twelve months" if of == "income" else "gross wealth")
    first = words.text("at the start")
    equal = words.text("equal shares")
    return {
        **plain(words, capital(title), title),
        "legend": {"type": "scroll", "data": [names["a"], names["b"], first, equal], "top": 26, "left": 0},
        "grid": {"left": 8, "right": 24, "top": 82, "bottom": 40, "containLabel": True},
        "xAxis": number_axis(
            words, words.text("poorest part of adults (%)"), min=0, max=100, nameLocation="middle", nameGap=30
        ),
        "yAxis": number_axis(words, "%", max=100),
        "series": [
            line(equal, points, "#777777", "solid", 1),
            line(first, start, "#777777", "dotted", 2),
            line(names["a"], a, COLOURS["a"], DASHES["a"], 3),
            line(names["b"], b, COLOURS["b"], DASHES["b"], 3),
        ],
    }


def lorenz_difference(words: Language, mean: np.ndarray, half: np.ndarray) -> Options:
    """Draw how far the Lorenz curve of B lies above that of A, with the 95 % interval of the mean, in points."""
    points = np.linspace(0, 100, mean.size)
    low, width = 100 * (mean - half), 200 * half
    title = words.text("B less A (points; band: 95 % interval)")
    hidden: Options = {
        "type": "line",
        "stack": "interval",
        "stackStrategy": "all",
        "symbol": "none",
        "silent": True,
        "lineStyle": {"opacity": 0},
        "tooltip": {"show": False},
    }
    filled = {"areaStyle": {"color": COLOURS["difference"], "opacity": 0.25}}
    return {
        **plain(words, title, title),
        "grid": {"left": 8, "right": 24, "top": 40, "bottom": 40, "containLabel": True},
        "xAxis": number_axis(
            words, words.text("poorest part of adults (%)"), min=0, max=100, nameLocation="middle", nameGap=30
        ),
        "yAxis": number_axis(words),
        "series": [
            {**hidden, "name": "low", "data": pairs(points, np.round(low, 5))},
            {**hidden, **filled, "name": "width", "data": pairs(points, np.round(width, 5))},
            {
                "type": "line",
                "name": words.text("B less A"),
                "symbol": "none",
                "color": COLOURS["difference"],
                "lineStyle": {"width": 2.5},
                "data": pairs(points, np.round(100 * mean, 5)),
            },
        ],
    }


def written(words: Language, value: float) -> str:
    """Write a number to two significant digits."""
    return words.number(value, decimals_for(abs(value)))
