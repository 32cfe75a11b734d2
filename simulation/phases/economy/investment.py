"""Investment: replace worn equipment and move it towards what expected value added needs.

Half is bought in the territory (works, machines, services), half elsewhere. Depreciation is a revaluation, the
purchase a payment; at rest the two are equal.
"""

from simulation.columns import NOBODY, World
from simulation.draws import INVESTMENT, STREAM, turns, uniform
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import cents, form_capital, organisation_account, outside_account, pay, revalue_real
from simulation.phases.economy.supply import deliver, random_seller
from simulation.purposes import DEPOSITS, EQUIPMENT, FRANCE, PURPOSE

STREAM_EQUIPMENT = STREAM["equipment"]
LOCAL, ELSEWHERE = PURPOSE["investment, local"], PURPOSE["investment, outside"]


@inline_kernel
def wanted_investment(equipment: float, value_added: float, share: float, depreciation: float, speed: float) -> float:
    """Investment wanted this month, EUR: depreciation plus a part ``speed`` of the gap to the equipment wanted."""
    target = share * value_added * 12.0 / depreciation
    return max(equipment * depreciation / 12.0 + speed * (target - equipment), 0.0)


@kernel
def invest(world: World, month: int) -> None:
    """Wear equipment down, then buy new equipment out of cash not needed for the month's outlays."""
    p, books = world.parameters[0], world.books
    for o in turns(world.organisations, world.key[0], month, INVESTMENT):
        organisation = world.organisations[o]
        account = organisation_account(books, o)
        equipment = books.balance[EQUIPMENT, account] / 100.0
        worn = cents(equipment * p.production_depreciation / 12.0)
        if worn > 0:
            revalue_real(books, EQUIPMENT, account, -worn)
        value_added = organisation.revenue_year / 12.0 * (1.0 - organisation.input_share)
        share, depreciation, speed = (
            p.production_investment_share,
            p.production_depreciation,
            p.production_equipment_speed,
        )
        wanted = cents(wanted_investment(equipment, value_added, share, depreciation, speed))
        # Staff and inputs come first: only cash above a part of the wanted buffer is spent.
        outlays = organisation.wage_memory + organisation.input_share * organisation.revenue_year / 12.0
        reserve = cents(p.production_buffer_kept * p.finance_buffer_months * outlays)
        wanted = min(wanted, max(books.balance[DEPOSITS, account] - reserve, 0))
        if wanted <= 0:
            continue
        here = buy_locally(world, month, o, int(wanted * p.production_local_investment))
        if wanted > here:
            pay(books, ELSEWHERE, account, outside_account(books, FRANCE), wanted - here)
        form_capital(books, EQUIPMENT, account, wanted)


@kernel
def buy_locally(world: World, month: int, o: int, amount: int) -> int:
    """Buy capital goods for up to ``amount`` cents from a seller of the territory; return what was paid."""
    key, uid = world.key[0], world.organisations[o].uid
    left = uniform(key, STREAM_EQUIPMENT, month, uid, 0)
    chosen = NOBODY
    for s in range(world.sectors.shape[0]):
        left -= world.sectors[s].investment_share
        if left < 0.0:
            chosen = random_seller(world, s, uniform(key, STREAM_EQUIPMENT, month, uid, 1))
            break
    if chosen == NOBODY or chosen == o or amount <= 0:
        return 0
    seller = world.organisations[chosen]
    served = deliver(world.organisations, chosen, amount / (100.0 * seller.price))
    paid = min(int(served * 100.0 * seller.price + 1e-6), amount)
    if paid > 0:
        pay(world.books, LOCAL, organisation_account(world.books, o), organisation_account(world.books, chosen), paid)
        seller.revenue += paid
    return paid
