import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments import cli
from experiments.cli import comparison
from experiments.files import tables as store
from experiments.pages.comparing import Interrupted
from experiments.refusal import Refusal
from experiments.runs.ending import AskedToEnd
from simulation.refusals import PlanError

PROJECT = Path(cli.__file__).resolve().parents[2]


@pytest.fixture
def ptce(monkeypatch):
    def run(*words: str) -> int:
        monkeypatch.setattr(sys, "argv", ["ptce", *words])
        return cli.main()

    return run


@pytest.mark.parametrize(
    ("names", "regimes", "expected"),
    [
        ([], None, ([], [])),
        (["land_pressure"], None, (["land_pressure"], [])),
        (["a"], ["market,plural"], (["a"], ["market", "plural"])),
        (["a", "plural"], ["market"], (["a"], ["market", "plural"])),
        (["a", "a"], ["market", "market"], (["a"], ["market"])),
        (["market"], None, (["market"], [])),
    ],
)
def test_scenarios_and_arms_are_told_apart(names, regimes, expected):
    assert comparison.told_apart(names, regimes) == expected


@pytest.mark.parametrize(
    ("error", "code", "start"),
    [
        (PlanError("unknown scenario 'x'; did you mean 'y'?"), 2, "ptce: unknown scenario 'x'"),
        (Refusal("cannot write to results: no room"), 2, "ptce: cannot write to results"),
        (KeyError("jobs"), 1, "ptce: KeyError: 'jobs' (where it comes from is shown with --debug)"),
        (Interrupted(Path("results"), 3, 6), 130, "ptce: stopped after 3 of 6 replicates"),
        (KeyboardInterrupt(), 130, ""),
        (AskedToEnd(signal.SIGTERM), 143, ""),
    ],
)
def test_an_error_is_one_sentence_and_an_exit_code(ptce, monkeypatch, capsys, tmp_path, error, code, start):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("experiments.pages.comparing.compare", fail)
    assert ptce("compare", "--out", str(tmp_path)) == code
    told = capsys.readouterr().err
    assert told.lstrip().startswith(start)
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--language", "fr"], "ptce: scénario 'bse' : nom inconnu ; vouliez-vous dire 'base' ?"),
        (["--language=fr"], "ptce: scénario 'bse' : nom inconnu"),
        (["--language", "en"], "ptce: unknown scenario 'bse'; did you mean 'base'?"),
        (["--language", "xx"], "ptce: unknown language 'xx'; allowed: en, fr."),
        ([], "ptce: unknown scenario 'bse'"),
    ],
)
def test_a_refusal_is_said_in_the_language_of_the_command_line(ptce, capsys, words, told):
    assert ptce("run", "bse", *words) == 2
    assert capsys.readouterr().err.replace("\u202f", " ").startswith(told)


def test_with_debug_the_traceback_is_shown(ptce, monkeypatch, tmp_path):
    def fail(*_, **__):
        raise KeyError("jobs")

    monkeypatch.setattr("experiments.pages.comparing.compare", fail)
    with pytest.raises(KeyError):
        ptce("compare", "--out", str(tmp_path), "--debug")


@pytest.mark.parametrize(
    "words",
    [
        ("compare", "--replicates", "many"),
        ("compare", "--language", "de"),
        ("compare", "--set", "nonsense"),
        ("compare", "mono_industri"),
        ("compare", "--regimes", "markt"),
        ("figures", "nowhere"),
        ("unknown",),
    ],
)
def test_bad_input_ends_with_two(ptce, capsys, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    assert ptce(*words) == 2
    assert capsys.readouterr().err.strip()


def test_what_was_asked_reaches_the_comparison(ptce, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(
        "experiments.pages.comparing.compare", lambda *words, **_: asked.append(words) or {"partial": True}
    )
    monkeypatch.setattr("experiments.pages.terminal.summary", lambda *_: None)
    words = "compare land_pressure --regimes market reciprocity --replicates 3 --months 24 --workers 2 --seed 9"
    assert ptce(*words.split(), "--set", "pooling.purchase_discount=0.1", "--out", str(tmp_path)) == 0
    ((comparison, directory, means),) = asked
    assert comparison.scenarios == ("land_pressure",)
    assert comparison.regimes == ("market", "reciprocity")
    assert (comparison.replicates, comparison.months, means.workers, comparison.seed) == (3, 24, 2, 9)
    assert comparison.overrides == {"pooling.purchase_discount": "0.1"}
    assert directory == tmp_path


def test_figures_and_report_are_redrawn_from_the_tables_alone(ptce, compared, capsys, monkeypatch):
    monkeypatch.setattr("experiments.drawing.style.save", lambda figure, path: path.write_bytes(b"drawn"))
    assert ptce("figures", str(compared), "--language", "fr", "--workers", "1") == 0
    assert (compared / "figures" / "mono_industry_jobs_fr.png").read_bytes() == b"drawn"
    assert (compared / "report_fr.html").exists()
    assert str(compared) in capsys.readouterr().out


def test_the_command_line_starts_without_what_is_heavy():
    show = "import sys; import experiments.cli; print(*sorted(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", show], cwd=PROJECT, capture_output=True, text=True, check=True)
    heavy = {"numba", "mesa", "pandas", "matplotlib", "scipy", "pyarrow", "jinja2"}
    assert heavy & set(answer.stdout.split()) == set()


