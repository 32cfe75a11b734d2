"""Order and sums: sorting amounts of money, shares and quantiles of them, sums to the bit of NumPy's."""

import math
from typing import Any

import numpy as np

from simulation.kernels import kernel

BLOCK = 128
"""Values that NumPy adds without halving them first."""

DEEPEST = 64
"""Most halvings of an array that a computer can hold."""

LONGEST_DIGIT = 11
"""Most bits of one digit by which numbers are sorted."""

EVERY = 16
"""Of so many numbers one is looked at to tell how far they lie from one another."""

TOO_NEAR = 1e-9
"""Values nearer to one another than any amounts of money are go into one bucket."""

BUCKETS = 1024
"""Buckets into which `values_at` sorts roughly."""


@kernel
def added_block(values: Any, first: int, count: int) -> float:
    """Sum of up to `BLOCK` values from a place on, in eight strands, as NumPy adds them."""
    if count < 8:
        total = 0.0
        for i in range(first, first + count):
            total += values[i]
        return total
    # Unsigned places cannot count from the end: without that question the eight strands are added side by side.
    one, two, three, four = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
    low, high = np.uint64(first), np.uint64(first) + four
    s0, s1, s2, s3 = values[low], values[low + one], values[low + two], values[low + three]
    s4, s5, s6, s7 = values[high], values[high + one], values[high + two], values[high + three]
    for k in range(1, count // 8):
        low, high = np.uint64(first + 8 * k), np.uint64(first + 8 * k) + four
        s0 += values[low]
        s1 += values[low + one]
        s2 += values[low + two]
        s3 += values[low + three]
        s4 += values[high]
        s5 += values[high + one]
        s6 += values[high + two]
        s7 += values[high + three]
    total = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))
    for i in range(first + count - count % 8, first + count):
        total += values[i]
    return total


@kernel
def added(values: Any, first: int, count: int) -> float:
    """Sum of so many values from a place on, halved until the blocks are short: the very bits of ``values.sum()``.

    Parameters
    ----------
    values : float64 array (n,)
    first, count : int
    """
    right, left = np.empty(DEEPEST, np.int64), np.empty(DEEPEST)
    level, length = 0, count
    while True:
        while length > BLOCK:
            half = length // 2
            half -= half % 8
            right[level] = length - half
            level, length = level + 1, half
        total = added_block(values, first, length)
        first += length
        # A right half that has been taken counts no values any more.
        while level > 0 and right[level - 1] == 0:
            level -= 1
            total = left[level] + total
        if level == 0:
            return total
        left[level - 1] = total
        length, right[level - 1] = right[level - 1], 0


@kernel
def sort_whole_numbers(values: Any, count: int, other: Any, held: Any) -> Any:
    """Sort whole numbers upwards, digit by digit from the last one that tells most neighbours apart, then neighbours.

    Parameters
    ----------
    values : int64 array
        The first ``count`` are sorted.
    other : int64 array
        Room for as many.
    held : int32 (1 << LONGEST_DIGIT,)
        Room to count digits.

    Returns
    -------
    int64 array
        ``values`` or ``other``, whichever holds them sorted; the other one is no use.
    """
    if count < 2:
        return values
    low, high = values[0], values[0]
    for i in range(count):
        low, high = min(low, values[i]), max(high, values[i])
    above = 0.0
    for i in range(0, count, EVERY):
        above += float(values[i] - low)
    # Numbers nearer than an eighth of the mean distance are few, and put in order at the end.
    shift = length_in_bits(int(above * EVERY / (8.0 * count * count)))
    length = length_in_bits((high - low) >> shift)
    passes = (length + LONGEST_DIGIT - 1) // LONGEST_DIGIT
    here, there = values, other
    for k in range(passes):
        bits = (length + k) // passes
        sort_digit(here, count, low, shift, bits, held, there)
        here, there = there, here
        shift += bits
    for i in range(1, count):
        value, place = here[i], i
        while place > 0 and here[place - 1] > value:
            here[place] = here[place - 1]
            place -= 1
        here[place] = value
    return here


@kernel
def length_in_bits(number: int) -> int:
    """Bits that a whole number, not negative, takes."""
    length = 0
    while number >> length > 0:
        length += 1
    return length


@kernel
def sort_digit(values: Any, count: int, low: int, shift: int, bits: int, held: Any, result: Any) -> None:
    """Sort numbers by one digit of what they are above ``low``; those of one digit keep their order."""
    # Unsigned digits cannot count from the end, which nobody has to ask then.
    last = np.uint64((1 << bits) - 1)
    for digit in range(1 << bits):
        held[digit] = 0
    for i in range(count):
        held[np.uint64((values[i] - low) >> shift) & last] += 1
    before = 0
    for digit in range(1 << bits):
        here = held[digit]
        held[digit] = before
        before += here
    for i in range(count):
        own = np.uint64((values[i] - low) >> shift) & last
        place = held[own]
        result[place] = values[i]
        held[own] = place + 1


