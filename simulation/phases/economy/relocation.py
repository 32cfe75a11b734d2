"""Anchoring: whether plants leave for a cheaper place, and whether they come back (L103-107, L684-685).

The hazard of leaving depends on where the owners live and on the cost edge elsewhere, never on being in a
pole, so that *jobs of poles are anchored* can come out false. A plant that leaves closes here. Once the edge
elsewhere has shrunk from its largest, outside owners may bring a plant back.
"""

from simulation.columns import ACTIVITY_USE, FIRM, NOBODY, World
from simulation.declared.sectors import MAIN_INDUSTRY, MANUFACTURING
from simulation.draws import STREAM, uniform
from simulation.kernels import inline_kernel, kernel
from simulation.ledger import cents, outside_account
from simulation.phases.economy.founding import found_organisation
from simulation.phases.economy.liquidation import RELOCATION, chain_staff, close_organisation
from simulation.phases.land.land_titles import a_parcel_of_use
from simulation.purposes import ABSENTEES

STREAM_RELOCATION = STREAM["relocation"]

RESHORING_OFFSET = 20_000_000
"""Number of the first sector in draws for reshoring, so that no organisation shares a draw with a sector."""


@inline_kernel
def cost_edge(needed_price: float, outside_price: float) -> float:
    """Return how much dearer the territory is, share: price needed here over the price elsewhere, less 1."""
    return needed_price / outside_price - 1.0


@inline_kernel
def edge_strength(edge: float, tolerated: float, full: float) -> float:
    """Strength of a cost edge, 0 (up to ``tolerated``) to 1 (at ``tolerated + full``), linear between."""
    return min(max((edge - tolerated) / full, 0.0), 1.0)


@inline_kernel
def leaving_hazard(rate: float, strength: float, outside_controlled: int, resident_weight: float) -> float:
    """Chance of leaving in a month.

    Parameters
    ----------
    rate : float
        Yearly rate of an outside-owned plant at full strength; 0 is off.
    strength : float
        From `edge_strength`.
    outside_controlled : int
        1 where the majority of votes is held by owners who live elsewhere.
    resident_weight : float
        Relative hazard under resident control (1: where the owners live does not matter).
    """
    weight = 1.0 if outside_controlled == 1 else resident_weight
    return rate / 12.0 * strength * weight


@kernel
def relocate(world: World, month: int) -> None:
    """Let plants of the industries exposed to outside competition leave, then let some come back."""
    p, key = world.parameters[0], world.key[0]
    if p.anchoring_relocation_rate > 0.0:
        for o in range(world.organisations.shape[0]):
            organisation = world.organisations[o]
            if organisation.alive == 0:
                continue
            if organisation.sector != MAIN_INDUSTRY and organisation.sector != MANUFACTURING:
                continue
            needed = organisation.unit_cost * (1.0 + organisation.normal_markup)
            edge = cost_edge(needed, world.sectors[organisation.sector].outside_price)
            strength = edge_strength(edge, p.anchoring_edge_tolerated, p.anchoring_full_edge)
            hazard = leaving_hazard(
                p.anchoring_relocation_rate,
                strength,
                organisation.outside_controlled,
                p.anchoring_resident_weight,
            )
            if hazard > 0.0 and uniform(key, STREAM_RELOCATION, month, organisation.uid, 0) < hazard:
                first, following = chain_staff(world)
                close_organisation(world, month, o, RELOCATION, first, following)
    if p.anchoring_reshoring_rate > 0.0:
        bring_back(world, month, MAIN_INDUSTRY)
        bring_back(world, month, MANUFACTURING)


@kernel
def bring_back(world: World, month: int, sector: int) -> int:
    """Found a plant of outside owners in a sector whose edge elsewhere has shrunk; return its row, or none.

    The edge has shrunk by as much as the outside price has risen above its lowest so far.
    """
    p, state = world.parameters[0], world.sector_state[sector]
    price = world.sectors[sector].outside_price
    if state.lowest_outside_price <= 0.0 or price < state.lowest_outside_price:
        state.lowest_outside_price = price
    recovered = edge_strength(price / state.lowest_outside_price - 1.0, 0.0, p.anchoring_full_edge)
    hazard = p.anchoring_reshoring_rate / 12.0 * recovered
    if hazard <= 0.0:
        return NOBODY
    uid = RESHORING_OFFSET + sector
    if uniform(world.key[0], STREAM_RELOCATION, month, uid, 0) >= hazard:
        return NOBODY
    site = a_parcel_of_use(world, ACTIVITY_USE, STREAM_RELOCATION, month, uid, 1)
    equity = cents(p.anchoring_reshoring_equity)
    payer = outside_account(world.books, ABSENTEES)
    plant = found_organisation(world, month, sector, FIRM, NOBODY, equity, payer, site)
    if plant != NOBODY:
        world.organisations[plant].outside_controlled = 1
    return plant
