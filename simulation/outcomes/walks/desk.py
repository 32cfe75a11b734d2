"""What is seen of a month end, and the desk with the room that seeing it takes."""

from collections import namedtuple
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.columns import World
from simulation.kernels import kernel
from simulation.outcomes.walks.ordering import LONGEST_DIGIT
from simulation.purposes import INSTRUMENTS, MODES, PURPOSES, SECTOR_COLUMNS
from simulation.structures import Structure, StructureType, register

SEEN: dict[str, tuple[str, str]] = {
    # adults
    "adults": ("adults", "living adults"),
    "employed": ("adults", "employed by organisations of the territory"),
    "commuters": ("adults", "employed outside"),
    "public_posts": ("adults", "with a post of the State or of the authority"),
    "unemployed": ("adults", "without a post and searching"),
    "labour_force": ("adults", "these four together"),
    "waiting_a_year": ("adults", "unemployed for 12 months or more"),
    "negative_incomes": ("adults", "income of 12 months below 0"),
    "over_indebted": ("adults", "loans above gross wealth"),
    "income_last": ("cents", "disposable income of last month"),
    "shares": ("cents", "shares in organisations"),
    "wages_here": ("cents/month", "net wages that organisations of the territory pay"),
    "taxed_wages": ("cents/month", "those of them that with other benefits lie above the tax's allowance"),
    "gini_income": ("0-1", "of income of 12 months, each at least 0"),
    "theil_income": ("nat", "Theil T of it"),
    "theil_between_statuses": ("nat", "part of it between statuses"),
    "theil_between_communes": ("nat", "part of it between communes"),
    "theil_between_pooling": ("nat", "part of it between staff of members of poles, of others, and the rest"),
    "top_income_share": ("share", "held by the top tenth"),
    "bottom_income_share": ("share", "held by the bottom 40 %"),
    "gini_wealth": ("0-1", "of gross wealth"),
    "top_wealth_share": ("share", "held by the top tenth"),
    "bottom_wealth_share": ("share", "held by the bottom 40 %"),
    "mean_wealth": ("EUR", "gross wealth"),
    "gini_imputed": ("0-1", "of gross wealth with indivisible reserves imputed to staff"),
    "top_imputed_share": ("share", "held by the top tenth"),
    # jobs
    "jobs": ("heads", "posts filled in the territory"),
    "social_jobs": ("heads", "those in the social economy"),
    "full_time_equivalents": ("FTE", "contracted fractions of posts in the territory"),
    "low_pay": ("EUR/FTE-month", "first decile of net pay in the territory"),
    "middle_pay": ("EUR/FTE-month", "median"),
    "high_pay": ("EUR/FTE-month", "ninth decile"),
    "social_low_pay": ("EUR/FTE-month", "first decile in the social economy"),
    "social_high_pay": ("EUR/FTE-month", "ninth decile"),
    "other_low_pay": ("EUR/FTE-month", "first decile in other organisations"),
    "other_high_pay": ("EUR/FTE-month", "ninth decile"),
    # organisations
    "organisations": ("organisations", "living organisations"),
    "revenue": ("cents", "sales"),
    "input_cost": ("cents", "intermediate purchases"),
    "wage_cost": ("cents", "net wages and contributions"),
    "subsidy": ("cents", "public money received"),
    "value_sold": ("EUR", "units sold at the prices asked"),
    "units_sold": ("units", "delivered"),
    "subsidised_posts": ("heads", "posts with a wage subsidy"),
    "anchored_staff": ("heads", "staff where control is resident or public"),
    "outside_revenue": ("cents", "sales of those controlled from outside"),
    "book_equity": ("cents", "equity at book value"),
    "reserves": ("EUR", "indivisible reserves of non-investor forms"),
    "venues": ("organisations", "those of culture"),
    "culture_revenue": ("cents", "sales of culture"),
    "culture_outside_revenue": ("cents", "those of units controlled from outside"),
    "culture_owners": ("owners", "owners in culture that sell; the group and the public are one each"),
    "culture_entropy": ("nat", "Shannon's index of owners' shares in the sales of culture"),
    "culture_concentration": ("1", "sum of squares of these shares"),
    "to_suppliers": ("share", "of one more euro of sales, paid to local suppliers"),
    "to_residents": ("share", "of one more euro of sales, paid to residents"),
    # cooperation
    "depth_0": ("organisations", "pool nothing"),
    "depth_1": ("organisations", "affiliated"),
    "depth_2": ("organisations", "pool means"),
    "depth_3": ("organisations", "hold capital of one another"),
    "member_staff": ("heads", "staff at depth 1 or more"),
    "member_fte": ("FTE", "staff of members of poles"),
    "in_project": ("organisations", "in a joint project"),
    "trust": ("1", "sum of trusts over pairs of the living met in the last 24 months"),
    "pairs": ("pairs", "number of these"),
    "trust_inside": ("1", "sum of trusts over those of them in one pole"),
    "pairs_inside": ("pairs", "number of these"),
    "poles": ("poles", "living poles"),
    "formal_poles": ("poles", "formal ones"),
    "pole_members": ("organisations", "members of all poles"),
    "pole_posts": ("heads", "posts paid by a pole's own account"),
    "pole_public_money": ("cents", "received this month"),
    "pole_own_income": ("cents", "dues, fines and shares of projects of this month"),
    "pole_dues": ("cents/month", "asked of members"),
    "pole_received": ("cents", "dues less purchases and public money of poles' accounts"),
    "pole_age": ("months", "median age"),
    "projects": ("projects", "under way or waiting for permits"),
    # land
    "land": ("ha", "all land"),
    "farmed": ("ha", "farmed area"),
    "common_land": ("ha", "in public or community hands"),
    "fields_sold": ("parcels", "fields sold on the market in the last 12 months"),
    "field_price": ("EUR/ha", "median price of these"),
    # accounts
    "lowest_deposit": ("cents", "lowest deposit of an actor of the territory, never above 0"),
    "deposits_households": ("cents", "deposits of households"),
    "deposits_organisations": ("cents", "deposits of organisations"),
    "deposits_poles": ("cents", "deposits of poles"),
    "deposits_authority": ("cents", "deposits of the authority's general budget"),
    "stocks": ("cents", "stocks at cost"),
    "market": ("cents", "value paid by market exchange"),
    "redistribution": ("cents", "value paid by redistribution"),
    "reciprocity": ("cents", "value paid by reciprocity"),
    "satellite": ("cents", "value without money, at replacement cost"),
    "consumed_here": ("cents", "household spending at sellers here"),
    "consumed_elsewhere": ("cents", "household spending at sellers elsewhere"),
    "inputs_here": ("cents", "intermediate inputs bought here"),
    "inputs_elsewhere": ("cents", "intermediate inputs bought elsewhere"),
    "exports": ("cents", "sales to buyers outside"),
    "paid_to_residents": ("cents", "net wages, dividends and rents of premises that households received here"),
    "taxes": ("cents", "taxes and contributions received by the authority and the State"),
    "benefits": ("cents", "benefits paid by the State"),
    # the authority
    "public_cost": ("cents", "public euros spent by policy, any regime"),
    "envelope": ("cents", "envelope of the month"),
    "envelope_to_poles": ("cents", "part taken by poles"),
    "claims_refused": ("claims", "claims of poles that could not be funded"),
    "housing_index": ("1", "price of housing relative to month 0"),
    "income_tax_rate": ("share", "tax on income above the allowance"),
    "vat": ("share", "tax on household consumption"),
}
"""Whatever outcomes are read from, with its unit: all of them floats, of which whole numbers are exact."""

