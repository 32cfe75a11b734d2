import math
import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.files.directory import ResultsDirectory
from experiments.pages.claims.page import write_page, write_register
from experiments.pages.claims.publishing import PROGRAM
from experiments.questions.claims.answers import (
    CANNOT_TELL,
    EQUIVALENCE,
    LESS,
    MORE,
    NO,
    NON_INFERIORITY,
    SUPERIORITY,
    TESTS,
    YES,
    answer,
    together,
)
from experiments.questions.claims.declared import Claim, read_claim
from experiments.questions.claims.estimates import FEWEST_PAIRS, MOST_LOST, Sample
from experiments.questions.claims.register import (
    ALL_SCENARIOS,
    cells_of,
    claim_named,
    claims,
    design,
    region,
    study_points,
    verdict,
)
from experiments.questions.claims.withdrawn import WITHDRAWN
from experiments.refusal import Refusal
from simulation import load_plan
from simulation.refusals import PlanError

TOLD = {"en": "sentence", "fr": "phrase"}
QUOTED = {"text": "« mots »", "where": "L1"}
CONTRAST = {"arms": {"a": {"regime": "reciprocity"}, "b": {"regime": "market"}}}
ends = st.floats(-1e6, 1e6, allow_nan=False)
sizes = st.floats(1e-3, 1e3)


def made_up(**changes):
    """A claim: more jobs in reciprocity than in market, by at least 4, on two scenarios."""
    part = {"name": "more", "title": TOLD, "metric": "jobs", "contrast": {"a": 1.0, "b": -1.0}, "sesoi": 4.0}
    content = {
        "id": "made_up",
        "claims": ["C0"],
        "kind": "T",
        "title": TOLD,
        "quotation": QUOTED,
        "opposed": QUOTED,
        "opposed_title": TOLD,
        "scenarios": ["mono_industry", "land_pressure"],
        "replicates": 20,
        "metrics": {"jobs": {"outcome": "jobs"}},
        **CONTRAST,
        "parts": [{**part, "reason": TOLD}],
        "by_hand": TOLD,
    }
    return Claim.model_validate({**content, **changes})


def part(name="more", **changes):
    usual = {"name": name, "title": TOLD, "metric": "jobs", "sesoi": 4.0, "reason": TOLD}
    if changes.get("estimate") in (None, "difference"):
        usual["contrast"] = {"a": 1.0, "b": -1.0}
    return {**usual, **changes}


def runs_for(claim, value, spread=1.0, failed=()):
    """Runs that a claim asks for; `value(scenario, regime, overrides)` is the mean of every metric."""
    rows = []
    columns = sorted({metric.column for metric in claim.metrics.values()})
    for (scenario, regime, point), cells in study_points(claim).groupby(["scenario", "regime", "point"]):
        overrides = cells["overrides"].iloc[0]
        for replicate in range(int(cells["replicates"].max())):
            common = 50 * np.sin(replicate)
            seed = [replicate, point, *map(ord, scenario + regime)]
            noise = np.random.default_rng(seed).normal(0, spread)
            lost = (scenario, regime, replicate) in failed
            rows.append(
                {
                    "scenario": scenario,
                    "regime": regime,
                    "point": point,
                    "replicate": replicate,
                    "status": "failed" if lost else "done",
                    **dict.fromkeys(columns, np.nan if lost else common + noise + value(scenario, regime, overrides)),
                }
            )
    return pd.DataFrame(rows)


# The rule of the verdict


