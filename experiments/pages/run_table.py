"""The main outcomes of a single run, in a table of 80 columns for the terminal."""

import math

import pandas as pd

from experiments.numbers.measures import FLOW, OutcomeColumn, described_outcomes
from experiments.questions.single_run import LivedRun
from experiments.words.language import Language, display_unit

YEARS = (0, 1, 5, 10, 20)
MAIN_OUTCOMES = (
    "jobs",
    "employment_resident",
    "unemployment_rate",
    "value_added",
    "disposable_income",
    "gini_income",
    "bottom40_income_share",
    "gini_wealth",
    "local_ownership_share",
    "jobs_members",
    "pole_count",
    "integration_reciprocity",
    "public_cost",
)

LABEL_WIDTH, NUMBER_WIDTH = 35, 9
"""Characters of a row's label and of each number: five columns of numbers fit in 80 characters."""


def main_outcomes(lived: LivedRun, code: str = "en") -> str:
    """Write the main outcomes at the start and after 1, 5, 10 and 20 years, in 80 columns.

    Flows are summed over the twelve months of a year; where a run ends within a year its last month is
    the last column, and a flow then stands for the last twelve months.
    """
    language, table = Language(code), lived.outcomes
    months = [12 * year for year in YEARS if 12 * year <= lived.months]
    if lived.months not in months:
        months = [*months[: len(YEARS) - 1], lived.months]
    heads = [_head(month, language) for month in months]
    plan = lived.plan
    title = language.text(
        "{title}: {regime}, {size}, seed {seed}",
        title=plan.title[code],
        regime=language.regime(plan.regime),
        size=plan.size,
        seed=lived.seed,
    )
    lines = [title[:80], "", " " * LABEL_WIDTH + "".join(f"{head:>{NUMBER_WIDTH}}" for head in heads)]
    described = {outcome.name: outcome for outcome in described_outcomes(table)}
    for name in MAIN_OUTCOMES:
        # A run shorter than a year has no yearly flow to show.
        if name in described and not (described[name].level == FLOW and lived.months < 12):
            lines.append(_row(described[name], table[name], months, language))
    return "\n".join(lines)


def _head(month: int, language: Language) -> str:
    if month and month % 12:
        return language.text("month {month}", month=month)
    return language.text("start") if month == 0 else language.text("year {year}", year=month // 12)


def _row(outcome: OutcomeColumn, values: pd.Series, months: list[int], language: Language) -> str:
    flow = outcome.level == FLOW
    shown = [_value(values, month, flow) for month in months]
    scale = max((abs(value) for value in shown if math.isfinite(value)), default=0.0)
    factor, unit = display_unit(outcome.yearly_unit, scale, difference=False)
    decimals = max(0, min(3, 3 - len(str(int(scale * factor))))) if scale * factor < 100 else 0
    if outcome.unit in ("heads", "count", "ha"):
        decimals = 0
    label, shown_unit = (
        language.outcome(outcome.name),
        f" ({short_unit(unit, language)})" if unit not in ("", "count") else "",
    )
    room = LABEL_WIDTH - 1 - len(shown_unit)
    # A name may be cut, a unit never.
    label = (label if len(label) <= room else label[: room - 1].rstrip() + "…") + shown_unit
    numbers = "".join(f"{language.number(value * factor, decimals):>{NUMBER_WIDTH}}" for value in shown)
    return f"{label:<{LABEL_WIDTH}}{numbers}"


SHORT_UNITS = {"million EUR": "M€", "thousand EUR": "k€", "EUR": "€"}


def short_unit(unit: str, language: Language) -> str:
    """Write a unit of money in a few characters: million EUR a year as M€/year; other units in words."""
    amount, per, period = unit.partition(" a ")
    if amount not in SHORT_UNITS:
        return language.text(unit)
    return SHORT_UNITS[amount] + (f"/{language.text(period)}" if per else "")


def _value(values: pd.Series, month: int, flow: bool) -> float:
    if not flow:
        return float(values.loc[month])
    return float(values.loc[month - 11 : month].sum()) if month >= 12 else float("nan")
