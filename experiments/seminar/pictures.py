"""Options of the triangle of integration, the flow of euros and the map, as ECharts reads them."""

from typing import Any

import numpy as np
import pandas as pd

from experiments.drawing.style import MODE_COLOURS, VERMILION
from experiments.numbers.measures import rows_in
from experiments.pages.figures.flows import payments_of
from experiments.pages.figures.integration import CORNERS, HEIGHT
from experiments.seminar.charts import COLOURS, DASHES, Options, number_axis, plain, two_digits
from experiments.words.language import Language
from simulation.readings import USE_NAMES

USE_COLOURS = ("#B7D68A", "#E69F00", "#CC79A7", "#0072B2", "#EEEEEE")
"""Fields, housing, second homes, activities, unused."""
LABEL = {"fontSize": 13, "color": "#222222"}
MOST_PURPOSES = 12
SMALLEST_FLOW = 0.004
"""Payments below this part of all payments are left out of the drawing of flows."""


def triangle(language: Language, paths: tuple[np.ndarray, np.ndarray], names: dict[str, str]) -> Options:
    """Draw the path of both settings between market, redistribution and reciprocity, first year to last."""
    title = language.text("Mix of market, redistribution and reciprocity, year by year")
    frame = {
        "type": "line",
        "symbol": "none",
        "silent": True,
        "color": "#222222",
        "lineStyle": {"color": "#222222", "width": 1.5},
        "data": [*CORNERS.tolist(), CORNERS[0].tolist()],
    }
    series: list[Options] = [{**frame, "name": "frame"}]
    corners = zip(("market", "redistribution", "reciprocity"), CORNERS, ("bottom", "bottom", "top"), strict=True)
    for mode, place, position in corners:
        label = {
            "show": True,
            "formatter": language.text(mode),
            "position": position,
            "fontSize": 14,
            "color": "#222222",
        }
        series.append({"type": "scatter", "name": mode, "symbolSize": 1, "data": [place.tolist()], "label": label})
    for side, path in zip(("a", "b"), paths, strict=True):
        points = path @ CORNERS
        series.append(
            {
                "type": "line",
                "name": names[side],
                "symbol": "none",
                "color": COLOURS[side],
                "lineStyle": {"color": COLOURS[side], "width": 3, "type": DASHES[side]},
                "data": points.tolist(),
            }
        )
        mark = {"symbol": "circle" if side == "a" else "diamond", "symbolSize": 14, "color": COLOURS[side]}
        series.append({"type": "scatter", "name": f"{side} end", **mark, "data": [points[-1].tolist()]})
    hidden = {"show": False, "type": "value"}
    return {
        **plain(language, title, title),
        "tooltip": {"show": False},
        "legend": {"data": [names["a"], names["b"]], "top": 26, "left": 0},
        "grid": {"left": 60, "right": 90, "top": 90, "bottom": 40},
        "xAxis": {**hidden, "min": 0, "max": 1},
        "yAxis": {**hidden, "min": 0, "max": float(HEIGHT)},
        "series": series,
    }


def enlarged(language: Language, paths: tuple[np.ndarray, np.ndarray], names: dict[str, str]) -> list[str]:
    """Say the mix of the last year of both settings in words, since the triangle shows little of small parts."""
    return [
        language.text(
            "{name}: market {market} %, redistribution {redistribution} %, reciprocity {reciprocity} % of the value "
            "that moved in the last year.",
            name=names[side],
            market=language.number(100 * path[-1][0], 1),
            redistribution=language.number(100 * path[-1][1], 1),
            reciprocity=language.number(100 * path[-1][2], 2),
        )
        for side, path in zip(("a", "b"), paths, strict=True)
    ]


def flow(language: Language, table: pd.DataFrame, name: str) -> Options:
    """Who pays whom in the last year, by mode; payers on the left, receivers on the right."""
    payments = payments_of(table[table["mode"].isin(list(MODE_COLOURS))])
    payments = payments[payments["amount"] > SMALLEST_FLOW * payments["amount"].sum()]
    nodes: dict[str, Options] = {}
    links = []
    for row in rows_in(payments):
        for place, sector in (("left", row.payer), ("right", row.receiver)):
            nodes.setdefault(
                f"{place} {sector}",
                {
                    "name": f"{place} {sector}",
                    "depth": 0 if place == "left" else 1,
                    "itemStyle": {"color": "#444444"},
                    "label": {"position": place, "formatter": language.text(sector), "fontSize": 13},
                },
            )
        told = f"{language.text(row.payer)} → {language.text(row.receiver)}, {language.text(row.mode)}"
        links.append(
            {
                "source": f"left {row.payer}",
                "target": f"right {row.receiver}",
                "value": round(float(row.amount), 4),
                "lineStyle": {"color": MODE_COLOURS[row.mode], "opacity": 0.55},
                "tooltip": {"formatter": f"{told} : {two_digits(language, float(row.amount))} M€"},
            }
        )
    title = language.text("Who pays whom, {name} (million EUR a year)", name=name)
    options = plain(language, title, title)
    return {
        **options,
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey",
                "left": 185,
                "right": 185,
                "top": 44,
                "bottom": 12,
                "nodeGap": 9,
                "layoutIterations": 0,
                "draggable": False,
                "emphasis": {"focus": "adjacency"},
                "data": list(nodes.values()),
                "links": links,
            }
        ],
    }


