"""What can be read of a territory in its present month, by name: the only way in for whoever is outside the model.

Nobody outside the package looks at columns, rows or kernels: they may move, these readings stay. Amounts are in
EUR unless said otherwise, actors go by their number (``uid``), which is never used again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulation.choices import AUTHORITY, HOUSEHOLD, ORGANISATION
from simulation.columns import ABSENT, ALTERNATIVES, FORM_NAMES, NOBODY, STATUS_NAMES, USE_NAMES, World
from simulation.declared.sectors import SECTORS
from simulation.phases.poles.stance import admissible_alternatives
from simulation.phases.poles.trust import trust_in
from simulation.purposes import AUTHORITY as AUTHORITY_BLOCK
from simulation.purposes import AUTHORITY_DEBT, CITIZENS_EQUITY, DEPOSITS, LOANS, ORGANISATIONS, SAVINGS
from simulation.world import read_parameter

if TYPE_CHECKING:
    from simulation.territory import Territory

__all__ = [
    "FORM_NAMES",
    "STATUS_NAMES",
    "USE_NAMES",
    "RoomForStances",
    "facts_of",
    "frugal_households",
    "household_positions",
    "households_in_full",
    "lives",
    "map_of_activity",
    "organisation_positions",
    "organisations_by_ties",
    "organisations_in_full",
    "organisations_now",
    "parameter",
    "room_for_stances",
    "row_of",
]

POOLED_MEANS = 2
"""Smallest depth at which means are pooled (L276-279); an affiliation (1) is none."""

PARTNERS_TOLD = 6
"""Partners of an organisation that `facts_of` tells, those trusted most first."""


# -- the territory ------------------------------------------------------------------------------------------------


def parameter(territory: Territory, path: str) -> float:
    """Value of a parameter in force in the present month, as kernels read it; a rule is its position in the list."""
    return read_parameter(territory.world, path)


def organisations_now(territory: Territory) -> pd.DataFrame:
    """Living organisations at the present month's end.

    Returns
    -------
    pandas.DataFrame
        One row an organisation: month, organisation (uid), sector, staff (heads), pools (whether it pools means
        in a pole), in_project.
    """
    organisations = territory.world.organisations
    living = organisations[organisations["alive"] == 1]
    return pd.DataFrame(
        {
            "month": np.full(len(living), territory.month),
            "organisation": living["uid"],
            "sector": living["sector"],
            "staff": living["staff"],
            "pools": (living["pole"] != NOBODY) & (living["depth_held"] >= POOLED_MEANS),
            "in_project": living["project"] != NOBODY,
        }
    )


def organisations_in_full(territory: Territory) -> pd.DataFrame:
    """What living organisations are and do at the present month's end: a cross-section.

    Returns
    -------
    pandas.DataFrame
        One row an organisation: month, uid, sector and form (names), social_economy and outside_controlled (0 or 1),
        age (months), staff (heads), productivity (units an FTE-month), price (EUR a unit), output (units), sales
        and wage_cost (EUR a month), wage_offer (EUR an FTE-month), depth (of pooling, 0 to 3).
    """
    organisations = territory.world.organisations
    living = organisations[organisations["alive"] == 1]
    return pd.DataFrame(
        {
            "month": np.full(len(living), territory.month),
            "uid": living["uid"],
            "sector": np.array(SECTORS, dtype=object)[living["sector"]],
            "form": np.array(FORM_NAMES, dtype=object)[living["form"]],
            **{name: living[name] for name in ("social_economy", "outside_controlled", "age", "staff")},
            **{name: living[name] for name in ("productivity", "price", "output")},
            "sales": living["revenue"] / 100.0,
            "wage_cost": living["wage_cost"] / 100.0,
            "wage_offer": living["wage_offer"],
            "depth": living["depth_held"],
        }
    )


def households_in_full(territory: Territory) -> pd.DataFrame:
    """What adults are and have at the present month's end: a cross-section.

    Returns
    -------
    pandas.DataFrame
        One row an adult: month, uid, status (`STATUS_NAMES`), sector (name, of the skill), employer_social_economy (0
        or 1; -1 without an employer here), wage and wage_fte (EUR a month; 0 without a post), months_unemployed,
        income_12_months and wealth_gross (EUR).
    """
    world = territory.world
    adults = np.flatnonzero(world.households["status"] != ABSENT)
    table = world.households[adults]
    employer = np.asarray(table["employer"], np.int64)
    social = np.where(employer == NOBODY, NOBODY, world.organisations["social_economy"][np.maximum(employer, 0)])
    wage = table["wage"] / 100.0
    fraction = np.asarray(table["full_time_equivalent"], np.float64)
    return pd.DataFrame(
        {
            "month": np.full(len(adults), territory.month),
            "uid": table["uid"],
            "status": np.array(STATUS_NAMES, dtype=object)[table["status"]],
            "sector": np.array(SECTORS, dtype=object)[table["sector"]],
            "employer_social_economy": social,
            "wage": wage,
            "wage_fte": np.divide(wage, fraction, out=np.zeros(len(adults)), where=fraction > 0),
            "months_unemployed": table["months_unemployed"],
            "income_12_months": territory.snapshot("income_12_months"),
            "wealth_gross": territory.snapshot("wealth_gross"),
        }
    )


def map_of_activity(territory: Territory) -> dict[str, np.ndarray]:
    """What happens on every parcel.

    Returns
    -------
    dict of numpy.ndarray
        ``use`` (positions in `USE_NAMES`), ``jobs`` (heads employed by organisations) and ``members`` (living
        organisations in a pole), int64, shape (side, side) each.
    """
    use = np.asarray(territory.land_map()["use"], np.int64)
    parcels, organisations = territory.world.parcels, territory.world.organisations
    living = organisations[(organisations["alive"] == 1) & (organisations["parcel"] != NOBODY)]
    rows, columns = parcels["y"][living["parcel"]], parcels["x"][living["parcel"]]
    jobs, members = np.zeros_like(use), np.zeros_like(use)
    np.add.at(jobs, (rows, columns), living["staff"])
    in_pole = living["pole"] != NOBODY
    np.add.at(members, (rows[in_pole], columns[in_pole]), 1)
    return {"use": use, "jobs": jobs, "members": members}


# -- who lives ----------------------------------------------------------------------------------------------------


def row_of(territory: Territory, kind: str, uid: int) -> int | None:
    """Row of a living actor of a kind (`simulation.choices.KINDS`), or None where it lives no more.

    The authority has one row; its uid is 0.
    """
    world = territory.world
    if kind == AUTHORITY:
        return 0
    if kind == HOUSEHOLD:
        living, numbers = world.households["status"] != ABSENT, world.households["uid"]
    else:
        living, numbers = world.organisations["alive"] == 1, world.organisations["uid"]
    rows = np.flatnonzero(living & (numbers == uid))
    return int(rows[0]) if rows.size else None


def lives(territory: Territory, kind: str, uid: int) -> bool:
    """Whether an actor lives in the present month."""
    return row_of(territory, kind, uid) is not None


def organisations_by_ties(territory: Territory) -> list[int]:
    """Numbers of living organisations with staff, those with something to decide together first.

    First those that trust most partners more than they would a stranger; among equals those that can lead, then
    those with most staff.
    """
    world = territory.world
    table = world.organisations
    trusted = np.where(world.partner != NOBODY, world.partner_trust - world.parameters[0].trust_initial, 0.0)
    strength = np.round(np.clip(trusted, 0.0, None).sum(axis=1), 2)
    rows = np.flatnonzero((table["alive"] == 1) & (table["staff"] > 0))
    order = np.lexsort((table["uid"][rows], -table["staff"][rows], -table["entrepreneur"][rows], -strength[rows]))
    return [int(uid) for uid in table["uid"][rows[order]]]


def frugal_households(territory: Territory) -> list[int]:
    """Numbers of households that save and have savings, by number; of all that have savings where none saves."""
    table = territory.world.households
    savings = territory.world.books.balance[SAVINGS, : len(table)]
    with_savings = (table["status"] != ABSENT) & (savings > 0)
    rows = np.flatnonzero(with_savings & (table["saver"] == 1))
    if rows.size == 0:
        rows = np.flatnonzero(with_savings)
    return [int(uid) for uid in np.sort(table["uid"][rows])]


# -- positions of all actors of a kind ----------------------------------------------------------------------------


def organisation_positions(territory: Territory) -> dict[int, tuple[float, ...]]:
    """Cash in cents, staff and stance of living organisations, by number."""
    world = territory.world
    table, start = world.organisations, int(world.books.first[ORGANISATIONS])
    rows = np.flatnonzero(table["alive"] == 1)
    cash = world.books.balance[DEPOSITS, start + rows]
    return _by_number(table["uid"][rows], cash, table["staff"][rows], table["alternative"][rows])


def household_positions(territory: Territory) -> dict[int, tuple[float, ...]]:
    """Deposits, savings and shares together, shares alone (cents) and status of adults, by number."""
    world = territory.world
    table, balance = world.households, world.books.balance
    rows = np.flatnonzero(table["status"] != ABSENT)
    shares = balance[CITIZENS_EQUITY, rows]
    wealth = balance[DEPOSITS, rows] + balance[SAVINGS, rows] + shares
    return _by_number(table["uid"][rows], wealth, shares, table["status"][rows])


def _by_number(*columns: np.ndarray) -> dict[int, tuple[float, ...]]:
    return {int(uid): tuple(rest) for uid, *rest in zip(*(column.tolist() for column in columns), strict=True)}


# -- one actor ----------------------------------------------------------------------------------------------------


def facts_of(territory: Territory, kind: str, uid: int) -> dict[str, Any] | None:
    """What an actor has and does at the end of the present month: numbers and codes, no words of a language.

    Parameters
    ----------
    territory : Territory
    kind : str
        ``organisation``, ``household`` or ``authority``.
    uid : int

    Returns
    -------
    dict or None
        None where the actor lives no more.
    """
    row = row_of(territory, kind, uid)
    if row is None:
        return None
    if kind == HOUSEHOLD:
        return _facts_of_household(territory.world, row)
    if kind == AUTHORITY:
        return _facts_of_authority(territory.world)
    return _facts_of_organisation(territory.world, territory.month, row)


def _euros(world: World, instrument: int, account: int) -> float:
    return float(world.books.balance[instrument, account]) / 100.0


def _facts_of_organisation(world: World, month: int, row: int) -> dict[str, Any]:
    organisation = world.organisations[row]
    account = int(world.books.first[ORGANISATIONS]) + row
    facts: dict[str, Any] = {
        "sector": int(organisation.sector),
        "form": int(organisation.form),
        "cash": _euros(world, DEPOSITS, account),
        "loans": -_euros(world, LOANS, account),
        "staff": int(organisation.staff),
        "sales": float(organisation.revenue) / 100.0,
        "profit_year": float(organisation.profit_year),
        "stance": int(organisation.alternative),
        "depth_held": int(organisation.depth_held),
        "in_project": bool(organisation.project != NOBODY),
        "leads": bool(organisation.entrepreneur == 1),
        "suspended": int(organisation.suspended),
        "pool_saving": float(organisation.pool_saving) / 100.0,
        "pole": None,
        "partners": _partners(world, month, row),
    }
    if organisation.pole != NOBODY:
        pole = world.poles[organisation.pole]
        facts["pole"] = {
            "uid": int(pole.uid),
            "kind": int(pole.kind),
            "members": int(pole.members),
            "formal": bool(pole.formal),
            "animated": bool(pole.animated),
            "dues_paid": float(organisation.pole_cost) / 100.0,
        }
    return facts


def _partners(world: World, month: int, row: int) -> list[dict[str, Any]]:
    """Partners still alive whom the organisation trusts most."""
    known = []
    for k in range(world.partner.shape[1]):
        other = int(world.partner[row, k])
        if other == NOBODY:
            continue
        partner = world.organisations[other]
        if partner.alive == 1 and partner.uid == world.partner_uid[row, k]:
            known.append(
                {
                    "uid": int(partner.uid),
                    "sector": int(partner.sector),
                    "form": int(partner.form),
                    "trust": float(trust_in(world, row, other, month)),
                    "same_pole": bool(partner.pole != NOBODY and partner.pole == world.organisations[row].pole),
                }
            )
    return sorted(known, key=lambda one: (-one["trust"], one["uid"]))[:PARTNERS_TOLD]


def _facts_of_household(world: World, row: int) -> dict[str, Any]:
    household = world.households[row]
    return {
        "status": int(household.status),
        "income": float(household.income_last) / 100.0,
        "cash": _euros(world, DEPOSITS, row),
        "savings": _euros(world, SAVINGS, row),
        "equity": _euros(world, CITIZENS_EQUITY, row),
    }


def _facts_of_authority(world: World) -> dict[str, Any]:
    authority, account = world.authority[0], int(world.books.first[AUTHORITY_BLOCK])
    return {
        "cash": _euros(world, DEPOSITS, account),
        "debt": -_euros(world, AUTHORITY_DEBT, account),
        "staff": int(authority.staff),
        "envelope": float(authority.envelope) / 100.0,
        "envelope_to_poles": float(authority.envelope_to_poles) / 100.0,
        "unemployment_rate": float(authority.unemployment_rate),
        "poles": int(np.sum(world.poles["alive"])),
    }


@dataclass(frozen=True)
class RoomForStances:
    """What an organisation may take up in the present month.

    Attributes
    ----------
    may_cooperate : bool
        False where the regime allows nobody to cooperate.
    stance : int
        Its present one: depth of pooling (0 to 3), and 4 more where it joins projects.
    stances : tuple of int
        Those it may review among, the present one with them.
    in_pole, in_formal_pole, in_animated_pole : bool
        Whether it is a member, of a pole with a legal form, of a pole with an animator.
    """

    may_cooperate: bool
    stance: int
    stances: tuple[int, ...]
    in_pole: bool
    in_formal_pole: bool
    in_animated_pole: bool


def room_for_stances(territory: Territory, uid: int) -> RoomForStances | None:
    """What a living organisation may take up, as the model's own review would see it; None where it lives no more."""
    row = row_of(territory, ORGANISATION, uid)
    if row is None:
        return None
    world = territory.world
    organisation = world.organisations[row]
    member = bool(organisation.pole != NOBODY)
    formal = member and bool(world.poles[organisation.pole].formal == 1)
    animated = member and bool(world.poles[organisation.pole].animated == 1)
    admissible = np.zeros(ALTERNATIVES, np.bool_)
    admissible_alternatives(
        int(organisation.depth), int(organisation.depth_held), member, 3 if formal else 2, admissible
    )
    present = int(organisation.alternative)
    stances = tuple(sorted({present, *np.flatnonzero(admissible).tolist()}))
    may_cooperate = bool(world.parameters[0].regime_reciprocity_allowed != 0)
    return RoomForStances(may_cooperate, present, stances, member, formal, animated)
