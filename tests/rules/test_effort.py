"""Effort by type and by rival rule, by hand and by property."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.effort import PLAYER_TYPES, Past, Seen, belief_after_round, player_type_of
from simulation.rules.stance_rules import NAMES, effort
from simulation.rules.stance_rules.conditional import conditional_effort
from simulation.rules.stance_rules.moody import moody_effort
from simulation.rules.stance_rules.payoff_only import payoff_only_effort
from tests.rules.kernel_results import EffortSettings

UNIT = st.floats(0.0, 1.0)
PAYOFF = st.floats(-1e3, 1e3)
SETTINGS = EffortSettings()


@pytest.mark.parametrize(
    ("player_type", "belief", "expected"),
    [
        ("conditional_cooperator", 0.5, 0.45),
        ("conditional_cooperator", 1.0, 0.9),
        ("free_rider", 1.0, 0.0),
        ("hump", 0.3, 0.3),
        ("hump", 0.5, 0.5),
        ("hump", 0.8, 0.2),
        ("other", 0.0, 0.5),
        ("other", 1.0, 0.5),
    ],
)
def test_each_type_gives_what_its_schedule_says(player_type, belief, expected):
    assert conditional_effort(PLAYER_TYPES.index(player_type), belief, 0.9) == pytest.approx(expected)


def test_types_are_drawn_in_their_shares():
    draws = (np.arange(1000) + 0.5) / 1000
    types = [player_type_of(draw, 0.50, 0.33, 0.14) for draw in draws]
    assert np.bincount(types).tolist() == [500, 330, 140, 30]


def test_belief_moves_by_its_rate():
    assert belief_after_round(0.8, 0.4, 0.25) == pytest.approx(0.7)
    assert belief_after_round(0.8, 0.4, 0.0) == 0.8


@pytest.mark.parametrize(
    ("change", "gain", "draw", "expected"),
    [
        (+0.1, +1.0, 0.0, 0.6),
        (+0.1, -1.0, 0.9, 0.4),
        (-0.1, +1.0, 0.9, 0.4),
        (-0.1, -1.0, 0.0, 0.6),
        (0.0, +1.0, 0.2, 0.4),
        (0.0, +1.0, 0.7, 0.6),
        (+0.1, 0.0, 0.2, 0.4),
    ],
)
def test_the_hill_climb_goes_on_when_it_paid_and_turns_when_it_did_not(change, gain, draw, expected):
    assert payoff_only_effort(0.5, 0.5 - change, 2.0, 2.0 - gain, 0.1, draw) == pytest.approx(expected)


@pytest.mark.parametrize(("marginal_return", "end"), [(0.6, 0.0), (1.4, 1.0)])
def test_the_hill_climb_ends_where_the_marginal_return_says(marginal_return, end):
    settings = EffortSettings(stance_effort_step=0.1)
    previous, now = 0.5, 0.6
    for round_ in range(30):
        payoffs = ((marginal_return - 1.0) * now, (marginal_return - 1.0) * previous)
        draw = 0.25 if end == 0.0 else 0.75
        past = Past(now, previous, *payoffs)
        previous, now = now, effort(NAMES.index("payoff_only"), 0, past, Seen(0.5, 0.5, 0.5, 0.0), settings, draw)
        assert 0.0 <= now <= 1.0, round_
    assert now == pytest.approx(end, abs=1e-12)


@pytest.mark.parametrize(
    ("own", "others", "expected"), [(0.9, 1.0, 0.8), (0.9, 0.5, 0.5), (0.5, 1.0, 0.1), (0.2, 1.0, 0.1)]
)
def test_the_moody_follow_others_only_after_giving(own, others, expected):
    assert moody_effort(own, others, 0.2, 0.6, 0.1) == pytest.approx(expected)


def test_the_dispatcher_runs_the_rule_named():
    past, seen = Past(0.6, 0.5, 1.0, 2.0), Seen(0.5, 1.0, 0.3, 9.0)
    settings = EffortSettings(stance_imitation_intensity=np.inf)
    efforts = {name: effort(rule, 0, past, seen, settings, 0.4) for rule, name in enumerate(NAMES)}
    expected = {"conditional": 0.45, "payoff_only": 0.5, "imitation": 0.3, "moody": 0.8}
    assert efforts == pytest.approx(expected)


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="unknown rule of effort"):
        effort(len(NAMES), 0, Past(0.5, 0.5, 0.0, 0.0), Seen(0.5, 0.5, 0.5, 0.0), SETTINGS, 0.5)


@given(
    st.integers(0, len(NAMES) - 1),
    st.integers(0, len(PLAYER_TYPES) - 1),
    st.tuples(UNIT, UNIT, PAYOFF, PAYOFF),
    st.tuples(UNIT, UNIT, UNIT, PAYOFF),
    UNIT,
)
def test_effort_stays_between_nothing_and_all(rule, player_type, past, seen, draw):
    assert 0.0 <= effort(rule, player_type, Past(*past), Seen(*seen), SETTINGS, draw) <= 1.0
