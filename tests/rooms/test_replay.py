"""After the game: the same again to the byte, one choice changed, the band of the model's own actors."""

import numpy as np
import pandas as pd
import pytest

from experiments.seminar.rooms.replay import band_of, replay_altered, with_decision, worlds_alone
from simulation.choices import HOUSEHOLD, ORGANISATION, Choice
from simulation.plan import PlanError
from simulation.purposes import DEPOSITS
from tests.rooms.games import answer, command, game, join, say


@pytest.fixture(scope="module")
def session():
    room, hour = game(rounds=4)
    tokens = [join(room, kind) for kind in ("organisation", "organisation", "household", "authority")]
    command(room, "open")
    say(room, kind="inject", secret=room.secret, path="sector.main_industry.export_demand", value=0.8)
    for stance in (4.0, 5.0, 4.0, 0.0):
        offered = {one.name: one.values for one in room.view(tokens[0])["options"]}
        answer(room, tokens[0], stance=stance if stance in offered["stance"] else 0.0, effort=1.0)
        answer(room, tokens[2], invest=0.01)
        hour.now += 61.0
        assert room.play_if_due()
    return room.session(room.secret)


def test_an_unchanged_replay_is_the_game_to_the_byte(session):
    again = session.replayed()
    assert again.state_hash == session.state_hash
    pd.testing.assert_frame_equal(again.outcomes, session.outcomes)
    same = replay_altered(session, session.choices)
    assert same.state_hash_before == same.state_hash_after == session.state_hash
    assert same.first_month is None and same.touched.empty and same.jobs == 0.0


def lived(session, choices):
    territory = session.territory(choices)
    territory.run_for(session.months)
    return territory


def test_another_stance_is_traced_to_who_took_it(session):
    player = [one for one in session.choices if one.decision == "stance"][-3]
    assert player.month == session.months - 2
    told = 4.0 if player.value == 0.0 else 0.0
    difference = replay_altered(
        session, with_decision(session.choices, ORGANISATION, player.uid, player.month, "stance", told)
    )
    touched = difference.touched.query("kind == 'organisation'").set_index("uid")
    assert difference.first_month == player.month == touched.loc[player.uid, "first_month"]
    assert touched.loc[player.uid, "stance_before"] != touched.loc[player.uid, "stance_after"]
    assert difference.state_hash_before == session.state_hash != difference.state_hash_after


def test_the_table_adds_up_to_the_difference_in_money_and_jobs(session):
    player = next(one for one in session.choices if one.decision == "invest")
    changed = with_decision(session.choices, HOUSEHOLD, player.uid, player.month, "invest", 0.25)
    difference = replay_altered(session, changed)
    assert difference.first_month == player.month
    assert player.uid in set(difference.touched.query("kind == 'household' and first_month == 1")["uid"])
    cash, staff = [], []
    for territory in (lived(session, session.choices), lived(session, changed)):
        table, start = territory.world.organisations, territory.world.books.first[1]
        living = np.flatnonzero(table["alive"] == 1)
        staff.append(int(table["staff"][living].sum()))
        cash.append(int(territory.world.books.balance[DEPOSITS, start + living].sum()))
    assert cash[1] != cash[0]
    assert difference.total(ORGANISATION, "cash") == pytest.approx((cash[1] - cash[0]) / 100.0)
    assert difference.total(ORGANISATION, "jobs") == staff[1] - staff[0]


def test_a_decision_left_to_the_model_can_be_taken_in_a_replay(session):
    table = lived(session, session.choices).world.organisations
    played = {one.uid for one in session.choices if one.kind == ORGANISATION}
    living = sorted(int(uid) for uid in table["uid"][table["alive"] == 1] if int(uid) not in played)
    firsts = []
    for uid in living[:6]:
        more = with_decision(session.choices, ORGANISATION, uid, 4, "stance", 4.0)
        assert len(more) == len(session.choices) + 3
        firsts.append(replay_altered(session, more).first_month)
    # Who had chosen this by itself makes no difference; whoever had not differs from that month on.
    assert set(firsts) <= {4, None} and 4 in firsts


def test_a_decision_replaced_keeps_all_others(session):
    player = next(one for one in session.choices if one.decision == "pool_effort")
    changed = with_decision(session.choices, ORGANISATION, player.uid, player.month, "effort", 0.0)
    different = [(one, two) for one, two in zip(session.choices, changed, strict=True) if one != two]
    assert len(different) == 6
    assert {two.decision for _, two in different} == {"pool_effort", "project_effort"}
    assert {two.value for _, two in different} == {0.0}
    with pytest.raises(PlanError, match="between 0 and 7"):
        session.territory(session.choices.altered(Choice(1, ORGANISATION, player.uid, "stance", 9.0)))


def test_the_class_lies_on_the_band_of_the_models_own_actors(session):
    worlds = list(worlds_alone(session, replicates=5, workers=1))
    band = band_of(worlds, session.outcomes, "jobs")
    assert list(band.index) == list(range(session.months + 1))
    assert (band[0.05] <= band[0.5]).all() and (band[0.5] <= band[0.95]).all()
    assert list(band["class"]) == list(session.outcomes["jobs"])
    alone = session.territory(session.from_outside)
    alone.run_for(session.months)
    assert (worlds[0][:, list(session.outcomes.columns).index("jobs")] == alone.outcomes["jobs"]).all()
    assert len(session.from_outside) == 1
