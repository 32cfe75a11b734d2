"""Random numbers as pure functions of what they are for.

A draw is ``uniform(key, stream, month, uid, k)``: no state, no order. The key is made of the seed and the
replicate, the stream names the purpose (and with it the kind of actor), ``uid`` is the actor's own number,
never reused, and ``k`` counts the draws of one actor for one purpose in one month. A policy therefore moves
only what it touches, regimes are compared in the same world, and nothing depends on the order of rows,
threads or workers (``economics.md`` 2.4).

The mixing function is the finaliser of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA), applied in a chain.
"""

import math
from typing import Any

import numpy as np

from simulation.kernels import COMPILED, inline_kernel, kernel

STREAM: dict[str, int] = {
    "population": 0,
    "habit_search": 1,
    "habit_candidate": 2,
    "habit_choice": 3,
    "supplier_search": 4,
    "supplier_choice": 5,
    "appeal": 6,
    "separation": 7,
    "vacancy_sample": 8,
    "job_choice": 9,
    "matching_order": 10,
    "retirement_of_owner": 13,
    "entry": 14,
    "founder": 15,
    "entrant": 16,
    "buy_out": 17,
    "emigration": 18,
    "immigration": 19,
    "immigrant": 20,
    "stance": 21,
    "player_type": 22,
    "effort": 23,
    "meeting": 24,
    "monitoring": 25,
    "vote": 26,
    "admission": 27,
    "project_start": 28,
    "project_success": 29,
    "permit": 31,
    "entrepreneur": 32,
    "tender": 33,
    "pole_birth": 35,
    "land_sale": 36,
    "land_bid": 37,
    "pre_emption": 38,
    "building": 39,
    "take_over": 40,
    "public_take_over": 42,
    "envelope_rank": 44,
    "label": 46,
    "relocation": 48,
    "citizen_saver": 49,
    "imitation": 50,
    "exploration": 51,
    "layoff": 53,
    "equipment": 55,
    "test": 56,
    "turn": 57,
    "productivity": 58,
    "productivity_drawn": 59,
    "giving_up": 60,
    "landlord": 61,
    "declared": 62,
}
"""Purposes of draws by name. A number is part of every result: it is never changed, and never given out again
(numbers left out belonged to purposes that are no more)."""

MEMBERSHIPS, PROPOSALS, CITIZENS_SHARES = range(3, 6)
"""Occasions on which organisations take turns, each with an order of its own (`turns`)."""

TURN = STREAM["turn"]

_MASK = 0xFFFFFFFFFFFFFFFF
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB
_TO_UNIT = 1.0 / 9007199254740992.0
_THIRD = 2**21 - 1
_TO_THIRD = 1.0 / 2**21


def _mix_plain(value: int) -> int:
    value = int(value) & _MASK
    value = ((value ^ (value >> 30)) * _FIRST) & _MASK
    value = ((value ^ (value >> 27)) * _SECOND) & _MASK
    return value ^ (value >> 31)


def replicate_key(seed: int, replicate: int) -> np.uint64:
    """Key of one world: every draw of the replicate starts from it."""
    return np.uint64(_mix_plain(_mix_plain(int(seed) + _GOLDEN) ^ (int(replicate) * _GOLDEN)))


if COMPILED:
    _U30, _U27, _U31, _U11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
    _F, _S, _G = np.uint64(_FIRST), np.uint64(_SECOND), np.uint64(_GOLDEN)

    @inline_kernel
    def mix(value: Any) -> Any:
        """SplitMix64 finaliser of a 64-bit word."""
        value = (value ^ (value >> _U30)) * _F
        value = (value ^ (value >> _U27)) * _S
        return value ^ (value >> _U31)

    @inline_kernel
    def shared_word(key: Any, stream: int, month: int, k: int) -> Any:
        """What the words of all actors for (key, stream, month, k) are made from (`word_of`)."""
        place = np.uint64(stream) * np.uint64(1 << 32) + np.uint64(month + 1024) * np.uint64(1 << 12) + np.uint64(k)
        return mix(key ^ (place * _G))

    @inline_kernel
    def word_of(shared: Any, uid: int) -> Any:
        """64 random bits for an actor: those of `word`, where many draw for one purpose."""
        return mix(shared ^ ((np.uint64(uid) + np.uint64(1)) * _F))

    @inline_kernel
    def uniform_from(bits: Any) -> float:
        """Uniform number in [0, 1) from 64 random bits."""
        return np.float64(bits >> _U11) * _TO_UNIT

    @inline_kernel
    def word(key: Any, stream: int, month: int, uid: int, k: int) -> Any:
        """64 random bits for (key, stream, month, uid, k)."""
        return word_of(shared_word(key, stream, month, k), uid)

    @inline_kernel
    def uniform(key: Any, stream: int, month: int, uid: int, k: int) -> float:
        """Uniform number in [0, 1) for (key, stream, month, uid, k)."""
        return uniform_from(word(key, stream, month, uid, k))

    _U43, _U22, _U1, _M21 = np.uint64(43), np.uint64(22), np.uint64(1), np.uint64(_THIRD)

    @inline_kernel
    def three_uniforms_from(bits: Any) -> tuple[float, float, float]:
        """Three uniform numbers in [0, 1) in steps of 2**-21, from 64 random bits."""
        return (
            np.float64(bits >> _U43) * _TO_THIRD,
            np.float64((bits >> _U22) & _M21) * _TO_THIRD,
            np.float64((bits >> _U1) & _M21) * _TO_THIRD,
        )

