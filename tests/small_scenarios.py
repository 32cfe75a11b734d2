"""Small scenario files for tests, and the sentence in which a plan is refused."""

from pathlib import Path

import pytest

from simulation.plan import PlanError, load_plan

HEAD = """
title = { en = "A title", fr = "Un titre" }
question = { en = "A question?", fr = "Une question ?" }
months = 120
"""
ELASTICITY = "demand.price_elasticity"
DEMAND = "sector.main_industry.export_demand"


def event(**changes: object) -> str:
    """Write an event block; a None leaves a key out."""
    entries = {"month": 12, "path": DEMAND, "value": 0.5, "source": "a study"} | changes
    written = {
        key: f"'{value}'" if isinstance(value, str) else str(value).lower()
        for key, value in entries.items()
        if value is not None
    }
    return "\n[[events]]\n" + "\n".join(f"{key} = {value}" for key, value in written.items()) + "\n"


def write_scenario(directory: Path, body: str = "", head: str = HEAD, name: str = "mine.toml") -> Path:
    """Write a scenario and return its path."""
    path = directory / name
    path.write_text(head + body, encoding="utf-8")
    return path


def refusal(*arguments, **named) -> str:
    """Return the sentence in which a plan is refused."""
    with pytest.raises(PlanError) as caught:
        load_plan(*arguments, **named)
    return str(caught.value)
