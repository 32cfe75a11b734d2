"""Scenario discovery: simple conditions under which the pole helps, or harms (PRIM, Bryant & Lempert 2010).

The patient rule induction method of EMA Workbench peels away what does not belong, until a box of ranges of few
parameters holds many of the cases looked for. Two numbers describe a box: coverage, the part of those cases that
lie in it, and density, the part of the box that they are. A box can also be found in noise; so PRIM is run again
on resampled points, and told are how often each parameter is bounded then, between which limits, and how
well the box found from some points describes the points that were left out.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.analyses.differences import Differences
from experiments.analyses.found import Found
from experiments.drawing.labels import difference_label, note_below, wrapped_label
from experiments.drawing.style import GREY, labelled_figure, numbers_on, styled
from experiments.questions.studies.results import StudyResults
from experiments.refusal import Refusal
from experiments.words.language import Language

DESIGN = "latin_hypercube"
LIBRARIES = ("ema_workbench",)
HELPS, HARMS = "helps", "harms"
COLOURS = {HELPS: "#0072B2", HARMS: "#D55E00"}
FEWEST = 10
"""Cases, or other points, below which no box is looked for."""
LEAST_MASS = 0.05
"""Part of the points that a box holds at least."""
SIGNIFICANT = 0.05
"""A bound that chance alone would give more often is left out of the box that is chosen."""


@dataclass(frozen=True)
class Discovery:
    """A box, how it was reached, and whether it is found again.

    Attributes
    ----------
    limits : pandas.DataFrame
        One row a bounded parameter: parameter, low, high, range_low, range_high, values (names in the box, of a
        parameter that has names), quasi_p (chance of so dense a bound by luck), reproduced (share of resamples
        that bound it), low_again, high_again (medians of its bounds there).
    statistics : dict
        side, coverage, density, mass, cases, points, base_density, dropped (points that lost a run); over
        resamples: coverage_left_out, density_left_out (median on points left out), resamples.
    trajectory : pandas.DataFrame
        coverage, density, mass, bounded parameters and whether all bounds are significant, box by box.
    """

    limits: pd.DataFrame
    statistics: dict[str, float | int | str]
    trajectory: pd.DataFrame


def cases_of(differences: Differences, side: str = HELPS, least: float = 0.0) -> pd.Series:
    """Points at which the pole helps, or harms, told by the interval and not by the mean.

    Parameters
    ----------
    differences : Differences
    side : str
        ``helps`` (the whole 95 % interval above `least`) or ``harms`` (below minus `least`).
    least : float
        Smallest effect of interest, unit of the outcome, 0 or more.

    Returns
    -------
    pandas.Series of bool
        By point; points that lost a run, or with fewer than two pairs, are left out.
    """
    if side not in (HELPS, HARMS):
        raise Refusal("a side is {one!r} or {other!r}, not {side!r}.", one=HELPS, other=HARMS, side=side)
    summary = differences.summary
    summary = summary[differences.means.notna() & (summary["n"] > 1)]
    return summary["low95"] > least if side == HELPS else summary["high95"] < -least


def discover(
    design: pd.DataFrame,
    differences: Differences,
    *,
    side: str = HELPS,
    least: float = 0.0,
    least_density: float = 0.8,
    resamples: int = 50,
    seed: int = 1,
) -> Discovery:
    """Find the box in which the pole helps, or harms, and see whether it is found again.

    Parameters
    ----------
    design : pandas.DataFrame
        A row a point: column ``point`` (or the index), a column a parameter.
    differences : Differences
    side, least
        See `cases_of`.
    least_density : float
        Of the boxes all of whose bounds are significant, the one with the largest coverage at this density or
        above is chosen; the densest of them where none is so dense.
    resamples : int
        Bootstrap resamples of the points.
    seed : int
        Of those resamples.

    Raises
    ------
    Refusal
    """
    cases = cases_of(differences, side, least)
    places = (design.set_index("point") if "point" in design.columns else design).reindex(cases.index)
    places = places.drop(columns=["case"], errors="ignore")
    places = places.loc[:, places.nunique() > 1]
    looked_for = cases.to_numpy(bool)
    if min(looked_for.sum(), (~looked_for).sum()) < FEWEST:
        raise Refusal(
            "the pole {side} at {cases} of {points} points: with fewer than {fewest} on either side "
            "there is no box to be found.",
            side=side,
            cases=looked_for.sum(),
            points=len(looked_for),
            fewest=FEWEST,
        )
    places = typed(places)
    trajectory, boxes, chances = peeled(places, looked_for)
    chosen = choice(trajectory, least_density)
    limits = limits_of(boxes[chosen], chances[chosen], places)
    again, left_out = found_again(places, looked_for, least_density, resamples, np.random.default_rng(seed))
    reproduced = again.groupby("parameter")
    limits["reproduced"] = limits["parameter"].map(reproduced.size() / resamples).fillna(0.0).astype(np.float64)
    for end in ("low", "high"):
        limits[f"{end}_again"] = limits["parameter"].map(reproduced[end].median()).astype(np.float64)
    row = trajectory[["coverage", "density", "mass"]].to_numpy(np.float64)[chosen]
    statistics: dict[str, float | int | str] = {
        "side": side,
        "outcome": differences.outcome,
        "plus": differences.plus,
        "minus": differences.minus,
        "coverage": float(row[0]),
        "density": float(row[1]),
        "mass": float(row[2]),
        "cases": int(looked_for.sum()),
        "points": len(looked_for),
        "base_density": float(looked_for.mean()),
        "dropped": int(len(differences.table) - len(looked_for)),
        "resamples": resamples,
        **left_out,
    }
    return Discovery(limits, statistics, trajectory)


def typed(places: pd.DataFrame) -> pd.DataFrame:
    """Columns as PRIM expects them: numbers as numbers, names as categories."""
    columns: dict[str, Any] = {}
    for name in places.columns:
        column = places[name]
        if pd.api.types.is_bool_dtype(column) or not pd.api.types.is_numeric_dtype(column):
            columns[name] = pd.Categorical(column.astype(str))
        else:
            columns[name] = column.to_numpy(np.float64)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(places)))


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the library from telling every peel, and from warning of what it does itself."""
    logger = logging.getLogger("ema_workbench")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="ema_workbench")
            yield
    finally:
        logger.setLevel(level)


