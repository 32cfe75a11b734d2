"""Sobol indices of a paired difference: which part of its variance a parameter carries (Saltelli et al. 2010).

First-order and total indices are computed by SALib with bootstrap intervals over blocks. A block is a row of the
base sample with all its mixed rows; a block that lost a run is dropped whole and counted. Where runs fail more in
one part of the space than in another, the indices describe the part where they do not fail.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.analyses.differences import Differences
from experiments.analyses.found import Found
from experiments.drawing.labels import difference_label, note_below, wrapped_label
from experiments.drawing.style import labelled_figure, numbers_on, styled
from experiments.questions.studies.results import StudyResults
from experiments.refusal import Refusal
from experiments.words.language import Language

DESIGN = "sobol"
LIBRARIES = ("SALib",)
FIRST, TOTAL = "#0072B2", "#E69F00"
COLUMNS = ("parameter", "first", "first_low95", "first_high95", "total", "total_low95", "total_high95")
PAIR_COLUMNS = ("parameter", "other", "second", "second_low95", "second_high95")
FEWEST = 8
"""Blocks below which no index is worth printing."""


def indices(
    parameters: Sequence[str],
    differences: Differences,
    *,
    second_order: bool = False,
    resamples: int = 1000,
    seed: int = 1,
) -> pd.DataFrame:
    """Sobol indices of the mean paired difference.

    Parameters
    ----------
    parameters : sequence of str
        In the order of the sample.
    differences : Differences
        At points numbered from 0, in the order in which ``SALib.sample.sobol`` drew them: blocks of
        (parameters + 2), or (2 parameters + 2) with `second_order`.
    second_order : bool
        Whether the sample was drawn for interactions of pairs.
    resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        One row a parameter, the largest total first: first-order and total index with 95 % percentile
        intervals, shares of the variance of the mean difference over the ranges (an estimate may fall slightly
        outside 0-1). Indices are missing where the difference is the same everywhere. ``attrs``: blocks kept
        and dropped, points lost; ``noise_share``, the part of that variance that is only noise between
        replicates; ``pairs``, the table of second-order indices.

    Raises
    ------
    Refusal
    """
    from SALib.analyze import sobol

    names = [str(name) for name in parameters]
    length = 2 * len(names) + 2 if second_order else len(names) + 2
    index = pd.RangeIndex(int(differences.table.index.max()) + 1, name="point")
    if len(index) % length:
        raise Refusal(
            "a sample of {points} points is no whole number of blocks of {length}.", points=len(index), length=length
        )
    means = differences.means.reindex(index)
    whole = means.notna().to_numpy().reshape(-1, length).all(axis=1)
    if whole.sum() < FEWEST:
        raise Refusal(
            "only {kept} of {all} blocks have all their runs; at least {fewest} needed.",
            kept=whole.sum(),
            all=len(whole),
            fewest=FEWEST,
        )
    kept = np.repeat(whole, length)
    values = means.to_numpy()[kept]
    table, pairs = pd.DataFrame({"parameter": names}), pd.DataFrame(columns=list(PAIR_COLUMNS))
    if np.ptp(values) == 0:
        table[list(COLUMNS[1:])] = np.nan
    else:
        problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
        # SALib takes a seed of 0 for none.
        told = sobol.analyze(problem, values, second_order, num_resamples=resamples, keep_resamples=True, seed=seed + 1)
        for name, key in (("first", "S1"), ("total", "ST")):
            table[name] = told[key]
            table[f"{name}_low95"], table[f"{name}_high95"] = np.percentile(
                told[f"{key}_conf_all"], (2.5, 97.5), axis=0
            )
        if second_order:
            pairs = pairs_of(names, told)
    table = table.sort_values("total", ascending=False, ignore_index=True)[list(COLUMNS)]
    table.attrs = {
        "blocks": int(whole.sum()),
        "dropped": int((~whole).sum()),
        "points_lost": int(means.isna().sum()),
        "noise_share": noise_share(differences.table.reindex(index).to_numpy(np.float64)[kept], values),
        "pairs": pairs.to_dict("records"),
        "outcome": differences.outcome,
        "plus": differences.plus,
        "minus": differences.minus,
    }
    return table


def pairs_of(names: Sequence[str], told: dict[str, np.ndarray]) -> pd.DataFrame:
    """Second-order indices, the largest first; SALib gives half-widths of normal intervals."""
    rows = [
        {
            "parameter": names[one],
            "other": names[two],
            "second": float(told["S2"][one, two]),
            "second_low95": float(told["S2"][one, two] - told["S2_conf"][one, two]),
            "second_high95": float(told["S2"][one, two] + told["S2_conf"][one, two]),
        }
        for one in range(len(names))
        for two in range(one + 1, len(names))
    ]
    return pd.DataFrame(rows, columns=list(PAIR_COLUMNS)).sort_values("second", ascending=False, ignore_index=True)


def noise_share(replicates: np.ndarray, means: np.ndarray) -> float:
    """Part of the variance of the means over points that noise between replicates accounts for.

    Parameters
    ----------
    replicates : numpy.ndarray
        Differences, shape (points, replicates).
    means : numpy.ndarray
        Their means, shape (points,).

    Returns
    -------
    float
        0-1; missing with a single replicate. Noise of points that meet the same random numbers is partly
        common to them and then counts for less than this.
    """
    count = np.isfinite(replicates).sum(axis=1)
    enough = count > 1
    if not enough.any() or np.var(means) == 0:
        return float("nan")
    noise = np.nanvar(replicates[enough], axis=1, ddof=1) / count[enough]
    return float(min(noise.mean() / np.var(means), 1.0))


def of_differences(results: StudyResults, differences: Differences, language: Language) -> Found:
    """Sobol indices of a study of Saltelli blocks."""
    assert results.sample is not None
    second = bool(results.study.told.design.get("second_order", False))
    table = indices(list(results.sample.columns), differences, second_order=second)
    yield "sobol", table, {"": draw(table, language)}


def draw(table: pd.DataFrame, language: Language, most: int = 15) -> Figure:
    """Draw first-order and total indices of the parameters that matter most.

    Parameters
    ----------
    table : pandas.DataFrame
        From `indices`.
    language : Language
    most : int
        Parameters shown.
    """
    shown = table.head(most).iloc[::-1]
    at = np.arange(len(shown))
    with styled():
        figure = labelled_figure(7.6, 1.7 + 0.36 * len(shown))
        axes = figure.subplots()
        for shift, name, colour, label in (
            (0.17, "first", FIRST, language.text("alone (first order)")),
            (-0.17, "total", TOTAL, language.text("with all interactions (total)")),
        ):
            axes.barh(at + shift, shown[name], height=0.32, color=colour, label=label)
            axes.hlines(at + shift, shown[f"{name}_low95"], shown[f"{name}_high95"], color="black", linewidth=1.1)
        axes.axvline(0, color="#777777", linewidth=0.8)
        axes.set_yticks(at, [wrapped_label(path, language) for path in shown["parameter"]], fontsize=7.5)
        axes.set_xlabel(language.text("share of the variance of the difference"))
        numbers_on(axes.xaxis, language)
        axes.grid(visible=False, axis="y")
        axes.set_title(
            difference_label(table.attrs["outcome"], table.attrs["plus"], table.attrs["minus"], language), loc="left"
        )
        axes.legend(loc="lower right", fontsize=8)
        note_below(figure, caption(table, language))
    return figure


def caption(table: pd.DataFrame, language: Language) -> str:
    """What the figure rests on."""
    noise = table.attrs["noise_share"]
    told = language.text(
        "95 % bootstrap intervals over {kept} blocks; {dropped} dropped because a run failed.",
        kept=table.attrs["blocks"],
        dropped=table.attrs["dropped"],
    )
    if np.isfinite(noise):
        told += " " + language.text(
            "Noise between replicates is at most {share} % of this variance.", share=language.number(100 * noise)
        )
    return told
