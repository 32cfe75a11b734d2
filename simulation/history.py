"""What is kept of every month end: what was seen, what was counted, what was paid, who came and went.

`Records` has one row a month, so that whatever was seen is an array over months; `SEEN` names it, with units. The walks
over the tables write a row (`simulation.outcomes.walks`); everything else is worked out when somebody asks.
"""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.columns import ORGANISATION_UID, POLE_UID, TALLIES, World
from simulation.purposes import INSTRUMENTS, PURPOSE, SECTOR_COLUMNS
from simulation.structures import Structure
from simulation.tables import Table, layout_of

EACH_MONTH: dict[str, tuple[str, str]] = {
    # adults
    "adults": ("adults", "living adults"),
    "employed": ("adults", "employed by organisations of the territory"),
    "commuters": ("adults", "employed outside"),
    "public_posts": ("adults", "with a post of the State or of the authority"),
    "unemployed": ("adults", "without a post and searching"),
    "waiting_a_year": ("adults", "unemployed for 12 months or more"),
    "income_last": ("cents", "disposable income of last month"),
    "full_time_equivalents": ("FTE", "contracted fractions of posts in the territory"),
    # organisations
    "organisations": ("organisations", "living organisations"),
    "social_jobs": ("heads", "staff in the social economy"),
    "revenue": ("cents", "sales"),
    "input_cost": ("cents", "intermediate purchases"),
    "wage_cost": ("cents", "net wages and contributions"),
    "subsidy": ("cents", "public money received"),
    "subsidised_posts": ("heads", "posts with a wage subsidy"),
    "anchored_staff": ("heads", "staff where control is resident or public"),
    "outside_revenue": ("cents", "sales of those controlled from outside"),
    "vacancies": ("posts", "open this month"),
    "large_staff": ("heads", "staff of those of 50 people and more"),
    "losing": ("organisations", "those with losses over a year"),
    "strain": ("1", "sum of how far margins are lost"),
    "work": ("FTE", "work of staff, weighted by quality"),
    "productive_work": ("FTE", "the same, times productivity over that of the technique"),
    "value_sold": ("EUR", "units sold at the prices asked"),
    "units_sold": ("units", "delivered"),
    "venues": ("organisations", "those of culture"),
    "culture_revenue": ("cents", "sales of culture"),
    "culture_outside_revenue": ("cents", "those of units controlled from outside"),
    "culture_owners": ("owners", "owners in culture that sell; the group and the public are one each"),
    "culture_entropy": ("nat", "Shannon's index of owners' shares in the sales of culture"),
    "culture_concentration": ("1", "sum of squares of these shares"),
    # cooperation
    "depth_1": ("organisations", "affiliated"),
    "depth_2": ("organisations", "pool means"),
    "depth_3": ("organisations", "hold capital of one another"),
    "member_staff": ("heads", "staff at depth 1 or more"),
    "member_fte": ("FTE", "staff of members of poles"),
    "in_project": ("organisations", "that prepare a joint activity"),
    "poles": ("poles", "living poles"),
    "formal_poles": ("poles", "formal ones"),
    "pole_members": ("organisations", "members of all poles"),
    "pole_posts": ("heads", "posts paid by a pole's own account"),
    "pole_public_money": ("cents", "received this month"),
    "pole_own_income": ("cents", "dues, fines and dividends on capital held together of this month"),
    "pole_dues": ("cents/month", "asked of members"),
    "pole_age": ("months", "median age"),
    "projects": ("activities", "prepared or running"),
    # accounts
    "lowest_deposit": ("cents", "lowest deposit of an actor of the territory, never above 0"),
    "deposits_households": ("cents", "deposits of households"),
    "deposits_organisations": ("cents", "deposits of organisations"),
    "deposits_poles": ("cents", "deposits of poles"),
    "deposits_authority": ("cents", "deposits of the authority's general budget"),
    "stocks": ("cents", "stocks at cost"),
    "satellite": ("cents", "value without money, at replacement cost"),
    # the authority
    "public_cost": ("cents", "public euros spent by policy, any regime"),
    "envelope": ("cents", "envelope of the month"),
    "envelope_to_poles": ("cents", "part taken by poles"),
    "claims_refused": ("claims", "claims of poles that could not be funded"),
    "housing_index": ("1", "price of housing relative to month 0"),
    "income_tax_rate": ("share", "tax on income above the allowance"),
    "vat": ("share", "tax on household consumption"),
    # numbers given out so far
    "next_organisation": ("uid", "number that the next organisation founded will have"),
    "next_pole": ("uid", "number that the next pole born will have"),
}

