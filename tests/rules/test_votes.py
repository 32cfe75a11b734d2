"""Votes and admission, by hand and by property."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.rules.votes import (
    ABSENT,
    ABSTAINS,
    AGAINST,
    IN_FAVOUR,
    VOTE_RULES,
    median_admits,
    passes,
    vote_weights,
)

LETTERS = {"+": IN_FAVOUR, "-": AGAINST, "0": ABSTAINS, ".": ABSENT}
VOTES = st.lists(st.sampled_from([IN_FAVOUR, AGAINST, ABSTAINS, ABSENT]), min_size=1, max_size=30)


def ballot(letters: str) -> np.ndarray:
    return np.array([LETTERS[letter] for letter in letters])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("one_head", [1, 1, 1, 1]), ("by_capital", [10, 20, 30, 40]), ("colleges", [0.25, 0.25, 0.3, 0.2])],
)
def test_weights_follow_the_rule_named(rule, expected):
    capital, college = np.array([10.0, 20.0, 30.0, 40.0]), np.array([0, 0, 1, 2])
    weights = vote_weights(VOTE_RULES.index(rule), capital, college, np.array([0.5, 0.3, 0.2]))
    assert weights == pytest.approx(expected)


def test_an_empty_college_has_no_weight():
    weights = vote_weights(2, np.ones(2), np.array([0, 2]), np.array([0.3, 0.5, 0.2]))
    assert weights == pytest.approx([0.3, 0.2])


def test_an_unknown_rule_of_vote_is_refused():
    with pytest.raises(ValueError, match="vote"):
        vote_weights(len(VOTE_RULES), np.ones(2), np.zeros(2, int), np.ones(1))


@pytest.mark.parametrize(
    ("letters", "quorum", "majority", "passed"),
    [
        ("++-", 0.0, 0.5, True),
        ("++--", 0.0, 0.5, False),  # a tie keeps the status quo
        ("+000", 0.0, 0.5, True),
        ("+000", 1.0, 0.5, True),  # abstentions count for the quorum
        ("+...", 0.5, 0.5, False),
        ("+0..", 0.5, 0.5, True),
        ("++-", 0.0, 2 / 3, True),  # two thirds are enough
        ("+++--", 0.0, 2 / 3, False),
        ("+++-", 0.0, 1.0, False),
        ("....", 0.0, 0.5, False),
        ("0000", 0.0, 0.5, False),
    ],
)
def test_one_head_one_vote_by_hand(letters, quorum, majority, passed):
    assert passes(ballot(letters), np.ones(len(letters)), quorum, majority) == passed


def test_one_large_holder_decides_by_capital_and_not_by_head():
    votes, capital, college = ballot("+--"), np.array([60.0, 20.0, 20.0]), np.zeros(3, int)
    assert passes(votes, vote_weights(1, capital, college, np.ones(1)), 0.5, 0.5)
    assert not passes(votes, vote_weights(0, capital, college, np.ones(1)), 0.5, 0.5)


def test_a_small_college_balances_a_large_one():
    votes, college = ballot("+" + "-" * 6), np.array([0] + [1] * 6)
    weights = vote_weights(2, np.ones(7), college, np.array([0.5, 0.5]))
    assert not passes(votes, weights, 0.5, 0.5)  # six sixths of a half: still a tie
    assert passes(ballot("++-----"), weights, 0.5, 0.5)


@given(VOTES, st.floats(0.0, 1.0), st.floats(0.5, 1.0), st.integers(0, 29))
def test_one_more_vote_in_favour_never_defeats_a_motion(votes, quorum, majority, place):
    votes = np.array(votes)
    more = votes.copy()
    more[place % len(votes)] = IN_FAVOUR
    weights = np.ones(len(votes))
    assert passes(more, weights, quorum, majority) >= passes(votes, weights, quorum, majority)


@given(VOTES)
def test_a_motion_and_its_contrary_never_both_pass(votes):
    votes = np.array(votes)
    contrary = np.where(np.abs(votes) == 1, -votes, votes)
    weights = np.full(len(votes), 0.1)
    assert not (passes(votes, weights, 0.0, 0.5) and passes(contrary, weights, 0.0, 0.5))


@pytest.mark.parametrize(
    ("gains", "admitted"),
    [([0.1, 0.1, -9.0], True), ([0.1, -0.1, -0.1], False), ([0.1, 0.1, -0.1, -0.1], False), ([1e-15], False)],
)
def test_a_newcomer_enters_when_the_median_member_gains(gains, admitted):
    without = np.linspace(0.0, 1.0, len(gains))
    assert median_admits(without, without + np.array(gains)) == admitted
