"""What the holder of a seat is shown of its own actor: numbers and codes, no words of a language."""

from typing import Any

import numpy as np

from simulation.choices import AUTHORITY, HOUSEHOLD
from simulation.columns import NOBODY
from simulation.phases.poles.trust import trust_in
from simulation.purposes import (
    AUTHORITY as AUTHORITY_BLOCK,
)
from simulation.purposes import (
    AUTHORITY_DEBT,
    CITIZENS_EQUITY,
    DEPOSITS,
    LOANS,
    ORGANISATIONS,
    SAVINGS,
)

PARTNERS_SHOWN = 6


def facts_of(world: Any, month: int, kind: str, row: int) -> dict[str, Any]:
    """What an actor has and does at the end of ``month``; amounts in EUR.

    Parameters
    ----------
    world : World
    month : int
    kind : str
        Kind of the seat.
    row : int
        Row of the actor.
    """
    if kind == HOUSEHOLD:
        return _household(world, row)
    if kind == AUTHORITY:
        return _authority(world)
    return _organisation(world, month, row)


def _euros(world: Any, instrument: int, account: int) -> float:
    return float(world.books.balance[instrument, account]) / 100.0


def _organisation(world: Any, month: int, row: int) -> dict[str, Any]:
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


def _partners(world: Any, month: int, row: int) -> list[dict[str, Any]]:
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
    return sorted(known, key=lambda one: (-one["trust"], one["uid"]))[:PARTNERS_SHOWN]


def _household(world: Any, row: int) -> dict[str, Any]:
    household = world.households[row]
    return {
        "status": int(household.status),
        "income": float(household.income_last) / 100.0,
        "cash": _euros(world, DEPOSITS, row),
        "savings": _euros(world, SAVINGS, row),
        "equity": _euros(world, CITIZENS_EQUITY, row),
    }


def _authority(world: Any) -> dict[str, Any]:
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
