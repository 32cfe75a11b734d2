"""``ptce study`` and ``ptce reproduce`` as typed."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments import cli
from experiments.questions.studies.study_file import FOLDER
from experiments.runs.engines import EngineLost
from tests.experiments.study_files import small

PROJECT = Path(cli.__file__).resolve().parents[2]
PTCE = (sys.executable, "-c", "import sys; from experiments.cli import main; sys.exit(main())")


@pytest.fixture
def ptce(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> int:
        monkeypatch.setattr(sys, "argv", ["ptce", *words])
        return cli.main()

    return run


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("study", "ablaton"), "did you mean 'ablation'"),
        (("study", "ablation", "--workers", "0"), "at least one worker"),
        (("study", "ablation", "--archive", "results.tar"), "ends in .zip"),
        (("reproduce", "nothing.png"), "there is no file"),
    ],
)
def test_bad_input_ends_with_two(ptce, capsys, words, sentence):
    assert ptce(*words) == 2
    assert sentence in capsys.readouterr().err


def test_what_was_asked_reaches_the_study(ptce, monkeypatch, tmp_path, capsys):
    asked = []

    def run_study(request, watcher):
        asked.append(request)
        return {"runs": {"done": 3, "failed": 1}}

    monkeypatch.setattr("experiments.questions.studies.running.run_study", run_study)
    monkeypatch.setattr("experiments.cli.study.analyses_of", lambda *_: [])
    path = small(tmp_path)
    assert ptce("study", str(path), "--workers", "3", "--out", "there", "--store", "kept", "--fresh") == 0
    (request,) = asked
    assert (request.means.workers, request.directory, request.means.store) == (3, Path("there"), Path("kept"))
    assert request.fresh and request.study.name == "small"
    told = capsys.readouterr()
    assert "3 runs in there" in told.out
    assert "1 runs failed" in told.err


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (EngineLost("the scheduler is gone"), 1)])
def test_a_study_that_is_cut_short_says_that_it_can_go_on(ptce, monkeypatch, tmp_path, capsys, error, code):
    def run_study(request, watcher):
        raise error

    monkeypatch.setattr("experiments.questions.studies.running.run_study", run_study)
    assert ptce("study", str(small(tmp_path))) == code
    assert "the same command goes on from there" in capsys.readouterr().err


def test_something_is_told_before_anything_heavy_is_loaded(tmp_path):
    show = (
        "import sys, experiments.cli.study as command\n"
        "def told(*_, **__):\n"
        "    print(*sorted(sys.modules)); sys.exit()\n"
        "command.typer.echo = told\n"
        "command.study('ablation')\n"
    )
    answer = subprocess.run([sys.executable, "-c", show], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert {"numba", "mesa", "pandas", "scipy", "pyarrow", "SALib", "distributed"} & set(answer.stdout.split()) == set()


def test_the_job_file_is_a_shell_script():
    subprocess.run(["bash", "-n", str(FOLDER / "slurm_example.sh")], check=True)


@pytest.mark.long
def test_ctrl_c_ends_with_130_and_the_same_command_goes_on(tmp_path):
    path = small(tmp_path, months=24, replicates=20)
    command = [*PTCE, "study", str(path), "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    stopped = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
    assert stopped.stderr is not None
    for line in stopped.stderr:
        # The model may be compiled first.
        if re.match(r"running: [1-9]", line):
            break
    time.sleep(0.5)
    stopped.send_signal(signal.SIGINT)
    assert "goes on from there" in stopped.stderr.read()
    assert stopped.wait(60) == 130
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "120 runs in results/small" in done.stdout
    assert not re.search(r"running: 0 of", done.stderr.splitlines()[-1])
