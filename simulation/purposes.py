"""Purposes of payments and instruments of claims, each in one table; every purpose has exactly one mode.

The modes of integration are Polanyi's (L207-216): market exchange, redistribution, reciprocity. The mode of a
purpose changes no behaviour; it only says on which side of the triangle a payment is counted.
"""

from dataclasses import dataclass

MODES = ("market", "redistribution", "reciprocity")


@dataclass(frozen=True)
class Purpose:
    """What a payment is for: its mode of integration and its definition."""

    mode: str
    definition: str


MARKET, REDISTRIBUTION, RECIPROCITY = MODES

PURPOSES: dict[str, Purpose] = {
    "consumption, local": Purpose(MARKET, "households buy from organisations of the territory"),
    "consumption, outside sellers": Purpose(MARKET, "households buy from sellers elsewhere"),
    "VAT": Purpose(REDISTRIBUTION, "tax on household consumption, paid to the State"),
    "inputs, local": Purpose(MARKET, "organisations buy intermediate goods and services in the territory"),
    "inputs, outside": Purpose(MARKET, "organisations buy intermediate goods and services elsewhere"),
    "investment, local": Purpose(MARKET, "capital goods and works bought in the territory"),
    "investment, outside": Purpose(MARKET, "capital goods bought elsewhere"),
    "exports": Purpose(MARKET, "buyers outside the territory pay its organisations"),
    "authority purchases and works": Purpose(MARKET, "the authority buys from organisations, by tender or not"),
    "net wages, private local": Purpose(MARKET, "organisations of the territory pay their staff"),
    "social contributions": Purpose(REDISTRIBUTION, "contributions of employers and staff to social security"),
    "net wages, State posts": Purpose(MARKET, "the State pays its staff in the territory"),
    "net wages, authority": Purpose(MARKET, "the authority pays its staff"),
    "net wages, commuters": Purpose(MARKET, "outside employers pay residents who work elsewhere"),
    "pensions": Purpose(REDISTRIBUTION, "old-age pensions"),
    "unemployment benefit": Purpose(REDISTRIBUTION, "insurance and assistance to the unemployed"),
    "other benefits": Purpose(REDISTRIBUTION, "family and other benefits"),
    "income tax": Purpose(REDISTRIBUTION, "tax on household income"),
    "local taxes": Purpose(REDISTRIBUTION, "taxes of households and organisations to the authority"),
    "corporate tax": Purpose(REDISTRIBUTION, "tax on profits"),
    "rents of premises": Purpose(MARKET, "organisations pay the owners of their premises"),
    "rents of households": Purpose(MARKET, "households pay owners of dwellings who live elsewhere"),
    "premises let again": Purpose(MARKET, "tenants from elsewhere rent what sharing a site has left empty"),
    "rebate to pooled buyers": Purpose(MARKET, "suppliers here give members of poles a discount on what they bought"),
    "gift of what a pole would save": Purpose(REDISTRIBUTION, "the placebo arm hands out what poles would have saved"),
    "dividends": Purpose(MARKET, "profits paid to owners"),
    "interest": Purpose(MARKET, "interest on loans, paid to the bank or the public bank"),
    "bank costs and profit to head office": Purpose(MARKET, "the branch remits what it earned"),
    "State grant to authority": Purpose(REDISTRIBUTION, "general grant; closes the authority's budget"),
    "pole dues": Purpose(RECIPROCITY, "members pay into the fund of their pole"),
    "pole services": Purpose(RECIPROCITY, "members pay one another for shared posts, premises and equipment"),
    "pole animator's wage": Purpose(MARKET, "a formal pole pays its animator (net wage)"),
    "preparing a joint activity": Purpose(MARKET, "partners pay for studies and procedures before it starts"),
    "surplus of a joint activity shared": Purpose(RECIPROCITY, "an activity pays its partners what it can share out"),
    "grant: envelope": Purpose(REDISTRIBUTION, "the exogenous envelope enters the ring-fenced account"),
    "levy for the envelope": Purpose(REDISTRIBUTION, "households fund the envelope, where funding is local"),
    "subsidy to organisation": Purpose(REDISTRIBUTION, "public money to a single organisation"),
    "subsidy to pole": Purpose(REDISTRIBUTION, "public money to a pole: animator, seed cheque, project cheque"),
    "subsidised job": Purpose(REDISTRIBUTION, "wage subsidy for a post"),
    "fine": Purpose(RECIPROCITY, "a sanctioned member pays the fund of its pole"),
    "profit share to staff": Purpose(MARKET, "cooperatives and associations spend a surplus on their staff"),
    "wage guarantee": Purpose(REDISTRIBUTION, "the guarantee fund pays wages an insolvent employer owes"),
    "citizens' equity issued": Purpose(MARKET, "savers subscribe shares of a local organisation"),
    "citizens' equity redeemed": Purpose(MARKET, "savers get their shares back"),
    "loan granted": Purpose(MARKET, "the bank or the public bank lends"),
    "loan repaid": Purpose(MARKET, "principal paid back"),
    "equity paid in": Purpose(MARKET, "founders and workers pay for new shares of an organisation"),
    "business sale": Purpose(MARKET, "a going concern changes owner"),
    "land sale": Purpose(MARKET, "land or buildings change owner"),
    "building": Purpose(MARKET, "a landowner pays an organisation for building work"),
    "migration": Purpose(MARKET, "deposits carried by people who leave or arrive"),
    "insolvency": Purpose(MARKET, "what a liquidated organisation could still pay"),
    "arrears paid": Purpose(REDISTRIBUTION, "taxes and contributions paid late, wages refunded to the guarantee fund"),
    "savings withdrawn": Purpose(MARKET, "savers move regulated savings to their deposits"),
    "pole running costs": Purpose(MARKET, "a formal pole buys premises, travel, accounts and services elsewhere"),
    "pole dissolution": Purpose(RECIPROCITY, "the fund of an ended pole goes to those entitled"),
    "pole advances": Purpose(RECIPROCITY, "a pole's fund helps a member short of cash, and is paid back"),
    "support of a declared pole": Purpose(REDISTRIBUTION, "what region, State or authority is declared to pay a pole"),
}

