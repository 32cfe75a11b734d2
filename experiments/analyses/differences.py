"""Paired differences between two arms at the points of a study, with the pairs that were lost.

A pair is the two runs of one point and replicate. It is lost where one of the two failed or has no value of
the outcome. A point that lost a pair has no mean: which runs fail may depend on the parameters, so that a mean
over those that are left would answer another question.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.numbers.effects import summarise
from experiments.refusal import Refusal

DONE = "done"
"""Status of a run that came to its end."""


@dataclass(frozen=True)
class Differences:
    """Differences within replicates at the points of a study.

    Attributes
    ----------
    table : pandas.DataFrame
        Index point, columns replicate; missing where the pair was lost or never asked for. Unit of the outcome.
    asked : pandas.DataFrame
        Same shape: pairs that were to be run.
    outcome, plus, minus : str
        Outcome, and the arms: `plus` less `minus`.
    """

    table: pd.DataFrame
    asked: pd.DataFrame
    outcome: str
    plus: str
    minus: str

    @property
    def lost(self) -> pd.Series:
        """Pairs lost at each point."""
        return (self.asked & self.table.isna()).sum(axis=1).rename("lost")

    @property
    def means(self) -> pd.Series:
        """Mean difference at each point; missing where a pair was lost or none was run."""
        whole = (self.lost == 0) & self.asked.any(axis=1)
        return self.table.mean(axis=1).where(whole).rename("mean")

    @property
    def summary(self) -> pd.DataFrame:
        """One row a point: mean, sd, n, low95, high95, minimum_detectable, p over the pairs there are, and lost."""
        told = summarise(self.table.to_numpy(np.float64).T)
        told.index = self.table.index
        return told.assign(lost=self.lost)


def paired_differences(
    runs: pd.DataFrame, outcome: str, plus: str = "reciprocity", minus: str = "market", scenario: str | None = None
) -> Differences:
    """Differences of an outcome between two arms, at every point and replicate of a table of runs.

    Parameters
    ----------
    runs : pandas.DataFrame
        Columns scenario, regime, replicate, point, status, and the outcome.
    outcome : str
        Column with the outcome.
    plus, minus : str
        Arms; the defaults give R0, the effect of reciprocity without money.
    scenario : str, optional
        Needed where the table has several.

    Raises
    ------
    Refusal
    """
    chosen = one_scenario(runs, scenario)
    if outcome not in chosen.columns:
        raise Refusal("the runs have no column {outcome!r}.", outcome=outcome)
    values, asked = [], []
    for regime in (plus, minus):
        arm = chosen[chosen["regime"] == regime]
        if arm.empty:
            raise Refusal("the runs have no arm {regime!r}.", regime=regime)
        if arm.duplicated(["point", "replicate"]).any():
            raise Refusal("the runs of the arm {regime!r} hold a replicate of a point twice.", regime=regime)
        done = arm.assign(value=arm[outcome].where(arm["status"] == DONE).astype(np.float64), asked=1)
        values.append(done.pivot(index="point", columns="replicate", values="value"))
        asked.append(done.pivot(index="point", columns="replicate", values="asked").notna())
    index = values[0].index.union(values[1].index)
    columns = values[0].columns.union(values[1].columns)
    table = values[0].reindex(index=index, columns=columns) - values[1].reindex(index=index, columns=columns)
    first, second = (one.reindex(index=index, columns=columns, fill_value=False) for one in asked)
    return Differences(table, first & second, outcome, plus, minus)


def differences_of(
    results: Any,
    outcome: str,
    plus: str = "reciprocity",
    minus: str = "market",
    month: int | None = None,
    scenario: str | None = None,
) -> Differences:
    """Differences from the results of a study, at the end or at a month.

    Parameters
    ----------
    results : object
        With ``runs`` and ``paired(outcome, plus, minus, month, scenario)``: index point, columns replicate.
    outcome, plus, minus, scenario
        As in `paired_differences`.
    month : int, optional
        The end when not given.
    """
    pairs = paired_differences(results.runs, outcome, plus, minus, scenario)
    if month is None:
        return pairs
    table = results.paired(outcome, plus, minus, month, scenario)
    table = table.reindex(pairs.table.index, columns=pairs.table.columns)
    return Differences(table, pairs.asked, outcome, plus, minus)


def one_scenario(runs: pd.DataFrame, scenario: str | None) -> pd.DataFrame:
    """Rows of the scenario asked for, or of the only one there is."""
    present = list(dict.fromkeys(runs["scenario"].astype(str)))
    if scenario is None:
        if len(present) != 1:
            raise Refusal("name a scenario: {present}.", present=", ".join(present))
        scenario = present[0]
    if scenario not in present:
        raise Refusal("the runs have no scenario {scenario!r}.", scenario=scenario)
    return runs[runs["scenario"].astype(str) == scenario]
