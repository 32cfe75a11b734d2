"""How actors, decisions and their values are named for a reader."""

from collections.abc import Mapping
from typing import Any

from experiments.seminar.rooms.messages import RoomRefusal
from experiments.seminar.rooms.offers import (
    EFFORT,
    INVEST,
    PARTS_OF_SAVINGS,
    QUESTIONS,
    SHARES,
    STANCE,
    STANCES,
    VOTE_WORDS,
    VOTES,
)
from experiments.words.language import NARROW_SPACE, Language
from simulation.choices import AUTHORITY, HOUSEHOLD, OUTSIDE
from simulation.declared import PARAMETERS
from simulation.declared.policy import AUTHORITY_ROLES
from simulation.declared.sectors import SECTOR_LABELS, SECTORS
from simulation.readings import FORM_NAMES, STATUS_NAMES

KIND_WORDS = {
    "any": "whatever is free",
    "organisation": "an organisation",
    "household": "a household that saves",
    "authority": "the authority",
    OUTSIDE: "from outside",
}
PHASE_WORDS = {
    "waiting": "The game has not begun.",
    "open": "Decide for the coming quarter.",
    "paused": "The teacher has paused the game.",
    "playing": "The quarter is being lived.",
    "ended": "The game has ended.",
}
POLE_WORDS = ("group of enterprises", "grouping around a place", "grouping along a filière")
ROLE_WORDS = dict(zip(AUTHORITY_ROLES, ("bystander", "enabler", "leader"), strict=True))
UNIT_WORDS = {"months": "months", "EUR": "€", "EUR a year": "€ a year"}
"""Units of the levers offered to a player."""
SWITCHED = {0.0: "no", 1.0: "yes"}


def refusal(language: Language, refused: RoomRefusal) -> str:
    """Sentence of a refusal in a language."""
    return language.refusal(refused)


def plain(language: Language, number: float) -> str:
    """A number with the decimals it has, at most three."""
    decimals = next(places for places in range(4) if places == 3 or abs(round(number, places) - number) < 1e-9)
    return language.number(number, decimals)


def euros(language: Language, amount: float, signed: bool = False) -> str:
    """An amount in whole euros."""
    return f"{language.number(amount, 0, signed)}{NARROW_SPACE}€"


def sector(language: Language, code: int) -> str:
    """Name of a sector."""
    english, french = SECTOR_LABELS[SECTORS[code]]
    return french if language.code == "fr" else english


def form(language: Language, code: int) -> str:
    """Name of a legal form."""
    return language.text(FORM_NAMES[code])


def status(language: Language, code: int) -> str:
    """Name of the status of a household."""
    return language.text(STATUS_NAMES[code])


def actor(language: Language, kind: str, uid: int, facts: Mapping[str, Any] | None = None) -> str:
    """Name of an actor: what it is and its number."""
    if kind == AUTHORITY:
        return language.text("The authority")
    if kind == HOUSEHOLD:
        return language.text("Household {number}", number=uid)
    if kind == OUTSIDE:
        return language.text("From outside")
    name = language.text("Organisation {number}", number=uid)
    if facts is None:
        return name
    return f"{name} · {sector(language, facts['sector'])} ({form(language, facts['form'])})"


def question(language: Language, name: str) -> str:
    """What a decision asks; a lever is asked for by its label."""
    if name in QUESTIONS:
        return language.text(QUESTIONS[name])
    return parameter(language, name)


def parameter(language: Language, path: str) -> str:
    """Label of a parameter."""
    declared = PARAMETERS[path]
    label = language.typed(declared.label_fr if language.code == "fr" else declared.label_en)
    return label[:1].upper() + label[1:]


def value(language: Language, name: str, told: float | str) -> str:
    """A value of a decision in words, or as a number with its unit."""
    if isinstance(told, str):
        return language.text(ROLE_WORDS.get(told, told))
    if name == STANCE:
        return language.text(STANCES[int(told)])
    if name in VOTES:
        return language.text(VOTE_WORDS[told])
    if name == INVEST:
        return language.text(PARTS_OF_SAVINGS[told]) if told in PARTS_OF_SAVINGS else plain(language, told)
    if name == EFFORT or name not in PARAMETERS:
        return language.text(SHARES[told]) if told in SHARES else plain(language, told)
    declared = PARAMETERS[name]
    if declared.choices:
        return language.text(ROLE_WORDS.get(declared.choices[int(told)], declared.choices[int(told)]))
    if declared.kind == "switch" or declared.unit == "0/1":
        return language.text(SWITCHED[float(told)])
    if declared.unit.startswith("share"):
        return language.typed(f"{plain(language, 100.0 * told)} %")
    unit = UNIT_WORDS.get(declared.unit, "")
    return plain(language, told) + (f"{NARROW_SPACE}{language.text(unit)}" if unit else "")
