"""Lorenz curves of income and wealth."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
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

NAME = "lorenz"
PLACE = 3
TITLE = "Lorenz curves of income and wealth"
CAPTION = (
    "Share of all income over twelve months and of all gross wealth held by the poorest part of adults at "
    "the end of the runs, mean over replicates; below, the difference to market, with its 95 % interval."
)
NEEDS = {"lorenz": ("of", "month", "population_share", "share")}
PANELS = {"income": "income over twelve months", "wealth": "gross wealth"}


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """Curves at the last month, per cent of adults against per cent of the total."""
    table = tables["lorenz"]
    regimes = regimes_in(table, scenario)
    chosen = table[table["scenario"] == scenario]
    last, first = chosen["month"].max(), chosen["month"].min()
    with styled():
        figure = new_figure(8.0, 6.2)
        panels = figure.subplots(2, 2, sharex=True, gridspec_kw={"height_ratios": [2, 1.2]})
        for column, (what, title) in enumerate(PANELS.items()):
            curves = {name: curves_of(chosen, name, what, last) for name in regimes}
            axes, below = panels[0, column], panels[1, column]
            axes.plot([0, 100], [0, 100], color=GREY, linewidth=0.8)
            start = curves_of(chosen, regimes[0], what, first).mean(axis=0)
            points = np.linspace(0, 100, start.size)
            axes.plot(points, 100 * start, color=GREY, linestyle=":", linewidth=1.0)
            for regime in regimes:
                look = {"color": REGIME_COLOURS[regime], "linestyle": REGIME_LINES[regime]}
                axes.plot(points, 100 * curves[regime].mean(axis=0), **look)
                if "market" in regimes and regime != "market":
                    draw_difference(below, points, 100 * (curves[regime] - curves["market"]), look)
            below.axhline(0, color=GREY, linewidth=0.8)
            axes.set_title(language.text(title))
            below.set_xlabel(language.text("poorest part of adults (%)"))
            for one in (axes, below):
                numbers_on(one.yaxis, language)
                numbers_on(one.xaxis, language)
        panels[0, 0].set_ylabel(language.text("share of the total (%)"))
        panels[1, 0].set_ylabel(language.text("difference to market (points)"))
        handles = regime_handles(regimes, language)
        start_handle = regime_handles(["market"], language)[0]
        start_handle.set(color=GREY, linestyle=":", label=language.text("at the start"))
        figure.legend(handles=[*handles, start_handle], loc="outside lower center", ncols=3, fontsize=8)
    return figure


def curves_of(table: pd.DataFrame, regime: str, what: str, month: int) -> np.ndarray:
    """Lorenz curves of all replicates of an arm, shape (replicates, points)."""
    rows = table[(table["regime"] == regime) & (table["of"] == what) & (table["month"] == month)]
    return rows["share"].to_numpy().reshape(rows["replicate"].nunique(), -1)


def draw_difference(axes, points: np.ndarray, difference: np.ndarray, look: dict) -> None:
    """Draw the mean difference and, from two replicates on, its 95 % interval (normal)."""
    mean = difference.mean(axis=0)
    axes.plot(points, mean, **look)
    if len(difference) > 1:
        half = 1.96 * difference.std(axis=0, ddof=1) / np.sqrt(len(difference))
        axes.fill_between(points, mean - half, mean + half, color=look["color"], alpha=0.15, linewidth=0)
