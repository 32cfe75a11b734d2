"""Declared poles read from a scenario file: every key is known, every number has its range, every slip its sentence."""

from collections.abc import Mapping
from typing import Any

from simulation.columns import ALL_MEANS, FILIERE, MARKETS, NOBODY
from simulation.declared.sectors import SECTORS
from simulation.declared_poles import (
    FORMS,
    KINDS,
    MEANS,
    DeclaredActivity,
    DeclaredPart,
    DeclaredPole,
    Payment,
)
from simulation.refusals import Phrase, PlanError, Where, unknown, written
from simulation.rules.votes import VOTE_RULES
from simulation.scenario_files import LANGUAGES, SIZES, refuse_unknown_keys, source_of

PAYERS = ("region", "State", "authority")
"""Who may be declared to pay for a pole: the first two lie outside the territory."""

KEYS_OF_WHAT_IT_IS = ("name", "month", "kind", "sector", "source", "legal_form", "animator", "governance")
KEYS = (*KEYS_OF_WHAT_IT_IS, "means", "site", "members", "circles", "activities")
KEYS_OF_AN_ACTIVITY = ("name", "month", "sector", "staff", "market", "novelty", "hectares", "source")
KEYS_OF_MEMBERS = ("sector", "form", "count", "staff", "depth", "leads", "source")
KEYS_OF_A_CIRCLE = ("sector", "count", "depth", "source")
KEYS_OF_A_FORM = ("month", "source")
KEYS_OF_AN_ANIMATOR = ("posts", "paid_by", "source")
KEYS_OF_A_PAYMENT = ("who", "euros", "from", "until", "source")
KEYS_OF_A_SITE = ("hectares", "source")
MOST_HECTARES = 10_000.0
DEEPEST = 3
LEAST_MEMBERS = 2
LARGEST = 1_000_000


def poles_of(raw: tuple[tuple[str, Mapping[str, Any]], ...], size: str, months: int) -> tuple[DeclaredPole, ...]:
    """Read declared poles for a size.

    Parameters
    ----------
    raw : tuple of pairs
        Name of the file, and the table as it stands there.
    size : str
        ``class`` or ``full``.
    months : int
        Last month of the scenario; nothing is declared beyond it.

    Raises
    ------
    PlanError
    """
    # Both sizes are read, so that a slip in the other one is found too.
    by_size = {one: tuple(_pole(table, file, one, months) for file, table in raw) for one in SIZES}
    return by_size[size]


def _pole(table: Mapping[str, Any], file: str, size: str, months: int) -> DeclaredPole:
    where = Phrase("{file}: pole {name!r}", file=file, name=table["name"])
    refuse_unknown_keys(table, KEYS, "key", where)
    source = source_of(table, where)
    month = _whole(table, "month", where, size, least=-LARGEST, largest=months)
    kind = _named(table, "kind", KINDS, "kind of pole", where)
    form = _table(table, "legal_form", KEYS_OF_A_FORM, where)
    form_month = None if form is None else _whole(form, "month", where, size, least=-LARGEST, largest=months)
    if form_month is not None and form_month < month:
        raise PlanError(
            "{where}: its legal form is of month {second}, before it is founded in month {first}.",
            where=where,
            second=form_month,
            first=month,
        )
    animator = _table(table, "animator", KEYS_OF_AN_ANIMATOR, where) or {}
    members = tuple(
        DeclaredPart(
            _whole(part, "count", where, size),
            _whole(part, "depth", where, size, largest=DEEPEST),
            SECTORS.index(_name(part, "sector", SECTORS, "sector", where)),
            _named(part, "form", FORMS, "legal form", where),
            _whole(part, "staff", where, size),
            _flag(part, "leads", where) if "leads" in part else False,
            source_of(part, where, source),
        )
        for part in _tables(table, "members", KEYS_OF_MEMBERS, where)
    )
    circles = tuple(
        DeclaredPart(
            _whole(part, "count", where, size),
            _whole(part, "depth", where, size, largest=DEEPEST),
            SECTORS.index(_name(part, "sector", SECTORS, "sector", where)) if "sector" in part else NOBODY,
            NOBODY,
            0,
            False,
            source_of(part, where, source),
        )
        for part in _tables(table, "circles", KEYS_OF_A_CIRCLE, where)
    )
    count = sum(part.count for part in members)
    if count < LEAST_MEMBERS:
        raise PlanError(
            "{where}: has {count} members at size {size!r}; a pole has {least} at least.",
            where=where,
            count=count,
            size=size,
            least=LEAST_MEMBERS,
        )
    return DeclaredPole(
        name=table["name"],
        month=month,
        kind=kind,
        sector=SECTORS.index(_name(table, "sector", SECTORS, "sector", where)) if kind == FILIERE else NOBODY,
        form_month=form_month,
        animators=_whole(animator, "posts", where, size, least=0) if animator else 0,
        vote_rule=VOTE_RULES.index(_name(table, "governance", VOTE_RULES, "rule of votes", where))
        if "governance" in table
        else NOBODY,
        means=_means(table, where),
        hectares=_hectares(table, where, size),
        payments=tuple(
            _payment(payment, where, size, source) for payment in _tables(animator, "paid_by", KEYS_OF_A_PAYMENT, where)
        ),
        members=members,
        circles=circles,
        activities=tuple(
            _activity(one, where, size, month, months, source)
            for one in _tables(table, "activities", KEYS_OF_AN_ACTIVITY, where)
        ),
        source=source,
    )


