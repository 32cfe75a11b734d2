"""Decisions imposed on actors: the same decisions give the same bytes, others act through the model alone."""

import numpy as np
import pandas as pd
import pytest

from simulation import Territory, load_plan, territory
from simulation.choices import AUTHORITY, HOUSEHOLD, ORGANISATION, OUTSIDE, Choice, Choices
from simulation.columns import NO_VOTE_IMPOSED
from simulation.phases.poles.activities import run_activities
from simulation.phases.poles.animation import ANIMATING, FORMALISING, assembly
from simulation.phases.poles.monitoring import decide_efforts
from simulation.phases.poles.poles import admitted, live_poles
from simulation.phases.poles.stance import review_stances
from simulation.plan import PlanError
from simulation.purposes import CITIZENS_EQUITY, SAVINGS
from simulation.schedule import SCHEDULE, begin_month
from tests.phases.pole_scene import all_know_one_another, members_of, organisations_world, pole_of

MONTHS = 30
SMALL = {
    "population.labour_force": 600,
    "sector.main_industry.mean_size": 5.0,
    "population.burn_in_months": 12,
    "trust.initial": 0.7,
    "stance.reconsideration": 0.8,
    "pole.founders_needed": 3,
    "pole.call_rate": 100.0,
    "trust.caution": 0.2,
    "project.start_rate": 3.0,
}


@pytest.fixture(scope="module")
def start():
    plan = load_plan("mono_industry", regime="plural", overrides=SMALL)
    return plan, Territory.burnt_in(plan, seed=1)


def forked(start, **more):
    plan, burnt_in = start
    return Territory(plan, rng=1, burnt_in=burnt_in, **more)


def state(lived):
    return lived.state_hash


def row_of(lived, uid):
    organisations = lived.world.organisations
    return int(np.flatnonzero((organisations["uid"] == uid) & (organisations["alive"] == 1))[0])


@pytest.fixture(scope="module")
def own_decisions(start):
    """What the actors of the model decide by themselves, written down where they decide it, and the end they reach."""
    rows = []

    def note(column, decision, only):
        def phase(world, month):
            organisations = world.organisations
            for o in np.flatnonzero((organisations["alive"] == 1) & only(organisations)):
                value = float(organisations[column][o])
                rows.append(Choice(month, ORGANISATION, int(organisations["uid"][o]), decision, value))

        return phase

    after = {
        review_stances: note("alternative", "stance", lambda table: table["uid"] >= 0),
        live_poles: note("pool_effort", "pool_effort", lambda table: (table["pole"] >= 0) & (table["suspended"] == 0)),
        run_activities: note("effort", "project_effort", lambda table: table["project"] >= 0),
    }

    def live_and_note(world, month):
        begin_month(world, month)
        for phase in SCHEDULE:
            phase(world, month)
            if phase in after:
                after[phase](world, month)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(territory, "live_month", live_and_note)
        free = forked(start)
        free.run_for(MONTHS)
    return rows, state(free), free.outcomes


def test_the_model_decides_something_of_each_kind(own_decisions):
    rows, _, outcomes = own_decisions
    assert {one.decision for one in rows} == {"stance", "pool_effort", "project_effort"}
    assert len({one.value for one in rows if one.decision == "stance"}) > 3
    assert outcomes["pole_count"].max() > 0


def test_imposing_what_the_actors_decide_anyway_changes_no_byte(start, own_decisions):
    rows, end, outcomes = own_decisions
    told = forked(start, choices=rows)
    told.run_for(MONTHS)
    assert state(told) == end
    pd.testing.assert_frame_equal(told.outcomes, outcomes)
    assert len(told.choices_without_actor) == 0


def test_telling_savers_to_do_what_they_do_changes_no_byte(start, own_decisions):
    told = forked(start)
    households = told.world.households
    rows = [
        Choice(month, HOUSEHOLD, int(households["uid"][h]), "subscribe", float(households["saver"][h]))
        for h in range(300)
        if households["status"][h] > 0
        for month in (1, 2, 3)
    ]
    told.impose(rows)
    told.run_for(MONTHS)
    assert state(told) == own_decisions[1]


