"""The land at month 0: a square grid of parcels, their use by bid-rent, who works and who owns them.

Activities stand next to the centre, housing around them, fields, woods and second homes outside, in the order
of the slopes of their bid-rents (Alonso 1964). The built-up edge of month 0 is kept, because what later bids
are measured against is that edge: at the demand of month 0 nobody wants to move it
(`simulation.rules.bid_rent`).

Housing parcels have no value in the ledger and no owner here: the value of dwellings, land included, stands
in the row ``housing and land`` of the households and of absentees. Every other parcel has one owner, whose
row ``housing and land`` holds its ``value``; what a household holds in parcels is its column ``land_value``.
"""

from typing import Any

import numpy as np

from simulation.columns import (
    ACTIVITY_USE,
    FARMING_USE,
    HOUSING_USE,
    NOBODY,
    SECOND_HOME_USE,
    UNUSED,
    World,
)
from simulation.declared.sectors import FARMING
from simulation.draws import STREAM, uniform
from simulation.ledger import (
    authority_account,
    cents,
    household_account,
    organisation_account,
    outside_account,
)
from simulation.phases.land.land_titles import give_field, record_owner
from simulation.phases.land.land_values import worth
from simulation.purposes import ABSENTEES

STREAM_LAND = STREAM["land_sale"]
DRAW_USE, DRAW_BUILDABLE, DRAW_FARM_OWNER, DRAW_RESIDENT, DRAW_WHICH = range(16, 21)


def drawn(world: World, k: int) -> np.ndarray:
    """One uniform number a parcel, for draw ``k`` of month 0; the number of a parcel is its row."""
    return np.array([uniform(world.key[0], STREAM_LAND, 0, row, k) for row in range(len(world.parcels))])


def lay_out_parcels(world: World, plan_values: dict[str, Any]) -> None:
    """Fill the parcels (as many as there are rows): place, commune, distance, area, use, plan, farms.

    Call it once, after the organisations are placed, since fields are let to the farms by their posts. Owners
    follow with `own_parcels`.

    Parameters
    ----------
    world : World
        Its ``parcels`` are filled; farms get the site of their first field, if they have none.
    plan_values : dict
        Every parameter of the plan by path: ``land.*`` and ``population.communes``.
    """
    table, values = world.parcels, plan_values
    total = len(table)
    side = int(np.ceil(np.sqrt(total)))
    rows = np.arange(total)
    table.x[:], table.y[:] = rows % side, rows // side
    centre = (side - 1) / 2.0
    kilometres = np.sqrt(values["land.hectares_per_parcel"] / 100.0)
    table.distance[:] = kilometres * np.hypot(table.x - centre, table.y - centre)
    table.hectares[:] = values["land.hectares_per_parcel"]
    table.commune[:] = communes(table.x, table.y, side, int(values["population.communes"]))
    for column in ("owner", "farm", "farm_uid", "next_use", "lessee", "lessee_uid", "sold"):
        table[column] = NOBODY
    lay_out_uses(world, values)
    authority = world.authority[0]
    authority.housing_index = 1.0
    authority.land_excess = 0.0
    authority.activity_edge = edge(table, ACTIVITY_USE)
    authority.housing_edge = edge(table, HOUSING_USE)
    let_fields(world)


