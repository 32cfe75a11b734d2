"""Words and numbers in French and English.

English sentences stand in the code and are the keys of the catalogue, the files ``words/fr*.toml``; a sentence that is
not in the catalogue stays English.
"""

import math
import re
import tomllib
from functools import cache
from pathlib import Path

from simulation.refusals import Phrase, Refused

LANGUAGES = ("en", "fr")
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
SPACED = re.compile(r"(?<=\S) (?=[:;?!%»])|(?<=^) (?=[:;?!])|(?<=«) ")
"""Spaces that French typography makes narrow and keeps on the line."""
MINUS = "\N{MINUS SIGN}"

OUTCOME_LABELS = {
    "jobs": "jobs",
    "unemployment_rate": "unemployment rate",
    "long_term_unemployed_share": "long-term share of the unemployed",
    "employment_resident": "residents with a job",
    "gini_income": "Gini index of income",
    "gini_wealth": "Gini index of gross wealth",
    "bottom40_income_share": "income share of the bottom 40 %",
    "bottom40_wealth_share": "wealth share of the bottom 40 %",
    "top10_income_share": "income share of the top tenth",
    "top10_wealth_share": "wealth share of the top tenth",
    "value_added": "value added",
    "disposable_income": "disposable income of residents",
    "wage_bill": "wage bill",
    "median_wage_fte": "median wage of a full-time post",
    "public_cost": "public cost, gross",
    "pole_count": "living poles",
    "jobs_members": "jobs in member organisations",
    "jobs_anchored": "anchored jobs",
    "jobs_subsidised": "subsidised jobs",
    "local_ownership_share": "share of equity owned locally",
    "outside_owner_share": "outside owners' share of sales in culture",
    "richness_0D": "owners in culture (Hill\N{NO-BREAK SPACE}0D)",
    "diversity_1D": "diversity of owners in culture (Hill\N{NO-BREAK SPACE}1D)",
    "diversity_2D": "diversity of owners in culture (Hill\N{NO-BREAK SPACE}2D)",
    "agricultural_area": "farmed area",
    "land_price_ha": "price of land",
    "public_land_share": "share of land in public or community ownership",
    "integration_reciprocity": "reciprocity in all flows",
}
"""Short labels of outcomes in English; other outcomes are called by their name."""

REGIME_LABELS = {
    "market": "market",
    "redistribution": "redistribution",
    "reciprocity": "reciprocity",
    "plural": "plural",
    "plural_untargeted": "plural, untargeted",
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
    """

    def __init__(self, code: str):
        if code not in LANGUAGES:
            raise ValueError(f"language {code!r} is not one of {', '.join(LANGUAGES)}")
        self.code = code

    def text(self, english: str, /, **values: object) -> str:
        """Translate a sentence and fill in its values."""
        sentence = self.typed(catalogue(self.code).get(english, english))
        return sentence.format(**values) if values else sentence

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

    def outcome(self, name: str) -> str:
        """Short label of an outcome."""
        return self.text(OUTCOME_LABELS.get(name, name.replace("_", " ")))

    def regime(self, name: str) -> str:
        """Label of an arm."""
        return self.text(REGIME_LABELS.get(name, name))

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


def measured(language: Language, value: float, unit: str, spread: float | None = None, difference: bool = True) -> str:
    """Write a value with its unit, to the precision that its spread carries."""
    spread = abs(value) if spread is None or not math.isfinite(spread) or spread == 0 else spread
    factor, shown = display_unit(unit, max(abs(value), spread), difference)
    number = language.number(value * factor, decimals_for(spread * factor), signed=difference)
    return language.typed(f"{number} {language.text(shown)}") if shown else number


def interval(language: Language, low: float, high: float, unit: str, mean: float, difference: bool = True) -> str:
    """Write both ends of an interval as `measured` would write its middle, without the unit."""
    spread = abs(high - low) / 2
    factor, _ = display_unit(unit, max(abs(mean), spread), difference)
    decimals = decimals_for((spread or abs(mean)) * factor)
    ends = [language.number(end * factor, decimals, signed=difference) for end in (low, high)]
    return language.text("{low} to {high}", low=ends[0], high=ends[1])