def test_one_other_decision_changes_that_actor_first_and_other_luck_stays(start, own_decisions):
    rows, end, _ = own_decisions
    # One who can lead: what it is told has consequences beyond itself.
    organisations = forked(start).world.organisations
    leaders = set(organisations.uid[(organisations.alive == 1) & (organisations.entrepreneur == 1)].tolist())
    changed = next(
        one for one in rows if one.decision == "stance" and one.value == 0 and one.month == 6 and one.uid in leaders
    )
    told = forked(start, choices=[Choice(6, ORGANISATION, changed.uid, "stance", 5.0)])
    free = forked(start)
    told.run_for(5), free.run_for(5)
    assert state(told) == state(free)
    for phase in SCHEDULE[:1]:
        told._imposed.write(told.world, 6)
        phase(told.world, 6), phase(free.world, 6)
    assert list(np.flatnonzero(told.world.organisations["alternative"] != free.world.organisations["alternative"])) == [
        row_of(told, changed.uid)
    ]
    held = [Choice(month, ORGANISATION, changed.uid, "stance", 5.0) for month in range(6, MONTHS + 1)]
    whole = forked(start, choices=held)
    whole.run_for(MONTHS)
    assert state(whole) != end
    assert max(whole.closure.values()) == 0


def test_a_stance_out_of_reach_is_taken_as_deep_as_may_be(start):
    lived = forked(start)
    outside = lived.world.organisations["uid"][(lived.world.organisations["pole"] < 0)][0]
    lived.impose([Choice(1, ORGANISATION, int(outside), "stance", 7.0)])
    lived._imposed.write(lived.world, 1)
    review_stances(lived.world, 1)
    assert lived.world.organisations["alternative"][row_of(lived, outside)] == 5


def test_a_stance_holds_for_its_month_and_leaves_no_trace_in_the_columns(start):
    lived = forked(start, choices=[Choice(1, ORGANISATION, 3, "stance", 4.0)])
    lived.run_for(2)
    told = lived.world.imposed_organisations
    assert (told["stance"] == -1).all() and (told["vote_ending"] == NO_VOTE_IMPOSED).all()
    assert not told["looks_again"].any()


def test_a_household_that_invests_moves_savings_into_equity(start):
    savings = forked(start).world.books.balance[SAVINGS]
    h = int(np.argsort(savings[:600])[-1])
    lived = forked(start)
    uid = int(lived.world.households["uid"][h])
    lived.impose([Choice(1, HOUSEHOLD, uid, "invest", 0.001)])
    other = forked(start)
    lived.step(), other.step()
    moved = lived.world.books.balance[:, h] - other.world.books.balance[:, h]
    assert moved[CITIZENS_EQUITY] > 0 and moved[SAVINGS] == -moved[CITIZENS_EQUITY]
    assert max(lived.closure.values()) == 0


@pytest.mark.parametrize(("share", "sign"), [(0.0, -1), (1.0, 1)])
def test_a_household_that_buys_here_spends_its_money_here(start, share, sign):
    lived, other = forked(start), forked(start)
    uids = lived.world.households["uid"][lived.world.households["status"] > 0]
    lived.impose([Choice(1, HOUSEHOLD, int(uid), "buy_local", share) for uid in uids])
    lived.step(), other.step()
    local = [float(one.ledger.flows(1).loc["consumption, local", "Organisations"]) for one in (lived, other)]
    assert np.sign(local[0] - local[1]) == sign


def test_a_lever_stays_where_it_was_put_and_the_plan_leaves_it_alone(start):
    path = "sector.main_industry.export_demand"
    lived = forked(start, choices=[Choice(2, AUTHORITY, 0, "policy.one_roof", 1.0), Choice(14, OUTSIDE, 0, path, 0.9)])
    lived.run_for(16)
    assert lived.world.parameters[0].policy_one_roof == 1
    assert lived.world.sectors["export_demand"][1] == 0.9
    free = forked(start)
    free.run_for(16)
    assert free.world.sectors["export_demand"][1] < 1.0
    assert free.world.sectors["export_demand"][1] != 0.9


@pytest.mark.parametrize(("motion", "column", "against"), [(0, "vote_formalising", False), (1, "vote_animator", True)])
def test_an_imposed_vote_counts_for_the_motion_or_against_it(motion, column, against):
    assert (FORMALISING, ANIMATING) == (0, 1)
    world = organisations_world(4, vote__attendance=0.0, vote__quorum=0.0)
    all_know_one_another(world, 4, 0.9)
    pole_of(world, 4)
    rows = members_of(world)
    assert not assembly(world, 5, 0, rows, np.ones(4), motion, against)
    world.imposed_organisations[column][rows[0]] = 1
    assert assembly(world, 5, 0, rows, -np.ones(4), motion, against) is not against
    world.imposed_organisations[column][rows[0]] = -1
    assert assembly(world, 5, 0, rows, np.ones(4), motion, against) is against


