"""Study files: uncertainties, levers, outcomes, design and replicates, checked before anything runs."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from experiments.designs import design, design_names, refuse_degenerate, refuse_without_libraries
from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor
from experiments.designs.table import CASE
from experiments.files.names import is_path, safe_name
from experiments.refusal import Refusal
from experiments.runs.arm import Arm, of_regimes
from simulation.checks import checked, parameter_named
from simulation.parameters import Value
from simulation.refusals import Phrase, PlanError, unknown
from simulation.scenario_files import LONGEST, SIZES, read_toml

FOLDER = Path(__file__).resolve().parent
KEYS_OF_A_FACTOR = ("low", "high", "values", "levels")
UNVARIED = "single"
MOST_RUNS = 1_000_000
"""Runs of a study at most: beyond, they and their points no longer fit into memory."""
MANY_POINTS = 1_000
"""Points whose check takes seconds, so that it is told of."""

Tell = Callable[[str], None]


def nobody(_: str) -> None:
    """Tell nobody."""


class Strict(BaseModel):
    """A table of a study file: no key but those declared, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def refuse_twice(values: Sequence[Value]) -> None:
    """Refuse a list in which something stands twice; pydantic says where."""
    for value in values:
        if sum(type(one) is type(value) and one == value for one in values) > 1:
            raise ValueError(f"{value!r} stands there twice")


class Told(Strict):
    """A sentence in both languages."""

    en: str = Field(min_length=1)
    fr: str = Field(min_length=1)


class Spread(Strict):
    """How a parameter varies; the range it declares where nothing is said."""

    low: float | None = None
    high: float | None = None
    values: list[float | int | bool | str] | None = Field(default=None, min_length=1)
    levels: int | None = Field(default=None, ge=2)

    @model_validator(mode="after")
    def either_range_or_values(self) -> "Spread":
        """Refuse a range beside listed values."""
        if self.values is not None and (self.low, self.high, self.levels) != (None, None, None):
            raise ValueError("give either 'values' or a range, not both")
        refuse_twice(self.values or [])
        return self


class UntilNarrow(Strict):
    """Replicates added until the 95 % interval of a paired difference is narrow enough.

    See `experiments.questions.studies.replicates` for the rule and its bias.
    """

    minimum: int = Field(ge=2)
    maximum: int = Field(ge=2)
    step: int = Field(default=5, ge=1)
    outcome: str
    plus: str
    minus: str
    month: int | None = Field(default=None, ge=0)
    half_width: float = Field(gt=0)

    @model_validator(mode="after")
    def in_order(self) -> "UntilNarrow":
        """Refuse a maximum below the minimum."""
        if self.maximum < self.minimum:
            raise ValueError(f"'maximum' is {self.maximum} and must not be below 'minimum', {self.minimum}")
        return self


class StudyFile(Strict):
    """What a study file says, as written."""

    title: Told
    question: Told
    scenarios: list[str] = Field(min_length=1)
    regimes: list[str] = Field(min_length=1)
    size: str = SIZES[0]
    months: int = Field(ge=1, le=LONGEST)
    seed: int = Field(default=1, ge=0)
    outcomes: list[str] = Field(min_length=1)
    replicates: int | UntilNarrow = 1
    design: dict[str, Any] = {"kind": UNVARIED}
    uncertainties: dict[str, Spread] = {}
    levers: dict[str, Spread] = {}
    parameters: dict[str, float | int | bool | str] = {}

    @field_validator("replicates")
    @classmethod
    def at_least_one(cls, replicates: int | UntilNarrow) -> int | UntilNarrow:
        """Refuse a study without replicates."""
        if isinstance(replicates, int) and replicates < 1:
            raise ValueError("must be at least 1")
        return replicates

    @field_validator("scenarios", "regimes", "outcomes")
    @classmethod
    def named_once(cls, names: list[str]) -> list[str]:
        """Refuse a name given twice."""
        refuse_twice(names)
        return names