EACH_QUARTER: dict[str, tuple[str, str]] = {
    "negative_incomes": ("adults", "income of 12 months below 0"),
    "gini_income": ("0-1", "of income of 12 months, each at least 0"),
    "top_income_share": ("share", "held by the top tenth"),
    "bottom_income_share": ("share", "held by the bottom 40 %"),
    "theil_between_statuses": ("nat", "part of it between statuses"),
    "theil_between_communes": ("nat", "part of it between communes"),
    "theil_between_pooling": ("nat", "part of it between staff of members of poles, of others, and the rest"),
    "trust": ("1", "sum of trusts over pairs of the living met in the last 24 months"),
    "pairs": ("pairs", "number of these"),
    "trust_inside": ("1", "sum of trusts over those of them in one pole"),
    "pairs_inside": ("pairs", "number of these"),
    "land": ("ha", "all land"),
    "farmed": ("ha", "farmed area"),
    "common_land": ("ha", "in public or community hands"),
    "fields_sold": ("parcels", "fields sold on the market in the last 12 months"),
    "field_price": ("EUR/ha", "median price of these"),
}

EACH_YEAR: dict[str, tuple[str, str]] = {
    "over_indebted": ("adults", "loans above gross wealth"),
    "theil_income": ("nat", "Theil T of it"),
    "mean_wealth": ("EUR", "gross wealth"),
    "gini_wealth": ("0-1", "of gross wealth"),
    "top_wealth_share": ("share", "held by the top tenth"),
    "bottom_wealth_share": ("share", "held by the bottom 40 %"),
    "gini_imputed": ("0-1", "of gross wealth with indivisible reserves imputed to staff"),
    "top_imputed_share": ("share", "held by the top tenth"),
    "shares": ("cents", "shares in organisations that residents hold"),
    "book_equity": ("cents", "equity of organisations at book value"),
    "reserves": ("cents", "indivisible reserves of non-investor forms"),
    "wages_here": ("cents/month", "net wages that organisations of the territory pay"),
    "taxed_wages": ("cents/month", "those of them that with other benefits lie above the tax's allowance"),
    "low_pay": ("EUR/FTE-month", "first decile of net pay in the territory"),
    "middle_pay": ("EUR/FTE-month", "median"),
    "high_pay": ("EUR/FTE-month", "ninth decile"),
    "social_low_pay": ("EUR/FTE-month", "first decile in the social economy"),
    "social_high_pay": ("EUR/FTE-month", "ninth decile"),
    "other_low_pay": ("EUR/FTE-month", "first decile in other organisations"),
    "other_high_pay": ("EUR/FTE-month", "ninth decile"),
    "low_productivity": ("1", "first decile of productivity over that of the technique"),
    "high_productivity": ("1", "ninth decile"),
    "to_suppliers": ("share", "of one more euro of sales, paid to local suppliers"),
    "to_residents": ("share", "of one more euro of sales, paid to residents"),
}

SEEN = EACH_MONTH | EACH_QUARTER | EACH_YEAR
"""Whatever is seen of a month end, with its unit: all of it floats, of which whole numbers are exact."""

QUARTER = 3
"""Months from one look at `EACH_QUARTER` to the next: 0 in the months between; `YEAR` likewise for `EACH_YEAR`.

What has to be put in order, and what takes long to sum, moves slowly: incomes of twelve months, trust and land are seen
by the quarter, wealth and pay by the year, as official statistics are. Comparisons are told at year ends.
"""

YEAR = 12
"""The balances of all accounts are counted as often; between, they follow from what was booked."""

ENDED, ENDED_POLE, FORMALISED, FOUNDED = range(4)
"""Kinds of lines in ``Records.lives``."""

NO_UID = -1
"""Stands where nobody lives."""

LAYOUT = layout_of(tuple((name, np.float64) for name in SEEN))


class Records(Structure):
    """Rows that kernels write at month ends.

    Attributes
    ----------
    seen : Table (months,)
        What was seen, by the names of `SEEN`.
    tallies : float64 (months, TALLIES)
        Counts of the month.
    flows : int64 (months, purposes, FLOW_COLUMNS)
    turnover, turnover_in_poles : int64 (months, purposes)
    transactions, revaluations, write_offs : int64 (months, instruments, FLOW_COLUMNS)
        As in the books of the month (`simulation.ledger.Books`), cents.
    balances : int64 (months, instruments, 6)
        By instrument and sector, in months divisible by `YEAR`, cents.
    lives : int64 (room, 4)
        Month, kind, number and sector of those who were found to have ended, taken a legal form or been founded.
    lines : int64 (1,)
        Lines of it that are in use.
    given : int64 (2,)
        Number that the next organisation and the next pole had at the last look.
    lived, lived_poles, formal : int64 (organisations,), (poles,), (poles,)
        Number of who lived, or was formal, in each row at the last look, or `NO_UID`.
    """

    FIELDS = (
        "seen",
        "tallies",
        "flows",
        "turnover",
        "turnover_in_poles",
        "transactions",
        "revaluations",
        "write_offs",
        "balances",
        "lives",
        "lines",
        "given",
        "lived",
        "lived_poles",
        "formal",
    )
    MONTHLY = FIELDS[: FIELDS.index("lives")]

    if TYPE_CHECKING:
        seen: Any
        tallies: Any
        flows: Any
        turnover: Any
        turnover_in_poles: Any
        transactions: Any
        revaluations: Any
        write_offs: Any
        balances: Any
        lives: Any
        lines: Any
        given: Any
        lived: Any
        lived_poles: Any
        formal: Any


