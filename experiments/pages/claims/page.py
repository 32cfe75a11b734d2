"""One page a claim, in Markdown and as one HTML file, in English or French; and a table of all of them."""

import base64
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.drawing.style import save
from experiments.files.directory import ResultsDirectory
from experiments.pages.claims.figures import draw_estimates, draw_region, scenario_title
from experiments.pages.templates import KINDS, filled_in
from experiments.questions.claims.answers import EQUIVALENCE, LESS, NON_INFERIORITY
from experiments.questions.claims.declared import BREAK, CLASSES, HAZARD, Part
from experiments.questions.claims.register import MAIN, Verdict, answered, study_points
from experiments.questions.claims.withdrawn import WITHDRAWN
from experiments.words.language import Language, interval, measured
from simulation.declared import PARAMETERS

TEMPLATES = Path(__file__).parent
FIGURES = "figures"


def write_page(
    verdict: Verdict, where: pd.DataFrame, results: ResultsDirectory, language: str = "en", manifest: str = ""
) -> list[str]:
    """Write the page of a claim and its figures.

    Parameters
    ----------
    verdict : Verdict
    where : pandas.DataFrame
        From `experiments.questions.claims.register.region`; may be empty.
    results : ResultsDirectory
    language : str
        ``en`` or ``fr``; the language stands in the names of the files unless it is English.
    manifest : str
        Hash that the figures carry (`experiments.origin`).

    Returns
    -------
    list of str
        Files written, relative to the directory.
    """
    words = Language(language)
    figures = write_figures(verdict, where, results, words, manifest)
    content = {**contents(verdict, where, words), "figures": figures}
    return [
        *(figure["file"] for figure in figures),
        *rendered("claim", f"{verdict.claim.id}{words.ending}", content, results, words),
    ]


def write_register(verdicts: Sequence[Verdict], results: ResultsDirectory, language: str = "en") -> list[str]:
    """Write the table of all claims with their verdicts; return the files."""
    words = Language(language)
    rows = [
        {
            "title": one.claim.title.in_language(language),
            "page": f"{one.claim.id}{words.ending}",
            "kind": one.claim.kind,
            "answer": labelled(one.answer, one, words),
            "opposed": labelled(one.opposed, one, words) if one.opposed else words.text("no test of its own"),
            "where": "; ".join(holds(one, words)),
        }
        for one in verdicts
    ]
    withdrawn = [{"title": words.of(one.title), "reason": words.of(one.reason)} for one in WITHDRAWN]
    content = {"language": language, "rows": rows, "withdrawn": withdrawn}
    return rendered("register", f"claims{words.ending}", content, results, words)


def rendered(
    template: str, name: str, content: dict[str, Any], results: ResultsDirectory, words: Language
) -> list[str]:
    """Fill in both templates; return the files written."""
    files = []
    for kind in KINDS:
        results.write_text(f"{name}.{kind}", filled_in(TEMPLATES / f"{template}.{kind}.j2", words, content))
        files.append(f"{name}.{kind}")
    return files


def write_figures(
    verdict: Verdict, where: pd.DataFrame, results: ResultsDirectory, words: Language, manifest: str
) -> list[dict[str, str]]:
    """Draw the figures of a claim; return their titles and files."""
    drawn = [("estimates", words.text("Estimates"), draw_estimates(verdict, words))]
    if len(where):
        drawn.append(("region", words.text("Where it holds"), draw_region(verdict.claim, where, words)))
    told = []
    for name, title, figure in drawn:
        file = f"{FIGURES}/{verdict.claim.id}_{name}{words.ending}.png"
        figure.set_label(manifest)
        results.write(file, partial(save, figure))
        data = "data:image/png;base64," + base64.b64encode((results.directory / file).read_bytes()).decode()
        told.append({"title": title, "file": file, "data": data})
    return told


def contents(verdict: Verdict, where: pd.DataFrame, words: Language) -> dict[str, Any]:
    """Everything the templates show but the figures."""
    claim, code = verdict.claim, words.code
    points = study_points(claim)
    return {
        "language": code,
        "claim": claim,
        "title": claim.title.in_language(code),
        "opposed_title": claim.opposed_title.in_language(code),
        "kind": words.text(CLASSES[claim.kind]),
        "assumed": verdict.assumed,
        "answer": labelled(verdict.answer, verdict, words),
        "opposed": labelled(verdict.opposed, verdict, words) if verdict.opposed else words.text("no test of its own"),
        "holds": holds(verdict, words),
        "region": region_sentences(where, words),
        "rows": [row_words(row, verdict, words) for row in verdict.rows.to_dict("records")],
        "parts": [part_words(part, words) for part in claim.parts],
        "by_hand": claim.by_hand.in_language(code),
        "parameters": [parameter_words(path, words) for path in claim.by_hand_parameters],
        "needs": [
            {"name": need.name, "off": need.off, "meaning": need.meaning.in_language(code)} for need in claim.needs
        ],
        "replicates": int(points.loc[points["place"] == MAIN, "replicates"].max()),
        "years": words.number(claim.months / 12, 0 if claim.months % 12 == 0 else 1),
        "size": claim.size,
        "arms": arm_words(verdict, words),
    }