@dataclass(frozen=True)
class Study:
    """A study that was checked: everything that its runs follow from.

    Attributes
    ----------
    name : str
        Name of the file without its ending.
    text : str
        The file as written.
    told : StudyFile
        What it says.
    factors : tuple of Factor
        Parameters that vary.
    fixed : dict
        Parameters set the same in every run.
    drawn : Drawn
        The points.
    beside : dict
        Other files it reads, by name: a table of points.
    scenario_files : dict
        Scenarios named by a path, as written, with the whole path at which they were found; `told` has the latter.
    """

    name: str
    text: str
    told: StudyFile
    factors: tuple[Factor, ...]
    fixed: Mapping[str, Value]
    drawn: Drawn
    beside: Mapping[str, str]
    scenario_files: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, scenario: str) -> str:
        """Name of a scenario of this study in names of files: a path is none."""
        return safe_name(scenario)

    @property
    def arms(self) -> tuple[Arm, ...]:
        """Arms under which every point is lived: one a regime."""
        return of_regimes(self.told.regimes)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Parameters that have a column of their own: the factors, then what else the points set."""
        named = [factor.path for factor in self.factors]
        return tuple(dict.fromkeys([*named, *(path for point in self.drawn.points for path in point)]))

    @cached_property
    def most_replicates(self) -> int:
        """Replicates of a point at most."""
        rule = self.told.replicates
        return rule if isinstance(rule, int) else rule.maximum

    @cached_property
    def least_replicates(self) -> int:
        """Replicates of a point at least."""
        rule = self.told.replicates
        return rule if isinstance(rule, int) else rule.minimum

    def overrides(self, point: int) -> dict[str, Value]:
        """Parameters set at a point beside those of the scenario, in the order of their paths."""
        return dict(sorted({**self.fixed, **self.drawn.points[point]}.items()))

    def at_points(self, points: Sequence[Mapping[str, Value]]) -> "Study":
        """Return the same study at other points, which are checked like its own.

        Raises
        ------
        PlanError
        """
        where = f"points asked of {self.name}"
        typed = [
            {path: checked(parameter_named(path, where), value, where) for path, value in point.items()}
            for point in points
        ]
        other = replace(self, drawn=Drawn(typed))
        refuse_bad_points(other, where)
        return other

    @cached_property
    def design(self) -> pd.DataFrame:
        """Points: number, case where named, one column a path; missing where the scenario's value stays."""
        from simulation.declared import PARAMETERS

        table: dict[str, Any] = {"point": pd.array(range(len(self.drawn.points)), dtype="int64")}
        if self.drawn.cases:
            table[CASE] = pd.array(list(self.drawn.cases), dtype="string")
        types = {"number": "float64", "integer": "Int64", "switch": "boolean", "choice": "string"}
        for path in self.paths:
            values: Any = [point.get(path) for point in self.drawn.points]
            table[path] = pd.array(values, dtype=types[PARAMETERS[path].kind])
        return pd.DataFrame(table)


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


def read_study(study: str | Path, tell: Tell = nobody) -> Study:
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
    name: str, text: str, folder: Path, file: str, known: Mapping[str, str] | None = None, tell: Tell = nobody
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


def refuse_bad_points(study: Study, file: str) -> None:
    """Refuse a point that makes no plan: shares that do not add up, an event that leaves its range."""
    from simulation.plan import load_plan

    seen: set[str] = set()
    for scenario in study.told.scenarios:
        for point in range(len(study.drawn.points)):
            overrides = study.overrides(point)
            mark = f"{scenario}{overrides}"
            if mark in seen:
                continue
            seen.add(mark)
            try:
                load_plan(
                    scenario,
                    regime=study.told.regimes[0],
                    size=study.told.size,
                    months=study.told.months,
                    overrides=overrides,
                )
            except PlanError as error:
                raise PlanError(f"{file}: point {point} of scenario {scenario!r}: {error}") from error
