"""Productivity: what an organisation knows, learns, forgets and has the equipment for; and its pay once a year.

Within a sector and kind of form all use one technique (`World.techniques`). What sets them apart is a lead or lag in
productivity that each draws at its founding and that fades slowly (a first-order autoregression of its logarithm,
as in Hopenhayn 1992), what newcomers still have to learn, and the equipment at hand.
"""

import math

from simulation.columns import EMPLOYED, World
from simulation.draws import STREAM, standard_normal
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import cents, organisation_account
from simulation.phases.economy.finance import usual_value_added
from simulation.phases.economy.investment import needed_equipment, value_added_of_year
from simulation.phases.economy.plans import LEAST_LABOUR, technique_row
from simulation.purposes import EQUIPMENT

STREAM_PRODUCTIVITY = STREAM["productivity"]

QUARTER = 3
"""Months from one look at what has been learnt to the next: it moves slowly."""


@inline_kernel
def next_lead(lead: float, kept: float, spread: float, draw: float) -> float:
    """Lead in productivity a quarter later, log: first-order autoregression whose spread at rest is ``spread``.

    Parameters
    ----------
    lead : float
        Log productivity over that of the technique.
    kept : float
        Part that is left after the quarter.
    spread : float
        Standard deviation at rest, log.
    draw : float
        Standard normal number.
    """
    return kept * lead + spread * math.sqrt(1.0 - kept * kept) * draw


@inline_kernel
def left_to_learn(gap: float, age: int, months: float) -> float:
    """What is still to be learnt at an age in months, log: it falls to a third in so many months."""
    return gap * math.exp(-age / months)


@inline_kernel
def gain_of_equipment(equipment: float, needed: float, elasticity: float, reach: float) -> float:
    """Gain in productivity from equipment, log: elasticity of equipment over what is needed, within ``reach``."""
    if needed <= 0.0:
        return 0.0
    return elasticity * math.log(min(max(equipment / needed, 1.0 / reach), reach))


@inline_kernel
def reviewed_pay(pay: float, value_added: float, usual: float, elasticity: float, largest: float) -> float:
    """Pay after the yearly review, relative to reference pay: it moves towards a share in value added per head.

    Parameters
    ----------
    pay : float
        Pay before, relative to the reference pay of the technique.
    value_added, usual : float
        Value added per full-time equivalent, and the one of the technique, EUR a year.
    elasticity : float
        Of pay to value added per full-time equivalent; 0 is off.
    largest : float
        Largest relative change in a year.
    """
    if value_added <= 0.0 or usual <= 0.0 or elasticity <= 0.0:
        wanted = pay if elasticity > 0.0 else 1.0
    else:
        wanted = (value_added / usual) ** elasticity
    return min(max(wanted, pay * (1.0 - largest)), pay * (1.0 + largest))


@inline_kernel
def reviewed_wage(wage: int, change: float, least: float, full_time_equivalent: float) -> int:
    """Wage after the yearly review of pay, cents a month; never below the legal minimum for the post's hours."""
    return max(int(wage * change + 0.5), cents(least * full_time_equivalent))


@kernel
def review_wages(world: World) -> None:
    """Change the wages of the staff where pay was reviewed this month, before anybody is hired at the new pay."""
    least, households = world.parameters[0].labour_minimum_wage, world.households
    for h in range(households.shape[0]):
        household = households[h]
        if household.status == EMPLOYED:
            change = world.organisations[household.employer].pay_change
            if change != 1.0:
                household.wage = reviewed_wage(household.wage, change, least, household.full_time_equivalent)


@kernel
def learn(world: World, month: int) -> None:
    """Move the productivity of every organisation once a quarter, and review its pay in that of its birthday."""
    if month % QUARTER != 0:
        return
    p, balance = world.parameters[0], world.books.balance
    kept = p.productivity_persistence ** (QUARTER / 12.0)
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0:
            continue
        technique = world.techniques[technique_row(organisation.sector, organisation.form)]
        draw = standard_normal(world.key[0], STREAM_PRODUCTIVITY, month, organisation.uid, 0)
        organisation.lead = next_lead(organisation.lead, kept, p.productivity_spread, draw)
        equipment = balance[EQUIPMENT, organisation_account(world.books, o)] / 100.0
        knowledge = organisation.lead - left_to_learn(
            p.productivity_newcomer_gap, organisation.age, p.productivity_learning_months
        )
        knowledge += gain_of_equipment(
            equipment, needed_equipment(world, o), p.productivity_equipment_elasticity, p.productivity_equipment_reach
        )
        organisation.productivity = technique.productivity * math.exp(knowledge)
        if organisation.age >= 12 and organisation.age % 12 < QUARTER:
            before = organisation.pay_factor
            per_head = value_added_of_year(organisation) / max(organisation.labour, LEAST_LABOUR)
            usual = usual_value_added(world, o) / max(organisation.labour, organisation.fte_per_post)
            organisation.pay_factor = reviewed_pay(
                before, per_head, usual, p.labour_rent_sharing, p.labour_largest_raise
            )
            organisation.pay_change = organisation.pay_factor / before
        else:
            organisation.pay_change = 1.0
    review_wages(world)
