"""Supplier credit: local inputs are paid for a month later, so that an insolvency is felt by suppliers.

A bill that cash and credit line cannot pay is carried on, and its supplier delivers for cash until it is paid. Bills
owed to a supplier that closes are taken over by owners elsewhere at their face value; bills owed by one that closes
are lost as far as its assets do not pay for them.
"""

import numpy as np

from simulation.columns import TALLY, World
from simulation.kernels import kernel
from simulation.ledger import discharge, give_claim, organisation_account, outside_account, part_served, pass_claim, pay
from simulation.phases.economy.credit import payable
from simulation.purposes import ABSENTEES, DEPOSITS, PURPOSE, SUPPLIER_CREDIT

INPUTS_LOCAL, SETTLEMENT = PURPOSE["inputs, local"], PURPOSE["insolvency"]
TALLY_LOST = TALLY["bills_lost"]


@kernel
def pay_bills(world: World) -> None:
    """Pay the bills of last month as far as cash and credit line reach.

    All draw on their lines before anybody is paid: what one receives does not pay for what it owes. Where means do not
    suffice, each supplier gets the same part of its bill.
    """
    books, n, slots = world.books, world.organisations.shape[0], world.bill.shape[1]
    paid = np.zeros((n, slots), np.int64)
    for o in range(n):
        if world.organisations[o].alive == 0:
            continue
        owed = 0
        for slot in range(slots):
            owed += world.bill[o, slot]
        offered = payable(world, o, owed)
        for slot in range(slots):
            paid[o, slot] = part_served(world.bill[o, slot], offered, owed)
    for o in range(n):
        for slot in range(slots):
            if paid[o, slot] > 0:
                account, creditor = organisation_account(books, o), world.bill_creditor[o, slot]
                pay(books, INPUTS_LOCAL, account, creditor, paid[o, slot])
                give_claim(books, SUPPLIER_CREDIT, account, creditor, -paid[o, slot])
                world.bill[o, slot] -= paid[o, slot]


@kernel
def on_credit(world: World, o: int, slot: int, due: int) -> int:
    """Part of what is due for this month's inputs that the supplier lets be paid next month, cents."""
    if world.bill[o, slot] > 0:
        return 0
    return int(due * world.parameters[0].production_supplier_credit)


@kernel
def give_credit(world: World, o: int, slot: int, amount: int) -> None:
    """Owe ``amount`` cents to the present supplier of a slot."""
    if amount > 0:
        account = organisation_account(world.books, o)
        creditor = organisation_account(world.books, world.supplier[o, slot])
        give_claim(world.books, SUPPLIER_CREDIT, account, creditor, amount)
        world.bill[o, slot] = amount
        world.bill_creditor[o, slot] = creditor


@kernel
def sell_bills(world: World, o: int) -> None:
    """Pass what is owed to an organisation that closes to owners elsewhere, who pay its face value."""
    books, account = world.books, organisation_account(world.books, o)
    absentees, total = outside_account(books, ABSENTEES), 0
    for buyer in range(world.bill.shape[0]):
        for slot in range(world.bill.shape[1]):
            if world.bill[buyer, slot] > 0 and world.bill_creditor[buyer, slot] == account:
                total += world.bill[buyer, slot]
                world.bill_creditor[buyer, slot] = absentees
    if total > 0:
        pass_claim(books, SUPPLIER_CREDIT, account, absentees, total)
        pay(books, SETTLEMENT, absentees, account, total)


@kernel
def settle_bills(world: World, o: int) -> None:
    """Pay the bills of an organisation that closes as far as its deposits go; its suppliers lose the rest."""
    books, account = world.books, organisation_account(world.books, o)
    total = 0
    for slot in range(world.bill.shape[1]):
        total += world.bill[o, slot]
    offered = min(total, books.balance[DEPOSITS, account])
    for slot in range(world.bill.shape[1]):
        owed, creditor = world.bill[o, slot], world.bill_creditor[o, slot]
        if owed > 0:
            paid = part_served(owed, offered, total)
            lost = discharge(books, SETTLEMENT, SUPPLIER_CREDIT, account, creditor, owed, paid)
            world.tally[TALLY_LOST] += lost
            world.bill[o, slot] = 0