def peeled(places: pd.DataFrame, cases: np.ndarray) -> tuple[pd.DataFrame, list[pd.DataFrame], list[dict[str, float]]]:
    """Run PRIM; return the trajectory, the limits of each box and the quasi-p value of each bound."""
    with quiet():
        from ema_workbench.analysis.prim import Prim

        box = Prim(places, cases.copy(), mass_min=LEAST_MASS).find_box()
    assert box is not None
    chances = [{name: float(np.max(value)) for name, value in one.items()} for one in box.p_values]
    trajectory = box.peeling_trajectory[["coverage", "density", "mass"]].astype(np.float64)
    trajectory["bounded"] = [len(one) for one in chances]
    trajectory["significant"] = [all(one < SIGNIFICANT for one in each.values()) for each in chances]
    return trajectory, list(box.box_lims), chances


def choice(trajectory: pd.DataFrame, least_density: float) -> int:
    """Number of the box chosen by the rule of `discover`."""
    told = trajectory[trajectory["significant"]]
    told = told if len(told) else trajectory.iloc[:1]
    dense = told[told["density"] >= least_density]
    if len(dense):
        return int(dense.sort_values(["coverage", "density"]).index[-1])
    return int(told.sort_values(["density", "coverage"]).index[-1])


def limits_of(box: pd.DataFrame, chances: dict[str, float], places: pd.DataFrame) -> pd.DataFrame:
    """Bounds of a box, one row a bounded parameter, the surest first."""
    rows = []
    for name, chance in sorted(chances.items(), key=lambda item: item[1]):
        named = isinstance(places[name].dtype, pd.CategoricalDtype)
        within = box[name].iloc[0]
        rows.append(
            {
                "parameter": name,
                "low": np.nan if named else float(box[name].iloc[0]),
                "high": np.nan if named else float(box[name].iloc[1]),
                "range_low": np.nan if named else float(places[name].min()),
                "range_high": np.nan if named else float(places[name].max()),
                "values": ", ".join(sorted(map(str, within))) if named else "",
                "quasi_p": chance,
            }
        )
    columns = ["parameter", "low", "high", "range_low", "range_high", "values", "quasi_p"]
    return pd.DataFrame(rows, columns=columns)


def inside(places: pd.DataFrame, limits: pd.DataFrame) -> np.ndarray:
    """Which points lie in a box, shape (points,)."""
    within = np.ones(len(places), dtype=bool)
    for row in limits.to_dict("records"):
        column = places[row["parameter"]]
        if row["values"]:
            within &= column.astype(str).isin(row["values"].split(", ")).to_numpy()
        else:
            within &= column.between(row["low"], row["high"]).to_numpy()
    return within


