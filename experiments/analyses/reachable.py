"""What the territory can reach at all, and by which levers: exploration of the space of patterns with pyribs.

A behaviour is a pair: the difference to market in jobs, and in the income share of the bottom 40 %. An archive
keeps for each small area of that plane the cheapest combination of levers that led there (MAP-Elites); an emitter
of evolution strategies looks for new areas (CMA-ME, Fontaine et al. 2020). In a noisy model a place at the edge is
often only luck: so each elite is run again on replicates it has never met, and the map that is shown holds the places
where they came out then, with their intervals.

An elite is a combination that can lead there under the assumptions of the model, not a recommendation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.analyses.differences import paired_differences
from experiments.analyses.found import Found
from experiments.designs import reachable as reachable_design
from experiments.designs.factor import Factor
from experiments.drawing.labels import note_below, with_unit, wrapped_label
from experiments.drawing.style import GREY, labelled_figure, numbers_on, styled
from experiments.questions.studies.results import StudyResults
from experiments.questions.studies.study_file import Spread
from experiments.questions.studies.study_reading import factor_of
from experiments.refusal import Refusal
from experiments.words.language import Language, shown_outcome

BEHAVIOUR = ("jobs", "bottom40_income_share")
COST = f"{reachable_design.COST}_mean"
"""Column of the runs that says what a combination costs: the mean month's public euros."""

DESIGN = "reachable"
LIBRARIES = ("ribs",)
OTHER_SEED = 1_000_003
"""Added to a study's seed for the replicates on which a search is judged."""
DEAREST = 1e9
"""EUR a month; no combination of levers costs so much."""

Ask = Callable[[pd.DataFrame], pd.DataFrame]
"""Takes points (index point, a column a lever) and returns their runs, one row a run."""


def lever(path: str, low: float | None = None, high: float | None = None) -> Factor:
    """Lever over the range that the model declares for a parameter, or part of it.

    Raises
    ------
    Refusal
    """
    from simulation.declared import PARAMETERS

    if path not in PARAMETERS:
        raise Refusal("the model has no parameter {path!r}.", path=path)
    if not PARAMETERS[path].lever:
        raise Refusal(
            "{path!r} is no lever: nobody can choose it, so it says nothing on what can be reached.", path=path
        )
    return factor_of(path, "lever", Spread(low=low, high=high), "levers")


@dataclass(frozen=True)
class Exploration:
    """What was found.

    Attributes
    ----------
    elites : pandas.DataFrame
        One row an elite: the levers by path, ``cost`` (EUR a month), and for each part of the behaviour its
        value ``found`` in the search and, on new replicates, ``mean``, ``low95``, ``high95`` (columns such as
        ``jobs_mean``); ``kept``: whether it fell, the second time, into its own area or a neighbouring one.
    progress : pandas.DataFrame
        Areas filled and points run after each round.
    outcomes : tuple of str
        The two parts of the behaviour.
    failed : int
        Points left out because a run failed.
    """

    elites: pd.DataFrame
    progress: pd.DataFrame
    outcomes: tuple[str, str]
    failed: int


def explore(
    ask: Ask,
    ask_again: Ask,
    levers: Sequence[Factor],
    *,
    ranges: Sequence[tuple[float, float]],
    outcomes: tuple[str, str] = BEHAVIOUR,
    plus: str = "plural",
    minus: str = "market",
    cost: str = COST,
    cells: int = 15,
    rounds: int = 20,
    batch: int = 12,
    seed: int = 1,
) -> Exploration:
    """Look for the behaviours that levers can reach.

    Parameters
    ----------
    ask : callable
        Runs points for the search.
    ask_again : callable
        Runs points on replicates (or with a seed) that `ask` never used.
    levers : sequence of Factor
    ranges : pair of (low, high)
        Part of the plane that is divided into areas, in the units of the outcomes.
    outcomes : pair of str
    plus, minus : str
        Arms between which the differences are taken.
    cost : str
        Column of the runs that is to be small.
    cells : int
        Areas along each axis.
    rounds, batch : int
        Rounds of search, and points of each of the two emitters in a round.
    seed : int
        Of the search.

    Raises
    ------
    Refusal
        Where `ask_again` answers with the runs of `ask`.
    """
    from ribs.archives import GridArchive
    from ribs.emitters import EvolutionStrategyEmitter, GaussianEmitter
    from ribs.schedulers import Scheduler

    count = len(levers)
    archive = GridArchive(
        solution_dim=count,
        dims=[cells, cells],
        ranges=list(ranges),
        learning_rate=1.0,
        threshold_min=-DEAREST,
        seed=seed,
    )
    limits: dict[str, Any] = {"lower_bounds": [0.0] * count, "upper_bounds": [1.0] * count, "batch_size": batch}
    first = np.random.default_rng(seed).random((batch, count))
    emitters = [
        GaussianEmitter(archive, sigma=0.2, initial_solutions=first, seed=seed, **limits),
        EvolutionStrategyEmitter(archive, x0=[0.5] * count, sigma0=0.25, ranker="2imp", seed=seed + 1, **limits),
    ]
    scheduler = Scheduler(archive, emitters)
    progress, failed, run = [], 0, 0
    for number in range(1, rounds + 1):
        shares = scheduler.ask()
        behaviour, spent, _ = behaviours(ask(points_of(shares, levers)), len(shares), outcomes, plus, minus, cost)
        whole = np.isfinite(behaviour).all(axis=1) & np.isfinite(spent)
        failed, run = failed + int((~whole).sum()), run + len(shares)
        # The library wants an answer for every point: one that failed is dearer than the archive takes in.
        scheduler.tell(np.where(whole, -spent, -2 * DEAREST), np.where(whole[:, None], behaviour, 0.0))
        progress.append({"round": number, "areas": len(archive), "points": run})
    found = archive.data(return_type="dict")
    elites = elites_again(
        (found["solution"], found["measures"], -found["objective"]),
        ask_again,
        levers,
        ranges,
        outcomes,
        plus,
        minus,
        cells,
    )
    return Exploration(elites, pd.DataFrame(progress), outcomes, failed)


