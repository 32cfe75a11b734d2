"""Rules run uncompiled, in a process of their own, give the bytes of the compiled ones."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SCRIPT = HERE / "kernel_results.py"


def test_rules_give_the_same_bytes_compiled_and_uncompiled():
    compiled = runpy.run_path(str(SCRIPT))["results"]()
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(HERE.parents[1])}
    uncompiled = subprocess.run(
        [sys.executable, str(SCRIPT)], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert uncompiled.strip() == compiled
    assert len(compiled.splitlines()) > 2000
