"""Boundary map of two parameters: where a difference is positive, where negative, where nobody can tell.

At each point of a grid the mean difference over replicates has a 95 % interval; its sign is told where the
interval excludes zero. The boundary is the line along which the mean, interpolated linearly between points of
the grid, is zero; the lines along which the ends of the interval are zero show how far it might lie elsewhere.
Intervals hold point by point: of a hundred points without any effect about five are given a sign by chance.
"""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.analyses.differences import Differences
from experiments.analyses.found import Found
from experiments.drawing.labels import axis_label, difference_label, with_unit
from experiments.drawing.style import NumbersOfLanguage, labelled_figure, numbers_on, styled
from experiments.questions.studies.results import StudyResults
from experiments.refusal import Refusal
from experiments.words.language import Language, shown_outcome

DESIGN = "grid"
LIBRARIES = ("contourpy",)
POSITIVE, NEGATIVE, CANNOT_TELL, EXACTLY_ZERO = "positive", "negative", "cannot tell", "exactly zero"
NO_RUNS = "no runs"
SIGNS = (POSITIVE, NEGATIVE, CANNOT_TELL, EXACTLY_ZERO, NO_RUNS)
LINES = ("mean", "low95", "high95")
COLUMNS = ("x", "y", "mean", "sd", "n", "low95", "high95", "minimum_detectable", "lost", "sign")
ORANGE_TO_BLUE = LinearSegmentedColormap.from_list(
    "orange_to_blue", ["#B35806", "#FDB863", "#F7F7F7", "#8FC0DF", "#0B5394"]
)
"""Differences below zero in orange, above in blue: told apart by readers who see colours differently."""


def boundary_map(design: pd.DataFrame, differences: Differences, x: str, y: str) -> pd.DataFrame:
    """Sign of the difference at every point of a grid of two parameters, with its certainty.

    Parameters
    ----------
    design : pandas.DataFrame
        A row a point: column ``point`` (or the index), and the two parameters by path.
    differences : Differences
        At those points.
    x, y : str
        Paths of the two parameters.

    Returns
    -------
    pandas.DataFrame
        One row a point, sorted by y and x: x, y, mean, sd, n, low95, high95, minimum_detectable (unit of the
        outcome), ``lost`` (pairs that failed), ``sign``: positive, negative, cannot tell, exactly zero, no
        runs. ``attrs``: paths, outcome, arms.

    Raises
    ------
    Refusal
    """
    places = design.set_index("point") if "point" in design.columns else design
    for path in (x, y):
        if path not in places.columns:
            raise Refusal("the design does not vary {path!r}.", path=path)
    places = places[[x, y]].astype(np.float64).set_axis(["x", "y"], axis=1)
    if places.duplicated().any():
        raise Refusal("the design varies more than {x!r} and {y!r}: a place of the map stands there twice.", x=x, y=y)
    table = places.join(differences.summary).sort_values(["y", "x"])
    table["lost"] = table["lost"].fillna(0).astype(np.int64)
    table["n"] = table["n"].fillna(0).astype(np.int64)
    table["sign"] = [sign_of(row) for row in table.to_dict("records")]
    table = table[list(COLUMNS)].reset_index(drop=True)
    table.attrs = {
        "x": x,
        "y": y,
        "outcome": differences.outcome,
        "plus": differences.plus,
        "minus": differences.minus,
    }
    return table


def sign_of(row: dict) -> str:
    """Say which sign a mean difference has, where its interval tells."""
    if row["n"] == 0:
        return NO_RUNS
    if row["n"] > 1 and row["mean"] == 0 and row["sd"] == 0:
        return EXACTLY_ZERO
    if row["low95"] > 0:
        return POSITIVE
    return NEGATIVE if row["high95"] < 0 else CANNOT_TELL


