"""Organisations followed month by month through a run, brought down to the strata that hazards need (C26)."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.numbers.hazard_ratios import DIRECTIONS, PANEL, at_risk, tables_of
from experiments.runs.replicate import plan_for
from simulation.parameters import Value
from simulation.readings import organisations_now


@dataclass(frozen=True)
class Cell:
    """One run to be followed."""

    address: str
    scenario: str
    regime: str
    size: str
    months: int
    seed: int
    replicate: int
    overrides: tuple[tuple[str, Value], ...]


def panel_of(territory: Any, months: int, scenario: str = "", regime: str = "", replicate: int = 0) -> pd.DataFrame:
    """Live the months of a territory; return a row for each organisation alive at each month's end.

    Parameters
    ----------
    territory : simulation.Territory
        At month 0.
    months : int
    scenario, regime, replicate
        Written into every row.

    Returns
    -------
    pandas.DataFrame
        Columns `experiments.numbers.hazard_ratios.PANEL`.
    """
    parts = [organisations_now(territory)]
    for _ in range(months):
        territory.step()
        parts.append(organisations_now(territory))
    panel = pd.concat(parts, ignore_index=True)
    return panel.assign(scenario=scenario, regime=regime, replicate=replicate)[list(PANEL)]


def strata_of(cell: Cell) -> tuple[str, pd.DataFrame]:
    """Live a run and return its address, with its strata for each ratio (column ``ratio`` and `tables_of`)."""
    from simulation import Territory

    plan = plan_for(cell.scenario, cell.regime, cell.size, cell.months, cell.overrides)
    territory = Territory(plan, rng=cell.seed, replicate=cell.replicate)
    panel = panel_of(territory, cell.months, cell.scenario, cell.regime, cell.replicate)
    return cell.address, pd.concat([tables_of(at_risk(panel, name)).assign(ratio=name) for name in DIRECTIONS])
