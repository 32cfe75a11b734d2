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
from simulation.refusals import PlanError, Where
from simulation.rules.votes import VOTE_RULES

KINDS = {"enterprises": ENTERPRISES, "place": PLACE, "filiere": FILIERE}
FORMS = {"firm": FIRM, "cooperative": COOPERATIVE, "association": ASSOCIATION, "insertion": INSERTION}
MEANS = {"purchases": MEANS_PURCHASES, "premises": MEANS_PREMISES, "posts": MEANS_POSTS}


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