@pytest.mark.parametrize(
    ("low", "high", "test", "direction", "told"),
    [
        (5, 9, SUPERIORITY, MORE, YES),
        (1, 9, SUPERIORITY, MORE, CANNOT_TELL),
        (1, 3, SUPERIORITY, MORE, NO),  # there is an effect, but none that would be of interest
        (-9, -5, SUPERIORITY, MORE, NO),
        (-9, 9, SUPERIORITY, MORE, CANNOT_TELL),
        (-9, -5, SUPERIORITY, LESS, YES),
        (-3, 3, SUPERIORITY, LESS, NO),
        (-3, 9, NON_INFERIORITY, MORE, YES),
        (-9, -5, NON_INFERIORITY, MORE, NO),
        (-5, 9, NON_INFERIORITY, MORE, CANNOT_TELL),
        (-3, 3, EQUIVALENCE, MORE, YES),
        (5, 9, EQUIVALENCE, MORE, NO),
        (-9, -5, EQUIVALENCE, MORE, NO),
        (3, 9, EQUIVALENCE, MORE, CANNOT_TELL),
        (float("nan"), 9, SUPERIORITY, MORE, CANNOT_TELL),
        (0, 0, SUPERIORITY, MORE, NO),
        (0, 0, EQUIVALENCE, MORE, YES),
    ],
)
def test_the_rule_from_all_sides(low, high, test, direction, told):
    assert answer(low, high, 4.0, test, direction) == told


@given(ends, ends, sizes, st.sampled_from([MORE, LESS]))
def test_an_interval_that_holds_zero_never_says_yes_to_superiority(one, other, sesoi, direction):
    low, high = min(one, other, 0.0), max(one, other, 0.0)
    assert answer(low, high, sesoi, SUPERIORITY, direction) != YES


@given(ends, ends, sizes, st.sampled_from(TESTS), st.sampled_from([MORE, LESS]))
def test_both_directions_mirror_each_other(one, other, sesoi, test, direction):
    low, high = min(one, other), max(one, other)
    mirrored = answer(-high, -low, sesoi, test, LESS if direction == MORE else MORE)
    assert answer(low, high, sesoi, test, direction) == mirrored


@given(ends, ends, st.floats(0, 1e6), sizes, st.sampled_from(TESTS), st.sampled_from([MORE, LESS]))
def test_a_wider_interval_never_tells_more(one, other, wider, sesoi, test, direction):
    low, high = min(one, other), max(one, other)
    narrow = answer(low, high, sesoi, test, direction)
    assert answer(low - wider, high + wider, sesoi, test, direction) in (narrow, CANNOT_TELL)


@given(ends, ends, sizes)
def test_superiority_and_its_non_inferior_opposite_are_never_both_true(one, other, sesoi):
    low, high = min(one, other), max(one, other)
    claimed = answer(low, high, sesoi, SUPERIORITY, MORE)
    opposed = answer(-high, -low, sesoi, NON_INFERIORITY, MORE)
    assert (claimed, opposed) in {(YES, NO), (NO, YES), (CANNOT_TELL, CANNOT_TELL)} or low == sesoi or high == sesoi


@given(ends, ends, sizes)
def test_superiority_and_equivalence_are_never_both_true(one, other, sesoi):
    low, high = min(one, other), max(one, other)
    assert [answer(low, high, sesoi, test) for test in (SUPERIORITY, EQUIVALENCE)].count(YES) < 2


def test_without_a_smallest_effect_of_interest_nothing_is_answered():
    with pytest.raises(ValueError, match="above 0"):
        answer(1, 2, 0.0, SUPERIORITY)


@pytest.mark.parametrize(
    ("answers", "strict", "told"),
    [
        ([YES, YES], [YES, YES], YES),
        ([YES, CANNOT_TELL], [YES, CANNOT_TELL], CANNOT_TELL),
        ([YES, NO], [YES, NO], NO),
        ([YES, NO], [YES, CANNOT_TELL], CANNOT_TELL),
        ([], [], CANNOT_TELL),
    ],
)
def test_a_claim_is_true_only_where_all_of_it_is(answers, strict, told):
    assert together(answers, strict) == told


# Samples


def test_the_interval_is_the_usual_one():
    sample = Sample(np.array([1.0, 2, 3, 4, 5]), 0)
    half = 2.7764 * math.sqrt(2.5) / math.sqrt(5)
    assert sample.interval() == pytest.approx((3 - half, 3 + half), abs=1e-3)
    assert sample.minimum_detectable == pytest.approx(2.8 * math.sqrt(2.5 / 5))


