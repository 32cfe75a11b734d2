"""What follows from the design of a study by itself: its analysis, as tables and figures beside its runs.

Morris and Sobol samples give their indices, a grid of two numbers a boundary map, a Latin hypercube the boxes in
which the pole helps and in which it harms. Each looks at the paired differences between the arms that the study
holds, one scenario and one outcome at a time; what cannot be computed is said, in one sentence, and left out.
Calibration and the search for what can be reached look at a scenario as a whole and ask for runs as they go.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from experiments.analyses import boundary, discovery, morris, sobol
from experiments.analyses.differences import Differences, differences_of
from experiments.designs import calibration as calibration_design
from experiments.designs import reachable as reachable_design
from experiments.drawing.style import save
from experiments.files.directory import ResultsDirectory, without_files
from experiments.origin import KEY
from experiments.questions.studies.conduct import StudyRequest, opened
from experiments.questions.studies.manifest import metadata_of
from experiments.questions.studies.results import StudyResults
from experiments.refusal import Refusal
from experiments.runs.coordinator import Watcher
from experiments.words.language import Language

FOLDER = "analyses"
OTHER_SEED = 1_000_003
"""Added to a study's seed for the replicates on which a search is judged."""
PAIRS = (
    ("R0", "reciprocity", "market"),
    ("R1", "plural_untargeted", "redistribution"),
    ("T", "plural", "plural_untargeted"),
)
"""Differences looked at where a study holds both arms (``economics.md`` 2.3)."""

Found = Iterator[tuple[str, pd.DataFrame, dict[str, Figure]]]
"""Name of the table, the table, and its figures by the end of their names."""
OfDifferences = Callable[[StudyResults, Differences, Language], Found]
OfScenario = Callable[[StudyResults, str, StudyRequest, Language, Watcher], Found]


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
    for stem, found in analyses_of(results, request, language, watcher):
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
        directory.finish(without_files(manifest))
    return written


def analyses_of(
    results: StudyResults, request: StudyRequest, language: Language, watcher: Watcher
) -> Iterator[tuple[str, Found]]:
    """Yield what follows from the design, with the beginning of the names of its files."""
    kind = results.study.told.design.get("kind", "")
    if kind in OF_SCENARIO:
        for scenario in results.study.told.scenarios:
            yield scenario, OF_SCENARIO[kind](results, scenario, request, language, watcher)
    elif kind in OF_DIFFERENCES:
        for scenario, outcome, estimand, plus, minus in questions(results):
            stem = f"{scenario}_{outcome}_{estimand}"
            try:
                differences = differences_of(results, outcome, plus, minus, scenario=scenario)
            except Refusal as refusal:
                yield stem, refused(refusal)
            else:
                yield stem, OF_DIFFERENCES[kind](results, differences, language)


def refused(refusal: Refusal) -> Found:
    """Refuse when looked at."""
    raise refusal
    yield


def saved(figure: Figure, directory: ResultsDirectory, name: str, manifest: str, language: Language) -> list[Path]:
    """Write a figure in both forms; the language stands in its name unless it is English."""
    figure.set_label(manifest)
    ending = "" if language.code == "en" else f"_{language.code}"
    return [directory.write(f"{name}{ending}{kind}", partial(save, figure)) for kind in (".png", ".svg")]


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


def screened(results: StudyResults, differences: Differences, language: Language) -> Found:
    """Morris indices of a study of trajectories."""
    assert results.sample is not None
    table = morris.indices(results.sample, differences, levels=int(results.study.told.design.get("levels", 4)))
    yield "morris", table, {"": morris.draw(table, language)}


def shares_of_variance(results: StudyResults, differences: Differences, language: Language) -> Found:
    """Sobol indices of a study of Saltelli blocks."""
    assert results.sample is not None
    second = bool(results.study.told.design.get("second_order", False))
    table = sobol.indices(list(results.sample.columns), differences, second_order=second)
    yield "sobol", table, {"": sobol.draw(table, language)}


