"""How a request is refused: one sentence that says what, where, what is allowed and the nearest right name.

A sentence is written once, in English, as a template with named places; the values that fill it in travel with
it, so that whoever shows it can say it in another language (`Refused.template`, `Refused.values`).
"""

import difflib
from collections.abc import Iterable

import numpy as np


class Refused(ValueError):
    """A request that cannot be met; the message is one sentence for the person who made it.

    Parameters
    ----------
    template : str
        The sentence in English, with named places in braces.
    **values : object
        What fills it in. A value that is a refusal itself, or a `Phrase`, is translated with the sentence.

    Attributes
    ----------
    template : str
    values : dict
    """

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        self.values = values
        super().__init__(template.format(**values) if values else template)

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.template, self.values)


def _again(kind: type[Refused], template: str, values: dict[str, object]) -> Refused:
    """Make a refusal that came from another process anew."""
    return kind(template, **values)


class PlanError(Refused):
    """A plan that cannot be carried out; the message is one sentence for the person who wrote the plan."""


class Phrase:
    """Part of a sentence that is itself a template: translated with the sentence in which it stands.

    Parameters
    ----------
    template : str
    **values : object
    """

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values) if self.values else self.template


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


Where = str | Phrase
"""File or argument in which something stands, and the place in it."""


def unknown(what: Where, name: str, allowed: Iterable[str], where: Where = "") -> PlanError:
    """Make the refusal of a name that is not among those allowed.

    Parameters
    ----------
    what : str or Phrase
        Kind of thing named: ``parameter``, ``scenario``, ``regime``.
    name : str
        The name written.
    allowed : iterable of str
        The right names; listed when there are few and none comes near.
    where : str or Phrase
        File or argument in which it stands.
    """
    names = list(allowed)
    close = nearest(name, names)
    if close is not None:
        hint = Phrase("did you mean {close!r}?", close=close)
    elif len(names) <= 20:
        hint = Phrase("allowed: {names}.", names=", ".join(names))
    else:
        hint = Phrase("`ptce describe` lists them all.")
    told = Phrase(what) if isinstance(what, str) else what
    if not where:
        return PlanError("unknown {what} {name!r}; {hint}", what=told, name=name, hint=hint)
    return PlanError("{where}: unknown {what} {name!r}; {hint}", where=where, what=told, name=name, hint=hint)


def plain(value: object) -> object:
    """Return a scalar of numpy, as tables and designs hand them out, as Python's own; anything else as it is."""
    scalar = isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0)
    return value.item() if scalar else value  # type: ignore[attr-defined]


def written(value: object) -> str:
    """Write a value as it would stand in a plan: 0.3, 5000000, true, 'weakest'."""
    value = plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return format(value, ".10g")
    return repr(value)