def communes(x: np.ndarray, y: np.ndarray, side: int, count: int) -> np.ndarray:
    """Commune of each parcel: blocks of nearly equal size, the last one larger where they do not fit."""
    across = int(np.ceil(np.sqrt(count)))
    down = int(np.ceil(count / across))
    block = (y * down // side) * across + x * across // side
    return np.minimum(block, count - 1)


def lay_out_uses(world: World, values: dict[str, Any]) -> None:
    """Set uses by bid-rent: activities nearest, then housing; second homes and woods scattered outside."""
    table = world.parcels
    total = len(table)
    counts = {
        name: int(np.floor(values[f"land.{name}_share"] * total + 0.5))
        for name in ("activity", "housing", "second_home", "unused")
    }
    by_distance = np.argsort(table.distance, kind="stable")
    built = counts["activity"] + counts["housing"]
    table.use[:] = FARMING_USE
    table.use[by_distance[: counts["activity"]]] = ACTIVITY_USE
    table.use[by_distance[counts["activity"] : built]] = HOUSING_USE
    outside = by_distance[built:]
    if values["land.public_hectares"] > 0.0 and len(outside) > 1:
        public = outside[0]
        table.use[public] = UNUSED
        table.hectares[public] = values["land.public_hectares"]
        table.community[public] = 1
        outside = outside[1:]
    scattered = outside[np.argsort(drawn(world, DRAW_USE)[outside], kind="stable")]
    table.use[scattered[: counts["second_home"]]] = SECOND_HOME_USE
    table.use[scattered[counts["second_home"] : counts["second_home"] + counts["unused"]]] = UNUSED
    is_open = (table.use == FARMING_USE) | (table.use == UNUSED)
    table.buildable[:] = is_open & (drawn(world, DRAW_BUILDABLE) < values["land.buildable_share"])


def edge(table: Any, use: int) -> float:
    """Distance of the farthest parcel of a use, km; 0 when there is none."""
    chosen = table.use == use
    return float(table.distance[chosen].max()) if chosen.any() else 0.0


def let_fields(world: World) -> None:
    """Let the fields to the farms, in sectors around the centre, in proportion to posts (at least one)."""
    table, organisations = world.parcels, world.organisations
    farms = np.flatnonzero((organisations.alive == 1) & (organisations.sector == FARMING))
    fields = np.flatnonzero(table.use == FARMING_USE)
    if len(farms) == 0 or len(fields) == 0:
        return
    centre = (int(np.ceil(np.sqrt(len(table)))) - 1) / 2.0
    angle = np.arctan2(table.y[fields] - centre, table.x[fields] - centre)
    fields = fields[np.argsort(angle, kind="stable")]
    weight = np.cumsum(np.maximum(organisations.posts[farms], 1))
    last = np.floor(len(fields) * weight / weight[-1] + 0.5).astype(np.int64)
    first = 0
    for farm, end in zip(farms, last, strict=True):
        for field in fields[first:end]:
            give_field(world, int(field), int(farm))
        if end > first and organisations.parcel[farm] == NOBODY:
            organisations.parcel[farm] = fields[first]
        organisations.land_reference[farm] = organisations.land_held[farm]
        organisations.land_factor[farm] = 1.0
        first = end


def own_parcels(world: World, plan_values: dict[str, Any], residents: np.ndarray) -> None:
    """Give every parcel but housing an owner and book its value as land of that owner.

    Call it before the equity of organisations is struck, which includes the land they own.

    Parameters
    ----------
    world : World
        With parcels laid out.
    plan_values : dict
        Every parameter of the plan by path.
    residents : int array
        Household rows among which landowners are drawn; with none, absentees own instead.
    """
    table, books = world.parcels, world.books
    farm_owner = drawn(world, DRAW_FARM_OWNER) < plan_values["land.farm_owned_share"]
    resident = drawn(world, DRAW_RESIDENT) < plan_values["land.resident_owned_share"]
    which = drawn(world, DRAW_WHICH)
    for row in range(len(table)):
        parcel = table[row]
        if parcel.use == HOUSING_USE:
            continue
        if parcel.community == 1:
            account = authority_account(books)
        elif parcel.farm != NOBODY and farm_owner[row]:
            account = organisation_account(books, parcel.farm)
        elif parcel.use in (FARMING_USE, UNUSED) and resident[row] and len(residents) > 0:
            # Built land is worth more than most residents own: it belongs to owners elsewhere.
            account = household_account(books, residents[int(which[row] * len(residents))])
        else:
            account = outside_account(books, ABSENTEES)
        parcel.owner = account
        price = worth(world, row)
        parcel.price = price
        record_owner(world, row, account, cents(price * parcel.hectares))


def parcels_of_use(world: World, use: int) -> np.ndarray:
    """Rows of all parcels of a use (`simulation.columns.USE_NAMES`), nearest to the centre first."""
    rows = np.flatnonzero(world.parcels.use == use)
    return rows[np.argsort(world.parcels.distance[rows], kind="stable")]
