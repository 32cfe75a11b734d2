"""The game without pages: seats, rounds, forty phones that drop and return, attempts to cheat."""

import json
import random
import statistics
import threading

import pytest

from experiments.seminar.rooms.lobby import Lobby, run_study
from experiments.seminar.rooms.messages import LARGEST, RoomRefusal
from experiments.seminar.rooms.room import ENDED, OPEN, PAUSED, WAITING
from simulation import load_plan
from tests.rooms.games import answer, command, game, join, say, small_plan


def everything(room):
    """All that a message could change, as text."""
    desk = room.desk(room.secret)
    desk.pop("outcomes")
    return json.dumps(desk, default=str) + room.territory.state_hash + str(len(room.territory.choices))


@pytest.fixture
def room():
    return game(rounds=4, places=6)[0]


def test_a_phone_that_comes_back_sits_on_its_own_seat(room):
    first, second = join(room), join(room)
    before = room.view(first)
    assert room.view(first) == before
    assert room.view(second)["seat"] == 2
    assert room.view(second)["uid"] != before["uid"]
    assert len(first) >= 32 and first != second


def test_each_kind_can_be_chosen_and_one_only_is_the_authority(room):
    tokens = [join(room, wish) for wish in ("organisation", "household", "authority")]
    assert [room.view(token)["kind"] for token in tokens] == ["organisation", "household", "authority"]
    with pytest.raises(RoomRefusal, match="authority is taken"):
        join(room, "authority")
    assert room.kinds_playable == ("organisation", "household")


def test_a_participant_sees_her_own_actor_and_nobody_elses(room):
    tokens = [join(room, "organisation") for _ in range(3)]
    view = room.view(tokens[0])
    others = [room.view(token) for token in tokens[1:]]
    assert set(view) == {
        *("code", "phase", "round", "rounds", "month", "seconds_left", "seat", "kind", "uid"),
        *("facts", "options", "answered", "decisions", "path"),
    }
    partners = json.dumps(view["facts"]["partners"])
    assert "cash" not in partners and "staff" not in partners
    assert all(token not in json.dumps(view, default=str) for token in tokens)
    assert room.secret not in json.dumps(view, default=str)
    assert all(other["uid"] != view["uid"] for other in others)


def test_a_round_is_a_quarter_and_comes_when_all_have_answered():
    room, _ = game(rounds=2)
    tokens = [join(room), join(room)]
    assert room.phase == WAITING and not room.play_if_due()
    command(room, "open")
    answer(room, tokens[0], stance=4.0, effort=1.0)
    assert not room.play_if_due()
    answer(room, tokens[1], stance=0.0)
    assert room.play_if_due()
    assert (room.round, room.territory.month, room.phase) == (2, 3, OPEN)
    assert room.view(tokens[0])["facts"]["stance"] in (4, 5, 6, 7)
    assert [len(room.view(token)["path"]) for token in tokens] == [2, 2]
    assert {one.decision for one in room.territory.choices} == {"stance", "pool_effort", "project_effort"}
    command(room, "next")
    assert room.play_if_due() and room.phase == ENDED


def test_the_absent_are_played_by_the_model_when_time_is_up():
    room, hour = game()
    present, absent = join(room), join(room)
    command(room, "open")
    answer(room, present, stance=0.0)
    hour.now += 59.0
    assert not room.play_if_due()
    hour.now += 2.0
    assert room.play_if_due()
    uids = {one.uid for one in room.territory.choices}
    assert uids == {room.view(present)["uid"]} and room.view(absent)["round"] == 2
    log = room.session(room.secret).decisions
    assert list(log["by"]) == ["player", "model"]


def test_a_pause_stops_the_clock_and_refuses_answers():
    room, hour = game()
    token = join(room)
    command(room, "open")
    hour.now += 20.0
    command(room, "pause")
    hour.now += 500.0
    assert room.phase == PAUSED and not room.play_if_due()
    with pytest.raises(RoomRefusal, match="No answers"):
        answer(room, token, stance=0.0)
    command(room, "resume")
    assert room.view(token)["seconds_left"] == pytest.approx(40.0)