Seen = namedtuple("Seen", SEEN)  # type: ignore[misc]

GROUPINGS = ("status", "commune", "pooling")
"""Ways in which adults are grouped: by status; by commune of the home; by employer: 2 one here at depth 1 or more, 1
another one here, 0 none here."""

BY_STATUS, BY_COMMUNE, BY_POOLING = range(len(GROUPINGS))
GROUPS = 8
"""Most groups of one grouping: a territory has at most eight communes."""

MODE_OF = np.array([MODES.index(purpose.mode) for purpose in PURPOSES.values()])


class Desk(Structure):
    """The room that looking takes, kept from month to month because making it takes longer than looking.

    Nothing here is state: a desk may be made anew at any month end.

    Attributes
    ----------
    sheet : record (1,)
        What has been seen, by the names of `SEEN`.
    heads : int64 (GROUPINGS, GROUPS)
        Adults of each group.
    incomes_of_groups : float64 (GROUPINGS, GROUPS)
        Their income of 12 months, EUR, each at least 0.
    balances : int64 (instruments, 6)
        Claims and real assets by instrument and sector, cents.
    mode_of : int64 (purposes,)
        Mode of integration of each purpose of payments.
    incomes : int64 (room,)
        Income of 12 months of living adults, 0 where it is negative, cents.
    fortunes : int64 (room,)
        Gross wealth of living adults, cents.
    floored : float64 (room,)
        The same incomes, EUR.
    other : int64 (room,)
        Room to sort amounts.
    by_digit : int32 (1 << LONGEST_DIGIT,)
        Room to count digits.
    ordered : float64 (room,)
        Amounts sorted upwards, EUR.
    raised : float64 (room,)
        Gross wealth with indivisible reserves imputed, sorted upwards, EUR.
    spare : float64 (room,)
        Room for a value of each actor, for whoever needs it within a walk.
    relative : float64 (2 room,)
        Owners' shares in the sales of culture, then positive incomes over the mean.
    logarithm : float64 (2 room,)
        The logarithm of each.
    before : int64 (room,)
        Gross wealth of those who work where there are indivisible reserves, cents.
    before_ordered : float64 (room,)
        The same sorted upwards, EUR.
    after : float64 (room,)
        The reserve per head of each, then their gross wealth with it imputed, EUR.
    pay : float64 (room,)
        Net pay of each job in the territory, cents a month, then per full-time equivalent, EUR a month.
    fraction : float64 (room,)
        Contracted fraction of each job.
    job_group : int32 (room,)
        1 for a job in the social economy, 2 in another organisation, 0 a public one.
    bucket : int32 (room,)
        Room for sorting pay.
    pooling : int64 (organisations + 1,)
        Group by pooling of an organisation's staff, 0 where none lives; last: of those without employer.
    staff_group : int64 (organisations + 1,)
        Group of its jobs, as in `job_group`.
    reserve_per_head : float64 (organisations + 1,)
        Indivisible reserve per head of staff, EUR; 0 where there is nothing to impute.
    living_uid : int64 (organisations,)
        Number of the organisation that lives in a row, or `walks.organisations.NO_LIFE`.
    living_pole : int64 (organisations,)
        Its pole, or none.
    ease : float64 (organisations,)
        How willingly a supplier's price is paid (`walks.marginal`).
    value : float64 (organisations,)
        Units sold at the prices asked, EUR, by living organisation.
    sold : float64 (organisations,)
        Units sold.
    reserves : float64 (organisations,)
        Indivisible reserves, EUR.
    member_fte : float64 (organisations,)
        Staff of each member of a pole, FTE.
    by_owner : float64 (organisations + 2,)
        Sales of culture by owner, cents.
    """

    FIELDS = (
        "sheet",
        "heads",
        "incomes_of_groups",
        "balances",
        "mode_of",
        "incomes",
        "fortunes",
        "floored",
        "other",
        "by_digit",
        "ordered",
        "raised",
        "spare",
        "relative",
        "logarithm",
        "before",
        "before_ordered",
        "after",
        "pay",
        "fraction",
        "job_group",
        "bucket",
        "pooling",
        "staff_group",
        "reserve_per_head",
        "living_uid",
        "living_pole",
        "ease",
        "value",
        "sold",
        "reserves",
        "member_fte",
        "by_owner",
    )

    if TYPE_CHECKING:
        sheet: Any
        heads: Any
        incomes_of_groups: Any
        balances: Any
        mode_of: Any
        incomes: Any
        fortunes: Any
        floored: Any
        other: Any
        by_digit: Any
        ordered: Any
        raised: Any
        spare: Any
        relative: Any
        logarithm: Any
        before: Any
        before_ordered: Any
        after: Any
        pay: Any
        fraction: Any
        job_group: Any
        bucket: Any
        pooling: Any
        staff_group: Any
        reserve_per_head: Any
        living_uid: Any
        living_pole: Any
        ease: Any
        value: Any
        sold: Any
        reserves: Any
        member_fte: Any
        by_owner: Any

    @classmethod
    def make(cls, *arrays: Any) -> Any:
        """Make the compiled structure."""
        return make_desk(*arrays)

    @property
    def seen(self) -> Any:
        """What stands on the sheet, by name."""
        return Seen._make(self.sheet.view(np.float64).tolist())

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and send a desk as an empty one of its size."""
        return empty_desk, (len(self.spare), len(self.ease))


class DeskType(StructureType):
    """Type of `Desk` for numba."""


register(Desk, DeskType)


@kernel
def make_desk(
    sheet: Any,
    heads: Any,
    incomes_of_groups: Any,
    balances: Any,
    mode_of: Any,
    incomes: Any,
    fortunes: Any,
    floored: Any,
    other: Any,
    by_digit: Any,
    ordered: Any,
    raised: Any,
    spare: Any,
    relative: Any,
    logarithm: Any,
    before: Any,
    before_ordered: Any,
    after: Any,
    pay: Any,
    fraction: Any,
    job_group: Any,
    bucket: Any,
    pooling: Any,
    staff_group: Any,
    reserve_per_head: Any,
    living_uid: Any,
    living_pole: Any,
    ease: Any,
    value: Any,
    sold: Any,
    reserves: Any,
    member_fte: Any,
    by_owner: Any,
) -> Any:
    """Make the structure of these arrays (see `Desk`)."""
    return Desk(  # type: ignore[call-arg]
        sheet,
        heads,
        incomes_of_groups,
        balances,
        mode_of,
        incomes,
        fortunes,
        floored,
        other,
        by_digit,
        ordered,
        raised,
        spare,
        relative,
        logarithm,
        before,
        before_ordered,
        after,
        pay,
        fraction,
        job_group,
        bucket,
        pooling,
        staff_group,
        reserve_per_head,
        living_uid,
        living_pole,
        ease,
        value,
        sold,
        reserves,
        member_fte,
        by_owner,
    )


def desk_for(world: World) -> Desk:
    """Make a desk that is large enough for a world."""
    tables = (world.households, world.organisations, world.poles, world.parcels)
    return empty_desk(max(len(table) for table in tables), len(world.organisations))


def empty_desk(room: int, organisations: int) -> Desk:
    """Make a desk with room for so many values, and for so many rows of organisations."""
    arrays = {
        name: np.zeros(size, kind)
        for kind, size, names in (
            (np.int64, room, ("incomes", "fortunes", "other", "before")),
            (np.int32, room, ("job_group", "bucket")),
            (np.float64, room, ("floored", "ordered", "raised", "spare", "before_ordered", "after", "pay", "fraction")),
            (np.float64, 2 * room + 2, ("relative", "logarithm")),
            (np.int64, organisations, ("living_uid", "living_pole")),
            (np.int64, organisations + 1, ("pooling", "staff_group")),
            (np.float64, organisations + 1, ("reserve_per_head",)),
            (np.float64, organisations, ("ease", "value", "sold", "reserves", "member_fte")),
            # The outside group and the public authority are one owner each.
            (np.float64, organisations + 2, ("by_owner",)),
            (np.int32, 1 << LONGEST_DIGIT, ("by_digit",)),
            (np.int64, (len(GROUPINGS), GROUPS), ("heads",)),
            (np.float64, (len(GROUPINGS), GROUPS), ("incomes_of_groups",)),
            (np.int64, (len(INSTRUMENTS), len(SECTOR_COLUMNS)), ("balances",)),
        )
        for name in names
    }
    sheet = np.zeros(1, np.dtype([(name, np.float64) for name in SEEN])).view(np.recarray)
    return Desk(sheet=sheet, mode_of=MODE_OF, **arrays)
