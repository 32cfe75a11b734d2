"""The tables of a study: written in one order from the store, whatever ran where and when; read for analyses."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import batched
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.designs.table import CASE
from experiments.files import tables as tables_on_disk
from experiments.files.directory import ResultsDirectory
from experiments.questions.studies.run_values import summary, summary_columns, value_at
from experiments.questions.studies.selection import Selection, StudyOrders
from experiments.questions.studies.study_file import Study
from experiments.runs.living import Order, Replicate
from experiments.runs.store import DONE, FAILED, Entry, Row, Store
from simulation.parameters import Value

RUNS, MONTHLY, DESIGN = "runs.parquet", "monthly.parquet", "design.parquet"
REPLICATES_A_GROUP = 256
"""Replicates to a row group: what is held in memory, whatever the number of runs."""

RECORD = {
    "plan_hash": pa.string(),
    "burn_in_hash": pa.string(),
    "max_row_residual": pa.int64(),
    "max_column_residual": pa.int64(),
    "envelope_total": pa.int64(),
    "envelope_hash": pa.string(),
}
"""What is told of each run beside its outcomes; the plan is that of the scenario under the arm, without the point."""

TYPES = {"number": pa.float64(), "integer": pa.int64(), "switch": pa.bool_(), "choice": pa.string()}


def runs_schema(study: Study) -> pa.Schema:
    """Columns of the table of runs."""
    from simulation.declared import PARAMETERS

    keys = [("scenario", pa.string()), ("regime", pa.string()), ("replicate", pa.int64()), ("point", pa.int64())]
    keys += [(CASE, pa.string())] if study.drawn.cases else []
    varied = [(path, TYPES[PARAMETERS[path].kind]) for path in study.paths]
    values = [(column, pa.float64()) for outcome in study.told.outcomes for column in summary_columns(outcome)]
    ends = [("run", pa.string()), *RECORD.items(), ("error", pa.string())]
    return pa.schema([*keys, *varied, ("status", pa.string()), *values, *ends])


def monthly_schema(study: Study) -> pa.Schema:
    """Columns of the table of months."""
    keys = [("scenario", pa.string()), ("regime", pa.string()), ("replicate", pa.int64()), ("point", pa.int64())]
    values = [(outcome, pa.float64()) for outcome in study.told.outcomes]
    return pa.schema([*keys, ("month", pa.int64()), *values])


def row_of(study: Study, asked: Replicate, order: Order, entry: Entry, row: Row | None) -> dict[str, Any]:
    """Return the row of a run; parameters that the point leaves alone have the value of the scenario."""
    changes: Mapping[str, Value] = dict(order.changes)
    planned = order.plan.values
    keys = {"scenario": asked.scenario, "regime": order.arm, "replicate": asked.number, "point": asked.point}
    if study.drawn.cases:
        keys[CASE] = study.drawn.cases[asked.point]
    varied = {path: changes.get(path, planned[path]) for path in study.paths}
    told = {**keys, **varied, "status": DONE if entry.state == DONE else FAILED, "error": entry.error}
    if row is not None:
        told |= {name: row.record.get(name) for name in RECORD} | {"plan_hash": order.plan.hash}
        for outcome in study.told.outcomes:
            told |= summary(outcome, row.series[outcome])
    return told


def groups(
    study: Study, orders: StudyOrders, selection: Selection, store: Store
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Yield runs and months, a group of replicates at a time, in the order of the study.

    Raises
    ------
    Damaged
    """
    schema, monthly = runs_schema(study), monthly_schema(study)
    for some in batched(orders.replicates(selection), REPLICATES_A_GROUP):
        entries = store.entries([address for one in some for address in one.addresses])
        rows = store.rows(entries)
        told: list[dict[str, Any]] = []
        months: dict[str, list[Any]] = {name: [] for name in monthly.names}
        for asked in some:
            for order in asked.runs:
                row, entry = rows.get(order.address), entries[order.address]
                told.append({**row_of(study, asked, order, entry, row), "run": order.address})
                if row is not None:
                    add_months(months, told[-1], row)
        yield (
            pa.Table.from_pylist([{name: one.get(name) for name in schema.names} for one in told], schema=schema),
            pa.table({name: flat(months[name], monthly.field(name).type) for name in monthly.names}, schema=monthly),
        )


def add_months(months: dict[str, list[Any]], told: Mapping[str, Any], row: Row) -> None:
    """Add the months of a run to the columns of the monthly table."""
    length = len(next(row.series[name] for name in months if name in row.series))
    for name, column in months.items():
        if name == "month":
            column.append(np.arange(length, dtype=np.int64))
        elif name in row.series:
            column.append(row.series[name])
        else:
            column.append(np.full(length, told[name], dtype=object if isinstance(told[name], str) else np.int64))


def flat(parts: Sequence[np.ndarray], kind: pa.DataType) -> pa.Array:
    """Join arrays into a column."""
    return pa.array(np.concatenate(parts) if parts else [], kind)


