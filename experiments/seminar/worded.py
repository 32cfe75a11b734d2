"""A setting in words: its regime and what was moved."""

from experiments.seminar.sentences import capital
from experiments.seminar.values import label_of, shown_value, unit_words
from experiments.seminar.view import Setting
from experiments.words.language import Language
from simulation.declared import PARAMETERS


def difference_of(setting: Setting, words: Language) -> str:
    """Say the regime of a setting and every control that was moved."""
    parts = [capital(words.regime(setting.regime))]
    for change in setting.changes:
        parameter = PARAMETERS[change.path]
        told = f"{label_of(words, parameter)} → {shown_value(words, parameter, change.value)}"
        told += f" {unit_words(words, parameter)}".rstrip()
        if change.until > 1:
            told += " " + words.text("(month {month})", month=change.month)
        parts.append(told)
    return words.text("; ").join(parts)