def test_the_teacher_brings_a_shock_that_holds_from_the_next_month():
    room, _ = game()
    path = "sector.main_industry.export_demand"
    say(room, kind="inject", secret=room.secret, path=path, value=0.9)
    say(room, kind="inject", secret=room.secret, path=path, value=0.5)
    assert room.desk(room.secret)["pending"] == [(path, 0.5)]
    join(room)
    command(room, "open")
    command(room, "next")
    room.play_if_due()
    assert room.territory.world.sectors["export_demand"][1] == 0.5
    with pytest.raises(RoomRefusal, match="must lie between"):
        say(room, kind="inject", secret=room.secret, path=path, value=1e9)
    with pytest.raises(RoomRefusal, match="did you mean"):
        say(room, kind="inject", secret=room.secret, path="policy.labl", value=0.5)


def test_the_authority_sets_a_lever_and_leaves_the_others_alone():
    room, _ = game()
    token = join(room, "authority")
    command(room, "open")
    answer(room, token, **{"policy.authority_role": 2.0, "policy.one_roof": 0.0})
    room.play_if_due()
    assert [(one.decision, one.value) for one in room.territory.choices] == [("policy.authority_role", "leader")]
    assert room.territory.world.parameters[0].policy_authority_role == 2


def test_a_household_that_invests_holds_shares_afterwards():
    room, _ = game()
    token = join(room, "household")
    before = room.view(token)["facts"]
    command(room, "open")
    answer(room, token, invest=0.01, buy_local=1.0)
    room.play_if_due()
    after = room.view(token)["facts"]
    assert after["equity"] >= before["equity"]
    assert {one.decision for one in room.territory.choices} == {"subscribe", "invest", "buy_local"}


def test_a_class_that_wants_to_pool_founds_a_pole():
    kept = {"life.retirement_rate": 0.0, "life.dissolution_rate": 0.0, "life.loss_patience": 240.0}
    kept |= {"pole.initial_members": 16, "pole.initial_trust": 0.9, "trust.caution": 0.1}
    room, _ = game(plan=load_plan("mono_industry", regime="reciprocity", overrides=kept), rounds=2)
    tokens = [join(room, "organisation") for _ in range(12)]
    command(room, "open")
    for token in tokens:
        answer(room, token, stance=5.0, effort=1.0)
    assert room.play_if_due()
    poles = [room.view(token)["facts"]["pole"] for token in tokens]
    assert sum(pole is not None for pole in poles) >= 8
    member = next(token for token, pole in zip(tokens, poles, strict=True) if pole)
    assert "vote_admission" in {option.name for option in room.view(member)["options"]}


def test_who_loses_her_organisation_may_take_another(room):
    token = join(room, "organisation")
    with pytest.raises(RoomRefusal, match="you keep it"):
        say(room, kind="another", token=token)
    first = room.view(token)["uid"]
    command(room, "open")
    table = room.territory.world.organisations
    table["alive"][table["uid"] == first] = 0
    room.seating.look()
    assert room.view(token)["facts"] is None and room.view(token)["options"] == ()
    other = join(room, "organisation")
    answer(room, other, stance=0.0)
    # Who has lost its actor is not waited for.
    assert room.is_due()
    say(room, kind="another", token=token)
    assert room.view(token)["uid"] != first and room.view(token)["facts"]["staff"] > 0


def test_the_teacher_frees_a_seat_and_its_token_opens_nothing_more(room):
    token = join(room)
    say(room, kind="free", secret=room.secret, seat=1)
    with pytest.raises(RoomRefusal, match="not known"):
        room.view(token)
    assert join(room) != token and room.seats[0].number == 2


# -- attempts --------------------------------------------------------------------------------------------------


