"""What a page says of two settings, no more than its numbers do."""

from typing import Any

import pandas as pd

from experiments.numbers.effects import CANNOT_TELL, EXACTLY_ZERO, LESS, MORE
from experiments.numbers.measures import rows_in
from experiments.seminar.values import label_of, shown_value
from experiments.seminar.view import Setting
from experiments.words.language import Language, interval, measured
from simulation.declared import PARAMETERS

OUTCOMES_TOLD = (
    "jobs",
    "bottom40_income_share",
    "unemployment_rate",
    "gini_income",
    "gini_wealth",
    "value_added",
    "public_cost",
)
"""Outcomes a sentence is made of, in this order, beside the one drawn large."""


def difference_told(effects: pd.DataFrame, outcome: str, wanted: int, language: Language) -> str:
    """Say how the two settings differ in an outcome after the last year, and how certain that is."""
    row = next(rows_in(effects[effects["outcome"] == outcome]))
    values: dict[str, Any] = {
        "outcome": language.outcome(outcome),
        "span": span(language, row.year),
        "n": row.n,
        "wanted": wanted,
        "mean": measured(language, row.mean, row.unit, (row.high95 - row.low95) / 2),
        "interval": interval(language, row.low95, row.high95, row.unit, row.mean),
    }
    if row.n == 0:
        return language.text("{outcome}: not defined after {span}.", **values)
    if row.n < 2:
        return language.text("{outcome} after {span}: B less A is {mean} in one world, too few to judge.", **values)
    if row.n < wanted and row.verdict != EXACTLY_ZERO:
        return language.text(
            "{outcome} after {span}: B less A is {mean} so far (95 % interval {interval}; {n} of {wanted} "
            "worlds); judged when all are there.",
            **values,
        )
    if row.verdict == EXACTLY_ZERO:
        return language.text("{outcome} after {span}: exactly the same in each of {n} worlds.", **values)
    if row.verdict == CANNOT_TELL:
        least = measured(language, row.minimum_detectable, row.unit, row.minimum_detectable).lstrip("+")
        return language.text(
            "{outcome} after {span}: cannot tell. B less A is {mean} on average (95 % interval {interval}); "
            "{n} worlds find only differences of {least} or more four times in five.",
            least=least,
            **values,
        )
    assert row.verdict in (MORE, LESS)
    verdict = language.text("more with B" if row.verdict == MORE else "less with B")
    return language.text(
        "{outcome} after {span}: {verdict}. B less A is {mean} on average (95 % interval {interval}; {n} worlds).",
        verdict=verdict,
        **values,
    )


def span(language: Language, years: int) -> str:
    """Write so many years."""
    return language.text("one year") if years == 1 else language.text("{years} years", years=years)


def capital(sentence: str) -> str:
    """Begin a sentence with a capital."""
    return sentence[:1].upper() + sentence[1:]


def shown_outcomes(effects: pd.DataFrame, large: str) -> list[str]:
    """Outcomes worth a sentence: the one drawn large, then those every page tells."""
    present = set(effects["outcome"])
    return [name for name in dict.fromkeys((large, *OUTCOMES_TOLD)) if name in present]


def setting_told(setting: Setting, language: Language) -> str:
    """Say the regime of a setting and every control that was moved."""
    parts = [capital(language.regime(setting.regime))]
    for change in setting.changes:
        parameter = PARAMETERS[change.path]
        told = f"{label_of(language, parameter)} → {shown_value(language, parameter, change.value)}"
        told += f" {language.parameter_unit(parameter.path)}".rstrip()
        if change.until > 1:
            told += " " + language.text("(month {month})", month=change.month)
        parts.append(told)
    return language.text("; ").join(parts)
