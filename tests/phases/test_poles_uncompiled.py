"""Phases of the poles run uncompiled, in a process of their own, give the bytes of the compiled ones."""

import os
import subprocess
import sys
from pathlib import Path

from tests.phases.pole_results import results

ROOT = Path(__file__).parents[2]


def test_poles_give_the_same_bytes_compiled_and_uncompiled():
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.phases.pole_results"]
    uncompiled = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert uncompiled.strip() == results()
