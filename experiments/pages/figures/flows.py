"""The territory's euros: who pays whom, by mode."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from experiments.drawing.labels import with_unit
from experiments.drawing.style import GREY, MODE_COLOURS, new_figure, numbers_on, styled
from experiments.numbers.contrasts import REGIMES
from experiments.numbers.measures import rows_in
from experiments.words.language import Language

NAME = "flows"
PLACE = 9
TITLE = "Flows of euros"
CAPTION = (
    "Who pays whom in the last year, by mode, mean over replicates (million EUR a year); payments within a "
    "sector are left out. Right: the purposes whose gross amount differs most between the two arms."
)
NEEDS = {"flows": ("regime", "year", "purpose", "mode", "sector", "amount")}
GAP = 0.03
ROOM_FOR_LABELS = 0.95
"""Width left for the labels on either side, in widths of the bands."""
LINE = 0.055
"""Least distance between two labels, in heights of all payments."""
MOST_PURPOSES = 10


def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
    """Two flow pictures, market and plural where both were run, and their difference by purpose."""
    table = tables["flows"]
    table = table[(table["scenario"] == scenario) & table["mode"].isin(list(MODE_COLOURS))]
    table = table[table["year"] == table["year"].max()]
    present = [name for name in REGIMES if (table["regime"] == name).any()]
    shown: list[str] = [name for name in ("market", "plural") if name in present] or present[:1]
    payments = {name: payments_of(table[table["regime"] == name]) for name in shown}
    with styled():
        pair = len(shown) == 2
        figure = new_figure(12.5 if pair else 5.0, 5.0)
        panels = figure.subplots(
            1, 3 if pair else 1, squeeze=False, gridspec_kw={"width_ratios": [1.5, 1.5, 1] if pair else [1]}
        )[0]
        for axes, name in zip(panels, shown, strict=False):
            draw_flows(axes, payments[name], language)
            axes.set_title(with_unit(language.regime(name), "million EUR a year", language, "\n"))
        if pair:
            draw_purposes(panels[2], table, shown, language)
        handles = [Patch(color=MODE_COLOURS[mode], label=language.text(mode)) for mode in MODE_COLOURS]
        figure.legend(handles=handles, loc="outside lower center", ncols=3, fontsize=8)
    return figure


def payments_of(table: pd.DataFrame) -> pd.DataFrame:
    """Payers and receivers of each mode, million EUR.

    Notes
    -----
    The flow matrix holds the net receipts of each sector by purpose. Within a purpose every payer is taken to
    pay every receiver in proportion to what it received, which is exact where either side is one sector.
    """
    rows = []
    for (mode, _), part in table.groupby(["mode", "purpose"], sort=True, observed=True):
        payers, receivers = part[part["amount"] < 0], part[part["amount"] > 0]
        total = receivers["amount"].sum()
        for payer, paid in zip(payers["sector"], -payers["amount"], strict=True):
            for receiver, received in zip(receivers["sector"], receivers["amount"], strict=True):
                rows.append((payer, receiver, mode, paid * received / total / 1e6))
    payments = pd.DataFrame(rows, columns=["payer", "receiver", "mode", "amount"])
    return payments.groupby(["payer", "receiver", "mode"], sort=True)[["amount"]].sum().reset_index()


def draw_flows(axes: Axes, payments: pd.DataFrame, language: Language) -> None:
    """Draw payers on the left, receivers on the right, and bands as wide as what is paid."""
    axes.set_axis_off()
    total = payments["amount"].sum()
    sectors = list(payments.groupby("payer")["amount"].sum().sort_values(ascending=False).index)
    sectors += sorted(set(payments["receiver"]) - set(sectors))
    height = 1.0 + GAP * len(sectors)
    left = stacked_from_top(payments.groupby("payer")["amount"].sum() / total, sectors, height)
    right = stacked_from_top(payments.groupby("receiver")["amount"].sum() / total, sectors, height)
    label_nodes(axes, payments, sectors, left, right, language)
    leaving, arriving = dict(left), dict(right)
    rank = {name: place for place, name in enumerate(sectors)}
    ordered = payments.assign(out=payments["payer"].map(rank), into=payments["receiver"].map(rank)).sort_values(
        ["out", "into", "mode"]
    )
    tops = {}
    for row in rows_in(ordered):
        tops[row.Index] = leaving[row.payer]
        leaving[row.payer] -= row.amount / total
    for row in rows_in(ordered.sort_values(["into", "out", "mode"])):
        width = row.amount / total
        axes.add_patch(band(tops[row.Index], arriving[row.receiver], width, MODE_COLOURS[row.mode]))
        arriving[row.receiver] -= width
    axes.set_xlim(-ROOM_FOR_LABELS, 1 + ROOM_FOR_LABELS)
    axes.set_ylim(-0.02, height + 0.02)


def stacked_from_top(widths: pd.Series, sectors: list[str], height: float) -> dict[str, float]:
    """Upper end of each sector's node, from top to bottom."""
    tops, at = {}, height
    for sector in sectors:
        tops[sector] = at
        at -= float(widths.get(sector, 0.0)) + GAP
    return tops


