"""Paired differences by years since the founding of the first declared pole."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.drawing.bands import regimes_in, units_in
from experiments.drawing.labels import with_unit
from experiments.drawing.style import CONTRAST_COLOURS, GREY, contrast_handle, new_figure, numbers_on, styled
from experiments.numbers.contrasts import PRIMARY_OUTCOMES, contrasts_for
from experiments.numbers.effects import difference_of, summarise
from experiments.numbers.measures import runs_of
from experiments.words.language import Language, display_unit

NAME = "since_founding"
PLACE = 5
TITLE = "What the pole brings, by years since its founding"
CAPTION = (
    "Mean paired differences with their 95 % intervals, month by month; 0 is the month in which the first declared "
    "pole is founded where it is founded, and the same month in the arms that found none."
)
NEEDS = {"monthly": ("jobs",), "founding": ("estimand", "month", "year")}
SHOWN = ("P", "E", "G", "R0-G")
LINES: dict[str, Any] = {"P": "-", "E": (0, (1, 1)), "G": (0, (5, 1.5, 1, 1.5)), "R0-G": (0, (5, 2))}
"""Contrasts shown, and lines that tell them apart without colours."""


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """One panel an outcome named in advance, one line and band a contrast."""
    monthly, table = tables["monthly"], tables["founding"]
    rows = table[table["scenario"] == scenario]
    founding = int(rows["month"].iloc[0] - 12 * rows["year"].iloc[0])
    present = regimes_in(monthly, scenario)
    contrasts = [one for one in contrasts_for(present) if one.name in SHOWN]
    shown = [name for name in PRIMARY_OUTCOMES if name in monthly.columns]
    lived = {arm: runs_of(monthly, scenario, arm, shown) for arm in present}
    with styled():
        figure = new_figure(8.6, 3.6)
        panels = figure.subplots(1, len(shown), squeeze=False)[0]
        for place, (axes, outcome) in enumerate(zip(panels, shown, strict=True)):
            factor, unit = display_unit(units_in(monthly).get(outcome, "1"), 1.0, difference=True)
            axes.axhline(0, color=GREY, linewidth=0.8)
            axes.axvline(0, color=GREY, linewidth=0.8, linestyle=":")
            for one in contrasts:
                told = summarise(factor * difference_of(one, lived)[:, :, place])
                years = (np.arange(len(told)) - founding) / 12
                colour = CONTRAST_COLOURS[one.name]
                axes.fill_between(years, told["low95"], told["high95"], color=colour, alpha=0.16, linewidth=0)
                axes.plot(years, told["mean"], color=colour, linestyle=LINES[one.name])
            axes.set_title(with_unit(language.outcome(outcome), unit, language))
            axes.set_xlabel(language.text("years since the founding"))
            numbers_on(axes.yaxis, language)
            numbers_on(axes.xaxis, language)
        handles = [contrast_handle(one.name, language, linestyle=LINES[one.name]) for one in contrasts]
        figure.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=8)
    return figure
