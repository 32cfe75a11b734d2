"""The primary tests, the table by years since the founding, and whether differences still grow at the end."""

from typing import Any

import pandas as pd

from experiments.numbers.contrasts import MAIN_CONTRASTS, PRIMARY_OUTCOMES, contrast_named
from experiments.numbers.effects import EXACTLY_ZERO
from experiments.numbers.measures import rows_in
from experiments.numbers.since_founding import STAYS_ZERO
from experiments.pages.report.sentences import mean_of, named
from experiments.words.language import Language, bracket, interval, measured


def family_table(family: pd.DataFrame | None, language: Language) -> list[dict[str, str]]:
    """Rows of the primary tests of a scenario."""
    if family is None:
        return []
    return [
        table_row(row, language)
        | {
            "date": language.text("{year} years after the founding", year=row.year)
            if row.since_founding
            else language.text("after {year} years", year=row.year),
            "p": p_value(row.p_holm, language),
        }
        for outcome in PRIMARY_OUTCOMES
        for row in rows_in(family[family["outcome"] == outcome])
    ]


def founding_table(effects: pd.DataFrame | None, language: Language) -> list[dict[str, str]]:
    """Rows of the primary outcomes by years since the founding, the main contrasts."""
    if effects is None:
        return []
    return [
        table_row(row, language) | {"year": str(row.year)}
        for outcome in PRIMARY_OUTCOMES
        for name in MAIN_CONTRASTS
        for row in rows_in(effects[(effects["outcome"] == outcome) & (effects["estimand"] == name)].sort_values("year"))
    ]


def table_row(row: Any, language: Language) -> dict[str, str]:
    """Cells that all tables of effects share."""
    return {
        "outcome": language.outcome(row.outcome),
        "effect": named(row.estimand, language),
        "mean": mean_of(row, language),
        "interval": interval(language, row.low95, row.high95, row.unit, row.mean),
        "least": measured(language, row.minimum_detectable, row.unit).lstrip("+"),
        "n": str(row.n),
        "verdict": language.text(row.verdict),
    }


def p_value(p: float, language: Language) -> str:
    """Write a p value to three decimals, or that it is smaller."""
    return f"< {language.number(0.001, 3)}" if p < 0.001 else language.number(p, 3)


def pole_sentence(family: pd.DataFrame | None, language: Language) -> str:
    """Say that P is zero by construction where a scenario founds no pole; empty where it founds one."""
    if family is None or family["since_founding"].any() or not (family["estimand"] == "P").any():
        return ""
    rows = family[family["estimand"] == "P"]
    if (rows["verdict"] == EXACTLY_ZERO).all():
        return language.text(
            "No pole is founded in this scenario: P is exactly 0, by construction and in every replicate, and all that "
            "reciprocity does is what emerges (E)."
        )
    return language.text("NO POLE IS FOUNDED IN THIS SCENARIO, AND YET P IS NOT 0.")


def growth_sentences(growth: pd.DataFrame | None, language: Language) -> list[str]:
    """Say of each main contrast whether the difference in the primary outcomes still grows at the end."""
    if growth is None:
        return []
    sentences = []
    for outcome in PRIMARY_OUTCOMES:
        for name in MAIN_CONTRASTS:
            for row in rows_in(growth[(growth["outcome"] == outcome) & (growth["estimand"] == name)]):
                values = {
                    "effect": contrast_named(name).symbol,
                    "outcome": language.outcome(outcome),
                    "first": row.from_year,
                    "last": row.to_year,
                    "verdict": language.text(row.verdict),
                }
                if row.verdict == STAYS_ZERO:
                    sentences.append(language.text("{effect}, {outcome}: {verdict}.", **values))
                    continue
                sentences.append(
                    language.text(
                        "{effect}, {outcome}: {verdict}; {slope} a year from year {first} to year {last} ({interval}).",
                        slope=mean_of(row, language),
                        interval=bracket(language, interval(language, row.low95, row.high95, row.unit, row.mean)),
                        **values,
                    )
                )
    return sentences
