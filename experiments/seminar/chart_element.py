"""A chart on a page: made empty once, filled anew with what arrives."""

from nicegui import ui

from experiments.seminar.charts import Options


def empty_chart(classes: str = "chart") -> ui.echart:
    """Make a chart that is filled later."""
    return ui.echart({"series": []}).classes(classes)


def show(chart: ui.echart, options: Options) -> None:
    """Fill a chart anew."""
    chart.options.clear()
    chart.options.update(options)
