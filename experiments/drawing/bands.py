"""Outcomes over time: median and bands over replicates, as levels and as paired differences to market."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.drawing.labels import with_unit
from experiments.drawing.style import (
    GREY,
    REGIME_COLOURS,
    REGIME_LINES,
    new_figure,
    numbers_on,
    regime_handles,
    styled,
    years_on,
)
from experiments.numbers.contrasts import REGIMES
from experiments.numbers.measures import runs_of
from experiments.words.language import Language, display_unit

Draw = Callable[[Mapping[str, pd.DataFrame], str, Language], Figure]
"""How a figure is drawn: from tables, of a scenario, in a language."""

BANDS = ((5, 95, 0.18), (25, 75, 0.34))
"""Lower and upper percentile and opacity: 90 % and 50 % of replicates."""
BAND_POINTS = 80
"""Points of the edge of a band, so that the file of a figure stays small."""


def regimes_in(table: pd.DataFrame, scenario: str) -> list[str]:
    """Arms of a scenario that stand in a table, in the order of the design."""
    present = set(table.loc[table["scenario"] == scenario, "regime"].unique())
    return [name for name in REGIMES if name in present]


def units_in(table: pd.DataFrame) -> dict[str, str]:
    """Read the unit of each outcome from the metadata of the table."""
    return {record["name"]: record["unit"] for record in table.attrs.get("outcomes", [])}


def draw_bands(axes: Axes, values: np.ndarray, regime: str) -> None:
    """Draw median, 50 % and 90 % bands of replicates; `values` has shape (replicates, months + 1)."""
    months = np.unique(np.linspace(0, values.shape[1] - 1, BAND_POINTS + 1).round().astype(int))
    for low, high, opacity in BANDS:
        bottom, top = nan_percentile(values[:, months], (low, high))
        faint = opacity / 2 if regime == "market" else opacity
        axes.fill_between(months / 12, bottom, top, color=REGIME_COLOURS[regime], alpha=faint, linewidth=0)
    draw_median(axes, values, regime)


def draw_median(axes: Axes, values: np.ndarray, regime: str, grey: bool = False) -> None:
    """Draw the median over replicates."""
    years = np.arange(values.shape[1]) / 12
    axes.plot(
        years,
        nan_percentile(values, (50,))[0],
        color=GREY if grey else REGIME_COLOURS[regime],
        linestyle=":" if grey else REGIME_LINES[regime],
        linewidth=1.0 if grey else 1.4,
    )


def nan_percentile(values: np.ndarray, percentiles: Sequence[float]) -> np.ndarray:
    """Percentiles over replicates that pass over missing values and stay missing where all are."""
    missing = np.isnan(values)
    if not missing.any():
        return np.percentile(values, percentiles, axis=0)
    result = np.full((len(percentiles), values.shape[1]), np.nan)
    some = ~missing.all(axis=0)
    result[:, some] = np.nanpercentile(values[:, some], percentiles, axis=0)
    return result


def small_multiples_of(outcome: str) -> Draw:
    """Make the drawing of one outcome: `small_multiples` with everything else left to the figure."""

    def draw(tables: Mapping[str, pd.DataFrame], scenario: str, language: Language) -> Figure:
        """Levels by arm and, below, paired differences to market."""
        return small_multiples(tables, scenario, outcome, language)

    return draw


def small_multiples(tables: Mapping[str, pd.DataFrame], scenario: str, outcome: str, language: Language) -> Figure:
    """One panel an arm in the first row; below it the paired difference of that arm to market."""
    monthly = tables["monthly"]
    regimes = regimes_in(monthly, scenario)
    levels = {name: runs_of(monthly, scenario, name, [outcome])[:, :, 0] for name in regimes}
    months = next(iter(levels.values())).shape[1] - 1
    factor, unit = display_unit(units_in(monthly).get(outcome, "1"), 1.0, difference=False)
    _, difference_unit = display_unit(units_in(monthly).get(outcome, "1"), 1.0, difference=True)
    paired = "market" in regimes and len(regimes) > 1
    with styled():
        figure = new_figure(max((2.1 if len(regimes) < 6 else 1.8) * len(regimes), 4), 5.2 if paired else 3.0)
        panels = figure.subplots(2 if paired else 1, len(regimes), sharex=True, sharey="row", squeeze=False)
        for position, regime in enumerate(regimes):
            axes = panels[0, position]
            draw_bands(axes, factor * levels[regime], regime)
            if paired and regime != "market":
                draw_median(axes, factor * levels["market"], "market", grey=True)
                below = panels[1, position]
                below.axhline(0, color=GREY, linewidth=0.8)
                draw_bands(below, factor * (levels[regime] - levels["market"]), regime)
            axes.set_title(language.regime(regime), color=REGIME_COLOURS[regime])
            if not paired or regime == "market":
                years_on(axes, months, language)
                axes.tick_params(labelbottom=True)
        numbers_on(panels[0, 0].yaxis, language)
        panels[0, 0].set_ylabel(with_unit(language.outcome(outcome), unit, language))
        if paired:
            for axes in panels[1, 1:]:
                years_on(axes, months, language)
            explain(panels[1, 0], language)
            numbers_on(panels[1, 1].yaxis, language)
            panels[1, 1].tick_params(labelleft=True)
            panels[1, 1].set_ylabel(with_unit(language.text("difference to market"), difference_unit, language))
    return figure


def explain(axes: Axes, language: Language) -> None:
    """Use an empty panel for the legend of the bands."""
    axes.set_axis_off()
    handles = [
        Patch(color=GREY, alpha=0.52, label=language.text("half of the replicates")),
        Patch(color=GREY, alpha=0.18, label=language.text("nine replicates in ten")),
    ]
    lines = regime_handles(["market"], language)
    lines[0].set(color=GREY, linestyle=":", label=language.text("median of market"))
    axes.legend(handles=[*handles, *lines], loc="center left", fontsize=7.5, borderaxespad=0)


def levels_and_differences(
    tables: Mapping[str, pd.DataFrame], scenario: str, outcomes: Sequence[str], language: Language
) -> Figure:
    """One row an outcome: medians of all arms with market's bands, then each paired difference to market."""
    monthly = tables["monthly"]
    regimes = regimes_in(monthly, scenario)
    others = [name for name in regimes if name != "market"] if "market" in regimes else []
    values = {name: runs_of(monthly, scenario, name, outcomes) for name in regimes}
    months = next(iter(values.values())).shape[1] - 1
    units = units_in(monthly)
    with styled():
        figure = new_figure(3.0 + (1.9 if len(others) < 5 else 1.5) * len(others), 1.9 * len(outcomes) + 0.6)
        panels = figure.subplots(
            len(outcomes),
            1 + len(others),
            sharex=True,
            squeeze=False,
            gridspec_kw={"width_ratios": [1.5, *[1] * len(others)]},
        )
        for row, outcome in enumerate(outcomes):
            factor, unit = display_unit(units.get(outcome, "1"), 1.0, difference=False)
            _, difference_unit = display_unit(units.get(outcome, "1"), 1.0, difference=True)
            level_axes = panels[row, 0]
            for regime in regimes:
                draw = draw_bands if regime == regimes[0] else draw_median
                draw(level_axes, factor * values[regime][:, :, row], regime)
            level_axes.set_ylabel(with_unit(language.outcome(outcome), unit, language, "\n"), fontsize=7.5)
            numbers_on(level_axes.yaxis, language)
            for axes, regime in zip(panels[row, 1:], others, strict=True):
                axes.axhline(0, color=GREY, linewidth=0.8)
                difference = values[regime][:, :, row] - values["market"][:, :, row]
                draw_bands(axes, factor * difference, regime)
            same_limits(list(panels[row, 1:]))
            if others:
                numbers_on(panels[row, 1].yaxis, language)
                panels[row, 1].set_ylabel(language.text(difference_unit), fontsize=7.5)
                for axes in panels[row, 2:]:
                    axes.tick_params(labelleft=False)
        panels[0, 0].set_title(language.text("level, medians"))
        for axes, regime in zip(panels[0, 1:], others, strict=True):
            axes.set_title(
                language.text("{regime}\nless market", regime=language.regime(regime)),
                color=REGIME_COLOURS[regime],
                fontsize=8,
            )
        for axes in panels[-1]:
            years_on(axes, months, language)
        figure.legend(
            handles=regime_handles(regimes, language),
            loc="outside lower center",
            ncols=min(len(regimes), 7),
            fontsize=8,
        )
    return figure


def same_limits(panels: Sequence[Axes]) -> None:
    """Give panels side by side one scale."""
    limits = np.array([axes.get_ylim() for axes in panels]).reshape(-1, 2)
    for axes in panels:
        axes.set_ylim(limits[:, 0].min(), limits[:, 1].max())
