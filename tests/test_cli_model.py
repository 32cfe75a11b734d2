"""``ptce scenarios``, ``ptce run`` and ``ptce describe``, most of it with a stand-in for the territory."""

import json
import signal
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import simulation
from experiments import cli
from experiments.files import tables as store
from experiments.files.directory import LOCK
from experiments.files.times import TIMES
from experiments.runs import living
from experiments.words.language import Language
from simulation.plan import load_plan, scenario_names
from tests.small_scenarios import write_scenario

UNITS = {
    "jobs": ("heads", "stock"),
    "unemployment_rate": ("%", "ratio"),
    "value_added": ("EUR a month", "flow"),
    "an_outcome_of_its_own": ("1", "ratio"),
}
SECTORS = ["Households", "Organisations"]


class Ledger:
    def flows(self, month: int) -> pd.DataFrame:
        return pd.DataFrame([[-month, month], [month, -month]], ["purpose", "change in deposits"], SECTORS)

    def balance_sheet(self, month: int) -> pd.DataFrame:
        kinds = [("financial", "deposits"), ("net worth", "net worth")]
        index = pd.MultiIndex.from_tuples(kinds, names=["kind", "instrument"])
        return pd.DataFrame([[month, -month], [-month, month]], index, SECTORS)


class Territory:
    """Lives a month at a time; jobs count the months. Ctrl-C comes in the month ``stopped_in``."""

    stopped_in = 0

    @staticmethod
    def burnt_in(plan, seed, replicate):
        return None

    def __init__(self, plan, rng, replicate, burnt_in, choices, savings):
        self.plan, self.month = plan, 0
        self.ledger, self.burn_in_hash = Ledger(), "0" * 64
        self.closure = {"max_row_residual": 0, "max_column_residual": 0, "ring_fenced_max": 0}
        self.pole_careers, self.activities = pd.DataFrame(), pd.DataFrame()

    def run_for(self, months):
        self.month += months
        if self.month == self.stopped_in:
            signal.raise_signal(signal.SIGINT)

    @property
    def outcomes(self):
        months = np.arange(self.month + 1, dtype=float)
        values = [1000 + months, np.full_like(months, 12.5), np.full_like(months, 2e6), months]
        table = pd.DataFrame(dict(zip(UNITS, values, strict=True)), pd.RangeIndex(len(months), name="month"))
        table.attrs = {
            "units": {name: unit for name, (unit, _) in UNITS.items()},
            "levels": {name: level for name, (_, level) in UNITS.items()},
        }
        return table


@pytest.fixture
def ptce(monkeypatch, tmp_path, capsys):
    """Return a function that runs the command line: exit code, standard output, standard error."""
    monkeypatch.setitem(vars(simulation), "Territory", Territory)
    monkeypatch.setattr(living, "STATES", living.BurntInStates(1))
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ptce", *words])
        code = cli.main()
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


# -- scenarios


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_scenario_is_one_line_with_its_question(ptce, language):
    code, out, _ = ptce("scenarios", "--language", language)
    lines = out.splitlines()
    assert code == 0
    assert [line.split()[0] for line in lines] == list(scenario_names())
    for line in lines:
        plan, words = load_plan(line.split()[0]), Language(language)
        assert words.of(plan.title) in line and line.endswith(words.of(plan.question))


def test_an_unknown_language_is_refused(ptce):
    assert ptce("scenarios", "--language", "de")[::2] == (
        2,
        "ptce: unknown language 'de'; allowed: en, fr.\n",
    )


def test_a_refusal_is_said_in_the_language_that_was_asked_for(ptce):
    code, _, told = ptce("scenarios", "--language", "fr")
    assert (code, told) == (0, "")
    code, _, told = ptce("study", "any", "--workers", "0", "--language=fr")
    assert (code, told) == (2, "ptce: il faut au moins un processus, pas 0\n")


