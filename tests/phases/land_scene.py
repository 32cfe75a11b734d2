"""A territory small enough for a hand: five by five parcels of 10 ha, a few actors, no plan."""

import numpy as np

from simulation.columns import FARMING_USE, FIRM, NOBODY, RETIRED
from simulation.declared import PARAMETERS
from simulation.declared.sectors import FARMING, SECTORS
from simulation.ledger import bank_account
from simulation.parameters import ASSUMED, Parameter, record
from simulation.phases.land.land_titles import record_owner
from simulation.purposes import DEPOSITS, FINANCIAL_COUNT, HOUSING_LAND
from simulation.tables import Layout, Table
from simulation.world import empty_world

# Read when an organisation is founded, whatever else a test declares.
NEEDED = (
    "project.entrepreneur_share",
    "stance.share_conditional",
    "stance.share_free_rider",
    "stance.share_hump",
)


TECHNIQUE = {
    "productivity": 9000.0,
    "input_share": 0.4,
    "base_wage": 1990.0,
    "normal_markup": 0.25,
    "fte_per_post": 0.88,
    "normal_use": 1.0,
}
"""How every sector works here, firms and associations alike, unless a test says otherwise."""


def declared(**changes):
    """Parameters by path with their defaults, some changed (``land__sale_rate=0.5``, two bars for a dot)."""
    known = dict(PARAMETERS)
    for path in NEEDED:
        known.setdefault(path, Parameter(path, 0.25, "1", 0.0, 1.0, ASSUMED, path, path))
    values = {path: parameter.default for path, parameter in known.items()}
    for name, value in changes.items():
        path = name.replace("__", ".")
        assert path in values, path
        values[path] = value
    return known, values


def sector_records(known, values):
    """One row a sector, one field a sector parameter."""
    names = list(dict.fromkeys(path.split(".")[2] for path in known if path.startswith("sector.")))
    table = Table(Layout(((name, np.float64) for name in names), constant=True), len(SECTORS))
    for row, sector in enumerate(SECTORS):
        for name in names:
            table[name][row] = values[f"sector.{sector}.{name}"]
    return table


def small_world(*, parcels=25, organisations=8, households=6, seed=1, **changes):
    """Make a world with these parameters and nothing in it but its parcels, all fields of nobody."""
    known, values = declared(**changes)
    own = [parameter for path, parameter in known.items() if not path.startswith("sector.")]
    world = empty_world(
        record(own, values),
        sector_records(known, values),
        households=households,
        organisations=organisations,
        parcels=parcels,
        seed=seed,
        journal_capacity=2000,
    )
    for row in range(world.techniques.shape[0]):
        set_columns(world.techniques[row], TECHNIQUE)
    table, side = world.parcels, int(np.ceil(np.sqrt(parcels)))
    table.x[:], table.y[:] = np.arange(parcels) % side, np.arange(parcels) // side
    table.distance[:] = np.sqrt(0.1) * np.hypot(table.x - (side - 1) / 2, table.y - (side - 1) / 2)
    table.hectares[:] = 10.0
    table.use[:] = FARMING_USE
    authority = world.authority[0]
    authority.housing_edge = authority.activity_edge = 0.5
    return world


def set_columns(row, columns):
    """Set columns of one row of a table."""
    for name, value in columns.items():
        row[name] = value


def set_technique(world, sector, *, association=False, **columns):
    """Change how a sector works: its firms and cooperatives, or its associations and insertion enterprises."""
    set_columns(world.techniques[2 * sector + association], columns)


def add_organisation(world, row, *, sector=FARMING, form=FIRM, deposits=0, owner=NOBODY, **columns):
    """Put a living organisation in a row, with deposits in cents."""
    organisation = world.organisations[row]
    organisation.uid, organisation.alive, organisation.age = 100 + row, 1, 12
    organisation.sector, organisation.form, organisation.owner = sector, form, owner
    organisation.social_economy = int(form != FIRM)
    organisation.outside_controlled = int(form == FIRM and owner == NOBODY)
    for name in ("productivity", "fte_per_post", "base_wage"):
        organisation[name] = TECHNIQUE[name]
    organisation.pay_factor = organisation.pay_change = 1.0
    organisation.price = organisation.unit_cost = 1.0
    if owner != NOBODY:
        organisation.owner_share = 1.0
        world.households[owner].businesses += 1
    set_columns(organisation, columns)
    world.next_uid[1] = 200
    fund(world, world.books.first[1] + row, deposits)
    return organisation


def add_household(world, row, deposits=0):
    """Put a retired household in a row, with deposits in cents."""
    household = world.households[row]
    household.uid, household.status, household.deposit_target = row, RETIRED, deposits
    fund(world, row, deposits)


def fund(world, account, deposits):
    """Give an account deposits at the bank, cents, as if held before month 1."""
    world.books.balance[DEPOSITS, account] += deposits
    world.books.balance[DEPOSITS, bank_account(world.books)] -= deposits


def owned(world, row, account, euros):
    """Give a parcel its first owner at a value in euros."""
    record_owner(world, row, account, euros * 100)


def assert_accounts_close(world):
    """Financial instruments sum to zero, land to the value of all parcels, and no deposit is negative."""
    totals = world.books.balance.sum(axis=1)
    assert (totals[:FINANCIAL_COUNT] == 0).all()
    assert totals[HOUSING_LAND] == world.parcels.value.sum()
    assert (world.books.balance[DEPOSITS, : world.books.first[4]] >= 0).all()
    assert (world.books.flows.sum(axis=1) == 0).all()
