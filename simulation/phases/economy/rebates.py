"""Who stands behind each euro that buyers save together, and the same euros as a gift (poles.md 4 and 7).

Every saving has a counterparty. Of what a pooled buyer saves on its overheads one part is `resource`: less is used,
one delivery in the place of ten, so that nobody's margin falls. The rest is a margin lost, by suppliers elsewhere or
here, in the mix in which the buyer buys. Suppliers here pay their part back out of their sales, to the cent, and
answer with price, staff and, at the end, exit, as to any lost margin.
"""

import numpy as np

from simulation.columns import NOBODY, TALLY, World
from simulation.kernels import kernel
from simulation.ledger import (
    bank_account,
    cents,
    organisation_account,
    outside_account,
    part_served,
    pay,
    pay_at_most,
    split_largest_remainder,
)
from simulation.phases.economy.credit import payable
from simulation.purposes import ABSENTEES, FRANCE, PURPOSE

REBATE, GIFT = PURPOSE["rebate to pooled buyers"], PURPOSE["gift of what a pole would save"]
SAVED_OUTSIDE, SAVED_RESOURCE, SAVED_LOCAL = TALLY["saved_outside"], TALLY["saved_resource"], TALLY["saved_local"]

OWN_MIX, SUPPLIERS_HERE, SUPPLIERS_ELSEWHERE = range(3)
"""Positions in ``pooling.suppliers``."""


@kernel
def part_of_local_suppliers(world: World, bought_here: int, bought_elsewhere: int) -> float:
    """Part of a lost margin that suppliers here bear: the buyer's own mix of the month, or as is asked."""
    rule = world.parameters[0].pooling_suppliers
    if rule != OWN_MIX:
        return 1.0 if rule == SUPPLIERS_HERE else 0.0
    return bought_here / max(bought_here + bought_elsewhere, 1)


@kernel
def split_saving(world: World, o: int, bought_here: int, bought_elsewhere: int) -> tuple[int, int]:
    """Say who bears what ``o`` saves on its overheads: (less paid elsewhere, asked of suppliers here), cents.

    What is saved by using less is counted with what is paid elsewhere: energy and goods that are not needed.
    """
    organisation = world.organisations[o]
    saved = cents(organisation.overhead / 100.0 * organisation.purchase_rebate)
    # Who has better terms of its own loses by buying as all do: it pays that elsewhere.
    if saved <= 0:
        return saved, 0
    resource = cents(world.parameters[0].pooling_resource_share * saved / 100.0)
    here = cents(part_of_local_suppliers(world, bought_here, bought_elsewhere) * (saved - resource) / 100.0)
    here = min(here, bought_here)
    world.tally[SAVED_RESOURCE] += resource
    world.tally[SAVED_OUTSIDE] += saved - resource - here
    return saved - here, here


@kernel
def give_rebates(world: World, asked: np.ndarray, bought: np.ndarray) -> None:
    """Let suppliers here pay pooled buyers back what these save at their cost, as far as their means reach.

    Parameters
    ----------
    asked : int64 (organisations,)
        What each buyer asks of its suppliers together, cents.
    bought : int64 (organisations, SUPPLIERS)
        What it bought of each this month, cents.
    """
    n, slots = bought.shape
    rebates, owed, offered = np.zeros((n, slots), np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    for o in range(n):
        if asked[o] > 0:
            total = 0
            for slot in range(slots):
                total += bought[o, slot]
            left = asked[o]
            for slot in range(slots):
                if bought[o, slot] > 0:
                    # Rounded up: the last supplier never has more than its part left to bear.
                    part = min(-(-asked[o] * bought[o, slot] // total), left, bought[o, slot])
                    rebates[o, slot] = part
                    owed[world.supplier[o, slot]] += part
                    left -= part
    for supplier in range(n):
        if owed[supplier] > 0:
            offered[supplier] = payable(world, supplier, owed[supplier])
    for o in range(n):
        for slot in range(slots):
            if rebates[o, slot] > 0:
                supplier = world.supplier[o, slot]
                paid = part_served(rebates[o, slot], offered[supplier], owed[supplier])
                if paid > 0:
                    take_rebate(world, supplier, o, paid)


@kernel
def take_rebate(world: World, supplier: int, o: int, paid: int) -> None:
    """Pay ``paid`` cents from a supplier back to a buyer: less sold by one, less bought by the other."""
    books, organisations = world.books, world.organisations
    pay(books, REBATE, organisation_account(books, supplier), organisation_account(books, o), paid)
    organisations[supplier].revenue -= paid
    organisations[o].input_cost -= paid
    organisations[o].purchase_saved += paid
    world.tally[SAVED_LOCAL] += paid


@kernel
def hand_out_gift(world: World, month: int) -> None:
    """Give all organisations, by overheads, what a pole would have saved its members this month (arm ``gift``).

    The same givers give the same sums (`World.gift`): suppliers elsewhere, an organisation's own suppliers here, its
    landlord, the bank. What a giver here cannot pay comes from elsewhere, so that the sum is that of the paired run.
    """
    books, gift, n = world.books, world.gift[0], world.organisations.shape[0]
    purchases = gift.outside + gift.resource
    if purchases == 0 and gift.local == 0 and gift.rent == 0 and gift.interest == 0:
        return
    weights, parts = np.zeros(n, np.float64), np.zeros(n, np.int64)
    for o in range(n):
        if world.organisations[o].alive == 1:
            weights[o] = world.organisations[o].overhead
    elsewhere, absentees, bank = outside_account(books, FRANCE), outside_account(books, ABSENTEES), bank_account(books)
    for kind in range(4):
        amount = (purchases, gift.local, gift.rent, gift.interest)[kind]
        if amount == 0:
            continue
        # A month in which buying together cost more than it saved takes from all what it took from members.
        split_largest_remainder(abs(amount), weights, parts)
        for o in range(n):
            part = parts[o]
            if part == 0:
                continue
            account, organisation = organisation_account(books, o), world.organisations[o]
            if amount < 0:
                taken = pay_at_most(books, GIFT, account, elsewhere, part)
                organisation.input_cost += taken
                continue
            given = 0
            if kind == 1:
                given = gift_of_supplier(world, o, part)
            elif kind == 2 and organisation.landlord >= 0 and organisation.landlord < world.households.shape[0]:
                given = pay_at_most(books, GIFT, organisation.landlord, account, part)
                world.households[organisation.landlord].income -= given
            elif kind == 2:
                pay(books, GIFT, absentees, account, part)
                given = part
            elif kind == 3:
                given = pay_at_most(books, GIFT, bank, account, part)
            if given < part:
                pay(books, GIFT, elsewhere, account, part - given)
            if kind <= 1:
                organisation.input_cost -= part
            else:
                organisation.other_cost -= part


@kernel
def gift_of_supplier(world: World, o: int, part: int) -> int:
    """Let the first living supplier here of ``o`` give ``part`` cents, as far as its sales of the month reach."""
    books = world.books
    for slot in range(world.supplier.shape[1]):
        supplier = world.supplier[o, slot]
        if supplier == NOBODY or supplier == o or world.organisations[supplier].alive == 0:
            continue
        seller = world.organisations[supplier]
        most = max(min(part, seller.revenue), 0)
        given = pay_at_most(books, GIFT, organisation_account(books, supplier), organisation_account(books, o), most)
        seller.revenue -= given
        return given
    return 0
