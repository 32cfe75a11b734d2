"""Paired differences with their intervals at the years of the report."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.drawing.labels import with_unit
from experiments.drawing.style import CONTRAST_COLOURS, GREY, contrast_handle, new_figure, numbers_on, styled
from experiments.numbers.contrasts import MAIN_CONTRASTS
from experiments.words.language import Language, display_unit

NAME = "effects"
PLACE = 6
TITLE = "Effects: paired differences between arms"
CAPTION = (
    "Mean difference within replicates, with its 95 % interval; the grey bar behind it is the smallest "
    "effect that these replicates would find four times in five. A hollow mark cannot be told from zero; for "
    "all outcomes but jobs and the share of the bottom 40 % that is judged after Holm's correction."
)
NEEDS = {"effects": ("outcome", "estimand", "year", "mean", "low95", "high95", "verdict")}
WANTED = (
    "jobs",
    "bottom40_income_share",
    "unemployment_rate",
    "gini_income",
    "gini_wealth",
    "value_added",
    "jobs_anchored",
    "diversity_2D",
    "agricultural_area",
)
MOST = 6
PART_OF_A_YEAR = 0.75
"""Part of the room between two years that marks take."""
FOR_SCENARIO = {"land_pressure": ("agricultural_area",), "cultural_concentration": ("diversity_2D",)}


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """One panel an outcome; years side by side, one mark an estimand."""
    table = tables["effects"]
    table = table[table["scenario"] == scenario]
    shown = shown_outcomes(set(table["outcome"]), scenario)
    estimands = [name for name in MAIN_CONTRASTS if (table["estimand"] == name).any()]
    years = sorted(table["year"].unique())
    step = PART_OF_A_YEAR / max(len(estimands), 1)
    rows = -(-len(shown) // 2)
    with styled():
        figure = new_figure(8.6, 2.3 * rows + 0.9)
        panels = figure.subplots(rows, 2, squeeze=False).ravel()
        for axes in panels[len(shown) :]:
            axes.set_axis_off()
        for axes, outcome in zip(panels, shown, strict=False):
            of_outcome = table[table["outcome"] == outcome]
            size = float(np.nanmax(np.abs(of_outcome[["mean", "low95", "high95"]].to_numpy()), initial=0.0))
            factor, unit = display_unit(str(of_outcome["unit"].iloc[0]), size, difference=True)
            axes.axhline(0, color=GREY, linewidth=0.8)
            axes.use_sticky_edges = False
            for place, name in enumerate(estimands):
                marks = of_outcome[of_outcome["estimand"] == name].sort_values("year")
                at = np.arange(len(marks)) + (place - (len(estimands) - 1) / 2) * step
                draw_marks(axes, at, marks, factor, CONTRAST_COLOURS[name], step)
            axes.set_xticks(range(len(years)), [language.text("year {year}", year=year) for year in years])
            axes.grid(visible=False, axis="x")
            numbers_on(axes.yaxis, language)
            axes.set_title(with_unit(language.outcome(outcome), unit, language))
        figure.legend(handles=legend_of(estimands, language), loc="outside lower center", ncols=2, fontsize=8)
    return figure


def shown_outcomes(present: set[str], scenario: str) -> list[str]:
    """Outcomes worth a panel: the primary ones, how income is shared, and the scenario's own."""
    own = FOR_SCENARIO.get(scenario, ())
    others = {name for names in FOR_SCENARIO.values() for name in names}
    wanted = [name for name in WANTED if name not in others]
    wanted[2:2] = own
    return [name for name in wanted if name in present][:MOST]


def draw_marks(axes, at: np.ndarray, marks: pd.DataFrame, factor: float, colour: str, step: float) -> None:
    """Draw means, intervals and, behind them, what could not be detected."""
    detectable = factor * marks["minimum_detectable"].to_numpy()
    axes.bar(at, 2 * detectable, bottom=-detectable, width=0.85 * step, color="#E8E8E8", zorder=0.5)
    low, high = factor * marks["low95"].to_numpy(), factor * marks["high95"].to_numpy()
    axes.vlines(at, low, high, color=colour, linewidth=1.6)
    told = ~marks["verdict"].eq("cannot tell").to_numpy()
    face = [colour if one else "white" for one in told]
    axes.scatter(at, factor * marks["mean"], s=22, c=face, edgecolors=colour, linewidths=1.2, zorder=3)


def legend_of(estimands: list[str], language: Language) -> list:
    """Entries for the estimands and for the grey bar."""
    handles: list = [contrast_handle(name, language, marker="o", markersize=5) for name in estimands]
    return [*handles, Patch(color="#E8E8E8", label=language.text("below the minimum detectable effect"))]
