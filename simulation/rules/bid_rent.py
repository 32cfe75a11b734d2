"""What each use of land would pay, by distance to the centre (Alonso 1964; facts.md 6).

The land goes to the use whose bid is highest, ``R_u(d) = p_u - c_u - t_u d``: what the place is worth to that
use at the centre, less what it costs to put the land to that use, less what distance takes off. All values
here are prices of land in euros a hectare; the rent is the price times a rate of capitalisation.
"""

from simulation.kernels import inline_kernel, kernel


@inline_kernel
def farm_price(distance: float, reference: float, gradient: float, floor: float) -> float:
    """Price of free farm land, EUR/ha: ``reference (1 - gradient d)``, never below ``floor`` of the reference.

    Parameters
    ----------
    distance : float
        To the centre, km.
    reference : float
        Price next to the centre, EUR/ha (facts.md 6: 6,000 in France, 8,410 in Normandy).
    gradient : float
        Fall with distance, share a km (Cavailhès, Hilal & Wavresky 2012: it falls; size assumed).
    floor : float
        Least price over the reference, 0 to 1.
    """
    return reference * max(1.0 - gradient * distance, floor)


@kernel
def housing_price(distance: float, centre: float, edge: float, edge_price: float) -> float:
    """Price of land with permission to build, EUR/ha, before the cost of building works.

    A straight line from the centre to the edge of the built-up area of month 0 and beyond: at the edge the
    land is worth just what it earns as a field plus the cost of conversion (``edge_price``), so that at the
    demand of month 0 nobody wants to move the edge. Never negative.

    Parameters
    ----------
    distance : float
        To the centre, km.
    centre : float
        Price at the centre, EUR/ha (facts.md 6: 55 times farm land).
    edge : float
        Distance of the edge of the built-up area at month 0, km, above 0.
    edge_price : float
        Price of farm land at the edge plus conversion cost, EUR/ha.
    """
    slope = (centre - edge_price) / edge
    return max(centre - slope * distance, 0.0)


@inline_kernel
def net_bid(gross: float, demand: float, conversion: float) -> float:
    """Bid for land as it is, EUR/ha: what the new use is worth at this demand, less the cost of conversion.

    Parameters
    ----------
    gross : float
        Value of the converted land at the demand of month 0, EUR/ha.
    demand : float
        Pressure of that use; 1 at month 0.
    conversion : float
        Cost of putting the land to that use, EUR/ha.
    """
    return gross * demand - conversion


@inline_kernel
def shaken(bid: float, spread: float, draw: float) -> float:
    """One bidder's own valuation: within ``spread`` (share) of the common one, uniform."""
    return bid * (1.0 + spread * (2.0 * draw - 1.0))


@inline_kernel
def excess_demand(buyers: int, sellers: int) -> float:
    """``(NB - NS) / (NB + NS)``, -1 to 1; 0 without anybody (Filatova, Parker & van der Veen 2009)."""
    if buyers + sellers == 0:
        return 0.0
    return (buyers - sellers) / (buyers + sellers)


@inline_kernel
def asking_price(worth: float, excess: float, response: float) -> float:
    """Lowest price a seller accepts, EUR/ha: what the land is worth to it, shifted by excess demand.

    Parameters
    ----------
    worth : float
        Price of the land in its present use, EUR/ha.
    excess : float
        Memory of `excess_demand`, -1 to 1.
    response : float
        Shift at full excess, share; 0 is off.
    """
    return worth * (1.0 + response * excess)


@kernel
def next_housing_index(index: float, pressure: float, speed: float, largest: float) -> float:
    """Housing price index of next month, given the pressure on housing; unchanged when they are equal.

    Parameters
    ----------
    index : float
        Present index, 1 at month 0.
    pressure : float
        Index at which the price would rest, 1 without pressure.
    speed : float
        Share of the gap closed in a month.
    largest : float
        Largest change in a year, share.
    """
    change = speed * (pressure / index - 1.0)
    bound = largest / 12.0
    return index * (1.0 + min(max(change, -bound), bound))
