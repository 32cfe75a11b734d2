"""Runs of a study made up from a function, for analyses."""

import numpy as np
import pandas as pd


def runs_from(effects, replicates=4, spread=0.0, seed=1, plus="reciprocity", minus="market", failed=()):
    """Runs whose paired difference at point p is effects[p] plus noise; `failed` holds (point, replicate)."""
    noise = np.random.default_rng(seed)
    rows = []
    for point, effect in enumerate(effects):
        for replicate in range(replicates):
            level = 1000 + 50 * np.sin(replicate)
            for regime, value in ((minus, level), (plus, level + effect + noise.normal(0, spread))):
                lost = (point, replicate) in failed and regime == plus
                rows.append(
                    {
                        "scenario": "toy",
                        "regime": regime,
                        "replicate": replicate,
                        "point": point,
                        "status": "failed" if lost else "done",
                        "jobs": np.nan if lost else value,
                    }
                )
    return pd.DataFrame(rows)
