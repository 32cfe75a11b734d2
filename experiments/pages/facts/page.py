"""One page of all facts, in Markdown and as one HTML file, in English or French."""

import base64
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from experiments.drawing.style import save
from experiments.files.directory import ResultsDirectory
from experiments.files.names import safe_name
from experiments.pages.facts.figures import draw_fact
from experiments.pages.facts.wording import worded
from experiments.pages.templates import KINDS, filled_in
from experiments.questions.facts.asked import Validation
from experiments.questions.facts.measured import Measured, counted
from experiments.words.language import Language

TEMPLATES = Path(__file__).parent
FIGURES = "figures"
PAGE = "facts"


def write_page(
    asked: Validation,
    found: Sequence[Measured],
    figures: Sequence[dict[str, str]],
    results: ResultsDirectory,
    words: Language,
) -> list[str]:
    """Write the page; return the files."""
    content = {**contents(asked, found, words), "figures": list(figures)}
    files = []
    for kind in KINDS:
        name = f"{PAGE}{words.ending}.{kind}"
        results.write_text(name, filled_in(TEMPLATES / f"{PAGE}.{kind}.j2", words, content))
        files.append(name)
    return files


def contents(asked: Validation, found: Sequence[Measured], words: Language) -> dict[str, Any]:
    """Everything the templates show but the figures."""
    rows = [worded(one, words) for one in found]
    return {
        "language": words.code,
        "counts": count_sentences(found, words),
        "groups": [
            {
                "title": words.text("Held out: the model was not set by them"),
                "rows": [row for row in rows if not row.setting],
            },
            {
                "title": words.text("Used for setting: that they hold is no success"),
                "rows": [row for row in rows if row.setting],
            },
        ],
        "replicates": asked.replicates,
        "size": asked.size,
        "seed": asked.seed,
    }


def count_sentences(found: Sequence[Measured], words: Language) -> list[str]:
    """Say how many facts lie in their band."""
    told = counted(found)
    lines = [
        words.text(
            "{inside} of {all} held-out facts are in their band or at rest, each scenario and outcome counted.",
            inside=told[0][0],
            all=told[0][1],
        )
    ]
    if told[1][1]:
        lines.append(
            words.text(
                "{inside} of {all} facts used for setting are in their band, which is no success.",
                inside=told[1][0],
                all=told[1][1],
            )
        )
    return lines


def write_figures(
    found: Sequence[Measured], results: ResultsDirectory, words: Language, mark: str, notify: Any
) -> list[dict[str, str]]:
    """Draw a figure for each fact; return their titles and files."""
    by_fact: dict[str, list[Measured]] = {}
    for one in found:
        by_fact.setdefault(one.row.fact.id, []).append(one)
    told = []
    for done, (name, rows) in enumerate(by_fact.items(), start=1):
        file = f"{FIGURES}/{safe_name(name)}{words.ending}.png"
        figure = draw_fact(rows, words)
        figure.set_label(mark)
        results.write(file, partial(save, figure))
        data = "data:image/png;base64," + base64.b64encode((results.directory / file).read_bytes()).decode()
        told.append({"title": words.of(rows[0].row.fact.title), "file": file, "data": data})
        notify("drawing figures", done, len(by_fact))
    return told
