import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import analyses, designs
from experiments.analyses import analyses_of
from experiments.designs import design, design_names
from experiments.designs.factor import Factor
from experiments.questions.studies.study_reading import read_study
from experiments.refusal import Refusal
from simulation.declared import PARAMETERS
from simulation.plan import all_mechanisms_off
from simulation.refusals import PlanError
from tests.experiments.study_files import small


@st.composite
def factors(draw):
    """A number, an integer, a switch or a choice, over a range or listed values."""
    kind = draw(st.sampled_from(["number", "integer", "switch", "choice"]))
    path = f"group.{draw(st.integers(0, 10**9))}"
    if kind == "choice":
        return Factor(path, "uncertainty", kind, 0, 2, ("a", "b", "c"))
    if kind == "switch":
        return Factor(path, "lever", kind, 0, 1, (False, True))
    low = draw(st.integers(-1000, 1000))
    high = low + draw(st.integers(1, 1000))
    if kind == "integer":
        return Factor(path, "lever", kind, low, high)
    return Factor(path, "uncertainty", kind, low / 7, high / 7)


several = st.lists(factors(), min_size=2, max_size=6, unique_by=lambda factor: factor.path)
SIZES = {
    "one_at_a_time": ({"levels": 2}, lambda k, steps: 1 + sum(steps)),
    "grid": ({"levels": 2}, lambda k, steps: int(np.prod(steps))),
    "latin_hypercube": ({"points": 7}, lambda k, steps: 7),
    "sobol": ({"samples": 8}, lambda k, steps: 8 * (k + 2)),
    "morris": ({"trajectories": 3}, lambda k, steps: 3 * (k + 1)),
}


@pytest.mark.parametrize("kind", SIZES)
@settings(max_examples=25, deadline=None)
@given(varied=several, seed=st.integers(0, 2**31))
def test_a_design_has_its_size_stays_in_its_ranges_and_is_drawn_again_alike(kind, varied, seed):
    given_settings, size = SIZES[kind]
    module = design(kind)
    drawn = module.draw(varied, module.Settings(**given_settings), seed)
    assert module.count(varied, module.Settings(**given_settings)) == len(drawn.points)
    assert len(drawn.points) == size(len(varied), [len(factor.steps(2)) for factor in varied])
    by_path = {factor.path: factor for factor in varied}
    for point in drawn.points:
        for path, value in point.items():
            factor = by_path[path]
            assert value in factor.values if factor.values else factor.low <= value <= factor.high
            assert isinstance(value, {"number": float, "integer": int, "switch": bool, "choice": str}[factor.kind])
    assert list(module.draw(varied, module.Settings(**given_settings), seed).points) == list(drawn.points)
    if drawn.shares is not None:
        assert drawn.shares.shape == (len(drawn.points), len(varied))
        assert drawn.shares.min() >= 0 and drawn.shares.max() <= 1


def test_whole_numbers_and_names_get_equal_parts_of_the_way():
    whole = Factor("a.b", "lever", "integer", 1, 4)
    assert [whole.at(share) for share in (0.0, 0.24, 0.25, 0.5, 0.99, 1.0)] == [1, 1, 2, 3, 4, 4]
    names = Factor("a.c", "lever", "choice", 0, 1, ("x", "y"))
    assert [names.at(share) for share in (0.0, 0.49, 0.5, 1.0)] == ["x", "x", "y", "y"]


def test_every_kind_of_design_is_found_where_it_lies():
    assert set(design_names()) == {*SIZES, "single", "ablation", "table", "calibration", "reachable"}


def test_ablation_switches_each_mechanism_off_alone_and_on_alone(tmp_path):
    study = read_study(small(tmp_path, design='kind = "ablation"\nmechanisms = [5, 7]', factors=""))
    everything = all_mechanisms_off()
    seven = {path for path in everything if PARAMETERS[path].mechanism == 7}
    cases = dict(zip(study.drawn.cases, study.drawn.points, strict=True))
    assert list(cases) == [
        "as the scenario has it",
        "all off",
        "off alone: trust",
        "off alone: pooling",
        "on alone: trust",
        "on alone: pooling",
    ]
    assert cases["all off"] == everything
    assert cases["off alone: pooling"] == {path: everything[path] for path in seven}
    assert everything.keys() - cases["on alone: pooling"].keys() == seven
    assert list(study.design["case"]) == list(cases)


TABLES = {
    "points, commas": "pooling.purchase_discount,stance.rule\n0.05,imitation\n0.10,\n",
    "commas, semicolons": "pooling.purchase_discount;stance.rule\n0,05;imitation\n0,10;\n",
    "points, tabs": "pooling.purchase_discount\tstance.rule\n0.05\timitation\n0.1\t\n",
    "quoted commas": 'pooling.purchase_discount,stance.rule\n"0,05",imitation\n"0,10",\n',
    "empty lines, spaces": "pooling.purchase_discount; stance.rule\r\n 0,05 ; imitation\r\n\r\n0,1;\r\n",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES.keys())
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "with byte order mark"])
def test_a_table_of_points_is_read_as_spreadsheets_write_it(tmp_path, text, mark):
    (tmp_path / "points.csv").write_text(mark + text, encoding="utf-8", newline="")
    study = read_study(small(tmp_path, design='kind = "table"\nfile = "points.csv"', factors=""))
    assert list(study.drawn.points) == [
        {"pooling.purchase_discount": 0.05, "stance.rule": "imitation"},
        {"pooling.purchase_discount": 0.10},
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("pooling.purchase_discont\n0.1\n", "line 1: unknown parameter 'pooling.purchase_discont'; did you mean"),
        ("pooling.purchase_discount\n0.1\n7\n", "line 3: 'pooling.purchase_discount' is 7 and must lie between"),
        ("pooling.purchase_discount;stance.rule\n0,1\n", "line 2: has 1 cells and the first line names 2"),
        ("stance.rule;stance.rule\nmoody;moody\n", "column 'stance.rule' stands there twice"),
        ("stance.rule\n", "holds no point"),
        ("", "is empty"),
    ],
)
def test_a_bad_table_of_points_is_refused_with_its_line(tmp_path, text, sentence):
    (tmp_path / "points.csv").write_text(text)
    with pytest.raises((PlanError, Refusal), match=sentence):
        read_study(small(tmp_path, design='kind = "table"\nfile = "points.csv"', factors=""))


