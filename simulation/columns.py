"""The state of the territory, apart from claims: one table a kind of actor, one named column an attribute.

Tables (`simulation.tables`) hold one array a column: ``organisations.price`` is the column over all rows,
``organisations[o].price`` the value of one actor, in compiled kernels and in plain Python alike. A row is reused
after its actor is gone, its ``uid`` never: uids are counted per kind, so that the birth of a pole does not move the
number of a household. Money held or owed is not here but in the ledger (`simulation.ledger`); amounts here are
memories of flows.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.ledger import Books
from simulation.structures import Structure
from simulation.tables import Table, layout_of

NOBODY = -1
"""Row number that means: none."""

MODEL_DECIDES = -1
"""Stands in the columns of imposed decisions where the actor of the model decides for itself."""

NO_VOTE_IMPOSED = -9
"""The same for votes, which are -1 (against), 0 (abstains) or 1 (in favour)."""

# Status of a household.
ABSENT, EMPLOYED, COMMUTER, STATE_POST, AUTHORITY_POST, UNEMPLOYED, RETIRED, INACTIVE = range(8)
STATUS_NAMES = (
    "absent",
    "employed here",
    "employed outside (commuter)",
    "State post",
    "authority post",
    "unemployed",
    "retired",
    "inactive",
)

# Legal form of an organisation; those from COOPERATIVE to INSERTION belong to the social economy.
FIRM, COOPERATIVE, ASSOCIATION, INSERTION = range(4)
FORM_NAMES = ("firm", "cooperative", "association", "insertion enterprise")

# Kind of pole (L250-252).
ENTERPRISES, PLACE, FILIERE = range(3)
POLE_KIND_NAMES = ("group of enterprises", "grouping around a place", "grouping along a filière")

MEANS_PURCHASES, MEANS_PREMISES, MEANS_POSTS = 1, 2, 4
ALL_MEANS = MEANS_PURCHASES + MEANS_PREMISES + MEANS_POSTS
"""What a pole pools, as bits; only where all of it is pooled there are bank terms and common management too."""

END_CAUSES = ("", "too few members", "no leader", "insolvent", "vote", "absorbed")
"""Why a pole ended."""
GOES_ON, TOO_FEW_MEMBERS, WITHOUT_LEADER, INSOLVENT, VOTED, ABSORBED = range(len(END_CAUSES))

MARKETS = ("outside", "local", "public", "members")
"""First customers of an activity: an order from outside, households and firms here, tenders, its partners."""
MARKET_OUTSIDE, MARKET_LOCAL, MARKET_PUBLIC, MARKET_MEMBERS = range(len(MARKETS))

ACTIVITY_KINDS = ("venture", "joint tenders", "employers' group")
"""An organisation of its own; contracts that members win together; posts that members share."""
VENTURE, JOINT_TENDERS, EMPLOYERS_GROUP = range(len(ACTIVITY_KINDS))

ACTIVITY_CAUSES = (
    "",
    "no leader",
    "no partners",
    "no money",
    "no permit",
    "no land",
    "closed",
    "no work for a year",
    "its pole ended",
)
"""Why an activity was given up before it started, or ended."""
(
    NO_CAUSE,
    GAVE_UP_LEADER,
    GAVE_UP_PARTNERS,
    GAVE_UP_MONEY,
    GAVE_UP_PERMIT,
    GAVE_UP_LAND,
    ACTIVITY_CLOSED,
    NO_WORK,
    POLE_ENDED,
) = range(len(ACTIVITY_CAUSES))

ACTIVITY_LINES = 512
"""Activities that are remembered; the oldest that is over is forgotten first."""

# Use of a parcel.
FARMING_USE, HOUSING_USE, SECOND_HOME_USE, ACTIVITY_USE, UNUSED = range(5)
USE_NAMES = ("farming", "housing", "second homes", "activities", "unused")

CONSUMPTION_SECTORS = 4
"""Sectors from which households buy (farming, trade, services, culture)."""

MAJORITY = 0.5
"""Share of votes above which an owner controls."""

SUPPLIERS = 2
"""Local suppliers an organisation keeps, one each for the two sectors it buys most from."""

PARTNERS = 24
"""Partners whose trust an organisation remembers; the one met least recently is forgotten first."""

PROJECT_MEMBERS = 8
"""Largest number of members of one joint project."""

ALTERNATIVES = 8
"""Stances: join projects or not, times a depth of pooling of 0 to 3."""

WHOLE, SMALL, REAL = np.int64, np.int32, np.float64

HOUSEHOLD_COLUMNS: dict[str, tuple[type, str, str]] = {
    "uid": (WHOLE, "1", "own number, never reused"),
    "status": (SMALL, "code", "STATUS_NAMES"),
    "employer": (SMALL, "row", "organisation that employs, or none"),
    "wage": (WHOLE, "cents/month", "net wage of the present post"),
    "full_time_equivalent": (REAL, "FTE", "contracted fraction of the present post"),
    "ability": (REAL, "1", "standard normal place in the pay distribution, fixed"),
    "sector": (SMALL, "code", "sector of the skill, the one last worked in"),
    "months_unemployed": (SMALL, "months", "labour markets that left it without a post since the last one it had"),
    "last_wage": (WHOLE, "cents/month", "net wage of the last post, base of the benefit"),
    "pension": (WHOLE, "cents/month", "old-age pension, or the minimum income of who is inactive"),
    "income": (WHOLE, "cents", "disposable income received this month so far"),
    "income_last": (WHOLE, "cents", "disposable income of last month"),
    "income_year": (WHOLE, "cents", "disposable income of the last 12 months"),
    "deposit_target": (WHOLE, "cents", "deposits the household wants to hold"),
    "parcel": (SMALL, "row", "home"),
    "commune": (SMALL, "code", "commune of the home"),
    "quality": (REAL, "1", "work per full-time equivalent in the present post, relative to the reference pay"),
    "businesses": (SMALL, "count", "organisations it owns"),
    "saver": (SMALL, "0/1", "ready to subscribe citizens' equity"),
    "subsidised": (SMALL, "0/1", "holds a post with a wage subsidy this month"),
    "land_value": (WHOLE, "cents", "book value of the parcels it owns, part of its row housing and land"),
}

ORGANISATION_COLUMNS: dict[str, tuple[type, str, str]] = {
    "uid": (WHOLE, "1", "own number, never reused"),
    "alive": (SMALL, "0/1", "the row holds a living organisation"),
    "sector": (SMALL, "code", "position in SECTORS"),
    "form": (SMALL, "code", "FORM_NAMES"),
    "social_economy": (SMALL, "0/1", "cooperative, association or insertion enterprise"),
    "parcel": (SMALL, "row", "site"),
    # read or written at every purchase: side by side in memory
    "price": (REAL, "EUR/unit", "posted price; 1 is the outside price of the base"),
    "capacity": (REAL, "units", "what can be delivered this month, stock included"),
    "demand": (REAL, "units", "asked for this month, served or not"),
    "sold": (REAL, "units", "delivered this month"),
    "appeal": (REAL, "log", "idiosyncratic attractiveness to buyers, mean reverting"),
    # control
    "owner": (SMALL, "row", "resident household that controls, or none"),
    "owner_share": (REAL, "share", "capital held by the resident owner; the rest is held outside or by members"),
    "outside_controlled": (SMALL, "0/1", "majority of votes held by owners who live elsewhere"),
    "outside_group": (SMALL, "0/1", "belongs to the outside group of the concentration mechanism"),
    "age": (SMALL, "months", "since founding"),
    # staff and production
    "staff": (SMALL, "heads", "people employed"),
    "posts": (SMALL, "heads", "posts wanted"),
    "vacancies": (SMALL, "heads", "posts open this month"),
    "fte_per_post": (REAL, "FTE", "contracted fraction of a post here"),
    "productivity": (REAL, "units/FTE-month", "output of one full-time equivalent; one unit is one base euro"),
    "lead": (REAL, "log", "productivity over that of the technique, but for learning and equipment"),
    "meeting_fte": (REAL, "FTE", "staff time spent on meetings this month, removed from production"),
    "shared_fte": (REAL, "FTE", "shared posts used (+) or lent to partners (-) this month"),
    "output": (REAL, "units", "produced this month"),
    "stock": (REAL, "units", "finished goods kept (storable sectors)"),
    "input_share": (REAL, "share", "intermediate inputs per unit of output at base prices"),
    "export_weight": (REAL, "posts", "slow memory of size that attracts export orders"),
    "expected_sales": (REAL, "units/month", "adaptive expectation of demand"),
    # prices and money flows of the month
    "unit_cost": (REAL, "EUR/unit", "expected cost of one unit"),
    "markup": (REAL, "share", "present mark-up on unit cost"),
    "normal_markup": (REAL, "share", "mark-up towards which the present one returns"),
    "wage_offer": (REAL, "EUR/FTE-month", "net wage of a full-time post for a person of ability 0"),
    "revenue": (WHOLE, "cents", "sales of this month"),
    "input_cost": (WHOLE, "cents", "intermediate purchases of this month"),
    "wage_cost": (WHOLE, "cents", "net wages and contributions of this month"),
    "overhead": (WHOLE, "cents", "part of the intermediate purchases that a pool can buy together"),
    "other_cost": (WHOLE, "cents", "rent, interest, dues, fines and taxes of this month"),
    "subsidy": (WHOLE, "cents", "public money received this month"),
    "pool_saving": (WHOLE, "cents", "saved this month by pooling, net of dues"),
    "profit_year": (REAL, "EUR", "exponential 12-month memory of profit"),
    "revenue_year": (REAL, "EUR", "exponential 12-month memory of sales"),
    "purchase_rebate": (REAL, "share", "saved on overhead this month by buying together"),
    "purchase_saved": (WHOLE, "cents", "saved on overhead this month by buying together, whoever bears it"),
    "let_again": (REAL, "share", "of the premises that sharing a site leaves empty, let to others by now"),
    "premises_rebate": (REAL, "share", "saved on the rent of premises this month by sharing them"),
    "interest_rebate": (REAL, "1/year", "taken off the loan rate this month by the pool's bank terms"),
    "cash_mean": (REAL, "EUR", "memory of monthly cash flow"),
    "cash_variance": (REAL, "EUR2", "memory of the variance of monthly cash flow"),
    "months_in_arrears": (SMALL, "months", "in a row at whose end wages, contributions or taxes were owed"),
    "subsidised_posts": (SMALL, "heads", "posts with a wage subsidy this month"),
    "rank": (REAL, "0-1", "place in the queue for public money, drawn once"),
    "labour": (REAL, "FTE", "work of the staff, weighted by quality, recounted every month"),
    "base_wage": (REAL, "EUR/FTE-month", "reference pay of the technique: quality 1, constant"),
    "pay_factor": (REAL, "1", "pay of the organisation over the reference pay of the technique"),
    "pay_change": (REAL, "1", "pay after this month's review over pay before it"),
    "strain": (REAL, "0-1", "how far margins are lost: losses of the year over value added, relative to a limit"),
    "pay_forgone": (WHOLE, "cents", "pay of the owner at work that the business could not pay this month"),
    "landlord": (WHOLE, "account", "owner of the premises in the ledger"),
    "closed": (SMALL, "month", "when the last organisation of this row closed"),
    "in_default": (SMALL, "0/1", "could not meet its wages this month"),
    "book_equity": (WHOLE, "cents", "equity at book value, last month end"),
    # stance and cooperation
    "player_type": (SMALL, "code", "conditional cooperator, free rider, hump, other"),
    "entrepreneur": (SMALL, "0/1", "able to lead a joint project"),
    "projects": (SMALL, "0/1", "stance: joins projects if invited"),
    "depth": (SMALL, "0-3", "stance: wanted depth of pooling"),
    "depth_held": (SMALL, "0-3", "depth of pooling in force (0 outside a pole)"),
    "alternative": (SMALL, "code", "last stance chosen, 4 * projects + depth"),
    "pole": (SMALL, "row", "pole of which it is a member, or none"),
    "project": (SMALL, "row", "joint project in which it takes part, or none"),
    "effort": (REAL, "0-1", "effort in the present or last project"),
    "belief": (REAL, "0-1", "believed mean effort of partners"),
    "effort_payoff": (REAL, "EUR", "pay-off per euro committed in the last project (payoff_only rule)"),
    "sanction_step": (SMALL, "0-5", "step on the ladder of graduated sanctions"),
    "clean_months": (SMALL, "months", "since the last detected deviation"),
    "suspended": (SMALL, "months", "months of suspension left"),
    "member_since": (SMALL, "months", "months as a member of the present pole"),
    "contributed": (WHOLE, "cents", "paid to the present pole in all"),
    "subsidy_per_post": (REAL, "EUR/month", "wage subsidy of one subsidised post, last month"),
    "land_factor": (REAL, "1", "productivity left by access to land (1: all)"),
    "group_cost_factor": (
        REAL,
        "1",
        "unit cost relative to an independent organisation (increasing returns of a group)",
    ),
    "adjustment": (REAL, "1", "freedom to change staff (1: free)"),
    "land_held": (REAL, "ha", "farm land in use"),
    "land_reference": (REAL, "ha", "farm land the farm is made for (0: none recorded)"),
    "public_control": (SMALL, "0/1", "taken over by the authority"),
    "wage_memory": (REAL, "EUR/month", "memory of wages and contributions"),
    "cross_share": (REAL, "share", "capital held by the other depth-3 members of its pole"),
    "profit_share": (WHOLE, "cents/head", "part of the surplus paid to each of the staff of a cooperative"),
    "hosted_posts": (SMALL, "heads", "posts held for partners or for the animation of its pole, part of posts"),
    "pole_cost": (WHOLE, "cents", "dues and fines paid to the pole this month"),
    "pool_effort": (REAL, "0-1", "effort in the common work of its pole, this month"),
    "pool_effort_before": (REAL, "0-1", "effort in the common work of its pole, last month"),
    "pool_saving_before": (WHOLE, "cents", "saved by pooling the month before, net of dues and time"),
    "pool_memory": (REAL, "EUR/month", "memory of what pooling saved, net of dues and time"),
    "normal_use": (REAL, "share", "share of capacity used at rest in the sector: posts are indivisible"),
    "project_memory": (REAL, "EUR/month", "memory of what joint activities brought, net of what was put in"),
    "activity": (SMALL, "row", "joint activity of others that it is, or none"),
    "partners_due": (WHOLE, "cents", "what it can share out among the partners of the activity, to be paid next month"),
    "project_fte": (REAL, "FTE", "staff time given to meetings of a joint project"),
    "effort_before": (REAL, "0-1", "effort of the month before in a project"),
    "effort_payoff_before": (REAL, "EUR/EUR", "pay-off per euro of the project before the last"),
}

POLE_COLUMNS: dict[str, tuple[type, str, str]] = {
    "uid": (WHOLE, "1", "own number, never reused"),
    "alive": (SMALL, "0/1", "the row holds a living pole"),
    "declared": (SMALL, "1", "number of its declaration, from 1, or 0: it emerged"),
    "kind": (SMALL, "code", "POLE_KIND_NAMES"),
    "sector": (SMALL, "code", "filière, or none"),
    "site": (SMALL, "row", "parcel of a pole around a place, or none"),
    "formal": (SMALL, "0/1", "has a legal form, a fund and needs an animator"),
    "born": (SMALL, "month", "month of birth"),
    "formal_since": (SMALL, "months", "months since formalising"),
    "members": (SMALL, "count", "members"),
    "pooling_members": (SMALL, "count", "members at depth 2 or 3"),
    "animated": (SMALL, "0/1", "an animator was paid this month"),
    "months_without_animator": (SMALL, "months", "consecutive"),
    "months_unpaid": (SMALL, "months", "consecutive, in which an animator was wanted and could not be paid"),
    "months_without_leader": (SMALL, "months", "consecutive, without an animator or a member able to lead"),
    "cause": (SMALL, "code", "END_CAUSES, of the pole that ended last in this row"),
    "animator_months_funded": (SMALL, "months", "months of the animator paid by public money so far"),
    "seed_paid": (SMALL, "0/1", "has received its seed cheque"),
    "label": (SMALL, "0/1", "has a label"),
    "dues": (WHOLE, "cents/month", "asked of all members together this month"),
    "public_money": (WHOLE, "cents", "received this month"),
    "own_income": (WHOLE, "cents", "dues, fines and dividends on capital held together of this month"),
    "direct_posts": (SMALL, "heads", "posts paid by the pole's own account"),
    "cross_members": (SMALL, "count", "members at depth 3"),
    "dues_weight": (REAL, "1", "sum of the weights by which members share dues"),
    "time_weight": (REAL, "1", "sum of members' weights in the common work"),
    "time_squares": (REAL, "1", "sum of the squares of these weights"),
    "effort_sum": (REAL, "1", "sum of members' efforts in the common work, each times its weight"),
    "service": (REAL, "0-1", "part of the work its means need that is done, to a power: benefits are multiplied by it"),
    "overhead": (REAL, "EUR", "overheads of the members last month, bought together"),
    "largest_staff": (SMALL, "heads", "staff of the largest member"),
    "host": (SMALL, "row", "member that employs the animator and shared posts, or none"),
    "in_arrears": (SMALL, "0/1", "a pooling member is in arrears, so the bank withdraws its terms"),
    "wants_animator": (SMALL, "0/1", "members want to pay an animator"),
    "animator_paid": (WHOLE, "cents", "paid for the animator this month"),
    "post_fill": (REAL, "share", "work missing at pooling members that shared posts filled, memory"),
    "post_use": (REAL, "share", "idle work of pooling members lent to others, memory"),
    "tenders_won": (WHOLE, "cents", "value of the contracts that members won together this month"),
    "tender_sector": (SMALL, "code", "sector of the last of them"),
    "tender_line": (SMALL, "row", "where joint tenders are written down (`ACTIVITY_COLUMNS`), or none"),
    "group_line": (SMALL, "row", "where shared posts are written down, or none"),
}

DECLARED_POLE_COLUMNS: dict[str, tuple[type, str, str]] = {
    "month": (SMALL, "month", "of founding; 1 or before: it is there from the first month"),
    "kind": (SMALL, "code", "POLE_KIND_NAMES"),
    "sector": (SMALL, "code", "filière, or none"),
    "form_month": (SMALL, "month", "of the legal form, or none: by a vote"),
    "animators": (SMALL, "heads", "animator's posts declared"),
    "vote_rule": (SMALL, "code", "how votes weigh once it is formal, position in VOTE_RULES, or none: as everywhere"),
    "hectares": (REAL, "ha", "of its site that activities may use, 0: none"),
    "means": (SMALL, "bits", "what it pools: MEANS_PURCHASES, MEANS_PREMISES, MEANS_POSTS"),
}

DECLARED_MEMBER_COLUMNS: dict[str, tuple[type, str, str]] = {
    "pole": (SMALL, "row", "declared pole to which the place belongs"),
    "sector": (SMALL, "code", "SECTORS, or none: any"),
    "form": (SMALL, "code", "legal form"),
    "staff": (SMALL, "heads", "staff at month 0 before burn-in; 0 in the circle around it, whoever that may be"),
    "depth": (SMALL, "1-3", "depth of pooling at the founding"),
    "leads": (SMALL, "0/1", "who holds it is able to lead joint work"),
    "organisation": (SMALL, "row", "organisation that holds the place since month 0, or none"),
    "uid": (WHOLE, "1", "number of that organisation"),
}

DECLARED_PAYMENT_COLUMNS: dict[str, tuple[type, str, str]] = {
    "pole": (SMALL, "row", "declared pole that is paid"),
    "by_authority": (SMALL, "0/1", "the authority pays, and not region or State, which lie outside"),
    "cents": (WHOLE, "cents/month", "paid a month"),
    "first": (SMALL, "month", "first month of it"),
    "last": (SMALL, "month", "month from which nothing is paid any more"),
}

GIFT_COLUMNS: dict[str, tuple[type, str, str]] = {
    "outside": (WHOLE, "cents", "of suppliers elsewhere, in this month"),
    "resource": (WHOLE, "cents", "what is saved by using less, in this month"),
    "local": (WHOLE, "cents", "of suppliers here, in this month"),
    "rent": (WHOLE, "cents", "of owners of premises, in this month"),
    "interest": (WHOLE, "cents", "of the bank, in this month"),
}

ACTIVITY_COLUMNS: dict[str, tuple[type, str, str]] = {
    "uid": (WHOLE, "1", "own number from 1, 0 in an unused row"),
    "kind": (SMALL, "code", "ACTIVITY_KINDS"),
    "declared": (SMALL, "1", "number of its declaration, from 1, or 0: partners found the idea"),
    "pole_uid": (WHOLE, "1", "number of the pole in which it was planned, or none"),
    "sector": (SMALL, "code", "position in SECTORS"),
    "market": (SMALL, "code", "MARKETS: its first customers"),
    "planned": (SMALL, "month", "when preparation began"),
    "started": (SMALL, "month", "when it was founded, or none"),
    "given_up": (SMALL, "month", "when it was given up before, or none"),
    "cause": (SMALL, "code", "ACTIVITY_CAUSES, of giving up or ending"),
    "staff": (SMALL, "heads", "staff now, or at its end"),
    "sales": (REAL, "EUR", "sales of the last twelve months, now or at its end"),
    "own_funds": (WHOLE, "cents", "paid in at its start by partners, and grants"),
    "ended": (SMALL, "month", "when its organisation was found to have closed, or none"),
    "organisation_uid": (WHOLE, "1", "number of its organisation, or none"),
    "quiet": (SMALL, "months", "in a row without any work, of one without an organisation"),
}

DECLARED_ACTIVITY_COLUMNS: dict[str, tuple[type, str, str]] = {
    "pole": (SMALL, "row", "declared pole that is to attempt it"),
    "month": (SMALL, "month", "from which it is attempted"),
    "sector": (SMALL, "code", "position in SECTORS"),
    "posts": (SMALL, "heads", "posts it starts with"),
    "market": (SMALL, "code", "MARKETS: its first customers"),
    "novelty": (REAL, "0-1", "part of it that is untried"),
    "hectares": (REAL, "ha", "land it needs, 0: none of its own"),
    "tried": (SMALL, "0/1", "the attempt has been made, or given up before it began"),
}

PROJECT_COLUMNS: dict[str, tuple[type, str, str]] = {
    "alive": (SMALL, "0/1", "the row holds an attempt, or an activity that runs"),
    "pole": (SMALL, "row", "pole in which it was started, or none"),
    "leader": (SMALL, "row", "organisation that leads it"),
    "members": (SMALL, "count", "number of partners"),
    "declared": (SMALL, "1", "number of its declaration, from 1, or 0"),
    "sector": (SMALL, "code", "position in SECTORS"),
    "market": (SMALL, "code", "MARKETS: its first customers"),
    "posts": (SMALL, "heads", "posts it is to start with"),
    "hectares": (REAL, "ha", "land it needs, 0: none of its own"),
    "parcel": (SMALL, "row", "public land reserved for it, or none"),
    "permit_months": (SMALL, "months", "months of permits left"),
    "planned": (SMALL, "month", "when preparation began"),
    "months": (SMALL, "months", "of preparation so far"),
    "venture": (SMALL, "row", "organisation that it has become, or none: it is prepared"),
    "venture_uid": (WHOLE, "1", "number of that organisation"),
    "line": (SMALL, "row", "where it is written down (`ACTIVITY_COLUMNS`), or none"),
    "granted": (WHOLE, "cents", "project cheques that its pole holds for it"),
    "novelty": (REAL, "0-1", "share of what is untried"),
    "monthly_contribution": (REAL, "EUR/month", "agreed contribution of one partner"),
    "put_in": (REAL, "EUR", "pledged by partners so far, effort included"),
    "spent": (WHOLE, "cents", "spent on its preparation, lost where it is given up"),
    "supported": (SMALL, "0/1", "has received a project cheque"),
}

PARCEL_COLUMNS: dict[str, tuple[type, str, str]] = {
    "x": (SMALL, "cell", "column of the grid"),
    "y": (SMALL, "cell", "row of the grid"),
    "commune": (SMALL, "code", "commune"),
    "distance": (REAL, "km", "to the centre of the living area"),
    "use": (SMALL, "code", "USE_NAMES"),
    "owner": (WHOLE, "account", "account of the owner in the ledger"),
    "hectares": (REAL, "ha", "area"),
    "rent": (REAL, "EUR/ha/month", "bid-rent of the present use"),
    "price": (REAL, "EUR/ha", "last price or estimate"),
    "value": (WHOLE, "cents", "book value in the ledger (row housing and land)"),
    "community": (SMALL, "0/1", "public or community land, out of the market"),
    "permit_months": (SMALL, "months", "months of permits left before a change of use"),
    "farm": (SMALL, "row", "organisation that farms it, or none"),
    "farm_uid": (WHOLE, "1", "number of that organisation, so that a reused row is a stranger"),
    "next_use": (SMALL, "code", "use once the permits are given, or none"),
    "next_stud": (SMALL, "0/1", "becomes a stud once the lease of the farm has ended"),
    "stud": (SMALL, "0/1", "kept by a stud: agricultural, but no farm of the territory works it"),
    "buildable": (SMALL, "0/1", "the local plan allows building here"),
    "building_left": (WHOLE, "cents", "building work still to be paid by the owner"),
    "building_month": (WHOLE, "cents/month", "building work paid a month"),
    "sold": (SMALL, "month", "month of the last sale, or none"),
    "sold_price": (REAL, "EUR/ha", "price of the last sale if it was a field sold on the market, else 0"),
    "project": (SMALL, "row", "joint activity for which this public land is reserved, or none"),
    "lessee": (SMALL, "row", "organisation with a project or a lease on this public land, or none"),
    "lessee_uid": (WHOLE, "1", "number of that organisation"),
    "leased": (SMALL, "0/1", "the lease runs (after the permits)"),
}

AUTHORITY_COLUMNS: dict[str, tuple[type, str, str]] = {
    "staff": (SMALL, "heads", "authority posts filled"),
    "posts": (SMALL, "heads", "authority posts"),
    "state_posts": (SMALL, "heads", "State posts in the territory"),
    "state_staff": (SMALL, "heads", "State posts filled"),
    "commuter_posts": (SMALL, "heads", "posts of residents with outside employers"),
    "commuters": (SMALL, "heads", "residents who work outside"),
    "state_wage": (REAL, "EUR/FTE-month", "net wage of a State post at ability 0"),
    "grant": (WHOLE, "cents/month", "State grant"),
    "purchases": (REAL, "EUR/month", "budget for purchases and works"),
    "income_tax_rate": (REAL, "share", "tax on income above the allowance"),
    "unemployment_reference": (REAL, "share", "unemployment rate of month 0, at which wages rest"),
    "envelope": (WHOLE, "cents", "envelope of this month"),
    "envelope_to_poles": (WHOLE, "cents", "part taken by poles this month"),
    "in_kind": (WHOLE, "cents", "lent to poles since the envelope was last spent, at what it costs"),
    "claims_refused": (SMALL, "count", "pole claims that could not be funded this month"),
    "public_cost": (WHOLE, "cents", "public euros of this month spent by policy, any regime"),
    "unemployment_rate": (REAL, "share", "unemployed over labour force, last counted"),
    "housing_index": (REAL, "1", "price of housing relative to month 0"),
    "housing_edge": (REAL, "km", "distance of the farthest housing parcel at month 0"),
    "activity_edge": (REAL, "km", "distance of the farthest activity parcel at month 0"),
    "land_excess": (REAL, "-1 to 1", "memory of excess demand for land, (buyers - sellers) / (buyers + sellers)"),
    "purchases_reference": (REAL, "EUR/month", "purchases of month 0, to which the budget returns"),
    "deposit_target": (WHOLE, "cents", "deposits the authority wants to hold"),
    "financial_savings": (WHOLE, "cents", "savings and outside assets of households at month 0"),
    "citizens_equity": (WHOLE, "cents", "citizens' equity outstanding"),
    "housing_index_applied": (REAL, "1", "housing index at which dwellings were last valued"),
    "labour_force_reference": (SMALL, "people", "labour force of month 0"),
    "pay_reference": (REAL, "1", "offered over reference pay at rest, as the burn-in left it"),
    "inactive_reference": (SMALL, "people", "people of working age outside the labour force at month 0"),
}


IMPOSED_ON_ORGANISATIONS: dict[str, tuple[type, str, str]] = {
    "stance": (SMALL, "code", "stance this month, 4 * projects + depth, or MODEL_DECIDES"),
    "looks_again": (SMALL, "0/1", "was told another stance than it had, and acts upon it this month"),
    "pool_effort": (REAL, "0-1", "effort in the common work of its pole, or MODEL_DECIDES"),
    "project_effort": (REAL, "0-1", "effort in its joint project, or MODEL_DECIDES"),
    "vote_admission": (SMALL, "code", "vote on whoever asks to enter its pole, or NO_VOTE_IMPOSED"),
    "vote_formalising": (SMALL, "code", "vote on the legal form, or NO_VOTE_IMPOSED"),
    "vote_animator": (SMALL, "code", "vote on having an animator, or NO_VOTE_IMPOSED"),
    "vote_ending": (SMALL, "code", "vote on the end of its pole, or NO_VOTE_IMPOSED"),
}

IMPOSED_ON_HOUSEHOLDS: dict[str, tuple[type, str, str]] = {
    "subscribe": (SMALL, "0/1", "subscribes citizens' equity when asked, or MODEL_DECIDES"),
    "invest": (REAL, "share", "part of its savings offered as citizens' equity this month, or MODEL_DECIDES"),
    "buy_local": (REAL, "share", "part of what it buys that it asks of local sellers, or MODEL_DECIDES"),
}

SECTOR_STATE_COLUMNS: dict[str, tuple[type, str, str]] = {
    "reference_organisations": (SMALL, "count", "organisations of month 0"),
    "reference_social": (REAL, "share", "of the social economy among organisations of month 0"),
    "export_base": (REAL, "units/month", "outside demand of month 0: the residual of output over local demand"),
    "export_weight": (REAL, "posts", "sum of export weights this month"),
    "reference_weight": (REAL, "FTE", "sum of export weights of month 0"),
    "demand": (REAL, "units", "asked of the sector this month"),
    "demand_memory": (REAL, "units", "slow memory of demand"),
    "reference_demand": (REAL, "units", "demand of month 0"),
    "lowest_outside_price": (REAL, "1", "lowest outside price so far (0: none yet)"),
}

TECHNIQUE_COLUMNS: dict[str, tuple[type, str, str]] = {
    "productivity": (REAL, "units/FTE-month", "output of one full-time equivalent that neither leads nor lags"),
    "input_share": (REAL, "share", "intermediate inputs per unit of output at base prices"),
    "base_wage": (REAL, "EUR/FTE-month", "reference pay"),
    "normal_markup": (REAL, "share", "mark-up at which the price of month 0 is 1"),
    "fte_per_post": (REAL, "FTE", "contracted fraction of a post"),
    "normal_use": (REAL, "share", "share of capacity used at rest"),
}


def table(columns: dict[str, tuple[type, str, str]], rows: int) -> Table:
    """Make an empty table (all zeros) with these columns."""
    return Table(layout_of(tuple((name, kind) for name, (kind, _, _) in columns.items())), rows)


UID_KINDS = ("household", "organisation", "pole", "project")
HOUSEHOLD_UID, ORGANISATION_UID, POLE_UID, PROJECT_UID = range(len(UID_KINDS))
"""Places in ``World.next_uid``."""


class World(Structure):
    """Everything a month needs, as arrays: the argument of every phase.

    Attributes
    ----------
    key : uint64 (1,)
        Key of the replicate, from which all draws start.
    parameters : Table (1,)
        One field a parameter (``policy_pole_share``), changed only by dated events.
    sectors : Table (sectors,)
        One row a sector, one field a sector parameter.
    households, organisations, poles, declared_poles, declared_members, declared_payments, projects, parcels, \
    authority, sector_state : Table
        The tables of this file.
    declared_activities : Table
        Activities that declared poles are to attempt.
    activities : Table (ACTIVITY_LINES,)
        What is written down of every activity attempted (`Territory.activities`).
    gift : Table (1,)
        Euros that the arm ``gift`` hands out this month: what the paired run under ``reciprocity`` saved in it.
    techniques : Table (2 * sectors,)
        How each sector works: firms and cooperatives in its first row, associations in its second.
    empty_organisation : Table (1,)
        A row without an actor, with which a reused row is cleared.
    imposed_organisations, imposed_households : Table
        Decisions imposed on actors this month, row by row (`simulation.choices`); they are no part of the state.
    books : Books
        The ledger.
    income_ring : int64 (12, households)
        Disposable income of each of the last 12 months.
    known_seller : int32 (households, CONSUMPTION_SECTORS)
        Habitual seller (organisation row) per consumption sector, or none.
    supplier : int32 (organisations, SUPPLIERS)
        Habitual local supplier per supplying sector, or none.
    bill, bill_creditor : int64 (organisations, SUPPLIERS)
        What is owed for last month's inputs, cents, and the account to which it is owed.
    attraction : float64 (organisations, ALTERNATIVES)
        Experienced pay-off of each stance, per wage bill.
    partner, partner_uid : int32 and int64 (organisations, PARTNERS)
        Partners remembered (row and uid, so that a reused row is a stranger), or none.
    partner_trust : float64 (organisations, PARTNERS)
        Trust in that partner, 0-1, as of `partner_met`.
    partner_met : int32 (organisations, PARTNERS)
        Month of the last meeting.
    project_member : int32 (projects, PROJECT_MEMBERS)
        Partners of each project (organisation rows).
    project_pledge : float64 (projects, PROJECT_MEMBERS)
        What each has pledged so far, or paid in at the start, EUR.
    next_uid : int64 (4,)
        Next number of each of UID_KINDS.
    site_sellers, site_start : int32
        For each sector the organisations that sell, each as often as it has posts (a seller is met in proportion
        to its size), and where the sector's part starts; rebuilt every month by the phase `plans`.
    tally : float64 (TALLIES,)
        Counts of the month for the outcomes (`simulation.outcomes`).
    """

    FIELDS = (
        "key",
        "parameters",
        "sectors",
        "households",
        "organisations",
        "poles",
        "declared_poles",
        "declared_members",
        "declared_payments",
        "gift",
        "declared_activities",
        "activities",
        "projects",
        "parcels",
        "authority",
        "sector_state",
        "techniques",
        "empty_organisation",
        "imposed_organisations",
        "imposed_households",
        "books",
        "income_ring",
        "known_seller",
        "supplier",
        "bill",
        "bill_creditor",
        "attraction",
        "partner",
        "partner_uid",
        "partner_trust",
        "partner_met",
        "project_member",
        "project_pledge",
        "next_uid",
        "site_sellers",
        "site_start",
        "tally",
    )

    if TYPE_CHECKING:
        key: Any
        parameters: Any
        sectors: Any
        households: Any
        organisations: Any
        poles: Any
        declared_poles: Any
        declared_members: Any
        declared_payments: Any
        gift: Any
        declared_activities: Any
        activities: Any
        projects: Any
        parcels: Any
        authority: Any
        sector_state: Any
        techniques: Any
        empty_organisation: Any
        imposed_organisations: Any
        imposed_households: Any
        books: Books
        income_ring: Any
        known_seller: Any
        supplier: Any
        bill: Any
        bill_creditor: Any
        attraction: Any
        partner: Any
        partner_uid: Any
        partner_trust: Any
        partner_met: Any
        project_member: Any
        project_pledge: Any
        next_uid: Any
        site_sellers: Any
        site_start: Any
        tally: Any


TALLIES = (
    "job_finders",
    "separations",
    "layoffs",
    "exits_insolvency",
    "exits_retirement",
    "exits_other",
    "entries",
    "buy_outs",
    "sold_outside",
    "relocations",
    "emigrants",
    "immigrants",
    "became_active",
    "became_inactive",
    "pole_births",
    "pole_formalisations",
    "pole_ends",
    "members_expelled",
    "projects_started",
    "projects_finished",
    "projects_failed",
    "effort_sum",
    "effort_count",
    "free_rider_months",
    "member_months",
    "tenders_alone",
    "tenders_joint",
    "tenders_outside",
    "take_overs",
    "refused_claims",
    "local_inputs",
    "all_inputs",
    "citizens_equity_issued",
    "credit_refused",
    "loans_written_off",
    "bills_lost",
    "shared_posts",
    "saved_outside",
    "saved_resource",
    "saved_local",
    "saved_rent",
    "saved_interest",
    "rent_replaced",
)
TALLY: dict[str, int] = {name: position for position, name in enumerate(TALLIES)}
