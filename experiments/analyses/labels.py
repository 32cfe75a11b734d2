"""How the figures of analyses call parameters and arms, in the language of the reader."""

import textwrap

from matplotlib.figure import Figure

from experiments.drawing.style import new_figure
from experiments.words.language import Language, display_unit

DOTS = 150
"""Dots an inch at which figures are saved (`experiments.drawing.style.save`)."""


def labelled_figure(width: float, height: float) -> Figure:
    """Make a figure whose layout is settled for the resolution it is saved in: long labels then have their room."""
    figure = new_figure(width, height)
    figure.set_dpi(DOTS)
    return figure


def parameter_label(path: str, language: Language, width: int = 34) -> str:
    """Label of a parameter as the model declares it, on lines of so many letters; the path where it is unknown."""
    from simulation.declared import PARAMETERS

    declared = PARAMETERS.get(path)
    if declared is None:
        return path
    return textwrap.fill(declared.label_fr if language.code == "fr" else declared.label_en, width)


def parameter_unit(path: str) -> str:
    """Unit of a parameter; empty for a pure number or a rule."""
    from simulation.declared import PARAMETERS

    declared = PARAMETERS.get(path)
    return "" if declared is None or declared.unit in ("1", "rule", "0/1") else declared.unit


def axis_label(path: str, language: Language, width: int = 46) -> str:
    """Label of an axis that shows a parameter: what it is and its unit."""
    unit = parameter_unit(path)
    label = parameter_label(path, language, width)
    return f"{label} ({language.text(unit)})" if unit else label


def difference_label(outcome: str, plus: str, minus: str, language: Language) -> str:
    """Say which arm is compared with which: jobs, reciprocity less market."""
    return language.text(
        "{outcome}: {plus} less {minus}",
        outcome=language.outcome(outcome),
        plus=language.regime(plus),
        minus=language.regime(minus),
    )


def shown_as(outcome: str, difference: bool = True) -> tuple[float, str]:
    """Factor and English unit in which an outcome is shown (`experiments.words.language.display_unit`)."""
    from simulation.outcomes import OUTCOMES

    unit = OUTCOMES[outcome].unit if outcome in OUTCOMES else "1"
    return display_unit(unit, 1.0, difference)


def note_below(figure: Figure, text: str, letters: int = 130) -> None:
    """Write in small letters below a figure what it rests on; the layout leaves room for it."""
    lines = "\n".join(textwrap.fill(line, letters) for line in text.splitlines())
    figure.supxlabel(lines, x=0.01, ha="left", fontsize=7.5, color="#444444")
