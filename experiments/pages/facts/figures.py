"""The figure of a fact: its band shaded, worlds as dots, the mean over worlds with its interval."""

import math
import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.drawing.style import BLUE, GREY, VERMILION, labelled_figure, numbers_on, styled
from experiments.numbers.over_worlds import CANNOT_TELL, IN, OUT
from experiments.pages.facts.wording import name_of, shown, verdict_of
from experiments.questions.facts.measured import Measured
from experiments.words.language import Language, capital

COLOURS = {IN: BLUE, OUT: VERMILION, CANNOT_TELL: GREY}
MARKS = {IN: "o", OUT: "s", CANNOT_TELL: "D"}
BAND = "#DCEBF5"
GOLDEN = 0.618034
"""Dots are moved up and down by multiples of it, so that equal values stay apart and the figure is the same again."""
MARGIN = 0.08


def draw_fact(rows: Sequence[Measured], language: Language) -> Figure:
    """Draw all rows of one fact, a panel each."""
    with styled():
        figure = labelled_figure(7.2, 1.45 + 0.95 * len(rows))
        panels = figure.subplots(len(rows), 1, squeeze=False).ravel()
        for axes, one in zip(panels, rows, strict=True):
            draw_row(axes, one, language)
        source = language.text("Source: {source}", source=rows[0].row.fact.source)
        told = [*textwrap.wrap(heading(rows[0], language), 92), *textwrap.wrap(source, 108)]
        figure.suptitle("\n".join(told), fontsize=8, x=0.01, ha="left")
        figure.legend(
            handles=handles(rows[0].drift, language),
            title=language.text("mean over replicates with its 90 % interval"),
            title_fontsize=7,
            loc="outside lower center",
            ncols=5,
            fontsize=7,
        )
    return figure


def heading(one: Measured, language: Language) -> str:
    """Title of a figure; a fact that the model was set by is marked."""
    fact = one.row.fact
    title = language.text("{id}: {title}", id=fact.id, title=language.of(fact.title))
    return f"{title} ({language.text('used for setting: no success')})" if fact.used_for_setting else title


def draw_row(axes: Axes, one: Measured, language: Language) -> None:
    """Draw one panel."""
    factor, unit = shown(one)
    colour = COLOURS[one.verdict]
    values = factor * one.estimate.values
    mean, low, high = (factor * end for end in (one.estimate.mean, one.estimate.low, one.estimate.high))
    least, most = limits([*values, mean, low, high, *(factor * end for end in one.band)])
    if not math.isnan(one.band[0]):
        axes.axvspan(max(factor * one.band[0], least), min(factor * one.band[1], most), color=BAND, linewidth=0)
    heights = 0.5 * (GOLDEN * np.arange(1, len(values) + 1) % 1.0) - 0.25
    axes.plot(values, heights, ".", color="#444444", alpha=0.55, markersize=5, markeredgewidth=0)
    if math.isfinite(mean):
        if math.isfinite(low):
            axes.hlines(0, low, high, color=colour, linewidth=3)
        axes.plot([mean], [0], MARKS[one.verdict], color=colour, markersize=7, markeredgecolor="white")
    else:
        axes.text(0.5, 0.5, language.text(one.why), transform=axes.transAxes, ha="center", va="center", fontsize=8)
    axes.set_xlim(least, most)
    axes.set_ylim(-0.5, 0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(visible=False, axis="y")
    numbers_on(axes.xaxis, language)
    axes.tick_params(axis="x", labelsize=7.5)
    verdict = verdict_of(one.verdict, one.drift, language)
    told = language.text("{label}: {verdict}", label=capital(name_of(one, language)), verdict=verdict)
    axes.set_title(textwrap.fill(told, 90), loc="left", fontsize=7.5)
    axes.set_xlabel(language.text(unit) if unit else "", fontsize=7.5)


def limits(places: Sequence[float]) -> tuple[float, float]:
    """Ends of an axis on which all these have room."""
    finite = [place for place in places if math.isfinite(place)]
    if not finite:
        return -1.0, 1.0
    least, most = min(finite), max(finite)
    room = MARGIN * (most - least) or MARGIN * abs(most) or 1.0
    return least - room, most + room


def handles(drift: bool, language: Language) -> list[Line2D | Patch]:
    """Legend of a figure; means bear the colour and the mark of their verdict."""
    shaded = language.text("a tenth of the spread between replicates") if drift else language.text("observed band")
    dot = Line2D([], [], color="#444444", linestyle="", marker=".", label=language.text("one replicate"))
    told: list[Line2D | Patch] = [Patch(color=BAND, label=shaded), dot]
    for one in (IN, OUT, CANNOT_TELL):
        label = language.text("mean: {verdict}", verdict=verdict_of(one, drift, language))
        told.append(Line2D([], [], color=COLOURS[one], linewidth=3, marker=MARKS[one], markersize=6, label=label))
    return told
