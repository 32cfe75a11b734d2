"""Order: sorting amounts, shares and quantiles of them."""

import math
from typing import Any

import numpy as np

from simulation.kernels import kernel

LONGEST_DIGIT = 12
"""Most bits of one digit by which numbers are sorted."""

EVERY = 16
"""Of so many numbers one is looked at to tell how far they lie from one another."""


@kernel
def sorted_whole_numbers(values: Any) -> Any:
    """Sort whole numbers upwards, digit by digit from the last one that tells most neighbours apart, then neighbours.

    Parameters
    ----------
    values : int64 array
        Overwritten.
    """
    count = values.shape[0]
    if count < 2:
        return values
    low, high, above = values[0], values[0], 0.0
    for i in range(count):
        low, high = min(low, values[i]), max(high, values[i])
    for i in range(0, count, EVERY):
        above += float(values[i] - low)
    # Numbers nearer than an eighth of the mean distance are few, and put in order at the end.
    shift = length_in_bits(int(above * EVERY / (8.0 * count * count)))
    length = length_in_bits((high - low) >> shift)
    passes = (length + LONGEST_DIGIT - 1) // LONGEST_DIGIT
    here, there, held = values, np.empty(count, np.int64), np.empty(1 << LONGEST_DIGIT, np.int32)
    for k in range(passes):
        bits = (length + k) // passes
        sort_by_digit(here, low, shift, bits, held, there)
        here, there = there, here
        shift += bits
    sort_neighbours(here, count)
    return here


@kernel
def sort_neighbours(values: Any, count: int) -> None:
    """Put the first few values in order by insertion: quick where few or nearly sorted."""
    for i in range(1, count):
        value, place = values[i], i
        while place > 0 and values[place - 1] > value:
            values[place] = values[place - 1]
            place -= 1
        values[place] = value


@kernel
def length_in_bits(number: int) -> int:
    """Bits that a whole number, not negative, takes."""
    length = 0
    while number >> length > 0:
        length += 1
    return length


@kernel
def sort_by_digit(values: Any, low: int, shift: int, bits: int, held: Any, result: Any) -> None:
    """Sort numbers by one digit of what they are above ``low``; those of one digit keep their order."""
    # Unsigned digits cannot count from the end, which nobody has to ask then.
    last = np.uint64((1 << bits) - 1)
    for digit in range(1 << bits):
        held[digit] = 0
    for i in range(values.shape[0]):
        held[np.uint64((values[i] - low) >> shift) & last] += 1
    before = 0
    for digit in range(1 << bits):
        here = held[digit]
        held[digit] = before
        before += here
    for i in range(values.shape[0]):
        digit_of = np.uint64((values[i] - low) >> shift) & last
        result[held[digit_of]] = values[i]
        held[digit_of] += 1


@kernel
def merged(many: Any, few: Any) -> Any:
    """Whole numbers of two arrays, each sorted upwards, as one that is."""
    result, taken = np.empty(many.shape[0] + few.shape[0], np.int64), 0
    for i in range(many.shape[0]):
        while taken < few.shape[0] and few[taken] < many[i]:
            result[i + taken] = few[taken]
            taken += 1
        result[i + taken] = many[i]
    for k in range(taken, few.shape[0]):
        result[many.shape[0] + k] = few[k]
    return result


@kernel
def gini_and_shares(ordered: Any) -> tuple[float, float, float]:
    """How amounts, sorted upwards, are shared.

    Returns
    -------
    tuple of float
        Gini index, sum |x_i - x_j| / (2 n^2 mean), without small-sample correction; share of the top tenth; share of
        the bottom 40 %. NaN where there is nothing to share.
    """
    count = ordered.shape[0]
    top, bottom = count - int(round(0.1 * count)), int(round(0.4 * count))
    held, below, held_by_bottom, held_below_top = 0, 0, 0, 0
    for i in range(bottom):
        held += ordered[i]
        below += held
    held_by_bottom = held
    for i in range(bottom, top):
        held += ordered[i]
        below += held
    held_below_top = held
    for i in range(top, count):
        held += ordered[i]
        below += held
    if held <= 0:
        return math.nan, math.nan, math.nan
    return (count + 1.0 - 2.0 * below / held) / count, 1.0 - held_below_top / held, held_by_bottom / held


@kernel
def median(values: Any, count: int) -> float:
    """Median of the first few values, which are put in order; NaN where there are none."""
    sort_neighbours(values, count)
    return (values[(count - 1) // 2] + values[count // 2]) / 2.0 if count > 0 else math.nan
