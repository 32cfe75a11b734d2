"""How a plan is refused: one sentence that says what, where, what is allowed and the nearest right name."""

import difflib
from collections.abc import Iterable


class PlanError(ValueError):
    """A plan that cannot be carried out; the message is one sentence for the person who wrote the plan."""


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed name that looks most like ``name``, or None where none comes near.

    Parameters
    ----------
    name : str
        What was written; letter case is ignored.
    allowed : iterable of str
        Names that would have been right.
    """
    by_lower_case = {candidate.lower(): candidate for candidate in allowed}
    found = difflib.get_close_matches(str(name).lower(), list(by_lower_case), n=1, cutoff=0.6)
    return by_lower_case[found[0]] if found else None


def unknown(what: str, name: str, allowed: Iterable[str], where: str = "") -> PlanError:
    """Make the refusal of a name that is not among those allowed.

    Parameters
    ----------
    what : str
        Kind of thing named: ``parameter``, ``scenario``, ``regime``.
    name : str
        The name written.
    allowed : iterable of str
        The right names; listed when there are few and none comes near.
    where : str
        File or argument in which it stands.
    """
    names = list(allowed)
    close = nearest(name, names)
    told = f"{where}: " if where else ""
    if close is not None:
        hint = f"did you mean {close!r}?"
    elif len(names) <= 20:
        hint = f"allowed: {', '.join(names)}."
    else:
        hint = "`ptce describe` lists them all."
    return PlanError(f"{told}unknown {what} {name!r}; {hint}")


def written(value: object) -> str:
    """Write a value as it would stand in a plan: 0.3, 5000000, true, 'weakest'."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return format(value, ".10g")
    return repr(value)
