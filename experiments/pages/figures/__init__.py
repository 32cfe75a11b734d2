"""Figures, one file each, found by lying in this folder.

A file declares ``NAME`` (part of the file name), ``TITLE`` and ``CAPTION`` (English sentences, keys of the
catalogue), ``NEEDS`` (table name to the columns it must have) and ``draw(tables, scenario, language)``, which
takes tables and returns a matplotlib figure. What several figures share lies in `experiments.drawing`.
"""

import pkgutil
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd

from experiments.files import tables as store
from experiments.files.directory import ResultsDirectory
from experiments.origin import KEY
from experiments.words.language import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from experiments.runs.processes import Pool

FOLDER = "figures"
FORMATS = ("svg", "png")


@cache
def modules() -> tuple[ModuleType, ...]:
    """All figures in the order in which a report shows them."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted((import_module(f"{__name__}.{name}") for name in names), key=lambda one: one.PLACE))


def can_be_drawn(module: ModuleType, tables: Mapping[str, pd.DataFrame], scenario: str) -> bool:
    """Say whether the tables hold what a figure needs for a scenario."""
    for name, columns in module.NEEDS.items():
        if name not in tables or not set(columns).issubset(tables[name].columns):
            return False
        if not (tables[name]["scenario"] == scenario).any():
            return False
    return True


def file_name(scenario: str, figure: str, language: str, kind: str) -> str:
    """Name of the file of a figure: the language stands in it unless it is English."""
    suffix = "" if language == "en" else f"_{language}"
    return f"{scenario}_{figure}{suffix}.{kind}"


@cache
def stored(directory: Path) -> store.StoredTables:
    """Tables of a directory, read once in each process."""
    return store.StoredTables(directory)


def drawn(module: ModuleType, tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> "Figure":
    """Draw a figure that bears, as its label, the hash of the manifest of its tables."""
    figure = module.draw(tables, scenario, language)
    figure.set_label(tables["runs"].attrs.get(KEY, ""))
    return figure


def drawn_content(work: tuple[Path, str, str, str]) -> dict[str, bytes]:
    """Draw a figure of a scenario in all formats; return the content of each file by its name in the directory."""
    from experiments.drawing.style import save

    directory, name, scenario, language = work
    module = next(one for one in modules() if name == one.NAME)
    tables = stored(directory)
    if not can_be_drawn(module, tables, scenario):
        return {}
    figure = drawn(module, tables, scenario, Language(language))
    content = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in FORMATS:
            name_of_file = file_name(scenario, name, language, kind)
            save(figure, Path(folder) / name_of_file)
            content[f"{FOLDER}/{name_of_file}"] = (Path(folder) / name_of_file).read_bytes()
    return content


def draw_all(
    results: ResultsDirectory, language: str, pool: "Pool", notify: Callable[[str, int, int], None]
) -> list[str]:
    """Draw every figure of every scenario from the stored tables alone; return the files written."""
    stored.cache_clear()
    directory = results.directory
    scenarios = store.StoredTables(directory)["runs"]["scenario"].unique()
    work = [(directory, module.NAME, str(scenario), language) for module in modules() for scenario in scenarios]
    files: list[str] = []
    notify("drawing figures", 0, len(work))
    for done, content in enumerate(pool.results(drawn_content, work), start=1):
        for name, written in content.items():
            results.write_bytes(name, written)
            files.append(name)
        notify("drawing figures", done, len(work))
    return sorted(files)
