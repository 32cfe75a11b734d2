"""Colours, marks and words in which poles are drawn."""

from typing import Any

FORM_COLOURS = {
    "firm": "#999999",
    "cooperative": "#E69F00",
    "association": "#56B4E9",
    "insertion_enterprise": "#009E73",
}
"""Legal forms, of Okabe and Ito; a stack has them in this order, from below."""
FORM_NAMES = {
    "firm": "conventional firms",
    "cooperative": "cooperatives",
    "association": "associations",
    "insertion_enterprise": "insertion enterprises",
}
MEASURES: dict[str, tuple[str, str, Any]] = {
    "effort": ("effort given, of what is owed", "#D55E00", "-"),
    "service": ("service done, of what is needed", "#0072B2", (0, (5, 2))),
    "trust_inside": ("trust inside", "#009E73", (0, (1, 1))),
}
"""What is drawn of the common work between 0 and 1: name, colour and line."""
SOURCES = {
    "own_income": ("dues, fines and dividends", "#0072B2", ""),
    "public_money": ("public money", "#E69F00", "///"),
}
BIRTHS = {"declared": "declared poles", "emergent": "poles that emerged"}
PURPOSES = {
    "pole dues": ("dues, and what members pay for shares", "#0072B2", ""),
    "fine": ("fines", "#56B4E9", ""),
    "subsidy to pole": ("subsidies", "#E69F00", ""),
    "support of a declared pole": ("support as declared", "#F0E442", "///"),
    "dividends": ("dividends of shares in members", "#009E73", ""),
    "pole animator's wage": ("animator's wage", "#D55E00", ""),
    "pole running costs": ("running costs", "#CC79A7", "///"),
    "pole services": ("shares paid out to members", "#333333", ""),
    "business sale": ("shares in members, bought or sold", "#7FB2A0", "..."),
    "pole dissolution": ("fund shared out at the end", "#5D3A9B", "xxx"),
}
"""Purposes for which poles receive and pay money: label, colour, hatch."""
OTHER = "#BBBBBB"
"""Colour of all other purposes."""