else:

    def mix(value: Any) -> Any:
        """SplitMix64 finaliser of a 64-bit word."""
        return _mix_plain(int(value))

    def shared_word(key: Any, stream: int, month: int, k: int) -> Any:
        """What the words of all actors for (key, stream, month, k) are made from (`word_of`)."""
        place = ((int(stream) << 32) + ((int(month) + 1024) << 12) + int(k)) & _MASK
        return _mix_plain(int(key) ^ ((place * _GOLDEN) & _MASK))

    def word_of(shared: Any, uid: int) -> Any:
        """64 random bits for an actor: those of `word`, where many draw for one purpose."""
        return _mix_plain(int(shared) ^ (((int(uid) + 1) * _FIRST) & _MASK))

    def word(key: Any, stream: int, month: int, uid: int, k: int) -> Any:
        """64 random bits for (key, stream, month, uid, k)."""
        return word_of(shared_word(key, stream, month, k), uid)

    def uniform_from(bits: Any) -> float:
        """Uniform number in [0, 1) from 64 random bits."""
        return float(int(bits) >> 11) * _TO_UNIT

    def uniform(key: Any, stream: int, month: int, uid: int, k: int) -> float:
        """Uniform number in [0, 1) for (key, stream, month, uid, k)."""
        return uniform_from(word(key, stream, month, uid, k))

    def three_uniforms_from(bits: Any) -> tuple[float, float, float]:
        """Three uniform numbers in [0, 1) in steps of 2**-21, from 64 random bits."""
        return tuple(float((int(bits) >> shift) & _THIRD) * _TO_THIRD for shift in (43, 22, 1))  # type: ignore[return-value]


@kernel
def uniform_integer(key: Any, stream: int, month: int, uid: int, k: int, n: int) -> int:
    """Whole number in [0, n) for (key, stream, month, uid, k)."""
    return min(int(uniform(key, stream, month, uid, k) * n), n - 1)


@kernel
def standard_normal(key: Any, stream: int, month: int, uid: int, k: int) -> float:
    """Standard normal number (Box and Muller's method, draws ``2k`` and ``2k + 1`` of the stream)."""
    first = 1.0 - uniform(key, stream, month, uid, 2 * k)
    second = uniform(key, stream, month, uid, 2 * k + 1)
    return math.sqrt(-2.0 * math.log(first)) * math.cos(2.0 * math.pi * second)


@kernel
def laplace(key: Any, stream: int, month: int, uid: int, k: int) -> float:
    """Laplace number with mean 0 and scale 1 (the tent of firms' growth rates)."""
    centred = uniform(key, stream, month, uid, k) - 0.5
    size = -math.log(1.0 - 2.0 * abs(centred))
    return size if centred >= 0.0 else -size


@kernel
def order_of_draws(draws: Any, count: int) -> Any:
    """Places 0 to ``count`` - 1 in the order of the uniform numbers that stand there; equal ones by place.

    Uniform numbers are spread evenly, so that as many boxes as numbers leave almost nothing to be sorted in a box.
    """
    first = np.zeros(count + 1, np.int64)
    for i in range(count):
        first[int(draws[i] * count) + 1] += 1
    for box in range(count):
        first[box + 1] += first[box]
    order = np.empty(count, np.int64)
    for i in range(count):
        box = int(draws[i] * count)
        order[first[box]] = i
        first[box] += 1
    for last in range(1, count):
        moved, place = order[last], last
        while place > 0 and draws[order[place - 1]] > draws[moved]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = moved
    return order


@kernel
def rows_by_draw(rows: Any, draws: Any, count: int) -> Any:
    """Put the first ``count`` of ``rows`` in the order of their uniform numbers."""
    order = order_of_draws(draws, count)
    for i in range(count):
        order[i] = rows[order[i]]
    return order


@kernel
def turns(organisations: Any, key: Any, month: int, occasion: int) -> Any:
    """Rows of the living organisations in the order in which they act (`in_turn`)."""
    rows = np.empty(organisations.shape[0], np.int64)
    count = 0
    for o in range(organisations.shape[0]):
        if organisations[o].alive == 1:
            rows[count] = o
            count += 1
    return in_turn(rows, count, organisations, key, month, occasion)


@kernel
def in_turn(rows: Any, count: int, organisations: Any, key: Any, month: int, occasion: int) -> Any:
    """Put the first ``count`` of ``rows`` in the order in which they act: drawn anew for each month and occasion.

    Rows are laid out by sector at month 0, so that an order of rows would serve one sector before another.
    """
    places = np.empty(count, np.float64)
    for i in range(count):
        places[i] = uniform(key, TURN, month, organisations[rows[i]].uid, occasion)
    return rows_by_draw(rows, places, count)
