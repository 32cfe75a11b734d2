"""What a time series comes to as one number: levels, drift, yearly changes, and how two series move together.

A series is cut to the months asked for, both ends included. Where a statistic speaks of years, a stock or a ratio is
read every twelve months from the first one on, and a flow is summed over the twelve months that follow it. Months in
which nothing could be seen (not a number) are passed over.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

YEAR = 12
FEWEST = 3
"""Points below which a line or a correlation is not told."""


@dataclass(frozen=True)
class Series:
    """Months of an outcome.

    Attributes
    ----------
    values : numpy.ndarray
        One a month.
    flow : bool
        Whether months are summed to years.
    """

    values: np.ndarray
    flow: bool = False

    def between(self, first: int, last: int) -> "Series":
        """Return the months from `first` to `last`."""
        return Series(self.values[first : last + 1], self.flow)

    @property
    def years(self) -> np.ndarray:
        """Values by year."""
        if not self.flow:
            return self.values[::YEAR]
        whole = (len(self.values) - 1) // YEAR
        return self.values[1 : 1 + YEAR * whole].reshape(whole, YEAR).sum(axis=1)

    @property
    def changes(self) -> np.ndarray:
        """Change from each year to the next, in the unit of the series."""
        return np.diff(self.years)

    @property
    def growth(self) -> np.ndarray:
        """The same in per cent of the year before."""
        years = self.years
        with np.errstate(divide="ignore", invalid="ignore"):
            grown = 100.0 * np.diff(years) / years[:-1]
        return np.where(np.isfinite(grown), grown, np.nan)


@dataclass(frozen=True)
class Statistic:
    """One number of a series, or of two.

    Attributes
    ----------
    of : callable
        From one `Series`, or from two, to a number; not a number where there is none.
    two : bool
        Whether a second series is needed.
    months : int
        Fewest months between the first and the last one.
    any_span : bool
        Whether fewer months from the same first one on tell the same, if less precisely.
    """

    of: Callable[..., float]
    two: bool = False
    months: int = 0
    any_span: bool = True


def seen(values: np.ndarray) -> np.ndarray:
    """Leave out what could not be seen."""
    return values[np.isfinite(values)]


def on_what_is_seen(reduced: Callable[[np.ndarray], float], fewest: int = 1) -> Callable[[Series], float]:
    """Make a statistic of the months that could be seen."""

    def of(series: Series) -> float:
        there = seen(series.values)
        return float(reduced(there)) if there.size >= fewest else float("nan")

    return of


def change(series: Series) -> float:
    """Last value less the first one."""
    return float(series.values[-1] - series.values[0])


def same_years(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cut two series to the years that both have: a flow has no year that ends where the months begin."""
    years = min(len(one), len(other))
    return one[len(one) - years :], other[len(other) - years :]


def slope(values: np.ndarray, places: np.ndarray) -> float:
    """Slope of the least-squares line through what is seen of both, which end together."""
    values, places = same_years(values, places)
    both = np.isfinite(values) & np.isfinite(places)
    y, x = values[both], places[both]
    if y.size < FEWEST or np.ptp(x) == 0:
        return float("nan")
    centred = x - x.mean()
    return float(centred @ (y - y.mean()) / (centred @ centred))


def correlated(one: np.ndarray, other: np.ndarray) -> float:
    """Correlation of what is seen of both, which end together."""
    one, other = same_years(one, other)
    both = np.isfinite(one) & np.isfinite(other)
    if both.sum() < FEWEST or np.ptp(one[both]) == 0 or np.ptp(other[both]) == 0:
        return float("nan")
    return float(np.corrcoef(one[both], other[both])[0, 1])


def trend(series: Series) -> float:
    """Slope of the line through the months, times twelve: change a year."""
    return YEAR * slope(series.values, np.arange(len(series.values), dtype=np.float64))


def trend_percent(series: Series) -> float:
    """The same in per cent of the mean."""
    mean = on_what_is_seen(np.mean)(series)
    return 100.0 * trend(series) / mean if mean else float("nan")


def change_along_trend(series: Series) -> float:
    """Change over all the months along the line through them."""
    return trend(series) * (len(series.values) - 1) / YEAR


def growth_statistic(reduced: Callable[[np.ndarray], float], fewest: int = 1) -> Callable[[Series], float]:
    """Make a statistic of yearly changes in per cent."""

    def of(series: Series) -> float:
        grown = seen(series.growth)
        return float(reduced(grown)) if grown.size >= fewest else float("nan")

    return of


def ratio(one: Series, other: Series) -> float:
    """Mean of the first over mean of the second."""
    below = on_what_is_seen(np.mean)(other)
    return on_what_is_seen(np.mean)(one) / below if below else float("nan")


def last_over_fall(one: Series, other: Series) -> float:
    """Last value of the first over what the second has lost since the first month; missing where it lost nothing."""
    fall = float(other.values[0] - other.values[-1])
    return float(one.values[-1]) / fall if fall > 0 else float("nan")


STATISTICS: dict[str, Statistic] = {
    "mean": Statistic(on_what_is_seen(np.mean)),
    "median": Statistic(on_what_is_seen(np.median)),
    "sd": Statistic(on_what_is_seen(lambda values: np.std(values, ddof=1), fewest=2)),
    "least": Statistic(on_what_is_seen(np.min), any_span=False),
    "most": Statistic(on_what_is_seen(np.max), any_span=False),
    "first": Statistic(lambda series: float(series.values[0])),
    "last": Statistic(lambda series: float(series.values[-1]), any_span=False),
    "change": Statistic(change, months=1, any_span=False),
    "trend": Statistic(trend, months=FEWEST),
    "trend_percent": Statistic(trend_percent, months=FEWEST),
    "yearly_change_mean": Statistic(growth_statistic(np.mean), months=YEAR),
    "yearly_change_sd": Statistic(growth_statistic(lambda grown: np.std(grown, ddof=1), fewest=2), months=2 * YEAR),
    "yearly_change_p5": Statistic(growth_statistic(lambda grown: np.percentile(grown, 5)), months=YEAR),
    "yearly_change_p95": Statistic(growth_statistic(lambda grown: np.percentile(grown, 95)), months=YEAR),
    "yearly_change_size_p95": Statistic(growth_statistic(lambda grown: np.percentile(np.abs(grown), 95)), months=YEAR),
    "ratio": Statistic(ratio, two=True),
    "last_over_fall": Statistic(last_over_fall, two=True, months=1, any_span=False),
    "correlation": Statistic(lambda one, other: correlated(one.values, other.values), two=True, months=FEWEST),
    "correlation_of_years": Statistic(
        lambda one, other: correlated(one.years, other.years), two=True, months=FEWEST * YEAR
    ),
    "correlation_of_change_with_growth": Statistic(
        lambda one, other: correlated(one.changes, other.growth), two=True, months=FEWEST * YEAR
    ),
    "slope_of_change_on_growth": Statistic(
        lambda one, other: slope(one.changes, other.growth), two=True, months=FEWEST * YEAR
    ),
}
"""By name. Changes of a year called ``yearly_change`` are in per cent; ``_size_`` is that of changes either way;
``change`` in the last two is in the unit of the first series, ``growth`` in per cent of the second."""


def statistic_of(name: str, one: Series, other: Series | None = None) -> float:
    """Value of a statistic.

    Parameters
    ----------
    name : str
        One of `STATISTICS`.
    one : Series
        The months asked for.
    other : Series, optional
        The same months of a second series, where the statistic needs one.
    """
    statistic = STATISTICS[name]
    return statistic.of(one, other) if statistic.two else statistic.of(one)
