"""The life of one pole: its members, the work they do for it, its money, what it attempted."""

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.drawing.poles import FORM_COLOURS, FORM_NAMES, MEASURES, SOURCES
from experiments.drawing.style import BLUE, GREY, VERMILION, labelled_figure, numbers_on, styled
from experiments.numbers.contrasts import FOUNDING_REGIMES
from experiments.numbers.measures import rows_in
from experiments.numbers.pole_careers import median_pole
from experiments.words.language import Language

NAME = "pole_timeline"
PLACE = 13
TITLE = "The life of one pole"
CAPTION = (
    "One pole in one replicate, the one in which it lived the median number of months. From above: members by legal "
    "form; those who came (up) and left (down) in a year, without founders and those whom its end sets free; effort, "
    "service and trust, 0 to 1; dues, fines and public money of a year, and the fund at month ends, which dividends of "
    "shares feed too (thousand EUR); what it attempted, prepared (light) and in operation (dark), a cross where it "
    "was given up or closed. Grey ground: an animator is paid; dotted line: legal form. It shows what can happen, not "
    "what happens on average."
)
NEEDS = {"pole_careers": ("regime", "month", "uid", "declared", "members", "came", "left", "effort", "fund")}
ANIMATED = "#EEEEEE"
LETTERS, LEGEND_LETTERS = 24, 26
"""Letters of a line of the name of an activity, and of a legend."""


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """Four panels over the years of one declared pole, or of one that emerged where none is declared."""
    careers = tables["pole_careers"]
    careers = careers[careers["scenario"] == scenario]
    arms = set(careers["regime"])
    regime = next(name for name in (*FOUNDING_REGIMES, *sorted(arms)) if name in arms)
    career = median_pole(careers[careers["regime"] == regime])
    first = career.iloc[0]
    attempted = _attempted(tables, scenario, regime, first)
    with styled():
        figure = labelled_figure(9.0, 7.6 + 0.3 * len(attempted))
        heights = [2.0, 0.8, 1.5, 1.5, 0.5 + 0.4 * max(len(attempted), 1)]
        panels = figure.subplots(5, 1, sharex=True, gridspec_kw={"height_ratios": heights})
        living = career[career["ended"] == 0]
        for axes in panels:
            _mark_times(axes, living, language)
        _draw_members(panels[0], living, language)
        _draw_moves(panels[1], career, language)
        _draw_measures(panels[2], living, language)
        _draw_money(panels[3], living, language)
        _draw_activities(panels[4], attempted, int(career["month"].max()), language)
        panels[4].set_xlabel(language.text("years since the start of the run"))
        panels[4].set_xlim((first["month"] - 1) // 12 - 0.1, -(-career["month"].max() // 12) + 0.1)
        numbers_on(panels[4].xaxis, language, most=10)
        figure.suptitle(_title(career, regime, language), fontsize=10)
        for axes in panels[:4]:
            axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=7.5)
    return figure


def _title(career: pd.DataFrame, regime: str, language: Language) -> str:
    first, last = career.iloc[0], career.iloc[-1]
    told = {"name": first["name"], "regime": language.regime(regime), "replicate": int(first["replicate"])}
    title = language.text("{name}: {regime}, replicate {replicate}", **told)
    if last["ended"]:
        cause = language.text(last["cause"]) if last["cause"] else language.text("cause not known")
        return title + "; " + language.text("ended in month {month}: {cause}", month=int(last["month"]), cause=cause)
    return title + "; " + language.text("it lives on at the end of the run")


def _attempted(tables: Mapping[str, pd.DataFrame], scenario: str, regime: str, pole: pd.Series) -> pd.DataFrame:
    """Activities of the pole in its run, in the order in which they were planned."""
    if "activities" not in tables or "pole_uid" not in tables["activities"]:
        return pd.DataFrame()
    table = tables["activities"]
    chosen = (table["scenario"] == scenario) & (table["regime"] == regime) & (table["pole_uid"] == pole["uid"])
    return table[chosen & (table["replicate"] == pole["replicate"])].sort_values(["planned", "uid"])


def _mark_times(axes: Axes, living: pd.DataFrame, language: Language) -> None:
    """Grey ground in the months in which an animator is paid, a dotted line where the legal form is taken."""
    for month in living.loc[living["animated"] == 1, "month"]:
        axes.axvspan((month - 1) / 12, month / 12, color=ANIMATED, linewidth=0, zorder=0)
    formal = living.loc[living["formal"] == 1, "month"]
    if len(formal) and formal.iloc[0] > living["month"].iloc[0]:
        axes.axvline(formal.iloc[0] / 12, color=GREY, linestyle=":", linewidth=1.2)


