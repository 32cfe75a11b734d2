"""Checks of the values of a plan: type, range, shares that add up to one."""

import math
from collections.abc import Mapping

from simulation.declared import PARAMETERS
from simulation.declared.sectors import SECTORS
from simulation.parameters import Parameter, Value
from simulation.refusals import Phrase, PlanError, Where, plain, unknown, written

SHARES_OF_SECTORS = ("jobs_share", "consumption_share", "authority_share", "investment_share", "supply_share")
"""Sector parameters that split a whole over the sectors."""

PLAYER_TYPES = "stance.share_"
"""Start of the paths that split organisations over player types."""

TOLERANCE = 1e-6
WORDS_FOR_SWITCHES = {"true": True, "on": True, "yes": True, "1": True}
WORDS_FOR_SWITCHES |= {"false": False, "off": False, "no": False, "0": False}


def parameter_named(path: str, where: Where) -> Parameter:
    """Return the parameter of this path; refuse an unknown one, and one that follows from the regime.

    Raises
    ------
    PlanError
    """
    if not isinstance(path, str):
        raise PlanError("{where}: {path} is no path of a parameter; paths are words.", where=where, path=written(path))
    if path.split(".", 1)[0] == "regime":
        raise PlanError(
            "{where}: {path!r} follows from the regime and cannot be set; choose the regime instead.",
            where=where,
            path=path,
        )
    if path not in PARAMETERS:
        settable = [known for known, parameter in PARAMETERS.items() if parameter.group != "regime"]
        raise unknown("parameter", path, settable, where)
    return PARAMETERS[path]


def checked(parameter: Parameter, value: object, where: Where) -> Value:
    """Return ``value`` in the type of the parameter, or refuse it.

    Parameters
    ----------
    parameter : Parameter
    value : object
        A number, switch or name, Python's own or a scalar of numpy; a string is read as it would be typed on a
        command line.
    where : str or Phrase
        File or argument in which it stands.

    Raises
    ------
    PlanError
        For a wrong type, an unknown rule or a value out of range.
    """
    value = plain(value)
    if parameter.kind == "choice":
        if not isinstance(value, str):
            raise _wrong_type(parameter, value, where)
        if value not in parameter.choices:
            raise unknown(Phrase("value of {path!r}", path=parameter.path), value, parameter.choices, where)
        return value
    number = _typed(value, where, parameter) if isinstance(value, str) else value
    if parameter.kind == "switch":
        if isinstance(number, bool | int | float) and number in (0, 1):
            return bool(number)
        raise _wrong_type(parameter, value, where)
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise _wrong_type(parameter, value, where)
    whole = parameter.kind == "integer"
    if whole and not float(number).is_integer():
        raise _wrong_type(parameter, value, where)
    if not (math.isfinite(number) and parameter.low <= number <= parameter.high):
        raise PlanError(
            "{where}: {path!r} is {value} and must lie between {low} and {high} ({unit}).",
            where=where,
            value=written(number),
            **_range_of(parameter),
        )
    return int(number) if whole else float(number)


def _typed(text: str, where: Where, parameter: Parameter) -> object:
    """Read a value typed on a command line."""
    word = text.strip()
    if parameter.kind == "switch":
        return WORDS_FOR_SWITCHES.get(word.lower(), text)
    try:
        return int(word)
    except ValueError:
        pass
    try:
        return float(word)
    except ValueError:
        pass
    if word.count(",") == 1 and word.replace(",", "").lstrip("+-").isdigit():
        raise PlanError(
            "{where}: {path!r} is {word!r}; write decimals with a point: {number}.",
            where=where,
            path=parameter.path,
            word=word,
            number=word.replace(",", "."),
        )
    return text


def _wrong_type(parameter: Parameter, value: object, where: Where) -> PlanError:
    if parameter.kind == "choice":
        wanted = Phrase("one of the names {names}", names=", ".join(parameter.choices))
    elif parameter.kind == "switch":
        wanted = Phrase("true or false")
    elif parameter.kind == "integer":
        wanted = Phrase("a whole number between {low} and {high} ({unit})", **_range_of(parameter))
    else:
        wanted = Phrase("a number between {low} and {high} ({unit})", **_range_of(parameter))
    return PlanError(
        "{where}: {path!r} is {value} and must be {wanted}.",
        where=where,
        path=parameter.path,
        value=written(value),
        wanted=wanted,
    )


def _range_of(parameter: Parameter) -> dict[str, object]:
    """What a refusal says of the values allowed."""
    low, high = written(parameter.low), written(parameter.high)
    return {"path": parameter.path, "low": low, "high": high, "unit": Phrase(parameter.unit)}


LARGEST_SEED = 2**64 - 1
"""Keys of draws have 64 bits: a larger number would be the world of a smaller one (`simulation.draws`)."""


def checked_seed(seed: object, where: str = "seed") -> int:
    """Return a seed, or refuse one that is not a whole number from 0 to 2^64 - 1.

    Raises
    ------
    PlanError
    """
    return _whole_number(seed, where)


def checked_replicate(replicate: object, where: str = "replicate") -> int:
    """Return the number of a replicate, or refuse one that is not a whole number from 0 to 2^64 - 1.

    Raises
    ------
    PlanError
    """
    return _whole_number(replicate, where)


def _whole_number(given: object, where: Where) -> int:
    number = plain(given)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= LARGEST_SEED:
        raise PlanError(
            "{where}: {number} is not a whole number between 0 and 2^64 - 1, as a seed and the number of a replicate"
            " must be.",
            where=where,
            number=number if isinstance(number, int) else repr(given),
        )
    return number


def check_shares(values: Mapping[str, Value], where: Where) -> None:
    """Refuse shares of one whole that do not add up to 1.

    Raises
    ------
    PlanError
    """
    wholes = {f"sector.*.{name}": [f"sector.{sector}.{name}" for sector in SECTORS] for name in SHARES_OF_SECTORS}
    wholes[f"{PLAYER_TYPES}*"] = [path for path in values if path.startswith(PLAYER_TYPES)]
    for name, paths in wholes.items():
        total = math.fsum(float(values[path]) for path in paths)
        if paths and abs(total - 1.0) > TOLERANCE:
            raise PlanError(
                "{where}: the shares {name!r} add up to {total} and must add up to 1: change another of them by"
                " {missing}.",
                where=where,
                name=name,
                total=written(round(total, 8)),
                missing=written(round(1.0 - total, 8)),
            )
