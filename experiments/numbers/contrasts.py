"""The arms of the comparison and the differences taken between them (``economics.md`` 2.3).

Two factors, reciprocity allowed or not and extra public money or not, give four regimes; a fifth arm,
``plural_untargeted``, separates the money from its recipient; ``unseeded`` separates what the pole of the document
brings from what emerges by itself; ``gift`` hands the euros that poles save to everybody, without any pole, and
separates cooperation from the money it saves (poles.md 7). All arms of a replicate start from the same burnt-in state
and meet the same random numbers, so every difference is taken within a replicate.
"""

from collections.abc import Iterable
from dataclasses import dataclass

MAIN_REGIMES = (
    "market",
    "redistribution",
    "gift",
    "unseeded",
    "reciprocity",
    "plural",
    "plural_untargeted",
)
"""Arms of the main comparison."""
ON_REQUEST = ("site_only", "no_animator", "random_members")
"""Arms that are lived where they are asked for: ``reciprocity`` in which declared poles are founded otherwise."""
REGIMES = (*MAIN_REGIMES, *ON_REQUEST)
MONEY_REGIMES = ("redistribution", "plural", "plural_untargeted")
RECIPROCITY_REGIMES = ("unseeded", "reciprocity", "plural", "plural_untargeted", *ON_REQUEST)
FOUNDING_REGIMES = tuple(name for name in RECIPROCITY_REGIMES if name != "unseeded")
"""Arms in which declared poles are founded."""
MISSION = ("mono_industry", "land_pressure", "cultural_concentration")
"""The scenarios of the main comparison."""

REPORT_YEARS = (1, 5, 10, 20)
PRIMARY_OUTCOMES = ("jobs", "bottom40_income_share")
"""The two outcomes named in advance; every other one is exploratory."""
DESCRIBES_POLES = ("cooperation",)
"""Groups of outcomes that describe the poles themselves, not what they bring about."""

DEFAULT_REPLICATES = 40
VALIDATION_REPLICATES = 20
"""Replicates in which facts are looked for: means are known well enough from fewer."""
DEFAULT_MONTHS = 264
"""Every declared pole has ten years, and a year more, within them."""
DEFAULT_SEED = 1


@dataclass(frozen=True)
class Contrast:
    """A signed sum of arms, taken replicate by replicate.

    Attributes
    ----------
    name : str
        Name in the tables.
    symbol : str
        Symbol in ``economics.md`` 2.3.
    weights : dict
        Sign of each arm; they sum to zero.
    title : str
        What the difference is the effect of.
    short : str
        The same in two or three words.
    """

    name: str
    symbol: str
    weights: dict[str, int]
    title: str
    short: str

    @property
    def pair(self) -> tuple[str, ...]:
        """The two arms of a plain difference, the one that is taken from last; empty for any other sum."""
        arms = sorted(self.weights, key=lambda arm: -self.weights[arm])
        return tuple(arms) if sorted(self.weights.values()) == [-1, 1] else ()


CONTRASTS = (
    Contrast("R0", "R0", {"reciprocity": 1, "market": -1}, "reciprocity without money", "reciprocity alone"),
    Contrast("P", "P", {"reciprocity": 1, "unseeded": -1}, "the pole of the document", "documented pole"),
    Contrast("E", "E", {"unseeded": 1, "market": -1}, "what emerges without it", "what emerges"),
    Contrast("G", "G", {"gift": 1, "market": -1}, "a gift of the same euros", "gift of the euros"),
    Contrast(
        "R0-G",
        "R0 \N{MINUS SIGN} G",
        {"reciprocity": 1, "gift": -1},
        "cooperation beyond the money it saves",
        "beyond the gift",
    ),
    Contrast(
        "R1",
        "R1",
        {"plural_untargeted": 1, "redistribution": -1},
        "reciprocity at equal money",
        "with money",
    ),
    Contrast("targeting", "T", {"plural": 1, "plural_untargeted": -1}, "targeting the money at poles", "targeting"),
    Contrast(
        "complementarity",
        "R1 \N{MINUS SIGN} R0",
        {"plural_untargeted": 1, "redistribution": -1, "reciprocity": -1, "market": 1},
        "complementarity of reciprocity and money",
        "complementarity",
    ),
    Contrast(
        "plural_less_redistribution",
        "R1 + T",
        {"plural": 1, "redistribution": -1},
        "plural instead of redistribution",
        "both together",
    ),
    Contrast("money", "M", {"redistribution": 1, "market": -1}, "money without reciprocity", "money alone"),
    Contrast(
        "money_with_poles",
        "M\N{PRIME}",
        {"plural": 1, "reciprocity": -1},
        "public money where poles may be",
        "money with poles",
    ),
    Contrast("site", "S", {"site_only": 1, "unseeded": -1}, "the site of the pole alone", "site alone"),
    Contrast("animator", "A", {"reciprocity": 1, "no_animator": -1}, "the animator of the pole", "animator"),
    Contrast(
        "membership",
        "W",
        {"reciprocity": 1, "random_members": -1},
        "who the members of the pole are",
        "who the members are",
    ),
)
MAIN_CONTRASTS = ("R0", "P", "E", "G", "R0-G", "R1", "targeting", "complementarity")
"""Contrasts of the main comparison, and of the primary family."""


def contrast_named(name: str) -> Contrast:
    """Return the estimand of this name."""
    return next(one for one in CONTRASTS if one.name == name)


def contrasts_for(regimes: Iterable[str]) -> tuple[Contrast, ...]:
    """Estimands that can be taken when only these regimes were run."""
    present = set(regimes)
    return tuple(one for one in CONTRASTS if present.issuperset(one.weights))


def years_within(months: int) -> tuple[int, ...]:
    """Years of the report that a run of so many months reaches; the last whole year if it reaches none."""
    reached = tuple(year for year in REPORT_YEARS if year * 12 <= months)
    whole = months // 12
    if whole and whole not in reached:
        reached = (*reached, whole)
    return reached
