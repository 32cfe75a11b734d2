import numpy as np
import pandas as pd
import pytest

from experiments.analyses.boundary import (
    CANNOT_TELL,
    EXACTLY_ZERO,
    NEGATIVE,
    NO_RUNS,
    POSITIVE,
    boundary_map,
    draw,
    shares_of_signs,
    zero_lines,
)
from experiments.analyses.differences import paired_differences
from experiments.refusal import Refusal
from experiments.words.language import Language
from tests.experiments.toy_runs import runs_from

X, Y = "animation.cost", "trust.initial"


def grid(steps=5):
    places = [(x, y) for y in np.linspace(0, 1, steps) for x in np.linspace(0, 1, steps)]
    return pd.DataFrame(places, columns=[X, Y]).rename_axis("point").reset_index()


def test_the_boundary_of_a_plane_lies_where_it_is_zero():
    design = grid()
    effects = 10 * (design[Y] - design[X]) + 0.1
    lines = zero_lines(boundary_map(design, paired_differences(runs_from(effects), "jobs"), X, Y))
    of_mean = lines[lines["of"] == "mean"]
    assert np.allclose(of_mean["y"], of_mean["x"] - 0.01, atol=1e-9)


def test_the_sign_is_told_only_where_the_interval_excludes_zero():
    design = grid()
    effects = 40 * (design[X] - 0.5)
    table = boundary_map(design, paired_differences(runs_from(effects, 8, spread=6.0), "jobs"), X, Y)
    by_column = table.groupby("x")["sign"].agg(set)
    assert by_column[0.0] == {NEGATIVE} and by_column[1.0] == {POSITIVE}
    assert CANNOT_TELL in by_column[0.5]
    assert shares_of_signs(table).sum() == pytest.approx(1)


def test_zero_in_every_replicate_and_a_place_without_runs_have_names_of_their_own():
    runs = runs_from(np.zeros(25))
    table = boundary_map(grid(), paired_differences(runs[runs["point"] != 24], "jobs"), X, Y)
    assert list(table["sign"]) == [EXACTLY_ZERO] * 24 + [NO_RUNS]


def test_lost_pairs_are_counted():
    table = boundary_map(grid(), paired_differences(runs_from(np.ones(25), failed={(3, 0)}), "jobs"), X, Y)
    assert table["lost"].sum() == 1


def test_points_that_form_no_grid_are_refused():
    design = grid().drop(index=7)
    with pytest.raises(Refusal, match="no full grid"):
        zero_lines(boundary_map(design, paired_differences(runs_from(np.ones(25)), "jobs"), X, Y))


def test_a_design_that_varies_something_else_too_is_refused():
    design = pd.concat([grid(), grid().assign(point=lambda table: table["point"] + 25)])
    with pytest.raises(Refusal, match="more than"):
        boundary_map(design, paired_differences(runs_from(np.ones(50)), "jobs"), X, Y)


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_map_is_drawn(code):
    design = grid()
    effects = 40 * (design[X] - 0.5)
    figure = draw(
        boundary_map(design, paired_differences(runs_from(effects, 8, spread=6.0), "jobs"), X, Y), Language(code)
    )
    assert len(figure.axes) == 2