def attempts(room, mine, hers):
    secret, code = room.secret, room.code
    good = {"kind": "answer", "token": mine, "round": room.round, "decisions": {"stance": 0.0}}
    teacher = {"kind": "command", "do": "end"}
    yield from (
        {**teacher, "secret": mine},
        {**teacher, "secret": ""},
        {**teacher, "secret": secret[:-1]},
        {**teacher, "secret": code},
        {"kind": "command", "do": "close", "secret": secret},
        {"kind": "inject", "secret": mine, "path": "policy.label", "value": 0.5},
        {"kind": "inject", "secret": secret, "path": "regime.money", "value": 0},
        {"kind": "inject", "secret": secret, "path": "population.communes", "value": 2},
        {"kind": "free", "secret": hers, "seat": 1},
        {"kind": "free", "secret": secret, "seat": 77},
        {**good, "token": "guess"},
        {**good, "token": "é" * 20},
        {**good, "token": "\ud800"},
        {**good, "token": "x" * 65},
        {**good, "token": None},
        {**good, "round": room.round + 1},
        {**good, "round": 0},
        {**good, "round": "1"},
        {**good, "round": True},
        {**good, "seat": 2},
        {**good, "decisions": {"stance": 7.0}},
        {**good, "decisions": {"stance": "4"}},
        {**good, "decisions": {"stance": None}},
        {**good, "decisions": {"stance": float("nan")}},
        {**good, "decisions": {"stance": float("inf")}},
        {**good, "decisions": {"policy.label": 0.3}},
        {**good, "decisions": {"invest": 0.25}},
        {**good, "decisions": {f"d{k}": 0.0 for k in range(17)}},
        {**good, "decisions": [["stance", 0.0]]},
        {"kind": "another", "token": mine},
        {"kind": "join", "code": "AAAAAA"},
        {"kind": "join", "code": code, "wish": "teacher"},
        {"kind": "join", "code": code, "token": hers},
        {"kind": "nothing"},
        {},
        [],
        None,
        "end",
    )