@pytest.mark.parametrize(("vote", "let_in"), [(-1, False), (0, False), (1, True)])
def test_members_told_how_to_vote_let_a_newcomer_in_or_not(vote, let_in):
    world = organisations_world(5)
    all_know_one_another(world, 5, 0.9)
    pole_of(world, 4)
    rows = members_of(world)
    world.imposed_organisations["vote_admission"][rows] = vote
    assert admitted(world, 1, 0, rows, 4) is let_in


def test_effort_in_the_common_work_is_what_is_imposed():
    world = organisations_world(4)
    all_know_one_another(world, 4, 0.9)
    pole_of(world, 4)
    rows = members_of(world)
    decide_efforts(world, 1, rows)
    own = world.organisations["pool_effort"][rows].copy()
    world.imposed_organisations["pool_effort"][rows[0]] = 0.125
    decide_efforts(world, 1, rows)
    assert world.organisations["pool_effort"][rows[0]] == 0.125 != own[0]


ORG = ORGANISATION


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (Choice(1, "organization", 1, "stance", 0), "did you mean 'organisation'"),
        (Choice(1, ORG, 1, "stanse", 0), "did you mean 'stance'"),
        (Choice(1, ORG, 1, "stance", 8), "between 0 and 7"),
        (Choice(1, ORG, 1, "stance", 1.5), "whole number"),
        (Choice(1, ORG, 1, "pool_effort", float("nan")), "between 0 and 1"),
        (Choice(0, ORG, 1, "stance", 1), "first month that can be chosen for is 1"),
        (Choice(1, ORG, 999_999, "stance", 1), "there is no organisation 999999"),
        (Choice(9, HOUSEHOLD, -5, "invest", 1), "there is no household -5"),
        (Choice(1, AUTHORITY, 0, "policy.labl", 1), "did you mean 'policy.label'"),
        (Choice(1, AUTHORITY, 0, "trust.gain", 0.1), "unknown lever"),
        (Choice(1, AUTHORITY, 3, "policy.label", 0.5), "its uid is 0"),
        (Choice(1, OUTSIDE, 0, "population.communes", 4), "cannot change later"),
        (Choice(1, OUTSIDE, 0, "regime.money", 1), "choose the regime instead"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_one_sentence_and_nothing_is_imposed(start, choice, sentence):
    lived = forked(start)
    with pytest.raises(PlanError, match=sentence):
        lived.impose([Choice(1, ORG, 1, "stance", 1.0), choice])
    assert len(lived.choices) == 0


def test_twice_the_same_decision_is_refused(start):
    with pytest.raises(PlanError, match="decided twice"):
        forked(start, choices=[Choice(1, ORG, 1, "stance", 1.0), Choice(1, ORG, 1, "stance", 0.0)])


def test_who_may_not_cooperate_cannot_be_told_to():
    plan = load_plan("mono_industry", regime="market", overrides=SMALL)
    with pytest.raises(PlanError, match="nobody may cooperate"):
        Territory(plan, rng=1, choices=[Choice(1, ORG, 1, "stance", 4.0)])


def test_an_actor_gone_when_its_month_comes_is_reported(start):
    lived = forked(start, choices=[Choice(3, ORG, 500_000, "stance", 1.0)])
    lived.run_for(3)
    assert [one.uid for one in lived.choices_without_actor] == [500_000]


def test_a_table_reads_back_as_it_was_written(start, tmp_path):
    rows = [Choice(1, ORG, 1, "stance", 4.0), Choice(2, AUTHORITY, 0, "policy.authority_role", "leader")]
    lived = forked(start, choices=pd.DataFrame(Choices(tuple(rows)).table))
    lived.choices.table.to_csv(tmp_path / "choices.csv", index=False)
    again = forked(start, choices=pd.read_csv(tmp_path / "choices.csv"))
    assert again.choices == lived.choices
    with pytest.raises(PlanError, match="'uid' is missing"):
        forked(start, choices=lived.choices.table.drop(columns="uid"))


def test_altering_what_was_not_decided_is_refused():
    table = Choices((Choice(1, ORG, 1, "stance", 4.0),))
    assert table.altered(Choice(1, ORG, 1, "stance", 0.0)).rows[0].value == 0.0
    with pytest.raises(PlanError, match="was not decided"):
        table.altered(Choice(2, ORG, 1, "stance", 0.0))
