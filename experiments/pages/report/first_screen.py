"""The first screen of a report: five sentences that a mayor and a referee both accept, each with its numbers."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.numbers.effects import CANNOT_TELL, EXACTLY_ZERO
from experiments.numbers.measures import rows_in
from experiments.pages.report.sentences import mean_of
from experiments.words.language import Language, bracket, interval, measured

OUTCOME = "jobs"
"""Outcome that the five sentences count."""
POLE, EMERGED, GIFT, BEYOND, MONEY = "P", "E", "G", "R0-G", "money_with_poles"


def five_sentences(manifest: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], language: Language) -> list[str]:
    """What the pole brings, what would have emerged, what a gift does, what public money adds, what is not known."""
    if "primary_family" not in tables:
        return []
    rows = rows_by_contrast(tables)
    founded = set(manifest["foundings"])
    finished = [name for name in manifest["scenarios"] if manifest["finished"].get(name)]
    places = {name: language.of(manifest["told"][name]["title"]) for name in finished}

    def at_places(contrast: str) -> str:
        told = [
            place_words(places[name], contrast, rows[contrast, name], name in founded, language)
            for name in places
            if (contrast, name) in rows
        ]
        return language.text("; ").join(told) or language.text("not compared")

    return [
        language.text(
            "What the pole of the document brings, in jobs of the territory (P): {told}.", told=at_places(POLE)
        ),
        language.text(
            "What would have emerged without it, where organisations may cooperate (E): {told}.",
            told=at_places(EMERGED),
        ),
        language.text(
            "What a gift of the same euros to all organisations does, without any pole (G): {gift}; what cooperation "
            "does beyond the money it saves (R0 − G): {beyond}.",
            gift=at_places(GIFT),
            beyond=at_places(BEYOND),
        ),
        language.text(
            "What public money adds where poles may be (plural less reciprocity, no primary test): {told}.",
            told=at_places(MONEY),
        ),
        unknown_sentence(tables["primary_family"], places, language),
    ]


def rows_by_contrast(tables: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], Any]:
    """Rows of jobs at the date of the primary tests, by contrast and scenario; what is no primary test from beside."""
    family = tables["primary_family"]
    found = {(row.estimand, row.scenario): row for row in rows_in(family[family["outcome"] == OUTCOME])}
    dates = {row.scenario: (row.year, row.since_founding) for row in found.values()}
    for name, since in (("founding", True), ("effects", False)):
        if name not in tables:
            continue
        for row in rows_in(tables[name][tables[name]["estimand"] == MONEY]):
            if row.outcome == OUTCOME and dates.get(row.scenario) == (row.year, since):
                found[MONEY, row.scenario] = row
    return found


def place_words(place: str, contrast: str, row: Any, founded: bool, language: Language) -> str:
    """Say what differs at a place: mean, interval, date, replicates, and whether it can be told from zero."""
    if row.verdict == EXACTLY_ZERO:
        if contrast == POLE and not founded:
            return language.text("{place}: exactly 0, since no pole is founded there", place=place)
        return language.text("{place}: exactly 0 in each of {n} replicates", place=place, n=row.n)
    values = {
        "place": place,
        "mean": mean_of(row, language),
        "interval": bracket(language, interval(language, row.low95, row.high95, row.unit, row.mean)),
        "year": row.year,
        "n": row.n,
        "verdict": language.text("which cannot be told from zero")
        if row.verdict == CANNOT_TELL
        else language.text("which can be told from zero"),
    }
    if founded:
        return language.text(
            "{place}: {mean} {year} years after the founding ({interval}; {n} replicates), {verdict}", **values
        )
    return language.text("{place}: {mean} after {year} years ({interval}; {n} replicates), {verdict}", **values)


def unknown_sentence(family: pd.DataFrame, places: Mapping[str, str], language: Language) -> str:
    """Say what these replicates cannot tell, and what no number of replicates would."""
    tested = family[family["family"] > 0]
    unseen = tested[tested["verdict"] == CANNOT_TELL]
    rows = tested[(tested["outcome"] == OUTCOME) & (tested["estimand"] == POLE) & (tested["n"] > 1)]
    least = language.text("; ").join(
        language.text(
            "{place} {least}",
            place=places[row.scenario],
            least=measured(language, row.minimum_detectable, row.unit).lstrip("+"),
        )
        for row in rows_in(rows)
    )
    return language.text(
        "What is not known: {unseen} of {tests} primary tests cannot be told from zero after correction; P would be "
        "found four times in five only from this size on: {least}; who pays for what a pole saves and how its "
        "activities fare is assumed here, not observed, so that these are answers of a model and no forecast of a "
        "place.",
        unseen=len(unseen),
        tests=len(tested),
        least=least or language.text("not compared"),
    )
