"""Joint projects and the public-goods games, by hand and by property."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.public_goods import SHARE_RULES, output_shares, project_output, project_payoff
from tests.limits.played_games import COOPERATE, DEFECT, STAY_OUT, optional_payoff, public_goods_payoff

EUROS = st.lists(st.floats(0.0, 1e6), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("succeeds", "gross_return", "complementarity", "expected"),
    [(True, 2.0, 1.0, 500.0), (True, 2.0, 1.5, 750.0), (False, 2.0, 1.5, 0.0), (True, 0.0, 1.5, 0.0)],
)
def test_output_is_the_return_on_what_was_really_given(succeeds, gross_return, complementarity, expected):
    given = 1.0 * 100.0 + 0.5 * 300.0 + 0.0 * 900.0
    assert project_output(succeeds, gross_return, complementarity, given) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("equal", [1 / 3, 1 / 3, 1 / 3]), ("contribution", [0.1, 0.3, 0.6]), ("capital", [0.5, 0.5, 0.0])],
)
def test_output_is_shared_by_the_rule_named(rule, expected):
    shares = output_shares(SHARE_RULES.index(rule), np.array([1.0, 3.0, 6.0]), np.array([7.0, 7.0, 0.0]))
    assert shares == pytest.approx(expected)


def test_output_is_shared_equally_when_nobody_holds_capital():
    assert output_shares(2, np.array([1.0, 3.0]), np.zeros(2)).tolist() == [0.5, 0.5]


def test_an_unknown_rule_of_sharing_is_refused():
    with pytest.raises(ValueError, match="sharing"):
        output_shares(len(SHARE_RULES), np.ones(2), np.ones(2))


@given(st.integers(0, len(SHARE_RULES) - 1), EUROS)
def test_shares_sum_to_one(rule, euros):
    shares = output_shares(rule, np.array(euros), np.array(euros[::-1]))
    assert shares.sum() == pytest.approx(1.0)
    assert (shares >= 0.0).all()


@given(st.lists(st.sampled_from([COOPERATE, DEFECT]), min_size=1, max_size=10), st.floats(0.0, 10.0))
def test_a_project_of_equals_is_the_linear_public_goods_game(actions, multiplication):
    n_members = len(actions)
    efforts = np.array([1.0 if action == COOPERATE else 0.0 for action in actions])
    contributions = np.full(n_members, 7.0)
    output = project_output(True, multiplication, 1.0, (efforts * contributions).sum())
    share = output_shares(0, contributions, contributions)[0]
    for action, own_effort in zip(actions, efforts, strict=True):
        in_the_game = public_goods_payoff(action, actions.count(COOPERATE), n_members, multiplication, 7.0)
        assert project_payoff(share * output, own_effort * 7.0, 0.0) == pytest.approx(in_the_game, abs=1e-9)


def test_coordination_is_paid_by_each_member():
    assert project_payoff(0.5 * 300.0, 1.0 * 100.0, 20.0) == 30.0


@pytest.mark.parametrize(
    ("action", "n_cooperators", "n_defectors", "expected"),
    [
        (COOPERATE, 2, 1, 1.0),
        (DEFECT, 2, 1, 2.0),
        (STAY_OUT, 2, 1, 1.5),
        (COOPERATE, 1, 0, 1.5),
        (DEFECT, 0, 1, 1.5),
        (DEFECT, 0, 4, 0.0),
        (COOPERATE, 5, 0, 2.0),
    ],
)
def test_who_stays_out_or_plays_alone_has_the_pay_of_the_loner(action, n_cooperators, n_defectors, expected):
    assert optional_payoff(action, n_cooperators, n_defectors, 3.0, 1.0, 1.5) == pytest.approx(expected)
