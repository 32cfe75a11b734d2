"""Predict first: what a class expects, before anything is shown; answers are locked. No page in here."""

import math
import secrets
from collections import Counter
from dataclasses import dataclass, field

from experiments.refusal import Refusal
from experiments.seminar.view import View
from experiments.words.language import Language

UP, SAME, DOWN = "up", "same", "down"
CHOICES = (UP, SAME, DOWN)
OUTCOMES = ("jobs", "bottom40_income_share", "unemployment_rate", "gini_wealth")
"""What is asked: jobs, and who gains."""
POINTS = 5
"""Points of the curve that a participant draws, evenly spaced in time, the start left out."""
WIDEST = 200
"""Largest difference in jobs that can be drawn."""
MOST_ANSWERS = 500
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that are not taken for one another."""


@dataclass(frozen=True)
class Answer:
    """What one participant expects of B against A.

    Attributes
    ----------
    choices : tuple of (outcome, choice)
    curve : tuple of float
        Difference in jobs at `POINTS` dates.
    """

    choices: tuple[tuple[str, str], ...]
    curve: tuple[float, ...]


@dataclass
class Prediction:
    """One prediction of a class on one view.

    Attributes
    ----------
    code : str
        What participants type or scan.
    secret : str
        Stands in the teacher's link only.
    view : View
    answers : dict
        By token of the participant; never overwritten.
    shown : bool
        The curves have been shown: no answer is taken any more.
    """

    code: str
    secret: str
    view: View
    answers: dict[str, Answer] = field(default_factory=dict)
    shown: bool = False

    def lock(self, token: str, choices: dict[str, str], curve: list[float], language: Language) -> None:
        """Take an answer for good.

        Raises
        ------
        Refusal
            When it is incomplete, malformed, a second one, or late.
        """
        if self.shown:
            raise Refusal(language.text("The result has been shown; no answer is taken any more."))
        if token in self.answers:
            raise Refusal(language.text("This answer is locked and cannot be changed."))
        if len(self.answers) >= MOST_ANSWERS:
            raise Refusal(language.text("There are {n} answers already, no more are taken.", n=MOST_ANSWERS))
        if set(choices) != set(OUTCOMES) or not set(choices.values()) <= set(CHOICES):
            raise Refusal(language.text("Choose an answer to each question."))
        if len(curve) != POINTS or not all(math.isfinite(one) and abs(one) <= WIDEST for one in curve):
            raise Refusal(language.text("The curve is out of range."))
        self.answers[token] = Answer(tuple((name, choices[name]) for name in OUTCOMES), tuple(map(float, curve)))

    def counts(self, outcome: str) -> Counter[str]:
        """How many chose what of an outcome."""
        return Counter(dict(answer.choices)[outcome] for answer in self.answers.values())

    def curves(self) -> list[tuple[float, ...]]:
        """Every curve drawn."""
        return [answer.curve for answer in self.answers.values()]


class Predictions:
    """The predictions of a server; forgotten when it ends."""

    def __init__(self) -> None:
        self.by_code: dict[str, Prediction] = {}

    def open(self, view: View) -> Prediction:
        """Open one on a view, under a code that is not in use."""
        while (code := "".join(secrets.choice(LETTERS) for _ in range(4))) in self.by_code:
            pass
        self.by_code[code] = Prediction(code, secrets.token_urlsafe(12), view)
        return self.by_code[code]

    def named(self, code: str, language: Language) -> Prediction:
        """Return the prediction of a code; refuse an unknown one."""
        found = self.by_code.get(code.upper())
        if found is None:
            raise Refusal(language.text("There is no prediction under the code “{code}”.", code=code[:12]))
        return found

    def for_teacher(self, code: str, secret: str, language: Language) -> Prediction:
        """Return the prediction of a teacher's link; refuse a wrong one as an unknown one."""
        found = self.named(code, language)
        if not secrets.compare_digest(found.secret.encode(), secret.encode()):
            raise Refusal(language.text("There is no prediction under the code “{code}”.", code=code[:12]))
        return found


def verdict_choice(verdict: str) -> str:
    """Return which choice a verdict of the comparison bears out; *cannot tell* counts as no change."""
    return {"more": UP, "less": DOWN}.get(verdict, SAME)
