"""How far the model is compiled is read off the cache of kernels, whoever compiles."""

import pytest

from experiments.seminar.preparing import Preparing
from experiments.words.language import Language
from simulation import preparation
from simulation.kernels import COMPILED
from simulation.preparation import CompilingWatch
from simulation.schedule import SCHEDULE

pytestmark = pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
PHASES = [phase.__name__ for phase in SCHEDULE]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    return tmp_path


def compile_phase(cache, name):
    folder = cache / "economy_0123"
    folder.mkdir(exist_ok=True)
    (folder / f"some_file.{name}-31.py312.nbi").touch()


def test_phases_are_counted_as_they_come_and_the_time_left_follows(cache, monkeypatch):
    clock = iter([100.0, 106.0, 112.0])
    monkeypatch.setattr(preparation.time, "monotonic", lambda: next(clock))
    compile_phase(cache, PHASES[0])
    compile_phase(cache, "no_phase")
    watch = CompilingWatch()
    assert (watch.look().done, watch.look().seconds_left) == (1, None)
    for name in PHASES[1:4]:
        compile_phase(cache, name)
    seen = watch.look()
    # Three have taken six seconds since the watch began.
    assert (seen.done, seen.phases) == (4, len(set(PHASES))) and not seen.complete
    assert seen.seconds_left == pytest.approx(6.0 / 3 * (len(set(PHASES)) - 4))


def test_a_page_says_so_in_both_languages(cache):
    told = {code: Preparing(Language(code)) for code in ("en", "fr")}
    assert "0 of" in told["en"].told() and "compile" in told["fr"].told()
    for name in PHASES:
        compile_phase(cache, name)
    assert told["en"].told() == "The model is being loaded." and told["fr"].told() == "Le modèle se charge."
