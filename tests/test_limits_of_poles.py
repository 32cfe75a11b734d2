"""Limits of poles, through the months of whole territories: who gives all, who gives nothing, what is off."""

import numpy as np
import pytest

from simulation import Territory, load_plan
from simulation.choices import ORGANISATION, Choice
from simulation.columns import TALLY
from simulation.declared import PARAMETERS
from simulation.outcomes import OUTCOMES
from simulation.territory import hash_of
from tests.small_scenarios import write_scenario

FOUNDED = 3
BODY = """
[parameters]
"population.labour_force" = {{ value = 900, source = "assumed" }}
"population.burn_in_months" = {{ value = 3, source = "assumed" }}
"pole.call_rate" = {{ value = 0.0, source = "assumed" }}
[[poles]]
name = "Les Voisins"
month = {month}
kind = "enterprises"
source = "assumed"
members = [
    {{ sector = "services", form = "association", count = 4, staff = 4, depth = 2, leads = true }},
    {{ sector = "trade", form = "firm", count = 4, staff = 3, depth = 2 }},
]
"""
ACTIVITY = """activities = [
    { name = "a shop", month = 4, sector = "trade", staff = 1, market = "local" },
]
"""


def plan_of(directory, regime="reciprocity", months=60, month=FOUNDED, body=BODY, activity="", **overrides):
    path = write_scenario(directory, body.format(month=month) + activity)
    changes = {name.replace("__", "."): value for name, value in overrides.items()}
    return load_plan(path, regime=regime, months=months, overrides=changes)


def lived(plan, months, rng=1, effort=None, **arguments):
    """Live a territory; with ``effort``, everybody in a pole gives this part of what it owes, every month."""
    territory = Territory(plan, rng=rng, **arguments)
    for month in range(1, months + 1):
        if effort is not None and month > FOUNDED:
            table = territory.world.organisations
            members = np.flatnonzero((table["pole"] >= 0) & (table["alive"] == 1))
            told = [Choice(month, ORGANISATION, int(table["uid"][o]), "pool_effort", effort) for o in members]
            # They stay as they are, whatever it brings.
            stays = [Choice(month, ORGANISATION, int(table["uid"][o]), "stance", 6.0) for o in members]
            territory.impose([*told, *(stays if effort == 1.0 else [])])
        territory.step()
    return territory


def test_where_everybody_gives_what_is_owed_trust_rises_above_the_stock_and_means_give_all_they_can(tmp_path):
    territory = lived(plan_of(tmp_path, trust__initial=0.45), 40, effort=1.0)
    career = territory.pole_careers
    assert (career["ended"] == 0).all()
    assert career["service"].iloc[2:].min() == pytest.approx(1.0)
    # The stock is 0.45; members begin with the trust of a shared past, 0.6.
    assert career["trust_inside"].iloc[-1] > career["trust_inside"].iloc[2] > 0.45


def test_where_nobody_gives_and_nobody_is_paid_benefits_are_nothing_and_the_pole_ends(tmp_path):
    plan = plan_of(tmp_path, months=180, stance__reconsideration=1.0)
    territory = lived(plan, 180, effort=0.0)
    career = territory.pole_careers
    assert career["service"].iloc[2:-1].max() == 0.0
    assert career["ended"].iloc[-1] == 1
    assert career["trust_inside"].dropna().iloc[-1] < 0.45
    saved = territory._history.records.tallies[:, [TALLY["saved_outside"], TALLY["saved_resource"]]]
    # In the month of the founding efforts are not told yet.
    assert saved[FOUNDED + 15 :].sum() == 0.0


def off_values(*groups):
    return {
        path.replace(".", "__"): parameter.off
        for path, parameter in PARAMETERS.items()
        if parameter.off is not None and parameter.group in groups
    }


def test_without_means_and_activities_the_declared_pole_is_worth_exactly_nothing(tmp_path):
    off = off_values("pooling", "animation", "monitoring", "project") | {
        "pole__starting_hours": 0.0,
        "pole__entry_hours": 0.0,
        "pole__cross_share": 0.0,
        "tender__joint_bids": 0,
    }
    both = [lived(plan_of(tmp_path, regime, **off), 60) for regime in ("reciprocity", "unseeded")]
    assert both[0].pole_careers["members"].max() >= 8
    economic = [name for name, outcome in OUTCOMES.items() if outcome.unit.startswith("EUR") or name == "jobs"]
    for name in economic:
        if name != "gross_value_added_pole":
            assert both[0].outcomes[name].equals(both[1].outcomes[name]), name
    assert (both[0].world.books.balance == both[1].world.books.balance).all()


@pytest.mark.parametrize(("rule", "resource"), [("own_mix", 1.0), ("elsewhere", 0.0), ("here", 0.0)])
def test_counterparties_are_those_that_are_asked_for(tmp_path, rule, resource):
    plan = plan_of(tmp_path, pooling__suppliers=rule, pooling__resource_share=resource)
    territory = lived(plan, 24, effort=1.0)
    saved = territory._history.records.tallies.sum(axis=0)
    outside, used_less, here = (saved[TALLY[f"saved_{name}"]] for name in ("outside", "resource", "local"))
    assert (used_less > 0) == (resource == 1.0)
    assert here == 0 if rule != "here" else here > 0
    # Where suppliers here bear all of it, nobody elsewhere loses but for what exceeds their sales to a member.
    assert outside == 0 if resource == 1.0 else (outside > here) == (rule == "elsewhere")


def test_a_declared_pole_founded_later_changes_nothing_before(tmp_path):
    plans = [plan_of(tmp_path, regime, months=60, month=40) for regime in ("reciprocity", "unseeded")]
    one, two = (lived(plan, 39) for plan in plans)
    assert one.outcomes.equals(two.outcomes)
    differ = {
        name
        for name in one.world.organisations.names
        if not np.array_equal(one.world.organisations[name], two.world.organisations[name])
    }
    assert not differ
    assert hash_of(one.world) != "" and len(one.pole_careers) == 0


def test_an_activity_without_customers_ends(tmp_path):
    easy = {"project__preparation_months": 1, "project__capital_per_post": 500.0, "project__own_funds_share": 0.1}
    plan = plan_of(tmp_path, months=120, activity=ACTIVITY, trust__caution=0.0, **easy)
    territory = Territory(plan, rng=1)
    for _ in range(120):
        territory.step()
        world = territory.world
        running = world.projects["venture"][(world.projects["alive"] == 1) & (world.projects["venture"] >= 0)]
        world.organisations["appeal"][running] = -50.0
        world.organisations["export_weight"][running] = 0.0
    shop = territory.activities.query("name == 'a shop'").iloc[0]
    assert shop["started"] > 0
    assert shop["ended"] > shop["started"] and shop["cause"] == "closed"


def test_the_order_in_which_members_stand_in_the_file_changes_no_total(tmp_path):
    services = '    {{ sector = "services", form = "association", count = 4, staff = 4, depth = 2, leads = true }},\n'
    trade = '    {{ sector = "trade", form = "firm", count = 4, staff = 3, depth = 2 }},\n'
    swapped = BODY.replace(services + trade, trade + services)
    assert swapped != BODY
    one, two = (lived(plan_of(tmp_path, body=body), 24) for body in (BODY, swapped))
    for column in ("members", "members_social", "fund"):
        assert one.pole_careers[column].tolist() == two.pole_careers[column].tolist()
    np.testing.assert_allclose(one.pole_careers["service"], two.pole_careers["service"], rtol=1e-9)
    np.testing.assert_allclose(one.outcomes["jobs"], two.outcomes["jobs"])
