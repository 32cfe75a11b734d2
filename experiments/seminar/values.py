"""Parameters, their values and outcomes as an address holds them and as a reader of a language sees them."""

import math
from collections.abc import Iterable
from typing import Any

from experiments.refusal import Refusal
from experiments.words.language import Language
from simulation.parameters import ASSUMED, Parameter
from simulation.refusals import nearest

SWITCH_WORDS = {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}


def is_switch(parameter: Parameter) -> bool:
    """Say whether a parameter is either on or off."""
    return parameter.kind == "switch" or (parameter.kind == "integer" and parameter.unit == "0/1")


def write_value(parameter: Parameter, value: Any) -> str:
    """Write a value with a decimal point, as an address holds it."""
    if is_switch(parameter):
        return "1" if value else "0"
    return str(value) if parameter.choices else format(value, ".10g")


def read_value(language: Language, parameter: Parameter, written: str) -> Any:
    """Read a value, a decimal comma included; refuse one out of range with what is allowed.

    Raises
    ------
    Refusal
    """
    path = parameter.path
    if parameter.choices:
        if written in parameter.choices:
            return written
        close = nearest(written, parameter.choices)
        hint = close if close is not None else ", ".join(parameter.choices)
        raise Refusal(language.text("{path} is “{text}”; allowed: {hint}.", path=path, text=written, hint=hint))
    if is_switch(parameter):
        if written.lower() not in SWITCH_WORDS:
            raise Refusal(language.text("{path} is “{text}”; allowed: 0 or 1.", path=path, text=written))
        on = SWITCH_WORDS[written.lower()]
        return on if parameter.kind == "switch" else int(on)
    try:
        number = float(written.replace(",", "."))
    except ValueError:
        number = math.nan
    whole_wanted = parameter.kind == "integer"
    out_of_range = not (math.isfinite(number) and parameter.low <= number <= parameter.high)
    if out_of_range or (whole_wanted and not number.is_integer()):
        values = {
            "path": path,
            "text": written,
            "low": shown_number(language, parameter.low),
            "high": shown_number(language, parameter.high),
            "unit": language.parameter_unit(parameter.path),
        }
        if whole_wanted:
            raise Refusal(
                language.text("{path} is “{text}” and must be a whole number from {low} to {high} ({unit}).", **values)
            )
        raise Refusal(language.text("{path} is “{text}” and must lie between {low} and {high} ({unit}).", **values))
    return int(number) if whole_wanted else number


def shown_number(language: Language, value: float) -> str:
    """Write a number with the decimals it has, at most six."""
    decimals = 0
    while decimals < 6 and abs(round(value, decimals) - value) > 1e-9 * max(1.0, abs(value)):
        decimals += 1
    return language.number(value, decimals)


def shown_value(language: Language, parameter: Parameter, value: Any) -> str:
    """Write a value as a reader of the language does."""
    if parameter.choices:
        return language.text(str(value).replace("_", " "))
    if is_switch(parameter):
        return language.text("on" if value else "off")
    return shown_number(language, value)


def label_of(language: Language, parameter: Parameter) -> str:
    """Label of a parameter, with a capital."""
    label = language.parameter(parameter.path)
    return label[:1].upper() + label[1:]


def theme_of(language: Language, theme: str) -> str:
    """Title of a theme of parameters."""
    return language.text(theme[:1].upper() + theme[1:])


def outcomes_by_label(language: Language, names: Iterable[str]) -> dict[str, str]:
    """Labels of outcomes by name, in the order of the labels."""
    return dict(sorted(((name, language.outcome(name)) for name in names), key=lambda one: one[1]))


def source_of(language: Language, source: str) -> str:
    """Source of a number; *assumed* is said in the reader's language, references stand as they are."""
    if source.startswith(ASSUMED):
        return language.text("assumed") + source.removeprefix(ASSUMED)
    return source
