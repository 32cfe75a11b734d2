"""A table of facts read from its file, and refused in one sentence with its line where anything in it is wrong."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from experiments.files.names import safe_name
from experiments.questions.facts import measures
from experiments.questions.facts.lines import Places
from experiments.refusal import Refusal
from simulation.refusals import Phrase, Where, unknown, written
from simulation.scenario_files import DIRECTORY, read_toml

FACTS = DIRECTORY / "facts.toml"
"""Those that come with the project."""
ANY = "any"
OUTCOME, SUMMARY, EXPERIMENT = "outcome", "summary", "experiment"
MEASURED_BY = (OUTCOME, SUMMARY, EXPERIMENT)
OF_AN_OUTCOME = ("statistic", "months", "against")
"""Keys of a fact that belong to `OUTCOME`."""
KEPT_WITH = {OUTCOME: (OUTCOME, *OF_AN_OUTCOME), SUMMARY: (SUMMARY,)}
WANTED = {
    "string_type": Phrase("a text"),
    "float_type": Phrase("a number"),
    "int_type": Phrase("a whole number"),
    "int_from_float": Phrase("a whole number"),
    "bool_type": Phrase("true or false"),
    "list_type": Phrase("a list"),
    "tuple_type": Phrase("a list"),
    "model_type": Phrase("a table"),
    "dict_type": Phrase("a table"),
    "string_too_short": Phrase("a text that is not empty"),
    "too_short": Phrase("a longer list"),
    "too_long": Phrase("a shorter list"),
}
"""What a value has to be, by the fault that pydantic finds."""


class Strict(BaseModel):
    """A table of the file: no key but those declared, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Told(Strict):
    """A sentence in both languages."""

    en: str = Field(min_length=1)
    fr: str = Field(min_length=1)


class Written(Strict):
    """A fact as it stands in the file; see `Fact`."""

    id: str = Field(min_length=1)
    title: Told
    outcome: str | None = None
    statistic: str | None = None
    months: list[int] | None = None
    against: str | None = None
    summary: str | None = None
    experiment: dict[str, Any] | None = None
    band: list[float] | None = None
    tolerance: float | None = None
    unit: str | None = None
    source: str = Field(min_length=1)
    confidence: Literal["H", "M", "L"]
    scenario: str | list[str] = "base"
    regime: str = "market"
    used_for_setting: bool
    note: Told | None = None
    needs: list[str] = []


@dataclass(frozen=True, eq=False)
class Fact:
    """Something that was observed, and how it is looked for in the model.

    Attributes
    ----------
    id : str
    title, note : dict
        By language; the note may be empty.
    kind : str
        What is measured: a file of `experiments.questions.facts.measures`.
    settings : object
        How, as that file declares it.
    band : tuple of float
        Ends of what was observed, in `unit`; infinite where it is open.
    tolerance : float
        Distance from the band that counts as one where the model is set by the fact; half the band's width if the file
        does not say, and infinite where the band is open.
    unit, source : str
    confidence : str
        ``H``, ``M`` or ``L``.
    scenarios : tuple of str
        Empty: any.
    regime : str
    used_for_setting : bool
        Whether the model was set by it: then it is no success that it holds.
    place : Phrase
        File and line.
    absent : tuple of str
        Outcomes that the model does not have (yet), of those that the fact says it needs: it is not measured then.
    """

    id: str
    title: Mapping[str, str]
    kind: str
    settings: Any
    band: tuple[float, float]
    tolerance: float
    unit: str
    source: str
    confidence: str
    scenarios: tuple[str, ...]
    regime: str
    used_for_setting: bool
    note: Mapping[str, str]
    place: Phrase
    absent: tuple[str, ...] = ()


def read_facts(path: Path = FACTS) -> tuple[Fact, ...]:
    """Read a table of facts and check it against the model.

    Raises
    ------
    PlanError, Refusal
        One sentence: file and line, what is wrong, what is allowed.
    """
    return facts_of(text_of(path), path.name)


