"""Does cooperation call for mutualisation, and not the reverse? Two ratios, matched (C26; ``economics.md`` 3.6).

In a table of who does both, the odds ratio is the same read from either side; only the order in time can tell
the two directions apart. So h1 compares, among organisations that have never pooled, the hazard of pooling for the
first time between those that have run a joint project and those that have not; h2 compares, among those that have
never run one, the hazard of a first project between those that have pooled and those that have not.

A third ratio, ``leaving``, follows members (C17): the hazard of giving up pooling, between members that have
grown since they began to pool and those that have not.

Organisations are compared within strata of the same run, month, sector and size class; members, of whom there are
few, of the same run and month. Given how many begin in a
stratum, how many of them are exposed follows Fisher's noncentral hypergeometric law, whose only parameter is the
odds ratio: the likelihood of the exact conditional logit with strata. By the month, odds and hazards are nearly
the same. The ratio is one common to all strata; it is an association, since nobody draws by lot who cooperates.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import gammaln, stdtrit

from experiments.refusal import Refusal

PANEL = ("scenario", "regime", "replicate", "month", "organisation", "sector", "staff", "pools", "in_project")
"""Columns of the table that is needed: one row an organisation alive at a month's end.

``organisation`` is its number (uid), ``sector`` its sector, ``staff`` its heads; ``pools`` says whether it
belongs to a pole at depth 2 or more (pooled means), ``in_project`` whether it takes part in a joint project
under way, both at that month's end. Months in order, from 0; every month of an organisation's life.
"""
SIZES = (0, 2, 5, 10, 20, 50)
"""Smallest staff of each size class, as in `simulation.events`."""
POOLING, PROJECT, LEAVING = "h1", "h2", "leaving"
RATIOS = (POOLING, PROJECT, LEAVING)
GROWN, GROWN_HEADS = 1.5, 2
"""A member has grown when its staff is this many times what it was when it began to pool, and so many more heads."""
DIRECTIONS = {POOLING: ("pools", "in_project"), PROJECT: ("in_project", "pools")}
"""What begins, and what came before, for each ratio of first events."""
STRATA = ("scenario", "regime", "replicate", "month", "sector", "size")
WHO = ["scenario", "regime", "replicate", "organisation"]
"""What one life is told by."""
MOST_STEPS = 100


@dataclass(frozen=True)
class HazardRatio:
    """A ratio with its interval.

    Attributes
    ----------
    name : str
        One of `RATIOS`.
    log_ratio, low95, high95 : float
        Natural logarithm of the ratio and its 95 % interval; missing where nothing can be estimated.
    beginnings : int
        First events in strata that hold both exposed and others: those that inform.
    exposed_beginnings : int
        Those of them that were exposed.
    strata : int
        Strata that inform.
    replicates : int
        Runs that inform; the interval is clustered by them where there are at least five.
    """

    name: str
    log_ratio: float
    low95: float
    high95: float
    beginnings: int
    exposed_beginnings: int
    strata: int
    replicates: int

    @property
    def ratio(self) -> float:
        """The ratio itself."""
        return float(np.exp(self.log_ratio))


def in_order(panel: pd.DataFrame) -> pd.DataFrame:
    """The panel, one organisation after the other, each month by month."""
    return panel[list(PANEL)].sort_values([*WHO, "month"], ignore_index=True)


def at_risk(panel: pd.DataFrame, name: str) -> pd.DataFrame:
    """Organisation-months in which a first event might happen, with exposure before it.

    Parameters
    ----------
    panel : pandas.DataFrame
        Columns `PANEL`.
    name : str
        ``h1`` (first pooling), ``h2`` (first project) or ``leaving``.

    Returns
    -------
    pandas.DataFrame
        `STRATA`, ``begins`` (the first event is of this month) and ``exposed`` (the other one happened in an
        earlier month). Who did the thing when first seen is left out: it is not known when it began. For ``leaving``:
        see `members_at_risk`.
    """
    missing = [column for column in PANEL if column not in panel.columns]
    if missing:
        raise Refusal("the panel of organisations has no column {column!r}.", column=missing[0])
    if name == LEAVING:
        return members_at_risk(panel)
    event, before = DIRECTIONS[name]
    table = in_order(panel)
    table[[event, before]] = table[[event, before]].astype(bool)
    groups = table.groupby(WHO, observed=True, sort=False)
    # What happened up to the month before: this month's own value is shifted out.
    done = (
        groups[event].cummax().groupby([table[one] for one in WHO], observed=True, sort=False).shift(fill_value=False)
    )
    exposed = (
        groups[before].cummax().groupby([table[one] for one in WHO], observed=True, sort=False).shift(fill_value=False)
    )
    first_seen = groups.cumcount() == 0
    table["size"] = np.searchsorted(SIZES, table["staff"].to_numpy(), side="right") - 1
    table["begins"], table["exposed"] = table[event], exposed.astype(bool)
    return table.loc[~done.astype(bool) & ~first_seen, [*STRATA, "begins", "exposed"]]


def members_at_risk(panel: pd.DataFrame) -> pd.DataFrame:
    """Months of members that pooled at the month end before, and whether they had grown by then.

    ``begins``: pools no longer, and lives. Who closes leaves no pole. Exposed: see `GROWN`; a membership is counted
    from the month end in which it is first seen. All members of a run and month are one stratum.
    """
    table = in_order(panel)
    pools = table["pools"].astype(bool)
    keys = [table[one] for one in WHO]
    pooled = pools.groupby(keys, observed=True, sort=False).shift(fill_value=False).astype(bool)
    staff = table["staff"].astype(float)
    at_start = staff.where(pools & ~pooled).groupby(keys, observed=True, sort=False).ffill()
    before, start = (one.groupby(keys, observed=True, sort=False).shift() for one in (staff, at_start))
    table["begins"] = ~pools
    table["exposed"] = (before >= GROWN * start) & (before >= start + GROWN_HEADS)
    table["sector"], table["size"] = 0, 0
    return table.loc[pooled, [*STRATA, "begins", "exposed"]]


def tables_of(risk: pd.DataFrame) -> pd.DataFrame:
    """Strata that inform: their size, the exposed in them, the beginnings, the exposed beginnings."""
    told = risk.assign(both=risk["begins"] & risk["exposed"])
    strata = told.groupby(list(STRATA), observed=True).agg(
        people=("begins", "size"), exposed=("exposed", "sum"), begin=("begins", "sum"), both=("both", "sum")
    )
    informs = (
        strata["exposed"].between(1, strata["people"] - 1) & strata["begin"].between(1, strata["people"] - 1)
    )  # fmt: skip
    return strata[informs].reset_index()


def score(strata: pd.DataFrame, log_ratio: float) -> tuple[np.ndarray, np.ndarray]:
    """Score and information of each stratum under Fisher's noncentral hypergeometric law, shape (strata,) each."""
    people, exposed, begin, both = (
        strata[name].to_numpy(np.int64) for name in ("people", "exposed", "begin", "both")
    )  # fmt: skip
    lowest = np.maximum(0, begin - (people - exposed))
    width = np.minimum(begin, exposed) - lowest + 1
    stratum = np.repeat(np.arange(len(strata)), width)
    count = lowest[stratum] + np.arange(width.sum()) - np.repeat(np.cumsum(width) - width, width)
    e, n, d = exposed[stratum], (people - exposed)[stratum], begin[stratum]
    weight = log_choose(e, count) + log_choose(n, d - count) + log_ratio * count
    highest = np.full(len(strata), -np.inf)
    np.maximum.at(highest, stratum, weight)
    weight = np.exp(weight - highest[stratum])
    total = np.bincount(stratum, weight)
    mean = np.bincount(stratum, weight * count) / total
    square = np.bincount(stratum, weight * count**2) / total
    return both - mean, np.maximum(square - mean**2, 0.0)


