"""What the README shows, runs."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


def command_lines(program: str) -> list[str]:
    lines = [line.removeprefix("$ ").strip() for block in blocks("console") for line in block.splitlines()]
    return [line for line in lines if line.split()[:1] == [program]]


@pytest.mark.parametrize("block", blocks("python"))
def test_a_python_block_runs_from_any_directory(block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize("line", command_lines("ptce"))
def test_a_command_line_is_understood(line):
    # With --help at its end a command is parsed, unknown names and options refused, and nothing is run.
    start = "import sys; sys.argv[0] = 'ptce'; from experiments.cli import main; sys.exit(main())"
    answer = subprocess.run(
        [sys.executable, "-c", start, *shlex.split(line)[1:], "--help"],
        cwd=PROJECT,
        env=os.environ | {"COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "Usage: ptce " + line.split()[1] in re.sub(r"\x1b\[[0-9;]*m", "", answer.stdout)


@pytest.mark.parametrize("line", command_lines("make"))
def test_a_make_target_exists(line):
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for target in line.split()[1:]:
        assert re.search(rf"^{re.escape(target)}:", makefile, flags=re.MULTILINE)


def test_the_readme_shows_python_and_commands():
    assert blocks("python")
    assert command_lines("ptce")
    assert command_lines("make") == ["make compare", "make test"]


def test_the_paths_it_sends_a_reader_to_exist():
    paths = re.findall(r"`((?:simulation|scenarios|experiments|results|tests)/[\w./-]*)`", README)
    assert paths
    assert [path for path in paths if not (PROJECT / path).exists()] == []
