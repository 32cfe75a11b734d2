"""What a validation prints at its end: facts and verdicts in 80 columns, and how many hold."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from experiments.pages.facts.page import PAGE, count_sentences
from experiments.pages.facts.wording import worded
from experiments.questions.facts.measured import Measured
from experiments.words.language import Language

WIDTH = 80
NAME, VALUE, ENDS = 24, 9, 18
"""Characters of the name of a row, of its mean, and of its interval and band; verdicts take the rest."""


def summary(found: Sequence[Measured], directory: Path, words: Language) -> str:
    """Write facts, verdicts and counts."""
    heads = (words.text("mean"), words.text("90 % interval"), words.text("observed band"), words.text("verdict"))
    lines = [cells("", *heads)]
    for _, rows in groupby(found, key=lambda one: one.row.fact.id):
        lines += of_a_fact(list(rows), words)
    lines.append("")
    if any(one.row.fact.used_for_setting for one in found):
        lines.append(words.text("* used for setting: that it holds is no success"))
    lines += [f"- {line}" for line in count_sentences(found, words)]
    lines.append(words.text("Report: {path}", path=directory / f"{PAGE}{words.ending}.html"))
    return "\n".join(lines)


def of_a_fact(rows: Sequence[Measured], words: Language) -> Iterator[str]:
    """Yield the title of a fact, then a line for each of its numbers."""
    first = worded(rows[0], words)
    mark = "*" if first.setting else ""
    shared = first.unit and all(not one.row.name for one in rows)
    title = words.text("{id}: {title}", id=f"{first.id}{mark}", title=first.title)
    yield from textwrap.wrap(f"{title} ({first.unit})" if shared else title, WIDTH, subsequent_indent="  ")
    for one in rows:
        row = worded(one, words)
        name = f"{row.name} ({row.unit})" if row.unit and not shared else row.name
        if row.why:
            told = words.text("{name}: {verdict}, {why}", name=row.name, verdict=row.verdict, why=row.why)
            yield from textwrap.wrap(told, WIDTH, initial_indent="  ", subsequent_indent="    ")
        else:
            yield cells(f"  {name}", row.value, row.interval, row.band, row.verdict)


def cells(name: str, value: str, interval: str, band: str, verdict: str) -> str:
    """Write the cells of a line; a name that is too long has a line of its own."""
    ends = f"{value:>{VALUE}} {interval:>{ENDS}} {band:>{ENDS}} {verdict}".rstrip()
    return f"{name:<{NAME}}{ends}" if len(name) < NAME else f"{name}\n{'':<{NAME}}{ends}"
