"""Words and numbers in French and English: the one place where a language is checked and a word found.

English sentences stand in the code and are the keys of the catalogue, the files ``words/fr*.toml``; a sentence that is
not in the catalogue stays English. What is declared in both languages (parameters, outcomes, scenarios) is chosen
from here.
"""

import math
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from simulation.refusals import Phrase, Refused, unknown
from simulation.scenario_files import LANGUAGES

ENGLISH = "en"
"""Language of the sentences in the code; it has no ending of its own in names of files."""
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
SPACED = re.compile(r"(?<=\S) (?=[:;?!%»])|(?<=^) (?=[:;?!])|(?<=«) ")
"""Spaces that French typography makes narrow and keeps on the line."""
MINUS = "\N{MINUS SIGN}"
COUNTED = {
    "en": re.compile(
        rf"(?<![\d.,{NARROW_SPACE}{MINUS}+-])(1 (?:replicate|year|world|month|point|pole|organisation|group))s\b"
    ),
    "fr": re.compile(
        rf"(?<![\d.,{NARROW_SPACE}{MINUS}+-])(1 (?:réplique|an|monde|point|pôle|personne|organisation|groupe))s\b"
    ),
}
"""What is counted and loses its ending where there is one of it."""

PURE = ("1", "0/1", "rule", "sector")
"""Units of parameters that are not shown: of pure numbers, switches and names."""

REGIME_LABELS = {
    "market": "market",
    "redistribution": "redistribution",
    "gift": "gift",
    "unseeded": "unseeded",
    "reciprocity": "reciprocity",
    "plural": "plural",
    "plural_untargeted": "plural, untargeted",
    "site_only": "site only",
    "no_animator": "no animator",
    "random_members": "random members",
}


@cache
def catalogue(code: str) -> dict[str, str]:
    """Read the translations from English into a language, from every file ``words/<code>*.toml``."""
    words: dict[str, str] = {}
    for path in sorted(Path(__file__).parent.glob(f"{code}*.toml")):
        words |= tomllib.loads(path.read_text(encoding="utf-8"))
    return words


class Language:
    """Words and numbers as a reader of a language writes them.

    Parameters
    ----------
    code : str
        ``en`` or ``fr``.

    Raises
    ------
    PlanError
        For another language, with those there are.
    """

    def __init__(self, code: str):
        if code not in LANGUAGES:
            raise unknown("language", code, LANGUAGES)
        self.code = code

    @classmethod
    def asked_for(cls, code: str | None, otherwise: str) -> "Language":
        """Language that a reader asks for, or another where there is no such one."""
        return cls(code if code in LANGUAGES else otherwise)

    @classmethod
    def of_file(cls, path: Path) -> "Language":
        """Language that stands at the end of the name of a file; English where none does."""
        return cls(next((code for code in LANGUAGES if path.stem.endswith(f"_{code}")), ENGLISH))

    @property
    def ending(self) -> str:
        """What is added to the names of files in this language: nothing in English, ``_fr`` in French."""
        return "" if self.code == ENGLISH else f"_{self.code}"

    @property
    def other(self) -> "Language":
        """The other language."""
        return Language(next(code for code in LANGUAGES if code != self.code))

    def text(self, english: str, /, **values: object) -> str:
        """Translate a sentence and fill in its values."""
        sentence = self.typed(catalogue(self.code).get(english, english))
        return self.agreeing(sentence.format(**values)) if values else sentence

    def agreeing(self, sentence: str) -> str:
        """Put the word after a lone 1 into the singular: 1 replicate, 1 year."""
        return COUNTED[self.code].sub(r"\1", sentence)

    def refusal(self, refused: Refused | Phrase) -> str:
        """Say a refusal; what fills it in is translated where it is a phrase or a refusal itself."""
        values = {
            name: self.refusal(value) if isinstance(value, Refused | Phrase) else value
            for name, value in refused.values.items()
        }
        return self.text(refused.template, **values)

    def typed(self, text: str) -> str:
        """Put the narrow no-break spaces of French before : ; ? ! % and within « »."""
        return SPACED.sub(NARROW_SPACE, text) if self.code == "fr" else text

    def of(self, told: Mapping[str, str]) -> str:
        """Choose from what was written in both languages; English where the other one is missing."""
        return self.typed(told.get(self.code) or told[ENGLISH])

    def outcome(self, name: str) -> str:
        """Short label of an outcome, as the model declares it."""
        from simulation.outcomes import OUTCOMES

        declared = OUTCOMES.get(name)
        if declared is None:
            return self.text(name.replace("_", " "))
        return self.of({"en": declared.label_en, "fr": declared.label_fr})

    def regime(self, name: str) -> str:
        """Label of an arm."""
        return self.text(REGIME_LABELS.get(name, name))

    def scenario(self, scenario: str | Path) -> str:
        """Title of a scenario."""
        from simulation.scenario_files import read_scenario

        return self.of(read_scenario(scenario).title)

    def parameter(self, path: str) -> str:
        """Label of a parameter as the model declares it; its path where the model has no such one."""
        from simulation.declared import PARAMETERS

        declared = PARAMETERS.get(path)
        return path if declared is None else self.of({"en": declared.label_en, "fr": declared.label_fr})

    def parameter_unit(self, path: str) -> str:
        """Unit of a parameter; empty for a pure number, a switch or a name."""
        from simulation.declared import PARAMETERS

        declared = PARAMETERS.get(path)
        return "" if declared is None or declared.unit in PURE else self.text(declared.unit)

    def number(self, value: float, decimals: int = 0, signed: bool = False) -> str:
        """Write a number: 1,234.5 in English, 1 234,5 in French; a true minus sign in both."""
        if not math.isfinite(value):
            return "–"
        rounded = round(value, decimals) + 0.0
        written = f"{abs(rounded):,.{decimals}f}"
        if self.code == "fr":
            written = written.replace(",", NARROW_SPACE).replace(".", ",")
        sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
        return sign + written


