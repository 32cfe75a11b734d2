"""Files of claims: what one must say before anything is run, checked against the model."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from experiments.numbers.contrasts import DEFAULT_MONTHS, DEFAULT_REPLICATES, REGIMES
from experiments.questions.claims.answers import DIRECTIONS, MORE, SUPERIORITY, TESTS
from experiments.refusal import Refusal
from simulation.checks import checked, parameter_named
from simulation.parameters import Value
from simulation.scenario_files import LONGEST, SIZES, read_toml

DIFFERENCE, TRANSFER, BREAK, HAZARD = "difference", "transfer", "break", "hazard"
ESTIMATES = (DIFFERENCE, TRANSFER, BREAK, HAZARD)
CLAIM, OPPOSED, CONTROL = "claim", "opposed", "control"
SIDES = (CLAIM, OPPOSED, CONTROL)
WINDOWS = {"end": "{}", "month_12": "{}_month_12", "mean": "{}_mean"}
"""Column of the table of runs that holds an outcome at the end, at month 12, and as mean over the months lived."""
CLASSES = {
    "T": "testable as the model is",
    "A": "testable with a small addition that was made",
    "W": "assumed: one parameter puts the answer in",
}


class Strict(BaseModel):
    """A table of a claim: no key but those declared, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Told(Strict):
    """A sentence in both languages."""

    en: str = Field(min_length=1)
    fr: str = Field(min_length=1)

    def in_language(self, code: str) -> str:
        """The sentence in English (``en``) or French (``fr``)."""
        return self.fr if code == "fr" else self.en


class Quotation(Strict):
    """Words as they stand in a text, with the place: lines of the founding document, or another source."""

    text: str = Field(min_length=1)
    where: str = Field(min_length=1)


class Metric(Strict):
    """An outcome and when it is read."""

    outcome: str
    window: Literal["end", "month_12", "mean"] = "end"

    @property
    def column(self) -> str:
        """Column of the table of runs."""
        return WINDOWS[self.window].format(self.outcome)


class DeclaredArm(Strict):
    """A kind of run: scenario (each of the claim's where none is given), regime, parameters set."""

    scenario: str | None = None
    regime: str
    overrides: dict[str, float | int | bool | str] = {}


class Sweep(Strict):
    """Values of a parameter over which a break is looked for, and the two regimes that are compared."""

    path: str
    values: list[float | int] = Field(min_length=5)
    plus: str = "reciprocity"
    minus: str = "market"


class Part(Strict):
    """One test.

    Attributes
    ----------
    name : str
    title : Told
    side : str
        ``claim``, ``opposed`` or ``control`` (shown, and no part of the verdict).
    estimate : str
        ``difference`` (signed sum of arms, replicate by replicate), ``transfer`` (loss from a policy tuned
        elsewhere), ``break`` (change of slope along a sweep), ``hazard`` (logarithm of a ratio).
    metric : str
        Name of one of the claim's metrics; none for a hazard.
    contrast : dict
        Weight of each arm, summing to zero, for a difference.
    policies : list of str
        Arms among which a policy is tuned, for a transfer.
    ratio, arm : str
        ``h1``, ``h2`` or ``leaving`` (`experiments.numbers.hazard_ratios`), and the arm whose panel it is taken from.
    test, direction : str
        See `experiments.questions.claims.answers`.
    sesoi : float
        Smallest effect size of interest, unit of the metric; for a hazard the natural logarithm of a ratio.
    reason : Told
        Why a smaller effect would be of no interest.
    """

    name: str
    title: Told
    side: str = CLAIM
    estimate: str = DIFFERENCE
    metric: str | None = None
    contrast: dict[str, float] = {}
    policies: list[str] = []
    ratio: Literal["h1", "h2", "leaving"] | None = None
    arm: str | None = None
    test: str = SUPERIORITY
    direction: str = MORE
    sesoi: float = Field(gt=0)
    reason: Told


class Axis(Strict):
    """A parameter of a region and its values."""

    path: str
    values: list[float | int] = Field(min_length=2)


class Region(Strict):
    """Where a part is looked at again, over one or two parameters, set in some arms or in all."""

    part: str
    x: Axis
    y: Axis | None = None
    arms: list[str] = []
    replicates: int = Field(default=10, ge=5)


class Need(Strict):
    """What the model would need for a fuller test: a parameter or outcome that is not there."""

    name: str
    meaning: Told
    off: str = ""


