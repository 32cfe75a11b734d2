"""Runs put together in tidy tables, sorted, so that the number of workers leaves no trace."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import MONEY_REGIMES, years_within
from experiments.numbers.dead_weight import posts_in_both
from experiments.numbers.levy import BY_LEVY
from experiments.numbers.undisturbed import UNDISTURBED

SMALL_TABLES = {
    "lorenz": "lorenz",
    "integration": "integration",
    "integration_in_poles": "integration_in_poles",
    "events": "events",
    "summaries": "whole_run",
    "organisation_years": "organisation_years",
    "savings": "savings",
    "pole_careers": "pole_careers",
    "activities": "activities",
    "pole_money": "pole_money",
    "adults_followed": "adults_followed",
    "organisations_followed": "organisations_followed",
    "land": "land",
}
"""Tables of a comparison that are those of its runs, one below the other, and what the latter are called."""
MODES_OF_CHANGE = "change"
"""Mode of the rows that close the columns of the flow matrix: changes in instruments, not payments."""


@dataclass(frozen=True)
class RunRead:
    """One run, as it was kept.

    Attributes
    ----------
    scenario, regime : str
    replicate : int
    beside : str
        What sets the run beside the comparison: `BY_LEVY`, `UNDISTURBED`, or nothing.
    series : dict of numpy.ndarray
        Months 0 to the last of each outcome, in the order of the model.
    tables : dict of DataFrame
        By name, without keys.
    record : dict
        Row of the table of runs without keys: hashes, closure, envelope.
    """

    scenario: str
    regime: str
    replicate: int
    beside: str
    series: Mapping[str, np.ndarray]
    tables: Mapping[str, pd.DataFrame]
    record: Mapping[str, Any]


def in_order(runs: Iterable[RunRead], scenarios: Sequence[str], regimes: Sequence[str]) -> list[RunRead]:
    """Sort runs by scenario and regime in the order asked for, then by replicate."""
    scenario_rank = {name: rank for rank, name in enumerate(scenarios)}
    regime_rank = {name: rank for rank, name in enumerate(regimes)}
    return sorted(runs, key=lambda run: (scenario_rank[run.scenario], regime_rank[run.regime], run.replicate))


def assemble(
    runs: Iterable[RunRead], scenarios: Sequence[str], regimes: Sequence[str], months: int
) -> dict[str, pd.DataFrame]:
    """Return the tables that hold what was run, by name; runs beside the comparison have a monthly table of their own.

    Of other tables ``runs`` alone holds them: ``monthly_levied`` and ``monthly_undisturbed`` say what happened.
    """
    everything = in_order(runs, scenarios, regimes)
    kinds = ("", BY_LEVY, UNDISTURBED)
    ordered, levied, undisturbed = ([run for run in everything if run.beside == kind] for kind in kinds)
    tables = {
        "monthly": stacked(ordered, scenarios, regimes, monthly_rows),
        "monthly_levied": stacked(levied, scenarios, regimes, monthly_rows),
        "monthly_undisturbed": stacked(undisturbed, scenarios, regimes, monthly_rows),
        "runs": stacked([*ordered, *levied, *undisturbed], scenarios, regimes, lambda run: pd.DataFrame([run.record])),
        "flows": mean_flows(ordered, scenarios, regimes, months),
    }
    for name, kept in SMALL_TABLES.items():
        tables[name] = stacked(ordered, scenarios, regimes, partial(small_table, kept))
    market = {(run.scenario, run.replicate): run for run in ordered if run.regime == "market"}
    tables["posts_in_both"] = stacked(ordered, scenarios, regimes, partial(posts_beside_market, market))
    return tables


def small_table(name: str, run: RunRead) -> pd.DataFrame | None:
    """Table of a run by name; None where it was not kept."""
    return run.tables.get(name)


def posts_beside_market(market: Mapping[tuple[str, int], RunRead], run: RunRead) -> pd.DataFrame | None:
    """Posts of a run with money that exist in the paired market run too; None of other runs."""
    pair = market.get((run.scenario, run.replicate))
    if pair is None or run.regime not in MONEY_REGIMES:
        return None
    return posts_in_both(run.tables["posts"], pair.tables["posts"])


def monthly_rows(run: RunRead) -> pd.DataFrame:
    """Months and outcomes of one run."""
    table = pd.DataFrame(dict(run.series))
    table.insert(0, "month", np.arange(len(table), dtype=np.int64))
    return table


def stacked(
    runs: Sequence[RunRead],
    scenarios: Sequence[str],
    regimes: Sequence[str],
    rows: Callable[[RunRead], pd.DataFrame | None],
) -> pd.DataFrame:
    """Stack a table of each run below one another, with the keys of the run in front."""
    parts = [(run, rows(run)) for run in runs]
    kept = [(run, table) for run, table in parts if table is not None]
    if not kept:
        return pd.DataFrame({"scenario": [], "regime": [], "replicate": []})
    together = pd.concat([table for _, table in kept], ignore_index=True)
    lengths = [len(table) for _, table in kept]
    keys = {
        "scenario": categories([run.scenario for run, _ in kept], scenarios, lengths),
        "regime": categories([run.regime for run, _ in kept], regimes, lengths),
        "replicate": np.repeat(np.array([run.replicate for run, _ in kept], dtype=np.int64), lengths),
    }
    return pd.concat([pd.DataFrame(keys), together], axis="columns")


def categories(values: Sequence[str], allowed: Sequence[str], lengths: Sequence[int]) -> Any:
    """Repeat each value so many times, as a categorical in the order of the report."""
    codes = np.repeat([list(allowed).index(value) for value in values], lengths)
    return pd.Categorical.from_codes(codes.tolist(), categories=pd.Index(allowed))


def mean_flows(runs: Sequence[RunRead], scenarios: Sequence[str], regimes: Sequence[str], months: int) -> pd.DataFrame:
    """Mean over replicates of the yearly flow matrix in EUR, in long form; zeros are left out."""
    from simulation.purposes import PURPOSES

    parts = []
    for scenario in scenarios:
        for regime in regimes:
            chosen = [run for run in runs if run.scenario == scenario and run.regime == regime]
            if not chosen:
                continue
            purposes, sectors, cents = summed_cents(chosen)
            # Whole cents are summed first, so that the mean does not depend on any order.
            mean = cents / (100 * len(chosen))
            year, purpose, sector = np.nonzero(mean)
            paid = purposes[purpose]
            parts.append(
                pd.DataFrame(
                    {
                        "scenario": scenario,
                        "regime": regime,
                        "year": np.array(years_within(months), dtype=np.int64)[year],
                        "purpose": paid,
                        "mode": [PURPOSES[name].mode if name in PURPOSES else MODES_OF_CHANGE for name in paid],
                        "sector": sectors[sector],
                        "amount": mean[year, purpose, sector],
                    }
                )
            )
    columns = ["scenario", "regime", "year", "purpose", "mode", "sector", "amount"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def summed_cents(runs: Sequence[RunRead]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sum the flow matrices of some runs.

    Returns
    -------
    tuple of numpy.ndarray
        Purposes, sectors, and cents, shape (years, purposes, sectors).
    """
    first = runs[0].tables["flows"]
    sectors = [name for name in first.columns if name not in ("year", "purpose")]
    years = first["year"].nunique()
    purposes = first["purpose"].to_numpy(object)[: len(first) // max(years, 1)]
    cents = sum(run.tables["flows"][sectors].to_numpy(np.int64) for run in runs)
    return purposes, np.array(sectors, dtype=object), np.asarray(cents).reshape(years, len(purposes), len(sectors))
