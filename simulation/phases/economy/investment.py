"""Investment: replace worn equipment and move it towards what expected value added needs.

Half is bought in the territory (works, machines, services), half elsewhere. Depreciation is a revaluation, the
purchase a payment; at rest the two are equal.
"""

from typing import Any

import numpy as np

from simulation.columns import NOBODY, World
from simulation.draws import STREAM, uniform
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import cents, form_capital, organisation_account, outside_account, part_served, pay, revalue_real
from simulation.phases.economy.credit import borrow, credit_room, usual_outlays
from simulation.phases.economy.supply import offer, random_seller, take_down
from simulation.purposes import DEPOSITS, EQUIPMENT, FRANCE, PURPOSE

STREAM_EQUIPMENT = STREAM["equipment"]
LOCAL, ELSEWHERE = PURPOSE["investment, local"], PURPOSE["investment, outside"]


@inline_kernel
def wanted_investment(equipment: float, needed: float, depreciation: float, speed: float) -> float:
    """Investment wanted this month, EUR: depreciation plus a part ``speed`` of the gap to the equipment needed."""
    return max(equipment * depreciation / 12.0 + speed * (needed - equipment), 0.0)


@inline_kernel
def value_added_of_year(organisation: Any) -> float:
    """Value added of a year, EUR: the memory of sales less the inputs that they take at base prices."""
    return organisation.revenue_year * (1.0 - organisation.input_share)


@kernel
def needed_equipment(world: World, o: int) -> float:
    """Equipment that the value added of an organisation needs, EUR: what investment at its usual share keeps up."""
    p = world.parameters[0]
    value_added = value_added_of_year(world.organisations[o])
    return p.production_investment_share * value_added / p.production_depreciation


@kernel
def invest(world: World, month: int) -> None:
    """Wear equipment down, then buy new equipment out of cash not needed for the month's outlays, here and elsewhere.

    Sellers here share out what they have; what they lack is bought elsewhere.
    """
    p, books, n = world.parameters[0], world.books, world.organisations.shape[0]
    wanted, local, seller = np.zeros(n, np.int64), np.zeros(n, np.int64), np.empty(n, np.int64)
    asked, offered, takings = np.zeros(n, np.int64), np.empty(n, np.int64), np.zeros(n, np.int64)
    for o in range(n):
        if world.organisations[o].alive == 0:
            continue
        wanted[o] = affordable_investment(world, o)
        wear_down(world, o)
        local[o] = int(wanted[o] * p.production_local_investment)
        seller[o] = seller_of_equipment(world, month, o) if local[o] > 0 else NOBODY
        if seller[o] == NOBODY:
            local[o] = 0
        else:
            asked[seller[o]] += local[o]
    offer(world, asked, offered)
    for o in range(n):
        if wanted[o] <= 0:
            continue
        account, here = organisation_account(books, o), 0
        if local[o] > 0:
            here = part_served(local[o], offered[seller[o]], asked[seller[o]])
            takings[seller[o]] += here
            pay(books, LOCAL, account, organisation_account(books, seller[o]), here)
        if wanted[o] > here:
            pay(books, ELSEWHERE, account, outside_account(books, FRANCE), wanted[o] - here)
        form_capital(books, EQUIPMENT, account, wanted[o])
    take_down(world, takings)


@kernel
def wear_down(world: World, o: int) -> None:
    """Lower the value of equipment by what wears out in a month."""
    account = organisation_account(world.books, o)
    equipment = world.books.balance[EQUIPMENT, account] / 100.0
    worn = cents(equipment * world.parameters[0].production_depreciation / 12.0)
    if worn > 0:
        revalue_real(world.books, EQUIPMENT, account, -worn)


@kernel
def affordable_investment(world: World, o: int) -> int:
    """Investment wanted, cents, as far as cash above a part of the wanted buffer and a loan for the rest pay for it.

    Staff and inputs come first; who has lost its margins puts replacement off. What cash lacks is borrowed here.
    """
    p, books, organisation = world.parameters[0], world.books, world.organisations[o]
    account = organisation_account(books, o)
    equipment = books.balance[EQUIPMENT, account] / 100.0
    wanted = cents(
        (1.0 - organisation.strain)
        * wanted_investment(
            equipment, needed_equipment(world, o), p.production_depreciation, p.production_equipment_speed
        )
    )
    reserve = cents(p.production_buffer_kept * p.finance_buffer_months * usual_outlays(organisation))
    cash = max(books.balance[DEPOSITS, account] - reserve, 0)
    loan = min(wanted - cash, credit_room(world, o))
    if loan > 0:
        borrow(world, o, loan)
        cash += loan
    return min(wanted, cash)


@kernel
def seller_of_equipment(world: World, month: int, o: int) -> int:
    """Seller of capital goods met this month: a sector by its share in investment, then one of it; never oneself."""
    key, uid = world.key[0], world.organisations[o].uid
    left = uniform(key, STREAM_EQUIPMENT, month, uid, 0)
    for s in range(world.sectors.shape[0]):
        left -= world.sectors[s].investment_share
        if left < 0.0:
            chosen = random_seller(world, s, uniform(key, STREAM_EQUIPMENT, month, uid, 1))
            return NOBODY if chosen == o else chosen
    return NOBODY
