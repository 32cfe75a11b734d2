"""What a worker lives, and how it is stopped."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from experiments.seminar import worker
from experiments.seminar.picture import Picture, outcomes_of
from experiments.seminar.view import View, read_view
from simulation import Territory, load_plan

VIEW = replace(View(language_code="en"), months=24, replicates=2)
BASE = (("months", "24"), ("replicates", "2"), ("lang", "en"))


@pytest.fixture
def stop(monkeypatch):
    shared = SimpleNamespace(value=0)
    monkeypatch.setattr(worker, "_last_cancelled", shared)
    return shared


def lived(view, side, replicate, **more):
    return worker.live(worker.WantedRun(1, view.plans[side], view.seed, replicate, **more))


def test_the_page_lives_what_its_plan_file_lives(stop, tmp_path):
    view = read_view([*BASE, ("b.trust.gain", "0.1"), ("b.demand.price_elasticity", "2@6-18")])
    (tmp_path / "plan.toml").write_text(view.plans[1].text, encoding="utf-8")
    alone = Territory(load_plan(tmp_path / "plan.toml"), rng=view.seed, replicate=1)
    alone.run_for(view.months)
    np.testing.assert_array_equal(outcomes_of(lived(view, 1, 1)), alone.outcomes.to_numpy())


def test_what_is_moved_changes_months_but_not_the_past(stop):
    view = read_view([*BASE, ("a", "plural"), ("b.sector.main_industry.export_demand", "0.2")])
    a, b = (outcomes_of(lived(view, side, 0)) for side in (0, 1))
    np.testing.assert_array_equal(a[0], b[0])
    assert not np.array_equal(a[-1], b[-1], equal_nan=True)


def test_a_run_that_is_no_longer_wanted_ends_without_a_result(stop):
    stop.value = 1
    assert lived(VIEW, 0, 0) is None
    stop.value = 2
    assert lived(VIEW, 0, 0) is not None


def test_a_run_is_stopped_on_its_way(stop, monkeypatch):
    months = []

    def frame(territory):
        months.append(territory.month)
        if territory.month == 6:
            stop.value = 1
        return np.zeros((3, 1, 1), np.int16)

    monkeypatch.setattr(worker, "frame_of", frame)
    assert lived(VIEW, 0, 0, with_frames=True) is None
    assert months[-1] == 6


def test_the_same_setting_twice_differs_by_exactly_zero(stop):
    runs = [lived(VIEW, 0, replicate, with_frames=replicate == 0) for replicate in (0, 1)]
    picture = Picture(runs, runs)
    assert set(picture.effects().query("n > 0")["verdict"]) == {"exactly zero"}
    assert np.nanmax(np.abs(picture.bands("jobs").difference)) == 0
    mean, half = picture.lorenz_difference("income")
    assert not mean.any() and not half.any()


def test_bands_hold_half_and_nine_tenths_of_the_worlds(stop):
    runs = [lived(VIEW, 1, replicate) for replicate in range(3)]
    low90, low50, middle, high50, high90 = Picture(runs, runs).bands("jobs").a
    jobs = np.sort([run.series["jobs"] for run in runs], axis=0)
    np.testing.assert_array_equal(middle, jobs[1])
    assert (
        (jobs[0] <= low90).all() and (low90 <= low50).all() and (high50 <= high90).all() and (high90 <= jobs[2]).all()
    )
