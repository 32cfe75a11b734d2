"""Falls of jobs against the same run without the dated changes of its scenario, so that drift is no part of them.

A fall counted from the level before the shock holds whatever would have happened anyway: towns grow or shrink without
one. The arms are therefore run once more without dated changes for some of the replicates, from the same burnt-in
states and on the same random numbers, and the fall is the gap between both runs (``economics.md`` 5, recovery in
comparison). Until the shock they are equal.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.numbers.measures import runs_of
from simulation.outcomes.whole_run import area_lost, drawdown

SHARE_OF_REPLICATES = 12
"""One replicate in so many: five arms of five in a twelfth of them, in the scenarios with dated changes only (two of
the three of the mission), is about a twentieth more work."""
UNDISTURBED = "undisturbed"
"""What runs are called that are lived beside those compared, without the scenario's dated changes."""
KEYS = ("scenario", "regime", "replicate")
COLUMNS = (*KEYS, "drawdown_by_shock", "area_lost_by_shock")


def falls_by_shock(
    monthly: pd.DataFrame,
    undisturbed: pd.DataFrame,
    summaries: pd.DataFrame,
    shocks: Mapping[str, int],
    regimes: Sequence[str],
) -> pd.DataFrame:
    """Deepest fall and area lost against the undisturbed run, one row a run that has one.

    Parameters
    ----------
    monthly, undisturbed : pandas.DataFrame
        Monthly outcomes of the comparison, and of the arms run again without dated changes.
    summaries : pandas.DataFrame
        Keys and numbers of whole runs, of which ``jobs_before_shock`` is J0.
    shocks : dict
        Month of the first dated change of each scenario that has one within the runs.
    regimes : sequence of str

    Returns
    -------
    pandas.DataFrame
        Keys, ``drawdown_by_shock`` (% of J0), ``area_lost_by_shock`` (years of work per initial job). With N the
        jobs of the undisturbed run: max of (N - jobs) / J0, and the sum of max(0, N - jobs) / J0 / 12, over the
        months since the first dated change.
    """
    rows = []
    for scenario, shock in shocks.items():
        for regime in regimes:
            again = undisturbed[(undisturbed["scenario"] == scenario) & (undisturbed["regime"] == regime)]
            replicates = again["replicate"].unique()
            if not len(replicates):
                continue
            chosen = monthly[monthly["replicate"].isin(replicates)]
            before = summaries[(summaries["scenario"] == scenario) & (summaries["regime"] == regime)]
            level = before.set_index("replicate")["jobs_before_shock"]
            with_shock = runs_of(chosen, scenario, regime, ["jobs"])[:, shock:, 0]
            without = runs_of(again, scenario, regime, ["jobs"])[:, shock:, 0]
            for place, replicate in enumerate(np.sort(replicates)):
                jobs, expected, initial = with_shock[place], without[place], float(level[replicate])
                falls = (drawdown(jobs, initial, expected), area_lost(jobs, initial, expected))
                rows.append((scenario, regime, replicate, *falls))
    return pd.DataFrame(rows, columns=list(COLUMNS))
