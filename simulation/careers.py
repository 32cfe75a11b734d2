"""Careers of poles, month by month, and the activities that were attempted: what `Territory` tells of them."""

from typing import Any

import numpy as np
import pandas as pd

from simulation.columns import (
    ACTIVITY_CAUSES,
    END_CAUSES,
    FORM_NAMES,
    MARKETS,
    NOBODY,
    POLE_KIND_NAMES,
    World,
)
from simulation.declared.sectors import SECTORS
from simulation.ledger import pole_account
from simulation.plan import Plan
from simulation.purposes import DEPOSITS

MONTHS_KNOWN = 24
"""Months since the last meeting within which a pair counts as one that knows one another."""

NAMED = ("month", "name", "uid", "declared", "kind")
COUNTED = ("members", "members_social", "effort", "service", "trust_inside", "fund", "own_income", "public_money")
STATE = ("formal", "animated", "ended", "cause")
BY_SECTOR = tuple(f"members_{sector}" for sector in SECTORS)
BY_FORM = tuple(f"members_{name.replace(' ', '_')}" for name in FORM_NAMES)
CAREER_COLUMNS = (*NAMED, *COUNTED, *STATE, *BY_SECTOR, *BY_FORM)
ACTIVITY_FRAME = (
    "name",
    "pole",
    "sector",
    "market",
    "planned",
    "started",
    "given_up",
    "cause",
    "staff",
    "sales",
    "own_funds",
    "ended",
    "organisation_uid",
)


class Careers:
    """Rows taken down at month ends, one for each pole that lives or has just ended.

    Parameters
    ----------
    plan : Plan
        Names of declared poles and activities.
    """

    def __init__(self, plan: Plan) -> None:
        self._names = tuple(pole.name for pole in plan.poles)
        self._activities = tuple(activity for pole in plan.poles for activity in pole.activities)
        self._rows: list[tuple[Any, ...]] = []
        self._living: dict[int, tuple[int, int, int]] = {}

    def take_down(self, world: World, month: int) -> None:
        """Take down the poles of a month end."""
        living = np.flatnonzero(world.poles["alive"])
        if not len(living) and not self._living:
            return
        now: dict[int, tuple[int, int, int]] = {}
        for place in living:
            pole = world.poles[int(place)]
            now[int(pole.uid)] = (int(place), int(pole.declared), int(pole.kind))
        for uid, (row, declared, kind) in self._living.items():
            if uid not in now:
                cause = END_CAUSES[int(world.poles["cause"][row])]
                nothing = (0, 0, np.nan, np.nan, np.nan, 0.0, 0.0, 0.0, 0, 0, 1, cause)
                self._rows.append(
                    (month, self._name(uid, declared), uid, int(declared > 0), POLE_KIND_NAMES[kind], *nothing)
                    + (0,) * len(BY_SECTOR + BY_FORM)
                )
        for uid, (row, declared, kind) in now.items():
            named = (month, self._name(uid, declared), uid, int(declared > 0), POLE_KIND_NAMES[kind])
            self._rows.append(named + self._seen(world, month, row))
        self._living = now

    def _name(self, uid: int, declared: int) -> str:
        return self._names[declared - 1] if declared else f"pole {uid}"

    def _seen(self, world: World, month: int, row: int) -> tuple[Any, ...]:
        pole, table = world.poles[row], world.organisations
        members = np.flatnonzero((table["pole"] == row) & (table["alive"] == 1))
        effort = float(table["pool_effort"][members].mean()) if len(members) else np.nan
        fund = world.books.balance[DEPOSITS, pole_account(world.books, row)] / 100.0
        return (
            len(members),
            int(table["social_economy"][members].sum()),
            effort,
            float(pole.service),
            trust_inside(world, month, members),
            float(fund),
            float(pole.own_income) / 100.0,
            float(pole.public_money) / 100.0,
            int(pole.formal),
            int(pole.animated),
            0,
            END_CAUSES[0],
            *np.bincount(table["sector"][members], minlength=len(BY_SECTOR)).tolist(),
            *np.bincount(table["form"][members], minlength=len(BY_FORM)).tolist(),
        )

    @property
    def table(self) -> pd.DataFrame:
        """One row a pole and month; money in EUR, that of the month but for the fund."""
        return pd.DataFrame(self._rows, columns=list(CAREER_COLUMNS))

    def activities(self, world: World) -> pd.DataFrame:
        """One row an activity attempted, oldest first; months that have not come are missing, own funds in EUR."""
        log = world.activities
        used = np.flatnonzero(log["uid"] > 0)
        used = used[np.argsort(log["uid"][used], kind="stable")]
        frame = pd.DataFrame({name: log[name][used] for name in log.names})
        frame["name"] = [self._activities[number - 1].name["en"] if number else "" for number in frame["declared"]]
        frame["sector"] = [SECTORS[code] for code in frame["sector"]]
        frame["market"] = [MARKETS[code] for code in frame["market"]]
        frame["cause"] = [ACTIVITY_CAUSES[code] for code in frame["cause"]]
        frame["own_funds"] = frame["own_funds"] / 100.0
        known = {int(row[2]): row[1] for row in self._rows}
        frame["pole"] = [known.get(int(uid), "") if uid != NOBODY else "" for uid in frame["pole_uid"]]
        for column in ("started", "given_up", "ended", "organisation_uid"):
            frame[column] = frame[column].astype("Int64").mask(frame[column] == NOBODY)
        return frame[list(ACTIVITY_FRAME)]


def trust_inside(world: World, month: int, members: np.ndarray) -> float:
    """Mean trust over pairs of these organisations that met within `MONTHS_KNOWN`; NaN where none did."""
    partner = world.partner[members]
    table = world.organisations
    known = (partner >= 0) & np.isin(partner, members) & (table["uid"][partner] == world.partner_uid[members])
    known &= month - world.partner_met[members] <= MONTHS_KNOWN
    return float(world.partner_trust[members][known].mean()) if known.any() else np.nan
