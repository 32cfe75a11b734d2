"""The rule of a verdict: yes, no or cannot tell, from an interval and the smallest effect of interest.

Three tests, each with an interval of 95 %. *Superiority*: yes if the whole interval lies beyond the smallest
effect of interest on the side claimed; no if it excludes every effect so large on that side. *Non-inferiority*:
yes if the interval excludes a loss so large; no if it lies wholly beyond it. *Equivalence*: yes if the whole
interval lies within the smallest effect on either side; no if it lies wholly outside. Otherwise: cannot tell.
"""

import math
from collections.abc import Iterable

YES, NO, CANNOT_TELL = "yes", "no", "cannot tell"
SUPERIORITY, NON_INFERIORITY, EQUIVALENCE = "superiority", "non-inferiority", "equivalence"
TESTS = (SUPERIORITY, NON_INFERIORITY, EQUIVALENCE)
MORE, LESS = "more", "less"
DIRECTIONS = (MORE, LESS)


def answer(low: float, high: float, sesoi: float, test: str, direction: str = MORE) -> str:
    """Answer of one test.

    Parameters
    ----------
    low, high : float
        Interval of the effect, unit of the outcome.
    sesoi : float
        Smallest effect size of interest, above 0, same unit.
    test : str
        One of `TESTS`.
    direction : str
        ``more`` or ``less``: the side claimed (for non-inferiority: the better side).

    Returns
    -------
    str
        ``yes``, ``no`` or ``cannot tell``; the last one where the interval is missing.
    """
    if test not in TESTS or direction not in DIRECTIONS:
        raise ValueError(f"no test {test!r} in the direction {direction!r}")
    if not sesoi > 0:
        raise ValueError("the smallest effect of interest must be above 0")
    if not (math.isfinite(low) and math.isfinite(high)):
        return CANNOT_TELL
    if low > high:
        raise ValueError("the interval ends before it begins")
    if direction == LESS:
        low, high = -high, -low
    if test == EQUIVALENCE:
        if -sesoi < low and high < sesoi:
            return YES
        return NO if low > sesoi or high < -sesoi else CANNOT_TELL
    least = sesoi if test == SUPERIORITY else -sesoi
    if low > least:
        return YES
    return NO if high < least else CANNOT_TELL


def together(answers: Iterable[str], strict: Iterable[str] | None = None) -> str:
    """Answer of a claim all of whose parts must hold, in all of its scenarios.

    Parameters
    ----------
    answers : iterable of str
        Of each part and scenario, from 95 % intervals.
    strict : iterable of str, optional
        The same from wider intervals, corrected for the number of parts and scenarios: one *no* among many is
        found by chance more easily than a *yes* of all. Those of `answers` when not given.

    Returns
    -------
    str
        ``yes`` if all are; ``no`` if one of the strict ones is; otherwise ``cannot tell``.
    """
    all_of = list(answers)
    if all_of and all(one == YES for one in all_of):
        return YES
    if any(one == NO for one in (all_of if strict is None else strict)):
        return NO
    return CANNOT_TELL
