"""The report of a comparison, in Markdown and as one HTML file, from the stored tables and the manifest."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.files import tables as store
from experiments.files.directory import ResultsDirectory
from experiments.files.names import safe_name
from experiments.numbers.contrasts import CONTRASTS, PRIMARY_OUTCOMES
from experiments.numbers.measures import rows_in
from experiments.pages.report import (
    first_screen,
    sentences,
    since_founding,
    unemployment,
    who_gains,
    who_pays,
    whole_run,
)
from experiments.pages.templates import KINDS, filled_in
from experiments.words.language import Language, capital, interval, measured

TEMPLATES = Path(__file__).parent


def write_report(results: ResultsDirectory, language: str = "en") -> list[str]:
    """Write ``report.md`` and ``report.html`` (``report_fr...`` in French); return their names."""
    words, directory = Language(language), results.directory
    content = contents(store.read_manifest(directory), store.StoredTables(directory), directory, words)
    files = []
    for kind in KINDS:
        text = filled_in(TEMPLATES / f"report.{kind}.j2", words, content)
        if kind == "html":
            # A browser breaks the line at every space: keep a number and its sign together.
            text = text.replace(" %", "\N{NO-BREAK SPACE}%")
        name = report_name(words, kind)
        results.write_text(name, text)
        files.append(name)
    return files


def report_name(language: Language, kind: str) -> str:
    """Name of the file of a report."""
    return f"report{language.ending}.{kind}"


def contents(
    manifest: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], directory: Path, language: Language
) -> dict[str, Any]:
    """Everything the templates show."""
    scenarios = [name for name in manifest["scenarios"] if manifest["finished"].get(name)]
    return {
        "language": language.code,
        "manifest": manifest,
        "regimes": ", ".join(language.regime(name) for name in manifest["regimes"]),
        "five": begun(first_screen.five_sentences(manifest, tables, language)),
        "tests": tests_corrected(tables),
        "scenarios": [page(name, manifest, tables, directory, language) for name in scenarios],
        "closing": [*sentences.closing_sentences(manifest, language), sentences.ablation_sentence(language)],
        "observed": [
            line
            for name in scenarios
            for line in whole_run.observed_sentences(manifest["told"][name], rows_of(tables, "monthly", name), language)
        ],
    }


def page(
    scenario: str,
    manifest: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    directory: Path,
    language: Language,
) -> dict[str, Any]:
    """Collect what the page of a scenario shows."""
    effects = rows_of(tables, "effects", scenario)
    told = manifest["told"][scenario]
    cost = rows_of(tables, "cost", scenario)
    spent = sentences.absorbed_sentences(rows_of(tables, "monthly", scenario), language)
    displaced = rows_of(tables, "displacement", scenario)
    parts = rows_of(tables, "unemployment_parts", scenario)
    return {
        "name": safe_name(scenario),
        "title": language.of(told["title"]),
        "question": language.of(told["question"]),
        "replicates": manifest["finished"][scenario],
        **effect_words(effects, language),
        **founding_words(scenario, tables, language),
        "payers": begun(who_pays.payer_sentences(rows_of(tables, "given_up", scenario), language)),
        "households": begun(who_gains.household_sentences(rows_of(tables, "who_gains", scenario), language)),
        "organisations": begun(
            who_gains.organisation_sentences(rows_of(tables, "members_and_competitors", scenario), language)
        ),
        "people": begun(who_pays.people_sentences(effects, language)),
        "cost": begun(sentences.cost_sentences(cost, language) + spent),
        "parts": unemployment.parts_table(parts, language),
        "parts_told": capital(unemployment.parts_sentence(parts, language)),
        "displacement": begun(sentences.displacement_sentences(displaced, language)),
        "levy": whole_run.levy_table(rows_of(tables, "levy", scenario), language),
        "summaries": whole_run.summary_table(rows_of(tables, "arm_summaries", scenario), language),
        "dead_weight": begun(whole_run.dead_weight_sentences(rows_of(tables, "dead_weight", scenario), language)),
        "poles": begun(whole_run.pole_sentences(rows_of(tables, "pole_survival", scenario), language)),
        "exits": begun(
            whole_run.exit_sentences(
                rows_of(tables, "exit_hazards", scenario), rows_of(tables, "exit_rates", scenario), language
            )
        ),
        "mechanisms": told["mechanisms"],
        "figures": figures_of(scenario, directory, language),
    }


def effect_words(effects: pd.DataFrame | None, language: Language) -> dict[str, Any]:
    """Sentences and table on the paired differences; empty where no pair of arms was run for a year."""
    if effects is None:
        return {"primary": {}, "exploratory": [], "undetectable": [], "losses": [], "table": []}
    by_outcome = sentences.primary_sentences(effects, language)
    return {
        "primary": {outcome: begun(lines) for outcome, lines in by_outcome.items()},
        "exploratory": begun(sentences.exploratory_sentences(effects, language)),
        "undetectable": begun(sentences.undetectable_sentences(effects, language)),
        "losses": begun(sentences.loss_sentences(effects, language)),
        "table": effect_table(effects, language),
    }


def founding_words(scenario: str, tables: Mapping[str, pd.DataFrame], language: Language) -> dict[str, Any]:
    """Primary tests, table by years since the founding, and what is said of the end."""
    family = rows_of(tables, "primary_family", scenario)
    return {
        "family": since_founding.family_table(family, language),
        "no_pole": since_founding.pole_sentence(family, language),
        "founding": since_founding.founding_table(rows_of(tables, "founding", scenario), language),
        "growth": since_founding.growth_sentences(rows_of(tables, "growth", scenario), language),
    }


def tests_corrected(tables: Mapping[str, pd.DataFrame]) -> int:
    """Number of primary tests that are corrected as one family."""
    return int(tables["primary_family"]["family"].max()) if "primary_family" in tables else 0


def begun(lines: list[str]) -> list[str]:
    """Begin each sentence with a capital letter."""
    return [capital(line) for line in lines]


def rows_of(tables: Mapping[str, pd.DataFrame], name: str, scenario: str) -> pd.DataFrame | None:
    """Rows of a scenario; None where the table or the rows are not there."""
    if name not in tables:
        return None
    rows = tables[name][tables[name]["scenario"] == scenario]
    return rows if len(rows) else None


def effect_table(effects: pd.DataFrame, language: Language) -> list[dict[str, str]]:
    """Rows of the table of primary outcomes: every estimand at every year of the report."""
    rows = []
    for outcome in PRIMARY_OUTCOMES:
        for one in CONTRASTS:
            chosen = effects[(effects["outcome"] == outcome) & (effects["estimand"] == one.name)]
            for row in rows_in(chosen.sort_values("year")):
                half = (row.high95 - row.low95) / 2
                rows.append(
                    {
                        "outcome": language.outcome(outcome),
                        "effect": sentences.named(one.name, language),
                        "year": str(row.year),
                        "mean": measured(language, row.mean, row.unit, half),
                        "interval": interval(language, row.low95, row.high95, row.unit, row.mean),
                        "sd": measured(language, row.sd, row.unit).lstrip("+"),
                        "least": measured(language, row.minimum_detectable, row.unit).lstrip("+"),
                        "verdict": language.text(row.verdict),
                    }
                )
    return rows


def figures_of(scenario: str, directory: Path, language: Language) -> list[dict[str, str]]:
    """Figures of a scenario that were drawn in this language, with their captions."""
    from experiments.pages.figures import FOLDER, file_name, modules

    figures = []
    for module in modules():
        file = f"{FOLDER}/{file_name(scenario, module.NAME, language, 'png')}"
        vector = directory / FOLDER / file_name(scenario, module.NAME, language, "svg")
        if not vector.exists():
            continue
        figures.append(
            {
                "title": language.text(module.TITLE),
                "caption": language.text(module.CAPTION),
                "file": file,
                "data": "data:image/svg+xml;base64," + base64.b64encode(vector.read_bytes()).decode(),
            }
        )
    return figures