class Claim(Strict):
    """A claim as declared; see the files of this folder.

    Attributes
    ----------
    id : str
        Name of the file.
    claims : list of str
        Numbers in the table of causal claims (C1 to C51).
    kind : str
        ``T``, ``A`` or ``W`` (``economics.md`` 4); a W is called assumed wherever it is shown.
    quotation, opposed : Quotation
        What is claimed, and what is said against it.
    by_hand : Told
        What the authors of the model put in that bears on the answer.
    by_hand_parameters : list of str
        Parameters that carry it; their values and sources are printed.
    """

    id: str
    claims: list[str]
    kind: Literal["T", "A", "W"]
    title: Told
    quotation: Quotation
    opposed: Quotation
    opposed_title: Told
    scenarios: list[str] = Field(min_length=1)
    size: str = SIZES[0]
    months: int = Field(default=DEFAULT_MONTHS, ge=12, le=LONGEST)
    replicates: int = Field(default=DEFAULT_REPLICATES, ge=10)
    metrics: dict[str, Metric] = {}
    arms: dict[str, DeclaredArm] = {}
    sweep: Sweep | None = None
    parts: list[Part] = Field(min_length=1)
    region: Region | None = None
    by_hand: Told
    by_hand_parameters: list[str] = []
    needs: list[Need] = []

    @model_validator(mode="after")
    def hangs_together(self) -> Self:
        """Refuse names that are not declared, weights that are no contrast, a claim without a part."""
        names = [part.name for part in self.parts]
        if len(set(names)) != len(names):
            raise ValueError("two parts have one name")
        if not any(part.side == CLAIM for part in self.parts):
            raise ValueError("no part tests the claim")
        for part in self.parts:
            self.part_hangs_together(part)
        if self.region is not None:
            looked_at = next((part for part in self.parts if part.name == self.region.part), None)
            if looked_at is None or looked_at.estimate != DIFFERENCE:
                raise ValueError(f"the region needs a part that is a difference, and not {self.region.part!r}")
            if unknown := set(self.region.arms) - set(self.arms):
                raise ValueError(f"the region names no arm {sorted(unknown)[0]!r}")
        return self

    def part_hangs_together(self, part: Part) -> None:
        """Refuse a part whose estimate lacks something."""
        where = f"part {part.name!r}"
        for value, allowed in (
            (part.side, SIDES),
            (part.estimate, ESTIMATES),
            (part.test, TESTS),
            (part.direction, DIRECTIONS),
        ):
            if value not in allowed:
                raise ValueError(f"{where}: {value!r} is not one of {', '.join(allowed)}")
        if part.estimate != HAZARD and part.metric not in self.metrics:
            raise ValueError(f"{where}: no metric {part.metric!r}")
        if part.estimate == DIFFERENCE:
            if unknown := set(part.contrast) - set(self.arms):
                raise ValueError(f"{where}: no arm {sorted(unknown)[0]!r}")
            if len(part.contrast) < 2 or abs(sum(part.contrast.values())) > 1e-9:
                raise ValueError(f"{where}: the weights of a contrast of two arms or more sum to zero")
        elif part.estimate == TRANSFER:
            if len(part.policies) < 2 or set(part.policies) - set(self.arms) or len(self.scenarios) < 2:
                raise ValueError(f"{where}: a transfer needs two arms to choose from and two scenarios")
        elif part.estimate == BREAK and self.sweep is None:
            raise ValueError(f"{where}: a break needs a sweep")
        elif part.estimate == HAZARD and (part.ratio is None or part.arm not in self.arms):
            raise ValueError(f"{where}: a hazard needs a ratio and an arm")

    def part(self, name: str) -> Part:
        """Part of this name."""
        return next(part for part in self.parts if part.name == name)


def read_claim(path: Path) -> Claim:
    """Read a claim and check it against the model.

    Raises
    ------
    Refusal, PlanError
        One sentence: which file, what is wrong.
    """
    content = read_toml(path)
    try:
        claim = Claim.model_validate({"id": path.stem, **content})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Refusal(f"{path.name}: {place + ': ' if place else ''}{first['msg']}.") from error
    if claim.id != path.stem:
        raise Refusal(f"{path.name}: the claim is called {claim.id!r}, and its file must be too.")
    refuse_unknown_to_the_model(claim, path.name)
    return claim


def refuse_unknown_to_the_model(claim: Claim, file: str) -> None:
    """Refuse scenarios, regimes, outcomes and parameters that the model does not have, values out of range."""
    from simulation.outcomes import OUTCOMES
    from simulation.scenario_files import scenario_file

    for scenario in {*claim.scenarios, *(arm.scenario for arm in claim.arms.values() if arm.scenario)}:
        scenario_file(scenario)
    for metric in claim.metrics.values():
        if metric.outcome not in OUTCOMES:
            raise Refusal(f"{file}: the model has no outcome {metric.outcome!r}.")
    for name, arm in claim.arms.items():
        if arm.regime not in REGIMES:
            raise Refusal(f"{file}: arm {name!r}: no regime {arm.regime!r}.")
        typed(arm.overrides, f"{file}: arm {name!r}")
    for axis in axes_of(claim):
        for value in axis.values:
            checked(parameter_named(axis.path, file), value, file)
    for path in claim.by_hand_parameters:
        parameter_named(path, file)


def axes_of(claim: Claim) -> list[Axis | Sweep]:
    """Parameters over which a claim is swept."""
    region = claim.region
    axes = [None, None] if region is None else [region.x, region.y]
    return [axis for axis in (*axes, claim.sweep) if axis is not None]


def typed(overrides: Mapping[str, Any], where: str) -> dict[str, Value]:
    """Values as the model takes them.

    Raises
    ------
    PlanError
    """
    return {path: checked(parameter_named(path, where), value, where) for path, value in sorted(overrides.items())}
