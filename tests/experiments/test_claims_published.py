"""Claims run through the store of studies, judged and published; organisations followed for hazards."""

import numpy as np
import pandas as pd
import pytest

from experiments.files import tables as store
from experiments.numbers.hazard_ratios import PANEL
from experiments.origin import KEY, carried
from experiments.pages import reproduction
from experiments.pages.claims import publishing
from experiments.pages.claims.publishing import Asked, publish
from experiments.questions.claims import running
from experiments.questions.claims.declared import HAZARD
from experiments.questions.claims.register import claim_named
from experiments.questions.claims.running import STRATA, live_claims, replicates_of
from experiments.refusal import Refusal
from experiments.runs.coordinator import Means
from experiments.runs.keeping import HazardStrata
from experiments.runs.living import kept_of, live_months, territory_of
from experiments.words.language import Language
from simulation import load_plan
from simulation.readings import organisations_now
from tests.experiments import stand_in_worlds
from tests.experiments.test_claims import made_up, part

REGION = {"part": "more", "x": {"path": "trust.initial", "values": [0.3, 0.6]}, "replicates": 5}


@pytest.fixture
def lived(tmp_path, monkeypatch):
    path = tmp_path / "lived.txt"
    monkeypatch.setenv("PTCE_TEST_LIVED", str(path))
    return lambda: path.read_text().split() if path.exists() else []


def asked(tmp_path, *claims, name="out", live_one=stand_in_worlds.counted, language="en"):
    return Asked(claims, tmp_path / name, Means(tmp_path / "store", live=live_one), Language(language))


def test_a_claim_is_judged_on_runs_of_its_own_and_published(tmp_path, lived):
    claim = made_up(months=12, replicates=10, region=REGION, parts=[part(sesoi=2.0)])
    (verdict,) = publish(asked(tmp_path, claim))
    # The stand-in gives five jobs more under reciprocity, and two count as an effect.
    assert verdict.answer == "yes"
    assert verdict.by_scenario == {"mono_industry": "yes", "land_pressure": "yes"}
    assert len(lived()) == 2 * 2 * 10 + 2 * 2 * 2 * 5
    directory = tmp_path / "out"
    mark = store.read_manifest(directory)[KEY]
    written = [*directory.glob("*.parquet"), *directory.glob("figures/*.png")]
    assert {path.name for path in written} == {
        "runs.parquet",
        "verdicts.parquet",
        "regions.parquet",
        "made_up_estimates.png",
        "made_up_region.png",
    }
    assert {carried(path) for path in written} == {mark}
    assert "**yes**" in (directory / "claims.md").read_text(encoding="utf-8")
    assert (directory / "made_up.html").is_file()


def test_nothing_is_run_twice_and_a_claim_that_shares_runs_takes_them(tmp_path, lived):
    claim = made_up(months=12, replicates=10)
    publish(asked(tmp_path, claim))
    before = len(lived())
    more = claim.model_copy(update={"id": "more", "replicates": 12})
    publish(asked(tmp_path, claim, more, name="both"))
    assert len(lived()) - before == 2 * 2 * 2
    assert len(set(lived())) == len(lived())


def test_a_run_that_failed_is_counted_as_lost(tmp_path):
    claim = made_up(months=12, replicates=20)
    (verdict,) = publish(asked(tmp_path, claim, live_one=stand_in_worlds.some_fail))
    assert set(verdict.rows["lost"]) == {1}
    runs = pd.read_parquet(tmp_path / "out" / "runs.parquet")
    assert set(runs.loc[runs["status"] == "failed", "error"]) == {"PlanError: a price below zero"}


def test_runs_go_under_the_arms_that_a_place_asks_for(tmp_path):
    claim = made_up(months=12, replicates=10, region={**REGION, "arms": ["a"]})
    replicates = replicates_of(claim, ("jobs",))
    arms = {bool(one.runs[0].changes): set() for one in replicates}
    for one in replicates:
        arms[bool(one.runs[0].changes)].add(tuple(order.arm for order in one.runs))
    assert arms == {True: {("reciprocity",)}, False: {("reciprocity", "market")}}
    rows, strata = live_claims([claim], Means(tmp_path / "store", live=stand_in_worlds.quick))["made_up"]
    assert len(rows) == sum(len(one.runs) for one in replicates)
    assert strata == {}


def test_of_runs_that_hazards_are_estimated_from_the_strata_are_kept():
    claim = claim_named("cooperation_calls_for_pooling")
    assert any(part.estimate == HAZARD for part in claim.parts)
    kept = {order.keep for one in replicates_of(claim, ("jobs",)) for order in one.runs}
    assert any(STRATA in keep for keep in kept)


def test_results_of_something_else_are_left_alone(tmp_path):
    store.write_manifest(tmp_path / "out", {"program": "ptce study"})
    with pytest.raises(Refusal, match="holds results of ptce study"):
        publish(asked(tmp_path, made_up(months=12)))


def test_a_register_of_other_claims_is_left_alone(tmp_path):
    claim = made_up(months=12, replicates=10)
    publish(asked(tmp_path, claim, live_one=stand_in_worlds.quick))
    with pytest.raises(Refusal, match="other claims, made_up among them"):
        publish(asked(tmp_path, claim.model_copy(update={"id": "more"}), live_one=stand_in_worlds.quick))


def test_a_page_of_the_register_is_made_again_with_the_same_bytes(tmp_path, monkeypatch):
    claim = made_up(months=12, replicates=10)
    monkeypatch.setattr(reproduction, "claim_named", lambda name: claim)
    quick = Means(tmp_path / "store", live=stand_in_worlds.quick)
    monkeypatch.setattr(
        publishing, "live_claims", lambda claims, _, watcher: running.live_claims(claims, quick, watcher)
    )
    publish(asked(tmp_path, claim, live_one=stand_in_worlds.quick, language="fr"))
    figure = tmp_path / "out" / "figures" / "made_up_estimates_fr.png"
    verdict = reproduction.reproduce(figure, tmp_path / "store", 1, lambda *_: None)
    assert verdict.sentence(figure) == f"{figure.name}: same bytes"


def test_organisations_are_followed_from_month_to_month():
    followed = HazardStrata()
    territory = territory_of(load_plan("mono_industry", regime="reciprocity", months=3), 1)
    before = organisations_now(territory)
    live_months(territory, 3, [followed])
    panel = pd.concat(followed.months, ignore_index=True)
    assert sorted(panel["month"].unique()) == [0, 1, 2, 3]
    assert set(PANEL) - set(panel.columns) == {"scenario", "regime", "replicate"}
    assert (panel["month"] == 0).sum() == len(before)
    last, living = panel[panel["month"] == 3], organisations_now(territory)
    assert np.array_equal(last["organisation"], living["organisation"])
    assert not panel.duplicated(["month", "organisation"]).any()


@pytest.mark.long
def test_strata_of_a_run_are_the_same_again():
    plan = load_plan("mono_industry", regime="reciprocity", months=24)
    one, other = (kept_of(territory_of(plan, 1), 24, (STRATA,))[2][STRATA] for _ in range(2))
    assert one.equals(other)
    assert set(one["ratio"]) <= {"h1", "h2", "leaving"}
