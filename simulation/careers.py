"""Careers of poles, month by month, and the activities that were attempted: what `Territory` tells of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulation.columns import (
    ACTIVITY_CAUSES,
    ACTIVITY_KINDS,
    END_CAUSES,
    FORM_NAMES,
    MARKETS,
    NOBODY,
    POLE_KIND_NAMES,
    POLE_UID,
    World,
)
from simulation.declared.sectors import SECTORS
from simulation.declared_poles import DeclaredPole
from simulation.ledger import pole_account
from simulation.plan import Plan
from simulation.purposes import DEPOSITS

MONTHS_KNOWN = 24
"""Months since the last meeting within which a pair counts as one that knows one another."""

WORDS = ("name", "kind", "cause")
MEASURES = ("effort", "service", "trust_inside", "fund", "own_income", "public_money")
NAMED = ("month", "name", "uid", "declared", "kind")
COUNTED = ("members", "members_social", "effort", "service", "trust_inside", "fund", "own_income", "public_money")
STATE = ("formal", "animated", "ended", "cause")
BY_SECTOR = tuple(f"members_{sector}" for sector in SECTORS)
BY_FORM = tuple(f"members_{name.replace(' ', '_')}" for name in FORM_NAMES)
MOVES = ("came", "left")
CAREER_COLUMNS = (*NAMED, *COUNTED, *STATE, *BY_SECTOR, *BY_FORM, *MOVES)
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
    "uid",
    "declared",
    "pole_uid",
    "pole_declared",
    "name_fr",
    "kind",
)


class Careers:
    """Rows taken down at month ends, one for each pole that lives or has just ended.

    Parameters
    ----------
    plan : Plan
        Names of declared poles and activities.
    """

    def __init__(self, plan: Plan) -> None:
        self._poles = plan.poles
        self._rows: list[tuple[Any, ...]] = []
        self._living: dict[int, tuple[int, int, int]] = {}
        self._members: dict[int, frozenset[int]] = {}
        self._born = -1

    def tell_under(self, plan: Plan) -> None:
        """Name poles and activities as another plan does from now on."""
        self._poles = plan.poles

    def take_down(self, world: World, month: int) -> None:
        """Take down the poles of a month end."""
        born = world.next_uid[POLE_UID]
        # Most months of most territories: none lived and none was born since.
        if not self._living and born == self._born:
            return
        self._born = born
        living = np.flatnonzero(world.poles["alive"])
        now: dict[int, tuple[int, int, int]] = {}
        for place in living:
            pole = world.poles[int(place)]
            now[int(pole.uid)] = (int(place), int(pole.declared), int(pole.kind))
        members: dict[int, frozenset[int]] = {}
        for uid, (row, declared, kind) in self._living.items():
            if uid not in now:
                cause = END_CAUSES[int(world.poles["cause"][row])]
                nothing = (0, 0, np.nan, np.nan, np.nan, 0.0, 0.0, 0.0, 0, 0, 1, cause)
                named = (month, name_of_pole(self._poles, declared, uid), uid, declared, POLE_KIND_NAMES[kind])
                moves = (0, len(self._members[uid]))
                self._rows.append(named + nothing + (0,) * len(BY_SECTOR + BY_FORM) + moves)
        for uid, (row, declared, kind) in now.items():
            named = (month, name_of_pole(self._poles, declared, uid), uid, declared, POLE_KIND_NAMES[kind])
            rows = np.flatnonzero((world.organisations["pole"] == row) & (world.organisations["alive"] == 1))
            members[uid] = frozenset(world.organisations["uid"][rows].tolist())
            before = self._members.get(uid, frozenset())
            moves = (len(members[uid] - before), len(before - members[uid]))
            self._rows.append(named + self._seen(world, month, row, rows) + moves)
        self._living, self._members = now, members

    def _seen(self, world: World, month: int, row: int, members: np.ndarray) -> tuple[Any, ...]:
        pole, table = world.poles[row], world.organisations
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
        """One row a pole and month; money in EUR, that of the month but for the fund.

        ``declared`` is the number of its declaration, from 1, or 0; ``came`` and ``left`` count members since the month
        end before, founders and those whom its end sets free with them.
        """
        # A table without rows has its types too, so that tables of many runs go together.
        columns = zip(*self._rows, strict=True) if self._rows else ((),) * len(CAREER_COLUMNS)
        named = zip(CAREER_COLUMNS, columns, strict=True)
        return pd.DataFrame({name: pd.Series(column, dtype=TYPES[name]) for name, column in named})

    def activities(self, world: World) -> pd.DataFrame:
        """One row an activity attempted, oldest first; months that have not come are missing, own funds in EUR.

        ``kind`` tells ventures, each an organisation of its own once it has started, from contracts that members of a
        pole win together and posts that they share (`ACTIVITY_KINDS`): these start when they are first there, and
        have ended when there was none for a year.

        ``declared`` and ``pole_declared`` are numbers of declarations, from 1, or 0.
        """
        log = world.activities
        used = np.flatnonzero(log["uid"] > 0)
        used = used[np.argsort(log["uid"][used], kind="stable")]
        frame = pd.DataFrame({name: log[name][used] for name in log.names})
        frame["kind"] = [ACTIVITY_KINDS[code] for code in frame["kind"]]
        frame["sector"] = [SECTORS[code] for code in frame["sector"]]
        frame["market"] = [MARKETS[code] for code in frame["market"]]
        frame["cause"] = [ACTIVITY_CAUSES[code] for code in frame["cause"]]
        frame["own_funds"] = frame["own_funds"] / 100.0
        declared = {row[UID]: row[DECLARED] for row in self._rows}
        frame["pole_declared"] = [declared.get(int(uid), 0) for uid in frame["pole_uid"]]
        for column in ("started", "given_up", "ended", "organisation_uid"):
            frame[column] = frame[column].astype("Int64").mask(frame[column] == NOBODY)
        return named_activities(frame, self._poles)


TYPES = {name: object if name in WORDS else float if name in MEASURES else np.int64 for name in CAREER_COLUMNS}
UID, DECLARED = NAMED.index("uid"), NAMED.index("declared")


NAMES_OF_KINDS = {
    "joint tenders": {"en": "joint tenders", "fr": "réponses communes aux marchés publics"},
    "employers' group": {"en": "employers' group", "fr": "groupement d'employeurs"},
}
"""What joint work without an organisation of its own is called; a venture has the name of its declaration, or none."""


def name_of_pole(poles: Sequence[DeclaredPole], declared: int, uid: int) -> str:
    """Name of a pole in the plan that declares it, by number from 1; of one that emerged (0), its own number."""
    return poles[declared - 1].name if declared else f"pole {uid}"


def named_careers(table: pd.DataFrame, poles: Sequence[DeclaredPole]) -> pd.DataFrame:
    """Give careers the names of a plan: names change no run, so that one run may be told under several plans."""
    names = [name_of_pole(poles, *pair) for pair in zip(table["declared"], table["uid"], strict=True)]
    return table.assign(name=np.array(names, dtype=object))


def named_activities(table: pd.DataFrame, poles: Sequence[DeclaredPole]) -> pd.DataFrame:
    """Give activities, and their poles, the names of a plan; those that partners found have none."""
    declared = [activity.name for pole in poles for activity in pole.activities]
    columns = {
        name: [
            declared[number - 1][language] if number else NAMES_OF_KINDS.get(kind, {}).get(language, "")
            for number, kind in zip(table["declared"], table["kind"], strict=True)
        ]
        for name, language in (("name", "en"), ("name_fr", "fr"))
    }
    columns["pole"] = [
        "" if uid == NOBODY else name_of_pole(poles, number, uid)
        for number, uid in zip(table["pole_declared"], table["pole_uid"], strict=True)
    ]
    named = {name: np.array(texts, dtype=object) for name, texts in columns.items()}
    return table.assign(**named)[list(ACTIVITY_FRAME)]


def trust_inside(world: World, month: int, members: np.ndarray) -> float:
    """Mean trust over pairs of these organisations that met within `MONTHS_KNOWN`; NaN where none did."""
    partner = world.partner[members]
    table = world.organisations
    known = (partner >= 0) & np.isin(partner, members) & (table["uid"][partner] == world.partner_uid[members])
    known &= month - world.partner_met[members] <= MONTHS_KNOWN
    return float(world.partner_trust[members][known].mean()) if known.any() else np.nan