PURPOSE_NAMES = tuple(PURPOSES)
PURPOSE: dict[str, int] = {name: position for position, name in enumerate(PURPOSE_NAMES)}

INSTRUMENTS: dict[str, str] = {
    "deposits": "financial",
    "regulated savings": "financial",
    "citizens' equity": "financial",
    "housing loans": "financial",
    "organisation loans": "financial",
    "public-bank loans": "financial",
    "authority debt": "financial",
    "trade credit": "financial",
    "supplier credit": "financial",
    "arrears": "financial",
    "equity": "financial",
    "head office position": "financial",
    "outside financial assets": "financial",
    "housing and land": "real",
    "equipment": "real",
    "stocks": "real",
}
"""Instruments and their kind. Financial rows sum to zero over sectors; a real asset is nobody's liability."""

INSTRUMENT_NAMES = tuple(INSTRUMENTS)
FINANCIAL_COUNT = sum(kind == "financial" for kind in INSTRUMENTS.values())

(
    DEPOSITS,
    SAVINGS,
    CITIZENS_EQUITY,
    HOUSING_LOANS,
    LOANS,
    PUBLIC_LOANS,
    AUTHORITY_DEBT,
    TRADE_CREDIT,
    SUPPLIER_CREDIT,
    ARREARS,
    EQUITY,
    HEAD_OFFICE,
    OUTSIDE_ASSETS,
    HOUSING_LAND,
    EQUIPMENT,
    STOCKS,
) = range(len(INSTRUMENTS))

SECTOR_COLUMNS = ("Households", "Organisations", "Poles", "Authority", "Bank", "Outside")

COUNTERPARTIES = (
    "State and social security",
    "rest of France",
    "abroad",
    "outside employers",
    "absentee owners",
    "head office",
    "public bank",
)
"""Who stands behind the column Outside; everything that crosses the border carries one of these names."""

HOUSEHOLDS, ORGANISATIONS, POLES, AUTHORITY, BANK, OUTSIDE = range(6)
STATE, FRANCE, ABROAD, EMPLOYERS, ABSENTEES, HEAD, PUBLIC_BANK = range(7)
FLOW_COLUMNS = OUTSIDE + len(COUNTERPARTIES)
"""Columns of the flow matrix as the kernels keep it: five sectors of the territory, then each counterparty."""
