"""An analysis, a figure, a design and a measure are added by a file, and by nothing else."""

import sys

import pytest

from experiments import analyses, designs
from experiments.pages import figures
from experiments.questions.facts import measures
from tests.experiments.fact_files import experiment, read

ANALYSIS = """
DESIGN = "single"
LIBRARIES = ()


def of_differences(results, differences, language):
    yield "nothing", differences.table, {}
"""
FIGURE = """
NAME = "added"
PLACE = 99
TITLE = "Added"
CAPTION = "A figure that was added."
NEEDS = {"monthly": ("jobs",)}


def draw(tables, scenario, language):
    raise NotImplementedError
"""
DESIGN = """
from experiments.designs import NoSettings as Settings
from experiments.designs.drawn import Drawn


def count(factors, settings):
    return 1


def draw(factors, settings, seed):
    return Drawn([{}])
"""
MEASURE = """
from experiments.questions.facts.measures.world import Needs, Settings


def check(settings, where):
    pass


def needs(settings, row):
    return Needs(("jobs",), 12)


def look(settings, row, world):
    return 1.0
"""


@pytest.fixture
def added(tmp_path, monkeypatch):
    """Return a function that adds a file to the folder of a package."""

    def add(package, text):
        (tmp_path / "added_for_a_test.py").write_text(text)
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])

    yield add
    for name in [name for name in sys.modules if name.endswith(".added_for_a_test")]:
        del sys.modules[name]
    figures.modules.cache_clear()
    designs.design_names.cache_clear()
    measures.measure_names.cache_clear()


def test_an_analysis_is_found_by_the_design_that_it_names(added):
    assert not list(analyses.analyses_of("single"))
    added(analyses, ANALYSIS)
    assert [module.__name__.rpartition(".")[2] for module in analyses.analyses_of("single")] == ["added_for_a_test"]


def test_a_figure_is_found(added):
    figures.modules.cache_clear()
    added(figures, FIGURE)
    assert figures.modules()[-1].NAME == "added"


def test_a_design_is_found(added):
    designs.design_names.cache_clear()
    added(designs, DESIGN)
    assert "added_for_a_test" in designs.design_names()


def test_a_measure_is_found_and_a_fact_can_name_it(added):
    measures.measure_names.cache_clear()
    added(measures, MEASURE)
    (one,) = read(experiment('{ kind = "added_for_a_test" }'))
    assert one.kind == "added_for_a_test" and measures.rows_of(one.kind, one.settings) == ("",)


def test_every_analysis_belongs_to_a_design_and_says_what_it_needs():
    told = {kind: list(analyses.analyses_of(kind)) for kind in designs.design_names()}
    assert {kind for kind, found in told.items() if found} == {
        "calibration", "grid", "latin_hypercube", "morris", "reachable", "sobol",
    }  # fmt: skip
    for module in (module for found in told.values() for module in found):
        assert isinstance(module.LIBRARIES, tuple)
        assert hasattr(module, "of_differences") != hasattr(module, "of_scenario")