def of_scenario(results: StudyResults, scenario: str, request: Any, language: Language, watcher: Any) -> Found:
    """What levers can reach in two outcomes at once, and which of them lead there."""
    study = results.study
    told = study.told
    settings = reachable_design.Settings.model_validate({key: told.design[key] for key in told.design if key != "kind"})
    minus, plus = told.regimes

    def asked(seed: int) -> Ask:
        """Runs of other points, under a seed."""
        only = replace(study, told=told.model_copy(update={"seed": seed, "scenarios": [scenario]}))
        other = replace(results, study=only)

        def ask(points: pd.DataFrame) -> pd.DataFrame:
            rows = [{str(path): row[path] for path in points.columns} for row in points.to_dict("records")]
            return other.ask(rows).runs

        return ask

    found = explore(
        asked(told.seed),
        asked(told.seed + OTHER_SEED),
        study.factors,
        ranges=[(low, high) for low, high in settings.ranges],
        outcomes=(told.outcomes[0], told.outcomes[1]),
        plus=plus,
        minus=minus,
        cells=settings.cells,
        rounds=settings.rounds,
        batch=settings.batch,
        seed=told.seed,
    )
    yield "reachable", found.elites, {"": draw(found, language)}
    yield "search", found.progress, {}


def points_of(shares: np.ndarray, levers: Sequence[Factor]) -> pd.DataFrame:
    """Turn shares of the way, shape (points, levers), into points: index point, a column a lever."""
    columns = {one.path: [one.at(float(share)) for share in shares[:, place]] for place, one in enumerate(levers)}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(shares), name="point"))


def behaviours(
    runs: pd.DataFrame, count: int, outcomes: Sequence[str], plus: str, minus: str, cost: str | None
) -> tuple[np.ndarray, np.ndarray, list[pd.DataFrame]]:
    """Return mean differences, shape (points, 2), costs, shape (points,), and the summary of each outcome."""
    index = pd.RangeIndex(count, name="point")
    pairs = [paired_differences(runs, name, plus, minus) for name in outcomes]
    means = np.column_stack([one.means.reindex(index).to_numpy(np.float64) for one in pairs])
    arm = runs[(runs["regime"] == plus) & (runs["status"] == "done")]
    spent = np.zeros(count)
    if cost is not None:
        spent = arm.groupby("point")[cost].mean().reindex(index).to_numpy(np.float64)
    return means, spent, [one.summary.reindex(index) for one in pairs]


def elites_again(
    found: tuple[np.ndarray, np.ndarray, np.ndarray],
    ask_again: Ask,
    levers: Sequence[Factor],
    ranges: Sequence[tuple[float, float]],
    outcomes: Sequence[str],
    plus: str,
    minus: str,
    cells: int,
) -> pd.DataFrame:
    """Run the elites on new replicates; say where they come out and which stay where they were found.

    Parameters
    ----------
    found : tuple of numpy.ndarray
        Shares of the way, shape (elites, levers); behaviour, shape (elites, 2); cost, shape (elites,).
    """
    shares, measured, spent = found
    points = points_of(shares, levers)
    if points.empty:
        raise Refusal("no combination of levers came to its end: there is nothing to show.")
    behaviour, _, summaries = behaviours(ask_again(points), len(points), outcomes, plus, minus, None)
    if np.allclose(behaviour, measured, rtol=1e-5, atol=0):
        raise Refusal("the elites were run again on the replicates they were found on; give others.")
    table = points.assign(cost=spent)
    near = np.ones(len(points), dtype=bool)
    for place, (name, (low, high)) in enumerate(zip(outcomes, ranges, strict=True)):
        table[f"{name}_found"] = measured[:, place]
        for column in ("mean", "low95", "high95", "n"):
            table[f"{name}_{column}"] = summaries[place][column].to_numpy()
        near &= np.abs(behaviour[:, place] - measured[:, place]) <= 1.5 * (high - low) / cells
    return table.assign(kept=near).reset_index(drop=True)


