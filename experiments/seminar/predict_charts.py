"""Charts of a prediction: the curve being drawn, the cloud of answers, both laid over the result."""

import numpy as np

from experiments.drawing.style import BLUE, GREY, VERMILION
from experiments.seminar.charts import Options, band_series, number_axis, pairs, plain, year_axis
from experiments.seminar.picture import Bands
from experiments.seminar.predict import CHOICES, DOWN, OUTCOMES, POINTS, SAME, UP, WIDEST, Prediction
from experiments.words.language import Language

CHOICE_WORDS = {UP: "more with B", SAME: "no change that can be told", DOWN: "less with B"}
CHOICE_COLOURS = {UP: BLUE, SAME: "#BBBBBB", DOWN: VERMILION}
DRAWN = "#882255"


def drawn_line(curve: tuple[float, ...] | list[float], months: int, width: float, opacity: float) -> Options:
    """One curve a participant drew, from zero at the start."""
    years = np.linspace(0, months / 12, POINTS + 1)
    return {
        "type": "line",
        "name": "drawn",
        "smooth": 0.3,
        "symbol": "circle",
        "symbolSize": 7,
        "silent": True,
        "color": DRAWN,
        "lineStyle": {"color": DRAWN, "width": width, "opacity": opacity},
        "itemStyle": {"color": DRAWN, "opacity": opacity},
        "data": pairs(years, np.array([0.0, *curve])),
    }


def sketch(language: Language, curve: list[float], months: int) -> Options:
    """Show the curve a participant is drawing."""
    title = language.text("My curve: jobs with B less jobs with A")
    return {
        **plain(language, title, title),
        "tooltip": {"show": False},
        "xAxis": year_axis(language, months),
        "yAxis": number_axis(language, min=-WIDEST, max=WIDEST, interval=100),
        "series": [zero_line(months), drawn_line(curve, months, 3, 1.0)],
    }


def zero_line(months: int) -> Options:
    """Draw the line of no difference."""
    line = {"color": GREY, "width": 1, "type": "solid"}
    data = [[0, 0], [months / 12, 0]]
    return {"type": "line", "name": "zero", "symbol": "none", "silent": True, "lineStyle": line, "data": data}


def cloud(language: Language, prediction: Prediction, bands: Bands | None) -> Options:
    """All curves drawn; laid over the result once it is shown."""
    months = prediction.view.months
    title = language.text("Jobs, B less A: what was drawn")
    series = [zero_line(months)]
    if bands is not None:
        title = language.text("Jobs, B less A: drawn, and the result in black")
        series += band_series(language.text("B less A"), "difference", bands.difference, 1.0)
    opacity = 0.9 if len(prediction.answers) < 4 else 0.5
    series += [drawn_line(curve, months, 1.5, opacity) for curve in prediction.curves()]
    return {
        **plain(language, title, title),
        "tooltip": {"show": False},
        "xAxis": year_axis(language, months),
        "yAxis": number_axis(language),
        "series": series,
    }


def votes(language: Language, prediction: Prediction) -> Options:
    """How many expect what of each outcome."""
    names = [language.outcome(name) for name in OUTCOMES]
    title = language.text("What the class expects")
    axis = {"fontSize": 14, "color": "#222222"}
    series = [
        {
            "type": "bar",
            "stack": "answers",
            "name": language.text(CHOICE_WORDS[choice]),
            "color": CHOICE_COLOURS[choice],
            "barMaxWidth": 34,
            "label": {"show": True, "fontSize": 14, ":formatter": "p => p.value ? p.value : ''"},
            "data": [prediction.counts(name)[choice] for name in OUTCOMES],
        }
        for choice in CHOICES
    ]
    return {
        **plain(language, title, title),
        "legend": {"top": 26, "left": 0, "textStyle": {"fontSize": 14}},
        "grid": {"left": 8, "right": 24, "top": 64, "bottom": 10, "containLabel": True},
        "tooltip": {"show": False},
        "xAxis": {**number_axis(language), "scale": False, "minInterval": 1},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": names,
            "axisLabel": {**axis, "width": 150, "overflow": "break", "lineHeight": 18},
        },
        "series": series,
    }