def label_nodes(
    axes: Axes,
    payments: pd.DataFrame,
    sectors: list[str],
    left: dict[str, float],
    right: dict[str, float],
    language: Language,
) -> None:
    """Write beside each node its name and how much it pays or receives.

    Labels of small nodes keep their distance from one another; a line leads from each to its node.
    """
    total = payments["amount"].sum()
    sides = (("payer", left, -0.01, -0.08, "right"), ("receiver", right, 1.01, 1.08, "left"))
    for side, tops, node, x, place in sides:
        sums = payments.groupby(side)["amount"].sum()
        lowest = np.inf
        for sector in sectors:
            amount = float(sums.get(sector, 0.0))
            if amount <= 0:
                continue
            own = tops[sector] - amount / total / 2
            middle = min(own, lowest - LINE)
            lowest = middle
            axes.plot([node, x], [own, middle], color=GREY, linewidth=0.5)
            ends = [tops[sector], tops[sector] - amount / total]
            axes.plot([node, node], ends, color="black", linewidth=3, solid_capstyle="butt")
            words = f"{language.text(sector)} {language.number(amount, 0 if amount >= 10 else 1)}"
            beside = x + (0.01 if place == "left" else -0.01)
            axes.text(beside, middle, words, ha=place, va="center", fontsize=7)


def band(top_left: float, top_right: float, width: float, colour: str) -> PathPatch:
    """Make a band from the left to the right side, bent halfway."""
    points = [
        (0, top_left),
        (0.5, top_left),
        (0.5, top_right),
        (1, top_right),
        (1, top_right - width),
        (0.5, top_right - width),
        (0.5, top_left - width),
        (0, top_left - width),
        (0, top_left),
    ]
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    return PathPatch(Path(points, codes), facecolor=colour, alpha=0.45, linewidth=0)


def draw_purposes(axes: Axes, table: pd.DataFrame, shown: list[str], language: Language) -> None:
    """Bars of the purposes that differ most between two arms, thousand EUR a year."""
    paid = table[table["amount"] > 0].groupby(["regime", "purpose"], observed=True)["amount"].sum()
    wide = paid.unstack("regime").reindex(columns=shown).fillna(0.0)
    difference = (wide[shown[1]] - wide[shown[0]]) / 1e3
    difference = difference[difference != 0]
    chosen = difference.iloc[np.argsort(-difference.abs().to_numpy(), kind="stable")[:MOST_PURPOSES]][::-1]
    modes = table.drop_duplicates("purpose").set_index("purpose")["mode"]
    axes.barh(range(len(chosen)), chosen, color=[MODE_COLOURS[modes[name]] for name in chosen.index])
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_yticks(range(len(chosen)), [language.text(name) for name in chosen.index], fontsize=7)
    axes.grid(visible=False, axis="y")
    numbers_on(axes.xaxis, language, most=4)
    first, second = (language.regime(name) for name in shown)
    axes.set_title(language.text("{second} less {first}\n(thousand EUR a year)", first=first, second=second))
