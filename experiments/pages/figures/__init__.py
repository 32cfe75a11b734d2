"""Figures, one file each, found by lying in this folder.

A file declares ``NAME`` (part of the file name), ``TITLE`` and ``CAPTION`` (English sentences, keys of the
catalogue), ``NEEDS`` (table name to the columns it must have) and ``draw(tables, scenario, language)``, which
takes tables and returns a matplotlib figure. What several figures share lies in `experiments.drawing`.
"""

import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd

from experiments.files import tables as store
from experiments.files.names import safe_name
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


def file_name(scenario: str, figure: str, language: Language, kind: str) -> str:
    """Name of the file of a figure: the language stands in it unless it is English."""
    return f"{safe_name(scenario)}_{figure}{language.ending}.{kind}"


@cache
def stored(directory: Path) -> store.StoredTables:
    """Tables of a directory, read once in each process."""
    return store.StoredTables(directory)


def drawn(module: ModuleType, tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> "Figure":
    """Draw a figure that bears, as its label, the hash of the manifest of its tables."""
    figure = module.draw(tables, scenario, language)
    figure.set_label(tables["runs"].attrs.get(KEY, ""))
    return figure


def draw_to_files(work: tuple[Path, str, str, str]) -> list[str]:
    """Draw a figure of a scenario in all formats; return the files, relative to the directory."""
    from experiments.drawing.style import save

    directory, name, scenario, code = work
    language = Language(code)
    module = next(one for one in modules() if name == one.NAME)
    tables = stored(directory)
    if not can_be_drawn(module, tables, scenario):
        return []
    figure = drawn(module, tables, scenario, language)
    files = []
    for kind in FORMATS:
        file = f"{FOLDER}/{file_name(scenario, name, language, kind)}"
        store.write_whole(directory / file, lambda path: save(figure, path))
        files.append(file)
    return files


def draw_all(directory: Path, language: str, pool: "Pool", notify: Callable[[str, int, int], None]) -> list[str]:
    """Draw every figure of every scenario from the stored tables alone; return the files written."""
    stored.cache_clear()
    scenarios = store.StoredTables(directory)["runs"]["scenario"].unique()
    work = [(directory, module.NAME, str(scenario), language) for module in modules() for scenario in scenarios]
    files: list[str] = []
    notify("drawing figures", 0, len(work))
    for done, written in enumerate(pool.results(draw_to_files, work), start=1):
        files += written
        notify("drawing figures", done, len(work))
    return sorted(files)
