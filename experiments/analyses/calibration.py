"""Calibration by approximate Bayesian computation, in the market with poles off only (``economics.md`` 7, point 4).

Parameters of the economy without poles are drawn from their ranges, the territory is run in ``market``, and draws
whose outcomes lie near the targets are kept, generation after generation at a narrower distance (ABC-SMC of
Toni et al. 2009, by pyABC). What cooperation costs and brings is never calibrated on anything a pole brings about:
a regime in which poles may exist, a parameter of cooperation and a target that is held out are refused.

The result is a set of parameters that cannot be told apart by the targets, not one best value; whether it also
gives what was held out is the posterior predictive check, on replicates that were not used before.
"""

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.drawing.labels import axis_label, note_below
from experiments.drawing.style import GREY, labelled_figure, numbers_on, styled
from experiments.refusal import Refusal
from experiments.words.language import Language

FACTS = Path(__file__).with_name("facts.toml")
CALIBRATION, HELD_OUT = "calibration", "held out"
ECONOMY = ("demand", "finance", "labour", "life", "population", "price", "production", "sector", "tax")
"""Groups of parameters that may be calibrated: those of the economy without poles."""
WARM_UP = 12
"""First months lived that are left out of the means."""
FAILED_DISTANCE = 1e6
POSTERIOR, PRIOR = "#0072B2", "#BBBBBB"

Notify = Callable[[str, int, int], None]
Simulate = Callable[[Mapping[str, float], int], Mapping[str, float]]
"""Takes values by path and a replicate, returns outcomes by name."""


@dataclass(frozen=True)
class Target:
    """A row of the table of facts.

    Attributes
    ----------
    name : str
        As in the table of facts.
    outcome : str
        Outcome of the model that is held against it: its mean over months.
    use : str
        ``calibration`` or ``held out``.
    low, high : float
        Band, in `unit`.
    tolerance : float
        Distance from the band that counts as one.
    unit, confidence, source : str
    label : dict
        English and French.
    """

    name: str
    outcome: str
    use: str
    low: float
    high: float
    tolerance: float
    unit: str
    confidence: str
    source: str
    label: Mapping[str, str]

    def miss(self, value: float) -> float:
        """Distance of a value from the band, in tolerances; 0 within it, large where there is no value."""
        if not np.isfinite(value):
            return FAILED_DISTANCE
        return max(self.low - value, value - self.high, 0.0) / self.tolerance


@dataclass(frozen=True)
class Task:
    """What is calibrated.

    Attributes
    ----------
    ranges : dict
        Path to (low, high): the prior is even between them.
    scenario, regime, size : str
    months : int
    seed : int
        Of the model; the replicate is drawn anew for each run.
    overrides : dict
        Parameters set the same in every run.
    """

    ranges: Mapping[str, tuple[float, float]]
    scenario: str = "base"
    regime: str = "market"
    size: str = "class"
    months: int = 120
    seed: int = 1
    overrides: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Posterior:
    """Draws that were kept.

    Attributes
    ----------
    draws : pandas.DataFrame
        A column a parameter, and ``weight`` (they sum to one).
    generations : pandas.DataFrame
        generation, epsilon (distance allowed), runs, and accepted share, one row each.
    task : Task
    """

    draws: pd.DataFrame
    generations: pd.DataFrame
    task: Task


