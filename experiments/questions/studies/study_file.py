"""Study files: uncertainties, levers, outcomes, design and replicates, checked before anything runs."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from experiments.designs import design, design_names
from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor
from experiments.designs.table import CASE
from experiments.refusal import Refusal
from experiments.runs.arm import Arm, of_regimes
from simulation.checks import checked, parameter_named
from simulation.parameters import Value
from simulation.refusals import unknown
from simulation.scenario_files import LONGEST, SIZES, read_toml

FOLDER = Path(__file__).resolve().parent
KEYS_OF_A_FACTOR = ("low", "high", "values", "levels")
UNVARIED = "single"


class Strict(BaseModel):
    """A table of a study file: no key but those declared, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


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
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name!r} stands there twice")
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
    """

    name: str
    text: str
    told: StudyFile
    factors: tuple[Factor, ...]
    fixed: Mapping[str, Value]
    drawn: Drawn
    beside: Mapping[str, str]

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


def read_study(study: str | Path) -> Study:
    """Read a study and refuse it in one sentence where anything in it is wrong.

    Raises
    ------
    PlanError, Refusal
    """
    path = study_path(study)
    read_toml(path)
    return study_of(path.stem, path.read_bytes().decode("utf-8-sig"), path.parent, path.name)


def study_of(name: str, text: str, folder: Path, file: str) -> Study:
    """Check the text of a study; `folder` is where a table of points named in it is looked for."""
    told = as_written(tomllib.loads(text.replace("\r\n", "\n")), file)
    refuse_unknown_names(told, file)
    factors = tuple(factors_of(told, file))
    fixed = {
        path: checked(parameter_named(path, f"{file}: parameters"), value, f"{file}: parameters")
        for path, value in told.parameters.items()
    }
    for factor in factors:
        if factor.path in fixed:
            raise Refusal(f"{file}: {factor.path!r} both varies and is fixed under 'parameters'; leave one out")
    drawn, beside = draw(told, factors, folder, file)
    result = Study(name, text, told, factors, fixed, drawn, beside)
    refuse_bad_points(result, file)
    return result


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
        return Refusal(f"{where}: {place[-1]!r} is missing")
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
        raise Refusal(f"{where}: month {rule.month} lies after the last one lived, {told.months}")


def factors_of(told: StudyFile, file: str) -> Iterator[Factor]:
    """Yield what varies, uncertainties first, each within what the parameter declares."""
    both = set(told.uncertainties) & set(told.levers)
    if both:
        raise Refusal(f"{file}: {sorted(both)[0]!r} stands under 'uncertainties' and under 'levers'; leave one out")
    for role, table in (("uncertainty", told.uncertainties), ("lever", told.levers)):
        for path, spread in table.items():
            yield factor_of(path, role, spread, f"{file}: {'uncertainties' if role == 'uncertainty' else 'levers'}")


def factor_of(path: str, role: str, spread: Spread, where: str) -> Factor:
    """Check how one parameter varies."""
    parameter = parameter_named(path, where)
    quantity = parameter.kind in ("number", "integer")
    if not quantity and (spread.low, spread.high, spread.levels) != (None, None, None):
        names = ", ".join(parameter.choices) or "true, false"
        raise Refusal(f"{where}: {path!r} is no quantity and has no range; list 'values' among {names}")
    if spread.values is not None:
        values = tuple(checked(parameter, value, where) for value in spread.values)
        return Factor(path, role, parameter.kind, parameter.low, parameter.high, values)
    if not quantity:
        every: tuple[Value, ...] = parameter.choices or (False, True)
        return Factor(path, role, parameter.kind, parameter.low, parameter.high, every)
    low = float(checked(parameter, parameter.low if spread.low is None else spread.low, where))
    high = float(checked(parameter, parameter.high if spread.high is None else spread.high, where))
    if low >= high:
        raise Refusal(f"{where}: {path!r} ranges from {low:g} to {high:g}; 'low' must lie below 'high'")
    return Factor(path, role, parameter.kind, low, high, levels=spread.levels)


def draw(told: StudyFile, factors: tuple[Factor, ...], folder: Path, file: str) -> tuple[Drawn, dict[str, str]]:
    """Draw the points of the design; return also the text of the files that it reads."""
    settings = dict(told.design)
    kind = settings.pop("kind", None)
    if kind is None:
        raise Refusal(f"{file}: design: 'kind' is missing; allowed: {', '.join(design_names())}")
    if kind not in design_names():
        raise unknown("kind of design", str(kind), design_names(), f"{file}: design")
    module = design(kind)
    varies = kind not in (UNVARIED, "ablation", "table")
    if varies != bool(factors) and kind != "table":
        told_so = "needs something under 'uncertainties' or 'levers'" if varies else "varies nothing by itself"
        raise Refusal(f"{file}: a design of kind {kind!r} {told_so}")
    try:
        checked_settings = module.Settings.model_validate(settings)
    except ValidationError as error:
        raise told_of(error, module.Settings, f"{file}: design") from error
    beside: dict[str, str] = {}
    if kind == "table":
        source = folder / checked_settings.file
        checked_settings = module.Settings(file=str(source))
        drawn = module.draw(factors, checked_settings, told.seed)
        beside[source.name] = source.read_text(encoding="utf-8-sig")
        return drawn, beside
    try:
        return module.draw(factors, checked_settings, told.seed), beside
    except ImportError as error:
        raise Refusal(
            f"{file}: a design of kind {kind!r} needs {error.name}; install it with: pip install 'ptce[studies]'"
        ) from error


def refuse_bad_points(study: Study, file: str) -> None:
    """Refuse a point that makes no plan: shares that do not add up, an event that leaves its range."""
    from simulation.plan import load_plan
    from simulation.refusals import PlanError

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
