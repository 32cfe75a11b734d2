"""Careers of poles brought down to what is told: the life of one pole, how long many lived."""

import numpy as np
import pandas as pd

KEYS = ("scenario", "regime", "replicate")
"""Columns that tell runs apart, where a table holds more than one."""
DECLARED, EMERGENT = "declared", "emergent"


def lives_of_poles(careers: pd.DataFrame, months: int) -> pd.DataFrame:
    """How long each pole lived from its birth on, whether it has ended by a month, declared or emergent.

    Parameters
    ----------
    careers : pandas.DataFrame
        Of many runs, with `KEYS`.
    months : int
        Horizon, at which poles that live on are censored.

    Returns
    -------
    pandas.DataFrame
        One row a pole: its keys, ``uid``, ``kind_of_birth`` (`DECLARED` or `EMERGENT`), ``months`` and ``censored``.
    """
    keys = [*KEYS, "uid"]
    poles = careers.groupby(keys, sort=True, observed=True).agg(
        first=("month", "min"), last=("month", "max"), ended=("ended", "max"), declared=("declared", "max")
    )
    lives = pd.DataFrame(
        {
            "kind_of_birth": np.where(poles["declared"] > 0, DECLARED, EMERGENT),
            "months": np.where(poles["ended"] == 1, poles["last"], months) - poles["first"],
            "censored": poles["ended"] == 0,
        },
        index=poles.index,
    )
    return lives.reset_index()


def median_pole(careers: pd.DataFrame) -> pd.DataFrame:
    """Career of one pole in one replicate: of the pole declared first, or else of any, that of median length.

    A mean of replicates would show a pole that nobody has seen: half dead, with members by fractions.

    Parameters
    ----------
    careers : pandas.DataFrame
        Of the runs of one scenario and arm.
    """
    declared = careers.loc[careers["declared"] > 0, "declared"]
    chosen = careers[careers["declared"] == (declared.min() if len(declared) else 0)]
    lived = chosen.groupby(["replicate", "uid"])["month"].size()
    # By the months it lived, then by its members at the last month end, then by replicate and number.
    living = chosen[chosen["ended"] == 0].groupby(["replicate", "uid"])["members"].last()
    order = np.lexsort((np.arange(len(lived)), living.reindex(lived.index).to_numpy(), lived.to_numpy()))
    replicate, uid = lived.index[order[(len(order) - 1) // 2]]
    one = (chosen["replicate"] == replicate) & (chosen["uid"] == uid)
    return chosen[one].sort_values("month", kind="stable")
