"""How long poles live, those that are declared and those that emerged."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.drawing.bands import regimes_in
from experiments.drawing.poles import BIRTHS
from experiments.drawing.style import REGIME_COLOURS, REGIME_LINES, labelled_figure, numbers_on, styled
from experiments.numbers.pole_careers import lives_of_poles
from experiments.numbers.pole_survival import kaplan_meier
from experiments.words.language import Language

NAME = "pole_survival"
PLACE = 14
TITLE = "How long poles live"
CAPTION = (
    "Share of poles that still live, by years since their birth, over all replicates of an arm (Kaplan-Meier, with the "
    "95 % interval; ticks: poles that lived on when their run ended). Left those that the scenario declares, right "
    "those that emerged. No end is drawn by a rate: a pole ends by too few members, a vote, its purse, its leader or "
    "another pole. Poles of one replicate share a world, so that the intervals are somewhat too narrow."
)
NEEDS = {"pole_careers": ("regime", "replicate", "month", "uid", "declared", "ended"), "monthly": ("month",)}


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """One panel for declared poles, one for those that emerged; one curve an arm."""
    careers = tables["pole_careers"]
    careers = careers[careers["scenario"] == scenario]
    lives = lives_of_poles(careers, int(tables["monthly"]["month"].max()))
    longest = max(lives["months"].max() / 12, 1.0)
    with styled():
        figure = labelled_figure(9.0, 3.6)
        panels = figure.subplots(1, len(BIRTHS), sharey=True, squeeze=False)[0]
        for axes, (birth, title) in zip(panels, BIRTHS.items(), strict=True):
            born = lives[lives["kind_of_birth"] == birth]
            for regime in regimes_in(careers, scenario):
                chosen = born[born["regime"] == regime]
                if len(chosen):
                    _draw_curve(axes, chosen, regime, language)
            axes.set_title(language.text(title))
            axes.set_xlabel(language.text("years since its birth"))
            axes.set_xlim(0, longest)
            numbers_on(axes.xaxis, language)
            if len(born):
                axes.legend(loc="lower left", fontsize=7)
            else:
                axes.text(0.5, 0.5, language.text("none in any replicate"), transform=axes.transAxes, ha="center")
        panels[0].set_ylim(0, 103)
        panels[0].set_ylabel(language.text("% of poles that live"))
        numbers_on(panels[0].yaxis, language)
    return figure


def _draw_curve(axes: Axes, lives: pd.DataFrame, regime: str, language: Language) -> None:
    """Steps from all of them at birth to those that live when the last run ends, band, ticks of the censored."""
    curve = kaplan_meier(lives["months"].to_numpy(), lives["censored"].to_numpy())
    years = np.append(0.0, curve["month"] / 12)
    look: dict[str, Any] = {"color": REGIME_COLOURS[regime], "linestyle": REGIME_LINES[regime]}
    told = {"arm": language.regime(regime), "poles": len(lives), "ended": int((~lives["censored"]).sum())}
    label = language.text("{arm}: {ended} of {poles} ended", **told)
    axes.step(years, 100 * np.append(1.0, curve["waiting"]), where="post", label=label, **look)
    low, high = (100 * np.append(1.0, curve[end].to_numpy()) for end in ("low95", "high95"))
    axes.fill_between(years, low, high, step="post", color=look["color"], alpha=0.12, linewidth=0)
    ticks = np.unique(lives.loc[lives["censored"], "months"])
    height = [curve.loc[curve["month"] <= tick, "waiting"].min() for tick in ticks]
    axes.plot(ticks / 12, 100 * np.nan_to_num(height, nan=1.0), "|", color=look["color"], markersize=6)
