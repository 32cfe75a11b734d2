"""The text of a plan: every value, source and event in TOML, the same bytes for the same plan.

`simulation.plan.load_plan` reads this text as it reads a scenario, so a stored plan can be run again.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from simulation.declared import PARAMETERS
from simulation.declared_poles import text_of_poles
from simulation.parameters import Value

if TYPE_CHECKING:
    from simulation.plan import Plan

FOUNDED = "pole.declared"
HEADING = "# A plan of ptce, resolved in full: every value of every parameter. `ptce run` reads it like a scenario."


def toml(value: Value) -> str:
    """Write a value in TOML; a float keeps all its digits."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)


def text_of(plan: "Plan") -> str:
    """Write a plan in full.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    str
        TOML, lines ending in a line feed.
    """
    lines = [HEADING]
    for key in ("scenario", "regime", "size", "months"):
        lines.append(f"{key} = {toml(getattr(plan, key))}")
    for key in ("title", "question", "summary"):
        if getattr(plan, key):
            lines += _table(key, getattr(plan, key))
    lines += ["", "[parameters]"]
    # A gift founds nothing itself; whether its pair does must be known when the text is read again.
    values = plan.values if plan.paired is None else {**plan.values, FOUNDED: plan.paired.values[FOUNDED]}
    lines += [f"{path} = {toml(value)}  # {PARAMETERS[path].unit}" for path, value in values.items()]
    lines += ["", "[sources]"]
    lines += [f"{json.dumps(path)} = {toml(source)}" for path, source in plan.sources.items()]
    for event in plan.events:
        lines += ["", "[[events]]", f"month = {event.month}", f"until = {event.until}"]
        lines += [f"{key} = {toml(getattr(event, key))}" for key in ("path", "value", "source")]
        told = ", ".join(f"{code} = {toml(words)}" for code, words in sorted(event.label.items()))
        lines.append(f"label = {{ {told} }}")
    lines += text_of_poles(plan.poles)
    return "\n".join(lines) + "\n"


def _table(name: str, told: Mapping[str, str]) -> list[str]:
    return ["", f"[{name}]", *(f"{code} = {toml(words)}" for code, words in sorted(told.items()))]
