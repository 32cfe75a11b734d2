"""Order and sums: sorting amounts of money, shares and quantiles of them, sums to the bit of NumPy's."""

import math
from typing import Any

import numpy as np

from simulation.kernels import kernel

BLOCK = 128
"""Values that NumPy adds without halving them first."""

DEEPEST = 64
"""Most halvings of an array that a computer can hold."""

LONGEST_DIGIT = 12
"""Most bits of one digit by which numbers are sorted."""

TOO_NEAR = 1e-9
"""Values nearer to one another than any amounts of money are go into one bucket."""

PAY_BUCKETS = 512
"""Buckets into which `pay_at` sorts roughly."""


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
    held : int64 (1 << LONGEST_DIGIT,)
        Room to count digits.

    Returns
    -------
    int64 array
        ``values`` or ``other``, whichever holds them sorted; the other one is no use.
    """
    if count == 0:
        return values
    low, high, total = values[0], values[0], 0
    for i in range(count):
        low, high = min(low, values[i]), max(high, values[i])
        total += values[i] >> 8
    bits = 4
    while bits < LONGEST_DIGIT and count >> bits > 0:
        bits += 1
    # Numbers nearer than an eighth of the mean distance are few, and put in order at the end.
    near, shift = (total // count - (low >> 8)) // (8 * count), 0
    while near << 8 >> shift > 0:
        shift += 1
    here, there = values, other
    while (high - low) >> shift > 0:
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
def sort_digit(values: Any, count: int, low: int, shift: int, bits: int, held: Any, result: Any) -> None:
    """Sort numbers by one digit of what they are above ``low``; those of one digit keep their order."""
    digits = 1 << bits
    last = digits - 1
    for digit in range(digits):
        held[digit] = 0
    for i in range(count):
        held[((values[i] - low) >> shift) & last] += 1
    before = 0
    for digit in range(digits):
        here = held[digit]
        held[digit] = before
        before += here
    for i in range(count):
        digit = ((values[i] - low) >> shift) & last
        place = held[digit]
        result[place] = values[i]
        held[digit] = place + 1


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
def pay_at(pay: Any, group: Any, jobs: int, low: float, high: float, wanted: Any, bucket: Any, found: Any) -> None:
    """Find the pay at places among all jobs or those of one group, if they were sorted upwards.

    Only the buckets in which the places lie are sorted.

    Parameters
    ----------
    pay : float64 array
        Of the first ``jobs``, none NaN.
    group : int32 array
        Group of each job: 0, 1 or 2.
    low, high : float
        Between which all pay lies.
    wanted : int64 (places, 2)
        Group, or 0 for all jobs, and place from 0, or -1 for none.
    bucket : int32 array
        Room for a number of each job.
    found : float64 (places,)
        Result; NaN where none is wanted.
    """
    scale = (PAY_BUCKETS - 1) / (high - low) if high - low > TOO_NEAR else 0.0
    held = np.zeros((3, PAY_BUCKETS), np.int64)
    for i in range(jobs):
        bucket[i] = int((pay[i] - low) * scale)
    for i in range(jobs):
        held[group[i], bucket[i]] += 1
    for b in range(PAY_BUCKETS):
        held[0, b] += held[1, b] + held[2, b]
    places = wanted.shape[0]
    lies_in, before = np.full(places, -1, np.int64), np.zeros(places, np.int64)
    is_wanted, room = np.zeros(PAY_BUCKETS, np.int64), 0
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
    near, count = np.empty(room, np.int64), 0
    for i in range(jobs):
        if is_wanted[bucket[i]] == 1:
            near[count] = i
            count += 1
    rivals = np.empty(room)
    for k in range(places):
        beside = 0
        for n in range(room):
            i = near[n]
            if bucket[i] == lies_in[k] and (wanted[k, 0] == 0 or group[i] == wanted[k, 0]):
                rivals[beside] = pay[i]
                beside += 1
        rivals[:beside].sort()
        found[k] = rivals[wanted[k, 1] - before[k]] if lies_in[k] >= 0 else math.nan


@kernel
def median(values: Any) -> float:
    """Median of a few values; NaN where there are none. The values are sorted upwards."""
    count = values.shape[0]
    if count == 0:
        return math.nan
    values.sort()
    return (values[(count - 1) // 2] + values[count // 2]) / 2.0
