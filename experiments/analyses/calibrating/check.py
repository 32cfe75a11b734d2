"""What a posterior says: its table, and what the model gives at its draws, held against all facts."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.analyses.calibrating.facts import Target, facts
from experiments.analyses.calibrating.search import Posterior, Simulate, market_means


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
