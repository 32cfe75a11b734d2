"""What a measure rests on, at tiny sizes: C agrees with the kernels, the port with the model, a table and a figure."""

from dataclasses import replace

import pandas as pd
import pytest

from experiments.words.language import Language
from tests.benchmarks import beside_mesa, c_loops
from tests.benchmarks.figure import write_figures
from tests.benchmarks.machine import this_machine
from tests.benchmarks.row import HIGHER, LOWER, Row, Settings
from tests.benchmarks.table import as_text, write_csv

pytestmark = pytest.mark.benchmark

QUICK = Settings(repeats=2, quick=True)
LOOPS = pytest.mark.parametrize("loop", c_loops.LOOPS, ids=lambda loop: loop.function)
SPEED = Row("speed", {"en": "Speed", "fr": "Vitesse"}, "times", HIGHER, 4.0, 6.0, (3.0, 5.0, 7.0), "a note")
COST = Row("cost", {"en": "Cost", "fr": "Coût"}, "s", LOWER, 4.0, 3.0, (5.0, 8.0))
INFORMS = Row("informs", {"en": "Informs", "fr": "Informe"}, "times", HIGHER, None, None, (1.0, 2.0))


@pytest.fixture
def library(tmp_path):
    if c_loops.compiler() is None:
        pytest.skip(c_loops.NO_COMPILER)
    return c_loops.compiled(tmp_path)


@LOOPS
def test_c_gives_the_numbers_of_the_kernel(loop, library):
    before, month = c_loops.world_before(loop, QUICK)
    c_loops.timed_pair(loop, library, before, month)


@LOOPS
def test_c_that_gives_other_numbers_is_refused(loop, library):
    before, month = c_loops.world_before(loop, QUICK)
    idle = replace(loop, kernel=lambda world, month: None)
    with pytest.raises(c_loops.Disagreement):
        c_loops.timed_pair(idle, library, before, month)


def test_the_port_has_the_statistics_of_the_model():
    assert beside_mesa.beyond_tolerance(beside_mesa.differences()) == []


def test_a_port_that_is_too_far_from_the_model_is_refused(monkeypatch):
    monkeypatch.setattr(beside_mesa, "differences", lambda: {name: 0.5 for name in beside_mesa.TOLERANCES})
    (row,) = beside_mesa.measure(QUICK)
    assert row.values == () and row.note.startswith("refused: the port differs from the model in unemployment_rate")


def test_a_row_says_whether_its_median_reaches_floor_and_aim():
    assert (SPEED.reaches(SPEED.floor), SPEED.reaches(SPEED.aim)) == (True, False)
    assert (COST.reaches(COST.floor), INFORMS.reaches(INFORMS.floor)) == (False, None)
    assert SPEED.times_the_floor(8.0) == COST.times_the_floor(2.0) == 2.0
    assert SPEED.refused("why").reaches(SPEED.floor) is None


@pytest.mark.parametrize("code", ["en", "fr"])
def test_rows_make_a_table_and_a_figure(tmp_path, code):
    rows, machine, language = [SPEED, COST, INFORMS, SPEED.refused("not measured")], this_machine(), Language(code)
    assert "a note" in as_text(rows, machine, quick=True)
    write_csv(rows, machine, False, tmp_path / "benchmark.csv")
    table = pd.read_csv(tmp_path / "benchmark.csv")
    assert list(table["median"].fillna(0.0)) == [5.0, 6.5, 1.5, 0.0]
    write_figures(rows, machine, language, False, tmp_path)
    assert len(list(tmp_path.glob(f"benchmark{language.ending}.*g"))) == 2
