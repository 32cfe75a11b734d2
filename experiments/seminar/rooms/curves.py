"""Curves as SVG text: small enough for a phone, the same bytes for the same numbers, and drawn without a library."""

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

import pandas as pd

from experiments.words.language import Language, decimals_for

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#777777"
"""Okabe and Ito: told apart by readers who see colours differently; lines also differ in their dashes."""
WIDTH, HEIGHT = 440.0, 250.0
LEFT, RIGHT, ABOVE, BOTTOM = 64.0, 12.0, 10.0, 40.0
LINE = 18.0
"""Height of an entry of the legend, which stands above what is drawn."""
QUARTERS = (3, 6, 12, 24, 60, 120, 240)
"""Months between two marks of time."""
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers within a range, at most so many."""
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return [low] if math.isfinite(low) else []
    size = 10.0 ** math.floor(math.log10(span / most))
    step = next(one * size for one in (*STEPS, 20.0) if span / (one * size) <= most)
    first = math.ceil(low / step - 1e-9)
    return [count * step for count in range(first, math.floor(high / step + 1e-9) + 1)]


def curve(
    language: Language,
    title: str,
    lines: Sequence[tuple[str, pd.Series, str, str]],
    band: pd.DataFrame | None = None,
    scale: float = 1.0,
) -> str:
    """Draw lines over months, on a band of quantiles where there is one.

    Parameters
    ----------
    language : Language
    title : str
        What is drawn, for those who hear the page.
    lines : sequence of (label, values by month, colour, dashes)
    band : DataFrame, optional
        Columns 0.05, 0.25, 0.5, 0.75, 0.95 by month.
    scale : float
        Values are multiplied by it (100 for shares in per cent).

    Returns
    -------
    str
        An ``svg`` element.
    """
    months = [float(month) for _, series, _, _ in lines for month in series.index]
    values = [float(one) * scale for _, series, _, _ in lines for one in series if math.isfinite(one)]
    if band is not None:
        months += [float(month) for month in band.index]
        values += [float(one) * scale for level in (0.05, 0.95) for one in band[level] if math.isfinite(one)]
    if not values:
        values = [0.0]
    top = ABOVE + LINE * len(lines)
    last = max([*months, 3.0])
    low, high = min(values), max(values)
    spare = (high - low) * 0.06 or max(abs(high) * 0.02, 0.5)
    low, high = low - spare, high + spare

    def x(month: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * month / last

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - top - BOTTOM) * (value * scale - low) / (high - low)

    def path(series: pd.Series) -> str:
        return " ".join(f"{x(m):.1f},{y(v):.1f}" for m, v in zip(series.index, series, strict=True) if math.isfinite(v))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img"'
        f' aria-label="{escape(title, {chr(34): "&quot;"})}" style="width:100%;height:auto" font-family="sans-serif"'
        ' font-size="14">'
    ]
    marks = ticks(low, high)
    decimals = decimals_for(marks[1] - marks[0]) if len(marks) > 1 else 1
    for mark in marks:
        level = y(mark / scale)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{level:.1f}" y2="{level:.1f}" stroke="#E5E5E5"/>')
        text = escape(language.number(mark, max(decimals - 1, 0)))
        parts.append(f'<text x="{LEFT - 6}" y="{level + 4:.1f}" text-anchor="end">{text}</text>')
    for mark in range(0, int(last) + 1, next(step for step in QUARTERS if last / step <= 8)):
        text = language.number(mark)
        parts.append(f'<text x="{x(mark):.1f}" y="{HEIGHT - 22}" text-anchor="middle">{text}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 5}" text-anchor="middle">{escape(language.text("month"))}</text>')
    if band is not None:
        for one, two, shade in ((0.05, 0.95, 0.15), (0.25, 0.75, 0.25)):
            around = f"{path(band[one])} {path(band[two][::-1])}"
            parts.append(f'<polygon points="{around}" fill="{GREY}" fill-opacity="{shade}"/>')
        parts.append(f'<polyline points="{path(band[0.5])}" fill="none" stroke="{GREY}" stroke-dasharray="2 3"/>')
    for place, (label, series, colour, dashes) in enumerate(lines):
        parts.append(
            f'<polyline points="{path(series)}" fill="none" stroke="{colour}" stroke-width="2.5"'
            f' stroke-dasharray="{dashes}"/>'
        )
        level = ABOVE + LINE * place + 8
        parts.append(
            f'<line x1="{LEFT + 8}" x2="{LEFT + 36}" y1="{level - 4}" y2="{level - 4}" stroke="{colour}"'
            f' stroke-width="2.5" stroke-dasharray="{dashes}"/>'
            f'<text x="{LEFT + 42}" y="{level}">{escape(label)}</text>'
        )
    parts.append("</svg>")
    return "".join(parts)


def scale_of(unit: str) -> tuple[float, str]:
    """Factor and unit in which an outcome is shown."""
    return (100.0, "%") if unit == "share" else (1.0, "" if unit == "1" else unit)
