"""The one decorator under which every rule and phase of the month is compiled.

A kernel is written as the rule reads, one actor at a time, in plain Python. numba compiles it once and keeps
the machine code in a cache; with the environment variable ``NUMBA_DISABLE_JIT=1`` the same functions run
uncompiled, can be stepped through in a debugger and give the same bytes. ``kernel(f).py_func`` is the plain
function of a single compiled kernel.

numba's cache does not notice that a kernel called from another file has changed. The cache therefore lies in a
folder named after the text of the whole package, below whatever folder is chosen for it: an edited rule is always
the rule that runs.

``fastmath`` and ``parallel`` stay off: both change the order of sums of floats, hence the bytes. Kernels take
``exp``, ``log`` and roots from `math`, whose results do not depend on being compiled.
"""

import atexit
import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import platformdirs

from simulation.version import SOURCE_HASH
from simulation.version import source_hash as source_hash

Function = TypeVar("Function", bound=Callable[..., Any])


def cache_folder() -> Path:
    """Folder for the compiled kernels of this code, one that can be written.

    Below ``NUMBA_CACHE_DIR`` or else the user's cache; where that cannot be written, below a folder of our own in
    the temporary directory, which nobody else can have put there.
    """
    named = os.environ.get("NUMBA_CACHE_DIR")
    wanted = Path(named).absolute() if named else Path(platformdirs.user_cache_dir("ptce", appauthor=False)) / "kernels"
    if wanted.name != SOURCE_HASH:
        wanted = wanted / SOURCE_HASH
    return wanted if _can_be_written(wanted) else _private_folder() / SOURCE_HASH


def _can_be_written(folder: Path) -> bool:
    """Make a folder, unless it is there, and say whether files can be made in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _private_folder() -> Path:
    """Folder in the temporary directory that is this user's alone: the one of former runs, or else a new one.

    Machine code is run as it is found: a folder that another user made, or may write to, is left alone.
    """
    user = os.getuid() if hasattr(os, "getuid") else "user"
    kept = Path(tempfile.gettempdir()) / f"ptce-kernels-{user}"
    try:
        kept.mkdir(mode=0o700, exist_ok=True)
        if _is_ours_alone(kept) and _can_be_written(kept / SOURCE_HASH):
            return kept
    except OSError:
        pass
    made = Path(tempfile.mkdtemp(prefix="ptce-kernels-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def _is_ours_alone(folder: Path) -> bool:
    """Say whether a folder is no link, belongs to this user and can be written by nobody else."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return False
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)


os.environ["NUMBA_CACHE_DIR"] = str(cache_folder())

import numba  # noqa: E402  (reads the cache folder when it is imported)

# Somebody may have imported numba before, when it knew no folder: machine code beside the source would outlive edits.
numba.config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]  # type: ignore[attr-defined]

COMPILED: bool = not numba.config.DISABLE_JIT  # type: ignore[attr-defined]


def is_cold() -> bool:
    """Whether the month of this version has not been compiled on this machine yet."""
    return COMPILED and not any(Path(os.environ["NUMBA_CACHE_DIR"]).rglob("schedule.live_month-*.nbi"))


def kernel(function: Function) -> Function:
    """Compile ``function`` with numba (cached, without the interpreter lock); plain when numba is disabled."""
    return _compiled(function) if COMPILED else function


def inline_kernel(function: Function) -> Function:
    """Like `kernel`, for small functions called inside loops: always inlined into the caller's machine code."""
    return _compiled(function, forceinline=True) if COMPILED else function


def _compiled(function: Function, **options: bool) -> Function:
    """Compile for calls from Python, which are kept on the disk, and for calls from kernels, which become parts."""
    from simulation.compiling import PartCompiler, WholeCompiler

    compile_as: Any = partial(numba.njit, nogil=True, fastmath=False, error_model="numpy", **options)
    whole = compile_as(cache=True, pipeline_class=WholeCompiler)(function)
    part = compile_as(pipeline_class=PartCompiler)(function)
    _one_code_for_whole_numbers(part)
    whole.get_call_template, whole.get_overload = part.get_call_template, part.get_overload
    return cast(Function, _kept_if_possible(whole))


def _kept_if_possible(compiled: Any) -> Any:
    """Let a kernel be used all the same when its code cannot be written to the cache: a full disk, a quota."""
    save = compiled._cache.save_overload

    def save_overload(*arguments: Any) -> None:
        with suppress(OSError):
            save(*arguments)

    compiled._cache.save_overload = save_overload
    return compiled


def _one_code_for_whole_numbers(compiled: Any) -> Any:
    """Let other kernels call ``compiled`` with every whole number as int64.

    numba would compile a kernel anew for each constant it is called with (every purpose of a payment, every stream
    of draws) and for rows read from a table (int32): sixty codes of the one `pay`. The values are the same.
    """
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
