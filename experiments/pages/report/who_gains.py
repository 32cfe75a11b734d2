"""Who gains and who loses: adults and organisations that are followed from before the founding of the pole."""

from typing import Any

import pandas as pd

from experiments.numbers.followed import ADULTS, EVERYBODY, ORGANISATIONS
from experiments.numbers.measures import at_last_year, rows_in
from experiments.pages.report.sentences import named
from experiments.words.language import Language, bracket, interval, measured

TOLD_OF = ("P", "G")
"""Contrasts told: the documented pole, and the same euros given to everybody."""
UNITS = {"income": "EUR a year", "still_here": "organisations", "staff": "heads", "sales": "EUR a year"}
EURO = "EUR"
INCOME, NET_WEALTH = ADULTS[0], ADULTS[-1]
FALSE_ALARM = 0.05


def household_sentences(gains: pd.DataFrame | None, language: Language) -> list[str]:
    """Say for each contrast of which groups of adults the income differs, and how net wealth does."""
    if gains is None:
        return []
    gains = at_last_year(gains)
    sentences = []
    for name in [name for name in TOLD_OF if (gains["estimand"] == name).any()]:
        of_contrast = gains[gains["estimand"] == name]
        income = of_contrast[(of_contrast["what"] == INCOME) & (of_contrast["grouping"] != EVERYBODY)]
        differs = income[(income["low95"] > 0) | (income["high95"] < 0)]
        told = {"effect": named(name, language), "year": int(gains["year"].max()), "groups": len(income)}
        if len(differs):
            listed = language.text("; ").join(
                language.text("{who} {amount}", who=group_of(row, language), amount=amount_of(row, language))
                for row in rows_in(differs)
            )
            sentences.append(
                language.text(
                    "{effect}, {year} years after the founding: of {groups} groups of adults the income of {number} "
                    "differs by its own interval, where chance alone lets about {chance} do so: {listed}.",
                    number=len(differs),
                    chance=max(1, round(FALSE_ALARM * len(income))),
                    listed=listed,
                    **told,
                )
            )
        else:
            sentences.append(
                language.text(
                    "{effect}, {year} years after the founding: the income of none of {groups} groups of adults "
                    "differs by its own interval.",
                    **told,
                )
            )
        for row in rows_in(of_contrast[(of_contrast["grouping"] == EVERYBODY) & (of_contrast["what"] == NET_WEALTH)]):
            sentences.append(
                language.text(
                    "{effect}: net wealth of an adult who was there before {amount}.",
                    effect=named(name, language),
                    amount=amount_of(row, language),
                )
            )
    return sentences


def organisation_sentences(gains: pd.DataFrame | None, language: Language) -> list[str]:
    """Say what became of the founding members and of their competitors, contrast by contrast."""
    if gains is None:
        return []
    gains = at_last_year(gains)
    sentences = []
    for name in [name for name in TOLD_OF if (gains["estimand"] == name).any()]:
        for group in sorted(gains["group"].unique()):
            chosen = gains[(gains["estimand"] == name) & (gains["group"] == group)]
            rows = {row.what: row for row in rows_in(chosen)}
            listed = language.text("; ").join(
                language.text(
                    "{who} {amount}",
                    who=language.text(what.replace("_", " ")),
                    amount=amount_of(rows[what], language),
                )
                for what in ORGANISATIONS
            )
            sentences.append(
                language.text(
                    "{effect}, {year} years after the founding: {group}: {listed}.",
                    effect=named(name, language),
                    year=int(gains["year"].max()),
                    group=language.text(group),
                    listed=listed,
                )
            )
    return sentences


def group_of(row: Any, language: Language) -> str:
    """Name a group of adults."""
    if row.grouping == "tenth":
        return language.text("tenth {number} of income", number=row.group)
    return language.text(str(row.group))


def amount_of(row: Any, language: Language) -> str:
    """Write a difference with its interval."""
    unit = UNITS.get(row.what, EURO)
    mean = measured(language, row.mean, unit, (row.high95 - row.low95) / 2)
    return f"{mean} ({bracket(language, interval(language, row.low95, row.high95, unit, row.mean))})"
