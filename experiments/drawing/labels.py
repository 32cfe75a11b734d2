"""Labels and notes of figures, on lines that leave the drawing its room."""

import textwrap

from matplotlib.figure import Figure

from experiments.words.language import Language


def wrapped_label(path: str, language: Language, width: int = 34) -> str:
    """Label of a parameter on lines of so many letters."""
    return textwrap.fill(language.parameter(path), width)


def axis_label(path: str, language: Language, width: int = 46) -> str:
    """Label of an axis that shows a parameter: what it is and its unit."""
    unit = language.parameter_unit(path)
    label = wrapped_label(path, language, width)
    return f"{label} ({unit})" if unit else label


def difference_label(outcome: str, plus: str, minus: str, language: Language) -> str:
    """Say which arm is compared with which: jobs, reciprocity less market."""
    return language.text(
        "{outcome}: {plus} less {minus}",
        outcome=language.outcome(outcome),
        plus=language.regime(plus),
        minus=language.regime(minus),
    )


def with_unit(label: str, unit: str, language: Language, between: str = " ") -> str:
    """Label of an axis: what it counts, and in which unit."""
    if between == "\n":
        label = textwrap.fill(label, 24)
    return f"{label}{between}({language.text(unit)})" if unit else label


def note_below(figure: Figure, text: str, letters: int = 130) -> None:
    """Write in small letters below a figure what it rests on; the layout leaves room for it."""
    lines = "\n".join(textwrap.fill(line, letters) for line in text.splitlines())
    figure.supxlabel(lines, x=0.01, ha="left", fontsize=7.5, color="#444444")