@cache
def facts(path: Path = FACTS) -> tuple[Target, ...]:
    """Read the table of facts."""
    return tuple(Target(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["targets"])


def refuse_bad_task(task: Task, targets: Sequence[Target]) -> None:
    """Refuse a calibration that could learn from poles, or that makes no sense.

    Raises
    ------
    Refusal, PlanError
    """
    from simulation.checks import parameter_named
    from simulation.plan import RECIPROCITY, load_plan

    plan = load_plan(
        task.scenario, regime=task.regime, size=task.size, months=task.months, overrides=dict(task.overrides)
    )
    if plan.regime != "market" or plan.values[RECIPROCITY]:
        raise Refusal(
            f"calibration runs in the regime 'market', with poles off, and not in {plan.regime!r}: what poles bring"
            " about is what the model is asked, so it cannot be fitted."
        )
    if task.months <= WARM_UP:
        raise Refusal(f"calibration needs more than {WARM_UP} months; {task.months} were asked for.")
    if not task.ranges:
        raise Refusal("name at least one parameter to calibrate.")
    for path, (low, high) in task.ranges.items():
        parameter = parameter_named(path, "calibration")
        if parameter.group not in ECONOMY:
            raise Refusal(f"{path!r} is no parameter of the economy without poles and is not calibrated.")
        if parameter.kind not in ("number", "integer") or not parameter.low <= low < high <= parameter.high:
            raise Refusal(f"{path!r} needs a range within {parameter.low:g} and {parameter.high:g}.")
    for target in targets:
        if target.use != CALIBRATION:
            raise Refusal(f"the target {target.name!r} is held out and is not calibrated on.")
    if not targets:
        raise Refusal("name at least one target.")


def market_means(task: Task, outcomes: Sequence[str]) -> Simulate:
    """Return the function that runs a territory in the market and gives the means of outcomes over its months."""

    def simulate(values: Mapping[str, float], replicate: int) -> dict[str, float]:
        from simulation import Territory, load_plan
        from simulation.declared import PARAMETERS

        typed = {
            path: int(round(value)) if PARAMETERS[path].kind == "integer" else float(value)
            for path, value in values.items()
        }
        plan = load_plan(
            task.scenario,
            regime=task.regime,
            size=task.size,
            months=task.months,
            overrides={**task.overrides, **typed},
        )
        territory = Territory(plan, rng=task.seed, replicate=replicate)
        territory.run_for(task.months)
        lived = territory.outcomes[list(outcomes)].iloc[WARM_UP + 1 :]
        return {name: float(lived[name].mean()) for name in outcomes}

    return simulate


def distance_to(targets: Sequence[Target]) -> Callable[[Mapping[str, float], Any], float]:
    """Return the distance of outcomes from the bands: root of the sum of squares, in tolerances."""

    def distance(found: Mapping[str, float], _: Any = None) -> float:
        return float(np.sqrt(sum(target.miss(found[target.outcome]) ** 2 for target in targets)))

    return distance


def calibrate(
    task: Task,
    database: Path,
    *,
    targets: Sequence[Target] | None = None,
    population: int = 100,
    generations: int = 6,
    simulate: Simulate | None = None,
    seed: int = 1,
    notify: Notify = lambda *_: None,
) -> Posterior:
    """Calibrate, or take up a calibration that was stopped.

    Parameters
    ----------
    task : Task
    database : Path
        Where pyABC keeps each generation (SQLite). What is there is taken up; beside it a file says what the
        task was, and another task is refused.
    targets : sequence of Target, optional
        All of `facts` that are for calibration when not given.
    population : int
        Draws kept in a generation.
    generations : int
        In all, those already there included.
    simulate : callable, optional
        The model in the market when not given.
    seed : int
        Of the draws.
    notify : callable
        Told what is being done, how much of it is done, out of how much.

    Raises
    ------
    Refusal, PlanError
    """
    chosen = tuple(one for one in facts() if one.use == CALIBRATION) if targets is None else tuple(targets)
    refuse_bad_task(task, chosen)
    told = {"task": asdict(task), "targets": [asdict(one) for one in chosen], "population": population}
    remembered = json.dumps(told, sort_keys=True, default=str, ensure_ascii=False)
    beside = database.with_suffix(".json")
    if beside.exists() and beside.read_text(encoding="utf-8") != remembered:
        raise Refusal(f"{database.name} holds another calibration; name another file.")
    run = simulate or market_means(task, [one.outcome for one in chosen])
    address = f"sqlite:///{database.resolve()}"
    done = 0
    if database.exists():
        done = int(
            sampler(task, chosen, population, run).load(address, observed_sum_stat=middles(chosen)).n_populations
        )
    else:
        beside.write_text(remembered, encoding="utf-8")
    for generation in range(done, generations):
        notify("calibrating", generation, generations)
        smc = sampler(task, chosen, population, run)
        if generation:
            smc.load(address, observed_sum_stat=middles(chosen))
        else:
            smc.new(address, observed_sum_stat=middles(chosen))
        # pyABC draws from NumPy's global state: each generation has a seed of its own, so that a calibration that
        # was stopped between two of them goes on as it would have done.
        state = np.random.get_state()
        np.random.seed((seed + 7919 * generation) % 2**32)
        try:
            smc.run(minimum_epsilon=0.0, max_nr_populations=1, min_acceptance_rate=0.01)
        finally:
            np.random.set_state(state)
    notify("calibrating", generations, generations)
    return stored(database, task)


def middles(targets: Sequence[Target]) -> dict[str, float]:
    """Middle of each band, which pyABC asks for; the distance looks at the bands."""
    return {one.outcome: (one.low + one.high) / 2 for one in targets}


def sampler(task: Task, targets: Sequence[Target], population: int, run: Simulate) -> Any:
    """Set up pyABC: even priors, median of distances as next distance, one process."""
    import logging

    import pyabc

    for name in ("ABC", "ABC.Sampler", "ABC.History", "ABC.Distance", "ABC.Epsilon"):
        logging.getLogger(name).setLevel(logging.WARNING)

    def model(parameters: Mapping[str, float]) -> dict[str, float]:
        try:
            found = run(dict(parameters), int(np.random.randint(2**31)))
        except (ArithmeticError, AssertionError, RuntimeError, ValueError):
            return {one.outcome: float("nan") for one in targets}
        return {one.outcome: float(found[one.outcome]) for one in targets}

    prior = pyabc.Distribution(
        **{path: pyabc.RV("uniform", low, high - low) for path, (low, high) in task.ranges.items()}
    )
    return pyabc.ABCSMC(
        model,
        prior,
        distance_to(targets),
        population_size=population,
        eps=pyabc.MedianEpsilon(),
        sampler=pyabc.sampler.SingleCoreSampler(),
    )


def stored(database: Path, task: Task) -> Posterior:
    """Read the last generation that was finished."""
    import pyabc

    history = pyabc.History(f"sqlite:///{database.resolve()}", create=False)
    values, weights = history.get_distribution()
    draws = values[list(task.ranges)].reset_index(drop=True).assign(weight=weights)
    draws.columns.name = None
    told = history.get_all_populations()
    told = told[told["t"] >= 0]
    generations = pd.DataFrame(
        {
            "generation": told["t"].to_numpy() + 1,
            "epsilon": told["epsilon"].to_numpy(),
            "runs": told["samples"].to_numpy(),
            "accepted": told["particles"].to_numpy() / told["samples"].to_numpy(),
        }
    )
    return Posterior(draws, generations, task)


def posterior_table(posterior: Posterior) -> pd.DataFrame:
    """Weighted median and 95 % interval of each parameter, and how far the targets narrowed its range.

    Returns
    -------
    pandas.DataFrame
        parameter, prior_low, prior_high, low95, median, high95, narrowed (1 less the width of the interval over
        that of the prior's: 0 where the targets say nothing on it).
    """
    rows = []
    weight = posterior.draws["weight"].to_numpy()
    for path, (low, high) in posterior.task.ranges.items():
        ends = weighted_quantile(posterior.draws[path].to_numpy(), weight, (0.025, 0.5, 0.975))
        rows.append(
            {
                "parameter": path,
                "prior_low": low,
                "prior_high": high,
                "low95": ends[0],
                "median": ends[1],
                "high95": ends[2],
                "narrowed": 1 - (ends[2] - ends[0]) / (0.95 * (high - low)),
            }
        )
    return pd.DataFrame(rows)


def weighted_quantile(values: np.ndarray, weights: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Quantiles of weighted draws."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) - weights[order] / 2
    return np.interp(shares, reached / weights.sum(), values[order])


def predictive_check(
    posterior: Posterior,
    *,
    targets: Sequence[Target] | None = None,
    runs: int = 40,
    simulate: Simulate | None = None,
    seed: int = 20_120_625,
) -> pd.DataFrame:
    """Run the model at draws of the posterior on new replicates and hold it against all facts.

    Returns
    -------
    pandas.DataFrame
        name, outcome, use, low, high, low95, median, high95 (of what the model gives), in_band (share of runs),
        runs, failed. ``attrs["values"]``: what each run gave, by outcome.
    """
    chosen = facts() if targets is None else tuple(targets)
    run = simulate or market_means(posterior.task, [one.outcome for one in chosen])
    generator = np.random.default_rng(seed)
    weight = posterior.draws["weight"].to_numpy()
    drawn = generator.choice(len(weight), size=runs, p=weight / weight.sum())
    values: dict[str, list[float]] = {one.outcome: [] for one in chosen}
    failed = 0
    for row in posterior.draws.drop(columns="weight").iloc[drawn].to_dict("records"):
        try:
            # Replicates of a calibration lie below 2^31.
            found = run({str(path): value for path, value in row.items()}, int(generator.integers(2**31, 2**32)))
        except (ArithmeticError, AssertionError, RuntimeError, ValueError):
            failed += 1
            continue
        for name in values:
            values[name].append(float(found[name]))
    rows = []
    for one in chosen:
        given = np.asarray(values[one.outcome])
        ends = np.percentile(given, (2.5, 50, 97.5)) if given.size else np.full(3, np.nan)
        rows.append(
            {
                "name": one.name,
                "outcome": one.outcome,
                "use": one.use,
                "low": one.low,
                "high": one.high,
                "low95": ends[0],
                "median": ends[1],
                "high95": ends[2],
                "in_band": float(np.mean((given >= one.low) & (given <= one.high))) if given.size else np.nan,
                "runs": int(given.size),
                "failed": failed,
            }
        )
    table = pd.DataFrame(rows)
    table.attrs["values"] = values
    return table


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
