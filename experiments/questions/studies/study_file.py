"""Study files: uncertainties, levers, outcomes, design and replicates, checked before anything runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from experiments.designs.drawn import Drawn
from experiments.designs.factor import Factor
from experiments.designs.table import CASE
from experiments.files.names import safe_name
from experiments.runs.arm import Arm, of_regimes
from simulation.checks import checked, parameter_named
from simulation.parameters import Value
from simulation.refusals import PlanError
from simulation.scenario_files import LONGEST, SIZES

FOLDER = Path(__file__).resolve().parent
KEYS_OF_A_FACTOR = ("low", "high", "values", "levels")
UNVARIED = "single"
MOST_RUNS = 1_000_000
"""Runs of a study at most: beyond, they and their points no longer fit into memory."""
MANY_POINTS = 1_000
"""Points whose check takes seconds, so that it is told of."""


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
    seed: int = Field(default=1, ge=0, le=2**64 - 1)
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
                raise PlanError(
                    "{file}: point {point} of scenario {scenario!r}: {error}",
                    file=file,
                    point=point,
                    scenario=scenario,
                    error=error,
                ) from error
