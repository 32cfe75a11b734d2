"""Poles that a scenario declares: their members, their date, their legal form, who pays for them.

Everything here is a fact with a source or marked ``assumed``; what becomes of a pole is not written anywhere
(`simulation.phases.poles.declared`). In a scenario file, where numbers are plain or ``{ class = ..., full = ... }``::

    [[poles]]
    name = "Pôle Sud"
    month = 132                                  # of the founding; 1 or before: it is there from the first month
    kind = "place"                               # enterprises, place or filiere (with its sector)
    source = "L88-133"                           # a part without a source of its own has this one
    legal_form = { month = 144 }                 # without it members vote on one, as everywhere
    animator = { posts = 1, paid_by = [{ who = "region", euros = 15000, from = 144, until = 156 }] }
    governance = "colleges"                      # how votes weigh once it is formal; without it as everywhere
    means = { purchases = true, premises = true, posts = true }   # all of them where nothing is said
    site = { hectares = 1.0 }                    # land of its own or at its disposal, for activities
    members = [{ sector = "services", form = "insertion", count = 2, staff = { class = 15, full = 120 }, depth = 2 }]
    circles = [{ count = { class = 20, full = 70 }, depth = 1 }]
    activities = [{ name = "shoes", month = 150, sector = "manufacturing", staff = { class = 2, full = 10 },
        market = "outside", novelty = 0.2 }]     # attempted from that month; land with hectares
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulation.columns import (
    ALL_MEANS,
    ASSOCIATION,
    COOPERATIVE,
    ENTERPRISES,
    FILIERE,
    FIRM,
    INSERTION,
    MARKETS,
    MEANS_POSTS,
    MEANS_PREMISES,
    MEANS_PURCHASES,
    NOBODY,
    PLACE,
)
from simulation.declared.sectors import SECTORS
from simulation.refusals import Phrase, PlanError, Where, unknown, written
from simulation.rules.votes import VOTE_RULES
from simulation.scenario_files import LANGUAGES, SIZES, refuse_unknown_keys, source_of

KINDS = {"enterprises": ENTERPRISES, "place": PLACE, "filiere": FILIERE}
FORMS = {"firm": FIRM, "cooperative": COOPERATIVE, "association": ASSOCIATION, "insertion": INSERTION}
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
MEANS = {"purchases": MEANS_PURCHASES, "premises": MEANS_PREMISES, "posts": MEANS_POSTS}
KEYS_OF_A_SITE = ("hectares", "source")
MOST_HECTARES = 10_000.0
DEEPEST = 3
LEAST_MEMBERS = 2
LARGEST = 1_000_000


@dataclass(frozen=True)
class DeclaredPart:
    """Members of one kind, or the circle of affiliates around them.

    Attributes
    ----------
    count : int
        Organisations.
    depth : int
        Depth of pooling at the founding, 1 to 3.
    sector : int
        Position in SECTORS, or none: any.
    form : int
        Legal form (`simulation.columns`), or none in a circle.
    staff : int
        Heads of each at month 0 before burn-in; 0 in a circle, whose members are found at the founding.
    leads : bool
        Whether they are able to lead joint work (L124-126); else that is drawn, as for anybody.
    source : str
    """

    count: int
    depth: int
    sector: int
    form: int
    staff: int
    leads: bool
    source: str


@dataclass(frozen=True)
class Payment:
    """What somebody is declared to pay a pole: ``euros`` in all, in equal parts, from a month until before another."""

    who: str
    euros: float
    first: int
    last: int
    source: str


@dataclass(frozen=True)
class DeclaredActivity:
    """What a declared pole is to attempt; whether it succeeds is not declared.

    Attributes
    ----------
    name : dict
        By language.
    month : int
        From which it is attempted.
    sector, market : int
        Position in SECTORS and in MARKETS: its first customers.
    staff : int
        Posts it starts with.
    novelty : float
        Part of it that is untried, 0 to 1: procedures take as much longer.
    hectares : float
        Land it needs, ha; 0: none of its own.
    source : str
    """

    name: Mapping[str, str]
    month: int
    sector: int
    market: int
    staff: int
    novelty: float
    hectares: float
    source: str


@dataclass(frozen=True)
class DeclaredPole:
    """A pole as declared, for one size.

    Attributes
    ----------
    name : str
    month : int
        Of the founding; 1 or before: it is there from the first month.
    kind : int
        ENTERPRISES, PLACE or FILIERE.
    sector : int
        Of a filière, or none.
    form_month : int or None
        Month of the legal form; None: by a vote.
    animators : int
        Animator's posts that come with the legal form.
    vote_rule : int
        How votes weigh once it is formal, position in VOTE_RULES, or none: as everywhere.
    means : int
        What it pools, sum of the bits MEANS_PURCHASES, MEANS_PREMISES, MEANS_POSTS.
    hectares : float
        Land at its disposal for activities, ha.
    payments : tuple of Payment
    members, circles : tuple of DeclaredPart
    activities : tuple of DeclaredActivity
    source : str
    """

    name: str
    month: int
    kind: int
    sector: int
    form_month: int | None
    animators: int
    vote_rule: int
    means: int
    hectares: float
    payments: tuple[Payment, ...]
    members: tuple[DeclaredPart, ...]
    circles: tuple[DeclaredPart, ...]
    activities: tuple[DeclaredActivity, ...]
    source: str

    @property
    def told(self) -> tuple[object, ...]:
        """All that changes a run: no name, no source."""
        parts = tuple((part.count, part.depth, part.sector, part.form, part.staff, part.leads) for part in self.members)
        around = tuple((part.count, part.depth, part.sector) for part in self.circles)
        paid = tuple((one.who == "authority", one.euros, one.first, one.last) for one in self.payments)
        rules = (self.vote_rule, self.means, self.hectares)
        tried = tuple(
            (one.month, one.sector, one.market, one.staff, one.novelty, one.hectares) for one in self.activities
        )
        return (self.month, self.kind, self.sector, self.form_month, self.animators, rules, paid, parts, around, tried)


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


def text_of_poles(poles: tuple[DeclaredPole, ...]) -> list[str]:
    """Lines in TOML that `poles_of` reads back as the same poles."""
    lines: list[str] = []
    names = {number: name for name, number in FORMS.items()}
    kinds = {number: name for name, number in KINDS.items()}

    def told(**values: object) -> str:
        written_out = (
            f"{key} = {told(**value) if isinstance(value, dict) else json.dumps(value, ensure_ascii=False)}"
            for key, value in values.items()
        )
        return "{ " + ", ".join(written_out) + " }"

    for pole in poles:
        lines += ["", "[[poles]]", f"name = {json.dumps(pole.name, ensure_ascii=False)}", f"month = {pole.month}"]
        lines.append(f'kind = "{kinds[pole.kind]}"')
        if pole.sector != NOBODY:
            lines.append(f'sector = "{SECTORS[pole.sector]}"')
        lines.append(f"source = {json.dumps(pole.source, ensure_ascii=False)}")
        if pole.form_month is not None:
            lines.append(f"legal_form = {{ month = {pole.form_month} }}")
        if pole.animators or pole.payments:
            paid = ", ".join(
                told(who=one.who, euros=int(one.euros), **{"from": one.first, "until": one.last}, source=one.source)
                for one in pole.payments
            )
            lines.append(f"animator = {{ posts = {pole.animators}, paid_by = [{paid}] }}")
        if pole.vote_rule != NOBODY:
            lines.append(f'governance = "{VOTE_RULES[pole.vote_rule]}"')
        if pole.means != ALL_MEANS:
            lines.append(f"means = {told(**{name: bool(pole.means & bit) for name, bit in MEANS.items()})}")
        if pole.hectares:
            lines.append(f"site = {told(hectares=pole.hectares)}")
        parts = [
            told(
                sector=SECTORS[one.sector],
                form=names[one.form],
                count=one.count,
                staff=one.staff,
                depth=one.depth,
                leads=one.leads,
                source=one.source,
            )
            for one in pole.members
        ]
        lines += ["members = [", *(f"    {part}," for part in parts), "]"]
        around = [
            told(
                **({} if one.sector == NOBODY else {"sector": SECTORS[one.sector]}),
                count=one.count,
                depth=one.depth,
                source=one.source,
            )
            for one in pole.circles
        ]
        if around:
            lines += ["circles = [", *(f"    {part}," for part in around), "]"]
        tried = [
            told(
                name=dict(one.name),
                month=one.month,
                sector=SECTORS[one.sector],
                staff=one.staff,
                market=MARKETS[one.market],
                novelty=one.novelty,
                hectares=one.hectares,
                source=one.source,
            )
            for one in pole.activities
        ]
        if tried:
            lines += ["activities = [", *(f"    {one}," for one in tried), "]"]
    return lines


def refuse_more_than_there_is(poles: tuple[DeclaredPole, ...], posts: Any, counts: Any, where: Where) -> None:
    """Refuse declared members for whom a sector has too few organisations or posts.

    Parameters
    ----------
    posts, counts : int arrays (sectors,)
        Posts and organisations of each sector at month 0.
    """
    for number, sector in enumerate(SECTORS):
        parts = [part for pole in poles for part in pole.members if part.sector == number]
        members, staff = sum(part.count for part in parts), sum(part.count * part.staff for part in parts)
        if members > counts[number]:
            raise PlanError(
                "{where}: declared poles have {members} members in {sector}, where there are {count} organisations.",
                where=where,
                members=members,
                sector=sector,
                count=int(counts[number]),
            )
        others = int(counts[number]) - members
        if staff + others > posts[number]:
            raise PlanError(
                "{where}: members of declared poles in {sector} have a staff of {staff}; with one post for each of"
                " {others} other organisations that is more than the {posts} posts there are.",
                where=where,
                sector=sector,
                staff=staff,
                others=others,
                posts=int(posts[number]),
            )
        if members and not others and staff != posts[number]:
            raise PlanError(
                "{where}: all organisations in {sector} are members of declared poles; their staff of {staff} must"
                " then be the {posts} posts there are.",
                where=where,
                sector=sector,
                staff=staff,
                posts=int(posts[number]),
            )
