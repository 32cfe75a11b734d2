"""Analyses of a finished study, written as tables and figures beside its runs.

Morris and Sobol samples give their indices, a grid of two numbers a boundary map, a Latin hypercube the boxes in
which the pole helps and in which it harms. Each looks at the paired differences between the arms that the study
holds, one scenario and one outcome at a time; what cannot be computed is said, in one sentence, and left out.
Calibration and the search for what can be reached look at a scenario as a whole and ask for runs as they go.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from experiments.analyses import analyses_of
from experiments.analyses.differences import differences_of
from experiments.analyses.found import Found
from experiments.drawing.style import save
from experiments.files.directory import ResultsDirectory
from experiments.numbers.contrasts import CONTRASTS, MAIN_CONTRASTS
from experiments.origin import KEY
from experiments.questions.studies.manifest import metadata_of
from experiments.questions.studies.results import StudyResults
from experiments.questions.studies.running import StudyRequest, opened
from experiments.refusal import Refusal
from experiments.runs.coordinator import Watcher
from experiments.words.language import Language

FOLDER = "analyses"
PAIRS = tuple((one.symbol, *one.pair) for one in CONTRASTS if one.name in MAIN_CONTRASTS and one.pair)
"""Differences looked at where a study holds both arms (``economics.md`` 2.3)."""


def analyse(request: StudyRequest, language: Language, watcher: Watcher | None = None) -> list[Path]:
    """Write the analyses of a finished study below its directory; return the files.

    Parameters
    ----------
    request : StudyRequest
        As the study was run: further runs that an analysis asks for go through the same store and engine.
    language : Language
        Of the figures.
    watcher : Watcher, optional
        Told what could not be computed, and why.

    Raises
    ------
    Refusal
        Where the directory holds no finished study.
    """
    watcher = watcher or Watcher()
    directory = request.results
    results = opened(directory.directory, request, watcher)
    manifest = directory.former or {}
    origin = metadata_of(results.study, manifest)
    written: list[Path] = []
    for stem, found in found_in(results, request, language, watcher):
        try:
            for name, table, figures in found:
                place = f"{FOLDER}/{stem}_{name}"
                told = {**origin, "told": jsonable(table.attrs)}
                written.append(directory.write_table(f"{place}.parquet", table, told))
                for ending, figure in figures.items():
                    written += saved(figure, directory, f"{place}{ending}", str(origin[KEY]), language)
        except Refusal as refusal:
            watcher.tell(f"no analysis of {stem}: {refusal}")
    if written:
        directory.finish(manifest)
    return written


def found_in(
    results: StudyResults, request: StudyRequest, language: Language, watcher: Watcher
) -> Iterator[tuple[str, Found]]:
    """Yield what follows from the design, with the beginning of the names of its files."""
    study = results.study
    for module in analyses_of(study.told.design.get("kind", "")):
        if hasattr(module, "of_scenario"):
            for scenario in study.told.scenarios:
                found = module.of_scenario(results, scenario, request, language, watcher)
                yield study.name_of(scenario), found
            continue
        for scenario, outcome, contrast, plus, minus in questions(results):
            stem = f"{study.name_of(scenario)}_{outcome}_{contrast}"
            try:
                differences = differences_of(results, outcome, plus, minus, scenario=scenario)
            except Refusal as refusal:
                yield stem, refused(refusal)
            else:
                yield stem, module.of_differences(results, differences, language)


def refused(refusal: Refusal) -> Found:
    """Refuse when looked at."""
    raise refusal
    yield


def saved(figure: Figure, directory: ResultsDirectory, name: str, manifest: str, language: Language) -> list[Path]:
    """Write a figure in both forms; the language stands in its name unless it is English."""
    figure.set_label(manifest)
    return [directory.write(f"{name}{language.ending}{kind}", partial(save, figure)) for kind in (".png", ".svg")]


def questions(results: StudyResults) -> Iterator[tuple[str, str, str, str, str]]:
    """Scenario, outcome, name of the difference, and its two arms, for all that a study can answer."""
    told = results.study.told
    for scenario in told.scenarios:
        for outcome in told.outcomes:
            for estimand, plus, minus in PAIRS:
                if plus in told.regimes and minus in told.regimes:
                    yield scenario, outcome, estimand, plus, minus


def jsonable(attributes: dict) -> dict:
    """Those attributes of a table that its metadata can hold."""
    return {key: value for key, value in attributes.items() if isinstance(value, (str, int, float, bool))}
