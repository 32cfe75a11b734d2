"""One task of a comparison: a scenario and a replicate, lived under every arm from one burnt-in state."""

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import MONEY_REGIMES, years_within
from experiments.numbers.dead_weight import posts_in_both
from experiments.numbers.levy import FUNDING, LEVY
from experiments.numbers.measures import Outcome, described_outcomes

LEVIED = (FUNDING, LEVY)
"""Override under which residents fund the envelope."""
BY_LEVY, UNDISTURBED = "levy", "undisturbed"
"""Runs beside those compared: with the envelope raised by a local levy; without the scenario's dated changes."""
LORENZ_POINTS = np.linspace(0.0, 1.0, 101)
SNAPSHOTS = {"income": "income_12_months", "wealth": "wealth_gross"}
"""What Lorenz curves are drawn of, and the name of the territory's snapshot."""


@dataclass(frozen=True)
class Task:
    """What a worker is asked for.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    replicate : int
        Number of the replicate, 0 first.
    regimes : tuple of str
        Arms, all run from one burnt-in state.
    size : str
        ``class`` or ``full``.
    months : int
        Months lived after the burnt-in state.
    seed : int
        Seed of the comparison; replicates of one seed differ by their number.
    overrides : tuple of (str, value)
        Parameters set beside the scenario's, the same in every arm.
    with_land : bool
        True where the maps of land are kept.
    levied : tuple of str
        Arms run once more with the envelope raised by a local levy.
    undisturbed : tuple of str
        Arms run once more without the dated changes of the scenario.
    """

    scenario: str
    replicate: int
    regimes: tuple[str, ...]
    size: str
    months: int
    seed: int
    overrides: tuple[tuple[str, Any], ...] = ()
    with_land: bool = False
    levied: tuple[str, ...] = ()
    undisturbed: tuple[str, ...] = ()


@dataclass
class Run:
    """What is kept of one run, as arrays and small tables that travel cheaply between processes.

    Attributes
    ----------
    outcomes : numpy.ndarray
        Shape (months + 1, outcomes).
    described : tuple of Outcome
        What the columns of `outcomes` are.
    flows : numpy.ndarray
        Twelve-month sums in cents, shape (years, purposes, sectors).
    purposes, sectors : tuple of str
        Labels of `flows`.
    tables : dict of DataFrame
        ``lorenz``, ``integration``, ``events``, ``summaries`` (one row), ``organisation_years`` and, where kept,
        ``land`` and ``posts_in_both``; without keys.
    record : dict
        Row of ``runs.parquet`` without keys: hashes, closure, envelope.
    beside : str
        What sets the run beside the comparison: `BY_LEVY`, `UNDISTURBED`, or nothing.
    """

    scenario: str
    regime: str
    replicate: int
    outcomes: np.ndarray
    described: tuple[Outcome, ...]
    flows: np.ndarray
    purposes: tuple[str, ...]
    sectors: tuple[str, ...]
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    record: dict[str, Any] = field(default_factory=dict)
    beside: str = ""


@lru_cache(maxsize=64)
def plan_for(scenario: str, regime: str, size: str, months: int, overrides: tuple[tuple[str, Any], ...] = ()) -> Any:
    """Load a plan once in each process; raises `PlanError` with a hint for a wrong name."""
    from simulation import load_plan

    return load_plan(scenario, regime=regime, size=size, months=months, overrides=dict(overrides))


def run_task(task: Task) -> list[Run]:
    """Live one replicate under all arms of the task."""
    from simulation import Territory

    own, levied = task.overrides, (*task.overrides, LEVIED)
    arms = [(regime, "", own) for regime in task.regimes]
    arms += [(regime, BY_LEVY, levied) for regime in task.levied]
    arms += [(regime, UNDISTURBED, own) for regime in task.undisturbed]
    burnt_in = None
    runs: list[Run] = []
    posts: dict[str, pd.DataFrame] = {}
    for regime, beside, overrides in arms:
        plan = plan_for(task.scenario, regime, task.size, task.months, overrides)
        if beside == UNDISTURBED:
            plan = plan.undisturbed()
        burnt_in = burnt_in or Territory.burnt_in(plan, seed=task.seed, replicate=task.replicate)
        territory = Territory(plan, rng=task.seed, replicate=task.replicate, burnt_in=burnt_in)
        runs.append(lived(territory, task, regime, plan.hash, burnt_in.hash, beside))
        if not beside:
            posts[regime] = territory.posts_by_year
    for run in runs:
        # Here and not later: posts of single organisations are too many to be sent from process to process.
        if not run.beside and run.regime in MONEY_REGIMES and "market" in posts:
            run.tables["posts_in_both"] = posts_in_both(posts[run.regime], posts["market"])
    # Mesa's models refer to themselves, and few objects hold much memory: the collector would not come for long.
    del territory
    gc.collect()
    return runs


