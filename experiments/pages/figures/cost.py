"""Public cost per additional job-year."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.drawing.bands import regimes_in
from experiments.drawing.style import REGIME_COLOURS, new_figure, regime_handles, styled
from experiments.numbers.costs import AGAINST, DEFINED
from experiments.numbers.measures import rows_in
from experiments.words.language import Language

NAME = "cost"
PLACE = 7
TITLE = "Public cost per additional job-year"
CAPTION = (
    "Additional public euros over additional job-years, both cumulated and against market; ratio of means "
    "with Fieller's 95 % interval. Not defined where the interval of the additional jobs holds zero."
)
NEEDS = {"cost": ("regime", "against", "kind", "year", "cost_per_job_year", "verdict")}
KINDS = {"gross": "gross", "net": "net of taxes and benefits"}


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """One panel gross, one net; thousand EUR a job-year by year of the report."""
    table = tables["cost"]
    table = table[(table["scenario"] == scenario) & (table["against"] == AGAINST[0])]
    regimes = regimes_in(table, scenario)
    kinds = [kind for kind in KINDS if (table["kind"] == kind).any()]
    years = sorted(table["year"].unique())
    with styled():
        figure = new_figure(1.4 + 3.6 * len(kinds), 3.6)
        panels = figure.subplots(1, len(kinds), sharey=True, squeeze=False)[0]
        for axes, kind in zip(panels, kinds, strict=True):
            for place, regime in enumerate(regimes):
                of_regime = table[(table["kind"] == kind) & (table["regime"] == regime)].sort_values("year")
                at = np.arange(len(of_regime)) + (place - (len(regimes) - 1) / 2) * 0.25
                draw_costs(axes, at, of_regime, REGIME_COLOURS[regime], language)
            axes.axhline(0, color="#777777", linewidth=0.8)
            axes.set_xticks(range(len(years)), [language.text("year {year}", year=year) for year in years])
            axes.set_xlim(-0.6, len(years) - 0.4)
            axes.set_title(language.text(KINDS[kind]))
            axes.grid(visible=False, axis="x")
        # Linear up to 10 thousand EUR, logarithmic beyond: first years cost many times the later ones.
        panels[0].set_yscale("symlog", linthresh=10)
        ends = table.loc[table["verdict"] == DEFINED, ["low95", "high95"]].to_numpy() / 1e3
        panels[0].set_ylim(min(-1.0, 1.3 * ends.min(initial=0)), max(100.0, 1.3 * ends.max(initial=0)))
        panels[0].yaxis.set_major_formatter(lambda value, _: language.number(value))
        panels[0].set_ylabel(language.text("thousand EUR a job-year"))
        figure.legend(handles=regime_handles(regimes, language), loc="outside lower center", ncols=3, fontsize=8)
    return figure


def draw_costs(axes, at: np.ndarray, rows: pd.DataFrame, colour: str, language: Language) -> None:
    """Draw the ratios that are defined, and say in words which are not."""
    for place, row in zip(at, rows_in(rows), strict=True):
        if row.verdict == DEFINED:
            axes.vlines(place, row.low95 / 1e3, row.high95 / 1e3, color=colour, linewidth=1.8)
            axes.plot([place], [row.cost_per_job_year / 1e3], "o", color=colour, markersize=5)
        else:
            axes.text(
                place,
                0.03,
                language.text(row.verdict),
                transform=axes.get_xaxis_transform(),
                rotation=90,
                fontsize=7,
                color=colour,
                ha="center",
                va="bottom",
            )
