"""What became of the same adults and organisations in two arms: who gains, who loses, and the pole's competitors.

Everything here is secondary: many groups are looked at, and nothing is corrected for that.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import contrasts_for
from experiments.numbers.effects import difference_of, summarise
from simulation.followed import COMPONENTS

EVERYBODY = "everybody"
"""Grouping, and group, of all adults together."""
WEALTH = tuple(COMPONENTS)
"""Components of net wealth, EUR an adult; loans are negative."""
NET_WEALTH = "net_wealth"
ADULTS = ("income", *WEALTH, NET_WEALTH)
"""Means over the adults of a group who are still here, EUR a year and EUR."""
ORGANISATIONS = ("still_here", "staff", "sales")
"""Sums over the organisations of a group that are still here: how many, heads, EUR a year."""
KEYS = ("scenario", "estimand", "year", "grouping", "group", "what")
BEFORE = 0
"""Year of the rows that say what was there before the founding."""


def gains_of_adults(followed: pd.DataFrame, scenarios: Sequence[str], regimes: Sequence[str]) -> pd.DataFrame:
    """Paired differences in income and wealth of the groups of adults that are followed.

    Parameters
    ----------
    followed : pandas.DataFrame
        ``adults_followed`` of all runs: keys, year, grouping, group, still_here, income and wealth by component.
    scenarios, regimes : sequence of str
        In the order of the report.

    Returns
    -------
    pandas.DataFrame
        A row a scenario, contrast, year since the founding, grouping, group and quantity (`ADULTS`): ``mean`` with its
        interval, ``minimum_detectable`` and ``n``.
    """
    if not len(followed):
        return pd.DataFrame(columns=[*KEYS])
    return differences(followed.assign(**{NET_WEALTH: followed[list(WEALTH)].sum(axis=1)}), ADULTS, scenarios, regimes)


def gains_of_organisations(followed: pd.DataFrame, scenarios: Sequence[str], regimes: Sequence[str]) -> pd.DataFrame:
    """The same of organisations: founding members, their competitors and others (`ORGANISATIONS`)."""
    if not len(followed):
        return pd.DataFrame(columns=[*KEYS])
    return differences(followed.assign(grouping="organisations"), ORGANISATIONS, scenarios, regimes)


def differences(
    followed: pd.DataFrame, quantities: Sequence[str], scenarios: Sequence[str], regimes: Sequence[str]
) -> pd.DataFrame:
    """Paired differences of these quantities, group by group."""
    cells = ["year", "grouping", "group"]
    tables = []
    for scenario in scenarios:
        rows = followed[(followed["scenario"] == scenario) & (followed["year"] > BEFORE)]
        if not len(rows):
            continue
        by_arm = {
            regime: rows[rows["regime"] == regime].pivot_table(
                index="replicate", columns=cells, values=list(quantities), observed=True
            )
            for regime in regimes
        }
        columns = by_arm[regimes[0]].columns
        # A group that is empty in one arm of a replicate is missing there, and its pair is left out.
        replicates = sorted(rows["replicate"].unique())
        values = {regime: table.reindex(replicates)[columns].to_numpy() for regime, table in by_arm.items()}
        named = columns.to_frame(index=False).set_axis(["what", *cells], axis="columns")
        for one in contrasts_for(regimes):
            found = summarise(difference_of(one, values)).drop(columns="p")
            tables.append(pd.concat([named.assign(scenario=scenario, estimand=one.name), found], axis="columns"))
    if not tables:
        return pd.DataFrame(columns=[*KEYS])
    together = pd.concat(tables, ignore_index=True)
    together["year"] = together["year"].astype(np.int64)
    return together[[*KEYS, *(name for name in together.columns if name not in KEYS)]]


def before_founding(followed: pd.DataFrame, scenario: str) -> pd.DataFrame:
    """What was there at the last year end before the founding, mean over the replicates of the first arm."""
    rows = followed[(followed["scenario"] == scenario) & (followed["year"] == BEFORE)]
    rows = rows[rows["regime"] == rows["regime"].iloc[0]] if len(rows) else rows
    keys = [name for name in ("grouping", "group") if name in rows.columns]
    return rows.groupby(keys, observed=True, sort=False).mean(numeric_only=True).reset_index()