def purposes(language: Language, a: pd.DataFrame, b: pd.DataFrame) -> Options:
    """Purposes whose payments differ most between the settings, B less A, thousand EUR a year."""
    paid = [table[table["amount"] > 0].groupby("purpose", observed=True)["amount"].sum() / 1e3 for table in (a, b)]
    difference = paid[1].sub(paid[0], fill_value=0.0)
    both = pd.concat([a, b]).drop_duplicates("purpose")
    modes = {str(row.purpose): str(row.mode) for row in rows_in(both) if row.mode in MODE_COLOURS}
    shown = difference[difference.index.isin(list(modes)) & (difference != 0)]
    shown = shown.reindex(shown.abs().sort_values(ascending=False, kind="stable").index[:MOST_PURPOSES])
    title = language.text("What is paid more or less with B (thousand EUR a year)")
    bars = [
        {"value": round(float(amount), 3), "itemStyle": {"color": MODE_COLOURS[modes[str(name)]]}}
        for name, amount in shown.items()
    ]
    return {
        **plain(language, title, title),
        "grid": {":left": "window.innerWidth < 600 ? 150 : 250", "right": 30, "top": 40, "bottom": 34},
        "xAxis": {**number_axis(language), "scale": False},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [language.text(str(name)) for name in shown.index],
            "axisLabel": {**LABEL, ":width": "window.innerWidth < 600 ? 140 : 240", "overflow": "truncate"},
        },
        "series": [{"type": "bar", "name": language.text("B less A"), "data": bars, "barMaxWidth": 20}],
    }


def land(language: Language, frame: np.ndarray, name: str) -> Options:
    """Draw one picture of the map: use of each parcel, jobs as circles, pole members as diamonds."""
    use, staff, members = frame
    side = use.shape[0]
    cells = [[x, y, int(use[y, x])] for y in range(side) for x in range(side)]
    jobs = [[int(x), int(y), float(staff[y, x])] for y, x in np.argwhere(staff > 0)]
    poles = [[int(x), int(y), int(members[y, x])] for y, x in np.argwhere(members > 0)]
    axis: dict[str, Any] = {"type": "category", "data": list(range(side)), "show": False}
    title = language.text("Map, {name}", name=name)
    pieces = [
        {"value": code, "label": language.text(use_name), "color": colour}
        for code, (use_name, colour) in enumerate(zip(USE_NAMES, USE_COLOURS, strict=True))
    ]
    return {
        **plain(language, title, title),
        "tooltip": {"show": False},
        "grid": {"left": 4, "right": 4, "top": 34, "bottom": 70},
        "xAxis": axis,
        "yAxis": {**axis, "inverse": True},
        "visualMap": {
            "type": "piecewise",
            "pieces": pieces,
            "seriesIndex": 0,
            "orient": "horizontal",
            "left": 0,
            "bottom": 0,
            "itemWidth": 16,
            "itemGap": 8,
            "selectedMode": False,
            "textStyle": {"fontSize": 13},
        },
        "series": [
            {"type": "heatmap", "name": "use", "data": cells, "silent": True},
            {
                "type": "scatter",
                "name": language.text("jobs"),
                "data": jobs,
                ":symbolSize": "v => Math.min(22, 3 + Math.sqrt(v[2]))",
                "itemStyle": {"color": "#222222", "opacity": 0.55},
                "silent": True,
            },
            {
                "type": "scatter",
                "name": language.text("members of poles"),
                "data": poles,
                "symbol": "diamond",
                ":symbolSize": "v => Math.min(26, 10 + 3 * v[2])",
                "itemStyle": {"color": "#FFFFFF", "borderColor": VERMILION, "borderWidth": 3},
                "silent": True,
            },
        ],
    }
