"""What a posterior says: its table, and what the model gives at its draws, held against all facts."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from experiments.analyses.calibrating.search import Posterior, Simulate
from experiments.analyses.calibrating.targets import OfOneRun, facts_for
from experiments.numbers.measures import rows_in
from experiments.questions.facts.declared import Fact
from experiments.runs.processes import Pool
from experiments.words.language import Language, decimals_for

SHARES = (0.05, 0.5, 0.95)


def posterior_table(posterior: Posterior) -> pd.DataFrame:
    """Weighted median and 90 % interval of each parameter, and what stays wide.

    Returns
    -------
    pandas.DataFrame
        parameter, prior_low, prior_high, p5, median, p95, kept (width of the interval over that of the prior's: 1
        where the facts say nothing on it), default (value of the scenario), inside (whether it lies in the interval).
    """
    rows = []
    weight = posterior.draws["weight"].to_numpy()
    values = posterior.task.plan().values
    for path, (low, high) in posterior.task.ranges.items():
        ends = weighted_quantile(posterior.draws[path].to_numpy(), weight, SHARES)
        default = float(values[path])
        rows.append(
            {
                "parameter": path,
                "prior_low": float(low),
                "prior_high": float(high),
                "p5": ends[0],
                "median": ends[1],
                "p95": ends[2],
                "kept": (ends[2] - ends[0]) / ((SHARES[2] - SHARES[0]) * (high - low)),
                "default": default,
                "inside": bool(ends[0] <= default <= ends[2]),
            }
        )
    return pd.DataFrame(rows)


def posterior_lines(table: pd.DataFrame, language: Language) -> list[str]:
    """Say of each parameter what the facts leave of its range, the widest first."""
    return [
        language.text(
            "{parameter}: {low} to {high} before; {p5}, {median}, {p95} after (5, 50, 95 %), {kept} % of the width "
            "kept; {default} in the scenario, inside",
            **told_of(row, language),
        )
        if row.inside
        else language.text(
            "{parameter}: {low} to {high} before; {p5}, {median}, {p95} after (5, 50, 95 %), {kept} % of the width "
            "kept; {default} in the scenario, OUTSIDE",
            **told_of(row, language),
        )
        for row in rows_in(table.sort_values("kept", ascending=False, kind="stable"))
    ]


def told_of(row: Any, language: Language) -> dict[str, str]:
    """Write the numbers of a row, with decimals that tell its range apart."""
    decimals = decimals_for((row.prior_high - row.prior_low) / 10)
    names = {"low": "prior_low", "high": "prior_high"} | {name: name for name in ("p5", "median", "p95", "default")}
    numbers = {name: language.number(getattr(row, column), decimals) for name, column in names.items()}
    return {"parameter": row.parameter, "kept": language.number(100 * row.kept), **numbers}


def weighted_quantile(values: np.ndarray, weights: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Quantiles of weighted draws."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) - weights[order] / 2
    return np.interp(shares, reached / weights.sum(), values[order])


def predictive_check(
    posterior: Posterior,
    *,
    facts: Iterable[Fact] | None = None,
    runs: int = 40,
    simulate: Simulate | None = None,
    seed: int = 20_120_625,
    workers: int = 1,
) -> pd.DataFrame:
    """Run the model at draws of the posterior on new replicates and hold it against all facts.

    Returns
    -------
    pandas.DataFrame
        id, used_for_setting, low, high, unit, p5, median, p95 (of what the model gives), in_band (share of the runs
        with a value), runs (with a value), missing (without one), failed. ``attrs["values"]``: what runs gave, by id.
    """
    chosen = facts_for(posterior.task, facts)
    generator = np.random.default_rng(seed)
    weight = posterior.draws["weight"].to_numpy()
    drawn = posterior.draws.drop(columns="weight").iloc[
        generator.choice(len(weight), size=runs, p=weight / weight.sum())
    ]
    # Replicates of a calibration lie below 2^31.
    replicates = [int(one) for one in generator.integers(2**31, 2**32, size=runs)]
    asked = [
        (number, {str(path): value for path, value in row.items()}, replicates[number])
        for number, row in enumerate(drawn.to_dict("records"))
    ]
    with Pool(workers) as pool:
        come = dict(pool.results(partial(checked, simulate or OfOneRun(posterior.task, chosen)), asked))
    given = [found for number in range(runs) if (found := come[number]) is not None]
    values = {fact.id: [one[fact.id] for one in given] for fact in chosen}
    table = pd.DataFrame([check_row(fact, values[fact.id], runs - len(given)) for fact in chosen])
    table.attrs["values"] = values
    return table


def checked(simulate: Simulate, asked: tuple[int, dict[str, float], int]) -> tuple[int, dict[str, float] | None]:
    """Run the model at one draw; nothing where it fails."""
    number, values, replicate = asked
    try:
        return number, {name: float(value) for name, value in simulate(values, replicate).items()}
    except (ArithmeticError, AssertionError, RuntimeError, ValueError):
        return number, None


def check_row(fact: Fact, values: Sequence[float], failed: int) -> dict[str, Any]:
    """Hold what runs gave against one fact."""
    all_of_them = np.asarray(values, dtype=np.float64)
    there = all_of_them[np.isfinite(all_of_them)]
    ends = np.quantile(there, SHARES) if there.size else np.full(3, np.nan)
    low, high = fact.band
    return {
        "id": fact.id,
        "used_for_setting": fact.used_for_setting,
        "low": low,
        "high": high,
        "unit": fact.unit,
        "p5": ends[0],
        "median": ends[1],
        "p95": ends[2],
        "in_band": float(np.mean((there >= low) & (there <= high))) if there.size else np.nan,
        "runs": int(there.size),
        "missing": int(all_of_them.size - there.size),
        "failed": failed,
    }
