"""A study read from its file and refused, in one sentence, where anything in it is wrong."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from experiments.designs import design, design_names, refuse_degenerate, refuse_without_libraries
from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor
from experiments.files.names import is_path, safe_name
from experiments.questions.studies.study_file import (
    FOLDER,
    KEYS_OF_A_FACTOR,
    MANY_POINTS,
    MOST_RUNS,
    UNVARIED,
    Spread,
    Study,
    StudyFile,
    Told,
    UntilNarrow,
    refuse_bad_points,
)
from experiments.refusal import Refusal
from experiments.runs.coordinator import Tell, nothing
from simulation.checks import checked, parameter_named
from simulation.parameters import Value
from simulation.refusals import Phrase, unknown
from simulation.scenario_files import SIZES, read_toml


def study_names() -> tuple[str, ...]:
    """Names of the studies that come with the project."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml") if not path.stem.startswith(("_", "."))))


def study_path(study: str | Path) -> Path:
    """Find the file of a study: the path of a TOML file, or the bare name of one that comes with the project.

    Raises
    ------
    PlanError
    """
    path = Path(study).expanduser()
    if path.is_file():
        return path
    name = path.name.removesuffix(".toml")
    if len(path.parts) == 1 and name in study_names():
        return FOLDER / f"{name}.toml"
    raise unknown("study", str(study), study_names())


def read_study(study: str | Path, tell: Tell = nothing) -> Study:
    """Read a study and refuse it in one sentence where anything in it is wrong.

    Parameters
    ----------
    study : str or Path
        A name, or the path of a study file.
    tell : callable, optional
        Told what takes long.

    Raises
    ------
    PlanError, Refusal
    """
    path = study_path(study)
    read_toml(path)
    return study_of(path.stem, path.read_bytes().decode("utf-8-sig"), path.parent, path.name, tell=tell)


def study_of(
    name: str, text: str, folder: Path, file: str, known: Mapping[str, str] | None = None, tell: Tell = nothing
) -> Study:
    """Check the text of a study.

    Parameters
    ----------
    name : str
    text : str
    folder : Path
        Where a table of points and scenarios named in it by a path are looked for.
    file : str
        What refusals call it.
    known : dict, optional
        Files in which scenarios named by a path were found before (`Study.scenario_files`).
    tell : callable, optional
        Told what takes long.
    """
    written = as_written(tomllib.loads(text.replace("\r\n", "\n")), file)
    found = {scenario: found_scenario(scenario, folder, known or {}, file) for scenario in written.scenarios}
    told = written.model_copy(update={"scenarios": list(found.values())})
    refuse_unknown_names(told, file)
    refuse_names_twice(told, file)
    factors = tuple(factors_of(told, file))
    fixed = {
        path: checked(parameter_named(path, f"{file}: parameters"), value, f"{file}: parameters")
        for path, value in told.parameters.items()
    }
    for factor in factors:
        if factor.path in fixed:
            raise Refusal(
                "{file}: {path!r} both varies and is fixed under 'parameters'; leave one out",
                file=file,
                path=factor.path,
            )
    drawn, beside = draw(told, factors, folder, file)
    files = {scenario: path for scenario, path in found.items() if scenario != path}
    result = Study(name, text, told, factors, fixed, drawn, beside, files)
    if len(drawn.points) > MANY_POINTS:
        tell(f"{file}: checking {len(drawn.points):,} points")
    refuse_bad_points(result, file)
    return result


def found_scenario(scenario: str, folder: Path, known: Mapping[str, str], file: str) -> str:
    """Find the file of a scenario that is named by a path; names of the project's own stay names.

    A path is read from the folder of the study first, then from where one stands. It becomes a whole path, so that
    it means the same file wherever it is read again.
    """
    if not is_path(scenario):
        return scenario
    for place in (Path(known.get(scenario, "")), folder / Path(scenario).expanduser(), Path(scenario).expanduser()):
        if place.is_file():
            return str(place.resolve())
    raise Refusal(
        "{file}: there is no scenario file {scenario!r}, neither beside the study nor where you stand",
        file=file,
        scenario=scenario,
    )


def refuse_names_twice(told: StudyFile, file: str) -> None:
    """Refuse two scenarios whose files would be called alike."""
    names: dict[str, str] = {}
    for scenario in told.scenarios:
        other = names.setdefault(safe_name(scenario), scenario)
        if other != scenario:
            raise Refusal(
                "{file}: the scenarios {one!r} and {other!r} would both be called {name!r}; rename a file",
                file=file,
                one=other,
                other=scenario,
                name=safe_name(scenario),
            )


