"""The search: draws that come ever nearer to the facts (ABC-SMC of Toni et al. 2009, by pyABC)."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from experiments.analyses.calibrating.numbered import numbered_sampler
from experiments.analyses.calibrating.targets import OfOneRun, Task, distance_to, refuse_bad_task, targets_for
from experiments.questions.facts.declared import Fact
from experiments.runs.address import identity
from experiments.runs.processes import Pool

Notify = Callable[[str, int, int], None]
Simulate = Callable[[Mapping[str, float], int], Mapping[str, float]]
"""Takes values by path and a replicate, returns what the run shows for each fact, by id."""
LEAST_ACCEPTED = 0.01
"""Part of its candidates that a generation keeps at least; where it would keep fewer, the search ends before it."""


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


def calibrate(
    task: Task,
    folder: Path,
    *,
    targets: Sequence[Fact] | None = None,
    population: int = 100,
    generations: int = 6,
    simulate: Simulate | None = None,
    seed: int = 1,
    workers: int = 1,
    notify: Notify = lambda *_: None,
) -> Posterior:
    """Calibrate, or take up a calibration that was stopped.

    Parameters
    ----------
    task : Task
    folder : Path
        Where calibrations are kept, a database (SQLite) of pyABC for everything that determines one: what is there
        is taken up, and another task or other code has another database.
    targets : sequence of Fact, optional
        Those of `targets_for` when not given.
    population : int
        Draws kept in a generation.
    generations : int
        In all, those already there included.
    simulate : callable, optional
        The model in the market when not given.
    seed : int
        Of the draws.
    workers : int
        Processes; the draws do not depend on their number.
    notify : callable
        Told what is being done, how much of it is done, out of how much.

    Raises
    ------
    Refusal, PlanError
    """
    import pyabc

    chosen = targets_for(task) if targets is None else tuple(targets)
    refuse_bad_task(task, chosen)
    told = {"task": asdict(task), "targets": [determinants(fact) for fact in chosen], "population": population}
    remembered = json.dumps({**told, "seed": seed, "made with": identity()}, sort_keys=True, default=str)
    database = folder / f"{sha256(remembered.encode()).hexdigest()[:16]}.db"
    folder.mkdir(parents=True, exist_ok=True)
    run = simulate or OfOneRun(task, chosen)
    done = generations_kept(database)
    if not done:
        # Ended before its first generation was whole: there is nothing to take up.
        database.unlink(missing_ok=True)
    with Pool(workers) as pool:
        for generation in range(done, generations):

            def kept(draws: int, before: int = generation * population) -> None:
                notify("calibrating", before + draws, generations * population)

            kept(0)
            smc = set_up(pyabc, task, chosen, population, run)
            smc.sampler = numbered_sampler(pyabc, pool, workers, (seed, generation), kept)
            begin = smc.load if generation else smc.new
            begin(f"sqlite:///{database.resolve()}", observed_sum_stat=middles(chosen))
            try:
                smc.run(minimum_epsilon=0.0, max_nr_populations=1, min_acceptance_rate=LEAST_ACCEPTED)
            except AssertionError:
                # Where few draws weigh nearly all, pyABC finds no density to weigh the next ones by, and says so by an
                # assertion: the generations before stand.
                if generation == 0:
                    raise
                break
            if generations_kept(database) <= generation:
                break
    notify("calibrating", generations * population, generations * population)
    return stored(database, task)


def determinants(fact: Fact) -> dict[str, Any]:
    """All of a fact that a calibration depends on."""
    settings = fact.settings.model_dump()
    return {"id": fact.id, "kind": fact.kind, "settings": settings, "band": fact.band, "tolerance": fact.tolerance}


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


def middles(targets: Sequence[Fact]) -> dict[str, float]:
    """Middle of each band, which pyABC asks for; the distance looks at the bands."""
    return {fact.id: sum(fact.band) / 2 for fact in targets}


def set_up(pyabc: ModuleType, task: Task, targets: Sequence[Fact], population: int, run: Simulate) -> Any:
    """Set up pyABC: even priors, median of distances as next distance."""
    for name in ("ABC", "ABC.Sampler", "ABC.History", "ABC.Distance", "ABC.Epsilon"):
        logging.getLogger(name).setLevel(logging.WARNING)

    def model(parameters: Mapping[str, float]) -> dict[str, float]:
        try:
            found = run(dict(parameters), int(np.random.randint(2**31)))
        except (ArithmeticError, AssertionError, RuntimeError, ValueError):
            return {fact.id: float("nan") for fact in targets}
        return {fact.id: float(found[fact.id]) for fact in targets}

    prior = pyabc.Distribution(
        **{path: pyabc.RV("uniform", low, high - low) for path, (low, high) in task.ranges.items()}
    )
    return pyabc.ABCSMC(model, prior, distance_to(targets), population_size=population, eps=pyabc.MedianEpsilon())


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