def mapped(results: StudyResults, differences: Differences, language: Language) -> Found:
    """Boundary map of a grid of two parameters."""
    varied = [factor.path for factor in results.study.factors]
    if len(varied) != 2:
        raise Refusal(f"a boundary map needs a grid of two parameters, not {len(varied)}.")
    table = boundary.boundary_map(results.design, differences, varied[0], varied[1])
    yield "boundary", table, {"": boundary.draw(table, language)}


def boxes(results: StudyResults, differences: Differences, language: Language) -> Found:
    """Boxes of parameters in which the pole helps and in which it harms."""
    for side in (discovery.HELPS, discovery.HARMS):
        found = discovery.discover(results.design, differences, side=side)
        table = found.limits.copy()
        table.attrs.update(found.statistics)
        yield side, table, {"": discovery.draw(found, language)}


def calibrated(
    results: StudyResults, scenario: str, request: StudyRequest, language: Language, watcher: Watcher
) -> Found:
    """Posterior of the economy without poles, and the predictive check on facts that were held out."""
    from experiments.analyses import calibration

    study = results.study
    if list(study.told.regimes) != ["market"]:
        raise Refusal("a calibration runs in the regime 'market' only")
    settings = calibration_design.Settings.model_validate(without_kind(study.told.design))
    task = calibration.Task(
        {factor.path: (factor.low, factor.high) for factor in study.factors},
        scenario=scenario,
        size=study.told.size,
        months=study.told.months,
        seed=study.told.seed,
        overrides=dict(study.fixed),
    )
    database = request.directory / f"{scenario}_calibration.db"
    posterior = calibration.calibrate(
        task,
        database,
        population=settings.population,
        generations=settings.generations,
        seed=study.told.seed,
        notify=watcher.notify,
    )
    drawn = {"": calibration.draw_posterior(posterior, language)}
    yield "posterior", calibration.posterior_table(posterior), drawn
    yield "generations", posterior.generations, {}
    check = calibration.predictive_check(posterior, runs=settings.check_runs)
    drawn = {"": calibration.draw_check(check, language)}
    yield "check", check, drawn


def searched(
    results: StudyResults, scenario: str, request: StudyRequest, language: Language, watcher: Watcher
) -> Found:
    """What levers can reach in two outcomes at once, and which of them lead there."""
    from experiments.analyses import reachable

    study = results.study
    told = study.told
    if len(told.regimes) != 2 or len(told.outcomes) < 3 or "public_cost" not in told.outcomes:
        raise Refusal("what can be reached needs two regimes, and two outcomes before 'public_cost'")
    settings = reachable_design.Settings.model_validate(without_kind(told.design))
    minus, plus = told.regimes

    def asked(seed: int) -> reachable.Ask:
        """Runs of other points, under a seed."""
        only = replace(study, told=told.model_copy(update={"seed": seed, "scenarios": [scenario]}))
        other = replace(results, study=only)

        def ask(points: pd.DataFrame) -> pd.DataFrame:
            rows = [{str(path): row[path] for path in points.columns} for row in points.to_dict("records")]
            return other.ask(rows).runs

        return ask

    found = reachable.explore(
        asked(told.seed),
        asked(told.seed + OTHER_SEED),
        study.factors,
        ranges=[(low, high) for low, high in settings.ranges],
        outcomes=(told.outcomes[0], told.outcomes[1]),
        plus=plus,
        minus=minus,
        cells=settings.cells,
        rounds=settings.rounds,
        batch=settings.batch,
        seed=told.seed,
    )
    yield "reachable", found.elites, {"": reachable.draw(found, language)}
    yield "search", found.progress, {}


def without_kind(design: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of a design."""
    return {key: value for key, value in design.items() if key != "kind"}


OF_DIFFERENCES: dict[str, OfDifferences] = {
    "morris": screened,
    "sobol": shares_of_variance,
    "grid": mapped,
    "latin_hypercube": boxes,
}
"""Analysis of each paired difference that belongs to a design; designs that are in neither table have none."""

OF_SCENARIO: dict[str, OfScenario] = {"calibration": calibrated, "reachable": searched}
"""Analysis of a scenario as a whole that belongs to a design."""