def log_choose(n: np.ndarray, k: np.ndarray) -> np.ndarray:
    """Logarithm of the number of ways to choose k of n."""
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


def matched_ratio(strata: pd.DataFrame, name: str) -> HazardRatio:
    """Maximise the conditional likelihood over all strata by Newton's method.

    Parameters
    ----------
    strata : pandas.DataFrame
        From `tables_of`.
    name : str

    Notes
    -----
    The score is monotone in the logarithm of the ratio. Where all beginnings that could be are exposed, or none
    is, there is no finite maximum and the ratio is missing. The estimate is that of the conditional logit of
    statsmodels (a test compares them), which lists the members of each stratum one by one, stops further from the
    maximum and knows no intervals clustered over strata.
    """
    runs = strata.groupby(["scenario", "regime", "replicate"], observed=True).ngroup().to_numpy()
    counts = {
        "beginnings": int(strata["begin"].sum()),
        "exposed_beginnings": int(strata["both"].sum()),
        "strata": len(strata),
        "replicates": int(len(np.unique(runs))),
    }
    nothing = HazardRatio(name, np.nan, np.nan, np.nan, **counts)
    if strata.empty:
        return nothing
    most = np.minimum(strata["begin"], strata["exposed"]).sum()
    least = np.maximum(0, strata["begin"] - (strata["people"] - strata["exposed"])).sum()
    if counts["exposed_beginnings"] in (int(least), int(most)):
        return nothing
    log_ratio = 0.0
    for _ in range(MOST_STEPS):
        slope, information = score(strata, log_ratio)
        step = float(np.clip(slope.sum() / max(information.sum(), 1e-12), -1.0, 1.0))
        log_ratio += step
        if abs(step) < 1e-10:
            break
    slope, information = score(strata, log_ratio)
    error, factor = 1 / np.sqrt(information.sum()), 1.959964
    by_run = np.bincount(runs, slope)
    count = len(by_run)
    if count >= 5:
        # Organisations of a run share its history: their scores are summed before they are squared.
        error = np.sqrt(count / (count - 1) * (by_run**2).sum()) / information.sum()
        factor = float(stdtrit(count - 1, 0.975))
    return HazardRatio(name, log_ratio, log_ratio - factor * error, log_ratio + factor * error, **counts)
