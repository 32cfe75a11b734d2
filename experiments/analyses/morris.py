"""Morris screening of a paired difference: which parameters move it at all (Morris 1991, Campolongo et al. 2007).

Elementary effects are computed by SALib on the sample in the unit cube, so an effect is what the difference
changes over the whole range of a parameter. Three things are told that are often left out: intervals of mu* and
sigma, by drawing trajectories with replacement; the mu* that noise between replicates alone would give; and the
trajectories dropped because one of their points lost a run.
"""

import textwrap
import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.analyses.differences import Differences
from experiments.analyses.found import Found
from experiments.drawing.labels import difference_label, note_below, with_unit, wrapped_label
from experiments.drawing.style import GREY, labelled_figure, numbers_on, styled
from experiments.numbers.measures import rows_in
from experiments.questions.studies.results import StudyResults
from experiments.refusal import Refusal
from experiments.words.language import Language, shown_outcome

DESIGN = "morris"
LIBRARIES = ("SALib",)
TOLD, NOISE = "#0072B2", "#D55E00"
COLUMNS = (
    "parameter",
    "mu",
    "mu_low95",
    "mu_high95",
    "mu_star",
    "mu_star_low95",
    "mu_star_high95",
    "sigma",
    "sigma_low95",
    "sigma_high95",
    "noise",
    "above_noise",
)
FEWEST = 2
"""Trajectories below which there is no spread to tell."""


def indices(
    sample: pd.DataFrame, differences: Differences, *, levels: int = 4, resamples: int = 1000, seed: int = 1
) -> pd.DataFrame:
    """Morris indices of the mean paired difference.

    Parameters
    ----------
    sample : pandas.DataFrame
        Index point, a column a parameter: the sample in the unit cube, in the order in which
        ``SALib.sample.morris`` drew it, trajectories of (parameters + 1) points.
    differences : Differences
        Differences at those points.
    levels : int
        Levels of the grid of the sample.
    resamples : int
        Resamples of trajectories for the intervals.
    seed : int
        Of those resamples.

    Returns
    -------
    pandas.DataFrame
        One row a parameter, the largest mu* first: mu, mu*, sigma with 95 % percentile intervals, in the unit
        of the outcome over the whole range; ``noise``, the mu* expected if the parameter did nothing and the
        mean differences moved only by chance between replicates (missing with a single replicate);
        ``above_noise``, whether the interval of mu* lies above it. ``attrs``: trajectories kept and dropped,
        points lost.

    Raises
    ------
    Refusal
    """
    names = [str(name) for name in sample.columns]
    length = len(names) + 1
    if len(sample) % length:
        raise Refusal(
            "a sample of {points} points is no whole number of trajectories of {length}.",
            points=len(sample),
            length=length,
        )
    means = differences.means.reindex(sample.index)
    whole = means.notna().to_numpy().reshape(-1, length).all(axis=1)
    if whole.sum() < FEWEST:
        raise Refusal(
            "only {kept} of {all} trajectories have all their runs; at least {fewest} needed.",
            kept=whole.sum(),
            all=len(whole),
            fewest=FEWEST,
        )
    kept = np.repeat(whole, length)
    places, values = sample.to_numpy(np.float64)[kept], means.to_numpy()[kept]
    effects = elementary_effects(places, values, names, levels)
    table = described(effects, names, np.random.default_rng(seed), resamples)
    table["noise"] = noise_of(places, differences.table.reindex(sample.index).to_numpy(np.float64)[kept], length)
    table["above_noise"] = table["mu_star_low95"] > table["noise"]
    table = table.sort_values("mu_star", ascending=False, ignore_index=True)[list(COLUMNS)]
    table.attrs = {
        "trajectories": int(whole.sum()),
        "dropped": int((~whole).sum()),
        "points_lost": int(means.isna().sum()),
        "outcome": differences.outcome,
        "plus": differences.plus,
        "minus": differences.minus,
    }
    return table


def elementary_effects(places: np.ndarray, values: np.ndarray, names: Sequence[str], levels: int) -> np.ndarray:
    """Elementary effects by SALib, shape (trajectories, parameters).

    The mean over one trajectory is its elementary effect; SALib is asked for each trajectory by itself, since
    the intervals of sigma need the effects and its interface does not give them.
    """
    from SALib.analyze import morris

    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    length = len(names) + 1
    effects = []
    for start in range(0, len(values), length):
        part = slice(start, start + length)
        with warnings.catch_warnings():
            # The standard deviation of one effect, which is not used, is missing and warned of.
            warnings.simplefilter("ignore", RuntimeWarning)
            told = morris.analyze(dict(problem), places[part], values[part], num_resamples=1, num_levels=levels, seed=1)
        effects.append(np.ma.filled(told["mu"], np.nan).astype(np.float64))
    return np.asarray(effects)


def described(
    effects: np.ndarray, names: Sequence[str], generator: np.random.Generator, resamples: int
) -> pd.DataFrame:
    """Return mu, mu* and sigma of each parameter with percentile intervals over resampled trajectories."""
    drawn = effects[generator.integers(len(effects), size=(resamples, len(effects)))]
    table = pd.DataFrame({"parameter": list(names)})
    for name, of in (
        ("mu", lambda one, axis: one.mean(axis=axis)),
        ("mu_star", lambda one, axis: np.abs(one).mean(axis=axis)),
        ("sigma", lambda one, axis: one.std(axis=axis, ddof=1)),
    ):
        table[name] = of(effects, 0)
        table[f"{name}_low95"], table[f"{name}_high95"] = np.percentile(of(drawn, 1), (2.5, 97.5), axis=0)
    return table


