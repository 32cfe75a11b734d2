"""Figures of a calibration: the draws that were kept, and the check against the facts."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.analyses.calibrating.facts import HELD_OUT, Target, facts
from experiments.analyses.calibrating.search import Posterior
from experiments.drawing.labels import axis_label, note_below
from experiments.drawing.style import GREY, labelled_figure, numbers_on, styled
from experiments.words.language import Language

POSTERIOR, PRIOR = "#0072B2", "#BBBBBB"


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


def draw_check(table: pd.DataFrame, language: Language, targets: Sequence[Target] | None = None) -> Figure:
    """Draw what the model gives on new replicates over the bands, one panel a fact."""
    chosen = {one.name: one for one in (facts() if targets is None else targets)}
    with styled():
        figure = labelled_figure(7.6, 0.8 + 0.72 * len(table))
        panels = figure.subplots(len(table), 1, squeeze=False).ravel()
        for axes, row in zip(panels, table.to_dict("records"), strict=True):
            held = row["use"] == HELD_OUT
            colour = "#D55E00" if held else POSTERIOR
            axes.axvspan(row["low"], row["high"], color="#DDDDDD")
            axes.scatter(table.attrs["values"][row["outcome"]], np.zeros(row["runs"]), s=8, color=GREY, alpha=0.5)
            axes.hlines(0.25, row["low95"], row["high95"], color=colour, linewidth=2)
            axes.plot([row["median"]], [0.25], "o", color=colour, markersize=5)
            axes.set_ylim(-0.4, 0.7)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            target = chosen[row["name"]]
            label = language.of(target.label)
            axes.set_title(f"{label} ({language.text(target.unit)})", loc="left", fontsize=8, color=colour, pad=2)
            axes.tick_params(labelsize=7.5)
            numbers_on(axes.xaxis, language)
        note_below(
            figure,
            language.text(
                "Grey band: the fact; dots: runs at draws of the posterior on new replicates, with median and 95 % "
                "range. Blue: used in the calibration; orange: held out."
            ),
            letters=105,
        )
    return figure
