"""Figures of a claim: its estimates beside the smallest effect of interest, and where it holds."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.drawing.labels import axis_label, note_below, with_unit
from experiments.drawing.style import GREY, labelled_figure, numbers_on, styled
from experiments.questions.claims.answers import CANNOT_TELL, EQUIVALENCE, LESS, NO, NON_INFERIORITY, YES
from experiments.questions.claims.declared import CLAIM, Claim, Part
from experiments.questions.claims.register import ALL_SCENARIOS, Verdict, unit_of
from experiments.words.language import Language, capital, display_unit

COLOURS = {YES: "#0072B2", NO: "#D55E00", CANNOT_TELL: "#999999"}
MARKS = {YES: "o", NO: "s", CANNOT_TELL: "D"}
CLAIMED = "#DCEBF5"


def scenario_title(name: str, language: Language) -> str:
    """Title of a scenario; its name where there is none."""
    if name == ALL_SCENARIOS:
        return language.text("from one territory to another")
    return language.scenario(name)


def claimed_range(part: Part) -> tuple[float, float]:
    """Effects that make a part true: beyond, above minus, or within the smallest effect of interest."""
    if part.test == EQUIVALENCE:
        return -part.sesoi, part.sesoi
    least = -part.sesoi if part.test == NON_INFERIORITY else part.sesoi
    return (-np.inf, -least) if part.direction == LESS else (least, np.inf)


def shown(claim: Claim, part: Part) -> tuple[float, str]:
    """Factor and English unit in which the effect of a part is shown."""
    unit = unit_of(claim, part)
    if part.metric is None:
        return 1.0, ""
    return display_unit(unit, part.sesoi, difference=True)


def draw_estimates(verdict: Verdict, language: Language) -> Figure:
    """Draw the estimate of every part on every scenario, its interval, and what was claimed (shaded)."""
    claim, rows = verdict.claim, verdict.rows
    parts = [part for part in claim.parts if (rows["part"] == part.name).any()]
    heights = [0.9 + 0.34 * int((rows["part"] == part.name).sum()) for part in parts]
    with styled():
        figure = labelled_figure(8.0, 0.7 + sum(heights))
        panels = figure.subplots(len(parts), 1, squeeze=False, gridspec_kw={"height_ratios": heights}).ravel()
        for axes, part in zip(panels, parts, strict=True):
            draw_part(axes, claim, part, rows[rows["part"] == part.name], language)
        handles: list = [
            Patch(color=CLAIMED, label=language.text("effects that make the sentence true")),
            *(Patch(color=COLOURS[one], label=language.text(one)) for one in (YES, NO, CANNOT_TELL)),
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=4, fontsize=7.5)
    return figure


def draw_part(axes, claim: Claim, part: Part, rows: pd.DataFrame, language: Language) -> None:
    """Draw one panel."""
    factor, unit = shown(claim, part)
    at = np.arange(len(rows))[::-1]
    ends = factor * rows[["low95", "high95", "estimate"]].to_numpy(np.float64)
    least, most = (factor * end for end in claimed_range(part))
    size = 1.25 * max(float(np.nanmax(np.abs(ends), initial=0.0)), 1.6 * factor * part.sesoi)
    axes.axvspan(max(least, -size), min(most, size), color=CLAIMED, linewidth=0)
    axes.axvline(0, color=GREY, linewidth=0.8)
    for place, row in zip(at, rows.to_dict("records"), strict=True):
        colour = COLOURS[row["answer"]]
        axes.hlines(place, factor * row["low95"], factor * row["high95"], color=colour, linewidth=2)
        axes.plot([factor * row["estimate"]], [place], MARKS[row["answer"]], color=colour, markersize=5)
    axes.set_xlim(-size, size)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_yticks(at, [textwrap.fill(scenario_title(one, language), 30) for one in rows["scenario"]], fontsize=7.5)
    axes.grid(visible=False, axis="y")
    numbers_on(axes.xaxis, language)
    axes.tick_params(axis="x", labelsize=7.5)
    titles = {
        "claim": language.text("claim"),
        "opposed": language.text("opposed claim"),
        "control": language.text("control"),
    }
    title = language.text("{side}: {title}", side=titles[part.side], title=part.title.in_language(language.code))
    axes.set_title(
        textwrap.fill(title, 88),
        loc="left",
        fontsize=8,
        fontweight="bold" if part.side == CLAIM else "normal",
    )
    measure = claim.metrics[part.metric].outcome if part.metric is not None else ""
    label = language.outcome(measure) if measure else language.text("natural logarithm of the ratio of hazards")
    axes.set_xlabel(with_unit(label, unit, language), fontsize=7.5)


def draw_region(claim: Claim, table: pd.DataFrame, language: Language) -> Figure:
    """Draw where a claim holds: bands over one parameter, or answers over two, a panel a scenario.

    Parameters
    ----------
    claim : Claim
    table : pandas.DataFrame
        From `experiments.questions.claims.register.region`; not empty.
    language : Language
    """
    region = claim.region
    assert region is not None
    part = claim.part(region.part)
    factor, unit = shown(claim, part)
    names = list(dict.fromkeys(table["scenario"]))
    with styled():
        figure = labelled_figure(1.6 + 3.0 * len(names), 4.1)
        panels = figure.subplots(1, len(names), squeeze=False, sharey=True)[0]
        for axes, name in zip(panels, names, strict=True):
            of = table[table["scenario"] == name]
            if region.y is None:
                draw_band(axes, part, of, factor, language)
            else:
                draw_answers(axes, of, factor, language)
            axes.set_title(textwrap.fill(scenario_title(name, language), 36), fontsize=8.5)
            axes.set_xlabel(textwrap.fill(axis_label(region.x.path, language, 200), 40), fontsize=8)
        if region.y is None:
            for axes in panels:
                numbers_on(axes.xaxis, language, most=4)
            numbers_on(panels[0].yaxis, language)
            assert part.metric is not None
            label = language.outcome(claim.metrics[part.metric].outcome)
            panels[0].set_ylabel(with_unit(label, unit, language), fontsize=8)
        else:
            panels[0].set_ylabel(textwrap.fill(axis_label(region.y.path, language, 200), 40), fontsize=8)
        handles: list = [Patch(color=COLOURS[one], label=language.text(one)) for one in (YES, NO, CANNOT_TELL)]
        if region.y is None:
            handles.insert(0, Patch(color=CLAIMED, label=language.text("effects that make the sentence true")))
        panels[-1].legend(handles=handles, fontsize=7, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        sentence = part.title.in_language(language.code)
        told = language.text(
            "{sentence}. {n} replicates a place, 95 % intervals place by place: among many places some answers are by "
            "chance.",
            sentence=capital(sentence),
            n=region.replicates,
        )
        if region.y is not None and unit:
            told += " " + language.text("Numbers: mean effect ({unit}).", unit=language.text(unit))
        note_below(figure, told, letters=int(16 * figure.get_figwidth()) - 6)
    return figure


def draw_band(axes, part: Part, table: pd.DataFrame, factor: float, language: Language) -> None:
    """Draw the effect over one parameter with its interval."""
    table = table.sort_values("x")
    low, high = (factor * table[end].to_numpy(np.float64) for end in ("low95", "high95"))
    least, most = (factor * end for end in claimed_range(part))
    size = 1.2 * max(float(np.nanmax(np.abs([low, high]), initial=0.0)), 1.5 * factor * part.sesoi)
    axes.axhspan(max(least, -size), min(most, size), color=CLAIMED, linewidth=0)
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.fill_between(table["x"], low, high, color=GREY, alpha=0.25, linewidth=0)
    axes.plot(table["x"], factor * table["estimate"], color=GREY, linewidth=1.0)
    for name, rows in table.groupby("answer"):
        answer = str(name)
        axes.plot(rows["x"], factor * rows["estimate"], MARKS[answer], color=COLOURS[answer], markersize=6)


def draw_answers(axes, table: pd.DataFrame, factor: float, language: Language) -> None:
    """Draw the answer at each place of two parameters, with the mean effect written in it."""
    xs, ys = (np.unique(table[name].to_numpy(np.float64)) for name in ("x", "y"))
    for row in table.to_dict("records"):
        # Values stand at equal distances, so that close ones can be read.
        column, line = int(np.searchsorted(xs, row["x"])), int(np.searchsorted(ys, row["y"]))
        axes.fill_between(
            [column - 0.48, column + 0.48], line - 0.48, line + 0.48, color=COLOURS[row["answer"]], linewidth=0
        )
        value = factor * row["estimate"]
        decimals = 0 if abs(value) >= 10 else 1 if abs(value) >= 1 else 2
        written = language.number(value, decimals, signed=True)
        axes.text(column, line, written, ha="center", va="center", fontsize=8, color="white", fontweight="bold")
    for axis, values in ((axes.xaxis, xs), (axes.yaxis, ys)):
        axis.set_ticks(np.arange(len(values)), [plain(value, language) for value in values], fontsize=7.5)
    axes.set_xlim(-0.5, len(xs) - 0.5)
    axes.set_ylim(-0.5, len(ys) - 0.5)
    axes.grid(visible=False)


def plain(value: float, language: Language) -> str:
    """Write a value with the decimals it has."""
    decimals = next(places for places in range(7) if places == 6 or abs(round(value, places) - value) < 1e-9)
    return language.number(value, decimals)