def write_tables(
    study: Study,
    orders: StudyOrders,
    selection: Selection,
    store: Store,
    results: ResultsDirectory,
    origin: Mapping[str, Any],
) -> dict[str, int]:
    """Write the tables of a study whose runs are all settled; return the number of runs by status.

    Raises
    ------
    Damaged
        Before anything is replaced.
    """
    counts = {DONE: 0, FAILED: 0}
    told = {tables_on_disk.METADATA_KEY: json.dumps(origin, sort_keys=True, ensure_ascii=False).encode()}

    def write_runs(beside: Path) -> None:
        def write_months(beneath: Path) -> None:
            with (
                pq.ParquetWriter(beside, runs_schema(study).with_metadata(told), compression="zstd") as runs,
                pq.ParquetWriter(beneath, monthly_schema(study).with_metadata(told), compression="zstd") as monthly,
            ):
                for group, months in groups(study, orders, selection, store):
                    for status in group["status"].to_pylist():
                        counts[status] += 1
                    runs.write_table(group.replace_schema_metadata(told))
                    monthly.write_table(months.replace_schema_metadata(told))

        results.write(MONTHLY, write_months)

    results.write(RUNS, write_runs)
    results.write_table(DESIGN, study.design, origin)
    return counts


def tables_in_memory(
    study: Study, orders: StudyOrders, selection: Selection, store: Store
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return runs and months without writing them, for points asked for by an analysis."""
    parts = list(groups(study, orders, selection, store))
    runs = pa.concat_tables([group for group, _ in parts])
    monthly = pa.concat_tables([months for _, months in parts])
    return runs.to_pandas(), monthly.to_pandas()


@dataclass(frozen=True)
class StudyResults:
    """Results of a study, for analyses.

    Attributes
    ----------
    study : Study
        What was asked.
    runs : pandas.DataFrame
        One row a run: scenario, regime, replicate, point, one column per varied parameter named by its path,
        status (``done`` or ``failed``), then for each outcome its value at the end, at month 12 and the mean
        over the months lived; address, hashes, error.
    monthly : pandas.DataFrame
        Keys scenario, regime, replicate, point, month, then the outcomes; runs that failed have no rows.
    more : callable, optional
        Runs other points of the same study, see `ask`.
    """

    study: Study
    runs: pd.DataFrame = field(repr=False)
    monthly: pd.DataFrame = field(repr=False)
    more: "Callable[[Study], StudyResults] | None" = field(default=None, repr=False)

    @property
    def design(self) -> pd.DataFrame:
        """Points, one row each; missing where a point leaves the scenario's value alone."""
        return self.study.design

    @property
    def sample(self) -> pd.DataFrame | None:
        """Sample in the unit cube that the points came from, for sensitivity indices; None for other designs."""
        if self.study.drawn.shares is None:
            return None
        return pd.DataFrame(self.study.drawn.shares, columns=[factor.path for factor in self.study.factors])

    @cached_property
    def failed(self) -> pd.DataFrame:
        """Runs that failed, with their error."""
        return self.runs[self.runs["status"] == FAILED]

    def paired(
        self, outcome: str, plus: str, minus: str, month: int | None = None, scenario: str | None = None
    ) -> pd.DataFrame:
        """Differences between two arms in the same world.

        Parameters
        ----------
        outcome : str
        plus, minus : str
            Arms: `plus` less `minus`.
        month : int, optional
            The end of the run when not given; a flow is summed over the twelve months that end there.
        scenario : str, optional
            Needed where the study has several.

        Returns
        -------
        pandas.DataFrame
            Index point, columns replicate; missing where one of the two runs failed or was not asked for.
        """
        name = self.scenario_named(scenario)
        arms = {regime: self.values(outcome, name, regime, month) for regime in (plus, minus)}
        index = pd.RangeIndex(len(self.study.drawn.points), name="point")
        columns = arms[plus].columns.union(arms[minus].columns)
        return arms[plus].reindex(index, columns=columns) - arms[minus].reindex(index, columns=columns)

    def scenario_named(self, scenario: str | None) -> str:
        """Return the scenario asked for, or the only one."""
        if scenario is None and len(self.study.told.scenarios) > 1:
            raise ValueError(f"name a scenario: {', '.join(self.study.told.scenarios)}")
        return scenario or self.study.told.scenarios[0]

    def values(self, outcome: str, scenario: str, regime: str, month: int | None = None) -> pd.DataFrame:
        """Return an outcome of an arm: index point, columns replicate."""
        table = self.runs if month is None else self.monthly
        chosen = table[(table["scenario"] == scenario) & (table["regime"] == regime)]
        if month is None:
            return chosen.pivot(index="point", columns="replicate", values=outcome)
        lived = chosen[chosen["month"] <= month].groupby(["point", "replicate"], sort=True)[outcome]
        return lived.apply(lambda months: value_at(outcome, months.to_numpy(np.float64), month)).unstack("replicate")

    def ask(self, points: Sequence[Mapping[str, Value]]) -> "StudyResults":
        """Return the results at other points, running those that no study has run yet.

        Parameters
        ----------
        points : sequence of dict
            Parameter path to value; scenarios, arms, replicates, months and outcomes are those of the study.
        """
        if self.more is None:
            raise RuntimeError(
                "these results were read without a store to ask; see `opened` in questions.studies.running"
            )
        return self.more(self.study.at_points(points))


def read_frames(directory: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read runs and months of a finished study."""
    return tuple(pq.read_table(directory / name).to_pandas() for name in (RUNS, MONTHLY))
