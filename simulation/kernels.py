"""The one decorator under which every rule and phase of the month is compiled.

A kernel is written as the rule reads, one actor at a time, in plain Python. numba compiles it once and keeps
the machine code in a cache; with the environment variable ``NUMBA_DISABLE_JIT=1`` the same functions run
uncompiled, can be stepped through in a debugger and give the same bytes. ``kernel(f).py_func`` is the plain
function of a single compiled kernel.

numba's cache does not notice that a kernel called from another file has changed. The cache therefore lies in a
folder named after the text of the whole package: an edited rule is always the rule that runs.

``fastmath`` and ``parallel`` stay off: both change the order of sums of floats, hence the bytes. Kernels take
``exp``, ``log`` and roots from `math`, whose results do not depend on being compiled.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import platformdirs

Function = TypeVar("Function", bound=Callable[..., Any])


def source_hash() -> str:
    """Short hash of the text of every module of the package."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    """Folder for compiled kernels, in the user's cache; in the temporary folder when that cannot be written."""
    wanted = Path(platformdirs.user_cache_dir("ptce", appauthor=False)) / "kernels" / source_hash()
    try:
        wanted.mkdir(parents=True, exist_ok=True)
    except OSError:
        wanted = Path(tempfile.gettempdir()) / "ptce-kernels" / source_hash()
        wanted.mkdir(parents=True, exist_ok=True)
    return wanted


if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = str(_cache_folder())

import numba  # noqa: E402  (reads the cache folder when it is imported)

COMPILED: bool = not numba.config.DISABLE_JIT  # type: ignore[attr-defined]


def is_cold() -> bool:
    """Whether no kernel of this version has been compiled on this machine yet."""
    return COMPILED and not any(Path(os.environ["NUMBA_CACHE_DIR"]).rglob("*.nbi"))


def kernel(function: Function) -> Function:
    """Compile ``function`` with numba (cached, without the interpreter lock); plain when numba is disabled."""
    return _one_code_for_whole_numbers(
        numba.njit(cache=True, nogil=True, fastmath=False, error_model="numpy")(function)
    )


def inline_kernel(function: Function) -> Function:
    """Like `kernel`, for small functions called inside loops: always inlined into the caller's machine code."""
    compiled: Any = numba.njit(cache=True, nogil=True, fastmath=False, error_model="numpy", forceinline=True)(function)
    return cast(Function, _one_code_for_whole_numbers(compiled))


def _one_code_for_whole_numbers(compiled: Any) -> Any:
    """Let other kernels call ``compiled`` with every whole number as int64.

    numba would compile a kernel anew for each constant it is called with (every purpose of a payment, every stream
    of draws) and for rows read from a table (int32): sixty codes of the one `pay`. The values are the same.
    """
    if not COMPILED:
        return compiled
    codes_for = compiled.get_call_template

    def get_call_template(arguments: Any, keywords: Any) -> Any:
        return codes_for(
            tuple(_as_whole_number(kind) for kind in arguments),
            {name: _as_whole_number(kind) for name, kind in keywords.items()},
        )

    compiled.get_call_template = get_call_template
    return compiled


def _as_whole_number(kind: Any) -> Any:
    """Type int64 for the types of smaller signed integers and of integer constants; other types as they are."""
    plain = numba.types.unliteral(kind)
    return numba.types.int64 if plain in numba.types.signed_domain else plain