def run_through(territory: Any, months: int) -> None:
    """Live so many months."""
    territory.run_for(months)


def lived(
    territory: Any,
    task: Task,
    regime: str,
    plan_hash: str,
    burn_in_hash: str,
    beside: str = "",
    advance: Callable[[Any, int], None] = run_through,
) -> Run:
    """Run a territory to the end, by `advance`, and keep what the tables need."""
    lorenz = [lorenz_curves(territory, 0)]
    land = [land_cells(territory, 0)] if task.with_land else []
    advance(territory, task.months)
    lorenz.append(lorenz_curves(territory, task.months))
    if task.with_land:
        land.append(land_cells(territory, task.months))
    outcomes = territory.outcomes
    flows, purposes, sectors = yearly_flows(territory.ledger, years_within(task.months))
    tables = {
        "lorenz": pd.concat(lorenz, ignore_index=True),
        "integration": yearly_integration(territory.ledger.integration(), task.months),
        "events": territory.events_log.reset_index(drop=True),
        "summaries": pd.DataFrame([territory.summary]),
        "organisation_years": territory.organisation_years,
    }
    if land:
        tables["land"] = pd.concat(land, ignore_index=True)
    return Run(
        scenario=task.scenario,
        regime=regime,
        replicate=task.replicate,
        outcomes=outcomes.to_numpy(np.float64),
        described=described_outcomes(outcomes),
        flows=flows,
        purposes=purposes,
        sectors=sectors,
        tables=tables,
        record={
            "seed": task.seed,
            "funding": LEVY if beside == BY_LEVY else "as planned",
            "dated_changes": "none" if beside == UNDISTURBED else "as planned",
            "plan_hash": plan_hash,
            "burn_in_hash": burn_in_hash,
            **closing_record(territory.closure, territory.envelope),
        },
        beside=beside,
    )


def closing_record(closure: Mapping[str, Any], envelope: np.ndarray) -> dict[str, Any]:
    """Note what a run says of its accounts: largest residuals and the envelope, in cents."""
    series = np.ascontiguousarray(envelope, dtype="<i8")
    return {
        **{name: int(cents) for name, cents in closure.items()},
        "envelope_total": int(series.sum()),
        "envelope_hash": sha256(series.tobytes()).hexdigest(),
    }


def lorenz_curve(values: np.ndarray) -> np.ndarray:
    """Share of the total held by the poorest p of the population, at each p of `LORENZ_POINTS`."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    cumulated = np.concatenate(([0.0], np.cumsum(ordered)))
    if cumulated[-1] <= 0:
        return np.full(LORENZ_POINTS.shape, np.nan)
    population = np.linspace(0.0, 1.0, cumulated.size)
    return np.interp(LORENZ_POINTS, population, cumulated / cumulated[-1])


def lorenz_curves(territory: Any, month: int) -> pd.DataFrame:
    """Lorenz curves of income and wealth at the present month, in long form."""
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "month": np.int64(month),
                    "of": what,
                    "population_share": LORENZ_POINTS,
                    "share": lorenz_curve(territory.snapshot(name)),
                }
            )
            for what, name in SNAPSHOTS.items()
        ],
        ignore_index=True,
    )


def land_cells(territory: Any, month: int) -> pd.DataFrame:
    """Use and rent of every parcel, one row a parcel."""
    maps = territory.land_map()
    use = np.asarray(maps["use"])
    rows, columns = np.indices(use.shape)
    names = np.asarray(maps["uses"], dtype=object)
    return pd.DataFrame(
        {
            "month": np.int64(month),
            "row": rows.ravel(),
            "column": columns.ravel(),
            "use": names[use.ravel()],
            "rent": np.asarray(maps["rent"], dtype=np.float64).ravel(),
        }
    )


def yearly_flows(ledger: Any, years: Sequence[int]) -> tuple[np.ndarray, tuple[str, ...], tuple[str, ...]]:
    """Twelve-month sums of the flow matrix at the years of the report, cents."""
    yearly = [ledger.flows(12 * year, months=12, counterparties=True) for year in years]
    if not yearly:
        return np.zeros((0, 0, 0), np.int64), (), ()
    purposes, sectors = (tuple(map(str, names)) for names in (yearly[0].index, yearly[0].columns))
    return np.array([flows.to_numpy(np.int64) for flows in yearly]), purposes, sectors


def yearly_integration(integration: pd.DataFrame, months: int) -> pd.DataFrame:
    """Twelve-month sums of the value that went by each mode, one row a year."""
    lived_months = integration.loc[1:months]
    year = (np.asarray(lived_months.index, dtype=np.int64) - 1) // 12 + 1
    sums = lived_months.groupby(year).sum()
    sums.index.name = "year"
    return sums.loc[: months // 12].reset_index()
