"""One look for all figures: a colour and a line for each arm, units, numbers as the language writes them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import Formatter, MaxNLocator

from experiments.numbers.contrasts import contrast_named
from experiments.origin import PNG_KEYWORD, SCHEME
from experiments.words.language import Language

REGIME_COLOURS = {
    "market": "#000000",
    "redistribution": "#E69F00",
    "gift": "#D55E00",
    "unseeded": "#56B4E9",
    "reciprocity": "#0072B2",
    "plural": "#009E73",
    "plural_untargeted": "#CC79A7",
    "site_only": "#8A7A00",
    "no_animator": "#777777",
    "random_members": "#5D3A9B",
}
"""Colours of Okabe and Ito, told apart by readers who see colours differently; the last three, of arms on request, are
darker ones beside them."""
REGIME_LINES: dict[str, Any] = {
    "market": "-",
    "redistribution": (0, (5, 2)),
    "gift": (0, (5, 1.5, 1, 1.5)),
    "unseeded": (0, (1, 1)),
    "reciprocity": "-",
    "plural": "-",
    "plural_untargeted": (0, (2, 1.2)),
    "site_only": (0, (1, 1.5)),
    "no_animator": (0, (4, 1.5, 1, 1.5)),
    "random_members": (0, (3, 1.5)),
}
CONTRAST_COLOURS = {
    "R0": "#0072B2",
    "P": "#56B4E9",
    "E": "#E69F00",
    "G": "#D55E00",
    "R0-G": "#000000",
    "R1": "#CC79A7",
    "targeting": "#009E73",
    "complementarity": "#8A7A00",
}
MODE_COLOURS = {"market": "#999999", "redistribution": "#E69F00", "reciprocity": "#0072B2"}
CATEGORY_COLOURS = (
    "#56B4E9",
    "#E69F00",
    "#009E73",
    "#F0E442",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
    "#999999",
    "#000000",
    "#DDDDDD",
)
BLUE, VERMILION, GREY = "#0072B2", "#D55E00", "#777777"
"""Two sides that are compared, of Okabe and Ito, and what both are measured by; the second side is dashed besides."""
DOTS = 150
"""Dots an inch at which figures are saved."""

SETTINGS: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#E5E5E5",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "lines.linewidth": 1.4,
    "svg.hashsalt": "ptce",
    "svg.fonttype": "path",
    "figure.dpi": 100,
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the look of the project, whatever the reader's own settings."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        yield


def new_figure(width: float, height: float) -> Figure:
    """Make a figure of so many inches that belongs to no window."""
    return Figure(figsize=(width, height), layout="constrained")


def labelled_figure(width: float, height: float) -> Figure:
    """Make a figure whose layout is settled for the resolution it is saved in: long labels then have their room."""
    figure = new_figure(width, height)
    figure.set_dpi(DOTS)
    return figure


def save(figure: Figure, path: Path) -> None:
    """Write a figure; the same figure gives the same bytes on the same platform.

    The layout is settled once, so that it is the same in every format and costs its time once. The label of
    the figure, where set, is the hash of its manifest and goes into the file (`experiments.origin`).
    """
    manifest = str(figure.get_label())
    mark = SCHEME + manifest if manifest else None
    with styled():
        if figure.get_layout_engine() is not None:
            figure.draw_without_rendering()
            figure.set_layout_engine("none")
        if path.suffix == ".svg":
            figure.savefig(path, format="svg", metadata={"Date": None, "Creator": "ptce", "Identifier": mark})
        else:
            figure.savefig(path, format="png", dpi=DOTS, metadata={"Software": "ptce", PNG_KEYWORD: mark})


class NumbersOfLanguage(Formatter):
    """Write the numbers of an axis as the language does, with the decimals that its steps need."""

    def __init__(self, language: Language):
        self.language = language
        self.decimals = 0

    def set_locs(self, locs: Any) -> None:
        """Take the places of the numbers and choose the decimals."""
        step = float(locs[1] - locs[0]) if len(locs) > 1 else 1.0
        self.decimals = 0
        while self.decimals < 6 and abs(step * 10**self.decimals % 1 - 0.5) < 0.5 - 1e-6:
            self.decimals += 1

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Write one number."""
        return self.language.number(x, self.decimals)


def numbers_on(axis: Any, language: Language, most: int = 5) -> None:
    """Put few enough numbers on an axis to be read, written as the language does."""
    axis.set_major_locator(MaxNLocator(nbins=most, min_n_ticks=3, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(NumbersOfLanguage(language))


def years_on(axes: Axes, months: int, language: Language) -> None:
    """Mark an axis that counts years."""
    years = months / 12
    step = next(step for step in (1, 2, 5, 10, 20, 50) if years / step <= 4 or step == 50)
    axes.set_xlim(0, years)
    axes.set_xticks([step * count for count in range(int(years // step) + 1)])
    axes.set_xlabel(language.text("years"))


def regime_handles(regimes: Sequence[str], language: Language) -> list[Line2D]:
    """Entries of a legend of arms."""
    return [
        Line2D([], [], color=REGIME_COLOURS[name], linestyle=REGIME_LINES[name], label=language.regime(name))
        for name in regimes
    ]


def contrast_handle(name: str, language: Language, **look: Any) -> Line2D:
    """Entry of a legend for a contrast: its colour, its symbol and what it is the effect of; ``look`` as of a line."""
    one = contrast_named(name)
    label = language.text("{name}: {meaning}", name=one.symbol, meaning=language.text(one.title))
    return Line2D([], [], color=CONTRAST_COLOURS[name], label=label, **look)
