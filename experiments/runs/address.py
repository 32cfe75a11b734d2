"""The address of a run: a hash of everything that determines it, and of what is meant by what is kept of it."""

import json
import platform
from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from experiments.files.made_with import versions_of
from simulation.parameters import Value
from simulation.plan import Plan
from simulation.version import SOURCE_HASH

LIBRARIES = ("ptce", "numpy", "numba", "scipy")
"""Those whose version may change a number."""
KEEPERS = ("keeping.py", "living.py", "../numbers/hazard_ratios.py")
"""Files that say what is kept of a run: where one of them is edited, what was kept before is not used."""


def text_hash(files: Sequence[Path]) -> str:
    """Short hash of the text of some files."""
    digest = sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


KEPT_BY = text_hash([Path(__file__).parent / name for name in KEEPERS])
"""Taken once, when this process began: what it keeps is kept by the text that it has read."""


@lru_cache(maxsize=1)
def identity() -> dict[str, str]:
    """Everything beside a plan and a seed that a run may depend on: code, libraries, kind of machine."""
    return {
        "code": SOURCE_HASH,
        "kept by": KEPT_BY,
        "machine": platform.machine(),
        "python": ".".join(platform.python_version_tuple()[:2]),
        **versions_of(LIBRARIES),
    }


def difference(ours: dict[str, str], theirs: dict[str, str]) -> str:
    """Say in which respects two identities differ."""
    names = sorted(ours.keys() | theirs.keys())
    told = [
        f"{name} {theirs.get(name)} instead of {ours.get(name)}" for name in names if ours.get(name) != theirs.get(name)
    ]
    return ", ".join(told)


PLANS_KEPT = 64
"""Plans with something set that a process keeps, of some 60 kB each."""


@lru_cache(maxsize=PLANS_KEPT)
def resolved(plan: Plan, changes: tuple[tuple[str, Value], ...]) -> Plan:
    """Return a plan with parameters set beside its own; nothing is read from a disk for it.

    Raises
    ------
    PlanError
    """
    if not changes:
        return plan
    from simulation import load_plan

    return load_plan(plan, overrides=dict(changes))


def address_of(determinants: str, seed: int, replicate: int) -> str:
    """Address of a run: SHA-256 of all that determines it.

    Parameters
    ----------
    determinants : str
        `Plan.determinants` of the plan with everything set: titles, sources and names do not count, so that whatever
        asks for the same life shares it.
    seed, replicate : int
    """
    told = {"lived": determinants, "seed": seed, "replicate": replicate, "made with": identity()}
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@cache
def determinants_of(plan: Plan, changes: tuple[tuple[str, Value], ...]) -> str:
    """What determines a life under a plan with parameters set beside its own (`Plan.determinants`)."""
    return resolved(plan, changes).determinants