def found_again(
    places: pd.DataFrame, cases: np.ndarray, least_density: float, resamples: int, generator: np.random.Generator
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Bounds found from resampled points, and how their boxes describe the points left out."""
    bounds, coverage, density = [], [], []
    for _ in range(resamples):
        drawn = generator.integers(len(places), size=len(places))
        left = np.setdiff1d(np.arange(len(places)), drawn)
        if cases[drawn].sum() == 0 or cases[left].sum() == 0:
            continue
        trajectory, boxes, chances = peeled(places.iloc[drawn].reset_index(drop=True), cases[drawn])
        chosen = choice(trajectory, least_density)
        limits = limits_of(boxes[chosen], chances[chosen], places)
        bounds.append(limits)
        within = inside(places.iloc[left], limits)
        coverage.append(cases[left][within].sum() / cases[left].sum())
        density.append(cases[left][within].mean() if within.any() else np.nan)
    empty = pd.DataFrame(columns=["parameter", "low", "high"])
    told = {
        "coverage_left_out": float(np.nanmedian(coverage)) if coverage else float("nan"),
        "density_left_out": float(np.nanmedian(density)) if density else float("nan"),
    }
    return (pd.concat(bounds, ignore_index=True) if bounds else empty), told


def of_differences(results: StudyResults, differences: Differences, language: Language) -> Found:
    """Boxes of parameters in which the pole helps and in which it harms."""
    for side in (HELPS, HARMS):
        found = discover(results.design, differences, side=side)
        table = found.limits.copy()
        table.attrs.update(found.statistics)
        yield side, table, {"": draw(found, language)}


def draw(found: Discovery, language: Language) -> Figure:
    """Draw the box as bars within the range of each parameter, and the trade-off it was chosen from."""
    limits, told = found.limits.iloc[::-1], found.statistics
    colour = COLOURS[str(told["side"])]
    with styled():
        figure = labelled_figure(9.4, 2.4 + 0.5 * max(len(limits), 2))
        left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": [1.7, 1]})
        draw_bars(left, limits, colour, language)
        path = found.trajectory
        right.plot(path["coverage"], path["density"], color=GREY, linewidth=0.8)
        right.scatter(path["coverage"], path["density"], s=16, color=GREY)
        right.scatter([told["coverage"]], [told["density"]], s=70, color=colour, zorder=3)
        right.axhline(told["base_density"], color=GREY, linewidth=0.8, linestyle=":")
        right.set_xlim(-0.02, 1.05)
        right.set_ylim(0, 1.05)
        right.set_xlabel(language.text("coverage: part of the cases in the box"))
        right.set_ylabel(language.text("density: part of the box that are cases"))
        numbers_on(right.xaxis, language, most=4)
        numbers_on(right.yaxis, language)
        right.set_title(language.text("dotted: density over all points"), fontsize=8)
        sentences = {
            HELPS: language.text("Where reciprocity helps, for certain"),
            HARMS: language.text("Where reciprocity harms, for certain"),
        }
        label = difference_label(str(told["outcome"]), str(told["plus"]), str(told["minus"]), language)
        left.set_title(f"{sentences[str(told['side'])]} ({label})", loc="left", fontsize=8.5)
        note_below(figure, caption(found, language))
    return figure


def draw_bars(axes, limits: pd.DataFrame, colour: str, language: Language) -> None:
    """Draw the bounds of each parameter within its range, with their values."""
    at = np.arange(len(limits))
    for place, row in zip(at, limits.to_dict("records"), strict=True):
        axes.barh(place, 1, height=0.34, color="#EEEEEE")
        if row["values"]:
            axes.text(0.5, place, row["values"], ha="center", va="center", fontsize=7.5, color=colour)
        else:
            width = row["range_high"] - row["range_low"]
            low, high = ((row[end] - row["range_low"]) / width for end in ("low", "high"))
            axes.barh(place, high - low, left=low, height=0.34, color=colour)
            again = [(row[f"{end}_again"] - row["range_low"]) / width for end in ("low", "high")]
            axes.plot(again, [place - 0.26] * 2, color=GREY, linewidth=2)
            decimals = 0 if width >= 20 else 1 if width >= 2 else 3
            for where, end in ((low, "low"), (high, "high")):
                axes.text(where, place + 0.2, language.number(row[end], decimals), fontsize=7, ha="center", va="bottom")
        axes.text(
            1.03, place, language.text("{share} %", share=language.number(100 * row["reproduced"])),
            fontsize=7.5, va="center", color=GREY,
        )  # fmt: skip
    axes.text(1.03, len(limits) - 0.6, language.text("found again"), fontsize=7, color=GREY, va="bottom")
    axes.set_yticks(at, [wrapped_label(path, language) for path in limits["parameter"]], fontsize=7.5)
    axes.set_xlim(0, 1.16)
    axes.set_ylim(-0.6, len(limits) - 0.35)
    axes.set_xticks([0, 1], [language.text("lowest"), language.text("highest")])
    axes.grid(visible=False)
    if limits.empty:
        axes.text(0.5, 0.5, language.text("no parameter bounds the box"), transform=axes.transAxes, ha="center")


def caption(found: Discovery, language: Language) -> str:
    """What the figure rests on."""
    told = found.statistics
    return language.text(
        "{cases} of {points} points are cases ({dropped} points lost a run). Coverage {coverage} %, density "
        "{density} %; on points left out of resamples {coverage_out} % and {density_out} %.\nFound again: "
        "share of {resamples} resamples that bound the parameter; grey line: the bounds found then (medians).",
        cases=told["cases"],
        points=told["points"],
        dropped=told["dropped"],
        coverage=language.number(100 * float(told["coverage"])),
        density=language.number(100 * float(told["density"])),
        coverage_out=language.number(100 * float(told["coverage_left_out"])),
        density_out=language.number(100 * float(told["density_left_out"])),
        resamples=told["resamples"],
    )
