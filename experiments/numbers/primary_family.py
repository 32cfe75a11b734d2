"""The primary tests, corrected as one family: two outcomes, each main contrast, each scenario, at one date.

The date is ten years after the founding of the first declared pole; the last year since it where a run ends sooner; the
tenth year of the calendar, or the last one, where a scenario founds none. There P is zero by construction: it is told
as that and is no test. All other tests of a comparison are secondary or exploratory (`experiments.numbers.effects`).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.numbers.contrasts import MAIN_CONTRASTS, PRIMARY_OUTCOMES, years_within
from experiments.numbers.effects import COLUMNS as EFFECT_COLUMNS
from experiments.numbers.effects import PRIMARY, holm, scenario_effects, together, verdict
from experiments.numbers.measures import OutcomeColumn
from experiments.numbers.since_founding import YEARS_SINCE, months_since

LATEST = YEARS_SINCE[-1]
"""Years since the founding, or of the calendar, at which the primary tests are taken."""
COLUMNS = (*EFFECT_COLUMNS, "month", "since_founding", "family")
OF_THE_POLE = "P"
"""Contrast that is zero by construction where no pole is founded."""


def primary_date(founding: int | None, months: int) -> tuple[int, int] | None:
    """Year and month of the primary tests; None where no year is reached.

    Parameters
    ----------
    founding : int, optional
        Month of the founding.
    months : int
        Length of the runs.
    """
    if founding is None:
        dates = {year: 12 * year for year in years_within(months) if year <= LATEST}
    else:
        dates = months_since(founding, months)
    return max(dates.items(), default=None)


def primary_family(
    monthly: pd.DataFrame,
    outcomes: Sequence[OutcomeColumn],
    foundings: Mapping[str, int],
    scenarios: Sequence[str],
    regimes: Sequence[str],
    months: int,
) -> pd.DataFrame:
    """Return the primary tests with Holm's correction over all of them.

    Parameters
    ----------
    monthly, outcomes, scenarios, regimes, months
        As in `experiments.numbers.effects.paired_effects`.
    foundings : dict of int
        Month of the founding, by scenario that founds a pole.

    Returns
    -------
    pandas.DataFrame
        The columns of ``effects.parquet``, then ``month``; ``since_founding``, whether ``year`` counts from the
        founding; ``family``, the number of tests corrected together, 0 for what is zero by construction.
    """
    chosen = [outcome for outcome in outcomes if outcome.name in PRIMARY_OUTCOMES]
    tables = []
    for scenario in scenarios:
        date = primary_date(foundings.get(scenario), months)
        if date is None or not chosen:
            continue
        year, month = date
        of_scenario = together(scenario_effects(monthly, chosen, scenario, regimes, {year: month}))
        tables.append(of_scenario.assign(month=month, since_founding=scenario in foundings))
    if not tables:
        return pd.DataFrame(columns=list(COLUMNS))
    stacked = pd.concat(tables, ignore_index=True)
    family = stacked[stacked["estimand"].isin(MAIN_CONTRASTS)].reset_index(drop=True)
    by_construction = (family["estimand"] == OF_THE_POLE) & ~family["since_founding"].astype(bool)
    family["p_holm"] = holm(np.where(by_construction, np.nan, family["p"].to_numpy(np.float64)))
    family["p_holm"] = family["p_holm"].where(~by_construction, family["p"])
    family["verdict"] = family.apply(verdict, axis=1)
    family["role"] = PRIMARY
    tests = int((~by_construction & np.isfinite(family["p"].to_numpy(np.float64))).sum())
    family["family"] = np.where(by_construction, 0, tests)
    return family[list(COLUMNS)]
