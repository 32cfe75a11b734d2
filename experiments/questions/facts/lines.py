"""Where things stand in a TOML file: tables that are read know no lines, and a refusal has to name one."""

import re
from collections.abc import Sequence

from simulation.refusals import Phrase

HEADER = re.compile(r"^\s*(\[{1,2})\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?$")
KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
LONG = ('"""', "'''")

Place = tuple[str | int, ...]
"""Keys on the way to a value; the number of a table, from 0, in a list of tables."""


def lines_of(text: str) -> dict[Place, int]:
    """Return the line, counted from 1, of each table and key of a TOML text.

    What stands within an inline table or on the further lines of a value has the line on which the value begins.
    """
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    open_text = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if open_text:
            open_text = "" if line.count(open_text) % 2 else open_text
            continue
        header, key = HEADER.match(line), KEY.match(line)
        if header:
            table = numbered(names_in(header[2]), header[1] == "[[", counts)
            found.setdefault(table, number)
        elif key:
            found.setdefault((*table, *names_in(key[1])), number)
        open_text = next((mark for mark in LONG if line.count(mark) % 2), "")
    return found


def names_in(dotted: str) -> tuple[str, ...]:
    """Names of a dotted key."""
    return tuple(part.strip().strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s]+", dotted))


def numbered(names: tuple[str, ...], one_more: bool, counts: dict[Place, int]) -> Place:
    """Place of a table: names, with the number of the present table after each list of tables."""
    place: Place = ()
    for position, name in enumerate(names, start=1):
        place = (*place, name)
        if position == len(names) and one_more:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


class Places:
    """Where to send a reader of a file.

    Parameters
    ----------
    file : str
        What refusals call it.
    text : str
    """

    def __init__(self, file: str, text: str):
        self.file = file
        self.lines = lines_of(text)

    def at(self, place: Sequence[str | int]) -> Phrase:
        """File and line of a place, or of the nearest one around it that has a line."""
        for length in range(len(place), 0, -1):
            line = self.lines.get(tuple(place[:length]))
            if line is not None:
                return Phrase("{file}, line {line}", file=self.file, line=line)
        return Phrase("{file}, line {line}", file=self.file, line=1)
