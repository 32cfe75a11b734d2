"""Exact regression: a small run against stored outcomes; changed only with a changelog line that says outcomes changed.

To store anew: ``python -m tests.test_baseline``.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from simulation import Territory, load_plan

FILE = Path(__file__).parent / "baseline" / "land_pressure_plural.csv"
MONTHS = (0, 12, 36, 72, 96)
"""The pole of the scenario is founded in month 60."""


def small_run() -> pd.DataFrame:
    """Outcomes of a small territory at a few months."""
    plan = load_plan(
        "land_pressure",
        regime="plural",
        overrides={"population.labour_force": 1500, "population.burn_in_months": 12},
    )
    territory = Territory(plan, rng=1)
    territory.run_for(max(MONTHS))
    return territory.outcomes.loc[list(MONTHS)]


def test_a_small_run_gives_the_stored_outcomes():
    stored = pd.read_csv(FILE, index_col="month")
    seen = small_run()
    assert list(seen.columns) == list(stored.columns)
    different = [
        name
        for name in stored.columns
        if not np.allclose(
            stored[name].to_numpy(float), seen[name].to_numpy(float), rtol=1e-9, atol=1e-9, equal_nan=True
        )
    ]
    assert not different, f"outcomes changed: {different}"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    small_run().to_csv(FILE, float_format="%.17g", lineterminator="\n")
