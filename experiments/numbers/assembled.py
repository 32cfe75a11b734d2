"""Runs put together in tidy tables, sorted, so that the number of workers leaves no trace."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import years_within
from experiments.runs.replicate import BY_LEVY, UNDISTURBED, Run

MODES_OF_CHANGE = "change"
"""Mode of the rows that close the columns of the flow matrix: changes in instruments, not payments."""


def in_order(runs: Iterable[Run], scenarios: Sequence[str], regimes: Sequence[str]) -> list[Run]:
    """Sort runs by scenario and regime in the order asked for, then by replicate."""
    scenario_rank = {name: rank for rank, name in enumerate(scenarios)}
    regime_rank = {name: rank for rank, name in enumerate(regimes)}
    return sorted(runs, key=lambda run: (scenario_rank[run.scenario], regime_rank[run.regime], run.replicate))


def assemble(
    runs: Iterable[Run], scenarios: Sequence[str], regimes: Sequence[str], months: int
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
    for name in ("lorenz", "integration", "events", "summaries", "organisation_years", "land", "posts_in_both"):
        tables[name] = stacked(ordered, scenarios, regimes, partial(small_table, name))
    return tables


def small_table(name: str, run: Run) -> pd.DataFrame | None:
    """Table of a run by name; None where it was not kept."""
    return run.tables.get(name)


def monthly_rows(run: Run) -> pd.DataFrame:
    """Months and outcomes of one run."""
    names = [outcome.name for outcome in run.described]
    table = pd.DataFrame(run.outcomes, columns=names)
    table.insert(0, "month", np.arange(len(table), dtype=np.int64))
    return table


def stacked(
    runs: Sequence[Run],
    scenarios: Sequence[str],
    regimes: Sequence[str],
    rows: Callable[[Run], pd.DataFrame | None],
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


def mean_flows(runs: Sequence[Run], scenarios: Sequence[str], regimes: Sequence[str], months: int) -> pd.DataFrame:
    """Mean over replicates of the yearly flow matrix in EUR, in long form; zeros are left out."""
    from simulation.purposes import PURPOSES

    parts = []
    for scenario in scenarios:
        for regime in regimes:
            chosen = [run for run in runs if run.scenario == scenario and run.regime == regime]
            if not chosen:
                continue
            # Whole cents are summed first, so that the mean does not depend on any order.
            mean = np.sum([run.flows for run in chosen], axis=0) / (100 * len(chosen))
            year, purpose, sector = np.nonzero(mean)
            purposes = np.array(chosen[0].purposes, dtype=object)[purpose]
            parts.append(
                pd.DataFrame(
                    {
                        "scenario": scenario,
                        "regime": regime,
                        "year": np.array(years_within(months), dtype=np.int64)[year],
                        "purpose": purposes,
                        "mode": [PURPOSES[name].mode if name in PURPOSES else MODES_OF_CHANGE for name in purposes],
                        "sector": np.array(chosen[0].sectors, dtype=object)[sector],
                        "amount": mean[year, purpose, sector],
                    }
                )
            )
    columns = ["scenario", "regime", "year", "purpose", "mode", "sector", "amount"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
