"""Trust in one partner: won slowly at meetings, lost faster, fading without them (``economics.md`` 3.4)."""

import math

from simulation.kernels import inline_kernel


@inline_kernel
def trust_after_meeting(trust: float, observed_effort: float, gain_rate: float, loss_ratio: float) -> float:
    """Trust in a partner after one more observation of what it did.

    What is expected of a partner is what it is trusted to give. Who gives it raises trust towards 1, who gives nothing
    lowers it towards 0 and ``rho`` times as fast, who gives a part ``g`` of it does both:
    ``T + lambda (g (1 - T) - rho (1 - g) T)`` (asymmetry: Slovic 1993; loyalty observed: Gorobets & Nooteboom 2006).
    With a partner who gives all with probability ``q`` and nothing otherwise, mean trust settles at
    ``q / (q + rho (1 - q))``; with one who always gives all of what it owes, at 1.

    Parameters
    ----------
    trust : float
        Trust before the meeting (``T``), 0 to 1.
    observed_effort : float
        Effort of the partner (``e``), 0 to 1.
    gain_rate : float
        Share of a good surprise that is learned (``lambda``), 0 (off) to 1 a meeting; 0.05 is a half-life of
        13 meetings.
    loss_ratio : float
        How much faster trust is lost (``rho``), 1 (off) to 5. The loss rate is at most 1.

    Returns
    -------
    float
        Trust after the meeting, 0 to 1.
    """
    kept = 1.0 if observed_effort >= trust else observed_effort / trust
    if observed_effort == 0.0:
        kept = 0.0
    return trust + gain_rate * kept * (1.0 - trust) - min(1.0, loss_ratio * gain_rate) * (1.0 - kept) * trust


@inline_kernel
def chance_of_consent(trust: float, caution: float) -> float:
    """Chance that somebody joins work with a partner, or lets one in: ``T ** c``, smooth in trust.

    Parameters
    ----------
    trust : float
        Trust in the partner, or mean trust of those who know it, 0 to 1.
    caution : float
        ``c``, 0 (off: trust is not asked for) or more; 1 is in proportion.
    """
    return math.pow(trust, caution)


@inline_kernel
def trust_after_months(trust: float, months: int, initial: float, decay: float) -> float:
    """Trust after ``months`` without a meeting: ``T0 + (T - T0) (1 - delta) ** months``.

    The closed form of ``T <- T - delta (T - T0)`` repeated, so that a pair is only visited when it meets.

    Parameters
    ----------
    trust : float
        Trust after the last meeting, 0 to 1.
    months : int
        Months since then, 0 or more.
    initial : float
        Stock of trust of the territory (``T0``), 0.3 to 0.6, to which trust returns.
    decay : float
        Share of the distance lost a month (``delta``), 0 (off) to 1.
    """
    if months == 0 or decay == 0.0:
        return trust
    kept = math.pow(1.0 - decay, float(months))
    return initial + (trust - initial) * kept