def test_whatever_is_tried_is_refused_in_one_sentence_and_changes_nothing(room):
    mine, hers = join(room, "organisation"), join(room, "organisation")
    command(room, "open")
    before = everything(room)
    for attempt in attempts(room, mine, hers):
        with pytest.raises(RoomRefusal) as refused:
            room.receive(json.dumps(attempt))
        sentence = str(refused.value)
        assert sentence.endswith(".") and "\n" not in sentence and mine not in sentence and hers not in sentence
    raw = [b"", b"{", b"\xff\xfe", "{" * 4000, "[" * 4000, " " * (LARGEST + 1), b"0" * 10**7, "é" * (LARGEST // 2 + 1)]
    for attempt in raw:
        with pytest.raises(RoomRefusal):
            room.receive(attempt)
    assert everything(room) == before


def test_the_secret_and_a_token_open_nothing_of_the_other(room):
    token = join(room)
    for wrong in ("", token, room.code, room.secret.swapcase(), "\udfff"):
        with pytest.raises(RoomRefusal):
            room.desk(wrong)
        with pytest.raises(RoomRefusal):
            room.session(wrong)
    for wrong in ("", room.secret, token.swapcase(), "\ud800", "é"):
        with pytest.raises(RoomRefusal):
            room.view(wrong)


def test_a_full_room_takes_nobody_more(room):
    for _ in range(6):
        join(room)
    with pytest.raises(RoomRefusal, match="All 6 seats"):
        join(room)
    assert len(room.seats) == 6


@pytest.mark.parametrize("do", ["resume", "pause", "next"])
def test_a_command_out_of_place_is_refused(room, do):
    with pytest.raises(RoomRefusal, match="cannot be done"):
        command(room, do)
    command(room, "end")
    with pytest.raises(RoomRefusal):
        command(room, "open")
    with pytest.raises(RoomRefusal, match="has ended"):
        join(room)


# -- forty phones ----------------------------------------------------------------------------------------------


class Phone:
    """A phone that joins, answers what it is offered, loses its page and comes back, at random."""

    def __init__(self, room, number):
        self.room, self.luck = room, random.Random(number)
        self.token = join(room)
        self.seat = room.view(self.token)["seat"]

    def live(self):
        if self.luck.random() < 0.3:
            return
        view = self.room.view(self.token)
        assert view["seat"] == self.seat
        if view["facts"] is None:
            say(self.room, kind="another", token=self.token)
            return
        decisions = {one.name: self.luck.choice(one.values) for one in view["options"] if self.luck.random() < 0.8}
        say(self.room, kind="answer", token=self.token, round=view["round"], decisions=decisions)


def test_forty_phones_drop_and_return_and_each_keeps_its_seat(record_property):
    room, hour = game(rounds=8)
    phones = [Phone(room, number) for number in range(40)]
    assert len({(room.view(one.token)["kind"], room.view(one.token)["uid"]) for one in phones}) == 40
    command(room, "open")
    spent = []
    for _ in range(8):
        for phone in phones:
            phone.live()
        hour.now += 61.0
        assert room.play_if_due()
        spent.append(room.last_round_seconds)
    assert room.phase == ENDED and room.territory.month == 24
    assert [room.view(one.token)["seat"] for one in phones] == [one.seat for one in phones]
    session = room.session(room.secret)
    assert {"player", "model"} <= set(session.decisions["by"])
    assert session.decisions["seat"].nunique() == 40
    assert max(room.territory.closure.values()) == 0
    record_property("seconds_of_a_round", statistics.median(spent))
    print(f"a round with forty seats: {1000 * statistics.median(spent):.1f} ms, longest {1000 * max(spent):.1f} ms")
    assert session.replayed().state_hash == session.state_hash


def test_phones_in_threads_never_see_a_half_lived_round():
    room, _ = game(rounds=6)
    tokens = [join(room) for _ in range(12)]
    command(room, "open")
    conductor = threading.Thread(target=run_study, args=(room,), daemon=True)
    conductor.start()
    wrong = []

    def play(token):
        while room.phase != ENDED:
            try:
                view = room.view(token)
                if view["month"] % 3 or (view["phase"] == OPEN and view["month"] != 3 * (view["round"] - 1)):
                    wrong.append(view)
                answer(room, token)
            except RoomRefusal:
                pass

    threads = [threading.Thread(target=play, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    conductor.join(10)
    assert not wrong and not conductor.is_alive() and room.territory.month == 18


def test_a_full_lobby_drops_what_has_ended_or_was_forgotten_and_nothing_else(monkeypatch):
    monkeypatch.setattr("experiments.seminar.rooms.lobby.MOST_ROOMS", 2)
    lobby, plan = Lobby(), small_plan()
    (first, _), (second, hour), (third, _) = game(plan=plan), game(plan=plan), game(plan=plan)
    lobby.admit(first), lobby.admit(second)
    with pytest.raises(RoomRefusal, match="Too many games"):
        lobby.admit(third)
    hour.now += 4000.0
    lobby.admit(third)
    assert second.phase == ENDED and lobby.by_code(first.code) is first and lobby.by_code(third.code) is third
    for room in (first, third):
        command(room, "end")


def test_a_room_that_is_closed_while_its_quarter_is_lived_stays_closed(room, monkeypatch):
    join(room)
    command(room, "open")
    command(room, "next")
    live = room.territory.run_for
    monkeypatch.setattr(room.territory, "run_for", lambda months: (room.close(), live(months)))
    assert room.play_if_due()
    assert room.phase == ENDED and not room.is_due()


def test_a_lobby_finds_rooms_by_code_and_by_secret_only():
    lobby = Lobby()
    room = lobby.admit(game()[0])
    try:
        assert lobby.by_code(f" {room.code.lower()} ") is room and lobby.by_secret(room.secret) is room
        for wrong in ("", "ZZZZZZ", room.secret):
            with pytest.raises(RoomRefusal):
                lobby.by_code(wrong)
        with pytest.raises(RoomRefusal):
            lobby.by_secret(room.code)
    finally:
        command(room, "end")
