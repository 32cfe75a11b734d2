"""Tables and sentences on whole runs: fall and recovery, money, life of poles, exits, funding by a levy."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from experiments.numbers.arm_summaries import BY_SHOCK, MEDIAN_RECOVERY, PAIRED
from experiments.numbers.contrasts import PRIMARY_OUTCOMES, REGIMES
from experiments.numbers.dead_weight import ALIKE, ALL_POSTS, ALL_YEARS, LAST
from experiments.numbers.effects import CANNOT_TELL
from experiments.numbers.exit_hazards import ANY_DEPTH
from experiments.numbers.levy import LEVY, STATE
from experiments.numbers.measures import at_last_year, rows_in
from experiments.numbers.pole_survival import MEDIAN, POLE_YEARS
from experiments.pages.report.sentences import mean_of, named
from experiments.words.language import Language, both_ends, bracket, interval, measured

QUANTITIES = {
    "drawdown": "deepest fall of jobs",
    "drawdown_paired": "deepest fall, difference to market",
    "area_lost": "area lost (years of work per initial job)",
    "area_lost_paired": "area lost, difference to market",
    "drawdown_by_shock": "deepest fall, gap to the same run without dated changes",
    "area_lost_by_shock": "area lost, gap to the same run without dated changes",
    "recovered": "runs back at 95 % of jobs",
    MEDIAN_RECOVERY: "median months until then",
    "jobs_additional_years": "additional job-years",
    "public_cost_gross": "public cost, gross, whole run",
    "public_cost_net": "public cost, net of taxes and benefits",
}
"""Rows of the table of whole runs, in order."""
FUNDINGS = {STATE: "from the State", LEVY: "by a local levy"}


def summary_table(summaries: pd.DataFrame | None, language: Language) -> dict[str, Any]:
    """Table of whole runs: labels of the arms, then one row a quantity with one cell an arm."""
    if summaries is None:
        return {"regimes": [], "undisturbed": 0, "rows": []}
    found = {(row.regime, row.quantity): row for row in rows_in(summaries)}
    regimes = [name for name in REGIMES if (summaries["regime"] == name).any()]
    again = summaries.loc[summaries["kind"] == BY_SHOCK, "n"]
    return {
        "regimes": [language.regime(name) for name in regimes],
        "undisturbed": int(again.max()) if len(again) else 0,
        "rows": [
            {
                "quantity": quantity_words(
                    label, [row for row in found.values() if row.quantity == quantity], language
                ),
                "cells": [summary_cell(found.get((regime, quantity)), language) for regime in regimes],
            }
            for quantity, label in QUANTITIES.items()
        ],
    }


def quantity_words(label: str, rows: Sequence[Any], language: Language) -> str:
    """Name a row of the table, with its number of replicates where these are fewer than those of the comparison."""
    name = language.text(label)
    if not any(row.kind == BY_SHOCK for row in rows):
        return name
    return language.text("{name} ({n} replicates)", name=name, n=max(row.n for row in rows))


def summary_cell(row: Any, language: Language) -> str:
    """Mean with its interval; a dash where there is nothing to compare with."""
    if row is None:
        return "–"
    if row.quantity == MEDIAN_RECOVERY:
        middle, low, high = (
            language.number(value) if math.isfinite(value) else language.text("not reached")
            for value in (row.mean, row.low95, row.high95)
        )
        # Where no run ever fell, all end their wait in month 0, and there is nothing to take an interval of.
        if not math.isfinite(row.mean) or not math.isfinite(row.low95):
            return middle
        return f"{middle} ({language.text('{low} to {high}', low=low, high=high)})"
    if row.unit == "share":
        return language.typed(f"{language.number(100 * row.mean)} %")
    return with_interval(row, language, difference=row.kind == PAIRED)


def with_interval(row: Any, language: Language, difference: bool) -> str:
    """Mean and unit, then the interval in brackets where there is one."""
    unit = "" if row.unit in ("years", "job-years") else row.unit
    half = (row.high95 - row.low95) / 2
    mean = measured(language, row.mean, unit, half, difference)
    if not half > 0:
        return mean
    return f"{mean} ({interval(language, row.low95, row.high95, unit, row.mean, difference)})"


def dead_weight_sentences(table: pd.DataFrame | None, language: Language) -> list[str]:
    """Which part of the subsidised posts exists in the paired market run too, arm by arm."""
    if table is None:
        return []
    sentences = []
    for regime in table["regime"].drop_duplicates():
        arm = table[table["regime"] == regime]
        rows = {(row.period, row.quantity): row for row in rows_in(arm)}
        least, most, everything = (rows[ALL_YEARS, quantity] for quantity in (LAST, ALIKE, ALL_POSTS))
        sentences.append(
            language.text(
                "{regime}: {posts} posts are subsidised at a time. Over all year ends {least} % of them exist in "
                "market too if they are the last posts of their organisation ({least_interval}), "
                "{most} % if all its posts are alike ({most_interval}); of all posts of the arm {everything} % do. "
                "{n} replicates.",
                regime=language.regime(regime),
                posts=language.number(least.subsidised, 1),
                least=percent(least.mean, language),
                least_interval=bracket(language, percent_interval(least, language)),
                most=percent(most.mean, language),
                most_interval=bracket(language, percent_interval(most, language), named=False),
                everything=percent(everything.mean, language),
                n=least.n,
            )
        )
        years = [period for period in arm["period"].drop_duplicates() if period != ALL_YEARS]
        if years:
            listed = language.text("; ").join(
                language.text(
                    "after {year} years {least} to {most} % (of all posts {everything} %)",
                    year=period.rpartition(" ")[2],
                    least=percent(rows[period, LAST].mean, language),
                    most=percent(rows[period, ALIKE].mean, language),
                    everything=percent(rows[period, ALL_POSTS].mean, language),
                )
                for period in years
            )
            sentences.append(language.text("{regime}, {listed}.", regime=language.regime(regime), listed=listed))
    return sentences


def percent(share: float, language: Language) -> str:
    """Write a share in whole per cent, without the sign."""
    return language.number(100 * share)


def percent_interval(row: Any, language: Language) -> str:
    """Write both ends of an interval of a share in whole per cent, without the sign, none beyond 0 or 100."""
    low, high = (100 * min(max(end, 0.0), 1.0) if math.isfinite(end) else end for end in (row.low95, row.high95))
    return both_ends(language, low, high, 0)


def pole_sentences(survival: pd.DataFrame | None, language: Language) -> list[str]:
    """How long poles live after taking a legal form, arm by arm."""
    if survival is None:
        return []
    sentences = []
    for regime in survival["regime"].drop_duplicates():
        rows = survival[survival["regime"] == regime].set_index("quantity")
        first = rows.iloc[0]
        values = {"regime": language.regime(regime), "poles": int(first["poles"]), "ended": int(first["ended"])}
        if first["ended"] == 0:
            sentences.append(
                language.text(
                    "{regime}: {poles} poles took a legal form in all replicates together; none ended before its "
                    "run did.",
                    **values,
                )
            )
            continue
        shares = language.text("; ").join(
            language.text(
                "{share} % after {year} years ({interval})",
                year=year,
                share=language.number(100 * rows.loc[f"year {year}", "value"]),
                interval=survival_interval(rows.loc[f"year {year}"], language),
            )
            for year in POLE_YEARS
            if f"year {year}" in rows.index
        )
        median = rows.loc[MEDIAN, "value"]
        life = (
            language.text("half have ended after {months} months", months=language.number(median))
            if math.isfinite(median)
            else language.text("half had not ended within the runs")
        )
        sentences.append(
            language.text(
                "{regime}: {poles} poles took a legal form in all replicates together and {ended} ended. Still "
                "alive: {shares}; {life}.",
                shares=shares,
                life=life,
                **values,
            )
        )
    return sentences


def survival_interval(row: pd.Series, language: Language) -> str:
    """Write the ends of the interval of a share of poles alive, in whole per cent; where all or none are, none."""
    return bracket(language, both_ends(language, 100 * row["low95"], 100 * row["high95"], 0), named=False)


def exit_sentences(hazards: pd.DataFrame | None, rates: pd.DataFrame | None, language: Language) -> list[str]:
    """Hazard ratio of exit on pooling, by depth, and the paired difference of exit rates beside it."""
    if hazards is None:
        return []
    sentences = []
    for regime in hazards["regime"].drop_duplicates():
        rows = hazards[hazards["regime"] == regime]
        listed = language.text("; ").join(ratio_words(row, language) for row in rows_in(rows))
        sentences.append(
            language.text("{regime}, associational: {listed}.", regime=language.regime(regime), listed=listed)
        )
        paired = None if rates is None else rates[rates["regime"] == regime]
        for row in [] if paired is None else rows_in(paired):
            half = (row.high95 - row.low95) / 2
            sentences.append(
                language.text(
                    "{regime}, paired: {rate} % of organisations exit in a year; the difference to {counterpart} is "
                    "{mean} ({interval}).",
                    regime=language.regime(regime),
                    rate=language.number(row.exit_rate, 1),
                    counterpart=language.regime(row.counterpart),
                    mean=measured(language, row.mean, "%", half),
                    interval=bracket(language, interval(language, row.low95, row.high95, "%", row.mean)),
                )
            )
    return sentences


def ratio_words(row: Any, language: Language) -> str:
    """Write the hazard ratio of one depth with its interval, or why there is none."""
    depth = (
        language.text("pooling at any depth")
        if row.depth == ANY_DEPTH
        else language.text("depth {depth}", depth=row.depth.rpartition(" ")[2])
    )
    if not math.isfinite(row.hazard_ratio):
        return language.text(
            "{depth}: not estimated ({exits} exits in {years} organisation-years)",
            depth=depth,
            exits=row.exits,
            years=language.number(row.years),
        )
    return language.text(
        "{depth}: {ratio} (95 % interval {low} to {high}; {exits} exits in {years} organisation-years)",
        depth=depth,
        ratio=language.number(row.hazard_ratio, 2),
        low=language.number(row.low95, 2),
        high=language.number(row.high95, 2),
        exits=row.exits,
        years=language.number(row.years),
    )


def levy_table(levy: pd.DataFrame | None, language: Language) -> list[dict[str, str]]:
    """Effects at the last year on the primary outcomes, funding by funding, over the same replicates."""
    if levy is None:
        return []
    last = at_last_year(levy)
    rows = []
    for outcome in PRIMARY_OUTCOMES:
        for name in last["estimand"].drop_duplicates():
            for funding, label in FUNDINGS.items():
                chosen = (last["outcome"] == outcome) & (last["estimand"] == name) & (last["funding"] == funding)
                for row in rows_in(last[chosen]):
                    rows.append(
                        {
                            "outcome": language.outcome(outcome),
                            "effect": named(name, language),
                            "funding": language.text(label),
                            "n": str(row.n),
                            "mean": mean_of(row, language),
                            "interval": interval(language, row.low95, row.high95, row.unit, row.mean),
                            "verdict": language.text(row.verdict if row.n > 1 else CANNOT_TELL),
                        }
                    )
    return rows


def observed_sentences(told: dict[str, Any], monthly: pd.DataFrame | None, language: Language) -> list[str]:
    """What was observed at the place of a scenario beside what was simulated at the same dates, without fitting."""
    observed = told.get("observed")
    if not observed or monthly is None or observed["outcome"] not in monthly.columns:
        return []
    first, last = observed["points"][0], observed["points"][-1]
    sentences = [
        language.text(
            "Beside what was observed, and not fitted to it: {what} went from {start} % ({first}) to {end} % "
            "({last}), {change} points.",
            what=language.of(observed["what"]),
            first=first["year"],
            last=last["year"],
            **change(first["value"], last["value"], language),
        )
    ]
    if last["month"] > monthly["month"].max():
        sentences.append(
            language.text(
                "These runs end before months {first} to {last}, with which that compares.",
                first=first["month"],
                last=last["month"],
            )
        )
    else:
        sentences.append(simulated_sentence(observed, monthly, language))
    sentences.append(language.of(observed["caution"]))
    return sentences


def simulated_sentence(observed: dict[str, Any], monthly: pd.DataFrame, language: Language) -> str:
    """Say what each arm did between the months of the first and the last point observed."""
    name, first, last = observed["outcome"], observed["points"][0]["month"], observed["points"][-1]["month"]
    means = monthly[monthly["month"].isin([first, last])].groupby(["regime", "month"], observed=True)[name].mean()
    listed = language.text("; ").join(
        language.text(
            "{regime} {start} % to {end} % ({change} points)",
            regime=language.regime(regime),
            **change(float(means[regime, first]), float(means[regime, last]), language),
        )
        for regime in REGIMES
        if regime in means.index.get_level_values(0)
    )
    return language.text(
        "Simulated {outcome}, months {first} to {last}, mean over replicates: {listed}.",
        outcome=language.outcome(name),
        first=first,
        last=last,
        listed=listed,
    )


def change(start: float, end: float, language: Language) -> dict[str, str]:
    """Write two percentages and by how many points they differ."""
    return {
        "start": language.number(start, 1),
        "end": language.number(end, 1),
        "change": language.number(end - start, 1, signed=True),
    }
