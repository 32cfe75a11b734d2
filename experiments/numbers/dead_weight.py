"""Dead weight: which part of the subsidised posts exists in the paired market run as well (``economics.md`` 2.3).

An organisation is the same in both runs (`simulation.posts_by_year`). Its posts are not told apart: a subsidy goes to
a number of posts of an organisation, not to persons. With S posts of which n are subsidised, and M posts of the same
organisation in ``market`` at the same month end (0 if it does not live there), two readings bound what can be said:

- the subsidised posts are its last ones: max(0, min(n, M - (S - n))) of them exist in market too. All that the
  organisation has more than in market is put down to the subsidy, so this is the least dead weight;
- every post is like another: n min(1, M / S) of them exist there, the most.

Two runs also drift apart for reasons that are none of the subsidy's: the share of *all* posts that exist in market,
sum of min(S, M) over sum of S, says how far. Effects on other organisations are left out; the difference in all jobs
holds them.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import MONEY_REGIMES, years_within
from experiments.numbers.effects import summarise
from simulation.posts_by_year import IDENTITY

LAST, ALIKE, ALL_POSTS = "subsidised posts are the last", "all posts alike", "all posts of the arm"
READINGS = {
    LAST: ("existing_if_last", "subsidised"),
    ALIKE: ("existing_if_alike", "subsidised"),
    ALL_POSTS: ("existing", "staff"),
}
"""Each share and the counts of a run of which it is the ratio."""
ALL_YEARS = "all year ends"
"""Period over which posts are counted at every year end, each as often as it is met."""
COLUMNS = ("scenario", "regime", "period", "quantity", "subsidised", "mean", "low95", "high95", "n")


def posts_in_both(posts: pd.DataFrame, market: pd.DataFrame) -> pd.DataFrame:
    """Count the posts of a run that exist in the paired market run too.

    Parameters
    ----------
    posts, market : pandas.DataFrame
        ``Territory.posts_by_year`` of both runs.

    Returns
    -------
    pandas.DataFrame
        One row a year: ``staff`` and ``subsidised`` posts, and how many exist in market: ``existing`` of all,
        ``existing_if_last`` and ``existing_if_alike`` of the subsidised.
    """
    keys = ["year", *IDENTITY]
    pairs = posts.merge(market[[*keys, "staff"]], on=keys, how="left", suffixes=("", "_market"))
    staff, subsidised = pairs["staff"], pairs["subsidised"]
    there = pairs["staff_market"].fillna(0.0)
    both = np.minimum(staff, there)
    counts = pairs[["year", "staff", "subsidised"]].assign(
        existing=both,
        existing_if_last=np.clip(there - (staff - subsidised), 0.0, subsidised),
        existing_if_alike=subsidised * both / np.maximum(staff, 1),
    )
    return counts.groupby("year", as_index=False).sum()


def dead_weight(counts: pd.DataFrame, scenarios: Sequence[str], regimes: Sequence[str], months: int) -> pd.DataFrame:
    """Shares of posts that exist in the paired market run, means over replicates with 95 % intervals.

    Parameters
    ----------
    counts : pandas.DataFrame
        Keys scenario, regime, replicate, then `posts_in_both`.
    scenarios, regimes : sequence of str
        In the order of the report.
    months : int

    Returns
    -------
    pandas.DataFrame
        Long form, one row a scenario, arm with money, period (`ALL_YEARS`, or ``year 5`` and so on) and quantity;
        ``subsidised`` is the mean number of posts subsidised at a time, heads. Year ends without a subsidised post
        are left out.
    """
    if "subsidised" not in counts.columns:
        return pd.DataFrame(columns=list(COLUMNS))
    rows = []
    for scenario in scenarios:
        for regime in (regime for regime in MONEY_REGIMES if regime in regimes):
            of_arm = (counts["scenario"] == scenario) & (counts["regime"] == regime)
            arm = counts[of_arm & (counts["subsidised"] > 0)]
            periods = {f"year {year}": arm[arm["year"] == year] for year in years_within(months)}
            for period, chosen in {ALL_YEARS: arm, **periods}.items():
                if len(chosen):
                    rows.append(shares(chosen).assign(scenario=scenario, regime=regime, period=period))
    if not rows:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(rows, ignore_index=True)[list(COLUMNS)]


def shares(chosen: pd.DataFrame) -> pd.DataFrame:
    """Describe the shares of one arm and period over replicates, one row a quantity of `READINGS`."""
    totals = chosen.groupby("replicate")[["existing", "existing_if_last", "existing_if_alike", "staff", "subsidised"]]
    sums = totals.sum()
    of_each = np.column_stack([sums[part] / sums[whole] for part, whole in READINGS.values()])
    table = summarise(of_each)[["mean", "low95", "high95", "n"]]
    return table.assign(quantity=list(READINGS), subsidised=float(chosen["subsidised"].mean()))
