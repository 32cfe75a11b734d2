"""Free riding, monitoring and graduated sanctions (Ostrom's principles; ``economics.md`` 3.5)."""

from simulation.kernels import inline_kernel

LADDER = ("clean", "warning", "first_fine", "second_fine", "suspension", "expulsion")
"""Rungs, by index: where a member stands after that many deviations detected."""

CLEAN, WARNING, FIRST_FINE, SECOND_FINE, SUSPENSION, EXPULSION = 0, 1, 2, 3, 4, 5


@inline_kernel
def monitoring_cost(cost_per_check: float, n_members: int, monitoring_probability: float) -> float:
    """Cost of monitoring borne by the pool, euros a month: ``k_m n q``.

    Parameters
    ----------
    cost_per_check : float
        Cost of looking at one member once (``k_m``), euros.
    n_members : int
        Members of the pool.
    monitoring_probability : float
        Chance of each member to be looked at in a month (``q``), 0 (off) to 1.
    """
    return cost_per_check * n_members * monitoring_probability


@inline_kernel
def is_detected(effort: float, required_effort: float, monitoring_probability: float, draw: float) -> bool:
    """Whether a deviation is seen: the member is looked at and gives less than required.

    Parameters
    ----------
    effort, required_effort : float
        What the member gives and what the pool tolerates at least, 0 to 1 of the contribution agreed.
    monitoring_probability : float
        ``q``, 0 (off) to 1.
    draw : float
        Uniform in [0, 1).
    """
    return draw < monitoring_probability and effort < required_effort


@inline_kernel
def sanction_after_month(
    rung: int,
    clean_months: int,
    suspended_months: int,
    detected: bool,
    suspension_months: int,
    reset_months: int,
) -> tuple[int, int, int]:
    """Where a member stands on the ladder after one more month.

    A deviation detected lifts the member by one rung. A suspended member waits: it is out of the pool, so
    its clean months do not count. After ``reset_months`` clean months the ladder starts again. Expulsion is
    final.

    Parameters
    ----------
    rung : int
        Index in `LADDER`.
    clean_months : int
        Months in the pool since the last deviation detected.
    suspended_months : int
        Months of suspension still to wait.
    detected : bool
        From `is_detected`; ignored while suspended.
    suspension_months, reset_months : int
        ``monitoring.suspension_months`` and ``monitoring.reset_months``.

    Returns
    -------
    tuple of int
        (rung, clean months, months of suspension to wait).
    """
    if rung == EXPULSION:
        return EXPULSION, 0, 0
    if suspended_months > 0:
        return rung, clean_months, suspended_months - 1
    if detected:
        next_rung = rung + 1
        return next_rung, 0, (suspension_months if next_rung == SUSPENSION else 0)
    if rung == CLEAN or clean_months + 1 >= reset_months:
        return CLEAN, 0, 0
    return rung, clean_months + 1, 0


@inline_kernel
def fine(rung: int, contribution: float, first_fine: float, second_fine: float) -> float:
    """Fine due on reaching a rung, euros; it goes to the pole's fund.

    Parameters
    ----------
    rung : int
        Rung just reached, index in `LADDER`.
    contribution : float
        Contribution agreed (``c``), euros a month.
    first_fine, second_fine : float
        Multiples of the contribution (``phi_1``, ``phi_2``), 0 or more.
    """
    if rung == FIRST_FINE:
        return first_fine * contribution
    if rung == SECOND_FINE:
        return second_fine * contribution
    return 0.0


@inline_kernel
def gain_of_shirking(
    contribution: float, share: float, gross_return: float, success_probability: float, complementarity: float
) -> float:
    """Return what a member keeps by withholding its contribution, euros a month: ``c (1 - s r p A)``.

    Parameters
    ----------
    contribution : float
        Contribution agreed (``c``), euros a month.
    share : float
        Own share of the output (``s``), 0 to 1.
    gross_return : float
        Output a euro contributed (``r``), 0 (off) or more.
    success_probability : float
        ``p``, 0 to 1.
    complementarity : float
        ``A``, 1 is off.

    Returns
    -------
    float
        Negative when contributing pays by itself.
    """
    marginal_return = share * gross_return * success_probability * complementarity
    return contribution * (1.0 - marginal_return)


@inline_kernel
def contributes(monitoring_probability: float, fine_rate: float, contribution: float, shirking_gain: float) -> bool:
    """Whether a maximiser contributes: the fine expected, ``q phi c``, is at least the gain of shirking.

    Parameters
    ----------
    monitoring_probability : float
        ``q``, 0 to 1.
    fine_rate : float
        Fine of the rung that comes next, in contributions (``phi``); 0 when that is a warning.
    contribution : float
        ``c``, euros a month.
    shirking_gain : float
        From `gain_of_shirking`.
    """
    expected_fine = monitoring_probability * fine_rate * contribution
    return expected_fine >= shirking_gain