def as_written(content: dict[str, Any], file: str) -> StudyFile:
    """Check form and types; the first fault is told in one sentence."""
    for name in ("uncertainties", "levers", "parameters"):
        if isinstance(content.get(name), dict):
            content[name] = dict(flat(content[name], leaves=name != "parameters"))
    try:
        return StudyFile.model_validate(content)
    except ValidationError as error:
        raise told_of(error, StudyFile, file) from error


def flat(table: Mapping[str, Any], leaves: bool) -> Iterator[tuple[str, Any]]:
    """Yield entries by dotted path, however the dots were written in TOML."""
    for key, entry in table.items():
        nested = isinstance(entry, dict) and entry and not (leaves and set(entry) & set(KEYS_OF_A_FACTOR))
        # An unknown key of a factor is nearer to those of a factor than to the name of a parameter.
        if nested and not (leaves and not any(isinstance(below, dict) for below in entry.values())):
            yield from ((f"{key}.{rest}", below) for rest, below in flat(entry, leaves))
        else:
            yield key, entry


def told_of(error: ValidationError, model: type[BaseModel], file: str) -> Exception:
    """Turn the first fault that pydantic finds into a sentence with file, place and what is allowed."""
    faults = error.errors(include_url=False)
    # A misspelt key also leaves the right one missing, and what is no number may be a table with a fault of its
    # own: the reader is told of what can be mended.
    order = ("extra_forbidden", "value_error", "missing")
    fault = min(faults, key=lambda one: order.index(one["type"]) if one["type"] in order else len(order))
    words = [str(word) for word in fault["loc"]]
    # Alternatives of a union stand in the place as names of types; nobody wrote those.
    place = [word for word in words if word not in ("int", "float", "bool", "str", "UntilNarrow")]
    where = f"{file}: {'.'.join(place[:-1])}" if place[:-1] else file
    if fault["type"] == "extra_forbidden":
        return unknown("key", place[-1], allowed_at(model, words[:-1]), where)
    if fault["type"] == "missing":
        return Refusal("{where}: {key!r} is missing", where=where, key=place[-1])
    message = fault["msg"].removeprefix("Value error, ").removeprefix("Input ")
    written = "" if isinstance(fault["input"], dict) else f", not {fault['input']!r}"
    return Refusal(f"{file}: {'.'.join(place) or 'the study'}: {message}{written}"[:300])


def allowed_at(model: type[BaseModel], place: Iterable[str]) -> tuple[str, ...]:
    """Keys allowed in a table of the file."""
    tables: dict[str, type[BaseModel]] = {"title": Told, "question": Told, "replicates": UntilNarrow}
    tables |= {"uncertainties": Spread, "levers": Spread}
    return tuple(tables.get(next(iter(place), ""), model).model_fields)


def refuse_unknown_names(told: StudyFile, file: str) -> None:
    """Refuse scenarios, regimes, sizes and outcomes that the model does not know."""
    from simulation.outcomes import OUTCOME_NAMES
    from simulation.plan import REGIMES
    from simulation.scenario_files import scenario_file

    for scenario in told.scenarios:
        scenario_file(scenario)
    for regime in told.regimes:
        if regime not in REGIMES:
            raise unknown("regime", regime, REGIMES, file)
    if told.size not in SIZES:
        raise unknown("size", told.size, SIZES, file)
    for outcome in told.outcomes:
        if outcome not in OUTCOME_NAMES:
            raise unknown("outcome", outcome, OUTCOME_NAMES, file)
    rule = told.replicates
    if isinstance(rule, int):
        return
    where = f"{file}: replicates"
    if rule.outcome not in told.outcomes:
        raise unknown("outcome", rule.outcome, told.outcomes, where)
    for arm in (rule.plus, rule.minus):
        if arm not in told.regimes:
            raise unknown("regime", arm, told.regimes, where)
    if rule.month is not None and rule.month > told.months:
        raise Refusal(
            "{where}: month {month} lies after the last one lived, {last}",
            where=where,
            month=rule.month,
            last=told.months,
        )


