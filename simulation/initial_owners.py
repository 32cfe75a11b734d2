"""Who owns what at month 0: firms and premises, and owners who work in their business."""

from typing import Any

import numpy as np

from simulation.columns import ABSENT, EMPLOYED, FIRM, NOBODY, UNEMPLOYED, World
from simulation.ledger import outside_account
from simulation.population import (
    DRAW_LANDLORD,
    DRAW_OWNER,
    DRAW_WEALTH,
    ORGANISATION_OFFSET,
    drawn,
    drawn_normal,
)
from simulation.purposes import ABSENTEES, HOUSEHOLDS

APART = 2
"""Landlords stand so many ranks apart among the wealthiest adults."""


def assign_owners(world: World, values: dict[str, Any]) -> None:
    """Owners of firms and landlords of premises among the wealthiest households, the rest elsewhere.

    Owners are of the labour force, as founders are; landlords are any adults.
    """
    table, households = world.organisations, world.households
    total = int(table.alive.sum())
    adults = int((households.status != ABSENT).sum())
    link = values["population.wealth_income_link"]
    noise = drawn_normal(world, adults, DRAW_WEALTH)
    score = link * households.ability[:adults] + np.sqrt(1.0 - link**2) * noise
    order = np.argsort(-score, kind="stable")
    owner_draw = drawn(world, total, DRAW_OWNER, offset=ORGANISATION_OFFSET)
    # A large firm is likely to be held from elsewhere; small ones belong to one resident.
    size = table.staff[:total] / values["finance.outside_size"]
    slope = (1.0 - values["finance.local_owners"]) * values["finance.outside_slope"]
    local_chance = np.clip(1.0 - slope * np.minimum(size, values["finance.outside_size_limit"]), 0.0, 1.0)
    firm = table.form[:total] == FIRM
    resident = firm & (owner_draw < local_chance)
    table.outside_controlled[:total] = (firm & ~resident).astype(np.int32)
    owned = np.flatnonzero(resident)
    owned = owned[np.argsort(-table.staff[owned], kind="stable")]
    # Owners are found among the wealthier of the labour force, those of the larger firms nearer to the top.
    active = order[households.status[order] <= UNEMPLOYED]
    owned = owned[: len(active)]
    place = np.arange(len(owned))
    further = max(values["population.owners_among"] * len(active) - len(owned), 0.0)
    owners = active[(place + further * (place / max(len(owned), 1)) ** 2).astype(np.int64)]
    table.owner[owned] = owners
    table.owner_share[owned] = 1.0
    households.businesses[owners] = 1
    put_owners_to_work(world, owned, owners)
    landlord_draw = drawn(world, total, DRAW_LANDLORD, offset=ORGANISATION_OFFSET)
    landlords = order[1 : APART * total : APART]
    local = np.flatnonzero(landlord_draw < values["production.local_landlords"])
    table.landlord[:total] = outside_account(world.books, ABSENTEES)
    table.landlord[local] = world.books.first[HOUSEHOLDS] + landlords[np.arange(len(local)) % len(landlords)]


def put_owners_to_work(world: World, firms: np.ndarray, owners: np.ndarray) -> None:
    """Let owners change places with one of their staff, who takes theirs, whatever it was.

    A founder works in the business (`simulation.phases.economy.demography`), and so do those of month 0.
    """
    households = world.households
    staff: dict[int, list[int]] = {}
    working = np.flatnonzero(households.status == EMPLOYED)
    # Last of a list and first to change places is somebody without a business; where all have one, an owner whose
    # turn is still to come.
    for h in working[np.argsort(-households.businesses[working], kind="stable")].tolist():
        staff.setdefault(int(households.employer[h]), []).append(h)
    for firm, owner in zip(firms.tolist(), owners.tolist(), strict=True):
        if firm not in staff:
            continue
        place = int(households.employer[owner]) if households.status[owner] == EMPLOYED else NOBODY
        if place != NOBODY:
            staff[place].remove(owner)
        if place == firm:
            continue
        other = staff[firm].pop()
        if place != NOBODY:
            staff[place].append(other)
        for column in ("status", "employer", "sector", "months_unemployed"):
            mine, theirs = households[column][owner], households[column][other]
            households[column][owner], households[column][other] = theirs, mine
