"""Who pays for what poles save, and jobs told apart from people who leave."""

import pandas as pd

from experiments.numbers.contrasts import REGIMES
from experiments.numbers.measures import at_last_year, rows_in
from experiments.pages.report.sentences import mean_of, named
from experiments.words.language import Language, bracket, interval, measured

COUNTERPARTIES = {
    "outside": "suppliers outside",
    "local": "suppliers here",
    "rent": "landlords",
    "interest": "lenders",
    "resource": "nobody, since less is used",
}
"""Who gives up what is saved, in the order told."""
PEOPLE = ("jobs", "population", "emigrants", "unemployment_rate")
"""Outcomes side by side, so that fewer unemployed are not read as more jobs."""
TOLD_OF = ("P", "R0", "G")


def payer_sentences(table: pd.DataFrame | None, language: Language) -> list[str]:
    """Say for each arm with poles who gave up what organisations saved in the last year."""
    if table is None:
        return []
    last = at_last_year(table)
    sentences = []
    for regime in [name for name in REGIMES if (last["regime"] == name).any()]:
        rows = {row.counterparty: row for row in rows_in(last[last["regime"] == regime])}
        if all(row.mean == 0 for row in rows.values()):
            sentences.append(
                language.text("{regime}: nothing was saved in the last year.", regime=language.regime(regime))
            )
            continue
        listed = language.text("; ").join(
            language.text(
                "{who} {amount} ({interval})",
                who=language.text(COUNTERPARTIES[name]),
                amount=measured(language, rows[name].mean, "EUR", spread_of(rows[name]), difference=False),
                interval=bracket(
                    language, interval(language, rows[name].low95, rows[name].high95, "EUR", rows[name].mean, False)
                ),
            )
            for name in COUNTERPARTIES
            if name in rows
        )
        sentences.append(
            language.text(
                "{regime}: in year {year} what poles saved was given up by {listed}.",
                regime=language.regime(regime),
                year=int(last["year"].iloc[0]),
                listed=listed,
            )
        )
    return sentences


def spread_of(row) -> float:
    """Half of the interval of a row."""
    return float(row.high95 - row.low95) / 2


def people_sentences(effects: pd.DataFrame | None, language: Language) -> list[str]:
    """Set jobs beside population, departures and unemployment at the last year, contrast by contrast."""
    if effects is None:
        return []
    last = at_last_year(effects)
    sentences = []
    for name in TOLD_OF:
        rows = {row.outcome: row for row in rows_in(last[last["estimand"] == name]) if row.outcome in PEOPLE}
        if "jobs" not in rows or len(rows) < 2:
            continue
        listed = language.text("; ").join(
            language.text(
                "{outcome} {mean} ({interval})",
                outcome=language.outcome(outcome),
                mean=mean_of(rows[outcome], language),
                interval=bracket(
                    language,
                    interval(
                        language, rows[outcome].low95, rows[outcome].high95, rows[outcome].unit, rows[outcome].mean
                    ),
                ),
            )
            for outcome in PEOPLE
            if outcome in rows
        )
        sentences.append(
            language.text(
                "{effect}, after {year} years: {listed}.",
                effect=named(name, language),
                year=rows["jobs"].year,
                listed=listed,
            )
        )
    return sentences
