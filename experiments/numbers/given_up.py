"""Who gives up what members of poles save: suppliers outside and here, landlords, lenders; nobody, where less is used.

A saving of one is a loss of another unless less is used. The sums are what was counted in the run itself, whole cents
of a year; they say who pays at first, not who pays in the end: whoever loses answers with prices, staff and exit.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import RECIPROCITY_REGIMES, years_within
from experiments.numbers.effects import summarise

COLUMNS = ("scenario", "regime", "counterparty", "year", "mean", "low95", "high95", "n")


def given_up(savings: pd.DataFrame, scenarios: Sequence[str], regimes: Sequence[str], months: int) -> pd.DataFrame:
    """Mean over replicates of what each counterparty gave up in a year, EUR a year, with 95 % intervals.

    Parameters
    ----------
    savings : pandas.DataFrame
        Keys of the run, ``year``, then cents by counterparty; sorted.
    scenarios, regimes : sequence of str
        In the order of the report; arms in which nobody may cooperate have no rows.
    months : int
    """
    if "year" not in savings.columns:
        return pd.DataFrame(columns=list(COLUMNS))
    counterparties = [name for name in savings.columns if name not in ("scenario", "regime", "replicate", "year")]
    tables = []
    for scenario in scenarios:
        for regime in [name for name in regimes if name in RECIPROCITY_REGIMES]:
            of_arm = savings[(savings["scenario"] == scenario) & (savings["regime"] == regime)]
            for year in years_within(months):
                cents = of_arm.loc[of_arm["year"] == year, counterparties].to_numpy(np.float64)
                table = summarise(cents / 100.0)[["mean", "low95", "high95", "n"]]
                table["counterparty"] = counterparties
                tables.append(table.assign(scenario=scenario, regime=regime, year=year))
    return pd.concat(tables, ignore_index=True)[list(COLUMNS)] if tables else pd.DataFrame(columns=list(COLUMNS))
