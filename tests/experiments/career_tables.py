"""Careers of poles and activities made up by hand, as a territory tells them."""

import numpy as np
import pandas as pd

from simulation.careers import ACTIVITY_FRAME, BY_FORM, CAREER_COLUMNS

WORDS = ("name", "kind", "cause")
MEASURES = ("effort", "service", "trust_inside", "fund", "own_income", "public_money")


def career(name, uid, first, months, *, declared=0, ended="", members=6):
    """Career of a pole that lives so many months, loses a member each year, and gains 10 EUR of dues a month."""
    month = np.arange(first, first + months + 1)
    age = month - first
    table = pd.DataFrame({column: np.zeros(len(month), np.int64) for column in CAREER_COLUMNS})
    table["month"], table["name"], table["uid"], table["declared"] = month, name, uid, declared
    table["kind"], table["cause"] = "grouping around a place", ""
    table["members"] = np.maximum(members - age // 12, 2)
    table["members_social"] = 2
    table["members_trade"], table["members_services"] = 1, table["members"] - 1
    table[BY_FORM[0]], table["members_association"] = table["members"] - 2, 2
    table["effort"], table["service"], table["trust_inside"] = 0.5, 0.25, 0.6
    table["fund"], table["own_income"], table["public_money"] = 10.0 * age, 10.0, 5.0
    table["formal"], table["animated"] = (age >= 6).astype(int), (age >= 12).astype(int)
    table["left"] = -table["members"].diff().fillna(0).astype(int)
    table.loc[0, "came"] = table["members"].iloc[0]
    if ended:
        last = table.index[-1]
        table.loc[last, ["ended", "cause", "left"]] = [1, ended, table["members"].iloc[-2]]
        table.loc[last, [c for c in CAREER_COLUMNS if c.startswith("members")] + ["formal", "animated"]] = 0
        table[list(MEASURES)] = table[list(MEASURES)].astype(float)
        table.loc[last, list(MEASURES)] = np.nan
    return table.astype({name: float for name in MEASURES} | {name: object for name in WORDS})


def no_careers():
    """Careers where no pole lived."""
    return career("", 0, 0, 1).iloc[:0]


def activities(*rows):
    """Activities, each told by what differs from one in trade that is still prepared."""
    usual = {
        **{"kind": "venture", "name": "", "pole": "", "sector": "trade", "market": "local", "planned": 1, "cause": ""},
        **{"staff": 0, "sales": 0.0, "own_funds": 0.0, "uid": 1, "declared": 0, "pole_uid": -1, "pole_declared": 0},
        **{"started": pd.NA, "given_up": pd.NA, "ended": pd.NA, "organisation_uid": pd.NA},
    }
    table = pd.DataFrame([usual | {"name_fr": row.get("name", "")} | row for row in rows])
    missing = {name: "Int64" for name in ("started", "given_up", "ended", "organisation_uid")}
    return table.astype(missing)[list(ACTIVITY_FRAME)]


def no_activities():
    """Activities where nobody attempted any."""
    return activities({}).iloc[:0]
