"""The one decorator under which every rule and phase of the month is compiled.

A kernel is written as the rule reads, one actor at a time, in plain Python. numba compiles it once and keeps
the machine code in a cache; with the environment variable ``NUMBA_DISABLE_JIT=1`` the same functions run
uncompiled, can be stepped through in a debugger and give the same bytes. ``kernel(f).py_func`` is the plain
function of a single compiled kernel.

``fastmath`` and ``parallel`` stay off: both change the order of sums of floats, hence the bytes.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

COMPILED: bool = not numba.config.DISABLE_JIT


def kernel(function: Function) -> Function:
    """Compile ``function`` with numba (cached, without the interpreter lock); plain when numba is disabled."""
    return numba.njit(cache=True, nogil=True, fastmath=False, error_model="numpy")(function)


def inline_kernel(function: Function) -> Function:
    """Like `kernel`, for small functions called inside loops: always inlined into the caller's machine code."""
    return numba.njit(cache=True, nogil=True, fastmath=False, error_model="numpy", forceinline=True)(function)
