"""How long newcomers live: Kaplan-Meier over the lives that the log of events tells, from founding to closing."""

import numpy as np
import pandas as pd

from experiments.numbers.pole_survival import kaplan_meier, waiting_at

FOUNDED, CLOSED = "entries", "exits"
"""Kinds of events that are told with the number of the organisation."""
FEWEST_LIVES = 5
"""Newcomers below which no share is told."""


def lives_of_newcomers(events: pd.DataFrame, founded: tuple[int, int], months: int) -> pd.DataFrame:
    """Months lived by each organisation that was founded between two months.

    Parameters
    ----------
    events : pandas.DataFrame
        Log of events of one run: month, kind, uid.
    founded : tuple of int
        First and last month of founding, both included.
    months : int
        Months lived; who lives then is censored.

    Returns
    -------
    pandas.DataFrame
        One row a newcomer: ``months``, ``censored``.
    """
    births = events[events["kind"] == FOUNDED].set_index("uid")["month"]
    births = births[births.between(*founded)]
    # A reason of an exit is logged beside it, without a number; numbers are never used again.
    ends = events[(events["kind"] == CLOSED) & (events["uid"] >= 0)].set_index("uid")["month"].reindex(births.index)
    lived = ends.fillna(months).to_numpy(np.float64) - births.to_numpy(np.float64)
    return pd.DataFrame({"months": lived, "censored": ends.isna().to_numpy()})


def survival(lives: pd.DataFrame, years: float) -> float:
    """Share that lives on at an age; missing where too few were founded, or nobody was watched for so long."""
    at = round(12 * years)
    if len(lives) < FEWEST_LIVES or lives["months"].max() < at:
        return float("nan")
    if not (~lives["censored"].astype(bool)).any():
        return 1.0
    curve = kaplan_meier(lives["months"].to_numpy(), lives["censored"].to_numpy())
    return waiting_at(curve, at)[0]
