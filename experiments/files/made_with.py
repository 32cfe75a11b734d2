"""What a result can be traced to: commit, versions, platform."""

import platform
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LIBRARIES = ("ptce", "matplotlib", "mesa", "numba", "numpy", "pandas", "pyarrow", "scipy")


def git(*arguments: str) -> str | None:
    """Answer of git in the project, or None where there is no git or no repository."""
    try:
        answer = subprocess.run(
            ["git", "-C", str(PROJECT), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


@cache
def commit() -> str:
    """Hash of the commit, with ``+changes`` where tracked files differ from it; ``unknown`` outside git."""
    if git("rev-parse", "--show-toplevel") != str(PROJECT):
        return "unknown"
    head = git("rev-parse", "--verify", "HEAD")
    if not head:
        return "unknown"
    changed = git("status", "--porcelain", "--untracked-files=no", "--", "simulation", "scenarios", "experiments")
    return f"{head}+changes" if changed else head


def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that compute the numbers."""
    return {"python": platform.python_version(), **versions_of(LIBRARIES)}


def versions_of(names: Iterable[str]) -> dict[str, str]:
    """Versions of packages; one that is missing is said to be."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def machine() -> dict[str, str]:
    """Platform on which the same seed gives the same bytes."""
    return {
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "implementation": sys.implementation.name,
    }
