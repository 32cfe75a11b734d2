"""All phases run uncompiled, in a process of their own, give the outcomes and the state of the compiled ones."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lively_results import lived

ROOT = Path(__file__).parents[1]

RARE = {"pre_emptions", "refused_claims", "credit_refused"}
"""What need not happen in two years of so few actors."""


@pytest.fixture(scope="module")
def compiled():
    return lived()


def test_a_lively_territory_uses_every_phase_and_closes(compiled):
    _, counted, closure = compiled
    assert {name for name, count in counted.items() if count == 0} <= RARE
    assert set(closure.values()) == {0}


def test_all_phases_give_the_same_outcomes_and_state_compiled_and_uncompiled(compiled):
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.lively_results"]
    uncompiled = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    expected, seen = compiled[0].splitlines(), uncompiled.splitlines()
    assert len(seen) == len(expected) > 2000
    # The first month that differs says more than all that follow from it.
    differing = [line for line, other in zip(expected, seen, strict=True) if line != other]
    assert not differing, min(differing, key=lambda line: int(line.split(" ")[1]))
