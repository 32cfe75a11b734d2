"""The rows as one table: text for the terminal, CSV for a file."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from experiments.words.language import Language
from tests.benchmarks.machine import Machine
from tests.benchmarks.row import HIGHER, Row

WIDTH = 118
LABEL = 50
HEADS = ("median", "min to max", "floor", "aim", "met")
QUICK = "Tiny sizes, to see that everything runs: these numbers measure nothing."
NO_BREAK = "\N{NO-BREAK SPACE}"
ENGLISH = Language("en")
UNITS = {"times": "×", "%": "%", "s": "s", "MB": "MB"}
UNITS_IN_FRENCH = {**UNITS, "MB": "Mo"}


def written(value: float, row: Row, language: Language) -> str:
    """A value to three significant digits or so, with its unit."""
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    unit = (UNITS if language.code == "en" else UNITS_IN_FRENCH)[row.unit]
    return f"{language.number(value, decimals)} {unit}"


def verdict(row: Row) -> str:
    """Whether the floor is met, and the aim."""
    if not row.values:
        return "not measured"
    met = row.reaches(row.floor)
    if met is None:
        return "–"
    return "NO" if not met else "yes, aim too" if row.reaches(row.aim) else "yes"


def bound(value: float | None, row: Row, language: Language) -> str:
    """A floor or an aim, with the side on which it is good."""
    sign = "≥" if row.direction == HIGHER else "≤"
    return "–" if value is None else f"{sign} {written(value, row, language)}"


def cells(row: Row) -> list[str]:
    """What stands in the columns behind the label."""
    bounds = [bound(row.floor, row, ENGLISH), bound(row.aim, row, ENGLISH)]
    if not row.values:
        return ["–", "–", *bounds, verdict(row)]
    low, high = (written(end(row.values), row, ENGLISH) for end in (min, max))
    return [written(row.median, row, ENGLISH), f"{low} – {high}", *bounds, verdict(row)]


def as_text(rows: Sequence[Row], machine: Machine, quick: bool) -> str:
    """The table for the terminal, the machine above it, notes below it."""
    body = [cells(row) for row in rows]
    widths = [max(len(line[column]) for line in [HEADS, *body]) for column in range(len(HEADS))]
    lines = [QUICK] if quick else []
    lines += [machine.described(ENGLISH), "", in_columns("", "row", HEADS, widths)]
    for number, (row, line) in enumerate(zip(rows, body, strict=True), start=1):
        first, *more = lines_of(row.label["en"], LABEL)
        lines.append(in_columns(f"{number}", first, line, widths))
        lines += [f"{'':>3} {part}" for part in more]
    return "\n".join([*lines, "", *notes(rows)])


def lines_of(label: str, letters: int) -> list[str]:
    """A label on lines of so many letters, sizes and long numbers kept whole."""
    return textwrap.wrap(re.sub(r"(?<=[\d+]) (?=[\d+])", NO_BREAK, label), letters)


def in_columns(number: str, label: str, line: Sequence[str], widths: Sequence[int]) -> str:
    """One line of the table."""
    filled = "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
    return f"{number:>3} {label:<{LABEL}}  {filled}".rstrip()


def notes(rows: Sequence[Row]) -> list[str]:
    """Notes below the table, one for all rows that share it."""
    shared: dict[str, list[str]] = {}
    for number, row in enumerate(rows, start=1):
        if row.note:
            shared.setdefault(row.note, []).append(f"{number}")
    told = [f"{', '.join(numbers)}: {note}." for note, numbers in shared.items()]
    return [line for note in told for line in textwrap.wrap(note, WIDTH, subsequent_indent="  ")]


def as_frame(rows: Sequence[Row], machine: Machine, quick: bool) -> pd.DataFrame:
    """One line a row: what was measured, repeat by repeat, floor, aim, and the machine."""
    return pd.DataFrame(
        {
            "row": row.name,
            "what": row.label["en"],
            "unit": row.unit,
            "better": row.direction,
            "median": row.median if row.values else None,
            "min": min(row.values, default=None),
            "max": max(row.values, default=None),
            "repeats": len(row.values),
            "floor": row.floor,
            "aim": row.aim,
            "floor_met": row.reaches(row.floor),
            "aim_met": row.reaches(row.aim),
            "values": " ".join(f"{value:.6g}" for value in row.values),
            "note": row.note,
            "quick": quick,
            **asdict(machine),
        }
        for row in rows
    )


def write_csv(rows: Sequence[Row], machine: Machine, quick: bool, path: Path) -> None:
    """Write the table to a file."""
    as_frame(rows, machine, quick).to_csv(path, index=False)
