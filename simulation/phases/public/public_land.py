"""Public land offered to a project (L175-180): procedures first, then a venture on a lease below market rent.

Any living organisation of farming, construction or business services that has an entrepreneur may propose
(without one no project starts, L124-126); the best funded one is taken. The fund of a formal pole counts for
its members because it pays: nothing else distinguishes them. The rent forgone is charged to the satellite
account and to the public cost.
"""

from simulation.columns import ACTIVITY_USE, COOPERATIVE, FARMING_USE, FIRM, NOBODY, UNUSED, World
from simulation.declared.sectors import BUSINESS, CONSTRUCTION, FARMING
from simulation.kernels import kernel
from simulation.ledger import (
    FORGONE_RENT,
    authority_account,
    cents,
    organisation_account,
    pay_at_most,
    pole_account,
)
from simulation.phases.economy.founding import found_organisation
from simulation.phases.land.land_titles import give_field
from simulation.phases.land.land_values import rent_of
from simulation.phases.public.in_kind import lend
from simulation.purposes import DEPOSITS, PURPOSE

RENT = PURPOSE["rents of premises"]


@kernel
def funder(world: World, o: int, amount: int) -> int:
    """Return who can pay ``amount`` cents for a project of ``o``: its formal pole, else itself, else none."""
    books, organisation = world.books, world.organisations[o]
    pole = organisation.pole
    in_formal_pole = pole != NOBODY and world.poles[pole].formal == 1
    if in_formal_pole and books.balance[DEPOSITS, pole_account(books, pole)] >= amount:
        return pole_account(books, pole)
    if books.balance[DEPOSITS, organisation_account(books, o)] >= amount:
        return organisation_account(books, o)
    return NOBODY


@kernel
def best_project(world: World) -> int:
    """Organisation with the best funded project for public land, ties to the oldest number, or none."""
    books = world.books
    equity = cents(world.parameters[0].land_venture_equity)
    best, best_fund = NOBODY, -1
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0 or organisation.entrepreneur == 0:
            continue
        if organisation.sector not in (FARMING, CONSTRUCTION, BUSINESS):
            continue
        account = funder(world, o, equity)
        if account == NOBODY:
            continue
        fund = books.balance[DEPOSITS, account]
        older = best != NOBODY and organisation.uid < world.organisations[best].uid
        if fund > best_fund or (fund == best_fund and older):
            best, best_fund = o, fund
    return best


@kernel
def offer_public_land(world: World, month: int) -> None:
    """Choose a project for each idle parcel of the authority; the procedures begin."""
    p, budget = world.parameters[0], authority_account(world.books)
    project = NOBODY
    if is_kept_for_a_pole(world):
        return
    for row in range(world.parcels.shape[0]):
        parcel = world.parcels[row]
        if parcel.owner != budget or parcel.use != UNUSED or parcel.lessee != NOBODY or parcel.project != NOBODY:
            continue
        if project == NOBODY:
            project = best_project(world)
        if project == NOBODY:
            return
        parcel.lessee = project
        parcel.lessee_uid = world.organisations[project].uid
        parcel.permit_months = int(p.land_public_permit_months * (1.0 - p.policy_strategy) + 0.5)
        project = NOBODY


@kernel
def is_kept_for_a_pole(world: World) -> bool:
    """Whether idle land waits for an activity that a declared pole is still to attempt there (L175-180)."""
    p = world.parameters[0]
    if p.regime_reciprocity_allowed == 0 or p.pole_declared == 0:
        return False
    for number in range(world.declared_activities.shape[0]):
        asked = world.declared_activities[number]
        if asked.hectares > 0.0 and asked.tried == 0:
            return True
    return False


@kernel
def reserve_land(world: World, project: int) -> None:
    """Reserve idle public land for an activity that needs land, if there is enough in one piece and offered."""
    p, needed = world.parameters[0], world.projects[project].hectares
    if needed <= 0.0 or p.land_offer_public_land == 0:
        return
    budget = authority_account(world.books)
    for row in range(world.parcels.shape[0]):
        parcel = world.parcels[row]
        if parcel.owner == budget and parcel.use == UNUSED and parcel.lessee == NOBODY and parcel.project == NOBODY:
            parcel.project = project
            world.projects[project].parcel = row
            return


@kernel
def leave_reserved(world: World, project: int) -> None:
    """Let go of the land reserved for an activity: it may be offered to others."""
    row = world.projects[project].parcel
    if row != NOBODY:
        world.parcels[row].project = NOBODY
        world.projects[project].parcel = NOBODY


@kernel
def run_leases(world: World, month: int) -> None:
    """Advance procedures on public land, found the ventures, and take the rents of those that run."""
    for row in range(world.parcels.shape[0]):
        parcel = world.parcels[row]
        if parcel.lessee == NOBODY:
            continue
        lessee = world.organisations[parcel.lessee]
        if lessee.alive == 0 or lessee.uid != parcel.lessee_uid:
            end_lease(world, row)
        elif parcel.leased == 1:
            take_rent(world, row)
        else:
            parcel.permit_months -= 1
            if parcel.permit_months <= 0:
                begin_lease(world, month, row)


@kernel
def end_lease(world: World, row: int) -> None:
    """Give the land back to the authority: it may be offered again."""
    parcel = world.parcels[row]
    parcel.lessee = NOBODY
    parcel.lessee_uid = NOBODY
    parcel.leased = 0
    parcel.permit_months = 0
    parcel.farm = NOBODY
    parcel.use = UNUSED


@kernel
def begin_lease(world: World, month: int, row: int) -> None:
    """Found the venture with the capital of the project's funder; without capital the project lapses.

    What a pole pays for becomes a cooperative, whose reserves belong to nobody; otherwise the venture has the
    form and the owner of the organisation that leads the project.
    """
    parcel = world.parcels[row]
    leader = world.organisations[parcel.lessee]
    sector, form, owner = leader.sector, leader.form, leader.owner
    equity = cents(world.parameters[0].land_venture_equity)
    payer = funder(world, parcel.lessee, equity)
    venture = NOBODY
    if payer != NOBODY:
        if payer != organisation_account(world.books, parcel.lessee):
            form = COOPERATIVE
        founder = owner if form == FIRM else NOBODY
        venture = found_organisation(world, month, sector, form, founder, equity, payer, row)
    if venture == NOBODY:
        end_lease(world, row)
        return
    settle_on(world, row, venture)


@kernel
def settle_on(world: World, row: int, venture: int) -> None:
    """Let a venture have a parcel of the authority on lease from now on."""
    parcel, settled = world.parcels[row], world.organisations[venture]
    parcel.project = NOBODY
    parcel.lessee = venture
    parcel.lessee_uid = settled.uid
    parcel.leased = 1
    parcel.permit_months = 0
    settled.landlord = parcel.owner
    parcel.use = FARMING_USE if settled.sector == FARMING else ACTIVITY_USE
    if settled.sector == FARMING:
        settled.land_reference = parcel.hectares
        give_field(world, row, venture)


@kernel
def take_rent(world: World, row: int) -> None:
    """Collect the reduced rent of a lease; what the authority forgoes is a public cost without a payment."""
    books, parcel = world.books, world.parcels[row]
    market = cents(rent_of(world, row))
    forgone = cents(world.parameters[0].land_public_rent_rebate * rent_of(world, row))
    lend(world, FORGONE_RENT, forgone)
    account = organisation_account(books, parcel.lessee)
    paid = pay_at_most(books, RENT, account, authority_account(books), market - forgone)
    world.organisations[parcel.lessee].other_cost += paid
