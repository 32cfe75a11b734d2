"""What a comparison prints at its end: a table that fits 80 columns, and the closing lines."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from experiments.files import tables as store
from experiments.numbers.contrasts import CONTRASTS, PRIMARY_OUTCOMES
from experiments.numbers.measures import rows_in
from experiments.pages.report import report_name
from experiments.pages.report.sentences import closing_sentences
from experiments.words.language import Language, display_unit, interval, measured

WIDTH = 80


def summary(directory: Path, manifest: Mapping[str, Any], language: str = "en", console: Console | None = None) -> None:
    """Print the primary outcomes at the last year for each scenario, then the closing lines."""
    console = console or Console(width=WIDTH, highlight=False)
    words = Language(language)
    tables = store.StoredTables(directory)
    if "effects" in tables:
        for scenario in manifest["scenarios"]:
            effects = tables["effects"]
            rows = effects[effects["scenario"] == scenario]
            if len(rows):
                console.print(effect_table(scenario, rows, words))
    for line in closing_sentences(manifest, words):
        console.print(f"- {line}", soft_wrap=False)
    console.print(words.text("Report: {path}", path=directory / report_name(words, "md")))


def effect_table(scenario: str, effects: pd.DataFrame, language: Language) -> Table:
    """Table of the primary outcomes at the last year of a scenario."""
    last = effects[effects["year"] == effects["year"].max()]
    title = language.text(
        "{scenario}, after {year} years, {n} replicates",
        scenario=scenario,
        year=last["year"].iloc[0],
        n=last["n"].max(),
    )
    table = Table(title=title, box=box.SIMPLE_HEAD, width=WIDTH, padding=(0, 1, 0, 0), title_justify="left")
    table.add_column(language.text("effect of"), ratio=1)
    for heading in ("mean", "95 % interval", "detectable"):
        table.add_column(language.text(heading), justify="right", no_wrap=True)
    table.add_column(language.text("verdict"), no_wrap=True)
    for outcome in PRIMARY_OUTCOMES:
        rows = last[last["outcome"] == outcome]
        if rows.empty:
            continue
        unit = str(rows["unit"].iloc[0])
        _, shown = display_unit(unit, 1.0, difference=True)
        table.add_row(f"[bold]{language.outcome(outcome)}[/] ({language.text(shown)})")
        for one in CONTRASTS:
            for row in rows_in(rows[rows["estimand"] == one.name]):
                half = (row.high95 - row.low95) / 2
                table.add_row(
                    " "
                    + language.text(
                        "{name}: {meaning}", name=one.symbol.replace(" ", ""), meaning=language.text(one.short)
                    ),
                    bare(measured(language, row.mean, unit, half), language, shown),
                    interval(language, row.low95, row.high95, unit, row.mean),
                    bare(measured(language, row.minimum_detectable, unit).lstrip("+"), language, shown),
                    language.text(row.verdict),
                )
    return table


def bare(written: str, language: Language, unit: str) -> str:
    """Leave out the unit that stands in the heading of the rows."""
    return written.removesuffix(language.text(unit)).strip()
