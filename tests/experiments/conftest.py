"""A small comparison of the stand-in model, run once for all tests that read its files."""

from pathlib import Path

import pytest

from experiments.pages.comparing import compare
from experiments.questions.comparison import Comparison
from experiments.runs.coordinator import Means
from tests.experiments import fake


@pytest.fixture
def model(monkeypatch):
    """Stand-in for the model, in comparisons that draw nothing."""
    fake.install(monkeypatch)
    monkeypatch.setattr("experiments.pages.comparing.draw_all", lambda *_: [])
    return fake


@pytest.fixture(scope="package")
def compared(tmp_path_factory) -> Path:
    """Directory of a finished comparison: two scenarios, seven arms, six replicates, twenty years."""
    directory = tmp_path_factory.mktemp("compared")
    with pytest.MonkeyPatch.context() as monkeypatch:
        fake.install(monkeypatch)
        asked = Comparison(scenarios=("mono_industry", "land_pressure"), months=240, replicates=6)
        compare(asked, directory, Means(tmp_path_factory.mktemp("store")))
    return directory