def text_of(path: Path) -> str:
    """Text of a table of facts.

    Raises
    ------
    PlanError
        Where it cannot be read, is not in UTF-8, or is no TOML.
    """
    read_toml(path)
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def facts_of(text: str, file: str) -> tuple[Fact, ...]:
    """Check the text of a table of facts; `file` is what refusals call it."""
    places = Places(file, text)
    content = tomllib.loads(text)
    for key in content:
        if key != "facts":
            raise unknown("key", key, ("facts",), places.at((key,)))
    listed = content.get("facts")
    if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
        raise Refusal("{where}: facts are written as [[facts]], one block a fact", where=places.at(("facts",)))
    facts: dict[str, Fact] = {}
    for number, entry in enumerate(listed):
        fact = fact_of(entry, number, places)
        # Names of figures follow from them, so that they must differ in letters and digits.
        key = safe_name(fact.id)
        if key in facts:
            raise Refusal(
                "{where}: the fact {name!r} stands there twice; {other}",
                where=places.at(("facts", number, "id")),
                name=fact.id,
                other=Phrase("the other one is at {place}", place=facts[key].place),
            )
        facts[key] = fact
    return tuple(facts.values())


def fact_of(entry: Mapping[str, Any], number: int, places: Places) -> Fact:
    """Check one fact."""
    here = ("facts", number)
    try:
        told = Written.model_validate({**entry, **with_numbers(entry)})
    except ValidationError as error:
        raise told_of(error, Written, here, places) from error
    if not told.source.strip():
        raise Refusal("{where}: {key!r} is empty", where=places.at((*here, "source")), key="source")
    kind, given, below = what_is_measured(told, entry, here, places)
    module = measures.measure(kind)
    try:
        settings = module.Settings.model_validate(given)
    except ValidationError as error:
        raise told_of(error, module.Settings, (*here, *below), places) from error

    def where(key: str) -> Phrase:
        return places.at((*here, *below, key))

    absent = absent_of(told)
    if not absent:
        module.check(settings, where)
    own = getattr(module, "OWN_BAND", False)
    band = (math.nan, math.nan) if own else band_of(told, here, places)
    refuse_scenarios_and_regime(told, here, places)
    return Fact(
        id=told.id,
        title=told.title.model_dump(),
        kind=kind,
        settings=settings,
        band=band,
        tolerance=tolerance_of(told, band, here, places),
        unit="" if own else unit_of(told, here, places),
        source=told.source.strip(),
        confidence=told.confidence,
        scenarios=scenarios_of(told),
        regime=told.regime,
        used_for_setting=told.used_for_setting,
        note=told.note.model_dump() if told.note else {},
        place=places.at(here),
        absent=absent,
    )


def absent_of(told: Written) -> tuple[str, ...]:
    """Outcomes that a fact says it needs and that the model does not have."""
    from simulation.outcomes import OUTCOME_NAMES

    return tuple(name for name in told.needs if name not in OUTCOME_NAMES)