def test_few_replicates_or_many_lost_ones_tell_nothing():
    assert not Sample(np.ones(FEWEST_PAIRS - 1), 0).told
    assert Sample(np.ones(18), 2).told and MOST_LOST * 20 >= 2
    assert not Sample(np.ones(17), 3).told
    assert all(math.isnan(end) for end in Sample(np.ones(17), 3).interval())


# Verdicts


@pytest.mark.parametrize(
    ("effect", "spread", "told"), [(12, 1.0, YES), (0, 1.0, NO), (-12, 1.0, NO), (4, 6.0, CANNOT_TELL)]
)
def test_clear_yes_clear_no_cannot_tell(effect, spread, told):
    claim = made_up()
    found = verdict(claim, runs_for(claim, lambda s, r, o: effect * (r == "reciprocity"), spread))
    assert found.answer == told
    assert len(found.rows) == 2 and (found.rows["n"] == 20).all()
    assert found.opposed is None


def test_where_it_holds_and_where_it_fails():
    claim = made_up()
    found = verdict(claim, runs_for(claim, lambda s, r, o: 12 * (r == "reciprocity" and s == "mono_industry")))
    assert found.by_scenario == {"mono_industry": YES, "land_pressure": NO}
    assert found.answer == NO


def test_an_opposed_claim_has_a_verdict_of_its_own_and_a_control_none():
    claim = made_up(
        parts=[
            part(),
            part("same", side="opposed", test=EQUIVALENCE),
            part("aside", side="control", direction=LESS),
        ]
    )
    found = verdict(claim, runs_for(claim, lambda s, r, o: 12 * (r == "reciprocity")))
    assert (found.answer, found.opposed) == (YES, NO)
    assert set(found.rows["side"]) == {"claim", "opposed", "control"}


def test_lost_replicates_are_counted_and_too_many_silence_the_verdict():
    claim = made_up()
    one = {("mono_industry", "market", 3)}
    found = verdict(claim, runs_for(claim, lambda s, r, o: 12 * (r == "reciprocity"), failed=one))
    assert found.answer == YES and list(found.rows["lost"]) == [1, 0] and list(found.rows["n"]) == [19, 20]
    many = {("mono_industry", "market", replicate) for replicate in range(3)}
    found = verdict(claim, runs_for(claim, lambda s, r, o: 12 * (r == "reciprocity"), failed=many))
    assert found.by_scenario["mono_industry"] == CANNOT_TELL


def test_runs_that_are_not_in_the_table_count_as_lost():
    claim = made_up()
    runs = runs_for(claim, lambda s, r, o: 12 * (r == "reciprocity"))
    found = verdict(claim, runs[~((runs["scenario"] == "land_pressure") & (runs["replicate"] < 5))])
    assert list(found.rows["lost"]) == [0, 5]


def test_a_table_with_a_run_twice_is_refused():
    claim = made_up()
    runs = runs_for(claim, lambda s, r, o: 0.0)
    with pytest.raises(Refusal, match="twice"):
        cells_of(claim, pd.concat([runs, runs.head(1)]))


def policies(**changes):
    arms = {
        name: {"regime": "plural", "overrides": {"policy.seed_cheque": value}}
        for name, value in (("x", 1.0), ("y", 2.0))
    }
    loss = part("loss", estimate="transfer", policies=["x", "y"], **changes)
    return made_up(arms=arms, parts=[loss], replicates=40)


def test_a_policy_tuned_elsewhere_loses_where_territories_differ():
    claim = policies()

    def value(scenario, regime, overrides):
        best = 1.0 if scenario == "mono_industry" else 2.0
        return 20.0 * (overrides["policy.seed_cheque"] == best)

    found = verdict(claim, runs_for(claim, value))
    row = found.rows.iloc[0]
    assert found.answer == YES and row["scenario"] == ALL_SCENARIOS
    assert row["estimate"] == pytest.approx(20, abs=1) and row["n"] == 20
    assert row["chosen"] == "mono_industry: x, land_pressure: y"