def test_listing_the_scenarios_loads_nothing_heavy():
    code = (
        "import sys; sys.argv = ['ptce', 'scenarios']; from experiments.cli import main; main();"
        "print([name for name in ('numba', 'pandas', 'mesa', 'scipy', 'matplotlib') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    assert answer.stdout.splitlines()[-1] == "[]"


# -- run


def test_a_run_prints_its_outcomes_in_eighty_columns(ptce):
    code, out, err = ptce("run", "mono_industry", "--regime", "plural", "--seed", "3")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert lines[0] == "A mono-industry in crisis: plural, class, seed 3"
    assert lines[2].split() == ["start", "year", "1", "year", "5", "year", "10", "year", "22"]
    assert lines[3].split()[-5:] == ["1,000", "1,012", "1,060", "1,120", "1,264"]
    assert "24.0" in out  # twelve months of two million
    assert "an_outcome_of_its_own" not in out
    assert "accounts: largest residual of rows 0 cents, of columns 0 cents in 264 months" in lines


def test_a_run_within_a_year_shows_its_last_month(ptce):
    out = ptce("run", "base", "--months", "5")[1]
    assert out.splitlines()[2].split() == ["start", "month", "5"]


def test_a_run_is_stored_with_what_it_can_be_traced_to(ptce, tmp_path):
    words = ("run", "base", "--months", "12", "--seed", "7", "--set", "demand.habit=1.5")
    assert ptce(*words)[0] == 0
    directory = tmp_path / "results" / "run" / "base-market-seed7"
    manifest = store.read_manifest(directory)
    plan = load_plan("base", months=12, overrides={"demand.habit": 1.5})
    assert manifest["plan_hash"] == plan.hash
    assert (manifest["seed"], manifest["months"], manifest["partial"]) == (7, 12, False)
    assert json.loads((directory / TIMES).read_text())["command"] == ["ptce", *words]
    beside = ["manifest.json", TIMES, LOCK]
    assert sorted([*manifest["files"], *beside]) == sorted(path.name for path in directory.iterdir())
    assert (directory / "plan.toml").read_text(encoding="utf-8") == plan.text
    table = pq.read_table(directory / "outcomes.parquet").to_pandas()
    assert list(table["month"]) == list(range(13))
    assert store.read_metadata(directory / "outcomes.parquet")["plan"] == plan.text
    assert pd.read_csv(directory / "outcomes.csv")["jobs"].tolist() == table["jobs"].tolist()
    flows = pd.read_csv(directory / "flows.csv", index_col="purpose")
    assert flows.loc["purpose"].tolist() == [-12, 12]
    balance = pd.read_csv(directory / "balance_sheet.csv")
    assert list(balance.columns[:2]) == ["kind", "instrument"]


def test_a_run_with_other_settings_has_a_folder_of_its_own_and_is_refused_in_that_of_another(ptce, tmp_path):
    assert ptce("run", "base", "--months", "2")[0] == 0
    assert ptce("run", "base", "--months", "2")[0] == 0
    assert ptce("run", "base", "--months", "3")[0] == 0
    first, second = sorted((tmp_path / "results" / "run").iterdir())
    assert (first.name, second.name[:18]) == ("base-market-seed1", "base-market-seed1-")
    code, _, told = ptce("run", "base", "--months", "4", "--out", str(first))
    assert code == 2 and "holds another run" in told
    assert store.read_manifest(first)["months"] == 2
    assert ptce("run", "base", "--months", "4", "--out", str(first), "--fresh")[0] == 0
    assert store.read_manifest(first)["months"] == 4


def test_a_stored_plan_can_be_run_again(ptce, tmp_path):
    assert ptce("run", "mono_industry", "--regime", "plural", "--months", "2", "--out", "first")[0] == 0
    assert ptce("run", str(tmp_path / "first" / "plan.toml"), "--out", "second")[0] == 0
    assert (tmp_path / "first" / "plan.toml").read_bytes() == (tmp_path / "second" / "plan.toml").read_bytes()


def test_a_scenario_of_ones_own_is_run(ptce, tmp_path):
    path = write_scenario(tmp_path)
    assert ptce("run", str(path), "--months", "1", "--out", "mine")[0] == 0
    assert store.read_manifest(tmp_path / "mine")["scenario"] == "mine"


def test_control_c_stores_the_months_that_were_finished(ptce, tmp_path, monkeypatch):
    monkeypatch.setattr(Territory, "stopped_in", 4)
    code, out, err = ptce("run", "base", "--months", "24", "--out", "stopped")
    assert code == 130
    assert "stopped after month 4 of 24" in err
    manifest = store.read_manifest(tmp_path / "stopped")
    assert (manifest["partial"], manifest["months"], manifest["months_planned"]) == (True, 4, 24)
    assert len(pd.read_csv(tmp_path / "stopped" / "outcomes.csv")) == 5
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("mono_industri",), "unknown scenario 'mono_industri'; did you mean 'mono_industry'?"),
        (("base", "--regime", "plurl"), "unknown regime 'plurl'; did you mean 'plural'?"),
        (("base", "--size", "big"), "unknown size 'big'; allowed: class, full."),
        (("base", "--months", "0"), "base: 'months' is 0 and must be a whole number between 1 and 1200."),
        (
            ("base", "--set", "demand.habit"),
            "--set takes PATH=VALUE, as in demand.price_elasticity=2.5, and not",
        ),
        (
            ("base", "--set", "demand.habbit=2"),
            "unknown parameter 'demand.habbit'; did you mean 'demand.habit'?",
        ),
        (("base", "--set", "demand.habit=2,5"), "write decimals with a point: 2.5."),
        (("base", "--set", "demand.habit=0"), "'demand.habit' is 0 and must lie between 1 and 50 (1)."),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(ptce, tmp_path, words, sentence):
    code, out, err = ptce("run", *words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and sentence in err
    assert not (tmp_path / "results").exists()


def test_a_directory_that_cannot_be_written_to_is_refused_before_anything_is_run(ptce, tmp_path):
    (tmp_path / "taken").write_text("a file")
    code, _, err = ptce("run", "base", "--out", "taken")
    assert code == 2 and err.startswith("ptce: cannot write to taken")


def test_a_full_disk_is_said_before_anything_is_run(ptce, monkeypatch):
    monkeypatch.setattr("experiments.questions.single_run.live", lambda *_: pytest.fail("it was run"))
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=10**6))
    code, _, err = ptce("run", "base", "--out", "full")
    assert code == 2 and err == "ptce: full has 1 MB free and about 4 MB are needed\n"


# -- describe


def test_the_model_is_described_as_declared(ptce):
    from simulation.odd import page

    assert ptce("describe") == (0, page(), "")


def test_a_scenario_is_described_with_its_own_values(ptce):
    code, out, _ = ptce("describe", "mono_industry", "--regime", "plural", "--size", "full")
    assert code == 0
    assert "**A mono-industry in crisis** (`mono_industry`), regime `plural`, size `full`, 264 months." in out
    assert "| `population.labour_force` | **24300** | people | 200 to 200000 |" in out
    assert "| 12 | 132 | `sector.main_industry.export_demand` | 1 |" in out