def _draw_members(axes: Axes, living: pd.DataFrame, language: Language) -> None:
    counts = [living[f"members_{form}"] for form in FORM_COLOURS]
    names = [language.text(FORM_NAMES[form]) for form in FORM_COLOURS]
    axes.stackplot(living["month"] / 12, counts, labels=names, colors=list(FORM_COLOURS.values()), step="post")
    axes.set_ylabel(language.text("members"))
    axes.set_ylim(0)
    numbers_on(axes.yaxis, language)


def _draw_moves(axes: Axes, career: pd.DataFrame, language: Language) -> None:
    # Those who found it, and those whom its end sets free, neither joined nor gave it up.
    between = career.iloc[1:].query("ended == 0")
    moves = between.groupby((between["month"] - 1) // 12)[["came", "left"]].sum()
    middle = moves.index.to_numpy() + 0.5
    axes.bar(middle, moves["came"], 0.7, color=BLUE, label=language.text("came"))
    axes.bar(middle, -moves["left"], 0.7, color=VERMILION, hatch="///", edgecolor="white", label=language.text("left"))
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.set_ylabel(language.text("members\na year"))
    numbers_on(axes.yaxis, language, most=3)


def _draw_measures(axes: Axes, living: pd.DataFrame, language: Language) -> None:
    for name, (label, colour, line) in MEASURES.items():
        written = textwrap.fill(language.text(label), LEGEND_LETTERS)
        axes.plot(living["month"] / 12, living[name], color=colour, linestyle=line, label=written)
    axes.set_ylim(0, 1.02)
    axes.set_ylabel(language.text("part, 0 to 1"))
    numbers_on(axes.yaxis, language, most=4)


def _draw_money(axes: Axes, living: pd.DataFrame, language: Language) -> None:
    year = (living["month"] - 1) // 12
    sums = living.groupby(year)[list(SOURCES)].sum() / 1000
    below = np.zeros(len(sums))
    for name, (label, colour, hatch) in SOURCES.items():
        look: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0}
        written = textwrap.fill(language.text(label), LEGEND_LETTERS)
        axes.bar(sums.index + 0.5, sums[name], 0.7, bottom=below, label=written, **look)
        below += sums[name].to_numpy()
    axes.plot(living["month"] / 12, living["fund"] / 1000, color="black", label=language.text("fund, at month ends"))
    axes.set_ylabel(language.text("thousand EUR"))
    numbers_on(axes.yaxis, language, most=4)


def _draw_activities(axes: Axes, attempted: pd.DataFrame, last: int, language: Language) -> None:
    """One bar an activity, the first above; how it ended stands as a cross, with the cause behind it."""
    names = []
    for place, activity in enumerate(rows_in(attempted)):
        over = next((month for month in (activity.given_up, activity.ended) if not pd.isna(month)), None)
        end = last if over is None else over
        started = end if pd.isna(activity.started) else activity.started
        axes.barh(place, (started - activity.planned) / 12, 0.5, left=activity.planned / 12, color="#9ECAE9")
        axes.barh(place, (end - started) / 12, 0.5, left=started / 12, color=BLUE)
        if over is not None:
            axes.plot(end / 12, place, "x", color=VERMILION, markersize=7, markeredgewidth=1.6)
            # Above the bar, so that it fits wherever the bar ends.
            told = language.text(activity.cause) if activity.cause else ""
            axes.text(end / 12, place - 0.32, told, va="bottom", ha="right", fontsize=7)
        name = language.of({"en": activity.name, "fr": activity.name_fr}) or language.text("an activity")
        names.append(textwrap.fill(name, LETTERS, max_lines=2, placeholder="…"))
    axes.set_yticks(range(len(names)), names, fontsize=7.5)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    if names:
        handles = [
            Patch(color="#9ECAE9", label=language.text("in preparation")),
            Patch(color=BLUE, label=language.text("in operation")),
            Line2D([], [], color=VERMILION, marker="x", linestyle="", label=language.text("given up or closed")),
        ]
        axes.legend(handles=handles, loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=7.5)
    else:
        axes.set_yticks([])
        axes.text(0.5, 0.5, language.text("no activity was attempted"), transform=axes.transAxes, ha="center")
