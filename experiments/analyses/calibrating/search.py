"""The search: draws that come ever nearer to the facts (ABC-SMC of Toni et al. 2009, by pyABC)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.analyses.calibrating.facts import CALIBRATION, Target, facts
from experiments.designs.calibration import REGIME, WARM_UP, refuse_cooperation
from experiments.refusal import Refusal
from experiments.runs.address import identity
from experiments.runs.living import kept_of, territory_of

Notify = Callable[[str, int, int], None]
Simulate = Callable[[Mapping[str, float], int], Mapping[str, float]]
"""Takes values by path and a replicate, returns outcomes by name."""


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
    if plan.regime != REGIME or plan.values[RECIPROCITY]:
        raise Refusal(
            "calibration runs in the regime 'market', with poles off, and not in {regime!r}: what "
            "poles bring about is what the model is asked, so it cannot be fitted.",
            regime=plan.regime,
        )
    if task.months <= WARM_UP:
        raise Refusal(
            "calibration needs more than {warm_up} months; {months} were asked for.",
            warm_up=WARM_UP,
            months=task.months,
        )
    if not task.ranges:
        raise Refusal("name at least one parameter to calibrate.")
    for path, (low, high) in task.ranges.items():
        parameter = parameter_named(path, "calibration")
        refuse_cooperation(path)
        if parameter.kind not in ("number", "integer") or not parameter.low <= low < high <= parameter.high:
            raise Refusal(
                "{path!r} needs a range within {low:g} and {high:g}.", path=path, low=parameter.low, high=parameter.high
            )
    for target in targets:
        if target.use != CALIBRATION:
            raise Refusal("the target {target!r} is held out and is not calibrated on.", target=target.name)
    if not targets:
        raise Refusal("name at least one target.")


def market_means(task: Task, outcomes: Sequence[str]) -> Simulate:
    """Return the function that runs a territory in the market and gives the means of outcomes over its months."""

    def simulate(values: Mapping[str, float], replicate: int) -> dict[str, float]:
        from simulation import load_plan
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
        _, months, _ = kept_of(territory_of(plan, task.seed, replicate), task.months, tuple(outcomes))
        return {name: float(pd.Series(months[name])[WARM_UP + 1 :].mean()) for name in outcomes}

    return simulate


def distance_to(targets: Sequence[Target]) -> Callable[[Mapping[str, float], Any], float]:
    """Return the distance of outcomes from the bands: root of the sum of squares, in tolerances."""

    def distance(found: Mapping[str, float], _: Any = None) -> float:
        return float(np.sqrt(sum(target.miss(found[target.outcome]) ** 2 for target in targets)))

    return distance


def calibrate(
    task: Task,
    folder: Path,
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
    folder : Path
        Where calibrations are kept, a database (SQLite) of pyABC for everything that determines one: what is there
        is taken up, and another task or other code has another database.
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
    remembered = json.dumps({**told, "seed": seed, "made with": identity()}, sort_keys=True, default=str)
    database = folder / f"{sha256(remembered.encode()).hexdigest()[:16]}.db"
    folder.mkdir(parents=True, exist_ok=True)
    run = simulate or market_means(task, [one.outcome for one in chosen])
    address = f"sqlite:///{database.resolve()}"
    done = generations_kept(database)
    if not done:
        # Ended before its first generation was whole: there is nothing to take up.
        database.unlink(missing_ok=True)
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


def generations_kept(database: Path) -> int:
    """Return how many generations of a calibration are whole; none where it ended before the first one was."""
    import pyabc

    if not database.exists():
        return 0
    try:
        return int(pyabc.History(f"sqlite:///{database.resolve()}", create=False).n_populations)
    except Exception:
        # However pyABC fails to read it: a database without a generation is as good as none.
        return 0


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