def labelled(answer: str | None, verdict: Verdict, words: Language) -> str:
    """Answer in the language; with the word *assumed* where it was put in."""
    told = words.text(answer or "cannot tell")
    return f"{told} ({words.text('assumed')})" if verdict.assumed else told


def holds(verdict: Verdict, words: Language) -> list[str]:
    """Where the claim holds, where it fails, where nobody can tell: one sentence each."""
    return [
        f"{words.text(answer)}{words.text(': ')}{', '.join(scenario_title(name, words) for name in names)}"
        for answer, names in answered(verdict.by_scenario).items()
    ]


def region_sentences(where: pd.DataFrame, words: Language) -> list[str]:
    """Count the places of the region by answer, a sentence a scenario."""
    lines = []
    for name, of in where.groupby("scenario", sort=False):
        counts = of["answer"].value_counts()
        lines.append(
            words.text(
                "{scenario}: yes at {yes} of {all} places, no at {no}, cannot tell at {rest}.",
                scenario=scenario_title(str(name), words),
                yes=int(counts.get("yes", 0)),
                no=int(counts.get("no", 0)),
                rest=int(counts.get("cannot tell", 0)),
                all=len(of),
            )
        )
    return lines


def row_words(row: Mapping[Any, Any], verdict: Verdict, words: Language) -> dict[str, str]:
    """Write a row of the table of estimates."""
    part = verdict.claim.part(row["part"])
    unit = row["unit"] if part.estimate != HAZARD else "1"
    if part.estimate == BREAK:
        unit = unit.removesuffix(" per unit swept")
    half = (row["high95"] - row["low95"]) / 2
    told = {
        "part": part.title.in_language(words.code),
        "side": words.text(SIDES[part.side]),
        "scenario": scenario_title(row["scenario"], words),
        "n": str(row["n"]),
        "lost": str(row["lost"]),
        "sesoi": measured(words, row["sesoi"], unit).lstrip("+"),
        "answer": labelled(row["answer"], verdict, words),
        "chosen": chosen_words(part, row["chosen"], words),
    }
    if not np.isfinite(row["estimate"]):
        return told | {"estimate": "–", "interval": "–", "detectable": "–"}
    shown = {
        "estimate": measured(words, row["estimate"], unit, half),
        "interval": interval(words, row["low95"], row["high95"], unit, row["estimate"]) if np.isfinite(half) else "–",
        "detectable": measured(words, row["minimum_detectable"], unit).lstrip("+") if np.isfinite(half) else "–",
    }
    if part.estimate == HAZARD:
        # A ratio is easier to read than its logarithm.
        low, middle, high = (float(np.exp(row[name])) for name in ("low95", "estimate", "high95"))
        shown["estimate"] = f"{words.number(middle, 2)}"
        shown["interval"] = words.text("{low} to {high}", low=words.number(low, 2), high=words.number(high, 2))
        shown["detectable"] = words.number(float(np.exp(row["minimum_detectable"])), 2)
        told["sesoi"] = words.number(float(np.exp(row["sesoi"])), 2)
    return told | shown


def chosen_words(part: Part, chosen: str, words: Language) -> str:
    """Say what was chosen on the other half of the replicates."""
    if not chosen:
        return ""
    if part.estimate == BREAK:
        return words.text("break at {place}, found in the other half of the replicates", place=chosen)
    return words.text("tuned on the other half of the replicates: {policies}", policies=chosen)


SIDES = {"claim": "claim", "opposed": "opposed claim", "control": "control"}


def part_words(part: Part, words: Language) -> dict[str, str]:
    """Say what a part tests, and why a smaller effect would not count."""
    if part.test == EQUIVALENCE:
        rule = words.text("yes if the whole interval lies within this effect on either side")
    elif part.test == NON_INFERIORITY:
        rule = words.text("yes if the interval excludes a loss of this size")
    elif part.direction == LESS:
        rule = words.text("yes if the whole interval lies below minus this effect")
    else:
        rule = words.text("yes if the whole interval lies above this effect")
    title = part.title.in_language(words.code)
    return {
        "side": words.text(SIDES[part.side]),
        "title": title,
        "rule": rule,
        "reason": part.reason.in_language(words.code),
    }


def parameter_words(path: str, words: Language) -> dict[str, str]:
    """Write what a parameter is, its value, unit, range and source."""
    one = PARAMETERS[path]
    return {
        "path": path,
        "label": words.parameter(path),
        "value": f"{one.default} {words.parameter_unit(path)}".strip(),
        "source": one.source,
    }


def arm_words(verdict: Verdict, words: Language) -> list[dict[str, str]]:
    """Write what each arm sets."""
    claim = verdict.claim
    told = [
        {
            "name": name,
            "regime": words.regime(arm.regime),
            "scenario": scenario_title(arm.scenario, words) if arm.scenario else "",
            "overrides": ", ".join(f"{path} = {value}" for path, value in sorted(arm.overrides.items())),
        }
        for name, arm in claim.arms.items()
    ]
    if claim.sweep is not None:
        values = ", ".join(f"{value:g}" for value in claim.sweep.values)
        for regime in (claim.sweep.plus, claim.sweep.minus):
            told.append(
                {
                    "name": words.regime(regime),
                    "regime": words.regime(regime),
                    "scenario": "",
                    "overrides": f"{claim.sweep.path} = {values}",
                }
            )
    return told
