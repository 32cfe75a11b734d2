"""How far the model is compiled is read off the cache of kernels, whoever compiles."""

import pytest

from experiments.seminar.preparing import Preparing
from experiments.words.language import Language
from simulation import preparation
from simulation.compiling import note_lowered
from simulation.kernels import COMPILED
from simulation.preparation import MACHINE_CODE, CompilingWatch
from simulation.schedule import SCHEDULE

pytestmark = pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
PHASES = [phase.__name__ for phase in SCHEDULE]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    return tmp_path


def translate(name):
    note_lowered(name)


def make_machine_code(cache):
    (cache / "simulation_0123").mkdir()
    (cache / "simulation_0123" / "schedule.live_month-70.py312.nbi").touch()


def test_phases_are_counted_as_they_come_and_the_time_left_follows(cache, monkeypatch):
    clock = iter([100.0, 106.0, 112.0, 130.0])
    monkeypatch.setattr(preparation.time, "monotonic", lambda: next(clock))
    translate(PHASES[0])
    translate("no_phase")
    watch = CompilingWatch()
    assert (watch.look().done, watch.look().seconds_left) == (1, None)
    for name in PHASES[1:4]:
        translate(name)
    seen = watch.look()
    # Three have taken six seconds since the watch began.
    assert (seen.done, seen.phases) == (4, len(set(PHASES))) and not seen.complete
    assert seen.seconds_left == pytest.approx(6.0 / 3 * (len(set(PHASES)) - 4 + MACHINE_CODE))
    for name in PHASES:
        translate(name)
    assert not watch.look().complete
    make_machine_code(cache)
    assert watch.look().complete


def test_a_page_says_so_in_both_languages(cache):
    told = {code: Preparing(Language(code)) for code in ("en", "fr")}
    assert "0 of" in told["en"].told() and "compile" in told["fr"].told()
    for name in PHASES:
        translate(name)
    assert told["en"].told() == "Machine code of the month is being made, once on this machine."
    assert "code machine" in told["fr"].told()
    make_machine_code(cache)
    assert told["en"].told() == "The model is being loaded." and told["fr"].told() == "Le modèle se charge."