def grid_of(table: pd.DataFrame, column: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values of x and y, and a column as an array of shape (y, x).

    Raises
    ------
    Refusal
        Where the points form no grid.
    """
    grid = table.pivot(index="y", columns="x", values=column)
    if grid.size != len(table):
        raise Refusal("the points form no full grid of two parameters: a map needs a factorial design.")
    return grid.columns.to_numpy(np.float64), grid.index.to_numpy(np.float64), grid.to_numpy()


def zero_lines(table: pd.DataFrame) -> pd.DataFrame:
    """Lines along which the mean difference, or an end of its interval, changes sign.

    Parameters
    ----------
    table : pandas.DataFrame
        From `boundary_map`.

    Returns
    -------
    pandas.DataFrame
        Columns ``of`` (mean, low95 or high95), ``line`` (number), x, y: vertices in order, from linear
        interpolation on the grid. Empty where the sign never changes.
    """
    from contourpy import contour_generator

    rows = []
    for name in LINES:
        x, y, values = grid_of(table, name)
        if min(len(x), len(y)) < 2:
            raise Refusal("a map needs at least two values of each of the two parameters.")
        lines: Any = contour_generator(x, y, np.ma.masked_invalid(values.astype(np.float64))).lines(0.0)
        rows += [
            {"of": name, "line": number, "x": float(across), "y": float(up)}
            for number, line in enumerate(lines)
            for across, up in line
        ]
    return pd.DataFrame(rows, columns=["of", "line", "x", "y"])


def shares_of_signs(table: pd.DataFrame) -> pd.Series:
    """Share of the points of the map under each sign, 0-1."""
    return table["sign"].value_counts(normalize=True).reindex(list(SIGNS), fill_value=0.0)


def of_differences(results: StudyResults, differences: Differences, language: Language) -> Found:
    """Boundary map of a grid of two parameters.

    Raises
    ------
    Refusal
        Where more or fewer vary.
    """
    varied = [factor.path for factor in results.study.factors]
    if len(varied) != 2:
        raise Refusal("a boundary map needs a grid of two parameters, not {number}", number=len(varied))
    table = boundary_map(results.design, differences, varied[0], varied[1])
    yield "boundary", table, {"": draw(table, language)}


def draw(table: pd.DataFrame, language: Language) -> Figure:
    """Draw the map: colour is the mean difference, dots mark where its sign cannot be told."""
    x, y, mean = grid_of(table, "mean")
    signs = grid_of(table, "sign")[2]
    factor, unit = shown_outcome(table.attrs["outcome"])
    mean = factor * mean.astype(np.float64)
    largest = float(np.nanmax(np.abs(mean), initial=0.0)) or 1.0
    with styled():
        figure = labelled_figure(6.6, 5.4)
        axes = figure.subplots()
        steps = np.linspace(-largest, largest, 15)
        shade = axes.pcolormesh(
            edges(x), edges(y), np.ma.masked_invalid(mean), cmap=ORANGE_TO_BLUE, norm=BoundaryNorm(steps, 256)
        )
        across, up = np.meshgrid(x, y)
        for sign, mark, size in ((CANNOT_TELL, ".", 30), (EXACTLY_ZERO, "_", 40), (NO_RUNS, "x", 30)):
            here = signs == sign
            axes.scatter(across[here], up[here], marker=mark, s=size, color="#333333", linewidths=1.0)
        for (name, _), line in zero_lines(table).groupby(["of", "line"]):
            axes.plot(
                line["x"], line["y"], color="black",
                linewidth=2.0 if name == "mean" else 1.0, linestyle="-" if name == "mean" else (0, (4, 2)),
            )  # fmt: skip
        axes.grid(visible=False)
        axes.set_xlabel(axis_label(table.attrs["x"], language))
        axes.set_ylabel(axis_label(table.attrs["y"], language))
        numbers_on(axes.xaxis, language)
        numbers_on(axes.yaxis, language)
        bar = figure.colorbar(shade, ax=axes, ticks=steps[[0, 3, 7, 11, 14]], format=NumbersOfLanguage(language))
        shown = (steps[0], steps[3], 0.0, steps[11], steps[14])
        decimals = 0 if largest >= 10 else 1 if largest >= 1 else 3
        bar.ax.set_yticklabels([language.number(one, decimals, signed=True) for one in shown])
        bar.set_label(with_unit(language.text("mean difference"), unit, language))
        axes.set_title(
            difference_label(table.attrs["outcome"], table.attrs["plus"], table.attrs["minus"], language), loc="left"
        )
        figure.legend(handles=legend(set(signs.ravel()), language), loc="outside lower center", ncols=2, fontsize=7.5)
    return figure


def edges(middles: np.ndarray) -> np.ndarray:
    """Edges of the cells around values in order, halfway between neighbours."""
    inner = np.array([(one + two) / 2 for one, two in pairwise(middles)])
    return np.concatenate([[2 * middles[0] - inner[0]], inner, [2 * middles[-1] - inner[-1]]])


def legend(signs: set[str], language: Language) -> list:
    """Entries for the lines and for the marks that occur."""
    handles: list = [
        Line2D([], [], color="black", linewidth=2.0, label=language.text("the mean difference changes sign")),
        Line2D(
            [], [], color="black", linewidth=1.0, linestyle=(0, (4, 2)),
            label=language.text("an end of the 95 % interval does"),
        ),
        Patch(color="#0B5394", label=language.text("positive")),
        Patch(color="#B35806", label=language.text("negative")),
    ]  # fmt: skip
    marks = (
        (CANNOT_TELL, ".", language.text("the sign cannot be told")),
        (EXACTLY_ZERO, "_", language.text("exactly zero")),
        (NO_RUNS, "x", language.text("no pair of runs")),
    )
    for sign, mark, label in marks:
        if sign in signs:
            handles.append(Line2D([], [], color="#333333", marker=mark, linestyle="none", label=label))
    return handles
