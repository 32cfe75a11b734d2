"""Monthly outcomes turned into the yearly values that are compared.

A stock or a ratio is read at the end of the year; a flow is summed over its twelve months
(``economics.md`` 5).
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

STOCK, FLOW, RATIO = "stock", "flow", "ratio"
KEYS = ("scenario", "regime", "replicate", "month")


@dataclass(frozen=True)
class OutcomeColumn:
    """What a column of the monthly table holds.

    Attributes
    ----------
    name, unit, group : str
        As declared by the model.
    level : str
        ``stock``, ``flow`` or ``ratio``.
    """

    name: str
    unit: str
    group: str
    level: str

    @property
    def yearly_unit(self) -> str:
        """Unit of the yearly value: twelve months of a flow are no longer *a month*."""
        return self.unit.replace("a month", "a year") if self.level == FLOW else self.unit


def level_of(unit: str, declared: str | None = None) -> str:
    """Return the level of an outcome, from its unit where the model does not declare it."""
    if declared:
        return declared
    if unit.endswith("a month"):
        return FLOW
    return STOCK if unit in ("heads", "FTE", "EUR", "ha", "count") else RATIO


def described_outcomes(outcomes: pd.DataFrame) -> tuple[OutcomeColumn, ...]:
    """Read names, units, groups and levels off the table of a run."""
    units = outcomes.attrs.get("units", {})
    groups = outcomes.attrs.get("groups", {})
    levels = outcomes.attrs.get("levels", {})
    return tuple(
        OutcomeColumn(
            name,
            str(units.get(name, "1")),
            str(groups.get(name, "other")),
            level_of(str(units.get(name, "1")), levels.get(name)),
        )
        for name in map(str, outcomes.columns)
    )


def declared_outcomes() -> dict[str, OutcomeColumn]:
    """Outcomes as the model declares them, by name, in the order of its table."""
    from simulation.outcomes import OUTCOMES

    return {
        name: OutcomeColumn(name, declared.unit, declared.group, level_of(declared.unit, declared.level))
        for name, declared in OUTCOMES.items()
    }


def as_records(outcomes: Sequence[OutcomeColumn]) -> list[dict[str, Any]]:
    """Plain dictionaries, for the manifest and the metadata of tables."""
    return [asdict(outcome) for outcome in outcomes]


def from_records(records: Sequence[dict[str, Any]]) -> tuple[OutcomeColumn, ...]:
    """Inverse of `as_records`."""
    return tuple(OutcomeColumn(**record) for record in records)


def at_last_year(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the last year of the report."""
    return table[table["year"] == table["year"].max()]


def rows_in(table: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table, each with its columns as attributes."""
    return iter(table.itertuples())


def runs_of(monthly: pd.DataFrame, scenario: str, regime: str, columns: Sequence[str]) -> np.ndarray:
    """Values of some outcomes in all replicates of an arm.

    Returns
    -------
    numpy.ndarray
        Shape (replicates, months + 1, outcomes), replicates and months ascending.
    """
    chosen = monthly[(monthly["scenario"] == scenario) & (monthly["regime"] == regime)]
    replicates = chosen["replicate"].nunique()
    values = chosen[list(columns)].to_numpy(np.float64)
    return values.reshape(replicates, -1, len(columns))


def at_month(values: np.ndarray, flows: np.ndarray, month: int) -> np.ndarray:
    """Values at a month's end, flows summed over the twelve months that end there.

    Parameters
    ----------
    values : numpy.ndarray
        Shape (replicates, months + 1, outcomes); month 0 is the starting state.
    flows : numpy.ndarray of bool
        Which outcomes are flows, shape (outcomes,).
    month : int
        12 or later.

    Returns
    -------
    numpy.ndarray
        Shape (replicates, outcomes).
    """
    result = values[:, month, :].copy()
    result[:, flows] = values[:, month - 11 : month + 1, :][:, :, flows].sum(axis=1)
    return result


def yearly(values: np.ndarray, flows: np.ndarray, year: int) -> np.ndarray:
    """Values at a year's end (`at_month`); year 1 is months 1 to 12."""
    return at_month(values, flows, 12 * year)


def cumulated(values: np.ndarray, year: int) -> np.ndarray:
    """Sum from month 1 to the end of a year, shape (replicates, outcomes)."""
    return values[:, 1 : 12 * year + 1, :].sum(axis=1)
