"""The triangle of the three modes of integration."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.drawing.bands import regimes_in
from experiments.drawing.style import (
    GREY,
    REGIME_COLOURS,
    REGIME_LINES,
    new_figure,
    numbers_on,
    regime_handles,
    styled,
)
from experiments.words.language import Language

NAME = "integration"
PLACE = 8
TITLE = "Triangle of integration"
CAPTION = (
    "Mix of market exchange, redistribution and reciprocity in the value that moved in a year: path from the "
    "first year to the last (large mark), mean over replicates; small marks are replicates. Right: the same, "
    "enlarged."
)
NEEDS = {"integration": ("year", "market", "redistribution", "reciprocity")}
MODES = ["market", "redistribution", "reciprocity"]
HEIGHT = np.sqrt(3) / 2
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, HEIGHT]])
"""Where all is market, all is redistribution, all is reciprocity."""


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """Triangle on the left; on the right, share of reciprocity against share of redistribution."""
    table = tables["integration"]
    regimes = regimes_in(table, scenario)
    table = table[table["scenario"] == scenario]
    with styled():
        figure = new_figure(8.6, 4.0)
        triangle, enlarged = figure.subplots(1, 2)
        draw_triangle(triangle, language)
        for regime in regimes:
            shares = shares_of(table, regime)
            path, ends = shares.mean(axis=0), shares[:, -1, :]
            colour = REGIME_COLOURS[regime]
            corners = path @ CORNERS
            line = {"color": colour, "linestyle": REGIME_LINES[regime]}
            triangle.plot(*corners.T, linewidth=1, **line)
            mark = {"color": colour, "markerfacecolor": "none" if regime == "plural_untargeted" else colour}
            triangle.plot(*corners[-1:].T, "o", markersize=5, **mark)
            enlarged.plot(100 * ends[:, 1], 100 * ends[:, 2], "o", color=colour, markersize=2, alpha=0.35)
            enlarged.plot(100 * path[:, 1], 100 * path[:, 2], **line)
            enlarged.plot(100 * path[-1:, 1], 100 * path[-1:, 2], "o", markersize=8, **mark)
        enlarged.set_xlabel(language.text("redistribution (% of value moved)"))
        enlarged.set_ylabel(language.text("reciprocity (% of value moved)"))
        numbers_on(enlarged.xaxis, language)
        numbers_on(enlarged.yaxis, language)
        figure.legend(handles=regime_handles(regimes, language), loc="outside lower center", ncols=5, fontsize=8)
    return figure


def shares_of(table: pd.DataFrame, regime: str) -> np.ndarray:
    """Shares of the three modes, shape (replicates, years, 3)."""
    rows = table[table["regime"] == regime]
    values = rows[MODES].to_numpy(np.float64).reshape(rows["replicate"].nunique(), -1, 3)
    return values / values.sum(axis=2, keepdims=True)


def draw_triangle(axes: Axes, language: Language) -> None:
    """Draw the triangle with a line each fifth."""
    axes.set_axis_off()
    axes.set_aspect("equal")
    closed = np.vstack([CORNERS, CORNERS[:1]])
    axes.plot(*closed.T, color="black", linewidth=1)
    for part in (0.2, 0.4, 0.6, 0.8):
        for one in range(3):
            other, third = (one + 1) % 3, (one + 2) % 3
            ends = [part * CORNERS[one] + (1 - part) * CORNERS[two] for two in (other, third)]
            axes.plot(*np.array(ends).T, color=GREY, linewidth=0.4, alpha=0.6)
    places = {"market": (0, -0.03, "left", "top"), "redistribution": (1, -0.03, "right", "top")}
    for mode, (x, y, horizontal, vertical) in places.items():
        axes.text(x, y, language.text(mode), ha=horizontal, va=vertical)
    axes.text(0.5, HEIGHT + 0.03, language.text("reciprocity"), ha="center", va="bottom")
    axes.set_xlim(-0.05, 1.05)
    axes.set_ylim(-0.12, HEIGHT + 0.12)