def noise_of(places: np.ndarray, replicates: np.ndarray, length: int) -> np.ndarray:
    """mu* of a parameter without effect, from the spread between replicates.

    Parameters
    ----------
    places : numpy.ndarray
        Shape (points, parameters).
    replicates : numpy.ndarray
        Differences, shape (points, replicates); both points of a step meet the same random numbers, so the
        noise of a step is the spread of its changes over replicates.
    length : int
        Points of a trajectory.

    Notes
    -----
    The absolute value of a normal variable with mean 0 and standard deviation s is s sqrt(2 / pi) on average.
    """
    parameters = places.shape[1]
    expected: list[list[float]] = [[] for _ in range(parameters)]
    for start in range(0, len(places), length):
        for step in range(start, start + length - 1):
            moved = int(np.argmax(np.abs(places[step + 1] - places[step])))
            change = replicates[step + 1] - replicates[step]
            change = change[np.isfinite(change)]
            if change.size > 1:
                spread = change.std(ddof=1) / np.sqrt(change.size)
                distance = abs(places[step + 1, moved] - places[step, moved])
                expected[moved].append(spread / distance * np.sqrt(2 / np.pi))
    return np.array([np.mean(one) if one else np.nan for one in expected])


def of_differences(results: StudyResults, differences: Differences, language: Language) -> Found:
    """Morris indices of a study of trajectories."""
    assert results.sample is not None
    table = indices(results.sample, differences, levels=int(results.study.told.design.get("levels", 4)))
    yield "morris", table, {"": draw(table, language)}


def draw(table: pd.DataFrame, language: Language, most: int = 20) -> Figure:
    """Draw mu* and sigma of the parameters that matter most.

    Parameters
    ----------
    table : pandas.DataFrame
        From `indices`.
    language : Language
    most : int
        Parameters shown.
    """
    shown = table.head(most).iloc[::-1]
    factor, unit = shown_outcome(table.attrs["outcome"])
    at = np.arange(len(shown))
    with styled():
        figure = labelled_figure(9.2, 1.5 + 0.34 * len(shown))
        left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": [1.25, 1]})
        faces = [TOLD if one else "white" for one in shown["above_noise"]]
        left.barh(at, factor * shown["noise"].fillna(0.0), color="#E8E8E8", height=0.8, zorder=0.5)
        left.hlines(at, factor * shown["mu_star_low95"], factor * shown["mu_star_high95"], color=TOLD, linewidth=1.6)
        left.scatter(factor * shown["mu_star"], at, c=faces, edgecolors=TOLD, s=26, zorder=3)
        left.set_yticks(at, [wrapped_label(path, language) for path in shown["parameter"]], fontsize=7.5)
        left.set_xlim(left=0)
        left.set_xlabel(with_unit(language.text("mean absolute effect over the whole range (mu*)"), unit, language))
        numbers_on(left.xaxis, language)
        right.errorbar(
            factor * shown["mu_star"],
            factor * shown["sigma"],
            xerr=absolute_errors(shown, "mu_star", factor),
            yerr=absolute_errors(shown, "sigma", factor),
            fmt="none",
            ecolor="#9CC5DF",
            elinewidth=0.9,
        )
        right.scatter(factor * shown["mu_star"], factor * shown["sigma"], c=faces, edgecolors=TOLD, s=26, zorder=3)
        end = float(np.nanmax(factor * shown[["mu_star_high95", "sigma_high95"]].to_numpy(), initial=0.0)) or 1.0
        right.plot([0, end], [0, end], color=GREY, linewidth=0.8, linestyle=":")
        for place, row in enumerate(rows_in(shown.iloc[::-1].head(5)), start=1):
            right.annotate(
                str(place), (factor * row.mu_star, factor * row.sigma), xytext=(4, 4),
                textcoords="offset points", fontsize=7.5,
            )  # fmt: skip
        right.set_xlim(left=0)
        right.set_ylim(bottom=0)
        right.set_xlabel(with_unit("mu*", unit, language))
        right.set_ylabel(with_unit(language.text("spread of the effect (sigma)"), unit, language))
        numbers_on(right.xaxis, language)
        numbers_on(right.yaxis, language)
        left.set_title(
            difference_label(table.attrs["outcome"], table.attrs["plus"], table.attrs["minus"], language), loc="left"
        )
        above = language.text("above the dotted line: depends on other parameters")
        right.set_title(textwrap.fill(above, 34), fontsize=8, loc="left")
        note_below(figure, caption(table, language))
    return figure


def absolute_errors(table: pd.DataFrame, name: str, factor: float) -> np.ndarray:
    """Lengths of the two sides of an interval, shape (2, rows)."""
    sides = [table[name] - table[f"{name}_low95"], table[f"{name}_high95"] - table[name]]
    return np.maximum(factor * np.asarray(sides, dtype=np.float64), 0.0)


def caption(table: pd.DataFrame, language: Language) -> str:
    """What the figure rests on."""
    return language.text(
        "95 % intervals over {kept} trajectories; {dropped} dropped because a run failed. Grey: what noise between "
        "replicates alone would give; a hollow mark cannot be told from it.",
        kept=table.attrs["trajectories"],
        dropped=table.attrs["dropped"],
    )
