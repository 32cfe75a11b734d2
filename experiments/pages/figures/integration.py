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
    "Mix of market exchange, redistribution and reciprocity in the value that moved in a year. Left: path of the "
    "territory from the first year to the last (filled mark), and diamonds for what poles and their members paid or "
    "received, mean over the replicates that have members, in the years "
    "in which at least half of those that ever have some do. Middle: the territory, enlarged; small marks are "
    "replicates. "
    "Right: poles and members enlarged, from the first whole year in which there are any (small diamond) to the last "
    "(large). Work given without money is not in it."
)
NEEDS = {
    "integration": ("year", "market", "redistribution", "reciprocity"),
    "integration_in_poles": ("year", "market", "redistribution", "reciprocity"),
}
MODES = ["market", "redistribution", "reciprocity"]
HEIGHT = np.sqrt(3) / 2
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, HEIGHT]])
"""Where all is market, all is redistribution, all is reciprocity."""


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """Triangle on the left; enlarged beside it, reciprocity against redistribution, of the territory and of poles."""
    table, in_poles = (tables[name][tables[name]["scenario"] == scenario] for name in NEEDS)
    regimes = regimes_in(table, scenario)
    with styled():
        figure = new_figure(11.4, 3.9)
        triangle, enlarged, poles = figure.subplots(1, 3)
        draw_triangle(triangle, language)
        for regime in regimes:
            shares = shares_of(table, regime)
            path, ends = shares.mean(axis=0), shares[:, -1, :]
            colour = REGIME_COLOURS[regime]
            line = {"color": colour, "linestyle": REGIME_LINES[regime]}
            mark = {"color": colour, "markerfacecolor": "none" if regime == "plural_untargeted" else colour}
            triangle.plot(*(path @ CORNERS).T, linewidth=1, **line)
            triangle.plot(*(path @ CORNERS)[-1:].T, "o", markersize=5, **mark)
            enlarged.plot(100 * ends[:, 1], 100 * ends[:, 2], "o", color=colour, markersize=2, alpha=0.35)
            enlarged.plot(100 * path[:, 1], 100 * path[:, 2], **line)
            enlarged.plot(100 * path[-1:, 1], 100 * path[-1:, 2], "o", markersize=8, **mark)
            of_poles = path_in_poles(shares_of(in_poles, regime))
            if len(of_poles):
                triangle.plot(*(of_poles @ CORNERS)[-1:].T, "D", markersize=4, **mark)
                poles.plot(100 * of_poles[:, 1], 100 * of_poles[:, 2], linewidth=1, **line)
                poles.plot(100 * of_poles[:1, 1], 100 * of_poles[:1, 2], "D", markersize=3, **mark)
                poles.plot(100 * of_poles[-1:, 1], 100 * of_poles[-1:, 2], "D", markersize=7, **mark)
        enlarged.set_title(language.text("the territory"))
        poles.set_title(language.text("poles and their members"))
        for axes in (enlarged, poles):
            axes.set_xlabel(language.text("redistribution (% of value moved)"))
            axes.set_ylabel(language.text("reciprocity (% of value moved)"))
            numbers_on(axes.xaxis, language)
            numbers_on(axes.yaxis, language)
        figure.legend(handles=regime_handles(regimes, language), loc="outside lower center", ncols=5, fontsize=8)
    return figure


def shares_of(table: pd.DataFrame, regime: str) -> np.ndarray:
    """Shares of the three modes, shape (replicates, years, 3); missing in years in which nothing moved."""
    rows = table[table["regime"] == regime]
    values = rows[MODES].to_numpy(np.float64).reshape(max(rows["replicate"].nunique(), 1), -1, 3)
    moved = values.sum(axis=2, keepdims=True)
    return np.divide(values, moved, out=np.full(values.shape, np.nan), where=moved > 0)


def path_in_poles(shares: np.ndarray) -> np.ndarray:
    """Mean shares over the replicates that have members, in the years in which at least half of those that ever do."""
    living = np.isfinite(shares).all(axis=2)
    ever = living.any(axis=1).sum()
    years = np.flatnonzero((2 * living.sum(axis=0) >= ever) & living.any(axis=0)) if ever else np.zeros(0, np.int64)
    # In the year of the founding there are members in a part of it only.
    return np.array([shares[living[:, year], year].mean(axis=0) for year in years[1:]]).reshape(-1, 3)


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
