"""What follows from the design of a study by itself: its analysis, as tables and figures beside its runs.

Morris and Sobol samples give their indices, a grid of two numbers a boundary map, a Latin hypercube the boxes in
which the pole helps and in which it harms. Each looks at the paired differences between the arms that the study
holds, one scenario and one outcome at a time; what cannot be computed is said, in one sentence, and left out.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from experiments import store
from experiments.analyses import boundary, discovery, morris, sobol
from experiments.analyses.differences import Differences, differences_of
from experiments.drawing.style import save
from experiments.language import Language
from experiments.origin import KEY
from experiments.refusal import Refusal
from experiments.studies.conduct import Watcher, metadata_of, opened
from experiments.studies.results import StudyResults

FOLDER = "analyses"
PAIRS = (
    ("R0", "reciprocity", "market"),
    ("R1", "plural_untargeted", "redistribution"),
    ("T", "plural", "plural_untargeted"),
)
"""Differences looked at where a study holds both arms (``economics.md`` 2.3)."""

Analysis = Callable[[StudyResults, Differences, Language], Iterator[tuple[str, pd.DataFrame, Figure]]]


def analyse(directory: Path, language: Language, watcher: Watcher | None = None) -> list[Path]:
    """Write the analyses of a finished study below its directory; return the files.

    Parameters
    ----------
    directory : Path
        Where the study wrote its tables.
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
    results = opened(directory)
    analysis = BY_DESIGN.get(results.study.told.design.get("kind", ""))
    if analysis is None:
        return []
    origin = metadata_of(results.study, store.read_manifest(directory))
    written: list[Path] = []
    for scenario, outcome, estimand, plus, minus in questions(results):
        stem = f"{scenario}_{outcome}_{estimand}"
        try:
            differences = differences_of(results, outcome, plus, minus, scenario=scenario)
            for name, table, figure in analysis(results, differences, language):
                (directory / FOLDER).mkdir(exist_ok=True)
                path = directory / FOLDER / f"{stem}_{name}.parquet"
                written.append(store.write_table(path, table, {**origin, "told": jsonable(table.attrs)}))
                figure.set_label(str(origin[KEY]))
                # The language stands in the names of figures unless it is English.
                drawn = path.with_stem(path.stem + ("" if language.code == "en" else f"_{language.code}"))
                for ending in (".png", ".svg"):
                    save(figure, drawn.with_suffix(ending))
                    written.append(drawn.with_suffix(ending))
        except Refusal as refusal:
            watcher.tell(f"no analysis of {stem}: {refusal}")
    return written


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


def screened(
    results: StudyResults, differences: Differences, language: Language
) -> Iterator[tuple[str, pd.DataFrame, Figure]]:
    """Morris indices of a study of trajectories."""
    assert results.sample is not None
    table = morris.indices(results.sample, differences, levels=int(results.study.told.design.get("levels", 4)))
    yield "morris", table, morris.draw(table, language)


def shares_of_variance(
    results: StudyResults, differences: Differences, language: Language
) -> Iterator[tuple[str, pd.DataFrame, Figure]]:
    """Sobol indices of a study of Saltelli blocks."""
    assert results.sample is not None
    second = bool(results.study.told.design.get("second_order", False))
    table = sobol.indices(list(results.sample.columns), differences, second_order=second)
    yield "sobol", table, sobol.draw(table, language)


def mapped(
    results: StudyResults, differences: Differences, language: Language
) -> Iterator[tuple[str, pd.DataFrame, Figure]]:
    """Boundary map of a grid of two parameters."""
    varied = [factor.path for factor in results.study.factors]
    if len(varied) != 2:
        raise Refusal(f"a boundary map needs a grid of two parameters, not {len(varied)}.")
    table = boundary.boundary_map(results.design, differences, varied[0], varied[1])
    yield "boundary", table, boundary.draw(table, language)


def boxes(
    results: StudyResults, differences: Differences, language: Language
) -> Iterator[tuple[str, pd.DataFrame, Figure]]:
    """Boxes of parameters in which the pole helps and in which it harms."""
    for side in (discovery.HELPS, discovery.HARMS):
        found = discovery.discover(results.design, differences, side=side)
        table = found.limits.copy()
        table.attrs.update(found.statistics)
        yield side, table, discovery.draw(found, language)


BY_DESIGN: dict[str, Analysis] = {
    "morris": screened,
    "sobol": shares_of_variance,
    "grid": mapped,
    "latin_hypercube": boxes,
}
"""Analysis that belongs to a design; designs that are not here have none of their own."""