class Found(SimpleNamespace):
    """What outcomes are read from: everything of `SEEN` and `TALLIES` by its name, as an array over months.

    Attributes
    ----------
    turnover : int64 (months, purposes)
    flows : int64 (months, purposes, FLOW_COLUMNS)
    """

    turnover: Any
    flows: Any

    def paid(self, *purposes: str) -> Any:
        """Gross value paid for these purposes, EUR a month."""
        return sum(self.turnover[:, PURPOSE[name]] for name in purposes) / 100.0

    def received(self, columns: Any, *purposes: str) -> Any:
        """Net receipts of columns of the flow matrix for these purposes, EUR a month; payments are negative."""
        places = [PURPOSE[name] for name in purposes]
        return self.flows[:, places][:, :, np.atleast_1d(columns)].sum(axis=(1, 2)) / 100.0


class History:
    """The records of a territory, from some months before month 0 on.

    Parameters
    ----------
    world : World
        The world that will be looked at.
    first : int
        Month of the first row.
    months : int
        Rows to reserve; there will be more when they are needed.

    Attributes
    ----------
    month : int
        Month of the last row written.
    """

    def __init__(self, world: World, first: int = 0, months: int = 1) -> None:
        books = world.books
        organisations, poles = len(world.organisations), len(world.poles)
        self.first, self.month = first, first - 1
        self.records = Records(
            seen=Table(LAYOUT, months),
            tallies=np.zeros((months, len(TALLIES))),
            balances=np.zeros((months, len(INSTRUMENTS), len(SECTOR_COLUMNS)), np.int64),
            lives=np.zeros((2 * (organisations + poles), 4), np.int64),
            lines=np.zeros(1, np.int64),
            given=world.next_uid[[ORGANISATION_UID, POLE_UID]],
            lived=np.full(organisations, NO_UID),
            lived_poles=np.full(poles, NO_UID),
            formal=np.full(poles, NO_UID),
            **{
                name: np.zeros((months, *getattr(books, name).shape), np.int64)
                for name in ("flows", "turnover", "turnover_in_poles", "transactions", "revaluations", "write_offs")
            },
        )

    def with_room(self, months: int, lives: int) -> "History":
        """Copy with so many rows, and so many lines of lives; never with fewer than there are."""
        rows = dict.fromkeys(Records.MONTHLY, months) | {"lives": lives}
        made = object.__new__(History)
        made.first, made.month = self.first, self.month
        parts = self.records.parts().items()
        made.records = Records(**{name: _with_rows(part, rows.get(name, len(part))) for name, part in parts})
        return made

    def grow(self, row: int) -> None:
        """Take twice the rows if there is none for this one, and otherwise twice the lines of lives."""
        parts = self.records.parts()
        short = Records.MONTHLY if row >= len(self.records.seen) else ("lives",)
        self.records = Records(**parts | {name: _with_rows(parts[name], 2 * len(parts[name])) for name in short})

    def lived(self, name: str) -> np.ndarray:
        """One kind of records, or one column of what was seen, at month ends from month 0 on."""
        parts = self.records.parts()
        values: np.ndarray = parts[name] if name in parts else self.records.seen[name]
        return values[-self.first : self.month + 1 - self.first]

    @property
    def lives(self) -> np.ndarray:
        """Month, kind, number and sector of those who came or went since month 0."""
        lines: np.ndarray = self.records.lives[: int(self.records.lines[0])]
        return lines[lines[:, 0] > 0]

    @property
    def found(self) -> Found:
        """All rows, those before month 0 with them."""
        records, rows = self.records, self.month + 1 - self.first
        seen = {name: records.seen[name][:rows] for name in SEEN}
        tallies = {name: records.tallies[:rows, place] for place, name in enumerate(TALLIES)}
        return Found(**tallies, **seen, turnover=records.turnover[:rows], flows=records.flows[:rows])


def _with_rows(part: Any, rows: int) -> Any:
    """Copy of an array or a table, with empty rows behind."""
    if not isinstance(part, Table):
        larger = np.zeros((max(rows, len(part)), *part.shape[1:]), part.dtype)
        larger[: len(part)] = part
        return larger
    table = Table(part.layout, max(rows, len(part)))
    for name in part.names:
        table[name][: len(part)] = part[name]
    return table
