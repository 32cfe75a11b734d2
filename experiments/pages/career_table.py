"""The career of every pole of a single run by year, and what it attempted, in 80 columns for the terminal."""

import textwrap
from typing import Any

import numpy as np
import pandas as pd

from experiments.questions.single_run import LivedRun
from experiments.words.language import Language

MONTHS_A_YEAR = 12
MOST_POLES = 6
"""Poles told one by one; of more only the number is said."""


def career_by_year(lived: LivedRun, code: str = "en") -> str:
    """Write the careers of the poles of a run, a line a pole and year, then the activities attempted in them."""
    language, months = Language(code), lived.months
    careers, activities = lived.territory.pole_careers, lived.territory.activities
    if not len(careers):
        return language.text("No pole lived in {months} months.", months=months)
    lines: list[str] = []
    poles = careers.drop_duplicates("uid")
    for uid in poles["uid"].head(MOST_POLES):
        lines += [*_one(careers[careers["uid"] == uid], language), ""]
    if len(poles) > MOST_POLES:
        lines.append(language.text("{count} more poles lived.", count=len(poles) - MOST_POLES))
    told = activities[activities["pole_uid"].isin(poles["uid"].head(MOST_POLES))]
    lines += [_attempt(row, language) for row in told.itertuples()]
    return "\n".join(lines).rstrip()


HEADS = ("members", "social", "effort", "service", "trust", "fund", "own", "public", "animator")
"""Members, those of the social economy; means of the year; EUR at year end, then of the year; months with one."""
WIDTHS = (8, 6, 7, 8, 10, 9, 9, 8, 10)
LABEL, COLUMNS = 5, 80


def _one(career: pd.DataFrame, language: Language) -> list[str]:
    first, last = career.iloc[0], career.iloc[-1]
    shown = [language.text(one)[: width - 1] for one, width in zip(HEADS, WIDTHS, strict=True)]
    lines = [
        language.text("{name}, founded in month {month}", name=first["name"], month=int(first["month"])),
        _line(language.text("year"), shown),
    ]
    living = career[career["ended"] == 0]
    for year, of_year in living.groupby((living["month"] - 1) // MONTHS_A_YEAR + 1):
        at_end = of_year.iloc[-1]
        numbers = [
            language.number(at_end["members"], 0),
            language.number(at_end["members_social"], 0),
            *(_share(of_year[name].mean(), language) for name in ("effort", "service", "trust_inside")),
            language.number(at_end["fund"], 0),
            language.number(of_year["own_income"].sum(), 0),
            language.number(of_year["public_money"].sum(), 0),
            language.number(of_year["animated"].sum(), 0),
        ]
        lines.append(_line(f"{year}{'*' if at_end['formal'] else ''}", numbers))
    if last["ended"]:
        cause = language.text(last["cause"])
        lines.append(language.text("It ended in month {month}: {cause}.", month=int(last["month"]), cause=cause))
    return [*lines, *_legend(language)]


def _line(label: str, cells: list[str]) -> str:
    return f"{label[:LABEL]:<{LABEL}}" + "".join(f"{one:>{width}}" for one, width in zip(cells, WIDTHS, strict=True))


def _legend(language: Language) -> list[str]:
    told = language.text(
        "* with a legal form. Effort, service and trust: means of the year, 0 to 1. Fund at year end, own income and"
        " public money of the year, EUR. Animator: months in which one was paid."
    )
    return textwrap.wrap(told, COLUMNS)


def _share(value: float, language: Language) -> str:
    return "-" if np.isnan(value) else language.number(value, 2)


def _attempt(row: Any, language: Language) -> str:
    name = language.of({"en": row.name, "fr": row.name_fr}) or language.text("an activity")
    if not pd.isna(row.started):
        euros = language.number(row.own_funds, 0)
        if row.kind == "venture":
            fate = language.text(
                "started in month {month} with {euros} EUR of own funds", month=row.started, euros=euros
            )
        else:
            fate = language.text("from month {month} on", month=row.started)
        staff, sales = int(row.staff), language.number(row.sales, 0)
        if pd.isna(row.ended) and row.kind == "venture":
            after = language.text(
                "runs with a staff of {staff} and sales of {euros} EUR a year", staff=staff, euros=sales
            )
        elif pd.isna(row.ended):
            after = language.text("worth {euros} EUR a year by now", euros=sales)
        elif row.kind == "venture":
            after = language.text("closed by month {month}", month=int(row.ended))
        else:
            after = language.text("over by month {month}: {cause}", month=row.ended, cause=language.text(row.cause))
        fate = f"{fate}, {after}"
    elif not pd.isna(row.given_up):
        fate = language.text(
            "given up in month {month}: {cause}", month=int(row.given_up), cause=language.text(row.cause)
        )
    else:
        fate = language.text("being prepared since month {month}", month=int(row.planned))
    told = language.text("{pole}, {activity}: {fate}", pole=row.pole, activity=name, fate=fate)
    return textwrap.fill(told, COLUMNS, subsequent_indent="  ")
