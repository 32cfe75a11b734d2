"""Who gains and who loses: the same adults and the same organisations, followed from before the founding of a pole.

They are grouped by what they were at the last year end before the first declared pole is founded. Arms that have lived
the same months until then follow the very same people; those who have left, died or closed since count no more, and
how many are left is told. Grouping people by what they have become would hide who became it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulation.columns import ABSENT, EMPLOYED, NOBODY, STATUS_NAMES
from simulation.parting import poles_are_founded
from simulation.phases.poles.declared import core_of, fill_places
from simulation.purposes import (
    CITIZENS_EQUITY,
    DEPOSITS,
    EQUITY,
    HOUSING_LAND,
    HOUSING_LOANS,
    OUTSIDE_ASSETS,
    SAVINGS,
)

if TYPE_CHECKING:
    from simulation.territory import Territory

YEARS_AFTER = (5, 10)
"""Years after the founding at which those who are followed are looked at again."""

TENTHS = 10

COMPONENTS = {
    "deposits": (DEPOSITS, SAVINGS),
    "assets_outside": (OUTSIDE_ASSETS,),
    "firms": (EQUITY,),
    "citizens_equity": (CITIZENS_EQUITY,),
    "housing_and_land": (HOUSING_LAND,),
    "housing_loans": (HOUSING_LOANS,),
}
"""What the net wealth of a household is made of; loans are negative."""

FOUNDING, COMPETITOR, OTHER = "founding members", "competitors", "others"
"""Organisations: those with which declared poles are founded; others in a sector in which these poles are to attempt an
activity; all others."""


EMPLOYERS = (f"employed by {FOUNDING}", "employed by others of the social economy", "employed by other firms here")


def months_followed(territory: Territory) -> dict[int, int]:
    """Months in which those who are followed are looked at: year since the founding (0: before it) by month.

    They are ends of years. A plan that declares no pole follows from month 0 on.
    """
    founded = poles_are_founded(territory.plan)
    before = 0 if founded is None else (founded - 1) // 12 * 12
    start = before if founded is None else founded
    return {before: 0} | {-(-(start + 12 * years) // 12) * 12: years for years in YEARS_AFTER}


def founding_organisations(territory: Territory) -> np.ndarray:
    """Rows of the organisations that would found the declared poles if they were founded now, without their circle."""
    world = territory.world
    rows = [core_of(world, fill_places(world, declared)) for declared in range(len(world.declared_poles))]
    return np.unique(np.concatenate([np.zeros(0, np.int64), *rows]))


def grouped_adults(territory: Territory) -> pd.DataFrame:
    """Group the adults of the present month.

    Returns
    -------
    pandas.DataFrame
        One row an adult, by number (``uid``): ``tenth`` of income (1 the lowest), ``tenure`` (owner or tenant) and
        ``employer`` (`EMPLOYERS` of those employed here, `STATUS_NAMES` of the others).
    """
    world = territory.world
    adults = np.flatnonzero(world.households["status"] != ABSENT)
    table = world.households[adults]
    place = np.empty(len(adults), np.int64)
    place[np.argsort(table["income_year"], kind="stable")] = np.arange(len(adults))
    owned = world.books.balance[HOUSING_LAND, adults]
    employer = np.asarray(table["employer"], np.int64)
    here = np.maximum(employer, 0)
    founding = np.isin(employer, founding_organisations(territory)) & (employer != NOBODY)
    social = (employer != NOBODY) & (world.organisations["social_economy"][here] == 1)
    kinds = np.array(STATUS_NAMES, dtype=object)[table["status"]]
    kinds[table["status"] == EMPLOYED] = EMPLOYERS[2]
    kinds[social], kinds[founding] = EMPLOYERS[1], EMPLOYERS[0]
    return pd.DataFrame(
        {
            "uid": table["uid"],
            "tenth": (1 + TENTHS * place // max(len(adults), 1)).astype(str).astype(object),
            "tenure": np.where(owned > 0, "owner", "tenant").astype(object),
            "employer": kinds.astype(object),
        }
    )


def standing_of_adults(territory: Territory) -> pd.DataFrame:
    """Income of twelve months and net wealth by component of the adults of the present month, EUR, by ``uid``."""
    world = territory.world
    adults = np.flatnonzero(world.households["status"] != ABSENT)
    balance = world.books.balance
    wealth = {name: balance[list(places)][:, adults].sum(axis=0) / 100.0 for name, places in COMPONENTS.items()}
    return pd.DataFrame(
        {"uid": world.households["uid"][adults], "income": world.households["income_year"][adults] / 100.0} | wealth
    )


def grouped_organisations(territory: Territory) -> pd.DataFrame:
    """Group the organisations of the present month: ``uid``, ``group`` (`FOUNDING`, `COMPETITOR` or `OTHER`)."""
    table = territory.world.organisations
    living = np.flatnonzero(table["alive"] == 1)
    sectors = sorted({activity.sector for pole in territory.plan.poles for activity in pole.activities})
    groups = np.where(np.isin(table["sector"][living], sectors), COMPETITOR, OTHER)
    groups = np.where(np.isin(living, founding_organisations(territory)), FOUNDING, groups)
    return pd.DataFrame({"uid": table["uid"][living], "group": groups.astype(object)})


def standing_of_organisations(territory: Territory) -> pd.DataFrame:
    """Staff (heads) and sales (EUR a year) of the organisations of the present month, by ``uid``."""
    table = territory.world.organisations
    living = np.flatnonzero(table["alive"] == 1)
    return pd.DataFrame(
        {
            "uid": table["uid"][living],
            "staff": table["staff"][living].astype(np.float64),
            "sales": np.asarray(table["revenue_year"][living], np.float64),
        }
    )
