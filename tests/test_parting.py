"""Lives that are the same until a date: what is forked there is, to the byte, what lives alone."""

import pytest

from simulation import Territory, load_plan
from simulation.gifts import first_handed_out
from simulation.parting import parting_month
from simulation.plan import REGIMES
from simulation.refusals import PlanError
from tests.small_scenarios import write_scenario

MONTHS, FOUNDED = 16, 7
PLACE = f"""
[parameters]
"population.labour_force" = {{ value = 600, source = "assumed" }}
"population.burn_in_months" = {{ value = 3, source = "assumed" }}
"trust.caution" = {{ value = 0.2, source = "assumed" }}
"pole.call_rate" = {{ value = 0.0, source = "assumed" }}
"policy.start_month" = {{ value = {FOUNDED}, source = "assumed" }}
"project.preparation_months" = {{ value = 2, source = "assumed" }}
[[poles]]
name = "Les Voisins"
month = {FOUNDED}
kind = "place"
source = "assumed"
members = [
    {{ sector = "services", form = "association", count = 3, staff = 3, depth = 2, leads = true }},
    {{ sector = "trade", form = "firm", count = 4, staff = 2, depth = 2 }},
]
activities = [
    {{ name = {{ en = "a", fr = "un" }}, month = {FOUNDED + 2}, sector = "trade", staff = 1, market = "local" }},
]
"""
PAIRS = (
    ("market", "redistribution"),
    ("market", "gift"),
    ("unseeded", "reciprocity"),
    ("reciprocity", "plural"),
    ("plural", "plural_untargeted"),
    ("reciprocity", "site_only"),
    ("reciprocity", "random_members"),
)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    return write_scenario(tmp_path_factory.mktemp("parting"), PLACE)


def plan_of(scenario, regime, **overrides):
    return load_plan(scenario, regime=regime, months=MONTHS, overrides=overrides)


@pytest.fixture(scope="module")
def state(scenario):
    return Territory.burnt_in(plan_of(scenario, "market"), seed=5)


def lived(plan, state, months=MONTHS, savings=None):
    territory = Territory(plan, burnt_in=state, savings=savings)
    territory.run_for(months)
    return territory


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_fork_is_the_same_life_as_one_from_the_start(scenario, state, one, other):
    plans = [plan_of(scenario, regime) for regime in (one, other)]
    savings = lived(plan_of(scenario, "reciprocity"), state).savings if other == "gift" else None
    handed_out = None if savings is None else first_handed_out(savings)
    parting = parting_month(*plans, handed_out)
    assert parting == (handed_out or FOUNDED)
    territory = lived(plans[0], state, parting - 1)
    before = territory.state_hash
    forked, alone = territory.fork(plans[1], savings), lived(plans[1], state, savings=savings)
    forked.run_for(MONTHS - parting + 1)
    assert territory.state_hash == before, "the one it was forked from is left as it was"
    assert forked.state_hash == alone.state_hash
    for told in ("outcomes", "pole_careers", "activities", "events_log", "organisation_years", "posts_by_year"):
        assert getattr(forked, told).equals(getattr(alone, told)), told
    assert forked.closure == alone.closure and forked.summary == alone.summary
    assert (forked.ledger.flows(MONTHS, months=MONTHS) == alone.ledger.flows(MONTHS, months=MONTHS)).all(axis=None)
    assert forked.outcomes.attrs == alone.outcomes.attrs


def test_lives_part_in_that_month_and_not_later(scenario, state):
    for one, other in PAIRS[:1] + PAIRS[2:4]:
        plans = [plan_of(scenario, regime) for regime in (one, other)]
        hashes = [lived(plan, state, parting_month(*plans)).ledger.flows(FOUNDED).to_numpy() for plan in plans]
        assert (hashes[0] != hashes[1]).any(), (one, other)


@pytest.mark.parametrize("regime", REGIMES[1:])
def test_whatever_may_differ_between_arms_has_a_date_or_none(scenario, regime):
    assert parting_month(plan_of(scenario, regime), plan_of(scenario, regime)) is None
    parting = parting_month(plan_of(scenario, "market"), plan_of(scenario, regime))
    assert parting == (FOUNDED if regime == "redistribution" else 1)


def test_dated_changes_other_pasts_and_other_lengths_part_lives(scenario):
    plan = plan_of(scenario, "plural")
    assert parting_month(plan, plan_of(scenario, "plural", **{"trust.gain": 0.3})) == 1
    assert parting_month(plan, load_plan(plan, months=MONTHS + 1)) == 1
    crisis = load_plan("mono_industry", regime="market", months=200)
    assert parting_month(crisis, crisis.undisturbed()) == crisis.first_change


def test_land_that_waits_for_a_pole_parts_lives_from_the_start():
    plans = [load_plan("land_pressure", regime=regime) for regime in ("reciprocity", "unseeded")]
    assert parting_month(*plans) == 1


def test_a_fork_after_lives_have_parted_is_refused(scenario, state):
    territory = lived(plan_of(scenario, "market"), state, FOUNDED)
    with pytest.raises(PlanError, match="months from 7 on may differ"):
        territory.fork(plan_of(scenario, "redistribution"))
    with pytest.raises(PlanError, match="months from 1 on may differ"):
        territory.fork(plan_of(scenario, "gift"))
