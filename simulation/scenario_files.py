"""Scenario files: found by where they lie, read as UTF-8, checked for their form.

A scenario is a TOML file: title and question in both languages, the scenario it ``extends``, parameters in
which it differs, and dated events. Every number has a source. No parameter is looked up here, so that the
scenarios can be listed at once; `simulation.plan` checks names, types and ranges.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulation.parameters import ASSUMED
from simulation.refusals import Phrase, PlanError, Where, plain, unknown, written

DIRECTORY = Path(__file__).resolve().parent.parent / "scenarios"
"""Beside the package, in a checkout and in an installed copy alike."""

BASE = "base"
NO_SCENARIOS = ("facts",)
"""What lies beside the scenarios and is none: the facts that the model is held against."""
LANGUAGES = ("en", "fr")
SIZES = ("class", "full")
LONGEST = 1200
KEYS = ("extends", "title", "question", "summary", "months", "parameters", "events", "poles", "extras")
KEYS_OF_A_RESOLVED_PLAN = ("scenario", "regime", "size", "sources")
KEYS_OF_A_NUMBER = ("value", *SIZES, "source", "assumed")
KEYS_OF_AN_EVENT = ("month", "until", "path", "value", "factor", "source", "assumed", "label")
DECIMAL_COMMA = re.compile(r"[=\s]([+-]?\d+),(\d+)\b")


@dataclass(frozen=True)
class Number:
    """A number of a scenario: its value by size, its source and the file in which it stands."""

    path: str
    values: dict[str, object]
    source: str
    file: str


@dataclass(frozen=True)
class DatedChange:
    """An event as written: ``value`` or ``factor``, at once or as a ramp ``until`` a month."""

    month: int
    until: int
    path: str
    value: object
    factor: float | None
    source: str
    label: dict[str, str]
    file: str


@dataclass(frozen=True)
class Scenario:
    """A scenario with all it extends; numbers and changes stand in order, those of the base first."""

    name: str
    file: str
    title: dict[str, str]
    question: dict[str, str]
    summary: dict[str, str]
    months: int
    numbers: tuple[Number, ...]
    changes: tuple[DatedChange, ...]
    poles: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    extras: dict[str, Any] = field(default_factory=dict)
    regime: str | None = None
    size: str | None = None


def scenario_names() -> tuple[str, ...]:
    """Names of the scenarios that lie in ``scenarios/``: the base first, the others in alphabetical order."""
    files = sorted(path.stem for path in DIRECTORY.glob("*.toml") if not path.stem.startswith(("_", ".")))
    names = [name for name in files if name not in NO_SCENARIOS]
    return tuple(sorted(names, key=lambda name: name != BASE))


def scenario_file(scenario: str | Path, beside: Path | None = None) -> Path:
    """Find the file of a scenario: a name in ``scenarios/``, or the path of a TOML file.

    Parameters
    ----------
    scenario : str or Path
    beside : Path, optional
        Directory looked into first, for a scenario named by another one.

    Raises
    ------
    PlanError
    """
    text = str(scenario)
    if isinstance(scenario, Path) or text.endswith(".toml") or "/" in text or "\\" in text:
        path = Path(scenario).expanduser()
        if beside is not None and not path.is_absolute():
            path = beside / path
        if not path.is_file():
            raise PlanError("there is no scenario file {text!r}.", text=text)
        return path
    for directory in (beside, DIRECTORY):
        if directory is not None and (directory / f"{text}.toml").is_file():
            return directory / f"{text}.toml"
    raise unknown("scenario", text, scenario_names())


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file in UTF-8, with or without byte order mark.

    Raises
    ------
    PlanError
        With file and line where it cannot be read.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise PlanError(
            "{file}: cannot be read: {reason}.", file=path.name, reason=error.strerror or str(error)
        ) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise PlanError(
            "{file}, line {line}: not in UTF-8; save the file as UTF-8.", file=path.name, line=line
        ) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        number = int(place.group(1)) if place else len(text.splitlines()) or 1
        lines = text.splitlines()
        comma = DECIMAL_COMMA.search(lines[number - 1]) if number <= len(lines) else None
        told = re.sub(r"\s*\(at .*\)$", "", str(error))
        if comma:
            raise PlanError(
                "{file}, line {line}: not valid TOML: {reason}; write decimals with a point: {number}.",
                file=path.name,
                line=number,
                reason=told,
                number=f"{comma.group(1)}.{comma.group(2)}",
            ) from error
        raise PlanError(
            "{file}, line {line}: not valid TOML: {reason}.", file=path.name, line=number, reason=told
        ) from error


def read_scenario(scenario: str | Path) -> Scenario:
    """Read a scenario with all it extends.

    Parameters
    ----------
    scenario : str or Path
        A name in ``scenarios/``, the path of a scenario, or the path of a plan written by a run.

    Raises
    ------
    PlanError
    """
    return _read(scenario_file(scenario), ())


def _read(path: Path, children: tuple[Path, ...]) -> Scenario:
    if path.resolve() in children:
        by_way = ", ".join(child.name for child in children)
        raise PlanError("{file}: extends itself, by way of {files}.", file=path.name, files=by_way)
    file, content = path.name, read_toml(path)
    resolved = "scenario" in content
    refuse_unknown_keys(content, KEYS + (KEYS_OF_A_RESOLVED_PLAN if resolved else ()), "key", file)
    parent = None
    if "extends" in content:
        if not isinstance(content["extends"], str):
            raise PlanError("{file}: 'extends' must be the name of a scenario.", file=file)
        try:
            found = scenario_file(content["extends"], path.parent)
        except PlanError as error:
            raise PlanError("{file}: extends: {reason}", file=file, reason=error) from error
        parent = _read(found, (*children, path.resolve()))
    months = content.get("months", parent.months if parent else 240)
    months = checked_months(months, file)
    sources = flat(content.get("sources", {}), "sources", file) if resolved else None
    own = tuple(
        _number(name, entry, sources, file)
        for name, entry in flat(content.get("parameters", {}), "parameters", file).items()
    )
    events = content.get("events", [])
    if not isinstance(events, list):
        raise PlanError("{file}: events are written as [[events]], one block an event.", file=file)
    last = LONGEST if resolved else months
    changes = tuple(_change(position, event, last, file) for position, event in enumerate(events, 1))
    return Scenario(
        name=_word(content, "scenario", file) or path.stem,
        file=file,
        title=_in_both_languages(content, "title", file),
        question=_in_both_languages(content, "question", file),
        summary=_in_both_languages(content, "summary", file) if "summary" in content else {},
        months=months,
        numbers=(parent.numbers if parent else ()) + own,
        changes=(parent.changes if parent else ()) + changes,
        poles=_poles(content.get("poles", []), parent.poles if parent else (), file),
        extras=dict(content.get("extras", {})),
        regime=_word(content, "regime", file),
        size=_word(content, "size", file),
    )


def checked_months(months: object, where: str) -> int:
    """Return a number of months, or refuse one that is not whole or out of range."""
    months = plain(months)
    if isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= LONGEST:
        raise PlanError(
            "{where}: 'months' is {months} and must be a whole number between 1 and {longest}.",
            where=where,
            months=written(months),
            longest=LONGEST,
        )
    return months


def refuse_unknown_keys(table: Mapping[str, Any], allowed: tuple[str, ...], what: str, where: Where) -> None:
    """Refuse a table with a key that is not among those allowed."""
    for key in table:
        if key not in allowed:
            raise unknown(what, key, allowed, where)


def flat(table: object, name: str, file: str) -> dict[str, Any]:
    """Entries of ``[parameters]`` by dotted path, whether written with quoted, dotted or nested keys."""
    if not isinstance(table, Mapping):
        raise PlanError("{file}: {name!r} must be a table of parameters.", file=file, name=name)
    entries: dict[str, Any] = {}
    for key, entry in table.items():
        nested = isinstance(entry, Mapping) and entry and not set(entry) & set(KEYS_OF_A_NUMBER)
        below = flat(entry, key, file) if nested else {"": entry}
        for rest, value in below.items():
            path = f"{key}.{rest}" if rest else key
            if path in entries:
                raise PlanError("{file}: parameter {path!r} is given twice.", file=file, path=path)
            entries[path] = value
    return entries


def _number(path: str, entry: object, sources: Mapping[str, Any] | None, file: str) -> Number:
    if sources is not None and not isinstance(entry, Mapping):
        return Number(path, dict.fromkeys(SIZES, entry), str(sources.get(path, ASSUMED)), file)
    if not isinstance(entry, Mapping):
        raise PlanError(
            '{file}: parameter {path!r} has no source; write {{ value = {value}, source = "..." }}, "{assumed}" for a'
            " number of your own.",
            file=file,
            path=path,
            value=written(entry),
            assumed=ASSUMED,
        )
    where = Phrase("{file}: parameter {path!r}", file=file, path=path)
    refuse_unknown_keys(entry, KEYS_OF_A_NUMBER, "key", where)
    given = [size for size in SIZES if size in entry]
    if ("value" in entry) == bool(given):
        raise PlanError("{where} needs either 'value', for both sizes, or 'class' and 'full'.", where=where)
    values = {size: entry[size] for size in given} or dict.fromkeys(SIZES, entry["value"])
    return Number(path, values, source_of(entry, where), file)


def source_of(entry: Mapping[str, Any], where: Where, otherwise: str = "") -> str:
    """Source of what is declared, or the one of what it belongs to; ``assumed = true`` is short for that source."""
    source = entry.get("source", ASSUMED if entry.get("assumed") is True else otherwise)
    if not isinstance(source, str) or not source.strip():
        raise PlanError(
            '{where} has no source; add source = "...", "{assumed}" for a number of your own.',
            where=where,
            assumed=ASSUMED,
        )
    return source.strip()


def _change(position: int, event: object, months: int, file: str) -> DatedChange:
    where = Phrase("{file}: event {position}", file=file, position=position)
    if not isinstance(event, Mapping):
        raise PlanError("{where} must be a table with month, path, value and source.", where=where)
    refuse_unknown_keys(event, KEYS_OF_AN_EVENT, "key", where)
    path = event.get("path")
    if not isinstance(path, str):
        raise PlanError("{where} has no path: it must name the parameter that changes.", where=where)
    where = Phrase("{file}: event {position} on {path!r}", file=file, position=position, path=path)
    for name in ("month", "until"):
        number = event.get(name, event.get("month"))
        if isinstance(number, bool) or not isinstance(number, int):
            raise PlanError(
                "{where}: {name!r} must be a whole number of months, from 1 to {last}.",
                where=where,
                name=name,
                last=months,
            )
        if not 1 <= number <= months:
            raise PlanError(
                "{where}: {name!r} is {number} and must lie between 1, the first month lived, and {last}, the last"
                " one.",
                where=where,
                name=name,
                number=number,
                last=months,
            )
    month, until = event["month"], event.get("until", event["month"])
    if until < month:
        raise PlanError(
            "{where} ends in month {until}, before it starts in month {month}.", where=where, until=until, month=month
        )
    if ("value" in event) == ("factor" in event):
        raise PlanError("{where} needs either 'value' or 'factor'.", where=where)
    factor = event.get("factor")
    if factor is not None and (isinstance(factor, bool) or not isinstance(factor, int | float)):
        raise PlanError("{where}: 'factor' is {factor} and must be a number.", where=where, factor=written(factor))
    label = _in_both_languages(event, "label", where) if "label" in event else {}
    return DatedChange(month, until, path, event.get("value"), factor, source_of(event, where), label, file)


def _poles(
    declared: object, inherited: tuple[tuple[str, Mapping[str, Any]], ...], file: str
) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Declared poles with the file of each: those of the parent, changed where a name comes again, then the others."""
    if not isinstance(declared, list) or not all(isinstance(pole, Mapping) for pole in declared):
        raise PlanError("{file}: poles are written as [[poles]], one block a pole.", file=file)
    own: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for pole in declared:
        name = pole.get("name")
        if not isinstance(name, str) or not name.strip():
            raise PlanError("{where}: {key!r} is missing", where=Phrase("{file}: [[poles]]", file=file), key="name")
        if name in own:
            raise PlanError("{file}: two poles have the name {name!r}.", file=file, name=name)
        own[name] = (file, pole)
    kept = tuple(own.pop(pole["name"], (source, pole)) for source, pole in inherited)
    return (*kept, *own.values())


def _word(content: Mapping[str, Any], key: str, file: str) -> str | None:
    word = content.get(key)
    if word is not None and not isinstance(word, str):
        raise PlanError("{file}: {key!r} must be a name.", file=file, key=key)
    return word


def _in_both_languages(content: Mapping[str, Any], key: str, where: Where) -> dict[str, str]:
    told = content.get(key)
    for code in LANGUAGES:
        if not isinstance(told, Mapping) or not isinstance(told.get(code), str) or not told[code].strip():
            raise PlanError(
                "{where}: {key!r} must be given in English and in French: {code!r} is missing.",
                where=where,
                key=key,
                code=code,
            )
    assert isinstance(told, Mapping)
    refuse_unknown_keys(told, LANGUAGES, "language", Phrase("{where}: {key!r}", where=where, key=key))
    return {code: told[code].strip() for code in LANGUAGES}