@kernel
def sort_with_changes(ordered: Any, count: int, before: Any, after: Any, changed: int, result: Any) -> None:
    """Sort again after a few of the values have changed.

    Parameters
    ----------
    ordered : float64 array
        The ``count`` old values, sorted upwards.
    before, after : float64 arrays
        Old and new values of the ``changed``, each sorted upwards.
    result : float64 array
        The new values, sorted upwards.
    """
    gone, come, filled = 0, 0, 0
    for i in range(count):
        if gone < changed and ordered[i] == before[gone]:
            gone += 1
            continue
        while come < changed and after[come] < ordered[i]:
            result[filled] = after[come]
            come, filled = come + 1, filled + 1
        result[filled] = ordered[i]
        filled += 1
    for k in range(come, changed):
        result[filled + k - come] = after[k]


@kernel
def gini(ordered: Any, count: int, total: float, spare: Any) -> float:
    """Gini of values, not negative, sorted upwards: sum |x_i - x_j| / (2 n^2 mean), no small-sample correction.

    Parameters
    ----------
    ordered : float64 array
    count : int
        Values there are.
    total : float
        Their sum.
    spare : float64 array
        Room for as many values.
    """
    if count == 0 or total <= 0.0:
        return math.nan
    for i in range(count):
        spare[i] = (i + 1.0) * ordered[i]
    return 2.0 * added(spare, 0, count) / (count * total) - (count + 1.0) / count


@kernel
def share_of_top(ordered: Any, count: int, total: float, part: float) -> float:
    """Share of the total held by the top ``part`` of values sorted upwards."""
    held = int(round(part * count))
    return added(ordered, count - held, held) / total if total > 0.0 else math.nan


@kernel
def share_of_bottom(ordered: Any, count: int, total: float, part: float) -> float:
    """Share of the total held by the bottom ``part`` of values sorted upwards."""
    return added(ordered, 0, int(round(part * count))) / total if total > 0.0 else math.nan


@kernel
def nearest_rank(count: int, part: float) -> int:
    """Place (from 0) of a quantile among so many values; -1 where there are none."""
    return min(int(part * count), count - 1)


@kernel
def values_at(
    values: Any, group: Any, count: int, wanted: Any, bucket: Any, other: Any, by_digit: Any, found: Any
) -> None:
    """Find the values at places among all, or among those of one group, if they were sorted upwards.

    Only the buckets in which the places lie are sorted.

    Parameters
    ----------
    values : float64 array
        The first ``count``, none negative.
    group : int32 array
        Group of each: 0, 1 or 2.
    wanted : int64 (places, 2)
        Group, or 0 for all values, and place from 0, or -1 for none.
    bucket, other, by_digit
        Room: int32 and int64 for each value, and as `sort_whole_numbers` needs it.
    found : float64 (places,)
        Result; NaN where no place is wanted.
    """
    low, high = math.inf, 0.0
    for i in range(count):
        if values[i] < low:
            low = values[i]
        if values[i] > high:
            high = values[i]
    scale = (BUCKETS - 1) / (high - low) if high - low > TOO_NEAR else 0.0
    held = np.zeros((3, BUCKETS), np.int32)
    for i in range(count):
        bucket[i] = int((values[i] - low) * scale)
    for i in range(count):
        held[group[i], bucket[i]] += 1
    for b in range(BUCKETS):
        held[0, b] += held[1, b] + held[2, b]
    places = wanted.shape[0]
    lies_in, before = np.full(places, -1, np.int64), np.zeros(places, np.int64)
    is_wanted, room = np.zeros(BUCKETS, np.int32), 0
    for k in range(places):
        if wanted[k, 1] < 0:
            continue
        b = 0
        while before[k] + held[wanted[k, 0], b] <= wanted[k, 1]:
            before[k] += held[wanted[k, 0], b]
            b += 1
        lies_in[k] = b
        if is_wanted[b] == 0:
            room += held[0, b]
        is_wanted[b] = 1
    near, rivals, count_near = np.empty(room + 1, np.int64), np.empty(room), 0
    for i in range(count):
        near[count_near] = i
        count_near += is_wanted[bucket[i]]
    for k in range(places):
        beside, lowest, ties, place = 0, math.inf, 0, wanted[k, 1] - before[k]
        for n in range(room):
            i = near[n]
            if bucket[i] == lies_in[k] and (wanted[k, 0] == 0 or group[i] == wanted[k, 0]):
                rivals[beside] = values[i]
                beside += 1
                if values[i] < lowest:
                    lowest, ties = values[i], 0
                ties += values[i] == lowest
        if lies_in[k] < 0:
            found[k] = math.nan
        elif place < ties:
            # The lowest pay is that of many.
            found[k] = lowest
        else:
            # The bits of floats that are not negative, read as whole numbers, stand in the order of the floats.
            found[k] = sort_whole_numbers(rivals.view(np.int64), beside, other, by_digit).view(np.float64)[place]


@kernel
def median(values: Any) -> float:
    """Median of a few values; NaN where there are none. The values are sorted upwards."""
    count = values.shape[0]
    if count == 0:
        return math.nan
    values.sort()
    return (values[(count - 1) // 2] + values[count // 2]) / 2.0
