"""Jobs in member organisations beside the difference in all jobs.

In ``market`` nobody is a member, so *jobs gained in members* has no paired counterpart there. What can be
told is printed instead: how many people members employ (a level), and by how much all jobs of the territory
differ from the paired market run. Where the second is far below the first, most jobs in members existed
before, or took the place of others.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import RECIPROCITY_REGIMES, years_within
from experiments.numbers.effects import summarise
from experiments.numbers.measures import runs_of

COLUMNS = ("scenario", "regime", "year", "quantity", "mean", "low95", "high95", "n")
MEMBER_JOBS = "jobs in members, level"
ALL_JOBS = "all jobs, difference to market"


def member_and_all_jobs(
    monthly: pd.DataFrame, scenarios: Sequence[str], regimes: Sequence[str], months: int
) -> pd.DataFrame:
    """Level of jobs in members and difference in all jobs, heads at year end, with 95 % intervals."""
    needed = ["jobs", "jobs_members"]
    if "market" not in regimes or not set(needed).issubset(monthly.columns):
        return pd.DataFrame(columns=list(COLUMNS))
    rows = []
    for scenario in scenarios:
        market = runs_of(monthly, scenario, "market", needed)
        for regime in (regime for regime in RECIPROCITY_REGIMES if regime in regimes):
            arm = runs_of(monthly, scenario, regime, needed)
            for year in years_within(months):
                month = 12 * year
                pair = np.column_stack(
                    [arm[:, month, 1], arm[:, month, 0] - market[:, month, 0]],
                )
                table = summarise(pair)[["mean", "low95", "high95", "n"]]
                table["quantity"] = [MEMBER_JOBS, ALL_JOBS]
                rows.append(table.assign(scenario=scenario, regime=regime, year=year))
    if not rows:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(rows, ignore_index=True)[list(COLUMNS)]
