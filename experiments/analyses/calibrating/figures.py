"""Figures of a calibration: the draws that were kept, and the check against the facts."""

import math
import textwrap
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.analyses.calibrating.search import Posterior
from experiments.drawing.labels import axis_label, note_below
from experiments.drawing.style import GREY, labelled_figure, numbers_on, styled
from experiments.questions.facts.declared import Fact
from experiments.words.language import Language, display_unit

POSTERIOR, PRIOR, HELD_OUT = "#0072B2", "#BBBBBB", "#D55E00"


def draw_posterior(posterior: Posterior, language: Language) -> Figure:
    """Draw the draws that were kept over the range each parameter was drawn from."""
    paths = list(posterior.task.ranges)
    columns = min(3, len(paths))
    rows = -(-len(paths) // columns)
    weight = posterior.draws["weight"].to_numpy()
    with styled():
        figure = labelled_figure(3.1 * columns + 0.4, 2.3 * rows + 0.7)
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes in panels[len(paths) :]:
            axes.set_axis_off()
        for axes, path in zip(panels, paths, strict=False):
            low, high = posterior.task.ranges[path]
            axes.axhspan(0, 1, color=PRIOR, alpha=0.35, linewidth=0)
            axes.hist(
                posterior.draws[path], bins=np.linspace(low, high, 21).tolist(),
                weights=20 * weight / weight.sum(), color=POSTERIOR, alpha=0.75,
            )  # fmt: skip
            axes.set_xlim(low, high)
            axes.set_yticks([])
            axes.grid(visible=False)
            axes.set_xlabel(axis_label(path, language, 34), fontsize=7.5)
            numbers_on(axes.xaxis, language, most=4)
        last = posterior.generations.iloc[-1]
        note_below(
            figure,
            language.text(
                "Grey: before; blue: the {draws} draws kept in generation {generation}, at a distance of at most "
                "{epsilon} tolerances from the bands.",
                draws=len(weight),
                generation=int(last["generation"]),
                epsilon=language.number(float(last["epsilon"]), 2),
            ),
            letters=60 * columns - 20,
        )
    return figure


def draw_check(table: pd.DataFrame, facts: Iterable[Fact], language: Language) -> Figure:
    """Draw what the model gives on new replicates over the bands, one panel a fact."""
    chosen = {fact.id: fact for fact in facts}
    with styled():
        figure = labelled_figure(7.6, 0.8 + 0.72 * len(table))
        panels = figure.subplots(len(table), 1, squeeze=False).ravel()
        for axes, row in zip(panels, table.to_dict("records"), strict=True):
            fact = chosen[row["id"]]
            factor, unit = display_unit(fact.unit, 1.0, False)
            colour = POSTERIOR if row["used_for_setting"] else HELD_OUT
            values = factor * np.asarray(table.attrs["values"][row["id"]], dtype=np.float64)
            band = (factor * row["low"], factor * row["high"])
            least, most = ends_of([*values, *band])
            axes.axvspan(max(band[0], least), min(band[1], most), color="#DDDDDD")
            axes.scatter(values, np.zeros(len(values)), s=8, color=GREY, alpha=0.5)
            axes.hlines(0.25, factor * row["p5"], factor * row["p95"], color=colour, linewidth=2)
            axes.plot([factor * row["median"]], [0.25], "o", color=colour, markersize=5)
            axes.set_xlim(least, most)
            axes.set_ylim(-0.4, 0.7)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            label = language.of(fact.title)
            told = f"{label} ({language.text(unit)})" if unit else label
            axes.set_title(textwrap.fill(told, 100), loc="left", fontsize=8, color=colour, pad=2)
            axes.tick_params(labelsize=7.5)
            numbers_on(axes.xaxis, language)
        note_below(
            figure,
            language.text(
                "Grey band: the fact; dots: runs at draws of the posterior on new replicates, with median and 90 % "
                "range. Blue: used in the calibration; orange: held out."
            ),
            letters=105,
        )
    return figure


def ends_of(places: Sequence[float]) -> tuple[float, float]:
    """Ends of an axis on which all these have room; a band that is open goes on to its end."""
    finite = [place for place in places if math.isfinite(place)] or [0.0]
    room = 0.08 * (max(finite) - min(finite)) or 1.0
    return min(finite) - room, max(finite) + room