def test_where_the_same_policy_is_best_nothing_is_lost():
    claim = policies()
    found = verdict(claim, runs_for(claim, lambda s, r, o: 20.0 * (o["policy.seed_cheque"] == 1.0)))
    assert found.answer == NO and found.rows["estimate"].iloc[0] == 0


def test_choosing_among_policies_that_are_alike_makes_no_loss():
    claim = policies(test=EQUIVALENCE)
    found = verdict(claim, runs_for(claim, lambda s, r, o: 0.0, spread=6.0))
    assert abs(found.rows["estimate"].iloc[0]) < 4


def swept():
    return made_up(
        arms={},
        sweep={"path": "pole.initial_members", "values": [0, 5, 10, 15, 20, 30]},
        parts=[part("break", estimate="break", sesoi=0.5)],
        replicates=40,
    )


@pytest.mark.parametrize(("bend", "told"), [(3.0, YES), (0.0, NO)])
def test_a_break_of_slope_is_found_where_there_is_one(bend, told):
    claim = swept()

    def value(scenario, regime, overrides):
        members = overrides["pole.initial_members"]
        return (0.5 * members + bend * max(members - 15, 0)) * (regime == "reciprocity")

    found = verdict(claim, runs_for(claim, value, spread=2.0))
    assert found.answer == told
    assert found.rows["estimate"].to_numpy() == pytest.approx(bend, abs=0.5)
    if bend:
        assert set(found.rows["chosen"]) == {"15"}


def test_the_region_says_where_it_holds():
    claim = made_up(
        scenarios=["mono_industry"],
        region={"part": "more", "x": {"path": "trust.initial", "values": [0.2, 0.4, 0.6]}, "arms": ["a"]},
    )

    def value(scenario, regime, overrides):
        return 30 * (overrides.get("trust.initial", 0.4) - 0.3) * (regime == "reciprocity")

    table = region(claim, runs_for(claim, value, spread=0.1)).set_index("x")
    assert table["answer"].to_dict() == {0.2: NO, 0.4: NO, 0.6: YES}
    assert (table["n"] == 10).all()


# The files


def test_all_disputes_are_there_with_a_class_and_both_sides():
    wanted = {
        "no_single_model", "cooperation_beyond_the_gift", "site_alone", "animator_or_not", "who_the_members_are",
        "mixed_membership", "cooperation_calls_for_pooling", "legal_form_or_links",
        "label_without_money", "eligibility_threshold", "critical_mass", "more_equal_without_less_wealth",
        "balance_under_turbulence",
    }  # fmt: skip
    assert wanted <= set(claims())
    for claim in claims().values():
        assert Counter(one.side for one in claim.parts)["claim"] >= 1
        assert re.search(r"L\d+|JASSS", claim.quotation.where) and re.search(r"L\d+", claim.opposed.where)


@pytest.mark.parametrize("name", sorted(claims()))
def test_every_run_a_claim_needs_can_be_planned(name):
    claim = claims()[name]
    points = study_points(claim)
    overrides = design(claim)
    for row in points.drop_duplicates(["scenario", "regime", "point"]).itertuples():
        assert overrides[row.point] == row.overrides
        load_plan(row.scenario, regime=row.regime, size=row.size, months=row.months, overrides=row.overrides)


def test_the_calm_territory_is_that_of_the_crisis_without_its_events():
    crisis, calm = load_plan("mono_industry"), load_plan("_mono_industry_unshocked")
    assert crisis.values == calm.values and crisis.events and not calm.events


def test_an_unknown_claim_is_refused_with_the_nearest_name():
    with pytest.raises(PlanError, match="site_alone"):
        claim_named("site_alon")


def test_what_was_withdrawn_says_why_in_both_languages_and_is_judged_no_more():
    assert {one.name for one in WITHDRAWN} & set(claims()) == set()
    for one in WITHDRAWN:
        assert set(one.title) == set(one.reason) == {"en", "fr"}


NEW = ("cooperation_beyond_the_gift", "site_alone", "animator_or_not", "who_the_members_are")