def capital(sentence: str) -> str:
    """Begin a sentence with a capital."""
    return sentence[:1].upper() + sentence[1:]


def decimals_for(scale: float) -> int:
    """Decimals that show a number of this scale with two significant digits."""
    if not math.isfinite(scale) or scale <= 0:
        return 0
    return max(0, min(6, 1 - math.floor(math.log10(scale))))


def display_unit(unit: str, scale: float, difference: bool) -> tuple[float, str]:
    """Choose how a value is shown: the factor it is multiplied by and the English name of the shown unit.

    Parameters
    ----------
    unit : str
        Unit in the tables.
    scale : float
        Size of what is shown, to choose between euros, thousands and millions.
    difference : bool
        True for a difference between arms: shares and rates differ by *points* of per cent.
    """
    if unit == "share":
        return 100.0, "points" if difference else "%"
    if unit == "%":
        return 1.0, "points" if difference else "%"
    if unit.startswith("EUR") and not unit.startswith("EUR/"):
        for factor, word in ((1e6, "million EUR"), (1e3, "thousand EUR")):
            if abs(scale) >= factor:
                return 1 / factor, word + unit[3:]
    return 1.0, "" if unit in ("1", "0-1", "ratio", "effective number", "effective numbers") else unit


def shown_outcome(outcome: str, difference: bool = True) -> tuple[float, str]:
    """Factor and English unit in which an outcome is shown, whatever its size (`display_unit`)."""
    from simulation.outcomes import OUTCOMES

    unit = OUTCOMES[outcome].unit if outcome in OUTCOMES else "1"
    return display_unit(unit, 1.0, difference)


def measured(language: Language, value: float, unit: str, spread: float | None = None, difference: bool = True) -> str:
    """Write a value with its unit, to the precision that its spread carries."""
    spread = abs(value) if spread is None or not math.isfinite(spread) or spread == 0 else spread
    factor, shown = display_unit(unit, max(abs(value), spread), difference)
    number = language.number(value * factor, decimals_for(spread * factor), signed=difference)
    if not math.isfinite(value):
        return number
    return language.typed(f"{number} {language.text(shown)}") if shown else number


def interval(language: Language, low: float, high: float, unit: str, mean: float, difference: bool = True) -> str:
    """Write both ends of an interval as `measured` would write its middle, without the unit; a dash for none."""
    spread = abs(high - low) / 2
    factor, _ = display_unit(unit, max(abs(mean), spread), difference)
    decimals = decimals_for((spread or abs(mean)) * factor)
    return both_ends(language, low * factor, high * factor, decimals, difference)


def bracket(language: Language, written: str, named: bool = True) -> str:
    """What stands in brackets behind a mean: its interval, as `interval` has written it, or that there is none.

    Parameters
    ----------
    language : Language
    written : str
    named : bool
        Whether to say that it is a 95 % interval.
    """
    if written == language.number(math.nan):
        return language.text("no interval")
    return language.text("95 % interval {interval}", interval=written) if named else written


def both_ends(language: Language, low: float, high: float, decimals: int, signed: bool = False) -> str:
    """Write both ends of an interval to so many decimals; a dash for none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return language.number(math.nan)
    ends = [language.number(end, decimals, signed) for end in (low, high)]
    return language.text("{low} to {high}", low=ends[0], high=ends[1])
