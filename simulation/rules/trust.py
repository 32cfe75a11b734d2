"""Trust in one partner: won slowly at meetings, lost faster, fading without them (``economics.md`` 3.4)."""

import math

from simulation.kernels import inline_kernel


@inline_kernel
def trust_after_meeting(trust: float, observed_effort: float, gain_rate: float, loss_ratio: float) -> float:
    """Trust in a partner after one more observation of what it did.

    ``T + lambda (e - T)`` when the partner does better than trusted, ``T + rho lambda (e - T)`` otherwise
    (asymmetry: Slovic 1993; loyalty observed: Gorobets & Nooteboom 2006). With a partner who gives all with
    probability ``q`` and nothing otherwise, mean trust settles at ``q / (q + rho (1 - q))``.

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
    surprise = observed_effort - trust
    rate = gain_rate if surprise > 0.0 else min(1.0, loss_ratio * gain_rate)
    return trust + rate * surprise


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