def with_numbers(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Band and tolerance of a fact with whole numbers as numbers: 8 is as good as 8.0."""
    numbers: dict[str, Any] = {}
    if isinstance(band := entry.get("band"), list):
        numbers["band"] = [float(end) if type(end) is int else end for end in band]
    if type(tolerance := entry.get("tolerance")) is int:
        numbers["tolerance"] = float(tolerance)
    return numbers


def what_is_measured(
    told: Written, entry: Mapping[str, Any], here: tuple[str, int], places: Places
) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    """Kind of what is measured, its settings, and the table in which they stand."""
    named = [name for name in MEASURED_BY if entry.get(name) is not None]
    if len(named) != 1:
        raise Refusal(
            "{where}: exactly one of {names} says what is measured, and there are {number}",
            where=places.at(here),
            names=", ".join(MEASURED_BY),
            number=len(named),
        )
    name = named[0]
    for key in OF_AN_OUTCOME:
        if key in entry and name != OUTCOME:
            raise Refusal(
                "{where}: {key!r} belongs to a fact with 'outcome', not to one with {name!r}",
                where=places.at((*here, key)),
                key=key,
                name=name,
            )
    if told.experiment is None:
        return name, {key: entry[key] for key in KEPT_WITH[name] if key in entry}, ()
    given = dict(told.experiment)
    where = places.at((*here, EXPERIMENT))
    if "kind" not in given:
        raise Refusal(
            "{where}: 'kind' is missing; allowed: {allowed}", where=where, allowed=", ".join(measures.experiments())
        )
    kind = given.pop("kind")
    if kind not in measures.experiments():
        raise unknown("kind of experiment", str(kind), measures.experiments(), where)
    return kind, given, (EXPERIMENT,)


def band_of(told: Written, here: tuple[str, int], places: Places) -> tuple[float, float]:
    """Band of a fact, its lower end first."""
    where = places.at((*here, "band"))
    band = told.band
    if band is None:
        raise Refusal("{where}: {key!r} is missing", where=where, key="band")
    if len(band) != 2 or any(math.isnan(end) for end in band):
        raise Refusal("{where}: 'band' has two numbers, the lower end first; inf or -inf where it is open", where=where)
    low, high = band
    if low > high:
        raise Refusal(
            "{where}: 'band' goes from {low} to {high}; the lower end comes first",
            where=where,
            low=written(low),
            high=written(high),
        )
    if low == high or math.isinf(low) and math.isinf(high):
        raise Refusal("{where}: 'band' holds one number or all of them, and decides nothing", where=where)
    return low, high


def tolerance_of(told: Written, band: tuple[float, float], here: tuple[str, int], places: Places) -> float:
    """Distance from the band that counts as one."""
    if told.tolerance is None:
        return (band[1] - band[0]) / 2
    if not (math.isfinite(told.tolerance) and told.tolerance > 0):
        raise Refusal(
            "{where}: 'tolerance' is {value} and must be a finite number above 0",
            where=places.at((*here, "tolerance")),
            value=written(told.tolerance),
        )
    return told.tolerance


def unit_of(told: Written, here: tuple[str, int], places: Places) -> str:
    """Unit of a fact."""
    if not (told.unit or "").strip():
        raise Refusal("{where}: {key!r} is missing", where=places.at((*here, "unit")), key="unit")
    return str(told.unit).strip()


def scenarios_of(told: Written) -> tuple[str, ...]:
    """Scenarios of a fact; none where it is for any."""
    if told.scenario == ANY:
        return ()
    return (told.scenario,) if isinstance(told.scenario, str) else tuple(dict.fromkeys(told.scenario))


def refuse_scenarios_and_regime(told: Written, here: tuple[str, int], places: Places) -> None:
    """Refuse scenarios and regimes that the model does not know."""
    from simulation.plan import REGIMES
    from simulation.scenario_files import scenario_names

    where = places.at((*here, "scenario"))
    if told.scenario == []:
        raise Refusal("{where}: 'scenario' is an empty list; write \"any\" for all of them", where=where)
    for scenario in scenarios_of(told):
        if scenario not in scenario_names():
            raise unknown("scenario", scenario, (*scenario_names(), ANY), where)
    if told.regime not in REGIMES:
        raise unknown("regime", told.regime, REGIMES, places.at((*here, "regime")))


def told_of(error: ValidationError, model: type[BaseModel], here: Sequence[str | int], places: Places) -> Exception:
    """Turn the first fault that pydantic finds into a sentence with file, line and what is allowed."""
    faults = error.errors(include_url=False)
    # A misspelt key also leaves the right one missing: the reader is told of what can be mended.
    order = ("extra_forbidden", "missing")
    fault = min(faults, key=lambda one: order.index(one["type"]) if one["type"] in order else len(order))
    place = [*fault["loc"]]
    # Alternatives of a union stand in the place as names of types; nobody wrote those.
    place = [word for word in place if word not in ("str", "int", "float", "bool", "list[str]")]
    where: Where = places.at((*here, *place))
    key = ".".join(str(word) for word in place)
    if fault["type"] == "extra_forbidden":
        return unknown("key", str(place[-1]), allowed_at(model, place[:-1]), where)
    if fault["type"] == "missing":
        return Refusal("{where}: {key!r} is missing", where=where, key=key)
    if fault["type"] == "literal_error":
        return unknown(Phrase("value of {path!r}", path=key), str(fault["input"]), model_choices(fault), where)
    wanted = WANTED.get(fault["type"], fault["msg"].removeprefix("Value error, ").removeprefix("Input should be "))
    return Refusal(
        "{where}: {key!r} is {value} and must be {wanted}",
        where=where,
        key=key,
        value=written(fault["input"])[:80],
        wanted=wanted,
    )


def model_choices(fault: Any) -> tuple[str, ...]:
    """Values that would have been right, of a fault of choice."""
    told = str(fault.get("ctx", {}).get("expected", ""))
    return tuple(word.strip().strip("'") for word in told.replace(" or ", ", ").split(","))


def allowed_at(model: type[BaseModel], place: Sequence[str | int]) -> tuple[str, ...]:
    """Keys allowed in a table of the file."""
    return tuple(Told.model_fields if place and place[0] in ("title", "note") else model.model_fields)
