"""One figure of all rows: how many times as good as its floor each one is, on a logarithmic axis."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from experiments.drawing.labels import note_below
from experiments.drawing.style import BLUE, GREY, VERMILION, labelled_figure, save, styled
from experiments.words.language import Language
from tests.benchmarks.machine import Machine
from tests.benchmarks.row import Row
from tests.benchmarks.table import bound, lines_of, written

LETTERS_OF_A_LABEL = 46
TICKS = (0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
MARGIN = 1.15
WORDS = {
    "en": {
        "axis": "times as good as the floor (right of 1: floor met)",
        "met": "floor met",
        "missed": "floor missed",
        "aim": "aim",
        "range": "line: least to most of the repeats; dot: their median",
        "missing": "not measured",
        "floor": "floor",
        "quick": "Tiny sizes, to see that everything runs: these numbers measure nothing.",
    },
    "fr": {
        "axis": "fois aussi bon que le plancher (à droite de 1 : plancher atteint)",
        "met": "plancher atteint",
        "missed": "plancher manqué",
        "aim": "cible",
        "range": "trait : de la plus faible à la plus forte répétition ; point : leur médiane",
        "missing": "non mesuré",
        "floor": "plancher",
        "quick": "Tailles minuscules, pour voir que tout tourne : ces nombres ne mesurent rien.",
    },
}
LOOKS = {True: ("o", BLUE), False: ("X", VERMILION)}
"""Shape and colour of a median whose floor is met, or missed: told apart by either."""


def draw(rows: Sequence[Row], machine: Machine, language: Language, quick: bool) -> Figure:
    """Draw the rows that have a floor, the first on top."""
    held = [row for row in rows if row.floor is not None]
    words = WORDS[language.code]
    with styled():
        figure = labelled_figure(9.0, 1.9 + 0.46 * len(held))
        axes = figure.subplots()
        for place, row in enumerate(held):
            draw_row(axes, place, row, language)
        dress(axes, held, language)
        figure.legend(handles=handles(words), loc="outside upper right", ncols=3, fontsize=8)
        said = [words["range"], machine.described(language), *([words["quick"]] if quick else [])]
        note_below(figure, "\n".join(map(language.typed, said)), letters=140)
    return figure


def draw_row(axes: Axes, place: int, row: Row, language: Language) -> None:
    """Draw one row: the range of its repeats, their median, the aim, and the numbers at the right edge."""
    if row.aim is not None:
        axes.plot(row.times_the_floor(row.aim), place, marker="|", markersize=15, markeredgewidth=2.2, color=GREY)
    if not row.values:
        axes.text(1.03, place, WORDS[language.code]["missing"], va="center", fontsize=8, color=GREY)
        return
    marker, colour = LOOKS[bool(row.reaches(row.floor))]
    ends = [row.times_the_floor(end(row.values)) for end in (min, max)]
    axes.plot(ends, [place, place], color=colour, linewidth=2.4, solid_capstyle="butt", alpha=0.55)
    axes.plot(row.times_the_floor(row.median), place, marker=marker, markersize=8, color=colour, zorder=3)


def dress(axes: Axes, rows: Sequence[Row], language: Language) -> None:
    """Label the axes, mark the floor, and write medians and floors beside the rows."""
    axes.set_xscale("log")
    shown = [1.0, *(row.times_the_floor(value) for row in rows for value in (*row.values, row.aim or row.floor))]
    axes.set_xlim(min(shown) / MARGIN, max(shown) * MARGIN)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.xaxis.set_major_locator(
        FixedLocator([tick for tick in TICKS if min(shown) / MARGIN <= tick <= max(shown) * MARGIN])
    )
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda tick, _: language.number(tick, 0 if tick == round(tick) else 1))
    )
    axes.axvline(1.0, color="#000000", linewidth=1.2)
    labels = ["\n".join(lines_of(language.of(row.label), LETTERS_OF_A_LABEL)) for row in rows]
    axes.set_yticks(range(len(rows)), labels, fontsize=8)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(language.typed(WORDS[language.code]["axis"]))
    numbers = axes.secondary_yaxis("right")
    numbers.set_yticks(range(len(rows)), [beside(row, language) for row in rows], fontsize=8)
    numbers.tick_params(length=0)
    numbers.spines["right"].set_visible(False)


def beside(row: Row, language: Language) -> str:
    """Median and floor of a row, as they are written at the right edge."""
    median = written(row.median, row, language) if row.values else "–"
    floor = WORDS[language.code]["floor"]
    return f"{median}  ({floor} {bound(row.floor, row, language)})"


def handles(words: Mapping[str, str]) -> list[Line2D]:
    """Entries of the legend."""
    dots = [
        Line2D([], [], linestyle="", marker=marker, color=colour, markersize=8, label=words["met" if met else "missed"])
        for met, (marker, colour) in LOOKS.items()
    ]
    aim = Line2D([], [], linestyle="", marker="|", markersize=13, markeredgewidth=2.2, color=GREY, label=words["aim"])
    return [*dots, aim]


def write_figures(rows: Sequence[Row], machine: Machine, language: Language, quick: bool, out: Path) -> None:
    """Write the figure as PNG and SVG."""
    figure = draw(rows, machine, language, quick)
    for ending in ("png", "svg"):
        save(figure, out / f"benchmark{language.ending}.{ending}")
