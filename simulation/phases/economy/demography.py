"""Lives of organisations: exit and entry.

Yearly exit of 8-11 % (V1) is a target met by three causes: insolvency (default on wages, own funds gone and arrears),
an end to losses (the more is lost, the likelier in each month: there is no month at which patience ends), and an owner
or a board without successor, which is a rate. Nothing here looks at membership of a pole.
"""

from simulation.columns import ASSOCIATION, COOPERATIVE, FIRM, INSERTION, NOBODY, TALLY, UNEMPLOYED, World
from simulation.declared.sectors import CULTURE, SERVICES
from simulation.draws import STREAM, uniform
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import cents
from simulation.phases.economy.founding import find_founder, found_organisation
from simulation.phases.economy.labour import lose_post, take_post
from simulation.phases.economy.liquidation import INSOLVENCY, OTHER, RETIREMENT, chain_staff, close_organisation
from simulation.phases.economy.plans import is_association
from simulation.phases.economy.succession import STAYS_ALONE, bought_out, pass_on
from simulation.phases.economy.valuation import own_funds

STREAM_ENTRY, STREAM_GIVING_UP = STREAM["entry"], STREAM["giving_up"]
TALLY_ENTRIES = TALLY["entries"]

NUMBERS_A_SECTOR = 100_000
"""Numbers of the draws of foundings kept for each sector."""


@inline_kernel
def giving_up_hazard(strain: float, patience: float) -> float:
    """Monthly chance that a business which loses money is closed: at full strain it is borne ``patience`` months."""
    return min(strain / patience, 1.0)


@kernel
def must_close(world: World, o: int) -> bool:
    """Whether an organisation is insolvent: default on wages, or own funds gone and arrears too long."""
    organisation = world.organisations[o]
    if organisation.in_default == 1:
        return True
    late = organisation.months_in_arrears
    return late > 0 and late >= world.parameters[0].life_arrears_patience and own_funds(world, o) < 0


@kernel
def gives_up(world: World, month: int, o: int) -> bool:
    """Whether losses are borne no longer; patience is shorter where own funds are gone.

    Who owns a business may use capital elsewhere that loses money here. Nobody may with the reserves of an association,
    which goes on while they last.
    """
    p, organisation = world.parameters[0], world.organisations[o]
    if organisation.strain <= 0.0:
        return False
    solvent = own_funds(world, o) >= 0
    if solvent and is_association(organisation.form):
        return False
    patience = p.life_loss_patience if solvent else p.life_insolvent_patience
    draw = uniform(world.key[0], STREAM_GIVING_UP, month, organisation.uid, 0)
    return draw < giving_up_hazard(organisation.strain, patience)


@kernel
def close_failing(world: World, month: int) -> None:
    """Close what is insolvent, what loses money and is given up, and what finds no successor."""
    # Nobody is hired in this phase, and who loses a post loses it with the organisation: one chain serves all closings.
    first, following = chain_staff(world)
    for o in range(world.organisations.shape[0]):
        organisation = world.organisations[o]
        if organisation.alive == 0 or organisation.age < 2:
            continue
        if must_close(world, o):
            close_organisation(world, month, o, INSOLVENCY, first, following)
        elif gives_up(world, month, o):
            close_organisation(world, month, o, OTHER, first, following)
        elif pass_on(world, month, o) == STAYS_ALONE and not bought_out(world, month, o):
            close_organisation(world, month, o, RETIREMENT, first, following)


@kernel
def newcomers_form(world: World, sector: int, draw: float) -> int:
    """Legal form of a newcomer: of the social economy as often as organisations of its sector were at month 0."""
    p = world.parameters[0]
    share = min(p.life_social_foundings * world.sector_state[sector].reference_social, 1.0)
    if draw >= share:
        return FIRM
    part = draw / share
    if part < p.population_cooperative_part:
        return COOPERATIVE
    if part < p.population_cooperative_part + p.population_insertion_part:
        return INSERTION
    return ASSOCIATION if sector == SERVICES or sector == CULTURE else COOPERATIVE


@kernel
def found_newcomers(world: World, month: int) -> None:
    """Foundings by sector: as many a year as organisations of month 0 times the rate, more where demand grew."""
    p, key = world.parameters[0], world.key[0]
    equity = cents(p.life_founding_equity)
    for s in range(world.sector_state.shape[0]):
        state = world.sector_state[s]
        if state.reference_organisations == 0 or state.reference_demand <= 0.0:
            continue
        signal = (state.demand_memory / state.reference_demand) ** p.life_entry_response
        chance = min(p.life_entry_rate / 12.0 * signal * (1.0 + p.policy_support_chain), 1.0)
        for i in range(state.reference_organisations):
            number = s * NUMBERS_A_SECTOR + i
            if uniform(key, STREAM_ENTRY, month, number, 0) >= chance:
                continue
            founder = find_founder(world, month, number, equity)
            if founder == NOBODY:
                continue
            site = world.households[founder].parcel
            form = newcomers_form(world, s, uniform(key, STREAM_ENTRY, month, number, 1))
            o = found_organisation(world, month, s, form, founder, equity, founder, site)
            if o == NOBODY:
                continue
            # Whoever founds works in it, and leaves another post for it.
            if world.households[founder].status != UNEMPLOYED:
                lose_post(world, founder)
            take_post(world, founder, o)
            household = world.households[founder]
            world.organisations[o].labour = household.quality * household.full_time_equivalent
            world.tally[TALLY_ENTRIES] += 1
