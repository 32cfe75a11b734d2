"""Who gains and who loses among households, and what wealth is made of."""

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.drawing.labels import with_unit
from experiments.drawing.style import CONTRAST_COLOURS, GREY, contrast_handle, new_figure, numbers_on, styled
from experiments.numbers.followed import BEFORE, EVERYBODY, NET_WEALTH, WEALTH
from experiments.numbers.measures import at_last_year
from experiments.words.language import Language

NAME = "who_gains"
PLACE = 4
TITLE = "Who gains and who loses"
CAPTION = (
    "The same adults in all arms, grouped by what they were at the last year end before the founding of the pole: mean "
    "difference within replicates, for those who are still there, at the last year they are looked at, with its 95 % "
    "interval. Income of twelve months by tenth of income (1: the lowest), by owner and tenant, by employer; net "
    "wealth of all adults by what it is made of (a larger loan is a negative difference). Secondary: not corrected for "
    "the number of groups."
)
NEEDS = {"who_gains": ("estimand", "year", "grouping", "group", "what", "mean", "low95", "high95")}
SHOWN = ("P", "G")
"""Contrasts side by side: the documented pole, and the same euros given to everybody."""
TENURES = ("tenant", "owner")
EURO, EURO_A_YEAR = "EUR", "EUR a year"


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """Three panels: income by tenth and tenure, income by employer, wealth by component."""
    table = tables["who_gains"]
    table = at_last_year(table[(table["scenario"] == scenario) & (table["year"] > BEFORE)])
    shown = [name for name in SHOWN if (table["estimand"] == name).any()]
    income = table[table["what"] == "income"]
    employers = sorted(income.loc[income["grouping"] == "employer", "group"].unique())
    tenths = sorted(income.loc[income["grouping"] == "tenth", "group"].unique(), key=int)
    of_all = table[table["grouping"] == EVERYBODY]
    income = income.assign(row=income["group"])
    with styled():
        figure = new_figure(9.4, 7.0)
        panels = figure.subplot_mosaic(
            [["place", "employer"], ["place", "wealth"]], width_ratios=[1, 1.15], height_ratios=[1.3, 1]
        )
        by_place = income[income["grouping"].isin(("tenth", "tenure"))]
        draw_rows(panels["place"], by_place, [*tenths, *TENURES], shown, language)
        panels["place"].set_title(with_unit(language.text("income by tenth, and by tenure"), EURO_A_YEAR, language))
        draw_rows(panels["employer"], income[income["grouping"] == "employer"], employers, shown, language)
        panels["employer"].set_title(with_unit(language.text("income by employer"), EURO_A_YEAR, language))
        draw_rows(panels["wealth"], of_all.assign(row=of_all["what"]), [*WEALTH, NET_WEALTH], shown, language)
        panels["wealth"].set_title(with_unit(language.text("wealth of all adults by component"), EURO, language))
        figure.legend(handles=legend_of(shown, language), loc="outside lower center", ncols=3, fontsize=8)
    return figure


def draw_rows(axes: Axes, table: pd.DataFrame, rows: Sequence[str], shown: Sequence[str], language: Language) -> None:
    """Draw a line a group, from the top down, with a mark and an interval a contrast."""
    axes.axvline(0, color=GREY, linewidth=0.8)
    places = np.arange(len(rows), dtype=float)
    for number, name in enumerate(shown):
        chosen = table[table["estimand"] == name].set_index("row").reindex(list(rows))
        at = places + 0.3 * (number - (len(shown) - 1) / 2)
        colour = CONTRAST_COLOURS[name]
        axes.hlines(at, chosen["low95"], chosen["high95"], color=colour, linewidth=1.4)
        differs = (chosen["low95"] > 0) | (chosen["high95"] < 0)
        face = [colour if one else "white" for one in differs]
        axes.scatter(chosen["mean"], at, s=20, c=face, edgecolors=colour, linewidths=1.1, zorder=3)
    labels = [textwrap.fill(language.text(str(row).replace("_", " ")), 26) for row in rows]
    axes.set_yticks(places, labels, fontsize=8)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    numbers_on(axes.xaxis, language)


def legend_of(shown: Sequence[str], language: Language) -> list[Line2D]:
    """Say what the contrasts are, and what a hollow mark is."""
    handles = [contrast_handle(name, language, marker="o", markersize=5) for name in shown]
    hollow = language.text("hollow: the interval holds zero")
    return [*handles, Line2D([], [], color=GREY, marker="o", markerfacecolor="white", linestyle="", label=hollow)]