def draw(found: Exploration, language: Language, lever_shown: str | None = None) -> Figure:
    """Draw where elites came out on new replicates, and which levers go with which part of the plane.

    Parameters
    ----------
    found : Exploration
    language : Language
    lever_shown : str, optional
        A lever that colours the left panel instead of the cost.
    """
    one, two = found.outcomes
    scales = [shown_outcome(name) for name in found.outcomes]
    table = found.elites[found.elites[[f"{one}_mean", f"{two}_mean"]].notna().all(axis=1)]
    across, up = scales[0][0] * table[f"{one}_mean"], scales[1][0] * table[f"{two}_mean"]
    colour = table[lever_shown] if lever_shown else table["cost"] / 1e3
    levers = [name for name in table.columns if name in lever_columns(table)]
    with styled():
        figure = labelled_figure(10.2, 4.6)
        left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": [1.35, 1]})
        left.errorbar(
            across, up,
            xerr=sides(table, one, scales[0][0]), yerr=sides(table, two, scales[1][0]),
            fmt="none", ecolor="#CCCCCC", elinewidth=0.8, zorder=1,
        )  # fmt: skip
        shade = left.scatter(across, up, c=colour.astype(np.float64), cmap="cividis", s=26, zorder=3)
        gone = ~table["kept"].to_numpy(bool)
        left.scatter(across[gone], up[gone], s=60, facecolors="none", edgecolors="#D55E00", zorder=4)
        left.axhline(0, color=GREY, linewidth=0.8)
        left.axvline(0, color=GREY, linewidth=0.8)
        for axis, name, (_, unit) in ((left.xaxis, one, scales[0]), (left.yaxis, two, scales[1])):
            axis.set_label_text(
                with_unit(language.text("difference in {outcome}", outcome=language.outcome(name)), unit, language)
            )
            numbers_on(axis, language)
        bar = figure.colorbar(shade, ax=left, pad=0.02)
        numbers_on(bar.ax.yaxis, language)
        bar.set_label(
            wrapped_label(lever_shown, language, 60)
            if lever_shown
            else language.text("public cost (thousand EUR a month)")
        )
        elite = language.text("an elite, on new replicates (95 % intervals)")
        elsewhere = language.text("came out elsewhere the second time")
        dots: dict[str, Any] = {"marker": "o", "linestyle": "none"}
        handles = [
            Line2D([], [], color="#555577", label=elite, **dots),
            Line2D([], [], markerfacecolor="none", markeredgecolor="#D55E00", markersize=8, label=elsewhere, **dots),
        ]
        left.legend(handles=handles, fontsize=7, loc="best")
        draw_levers(right, table, levers, across, up, language)
        note_below(
            figure,
            language.text(
                "{elites} areas reached in {points} points, {failed} of which failed; {kept} elites stayed where they "
                "were found. Reached means: possible under the assumptions of the model.",
                elites=len(found.elites),
                points=int(found.progress["points"].iloc[-1]),
                failed=found.failed,
                kept=int(found.elites["kept"].sum()),
            ),
        )
    return figure


def lever_columns(table: pd.DataFrame) -> list[str]:
    """Columns that hold levers: their names are paths."""
    return [name for name in table.columns if "." in name]


def sides(table: pd.DataFrame, name: str, factor: float) -> np.ndarray:
    """Lengths of the two sides of an interval, shape (2, rows)."""
    ends = [table[f"{name}_mean"] - table[f"{name}_low95"], table[f"{name}_high95"] - table[f"{name}_mean"]]
    return factor * np.nan_to_num(np.asarray(ends, dtype=np.float64))


def draw_levers(
    axes, table: pd.DataFrame, levers: Sequence[str], across: pd.Series, up: pd.Series, language: Language
) -> None:
    """Draw the rank correlation of each lever with the two parts of the behaviour, over the elites."""
    from scipy.stats import spearmanr

    at = np.arange(len(levers))[::-1]
    for shift, values, colour, label in (
        (0.17, across, "#0072B2", language.text("with the first axis")),
        (-0.17, up, "#E69F00", language.text("with the second axis")),
    ):
        lengths = []
        for name in levers:
            column = in_order(table[name])
            alike = column.nunique() < 2 or len(table) < 4
            lengths.append(0.0 if alike else float(spearmanr(column.to_numpy(), values.to_numpy()).statistic))
        axes.barh(at + shift, lengths, height=0.32, color=colour, label=label)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_xlim(-1, 1)
    axes.set_yticks(at, [wrapped_label(path, language, 26) for path in levers], fontsize=7)
    axes.set_xlabel(language.text("rank correlation over the elites"))
    numbers_on(axes.xaxis, language)
    axes.grid(visible=False, axis="y")
    axes.legend(fontsize=7, loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2)


def in_order(column: pd.Series) -> pd.Series:
    """Numbers of a lever; names become their place among the choices that the model declares."""
    from simulation.declared import PARAMETERS

    if pd.api.types.is_numeric_dtype(column):
        return column
    declared = PARAMETERS.get(str(column.name))
    order = list(declared.choices) if declared is not None and declared.choices else sorted(set(column))
    return column.map(order.index)
