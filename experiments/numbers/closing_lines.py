"""The closing lines of a comparison: accounts closed, envelopes equal, off switch at zero, mechanisms."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import DESCRIBES_POLES, MONEY_REGIMES
from experiments.numbers.measures import OutcomeColumn

OFF_SWITCH_MONTHS = 24
OFF_SWITCH_PAIRS = (("reciprocity", "market"), ("gift", "market"), ("plural", "redistribution"))


def accounts_closed(runs: pd.DataFrame) -> dict[str, int]:
    """Largest absolute residual of each kind in any run and month, in cents; all zero when accounts close."""
    residuals = [name for name in runs.columns if name.startswith("max_") or name == "ring_fenced_max"]
    return {name: int(runs[name].abs().max()) for name in residuals}


def envelopes_equal(runs: pd.DataFrame) -> dict[str, bool]:
    """Say whether money arms spent the same cents each month, and the others none.

    Returns
    -------
    dict
        ``equal``: one series of cents a scenario and replicate over its money arms; ``none_without``: total
        zero elsewhere; ``any_money``: some euro was paid at all.
    """
    money = runs[runs["regime"].isin(MONEY_REGIMES)]
    others = runs[~runs["regime"].isin(MONEY_REGIMES)]
    series = money.groupby(["scenario", "replicate"], observed=True)["envelope_hash"].nunique()
    return {
        "equal": bool((series <= 1).all()),
        "none_without": bool((others["envelope_total"] == 0).all()),
        "any_money": bool((money["envelope_total"] != 0).any()),
    }


def mechanisms(plan: Any) -> dict[str, Any]:
    """Say which mechanisms are on in a plan and which off, and which parameters stand at their off value.

    Returns
    -------
    dict
        ``on`` and ``off``: names by language, in the order of the design; ``parameters_off``: paths.
    """
    from simulation.mechanisms import MECHANISMS
    from simulation.plan import all_mechanisms_off, mechanisms_state

    told: dict[str, Any] = {"on": [], "off": []}
    for number, on in mechanisms_state(plan).items():
        told["on" if on else "off"].append(MECHANISMS[number])
    told["parameters_off"] = [path for path, off in all_mechanisms_off().items() if plan.values[path] == off]
    return told


def off_switch_difference(
    lived: Mapping[str, np.ndarray], outcomes: Sequence[OutcomeColumn], months: int = OFF_SWITCH_MONTHS
) -> dict[str, Any]:
    """Say the largest difference in any outcome between arms that were lived with every mechanism off.

    Outcomes that describe the poles themselves are left out: with all mechanisms off poles may still be
    there, and must make no difference.

    Parameters
    ----------
    lived : dict of numpy.ndarray
        Outcomes of one world by regime, shape (months + 1, outcomes).
    outcomes : sequence of OutcomeColumn
        What the columns are.
    months : int

    Returns
    -------
    dict
        ``largest`` (unit of the outcome that differs most), ``outcome`` (its name or None), ``pairs``,
        ``months``, ``compared`` (number of outcomes).
    """
    kept = [position for position, outcome in enumerate(outcomes) if outcome.group not in DESCRIBES_POLES]
    largest, name = 0.0, None
    for one, other in OFF_SWITCH_PAIRS:
        gap = largest_gap(lived[one][:, kept], lived[other][:, kept])
        if gap.max(initial=0.0) > largest:
            largest, name = float(gap.max()), outcomes[kept[int(gap.argmax())]].name
    return {
        "largest": largest,
        "outcome": name,
        "pairs": [f"{one} - {other}" for one, other in OFF_SWITCH_PAIRS],
        "months": months,
        "compared": len(kept),
    }


def largest_gap(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Largest absolute difference of each column; a value missing on one side only counts as infinite."""
    missing = np.isnan(one) != np.isnan(other)
    gap = np.abs(np.nan_to_num(one) - np.nan_to_num(other))
    return np.where(missing, np.inf, gap).max(axis=0, initial=0.0)