def factors_of(told: StudyFile, file: str) -> Iterator[Factor]:
    """Yield what varies, uncertainties first, each within what the parameter declares."""
    both = set(told.uncertainties) & set(told.levers)
    if both:
        raise Refusal(
            "{file}: {path!r} stands under 'uncertainties' and under 'levers'; leave one out",
            file=file,
            path=sorted(both)[0],
        )
    for role, table in (("uncertainty", told.uncertainties), ("lever", told.levers)):
        for path, spread in table.items():
            yield factor_of(path, role, spread, f"{file}: {'uncertainties' if role == 'uncertainty' else 'levers'}")


def factor_of(path: str, role: str, spread: Spread, where: str) -> Factor:
    """Check how one parameter varies."""
    parameter = parameter_named(path, where)
    quantity = parameter.kind in ("number", "integer")
    if not quantity and (spread.low, spread.high, spread.levels) != (None, None, None):
        names = ", ".join(parameter.choices) or "true, false"
        raise Refusal(
            "{where}: {path!r} is no quantity and has no range; list 'values' among {names}",
            where=where,
            path=path,
            names=names,
        )
    if spread.values is not None:
        values = tuple(checked(parameter, value, where) for value in spread.values)
        return Factor(path, role, parameter.kind, parameter.low, parameter.high, values)
    if not quantity:
        every: tuple[Value, ...] = parameter.choices or (False, True)
        return Factor(path, role, parameter.kind, parameter.low, parameter.high, every)
    low = float(checked(parameter, parameter.low if spread.low is None else spread.low, where))
    high = float(checked(parameter, parameter.high if spread.high is None else spread.high, where))
    if low >= high:
        raise Refusal(
            "{where}: {path!r} ranges from {low:g} to {high:g}; 'low' must lie below 'high'",
            where=where,
            path=path,
            low=low,
            high=high,
        )
    return Factor(path, role, parameter.kind, low, high, levels=spread.levels)


def draw(told: StudyFile, factors: tuple[Factor, ...], folder: Path, file: str) -> tuple[Drawn, dict[str, str]]:
    """Draw the points of the design; return also the text of the files that it reads."""
    settings = dict(told.design)
    kind = settings.pop("kind", None)
    if kind is None:
        raise Refusal(
            "{file}: design: 'kind' is missing; allowed: {allowed}", file=file, allowed=", ".join(design_names())
        )
    if kind not in design_names():
        raise unknown("kind of design", str(kind), design_names(), f"{file}: design")
    module = design(kind)
    varies = kind not in (UNVARIED, "ablation", "table")
    if varies != bool(factors) and kind != "table":
        raise Refusal(
            "{file}: a design of kind {kind!r} needs something under 'uncertainties' or 'levers'"
            if varies
            else "{file}: a design of kind {kind!r} varies nothing by itself",
            file=file,
            kind=kind,
        )
    if kind != "table":
        for factor in factors:
            if len(factor.values) == 1:
                raise Refusal(
                    "{file}: design: {refusal}",
                    file=file,
                    refusal=Phrase(
                        "{path!r} takes one value only and does not vary; fix it under 'parameters'", path=factor.path
                    ),
                )
    try:
        checked_settings = module.Settings.model_validate(settings)
    except ValidationError as error:
        raise told_of(error, module.Settings, f"{file}: design") from error
    beside: dict[str, str] = {}
    if kind == "table":
        source = folder / checked_settings.file
        checked_settings = module.Settings(file=str(source))
    try:
        refuse_without_libraries(kind)
        refuse_degenerate(kind, factors, checked_settings, told)
        refuse_too_many(module.count(factors, checked_settings), told)
    except Refusal as refusal:
        raise Refusal("{file}: design: {refusal}", file=file, refusal=refusal) from refusal
    drawn = module.draw(factors, checked_settings, told.seed)
    if kind == "table":
        beside[source.name] = source.read_text(encoding="utf-8-sig")
    return drawn, beside


def refuse_too_many(points: int, told: StudyFile) -> None:
    """Refuse a study whose points, counted before any is made, ask for more runs than fit."""
    rule = told.replicates
    each = len(told.scenarios) * len(told.regimes) * (rule if isinstance(rule, int) else rule.maximum)
    if points * each > MOST_RUNS:
        raise Refusal(
            "{points:,} points are {runs:,} runs ({scenarios} scenarios, {regimes} regimes, {replicates} replicates),"
            " and a study has at most {most:,}",
            points=points,
            runs=points * each,
            scenarios=len(told.scenarios),
            regimes=len(told.regimes),
            replicates=each // (len(told.scenarios) * len(told.regimes)),
            most=MOST_RUNS,
        )
