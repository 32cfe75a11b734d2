"""Quantity discounts: what buying together saves a small buyer, and why it saves a large one little.

Suppliers grant ``D V / (V + V_half)`` off their list price to who buys a volume ``V``: concave, bounded by ``D``.
Whoever joins a group changes its own volume for the group's, so that a large buyer, which has most of the discount
already, gains little, and nobody gains in a group that adds nothing to its own volume. The form is assumed (discount
schedules flatten with quantity: Schotanus, Telgen & de Boer 2009, *Omega* 37, unread); its two numbers are set so that
a firm of five posts among fifteen such firms saves 12 % of overheads, the middle of the 10-15 % of facts.md 4.
"""

from simulation.kernels import inline_kernel


@inline_kernel
def volume_discount(volume: float, largest: float, half_volume: float) -> float:
    """Discount off the list price: ``D V / (V + V_half)``.

    Parameters
    ----------
    volume : float
        Purchases, EUR a year, 0 or more.
    largest : float
        Discount of an endless volume (``D``), 0 (off) to below 1.
    half_volume : float
        Volume that gets half of it (``V_half``), EUR a year, above 0.
    """
    return largest * volume / (volume + half_volume)


@inline_kernel
def group_rebate(own_volume: float, others_volume: float, largest: float, half_volume: float) -> float:
    """Part of its own purchases that a buyer saves by buying with others, 0 to ``largest``.

    Parameters
    ----------
    own_volume, others_volume : float
        Purchases of the buyer and of all others of the group, EUR a year, 0 or more.
    largest, half_volume : float
        As in `volume_discount`.

    Returns
    -------
    float
        ``(d(own + others) - d(own)) / (1 - d(own))``: relative to what the buyer pays alone.
    """
    alone = volume_discount(own_volume, largest, half_volume)
    together = volume_discount(own_volume + others_volume, largest, half_volume)
    # Rounded, a group that adds next to nothing could come out a little below.
    return max((together - alone) / (1.0 - alone), 0.0)