TWO = '"pooling.purchase_discount" = {}\n"trust.initial" = {}'
DEGENERATE = {
    "lloyd of one parameter": (
        'kind = "latin_hypercube"\npoints = 9\noptimization = "lloyd"',
        '"trust.initial" = {}',
        "needs 2 to 7 parameters, and 1 vary",
    ),
    "lloyd of too few points": (
        'kind = "latin_hypercube"\npoints = 2\noptimization = "lloyd"',
        TWO,
        "more points than the 2 parameters, and 'points' is 2",
    ),
    "no point": ('kind = "latin_hypercube"\npoints = 0', TWO, "points: should be greater than or equal to 1"),
    "no trajectory": ('kind = "morris"\ntrajectories = 0', TWO, "trajectories: should be greater than or equal to 2"),
    "too few blocks": ('kind = "sobol"\nsamples = 4', TWO, "samples: should be greater than or equal to 8"),
    "one level": ('kind = "grid"\nlevels = 1', TWO, "levels: should be greater than or equal to 2"),
    "no such mechanism": ('kind = "ablation"\nmechanisms = [99]', "", "no mechanism 99 that can be switched off"),
    "a mechanism twice": ('kind = "ablation"\nmechanisms = [5, 5]', "", "mechanism 5 stands there twice"),
    "one value": ('kind = "grid"', '"trust.initial" = { values = [0.2] }', "takes one value only and does not vary"),
    "a value twice": ('kind = "grid"', '"trust.initial" = { values = [0.2, 0.2] }', "0.2 stands there twice"),
    "calibration of poles": (
        'kind = "calibration"\npopulation = 10\ngenerations = 1',
        TWO,
        "runs in the regime 'market' only, and not in 'reciprocity'",
    ),
    "reachable of what nobody chooses": (
        'kind = "reachable"\nrounds = 1\nbatch = 2\ncells = 2\nranges = [[0.0, 1.0], [0.0, 1.0]]',
        TWO,
        "stands under 'uncertainties': what can be reached is asked of levers only",
    ),
    "reachable without cost": (
        'kind = "reachable"\nrounds = 1\nbatch = 2\ncells = 2\nranges = [[0.0, 1.0], [0.0, 1.0]]',
        '[levers]\n"policy.pole_share" = {}',
        "two outcomes, the axes of the plane, and 'public_cost' after them",
    ),
}


@pytest.mark.parametrize(("design_text", "varied", "sentence"), DEGENERATE.values(), ids=DEGENERATE.keys())
def test_a_design_that_degenerates_is_refused_in_a_sentence_about_the_file(tmp_path, design_text, varied, sentence):
    with pytest.raises(Refusal, match=sentence) as refused:
        read_study(small(tmp_path, design=design_text, factors=varied))
    assert str(refused.value).startswith("small.toml: ")


TWENTY = [path for path, one in PARAMETERS.items() if one.kind == "number"][:20]
MILLIONS = {
    "grid": ('kind = "grid"', "3,486,784,401 points"),
    "one at a time": ('kind = "one_at_a_time"\nlevels = 1000000', "20,000,001 points"),
    "latin hypercube": ('kind = "latin_hypercube"\npoints = 1000000000', "1,000,000,000 points"),
    "morris": ('kind = "morris"\ntrajectories = 1000000', "21,000,000 points"),
    "sobol": ('kind = "sobol"\nsamples = 1073741824', "23,622,320,128 points"),
}


@pytest.mark.parametrize(("design_text", "sentence"), MILLIONS.values(), ids=MILLIONS.keys())
def test_more_runs_than_fit_are_refused_with_their_number_before_a_point_is_made(
    tmp_path, monkeypatch, design_text, sentence
):
    kind = design_text.split('"')[1]
    monkeypatch.setattr(design(kind), "draw", lambda *_: pytest.fail("points were made"))
    varied = "\n".join(f'"{path}" = {{}}' for path in TWENTY)
    with pytest.raises(Refusal, match=f"{sentence} are .* runs .*, and a study has at most 1,000,000"):
        read_study(small(tmp_path, design=design_text, factors=varied))


def test_the_check_of_many_points_is_told_of(tmp_path):
    told = []
    varied = '"trust.initial" = {}\n"pooling.purchase_discount" = {}'
    read_study(small(tmp_path, design='kind = "grid"\nlevels = 32', factors=varied, replicates=1), told.append)
    assert told == ["small.toml: checking 1,024 points"]


@pytest.mark.parametrize("kind", design_names())
def test_a_design_and_its_analysis_name_the_libraries_that_are_not_installed(monkeypatch, kind):
    libraries = {*getattr(design(kind), "LIBRARIES", ())}
    libraries |= {name for module in analyses_of(kind) for name in module.LIBRARIES}
    monkeypatch.setattr("experiments.extras.find_spec", lambda name: None)
    if not libraries:
        analyses.refuse_without_libraries(kind)
        designs.refuse_without_libraries(kind)
        return
    with pytest.raises(Refusal, match=r"pip install 'ptce\[studies\]'"):
        designs.refuse_without_libraries(kind)
        analyses.refuse_without_libraries(kind)
