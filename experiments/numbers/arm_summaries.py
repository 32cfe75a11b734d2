"""Numbers of whole runs, arm by arm: levels, differences to the paired market run, Kaplan-Meier of recovery."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.numbers.effects import summarise
from experiments.numbers.pole_survival import kaplan_meier, median_wait

LEVEL, PAIRED, BY_SHOCK = "level", "difference to market", "gap to the run without dated changes"
QUANTITIES: dict[str, tuple[str, str, str]] = {
    "drawdown": ("drawdown", LEVEL, "%"),
    "drawdown_paired": ("drawdown", PAIRED, "%"),
    "area_lost": ("area_lost", LEVEL, "years"),
    "area_lost_paired": ("area_lost", PAIRED, "years"),
    "drawdown_by_shock": ("drawdown_by_shock", BY_SHOCK, "%"),
    "area_lost_by_shock": ("area_lost_by_shock", BY_SHOCK, "years"),
    "recovered": ("recovered", LEVEL, "share"),
    "fell_below": ("fell_below", LEVEL, "share"),
    "jobs_additional_years": ("job_years", PAIRED, "job-years"),
    "public_cost_gross": ("public_cost", LEVEL, "EUR"),
    "public_cost_net": ("public_net_cost", PAIRED, "EUR"),
}
"""Quantity of an arm: the number of a run it is made of, what it is compared with, and its unit."""
MEDIAN_RECOVERY = "time_to_recover_median"
COLUMNS = ("scenario", "regime", "quantity", "kind", "unit", "mean", "sd", "low95", "high95", "n")


def arm_summaries(
    summaries: pd.DataFrame, falls: pd.DataFrame, scenarios: Sequence[str], regimes: Sequence[str]
) -> pd.DataFrame:
    """Means over replicates with 95 % intervals, and the median time to recover.

    Parameters
    ----------
    summaries : pandas.DataFrame
        One row a run: its keys and the numbers of `simulation.outcomes.whole_run`; sorted by replicate.
    falls : pandas.DataFrame
        `experiments.numbers.undisturbed.falls_by_shock`: of some of the runs, their falls against the run without dated
        changes.
    scenarios, regimes : sequence of str
        In the order of the report.

    Returns
    -------
    pandas.DataFrame
        Long form; quantities paired with a run that was not made are missing. ``time_to_recover_median``
        holds Kaplan-Meier's median over all runs, 0 for those that never fell, missing where more than half
        had not come back at the horizon.
    """
    rows: list[dict[Any, Any]] = []
    summaries = summaries.merge(falls, on=["scenario", "regime", "replicate"], how="left")
    for scenario in scenarios:
        of_scenario = summaries[summaries["scenario"] == scenario]
        market = of_scenario[of_scenario["regime"] == "market"]
        for regime in regimes:
            arm = of_scenario[of_scenario["regime"] == regime]
            for quantity, (name, kind, unit) in QUANTITIES.items():
                if kind == PAIRED and (regime == "market" or market.empty):
                    continue
                values = arm[name].to_numpy(np.float64)
                if kind == BY_SHOCK and not np.isfinite(values).any():
                    continue
                if kind == PAIRED:
                    values = values - market[name].to_numpy(np.float64)
                told = summarise(values[:, None]).iloc[0][["mean", "sd", "low95", "high95", "n"]].to_dict()
                rows.append({"quantity": quantity, "kind": kind, "unit": unit, **told} | keys(scenario, regime))
            waited = arm.dropna(subset=["time_to_recover"])
            if len(waited):
                curve = kaplan_meier(waited["time_to_recover"].to_numpy(), waited["recovered"].to_numpy() == 0.0)
                middle, low, high = median_wait(curve)
                told = {"quantity": MEDIAN_RECOVERY, "kind": LEVEL, "unit": "months", "mean": middle, "sd": np.nan}
                rows.append(told | {"low95": low, "high95": high, "n": len(waited)} | keys(scenario, regime))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"n": np.int64})


def keys(scenario: str, regime: str) -> dict[Any, Any]:
    """Key columns of a row."""
    return {"scenario": scenario, "regime": regime}
