"""The difference in unemployed people told by its parts: jobs, migration and activity."""

import math
from typing import Any

import pandas as pd

from experiments.numbers.measures import at_last_year, rows_in
from experiments.numbers.unemployment_parts import ACTIVITY, MIGRATION, NOTHING, UNEMPLOYED, WITH_A_JOB
from experiments.pages.report.sentences import named
from experiments.words.language import Language, both_ends

WHY = {
    (WITH_A_JOB, False): "mostly because more residents have a job",
    (WITH_A_JOB, True): "mostly because fewer residents have a job",
    (MIGRATION, False): "mostly by migration: fewer people came or more left",
    (MIGRATION, True): "mostly by migration: more people came or fewer left",
    (ACTIVITY, False): "mostly because fewer residents look for work",
    (ACTIVITY, True): "mostly because more residents look for work",
}
"""What a difference is made of, by the part that dominates and whether unemployed people are more."""


def parts_table(parts: pd.DataFrame | None, language: Language) -> list[dict[str, str]]:
    """Rows of the table at the last year."""
    if parts is None:
        return []
    return [
        {
            "quantity": language.text(row.quantity),
            "mean": language.number(row.mean, 1, signed=True),
            "interval": both_ends(language, row.low90, row.high90, 1, signed=True),
            "n": str(row.n),
        }
        for row in rows_in(at_last_year(parts))
    ]


def parts_sentence(parts: pd.DataFrame | None, language: Language) -> str:
    """Say which part dominates at the last year, or that none can be told; empty where nothing was compared."""
    if parts is None:
        return ""
    last = at_last_year(parts)
    row: Any = next(rows_in(last[last["quantity"] == UNEMPLOYED]))
    values = {
        "effect": named(row.estimand, language),
        "mean": language.number(row.mean, 1, signed=True),
        "year": row.year,
        "interval": both_ends(language, row.low90, row.high90, 1, signed=True),
        "n": row.n,
    }
    if not math.isfinite(row.low90):
        return language.text(
            "{effect}: {mean} unemployed people after {year} years; one replicate has no interval, so that no part can "
            "be told to dominate.",
            **values,
        )
    if row.low90 <= 0 <= row.high90:
        return language.text(
            "{effect}: {mean} unemployed people after {year} years (90 % interval {interval}; {n} replicates), which "
            "cannot be told from zero, so that no part can be told to dominate.",
            **values,
        )
    if row.dominates == NOTHING:
        return language.text(
            "{effect}: {mean} unemployed people after {year} years (90 % interval {interval}; {n} replicates); no part "
            "can be told to dominate.",
            **values,
        )
    return language.text(
        "{effect}: {mean} unemployed people after {year} years (90 % interval {interval}; {n} replicates), {why}.",
        why=language.text(WHY[row.dominates, row.mean > 0]),
        **values,
    )
