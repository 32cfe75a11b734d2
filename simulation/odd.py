"""The description of the model (ODD+D): words by hand, tables from the code.

The words lie in ``odd_words.md``; a line ``<!-- table: NAME -->`` in them is the place of a table. ``ODD.md``
is the page of the model as declared: ``python -m simulation.odd --write`` writes it, ``--check`` ends with 1
where it differs from the code.
`page` gives the same page for one plan.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from simulation.declared import PARAMETERS
from simulation.ledger import PURPOSES
from simulation.mechanisms import MECHANISMS
from simulation.outcomes import OUTCOMES
from simulation.outcomes.whole_run import SUMMARIES
from simulation.parameters import Parameter, Value
from simulation.plan import Plan, mechanisms_state
from simulation.refusals import written
from simulation.schedule import SECTIONS

WORDS = Path(__file__).with_name("odd_words.md")
PAGE = Path(__file__).with_name("ODD.md")
PLACE = re.compile(r"^<!-- table: ([a-z_]+) -->$", re.MULTILINE)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a Markdown table; bars within a cell are escaped."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def schedule(plan: Plan | None = None) -> str:
    """Write the events of a month by section in their order, each with the first line of its docstring."""
    rows = []
    lived = [(section.name, phase) for section in SECTIONS for phase in section.phases]
    for position, (section, phase) in enumerate(lived, 1):
        file = phase.__module__.removeprefix("simulation.").replace(".", "/") + ".py"
        first_line = (phase.__doc__ or "").strip().partition("\n")[0]
        rows.append((position, section, f"`{phase.__name__}`", first_line, f"[`{file}`]({file})"))
    return table(("", "section", "event", "what happens", "file"), rows)


def mechanisms(plan: Plan | None = None) -> str:
    """Write the mechanisms by number, the switches of each, and for a plan whether it is on."""
    state = {} if plan is None else mechanisms_state(plan)
    rows = []
    for number, name in MECHANISMS.items():
        switches = [p for p in PARAMETERS.values() if p.mechanism == number and p.off is not None]
        off = ", ".join(f"`{p.path}` = {written(p.off)}" for p in switches) or "no off value"
        told = () if plan is None else ({True: "on", False: "off", None: ""}[state.get(number)],)
        rows.append((number, name["en"], *told, off))
    return table(("", "mechanism", *(() if plan is None else ("here",)), "off when all of these hold"), rows)


def parameters(plan: Plan | None = None) -> str:
    """Write every parameter by group: value, unit, range, off value, source."""
    groups: dict[str, list[Parameter]] = {}
    for parameter in PARAMETERS.values():
        groups.setdefault(parameter.group, []).append(parameter)
    parts = []
    for group, members in sorted(groups.items()):
        rows = [
            (f"`{p.path}`", _value(p, plan), p.unit, _range(p), _off(p), _source(p, plan), _meaning(p)) for p in members
        ]
        parts.append(f"### {group}\n\n" + table(("path", "value", "unit", "range", "off", "source", "meaning"), rows))
    return "\n\n".join(parts)


def _value(parameter: Parameter, plan: Plan | None) -> str:
    value: Value = parameter.default if plan is None else plan.values[parameter.path]
    told = value if isinstance(value, str) else written(value)
    return f"**{told}**" if plan is not None and value != parameter.default else told


def _range(parameter: Parameter) -> str:
    if parameter.choices:
        return ", ".join(parameter.choices)
    return "false, true" if parameter.kind == "switch" else f"{written(parameter.low)} to {written(parameter.high)}"


def _off(parameter: Parameter) -> str:
    if parameter.off is None:
        return ""
    return parameter.off if isinstance(parameter.off, str) else written(parameter.off)


def _source(parameter: Parameter, plan: Plan | None) -> str:
    return parameter.source if plan is None else plan.sources[parameter.path]


def _meaning(parameter: Parameter) -> str:
    return f"{parameter.label_en} (initial)" if parameter.initial else parameter.label_en


def outcomes(plan: Plan | None = None) -> str:
    """Write every outcome: unit, group, where it is counted, level, months between looks, label, definition."""
    rows = [
        (f"`{name}`", o.label_en, o.unit, o.group, o.at, o.level, o.every, o.definition) for name, o in OUTCOMES.items()
    ]
    return table(("outcome", "label", "unit", "group", "counted at", "level", "every (months)", "definition"), rows)


def summaries(plan: Plan | None = None) -> str:
    """Write what is read off a whole run: unit, where it is counted, definition."""
    rows = [(f"`{name}`", o.label_en, o.unit, o.at, o.definition) for name, o in SUMMARIES.items()]
    return table(("of a run", "label", "unit", "counted at", "definition"), rows)


def purposes(plan: Plan | None = None) -> str:
    """Write every purpose of a payment with its one mode of integration."""
    rows = [(name, purpose.mode, purpose.definition) for name, purpose in PURPOSES.items()]
    return table(("purpose", "mode", "definition"), rows)


def plan_at_hand(plan: Plan | None = None) -> str:
    """Say which plan the tables describe: the declared defaults, or a scenario with its events."""
    if plan is None:
        return (
            "The tables give the values as declared, before any scenario changes them:"
            " `ptce describe SCENARIO` prints this page with the values of a scenario."
        )
    place = f"**{plan.title['en']}** (`{plan.scenario}`)"
    heads = f"{place}, regime `{plan.regime}`, size `{plan.size}`, {plan.months} months."
    told = [heads, plan.question["en"]]
    if plan.summary:
        told.append(plan.summary["en"])
    told.append("Values that differ from the declared ones stand in bold.")
    if plan.events:
        rows = [
            (e.month, e.until, f"`{e.path}`", written(e.before), written(e.value), e.label["en"], e.source)
            for e in plan.events
        ]
        told.append(table(("from month", "reached in", "parameter", "before", "after", "event", "source"), rows))
    told.append(f"Hash of the plan: `{plan.hash}`.")
    return "\n\n".join(told)


TABLES: dict[str, Callable[[Plan | None], str]] = {
    "plan": plan_at_hand,
    "schedule": schedule,
    "mechanisms": mechanisms,
    "parameters": parameters,
    "outcomes": outcomes,
    "summaries": summaries,
    "purposes": purposes,
}


def page(plan: Plan | None = None) -> str:
    """Return the description of the model in Markdown.

    Parameters
    ----------
    plan : Plan, optional
        Whose values the tables show; the declared ones when not given.
    """

    def filled(place: re.Match[str]) -> str:
        name = place.group(1)
        return f"<!-- generated: {name} -->\n\n{TABLES[name](plan)}\n\n<!-- end: {name} -->"

    return PLACE.sub(filled, WORDS.read_text(encoding="utf-8"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write ``ODD.md`` or check it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m simulation.odd", description="The description of the model.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", action="store_true", help="write ODD.md")
    what.add_argument("--check", action="store_true", help="end with 1 where ODD.md differs from the code")
    if parser.parse_args(arguments).write:
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print("ODD.md differs from the code: run python -m simulation.odd --write", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