def _activity(
    table: Mapping[str, Any], where: Where, size: str, founded: int, months: int, source: str
) -> DeclaredActivity:
    month = _whole(table, "month", where, size, least=-LARGEST, largest=months)
    if month < founded:
        raise PlanError(
            "{where}: an activity is attempted in month {second}, before the pole is founded in month {first}.",
            where=where,
            second=month,
            first=founded,
        )
    name = table.get("name")
    names: dict[str, Any] = dict(name) if isinstance(name, Mapping) else dict.fromkeys(LANGUAGES, name)
    if set(names) != set(LANGUAGES) or not all(isinstance(one, str) and one for one in names.values()):
        raise PlanError(
            "{where}: {key!r} must be a text, or one in English and one in French.", where=where, key="name"
        )
    return DeclaredActivity(
        name=names,
        month=month,
        sector=SECTORS.index(_name(table, "sector", SECTORS, "sector", where)),
        market=MARKETS.index(_name(table, "market", MARKETS, "market", where)),
        staff=_whole(table, "staff", where, size),
        novelty=_number(table, "novelty", where, size, 0.0, 1.0) if "novelty" in table else 0.0,
        hectares=_number(table, "hectares", where, size, 0.0, MOST_HECTARES) if "hectares" in table else 0.0,
        source=source_of(table, where, source),
    )


def _means(table: Mapping[str, Any], where: Where) -> int:
    """Bits of what is pooled: all means where nothing is said."""
    told = _table(table, "means", tuple(MEANS), where)
    if told is None:
        return ALL_MEANS
    return sum(bit for name, bit in MEANS.items() if name in told and _flag(told, name, where))


def _flag(table: Mapping[str, Any], key: str, where: Where) -> bool:
    if not isinstance(table[key], bool):
        raise PlanError("{where}: {key!r} must be true or false.", where=where, key=key)
    return bool(table[key])


def _hectares(table: Mapping[str, Any], where: Where, size: str) -> float:
    site = _table(table, "site", KEYS_OF_A_SITE, where)
    return 0.0 if site is None else _number(site, "hectares", where, size, 0.0, MOST_HECTARES)


def _number(table: Mapping[str, Any], key: str, where: Where, size: str, least: float, largest: float) -> float:
    value = _value(table, key, where, size)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= largest:
        raise PlanError(
            "{where}: {key!r} is {value} and must be a number from {least} to {largest}.",
            where=where,
            key=key,
            value=written(value),
            least=written(least),
            largest=written(largest),
        )
    return float(value)


def _payment(table: Mapping[str, Any], where: Where, size: str, source: str) -> Payment:
    first = _whole(table, "from", where, size, least=-LARGEST)
    last = _whole(table, "until", where, size, least=-LARGEST)
    if last <= first:
        raise PlanError(
            "{where}: a payment ends in month {last}, before it has begun in month {first}.",
            where=where,
            last=last,
            first=first,
        )
    euros = _whole(table, "euros", where, size, largest=10 * LARGEST)
    who = _name(table, "who", PAYERS, "payer", where)
    return Payment(who, float(euros), first, last, source_of(table, where, source))


def _value(table: Mapping[str, Any], key: str, where: Where, size: str) -> object:
    """Value of a key, the same for both sizes or given for each."""
    if key not in table:
        raise PlanError("{where}: {key!r} is missing", where=where, key=key)
    value = table[key]
    if isinstance(value, Mapping):
        refuse_unknown_keys(value, SIZES, "size", where)
        return _value(value, size, where, size)
    return value


def _whole(
    table: Mapping[str, Any], key: str, where: Where, size: str, *, least: int = 1, largest: int = LARGEST
) -> int:
    value = _value(table, key, where, size)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= largest:
        raise PlanError(
            "{where}: {key!r} is {value} and must be a whole number from {least} to {largest}.",
            where=where,
            key=key,
            value=written(value),
            least=least,
            largest=largest,
        )
    return value


def _name(table: Mapping[str, Any], key: str, allowed: tuple[str, ...], what: str, where: Where) -> str:
    value = _value(table, key, where, "")
    if value not in allowed:
        raise unknown(what, str(value), allowed, where)
    return str(value)


def _named(table: Mapping[str, Any], key: str, allowed: Mapping[str, int], what: str, where: Where) -> int:
    return allowed[_name(table, key, tuple(allowed), what, where)]


def _table(table: Mapping[str, Any], key: str, keys: tuple[str, ...], where: Where) -> Mapping[str, Any] | None:
    """Table below a key, or None."""
    if key not in table:
        return None
    below = table[key]
    if not isinstance(below, Mapping):
        raise PlanError("{where}: {key!r} must be a table of its own.", where=where, key=key)
    refuse_unknown_keys(below, keys, "key", where)
    return below


def _tables(table: Mapping[str, Any], key: str, keys: tuple[str, ...], where: Where) -> list[Mapping[str, Any]]:
    """Tables below a key, none where it is missing."""
    below = table.get(key, [])
    if not isinstance(below, list) or not all(isinstance(one, Mapping) for one in below):
        raise PlanError("{where}: {key!r} must be a list of tables.", where=where, key=key)
    for one in below:
        refuse_unknown_keys(one, keys, "key", where)
    return below
