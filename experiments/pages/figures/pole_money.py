"""Where the euros of poles come from and where they go."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from experiments.drawing.bands import regimes_in
from experiments.drawing.poles import OTHER, PURPOSES
from experiments.drawing.style import GREY, labelled_figure, numbers_on, styled
from experiments.words.language import Language

NAME = "pole_money"
PLACE = 15
TITLE = "Where the euros of poles come from and go to"
CAPTION = (
    "What all poles of the territory received (up) and paid (down) in each year, by purpose, thousand EUR a year: "
    "means over all replicates of an arm, those without a pole among them. The line is what was left: by so much the "
    "funds changed. Dues hold what members pay for shares in one another, which the fund then buys."
)
NEEDS = {"pole_money": ("regime", "replicate", "year", "purpose", "amount"), "runs": ("regime", "replicate")}


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """One panel an arm in which any pole had money, one stack a year."""
    table = tables["pole_money"]
    regimes = regimes_in(table, scenario)
    means = {name: mean_by_year(table, tables["runs"], scenario, name) for name in regimes}
    years = range(1, 1 + max(int(mean.index.max()) for mean in means.values()))
    shown = [name for name in PURPOSES if any(name in mean for mean in means.values())]
    others = any(set(mean) - set(PURPOSES) for mean in means.values())
    with styled():
        figure = labelled_figure(max(2.2 + 2.2 * len(regimes), 6.4), 4.8)
        panels = figure.subplots(1, len(regimes), sharey=True, squeeze=False)[0]
        for axes, regime in zip(panels, regimes, strict=True):
            _draw_stacks(axes, means[regime].reindex(years, fill_value=0.0))
            axes.set_title(language.regime(regime), fontsize=8)
            axes.set_xlabel(language.text("year"))
            axes.set_xlim(min(int(mean.index.min()) for mean in means.values()) - 0.7, years[-1] + 0.7)
            axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        panels[0].set_ylabel(language.text("thousand EUR a year"))
        panels[0].set_ylim(*(1.05 * np.array(panels[0].get_ylim())))
        numbers_on(panels[0].yaxis, language)
        handles: list[Patch | Line2D] = [
            Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=language.text(label))
            for name, (label, colour, hatch) in PURPOSES.items()
            if name in shown
        ]
        handles += [Patch(color=OTHER, label=language.text("other purposes"))] * others
        handles.append(Line2D([], [], color="black", marker=".", label=language.text("left in the funds")))
        figure.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=7.5)
    return figure


def mean_by_year(table: pd.DataFrame, runs: pd.DataFrame, scenario: str, regime: str) -> pd.DataFrame:
    """Thousand EUR by year and purpose, mean over all replicates of an arm: one without poles counts as nothing."""
    chosen = table[(table["scenario"] == scenario) & (table["regime"] == regime)]
    lived = runs[(runs["scenario"] == scenario) & (runs["regime"] == regime)]["replicate"].nunique()
    sums = chosen.groupby(["year", "purpose"], observed=True)["amount"].sum().unstack("purpose").fillna(0.0)
    return sums / 1000 / lived


def _draw_stacks(axes: Axes, mean: pd.DataFrame) -> None:
    """Receipts upwards from zero and payments downwards, in one order of purposes; others last."""
    years = mean.index.to_numpy()
    above, below = np.zeros(len(mean)), np.zeros(len(mean))
    left_over = [name for name in mean if name not in PURPOSES]
    stacks = [(mean[name], *PURPOSES[name][1:]) for name in PURPOSES if name in mean]
    for amounts, colour, hatch in [*stacks, *((mean[name], OTHER, "") for name in left_over)]:
        for side, start in ((amounts.clip(lower=0), above), (amounts.clip(upper=0), below)):
            look: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0}
            # A bar of no height costs as much time as any other.
            some = side.to_numpy() != 0
            if some.any():
                axes.bar(years[some], side[some], 0.85, bottom=start[some], **look)
            start += side.to_numpy()
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.plot(years, mean.sum(axis=1), color="black", marker=".", markersize=4, linewidth=1.0)