@pytest.mark.parametrize("name", NEW)
@pytest.mark.parametrize("true", [True, False])
def test_a_world_in_which_a_new_claim_is_true_and_one_in_which_it_is_false_are_told_apart(name, true):
    claim = claims()[name]
    part_of_claim = next(one for one in claim.parts if one.side == "claim")
    favoured = max(part_of_claim.contrast, key=part_of_claim.contrast.get)
    regime = claim.arms[favoured].regime
    # Twice what counts, for the arm that the claim favours or, where it is false, against it.
    size = 2.0 * part_of_claim.sesoi * (1 if true else -1)
    runs = runs_for(claim, lambda scenario, lived, overrides: size * (lived == regime), spread=1.0)
    assert verdict(claim, runs).answer == (YES if true else NO)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"arms": {"a": {"regime": "reciprocity"}}}, "no arm 'b'"),
        ({"parts": [part(contrast={"a": 1.0, "b": 1.0})]}, "sum to zero"),
        ({"parts": [part(metric="wealth")]}, "no metric"),
        ({"parts": [part(side="control")]}, "no part tests the claim"),
        ({"parts": [part(test="wish")]}, "not one of"),
        ({"parts": [part(sesoi=0.0)]}, "greater than 0"),
        ({"parts": [part(estimate="break")]}, "needs a sweep"),
        ({"parts": [part(), part()]}, "one name"),
    ],
)
def test_a_claim_that_does_not_hang_together_is_refused(changes, told):
    with pytest.raises(ValueError, match=told):
        made_up(**changes)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('outcome = "jobs"', 'outcome = "joy"', "no outcome 'joy'"),
        ('regime = "market"', 'regime = "anarchy"', "no regime 'anarchy'"),
        ('kind = "A"', 'kind = "Z"', "kind"),
        ('"pooling.member_hours", values', '"pooling.member_ours", values', "pooling.member_hours"),
        ("sesoi = 4.0", "sesoi = 4.0\nsesame = 1", "sesame"),
    ],
)
def test_a_file_that_names_what_is_not_there_is_refused(tmp_path, old, new, told):
    from experiments.questions.claims.register import FOLDER

    text = (FOLDER / "cooperation_is_efficient.toml").read_text(encoding="utf-8")
    path = tmp_path / "wrong.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises((Refusal, PlanError), match=told):
        read_claim(path)


# The pages


@pytest.mark.parametrize("code", ["en", "fr"])
def test_a_page_says_what_was_claimed_found_and_put_in(tmp_path, code):
    claim = claims()["strategy_costs_nothing"]
    runs = runs_for(claim, lambda s, r, o: 20 * o["policy.strategy"])
    found = verdict(claim, runs)
    files = write_page(found, region(claim, runs), ResultsDirectory(tmp_path, PROGRAM), code)
    assert all((tmp_path / name).exists() for name in files)
    ending = "" if code == "en" else "_fr"
    for kind in ("md", "html"):
        page = (tmp_path / f"strategy_costs_nothing{ending}.{kind}").read_text(encoding="utf-8")
        assert "ne coûte pas plus" in page and "L446-447" in page and "policy.strategy" in page
        assert ("assumed" if code == "en" else "supposé") in page.lower()
        assert (claim.parts[0].reason.fr if code == "fr" else claim.parts[0].reason.en) in page
    assert write_register([found], ResultsDirectory(tmp_path, PROGRAM), code) == [
        f"claims{ending}.md",
        f"claims{ending}.html",
    ]


def test_every_claim_has_a_page_even_without_any_run(tmp_path):
    for claim in claims().values():
        columns = sorted({metric.column for metric in claim.metrics.values()})
        nothing = pd.DataFrame(
            {name: [] for name in ("scenario", "regime", "point", "replicate", "status", *columns)}
        ).astype({"scenario": str, "regime": str, "point": int, "replicate": int, "status": object})
        found = verdict(claim, nothing)
        assert found.answer == CANNOT_TELL
        assert write_page(found, region(claim, nothing).head(0), ResultsDirectory(tmp_path, PROGRAM))
