"""A table of one's own: a CSV file whose columns are parameters and whose rows are points.

Columns are parted by semicolons, tabs or commas. Decimals have a point, or a comma where columns are not parted
by commas. An empty cell keeps the value of the scenario; a column ``case`` names the points.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor
from experiments.refusal import Refusal
from simulation.parameters import Value

CASE = "case"


class Settings(BaseModel):
    """``file``: the CSV, its path read from the folder of the study file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    file: str


def count(factors: Sequence[Factor], settings: Settings) -> int:
    """Lines of the file below the first."""
    return max(len(read_cells(Path(settings.file))) - 1, 0)


def draw(factors: Sequence[Factor], settings: Settings, seed: int) -> Drawn:
    """Read the points; `settings.file` has been made an absolute path by who read the study.

    Raises
    ------
    PlanError, Refusal
        With the line of the file.
    """
    from simulation.checks import checked, parameter_named

    path = Path(settings.file)
    head, *rows = read_cells(path)
    for column in head:
        if column != CASE:
            parameter_named(column, f"{path.name}, line 1")
    ranges = {factor.path: factor for factor in factors}
    points: list[dict[str, Value]] = []
    cases: list[str] = []
    for line, row in enumerate(rows, start=2):
        where = f"{path.name}, line {line}"
        if len(row) != len(head):
            raise Refusal(
                "{where}: has {cells} cells and the first line names {columns} columns",
                where=where,
                cells=len(row),
                columns=len(head),
            )
        told = {column: cell.strip() for column, cell in zip(head, row, strict=True)}
        cases.append(told.pop(CASE, ""))
        point = {column: checked(parameter_named(column, where), cell, where) for column, cell in told.items() if cell}
        for column, value in point.items():
            refuse_outside(ranges.get(column), value, where)
        points.append(point)
    if not points:
        raise Refusal("{file}: holds no point, only names of columns", file=path.name)
    return Drawn(points, cases=cases if CASE in head else ())


def refuse_outside(factor: Factor | None, value: Value, where: str) -> None:
    """Refuse a value outside what the study itself declares for the parameter."""
    if factor is None:
        return
    inside = value in factor.values if factor.values else factor.low <= float(value) <= factor.high
    if not inside:
        allowed = ", ".join(map(str, factor.values)) or f"{factor.low:g} to {factor.high:g}"
        raise Refusal(
            "{where}: {path!r} is {value} and the study allows {allowed}",
            where=where,
            path=factor.path,
            value=value,
            allowed=allowed,
        )


def read_cells(path: Path) -> list[list[str]]:
    """Read a CSV in UTF-8, with or without byte order mark, decimals with a point or a comma."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refusal("{file}: cannot be read: {error}", file=path.name, error=error.strerror or error) from error
    except UnicodeDecodeError as error:
        raise Refusal("{file}: not in UTF-8; save the file as UTF-8", file=path.name) from error
    first = text.partition("\n")[0]
    separator = next((mark for mark in (";", "\t") if mark in first), ",")
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(cell.strip() for cell in row)]
    if not rows:
        raise Refusal("{file}: is empty", file=path.name)
    head = [name.strip() for name in rows[0]]
    for name in head:
        if head.count(name) > 1:
            raise Refusal("{file}, line 1: column {name!r} stands there twice", file=path.name, name=name)
    return [head, *([with_point(cell) for cell in row] for row in rows[1:])]


def with_point(cell: str) -> str:
    """Turn ``0,5`` into ``0.5``; leave names alone."""
    whole, comma, decimals = cell.strip().partition(",")
    is_number = comma and whole.lstrip("+-").isdigit() and decimals.isdigit()
    return f"{whole}.{decimals}" if is_number else cell
