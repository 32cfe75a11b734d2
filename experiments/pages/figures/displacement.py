"""Jobs in member organisations beside the difference in all jobs."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.drawing.bands import regimes_in
from experiments.drawing.style import REGIME_COLOURS, new_figure, numbers_on, styled
from experiments.numbers.displacement import ALL_JOBS, MEMBER_JOBS
from experiments.words.language import Language

NAME = "displacement"
PLACE = 10
TITLE = "Jobs in members and all jobs"
CAPTION = (
    "People whom member organisations employ (a level, light) beside the difference in all jobs of the "
    "territory to market (dark, 95 % interval). In market nobody is a member, so the first is not a gain; "
    "where the second is far smaller, jobs in members existed before or took the place of others."
)
NEEDS = {"displacement": ("regime", "year", "quantity", "mean", "low95", "high95")}
LOOKS = {MEMBER_JOBS: 0.35, ALL_JOBS: 1.0}


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """One panel an arm; heads at the years of the report."""
    table = tables["displacement"]
    regimes = regimes_in(table, scenario)
    table = table[table["scenario"] == scenario]
    years = sorted(table["year"].unique())
    with styled():
        figure = new_figure(2.2 + 2.3 * len(regimes), 3.4)
        panels = figure.subplots(1, len(regimes), sharey=True, squeeze=False)[0]
        for axes, regime in zip(panels, regimes, strict=True):
            for place, (quantity, opacity) in enumerate(LOOKS.items()):
                chosen = (table["regime"] == regime) & (table["quantity"] == quantity)
                rows = table[chosen].sort_values("year")
                at = np.arange(len(rows)) + (place - 0.5) * 0.4
                mean = rows["mean"].to_numpy()
                error = np.abs(rows[["low95", "high95"]].to_numpy().T - mean)
                colour = REGIME_COLOURS[regime]
                label = language.text(quantity)
                axes.bar(at, mean, 0.38, color=colour, alpha=opacity, label=label)
                axes.errorbar(at, mean, np.nan_to_num(error), fmt="none", ecolor="black", elinewidth=0.9)
            axes.axhline(0, color="#777777", linewidth=0.8)
            axes.set_xticks(range(len(years)), [str(year) for year in years])
            axes.set_xlabel(language.text("year"))
            axes.set_title(language.regime(regime), color=REGIME_COLOURS[regime])
            axes.grid(visible=False, axis="x")
            axes.legend(loc="upper left", fontsize=6.5)
        ends = np.nan_to_num(table[["mean", "low95", "high95"]].to_numpy())
        panels[0].set_ylim(min(1.1 * ends.min(), 0), max(1.3 * ends.max(), 1))
        numbers_on(panels[0].yaxis, language)
        panels[0].set_ylabel(language.text("heads"))
    return figure
