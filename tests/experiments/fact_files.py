"""Small tables of facts for tests, and the sentence in which one is refused."""

from pathlib import Path

import pytest

from experiments.questions.facts.declared import Fact, facts_of
from simulation.refusals import Refused

KEYS = {
    "id": '"F"',
    "title": '{ en = "a fact", fr = "un fait" }',
    "outcome": '"jobs"',
    "statistic": '"mean"',
    "months": "[0, 12]",
    "band": "[900, 1100]",
    "unit": '"heads"',
    "source": '"a survey"',
    "confidence": '"H"',
    "used_for_setting": "false",
}
EXPERIMENT = {"outcome": None, "statistic": None, "months": None}


def fact(**changes: str | None) -> str:
    """Write a fact as TOML; a None leaves a key out."""
    told = {**KEYS, **changes}
    return "\n[[facts]]\n" + "".join(f"{key} = {value}\n" for key, value in told.items() if value is not None)


def experiment(settings: str, **changes: str | None) -> str:
    """Write a fact with an experiment."""
    return fact(**{**EXPERIMENT, "experiment": settings, **changes})


def read(*texts: str) -> tuple[Fact, ...]:
    return facts_of("".join(texts), "mine.toml")


def refused(*texts: str) -> Refused:
    with pytest.raises(Refused) as caught:
        read(*texts)
    return caught.value


def written(directory: Path, *texts: str) -> Path:
    path = directory / "mine.toml"
    path.write_text("".join(texts), encoding="utf-8")
    return path
