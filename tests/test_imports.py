"""What `import simulation` brings along."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import experiments

SHOW = "import json, sys; import simulation; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"


@pytest.fixture(scope="module")
def imported(tmp_path_factory) -> set[str]:
    """Return the top-level modules in a fresh interpreter that imported `simulation`."""
    answer = subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=tmp_path_factory.mktemp("elsewhere"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return set(json.loads(answer.stdout))


@pytest.mark.parametrize("module", ["experiments", "matplotlib", "typer", "rich", "nicegui", "dask"])
def test_the_model_loads_nothing_that_draws_or_experiments(imported, module):
    assert "simulation" in imported
    assert module not in imported


def test_nobody_outside_the_model_looks_at_the_world_of_a_territory():
    """Columns and rows may move; what is read of them has a name (`simulation.readings`)."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in Path(experiments.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("world", "_world") and "territory" in ast.unparse(node)
    ]
    assert found == []
