"""Making an empty `World` of a given capacity; parameters of one, read and set."""

from typing import Any

import numpy as np

from simulation.columns import (
    ACTIVITY_COLUMNS,
    ACTIVITY_LINES,
    ALTERNATIVES,
    AUTHORITY_COLUMNS,
    CONSUMPTION_SECTORS,
    DECLARED_ACTIVITY_COLUMNS,
    DECLARED_MEMBER_COLUMNS,
    DECLARED_PAYMENT_COLUMNS,
    DECLARED_POLE_COLUMNS,
    GIFT_COLUMNS,
    HOUSEHOLD_COLUMNS,
    IMPOSED_ON_HOUSEHOLDS,
    IMPOSED_ON_ORGANISATIONS,
    MODEL_DECIDES,
    NO_VOTE_IMPOSED,
    NOBODY,
    ORGANISATION_COLUMNS,
    PARCEL_COLUMNS,
    PARTNERS,
    POLE_COLUMNS,
    PROJECT_COLUMNS,
    PROJECT_MEMBERS,
    SECTOR_STATE_COLUMNS,
    SUPPLIERS,
    TALLIES,
    TECHNIQUE_COLUMNS,
    UID_KINDS,
    World,
    table,
)
from simulation.declared.sectors import SECTORS
from simulation.draws import replicate_key
from simulation.ledger import open_books


def empty_world(
    parameters: Any,
    sectors: Any,
    *,
    households: int,
    organisations: int,
    poles: int = 4,
    declared_poles: int = 0,
    declared_members: int = 0,
    declared_payments: int = 0,
    declared_activities: int = 0,
    projects: int = 8,
    parcels: int = 16,
    seed: int = 1,
    replicate: int = 0,
    journal_capacity: int = 0,
) -> World:
    """Make a world without actors, with room for so many rows of each kind.

    Parameters
    ----------
    parameters, sectors : record arrays
        From `Plan.parameters_record` and `Plan.sector_record`.
    households, organisations, poles, declared_poles, declared_members, declared_payments, declared_activities, \
    projects, parcels : int
        Rows to reserve.
    seed, replicate : int
        Key of all draws.
    journal_capacity : int
        Lines of the ledger's journal; 0 switches it off.
    """
    world = World(
        key=np.array([replicate_key(seed, replicate)], np.uint64),
        parameters=parameters,
        sectors=sectors,
        households=table(HOUSEHOLD_COLUMNS, households),
        organisations=table(ORGANISATION_COLUMNS, organisations),
        poles=table(POLE_COLUMNS, poles),
        declared_poles=table(DECLARED_POLE_COLUMNS, declared_poles),
        declared_members=table(DECLARED_MEMBER_COLUMNS, declared_members),
        declared_payments=table(DECLARED_PAYMENT_COLUMNS, declared_payments),
        gift=table(GIFT_COLUMNS, 1),
        declared_activities=table(DECLARED_ACTIVITY_COLUMNS, declared_activities),
        activities=table(ACTIVITY_COLUMNS, ACTIVITY_LINES),
        projects=table(PROJECT_COLUMNS, projects),
        parcels=table(PARCEL_COLUMNS, parcels),
        authority=table(AUTHORITY_COLUMNS, 1),
        sector_state=table(SECTOR_STATE_COLUMNS, len(sectors)),
        techniques=table(TECHNIQUE_COLUMNS, 2 * len(sectors)),
        empty_organisation=table(ORGANISATION_COLUMNS, 1),
        imposed_organisations=nothing_imposed(IMPOSED_ON_ORGANISATIONS, organisations),
        imposed_households=nothing_imposed(IMPOSED_ON_HOUSEHOLDS, households),
        books=open_books(households, organisations, poles, journal_capacity),
        income_ring=np.zeros((12, households), np.int64),
        known_seller=np.full((households, CONSUMPTION_SECTORS), NOBODY, np.int32),
        supplier=np.full((organisations, SUPPLIERS), NOBODY, np.int32),
        bill=np.zeros((organisations, SUPPLIERS), np.int64),
        bill_creditor=np.full((organisations, SUPPLIERS), NOBODY, np.int64),
        attraction=np.zeros((organisations, ALTERNATIVES), np.float64),
        partner=np.full((organisations, PARTNERS), NOBODY, np.int32),
        partner_uid=np.full((organisations, PARTNERS), NOBODY, np.int64),
        partner_trust=np.zeros((organisations, PARTNERS), np.float64),
        partner_met=np.zeros((organisations, PARTNERS), np.int32),
        project_member=np.full((projects, PROJECT_MEMBERS), NOBODY, np.int32),
        project_pledge=np.zeros((projects, PROJECT_MEMBERS), np.float64),
        next_uid=np.zeros(len(UID_KINDS), np.int64),
        site_sellers=np.zeros(8 * organisations + 8 * households + 64, np.int32),
        site_start=np.zeros(len(sectors) + 1, np.int32),
        tally=np.zeros(len(TALLIES), np.float64),
    )
    for column in ("employer", "parcel"):
        world.households[column] = NOBODY
    for rows in (world.organisations, world.empty_organisation):
        for column in ("parcel", "owner", "pole", "project", "activity", "landlord"):
            rows[column] = NOBODY
        for column in ("land_factor", "group_cost_factor", "adjustment", "normal_use", "pay_factor", "pay_change"):
            rows[column] = 1.0
    for column in ("housing_index", "housing_index_applied", "pay_reference"):
        world.authority[column] = 1.0
    for column in ("sector", "site", "host", "tender_sector", "tender_line", "group_line"):
        world.poles[column] = NOBODY
    for column in ("pole", "leader", "venture", "venture_uid", "parcel", "line"):
        world.projects[column] = NOBODY
    world.parcels["owner"] = NOBODY
    for column in ("farm", "farm_uid", "next_use", "project", "lessee", "lessee_uid", "sold"):
        world.parcels[column] = NOBODY
    return world


def nothing_imposed(columns: dict[str, tuple[type, str, str]], rows: int) -> Any:
    """Make a table of imposed decisions in which the model decides everything."""
    made = table(columns, rows)
    leave_to_model(made, slice(None))
    return made


def leave_to_model(imposed: Any, rows: Any) -> None:
    """Take what is imposed out of rows of a table of imposed decisions."""
    for column in imposed.names:
        imposed[column][rows] = NO_VOTE_IMPOSED if column.startswith("vote_") else MODEL_DECIDES
    if "looks_again" in imposed.names:
        imposed["looks_again"][rows] = 0


def read_parameter(world: World, path: str) -> float:
    """Value of a parameter in the present month, as kernels read it."""
    column, row = place_of(world, path)
    return float(column[row])


def write_parameter(world: World, path: str, value: float) -> None:
    """Set a parameter from the present month on."""
    column, row = place_of(world, path)
    column[row] = value


def place_of(world: World, path: str) -> tuple[Any, int]:
    """Column and row in which a parameter stands; those of sectors have a row each."""
    parts = path.split(".")
    if parts[0] == "sector":
        return world.sectors[parts[2]], SECTORS.index(parts[1])
    return world.parameters["_".join(parts)], 0