def test_listing_the_scenarios_loads_nothing_heavy():
    show = (
        "import sys; sys.argv = ['ptce', 'scenarios']; from experiments.cli import main; code = main(); "
        "print(*sorted(sys.modules), file=sys.stderr); sys.exit(code)"
    )
    answer = subprocess.run([sys.executable, "-c", show], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert {"numba", "mesa", "pandas", "matplotlib", "scipy", "pyarrow"} & set(answer.stderr.split()) == set()


STOPPED_IN_THE_THIRD = """
import signal, sys, time
# Whatever started the tests may have had the signal ignored, as nohup does.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
import pytest
from experiments import cli
from experiments.runs import shared_lives
from tests.experiments import fake

def slowly(asked, *branch, lived=shared_lives.lived):
    print("task", asked.number, flush=True)
    time.sleep(60 if asked.number == 2 else 0)
    return lived(asked, *branch)

with pytest.MonkeyPatch.context() as monkeypatch:
    fake.install(monkeypatch)
    monkeypatch.setattr(shared_lives, "lived", slowly)
    sys.argv = ["ptce", "compare", "mono_industry", "--replicates", "9", "--workers", "1", "--out", "stopped"]
    sys.exit(cli.main())
"""


def started(words, **changes):
    """Start a process in a group of its own, so that a signal reaches all it starts, as on a terminal."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    return subprocess.Popen(
        [sys.executable, *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **changes,
    )


@pytest.mark.skipif(os.name != "posix", reason="signals to a group of processes")
@pytest.mark.parametrize(("ending", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_an_end_keeps_what_is_finished_and_it_can_be_drawn(ptce, tmp_path, monkeypatch, ending, code):
    process = started(["-c", STOPPED_IN_THE_THIRD], cwd=tmp_path)
    for line in process.stdout:
        if line.startswith("task 2"):
            break
    os.killpg(process.pid, ending)
    _, told = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in told
    assert told.splitlines()[-1].startswith("ptce: stopped after 2 of 9 replicates; what was finished is in stopped")
    tables = store.StoredTables(tmp_path / "stopped")
    assert tables["monthly"]["replicate"].nunique() == 2
    assert store.read_manifest(tmp_path / "stopped")["partial"] is True
    monkeypatch.setattr("experiments.drawing.style.save", lambda figure, path: path.write_bytes(b"drawn"))
    assert ptce("figures", str(tmp_path / "stopped"), "--workers", "1") == 0
    assert "was stopped before its end" in (tmp_path / "stopped" / "report.md").read_text()


STARTS_ITS_WORKERS = """
import sys
from experiments import cli
from experiments.runs import engines

def told(*words, engine_for=engines.engine_for):
    print("workers start", flush=True)
    return engine_for(*words)

from experiments.runs import coordinator
coordinator.engine_for = told
sys.exit(cli.main())
"""


@pytest.mark.skipif(os.name != "posix", reason="signals to a group of processes")
@pytest.mark.parametrize("seconds", [0.0, 1.0, 4.0])
def test_control_c_is_silent_while_workers_start(tmp_path, seconds):
    words = ["compare", "base", "--replicates", "40", "--workers", "2", "--out", "stopped"]
    process = started(["-c", STARTS_ITS_WORKERS, *words], cwd=tmp_path)
    assert process.stdout.readline() == "workers start\n"
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    out, told = process.communicate(timeout=120)
    assert "Traceback" not in out + told
    assert process.returncode == 130


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_console_that_lacks_characters_gets_the_nearest_ones(encoding, tmp_path):
    show = (
        "from experiments.cli.console import write_what_can_be_shown as w; w();"
        "print('\\u22121\\u202f234,5 m\\u00b2 \\u2013 \\u20ac \\u2500 \\u00e9t\\u00e9')"
    )
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(PROJECT)}
    answer = subprocess.run([sys.executable, "-c", show], env=environment, capture_output=True, check=True)
    shown = answer.stdout.decode(encoding).strip()
    expected = {"ascii": "-1 234,5 m2 - EUR ? ete", "cp1252": "-1 234,5 m\u00b2 \u2013 \u20ac ? \u00e9t\u00e9"}
    assert shown == expected[encoding]


def test_french_scenarios_are_listed_on_a_console_of_windows(tmp_path):
    show = "import sys; sys.argv = ['ptce', 'scenarios', '--language', 'fr']; from experiments.cli import main; main()"
    environment = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(PROJECT)}
    answer = subprocess.run([sys.executable, "-c", show], env=environment, capture_output=True, check=True)
    assert "créent-ils" in answer.stdout.decode("cp1252")
